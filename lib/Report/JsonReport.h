//===- JsonReport.h - Verdicts as JSON --------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_JSONREPORT_H
#define NMR_REPORT_JSONREPORT_H

#include "Report/Judged.h"
#include "Report/ReportOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// The version of the format. It changes when a reader would have to: when
/// something is renamed, removed or given another meaning.
constexpr int64_t JsonReportVersion = 1;

/// Writes all that is known, for programs: an object, or of several units a
/// list of such. docs/report-json.md describes it.
void writeJsonReport(llvm::ArrayRef<Judged> Units, const ReportOptions &Options,
                     llvm::raw_ostream &OS);

} // namespace nmr

#endif // NMR_REPORT_JSONREPORT_H
