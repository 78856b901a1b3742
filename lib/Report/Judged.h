//===- Judged.h - What reports are about ------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_JUDGED_H
#define NMR_REPORT_JUDGED_H

#include "Protocol/Protocol.h"
#include "Solve/Verdict.h"
#include "llvm/ADT/ArrayRef.h"

namespace nmr {

/// What keeps a finding from being counted.
struct Suppressor {
  enum class Kind : uint8_t {
    InSource, ///< A NOLINT comment.
    External, ///< An entry of nmr-scan.yaml.
  };
  Kind K = Kind::InSource;
  std::string Reason; ///< As its author gave it; may be empty in a source.
};

/// "source", "configuration".
llvm::StringRef name(Suppressor::Kind K);

/// A driver and what is to be said about it.
struct Judged {
  std::string Name; ///< Empty if all that is given makes one driver.
  Summary Unit;
  std::vector<Verdict> Verdicts;
  /// Of each finding of each verdict, what suppresses it (see \c suppress).
  /// Empty if nobody looked.
  std::vector<std::vector<std::vector<Suppressor>>> Suppressors;
  /// What the unit was judged by. Not null.
  const Protocols *By = &Protocols::builtin();

  /// What suppresses finding \p N of verdict \p I.
  llvm::ArrayRef<Suppressor> suppressors(size_t I, size_t N) const {
    if (Suppressors.empty())
      return {};
    return Suppressors[I][N];
  }
  bool isSuppressed(size_t I, size_t N) const {
    return !suppressors(I, N).empty();
  }
  /// Whether verdict \p I is a violation, and all that makes it one is
  /// suppressed.
  bool isSuppressed(size_t I) const;
};

} // namespace nmr

#endif // NMR_REPORT_JUDGED_H
