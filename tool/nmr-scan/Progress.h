//===- Progress.h - What a person sees while waiting ------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_PROGRESS_H
#define NMR_TOOL_NMRSCAN_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <mutex>

namespace nmr {

/// One line that is written over again on a terminal; nothing in a log, but
/// with \p Verbose a line for each file and a last one with the numbers.
/// Thread-safe.
class Progress {
public:
  enum class Outcome { Extracted, Cached, Failed };

  Progress(llvm::raw_ostream &OS, size_t Total, bool Verbose)
      : OS(OS), Total(Total), Verbose(Verbose), Live(OS.is_displayed()) {}

  void done(llvm::StringRef File, Outcome O);
  /// To be called once, after the last file.
  void finish();

private:
  void clearLine();

  std::mutex Guard;
  llvm::raw_ostream &OS;
  const size_t Total;
  const bool Verbose, Live;
  std::array<size_t, 3> Count = {};
};

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_PROGRESS_H
