//===- HtmlReport.cpp - Verdicts as a page --------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/HtmlReport.h"
#include "Report/Fingerprint.h"
#include "Report/HtmlParts.h"
#include "Report/Names.h"
#include "Report/ProtocolCalls.h"
#include "Report/Rules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SHA256.h"
#include <array>
#include <functional>

using namespace llvm;

namespace nmr {
namespace {

constexpr StringLiteral Style =
#include "report.css.inc"
    ;
constexpr StringLiteral Script =
#include "report.js.inc"
    ;

constexpr VerdictKind Kinds[] = {
    VerdictKind::Violation, VerdictKind::Inconclusive, VerdictKind::Verified};

/// A source expression of a content security policy that allows \p Text.
std::string hashSource(StringRef Text) {
  return "'sha256-" +
         encodeBase64(SHA256::hash(arrayRefFromStringRef<uint8_t>(Text))) + "'";
}

/// What surrounds the units.
class PageWriter {
public:
  PageWriter(ArrayRef<Judged> Units, const ReportOptions &Options,
             raw_ostream &OS)
      : Units(Units), Options(Options), OS(OS) {
    for (const Judged &U : Units) {
      Registrations +=
          count_if(U.Verdicts, std::mem_fn(&Verdict::isRegistration));
      for (const Verdict &V : U.Verdicts)
        Beside += V.isRegistration() ? 0 : V.Findings.size();
      NotAnalysed += U.Unit.Failures.size();
    }
  }

  void page();

private:
  void head();
  void counts();
  void filters();
  void aboutRules();

  uint64_t count(VerdictKind K) const;

  ArrayRef<Judged> Units;
  const ReportOptions &Options;
  raw_ostream &OS;
  uint64_t Registrations = 0;
  uint64_t Beside = 0; ///< Findings on what is no registration.
  uint64_t NotAnalysed = 0;
};

class UnitWriter {
public:
  /// \p First: the number of registrations before it on the page.
  UnitWriter(const Judged &Of, size_t First, const ReportOptions &Options,
             raw_ostream &OS)
      : Of(Of), Unit(Of.Unit), Verdicts(Of.Verdicts), First(First), OS(OS),
        Index(Unit, *Of.By), Lines(Unit), Calls(Unit, Index),
        IsKnown(knownFindings(Of, Options.Known)) {}

  void failures();
  void registrations();

private:
  void registration(size_t I);
  void finding(size_t I, size_t N);
  void calls(size_t I);
  void life(const Life &L);

  bool isKnown(size_t I) const {
    return !IsKnown[I].empty() && all_of(IsKnown[I], [](bool K) { return K; });
  }

  const Judged &Of;
  const Summary &Unit;
  ArrayRef<Verdict> Verdicts;
  const size_t First;
  raw_ostream &OS;
  const ProgramIndex Index;
  Sources Lines;
  const ProtocolCalls Calls;
  const std::vector<std::vector<bool>> IsKnown;
};

uint64_t PageWriter::count(VerdictKind K) const {
  uint64_t Result = 0;
  for (const Judged &U : Units)
    Result += count_if(U.Verdicts, [K](const Verdict &V) {
      return V.Kind == K && V.isRegistration();
    });
  return Result;
}

void PageWriter::page() {
  OS << "<!DOCTYPE html>\n<html lang=\"en\">\n";
  head();
  OS << "<body>\n<header><h1>Network Module Registrar: registrations</h1>\n";
  counts();
  OS << "</header>\n<main>\n";
  filters();
  size_t First = 0;
  for (const Judged &U : Units) {
    UnitWriter W(U, First, Options, OS);
    if (Units.size() > 1)
      OS << formatv("<section class=\"unit\"><h2>{0}</h2>\n",
                    escapeHtml(U.Name));
    W.failures();
    W.registrations();
    if (Units.size() > 1)
      OS << "</section>\n";
    First += U.Verdicts.size();
  }
  aboutRules();
  OS << formatv("</main>\n<footer>nmr-scan {0}</footer>\n", Options.Version)
     << "<script>" << Script << "</script>\n</body>\n</html>\n";
}

void PageWriter::head() {
  OS << "<head>\n<meta charset=\"utf-8\">\n"
     << formatv(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-"
            "src 'none'; style-src {0}; script-src {1}; base-uri 'none'; "
            "form-action 'none'\">\n",
            hashSource(Style), hashSource(Script))
     << "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
        "dark\">\n<title>"
     << formatv("nmr-scan: {0} registration{1}, {2} in violation",
                Registrations, Registrations == 1 ? "" : "s",
                count(VerdictKind::Violation))
     << "</title>\n<style>" << Style << "</style>\n</head>\n";
}

void PageWriter::counts() {
  OS << "<ul class=\"counts\">\n";
  auto Count = [&](StringRef Class, uint64_t N, StringRef What) {
    OS << formatv("<li class=\"{0}\"><b>{1}</b> {2}</li>\n", Class, N, What);
  };
  Count("all", Registrations,
        Registrations == 1 ? "registration" : "registrations");
  for (VerdictKind K : Kinds)
    Count(name(K), count(K),
          K == VerdictKind::Violation && count(K) != 1 ? "violations"
                                                       : name(K));
  if (Beside != 0)
    Count("beside", Beside, Beside == 1 ? "finding beside" : "findings beside");
  uint64_t Known = 0;
  for (const Judged &U : Units)
    for (const std::vector<bool> &Of : knownFindings(U, Options.Known))
      Known += llvm::count(Of, true);
  if (Options.Known)
    Count("known", Known, "findings in the baseline");
  uint64_t Suppressed = 0;
  for (const Judged &U : Units)
    for (const std::vector<std::vector<Suppressor>> &Of : U.Suppressors)
      Suppressed += count_if(Of, [](const auto &By) { return !By.empty(); });
  if (Suppressed != 0)
    Count("suppressed", Suppressed,
          Suppressed == 1 ? "finding suppressed" : "findings suppressed");
  if (NotAnalysed != 0)
    Count("failed", NotAnalysed, "not analysed");
  OS << "</ul>\n";
}

void PageWriter::filters() {
  if (Registrations == 0)
    return;
  // The script shows it; without one it would do nothing.
  OS << "<form class=\"filters\" id=\"filters\" hidden>\n"
        "<fieldset><legend>Show</legend>\n";
  for (VerdictKind K : Kinds)
    OS << formatv(
        "<label class=\"{0}\"><input type=\"checkbox\" name=\"verdict\" "
        "value=\"{0}\" checked> {0} ({1})</label>\n",
        name(K), count(K));
  if (Options.Known)
    OS << "<label><input type=\"checkbox\" id=\"known\"> also what the "
          "baseline "
          "holds</label>\n";
  OS << "</fieldset>\n<label class=\"search\">Text <input type=\"search\" "
        "id=\"text\" placeholder=\"handle, function, file, message\"></label>\n"
        "<button type=\"button\" id=\"open\">Open all</button>\n"
        "<button type=\"button\" id=\"close\">Close all</button>\n"
        "<output id=\"shown\" aria-live=\"polite\"></output>\n</form>\n";
}

void UnitWriter::failures() {
  if (Unit.Failures.empty())
    return;
  OS << "<section class=\"failures\"><h2>Not analysed</h2><p>What is "
        "named here is unknown to the verdicts below.</p><ul>\n";
  for (const NotAnalysed &N : Unit.Failures)
    OS << formatv("<li><b>{0}</b> <span>{1}</span></li>\n", escapeHtml(N.File),
                  escapeHtml(N.Why));
  OS << "</ul></section>\n";
}

void UnitWriter::registrations() {
  for (size_t I = 0; I != Verdicts.size(); ++I)
    registration(I);
  if (Verdicts.empty())
    OS << "<p class=\"nothing\">Nothing to check: no registration in "
          "view.</p>\n";
}

void UnitWriter::registration(size_t I) {
  const Verdict &V = Verdicts[I];
  OS << formatv(
      "<details class=\"registration {0}\" id=\"r{1}\" "
      "data-verdict=\"{0}\"{2}{3}>\n<summary><span class=\"verdict "
      "{0}\">{0}</span> <span class=\"handle\">{4}</span> <span "
      "class=\"side\">{5}</span> <span class=\"place\">{6}</span> <span "
      "class=\"remark\">{7}</span></summary>\n",
      name(V.Kind), First + I, isKnown(I) ? " data-known" : "",
      V.Kind == VerdictKind::Violation && !isKnown(I) && !Of.isSuppressed(I)
          ? " open"
          : "",
      escapeHtml(V.Handle), escapeHtml(V.Side),
      escapeHtml(place(Unit, V.Where)),
      escapeHtml(remark(V) + (isKnown(I) ? "; in the baseline" : "") +
                 (Of.isSuppressed(I) ? "; suppressed" : "")));
  if (V.Findings.empty())
    calls(I);
  for (size_t N = 0; N != V.Findings.size(); ++N)
    finding(I, N);
  OS << "</details>\n";
}

void UnitWriter::life(const Life &L) {
  writeDrawing(Unit, L, OS);
  OS << "<div class=\"beside\">\n";
  writeEvents(Unit, L, OS);
  writeExcerpts(Unit, L, Lines, OS);
  OS << "</div>\n";
}

void UnitWriter::finding(size_t I, size_t N) {
  const Verdict &V = Verdicts[I];
  const Finding &F = V.Findings[N];
  Life L = lifeOf(Unit, Index, V, F);
  L.Id = formatv("r{0}f{1}", First + I, N);
  OS << formatv(
      "<article class=\"finding\"><h3>{0}</h3>\n<p class=\"about\"><a "
      "class=\"rule\" href=\"#{1}\">{1}</a> <span class=\"place\">{2}"
      "</span>{3}</p>\n",
      escapeHtml(F.Message), name(F.Rule), escapeHtml(place(Unit, F.Where)),
      IsKnown[I][N] ? " <span class=\"known\">in the baseline</span>" : "");
  for (const Suppressor &S : Of.suppressors(I, N))
    OS << formatv("<p class=\"remedy suppressed\"><b>Suppressed</b> in the {0}"
                  "{1}{2}</p>\n",
                  name(S.K), S.Reason.empty() ? "" : ": ",
                  escapeHtml(S.Reason));
  if (!F.Remedy.empty())
    OS << formatv("<p class=\"remedy\"><b>Remedy</b> {0}</p>\n",
                  escapeHtml(F.Remedy));
  life(L);
  OS << "</article>\n";
}

void UnitWriter::calls(size_t I) {
  const Verdict &V = Verdicts[I];
  Life L = Calls.lifeOf(V);
  L.Id = formatv("r{0}f0", First + I);
  OS << formatv("<article class=\"finding\"><p class=\"about\">{0}</p>\n",
                V.Kind == VerdictKind::Verified
                    ? "No path violates the protocol. The calls in view that "
                      "may concern it:"
                    : "It can't be told whether a path violates the protocol. "
                      "The calls in view that may concern it:");
  if (V.Kind == VerdictKind::Inconclusive)
    OS << formatv("<p class=\"remedy\"><b>Reason</b> {0}</p>\n",
                  escapeHtml(V.Reason));
  for (const std::string &A : V.Assumptions)
    OS << formatv("<p class=\"remedy\"><b>Assuming</b> {0}</p>\n",
                  escapeHtml(A));
  life(L);
  OS << "</article>\n";
}

void PageWriter::aboutRules() {
  OS << "<section class=\"rules\"><h2>Rules</h2><dl>\n";
  for (const RuleInfo &R : rules())
    OS << formatv("<dt id=\"{0}\">{0}</dt><dd>{1} <a href=\"{2}\" "
                  "rel=\"noreferrer\">Vendor's page</a></dd>\n",
                  name(R.Id), escapeHtml(R.summary()), R.HelpUri);
  OS << "</dl></section>\n";
}

} // namespace

void writeHtmlReport(ArrayRef<Judged> Units, const ReportOptions &Options,
                     raw_ostream &OS) {
  PageWriter(Units, Options, OS).page();
}

} // namespace nmr
