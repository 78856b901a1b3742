//===- HtmlReport.h - Verdicts as a page ------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_HTMLREPORT_H
#define NMR_REPORT_HTMLREPORT_H

#include "Report/Judged.h"
#include "Report/ReportOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// Writes one HTML file that needs nothing else: per registration a drawing of
/// its life over functions and files, and the path beside the source. Of
/// several units each has a section. All of it can be read without scripts; a
/// script adds the filters. The page forbids itself to load anything, and to
/// run any other script.
void writeHtmlReport(llvm::ArrayRef<Judged> Units, const ReportOptions &Options,
                     llvm::raw_ostream &OS);

} // namespace nmr

#endif // NMR_REPORT_HTMLREPORT_H
