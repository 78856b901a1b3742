//===- NmrCheck.h - What the checks have in common --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_NMRCHECK_H
#define NMR_CHECKS_NMRCHECK_H

#include "Analysis.h"
#include "Fixes.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "llvm/ADT/DenseSet.h"

namespace nmr {

/// Shows the violations of one rule as diagnostics: the responsible call, the
/// path as notes, the remedy as the last note. It asks the analysis that the
/// checks of a TU share, and decides nothing.
///
/// Options:
///  - UnloadFunctions: more unload routines, by name, separated by semicolons.
///  - Protocols: files that describe more protocols, separated by semicolons.
/// Either may be given without the check's name, for all checks at once.
class NmrCheck : public clang::tidy::ClangTidyCheck {
public:
  NmrCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
           RuleId Rule, std::shared_ptr<Analyses> Shared);

  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void
  check(const clang::ast_matchers::MatchFinder::MatchResult &Result) override;
  void onEndOfTranslationUnit() override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  /// The names in \p Text, which semicolons separate.
  static std::vector<std::string> splitList(llvm::StringRef Text);

  /// What this check asks for. To be changed in the constructor only.
  SolveOptions Asked;

private:
  void show(const Finding &F, const Summary &Unit);

  const RuleId Rule;
  const std::shared_ptr<Analyses> Shared;
  std::vector<std::string> ProtocolFiles;
  std::shared_ptr<const Protocols> By;
  /// Held so that the other checks of the TU find it.
  std::shared_ptr<Analysis> Own;
  clang::ASTContext *Context = nullptr;
  /// Those of the TU, once one is asked for: looking costs a walk over it.
  std::optional<std::vector<Fix>> Fixes;
  /// Calls and returns for which an edit was asked for.
  llvm::DenseSet<clang::SourceLocation> Mended;
};

} // namespace nmr

#endif // NMR_CHECKS_NMRCHECK_H
