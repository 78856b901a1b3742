//===- Join.h - Order and join of states ------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The order and the join of states. A state is a formula over its symbols, so
/// `covers` is a matching of one formula to the other, and `join` is their
/// least general generalisation (anti-unification: Plotkin 1970, Reynolds
/// 1970): two places that hold equal values in both states hold one symbol in
/// the result.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_JOIN_H
#define NMR_SOLVE_JOIN_H

#include "Solve/AbstractState.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <optional>

namespace nmr {

/// What decides whether two states may be joined: the protocol state and the
/// kinds of places that hold the handle. States with different keys stay apart.
uint64_t joinKey(const AbstractState &S);

/// What a symbol of the more general state stands for in the other one.
using Matching = std::map<TermId, Value>;

/// Whether every machine that \p New describes is described by \p Old too. If
/// so, answers the matching of Old's symbols.
std::optional<Matching> covers(TermTable &T, const AbstractState &Old,
                               const AbstractState &New);

/// A state that covers both. Precondition: equal keys.
/// \p Widen: move the bounds of integers outwards, so that a chain of joins
/// ends.
AbstractState join(TermTable &T, const AbstractState &A, const AbstractState &B,
                   bool Widen);

} // namespace nmr

#endif // NMR_SOLVE_JOIN_H
