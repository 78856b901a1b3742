//===- Parallel.h - Loops on several threads --------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_PARALLEL_H
#define NMR_SOLVE_PARALLEL_H

#include "llvm/Support/ThreadPool.h"
#include <algorithm>
#include <atomic>
#include <vector>

namespace nmr {

/// Calls \p Do for all numbers below \p N, on up to \p Jobs threads, in any
/// order. \p Do must not depend on the order.
template <typename Function>
void forEachIndex(unsigned Jobs, size_t N, Function Do) {
  // Few enough that the threads end at about the same time, many enough that
  // they seldom meet.
  size_t Chunk = std::clamp<size_t>(N / (size_t(Jobs) * 64 + 1), 1, 1024);
  if (Jobs <= 1 || N <= Chunk) {
    for (size_t I = 0; I != N; ++I)
      Do(I);
    return;
  }
  std::atomic<size_t> Next = 0;
  llvm::DefaultThreadPool Pool(llvm::hardware_concurrency(Jobs));
  for (unsigned J = 0; J != Jobs; ++J)
    Pool.async([&] {
      for (size_t I; (I = Next.fetch_add(Chunk)) < N;)
        for (size_t End = std::min(N, I + Chunk); I != End; ++I)
          Do(I);
    });
  Pool.wait();
}

/// Splits the numbers below \p N into \p Ranges of about the same length, each
/// of which one of up to \p Jobs threads goes through in order: \p Do is called
/// with the number of the range, its first number, and the one behind its last.
template <typename Function>
void forEachRange(unsigned Jobs, size_t N, unsigned Ranges, Function Do) {
  forEachIndex(Jobs, Ranges,
               [&](size_t R) { Do(R, N * R / Ranges, N * (R + 1) / Ranges); });
}

/// Calls \p Do for all numbers below \p N, on up to \p Jobs threads, with what
/// to put its results into: the parts that are returned, put together in their
/// order, hold them in the order of the numbers.
template <typename Result, typename Function>
std::vector<Result> gather(unsigned Jobs, size_t N, Function Do) {
  std::vector<Result> Parts(Jobs <= 1 ? 1 : size_t(Jobs) * 4);
  forEachRange(Jobs, N, Parts.size(), [&](size_t R, size_t I, size_t End) {
    Result Own;
    for (; I != End; ++I)
      Do(Own, I);
    Parts[R] = std::move(Own);
  });
  return Parts;
}

} // namespace nmr

#endif // NMR_SOLVE_PARALLEL_H
