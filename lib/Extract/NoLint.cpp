//===- NoLint.cpp - Comments that silence checks --------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/NoLint.h"
#include "llvm/ADT/StringExtras.h"
#include <optional>

using namespace llvm;

namespace nmr {
namespace {

/// One of the words, and what is behind it.
struct Directive {
  StringRef Kind; ///< What follows `NOLINT`: "", "NEXTLINE", "BEGIN", "END".
  Loc Where;
  std::optional<StringRef> Checks; ///< None: no parentheses, all checks.
  StringRef Reason;

  Suppression over(Loc Begin, Loc End) const {
    return {Begin, End, Checks.value_or("*").str(), Reason.str()};
  }
};

/// Finds the directives of a text, first to last.
class Reader {
public:
  Reader(StringRef Text, uint32_t File) : Text(Text), File(File) {}

  /// None if there are no more.
  std::optional<Directive> next() {
    constexpr StringLiteral Word = "NOLINT";
    size_t At = Text.find(Word, Pos);
    if (At == StringRef::npos)
      return std::nullopt;
    Directive D;
    D.Where = locate(At);
    Pos = At + Word.size();
    D.Kind = Text.substr(Pos).take_while([](char C) { return isAlpha(C); });
    Pos += D.Kind.size();
    StringRef Line =
        Text.substr(Pos).take_until([](char C) { return C == '\n'; });
    if (size_t Close = Line.find(')');
        Line.starts_with("(") && Close != StringRef::npos) {
      D.Checks = Line.slice(1, Close);
      Line = Line.drop_front(Close + 1);
      Pos += Close + 1;
    }
    D.Reason = Line.take_front(Line.find("*/")).ltrim(" \t:-").rtrim();
    return D;
  }

private:
  Loc locate(size_t At) {
    for (size_t End; (End = Text.find('\n', LineStart)) < At;
         LineStart = End + 1)
      ++Line;
    return {File, Line, uint32_t(At - LineStart + 1)};
  }

  const StringRef Text;
  const uint32_t File;
  size_t Pos = 0, LineStart = 0;
  uint32_t Line = 1;
};

/// The names in \p Checks without the spaces around them: in this form those of
/// the end of a block must be those of its beginning.
std::optional<std::string> normalised(std::optional<StringRef> Checks) {
  if (!Checks)
    return std::nullopt;
  SmallVector<StringRef> Names;
  Checks->split(Names, ',');
  for (StringRef &Name : Names)
    Name = Name.trim();
  return join(Names, ",");
}

} // namespace

void findNoLints(StringRef Text, uint32_t File, std::vector<Suppression> &To) {
  Reader Words(Text, File);
  std::vector<Directive> Open;
  while (std::optional<Directive> D = Words.next()) {
    auto Lines = [&](uint32_t First) {
      To.push_back(D->over({File, First, 0}, {File, First + 1, 0}));
    };
    if (D->Kind.empty())
      Lines(D->Where.Line);
    else if (D->Kind == "NEXTLINE")
      Lines(D->Where.Line + 1);
    else if (D->Kind == "BEGIN")
      Open.push_back(*D);
    else if (D->Kind == "END" && !Open.empty() &&
             normalised(Open.back().Checks) == normalised(D->Checks)) {
      To.push_back(Open.back().over(Open.back().Where, D->Where));
      Open.pop_back();
    }
  }
}

} // namespace nmr
