//===- Frame.cpp - Into a function and back -------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Frame.h"
#include "Solve/Join.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <deque>
#include <map>

namespace nmr {

namespace {

/// Rebuilds values with other symbols and regions.
class Renamer {
public:
  /// \p IsOpaque: terms to be given to \p Symbol as if they were symbols.
  Renamer(TermTable &T, llvm::function_ref<Value(TermId)> Symbol,
          llvm::function_ref<std::optional<Region>(Region)> OtherRegion,
          llvm::function_ref<bool(TermId)> IsOpaque = nullptr)
      : T(T), Symbol(Symbol), OtherRegion(OtherRegion), IsOpaque(IsOpaque) {}

  Value value(const Value &V) {
    switch (V.K) {
    case Value::Kind::Term:
      if (V.Id != NoId) {
        Value R = term(V.Id);
        if (R.isTerm())
          R.Field = V.Field;
        return R;
      }
      return V;
    case Value::Kind::Pointer: {
      if (V.R.K == Region::Kind::Object) {
        Value Base = term(V.R.Id);
        if (Base.isTerm())
          return Value::pointer({Region::Kind::Object, Base.Id}, V.N, V.Field);
        if (Base.isPointer())
          return Value::pointer(Base.R, Base.N + V.N, V.Field);
        return T.fresh(Origin::Inside);
      }
      std::optional<Region> R = OtherRegion(V.R);
      return R ? Value::pointer(*R, V.N, V.Field) : T.fresh(Origin::Inside);
    }
    default:
      return V;
    }
  }

  Value term(TermId Id) {
    if (auto It = Known.find(Id); It != Known.end())
      return It->second;
    Value R;
    if (T.isSymbol(Id) || (IsOpaque && IsOpaque(Id))) {
      R = Symbol(Id);
    } else {
      const TermTable::Node N = T[Id];
      Value A = value(N.A), B = value(N.B);
      R = T.apply(N.O, A, B, N.Type, N.Stride);
    }
    Known[Id] = R;
    return R;
  }

  std::optional<Region> region(Region R) {
    if (R.K != Region::Kind::Object)
      return OtherRegion(R);
    Value Base = term(R.Id);
    if (Base.isTerm())
      return Region{Region::Kind::Object, Base.Id};
    return std::nullopt;
  }

private:
  TermTable &T;
  llvm::function_ref<Value(TermId)> Symbol;
  llvm::function_ref<std::optional<Region>(Region)> OtherRegion;
  llvm::function_ref<bool(TermId)> IsOpaque;
  llvm::DenseMap<TermId, Value> Known;
};

void sortCells(AbstractState &S) {
  llvm::sort(S.Cells, [](const Cell &A, const Cell &B) {
    return std::pair(A.R, A.Offset) < std::pair(B.R, B.Offset);
  });
}

} // namespace

AbstractState enter(TermTable &T, const AbstractState &Caller,
                    llvm::ArrayRef<Argument> Args,
                    llvm::function_ref<bool(EntityId)> Reaches,
                    llvm::function_ref<bool(EntityId)> IsPointedAt, Frame &F) {
  AbstractState E;
  E.P = Caller.P;
  // Symbols and regions get their numbers in the order in which they come up,
  // so the order must depend on nothing but the callee's view.
  std::map<TermId, Value> Symbols;
  std::map<Region, Region> Regions;
  std::deque<Region> Queue;
  auto Discover = [&](Region R, Region As) {
    if (Regions.try_emplace(R, As).second)
      Queue.push_back(R);
  };
  auto Symbol = [&](TermId Id) -> Value {
    auto [It, New] = Symbols.try_emplace(Id, Value());
    if (New) {
      It->second = T.entryLike(F.Entry.size(), Id);
      F.Entry.push_back(Value::term(Id));
    }
    return It->second;
  };
  auto OtherRegion = [&](Region R) -> std::optional<Region> {
    if (R.K == Region::Kind::Global) {
      Discover(R, R);
      return R;
    }
    if (auto It = Regions.find(R); It != Regions.end())
      return It->second;
    Region As{Region::Kind::Outer, uint32_t(F.Outer.size())};
    F.Outer.push_back(R);
    Discover(R, As);
    return As;
  };
  // The result of an arithmetic is a number like any other to the callee. If it
  // kept its history, a recursion that counts would never meet a state again.
  // That of bits has no length: see AbstractState::evaluate.
  auto IsOpaque = [&](TermId Id) {
    const TermTable::Node &N = T[Id];
    if ((N.O == Op::And || N.O == Op::Or) && N.B.isInt())
      return false;
    return !isComparison(N.O) && N.O != Op::PtrAdd && !N.A.isPointer();
  };
  Renamer Rename(T, Symbol, OtherRegion, IsOpaque);
  auto Value_ = [&](const Value &V) {
    Value R = Rename.value(V);
    TermId Base = V.isTerm()                                       ? V.Id
                  : V.isPointer() && V.R.K == Region::Kind::Object ? V.R.Id
                                                                   : NoId;
    if (Base != NoId && R.isTerm())
      Discover({Region::Kind::Object, Base}, {Region::Kind::Object, R.Id});
    else if (Base != NoId && R.isPointer())
      Discover({Region::Kind::Object, Base}, R.R);
    return R;
  };

  for (const auto &[I, A] : llvm::enumerate(Args)) {
    Region Param{Region::Kind::Local, uint32_t(I)};
    if (!A.IsRecord) {
      E.Cells.push_back({Param, 0, A.Size, Value_(A.V), NoId});
      continue;
    }
    if (A.RecordZeroed)
      E.setZeroed(Param);
    for (const Cell &C : A.Record)
      E.Cells.push_back({Param, C.Offset, C.Size, Value_(C.V), C.Field});
  }
  for (size_t I = 0; I < Caller.Cells.size(); ++I) {
    Region R = Caller.Cells[I].R;
    if (R.K == Region::Kind::Global && (I == 0 || Caller.Cells[I - 1].R != R) &&
        Reaches(R.Id))
      Discover(R, R);
  }
  for (Region R : Caller.Zeroed)
    if (R.K == Region::Kind::Global && Reaches(R.Id))
      Discover(R, R);

  auto TakeReached = [&] {
    while (!Queue.empty()) {
      Region R = Queue.front();
      Queue.pop_front();
      Region As = Regions[R];
      llvm::ArrayRef<Cell> Cells = Caller.cells(R);
      bool Zero = Caller.isZeroed(R);
      if (Cells.empty() && !Zero)
        continue;
      F.Taken.push_back(R);
      if (Zero)
        E.setZeroed(As);
      for (const Cell &C : Cells)
        E.Cells.push_back({As, C.Offset, C.Size, Value_(C.V), C.Field});
    }
  };
  TakeReached();
  // A symbol that may alias leads to whatever has an address.
  if (llvm::any_of(Symbols, [&](const auto &S) {
        return T.mayAlias(Value::term(S.first));
      })) {
    auto TakeIfPointedAt = [&](Region R) {
      if (Regions.count(R))
        return;
      if (R.K == Region::Kind::Object)
        Value_(Value::term(R.Id));
      else if (R.K == Region::Kind::Global ? IsPointedAt(R.Id)
                                           : Caller.isPointedAt(R))
        OtherRegion(R);
    };
    for (const Cell &C : Caller.Cells)
      TakeIfPointedAt(C.R);
    for (Region R : Caller.Zeroed)
      TakeIfPointedAt(R);
    TakeReached();
  }
  llvm::sort(F.Taken);
  sortCells(E);

  for (const auto &[Id, As] : Symbols)
    if (!T.isSymbol(Id))
      if (IntSet R = Caller.range(T, Value::term(Id)); !R.isFull())
        E.Facts.push_back({As.Id, R});
  for (const auto &[Id, Set] : Caller.Facts) {
    if (!T.isSymbol(Id) && Symbols.count(Id))
      continue; // said already
    bool Known = true;
    auto Visit = [&](auto &&Self, const Value &V) -> void {
      TermId Base = V.isTerm()                                       ? V.Id
                    : V.isPointer() && V.R.K == Region::Kind::Object ? V.R.Id
                                                                     : NoId;
      if (V.isPointer() && V.R.K != Region::Kind::Object)
        Known &= Regions.count(V.R) || V.R.K == Region::Kind::Global;
      if (Base == NoId)
        return;
      if (T.isSymbol(Base) || IsOpaque(Base)) {
        Known &= Symbols.count(Base) != 0;
        return;
      }
      const TermTable::Node N = T[Base];
      Self(Self, N.A);
      Self(Self, N.B);
    };
    Visit(Visit, Value::term(Id));
    if (!Known)
      continue;
    Value V = Rename.term(Id);
    if (V.isTerm())
      E.Facts.push_back({V.Id, Set});
  }
  llvm::sort(E.Facts,
             [](const auto &A, const auto &B) { return A.first < B.first; });
  if (E.P.FailedHandle != NoId) {
    auto It = Symbols.find(E.P.FailedHandle);
    E.P.FailedHandle = It == Symbols.end() ? NoId : It->second.Id;
  }
  if (!E.P.HeldOutside)
    for (const Cell &C : Caller.Cells)
      if (C.V.isHandle() &&
          !std::binary_search(F.Taken.begin(), F.Taken.end(), C.R))
        E.P.HeldOutside = true;
  return E;
}

AbstractState generalise(TermTable &T, const AbstractState &Known,
                         const AbstractState &Entry, Frame &F) {
  AbstractState Joined = join(T, Known, Entry, /*Widen=*/true);
  // Each state numbers its entry symbols for itself: one that the join does not
  // mention was not the same value in both.
  Joined.dropUnusedFacts(T);
  std::optional<Matching> Theta = covers(T, Joined, Entry);
  // The symbols of the join get entry numbers of their own.
  std::map<TermId, Value> Numbers;
  std::vector<Value> Entries;
  auto ToCaller = [&](TermId Id) -> Value {
    if (T.isEntry(Id) && T.entryNumber(Id) < F.Entry.size())
      return F.Entry[T.entryNumber(Id)];
    return T.freshLike(Id);
  };
  auto Keep = [](Region R) -> std::optional<Region> { return R; };
  auto Outer = [&](Region R) -> std::optional<Region> {
    if (R.K == Region::Kind::Outer && R.Id < F.Outer.size())
      return F.Outer[R.Id];
    return R;
  };
  Renamer Back(T, ToCaller, Outer);
  auto Number = [&](TermId Id) -> Value {
    auto [It, New] = Numbers.try_emplace(Id, Value());
    if (New) {
      It->second = T.entryLike(Entries.size(), Id);
      Value Mine = T.freshLike(Id);
      if (Theta)
        if (auto M = Theta->find(Id); M != Theta->end())
          Mine = Back.value(M->second);
      Entries.push_back(Mine);
    }
    return It->second;
  };
  Renamer Rename(T, Number, Keep);
  AbstractState R;
  R.P = Joined.P;
  for (const Cell &C : Joined.Cells)
    if (std::optional<Region> To = Rename.region(C.R))
      R.Cells.push_back({*To, C.Offset, C.Size, Rename.value(C.V), C.Field});
  sortCells(R);
  for (Region Z : Joined.Zeroed)
    if (std::optional<Region> To = Rename.region(Z))
      R.setZeroed(*To);
  for (const auto &[Id, Set] : Joined.Facts)
    if (Value V = Rename.term(Id); V.isTerm())
      R.Facts.push_back({V.Id, Set});
  llvm::sort(R.Facts,
             [](const auto &A, const auto &B) { return A.first < B.first; });
  if (R.P.FailedHandle != NoId) {
    Value V = Rename.term(R.P.FailedHandle);
    R.P.FailedHandle = V.isTerm() ? V.Id : NoId;
  }
  F.Entry = std::move(Entries);
  return R;
}

std::optional<AbstractState> leave(TermTable &T, const AbstractState &Caller,
                                   const Frame &F, const AbstractState &Exit) {
  AbstractState S = Caller;
  llvm::erase_if(S.Cells, [&](const Cell &C) {
    return std::binary_search(F.Taken.begin(), F.Taken.end(), C.R);
  });
  llvm::erase_if(S.Zeroed, [&](Region R) {
    return std::binary_search(F.Taken.begin(), F.Taken.end(), R);
  });
  // A summary is used many times; each use has its own unknowns.
  std::map<TermId, Value> Fresh;
  auto Symbol = [&](TermId Id) -> Value {
    if (T.isEntry(Id) && T.entryNumber(Id) < F.Entry.size())
      return F.Entry[T.entryNumber(Id)];
    auto [It, New] = Fresh.try_emplace(Id, Value());
    if (New)
      It->second = T.freshLike(Id);
    return It->second;
  };
  auto OtherRegion = [&](Region R) -> std::optional<Region> {
    if (R.K == Region::Kind::Outer && R.Id < F.Outer.size())
      return F.Outer[R.Id];
    if (R.K == Region::Kind::Local)
      return std::nullopt;
    return R;
  };
  Renamer Rename(T, Symbol, OtherRegion);
  for (const Cell &C : Exit.Cells)
    if (std::optional<Region> R = Rename.region(C.R))
      S.Cells.push_back({*R, C.Offset, C.Size, Rename.value(C.V), C.Field});
  sortCells(S);
  // Two of the callee's names may be one of the caller's.
  auto Last = std::unique(S.Cells.begin(), S.Cells.end(),
                          [](const Cell &A, const Cell &B) {
                            return A.R == B.R && A.end() > B.Offset;
                          });
  S.Cells.erase(Last, S.Cells.end());
  for (Region R : Exit.Zeroed)
    if (std::optional<Region> To = Rename.region(R))
      S.setZeroed(*To);

  TermId CallerFailed = Caller.P.FailedHandle;
  bool HeldOutside = Caller.P.HeldOutside;
  S.P = Exit.P;
  S.P.HeldOutside = HeldOutside;
  if (Exit.P.FailedHandle != NoId) {
    Value V = Rename.term(Exit.P.FailedHandle);
    S.P.FailedHandle = V.isTerm() ? V.Id : NoId;
  } else if (Caller.P.Active) {
    S.P.FailedHandle = CallerFailed;
  }

  for (const auto &[Id, Set] : Exit.Facts) {
    Value V = Rename.term(Id);
    // A symbol that came with the exit has no other facts.
    if (Fresh.count(Id)) {
      S.know(V.Id, Set);
      continue;
    }
    if (!S.assume(T, V, Set))
      return std::nullopt;
  }
  for (const auto &[Id, V] : Exit.Bound) {
    Value Mine = Symbol(Id), Learnt = Rename.value(V);
    if (Mine == Learnt || !Mine.isTerm())
      continue;
    if (!S.assume(T, Learnt, S.range(T, Mine)))
      return std::nullopt;
    if (T.isSymbol(Mine.Id))
      S.bind(T, Mine.Id, Learnt);
    else if (!S.assume(T, Mine, S.range(T, Learnt)))
      return std::nullopt;
  }
  return S;
}

void dropLocals(TermTable &T, AbstractState &S) {
  llvm::erase_if(S.Cells,
                 [](const Cell &C) { return C.R.K == Region::Kind::Local; });
  llvm::erase_if(S.Zeroed, [](Region R) { return R.K == Region::Kind::Local; });
  for (Cell &C : S.Cells)
    if (C.V.isPointer() && C.V.R.K == Region::Kind::Local)
      C.V = T.fresh(Origin::Inside);
}

} // namespace nmr
