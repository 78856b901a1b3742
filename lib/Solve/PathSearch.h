//===- PathSearch.h - Depth-first search, path by path ----------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What searches for a path have in common: each try runs from the start, takes
/// at the forks on its way what the search says, as far as that goes, and adds
/// the forks that it meets beyond.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_PATHSEARCH_H
#define NMR_SOLVE_PATHSEARCH_H

#include "Solve/PathRun.h"
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

/// One try.
class PathSearch : public PathRun {
public:
  std::vector<Decision> Path; ///< That was taken.

protected:
  /// \p Steps: the statements that may still be walked.
  PathSearch(const Program &P, Program::Site Site, const Vicinity *Within,
             Distances &Far, std::vector<Fork> &Forks, uint64_t &Steps)
      : PathRun(P, Site, Within), Far(Far), Forks(Forks), Steps(Steps) {}

  /// The targets of \p End to which what is known may lead.
  llvm::SmallVector<uint32_t, 4> possibleTargets(const Terminator &End);
  /// Sorts \p Targets of \p End by the distance to \p Goal.
  void sortByDistance(llvm::MutableArrayRef<uint32_t> Targets,
                      const Terminator &End, BlockId Goal);

  /// Takes one of \p Ways, of which the first one is to be preferred; nothing
  /// if there is none, or no more may be walked.
  template <typename Way> std::optional<Way> take(llvm::ArrayRef<Way> Ways) {
    if (Ways.empty() || Steps == 0)
      return std::nullopt;
    if (NumForks == Forks.size())
      Forks.push_back({0, Ways.size()});
    return Ways[Forks[NumForks++].Taken];
  }

private:
  void stepped() override;

  Distances &Far;
  std::vector<Fork> &Forks;
  uint64_t &Steps;
  size_t NumForks = 0;
};

} // namespace nmr

#endif // NMR_SOLVE_PATHSEARCH_H
