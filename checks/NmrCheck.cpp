//===- NmrCheck.cpp - What the checks have in common ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NmrCheck.h"
#include "Protocol/RuleList.h"
#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace nmr {

/// Where \p L is in the source manager; invalid if the file is not there.
static SourceLocation locate(const Loc &L, const Summary &Unit,
                             const SourceManager &SM) {
  if (!L.isValid())
    return {};
  auto File = SM.getFileManager().getOptionalFileRef(Unit.Files[L.File]);
  return File ? SM.translateFileLineCol(*File, L.Line, L.Column)
              : SourceLocation();
}

std::vector<std::string> NmrCheck::splitList(StringRef Text) {
  SmallVector<StringRef> Names;
  Text.split(Names, ';');
  std::vector<std::string> Result;
  for (StringRef N : Names)
    if (N = N.trim(); !N.empty())
      Result.push_back(N.str());
  return Result;
}

NmrCheck::NmrCheck(StringRef Name, tidy::ClangTidyContext *Context, RuleId Rule,
                   std::shared_ptr<Analyses> Shared)
    : ClangTidyCheck(Name, Context), Rule(Rule), Shared(std::move(Shared)) {
  Asked.ViolationsOnly = true;
  // All checks of a TU ask for the same, so that it is judged once.
  Asked.Rules = {};
  RuleSet Named;
  choose(Named, Context->getOptions().Checks.value_or(""));
  for (RuleId R : allRules())
    if (Context->isCheckEnabled(name(R)) &&
        (!isAdvisory(R) || Named.contains(R)))
      Asked.Rules.insert(R);
  Asked.UnloadFunctions =
      splitList(Options.getLocalOrGlobal("UnloadFunctions", ""));
  ProtocolFiles = splitList(Options.getLocalOrGlobal("Protocols", ""));
  std::string Problem;
  By = this->Shared->protocols(ProtocolFiles, Problem);
  if (!Problem.empty())
    configurationDiag("%0") << Problem;
}

void NmrCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, "UnloadFunctions",
                llvm::join(Asked.UnloadFunctions, ";"));
  Options.store(Opts, "Protocols", llvm::join(ProtocolFiles, ";"));
}

// A TU without a function definition has nothing to say, and clangd does not
// visit the translation unit itself: the definitions are the way to the
// ASTContext.
void NmrCheck::registerMatchers(ast_matchers::MatchFinder *Finder) {
  using namespace ast_matchers;
  // An advisory that a pattern switched on has nothing to say.
  if (!Asked.Rules.contains(Rule))
    return;
  Finder->addMatcher(functionDecl(isDefinition()), this);
}

void NmrCheck::check(const ast_matchers::MatchFinder::MatchResult &Result) {
  Context = Result.Context;
}

void NmrCheck::onEndOfTranslationUnit() {
  if (!Context)
    return;
  Own = Shared->of(*Context);
  for (const Verdict &V : Own->verdicts(Asked, By))
    for (const Finding &F : V.Findings)
      if (F.Rule == Rule)
        show(F, Own->unit());
}

void NmrCheck::show(const Finding &F, const Summary &Unit) {
  const SourceManager &SM = Context->getSourceManager();
  const SourceLocation Where = locate(F.Where, Unit, SM);
  {
    DiagnosticBuilder Warning = diag(Where, "%0") << F.Message;
    // Several registrations may go through one call, which needs one edit.
    const SourceLocation At = locate(F.mendedAt(), Unit, SM);
    if (F.isMendable() && Mended.insert(At).second) {
      if (!Fixes)
        Fixes = findFixes(*Context, *By);
      for (const Fix &Offered : *Fixes)
        if (Offered.Call == At && Offered.Answers == F.Class) {
          FixItHint Edit = Offered.Edit;
          Edit.CodeToInsert = F.MendCall + Edit.CodeToInsert;
          Warning << Edit;
        }
    }
  }
  for (const PathStep &S : F.Path)
    diag(locate(S.Where, Unit, SM), "%0", DiagnosticIDs::Note) << S.Message;
  if (!F.Remedy.empty())
    diag(Where, "%0", DiagnosticIDs::Note) << F.Remedy;
}

} // namespace nmr
