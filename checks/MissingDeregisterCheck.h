//===- MissingDeregisterCheck.h - nmr-missing-deregister --------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_MISSINGDEREGISTERCHECK_H
#define NMR_CHECKS_MISSINGDEREGISTERCHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when a driver's image can go away, or a handle can be lost, while a
/// registration is live.
///
/// User page: docs/checks/nmr-missing-deregister.md
class MissingDeregisterCheck : public NmrCheck {
public:
  MissingDeregisterCheck(llvm::StringRef Name,
                         clang::tidy::ClangTidyContext *Context,
                         std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_MISSINGDEREGISTERCHECK_H
