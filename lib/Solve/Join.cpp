//===- Join.cpp - Order and join of states --------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Join.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include <algorithm>
#include <set>

namespace nmr {

uint64_t joinKey(const AbstractState &S) {
  const Followed &P = S.P;
  unsigned Flags = 0;
  for (bool Flag : {P.Active,
                    P.InCallback,
                    P.BornHere,
                    P.Interrupted,
                    P.WasInterrupted,
                    P.Nested,
                    P.Meanwhile,
                    P.MovedHere,
                    P.MovedWeakly,
                    P.InUnload,
                    P.Faulted,
                    P.BornInWait,
                    P.HeldOutside,
                    P.HeldUnknown,
                    P.InOwnCallback,
                    P.IsOffered,
                    P.FailedHandle != NoId,
                    P.ContextFreed,
                    P.ContextShared,
                    P.TouchedGone})
    Flags = Flags << 1 | Flag;
  uint64_t H = llvm::hash_combine(Flags, unsigned(P.Q), P.Side, P.CallbacksRan,
                                  P.Unload, P.Level, unsigned(P.In));
  if (P.Active)
    for (const Cell &C : S.Cells)
      if (C.V.isHandle()) {
        // The names of objects are arbitrary.
        uint32_t Id = C.R.K == Region::Kind::Object ? 0 : C.R.Id;
        H = llvm::hash_combine(H, unsigned(C.R.K), Id, C.Offset,
                               unsigned(C.V.K));
      }
  return H;
}

namespace {

/// The bytes [Offset, Offset + Size) of a region as one value; nothing if
/// unknown or no single value.
std::optional<Value> peek(const AbstractState &S, Region R, int64_t Offset,
                          uint64_t Size) {
  int64_t End = Offset + int64_t(Size), Next = Offset;
  bool AllZero = true;
  for (const Cell &C : S.cells(R)) {
    if (C.end() <= Offset)
      continue;
    if (C.Offset >= End)
      break;
    if (C.Offset == Offset && C.Size == Size) {
      if (C.V == Cell::unknownBytes())
        return std::nullopt;
      return C.V;
    }
    if (!C.V.isInt(0))
      return std::nullopt;
    AllZero &= C.Offset <= Next || S.isZeroed(R);
    Next = C.end();
  }
  if (Next < End)
    AllZero &= S.isZeroed(R);
  if (AllZero)
    return Value::integer(0);
  return std::nullopt;
}

const std::pair<TermId, IntSet> *findFact(const AbstractState &S, TermId T) {
  auto It = llvm::partition_point(S.Facts,
                                  [T](const auto &F) { return F.first < T; });
  return It != S.Facts.end() && It->first == T ? &*It : nullptr;
}

class Matcher {
public:
  Matcher(TermTable &T, const AbstractState &Old, const AbstractState &New)
      : T(T), Old(Old), New(New) {}

  std::optional<Matching> run() {
    if (!matchProtocol())
      return std::nullopt;
    // An entry symbol is not just some value: it is what the caller passed.
    for (const auto &[Id, Set] : Old.Facts)
      if (T.isEntry(Id) && !match(Value::term(Id), Value::term(Id)))
        return std::nullopt;
    // Other objects are reached through the values that point at them.
    std::vector<Region> Waiting;
    for (size_t I = 0; I < Old.Cells.size();) {
      Region R = Old.Cells[I].R;
      if (R.K == Region::Kind::Object)
        Waiting.push_back(R);
      else if (!matchRegion(R, R))
        return std::nullopt;
      while (I < Old.Cells.size() && Old.Cells[I].R == R)
        ++I;
    }
    for (Region R : Old.Zeroed)
      if (R.K != Region::Kind::Object) {
        if (Old.cells(R).empty() && !matchRegion(R, R))
          return std::nullopt;
      } else if (Old.cells(R).empty())
        Waiting.push_back(R);
    while (!Waiting.empty()) {
      bool Progress = false;
      for (auto It = Waiting.begin(); It != Waiting.end();) {
        std::optional<Region> To = objectOf(It->Id);
        if (!To) {
          ++It;
          continue;
        }
        if (!matchRegion(*It, *To))
          return std::nullopt;
        It = Waiting.erase(It);
        Progress = true;
      }
      if (Progress || Waiting.empty())
        continue;
      Region R = Waiting.front();
      Waiting.erase(Waiting.begin());
      if (T.isSymbol(R.Id) && !New.cells(R).empty() &&
          Theta.try_emplace(R.Id, Value::term(R.Id)).second &&
          matchRegion(R, R))
        continue;
      for (const Cell &C : Old.cells(R))
        if (C.V.isHandle())
          return std::nullopt;
    }
    for (const auto &Binding : Old.Bound)
      if (!llvm::is_contained(New.Bound, Binding))
        return std::nullopt;
    for (const auto &[Id, Set] : Old.Facts) {
      if (T.isSymbol(Id))
        continue; // checked when bound
      bool Unbound = false;
      Value V = New.rewrite(T, Value::term(Id),
                            [&](TermId S) -> std::optional<Value> {
                              auto It = Theta.find(S);
                              if (T.isEntry(S))
                                return std::nullopt;
                              if (It == Theta.end()) {
                                Unbound = true;
                                return std::nullopt;
                              }
                              return It->second;
                            });
      if (!Unbound && !New.range(T, V).isSubsetOf(Set))
        return std::nullopt;
    }
    return std::move(Theta);
  }

private:
  bool matchProtocol() {
    const Followed &A = Old.P, &B = New.P;
    if ((B.Guessed && !A.Guessed) || (B.MaybeMoved && !A.MaybeMoved))
      return false;
    if (!std::includes(A.Fields.begin(), A.Fields.end(), B.Fields.begin(),
                       B.Fields.end()) ||
        !std::includes(A.WrittenSomewhere.begin(), A.WrittenSomewhere.end(),
                       B.WrittenSomewhere.begin(), B.WrittenSomewhere.end()))
      return false;
    if (A.FailedHandle == NoId || B.FailedHandle == NoId)
      return A.FailedHandle == B.FailedHandle;
    return match(Value::term(A.FailedHandle), Value::term(B.FailedHandle));
  }

  std::optional<Region> objectOf(TermId Id) {
    if (T.isEntry(Id))
      return Region{Region::Kind::Object, Id};
    if (T.isSymbol(Id)) {
      auto It = Theta.find(Id);
      if (It == Theta.end())
        return std::nullopt;
      if (It->second.isTerm())
        return Region{Region::Kind::Object, It->second.Id};
      return std::nullopt;
    }
    bool Unbound = false;
    Value V =
        New.rewrite(T, Value::term(Id), [&](TermId S) -> std::optional<Value> {
          if (T.isEntry(S))
            return std::nullopt;
          auto It = Theta.find(S);
          Unbound |= It == Theta.end();
          if (Unbound)
            return std::nullopt;
          return It->second;
        });
    if (Unbound || !V.isTerm())
      return std::nullopt;
    return Region{Region::Kind::Object, V.Id};
  }

  bool matchRegion(Region R, Region To) {
    for (const Cell &C : Old.cells(R)) {
      if (C.V == Cell::unknownBytes())
        continue;
      std::optional<Value> V = peek(New, To, C.Offset, C.Size);
      if (!V) {
        // Unknown there: only a symbol of which nothing is said covers that.
        if (!C.V.isTerm() || C.Size > 8)
          return false;
        V = T.fresh(Origin::Outside);
      }
      if (!match(C.V, *V))
        return false;
    }
    if (!Old.isZeroed(R))
      return true;
    if (!New.isZeroed(To))
      return false;
    for (const Cell &C : New.cells(To))
      if (!C.V.isInt(0) && !peekCovered(R, C))
        return false;
    return true;
  }

  /// Whether Old has cells of its own for all bytes of \p C.
  bool peekCovered(Region R, const Cell &C) {
    int64_t Next = C.Offset;
    for (const Cell &O : Old.cells(R)) {
      if (O.end() <= Next)
        continue;
      if (O.Offset > Next)
        return false;
      Next = O.end();
      if (Next >= C.end())
        return true;
    }
    return false;
  }

  bool match(const Value &O, const Value &N) {
    if (O == Cell::unknownBytes())
      return true;
    if (N == Cell::unknownBytes())
      return false;
    if (O.isTerm()) {
      const TermTable::Node &ON = T[O.Id];
      if (T.isSymbol(O.Id)) {
        if (auto It = Theta.find(O.Id); It != Theta.end())
          return It->second == N;
        if (N.isHandle() || (T.isEntry(O.Id) && N != O))
          return false;
        bool SameOrigin =
            N.isTerm() && T.isSymbol(N.Id) && T[N.Id].From == ON.From;
        if (ON.From == Origin::OtherHandle && !SameOrigin)
          return false;
        if (ON.From != Origin::Watched && T.stemsFrom(N, Origin::Watched))
          return false;
        // Two new objects differ, so no two symbols may stand for one.
        if (ON.From == Origin::NewObject &&
            (!SameOrigin || !NewObjects.insert(N.Id).second))
          return false;
        if (ON.From == Origin::Outside && N.isTerm() && T.isSymbol(N.Id) &&
            T[N.Id].From == Origin::Guess)
          return false;
        if (ON.From == Origin::Inside && N.isTerm() && mentionsOutside(N.Id))
          return false;
        if (!New.range(T, N).isSubsetOf(Old.range(T, O)))
          return false;
        if (!ON.MayAlias && !keepsApart(O.Id, N))
          return false;
        Theta.try_emplace(O.Id, N);
        return true;
      }
      if (!N.isTerm() || T.isSymbol(N.Id))
        return false;
      const TermTable::Node A = ON, B = T[N.Id];
      return A.O == B.O && A.Type == B.Type && A.Stride == B.Stride &&
             match(A.A, B.A) && match(A.B, B.B);
    }
    if (O.isPointer()) {
      if (!N.isPointer() || O.N != N.N || O.R.K != N.R.K)
        return false;
      if (O.R.K != Region::Kind::Object)
        return O.R == N.R;
      return match(Value::term(O.R.Id), Value::term(N.R.Id));
    }
    return O == N;
  }

  /// Unless it says so, a symbol names an object that has no other name.
  bool keepsApart(TermId Symbol, const Value &N) {
    if (N.isPointer())
      return false;
    if (!N.isTerm())
      return true;
    if (T.mayAlias(N))
      return false;
    auto [It, First] = NamedBy.try_emplace(N.Id, Symbol);
    return First || It->second == Symbol;
  }

  bool mentionsOutside(TermId Id) {
    return T.isSymbol(Id) &&
           (T[Id].From == Origin::Outside || T[Id].From == Origin::Guess);
  }

  TermTable &T;
  const AbstractState &Old, &New;
  Matching Theta;
  std::set<TermId> NewObjects;
  std::map<TermId, TermId> NamedBy; ///< New's term -> Old's symbol.
};

class Joiner {
  static constexpr size_t MoreCells = 64;

public:
  Joiner(TermTable &T, const AbstractState &A, const AbstractState &B,
         bool Widen)
      : T(T), A(A), B(B), Widen(Widen) {}

  AbstractState run() {
    joinProtocol();
    // The regions that have the same name on both sides, and the objects that
    // turn out to correspond.
    std::vector<Region> Common;
    for (const AbstractState *S : {&A, &B}) {
      for (size_t I = 0; I < S->Cells.size(); ++I)
        if (I == 0 || S->Cells[I].R != S->Cells[I - 1].R)
          Common.push_back(S->Cells[I].R);
      Common.insert(Common.end(), S->Zeroed.begin(), S->Zeroed.end());
    }
    llvm::sort(Common);
    Common.erase(llvm::unique(Common), Common.end());
    for (Region R : Common)
      if (R.K != Region::Kind::Object || (known(A, R) && known(B, R)))
        joinRegion(R, R, R);
    // Each object of one side may correspond to several of the other. Of two
    // long lists no more is kept than of one, the nearest first; what a state
    // does not name is unknown.
    const size_t Enough = std::max(A.Cells.size(), B.Cells.size()) + MoreCells;
    for (size_t I = 0; I < Pending.size() && Result.Cells.size() < Enough;
         ++I) {
      auto [RA, RB, R] = Pending[I];
      if (known(A, RA) && known(B, RB))
        joinRegion(RA, RB, R);
    }
    llvm::sort(Result.Cells, [](const Cell &C, const Cell &D) {
      return std::pair(C.R, C.Offset) < std::pair(D.R, D.Offset);
    });
    for (const auto &[Id, Set] : A.Facts)
      if (const auto *F = findFact(B, Id))
        addFact(Id, Set.unite(F->second));
    llvm::sort(Result.Facts,
               [](const auto &F, const auto &G) { return F.first < G.first; });
    markAliases();
    // Of a run for an answer, that is what must not get out of sight.
    auto Handles = [&](const AbstractState &S) {
      return llvm::count_if(S.Cells, [&](const Cell &C) {
        return C.V.isHandle() || T.stemsFrom(C.V, Origin::Watched);
      });
    };
    if (Handles(Result) < std::max(Handles(A), Handles(B)))
      Result.P.HeldUnknown = true;
    return std::move(Result);
  }

private:
  /// Two names for one object in one of the states, which are two objects or
  /// another's name in the other: their symbols are no longer names of objects
  /// of their own.
  void markAliases() {
    std::map<TermId, Value> Aliases;
    auto Several = [](const auto &Partners, const Value &V) {
      auto It = Partners.find(V);
      return It != Partners.end() && It->second.size() > 1;
    };
    for (const auto &[Pair, Symbol] : Pairs) {
      const auto &[V, W] = Pair;
      if (V.isPointer() || W.isPointer() || T.mayAlias(V) || T.mayAlias(W) ||
          Several(PartnersOfA, V) || Several(PartnersOfB, W))
        Aliases.try_emplace(Symbol.Id,
                            T.fresh(T[Symbol.Id].From, /*MayAlias=*/true));
    }
    if (Aliases.empty())
      return;
    Result.substitute(T, [&](TermId Id) -> std::optional<Value> {
      auto It = Aliases.find(Id);
      return It == Aliases.end() ? std::nullopt : std::optional(It->second);
    });
  }

  static bool known(const AbstractState &S, Region R) {
    return !S.cells(R).empty() || S.isZeroed(R);
  }

  void joinProtocol() {
    Result.P = A.P;
    auto Unite = [](const auto &X, const auto &Y) {
      llvm::SmallVector<EntityId, 1> All;
      std::set_union(X.begin(), X.end(), Y.begin(), Y.end(),
                     std::back_inserter(All));
      return All;
    };
    Result.P.Guessed |= B.P.Guessed;
    Result.P.MaybeMoved |= B.P.MaybeMoved;
    Result.P.Fields = Unite(A.P.Fields, B.P.Fields);
    Result.P.WrittenSomewhere =
        Unite(A.P.WrittenSomewhere, B.P.WrittenSomewhere);
    for (const auto &Binding : A.Bound)
      if (llvm::is_contained(B.Bound, Binding))
        Result.Bound.push_back(Binding);
    if (A.P.FailedHandle != NoId && B.P.FailedHandle != NoId) {
      Value V = joinValue(Value::term(A.P.FailedHandle),
                          Value::term(B.P.FailedHandle));
      Result.P.FailedHandle = V.isTerm() ? V.Id : NoId;
    }
  }

  void joinRegion(Region RA, Region RB, Region R) {
    if (!Done.insert({RA, RB}).second)
      return;
    bool Zero = A.isZeroed(RA) && B.isZeroed(RB);
    if (Zero)
      Result.setZeroed(R);
    llvm::ArrayRef<Cell> CA = A.cells(RA), CB = B.cells(RB);
    // The elementary segments: no cell of either side begins or ends within.
    llvm::SmallVector<int64_t, 16> Bounds;
    for (llvm::ArrayRef<Cell> Cells : {CA, CB})
      for (const Cell &C : Cells) {
        Bounds.push_back(C.Offset);
        Bounds.push_back(C.end());
      }
    llvm::sort(Bounds);
    Bounds.erase(llvm::unique(Bounds), Bounds.end());
    size_t IA = 0, IB = 0;
    for (size_t I = 0; I + 1 < Bounds.size(); ++I) {
      int64_t Low = Bounds[I], High = Bounds[I + 1];
      const Cell *PA = at(CA, IA, Low), *PB = at(CB, IB, Low);
      if (!PA && !PB)
        continue;
      std::optional<Value> VA = segment(A, RA, PA, Low, High),
                           VB = segment(B, RB, PB, Low, High);
      EntityId Field = PA && PA->Field != NoId ? PA->Field
                       : PB                    ? PB->Field
                                               : NoId;
      Value V = Cell::unknownBytes();
      if (VA && VB) {
        if (High - Low <= 8 || *VA == *VB)
          V = joinValue(*VA, *VB);
      }
      if (V == Cell::unknownBytes() ? !Zero : (Zero && V.isInt(0)))
        continue;
      Result.Cells.push_back({R, Low, uint64_t(High - Low), V, Field});
    }
  }

  static const Cell *at(llvm::ArrayRef<Cell> Cells, size_t &I, int64_t Low) {
    while (I < Cells.size() && Cells[I].end() <= Low)
      ++I;
    return I < Cells.size() && Cells[I].Offset <= Low ? &Cells[I] : nullptr;
  }

  static std::optional<Value> segment(const AbstractState &S, Region R,
                                      const Cell *C, int64_t Low,
                                      int64_t High) {
    if (!C) {
      if (S.isZeroed(R))
        return Value::integer(0);
      return std::nullopt;
    }
    if (C->V == Cell::unknownBytes())
      return std::nullopt;
    if (C->V.isInt(0) || (C->Offset == Low && C->end() == High))
      return C->V;
    return std::nullopt;
  }

  /// Remembers which names stand for one another.
  void pair(const Value &V, const Value &W) {
    if (V.isTerm())
      PartnersOfA[V].insert(W);
    if (W.isTerm())
      PartnersOfB[W].insert(V);
  }

  Value joinValue(const Value &V, const Value &W) {
    if (V == Cell::unknownBytes() || W == Cell::unknownBytes())
      return Cell::unknownBytes();
    if (V == W) {
      Value Base = V.isPointer() && V.R.K == Region::Kind::Object
                       ? Value::term(V.R.Id)
                       : V;
      pair(Base, Base);
      return V;
    }
    if (V.isHandle() && W.isHandle())
      return Value::weakHandle();
    if (V.isTerm() && W.isTerm() && !T.isSymbol(V.Id) && !T.isSymbol(W.Id)) {
      const TermTable::Node N = T[V.Id], M = T[W.Id];
      if (N.O == M.O && N.Type == M.Type && N.Stride == M.Stride) {
        Value X = joinValue(N.A, M.A), Y = joinValue(N.B, M.B);
        return T.apply(N.O, X, Y, N.Type, N.Stride);
      }
    }
    if (V.isPointer() && W.isPointer() && V.N == W.N &&
        V.R.K == Region::Kind::Object && W.R.K == Region::Kind::Object) {
      Value Base = joinValue(Value::term(V.R.Id), Value::term(W.R.Id));
      if (Base.isTerm() && Base.Id != NoId)
        return Value::pointer({Region::Kind::Object, Base.Id}, V.N, V.Field);
    }
    auto [It, New] = Pairs.try_emplace({V, W}, Value());
    if (!New)
      return It->second;
    Value R = T.fresh(originOf(V, W));
    It->second = R;
    pair(V, W);
    IntSet Set = A.range(T, V).unite(B.range(T, W));
    if (Widen)
      Set = Set.widen();
    if (!Set.isFull())
      addFact(R.Id, Set);
    if (V.isTerm() && W.isTerm())
      Pending.push_back({{Region::Kind::Object, V.Id},
                         {Region::Kind::Object, W.Id},
                         {Region::Kind::Object, R.Id}});
    return R;
  }

  Origin originOf(const Value &V, const Value &W) {
    auto From = [&](const Value &X) {
      return X.isTerm() && T.isSymbol(X.Id) ? T[X.Id].From : Origin::Inside;
    };
    if (T.stemsFrom(V, Origin::Watched) || T.stemsFrom(W, Origin::Watched))
      return Origin::Watched;
    Origin OV = From(V), OW = From(W);
    if (OV == Origin::Guess || OW == Origin::Guess)
      return Origin::Guess;
    if (OV == Origin::Outside || OW == Origin::Outside)
      return Origin::Outside;
    if (OV == Origin::OtherHandle && OW == Origin::OtherHandle)
      return Origin::OtherHandle;
    return Origin::Inside;
  }

  void addFact(TermId Id, IntSet Set) { Result.Facts.push_back({Id, Set}); }

  TermTable &T;
  const AbstractState &A, &B;
  bool Widen;
  AbstractState Result;
  std::map<std::pair<Value, Value>, Value> Pairs;
  std::map<Value, std::set<Value>> PartnersOfA, PartnersOfB;
  std::set<std::pair<Region, Region>> Done;
  struct Correspondence {
    Region A, B, Result;
  };
  std::vector<Correspondence> Pending;
};

} // namespace

std::optional<Matching> covers(TermTable &T, const AbstractState &Old,
                               const AbstractState &New) {
  return Matcher(T, Old, New).run();
}

AbstractState join(TermTable &T, const AbstractState &A, const AbstractState &B,
                   bool Widen) {
  return Joiner(T, A, B, Widen).run();
}

} // namespace nmr
