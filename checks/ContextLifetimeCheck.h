//===- ContextLifetimeCheck.h - nmr-context-lifetime ------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_CONTEXTLIFETIMECHECK_H
#define NMR_CHECKS_CONTEXTLIFETIMECHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when memory that a registration keeps a pointer to is freed, or leaves
/// its scope, before its deregistration is complete; and when a binding context
/// is freed too early, or used when it may be gone.
///
/// Options, besides those of NmrCheck:
///  - FreeFunctions: functions out of view that free what their first argument
///    points at, by name, separated by semicolons. Setting it for this check
///    costs a second judgement of each TU in which another check is enabled
///    too.
///
/// User page: docs/checks/nmr-context-lifetime.md
class ContextLifetimeCheck : public NmrCheck {
public:
  ContextLifetimeCheck(llvm::StringRef Name,
                       clang::tidy::ClangTidyContext *Context,
                       std::shared_ptr<Analyses> Shared);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;
};

} // namespace nmr

#endif // NMR_CHECKS_CONTEXTLIFETIMECHECK_H
