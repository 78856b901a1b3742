//===- Spellings.h - Headers that are written in another case ---*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_SPELLINGS_H
#define NMR_MSBUILD_SPELLINGS_H

#include "MSBuild/Files.h"
#include "llvm/ADT/ArrayRef.h"

namespace nmr::msbuild {

/// A header that is not found by the name that a source has for it, so that a
/// file of that name must stand in:
///  - one in another case than the file system has it, such as
///    `#include <Ntddk.h>`, which Windows finds;
///  - one that WPP, the preprocessor for traces, makes of each source in a
///    build, `#include "driver.tmh"`, where there was no build yet.
struct Spelling {
  std::string Written; ///< As the source has it, with slashes.
  /// What finds it: `<ntddk.h>`, `"/src/Driver.h"`. Empty: it is generated.
  std::string Include;
  bool IsSystem;    ///< It is in a folder of system headers.
  std::string Text; ///< What the file that stands in holds.

  bool operator==(const Spelling &) const = default;
  auto operator<=>(const Spelling &) const = default;
};

/// Where the includes of some sources are looked up.
struct IncludeSearch {
  std::vector<std::string> User;
  std::vector<std::string> System;
  std::vector<std::string> Forced; ///< Headers before the source; absolute.

  auto operator<=>(const IncludeSearch &) const = default;
};

/// Finds such headers in what \p Sources include, directly or through headers
/// of the user's. Conditions of the preprocessor are not looked at: there may
/// be more than a compile needs. In order; of two that are written alike and
/// lead to different headers, both.
std::vector<Spelling> otherSpellings(llvm::ArrayRef<std::string> Sources,
                                     const IncludeSearch &Search,
                                     FileLookup &Files);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_SPELLINGS_H
