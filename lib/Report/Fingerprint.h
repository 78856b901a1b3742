//===- Fingerprint.h - What stays of a finding when lines move --*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_FINGERPRINT_H
#define NMR_REPORT_FINGERPRINT_H

#include "Report/Judged.h"

namespace nmr {

/// The names under which SARIF files keep the fingerprints. The number changes
/// with what they are made of.
constexpr llvm::StringLiteral FindingFingerprint = "nmrFinding/v1";
constexpr llvm::StringLiteral VerdictFingerprint = "nmrVerdict/v1";

/// The fingerprints of a unit: 32 hexadecimal digits each, unique in a report.
struct Fingerprints {
  /// One for each verdict: of what was judged, and with which verdict.
  std::vector<std::string> Verdicts;
  /// One for each finding of each verdict.
  std::vector<std::vector<std::string>> Findings;
};

/// A finding is told by its rule and class, the file and the function that
/// hold the responsible call, the handle, and the function called; a verdict by
/// its kind and the same of its call; either also by the name of the unit, if
/// it has one: what is in order in one driver need not be in another of the
/// same files. Lines and columns have no part in it. Several that agree in all
/// of that are numbered in the order of the report.
Fingerprints fingerprints(const Judged &Of);

class Baseline;
/// Of each finding of each verdict, whether \p Known holds it; false for all
/// if \p Known is null, which costs nothing.
std::vector<std::vector<bool>> knownFindings(const Judged &Of,
                                             const Baseline *Known);

/// Of each verdict, whether it is a reason to complain: for a violation,
/// whether it has a finding that is neither suppressed nor in \p Known;
/// otherwise whether \p Known lacks the verdict.
std::vector<bool> countingVerdicts(const Judged &Of, const Baseline *Known);

} // namespace nmr

#endif // NMR_REPORT_FINGERPRINT_H
