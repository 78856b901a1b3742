//===- Fixes.h - The edits that mend a call ---------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_FIXES_H
#define NMR_CHECKS_FIXES_H

#include "Protocol/Protocol.h"
#include "clang/Basic/Diagnostic.h"
#include <vector>

namespace clang {
class ASTContext;
}

namespace nmr {

/// An edit that mends a call, or puts one before a return.
struct Fix {
  /// The call; the return.
  clang::SourceLocation Call;
  /// What it answers, and the rule that shows that.
  ViolationClass Answers;
  RuleId Rule;
  clang::FixItHint Edit;
};

/// The edits for the calls of a file that end registrations, each of which is
/// right if there is such a finding there: for who has to know before it is
/// judged.
///
/// One that makes the code wait, if it has to, for what the call starts:
///  - the call is a statement of its own, or its status is stored by one, in
///    a block where a statement may follow; it begins its line, and no macro
///    wrote it;
///  - what stores the status is wide enough for it;
///  - the handle's expression has no side effects;
///  - the file can name STATUS_PENDING and the wait function;
///  - the file never waits for that handle: else the trouble lies in a path
///    that misses the wait, and a second wait would be misuse;
///  - nor does it name the wait function where a condition of the preprocessor
///    leaves it out: it may be that wait, and another configuration has it.
///
/// A comment behind the statement stays there.
///
/// One that makes a test ask for STATUS_PENDING, where what it asks for leads
/// past the wait:
///  - the test is the condition of an `if` without `else`, behind the statement
///    that stores the status, or with the call in it;
///  - it looks at nothing but that status, and decides over nothing but the
///    wait for that handle;
///  - the file can name STATUS_PENDING, and no macro wrote the `if`.
///
/// One that has room for a call before a return, which the judgement names
/// (\c Finding::MendCall): \c Edit is what follows the call. The return is one
/// of a routine that the system gives its driver object, it begins its line,
/// and a statement may stand before it.
///
/// One that has a call on a handle of another kind call its counterpart:
///  - the protocol has one other kind with a function that takes the same;
///  - no macro wrote the name, and the file declares the counterpart.
std::vector<Fix> findFixes(clang::ASTContext &Context, const Protocols &By);

} // namespace nmr

#endif // NMR_CHECKS_FIXES_H
