//===- Advice.h - What is allowed, and not advisable ------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_ADVICE_H
#define NMR_SOLVE_ADVICE_H

#include "Solve/Solve.h"

namespace nmr {

/// Adds what the advisories among \p Options' rules have to say to the verdicts
/// on the registrations that it is about. It changes no verdict: what it finds
/// is no violation.
///
/// Each advisory needs runs of its own (\c Aim), over the whole program. Where
/// one does not come to its end within Options.MaxSteps there is no advice.
/// Nothing is done if no advisory is asked for.
void advise(const Summary &Unit, const Protocols &P,
            const SolveOptions &Options, std::vector<Verdict> &Verdicts);

/// Whether an advisory is among \p Rules.
bool asksForAdvice(const RuleSet &Rules);

} // namespace nmr

#endif // NMR_SOLVE_ADVICE_H
