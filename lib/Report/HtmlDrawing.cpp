//===- HtmlDrawing.cpp - A registration's life, drawn ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/HtmlParts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace nmr {
namespace {

// In pixels.
constexpr int LabelWidth = 236, Step = 72, LaneHeight = 50, BandHeight = 20,
              Radius = 11;

/// The functions in which something happens, in the order of their first event.
struct Lanes {
  std::vector<const LifeEvent *> Heads;
  std::vector<int> Of; ///< Of each event.

  explicit Lanes(const Life &L) {
    for (const LifeEvent &E : L.Events) {
      auto Same = [&](const LifeEvent *H) {
        return H->Function == E.Function && H->Where.File == E.Where.File;
      };
      auto It = find_if(Heads, Same);
      Of.push_back(It - Heads.begin());
      if (It == Heads.end())
        Heads.push_back(&E);
    }
  }
};

/// \p Text, short enough for the column of lane names. The end says more.
std::string shorten(StringRef Text) {
  constexpr size_t Longest = 32;
  if (Text.size() <= Longest)
    return Text.str();
  Text = Text.take_back(Longest - 1);
  // Not from the middle of a character.
  Text = Text.drop_while(
      [](char C) { return (static_cast<uint8_t>(C) & 0xC0) == 0x80; });
  return "…" + Text.str();
}

class Drawing {
public:
  Drawing(const Summary &Unit, const Life &L, raw_ostream &OS)
      : Unit(Unit), L(L), Rows(L), OS(OS), Top(hasBand() ? 44 : 4) {}

  void write();

private:
  static int x(size_t Event) {
    return LabelWidth + Step / 2 + Step * int(Event);
  }
  int laneY(int Lane) const { return Top + LaneHeight / 2 + LaneHeight * Lane; }
  int y(size_t Event) const { return laneY(Rows.Of[Event]) - 4; }
  int width() const { return LabelWidth + Step * int(L.Events.size()) + 8; }

  /// Calls that are no path have no state between them; and on some paths the
  /// registration is never seen.
  bool hasBand() const {
    return L.IsPath && (L.First != State::Absent ||
                        any_of(L.Events, [](const LifeEvent &E) {
                          return E.After != State::Absent;
                        }));
  }
  void lanes();
  void band();
  void bandPart(int From, int To, State S);
  void edges();
  void event(size_t I);

  const Summary &Unit;
  const Life &L;
  const Lanes Rows;
  raw_ostream &OS;
  const int Top; ///< Of the first lane.
};

void Drawing::write() {
  const int Height = Top + LaneHeight * int(Rows.Heads.size()) + 4;
  OS << formatv("<div class=\"drawing\" tabindex=\"0\"><svg role=\"img\" "
                "width=\"{0}\" height=\"{1}\" "
                "aria-label=\"{2}\">\n",
                width(), Height,
                L.IsPath ? "The path, from left to right, over the functions "
                           "that it runs through; it is listed below"
                         : "The calls, by function; they are listed below");
  lanes();
  if (hasBand())
    band();
  if (L.IsPath)
    edges();
  for (size_t I = 0; I != L.Events.size(); ++I)
    event(I);
  OS << "</svg></div>\n";
}

void Drawing::lanes() {
  for (size_t I = 0; I != Rows.Heads.size(); ++I) {
    const LifeEvent &Head = *Rows.Heads[I];
    StringRef File =
        Head.Where.isValid() ? StringRef(Unit.Files[Head.Where.File]) : "";
    StringRef Function = Head.Function;
    if (Function.empty())
      Function = "(no function in view)";
    const int Y = laneY(I);
    OS << formatv("<rect class=\"lane{0}\" x=\"0\" y=\"{1}\" width=\"100%\" "
                  "height=\"{2}\"/>\n",
                  I % 2 == 0 ? " even" : "", Y - LaneHeight / 2, LaneHeight)
       << formatv("<text class=\"function\" x=\"8\" y=\"{0}\">{1}<title>{2}"
                  "</title></text>\n",
                  Y - 3, escapeHtml(shorten(Function)), escapeHtml(Function))
       << formatv("<text class=\"file\" x=\"8\" y=\"{0}\">{1}<title>{2}</title>"
                  "</text>\n",
                  Y + 13, escapeHtml(shorten(File)), escapeHtml(File));
  }
}

void Drawing::bandPart(int From, int To, State S) {
  OS << formatv("<g class=\"band {0}\"><rect x=\"{1}\" y=\"8\" width=\"{2}\" "
                "height=\"{3}\"/>",
                name(S), From, To - From, BandHeight);
  OS << formatv("<text x=\"{0}\" y=\"{1}\">{2}</text></g>\n", From + 6,
                8 + BandHeight - 6,
                S == State::Absent ? "not seen yet" : name(S));
}

void Drawing::band() {
  OS << formatv("<text class=\"file\" x=\"8\" y=\"{0}\">state of the "
                "registration</text>\n",
                8 + BandHeight - 6);
  State Now = L.First;
  int From = LabelWidth;
  for (size_t I = 0; I != L.Events.size(); ++I)
    if (L.Events[I].After != Now) {
      if (x(I) > From)
        bandPart(From, x(I), Now);
      From = x(I);
      Now = L.Events[I].After;
    }
  // The band ends where the violation shows.
  const int End = L.Events.empty() ? width() - 8 : x(L.Events.size() - 1);
  bandPart(From, std::max(End, From + Step / 2), Now);
}

void Drawing::edges() {
  for (size_t I = 0; I + 1 < L.Events.size(); ++I) {
    const int X = x(I), Y = y(I), ToX = x(I + 1), ToY = y(I + 1);
    OS << formatv("<path class=\"edge {0}\" d=\"M{1} {2}",
                  name(L.Events[I].After), X, Y);
    if (Y == ToY)
      OS << formatv("H{0}", ToX);
    else
      OS << formatv("C{0} {1} {0} {2} {3} {2}", (X + ToX) / 2, Y, ToY, ToX);
    OS << "\"/>\n";
  }
}

void Drawing::event(size_t I) {
  const LifeEvent &E = L.Events[I];
  const int X = x(I), Y = y(I);
  OS << formatv("<a href=\"#{0}s{1}\" data-step=\"{0}s{1}\" class=\"event "
                "{2}{3}\"><title>{1}. {4}</title>",
                L.Id, I + 1, name(E.After), E.Fatal ? " fatal" : "",
                escapeHtml(E.Message));
  if (E.Fatal) {
    const int R = Radius + 2;
    OS << formatv("<path d=\"M{0} {1}L{2} {3}L{0} {4}L{5} {3}Z\"/>", X, Y - R,
                  X + R, Y, Y + R, X - R);
  } else {
    OS << formatv("<circle cx=\"{0}\" cy=\"{1}\" r=\"{2}\"/>", X, Y, Radius);
  }
  OS << formatv("<text class=\"number\" x=\"{0}\" y=\"{1}\">{2}</text>", X,
                Y + 4, I + 1);
  if (!E.Label.empty())
    OS << formatv("<text class=\"label\" x=\"{0}\" y=\"{1}\">{2}</text>", X,
                  Y + Radius + 13, escapeHtml(E.Label));
  OS << "</a>\n";
}

} // namespace

void writeDrawing(const Summary &Unit, const Life &L, raw_ostream &OS) {
  Drawing(Unit, L, OS).write();
}

} // namespace nmr
