//===- Analysis.cpp - One analysis per translation unit -------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis.h"
#include "Extract/Extract.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

Analysis::Analysis(clang::ASTContext &Context) {
  auto Matters = [](llvm::StringRef Name) {
    return nmrProtocol().mentions(Name);
  };
  // The compiler has already said what is wrong with a TU that has errors.
  if (mentions(Context, Matters) &&
      !Context.getDiagnostics().hasUncompilableErrorOccurred())
    Unit = extract(Context);
}

llvm::ArrayRef<Verdict> Analysis::verdicts(const SolveOptions &Options) {
  for (const auto &[Known, Verdicts] : Judged)
    if (Known == Options)
      return Verdicts;
  Judged.emplace_back(Options, Unit.Functions.empty()
                                   ? std::vector<Verdict>()
                                   : solve(Unit, nmrProtocol(), Options));
  return Judged.back().second;
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

} // namespace nmr
