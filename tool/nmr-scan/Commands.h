//===- Commands.h - What is to be compiled ----------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_COMMANDS_H
#define NMR_TOOL_NMRSCAN_COMMANDS_H

#include "Options.h"

namespace nmr {

bool isSummary(llvm::StringRef File);

/// The compile commands of the sources that \p R names, or else of all that its
/// database lists, by path: in whatever order they are given, and however
/// often. Their folders are absolute; those of a database are relative to its
/// own.
///
/// Errors: there is no database, or none that can be read; no file in it; a
/// file that is named and neither exists nor is listed in it. (One that is
/// listed and does not exist is for extraction to report.)
llvm::Expected<std::vector<clang::tooling::CompileCommand>>
compileCommands(const Request &R, llvm::StringRef Root);

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_COMMANDS_H
