//===- TextReport.cpp - Verdicts as text ----------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/TextReport.h"
#include "Report/Fingerprint.h"
#include "Report/Names.h"
#include "Report/Sources.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/WithColor.h"
#include <array>
#include <functional>

using namespace llvm;

namespace nmr {
namespace {

raw_ostream::Colors colour(VerdictKind K) {
  switch (K) {
  case VerdictKind::Verified:
    return raw_ostream::GREEN;
  case VerdictKind::Violation:
    return raw_ostream::RED;
  case VerdictKind::Inconclusive:
    return raw_ostream::YELLOW;
  }
  llvm_unreachable("all verdicts have a colour");
}

class Writer {
public:
  Writer(const Judged &Of, const ReportOptions &Options, raw_ostream &OS)
      : Of(Of), Unit(Of.Unit), Verdicts(Of.Verdicts), OS(OS), Lines(Unit),
        IsKnown(knownFindings(Of, Options.Known)) {}

  void table();
  void besides();
  void findings();
  void failures();

private:
  void finding(const Finding &F);
  void diagnostic(const Loc &L, HighlightColor Colour, StringRef Kind,
                  const Twine &Message);
  void snippet(const Loc &L);

  bool isShown(size_t I, size_t N) const {
    return !IsKnown[I][N] && !Of.isSuppressed(I, N);
  }

  const Judged &Of;
  const Summary &Unit;
  ArrayRef<Verdict> Verdicts;
  raw_ostream &OS;
  Sources Lines;
  const std::vector<std::vector<bool>> IsKnown;
};

void Writer::table() {
  const size_t Registrations =
      count_if(Verdicts, std::mem_fn(&Verdict::isRegistration));
  if (Registrations == 0) {
    OS << (Verdicts.empty() ? "nothing to check: " : "")
       << "no registration in view\n";
    return;
  }
  constexpr unsigned Columns = 5, VerdictColumn = 3;
  using Row = std::array<std::string, Columns>;
  std::vector<Row> Rows = {{"where", "handle", "side", "verdict", "remark"}};
  std::vector<VerdictKind> RowKinds;
  std::array<unsigned, 3> Count = {};
  for (size_t I = 0; I != Verdicts.size(); ++I) {
    const Verdict &V = Verdicts[I];
    if (!V.isRegistration())
      continue;
    std::string Remark = remark(V);
    if (Of.isSuppressed(I))
      Remark += "; suppressed";
    else if (V.Kind == VerdictKind::Violation &&
             none_of(seq(V.Findings.size()), [&](size_t N) {
               return V.Findings[N].isViolation() && isShown(I, N);
             }))
      Remark += "; in the baseline";
    Rows.push_back({place(Unit, V.Where), V.Handle, V.Side, name(V.Kind).str(),
                    std::move(Remark)});
    RowKinds.push_back(V.Kind);
    ++Count[unsigned(V.Kind)];
  }
  std::array<size_t, Columns> Width = {};
  for (const Row &R : Rows)
    for (unsigned C = 0; C != Columns; ++C)
      Width[C] = std::max(Width[C], R[C].size());

  for (size_t I = 0; I != Rows.size(); ++I) {
    std::string Gap;
    for (unsigned C = 0; C != Columns && !Rows[I][C].empty(); ++C) {
      OS << Gap;
      if (I != 0 && C == VerdictColumn)
        WithColor(OS, colour(RowKinds[I - 1])).get() << Rows[I][C];
      else
        OS << Rows[I][C];
      Gap = std::string(Width[C] - Rows[I][C].size() + 2, ' ');
    }
    OS << '\n';
  }
  auto Counted = [&](VerdictKind K) { return Count[unsigned(K)]; };
  OS << formatv("\n{0} registration{1}: {2} verified, {3} violation{4}, {5} "
                "inconclusive\n",
                Registrations, Registrations == 1 ? "" : "s",
                Counted(VerdictKind::Verified), Counted(VerdictKind::Violation),
                Counted(VerdictKind::Violation) == 1 ? "" : "s",
                Counted(VerdictKind::Inconclusive));
}

/// What the table does not tell.
void Writer::besides() {
  size_t Beside = 0, Known = 0, Suppressed = 0;
  for (size_t I = 0; I != Verdicts.size(); ++I)
    for (size_t N = 0; N != Verdicts[I].Findings.size(); ++N)
      if (Of.isSuppressed(I, N))
        ++Suppressed;
      else if (IsKnown[I][N])
        ++Known;
      else if (!Verdicts[I].isRegistration())
        ++Beside;
  if (Beside != 0)
    OS << formatv("beside the registrations: {0} finding{1}, on bindings or on "
                  "what is held\n",
                  Beside, Beside == 1 ? "" : "s");
  auto NotShown = [&](StringRef Why, size_t N) {
    if (N != 0)
      OS << formatv("{0}, and not shown: {1} finding{2}\n", Why, N,
                    N == 1 ? "" : "s");
  };
  NotShown("in the baseline", Known);
  NotShown("suppressed", Suppressed);
}

void Writer::findings() {
  for (size_t I = 0; I != Verdicts.size(); ++I)
    for (size_t N = 0; N != Verdicts[I].Findings.size(); ++N)
      if (isShown(I, N))
        finding(Verdicts[I].Findings[N]);
}

void Writer::diagnostic(const Loc &L, HighlightColor Colour, StringRef Kind,
                        const Twine &Message) {
  WithColor(OS, raw_ostream::SAVEDCOLOR, /*Bold=*/true).get()
      << place(Unit, L) << ": ";
  WithColor(OS, Colour).get() << Kind << ": ";
  OS << Message << '\n';
  if (L.isValid())
    snippet(L);
}

void Writer::snippet(const Loc &L) {
  // Longer lines are generated; nobody reads them.
  constexpr size_t Longest = 200;
  std::optional<StringRef> Text = Lines.line(L);
  if (!Text || Text->size() > Longest || L.Column == 0 ||
      L.Column > Text->size() + 1)
    return;
  std::string Caret = Text->take_front(L.Column - 1).str();
  for (char &C : Caret)
    if (C != '\t')
      C = ' ';
  OS << formatv("{0,5} | {1}\n{2,5} | {3}", L.Line, *Text, "", Caret);
  WithColor(OS, raw_ostream::GREEN, /*Bold=*/true).get() << '^';
  OS << '\n';
}

void Writer::finding(const Finding &F) {
  OS << '\n';
  diagnostic(F.Where, HighlightColor::Warning, "warning",
             F.Message + " [" + nmr::name(F.Rule) + "]");
  for (const PathStep &S : F.Path)
    diagnostic(S.Where, HighlightColor::Note, "note", S.Message);
  if (!F.Remedy.empty())
    diagnostic(F.Where, HighlightColor::Note, "note", F.Remedy);
}

void Writer::failures() {
  if (!Unit.Failures.empty())
    OS << '\n';
  for (const NotAnalysed &N : Unit.Failures)
    WithColor(OS, HighlightColor::Error).get()
        << "not analysed: " << N.File << ": " << N.Why << '\n';
}

} // namespace

void writeTextReport(ArrayRef<Judged> Units, const ReportOptions &Options,
                     raw_ostream &OS) {
  StringRef Gap = "";
  for (const Judged &U : Units) {
    if (Units.size() > 1)
      OS << Gap << "unit '" << U.Name << "'\n\n";
    Writer W(U, Options, OS);
    W.table();
    W.besides();
    W.findings();
    W.failures();
    Gap = "\n";
  }
}

} // namespace nmr
