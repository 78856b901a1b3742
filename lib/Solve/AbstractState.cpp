//===- AbstractState.cpp - What is known at a point -----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/AbstractState.h"
#include "Summary/Arithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

namespace nmr {

Op negate(Op C) {
  switch (C) {
  case Op::Eq:
    return Op::Ne;
  case Op::Ne:
    return Op::Eq;
  case Op::Lt:
    return Op::Ge;
  case Op::Ge:
    return Op::Lt;
  case Op::Gt:
    return Op::Le;
  case Op::Le:
    return Op::Gt;
  default:
    llvm_unreachable("not a comparison");
  }
}

Op swapSides(Op C) {
  switch (C) {
  case Op::Lt:
    return Op::Gt;
  case Op::Gt:
    return Op::Lt;
  case Op::Le:
    return Op::Ge;
  case Op::Ge:
    return Op::Le;
  default:
    return C;
  }
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

const IntSet *AbstractState::fact(TermId T) const {
  auto It =
      llvm::partition_point(Facts, [T](const auto &F) { return F.first < T; });
  return It != Facts.end() && It->first == T ? &It->second : nullptr;
}

void AbstractState::setFact(TermId T, IntSet S) {
  auto It =
      llvm::partition_point(Facts, [T](const auto &F) { return F.first < T; });
  if (It != Facts.end() && It->first == T)
    It->second = std::move(S);
  else
    Facts.insert(It, {T, std::move(S)});
}

static IntSet notZero() { return IntSet::of(0).complement(); }

/// Few values, one by one. None if there are more than a handful.
static std::optional<llvm::SmallVector<int64_t, 16>>
elements(const IntSet &Set) {
  llvm::SmallVector<int64_t, 16> Values;
  for (const IntSet::Interval &I : Set.parts()) {
    if (uint64_t(I.High) - uint64_t(I.Low) >= 16 || Values.size() >= 16)
      return std::nullopt;
    for (int64_t V = I.Low; V <= I.High; ++V)
      Values.push_back(V);
  }
  return Values;
}

static bool isBitOp(Op O) {
  return O == Op::And || O == Op::Or || O == Op::Xor || O == Op::Shl ||
         O == Op::Shr;
}

IntSet AbstractState::range(const TermTable &T, const Value &V) const {
  switch (V.K) {
  case Value::Kind::Int:
    return IntSet::of(V.N);
  case Value::Kind::Handle:
  case Value::Kind::WeakHandle:
    // Neither NULL nor INVALID_HANDLE_VALUE.
    return IntSet::range(-1, 0).complement();
  case Value::Kind::Pointer:
  case Value::Kind::Function:
    return notZero();
  case Value::Kind::Term:
    break;
  }
  const TermTable::Node &N = T[V.Id];
  IntSet R = IntSet::full();
  switch (N.O) {
  case Op::Use:
    if (N.From == Origin::OtherHandle)
      R = IntSet::range(-1, 0).complement();
    break;
  case Op::Cast: {
    // Interval by interval, where none wraps around within.
    IntSet Type = IntSet::ofType(N.Type);
    R = IntSet::empty();
    const IntSet From = range(T, N.A);
    for (const IntSet::Interval &I : From.parts()) {
      int64_t Low = convert(I.Low, N.Type), High = convert(I.High, N.Type);
      bool Moved =
          uint64_t(High) - uint64_t(Low) == uint64_t(I.High) - uint64_t(I.Low);
      R = R.unite(Moved && Low <= High ? IntSet::range(Low, High) : Type);
    }
    break;
  }
  case Op::Add:
  case Op::Sub:
    R = IntSet::ofType(N.Type);
    if (N.B.isInt() && N.B.N != std::numeric_limits<int64_t>::min()) {
      IntSet Moved = range(T, N.A).shift(N.O == Op::Add ? N.B.N : -N.B.N);
      if (Moved.isSubsetOf(R))
        R = Moved;
    }
    break;
  case Op::And:
    if (N.B.isInt() && N.B.N >= 0) {
      // Bits that are set in it anyway.
      int64_t Set = 0;
      if (N.A.isTerm() && T[N.A.Id].O == Op::Or && T[N.A.Id].B.isInt())
        Set = T[N.A.Id].B.N & N.B.N;
      R = IntSet::range(Set, N.B.N);
    }
    break;
  case Op::Or:
    if (N.B.isInt() && N.B.N != 0)
      R = notZero();
    break;
  case Op::Shr:
    if (N.B.isInt() && N.B.N > 0 && N.B.N < N.Type.Bits && N.Type.Bits <= 32) {
      IntSet From = range(T, N.A).intersect(IntSet::ofType(N.Type));
      R = IntSet::empty();
      for (const IntSet::Interval &I : From.parts())
        R = R.unite(IntSet::range(I.Low >> N.B.N, I.High >> N.B.N));
    }
    break;
  default:
    if (isComparison(N.O))
      R = IntSet::range(0, 1);
    break;
  }
  if (isBitOp(N.O) && N.B.isInt())
    if (auto Values = elements(range(T, N.A))) {
      IntSet Results = IntSet::empty();
      bool AllFold = true;
      for (int64_t A : *Values) {
        std::optional<int64_t> Folded = fold(N.O, A, N.B.N, N.Type);
        AllFold &= Folded.has_value();
        if (Folded)
          Results = Results.unite(IntSet::of(*Folded));
      }
      if (AllFold)
        R = R.intersect(Results);
    }
  if (const IntSet *F = fact(V.Id))
    R = R.intersect(*F);
  return R;
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

static Value truth(bool B) { return Value::integer(B); }

static Value compareInts(Op O, int64_t A, int64_t B, IntType Type) {
  return Value::integer(*fold(O, convert(A, Type), convert(B, Type), Type));
}

/// Whether the two can't be equal, whatever the symbols stand for.
static bool neverEqual(const TermTable &T, const Value &A, const Value &B) {
  auto HasOrigin = [&](const Value &V, Origin From) {
    TermId Id = V.isTerm()                                       ? V.Id
                : V.isPointer() && V.R.K == Region::Kind::Object ? V.R.Id
                                                                 : NoId;
    return Id != NoId && T.isSymbol(Id) && T[Id].From == From;
  };
  if (A.isNonNull() && B.isNonNull()) {
    if (A.isHandle() && B.isHandle())
      return false;
    if (A.K != B.K)
      return true;
    if (A.K == Value::Kind::Function)
      return A.Id != B.Id;
    if (A.R == B.R)
      return A.N != B.N;
    if (A.R.K != Region::Kind::Object && B.R.K != Region::Kind::Object)
      return true;
  }
  if (A.isInt() || B.isInt())
    return false;
  if ((HasOrigin(A, Origin::OtherHandle) && B.isNonNull()) ||
      (HasOrigin(B, Origin::OtherHandle) && A.isNonNull()))
    return true;
  // A joined symbol may be one of the two; two allocations are not.
  auto IsOther = [&](const Value &V) {
    return HasOrigin(V, Origin::NewObject) || V.isNonNull();
  };
  return A != B && ((HasOrigin(A, Origin::NewObject) && IsOther(B)) ||
                    (HasOrigin(B, Origin::NewObject) && IsOther(A)));
}

Value AbstractState::compare(TermTable &T, Op O, Value A, Value B,
                             IntType Type) const {
  if (A.isInt() && B.isInt())
    return compareInts(O, A.N, B.N, Type);
  if (A == B || (A.isHandle() && B.isHandle()))
    return truth(O == Op::Eq || O == Op::Le || O == Op::Ge);
  if (A.isInt()) {
    std::swap(A, B);
    O = swapSides(O);
  }
  if (B.isInt()) {
    int64_t C = convert(B.N, Type);
    IntSet Holds = IntSet::satisfying(O, C, Type);
    IntSet R = range(T, A);
    // Nor is it what all bits are in that type.
    if (A.isHandle() && Type.Bits >= T.handleBits())
      R = R.intersect(IntSet::ofType(Type))
              .intersect(IntSet::of(convert(-1, Type)).complement());
    // A value that was stored under another type is seen through this one.
    if (!R.isFull() && !R.isSubsetOf(IntSet::ofType(Type))) {
      A = T.apply(Op::Cast, A, {}, Type, 0);
      R = range(T, A);
    }
    if (R.isSubsetOf(Holds))
      return truth(true);
    if (R.intersect(Holds).isEmpty())
      return truth(false);
    if (A.isTerm() && isComparison(T[A.Id].O)) {
      // A truth value against a number is that truth value or its negation.
      TermTable::Node N = T[A.Id];
      if (Holds.contains(1))
        return A;
      if (N.B.isInt())
        return T.apply(negate(N.O), N.A, N.B, N.Type, 0);
    }
    return T.apply(O, A, Value::integer(C), Type, 0);
  }
  if (A.isPointer() && B.isPointer() && A.R == B.R)
    return compareInts(O, A.N, B.N, {64, true});
  if ((O == Op::Eq || O == Op::Ne) && neverEqual(T, A, B))
    return truth(O == Op::Ne);
  // One name for a comparison of two symbols, whichever way it is written.
  if (O == Op::Gt || O == Op::Ge) {
    std::swap(A, B);
    O = swapSides(O);
  }
  bool Not = false;
  if (O == Op::Ne) {
    O = Op::Eq;
    Not = true;
  } else if (O == Op::Le) { // a <= b is !(b < a)
    std::swap(A, B);
    O = Op::Lt;
    Not = true;
  }
  if (O == Op::Eq && B < A)
    std::swap(A, B);
  Value Positive = T.apply(O, A, B, Type, 0);
  IntSet R = range(T, Positive);
  if (std::optional<int64_t> Known = R.single())
    return truth(Not ? !*Known : *Known);
  return Not ? T.apply(Op::Eq, Positive, Value::integer(0), {32, true}, 0)
             : Positive;
}

/// The bits that are not known to be clear.
uint64_t AbstractState::possibleBits(const TermTable &T, const Value &V) const {
  if (V.isInt())
    return uint64_t(V.N);
  if (!V.isTerm())
    return ~uint64_t(0);
  uint64_t Bits = ~uint64_t(0);
  const IntSet R = range(T, V);
  if (!R.isEmpty() && R.parts().front().Low >= 0)
    Bits = llvm::maskTrailingOnes<uint64_t>(
        llvm::bit_width(uint64_t(R.parts().back().High)));
  const TermTable::Node &N = T[V.Id];
  switch (N.O) {
  case Op::And:
    return Bits & possibleBits(T, N.A) & possibleBits(T, N.B);
  case Op::Or:
  case Op::Xor:
    return Bits & (possibleBits(T, N.A) | possibleBits(T, N.B));
  case Op::Shl:
    if (N.B.isInt() && uint64_t(N.B.N) < 64)
      Bits &= possibleBits(T, N.A) << N.B.N;
    return Bits;
  default:
    return Bits;
  }
}

/// Takes off \p A what has no influence on the bits of \p Mask, which is then
/// narrowed to those that are not known to be clear. Answers those bits if all
/// of them are known.
std::optional<Value> AbstractState::someBits(const TermTable &T, Value &A,
                                             int64_t &Mask) const {
  while (A.isTerm() && Mask != 0) {
    const TermTable::Node &N = T[A.Id];
    if (N.O == Op::Cast && N.Type.Bits < 64 && (Mask >> N.Type.Bits) == 0) {
      A = N.A;
      continue;
    }
    if ((N.O == Op::Or || N.O == Op::Xor) &&
        (possibleBits(T, N.B) & uint64_t(Mask)) == 0) {
      A = N.A;
    } else if ((N.O == Op::Or || N.O == Op::Xor) &&
               (possibleBits(T, N.A) & uint64_t(Mask)) == 0) {
      A = N.B;
      if (A.isInt())
        return Value::integer(A.N & Mask);
    } else if (N.O == Op::And && N.B.isInt()) {
      Mask &= N.B.N;
      A = N.A;
    } else if (N.O == Op::Or && N.B.isInt() && (N.B.N & Mask) == Mask) {
      return Value::integer(Mask);
    } else {
      break;
    }
  }
  return Mask == 0 ? std::optional(Value::integer(0)) : std::nullopt;
}

Value AbstractState::evaluate(TermTable &T, Op O, Value A, Value B,
                              IntType Type, int64_t Stride) const {
  if (isComparison(O))
    return compare(T, O, A, B, Type);
  switch (O) {
  case Op::Use:
    return A;
  case Op::Cast:
    if (A.isInt())
      return Value::integer(convert(A.N, Type));
    if (A.isNonNull())
      return Type.Bits >= (A.isHandle() ? T.handleBits() : T.pointerBits())
                 ? A
                 : T.fresh(Origin::Inside);
    // Of an unknown value nothing says that it does not fit already; what
    // matters is that the two stay correlated.
    if (IntSet R = range(T, A);
        R.isFull() || R.isSubsetOf(IntSet::ofType(Type)))
      return A;
    return T.apply(O, A, {}, Type, 0);
  case Op::PtrAdd: {
    if (!B.isInt())
      break;
    int64_t Bytes = int64_t(uint64_t(B.N) * uint64_t(Stride));
    if (Bytes == 0)
      return A;
    if (A.isInt())
      return Value::integer(A.N + Bytes);
    if (A.isPointer())
      return Value::pointer(A.R, A.N + Bytes);
    if (A.isTerm())
      return Value::pointer({Region::Kind::Object, A.Id}, Bytes);
    break;
  }
  case Op::Add:
  case Op::Sub: {
    if (O == Op::Add && A.isInt() && !B.isInt())
      std::swap(A, B);
    if (B.isInt(0))
      return A;
    if (B.isInt() && A.isPointer())
      return Value::pointer(A.R, O == Op::Add ? A.N + B.N : A.N - B.N);
    if (O == Op::Sub && A == B)
      return Value::integer(0);
    if (O == Op::Sub && A.isPointer() && B.isPointer() && A.R == B.R)
      return Value::integer(A.N - B.N);
    // (x + 1) + 1 is x + 2.
    if (B.isInt() && A.isTerm() && (T[A.Id].O == Op::Add) &&
        T[A.Id].B.isInt() && T[A.Id].Type == Type) {
      int64_t Sum = int64_t(uint64_t(T[A.Id].B.N) +
                            (O == Op::Add ? uint64_t(B.N) : -uint64_t(B.N)));
      if (Sum == 0)
        return T[A.Id].A;
      return T.apply(Op::Add, T[A.Id].A, Value::integer(Sum), Type, 0);
    }
    if (O == Op::Sub && B.isInt())
      return evaluate(T, Op::Add, A, Value::integer(-B.N), Type, 0);
    break;
  }
  case Op::And:
  case Op::Or:
  case Op::Xor:
    if (A.isInt() && !B.isInt())
      std::swap(A, B);
    if (B.isInt() && A.isTerm()) {
      if (O == Op::And) {
        if (std::optional<Value> Bits = someBits(T, A, B.N))
          return *Bits;
      } else if (O == Op::Or && T[A.Id].O == Op::Or && T[A.Id].B.isInt()) {
        B.N |= T[A.Id].B.N;
        A = T[A.Id].A;
      }
    }
    // One form for what is set and cleared in turn: (x & m) | y.
    if (O == Op::And && B.isInt() && A.isTerm() && T[A.Id].O == Op::Or) {
      const TermTable::Node N = T[A.Id];
      Value Kept = evaluate(T, Op::And, N.A, B, Type, 0);
      Value Set = evaluate(T, Op::And, N.B, B, Type, 0);
      return evaluate(T, Op::Or, Kept, Set, Type, 0);
    }
    if (O == Op::And && B.isInt(0))
      return B;
    if (O != Op::And && B.isInt(0))
      return A;
    if (O != Op::Xor && A == B)
      return A;
    if (O == Op::And && B.isInt() && (possibleBits(T, A) & ~uint64_t(B.N)) == 0)
      return A;
    break;
  case Op::Shr:
    // What was shifted up comes down again.
    if (B.isInt() && A.isTerm() && T[A.Id].O == Op::Shl && T[A.Id].B == B &&
        B.N > 0 && B.N < Type.Bits &&
        (possibleBits(T, T[A.Id].A) >>
         (Type.Bits - B.N - (Type.Signed ? 1 : 0))) == 0)
      return T[A.Id].A;
    break;
  default:
    break;
  }
  if (A.isInt() && B.isInt())
    if (std::optional<int64_t> N = fold(O, A.N, B.N, Type))
      return Value::integer(*N);
  Value R = T.apply(O, A, B, Type, Stride);
  if (std::optional<int64_t> N = range(T, R).single())
    return Value::integer(*N);
  return R;
}

//===----------------------------------------------------------------------===//
// Assumptions
//===----------------------------------------------------------------------===//

/// {x : convert(x, Type) in Set}, exact for x within Type's width, everything
/// beyond.
static IntSet castPreimage(const IntSet &Set, IntType Type) {
  if (Type.Bits >= 64 || Type.Bits == 0)
    return Set;
  int64_t Half = int64_t(1) << (Type.Bits - 1), Period = Half * 2;
  IntSet Window = IntSet::range(-Half, Period - 1);
  IntSet R = Set.unite(Set.shift(Period)).unite(Set.shift(-Period));
  return R.intersect(Window).unite(Window.complement());
}

/// {x : (x & Mask) in Set}, where that is an interval or the complement of one.
static IntSet maskPreimage(const IntSet &Set, int64_t Mask, IntType Type) {
  if (Type.Bits == 0 || Type.Bits > 32)
    return IntSet::full();
  uint64_t All = (uint64_t(1) << Type.Bits) - 1, M = uint64_t(Mask) & All;
  uint64_t Low = All & ~M;
  if ((Low & (Low + 1)) != 0 || Low == All)
    return IntSet::full(); // the mask is not a run of top bits
  auto Exactly = [&](int64_t V) {
    int64_t First = convert(V, Type);
    return IntSet::range(First, First + int64_t(Low));
  };
  if (std::optional<int64_t> V = Set.single())
    return Exactly(*V);
  if (std::optional<int64_t> V = Set.complement().single())
    return Exactly(*V).complement();
  return IntSet::full();
}

bool AbstractState::assume(TermTable &T, const Value &V, const IntSet &Set) {
  IntSet R = range(T, V).intersect(Set);
  if (R.isEmpty())
    return false;
  if (!V.isTerm() || R == range(T, V))
    return true;
  const TermTable::Node N = T[V.Id];
  if (N.O == Op::Use) {
    if (std::optional<int64_t> C = R.single()) {
      bind(T, V.Id, Value::integer(*C));
      return true;
    }
    setFact(V.Id, std::move(R));
    return true;
  }
  // What is learnt of a symbol says all there is to say of its comparisons with
  // numbers.
  if (!(isComparison(N.O) && N.B.isInt() && N.A.isTerm() && T.isSymbol(N.A.Id)))
    setFact(V.Id, R);
  if (isComparison(N.O)) {
    bool Holds = !R.contains(0);
    if (N.B.isInt()) {
      IntSet S = IntSet::satisfying(Holds ? N.O : negate(N.O), N.B.N, N.Type);
      // Where the operand's type is narrower than what its symbol can be, the
      // rest says nothing.
      return assume(T, N.A, S);
    }
    if (N.O == Op::Eq && Holds) {
      // Equal from here on: one of the two symbols is the other value.
      Value From = N.A, To = N.B;
      if (!(From.isTerm() && T.isSymbol(From.Id)))
        std::swap(From, To);
      if (From.isTerm() && T.isSymbol(From.Id) && !(To == From)) {
        if (!assume(T, To, range(T, From)))
          return false;
        // Don't make a symbol contain itself.
        bool Cyclic = false;
        rewrite(T, To, [&](TermId S) -> std::optional<Value> {
          Cyclic |= S == From.Id;
          return std::nullopt;
        });
        if (!Cyclic)
          bind(T, From.Id, To);
      }
    }
    return true;
  }
  if (isBitOp(N.O) && N.B.isInt())
    if (auto Values = elements(range(T, N.A))) {
      IntSet From = IntSet::empty();
      for (int64_t A : *Values)
        if (std::optional<int64_t> Folded = fold(N.O, A, N.B.N, N.Type);
            !Folded || R.contains(*Folded))
          From = From.unite(IntSet::of(A));
      return assume(T, N.A, From);
    }
  switch (N.O) {
  case Op::Cast:
    return assume(T, N.A, castPreimage(R, N.Type));
  case Op::Add:
    if (N.B.isInt() &&
        range(T, N.A).shift(N.B.N).isSubsetOf(IntSet::ofType(N.Type)))
      return assume(T, N.A, R.shift(-N.B.N));
    return true;
  case Op::And:
    if (N.B.isInt())
      // The operand may be of another type: a conversion changes no bits.
      return assume(T, N.A,
                    maskPreimage(R, N.B.N, N.Type)
                        .unite(IntSet::ofType(N.Type).complement()));
    return true;
  case Op::Shr:
    if (N.B.isInt() && N.B.N > 0 && N.B.N < N.Type.Bits && N.Type.Bits <= 32) {
      const IntSet Shifted = R.intersect(IntSet::ofType(N.Type));
      IntSet From = IntSet::empty();
      for (const IntSet::Interval &I : Shifted.parts())
        From = From.unite(IntSet::range(I.Low * (int64_t(1) << N.B.N),
                                        I.High * (int64_t(1) << N.B.N) +
                                            ((int64_t(1) << N.B.N) - 1)));
      // What lies beyond the type was not shifted as it is.
      return assume(T, N.A, From.unite(IntSet::ofType(N.Type).complement()));
    }
    return true;
  default:
    return true;
  }
}

Value AbstractState::symbolIn(TermTable &T, const IntSet &Set, Origin From) {
  Value V = T.fresh(From);
  setFact(V.Id, Set);
  return V;
}

bool AbstractState::assumeCompare(TermTable &T, Op Cmp, Value A, Value B,
                                  IntType Type, bool Holds) {
  Value C = compare(T, Cmp, A, B, Type);
  return assume(T, C, Holds ? notZero() : IntSet::of(0));
}

//===----------------------------------------------------------------------===//
// Substitution
//===----------------------------------------------------------------------===//

Value AbstractState::rewrite(
    TermTable &T, const Value &V,
    llvm::function_ref<std::optional<Value>(TermId)> Map) const {
  TermId Id = V.isTerm()                                       ? V.Id
              : V.isPointer() && V.R.K == Region::Kind::Object ? V.R.Id
                                                               : NoId;
  if (Id == NoId)
    return V;
  Value New;
  if (T.isSymbol(Id)) {
    std::optional<Value> M = Map(Id);
    if (!M)
      return V;
    New = *M;
  } else {
    const TermTable::Node N = T[Id];
    Value A = rewrite(T, N.A, Map), B = rewrite(T, N.B, Map);
    if (A == N.A && B == N.B)
      return V;
    New = evaluate(T, N.O, A, B, N.Type, N.Stride);
  }
  if (V.isTerm())
    return New;
  // The address of a part of the object that New points at.
  if (New.isPointer())
    return Value::pointer(New.R, New.N + V.N, V.Field);
  if (New.isTerm())
    return Value::pointer({Region::Kind::Object, New.Id}, V.N, V.Field);
  if (New.isInt())
    return Value::integer(New.N + V.N);
  return T.fresh(Origin::Inside);
}

void AbstractState::bind(TermTable &T, TermId Symbol, const Value &V) {
  substitute(T, [&](TermId S) -> std::optional<Value> {
    if (S == Symbol)
      return V;
    return std::nullopt;
  });
  if (T.isEntry(Symbol))
    Bound.push_back({Symbol, V});
}

void AbstractState::substitute(
    TermTable &T, llvm::function_ref<std::optional<Value>(TermId)> Map) {
  for (auto &[Id, V] : Bound)
    V = rewrite(T, V, Map);
  // Facts first: evaluation of the rewritten terms may need them.
  std::vector<std::pair<Value, IntSet>> Moved;
  llvm::erase_if(Facts, [&](std::pair<TermId, IntSet> &F) {
    Value Old = Value::term(F.first), New = rewrite(T, Old, Map);
    if (New == Old)
      return false;
    Moved.push_back({New, std::move(F.second)});
    return true;
  });
  for (auto &[V, S] : Moved)
    if (V.isTerm() && V.Id != NoId)
      setFact(V.Id, range(T, V).intersect(S));

  bool Reordered = false;
  std::vector<Cell> Rehomed;
  for (Cell &C : Cells) {
    if (C.V.isTerm() && C.V.Id == NoId)
      ;
    else
      C.V = rewrite(T, C.V, Map);
    if (C.R.K != Region::Kind::Object)
      continue;
    Value Base = rewrite(T, Value::term(C.R.Id), Map);
    if (Base.isTerm() && Base.Id == C.R.Id)
      continue;
    Reordered = true;
    if (Base.isTerm())
      Rehomed.push_back(
          {{Region::Kind::Object, Base.Id}, C.Offset, C.Size, C.V, C.Field});
    else if (Base.isPointer())
      Rehomed.push_back({Base.R, C.Offset + Base.N, C.Size, C.V, C.Field});
    C.Size = 0; // moved, or of an object that a constant can't point at
  }
  if (Reordered) {
    llvm::erase_if(Cells, [](const Cell &C) { return C.Size == 0; });
    for (const Cell &C : Rehomed) {
      // Two names for one object: what is known of the other one stays.
      auto It = firstOverlap(C.R, C.Offset);
      if (It == Cells.end() || It->R != C.R || It->Offset >= C.end())
        insert(C);
    }
  }
  llvm::SmallVector<Region, 4> OldZeroed;
  std::swap(OldZeroed, Zeroed);
  for (Region R : OldZeroed) {
    if (R.K == Region::Kind::Object) {
      Value Base = rewrite(T, Value::term(R.Id), Map);
      if (!Base.isTerm())
        continue;
      R.Id = Base.Id;
    }
    setZeroed(R);
  }
  if (P.FailedHandle != NoId) {
    Value F = rewrite(T, Value::term(P.FailedHandle), Map);
    P.FailedHandle = F.isTerm() ? F.Id : NoId;
  }
}

void AbstractState::dropUnusedFacts(const TermTable &T) {
  if (Facts.empty())
    return;
  llvm::SmallVector<TermId, 16> Work;
  auto Add = [&](const Value &V) {
    if (V.isTerm() && V.Id != NoId)
      Work.push_back(V.Id);
    else if (V.isPointer() && V.R.K == Region::Kind::Object)
      Work.push_back(V.R.Id);
  };
  for (const Cell &C : Cells) {
    Add(C.V);
    if (C.R.K == Region::Kind::Object)
      Work.push_back(C.R.Id);
  }
  if (P.FailedHandle != NoId)
    Work.push_back(P.FailedHandle);
  // The terms of which it is known whether all their symbols are in use. A fact
  // about a derived term lives while its symbols do.
  llvm::DenseMap<TermId, bool> Used;
  while (!Work.empty()) {
    TermId Id = Work.pop_back_val();
    if (!Used.try_emplace(Id, true).second || T.isSymbol(Id))
      continue;
    Add(T[Id].A);
    Add(T[Id].B);
  }
  auto IsUsed = [&](auto &&Self, TermId Id) -> bool {
    if (auto It = Used.find(Id); It != Used.end())
      return It->second;
    bool OK = !T.isSymbol(Id);
    for (const Value *V : {&T[Id].A, &T[Id].B}) {
      if (!OK)
        break;
      if (V->isTerm())
        OK = Self(Self, V->Id);
      else if (V->isPointer() && V->R.K == Region::Kind::Object)
        OK = Self(Self, V->R.Id);
    }
    Used.try_emplace(Id, OK);
    return OK;
  };
  llvm::erase_if(Facts,
                 [&](const auto &F) { return !IsUsed(IsUsed, F.first); });
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

static void print(llvm::raw_ostream &OS, Region R, const TermTable &T,
                  const Summary &S) {
  switch (R.K) {
  case Region::Kind::Global:
    OS << (R.Id < S.Entities.size() ? S.Entities[R.Id].Name : "?");
    break;
  case Region::Kind::Local:
    OS << '%' << R.Id;
    break;
  case Region::Kind::Outer:
    OS << "outer" << R.Id;
    break;
  case Region::Kind::Object:
    OS << '*';
    print(OS, Value::term(R.Id), T, S);
    break;
  }
}

void print(llvm::raw_ostream &OS, const Value &V, const TermTable &T,
           const Summary &S) {
  static const char *const Ops[] = {
      "",   "(cast)", "+",  "-",  "*", "/",  "%", "&",  "|", "^",
      "<<", ">>",     "==", "!=", "<", "<=", ">", ">=", "+p"};
  switch (V.K) {
  case Value::Kind::Int:
    OS << V.N;
    break;
  case Value::Kind::Pointer:
    OS << '&';
    print(OS, V.R, T, S);
    if (V.N)
      OS << '+' << V.N;
    break;
  case Value::Kind::Function:
    OS << S.Entities[V.Id].Name;
    break;
  case Value::Kind::Handle:
    OS << "HANDLE";
    break;
  case Value::Kind::WeakHandle:
    OS << "HANDLE?";
    break;
  case Value::Kind::Term: {
    if (V.Id == NoId) {
      OS << "...";
      break;
    }
    const TermTable::Node &N = T[V.Id];
    if (N.O == Op::Use) {
      OS << (N.A.Id ? "in" : "s") << N.A.N;
      break;
    }
    OS << '(';
    print(OS, N.A, T, S);
    OS << Ops[unsigned(N.O)];
    if (N.O != Op::Cast)
      print(OS, N.B, T, S);
    OS << ')';
    break;
  }
  }
}

void AbstractState::dump(llvm::raw_ostream &OS, const TermTable &T,
                         const Summary &S) const {
  OS << (P.Active ? name(P.Q) : "idle");
  if (P.HeldOutside)
    OS << " held-outside";
  if (P.InCallback)
    OS << " in-callback";
  if (P.CallbacksRan)
    OS << " callbacks-ran";
  for (const Cell &C : Cells) {
    OS << "; ";
    print(OS, C.R, T, S);
    OS << '+' << C.Offset << ':' << C.Size << '=';
    print(OS, C.V, T, S);
  }
  for (const auto &[Id, Set] : Facts) {
    OS << "; ";
    print(OS, Value::term(Id), T, S);
    OS << " in";
    for (const IntSet::Interval &I : Set.parts())
      OS << " [" << I.Low << ',' << I.High << ']';
  }
}

} // namespace nmr
