//===- ReportOptions.h - What the writers of reports are told ---*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_REPORTOPTIONS_H
#define NMR_REPORT_REPORTOPTIONS_H

#include "Report/Baseline.h"

namespace nmr {

/// A report is a function from link units, their verdicts and these to bytes.
struct ReportOptions {
  /// The version of the tool, where a format has a place for it.
  llvm::StringRef Version;
  /// Not owned. Findings that it holds are no news. Null: all are.
  const Baseline *Known = nullptr;
  /// SARIF: results also for what is verified or inconclusive.
  bool AllKinds = false;

  bool isKnown(llvm::StringRef Fingerprint) const {
    return Known && Known->contains(Fingerprint);
  }
};

} // namespace nmr

#endif // NMR_REPORT_REPORTOPTIONS_H
