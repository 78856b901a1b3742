//===- TransferProtocol.cpp - The effect of a protocol call ---------------===//
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
// Why two lives of one name are not told apart.
constexpr llvm::StringLiteral NotCounted =
    "it may begin again before it has ended, which is not counted";

// The slots of Program::choice.
enum Slot : unsigned { Own, Marker, FirstOther };
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
                                             const Location &L, uint64_t Size) {
  if (L.Imprecise)
    return std::nullopt;
  Value Old = S.load(T, L.R, L.Offset, Size, L.Field);
  bool Unknown = Old.isTerm() && T.isSymbol(Old.Id) &&
                 T[Old.Id].From == Origin::Outside && S.range(T, Old).isFull();
  if (!Old.isInt() && !Unknown)
    return std::nullopt;
  Value Dead = S.symbolIn(T, S.range(T, Old), Origin::Inside);
  storeTo(S, L, Size, Dead);
  return Dead;
}

/// What the calls of \p PF can answer, or those that lead to \p To.
IntSet Transfer::answersOf(const ProtocolFunction &PF,
                           std::optional<State> To) const {
  IntSet Set = IntSet::empty();
  for (const Outcome &O : P.protocols().of(PF).Outcomes)
    if (O.V == PF.V && (!To || O.To == *To))
      Set = Set.unite(IntSet::range(O.Low, O.High));
  return Set;
}

/// What the followed registration was named by, if the caller chose that, or
/// what else is kept beside it.
Value Transfer::loadChoice(AbstractState &S, unsigned Slot) {
  return S.load(T, {Region::Kind::Global, P.choice()}, Slot * P.pointerSize(),
                P.pointerSize());
}

void Transfer::storeChoice(AbstractState &S, unsigned Slot, Value V) {
  S.store({Region::Kind::Global, P.choice()}, Slot * P.pointerSize(),
          P.pointerSize(), V);
}

/// The slot of a registration that is not followed and is certainly named by
/// \p Choice.
std::optional<unsigned> Transfer::findOther(AbstractState &S,
                                            const Value &Choice) {
  if (Choice.isInt()) // none
    return std::nullopt;
  for (unsigned I = FirstOther; I != FirstOther + Program::NumOthers; ++I)
    if (S.evaluate(T, Op::Eq, Choice, loadChoice(S, I), {64, false}, 0)
            .isInt(1))
      return I;
  return std::nullopt;
}

void Transfer::callRegister(CallPlan &Plan, AbstractState S, Position At,
                            const Statement &St, const ProtocolFunction &PF,
                            llvm::ArrayRef<Argument> Args) {
  const bool Written = PF.Handle == HandleIs::Written,
             Returned = PF.Handle == HandleIs::Returned;
  const Value Param = PF.hasHandleParam() ? Args[PF.HandleParam].V : Value();
  // Nobody asked for the handle.
  const bool Dropped = Written && PF.Optional && Param.isInt(0);
  std::optional<Location> L;
  if (Written && !Dropped && !(L = pointee(Param)))
    return;
  const uint64_t Size = P.handleSize(&PF);
  const IntSet Fails = answersOf(PF, State::Failed),
               Succeeds = answersOf(PF, State::Live);
  auto Success = [&](AbstractState &In) {
    std::optional<int64_t> One = Succeeds.single();
    return One ? Value::integer(*One) : status(In, Succeeds);
  };
  auto Begin = [&](AbstractState &In, State Q) {
    In.P.Active = true;
    In.P.Q = Q;
    In.P.Side = PF.Side;
    In.P.BornHere = In.P.InCallback;
    if (PF.Chosen) {
      storeChoice(In, Own, Param);
      storeChoice(In, Marker, Value::handle());
    }
  };
  if (isSite(At) && !S.P.Active) {
    Seen.Began = true;
    AbstractState Live = S;
    Begin(Live, State::Live);
    if (L)
      storeTo(Live, *L, Size, Value::handle());
    Live.P.HeldUnknown |= Dropped;
    if (Site.FollowsTied)
      Ties.begin(Live, St, Args);
    Value Result = Returned ? Value::handle() : Success(Live);
    const bool Again = PF.Chosen && findOther(S, Param);
    if (Again)
      Seen.Escapes.insert(NotCounted.str());
    else
      answer(Plan, std::move(Live), At.F, St, Result, FollowedLive);

    // The variable keeps what it had. If that is unknown, it is no handle.
    AbstractState Failed = S;
    Begin(Failed, State::Failed);
    if (Again) // The name is still the other's.
      storeChoice(Failed, Own, Value::integer(0));
    if (L)
      if (std::optional<Value> Dead = leftByFailure(Failed, *L, Size))
        Failed.P.FailedHandle = Dead->Id;
    Result = Returned ? Value::integer(0) : status(Failed, Fails);
    answer(Plan, std::move(Failed), At.F, St, Result, FollowedFailed);
  }
  // Another registration, or another run of this call.
  Seen.Several |= isSite(At) && S.P.owes();
  AbstractState Other = S;
  if (!PF.Chosen || !isFollowed(S, PF) || beginAgain(Plan, Other, Param)) {
    Value New = T.fresh(Origin::OtherHandle);
    if (L)
      storeTo(Other, *L, Size, New);
    if (followsLock())
      Registered.begin(Other, New, routinesPassed(P, Other, PF, St, Args));
    if (PF.Chosen && isOfInterest(PF) && !S.P.Active)
      for (unsigned I = FirstOther; I != FirstOther + Program::NumOthers; ++I)
        if (loadChoice(Other, I).isInt(0)) {
          storeChoice(Other, I, Param);
          break;
        }
    Value Result = Returned ? New : Success(Other);
    answer(Plan, std::move(Other), At.F, St, Result, OtherSucceeds);
  }
  if (L)
    leftByFailure(S, *L, Size);
  if (followsLock())
    Registered.selectNone(S);
  Value Result = Returned ? Value::integer(0) : status(S, Fails);
  answer(Plan, std::move(S), At.F, St, Result, OtherFails);
}

/// Another registration begins, by a choice that may have named the followed
/// one. Answers whether that can be followed.
bool Transfer::beginAgain(CallPlan &Plan, AbstractState &S,
                          const Value &Choice) {
  const Value Same =
      S.evaluate(T, Op::Eq, Choice, loadChoice(S), {64, false}, 0);
  if (Same.isInt(0))
    return true;
  if (S.P.owes()) {
    // Nobody knows yet whether they are the same; most likely they are not.
    if (!Same.isInt())
      return true;
    escape(S, NotCounted.str(), "this call");
    return false;
  }
  // From here on, it names the new one.
  storeChoice(S, Own, Value::integer(0));
  return true;
}

void Transfer::callOnChosen(CallPlan &Plan, AbstractState S, Position At,
                            const Statement &St, const ProtocolFunction &PF,
                            const Value &Choice) {
  auto Other = [&](AbstractState In) {
    Value R = status(In, answersOf(PF));
    answer(Plan, std::move(In), At.F, St, R, OtherHandle);
  };
  if (!S.P.Active && isOfInterest(PF) && PF.V == Verb::Deregister)
    if (std::optional<unsigned> I = findOther(S, Choice))
      storeChoice(S, *I, Value::integer(0));
  if (!isFollowed(S, PF))
    return Other(std::move(S));
  const IntType Type{64, false};
  const Value Name = loadChoice(S);
  const Value Same = S.evaluate(T, Op::Eq, Choice, Name, Type, 0);
  if (Same.isInt(1))
    return advance(Plan, S, At, St, PF, /*Weak=*/false, Advance);
  if (Same.isInt())
    return Other(std::move(S));
  AbstractState Is = S;
  // If it says nothing of this one, it is as good as another's.
  if (!P.protocols().of(PF).hasOutcome(PF.V, S.P.Q))
    return Other(std::move(S));
  if (Is.assumeCompare(T, Op::Eq, Choice, Name, Type, true)) {
    Seen.MayBeDeregistered |= PF.V == Verb::Deregister;
    advance(Plan, Is, At, St, PF, /*Weak=*/true, Advance);
  }
  if (S.assumeCompare(T, Op::Eq, Choice, Name, Type, false)) {
    S.P.MaybeMoved |= S.P.owes();
    Other(std::move(S));
  }
}

void Transfer::callOnAny(CallPlan &Plan, AbstractState S, Position At,
                         const Statement &St, const ProtocolFunction &PF) {
  if (isFollowed(S, PF) && P.protocols().of(PF).hasOutcome(PF.V, S.P.Q)) {
    Seen.MayBeDeregistered |= PF.V == Verb::Deregister;
    Seen.MayBeWaitedFor |= PF.V == Verb::Wait;
    Seen.Unsaid = PF.Name.str();
    advance(Plan, S, At, St, PF, /*Weak=*/true, Advance);
    S.P.MaybeMoved |= S.P.owes();
  }
  Value R = status(S, answersOf(PF));
  answer(Plan, std::move(S), At.F, St, R, OtherHandle);
}

void Transfer::advance(CallPlan &Plan, const AbstractState &S, Position At,
                       const Statement &St, const ProtocolFunction &PF,
                       bool Weak, uint32_t ChoiceBase) {
  const Protocol &Proto = P.protocols().of(PF);
  if (Weak && PF.Side != S.P.Side)
    return answer(Plan, S, At.F, St, T.fresh(Origin::Inside), OtherHandle);
  const Protocol &Its = *P.protocols().sides()[S.P.Side].Of;
  if (!Its.isConfusedWith(Proto))
    return answer(Plan, S, At.F, St, T.fresh(Origin::Inside), OtherHandle);
  if (PF.Side != S.P.Side) {
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S, Misused,
                             &Its == &Proto
                                 ? ViolationClass::KindMismatch
                                 : ViolationClass::BindingConfusion});
    return;
  }
  // If what was moved before was another registration, this one is still live.
  if (S.P.MovedWeakly && !Weak && PF.V == Verb::Deregister) {
    AbstractState Live = S;
    Live.P.Q = State::Live;
    Live.P.MovedWeakly = false;
    return advance(Plan, Live, At, St, PF, Weak, ChoiceBase);
  }
  // A second wait may follow a deregistration out of view.
  const bool MayFollow = S.P.BornInWait && PF.V == Verb::Wait;
  if (std::optional<ViolationClass> Class = Proto.misuse(PF.V, S.P.Q);
      Class && !Weak && !S.P.MovedWeakly && !MayFollow) {
    // A wait that has nothing to wait for returns at once, and changes nothing.
    if (PF.V == Verb::Wait && S.P.Q == State::Live)
      answer(Plan, S, At.F, St, T.fresh(Origin::Inside), OtherHandle);
    Plan.Outcomes.push_back(
        {CallOutcome::Kind::Alarm, S, Misused,
         S.P.BornInWait ? ViolationClass::WaitWithoutDeregister : *Class});
    return;
  }
  if (For == Aim::Advice && PF.V == Verb::Wait && !Weak && !S.P.MovedWeakly) {
    if (S.P.Q == State::Complete)
      Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S,
                               CallOutcome::Advised,
                               ViolationClass::UnconditionalWait});
    if (S.P.Q == State::Refused)
      Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S,
                               CallOutcome::Advised,
                               ViolationClass::WaitResultIgnored});
  }
  // The interrupted routine goes on with what it knew, and misuse through such
  // a handle is not seen.
  if (Weak && S.P.Nested && PF.V == Verb::Deregister && S.P.Q == State::Live)
    Seen.Escapes.insert("'" + P.nameOf(At.F) +
                        "' may deregister it before a call returns");
  if (S.P.InCallback && !S.P.BornHere) {
    const std::string &Name = P.nameOf(At.F);
    if (PF.V == Verb::Deregister && S.P.Q == State::Live)
      Seen.DeregisteredIn.insert(Name);
    if (PF.V == Verb::Wait && S.P.Q == State::Pending)
      Seen.WaitedForIn.insert(Name);
  }
  // The deregistration ends when this callback has returned.
  if (PF.V == Verb::Wait && S.P.Q == State::Pending && S.P.InOwnCallback &&
      !Weak && !S.P.MovedWeakly)
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S, Deadlocks,
                             ViolationClass::WaitInOwnCallback});
  if (!Weak)
    runMeanwhile(Plan, S, PF);
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
    if (Site.FollowsTied && !Next.P.owes())
      Ties.end(Next);
    Next.P.MovedHere = S.P.InCallback;
    Next.P.MovedWeakly |= Weak;
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
  if (followsLock())
    Registered.select(S, Handle);
  if (Handle.isHandle() && S.P.Active) {
    if (Handle.K == Value::Kind::WeakHandle) {
      Seen.MayBeDeregistered |= PF.V == Verb::Deregister;
      Seen.MayBeWaitedFor |= PF.V == Verb::Wait;
    }
    advance(Plan, S, At, St, PF, Handle.K == Value::Kind::WeakHandle, Advance);
    return;
  }
  bool Here = isSite(At) && !S.P.Active;
  const IntSet Range = S.range(T, Handle);
  const std::optional<int64_t> Constant = Range.single();
  // Whatever the site: what a run of its own for this call could begin with.
  // INVALID_HANDLE_VALUE says "none", too.
  bool MayBeNull =
      Handle.isInt() ||
      (Handle.isTerm() && !Range.intersect(IntSet::range(-1, 0)).isEmpty());
  bool Foreign = Handle.isTerm() && (!T.isSymbol(Handle.Id) ||
                                     T[Handle.Id].From == Origin::Outside ||
                                     T[Handle.Id].From == Origin::Guess);
  // The address of a variable converts to a handle without a word.
  bool IsAddress = Handle.isPointer() && Handle.R.K != Region::Kind::Object;
  if (!S.P.Active && (MayBeNull || Foreign || IsAddress || Constant))
    Seen.Candidates.insert(At);

  Seen.MayBeNull |= Here && Handle.isTerm() && MayBeNull;
  if (S.P.Active && S.P.Q == State::Failed && Handle.isTerm() &&
      Handle.Id == S.P.FailedHandle) {
    // Known to be what was there before, or never looked at.
    IntSet R = S.range(T, Handle);
    if (R.isFull() || R.single()) {
      advance(Plan, S, At, St, PF, false, Advance);
      return;
    }
  }
  if (Constant || IsAddress) {
    // NULL, a sentinel, or what never was a handle. NULL brings the machine
    // down at a deregistration, and is refused at a wait.
    bool Follows = PF.V == Verb::Wait && S.P.Faulted;
    S.P.Faulted |= PF.V == Verb::Deregister;
    std::optional<ViolationClass> Class =
        P.protocols().of(PF).misuse(PF.V, State::Failed);
    if (Here && !Follows && Class) {
      Seen.Began = true;
      // In a callback, it may be so only until another one has run.
      S.P.Active = true;
      S.P.Q = State::Failed;
      S.P.Side = PF.Side;
      S.P.BornHere = S.P.InCallback && !P.hasEntry();
      Plan.Outcomes.push_back(
          {CallOutcome::Kind::Alarm, std::move(S), Misused, *Class});
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
        Value R = status(Begin, answersOf(PF));
        answer(Plan, std::move(Begin), At.F, St, R,
               BeginAndAdvance + unsigned(State::Settled));
      }
    }
  }
  if (S.P.Active && Foreign && PF.Side == S.P.Side) {
    Seen.MayBeDeregistered |= PF.V == Verb::Deregister && S.P.Q == State::Live;
    Seen.MayBeWaitedFor |= PF.V == Verb::Wait && S.P.Q == State::Pending;
    S.P.MaybeMoved |=
        S.P.Q == (PF.V == Verb::Wait ? State::Pending : State::Live);
  }
  // From here on it is another registration's.
  if (PF.V == Verb::Deregister && Foreign && T.isSymbol(Handle.Id) &&
      S.assume(T, Handle, IntSet::range(-1, 0).complement()))
    S.bind(T, Handle.Id, T.fresh(Origin::OtherHandle));
  Value R =
      status(S, answersOf(PF),
             PF.V == Verb::Deregister ? Origin::OtherStatus : Origin::Inside);
  answer(Plan, std::move(S), At.F, St, R, OtherHandle);
}

} // namespace nmr
