//===- IntSet.cpp - Sets of integers --------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/IntSet.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace nmr {

static constexpr int64_t Min = std::numeric_limits<int64_t>::min();
static constexpr int64_t Max = std::numeric_limits<int64_t>::max();

IntSet IntSet::range(int64_t Low, int64_t High) {
  assert(Low <= High && "an interval has its bounds in order");
  IntSet S;
  S.Parts.push_back({Low, High});
  return S;
}

IntSet IntSet::ofType(IntType T) {
  if (T.Bits == 0 || T.Bits >= 64)
    return full();
  if (T.Signed)
    return range(-(int64_t(1) << (T.Bits - 1)),
                 (int64_t(1) << (T.Bits - 1)) - 1);
  return range(0, int64_t((uint64_t(1) << T.Bits) - 1));
}

void IntSet::add(int64_t Low, int64_t High) {
  if (!Parts.empty() &&
      (Parts.back().High == Max || Low <= Parts.back().High + 1))
    Parts.back().High = std::max(Parts.back().High, High);
  else
    Parts.push_back({Low, High});
}

void IntSet::limit() {
  while (Parts.size() > MaxParts) {
    size_t Best = 0;
    uint64_t BestGap = ~uint64_t(0);
    for (size_t I = 0; I + 1 < Parts.size(); ++I) {
      uint64_t Gap = uint64_t(Parts[I + 1].Low) - uint64_t(Parts[I].High);
      if (Gap < BestGap) {
        BestGap = Gap;
        Best = I;
      }
    }
    Parts[Best].High = Parts[Best + 1].High;
    Parts.erase(Parts.begin() + Best + 1);
  }
}

static IntSet signedSatisfying(Op Cmp, int64_t C, const IntSet &Domain) {
  IntSet S;
  switch (Cmp) {
  case Op::Eq:
    S = IntSet::of(C);
    break;
  case Op::Ne:
    S = IntSet::of(C).complement();
    break;
  case Op::Lt:
    S = C == Min ? IntSet::empty() : IntSet::range(Min, C - 1);
    break;
  case Op::Le:
    S = IntSet::range(Min, C);
    break;
  case Op::Gt:
    S = C == Max ? IntSet::empty() : IntSet::range(C + 1, Max);
    break;
  case Op::Ge:
    S = IntSet::range(C, Max);
    break;
  default:
    assert(false && "not a comparison");
  }
  return S.intersect(Domain);
}

IntSet IntSet::satisfying(Op Cmp, int64_t C, IntType T) {
  bool Wide = T.Bits == 0 || T.Bits >= 64;
  if (!Wide || T.Signed || Cmp == Op::Eq || Cmp == Op::Ne)
    return signedSatisfying(Cmp, C, ofType(T));
  // Unsigned 64-bit order on the bits of int64_t: the negative half is above
  // the other one.
  IntSet Upper = range(Min, -1), Lower = range(0, Max);
  bool InUpper = C < 0;
  IntSet SameHalf = signedSatisfying(Cmp, C, InUpper ? Upper : Lower);
  bool Below = Cmp == Op::Lt || Cmp == Op::Le;
  if (Below)
    return InUpper ? SameHalf.unite(Lower) : SameHalf;
  return InUpper ? SameHalf : SameHalf.unite(Upper);
}

bool IntSet::contains(int64_t V) const {
  return llvm::any_of(
      Parts, [V](const Interval &I) { return I.Low <= V && V <= I.High; });
}

bool IntSet::isSubsetOf(const IntSet &O) const {
  return llvm::all_of(Parts, [&O](const Interval &I) {
    return llvm::any_of(O.Parts, [&I](const Interval &J) {
      return J.Low <= I.Low && I.High <= J.High;
    });
  });
}

std::optional<int64_t> IntSet::single() const {
  if (Parts.size() == 1 && Parts[0].Low == Parts[0].High)
    return Parts[0].Low;
  return std::nullopt;
}

IntSet IntSet::unite(const IntSet &O) const {
  IntSet R;
  const Interval *A = Parts.begin(), *B = O.Parts.begin();
  while (A != Parts.end() || B != O.Parts.end()) {
    bool TakeA = B == O.Parts.end() || (A != Parts.end() && A->Low <= B->Low);
    const Interval &I = TakeA ? *A++ : *B++;
    R.add(I.Low, I.High);
  }
  R.limit();
  return R;
}

IntSet IntSet::intersect(const IntSet &O) const {
  IntSet R;
  for (const Interval &I : Parts)
    for (const Interval &J : O.Parts)
      if (std::max(I.Low, J.Low) <= std::min(I.High, J.High))
        R.add(std::max(I.Low, J.Low), std::min(I.High, J.High));
  R.limit();
  return R;
}

IntSet IntSet::complement() const {
  IntSet R;
  int64_t Next = Min;
  bool Done = false;
  for (const Interval &I : Parts) {
    if (I.Low > Next)
      R.add(Next, I.Low - 1);
    if (I.High == Max) {
      Done = true;
      break;
    }
    Next = I.High + 1;
  }
  if (!Done)
    R.add(Next, Max);
  return R;
}

IntSet IntSet::shift(int64_t D) const {
  IntSet R;
  for (const Interval &I : Parts) {
    int64_t Low, High;
    if (__builtin_add_overflow(I.Low, D, &Low) ||
        __builtin_add_overflow(I.High, D, &High))
      return full();
    R.add(Low, High);
  }
  return R;
}

IntSet IntSet::widen() const {
  if (isEmpty())
    return *this;
  // The bounds of the types and the status values that programs compare with.
  static constexpr int64_t Marks[] = {
      Min,   std::numeric_limits<int32_t>::min(), -1, 0, 1, 0x102,
      0x103, std::numeric_limits<int32_t>::max(), Max};
  IntSet R;
  for (const Interval &I : Parts) {
    int64_t Low = Min, High = Max;
    for (int64_t M : Marks)
      if (M <= I.Low)
        Low = M;
    for (int64_t M : llvm::reverse(Marks))
      if (M >= I.High)
        High = M;
    R.add(Low, High);
  }
  return R;
}

} // namespace nmr
