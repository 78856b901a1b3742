//===- MSBuildDatabase.h - Projects as compilation databases ----*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_MSBUILD_MSBUILDDATABASE_H
#define NMR_TOOL_MSBUILD_MSBUILDDATABASE_H

#include "MSBuild/Build.h"
#include "clang/Tooling/CompilationDatabase.h"

namespace nmr {

/// What the environment says: `NMR_VS_CONFIGURATION`, `NMR_VS_PLATFORM`,
/// `NMR_WDK`; and our own headers, `../share/nmr-tidy/wdk` beside the program.
/// All environment variables are properties, as they are for MSBuild.
msbuild::BuildOptions buildOptionsFromEnvironment();

/// Loads \p Path as \c msbuild::loadBuild does. For headers that the sources
/// name in another case than the file system does, writes files that include
/// them to the user's cache, and adds their folder to the commands.
llvm::Expected<msbuild::Build>
loadProject(llvm::StringRef Path, const msbuild::BuildOptions &Options);

clang::tooling::CompileCommand toCompileCommand(const msbuild::Compile &C);

/// The commands of \p B, and a guess for files that it does not compile, such
/// as headers: what Clang's tools expect of a database.
std::unique_ptr<clang::tooling::CompilationDatabase>
toDatabase(const msbuild::Build &B);

} // namespace nmr

#endif // NMR_TOOL_MSBUILD_MSBUILDDATABASE_H
