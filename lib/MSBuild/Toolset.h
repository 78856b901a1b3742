//===- Toolset.h - Stand-ins for the files of Visual Studio -----*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_TOOLSET_H
#define NMR_MSBUILD_TOOLSET_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace nmr::msbuild {

/// The text of our stand-in for \p Name, a file in `$(VCTargetsPath)`; see the
/// folder `toolset`. None if there is no such one.
std::optional<llvm::StringRef> toolsetFile(llvm::StringRef Name);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_TOOLSET_H
