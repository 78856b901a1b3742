//===- Uri.cpp - Paths as URIs --------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Uri.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace nmr {

bool isAbsolutePath(StringRef Path) {
  using namespace sys::path;
  return is_absolute(Path, Style::posix) || is_absolute(Path, Style::windows);
}

std::string toUri(StringRef Path) {
  // A relative path stays what this system takes it for.
  const bool Windows = !sys::path::is_absolute(Path, sys::path::Style::posix) &&
                       sys::path::is_absolute(Path, sys::path::Style::windows);
  std::string Slashes =
      Windows ? sys::path::convert_to_slash(Path, sys::path::Style::windows)
              : sys::path::convert_to_slash(Path);
  std::string Result;
  if (isAbsolutePath(Path))
    Result = StringRef(Slashes).starts_with("//")  ? "file:"
             : StringRef(Slashes).starts_with("/") ? "file://"
                                                   : "file:///";
  for (char C : Slashes) {
    // The colon of a drive stays; in a relative reference it would end a
    // scheme.
    bool Plain =
        isAlnum(C) || StringRef("-._~/").contains(C) || (C == ':' && Windows);
    if (Plain)
      Result += C;
    else
      Result += "%" + toHex(StringRef(&C, 1));
  }
  return Result;
}

} // namespace nmr
