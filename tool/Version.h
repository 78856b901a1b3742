//===- Version.h - What the tools say of themselves -------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_VERSION_H
#define NMR_TOOL_VERSION_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// The line that each tool prints for --version: our version, and LLVM's.
inline void printVersion(llvm::StringRef Tool, llvm::raw_ostream &OS) {
  OS << Tool << " " NMR_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
}

} // namespace nmr

#endif // NMR_TOOL_VERSION_H
