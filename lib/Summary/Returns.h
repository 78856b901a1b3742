//===- Returns.h - Whether a function comes to its end ----------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_RETURNS_H
#define NMR_SUMMARY_RETURNS_H

#include "Summary/Summary.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace nmr {

/// Whether \p F can return from wherever its control flow leads, supposing that
/// those that it calls return, but for what \p StaysAt holds for. A loop that
/// has a way out ends.
bool alwaysReturns(const Function &F,
                   llvm::function_ref<bool(const Statement &Call)> StaysAt);

} // namespace nmr

#endif // NMR_SUMMARY_RETURNS_H
