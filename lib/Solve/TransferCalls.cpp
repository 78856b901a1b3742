//===- TransferCalls.cpp - The effect of a call ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Transfer.h"
#include "Summary/Arithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace nmr {

/// A constant has no size of its own: it takes the parameter's, so that reading
/// the parameter finds the whole of what was passed.
static void fitToParameters(std::vector<Argument> &Args, const Function &F) {
  for (size_t I = 0; I < Args.size() && I < F.NumParams; ++I)
    if (uint64_t Size = F.Locals[I].Size;
        !Args[I].IsRecord && Size != 0 && Size <= 8)
      Args[I].Size = Size;
}

CallPlan Transfer::call(AbstractState S, Position At) {
  const Statement &St = P.function(At.F).Blocks[At.Block].Body[At.Index];
  CallPlan Plan;
  std::vector<Argument> Args;
  for (const Operand &O : St.Args) {
    Argument A;
    if (O.K == Operand::Kind::Load) {
      std::optional<Location> L = locate(S, At.F, O.P);
      if (!L)
        return Plan; // faults
      if (O.P.Size > 8 || isSeveral(S, At.F, O)) {
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
    if (P.isSystem(At.F) && O.K == Operand::Kind::Unknown &&
        St.callee().K == Operand::Kind::Function &&
        P.isNonNull(St.callee().entity(), Args.size()))
      S.assume(T, A.V, IntSet::of(0).complement());
    Args.push_back(std::move(A));
  }
  if (S.P.TouchedGone) {
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, std::move(S), 0,
                             ViolationClass::BindingContextGone});
    return Plan;
  }

  EntityId Callee = NoId;
  if (St.callee().K == Operand::Kind::Function) {
    Callee = St.callee().entity();
  } else {
    Value V = evaluate(S, At.F, St.callee());
    if (V.isInt())
      return Plan; // through a NULL pointer
    if (V.K == Value::Kind::Function)
      Callee = V.Id;
  }
  if (Callee == NoId) {
    callUnknownPointer(Plan, std::move(S), At.F, St, Args,
                       evaluate(S, At.F, St.callee()));
    return Plan;
  }
  if (std::optional<SystemEvent> Ev = P.event(Callee)) {
    callEvent(Plan, std::move(S), *Ev, At);
    return Plan;
  }
  const Entity &E = P.unit().entity(Callee);
  auto Constant = [&](unsigned I) -> std::optional<int64_t> {
    return Args[I].V.isInt() ? std::optional(Args[I].V.N) : std::nullopt;
  };
  std::optional<unsigned> Followed;
  if (Site.Callee)
    Followed = Site.Callee->Side;
  checkIrql(Plan, S, Callee, Constant);
  if (const ProtocolFunction *PF =
          P.protocolFunction(Callee, Args.size(), Constant, Followed)) {
    if (For == Aim::Answer && isSite(At)) {
      watchAnswer(Plan, std::move(S), At, St, *PF, Args);
      return Plan;
    }
    if (For == Aim::Advice && isSite(At))
      noteRoutines(S, St, *PF, Args);
    if (P.protocols().isListed(*PF) && !P.protocols().of(*PF).isOfBindings())
      writeArguments(S, St, Args, [&](unsigned I) {
        // Who is given a table of routines reads it.
        return (PF->hasHandleParam() && I == PF->HandleParam) ||
               llvm::any_of(pointedAt(S, St, Args, I), [](const Cell &C) {
                 return C.V.K == Value::Kind::Function;
               });
      });
    if (P.protocols().isListed(*PF) && PF->Chosen)
      writeName(S, St, *PF, Args);
    if (!P.protocols().isListed(*PF))
      callHeld(Plan, std::move(S), At, St, *PF, Args);
    else if (P.protocols().of(*PF).isOfBindings())
      callOnBinding(Plan, std::move(S), At, St, *PF, Args);
    else if (PF->V == Verb::Register)
      callRegister(Plan, std::move(S), At, St, *PF, Args);
    else if (PF->Handle == HandleIs::Unsaid)
      callOnAny(Plan, std::move(S), At, St, *PF);
    else if (PF->Chosen)
      callOnChosen(Plan, std::move(S), At, St, *PF, Args[PF->HandleParam].V);
    else
      callOnHandle(Plan, std::move(S), At, St, *PF, Args[PF->HandleParam].V);
    return Plan;
  }
  if (For == Aim::Advice && P.isInterrupt(At.F) && !isRoutine(Callee))
    return Plan; // another registration's
  noteEarlyUse(S, At.F, St);
  noteLateCall(Plan, S, Callee, Args);
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
  if (follows(S) && (Body == NoId || E.System) &&
      endOrUse(Plan, S, At, P.systemFunction(Callee), Args))
    return Plan;
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
  if (E.System && S.P.owes() && P.protocols().condition(E.Name, Args.size())) {
    escape(S,
           "what '" + E.Name + "' is called for hangs on an unknown argument",
           E.Name);
    return Plan;
  }
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
  switch (Step How = finishCall(S, F, St)) {
  case Step::Dead:
    return;
  case Step::Lost:
  case Step::Gone:
    O.K = CallOutcome::Kind::Alarm;
    O.Class = violation(How, S);
    break;
  case Step::Late:
  case Step::On:
    break;
  }
  O.S = std::move(S);
  Plan.Outcomes.push_back(std::move(O));
}

/// Others change the driver object, but leave the unload routine in it alone.
/// \p MayInstall: unless there is none yet.
void Transfer::changeDriverObject(AbstractState &S, bool MayInstall) {
  for (const Cell &C :
       llvm::to_vector(S.cells({Region::Kind::Global, P.driverObject()}))) {
    bool IsUnload = llvm::any_of(
        P.unloadFields(), [&](const auto &U) { return U.Offset == C.Offset; });
    // The list of devices changes by calls that are known to change it.
    if (!MayInstall && P.devices() &&
        C.Offset == P.devices()->First.Path.back().Offset)
      continue;
    if (!IsUnload || (MayInstall && C.V.K != Value::Kind::Function))
      S.forget(C.R, C.Offset, C.Size);
  }
}

/// Puts \p New before the first device.
void Transfer::addDevice(AbstractState &S, FunctionId F, const Value &New) {
  if (!P.devices())
    return;
  const Place &First = P.devices()->First;
  S.store({Region::Kind::Object, New.Id}, P.devices()->Next, P.pointerSize(),
          evaluate(S, F, Operand::load(First)));
  storeTo(S, *locate(S, F, First), P.pointerSize(), New);
}

/// What leads to the device \p Old leads to the next one from now on.
void Transfer::removeDevice(AbstractState &S, FunctionId F, const Value &Old) {
  const std::optional<Location> At = pointee(Old);
  if (!P.devices() || !At)
    return;
  const Location First = *locate(S, F, P.devices()->First);
  const Value Next =
      S.load(T, At->R, At->Offset + P.devices()->Next, P.pointerSize());
  bool IsLinked = false;
  for (const Cell &C : llvm::to_vector(S.Cells))
    if (C.V == Old && (C.R == First.R ? C.Offset == First.Offset
                                      : C.Offset == P.devices()->Next)) {
      S.store(C.R, C.Offset, C.Size, Next, C.Field);
      IsLinked = true;
    }
  auto IsKnown = [&](const Value &V) {
    return V.isTerm() && T.isSymbol(V.Id) && T[V.Id].From == Origin::NewObject;
  };
  const Value Head = loadFrom(S, First, P.pointerSize());
  if (!IsLinked && !(IsKnown(Old) && (Head.isInt(0) || IsKnown(Head))))
    S.forget(First.R, First.Offset, P.pointerSize());
}

/// Whether the system fills what the field \p Field points at.
bool Transfer::isBuffer(EntityId Field) const {
  return Field != NoId && P.unit().entity(Field).System &&
         llvm::is_contained(windows().BufferFields,
                            P.unit().entity(Field).Name);
}

/// What a function of the system may write through its arguments but those
/// that \p IsKnown answers, of which more is known.
void Transfer::writeArguments(AbstractState &S, const Statement &St,
                              llvm::ArrayRef<Argument> Args,
                              llvm::function_ref<bool(unsigned)> IsKnown) {
  llvm::SmallVector<std::pair<Location, Statement::Written>, 4> Written;
  // A table of buffers to fill: locals that an object points at, numbers with
  // static storage, and what a field for buffers leads to.
  llvm::SmallVector<Region, 4> Buffers;
  for (size_t I = 0; I < St.Writes.size() && I < Args.size(); ++I) {
    if (!St.Writes[I] || Args[I].IsRecord || (IsKnown && IsKnown(I)))
      continue;
    std::optional<Location> L = pointee(Args[I].V);
    if (!L)
      continue;
    if (L->R == Region{Region::Kind::Global, P.driverObject()}) {
      changeDriverObject(S, /*MayInstall=*/false);
      continue;
    }
    for (const Cell &C : S.cells(L->R))
      if (C.V.isPointer() &&
          (C.V.R.K == Region::Kind::Local || C.V.R.K == Region::Kind::Outer ||
           (C.V.R.K == Region::Kind::Global &&
            (P.unit().entity(C.V.R.Id).Size <= 8 || isBuffer(C.Field)))))
        Buffers.push_back(C.V.R);
    L->OfSystem = St.Writes[I].IsSystemRecord;
    Written.emplace_back(*L, St.Writes[I]);
  }
  for (Region R : Buffers)
    if (R.K == Region::Kind::Global)
      forgetAt(S, {R}, P.unit().entity(R.Id).Size);
    else
      S.erase(R);
  for (const auto &[L, W] : Written)
    forgetAt(S, L, W.Bytes);
}

/// What names a registration may be a structure that its protocol keeps its
/// notes in: what these are is not followed.
void Transfer::writeName(AbstractState &S, const Statement &St,
                         const ProtocolFunction &PF,
                         llvm::ArrayRef<Argument> Args) {
  const unsigned Param = PF.HandleParam;
  if (Param >= St.Writes.size() || !St.Writes[Param].IsSystemRecord)
    return;
  std::optional<Location> L = pointee(Args[Param].V);
  if (!L || L->Imprecise)
    return;
  const int64_t End = L->Offset + int64_t(St.Writes[Param].Bytes);
  for (; L->Offset + int64_t(P.pointerSize()) <= End;
       L->Offset += P.pointerSize())
    S.store(L->R, L->Offset, P.pointerSize(),
            T.fresh(Origin::Guess, /*MayAlias=*/true));
}

void Transfer::callSystem(CallPlan &Plan, AbstractState S, FunctionId F,
                          const Statement &St, llvm::ArrayRef<Argument> Args) {
  if (S.P.IsBinding)
    shareContext(S, Args);
  passesAnswer(S, Args);
  writeArguments(S, St, Args);
  // The teardown may have changed the object that it answers from.
  const Origin From = S.P.Meanwhile ? Origin::Guess : Origin::Outside;
  answer(Plan, std::move(S), F, St, T.fresh(From), 0);
}

/// A function out of view gets \p Args at \p At while something is owed: it may
/// end what the registration keeps, or use what was destroyed. Answers whether
/// that is how the path ends.
bool Transfer::endOrUse(CallPlan &Plan, AbstractState &S, Position At,
                        const SystemFunction *SF,
                        llvm::ArrayRef<Argument> Args) const {
  auto Alarm = [&](ViolationClass C) {
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S, 0, C});
    return true;
  };
  // What a routine that runs meanwhile ends, hangs on the order of routines.
  const Value *Ended =
      SF && SF->endsObject() && SF->Arg < Args.size() && !Args[SF->Arg].IsRecord
          ? &Args[SF->Arg].V
          : nullptr;
  if (!S.P.Interrupted && Ended && SF->E == SystemFunction::Effect::Free)
    for (const Value &V : freedWith(S, *SF, *Ended)) {
      if (Ties.keptIn(S, V))
        return Alarm(ViolationClass::MemoryGone);
      if (Ties.mayLieIn(S, T, V))
        Seen.MayEndKept.insert(At);
    }
  // Who prints an address does not use what is there.
  const bool Uses = !SF || SF->E != SystemFunction::Effect::Pure;
  for (const Argument &A : Args)
    if (Uses && !A.IsRecord)
      if (std::optional<Tied::Resource> R = Ties.destroyed(S, A.V)) {
        if (S.P.Meanwhile)
          return Alarm(ViolationClass::TornDownEarly);
        // Who uses it again has made it anew.
        if (!S.P.Interrupted)
          Ties.forget(S, *R);
      }
  if (!S.P.Interrupted && Ended)
    Ties.destroy(S, *Ended, SF->E == SystemFunction::Effect::Free);
  return false;
}

llvm::SmallVector<Value, 2> Transfer::freedWith(AbstractState &S,
                                                const SystemFunction &SF,
                                                const Value &Of) const {
  llvm::SmallVector<Value, 2> Result = {Of};
  std::optional<Location> L = pointee(Of);
  if (!L || L->Imprecise)
    return Result;
  if (std::optional<int64_t> Field = P.filledField(SF.Field))
    Result.push_back(
        S.load(T, L->R, L->Offset + *Field, P.pointerSize(), L->Field));
  if (SF.Field == SystemFunction::AllSpace) {
    for (const Cell &C : S.cells(L->R))
      if (C.Offset >= Program::Spaces)
        Result.push_back(C.V);
    // Nobody has asked for it by this name of the object.
    if (Result.size() == 1)
      Result.push_back(S.load(T, L->R, Program::Spaces, P.pointerSize()));
  }
  return Result;
}

/// Lets the routines of the registration run that may do so while a call of
/// \p PF ends it, if they may use something that was destroyed.
void Transfer::runMeanwhile(CallPlan &Plan, const AbstractState &S,
                            const ProtocolFunction &PF) const {
  if (!follows(S) || S.P.Interrupted || !Ties.anyDestroyed(S))
    return;
  // Up to the deregistration, any of them.
  for (FunctionId F : S.P.Q == State::Live ? Ties.routines(S)
                                           : Ties.routines(S, PF.Callbacks)) {
    Plan.Callees.push_back(F);
    while (Plan.Args.size() < P.function(F).NumParams)
      Plan.Args.push_back(
          {8, T.fresh(Origin::Outside, /*MayAlias=*/true), false, {}, false});
  }
  Plan.Meanwhile = true;
  Plan.Before = S;
  Plan.Before.P.Interrupted = Plan.Before.P.Meanwhile = true;
}

/// The call succeeds, with the state \p Done, or fails.
void Transfer::succeedOrFail(CallPlan &Plan, AbstractState Done,
                             AbstractState Failed, FunctionId F,
                             const Statement &St) {
  const IntSet Failure = IntSet::range(std::numeric_limits<int32_t>::min(), -1);
  const Value Success =
      status(Done, Failure.complement().intersect(IntSet::ofType({32, true})),
             Origin::Outside);
  answer(Plan, std::move(Done), F, St, Success, 0);
  const Value Error = status(Failed, Failure, Origin::Outside);
  answer(Plan, std::move(Failed), F, St, Error, 1);
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
  case E::Jump:
    return escape(S, "'" + SF.Name.str() + "' goes on somewhere else", SF.Name);
  case E::MarkJump:
    Result = Value::integer(0);
    break;
  case E::Alloc:
  case E::ZeroAlloc:
    Result = T.fresh(Origin::NewObject);
    if (SF.E == E::ZeroAlloc)
      S.setZeroed({Region::Kind::Object, Result.Id});
    break;
  case E::Pure:
    break;
  case E::Free:
    if (S.P.IsBinding)
      freeOfBinding(S, Arg(SF.Arg));
    if (SF.IsDevice)
      removeDevice(S, F, Arg(SF.Arg));
    break;
  case E::CurrentIrql:
    // The entry and the unload routine run at PASSIVE_LEVEL.
    if (S.P.Level != 0)
      Result = S.symbolIn(T, IntSet::range(S.P.Level, 31), Origin::Outside);
    else if (!S.P.InCallback && P.hasEntry())
      Result = Value::integer(0);
    break;
  case E::Wait: {
    // Who doesn't wait at all asks for the state.
    const std::optional<Location> Time = At(SF.Arg);
    const bool IsQuery = Time && !Time->Imprecise &&
                         S.load(T, Time->R, Time->Offset, 8).isInt(0);
    const bool IsOnly = Arg(SF.Arg - 2).isInt(0) && Arg(SF.Arg - 1).isInt(0) &&
                        Arg(SF.Arg).isInt(0);
    writeArguments(S, St, Args);
    const IntSet Why = IntSet::range(0, IsOnly ? SF.With : 0x102);
    Result =
        Why.single()
            ? Value::integer(*Why.single())
            : S.symbolIn(T, Why, IsQuery ? Origin::Guess : Origin::Outside);
    break;
  }
  case E::Acquire:
    writeArguments(S, St, Args);
    if (const Value Waits = Arg(SF.Arg);
        (Waits.isInt() && Waits.N != 0) || Waits.isNonNull())
      Result = Value::integer(1);
    break;
  case E::Destroy:
    writeArguments(S, St, Args);
    break;
  case E::Space: {
    std::optional<Location> Object = At(SF.Arg);
    const Value Kind = Arg(1);
    if (Object && !Object->Imprecise && Kind.isPointer() &&
        Kind.R.K == Region::Kind::Global) {
      const Location There{Object->R, Program::Spaces + 8 * int64_t(Kind.R.Id)};
      if (!cellAt(S, There) &&
          S.load(T, There.R, Program::NewSpaces, 8).isInt(1)) {
        const Value New = T.fresh(Origin::NewObject);
        S.setZeroed({Region::Kind::Object, New.Id});
        S.store(There.R, There.Offset, P.pointerSize(), New);
      }
      Result = S.load(T, There.R, There.Offset, P.pointerSize());
    }
    break;
  }
  case E::Query:
    passesAnswer(S, Args);
    Result = T.fresh(Origin::Guess);
    writeArguments(S, St, Args);
    break;
  case E::Constant: {
    if (!llvm::all_of(Args, [](const Argument &A) { return A.V.isInt(); }))
      break;
    // One place for each question.
    std::string Question = SF.Name.str();
    for (const Argument &A : Args)
      Question += ' ' + std::to_string(A.V.N);
    Result = evaluate(S, F, Operand::load(P.answerPlace(Question)));
    break;
  }
  case E::Copy:
  case E::Fill:
  case E::Zero: {
    const bool Zeroes = SF.E == E::Zero || (SF.E == E::Fill && Arg(1).isInt(0));
    Value Size = Arg(SF.E == E::Zero ? 1 : 2);
    std::optional<Location> To = At(0);
    if (!To)
      break;
    uint64_t Bytes = Size.isInt() && Size.N > 0 ? Size.N : 0;
    if (!Size.isInt()) {
      // No more than what is named there.
      const Operand &Named = St.Args[0];
      Bytes = Named.K == Operand::Kind::AddressOf ? Named.P.Size : 0;
      // What was just allocated is filled as a whole.
      if (const Value Whole = Arg(0);
          !Bytes && !To->Imprecise && To->Offset == 0 && Zeroes &&
          To->R.K == Region::Kind::Object && T.isSymbol(To->R.Id) &&
          T[To->R.Id].From == Origin::NewObject && S.cells(To->R).empty() &&
          S.assume(T, Whole, IntSet::of(0).complement())) {
        S.setZeroed(To->R);
        Result = Whole;
        break;
      }
      To->moveBy(Bytes ? 0 : Location::NoLimit);
    }
    if (Size.isInt() && Bytes == 0)
      break;
    std::optional<Location> From =
        SF.E == E::Copy ? At(1) : std::optional<Location>();
    To->OfSystem = !St.Writes.empty() && St.Writes[0].IsSystemRecord &&
                   Size.isInt() && Bytes <= St.Writes[0].Bytes;
    Result = Arg(0);
    // It would have faulted on NULL.
    if (Result.isTerm() && !S.assume(T, Result, IntSet::of(0).complement()))
      return;
    if (To->Imprecise) {
      forgetAt(S, *To, Bytes);
      break;
    }
    disturb(S, *To);
    if (Zeroes)
      S.fillZero(To->R, To->Offset, Bytes);
    else if (From && !From->Imprecise)
      S.copy(To->R, To->Offset, From->R, From->Offset, Bytes);
    else
      S.forget(To->R, To->Offset, Bytes);
    break;
  }
  case E::Exchange:
  case E::CompareExchange:
  case E::Add:
  case E::And:
  case E::Or:
  case E::Xor:
  case E::SetBit:
  case E::ResetBit: {
    std::optional<Location> L = At(0);
    if (!L)
      return;
    IntType Type{uint8_t(SF.Arg * 8), SF.Arg <= 4};
    Value With = SF.With ? Value::integer(SF.With) : Arg(1);
    if (SF.E == E::SetBit || SF.E == E::ResetBit) {
      if (!With.isInt() || With.N < 0 || With.N >= Type.Bits) {
        // Some bit of some word.
        L->moveBy(Location::NoLimit);
        forgetAt(S, *L, SF.Arg);
        break;
      }
      Value Bit = Value::integer(convert(int64_t(uint64_t(1) << With.N), Type));
      Value Old = loadFrom(S, *L, SF.Arg);
      Result = S.evaluate(T, Op::Ne, S.evaluate(T, Op::And, Old, Bit, Type, 0),
                          Value::integer(0), Type, 0);
      Value New =
          SF.E == E::SetBit
              ? S.evaluate(T, Op::Or, Old, Bit, Type, 0)
              : S.evaluate(T, Op::And, Old, Value::integer(~Bit.N), Type, 0);
      storeTo(S, *L, SF.Arg, New);
      break;
    }
    Value Old = loadFrom(S, *L, SF.Arg);
    if (SF.E == E::Exchange) {
      storeTo(S, *L, SF.Arg, With);
      Result = Old;
      break;
    }
    if (SF.E != E::CompareExchange) {
      Op O = SF.E == E::Add   ? Op::Add
             : SF.E == E::And ? Op::And
             : SF.E == E::Or  ? Op::Or
                              : Op::Xor;
      Value New = S.evaluate(T, O, Old, With, Type, 0);
      storeTo(S, *L, SF.Arg, New);
      Result = SF.AnswersOld ? Old : New;
      break;
    }
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
    std::optional<Location> To = At(SF.Arg);
    if (To && To->Imprecise)
      To.reset();
    const bool WasNull =
        To && S.load(T, To->R, To->Offset, P.pointerSize()).isInt(0);
    writeArguments(S, St, Args);
    AbstractState Created = S;
    std::optional<int64_t> Field = P.filledField(SF.Field);
    auto NewObject = [&] {
      Value V = T.fresh(Origin::NewObject);
      Created.assume(T, V, IntSet::of(0).complement());
      return V;
    };
    if (To) {
      Value New = NewObject();
      if (Field) {
        Value Behind = NewObject();
        Created.setZeroed({Region::Kind::Object, Behind.Id});
        Created.store({Region::Kind::Object, New.Id}, *Field, P.pointerSize(),
                      Behind);
      }
      if (SF.Field == SystemFunction::AllSpace)
        Created.store({Region::Kind::Object, New.Id}, Program::NewSpaces, 8,
                      Value::integer(1));
      storeTo(Created, *To, P.pointerSize(), New);
      if (SF.IsDevice)
        addDevice(Created, F, New);
    }
    // A failure leaves the variable as it was or clears it.
    if (WasNull)
      storeTo(S, *To, P.pointerSize(), Value::integer(0));
    succeedOrFail(Plan, std::move(Created), std::move(S), F, St);
    return;
  }
  case E::SetUnload:
    if (std::optional<Location> L = At(SF.Arg); L && !L->Imprecise) {
      Value Unload = Value::integer(0);
      for (const Program::UnloadField &U : P.unloadFields()) {
        // Only where such a field was written.
        for (const Cell &C : S.cells(L->R))
          if (C.Offset == L->Offset + U.Offset && !C.V.isInt(0))
            Unload = C.V;
      }
      if (Unload.isInt(0) && !SF.Field.empty()) {
        std::optional<int64_t> Stays = P.filledField(SF.Field);
        if (!Stays || S.load(T, L->R, L->Offset + *Stays, 4).isInt(0))
          Unload = Value::function(P.noUnload());
      }
      if (Unload.K == Value::Kind::Function)
        storeTo(S, {{Region::Kind::Global, P.frameworkUnload()}}, 8, Unload);
      if (std::optional<int64_t> Flags = P.filledField(SF.Field);
          SF.Object && Flags)
        S.store({Region::Kind::Global, P.frameworkUnload()}, P.endedByDriver(),
                8,
                S.evaluate(T, Op::And, S.load(T, L->R, L->Offset + *Flags, 4),
                           Value::integer(SF.Object->EndedByDriver),
                           {64, false}, 0));
    }
    if (!SF.Object) {
      callSystem(Plan, std::move(S), F, St, Args);
      return;
    }
    llvm::SmallVector<std::pair<int64_t, Value>, 2> Ends;
    if (std::optional<Location> L = At(SF.Object->Attributes);
        L && !L->Imprecise)
      for (const Program::EndField &E : P.endFields())
        for (const Cell &C : S.cells(L->R))
          if (C.Offset == L->Offset + E.Offset &&
              C.V.K == Value::Kind::Function && P.isSystemOnly(C.V.Id))
            Ends.emplace_back(E.Slot, C.V);
    passesAnswer(S, Args);
    writeArguments(S, St, Args);
    AbstractState Created = S;
    const Value Object =
        evaluate(Created, F, Operand::load(P.answerPlace(SF.Object->Getter)));
    Created.assume(T, Object, IntSet::of(0).complement());
    if (std::optional<Location> L = pointee(Object); L && !L->Imprecise)
      Created.store(L->R, Program::NewSpaces, 8, Value::integer(1));
    if (std::optional<Location> To = At(SF.Object->Result))
      storeTo(Created, *To, P.pointerSize(), Object);
    for (auto &[Slot, Routine] : Ends)
      storeTo(Created, {{Region::Kind::Global, P.frameworkUnload()}, Slot}, 8,
              Routine);
    // If nothing ends with it, it makes no difference that it failed.
    if (Ends.empty()) {
      answer(Plan, std::move(Created), F, St, Result, 0);
      return;
    }
    succeedOrFail(Plan, std::move(Created), std::move(S), F, St);
    return;
  }
  answer(Plan, std::move(S), F, St, Result, 0);
}

/// The handle is lost from sight at a call that may lead to \p Callee.
void Transfer::escape(const AbstractState &S, std::string Why,
                      llvm::StringRef Callee) {
  Seen.Escapes.insert(std::move(Why));
  // The system may call the routine that does so before it unloads the driver.
  if (S.P.InCallback && !S.P.BornHere)
    (S.P.Q == State::Pending ? Seen.WaitedForIn : Seen.DeregisteredIn)
        .insert(Callee.str());
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
  // It may release what is held.
  if (S.P.Held && Site.Callee->hasHandleParam())
    return;
  // A pointer to member, for instance.
  if (St.callee().K == Operand::Kind::Unknown && S.P.owes())
    return escape(S, "a call may lead to any function", "any function");
  if (F == P.harness() && S.P.InUnload && S.P.owes()) {
    Seen.Escapes.insert("the unload routine is not in view");
    return;
  }
  // It may lead to code out of view that can name what we have, or to what was
  // handed out. Otherwise it leads out of the driver.
  if (!P.someFunctionOutOfView().empty() || !P.isClosed()) {
    callOutOfView(Plan, std::move(S), F, St, Args, "an unknown function");
    return;
  }
  for (FunctionId G : P.addressTaken())
    if (!Ours && P.mayLeadHome(St) && P.function(G).NumParams == Args.size() &&
        S.P.owes() &&
        (P.reaches(G, Verb::Deregister) || P.reaches(G, Verb::Wait))) {
      const std::string &Name = P.nameOf(G);
      escape(S, "an indirect call may reach '" + Name + "'", Name);
      return;
    }
  passesAnswer(S, Args);
  for (size_t I = 0; I < Args.size(); ++I)
    if (!Args[I].IsRecord && Args[I].V.isPointer() &&
        Args[I].V.R.K != Region::Kind::Object)
      forgetAt(S, *pointee(Args[I].V),
               I < St.Writes.size() && St.Writes[I] ? St.Writes[I].Bytes : 8);
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
    if (T.mayAlias(V))
      for (const Cell &C : S.Cells)
        if (isPointedAt(S, C.R))
          Reach(C.R);
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
    // What a thread holds is named where it was taken, and by no one else.
    return R.K == Region::Kind::Global && P.isExposed(R.Id) &&
           !(S.P.Held && R.Id == P.choice());
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
  // Who can name what the handle was chosen to be can name the registration.
  for (const Cell &C : S.cells({Region::Kind::Global, P.choice()}))
    Handle |=
        (C.V.isPointer() && (Reached.count(C.V.R) || Exposed(C.V.R))) ||
        (C.V.isTerm() && C.V.Id != NoId &&
         Reached.count({Region::Kind::Object, C.V.Id})) ||
        (C.V.K == Value::Kind::Function && P.unit().entity(C.V.Id).External);
  // It may release what is held, or undo what an annotation says.
  if (S.P.Held && (Handle || Site.Callee->Annotation))
    return;
  if (Handle && S.P.owes()) {
    escape(S,
           "the handle is within reach of '" + Name.str() +
               "', whose body is not in view",
           Name);
    return;
  }
  // Who can name a binding, or what it is named by, may do anything with it.
  if (std::optional<Region> Context = contextIn(S);
      S.P.IsBinding && (Handle || (Context && Reached.count(*Context)))) {
    Seen.Escapes.insert(Name.str());
    Seen.ContextKept |= S.P.In == Verb::Cleanup;
    return;
  }
  passesAnswer(S, Args);
  for (Region R : Reached)
    if (R == Region{Region::Kind::Global, P.driverObject()}) {
      changeDriverObject(S, /*MayInstall=*/true);
    } else {
      dropsAnswer(S, R);
      S.erase(R);
    }
  answer(Plan, std::move(S), F, St, T.fresh(Origin::Outside), 0);
}

void Transfer::callEvent(CallPlan &Plan, AbstractState S, SystemEvent Ev,
                         Position At) {
  const Statement &St = P.function(At.F).Blocks[At.Block].Body[At.Index];
  // What is held ends with the routine that the system called.
  if (S.P.Held && Ev != SystemEvent::InterruptBegins &&
      Ev != SystemEvent::InterruptEnds)
    return;
  auto Alarm = [&](ViolationClass C) {
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S, 0, C});
  };
  switch (Ev) {
  case SystemEvent::CallbackBegins:
    S.P.InCallback = true;
    if (S.P.Active)
      S.P.CallbacksRan = std::min(S.P.CallbacksRan + 1, 2);
    S.P.InOwnCallback = S.P.Active && S.P.CallbacksRan == 1 &&
                        !S.P.WasInterrupted &&
                        P.isCallbackOf(routineAfter(At), S.P.Side);
    S.P.IsOffered = S.P.InOwnCallback && P.isOffered(routineAfter(At));
    if (isSite(At) && !S.P.Active) {
      Seen.Began = true;
      AbstractState Raised = S;
      hold(Raised, *Site.Callee, Site.Callee->Level.value_or(0));
      Plan.Outcomes.push_back(
          {CallOutcome::Kind::Continue, std::move(Raised), TakenHere, {}});
    }
    break;
  case SystemEvent::CallbackEnds:
    S.P.InCallback = S.P.BornHere = S.P.MovedHere = S.P.InOwnCallback =
        S.P.IsOffered = false;
    break;
  case SystemEvent::NestedBegins:
    if (S.P.Interrupted || Site.FollowsTied)
      return;
    S.P.Interrupted = S.P.WasInterrupted = S.P.Nested = true;
    break;
  case SystemEvent::InterruptBegins:
    // One is enough at a time: what it runs is no news. Nor is it where what is
    // tied is followed: if it matters, that has a way of its own.
    if (S.P.Interrupted || Site.FollowsTied)
      return;
    S.P.InOwnCallback = S.P.Active && S.P.CallbacksRan <= 1 &&
                        !S.P.WasInterrupted &&
                        (S.P.Held ? Registered.runs(S, routineAfter(At))
                                  : P.isCallbackOf(routineAfter(At), S.P.Side));
    Seen.RoutinesUnknown |= S.P.Held && followsLock() && !Registered.knows(S);
    S.P.Interrupted = S.P.WasInterrupted = true;
    break;
  case SystemEvent::InterruptEnds:
    S.P.Interrupted = S.P.InOwnCallback = S.P.Nested = false;
    break;
  case SystemEvent::UnloadBegins:
    S.P.InUnload = true;
    changeDriverObject(S, /*MayInstall=*/false);
    break;
  case SystemEvent::EntryFailed:
  case SystemEvent::ImageGone:
    if (!S.P.owes() || !P.protocols().sides()[S.P.Side].Of->owesIn(S.P.Q))
      return;
    if (S.P.Q == State::Pending)
      return Alarm(ViolationClass::MissingWait);
    return Alarm(Ev == SystemEvent::EntryFailed
                     ? ViolationClass::EntryFailsRegistered
                     : ViolationClass::NeverDeregistered);
  case SystemEvent::Nothing:
    Seen.LiveAtEnd |= S.P.Active && S.P.Q == State::Live &&
                      P.protocols().sides()[S.P.Side].Of->owesIn(State::Live);
    if (S.P.Active && S.P.Q == State::Pending && !P.waitsElsewhere())
      Alarm(ViolationClass::MissingWait);
    return;
  case SystemEvent::OutOfView:
    return callOutOfView(Plan, std::move(S), P.harness(), St, {},
                         P.someFunctionOutOfView().empty()
                             ? llvm::StringRef("the rest of the driver")
                             : P.someFunctionOutOfView());
  case SystemEvent::Offered:
  case SystemEvent::OfferEnds:
  case SystemEvent::DetachBegins:
  case SystemEvent::DetachEnds:
  case SystemEvent::CompletionBegins:
  case SystemEvent::CleanupBegins:
  case SystemEvent::CleanupEnds:
  case SystemEvent::NoCleanup:
    return callBindingEvent(Plan, std::move(S), Ev, At, St);
  }
  Plan.Outcomes.push_back({CallOutcome::Kind::Continue, std::move(S), 0, {}});
}

} // namespace nmr
