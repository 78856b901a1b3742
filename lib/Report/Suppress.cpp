//===- Suppress.cpp - Findings that are not to count ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Suppress.h"
#include "Protocol/RuleList.h"
#include "Report/ProgramIndex.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"
#include <optional>

using namespace llvm;

namespace nmr {

StringRef name(Suppressor::Kind K) {
  return K == Suppressor::Kind::InSource ? "source" : "configuration";
}

bool Judged::isSuppressed(size_t I) const {
  const Verdict &V = Verdicts[I];
  return V.Kind == VerdictKind::Violation &&
         all_of(seq(V.Findings.size()), [&](size_t N) {
           return !V.Findings[N].isViolation() || isSuppressed(I, N);
         });
}

bool hasCheck(StringRef Checks, StringRef Name) {
  return any_of(split(Checks, ','),
                [&](StringRef Glob) { return matchesName(Glob.trim(), Name); });
}

bool SuppressionSpec::coversFile(StringRef Path) const {
  // Patterns were checked when they were read.
  return cantFail(GlobPattern::create(File)).match(Path);
}

void suppress(Judged &Of, ArrayRef<SuppressionSpec> Given, BitVector &Used) {
  // A pass over the unit that few runs need.
  std::optional<ProgramIndex> Index;
  auto FunctionAt = [&](const Loc &L) {
    if (!Index)
      Index.emplace(Of.Unit, *Of.By);
    return Index->functionNameAt(L);
  };
  Of.Suppressors.clear();
  for (const Verdict &V : Of.Verdicts) {
    auto &Findings = Of.Suppressors.emplace_back();
    for (const Finding &F : V.Findings) {
      std::vector<Suppressor> &By = Findings.emplace_back();
      for (const Suppression &S : Of.Unit.Suppressions)
        if (S.covers(F.Where) && hasCheck(S.Checks, name(F.Rule)))
          By.push_back({Suppressor::Kind::InSource, S.Reason});
      const StringRef File =
          F.Where.isValid() ? StringRef(Of.Unit.Files[F.Where.File]) : "";
      for (auto [I, G] : enumerate(Given))
        if (hasCheck(G.Check, name(F.Rule)) && G.coversFile(File) &&
            (G.Handle.empty() || G.Handle == V.Handle) &&
            (G.Function.empty() || G.Function == FunctionAt(F.Where))) {
          By.push_back({Suppressor::Kind::External, G.Reason});
          Used.set(I);
        }
    }
  }
}

} // namespace nmr
