//===- Names.h - What reports call things -----------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_NAMES_H
#define NMR_REPORT_NAMES_H

#include "Solve/Verdict.h"

namespace nmr {

/// "verified", "violation", "inconclusive".
llvm::StringRef name(VerdictKind K);

/// "registration", "binding", "held"; or the call from which a registration out
/// of view was judged: "deregistration", "wait".
llvm::StringRef seenAs(const Verdict &V);

/// `file:line:column`.
std::string place(const Summary &Unit, const Loc &L);

/// The reason of an inconclusive verdict, the rules that a violation breaks,
/// the assumptions behind a verified one.
std::string remark(const Verdict &V);

} // namespace nmr

#endif // NMR_REPORT_NAMES_H
