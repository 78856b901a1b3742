//===- TextReport.cpp - Verdicts as text ----------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/TextReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/WithColor.h"
#include <array>
#include <map>

using namespace llvm;

namespace nmr {
namespace {

/// The lines of the files that locations name, read when first asked for.
class Sources {
public:
  explicit Sources(const Summary &Unit) : Unit(Unit) {}

  /// The line of \p L without its end; nothing if it can't be read.
  std::optional<StringRef> line(const Loc &L) {
    auto [It, New] = Files.try_emplace(L.File);
    File &F = It->second;
    if (New)
      if (auto Read = MemoryBuffer::getFile(Unit.Files[L.File], true)) {
        F.Text = std::move(*Read);
        F.Text->getBuffer().split(F.Lines, '\n');
      }
    if (L.Line == 0 || L.Line > F.Lines.size())
      return std::nullopt;
    return F.Lines[L.Line - 1].rtrim('\r');
  }

private:
  struct File {
    std::unique_ptr<MemoryBuffer> Text;
    SmallVector<StringRef, 0> Lines;
  };
  const Summary &Unit;
  std::map<uint32_t, File> Files;
};

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

class Writer {
public:
  Writer(const Summary &Unit, raw_ostream &OS)
      : Unit(Unit), OS(OS), Lines(Unit) {}

  void table(ArrayRef<Verdict> Verdicts);
  void finding(const Finding &F);
  void failures();

private:
  std::string place(const Loc &L) const {
    if (!L.isValid())
      return "<unknown>";
    return formatv("{0}:{1}:{2}", Unit.Files[L.File], L.Line, L.Column);
  }
  static std::string remark(const Verdict &V);
  void diagnostic(const Loc &L, HighlightColor Colour, StringRef Kind,
                  const Twine &Message);
  void snippet(const Loc &L);

  const Summary &Unit;
  raw_ostream &OS;
  Sources Lines;
};

std::string Writer::remark(const Verdict &V) {
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
      if (std::string Rule = nmr::name(F.Rule).str();
          !is_contained(Parts, Rule))
        Parts.push_back(std::move(Rule));
    break;
  case VerdictKind::Inconclusive:
    Parts.push_back(V.Reason);
    break;
  }
  return join(Parts, "; ");
}

void Writer::table(ArrayRef<Verdict> Verdicts) {
  if (Verdicts.empty()) {
    OS << "nothing to check: no registration in view\n";
    return;
  }
  constexpr unsigned Columns = 5, VerdictColumn = 3;
  using Row = std::array<std::string, Columns>;
  std::vector<Row> Rows = {{"where", "handle", "side", "verdict", "remark"}};
  std::array<unsigned, 3> Count = {};
  for (const Verdict &V : Verdicts) {
    Rows.push_back(
        {place(V.Where), V.Handle, V.Side, name(V.Kind).str(), remark(V)});
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
        WithColor(OS, colour(Verdicts[I - 1].Kind)).get() << Rows[I][C];
      else
        OS << Rows[I][C];
      Gap = std::string(Width[C] - Rows[I][C].size() + 2, ' ');
    }
    OS << '\n';
  }
  auto Counted = [&](VerdictKind K) { return Count[unsigned(K)]; };
  OS << formatv("\n{0} registration{1}: {2} verified, {3} violation{4}, {5} "
                "inconclusive\n",
                Verdicts.size(), Verdicts.size() == 1 ? "" : "s",
                Counted(VerdictKind::Verified), Counted(VerdictKind::Violation),
                Counted(VerdictKind::Violation) == 1 ? "" : "s",
                Counted(VerdictKind::Inconclusive));
}

void Writer::diagnostic(const Loc &L, HighlightColor Colour, StringRef Kind,
                        const Twine &Message) {
  WithColor(OS, raw_ostream::SAVEDCOLOR, /*Bold=*/true).get()
      << place(L) << ": ";
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

void writeTextReport(const Summary &Unit, ArrayRef<Verdict> Verdicts,
                     raw_ostream &OS) {
  Writer W(Unit, OS);
  W.table(Verdicts);
  for (const Verdict &V : Verdicts)
    for (const Finding &F : V.Findings)
      W.finding(F);
  W.failures();
}

} // namespace nmr
