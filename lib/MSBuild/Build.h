//===- Build.h - What a project or a solution links -------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_BUILD_H
#define NMR_MSBUILD_BUILD_H

#include "MSBuild/Diagnostics.h"
#include "MSBuild/Expression.h"
#include "MSBuild/Spellings.h"
#include "llvm/Support/Error.h"

namespace nmr::msbuild {

/// What a user may choose. What is empty is chosen for them.
struct BuildOptions {
  std::string Configuration; ///< Such as `Debug`.
  std::string Platform;      ///< Such as `x64`.
  std::string Wdk;           ///< The folder of a WDK.
  /// Our headers for machines without a WDK, `include/wdk`.
  std::string OwnHeaders;
  Properties::Environment Env;
};

/// One run of the compiler.
struct Compile {
  std::string File;                 ///< Absolute.
  std::string Folder;               ///< Of its project; absolute.
  std::vector<std::string> Command; ///< Ends with `--` and the file.
  IncludeSearch Search;             ///< Of its includes.
  /// What files must stand in for. No two are written alike.
  std::vector<Spelling> Spellings;
};

/// What ends up in one image: a project that links one, and the static
/// libraries that it refers to, directly or not. A static library that nothing
/// refers to is one, too.
struct Image {
  std::string Name;
  std::vector<Compile> Compiles;
  /// Errors in the files of its projects.
  std::vector<Diagnostic> Problems;
};

struct Build {
  std::vector<Image>
      Images; ///< In the solution's order. There is at least one.
  std::vector<Diagnostic> Diags; ///< Of all files, without repetitions.
};

/// Whether \p Path is called like a project or a solution.
bool isProjectFile(llvm::StringRef Path);

/// The project or solution that \p Folder stands for: the solution in it or,
/// where there is none, the project. None if there is neither.
///
/// Errors: there are several.
llvm::Expected<std::optional<std::string>> projectIn(llvm::StringRef Folder);

/// Reads a project or a solution, and all that it refers to. What is wrong in a
/// file is in the result, and the rest is as good as it can be.
///
/// Errors: \p Path can't be read; it has no such configuration; nothing in it
/// compiles anything; there is no WDK where one is said to be.
llvm::Expected<Build> loadBuild(llvm::StringRef Path,
                                const BuildOptions &Options);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_BUILD_H
