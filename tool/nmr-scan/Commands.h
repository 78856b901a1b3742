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
#include "Summary/Summary.h"

namespace nmr {

bool isSummary(llvm::StringRef File);

/// What a project of Visual Studio links.
struct LinkedImage {
  std::string Name;
  std::vector<size_t> Commands; ///< Positions in \c ToCompile::Commands.
  /// What is wrong in the files of its projects.
  std::vector<NotAnalysed> Problems;
};

struct ToCompile {
  std::vector<clang::tooling::CompileCommand> Commands;
  /// None: the database does not say what is linked.
  std::vector<LinkedImage> Images;
  /// What there is to say about projects, by what it is about.
  std::vector<msbuild::Diagnostic> Said;
};

/// The compile commands of the sources that \p R names, or else of all that its
/// database lists, by path: in whatever order they are given, and however
/// often. Their folders are absolute; those of a database are relative to its
/// own. Of projects of Visual Studio, a file has as many commands as there are
/// different ones.
///
/// Errors: there is no database, or none that can be read; no file in it; a
/// file that is named and neither exists nor is listed in it. (One that is
/// listed and does not exist is for extraction to report.)
llvm::Expected<ToCompile> compileCommands(const Request &R,
                                          llvm::StringRef Root);

/// Writes \p Commands as a compile_commands.json.
void writeCommands(llvm::ArrayRef<clang::tooling::CompileCommand> Commands,
                   llvm::raw_ostream &OS);

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_COMMANDS_H
