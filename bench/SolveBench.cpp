//===- SolveBench.cpp - How solve time grows ------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `nmr-bench-solve SHAPE N [REGISTRATIONS]` builds a driver of that shape and
/// size in memory, solves it, and prints the seconds of processor time that
/// took and how many registrations were verified, violated or neither:
/// \code
///   0.012345 1 0 0
/// \endcode
/// Every driver is correct, so that nothing ends early. With `--print` in front
/// it prints the summary instead, for `nmr-scan` or for reading.
///
//===----------------------------------------------------------------------===//

#include "Shapes.h"
#include "Solve/Solve.h"
#include "Summary/Text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <ctime>
#include <optional>

using namespace nmr;

namespace {

int usage() {
  llvm::errs()
      << "usage: nmr-bench-solve [--print] "
         "branches|functions|depth|registrations|context N [REGISTRATIONS]\n";
  return 2;
}
} // namespace

int main(int Argc, char **Argv) {
  llvm::ArrayRef<char *> Args(Argv + 1, Argc - 1);
  bool Print = !Args.empty() && llvm::StringRef(Args[0]) == "--print";
  if (Print)
    Args = Args.drop_front();
  unsigned N = 0, Registrations = 1;
  if (Args.size() < 2 || Args.size() > 3 ||
      llvm::StringRef(Args[1]).getAsInteger(10, N) || N == 0 ||
      (Args.size() == 3 &&
       llvm::StringRef(Args[2]).getAsInteger(10, Registrations)))
    return usage();
  std::optional<Summary> Unit = bench::build(Args[0], N, Registrations);
  if (!Unit)
    return usage();
  if (std::string Broken = verify(*Unit); !Broken.empty()) {
    llvm::errs() << "nmr-bench-solve: " << Broken << '\n';
    return 2;
  }
  if (Print) {
    writeText(*Unit, llvm::outs());
    return 0;
  }

  // Small drivers are solved over and over, until the clock can tell.
  constexpr double LongEnough = 0.05;
  std::array<unsigned, 3> Count;
  double Seconds = 0;
  unsigned Runs = 0;
  do {
    std::clock_t Start = std::clock();
    std::vector<Verdict> Verdicts =
        solve(*Unit, Protocols::builtin(), SolveOptions());
    Seconds += double(std::clock() - Start) / CLOCKS_PER_SEC;
    ++Runs;
    Count = {};
    for (const Verdict &V : Verdicts)
      ++Count[unsigned(V.Kind)];
  } while (Seconds < LongEnough);
  llvm::outs() << llvm::format("%.6f", Seconds / Runs);
  for (unsigned C : Count)
    llvm::outs() << ' ' << C;
  llvm::outs() << '\n';
  return 0;
}
