//===- RuleList.cpp - Which rules are asked for ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Protocol/RuleList.h"

using namespace llvm;

namespace nmr {

bool matchesName(StringRef Glob, StringRef Name) {
  SmallVector<StringRef> Pieces;
  Glob.split(Pieces, '*');
  if (Pieces.size() == 1)
    return Name == Glob;
  if (!Name.consume_front(Pieces.front()) || !Name.consume_back(Pieces.back()))
    return false;
  for (StringRef Piece : ArrayRef(Pieces).drop_front().drop_back()) {
    const size_t At = Name.find(Piece);
    if (At == StringRef::npos)
      return false;
    Name = Name.drop_front(At + Piece.size());
  }
  return true;
}

StringRef choose(RuleSet &Rules, StringRef List) {
  StringRef Unknown;
  while (!List.empty()) {
    const size_t End = List.find_first_of(",\n");
    const StringRef Entry = List.take_front(End).trim();
    List = End == StringRef::npos ? StringRef() : List.drop_front(End + 1);
    StringRef Glob = Entry;
    const bool Away = Glob.consume_front("-");
    bool Found = Entry.empty();
    for (RuleId R : allRules()) {
      if (!matchesName(Glob.trim(), name(R)))
        continue;
      Found = true;
      if (Away)
        Rules.erase(R);
      else if (!isAdvisory(R) || Glob == name(R))
        Rules.insert(R);
    }
    if (!Found && Unknown.empty())
      Unknown = Entry;
  }
  return Unknown;
}

std::string allNames() {
  std::string Names;
  for (RuleId R : allRules())
    Names += (Names.empty() ? "" : ", ") + name(R).str();
  return Names;
}

} // namespace nmr
