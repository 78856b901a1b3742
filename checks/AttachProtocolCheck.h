//===- AttachProtocolCheck.h - nmr-attach-protocol --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_ATTACHPROTOCOLCHECK_H
#define NMR_CHECKS_ATTACHPROTOCOLCHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when an attach routine fails after it has attached, or nobody frees
/// the binding context.
///
/// User page: docs/checks/nmr-attach-protocol.md
class AttachProtocolCheck : public NmrCheck {
public:
  AttachProtocolCheck(llvm::StringRef Name,
                      clang::tidy::ClangTidyContext *Context,
                      std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_ATTACHPROTOCOLCHECK_H
