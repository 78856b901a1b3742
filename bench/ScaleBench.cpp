//===- ScaleBench.cpp - What a large driver costs -------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `nmr-bench-scale N [--defects|--write|--change|--stop|--unwait FOLDER]`
/// builds the summaries of a driver of N functions in memory, links and solves
/// them, on two threads. With `--defects` (and no folder), it waits for every
/// second registration only. It prints the seconds on the clock for linking and
/// for solving, the seconds of processor time for both, the peak of the memory
/// in MiB, and how many registrations were verified, violated or neither:
/// \code
///   0.1234 0.5678 0.9876 91.2 100 0 0
/// \endcode
/// With `--write` it writes the summaries into the folder instead, for
/// `nmr-scan analyze`; with `--change` only that of one file in the middle, in
/// which a statement changed, with `--stop` and `--unwait` of one in which a
/// routine that stops clients changed: it does more, or a wait is missing.
///
//===----------------------------------------------------------------------===//

#include "LinkUnits.h"
#include "Solve/Solve.h"
#include "Summary/File.h"
#include "Summary/Link.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <chrono>
#include <ctime>
#include <sys/resource.h>

using namespace nmr;

namespace {

class Clock {
public:
  /// Seconds since it was asked last.
  double lap() {
    auto Now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(Now - std::exchange(Last, Now))
        .count();
  }

private:
  std::chrono::steady_clock::time_point Last = std::chrono::steady_clock::now();
};

double peakMiB() {
  rusage Usage;
  getrusage(RUSAGE_SELF, &Usage);
  return Usage.ru_maxrss / 1024.0;
}

int write(const std::vector<Summary> &Parts, llvm::StringRef Folder) {
  for (const Summary &Part : Parts)
    if (llvm::Error E = writeFile(
            Part, (Folder + "/" + Part.MainFiles.front() + ".nmrsum").str())) {
      llvm::errs() << "nmr-bench-scale: " << llvm::toString(std::move(E))
                   << '\n';
      return 2;
    }
  return 0;
}

} // namespace

int main(int Argc, char **Argv) {
  llvm::ArrayRef<char *> Args(Argv + 1, Argc - 1);
  unsigned N = 0;
  auto Asks = [&](llvm::StringRef Option) {
    return Args.size() == 3 && Args[1] == Option;
  };
  using Variant = bench::LargeDriver::Variant;
  const std::optional<Variant> Changed =
      Asks("--change")   ? std::optional(Variant::OtherNumber)
      : Asks("--stop")   ? std::optional(Variant::OtherStop)
      : Asks("--unwait") ? std::optional(Variant::NoWait)
                         : std::nullopt;
  const bool Defects =
      Args.size() == 2 && Args[1] == llvm::StringRef("--defects");
  if ((Args.size() != 1 && !Defects && !Asks("--write") && !Changed) ||
      llvm::StringRef(Args[0]).getAsInteger(10, N) || N == 0) {
    llvm::errs()
        << "usage: nmr-bench-scale N [--defects|--write|--change|--stop|"
           "--unwait FOLDER]\n";
    return 2;
  }
  const bench::LargeDriver Driver(N);
  // Every other file stops clients.
  if (Changed)
    return write({Driver.file(Driver.files() / 2 | 1, *Changed)}, Args[2]);
  std::vector<Summary> Parts =
      Driver.build(Defects ? Variant::NoWait : Variant::Plain);
  if (Asks("--write"))
    return write(Parts, Args[2]);

  SolveOptions Options;
  Options.Jobs = 2;
  std::clock_t Start = std::clock();
  Clock C;
  Summary Unit = link(std::move(Parts));
  double Link = C.lap();
  std::vector<Verdict> Verdicts = solve(Unit, Protocols::builtin(), Options);
  double Solve = C.lap();
  double Processor = double(std::clock() - Start) / CLOCKS_PER_SEC;
  std::array<unsigned, 3> Count = {};
  for (const Verdict &V : Verdicts)
    ++Count[unsigned(V.Kind)];
  llvm::outs() << llvm::format("%.4f %.4f %.4f %.1f", Link, Solve, Processor,
                               peakMiB());
  for (unsigned Of : Count)
    llvm::outs() << ' ' << Of;
  llvm::outs() << '\n';
  return 0;
}
