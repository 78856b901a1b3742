//===- Kit.h - Where the system's headers are -------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_KIT_H
#define NMR_MSBUILD_KIT_H

#include "MSBuild/Project.h"
#include "llvm/Support/Error.h"

namespace nmr::msbuild {

/// The headers that drivers are compiled with: those of a WDK, or, where there
/// is none, of mingw-w64 and the few of our own that it lacks.
struct Kit {
  /// The folder that has `Include`; empty if there is no WDK.
  std::string Root;
  /// Those in `Include` for which it has headers of the kernel, in order.
  std::vector<std::string> Versions;
  /// Folders of Visual C++'s own headers, if it is known where they are.
  std::vector<std::string> Compiler;

  std::string OwnHeaders; ///< Our `wdk` folder; empty if it is not there.
  std::string Mingw;      ///< mingw-w64's `include`; empty if it is not there.

  bool isWdk() const { return !Root.empty(); }

  /// The version that \p P asks for, else the newest.
  std::string versionFor(const Project &P) const;

  /// What `#include <...>` looks through for \p P.
  std::vector<std::string> includeFolders(const Project &P,
                                          FileLookup &Files) const;
};

/// Finds a kit: in \p Wdk, which is the user's choice; where the environment
/// says (`WindowsSdkDir`); where it is installed by default. The registry is
/// not asked.
///
/// Errors: \p Wdk is given, and holds no WDK.
llvm::Expected<Kit> findKit(llvm::StringRef Wdk, llvm::StringRef OwnHeaders,
                            const Properties::Environment &Env,
                            FileLookup &Files);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_KIT_H
