//===- Toolset.cpp - Stand-ins for the files of Visual Studio -------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Toolset.h"

using namespace llvm;

namespace nmr::msbuild {
namespace {

struct ToolsetFile {
  StringLiteral Name;
  StringLiteral Text;
};

constexpr ToolsetFile Files[] = {
    {
        "Microsoft.Cpp.Default.props",
#include "Microsoft.Cpp.Default.props.inc"
    },
    {
        "Microsoft.Cpp.props",
#include "Microsoft.Cpp.props.inc"
    },
    {
        "Microsoft.Cpp.targets",
#include "Microsoft.Cpp.targets.inc"
    },
};

} // namespace

std::optional<StringRef> toolsetFile(StringRef Name) {
  for (const ToolsetFile &F : Files)
    if (F.Name.equals_insensitive(Name))
      return F.Text;
  return std::nullopt;
}

} // namespace nmr::msbuild
