//===- TextReport.h - Verdicts as text --------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_TEXTREPORT_H
#define NMR_REPORT_TEXTREPORT_H

#include "Report/Judged.h"
#include "Report/ReportOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// Prints a table, one line a registration (where, handle, kind, verdict,
/// reason), then each violation with its path in the compiler's style, then the
/// files that were not analysed. Findings that are suppressed or in the
/// baseline are counted, and not printed. Of several units each has a heading.
/// Colours only where \p OS is a terminal.
void writeTextReport(llvm::ArrayRef<Judged> Units, const ReportOptions &Options,
                     llvm::raw_ostream &OS);

} // namespace nmr

#endif // NMR_REPORT_TEXTREPORT_H
