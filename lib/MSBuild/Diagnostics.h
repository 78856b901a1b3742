//===- Diagnostics.h - What is wrong with a project -------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_DIAGNOSTICS_H
#define NMR_MSBUILD_DIAGNOSTICS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"
#include <string>
#include <vector>

namespace nmr::msbuild {

/// A line of a project file. Line 0 stands for the file as a whole.
struct Location {
  std::string File;
  unsigned Line = 0;
};

enum class Severity {
  Note,    ///< Good to know. The commands are right.
  Warning, ///< Something was left out that hardly decides how to compile.
  Error,   ///< The commands may not be those of MSBuild.
};

struct Diagnostic {
  Severity Kind;
  Location Where; ///< No file: it is about none.
  std::string Message;

  /// `file:line: message`.
  std::string text() const;
};

/// Collects what is said. A message is kept once per line of a file, however
/// often the file is evaluated; of a very long one the beginning and the end.
class Diagnostics {
public:
  void report(Severity Kind, const Location &Where, const llvm::Twine &Message);
  llvm::ArrayRef<Diagnostic> all() const { return All; }

private:
  std::vector<Diagnostic> All;
};

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_DIAGNOSTICS_H
