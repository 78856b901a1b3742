//===- Sources.cpp - The lines that locations name ------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Sources.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace nmr {

std::optional<StringRef> Sources::line(uint32_t Name, uint32_t Line) {
  auto [It, New] = Files.try_emplace(Name);
  File &F = It->second;
  if (New)
    if (auto Read = MemoryBuffer::getFile(Unit.Files[Name], true)) {
      F.Text = std::move(*Read);
      F.Text->getBuffer().split(F.Lines, '\n');
    }
  if (Line == 0 || Line > F.Lines.size())
    return std::nullopt;
  return F.Lines[Line - 1].rtrim('\r');
}

uint32_t Sources::column(const Loc &L) {
  std::optional<StringRef> Text = line(L);
  if (!Text || L.Column == 0 || L.Column > Text->size() + 1)
    return L.Column;
  auto Starts = [](char C) { return (static_cast<uint8_t>(C) & 0xC0) != 0x80; };
  return 1 + count_if(Text->take_front(L.Column - 1), Starts);
}

uint32_t Sources::width(const Loc &L) {
  std::optional<StringRef> Text = line(L);
  if (!Text || L.Column == 0)
    return 1;
  StringRef Word =
      Text->drop_front(std::min<size_t>(L.Column - 1, Text->size()))
          .take_while([](char C) { return isAlnum(C) || C == '_'; });
  return std::max<size_t>(1, Word.size());
}

} // namespace nmr
