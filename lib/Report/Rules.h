//===- Rules.h - What is to be said of each rule ----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_RULES_H
#define NMR_REPORT_RULES_H

#include "Protocol/Protocol.h"
#include "Solve/Verdict.h"

namespace nmr {

/// What reports say of a rule. Its identity is \c name(RuleId).
struct RuleInfo {
  RuleId Id;
  /// A name for people: `MissingWait`.
  llvm::StringRef Title;
  /// The vendor's page on what the rule demands.
  llvm::StringRef HelpUri;
  /// How bad a violation is, in the words of SARIF: "error", "warning",
  /// "note".
  llvm::StringRef Level;
  /// The rule's page, docs/checks/<name>.md, in Markdown.
  llvm::StringRef Page;

  /// The page's first paragraph without Markdown: "Warns when ...".
  std::string summary() const;
};

/// All rules, in the order of RuleId.
llvm::ArrayRef<RuleInfo> rules();

/// The rule that a verdict without a finding is filed under: that of the step
/// which the call in view makes one wait for.
RuleId principalRule(const Verdict &V);

} // namespace nmr

#endif // NMR_REPORT_RULES_H
