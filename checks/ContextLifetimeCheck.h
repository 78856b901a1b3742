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

/// Warns when what belongs to a binding is freed too early, or used when it may
/// be gone.
///
/// User page: docs/checks/nmr-context-lifetime.md
class ContextLifetimeCheck : public NmrCheck {
public:
  ContextLifetimeCheck(llvm::StringRef Name,
                       clang::tidy::ClangTidyContext *Context,
                       std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_CONTEXTLIFETIMECHECK_H
