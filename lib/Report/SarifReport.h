//===- SarifReport.h - Verdicts as SARIF ------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_SARIFREPORT_H
#define NMR_REPORT_SARIFREPORT_H

#include "Report/Judged.h"
#include "Report/ReportOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// Writes SARIF 2.1.0 (OASIS Standard, 27 March 2020), one run for each unit.
/// Each finding is a result; with \c ReportOptions::AllKinds so is each verdict
/// that is none. Relative paths are relative to `SRCROOT`, which is left to the
/// reader, so that the bytes don't depend on the machine.
///
/// Clang's own writer (clang/Basic/Sarif.h) can't express partial fingerprints,
/// baselines, the states of a path or notifications, and wants a SourceManager.
void writeSarifReport(llvm::ArrayRef<Judged> Units,
                      const ReportOptions &Options, llvm::raw_ostream &OS);

} // namespace nmr

#endif // NMR_REPORT_SARIFREPORT_H
