//===- Analysis.h - One analysis per translation unit -----------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_CHECKS_ANALYSIS_H
#define NMR_CHECKS_ANALYSIS_H

#include "Solve/Solve.h"
#include "Summary/Summary.h"
#include <memory>
#include <mutex>

namespace clang {
class ASTContext;
}

namespace nmr {

/// What is known of one translation unit, for all the checks that ask. Each
/// step is done once.
class Analysis {
public:
  /// Precondition: \p Context is completely parsed, and outlives the analysis.
  explicit Analysis(clang::ASTContext &Context) : Context(Context) {}

  /// The TU as a link unit of its own. Empty until there is something to judge.
  const Summary &unit() const { return Unit; }

  /// The judgement under \p Options; equal options are judged once. The result
  /// lives until the next call. A TU that names nothing of a protocol, or that
  /// does not compile, has nothing to judge.
  llvm::ArrayRef<Verdict> verdicts(const SolveOptions &Options,
                                   std::shared_ptr<const Protocols> By);

private:
  bool matters(const Protocols &By, const RuleSet &Rules) const;

  clang::ASTContext &Context;
  bool Extracted = false;
  Summary Unit;
  struct Judgement {
    SolveOptions Options;
    std::shared_ptr<const Protocols> By;
    std::vector<Verdict> Verdicts;
  };
  std::vector<Judgement> Judged;
};

/// The analyses of the TUs that are being checked just now. All checks that
/// one module object made share one of these, in clangd on many threads.
///
/// A TU's analysis lives while a check holds it. The checks of a TU go away
/// before its ASTContext does or right after it, so that no other TU meets a
/// stale analysis at the same address.
class Analyses {
public:
  std::shared_ptr<Analysis> of(clang::ASTContext &Context);

  /// The protocols that are compiled in and those of the files \p Names. The
  /// same object as long as the files are the same and somebody has it. If they
  /// can't be read, \p Problem is what is wrong with them, and they are left
  /// out.
  std::shared_ptr<const Protocols> protocols(llvm::ArrayRef<std::string> Names,
                                             std::string &Problem);

private:
  std::mutex Lock;
  std::vector<std::pair<const clang::ASTContext *, std::weak_ptr<Analysis>>>
      Current;
  std::vector<std::weak_ptr<const Protocols>> Known;
};

} // namespace nmr

#endif // NMR_CHECKS_ANALYSIS_H
