//===- StateTest.cpp - The store against a machine ------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A state is the claim that some machine exists. So these tests run a machine
/// beside it: memory of bytes, and numbers for the symbols. Whatever the state
/// says must be true of the machine that it was built along with.
///
//===----------------------------------------------------------------------===//

#include "Solve/AbstractState.h"
#include "Solve/Join.h"
#include "Summary/Arithmetic.h"
#include "gtest/gtest.h"
#include <array>
#include <cstring>
#include <map>
#include <random>

using namespace nmr;

namespace {

//===--- Memory
//------------------------------------------------------------===//

constexpr Region Regions[] = {{Region::Kind::Global, 1},
                              {Region::Kind::Local, 2},
                              {Region::Kind::Outer, 3}};
constexpr unsigned RegionSize = 32;

class Machine {
public:
  explicit Machine(unsigned Seed) : Random(Seed) {
    for (unsigned R = 0; R != std::size(Regions); ++R) {
      bool Zero = Random() % 2;
      for (uint8_t &B : Bytes[R])
        B = Zero ? 0 : Random();
      if (Zero)
        State.setZeroed(Regions[R]);
    }
  }

  /// One random effect, on the machine and on the state alike.
  void step() {
    unsigned R = Random() % std::size(Regions);
    uint64_t Size = uint64_t(1) << Random() % 4;
    int64_t At = Random() % (RegionSize - Size + 1);
    switch (Random() % 6) {
    case 0:
    case 1: {
      int64_t V = Random() % 3 ? int64_t(Random()) - Random() : 0;
      V = convert(V, {uint8_t(Size * 8), true});
      std::memcpy(&Bytes[R][At], &V, Size);
      State.store(Regions[R], At, Size, Value::integer(V));
      break;
    }
    case 2: {
      uint64_t Long = 1 + Random() % (RegionSize - At);
      std::memset(&Bytes[R][At], 0, Long);
      State.fillZero(Regions[R], At, Long);
      break;
    }
    case 3: {
      uint64_t Long = 1 + Random() % (RegionSize - At);
      for (uint64_t I = 0; I != Long; ++I)
        Bytes[R][At + I] = Random();
      State.forget(Regions[R], At, Long);
      break;
    }
    case 4: {
      unsigned From = Random() % std::size(Regions);
      int64_t FromAt = Random() % RegionSize;
      uint64_t Long = 1 + Random() % (RegionSize - std::max(At, FromAt));
      if (From == R)
        break; // Records don't overlap.
      std::memcpy(&Bytes[R][At], &Bytes[From][FromAt], Long);
      State.copy(Regions[R], At, Regions[From], FromAt, Long);
      break;
    }
    case 5:
      checkLoad(R, At, Size);
      break;
    }
  }

  /// What the state knows is so; and it answers the same twice.
  void checkLoad(unsigned R, int64_t At, uint64_t Size) {
    Value V = State.load(T, Regions[R], At, Size);
    uint64_t Concrete = 0;
    std::memcpy(&Concrete, &Bytes[R][At], Size);
    uint64_t Mask = Size == 8 ? ~uint64_t(0) : (uint64_t(1) << Size * 8) - 1;
    if (V.isInt()) {
      ASSERT_EQ(uint64_t(V.N) & Mask, Concrete);
    } else if (V.isTerm()) {
      auto [It, New] = Symbols.try_emplace(V.Id, Concrete);
      if (!New) {
        ASSERT_EQ(It->second, Concrete) << "one symbol, two numbers";
      }
    }
  }

  void checkAll() {
    for (unsigned R = 0; R != std::size(Regions); ++R)
      for (uint64_t Size : {8, 4, 1})
        for (int64_t At = 0; At + Size <= RegionSize; At += Size)
          checkLoad(R, At, Size);
    for (size_t I = 1; I < State.Cells.size(); ++I) {
      const Cell &A = State.Cells[I - 1], &B = State.Cells[I];
      ASSERT_TRUE(A.R < B.R || (A.R == B.R && A.end() <= B.Offset))
          << "cells overlap or are out of order";
    }
  }

  AbstractState State;
  TermTable T;

private:
  std::mt19937 Random;
  std::array<std::array<uint8_t, RegionSize>, std::size(Regions)> Bytes;
  std::map<TermId, uint64_t> Symbols;
};

TEST(State, MemoryIsThatOfAMachine) {
  for (unsigned Seed = 0; Seed != 1000; ++Seed) {
    Machine M(Seed);
    for (unsigned I = 0; I != 60; ++I)
      M.step();
    M.checkAll();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << Seed;
  }
}

TEST(State, WhatWasStoredIsLoaded) {
  AbstractState S;
  TermTable T;
  Region R = Regions[0];
  S.store(R, 8, 8, Value::handle());
  EXPECT_EQ(S.load(T, R, 8, 8), Value::handle());
  EXPECT_TRUE(S.holdsHandle());
  // A neighbour changes nothing, an overlap does.
  S.store(R, 16, 4, Value::integer(1));
  EXPECT_EQ(S.load(T, R, 8, 8), Value::handle());
  S.store(R, 12, 1, Value::integer(1));
  EXPECT_FALSE(S.holdsHandle());
}

TEST(State, AnUnknownPlaceAnswersTheSameTwice) {
  AbstractState S;
  TermTable T;
  Value First = S.load(T, Regions[0], 0, 8);
  EXPECT_TRUE(First.isTerm());
  EXPECT_EQ(S.load(T, Regions[0], 0, 8), First);
  EXPECT_FALSE(S.load(T, Regions[0], 8, 8) == First);
  S.forget(Regions[0], 0, 8);
  EXPECT_FALSE(S.load(T, Regions[0], 0, 8) == First);
}

TEST(State, AHandleInARecordIsCopiedWithIt) {
  AbstractState S;
  TermTable T;
  S.setZeroed(Regions[0]);
  S.store(Regions[0], 8, 8, Value::handle());
  S.copy(Regions[1], 0, Regions[0], 0, 24);
  EXPECT_EQ(S.load(T, Regions[1], 8, 8), Value::handle());
  EXPECT_EQ(S.load(T, Regions[1], 16, 8), Value::integer(0));
}

//===--- Values
//------------------------------------------------------------===//

/// C's arithmetic on numbers that are values of \p Type. Nothing where C leaves
/// it undefined or the model doesn't fold it.
std::optional<int64_t> compute(Op O, int64_t A, int64_t B, IntType Type) {
  auto Wrapped = [Type](uint64_t V) { return convert(int64_t(V), Type); };
  uint64_t X = A, Y = B;
  switch (O) {
  case Op::Cast:
    return convert(A, Type);
  case Op::Add:
    return Wrapped(X + Y);
  case Op::Sub:
    return Wrapped(X - Y);
  case Op::Mul:
    return Wrapped(X * Y);
  case Op::And:
    return Wrapped(X & Y);
  case Op::Or:
    return Wrapped(X | Y);
  case Op::Xor:
    return Wrapped(X ^ Y);
  case Op::Eq:
    return A == B;
  case Op::Ne:
    return A != B;
  case Op::Lt:
    return Type.Signed ? A < B : X < Y;
  case Op::Le:
    return Type.Signed ? A <= B : X <= Y;
  case Op::Gt:
    return Type.Signed ? A > B : X > Y;
  case Op::Ge:
    return Type.Signed ? A >= B : X >= Y;
  default:
    return std::nullopt;
  }
}

/// Random computations over variables of one type, in a state and with numbers
/// side by side. The variables lie in memory, as the state renames values when
/// it learns that two are equal.
class Computer {
public:
  Computer(unsigned Seed, IntType Type) : Random(Seed), Type(Type) {
    for (unsigned I = 0; I != Numbers.size(); ++I) {
      // Small numbers, so that comparisons go either way.
      Numbers[I] = convert(int64_t(Random() % 7) - 3, Type);
      State.load(T, Home, I * 8, 8);
      // The machine's variables are values of their type.
      EXPECT_TRUE(State.assume(T, get(I), IntSet::ofType(Type)));
    }
  }

  void step() {
    unsigned To = Random() % Numbers.size(), A = Random() % Numbers.size(),
             B = Random() % Numbers.size();
    bool Constant = Random() % 2;
    int64_t N = convert(int64_t(Random() % 7) - 3, Type);
    Value VB = Constant ? Value::integer(N) : get(B);
    int64_t NB = Constant ? N : Numbers[B];
    if (Random() % 2) {
      // A branch, taken as the machine takes it.
      Op Cmp = Op(unsigned(Op::Eq) + Random() % 6);
      bool Holds = *compute(Cmp, Numbers[A], NB, Type);
      ASSERT_TRUE(State.assumeCompare(T, Cmp, get(A), VB, Type, Holds))
          << "the path of a real machine was given up";
    } else {
      static constexpr Op Ops[] = {Op::Add, Op::Sub, Op::Mul, Op::And,
                                   Op::Or,  Op::Xor, Op::Eq,  Op::Ne,
                                   Op::Lt,  Op::Le,  Op::Gt,  Op::Ge};
      Op O = Ops[Random() % std::size(Ops)];
      Numbers[To] = *compute(O, Numbers[A], NB, Type);
      Value V = State.evaluate(T, O, get(A), VB, Type, 0);
      State.store(Home, To * 8, 8, V);
    }
    check();
  }

private:
  static constexpr Region Home = {Region::Kind::Global, 0};
  std::mt19937 Random;
  IntType Type;
  AbstractState State;
  TermTable T;
  std::array<int64_t, 4> Numbers;

  Value get(unsigned I) { return State.load(T, Home, I * 8, 8); }

  void check() {
    for (unsigned I = 0; I != Numbers.size(); ++I)
      ASSERT_TRUE(State.range(T, get(I)).contains(Numbers[I]))
          << "variable " << I << " is " << Numbers[I];
  }
};

TEST(State, ComputesAsAMachineDoes) {
  for (IntType Type :
       {IntType{32, true}, IntType{32, false}, IntType{8, true},
        IntType{8, false}, IntType{64, true}, IntType{64, false}})
    for (unsigned Seed = 0; Seed != 2000; ++Seed) {
      Computer C(Seed, Type);
      for (unsigned I = 0; I != 12; ++I) {
        C.step();
        ASSERT_FALSE(testing::Test::HasFailure())
            << "seed " << Seed << ", step " << I << ", "
            << (Type.Signed ? "s" : "u") << unsigned(Type.Bits);
      }
    }
}

TEST(State, ComputesBitsOfTheUnknownAsAMachineDoes) {
  std::mt19937 Random(11);
  const Op Ops[] = {Op::And, Op::Or, Op::Xor, Op::Shr, Op::Cast};
  for (unsigned Run = 0; Run != 20000; ++Run) {
    TermTable T;
    AbstractState S;
    IntType Type{uint8_t(Random() % 2 ? 32 : 16), bool(Random() % 2)};
    int64_t Real = convert(Random(), Type);
    const Value Symbol = T.fresh(Origin::Outside);
    S.know(Symbol.Id, IntSet::ofType(Type));
    Value V = Symbol;
    for (unsigned N = Random() % 6; N; --N) {
      Op O = Ops[Random() % std::size(Ops)];
      if (O == Op::Cast) {
        Type.Signed = !Type.Signed;
        V = S.evaluate(T, O, V, {}, Type, 0);
        Real = convert(Real, Type);
        continue;
      }
      int64_t C = O == Op::Shr   ? Random() % Type.Bits
                  : Random() % 2 ? int64_t(1) << Random() % Type.Bits
                                 : int64_t(Random());
      C = convert(C, Type);
      V = S.evaluate(T, O, V, Value::integer(C), Type, 0);
      Real = *fold(O, Real, C, Type);
    }
    ASSERT_TRUE(S.range(T, V).contains(Real)) << "run " << Run;
    // Of all values of the symbol, one led here.
    ASSERT_TRUE(S.assume(T, V, IntSet::of(Real))) << "run " << Run;
  }
}

TEST(State, ABranchRefinesWhatWasComputedFromIt) {
  // b = (s == 259); if (b) the status is 259, else it is not.
  AbstractState S;
  TermTable T;
  Region R = Regions[0];
  IntType Status{32, true}, Bool{8, false};
  Value Answer = S.load(T, R, 0, 4);
  Value B = S.evaluate(T, Op::Eq, Answer, Value::integer(259), Status, 0);
  S.store(R, 8, 1, B);
  AbstractState Yes = S, No = S;
  ASSERT_TRUE(Yes.assumeCompare(T, Op::Ne, Yes.load(T, R, 8, 1),
                                Value::integer(0), Bool, true));
  EXPECT_EQ(Yes.load(T, R, 0, 4), Value::integer(259));
  ASSERT_TRUE(No.assumeCompare(T, Op::Ne, No.load(T, R, 8, 1),
                               Value::integer(0), Bool, false));
  EXPECT_FALSE(No.range(T, No.load(T, R, 0, 4)).contains(259));
  // Both at once is no machine.
  EXPECT_FALSE(No.assumeCompare(T, Op::Eq, No.load(T, R, 0, 4),
                                Value::integer(259), Status, true));
}

TEST(State, AHandleIsNeitherNullNorInvalid) {
  AbstractState S;
  TermTable T;
  IntType Pointer{64, false};
  EXPECT_FALSE(S.assumeCompare(T, Op::Eq, Value::handle(), Value::integer(0),
                               Pointer, true));
  EXPECT_FALSE(S.assumeCompare(T, Op::Eq, Value::handle(), Value::integer(-1),
                               Pointer, true));
}

//===--- Join
//--------------------------------------------------------------===//

/// A state after random stores of numbers, handles and symbols.
AbstractState randomState(TermTable &T, std::mt19937 &Random) {
  AbstractState S;
  S.setZeroed(Regions[0]);
  std::vector<Value> Pool = {Value::integer(0), Value::integer(259),
                             Value::pointer(Regions[0], 8), Value::function(5)};
  for (unsigned I = 0; I != 2; ++I) {
    Value V = T.fresh(Origin::Outside);
    if (Random() % 2)
      S.assume(T, V, IntSet::range(-5, int64_t(Random() % 300)));
    Pool.push_back(V);
    Pool.push_back(
        S.evaluate(T, Op::Eq, V, Value::integer(259), {32, true}, 0));
  }
  for (unsigned N = Random() % 10; N; --N)
    S.store(Regions[Random() % 2], (Random() % 4) * 8, 8,
            Pool[Random() % Pool.size()]);
  return S;
}

TEST(Join, CoversBothSides) {
  std::mt19937 Random(3);
  TermTable T;
  for (unsigned Run = 0; Run != 3000; ++Run) {
    AbstractState A = randomState(T, Random), B = randomState(T, Random);
    ASSERT_TRUE(covers(T, A, A).has_value()) << "run " << Run;
    for (bool Widen : {false, true}) {
      AbstractState J = join(T, A, B, Widen);
      ASSERT_TRUE(covers(T, J, A).has_value()) << "run " << Run;
      ASSERT_TRUE(covers(T, J, B).has_value()) << "run " << Run;
    }
  }
}

TEST(Join, KnowsWhatBothSidesKnow) {
  AbstractState A, B;
  TermTable T;
  Region R = Regions[0];
  A.store(R, 0, 8, Value::integer(1));
  B.store(R, 0, 8, Value::integer(1));
  A.store(R, 8, 8, Value::integer(1));
  B.store(R, 8, 8, Value::integer(2));
  AbstractState J = join(T, A, B, false);
  EXPECT_EQ(J.load(T, R, 0, 8), Value::integer(1));
  IntSet Either = J.range(T, J.load(T, R, 8, 8));
  EXPECT_EQ(Either, IntSet::range(1, 2));
}

TEST(Join, KeepsEqualPlacesEqual) {
  // x = y on both sides, though with other numbers.
  AbstractState A, B;
  TermTable T;
  Region R = Regions[0];
  for (int64_t At : {0, 8}) {
    A.store(R, At, 8, Value::integer(1));
    B.store(R, At, 8, Value::integer(7));
  }
  AbstractState J = join(T, A, B, false);
  EXPECT_EQ(J.load(T, R, 0, 8), J.load(T, R, 8, 8));
}

TEST(Join, OneOfTwoAddressesIsNoObjectOfItsOwn) {
  TermTable T;
  AbstractState A, B;
  A.store(Regions[1], 0, 8, Value::pointer(Regions[0], 0));
  B.store(Regions[1], 0, 8, Value::pointer(Regions[2], 0));
  AbstractState J = join(T, A, B, false);
  EXPECT_TRUE(T.mayAlias(J.load(T, Regions[1], 0, 8)));

  // Two objects in one state that are one in the other.
  AbstractState C, D;
  Value X = T.fresh(Origin::NewObject), Y = T.fresh(Origin::NewObject);
  C.store(Regions[0], 0, 8, X);
  C.store(Regions[0], 8, 8, X);
  D.store(Regions[0], 0, 8, X);
  D.store(Regions[0], 8, 8, Y);
  AbstractState K = join(T, C, D, false);
  EXPECT_FALSE(T.mayAlias(K.load(T, Regions[0], 0, 8)));
  EXPECT_TRUE(T.mayAlias(K.load(T, Regions[0], 8, 8)));
  // One object under another name on either side is that object.
  AbstractState E, F;
  E.store(Regions[0], 0, 8, X);
  F.store(Regions[0], 0, 8, Y);
  AbstractState L = join(T, E, F, false);
  EXPECT_FALSE(T.mayAlias(L.load(T, Regions[0], 0, 8)));
}

TEST(Join, AnEntrySymbolIsOnlyItself) {
  TermTable T;
  Value Like = T.fresh(Origin::Outside);
  Value First = T.entryLike(0, Like.Id), Second = T.entryLike(1, Like.Id);
  AbstractState A, B;
  A.store(Regions[0], 0, 8, First);
  B.store(Regions[0], 0, 8, Second);
  EXPECT_FALSE(covers(T, A, B).has_value());
  EXPECT_TRUE(covers(T, join(T, A, B, false), B).has_value());

  // Its object is known to the caller, whether or not anything points at it.
  AbstractState C, D;
  C.store({Region::Kind::Object, First.Id}, 0, 4, Value::integer(1));
  D.store({Region::Kind::Object, First.Id}, 0, 4, Value::integer(2));
  EXPECT_FALSE(covers(T, C, D).has_value());
}

TEST(Join, TwoNamesDoNotCoverOne) {
  TermTable T;
  AbstractState A, B;
  Value X = T.fresh(Origin::Outside), Y = T.fresh(Origin::Outside);
  A.store(Regions[0], 0, 8, X);
  A.store(Regions[0], 8, 8, Y);
  B.store(Regions[0], 0, 8, X);
  B.store(Regions[0], 8, 8, X);
  EXPECT_FALSE(covers(T, A, B).has_value());
  EXPECT_FALSE(covers(T, B, A).has_value());
}

TEST(Join, DoesNotClaimMoreThanOneSide) {
  AbstractState A, B;
  TermTable T;
  Region R = Regions[0];
  A.store(R, 0, 8, Value::integer(1));
  AbstractState J = join(T, A, B, false);
  EXPECT_TRUE(J.range(T, J.load(T, R, 0, 8)).contains(12345));
  EXPECT_FALSE(covers(T, A, B).has_value());
}

TEST(Join, StatesOfTheProtocolStayApart) {
  AbstractState A, B;
  A.P.Active = B.P.Active = true;
  A.P.Q = State::Live;
  B.P.Q = State::Pending;
  EXPECT_NE(joinKey(A), joinKey(B));
  // So does where the handle is.
  B.P.Q = State::Live;
  EXPECT_EQ(joinKey(A), joinKey(B));
  B.store(Regions[0], 0, 8, Value::handle());
  EXPECT_NE(joinKey(A), joinKey(B));
}

TEST(Join, WideningEnds) {
  TermTable T;
  Region R = Regions[0];
  AbstractState S;
  S.store(R, 0, 4, Value::integer(0));
  unsigned Rounds = 0;
  while (Rounds != 100) {
    AbstractState Next = S;
    Value V = Next.load(T, R, 0, 4);
    Next.store(R, 0, 4,
               Next.evaluate(T, Op::Add, V, Value::integer(1), {32, true}, 0));
    if (covers(T, S, Next))
      break;
    S = join(T, S, Next, /*Widen=*/Rounds > 2);
    ++Rounds;
  }
  EXPECT_LT(Rounds, 20u);
}

} // namespace
