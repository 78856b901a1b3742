//===- Lifetimes.h - Judges what is tied to a registration ------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Whether something ends while a registration still needs it: what it keeps a
/// pointer to, or what its routines use. These are runs of their own, for the
/// registrations that have something of that kind, so that the verdicts on the
/// registrations themselves neither wait for them nor depend on them.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_LIFETIMES_H
#define NMR_SOLVE_LIFETIMES_H

#include "Solve/Slice.h"
#include "Solve/Verdict.h"

namespace nmr {

/// The violations of \p Options.Rules in the lives of what is tied to the
/// registration of \p Site, ordered by place. \p Known: what is known of the
/// registration.
/// Precondition: \p Parts is of \p P.
std::vector<Finding> judgeLifetimes(const Program &P, const Slice &Parts,
                                    Program::Site Site, const Verdict &Known,
                                    const SolveOptions &Options);

} // namespace nmr

#endif // NMR_SOLVE_LIFETIMES_H
