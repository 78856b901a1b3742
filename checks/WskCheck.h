//===- WskCheck.h - nmr-wsk -------------------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_WSKCHECK_H
#define NMR_CHECKS_WSKCHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when a Winsock Kernel registration is not deregistered once, or is
/// deregistered by a thread that still owes the release of a capture.
///
/// User page: docs/checks/nmr-wsk.md
class WskCheck : public NmrCheck {
public:
  WskCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
           std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_WSKCHECK_H
