//===- Distances.h - The shortest way through a function --------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_DISTANCES_H
#define NMR_SOLVE_DISTANCES_H

#include "Solve/Program.h"
#include <map>

namespace nmr {

/// How far each block of a function is from a goal: a block, or, if that is
/// NoId, the function's end. Computed when first asked for.
class Distances {
public:
  explicit Distances(const Program &P) : P(P) {}

  llvm::ArrayRef<uint32_t> to(FunctionId F, BlockId Goal);

private:
  const Program &P;
  std::map<std::pair<FunctionId, BlockId>, std::vector<uint32_t>> Known;
};

/// A fork of a path where one of several ways is taken: which, in the order in
/// which they are tried.
struct Fork {
  size_t Taken = 0;
  size_t Ways = 0;
};

/// Lets \p Forks take the next path in depth-first order. False: that was the
/// last one.
inline bool takeNext(std::vector<Fork> &Forks) {
  while (!Forks.empty() && ++Forks.back().Taken == Forks.back().Ways)
    Forks.pop_back();
  return !Forks.empty();
}

} // namespace nmr

#endif // NMR_SOLVE_DISTANCES_H
