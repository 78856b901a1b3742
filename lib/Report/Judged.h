//===- Judged.h - What reports are about ------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_JUDGED_H
#define NMR_REPORT_JUDGED_H

#include "Solve/Verdict.h"

namespace nmr {

/// A driver and what is to be said about it.
struct Judged {
  std::string Name; ///< Empty if all that is given makes one driver.
  Summary Unit;
  std::vector<Verdict> Verdicts;
};

} // namespace nmr

#endif // NMR_REPORT_JUDGED_H
