//===- WaitFix.h - The edit that adds a missing wait ------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_WAITFIX_H
#define NMR_CHECKS_WAITFIX_H

#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace clang {
class ASTContext;
}

namespace nmr {

class Protocols;

/// The edit that makes the code wait, if it has to, for the deregistration that
/// the call at \p Call starts. None unless one edit is certainly right:
///  - the call is a statement of its own, or its status is stored by one, in
///    a block where a statement may follow; it begins its line, and no macro
///    wrote it;
///  - what stores the status is wide enough for it;
///  - the handle's expression has no side effects;
///  - the file can name STATUS_PENDING and the wait function;
///  - the file never waits for that handle: else the trouble lies in a path
///    that misses the wait, and a second wait would be misuse.
llvm::SmallVector<clang::FixItHint> insertWait(clang::SourceLocation Call,
                                               clang::ASTContext &Context,
                                               const Protocols &By);

/// Calls \p Found with the place of each call that starts a deregistration and
/// for which there is such an edit: for who has to know before it is judged.
void forEachWaitEdit(
    clang::ASTContext &Context, const Protocols &By,
    llvm::function_ref<void(clang::SourceLocation, const clang::FixItHint &)>
        Found);

} // namespace nmr

#endif // NMR_CHECKS_WAITFIX_H
