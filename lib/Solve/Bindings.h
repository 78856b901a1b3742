//===- Bindings.h - What is wrong with bindings -----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_BINDINGS_H
#define NMR_SOLVE_BINDINGS_H

#include "Solve/Program.h"
#include "Solve/Verdict.h"

namespace nmr {

/// Whether one of \p Rules is about bindings.
bool asksForBindings(const RuleSet &Rules);

/// Judges the bindings of \p Unit, of which \p Whole was made: a verdict for
/// each that violates a protocol, and none for the others. Costs nothing if no
/// rule of bindings is asked for, and little if no routine of theirs is in
/// view.
std::vector<Verdict> judgeBindings(const Summary &Unit, const Program &Whole,
                                   const SolveOptions &Options);

} // namespace nmr

#endif // NMR_SOLVE_BINDINGS_H
