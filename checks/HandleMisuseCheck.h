//===- HandleMisuseCheck.h - nmr-handle-misuse ------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_HANDLEMISUSECHECK_H
#define NMR_CHECKS_HANDLEMISUSECHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when a handle is deregistered or waited for in a state that does not
/// allow it, or as the other side's.
///
/// User page: docs/checks/nmr-handle-misuse.md
class HandleMisuseCheck : public NmrCheck {
public:
  HandleMisuseCheck(llvm::StringRef Name,
                    clang::tidy::ClangTidyContext *Context,
                    std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_HANDLEMISUSECHECK_H
