//===- Baseline.h - What an earlier report has said -------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_BASELINE_H
#define NMR_REPORT_BASELINE_H

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"

namespace nmr {

/// The fingerprints of an earlier report.
class Baseline {
public:
  /// Reads a report that nmr-scan wrote as SARIF or JSON.
  ///
  /// Errors: \p File can't be read, is no JSON, or is not such a report. The
  /// message names it.
  static llvm::Expected<Baseline> read(llvm::StringRef File);

  bool contains(llvm::StringRef Fingerprint) const {
    return Known.contains(Fingerprint);
  }

private:
  llvm::StringSet<> Known;
};

} // namespace nmr

#endif // NMR_REPORT_BASELINE_H
