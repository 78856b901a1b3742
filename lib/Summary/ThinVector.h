//===- ThinVector.h - A vector that takes a pointer's room ------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_THINVECTOR_H
#define NMR_SUMMARY_THINVECTOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MemAlloc.h"
#include <algorithm>
#include <cassert>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <utility>

namespace nmr {

/// A vector whose size lies in front of its items: an empty one takes nothing
/// but a null pointer. For lists in what there are millions of, most of them
/// empty or short. Whatever may grow one makes its iterators invalid.
template <typename T> class ThinVector {
public:
  using value_type = T;
  using iterator = T *;
  using const_iterator = const T *;
  using reference = T &;

  ThinVector() = default;
  ThinVector(llvm::ArrayRef<T> From) { assign(From.begin(), From.end()); }
  ThinVector(std::initializer_list<T> From)
      : ThinVector(llvm::ArrayRef<T>(From)) {}
  ThinVector(const ThinVector &Other) : ThinVector(llvm::ArrayRef<T>(Other)) {}
  ThinVector(ThinVector &&Other) noexcept
      : Items(std::exchange(Other.Items, nullptr)) {}
  ThinVector &operator=(ThinVector Other) noexcept {
    std::swap(Items, Other.Items);
    return *this;
  }
  ~ThinVector() {
    if (!Items)
      return;
    std::destroy_n(Items, size());
    std::free(header());
  }

  size_t size() const { return Items ? header()->Size : 0; }
  bool empty() const { return size() == 0; }
  T *data() { return Items; }
  const T *data() const { return Items; }
  T *begin() { return Items; }
  T *end() { return Items + size(); }
  const T *begin() const { return Items; }
  const T *end() const { return Items + size(); }
  T &operator[](size_t I) {
    assert(I < size() && "there is no such item");
    return Items[I];
  }
  const T &operator[](size_t I) const {
    assert(I < size() && "there is no such item");
    return Items[I];
  }
  T &front() { return (*this)[0]; }
  const T &front() const { return (*this)[0]; }
  T &back() { return (*this)[size() - 1]; }
  const T &back() const { return (*this)[size() - 1]; }
  operator llvm::ArrayRef<T>() const { return {Items, size()}; }
  operator llvm::MutableArrayRef<T>() { return {Items, size()}; }

  template <typename... Args> T &emplace_back(Args &&...A) {
    if (!Items || header()->Size == header()->Capacity) {
      // What it is made of may lie in here.
      T New(std::forward<Args>(A)...);
      reallocate(std::max<size_t>(1, 2 * size()));
      return *std::construct_at(Items + header()->Size++, std::move(New));
    }
    return *std::construct_at(Items + header()->Size++,
                              std::forward<Args>(A)...);
  }
  void push_back(T Item) { emplace_back(std::move(Item)); }
  void pop_back() { truncate(size() - 1); }
  void clear() { truncate(0); }
  /// Precondition: it has at least \p N items.
  void truncate(size_t N) {
    assert(N <= size() && "it would grow");
    if (Items)
      std::destroy(Items + N, end());
    if (Items)
      header()->Size = N;
  }
  void resize(size_t N) {
    reserve(N);
    while (size() < N)
      emplace_back();
    truncate(N);
  }
  void reserve(size_t N) {
    if (N != 0 && (!Items || header()->Capacity < N))
      reallocate(N);
  }
  /// Precondition: what it gets is not its own.
  template <typename Iterator> void assign(Iterator From, Iterator To) {
    clear();
    reserve(std::distance(From, To));
    for (; From != To; ++From)
      emplace_back(*From);
  }
  void shrink_to_fit() {
    if (Items && header()->Size != header()->Capacity)
      reallocate(header()->Size);
  }

  friend bool operator==(const ThinVector &A, const ThinVector &B) {
    return std::equal(A.begin(), A.end(), B.begin(), B.end());
  }

private:
  struct Header {
    uint32_t Size, Capacity;
  };
  T *Items = nullptr;

  Header *header() const { return reinterpret_cast<Header *>(Items) - 1; }
  void reallocate(size_t Capacity) {
    static_assert(alignof(T) <= sizeof(Header));
    ThinVector Old(std::move(*this));
    if (Capacity == 0)
      return;
    auto *New = static_cast<Header *>(
        llvm::safe_malloc(sizeof(Header) + Capacity * sizeof(T)));
    *New = {uint32_t(Old.size()), uint32_t(Capacity)};
    Items = reinterpret_cast<T *>(New + 1);
    std::uninitialized_move(Old.begin(), Old.end(), Items);
  }
};

} // namespace nmr

#endif // NMR_SUMMARY_THINVECTOR_H
