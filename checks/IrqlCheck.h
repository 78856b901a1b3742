//===- IrqlCheck.h - nmr-irql -----------------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_IRQLCHECK_H
#define NMR_CHECKS_IRQLCHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when a function of the NMR or of Winsock Kernel is called at an IRQL
/// that it does not allow.
///
/// User page: docs/checks/nmr-irql.md
class IrqlCheck : public NmrCheck {
public:
  IrqlCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
            std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_IRQLCHECK_H
