//===- IntSet.h - Sets of integers ------------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_INTSET_H
#define NMR_SOLVE_INTSET_H

#include "Summary/Summary.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <limits>
#include <optional>

namespace nmr {

/// A set of 64-bit integers as a union of intervals.
///
/// Values of narrower types are held as C holds them, so the set of a 32-bit
/// unsigned variable lies in [0, 2^32). Values of 64-bit unsigned types are
/// held as the int64_t of the same bits.
class IntSet {
public:
  struct Interval {
    int64_t Low, High; // inclusive
    bool operator==(const Interval &) const = default;
  };

  /// More parts than this are merged, nearest first.
  static constexpr unsigned MaxParts = 8;

  static IntSet empty() { return {}; }
  static IntSet full() {
    return range(std::numeric_limits<int64_t>::min(),
                 std::numeric_limits<int64_t>::max());
  }
  static IntSet of(int64_t V) { return range(V, V); }
  /// Precondition: \p Low <= \p High.
  static IntSet range(int64_t Low, int64_t High);
  /// All values of \p T.
  static IntSet ofType(IntType T);
  /// All v of \p T with `v Cmp C`, compared in \p T.
  static IntSet satisfying(Op Cmp, int64_t C, IntType T);

  bool isEmpty() const { return Parts.empty(); }
  bool isFull() const { return *this == full(); }
  bool contains(int64_t V) const;
  bool isSubsetOf(const IntSet &O) const;
  std::optional<int64_t> single() const;
  llvm::ArrayRef<Interval> parts() const { return Parts; }

  IntSet unite(const IntSet &O) const;
  IntSet intersect(const IntSet &O) const;
  IntSet complement() const;
  /// {v + D}; full if that could overflow.
  IntSet shift(int64_t D) const;
  /// A superset from a finite lattice: the bounds move outwards to a few
  /// landmarks, so that ascending chains end.
  IntSet widen() const;

  bool operator==(const IntSet &) const = default;

private:
  void add(int64_t Low, int64_t High);
  void limit();
  llvm::SmallVector<Interval, 2>
      Parts; // ascending, neither meeting nor touching
};

} // namespace nmr

#endif // NMR_SOLVE_INTSET_H
