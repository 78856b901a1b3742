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
                   Observations &Seen)
    : P(P), T(T), Site(Site), Seen(Seen) {}

AbstractState Transfer::initial() const {
  AbstractState S;
  const Summary &Unit = P.unit();
  for (EntityId E = 0; E < Unit.Entities.size(); ++E) {
    const Entity &Ent = Unit.Entities[E];
    // With its entry in view a driver starts on an image of zeros. What the
    // system declares has content of its own.
    if (Ent.K != Entity::Kind::Global || E == P.driverObject())
      continue;
    if (E == P.frameworkUnload() || (P.hasEntry() && !Ent.System))
      S.setZeroed({Region::Kind::Global, E});
  }
  return S;
}

bool Transfer::isSite(Position At) const {
  return At.F == Site.F && At.Block == Site.Block && At.Index == Site.Index;
}

bool Transfer::isLost(const AbstractState &S) {
  return S.P.owes() && !S.P.HeldOutside && !S.P.HeldUnknown && !S.holdsHandle();
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

std::optional<Transfer::Location> Transfer::pointee(const Value &V) const {
  switch (V.K) {
  case Value::Kind::Int:
    return std::nullopt;
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
        L.Imprecise = true;
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

Value Transfer::loadFrom(AbstractState &S, const Location &L, uint64_t Size) {
  if (L.Imprecise) {
    // Any element. If one of them is the handle this may be it.
    bool Foreign = false;
    for (const Cell &C : S.cells(L.R))
      if (C.end() > L.Offset)
        Foreign |= C.V.isHandle() ||
                   (C.V.isTerm() && C.V.Id != NoId && T.isSymbol(C.V.Id) &&
                    T[C.V.Id].From == Origin::Outside);
    Foreign |= S.P.HeldUnknown || !S.isZeroed(L.R);
    return T.fresh(Foreign ? Origin::Outside : Origin::Inside);
  }
  // The field that holds the handle, in an object of which it is unknown which
  // one it is: the same object, we assume, and say so.
  if (L.R.K == Region::Kind::Object && S.P.owes() && L.Field != NoId &&
      llvm::is_contained(S.P.Fields, L.Field) &&
      !(T.isSymbol(L.R.Id) && T[L.R.Id].From == Origin::NewObject) &&
      !S.isZeroed(L.R) && llvm::none_of(S.cells(L.R), [&](const Cell &C) {
        return C.Offset <= L.Offset && C.end() > L.Offset;
      })) {
    Seen.AssumedObjects.insert(P.unit().entity(L.Field).Name);
    S.store(L.R, L.Offset, Size, Value::weakHandle(), L.Field);
    return Value::weakHandle();
  }
  return S.load(T, L.R, L.Offset, Size, L.Field);
}

void Transfer::storeTo(AbstractState &S, const Location &L, uint64_t Size,
                       Value V) {
  if (V.isHandle() && L.Field != NoId) {
    auto It = llvm::lower_bound(S.P.Fields, L.Field);
    if (It == S.P.Fields.end() || *It != L.Field)
      S.P.Fields.insert(It, L.Field);
  }
  if (L.Imprecise) {
    if (V.isHandle())
      S.P.HeldUnknown = true;
    forgetAt(S, L, Size);
    return;
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
  if (!L.Imprecise) {
    S.forget(L.R, L.Offset, Size);
    return;
  }
  // Anything from here on may have changed. The handle, if it is here, may have
  // been overwritten, or not.
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
    return T.fresh(Origin::Outside);
  case Operand::Kind::Int:
    return Value::integer(O.Value);
  case Operand::Kind::Function:
    return Value::function(O.Entity);
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

Step Transfer::assign(AbstractState &S, FunctionId F, const Statement &St) {
  const Rvalue &R = St.Value;
  uint64_t Size = St.Dest.Size;
  auto Faults = [&](const Operand &O) {
    return O.K == Operand::Kind::Load && !locate(S, F, O.P);
  };
  if (Faults(R.A) || Faults(R.B))
    return Step::Dead;
  if (Size > 8 || Size == 0) {
    std::optional<Location> To = locate(S, F, St.Dest);
    if (!To)
      return Step::Dead;
    if (R.O == Op::Use && R.A.K == Operand::Kind::Load && !To->Imprecise &&
        Size > 8) {
      std::optional<Location> From = locate(S, F, R.A.P);
      if (!From)
        return Step::Dead;
      if (!From->Imprecise) {
        S.copy(To->R, To->Offset, From->R, From->Offset, Size);
        return Step::On;
      }
    }
    if (R.O == Op::Use && R.A.K == Operand::Kind::Int && R.A.Value == 0 &&
        !To->Imprecise)
      S.fillZero(To->R, To->Offset, Size);
    else
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
  storeTo(S, *To, Size, V);
  return Step::On;
}

Step Transfer::execute(AbstractState &S, FunctionId F, const Statement &St) {
  Step Result = Step::On;
  switch (St.K) {
  case Statement::Kind::Assign:
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
    S.erase({Region::Kind::Local, St.Dest.Base});
    break;
  case Statement::Kind::Call:
    llvm_unreachable("calls have outcomes");
  }
  if (Result == Step::On && isLost(S))
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
  if (End.K == Terminator::Kind::Branch)
    return S.assumeCompare(T, End.Cmp, A, evaluate(S, F, End.B), End.Type,
                           Target == 0);
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
    if (End.A.K == Operand::Kind::Load && Size > 8) {
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
    else if (St.Dest.Size > 8)
      S.copy(To->R, To->Offset, ReturnSlot, 0, St.Dest.Size);
    else if (St.Dest.Size > 0)
      storeTo(S, *To, St.Dest.Size, S.load(T, ReturnSlot, 0, 8));
  }
  S.erase(ReturnSlot);
  return isLost(S) ? Step::Lost : Step::On;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// A constant has no size of its own: it takes the parameter's, so that reading
/// the parameter finds the whole of what was passed.
static void fitToParameters(std::vector<Argument> &Args, const Function &F) {
  for (size_t I = 0; I < Args.size() && I < F.NumParams; ++I)
    if (uint64_t Size = F.Locals[I].Size;
        !Args[I].IsRecord && Size != 0 && Size <= 8)
      Args[I].Size = Size;
}

CallPlan Transfer::call(const AbstractState &Before, Position At) {
  const Statement &St = P.function(At.F).Blocks[At.Block].Body[At.Index];
  AbstractState S = Before;
  CallPlan Plan;
  std::vector<Argument> Args;
  for (const Operand &O : St.Args) {
    Argument A;
    if (O.K == Operand::Kind::Load) {
      std::optional<Location> L = locate(S, At.F, O.P);
      if (!L)
        return Plan; // faults
      if (O.P.Size > 8) {
        A.IsRecord = true;
        A.Size = O.P.Size;
        if (!L->Imprecise) {
          AbstractState Copy = S;
          Region Tmp{Region::Kind::Outer, NoId - 1};
          Copy.copy(Tmp, 0, L->R, L->Offset, O.P.Size);
          A.Record = Copy.cells(Tmp).vec();
          A.RecordZeroed = false;
        }
        Args.push_back(std::move(A));
        continue;
      }
      A.Size = O.P.Size ? O.P.Size : 8;
    }
    A.V = evaluate(S, At.F, O);
    Args.push_back(std::move(A));
  }

  EntityId Callee = NoId;
  if (St.Callee.K == Operand::Kind::Function) {
    Callee = St.Callee.Entity;
  } else {
    Value V = evaluate(S, At.F, St.Callee);
    if (V.isInt())
      return Plan; // through a NULL pointer
    if (V.K == Value::Kind::Function)
      Callee = V.Id;
  }
  if (Callee == NoId) {
    callUnknownPointer(Plan, std::move(S), At.F, St, Args,
                       evaluate(S, At.F, St.Callee));
    return Plan;
  }
  if (std::optional<SystemEvent> Ev = P.event(Callee)) {
    callEvent(Plan, std::move(S), *Ev, St);
    return Plan;
  }
  const Entity &E = P.unit().entity(Callee);
  if (const ProtocolFunction *PF = P.protocolFunction(Callee, Args.size())) {
    const Value &V = Args[PF->HandleParam].V;
    if (PF->V == Verb::Register)
      callRegister(Plan, std::move(S), At, St, *PF, V);
    else
      callOnHandle(Plan, std::move(S), At, St, *PF, V);
    return Plan;
  }
  FunctionId Body = P.definition(Callee);
  if (St.Virtual) {
    for (FunctionId G : P.overriders(Callee))
      Plan.Callees.push_back(G);
    if (!Plan.Callees.empty()) {
      fitToParameters(Args, P.function(Plan.Callees.front()));
      Plan.Args = std::move(Args);
      Plan.Before = std::move(S);
      return Plan;
    }
  }
  if (Body == NoId || E.System)
    if (const SystemFunction *SF = P.systemFunction(Callee)) {
      callModelled(Plan, std::move(S), At.F, St, Args, *SF);
      return Plan;
    }
  if (Body != NoId) {
    Plan.Callees = {Body};
    fitToParameters(Args, P.function(Body));
    Plan.Args = std::move(Args);
    Plan.Before = std::move(S);
    return Plan;
  }
  if (E.NoReturn)
    return Plan;
  if (E.System)
    callSystem(Plan, std::move(S), At.F, St, Args);
  else
    callOutOfView(Plan, std::move(S), At.F, St, Args, E.Name);
  return Plan;
}

/// The call goes on with \p Result as its value.
void Transfer::answer(CallPlan &Plan, AbstractState S, FunctionId F,
                      const Statement &St, Value Result, uint32_t Choice) {
  S.store(ReturnSlot, 0, 8, Result);
  CallOutcome O;
  O.Choice = Choice;
  switch (finishCall(S, F, St)) {
  case Step::Dead:
    return;
  case Step::Lost:
    O.K = CallOutcome::Kind::Alarm;
    O.Class = S.P.Q == State::Pending ? ViolationClass::MissingWait
                                      : ViolationClass::LostHandle;
    break;
  case Step::On:
    break;
  }
  O.S = std::move(S);
  Plan.Outcomes.push_back(std::move(O));
}

/// The system changes its driver object, but not the driver's field.
void Transfer::changeDriverObject(AbstractState &S) {
  for (const Cell &C :
       llvm::to_vector(S.cells({Region::Kind::Global, P.driverObject()})))
    if (llvm::none_of(P.unloadFields(), [&](const Program::UnloadField &U) {
          return U.Offset == C.Offset;
        }))
      S.forget(C.R, C.Offset, C.Size);
}

/// What a function of the system may write through its arguments.
void Transfer::writeArguments(AbstractState &S, const Statement &St,
                              llvm::ArrayRef<Argument> Args) {
  for (size_t I = 0; I < St.Writes.size() && I < Args.size(); ++I)
    if (St.Writes[I] && !Args[I].IsRecord)
      if (std::optional<Location> L = pointee(Args[I].V)) {
        if (L->R == Region{Region::Kind::Global, P.driverObject()}) {
          changeDriverObject(S);
          continue;
        }
        // A table of buffers to fill: locals that the object points at.
        llvm::SmallVector<Region, 4> Buffers;
        for (const Cell &C : S.cells(L->R))
          if (C.V.isPointer() && (C.V.R.K == Region::Kind::Local ||
                                  C.V.R.K == Region::Kind::Outer))
            Buffers.push_back(C.V.R);
        for (Region R : Buffers)
          S.erase(R);
        forgetAt(S, *L, St.Writes[I]);
      }
}

void Transfer::callSystem(CallPlan &Plan, AbstractState S, FunctionId F,
                          const Statement &St, llvm::ArrayRef<Argument> Args) {
  writeArguments(S, St, Args);
  answer(Plan, std::move(S), F, St, T.fresh(Origin::Outside), 0);
}

void Transfer::callModelled(CallPlan &Plan, AbstractState S, FunctionId F,
                            const Statement &St, llvm::ArrayRef<Argument> Args,
                            const SystemFunction &SF) {
  using E = SystemFunction::Effect;
  auto Arg = [&](unsigned I) {
    return I < Args.size() && !Args[I].IsRecord ? Args[I].V
                                                : T.fresh(Origin::Outside);
  };
  auto At = [&](unsigned I) { return pointee(Arg(I)); };
  Value Result = T.fresh(Origin::Outside);
  switch (SF.E) {
  case E::NoReturn:
    return;
  case E::Alloc:
  case E::ZeroAlloc:
    Result = T.fresh(Origin::NewObject);
    if (SF.E == E::ZeroAlloc)
      S.setZeroed({Region::Kind::Object, Result.Id});
    break;
  case E::Pure:
    break;
  case E::Copy:
  case E::Fill:
  case E::Zero: {
    Value Size = Arg(SF.E == E::Zero ? 1 : 2);
    std::optional<Location> To = At(0);
    if (!To)
      break;
    if (!Size.isInt())
      To->Imprecise = true;
    uint64_t Bytes = Size.isInt() && Size.N > 0 ? Size.N : 0;
    if (Size.isInt() && Bytes == 0)
      break;
    std::optional<Location> From =
        SF.E == E::Copy ? At(1) : std::optional<Location>();
    Result = Arg(0);
    // It would have faulted on NULL.
    if (Result.isTerm() && !S.assume(T, Result, IntSet::of(0).complement()))
      return;
    if (To->Imprecise) {
      forgetAt(S, *To, Bytes);
      break;
    }
    // The bytes, and the bit-fields among them.
    for (unsigned Plane = 0; Plane < numBitPlanes; ++Plane) {
      int64_t Bias = Plane * bitFieldBias;
      if (SF.E == E::Zero || (SF.E == E::Fill && Arg(1).isInt(0)))
        S.fillZero(To->R, To->Offset + Bias, Bytes);
      else if (From && !From->Imprecise)
        S.copy(To->R, To->Offset + Bias, From->R, From->Offset + Bias, Bytes);
      else
        S.forget(To->R, To->Offset + Bias, Bytes);
    }
    break;
  }
  case E::ReadWritePointer:
  case E::CompareExchange: {
    std::optional<Location> L = At(0);
    if (!L)
      return;
    Value Old = loadFrom(S, *L, SF.Arg);
    if (SF.E == E::ReadWritePointer) {
      storeTo(S, *L, SF.Arg, Arg(1));
      Result = Old;
      break;
    }
    IntType Type{uint8_t(SF.Arg * 8), SF.Arg == 4};
    AbstractState Same = S, Differs = S;
    if (Same.assumeCompare(T, Op::Eq, Old, Arg(2), Type, true)) {
      storeTo(Same, *L, SF.Arg, Arg(1));
      answer(Plan, std::move(Same), F, St, Arg(2), 0);
    }
    if (Differs.assumeCompare(T, Op::Eq, Old, Arg(2), Type, false))
      answer(Plan, std::move(Differs), F, St, Old, 1);
    return;
  }
  case E::CreateObject: {
    writeArguments(S, St, Args);
    AbstractState Created = S;
    std::optional<Location> To = At(SF.Arg);
    std::optional<int64_t> Field = P.filledField(SF.Field);
    if (To && !To->Imprecise && Field) {
      Value New = T.fresh(Origin::NewObject),
            Behind = T.fresh(Origin::NewObject);
      for (Value V : {New, Behind})
        Created.assume(T, V, IntSet::of(0).complement());
      Created.setZeroed({Region::Kind::Object, Behind.Id});
      Created.store({Region::Kind::Object, New.Id}, *Field, 8, Behind);
      storeTo(Created, *To, 8, New);
    }
    const IntSet Failure =
        IntSet::range(std::numeric_limits<int32_t>::min(), -1);
    IntSet Success = Failure.complement().intersect(IntSet::ofType({32, true}));
    Result = status(Created, Success, Origin::Outside);
    answer(Plan, std::move(Created), F, St, Result, 0);
    Result = status(S, Failure, Origin::Outside);
    answer(Plan, std::move(S), F, St, Result, 1);
    return;
  }
  case E::SetUnload:
    if (std::optional<Location> L = At(SF.Arg); L && !L->Imprecise)
      for (const Program::UnloadField &U : P.unloadFields()) {
        // Only where such a field was written.
        for (const Cell &C : llvm::to_vector(S.cells(L->R)))
          if (C.Offset == L->Offset + U.Offset &&
              C.V.K == Value::Kind::Function)
            storeTo(S, {{Region::Kind::Global, P.frameworkUnload()}}, 8, C.V);
      }
    callSystem(Plan, std::move(S), F, St, Args);
    return;
  }
  answer(Plan, std::move(S), F, St, Result, 0);
}

void Transfer::callUnknownPointer(CallPlan &Plan, AbstractState S, FunctionId F,
                                  const Statement &St,
                                  llvm::ArrayRef<Argument> Args,
                                  const Value &Callee) {
  // Made of values in view: one of our own functions, but which one?
  bool Ours = Callee.isTerm() &&
              !(T.isSymbol(Callee.Id) && T[Callee.Id].From == Origin::Outside);
  if (Ours) {
    for (FunctionId G : P.pointedAt())
      if (P.function(G).NumParams == Args.size() || F == P.harness())
        Plan.Callees.push_back(G);
    Plan.Args = Args.vec();
    Plan.Before = S;
    Seen.Ambiguous = true;
    if (!Plan.Callees.empty())
      return;
  }
  // It may lead to code out of view that can name what we have, or to what was
  // handed out. Otherwise it leads out of the driver.
  if (!P.someFunctionOutOfView().empty() || !P.hasEntry()) {
    callOutOfView(Plan, std::move(S), F, St, Args, "an unknown function");
    return;
  }
  for (FunctionId G : P.addressTaken())
    if (!Ours && P.function(G).NumParams == Args.size() &&
        P.info(G).CallsProtocol && S.P.owes()) {
      Seen.Escapes.insert("an indirect call may reach '" +
                          P.unit().entity(P.function(G).Entity).Name + "'");
      return;
    }
  for (size_t I = 0; I < Args.size(); ++I)
    if (!Args[I].IsRecord && Args[I].V.isPointer() &&
        Args[I].V.R.K != Region::Kind::Object)
      forgetAt(S, *pointee(Args[I].V),
               I < St.Writes.size() && St.Writes[I] ? St.Writes[I] : 8);
  answer(Plan, std::move(S), F, St, T.fresh(Origin::Outside), 0);
}

void Transfer::callOutOfView(CallPlan &Plan, AbstractState S, FunctionId F,
                             const Statement &St, llvm::ArrayRef<Argument> Args,
                             llvm::StringRef Name) {
  // All memory that it can get at: through the arguments, through globals with
  // external linkage, and through those that callable functions name.
  std::set<Region> Reached;
  std::vector<Region> Work;
  bool Handle = S.P.HeldUnknown;
  auto Reach = [&](Region R) {
    if (Reached.insert(R).second)
      Work.push_back(R);
  };
  auto Follow = [&](const Value &V) {
    Handle |= V.isHandle();
    if (V.isPointer())
      Reach(V.R);
    else if (V.isTerm() && V.Id != NoId) {
      Reach({Region::Kind::Object, V.Id});
      if (std::optional<Location> L = pointee(V))
        Reach(L->R);
    }
  };
  for (const Argument &A : Args) {
    if (A.IsRecord)
      for (const Cell &C : A.Record)
        Follow(C.V);
    else
      Follow(A.V);
  }
  auto Exposed = [&](Region R) {
    return R.K == Region::Kind::Global && P.isExposed(R.Id);
  };
  for (const Cell &C : S.Cells)
    if (Exposed(C.R))
      Reach(C.R);
  for (Region R : S.Zeroed)
    if (Exposed(R))
      Reach(R);
  while (!Work.empty()) {
    Region R = Work.back();
    Work.pop_back();
    for (const Cell &C : S.cells(R))
      Follow(C.V);
  }
  if (Handle && S.P.Active && S.P.Q != State::Failed) {
    if (S.P.owes())
      Seen.Escapes.insert("the handle is within reach of '" + Name.str() +
                          "', whose body is not in view");
    return;
  }
  for (Region R : Reached)
    S.erase(R);
  answer(Plan, std::move(S), F, St, T.fresh(Origin::Outside), 0);
}

void Transfer::callEvent(CallPlan &Plan, AbstractState S, SystemEvent Ev,
                         const Statement &St) {
  auto Alarm = [&](ViolationClass C) {
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S, 0, C});
  };
  switch (Ev) {
  case SystemEvent::CallbackBegins:
    S.P.InCallback = true;
    if (S.P.Active)
      S.P.CallbacksRan = std::min(S.P.CallbacksRan + 1, 2);
    break;
  case SystemEvent::CallbackEnds:
    S.P.InCallback = S.P.BornHere = S.P.MovedHere = false;
    break;
  case SystemEvent::UnloadBegins:
    S.P.InUnload = true;
    changeDriverObject(S);
    break;
  case SystemEvent::EntryFailed:
  case SystemEvent::ImageGone:
    if (!S.P.owes())
      return;
    if (S.P.Q == State::Pending)
      return Alarm(ViolationClass::MissingWait);
    return Alarm(Ev == SystemEvent::EntryFailed
                     ? ViolationClass::EntryFailsRegistered
                     : ViolationClass::NeverDeregistered);
  case SystemEvent::Nothing:
    Seen.LiveAtEnd |= S.P.Active && S.P.Q == State::Live;
    if (S.P.Active && S.P.Q == State::Pending && !P.waitsElsewhere())
      Alarm(ViolationClass::MissingWait);
    return;
  case SystemEvent::OutOfView:
    return callOutOfView(Plan, std::move(S), P.harness(), St, {},
                         P.someFunctionOutOfView().empty()
                             ? llvm::StringRef("the rest of the driver")
                             : P.someFunctionOutOfView());
  }
  Plan.Outcomes.push_back({CallOutcome::Kind::Continue, std::move(S), 0, {}});
}

//===----------------------------------------------------------------------===//
// The protocol
//===----------------------------------------------------------------------===//

namespace {
// Choices at a protocol call; those of a followed handle add the state that the
// outcome leads to.
enum Choice : uint32_t {
  FollowedLive,
  FollowedFailed,
  OtherSucceeds,
  OtherFails,
  OtherHandle,
  Misused,
  Advance = 16,
  BeginAndAdvance = 32,
};
} // namespace

Value Transfer::status(AbstractState &S, const IntSet &Set, Origin From) {
  if (NameStatuses)
    return S.symbolIn(T, Set, From);
  if (std::optional<int64_t> V = Set.single())
    return Value::integer(*V);
  return S.symbolIn(T, Set, Origin::Inside);
}

/// What a failed register call leaves at \p L: what was there. If that is
/// unknown, or a constant, it gets a name as what it is: no handle.
std::optional<Value> Transfer::leftByFailure(AbstractState &S,
                                             const Location &L) {
  if (L.Imprecise)
    return std::nullopt;
  Value Old = S.load(T, L.R, L.Offset, 8, L.Field);
  bool Unknown = Old.isTerm() && T.isSymbol(Old.Id) &&
                 T[Old.Id].From == Origin::Outside && S.range(T, Old).isFull();
  if (!Old.isInt() && !Unknown)
    return std::nullopt;
  Value Dead = S.symbolIn(T, S.range(T, Old), Origin::Inside);
  storeTo(S, L, 8, Dead);
  return Dead;
}

void Transfer::callRegister(CallPlan &Plan, AbstractState S, Position At,
                            const Statement &St, const ProtocolFunction &PF,
                            const Value &Slot) {
  std::optional<Location> L = pointee(Slot);
  if (!L)
    return;
  const IntSet Succeeds = IntSet::of(0),
               Fails = IntSet::range(std::numeric_limits<int32_t>::min(), -1);
  if (isSite(At) && !S.P.Active) {
    Seen.Began = true;
    AbstractState Live = S;
    Live.P.Active = true;
    Live.P.Q = State::Live;
    Live.P.Side = PF.Side;
    Live.P.BornHere = Live.P.InCallback;
    storeTo(Live, *L, 8, Value::handle());
    answer(Plan, std::move(Live), At.F, St, Value::integer(0), FollowedLive);

    // The variable keeps what it had. If that is unknown, it is no handle.
    AbstractState Failed = S;
    Failed.P.Active = true;
    Failed.P.Q = State::Failed;
    Failed.P.Side = PF.Side;
    Failed.P.BornHere = Failed.P.InCallback;
    if (std::optional<Value> Dead = leftByFailure(Failed, *L))
      Failed.P.FailedHandle = Dead->Id;
    Value Result = status(Failed, Fails);
    answer(Plan, std::move(Failed), At.F, St, Result, FollowedFailed);
  }
  // Another registration, or another run of this call.
  AbstractState Other = S;
  storeTo(Other, *L, 8, T.fresh(Origin::OtherHandle));
  answer(Plan, std::move(Other), At.F, St, Value::integer(0), OtherSucceeds);
  leftByFailure(S, *L);
  Value Result = status(S, Fails);
  answer(Plan, std::move(S), At.F, St, Result, OtherFails);
}

void Transfer::advance(CallPlan &Plan, const AbstractState &S, Position At,
                       const Statement &St, const ProtocolFunction &PF,
                       bool Weak, uint32_t ChoiceBase) {
  const Protocol &Proto = P.protocol();
  if (Weak && PF.Side != S.P.Side)
    return answer(Plan, S, At.F, St, T.fresh(Origin::Inside), OtherHandle);
  if (PF.Side != S.P.Side) {
    Plan.Outcomes.push_back(
        {CallOutcome::Kind::Alarm, S, Misused, ViolationClass::KindMismatch});
    return;
  }
  for (const Misuse &M : Proto.Misuses)
    if (!Weak && M.V == PF.V && M.From == S.P.Q) {
      // A second wait may follow a deregistration out of view.
      if (S.P.BornInWait && PF.V == Verb::Wait)
        break;
      // A wait that has nothing to wait for returns at once, and changes
      // nothing.
      if (PF.V == Verb::Wait && S.P.Q == State::Live)
        answer(Plan, S, At.F, St, T.fresh(Origin::Inside), OtherHandle);
      Plan.Outcomes.push_back(
          {CallOutcome::Kind::Alarm, S, Misused,
           S.P.BornInWait ? ViolationClass::WaitWithoutDeregister : M.Class});
      return;
    }
  if (S.P.InCallback && !S.P.BornHere) {
    std::string Name = P.unit().entity(P.function(At.F).Entity).Name;
    if (PF.V == Verb::Deregister && S.P.Q == State::Live)
      Seen.DeregisteredIn.insert(Name);
    if (PF.V == Verb::Wait && S.P.Q == State::Pending)
      Seen.WaitedForIn.insert(Name);
  }
  // Outcomes that lead to one state are one outcome.
  bool Any = false;
  for (unsigned To = 0; To < NumStates; ++To) {
    IntSet Answers = IntSet::empty();
    for (const Outcome &O : Proto.Outcomes)
      if (O.V == PF.V && O.From == S.P.Q && unsigned(O.To) == To)
        Answers = Answers.unite(IntSet::range(O.Low, O.High));
    if (Answers.isEmpty())
      continue;
    Any = true;
    AbstractState Next = S;
    Next.P.Q = State(To);
    Next.P.MovedHere = S.P.InCallback;
    Value Result =
        status(Next, Answers,
               PF.V == Verb::Deregister ? Origin::Status : Origin::Inside);
    answer(Plan, std::move(Next), At.F, St, Result, ChoiceBase + To);
  }
  if (!Any)
    answer(Plan, S, At.F, St, T.fresh(Origin::Inside), OtherHandle);
}

void Transfer::callOnHandle(CallPlan &Plan, AbstractState S, Position At,
                            const Statement &St, const ProtocolFunction &PF,
                            const Value &Handle) {
  if (Handle.isHandle() && S.P.Active) {
    if (Handle.K == Value::Kind::WeakHandle) {
      Seen.MayBeDeregistered |= PF.V == Verb::Deregister;
      Seen.MayBeWaitedFor |= PF.V == Verb::Wait;
    }
    advance(Plan, S, At, St, PF, Handle.K == Value::Kind::WeakHandle, Advance);
    return;
  }
  bool Here = isSite(At) && !S.P.Active;
  // Whatever the site: what a run of its own for this call could begin with.
  bool MayBeNull =
      Handle.isInt() || (Handle.isTerm() && S.range(T, Handle).contains(0));
  bool Foreign = Handle.isTerm() && (!T.isSymbol(Handle.Id) ||
                                     T[Handle.Id].From == Origin::Outside);
  if (!S.P.Active && (MayBeNull || Foreign))
    Seen.Candidates.insert({At.F, At.Block, At.Index, &PF});

  Seen.MayBeNull |= Here && Handle.isTerm() && MayBeNull;
  auto Answers = [&](Verb V) {
    IntSet Set = IntSet::empty();
    for (const Outcome &O : P.protocol().Outcomes)
      if (O.V == V)
        Set = Set.unite(IntSet::range(O.Low, O.High));
    return Set;
  };
  if (S.P.Active && S.P.Q == State::Failed && Handle.isTerm() &&
      Handle.Id == S.P.FailedHandle) {
    // Known to be what was there before, or never looked at.
    IntSet R = S.range(T, Handle);
    if (R.isFull() || R.single()) {
      advance(Plan, S, At, St, PF, false, Advance);
      return;
    }
  }
  std::optional<int64_t> Constant = S.range(T, Handle).single();
  if (Constant) {
    // NULL or a sentinel. NULL brings the machine down at a deregistration, and
    // is refused at a wait.
    bool Follows = PF.V == Verb::Wait && S.P.Faulted;
    S.P.Faulted |= PF.V == Verb::Deregister;
    if (Here && !Follows) {
      Seen.Began = true;
      // In a callback, it may be so only until another one has run.
      S.P.Active = true;
      S.P.Q = State::Failed;
      S.P.Side = PF.Side;
      S.P.BornHere = S.P.InCallback && !P.hasEntry();
      Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, std::move(S), Misused,
                               PF.V == Verb::Deregister
                                   ? ViolationClass::DeregisterUnregistered
                                   : ViolationClass::WaitWithoutDeregister});
      return;
    }
    Value R = status(S, IntSet::range(std::numeric_limits<int32_t>::min(), -1));
    answer(Plan, std::move(S), At.F, St, R, OtherHandle);
    return;
  }
  if (Here && Foreign && T.isSymbol(Handle.Id)) {
    AbstractState Begin = S;
    if (Begin.assume(T, Handle, IntSet::range(-1, 0).complement())) {
      Seen.Began = true;
      Begin.P.Active = true;
      Begin.P.Side = PF.Side;
      Begin.P.BornHere = Begin.P.InCallback;
      // Every place that holds the value holds the handle from now on.
      for (Cell &C : Begin.Cells)
        if (C.V == Handle && C.Field != NoId &&
            !llvm::is_contained(Begin.P.Fields, C.Field))
          Begin.P.Fields.push_back(C.Field);
      llvm::sort(Begin.P.Fields);
      // It came from out of view, so others may have it too; a variable of ours
      // with static storage is where it lives.
      Begin.P.HeldUnknown = llvm::none_of(Begin.Cells, [&](const Cell &C) {
        return C.V == Handle && C.R.K == Region::Kind::Global;
      });
      Begin.bind(T, Handle.Id, Value::handle());
      if (PF.V == Verb::Deregister) {
        Begin.P.Q = State::Live;
        advance(Plan, Begin, At, St, PF, false, BeginAndAdvance);
      } else {
        Begin.P.Q = State::Settled;
        Begin.P.BornInWait = true;
        Value R = status(Begin, Answers(Verb::Wait));
        answer(Plan, std::move(Begin), At.F, St, R,
               BeginAndAdvance + unsigned(State::Settled));
      }
    }
  }
  if (S.P.Active && Foreign && PF.Side == S.P.Side) {
    Seen.MayBeDeregistered |= PF.V == Verb::Deregister && S.P.Q == State::Live;
    Seen.MayBeWaitedFor |= PF.V == Verb::Wait && S.P.Q == State::Pending;
  }
  Value R =
      status(S, Answers(PF.V),
             PF.V == Verb::Deregister ? Origin::OtherStatus : Origin::Inside);
  answer(Plan, std::move(S), At.F, St, R, OtherHandle);
}

} // namespace nmr
