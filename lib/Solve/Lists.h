//===- Lists.h - A list per index, in little room ---------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_LISTS_H
#define NMR_SOLVE_LISTS_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace nmr {

/// A list of items per index, all of them in two vectors. To be filled twice
/// with the same: the first time, they are only counted.
template <typename T> class Lists {
public:
  explicit Lists(size_t Size = 0) : First(Size + 2) {}
  void add(uint32_t Index, T Item) {
    if (Counting)
      ++First[Index + 2];
    else
      Items[First[Index + 1]++] = Item;
  }
  /// All are counted; they come once more.
  void fill() {
    Counting = false;
    for (size_t I = 2; I < First.size(); ++I)
      First[I] += First[I - 1];
    Items.resize(First.back());
  }
  /// The items in the order in which they came.
  llvm::ArrayRef<T> operator[](uint32_t Index) const {
    return llvm::ArrayRef(Items).slice(First[Index],
                                       First[Index + 1] - First[Index]);
  }

private:
  bool Counting = true;
  /// Of an index; while they are filled, of the one before.
  std::vector<uint32_t> First;
  std::vector<T> Items;
};

} // namespace nmr

#endif // NMR_SOLVE_LISTS_H
