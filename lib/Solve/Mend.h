//===- Mend.h - Calls that set a finding right ------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_MEND_H
#define NMR_SOLVE_MEND_H

#include "Solve/Solve.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace nmr {

using JudgeFn = llvm::function_ref<std::vector<Verdict>(const Summary &)>;

/// Where the image goes away behind a return with a registration live, looks
/// for a function of the driver that ends it, and can be named there: one that
/// takes nothing, or the handle. \c Finding::MendCall is set only if \p Judge
/// finds that the driver with that call before that return has neither this
/// finding nor a new one, and proves nothing less: a function is not right by
/// its name.
///
/// Costs another judgement for each such finding and candidate.
void findMends(const Summary &Unit, const Protocols &P, JudgeFn Judge,
               std::vector<Verdict> &Verdicts);

/// Whether any of \p Verdicts lets \c findMends look for such a function.
bool mayHaveMends(llvm::ArrayRef<Verdict> Verdicts);

} // namespace nmr

#endif // NMR_SOLVE_MEND_H
