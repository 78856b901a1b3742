//===- TextReport.h - Verdicts as text --------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_TEXTREPORT_H
#define NMR_REPORT_TEXTREPORT_H

#include "Solve/Verdict.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// Prints a table, one line a registration (where, handle, kind, verdict,
/// reason), then each violation with its path in the compiler's style, then the
/// files that were not analysed. Source lines are read through
/// `llvm::MemoryBuffer` where the file can be opened.
void writeTextReport(const Summary &Unit, llvm::ArrayRef<Verdict> Verdicts,
                     llvm::raw_ostream &OS);

} // namespace nmr

#endif // NMR_REPORT_TEXTREPORT_H
