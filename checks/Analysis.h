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
  /// Precondition: \p Context is completely parsed. A TU that names nothing of
  /// the protocol, or that does not compile, has nothing to judge.
  explicit Analysis(clang::ASTContext &Context);

  /// The TU as a link unit of its own.
  const Summary &unit() const { return Unit; }

  /// The judgement under \p Options; equal options are judged once. The result
  /// lives until the next call.
  llvm::ArrayRef<Verdict> verdicts(const SolveOptions &Options);

private:
  Summary Unit;
  std::vector<std::pair<SolveOptions, std::vector<Verdict>>> Judged;
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

private:
  std::mutex Lock;
  std::vector<std::pair<const clang::ASTContext *, std::weak_ptr<Analysis>>>
      Current;
};

} // namespace nmr

#endif // NMR_CHECKS_ANALYSIS_H
