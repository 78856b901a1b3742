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

void Diagnostics::report(Severity Kind, const Location &Where,
                         const Twine &Message) {
  Diagnostic D{Kind, Where, Message.str()};
  if (none_of(All, [&](const Diagnostic &O) { return O.text() == D.text(); }))
    All.push_back(std::move(D));
}

} // namespace nmr::msbuild
