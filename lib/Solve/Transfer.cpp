//===- Transfer.cpp - The effect of a statement ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Transfer.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace nmr {

Transfer::Transfer(const Program &P, TermTable &T, Program::Site Site,
                   Observations &Seen, Aim For, bool Alone)
    : P(P), T(T), Site(Site), Seen(Seen), Ties(P, Site.Callee), Registered(P),
      For(For), Alone(Alone) {}

AbstractState Transfer::initial(const llvm::BitVector *Only) const {
  AbstractState S;
  const Summary &Unit = P.unit();
  auto Begin = [&](EntityId E) {
    const Entity &Ent = Unit.Entities[E];
    // With its entry in view a driver starts on an image of zeros. What the
    // system or code out of view defines has content of its own.
    if (Ent.K != Entity::Kind::Global || E == P.driverObject())
      return;
    if (E == P.frameworkUnload() || E == P.earlyUses() ||
        (E == P.choice() && Site.Callee && Site.Callee->Chosen) ||
        (P.hasEntry() && !Ent.System && !Ent.Undefined))
      S.setZeroed({Region::Kind::Global, E});
  };
  if (Only)
    llvm::for_each(Only->set_bits(), Begin);
  else
    for (EntityId E = 0; E < Unit.Entities.size(); ++E)
      Begin(E);
  return S;
}

bool Transfer::isSite(Position At) const {
  return At.F == Site.F && At.Block == Site.Block && At.Index == Site.Index;
}

bool Transfer::isLost(const AbstractState &S) {
  return S.P.TouchedGone || (S.P.owes() && !S.P.HeldOutside &&
                             !S.P.HeldUnknown && !S.holdsHandle());
}

ViolationClass Transfer::violation(Step How, const AbstractState &S) {
  return How == Step::Gone         ? ViolationClass::MemoryGone
         : S.P.TouchedGone         ? ViolationClass::BindingContextGone
         : S.P.Q == State::Pending ? ViolationClass::MissingWait
                                   : ViolationClass::LostHandle;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

std::optional<Transfer::Location> Transfer::pointee(const Value &V) const {
  switch (V.K) {
  case Value::Kind::Int:
    // NULL, or a field of what NULL points at. Elsewhere lies what the hardware
    // or the system put there, such as KUSER_SHARED_DATA.
    if (V.N >= 0 && V.N < (1 << 16))
      return std::nullopt;
    return Location{
        {Region::Kind::Object, T.fresh(Origin::Outside).Id}, 0, NoId, false};
  case Value::Kind::Pointer:
    return Location{V.R, V.N, V.Field, false};
  case Value::Kind::Term: {
    // An unknown element of a known array.
    const TermTable::Node &N = T[V.Id];
    if (N.O == Op::PtrAdd || N.O == Op::Add) {
      if (std::optional<Location> L = pointee(N.A);
          L && (N.A.isPointer() || L->Imprecise)) {
        L->Imprecise = true;
        return L;
      }
    }
    return Location{{Region::Kind::Object, V.Id}, 0, V.Field, false};
  }
  case Value::Kind::Function:
  case Value::Kind::Handle:
  case Value::Kind::WeakHandle:
    return Location{
        {Region::Kind::Object, T.fresh(Origin::Outside).Id}, 0, NoId, false};
  }
  llvm_unreachable("all kinds of values are listed");
}

std::optional<Transfer::Location>
Transfer::locate(AbstractState &S, FunctionId F, const Place &Pl) {
  Location L;
  L.R = {Pl.Root == Place::RootKind::Local ? Region::Kind::Local
                                           : Region::Kind::Global,
         Pl.Base};
  for (const Projection &Pr : Pl.Path) {
    switch (Pr.K) {
    case Projection::Kind::Field:
      L.Offset += Pr.Offset;
      L.Field = Pr.Field;
      break;
    case Projection::Kind::Index: {
      if (Pr.IndexLocal == NoId) {
        L.Offset += Pr.IndexConst * int64_t(Pr.Stride);
        break;
      }
      const Local &Index = P.function(F).Locals[Pr.IndexLocal];
      Value V = S.load(T, {Region::Kind::Local, Pr.IndexLocal}, 0,
                       Index.Size ? Index.Size : 8);
      if (V.isInt())
        L.Offset += V.N * int64_t(Pr.Stride);
      else
        L.moveBy(Pr.Count ? (Pr.Count - 1) * Pr.Stride : Location::NoLimit);
      break;
    }
    case Projection::Kind::Deref: {
      // A pointer takes 8 bytes, or 4 on a 32-bit target.
      uint64_t Size = 8;
      for (const Cell &C : S.cells(L.R))
        if (C.Offset == L.Offset && C.Size == 4)
          Size = 4;
      Value Ptr = loadFrom(S, L, Size);
      std::optional<Location> Next = pointee(Ptr);
      if (!Next)
        return std::nullopt;
      // Whoever follows a pointer and lives on has shown that it isn't NULL.
      if (!S.assume(T, Ptr, IntSet::of(0).complement()))
        return std::nullopt;
      L = *Next;
      break;
    }
    }
  }
  return L;
}

const Cell *Transfer::cellAt(const AbstractState &S, const Location &L) {
  for (const Cell &C : S.cells(L.R))
    if (C.Offset <= L.Offset && C.end() > L.Offset)
      return &C;
  return nullptr;
}

Value Transfer::loadFrom(AbstractState &S, const Location &L, uint64_t Size) {
  S.P.TouchedGone |= isGone(S, L.R);
  if (L.Imprecise) {
    // Any element. If one of them is the handle this may be it.
    bool Foreign = false, Watched = false, IsFunction = false;
    for (const Cell &C : S.cells(L.R))
      Watched |= isWatched(C.V);
    if (Watched)
      return T.fresh(Origin::Watched, /*MayAlias=*/true);
    for (const Cell &C : S.cells(L.R))
      if (C.end() > L.Offset) {
        Foreign |= C.V.isHandle() ||
                   (C.V.isTerm() && C.V.Id != NoId && T.isSymbol(C.V.Id) &&
                    T[C.V.Id].From == Origin::Outside);
        IsFunction |= C.V.K == Value::Kind::Function;
      }
    Foreign |= S.P.HeldUnknown || !S.isZeroed(L.R);
    // Where functions of ours lie, too, a call need not lead out of the driver.
    const bool IsOpen = Foreign && IsFunction;
    return T.fresh((S.P.IsBinding && L.R.K == Region::Kind::Global) || IsOpen
                       ? Origin::Guess
                   : Foreign ? Origin::Outside
                             : Origin::Inside,
                   /*MayAlias=*/true);
  }
  // The field that holds the handle, in an object of which it is unknown which
  // one it is: the same object, we assume, and say so.
  if (L.R.K == Region::Kind::Object && S.P.isAlive() && L.Field != NoId &&
      llvm::is_contained(S.P.Fields, L.Field) &&
      !(T.isSymbol(L.R.Id) && T[L.R.Id].From == Origin::NewObject) &&
      !S.isZeroed(L.R) && !cellAt(S, L)) {
    Seen.AssumedObjects.insert(P.unit().entity(L.Field).Name);
    S.store(L.R, L.Offset, Size, Value::weakHandle(), L.Field);
    return Value::weakHandle();
  }
  // Zero only because it was filled with zeros, field by field or as a whole.
  const Cell *C = cellAt(S, L);
  // A part of the answer is not followed.
  Seen.AnswerMatters |= C && C->Size != Size && isWatched(C->V);
  if ((C ? C->V.isInt(0) && C->Field == NoId : S.isZeroed(L.R)) &&
      isWrittenSomewhere(S, L.Field) && isPointedAt(S, L.R))
    S.store(L.R, L.Offset, Size, T.fresh(Origin::Guess, /*MayAlias=*/true),
            L.Field);
  return S.load(T, L.R, L.Offset, Size, L.Field);
}

/// Whether \p Field may be one of a record of the system's.
bool Transfer::isOfSystem(EntityId Field) const {
  if (Field == NoId)
    return true;
  const Entity &E = P.unit().entity(Field);
  return E.System || E.Overlaid;
}

/// Whether writing field \p A may change field \p B.
bool Transfer::mayOverlap(EntityId A, EntityId B) const {
  if (A == B || A == NoId || B == NoId)
    return A == B;
  const Entity &EA = P.unit().entity(A), &EB = P.unit().entity(B);
  return (EA.System && EB.Overlaid) || (EA.Overlaid && EB.System);
}

/// Whether \p Field was written where it may be one of any object.
bool Transfer::isWrittenSomewhere(const AbstractState &S,
                                  EntityId Field) const {
  return llvm::any_of(S.P.WrittenSomewhere, [&](EntityId Written) {
    return Written == NoId ||
           (Written == Followed::SystemFields ? isOfSystem(Field)
                                              : mayOverlap(Written, Field));
  });
}

/// Whether pointers may lead to \p R.
bool Transfer::isPointedAt(const AbstractState &S, Region R) const {
  switch (R.K) {
  case Region::Kind::Global:
    return P.isPointedAt(R.Id);
  case Region::Kind::Local:
    return S.isPointedAt(R);
  case Region::Kind::Outer:
    return R != ReturnSlot;
  case Region::Kind::Object:
    return true;
  }
  llvm_unreachable("all kinds of regions are listed");
}

/// Whether \p C may be a part of what is written at \p L, going by the fields:
/// each is a part of objects of its type alone.
bool Transfer::mayWrite(const Location &L, const Cell &C) const {
  if (C.Offset >= Program::Unwritten)
    return false;
  if (L.OfSystem)
    return isOfSystem(C.Field);
  return L.Field == NoId || mayOverlap(L.Field, C.Field) ||
         (C.Field == NoId &&
          (C.R.K != Region::Kind::Global || P.isAccessedByField(C.R.Id)));
}

/// Gives up what a write to \p L may have changed under another name.
void Transfer::disturb(AbstractState &S, const Location &L) {
  auto IsAlias = [&](Region R) {
    return R.K == Region::Kind::Object && T.mayAlias(Value::term(R.Id));
  };
  bool Anywhere = IsAlias(L.R);
  auto Disturbs = [&](Region R) {
    return R != L.R && (Anywhere ? isPointedAt(S, R) : IsAlias(R));
  };
  if (!Anywhere &&
      (llvm::none_of(S.Cells, [&](const Cell &C) { return IsAlias(C.R); }) ||
       !isPointedAt(S, L.R)))
    return;
  if (Anywhere) {
    auto &Fields = S.P.WrittenSomewhere;
    const EntityId Written = L.OfSystem ? Followed::SystemFields : L.Field;
    auto It = llvm::lower_bound(Fields, Written);
    if (It == Fields.end() || *It != Written)
      Fields.insert(It, Written);
  }
  // Zeros that no field was written to stay until they are read: it is then
  // known which field it is about.
  auto IsFill = [&](const Cell &C) {
    return (Anywhere || L.Field != NoId) && C.Field == NoId && C.V.isInt(0);
  };
  // What a field for buffers leads to is yet to be filled, if it still does.
  auto IsFilled = [&](const Cell &C) {
    return L.OfSystem && C.V.isPointer() && isBuffer(C.Field);
  };
  for (Cell &C : S.Cells)
    if (!IsFill(C) && !IsFilled(C) && Disturbs(C.R) && mayWrite(L, C)) {
      Seen.AnswerMatters |= isWatched(C.V);
      // What is found in such a field need not be the handle any more.
      if (C.V.isHandle()) {
        S.P.HeldUnknown = true;
        llvm::erase(S.P.Fields, C.Field);
      }
      C.V = Anywhere && C.Size <= 8 ? T.fresh(Origin::Guess, /*MayAlias=*/true)
                                    : Cell::unknownBytes();
    }
  llvm::erase_if(S.Cells, [&](const Cell &C) {
    return C.V == Cell::unknownBytes() && !S.isZeroed(C.R);
  });
  if (!Anywhere && L.Field == NoId)
    for (Region R : llvm::to_vector(S.Zeroed))
      if (Disturbs(R))
        S.erase(R);
}

void Transfer::storeTo(AbstractState &S, const Location &L, uint64_t Size,
                       Value V) {
  if (V.isHandle() && L.Field != NoId) {
    auto It = llvm::lower_bound(S.P.Fields, L.Field);
    if (It == S.P.Fields.end() || *It != L.Field)
      S.P.Fields.insert(It, L.Field);
  }
  S.P.TouchedGone |= isGone(S, L.R);
  disturb(S, L);
  if (L.Imprecise) {
    S.P.HeldUnknown |= V.isHandle();
    if (S.P.IsBinding && L.R.K != Region::Kind::Local) {
      Argument Stored;
      Stored.V = V;
      shareContext(S, Stored);
    }
    return storeSomewhere(S, L, Size, &V);
  }
  S.store(L.R, L.Offset, Size, V, L.Field);
  if (isUnloadSlot(L))
    S.P.Unload = V.K == Value::Kind::Function ? V.Id : NoId;
}

/// Whether the system finds the unload routine there.
bool Transfer::isUnloadSlot(const Location &L) const {
  if (L.R.K != Region::Kind::Global)
    return false;
  if (L.R.Id == P.frameworkUnload())
    return true;
  return L.R.Id == P.driverObject() &&
         llvm::any_of(P.unloadFields(), [&](const Program::UnloadField &U) {
           return U.Offset == L.Offset;
         });
}

void Transfer::forgetAt(AbstractState &S, const Location &L, uint64_t Size) {
  S.P.TouchedGone |= isGone(S, L.R);
  disturb(S, L);
  if (!L.Imprecise) {
    llvm::SmallVector<Cell, 4> Spared;
    for (const Cell &C : S.cells(L.R))
      if (C.end() > L.Offset && C.Offset < L.Offset + int64_t(Size)) {
        if (!mayWrite(L, C)) {
          Spared.push_back(C);
        } else if (C.V.isHandle()) {
          // What may be written may also be left as it is.
          S.P.HeldUnknown = true;
          Spared.push_back(C);
          Spared.back().V = T.fresh(Origin::Guess, /*MayAlias=*/true);
        }
      }
    S.forget(L.R, L.Offset, Size);
    for (const Cell &C : Spared)
      S.store(C.R, C.Offset, C.Size, C.V, C.Field);
    return;
  }
  storeSomewhere(S, L, Size, nullptr);
}

/// One of the places where \p L may be got a value: \p V, or if that is null
/// one that is not known.
void Transfer::storeSomewhere(AbstractState &S, const Location &L,
                              uint64_t Size, const Value *V) {
  // Where it may be is not followed.
  Seen.AnswerMatters |= V && isWatched(*V);
  dropsAnswer(S, L.R);
  const int64_t End = L.end(Size);
  const bool IsZero = V && V->isInt(0);
  if (IsZero || End != std::numeric_limits<int64_t>::max()) {
    llvm::SmallVector<Cell, 8> Kept, Lost;
    for (const Cell &C : S.cells(L.R)) {
      if (C.end() <= L.Offset || C.Offset >= End)
        continue;
      // What is here may have been overwritten, or not.
      S.P.HeldUnknown |= C.V.isHandle();
      if (C.V.isHandle() && S.P.owes()) {
        Kept.push_back(C);
        Kept.back().V = T.fresh(Origin::Guess, /*MayAlias=*/true);
      } else if (C.V.isHandle() || (V && C.Size == Size && C.V == *V))
        Kept.push_back(C);
      else if (V && V->isInt() && C.V.isInt() && C.Size == Size)
        Kept.push_back({C.R, C.Offset, C.Size,
                        S.symbolIn(T, IntSet::of(C.V.N).unite(IntSet::of(V->N)),
                                   Origin::Inside),
                        C.Field});
      else
        Lost.push_back(C);
    }
    // Where there was zero there still is.
    if (IsZero)
      for (const Cell &C : Lost)
        S.forget(C.R, C.Offset, C.Size);
    else
      S.forget(L.R, L.Offset, End - L.Offset);
    for (const Cell &C : Kept)
      S.store(C.R, C.Offset, C.Size, C.V, C.Field);
    return;
  }
  // Anything from here on may have changed.
  bool HeldHandle = false;
  llvm::SmallVector<Cell, 8> Before;
  for (const Cell &C : S.cells(L.R)) {
    HeldHandle |= C.V.isHandle() && C.end() > L.Offset;
    if (C.end() <= L.Offset || C.V.isHandle())
      Before.push_back(C);
  }
  bool Zero = S.isZeroed(L.R);
  S.erase(L.R);
  for (const Cell &C : Before)
    S.store(L.R, C.Offset, C.Size, C.V, C.Field);
  // Keep what lies before, where it was zero.
  if (Zero && L.Offset > 0)
    for (int64_t At = 0; At < L.Offset;) {
      int64_t End = L.Offset;
      for (const Cell &C : Before)
        if (C.end() > At && C.Offset < End)
          End = C.Offset <= At ? -1 : C.Offset;
      if (End < 0) {
        for (const Cell &C : Before)
          if (C.Offset <= At && C.end() > At)
            At = C.end();
        continue;
      }
      S.store(L.R, At, End - At, Value::integer(0));
      At = End;
    }
  if (HeldHandle)
    S.P.HeldUnknown = true;
}

Value Transfer::evaluate(AbstractState &S, FunctionId F, const Operand &O) {
  switch (O.K) {
  case Operand::Kind::Unknown:
    // What the system passes to a callback may be what it was given.
    return T.fresh(Origin::Outside, /*MayAlias=*/P.isSystem(F));
  case Operand::Kind::Int:
    return Value::integer(O.value());
  case Operand::Kind::Function:
    return Value::function(O.entity());
  case Operand::Kind::Load: {
    std::optional<Location> L = locate(S, F, O.P);
    if (!L)
      return Value::integer(0);
    if (O.P.Size == 0 || O.P.Size > 8)
      return T.fresh(Origin::Outside);
    return loadFrom(S, *L, O.P.Size);
  }
  case Operand::Kind::AddressOf: {
    std::optional<Location> L = locate(S, F, O.P);
    // &NULL->Field: the offset of the field, or nonsense.
    if (!L)
      return T.fresh(Origin::Inside);
    Value V = Value::pointer(L->R, L->Offset, L->Field);
    if (L->Imprecise)
      return T.apply(Op::PtrAdd, V, T.fresh(Origin::Inside), {64, false}, 1);
    return V;
  }
  }
  llvm_unreachable("all kinds of operands are listed");
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

/// Whether \p O loads the bytes of several values: a record, however small.
bool Transfer::isSeveral(AbstractState &S, FunctionId F, const Operand &O) {
  if (O.K != Operand::Kind::Load || O.P.Size > 8)
    return O.K == Operand::Kind::Load;
  std::optional<Location> L = locate(S, F, O.P);
  return L && !L->Imprecise && !S.isOne(L->R, L->Offset, O.P.Size);
}

Step Transfer::assign(AbstractState &S, FunctionId F, const Statement &St) {
  const Rvalue &R = St.Value;
  uint64_t Size = St.Dest.Size;
  bool IsCopy = R.O == Op::Use && isSeveral(S, F, R.A);
  auto Faults = [&](const Operand &O) {
    return O.K == Operand::Kind::Load && !locate(S, F, O.P);
  };
  if (Faults(R.A) || Faults(R.B))
    return Step::Dead;
  if (Size > 8 || Size == 0 || IsCopy) {
    std::optional<Location> To = locate(S, F, St.Dest);
    if (!To)
      return Step::Dead;
    if (R.O == Op::Use && R.A.K == Operand::Kind::Load && !To->Imprecise &&
        Size != 0) {
      std::optional<Location> From = locate(S, F, R.A.P);
      if (!From)
        return Step::Dead;
      if (!From->Imprecise) {
        disturb(S, *To);
        S.copy(To->R, To->Offset, From->R, From->Offset, Size);
        return Step::On;
      }
    }
    if (R.O == Op::Use && R.A.K == Operand::Kind::Int && R.A.value() == 0 &&
        !To->Imprecise) {
      disturb(S, *To);
      S.fillZero(To->R, To->Offset, Size);
    } else
      forgetAt(S, *To, Size ? Size : 8);
    return Step::On;
  }
  Value A = evaluate(S, F, R.A);
  Value V = A;
  if (R.O == Op::Cast || R.O != Op::Use) {
    Value B = R.O == Op::Cast ? Value() : evaluate(S, F, R.B);
    V = S.evaluate(T, R.O, A, B, R.Type, R.Stride);
  }
  std::optional<Location> To = locate(S, F, St.Dest);
  if (!To)
    return Step::Dead;
  const bool Late = isLate(S, *To, /*ByCall=*/false, &V);
  storeTo(S, *To, Size, V);
  return Late ? Step::Late : Step::On;
}

Step Transfer::execute(AbstractState &S, FunctionId F, const Statement &St) {
  Step Result = Step::On;
  switch (St.K) {
  case Statement::Kind::Assign:
    noteEarlyUse(S, F, St);
    Result = assign(S, F, St);
    break;
  case Statement::Kind::Havoc: {
    std::optional<Location> L = locate(S, F, St.Dest);
    if (!L)
      return Step::Dead;
    if (St.Dest.Size == 0)
      L->Imprecise = true;
    forgetAt(S, *L, St.Dest.Size);
    break;
  }
  case Statement::Kind::ScopeEnd:
    if (follows(S) && Ties.keptLocal(S, F, St.Dest.Base))
      return Step::Gone;
    S.erase({Region::Kind::Local, St.Dest.Base});
    break;
  case Statement::Kind::Call:
    llvm_unreachable("calls have outcomes");
  }
  if (Result != Step::Dead && isLost(S))
    return Step::Lost;
  return Result;
}

bool Transfer::takeTarget(AbstractState &S, FunctionId F, const Terminator &End,
                          uint32_t Target) {
  if (End.K == Terminator::Kind::Choose)
    return true;
  for (const Operand *O : {&End.A, &End.B})
    if (O->K == Operand::Kind::Load && !locate(S, F, O->P))
      return false;
  Value A = evaluate(S, F, End.A);
  S.P.Guessed |= T.stemsFrom(A, Origin::Guess);
  Seen.AnswerMatters |= For == Aim::Answer && S.P.HeldUnknown;
  // The protocol knows what it answers.
  const bool Looks = !P.isInterrupt(F);
  Seen.AnswerMatters |= Looks && isWatched(A);
  if (End.K == Terminator::Kind::Branch) {
    const Value B = evaluate(S, F, End.B);
    Seen.AnswerMatters |= Looks && isWatched(B);
    return S.assumeCompare(T, End.Cmp, A, B, End.Type, Target == 0);
  }
  auto CaseSet = [&](const Terminator::Case &C) {
    return IntSet::range(C.Low, C.High);
  };
  if (Target < End.Cases.size())
    return S.assume(T, A, CaseSet(End.Cases[Target]));
  for (const Terminator::Case &C : End.Cases)
    if (!S.assume(T, A,
                  CaseSet(C).complement().intersect(IntSet::ofType(End.Type))))
      return false;
    else if (A.isTerm())
      A = evaluate(S, F, End.A);
  return true;
}

Step Transfer::enterBlock(AbstractState &S, FunctionId F, BlockId B) {
  const llvm::BitVector &Live = P.info(F).LiveIn[B];
  llvm::erase_if(S.Cells, [&](const Cell &C) {
    return C.R.K == Region::Kind::Local && !Live.test(C.R.Id);
  });
  llvm::erase_if(S.Zeroed, [&](Region R) {
    return R.K == Region::Kind::Local && !Live.test(R.Id);
  });
  S.dropUnusedFacts(T);
  return isLost(S) ? Step::Lost : Step::On;
}

Step Transfer::leaveFunction(AbstractState &S, FunctionId F,
                             const Terminator &End) {
  if (End.HasValue) {
    uint64_t Size = End.A.P.Size;
    if (End.A.K == Operand::Kind::Load &&
        (Size > 8 || isSeveral(S, F, End.A))) {
      std::optional<Location> From = locate(S, F, End.A.P);
      if (!From)
        return Step::Dead;
      if (!From->Imprecise)
        S.copy(ReturnSlot, 0, From->R, From->Offset, Size);
    } else {
      if (End.A.K == Operand::Kind::Load && !locate(S, F, End.A.P))
        return Step::Dead;
      Value V = evaluate(S, F, End.A);
      S.store(ReturnSlot, 0, 8, V);
    }
  }
  if (follows(S) && Ties.keptLocal(S, F))
    return Step::Gone;
  dropLocals(T, S);
  S.dropUnusedFacts(T);
  return isLost(S) ? Step::Lost : Step::On;
}

std::vector<Argument> Transfer::argumentsFor(FunctionId Callee,
                                             llvm::ArrayRef<Argument> Args) {
  const Function &F = P.function(Callee);
  std::vector<Argument> Result = Args.take_front(F.NumParams).vec();
  for (const auto &[I, A] : llvm::enumerate(Result))
    if (!A.IsRecord && F.Locals[I].Size)
      A.Size = F.Locals[I].Size;
  return Result;
}

Step Transfer::finishCall(AbstractState &S, FunctionId F, const Statement &St) {
  if (St.HasDest) {
    std::optional<Location> To = locate(S, F, St.Dest);
    if (!To)
      return Step::Dead;
    if (To->Imprecise)
      forgetAt(S, *To, St.Dest.Size);
    else if (disturb(S, *To);
             St.Dest.Size > 8 || !S.isOne(ReturnSlot, 0, St.Dest.Size))
      S.copy(To->R, To->Offset, ReturnSlot, 0, St.Dest.Size);
    else if (St.Dest.Size > 0)
      storeTo(S, *To, St.Dest.Size, S.load(T, ReturnSlot, 0, 8));
  }
  // What a routine returns to the system is looked at there.
  if (P.isSystem(F) && !St.HasDest)
    dropsAnswer(S, ReturnSlot);
  S.erase(ReturnSlot);
  return isLost(S) ? Step::Lost : Step::On;
}

} // namespace nmr
