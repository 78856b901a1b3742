//===- Progress.cpp - What a person sees while waiting --------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Progress.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

using namespace llvm;

namespace nmr {
namespace {

StringRef name(Progress::Outcome O) {
  switch (O) {
  case Progress::Outcome::Extracted:
    return "extracted";
  case Progress::Outcome::Cached:
    return "from the cache";
  case Progress::Outcome::Failed:
    return "not analysed";
  }
  llvm_unreachable("all outcomes are named");
}

} // namespace

void Progress::clearLine() {
  if (Live)
    OS << "\r\033[K";
}

void Progress::done(StringRef File, Outcome O) {
  std::lock_guard Lock(Guard);
  ++Count[unsigned(O)];
  clearLine();
  if (Verbose)
    OS << name(O) << ": " << File << '\n';
  if (!Live)
    return;
  std::string Line =
      formatv("[{0}/{1}] ", Count[0] + Count[1] + Count[2], Total);
  // A line that wraps could not be written over.
  unsigned Columns = sys::Process::StandardErrColumns();
  StringRef Shown = sys::path::filename(File);
  if (Columns == 0 || Line.size() + Shown.size() < Columns)
    Line += Shown;
  OS << Line;
  OS.flush();
}

void Progress::finish() {
  clearLine();
  if (Verbose)
    OS << formatv("{0} extracted, {1} from the cache, {2} not analysed\n",
                  Count[unsigned(Outcome::Extracted)],
                  Count[unsigned(Outcome::Cached)],
                  Count[unsigned(Outcome::Failed)]);
}

} // namespace nmr
