//===- JsonReport.cpp - Verdicts as JSON ----------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/JsonReport.h"
#include "Report/Fingerprint.h"
#include "Report/Names.h"
#include "Report/Story.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include <functional>

using namespace llvm;

namespace nmr {
namespace {

class Writer {
public:
  Writer(const Judged &Of, const ReportOptions &Options, json::OStream &J)
      : Of(Of), Name(Of.Name), Unit(Of.Unit), Verdicts(Of.Verdicts),
        Options(Options), Index(Unit, *Of.By), Prints(fingerprints(Of)), J(J) {}

  void report();

private:
  void counts();
  void verdict(const Verdict &V, size_t I);
  void finding(const Verdict &V, const Finding &F, StringRef Print,
               ArrayRef<Suppressor> By);
  void where(const Loc &L);
  /// Names come from sources, which may hold anything.
  void text(StringRef Key, StringRef Value) {
    J.attribute(Key, json::fixUTF8(Value));
  }

  const Judged &Of;
  StringRef Name;
  const Summary &Unit;
  ArrayRef<Verdict> Verdicts;
  const ReportOptions &Options;
  const ProgramIndex Index;
  const Fingerprints Prints;
  json::OStream &J;
};

void Writer::report() {
  J.object([&] {
    J.attribute("version", JsonReportVersion);
    J.attributeObject("tool", [&] {
      J.attribute("name", "nmr-scan");
      J.attribute("version", Options.Version);
    });
    if (!Name.empty())
      text("unit", Name);
    J.attributeObject("counts", [&] { counts(); });
    J.attributeArray("registrations", [&] {
      for (size_t I = 0; I != Verdicts.size(); ++I)
        if (Verdicts[I].isRegistration())
          J.object([&] { verdict(Verdicts[I], I); });
    });
    if (!all_of(Verdicts, std::mem_fn(&Verdict::isRegistration)))
      J.attributeArray("beside", [&] {
        for (size_t I = 0; I != Verdicts.size(); ++I)
          if (!Verdicts[I].isRegistration())
            J.object([&] { verdict(Verdicts[I], I); });
      });
    J.attributeArray("notAnalysed", [&] {
      for (const NotAnalysed &N : Unit.Failures)
        J.object([&] {
          text("file", N.File);
          text("why", N.Why);
        });
    });
  });
}

void Writer::counts() {
  J.attribute(
      "registrations",
      int64_t(count_if(Verdicts, std::mem_fn(&Verdict::isRegistration))));
  for (VerdictKind K : {VerdictKind::Verified, VerdictKind::Violation,
                        VerdictKind::Inconclusive})
    J.attribute(name(K), int64_t(count_if(Verdicts, [K](const Verdict &V) {
                  return V.Kind == K && V.isRegistration();
                })));
  int64_t Findings = 0, Known = 0, Suppressed = 0;
  for (auto [I, Own] : enumerate(Prints.Findings))
    for (auto [N, Print] : enumerate(Own)) {
      ++Findings;
      Known += Options.isKnown(Print);
      Suppressed += Of.isSuppressed(I, N);
    }
  J.attribute("findings", Findings);
  if (Options.Known)
    J.attribute("findingsInBaseline", Known);
  J.attribute("findingsSuppressed", Suppressed);
  J.attribute("notAnalysed", int64_t(Unit.Failures.size()));
}

void Writer::where(const Loc &L) {
  if (!L.isValid())
    return;
  text("file", Unit.Files[L.File]);
  J.attribute("line", L.Line);
  J.attribute("column", L.Column);
}

void Writer::verdict(const Verdict &V, size_t I) {
  where(V.Where);
  text("function", V.Function);
  text("handle", V.Handle);
  J.attribute("side", V.Side);
  J.attribute("seenAs", seenAs(V));
  J.attribute("verdict", name(V.Kind));
  if (V.Kind == VerdictKind::Inconclusive)
    text("reason", V.Reason);
  if (V.Kind == VerdictKind::Verified)
    J.attributeArray("assumptions", [&] {
      for (const std::string &A : V.Assumptions)
        J.value(json::fixUTF8(A));
    });
  J.attribute("fingerprint", Prints.Verdicts[I]);
  if (Options.Known)
    J.attribute("inBaseline", Options.isKnown(Prints.Verdicts[I]));
  J.attributeArray("findings", [&] {
    for (size_t N = 0; N != V.Findings.size(); ++N)
      J.object([&] {
        finding(V, V.Findings[N], Prints.Findings[I][N], Of.suppressors(I, N));
      });
  });
}

void Writer::finding(const Verdict &V, const Finding &F, StringRef Print,
                     ArrayRef<Suppressor> By) {
  J.attribute("rule", name(F.Rule));
  J.attribute("class", name(F.Class));
  where(F.Where);
  text("function", Index.functionNameAt(F.Where));
  text("message", F.Message);
  text("remedy", F.Remedy);
  J.attribute("fingerprint", Print);
  if (Options.Known)
    J.attribute("inBaseline", Options.isKnown(Print));
  J.attributeArray("suppressedBy", [&] {
    for (const Suppressor &S : By)
      J.object([&] {
        J.attribute("in", name(S.K));
        text("justification", S.Reason);
      });
  });
  J.attributeArray("path", [&] {
    for (const StoryStep &S : tell(Unit, Index, V, F))
      J.object([&] {
        where(S.Step.Where);
        text("function", S.Function);
        J.attribute("depth", S.Step.Depth);
        J.attribute("state", name(S.After));
        text("message", S.Step.Message);
      });
  });
}

} // namespace

void writeJsonReport(ArrayRef<Judged> Units, const ReportOptions &Options,
                     raw_ostream &OS) {
  json::OStream J(OS, /*IndentSize=*/2);
  auto Reports = [&] {
    for (const Judged &U : Units)
      Writer(U, Options, J).report();
  };
  if (Units.size() == 1)
    Reports();
  else
    J.array(Reports);
  OS << '\n';
}

} // namespace nmr
