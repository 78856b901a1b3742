//===- DetachProtocolCheck.h - nmr-detach-protocol --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_DETACHPROTOCOLCHECK_H
#define NMR_CHECKS_DETACHPROTOCOLCHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when what a detach routine answers and the completion of the
/// detachment contradict each other.
///
/// User page: docs/checks/nmr-detach-protocol.md
class DetachProtocolCheck : public NmrCheck {
public:
  DetachProtocolCheck(llvm::StringRef Name,
                      clang::tidy::ClangTidyContext *Context,
                      std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_DETACHPROTOCOLCHECK_H
