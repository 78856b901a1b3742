//===- HtmlParts.cpp - A registration's life in HTML ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/HtmlParts.h"
#include "Report/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <set>

using namespace llvm;

namespace nmr {

/// The bytes of a character that reorders text (U+202A to U+202E, U+2066 to
/// U+2069) at the start of \p Text; 0 if there is none. Unseen in a source,
/// they make code look like other code.
static size_t bidiControl(StringRef Text) {
  if (Text.size() < 3 || Text[0] != '\xE2')
    return 0;
  const uint8_t Low = Text[2];
  return (Text[1] == '\x80' && Low >= 0xAA && Low <= 0xAE) ||
                 (Text[1] == '\x81' && Low >= 0xA6 && Low <= 0xA9)
             ? 3
             : 0;
}

std::string escapeHtml(StringRef Text) {
  std::string Clean = json::fixUTF8(Text);
  std::string Result;
  raw_string_ostream OS(Result);
  constexpr StringLiteral Replacement = "\xEF\xBF\xBD";
  for (StringRef Rest = Clean; !Rest.empty();) {
    if (size_t Length = bidiControl(Rest)) {
      OS << Replacement;
      Rest = Rest.drop_front(Length);
      continue;
    }
    const char C = Rest.front();
    if ((static_cast<uint8_t>(C) < 0x20 && C != '\t' && C != '\n') || C == 0x7F)
      OS << Replacement;
    else
      printHTMLEscaped(Rest.take_front(1), OS);
    Rest = Rest.drop_front(1);
  }
  return Result;
}

Life lifeOf(const Summary &Unit, const ProgramIndex &Index, const Verdict &V,
            const Finding &F) {
  Life Result;
  Result.IsPath = true;
  Result.First = firstState(V);
  for (const StoryStep &S : tell(Unit, Index, V, F)) {
    LifeEvent &E = Result.Events.emplace_back();
    E.Where = S.Step.Where;
    E.Function = S.Function.str();
    E.Message = S.Step.Message;
    E.Depth = S.Step.Depth;
    E.After = S.After;
    if (S.Moves)
      E.Label = name(S.After).str();
  }
  if (!Result.Events.empty())
    Result.Events.back().Fatal = true;
  return Result;
}

void writeEvents(const Summary &Unit, const Life &L, raw_ostream &OS) {
  // The indentation is a class: the page allows itself no inline styles.
  constexpr unsigned Deepest = 6;
  OS << "<ol class=\"events\">\n";
  for (size_t I = 0; I != L.Events.size(); ++I) {
    const LifeEvent &E = L.Events[I];
    OS << formatv(
        "<li class=\"depth{0}\"><a href=\"#{1}s{2}\" "
        "data-step=\"{1}s{2}\"><span class=\"badge {3}{4}\">{2}</span>"
        "<span class=\"message\">{5}</span><span class=\"place\">{6}"
        "</span></a></li>\n",
        std::min(E.Depth, Deepest), L.Id, I + 1, name(E.After),
        E.Fatal ? " fatal" : "", escapeHtml(E.Message),
        escapeHtml(place(Unit, E.Where)));
  }
  OS << "</ol>\n";
}

namespace {

/// The events of one line.
using LineEvents = SmallVector<size_t, 2>;

void writeLine(const Life &L, uint32_t Number, StringRef Text,
               const LineEvents *Here, raw_ostream &OS) {
  // Longer lines are generated; nobody reads them.
  constexpr size_t Longest = 240;
  const bool Cut = Text.size() > Longest;
  bool Fatal = false;
  if (Here)
    Fatal = any_of(*Here, [&](size_t I) { return L.Events[I].Fatal; });
  OS << formatv("<div class=\"line{0}{1}\"", Here ? " lit " : "",
                Here ? name(L.Events[Here->back()].After) : "");
  if (Here)
    OS << formatv(" data-step=\"{0}s{1}\"", L.Id, Here->back() + 1);
  OS << "><span class=\"marks\">";
  if (Here)
    for (size_t I : *Here)
      OS << formatv(
          "<span id=\"{0}s{1}\" class=\"badge {2}{3}\" title=\"{4}\">{1}"
          "</span>",
          L.Id, I + 1, name(L.Events[I].After),
          L.Events[I].Fatal ? " fatal" : "", escapeHtml(L.Events[I].Message));
  OS << formatv("</span><span class=\"number\">{0}</span><code>{1}{2}</code>{3}"
                "</div>\n",
                Number, escapeHtml(Text.take_front(Longest)), Cut ? "…" : "",
                Fatal ? "<span class=\"end\">the violation shows here</span>"
                      : "");
}

} // namespace

void writeExcerpts(const Summary &Unit, const Life &L, Sources &Lines,
                   raw_ostream &OS) {
  constexpr uint32_t Around = 3;
  // Files in the order in which the events come to them.
  std::vector<uint32_t> Files;
  std::map<uint32_t, std::map<uint32_t, LineEvents>> Lit;
  for (size_t I = 0; I != L.Events.size(); ++I) {
    const Loc &At = L.Events[I].Where;
    if (!At.isValid())
      continue;
    if (!Lit.count(At.File))
      Files.push_back(At.File);
    Lit[At.File][At.Line].push_back(I);
  }

  OS << "<div class=\"sources\">\n";
  for (uint32_t File : Files) {
    std::set<uint32_t> Shown;
    for (const auto &[Line, Events] : Lit[File])
      for (uint32_t N = Line > Around ? Line - Around : 1; N <= Line + Around;
           ++N)
        Shown.insert(N);
    OS << formatv(
        "<section><h4>{0}</h4><div class=\"source\" tabindex=\"0\">\n",
        escapeHtml(Unit.Files[File]));
    uint32_t Last = 0;
    for (uint32_t N : Shown) {
      std::optional<StringRef> Text = Lines.line(File, N);
      auto Here = Lit[File].find(N);
      const bool IsLit = Here != Lit[File].end();
      if (!Text && !IsLit)
        continue;
      if (Last != 0 && N != Last + 1)
        OS << "<div class=\"gap\">⋯</div>\n";
      Last = N;
      writeLine(L, N, Text.value_or("(the source can't be read)"),
                IsLit ? &Here->second : nullptr, OS);
    }
    OS << "</div></section>\n";
  }
  OS << "</div>\n";
}

} // namespace nmr
