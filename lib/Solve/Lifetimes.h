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
#include <optional>

namespace nmr {

/// What is known of what is tied to one registration.
struct LifetimeVerdict {
  std::vector<Finding> Findings;
  /// Without findings: why something that the registration keeps may end too
  /// early all the same. Lower case, no full stop; empty if nothing may.
  std::string Doubt;
  /// The steps that were simulated.
  uint64_t Steps = 0;
};

/// Judges by \p Options.Rules what is tied to the registration of \p Site, on
/// its slice. \p Known: what is known of the registration. Nothing if that
/// fails; the whole program knows more.
/// Precondition: \p Parts is of \p P.
std::optional<LifetimeVerdict>
judgeLifetimesOnSlice(const Program &P, const Slice &Parts, Program::Site Site,
                      const Verdict &Known, const SolveOptions &Options);

/// The same on the whole of \p P, in at most \p MaxSteps steps.
LifetimeVerdict judgeLifetimes(const Program &P, const Slice &Parts,
                               Program::Site Site, const Verdict &Known,
                               uint64_t MaxSteps, const SolveOptions &Options);

} // namespace nmr

#endif // NMR_SOLVE_LIFETIMES_H
