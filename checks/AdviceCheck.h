//===- AdviceCheck.h - The advisories ---------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_ADVICECHECK_H
#define NMR_CHECKS_ADVICECHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Shows what an advisory has to say: code that is allowed, and not advisable.
/// One class for all of them, as nothing but the rule tells them apart.
///
/// User pages: docs/checks, see docs/checks/index.md
class AdviceCheck : public NmrCheck {
public:
  AdviceCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
              RuleId Rule, std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_ADVICECHECK_H
