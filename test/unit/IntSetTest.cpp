//===- IntSetTest.cpp - Sets of integers ----------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The operations are compared with the plain ones on every number of a small
/// window, and at the ends of the 64-bit range.
///
//===----------------------------------------------------------------------===//

#include "Solve/IntSet.h"
#include "Summary/Arithmetic.h"
#include "gtest/gtest.h"
#include <random>

using namespace nmr;

namespace {

constexpr int64_t Min = std::numeric_limits<int64_t>::min();
constexpr int64_t Max = std::numeric_limits<int64_t>::max();
constexpr Op Comparisons[] = {Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge};

template <typename T> bool holds(Op Cmp, T A, T B) {
  switch (Cmp) {
  case Op::Eq:
    return A == B;
  case Op::Ne:
    return A != B;
  case Op::Lt:
    return A < B;
  case Op::Le:
    return A <= B;
  case Op::Gt:
    return A > B;
  default:
    return A >= B;
  }
}

/// The numbers that tests ask about: a window around 0, and both ends.
std::vector<int64_t> probes() {
  std::vector<int64_t> Numbers;
  for (int64_t V = -300; V <= 300; ++V)
    Numbers.push_back(V);
  for (int64_t D = 0; D != 40; ++D) {
    Numbers.push_back(Min + D);
    Numbers.push_back(Max - D);
  }
  return Numbers;
}

void expectWellFormed(const IntSet &S) {
  for (size_t I = 0; I != S.parts().size(); ++I) {
    EXPECT_LE(S.parts()[I].Low, S.parts()[I].High);
    if (I != 0) {
      EXPECT_GT(uint64_t(S.parts()[I].Low) - uint64_t(S.parts()[I - 1].High),
                1u)
          << "parts that touch are one";
    }
  }
}

IntSet randomSet(std::mt19937 &Random) {
  IntSet S;
  for (unsigned N = Random() % 5; N; --N) {
    int64_t Low = int64_t(Random() % 500) - 250;
    if (Random() % 8 == 0)
      Low = Random() % 2 ? Min + int64_t(Random() % 20)
                         : Max - 60 - int64_t(Random() % 20);
    S = S.unite(IntSet::range(Low, Low + int64_t(Random() % 60)));
  }
  return S;
}

TEST(IntSet, ConvertsAsCDoes) {
  for (int64_t V = -1000; V <= 1000; ++V) {
    EXPECT_EQ(convert(V, {8, true}), int64_t(int8_t(V)));
    EXPECT_EQ(convert(V, {8, false}), int64_t(uint8_t(V)));
    EXPECT_EQ(convert(V, {1, false}), V & 1);
    EXPECT_EQ(convert(V, {32, false}), int64_t(uint32_t(V)));
    EXPECT_EQ(convert(V, {64, false}), V);
  }
  EXPECT_EQ(convert(0xC000000D, {32, true}), int32_t(0xC000000D));
}

TEST(IntSet, OfATypeAreItsValues) {
  for (IntType T : {IntType{8, true}, IntType{8, false}, IntType{1, false}})
    for (int64_t V : probes())
      EXPECT_EQ(IntSet::ofType(T).contains(V), convert(V, T) == V);
  EXPECT_TRUE(IntSet::ofType({64, false}).isFull());
}

TEST(IntSet, SatisfyingComparesInTheType) {
  for (Op Cmp : Comparisons)
    for (int64_t C = -128; C <= 255; ++C)
      for (int64_t V : probes()) {
        if (int8_t(C) == C) {
          EXPECT_EQ(IntSet::satisfying(Cmp, C, {8, true}).contains(V),
                    int8_t(V) == V && holds<int8_t>(Cmp, int8_t(V), int8_t(C)));
        }
        if (uint8_t(C) == C) {
          EXPECT_EQ(IntSet::satisfying(Cmp, C, {8, false}).contains(V),
                    uint8_t(V) == V &&
                        holds<uint8_t>(Cmp, uint8_t(V), uint8_t(C)));
        }
      }
}

TEST(IntSet, SatisfyingHasTheOrderOf64BitTypes) {
  for (Op Cmp : Comparisons)
    for (int64_t C : {Min, Min + 1, int64_t(-1), int64_t(0), int64_t(1), Max})
      for (int64_t V : probes()) {
        EXPECT_EQ(IntSet::satisfying(Cmp, C, {64, true}).contains(V),
                  holds<int64_t>(Cmp, V, C));
        EXPECT_EQ(IntSet::satisfying(Cmp, C, {64, false}).contains(V),
                  holds<uint64_t>(Cmp, uint64_t(V), uint64_t(C)));
      }
}

TEST(IntSet, OperationsMeanWhatTheySay) {
  std::mt19937 Random(1);
  std::vector<int64_t> Numbers = probes();
  for (unsigned Run = 0; Run != 400; ++Run) {
    IntSet A = randomSet(Random), B = randomSet(Random);
    IntSet Union = A.unite(B), Common = A.intersect(B), Rest = A.complement(),
           Wide = A.widen();
    for (const IntSet &S : {A, B, Union, Common, Rest, Wide})
      expectWellFormed(S);
    for (int64_t V : Numbers) {
      bool InA = A.contains(V), InB = B.contains(V);
      // Limits may only add.
      EXPECT_TRUE(Union.contains(V) || !(InA || InB));
      EXPECT_TRUE(Common.contains(V) || !(InA && InB));
      EXPECT_TRUE(Wide.contains(V) || !InA);
      EXPECT_NE(Rest.contains(V), InA);
      if (A.parts().size() + B.parts().size() <= IntSet::MaxParts) {
        EXPECT_EQ(Union.contains(V), InA || InB);
        EXPECT_EQ(Common.contains(V), InA && InB);
      }
    }
    EXPECT_TRUE(Common.isSubsetOf(A) && Common.isSubsetOf(B));
    EXPECT_TRUE(A.isSubsetOf(Union) && A.isSubsetOf(Wide));
    EXPECT_EQ(A.isSubsetOf(B), A.intersect(B) == A);
    EXPECT_EQ(Rest.complement(), A);
  }
}

TEST(IntSet, ShiftMovesOrGivesUp) {
  std::mt19937 Random(2);
  for (unsigned Run = 0; Run != 400; ++Run) {
    IntSet A = randomSet(Random);
    for (int64_t D : {int64_t(-7), int64_t(0), int64_t(300), Min, Max}) {
      IntSet Moved = A.shift(D);
      for (int64_t V : probes()) {
        int64_t To;
        if (A.contains(V) && !__builtin_add_overflow(V, D, &To)) {
          EXPECT_TRUE(Moved.contains(To));
        }
      }
    }
  }
  EXPECT_EQ(IntSet::range(1, 5).shift(10), IntSet::range(11, 15));
  EXPECT_TRUE(IntSet::range(1, Max).shift(1).isFull());
}

TEST(IntSet, WideningEnds) {
  // A bound that moves by one each time settles after a few steps.
  for (int Direction : {-1, 1}) {
    IntSet S = IntSet::of(0);
    unsigned Changes = 0;
    for (int64_t I = 1; I != 2000; ++I) {
      IntSet Next = S.unite(IntSet::of(Direction * I)).widen();
      Changes += !(Next == S);
      EXPECT_TRUE(S.isSubsetOf(Next));
      S = Next;
    }
    EXPECT_LE(Changes, 8u);
  }
}

TEST(IntSet, ManyPartsAreMergedNearestFirst) {
  IntSet S;
  for (int64_t I = 0; I != 20; ++I)
    S = S.unite(IntSet::of(I * 1000)).unite(IntSet::of(I * 1000 + 2));
  EXPECT_LE(S.parts().size(), IntSet::MaxParts);
  for (int64_t I = 0; I != 20; ++I)
    EXPECT_TRUE(S.contains(I * 1000) && S.contains(I * 1000 + 2));
}

TEST(IntSet, SingleMeansOneNumber) {
  EXPECT_EQ(IntSet::of(259).single(), 259);
  EXPECT_EQ(IntSet::range(1, 2).single(), std::nullopt);
  EXPECT_EQ(IntSet::of(1).unite(IntSet::of(5)).single(), std::nullopt);
  EXPECT_EQ(IntSet::empty().single(), std::nullopt);
  EXPECT_TRUE(IntSet::full().complement().isEmpty());
}

} // namespace
