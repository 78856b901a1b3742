//===- Diagnostics.cpp - What is wrong with a project ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace nmr::msbuild {

std::string Diagnostic::text() const {
  std::string Text = Where.File;
  if (Where.Line != 0)
    Text += ":" + std::to_string(Where.Line);
  return Text + (Text.empty() ? "" : ": ") + Message;
}

/// \p Text, without its middle if it is longer than a reader would read: what
/// a project says is quoted in messages, and may be of any length.
static std::string cut(std::string Text) {
  constexpr size_t Begin = 700, End = 300;
  if (Text.size() <= Begin + End)
    return Text;
  // Not within a character of UTF-8.
  auto Boundary = [&](size_t At) {
    while (At < Text.size() && (Text[At] & 0xC0) == 0x80)
      ++At;
    return At;
  };
  return Text.substr(0, Boundary(Begin)) + " [...] " +
         Text.substr(Boundary(Text.size() - End));
}

void Diagnostics::report(Severity Kind, const Location &Where,
                         const Twine &Message) {
  Diagnostic D{Kind, Where, cut(Message.str())};
  if (none_of(All, [&](const Diagnostic &O) { return O.text() == D.text(); }))
    All.push_back(std::move(D));
}

} // namespace nmr::msbuild
