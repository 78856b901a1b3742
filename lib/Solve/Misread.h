//===- Misread.h - Why a path passes the wait by ----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A driver that waits after the wrong answer has a condition that turns to the
/// wait, but not for STATUS_PENDING. It is found by asking what the path would
/// have done after another answer.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_MISREAD_H
#define NMR_SOLVE_MISREAD_H

#include "Solve/Vicinity.h"

namespace nmr {

/// What to say of the way from \p End to its target number \p Target, in the
/// user's words: "'Status == 0' is true". Precondition: it has a text.
std::string decision(const Terminator &End, uint32_t Target);

/// The decision at which \p Path, which passes by the wait, would have turned
/// to it had the deregister call that is its decision number \p Deregister
/// answered otherwise. Empty if there is none.
std::string misreadCondition(const Program &P, Program::Site Site,
                             const Route &Path, size_t Deregister);

/// Whether the followed handle would be waited for had \p Path gone another way
/// at its decision number \p Branch, and on as it did.
bool wouldWait(const Program &P, Program::Site Site, const Route &Path,
               size_t Branch);

/// Whether a function of verb \p V is called from \p From on, in \p F or in
/// what it calls.
bool leadsTo(const Program &P, Verb V, FunctionId F, BlockId From);

} // namespace nmr

#endif // NMR_SOLVE_MISREAD_H
