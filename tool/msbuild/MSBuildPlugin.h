//===- MSBuildPlugin.h - -p driver.vcxproj, for Clang's tools ---*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_MSBUILD_MSBUILDPLUGIN_H
#define NMR_TOOL_MSBUILD_MSBUILDPLUGIN_H

namespace nmr {

/// Whether a project or solution that was loaded in this process has errors:
/// files may be missing from it, or compiled with other flags than MSBuild's.
bool foundProjectErrors();

} // namespace nmr

#endif // NMR_TOOL_MSBUILD_MSBUILDPLUGIN_H
