//===- Options.h - The command line of nmr-scan -----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_OPTIONS_H
#define NMR_TOOL_NMRSCAN_OPTIONS_H

#include "MSBuild/Build.h"
#include "Output.h"
#include "Solve/Solve.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace nmr {

enum class Mode { Scan, Extract, Analyze };
enum class FailOn { Violation, Inconclusive, None };
enum class Print { Verdicts, Summary };

/// The command line, read.
struct Request {
  Mode Do = Mode::Scan;
  std::vector<std::string> Sources;
  std::string BuildDir; ///< Or a project or solution of Visual Studio.
  msbuild::BuildOptions MSBuild;
  /// What stood after `--`.
  std::unique_ptr<clang::tooling::CompilationDatabase> Flags;
  unsigned Jobs = 0; ///< 0: as many as the machine runs at once.
  bool Verbose = false;

  bool UseCache = true;
  std::string CacheFolder; ///< Empty: the user's.

  std::vector<std::string> Units; ///< As given: NAME=GLOB,GLOB
  /// Not given: nmr-scan.yaml if there is one. Empty: none.
  std::optional<std::string> Config;

  std::string Checks; ///< As \c choose reads it; behind what Config says.
  std::vector<std::string> ProtocolFiles;

  // Extract only.
  std::string SummaryFile;
  std::string DepFile;
  bool AllowErrors = false;

  SolveOptions Solve;
  FailOn Fail = FailOn::Violation;
  Print What = Print::Verdicts;
  bool PrintCommands = false; ///< As a compile_commands.json, and no verdicts.
  std::vector<Output> Reports;
  std::string BaselineFile; ///< Empty: none.
  bool AllKinds = false;    ///< As in \c ReportOptions.
  std::string Explain; ///< A rule; if not empty, its page is all that is asked.
};

/// Reads the command line. Answers `--help` and `--version` itself, and exits.
///
/// Errors: it makes no sense. The message says what to give instead.
llvm::Expected<Request> parseCommandLine(int Argc, const char **Argv);

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_OPTIONS_H
