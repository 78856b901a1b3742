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
#include <iterator>
#include <utility>
#include <vector>

namespace nmr {

/// A list of items per index, all of them in one vector. To be filled twice
/// with the same: the first time, they are only counted. Threads may fill it
/// together, each with a range of its own of what is put into the lists.
template <typename T> class Lists {
public:
  explicit Lists(size_t Size = 0, unsigned Ranges = 1)
      : Next(Ranges, std::vector<uint32_t>(Size)) {}
  void add(uint32_t Index, T Item, unsigned Range = 0) {
    uint32_t &At = Next[Range][Index];
    if (Counting)
      ++At;
    else
      Items[At] = Item, ++At;
  }
  /// All are counted; they come once more.
  void fill() {
    Counting = false;
    uint32_t Count = 0;
    for (size_t I = 0; I != Next.front().size(); ++I)
      for (std::vector<uint32_t> &Of : Next)
        Count += std::exchange(Of[I], Count);
    Items.resize(Count);
  }
  /// All came once more.
  void finish() { Next.erase(Next.begin(), std::prev(Next.end())); }
  /// The items in the order of their ranges, and of each in the order in which
  /// they came.
  llvm::ArrayRef<T> operator[](uint32_t Index) const {
    const std::vector<uint32_t> &Ends = Next.back();
    const uint32_t Begin = Index == 0 ? 0 : Ends[Index - 1];
    return llvm::ArrayRef(Items).slice(Begin, Ends[Index] - Begin);
  }

private:
  bool Counting = true;
  /// By range and index, where the next item goes: in the end, where the list
  /// ends.
  std::vector<std::vector<uint32_t>> Next;
  std::vector<T> Items;
};

} // namespace nmr

#endif // NMR_SOLVE_LISTS_H
