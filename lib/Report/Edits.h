//===- Edits.h - The edits that a report offers -----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_EDITS_H
#define NMR_REPORT_EDITS_H

#include "Report/Judged.h"
#include "Report/ProgramIndex.h"
#include <optional>

namespace nmr {

/// Of each finding of each verdict, the edit that mends it, made of one of the
/// unit's summary; nothing if there is none. An edit was prepared with one file
/// in view: it is not offered if another file of the driver may wait for the
/// handle, as a second wait would be misuse. Findings that share a call need
/// one edit, which goes to the first.
std::vector<std::vector<std::optional<Edit>>>
editsFor(const Judged &Of, const ProgramIndex &Index);

} // namespace nmr

#endif // NMR_REPORT_EDITS_H
