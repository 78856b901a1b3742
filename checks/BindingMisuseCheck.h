//===- BindingMisuseCheck.h - nmr-binding-misuse ----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_BINDINGMISUSECHECK_H
#define NMR_CHECKS_BINDINGMISUSECHECK_H

#include "NmrCheck.h"

namespace nmr {

/// Warns when the handle of a binding is passed where that of a registration or
/// of another kind of binding is due, or the other way round.
///
/// User page: docs/checks/nmr-binding-misuse.md
class BindingMisuseCheck : public NmrCheck {
public:
  BindingMisuseCheck(llvm::StringRef Name,
                     clang::tidy::ClangTidyContext *Context,
                     std::shared_ptr<Analyses> Shared);
};

} // namespace nmr

#endif // NMR_CHECKS_BINDINGMISUSECHECK_H
