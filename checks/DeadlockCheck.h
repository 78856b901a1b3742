//===- DeadlockCheck.h - nmr-deadlock ---------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_DEADLOCKCHECK_H
#define NMR_CHECKS_DEADLOCKCHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when a callback waits for its own registration, or for a lock that is
/// held across the call that runs it.
///
/// User page: docs/checks/nmr-deadlock.md
class DeadlockCheck : public NmrCheck {
public:
  DeadlockCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
                std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_DEADLOCKCHECK_H
