//===- Fingerprint.cpp - What stays of a finding when lines move ----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Fingerprint.h"
#include "Report/Baseline.h"
#include "Report/Names.h"
#include "Report/ProgramIndex.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace nmr {
namespace {

class Numbering {
public:
  explicit Numbering(StringRef Unit) : Unit(Unit) {}

  std::string operator()(ArrayRef<StringRef> Parts) {
    // No part holds a NUL, so no two lists give one text.
    std::string Text = join(Parts, StringRef("\0", 1));
    if (!Unit.empty())
      Text += '\0' + Unit.str();
    unsigned Ordinal = Seen[Text]++;
    Text += '\0' + std::to_string(Ordinal);
    std::array<uint8_t, 32> Hash =
        SHA256::hash(arrayRefFromStringRef<uint8_t>(Text));
    return toHex(ArrayRef(Hash).take_front(16), /*LowerCase=*/true);
  }

private:
  StringRef Unit;
  StringMap<unsigned> Seen;
};

} // namespace

Fingerprints fingerprints(const Judged &Of) {
  const ProgramIndex Index(Of.Unit, *Of.By);
  auto File = [&](const Loc &L) {
    return L.isValid() ? StringRef(Of.Unit.Files[L.File]) : StringRef();
  };
  Fingerprints Result;
  Numbering Number(Of.Name);
  for (const Verdict &V : Of.Verdicts) {
    Result.Verdicts.push_back(
        Number({"verdict", name(V.Kind), File(V.Where), V.Function, V.Handle,
                Index.calleeAt(V.Where)}));
    std::vector<std::string> &Prints = Result.Findings.emplace_back();
    for (const Finding &F : V.Findings)
      Prints.push_back(Number({name(F.Rule), name(F.Class), File(F.Where),
                               Index.functionNameAt(F.Where), V.Handle,
                               Index.calleeAt(F.Where)}));
  }
  return Result;
}

std::vector<std::vector<bool>> knownFindings(const Judged &Of,
                                             const Baseline *Known) {
  std::vector<std::vector<bool>> Result;
  for (const Verdict &V : Of.Verdicts)
    Result.emplace_back(V.Findings.size(), false);
  if (!Known)
    return Result;
  const Fingerprints Prints = fingerprints(Of);
  for (size_t I = 0; I != Of.Verdicts.size(); ++I)
    for (size_t N = 0; N != Prints.Findings[I].size(); ++N)
      Result[I][N] = Known->contains(Prints.Findings[I][N]);
  return Result;
}

std::vector<bool> countingVerdicts(const Judged &Of, const Baseline *Known) {
  const std::vector<std::vector<bool>> IsKnown = knownFindings(Of, Known);
  std::vector<bool> Result;
  for (size_t I = 0; I != Of.Verdicts.size(); ++I)
    Result.push_back(Of.Verdicts[I].Kind != VerdictKind::Violation ||
                     any_of(seq(IsKnown[I].size()), [&](size_t N) {
                       return Of.Verdicts[I].Findings[N].isViolation() &&
                              !IsKnown[I][N] && !Of.isSuppressed(I, N);
                     }));
  if (!Known)
    return Result;
  const Fingerprints Prints = fingerprints(Of);
  for (size_t I = 0; I != Of.Verdicts.size(); ++I)
    if (Of.Verdicts[I].Kind != VerdictKind::Violation &&
        Known->contains(Prints.Verdicts[I]))
      Result[I] = false;
  return Result;
}

} // namespace nmr
