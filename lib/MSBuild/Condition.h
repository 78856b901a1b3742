//===- Condition.h - Conditions ---------------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_CONDITION_H
#define NMR_MSBUILD_CONDITION_H

#include "MSBuild/Expression.h"
#include "llvm/Support/Error.h"

namespace nmr::msbuild {

/// Whether the condition \p Text holds; an empty one does. What follows an
/// `and` or `or` that is decided is not evaluated, as MSBuild has it.
///
/// Errors: it is no condition; the message says what is wrong with it.
llvm::Expected<bool> evaluateCondition(llvm::StringRef Text, const Scope &S);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_CONDITION_H
