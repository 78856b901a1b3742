//===- ClCompile.h - How a source is compiled -------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_CLCOMPILE_H
#define NMR_MSBUILD_CLCOMPILE_H

#include "MSBuild/Kit.h"
#include "MSBuild/Spellings.h"

namespace nmr::msbuild {

/// Whether \p P is compiled for another processor than it asks for: mingw-w64
/// has no kernel headers for that one.
bool isOtherProcessor(const Project &P, const Kit &K);

struct ClCommand {
  std::vector<std::string> Words; ///< The last two are `--` and the source.
  IncludeSearch Search;           ///< The folders that it names.
};

/// The command of clang-cl that compiles \p Source, an item of type ClCompile,
/// as far as it decides how the source is parsed. With a WDK the target is
/// Microsoft's compiler's; without one it is that of mingw-w64, whose headers
/// no other takes.
ClCommand compileCommand(const Project &P, const Item &Source, const Kit &K,
                         FileLookup &Files);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_CLCOMPILE_H
