//===- Output.h - Which reports, and where to -------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_OUTPUT_H
#define NMR_TOOL_NMRSCAN_OUTPUT_H

#include "Report/Judged.h"
#include "Report/ReportOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/CommandLine.h"

namespace nmr {

enum class Format : uint8_t { Text, Sarif, Html, Json };

/// One report that is asked for.
struct Output {
  Format F = Format::Text;
  std::string File; ///< Empty: stdout.
};

/// `--format` and `-o`. They are read together: an `-o` belongs to the format
/// before it.
struct OutputFlags {
  /// For the top level, and \p Analyze.
  OutputFlags(llvm::cl::OptionCategory &Category,
              llvm::cl::SubCommand &Analyze);

  /// What the command line, now parsed, asks for; text to stdout if nothing.
  ///
  /// Errors: two reports for one place; a place that can't be written to, as
  /// far as that shows before it is tried.
  llvm::Expected<std::vector<Output>> outputs() const;
  /// Whether one of them was given.
  bool given() const;

private:
  llvm::cl::list<Format> Formats;
  llvm::cl::list<std::string> Files;
};

/// Writes the reports. A file is replaced as a whole or not at all.
///
/// Errors: a file can't be written. The others are, all the same.
llvm::Error writeReports(llvm::ArrayRef<Output> Outputs,
                         llvm::ArrayRef<Judged> Units,
                         const ReportOptions &Options);

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_OUTPUT_H
