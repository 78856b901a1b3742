//===- Names.cpp - What reports call things -------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace nmr {

StringRef name(VerdictKind K) {
  switch (K) {
  case VerdictKind::Verified:
    return "verified";
  case VerdictKind::Violation:
    return "violation";
  case VerdictKind::Inconclusive:
    return "inconclusive";
  }
  llvm_unreachable("all verdicts are named");
}

StringRef seenAs(const Verdict &V) {
  return V.Of == About::Held      ? "held"
         : V.Of == About::Binding ? "binding"
         : V.WaitObligation       ? "wait"
         : V.Obligation           ? "deregistration"
                                  : "registration";
}

std::string place(const Summary &Unit, const Loc &L) {
  if (!L.isValid())
    return "<unknown>";
  return formatv("{0}:{1}:{2}", Unit.Files[L.File], L.Line, L.Column);
}

std::string remark(const Verdict &V) {
  SmallVector<std::string> Parts;
  if (V.Obligation)
    Parts.push_back("registered out of view");
  switch (V.Kind) {
  case VerdictKind::Verified:
    for (const std::string &A : V.Assumptions)
      Parts.push_back("assuming " + A);
    break;
  case VerdictKind::Violation:
    for (const Finding &F : V.Findings)
      if (std::string Rule = name(F.Rule).str();
          F.isViolation() && !is_contained(Parts, Rule))
        Parts.push_back(std::move(Rule));
    break;
  case VerdictKind::Inconclusive:
    Parts.push_back(V.Reason);
    break;
  }
  return join(Parts, "; ");
}

} // namespace nmr
