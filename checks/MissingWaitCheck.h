//===- MissingWaitCheck.h - nmr-missing-wait --------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_MISSINGWAITCHECK_H
#define NMR_CHECKS_MISSINGWAITCHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when a driver's image can go away, or a handle can be lost, while a
/// deregistration that may have answered STATUS_PENDING has not been waited
/// for.
///
/// Options, besides those of NmrCheck:
///  - WaitsElsewhere: a deregistration outside an unload routine may be waited
///    for in another translation unit. Setting it for this check costs a second
///    judgement of each TU in which another check is enabled too.
///
/// User page: docs/checks/nmr-missing-wait.md
class MissingWaitCheck : public NmrCheck {
public:
  MissingWaitCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
                   std::shared_ptr<Analyses> Shared);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;
};

} // namespace nmr

#endif // NMR_CHECKS_MISSINGWAITCHECK_H
