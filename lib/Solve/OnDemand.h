//===- OnDemand.h - Values computed when they are asked for -----*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_ONDEMAND_H
#define NMR_SOLVE_ONDEMAND_H

#include <atomic>
#include <cassert>
#include <memory>

namespace nmr {

/// A value per index, each computed when it is asked for first. Any number of
/// threads may ask: who computes one in vain takes that of the first. So what
/// is computed must depend on nothing but the index.
template <typename T> class OnDemand {
public:
  OnDemand() = default;
  OnDemand(const OnDemand &) = delete;
  OnDemand &operator=(const OnDemand &) = delete;
  ~OnDemand() { clear(); }

  /// Forgets all values; there are \p N from now on.
  void reset(size_t N) {
    clear();
    Slots = std::make_unique<std::atomic<const T *>[]>(N);
    Size = N;
  }

  template <typename Function> const T &get(size_t I, Function Compute) const {
    assert(I < Size && "there is no such value");
    if (const T *Known = Slots[I].load(std::memory_order_acquire))
      return *Known;
    auto New = std::make_unique<const T>(Compute());
    const T *First = nullptr;
    if (Slots[I].compare_exchange_strong(First, New.get(),
                                         std::memory_order_acq_rel))
      return *New.release();
    return *First;
  }

  /// The value if it was asked for before.
  const T *known(size_t I) const {
    return Slots[I].load(std::memory_order_acquire);
  }

private:
  std::unique_ptr<std::atomic<const T *>[]> Slots;
  size_t Size = 0;

  void clear() {
    for (size_t I = 0; I != Size; ++I)
      delete Slots[I].load(std::memory_order_relaxed);
    Size = 0;
  }
};

} // namespace nmr

#endif // NMR_SOLVE_ONDEMAND_H
