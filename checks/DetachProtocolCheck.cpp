//===- DetachProtocolCheck.cpp - nmr-detach-protocol ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DetachProtocolCheck.h"

namespace nmr {

DetachProtocolCheck::DetachProtocolCheck(llvm::StringRef Name,
                                         clang::tidy::ClangTidyContext *Context,
                                         std::shared_ptr<Analyses> Shared)
    : NmrCheck(Name, Context, RuleId::DetachProtocol, std::move(Shared)) {}

} // namespace nmr
