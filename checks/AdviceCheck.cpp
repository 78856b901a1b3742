//===- AdviceCheck.cpp - The advisories -----------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceCheck.h"

namespace nmr {

AdviceCheck::AdviceCheck(llvm::StringRef Name,
                         clang::tidy::ClangTidyContext *Context, RuleId Rule,
                         std::shared_ptr<Analyses> Shared)
    : NmrCheck(Name, Context, Rule, std::move(Shared)) {
  assert(isAdvisory(Rule) && "others have a check of their own");
}

} // namespace nmr
