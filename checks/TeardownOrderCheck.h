//===- TeardownOrderCheck.h - nmr-teardown-order ----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_TEARDOWNORDERCHECK_H
#define NMR_CHECKS_TEARDOWNORDERCHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when a resource that a registration's routines use is destroyed before
/// the registration has ended.
///
/// User page: docs/checks/nmr-teardown-order.md
class TeardownOrderCheck : public NmrCheck {
public:
  TeardownOrderCheck(llvm::StringRef Name,
                     clang::tidy::ClangTidyContext *Context,
                     std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_TEARDOWNORDERCHECK_H
