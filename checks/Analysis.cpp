//===- Analysis.cpp - One analysis per translation unit -------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis.h"
#include "Extract/Extract.h"
#include "Solve/Bindings.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

bool Analysis::matters(const Protocols &By, const RuleSet &Rules) const {
  // The compiler has already said what is wrong with a TU that has errors.
  return !Context.getDiagnostics().hasUncompilableErrorOccurred() &&
         llvm::any_of(By.functions(), [&](const ProtocolFunction &F) {
           return By.isListed(F) &&
                  (!By.of(F).isOfBindings() || asksForBindings(Rules)) &&
                  mentions(Context, F.Name);
         });
}

llvm::ArrayRef<Verdict>
Analysis::verdicts(const SolveOptions &Options,
                   std::shared_ptr<const Protocols> By) {
  for (const Judgement &J : Judged)
    if (J.Options == Options && J.By == By)
      return J.Verdicts;
  Judgement J{Options, By, {}};
  if (matters(*By, Options.Rules)) {
    if (!std::exchange(Extracted, true))
      Unit = extract(Context);
    // Now it is worth the time to read what no TU matters for.
    const bool All = By.get() != &Protocols::builtinListed();
    J.Verdicts = solve(Unit, All ? *By : Protocols::builtin(), Options);
  }
  Judged.push_back(std::move(J));
  return Judged.back().Verdicts;
}

std::shared_ptr<Analysis> Analyses::of(clang::ASTContext &Context) {
  {
    std::lock_guard<std::mutex> Guard(Lock);
    llvm::erase_if(Current, [](const auto &E) { return E.second.expired(); });
    for (const auto &[Known, Weak] : Current)
      if (Known == &Context)
        if (std::shared_ptr<Analysis> A = Weak.lock())
          return A;
  }
  // A TU is checked by one thread: nobody else analyses this one meanwhile.
  auto A = std::make_shared<Analysis>(Context);
  std::lock_guard<std::mutex> Guard(Lock);
  Current.emplace_back(&Context, A);
  return A;
}

std::shared_ptr<const Protocols>
Analyses::protocols(llvm::ArrayRef<std::string> Names, std::string &Problem) {
  // The object is the program's.
  std::shared_ptr<const Protocols> Builtin(std::shared_ptr<void>(),
                                           &Protocols::builtinListed());
  auto Fail = [&](llvm::Error E) {
    Problem = llvm::toString(std::move(E));
    return Builtin;
  };
  if (Names.empty())
    return Builtin;
  // Read each time: in an editor the files may change.
  llvm::Expected<Protocols::Files> Files = Protocols::load(Names);
  if (!Files)
    return Fail(Files.takeError());
  const std::string Text = Protocols::textOf(*Files);
  std::lock_guard<std::mutex> Guard(Lock);
  llvm::erase_if(Known, [](const auto &Weak) { return Weak.expired(); });
  for (const std::weak_ptr<const Protocols> &Weak : Known)
    if (std::shared_ptr<const Protocols> P = Weak.lock();
        P && P->userText() == Text)
      return P;
  llvm::Expected<Protocols> Read = Protocols::read(*Files);
  if (!Read)
    return Fail(Read.takeError());
  auto P = std::make_shared<const Protocols>(std::move(*Read));
  Known.push_back(P);
  return P;
}

} // namespace nmr
