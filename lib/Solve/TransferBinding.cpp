//===- TransferBinding.cpp - What becomes of a binding --------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A binding is offered to one routine of the driver and ends in others, which
/// the system calls. They get no handle but the *binding context*: what the
/// driver named the binding by. It is often an object that is the binding's
/// own, and then gone when its cleanup routine may have run.
///
//===----------------------------------------------------------------------===//

#include "Solve/Transfer.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

namespace {
// The slots of Program::binding.
enum Slot : unsigned { Context, Gone };

// Choices at an event; the others are the states that the outcomes lead to.
enum Choice : uint32_t { Unforeseen = NumStates, Unanswered, Leak };
} // namespace

static const Cell *cellOf(const Program &P, const AbstractState &S, Slot At) {
  for (const Cell &C : S.cells({Region::Kind::Global, P.binding()}))
    if (C.Offset == int64_t(At * P.pointerSize()))
      return &C;
  return nullptr;
}

/// The object that the binding is named by.
std::optional<Region> Transfer::contextIn(const AbstractState &S) const {
  if (!S.P.IsBinding)
    return std::nullopt;
  const Cell *C = cellOf(P, S, Context);
  if (!C || C->V.isInt() || C->isFill())
    return std::nullopt;
  std::optional<Location> L = pointee(C->V);
  return L && L->R.K == Region::Kind::Object ? std::optional(L->R)
                                             : std::nullopt;
}

bool Transfer::isGone(const AbstractState &S, Region R) const {
  if (!S.P.IsBinding || S.P.Q != State::Complete || R.K != Region::Kind::Object)
    return false;
  const Cell *C = cellOf(P, S, Gone);
  return C && C->V.isTerm() && C->V.Id == R.Id;
}

/// Whether others than the binding lead to its context.
bool Transfer::isContextShared(const AbstractState &S) const {
  std::optional<Region> R = contextIn(S);
  const Region Own{Region::Kind::Global, P.binding()};
  return S.P.ContextShared || !R || llvm::any_of(S.Cells, [&](const Cell &C) {
           return C.R != *R && C.R != Own && C.R.K != Region::Kind::Local &&
                  ((C.V.isPointer() && C.V.R == *R) ||
                   C.V == Value::term(R->Id));
         });
}

/// The system may keep what it is passed.
void Transfer::shareContext(AbstractState &S,
                            llvm::ArrayRef<Argument> Args) const {
  // Before it names the binding, too: any object may come to do so.
  if (S.P.In != Verb::Offer && !contextIn(S))
    return;
  S.P.ContextShared |= llvm::any_of(Args, [&](const Argument &A) {
    if (A.IsRecord || A.V.isInt())
      return false;
    const bool IsObject =
        A.V.isTerm() ? T.isSymbol(A.V.Id) && T[A.V.Id].From == Origin::NewObject
                     : A.V.isPointer() && A.V.R.K == Region::Kind::Object;
    return IsObject;
  });
}

/// The object that is gone with the binding whose handle is \p Handle: its
/// context or, if it is only taken to be the followed one, the object in which
/// the handle lies, where contexts have it.
std::optional<TermId> Transfer::objectOf(const AbstractState &S,
                                         const Value &Handle) const {
  const std::optional<Region> Context = contextIn(S);
  if (!Context)
    return std::nullopt;
  if (Handle.K != Value::Kind::WeakHandle)
    return Context->Id;
  auto IsOfContexts = [&](EntityId Field) {
    return llvm::any_of(S.cells(*Context), [&](const Cell &C) {
      return C.Field == Field && C.V.K == Value::Kind::Handle;
    });
  };
  llvm::SmallVector<TermId, 2> Objects;
  for (const Cell &C : S.Cells)
    if (C.V == Handle && C.R.K == Region::Kind::Object &&
        IsOfContexts(C.Field) && !llvm::is_contained(Objects, C.R.Id))
      Objects.push_back(C.R.Id);
  return Objects.size() == 1 ? std::optional(Objects.front()) : std::nullopt;
}

/// From now on, what lies at \p At is the handle of the followed binding.
/// Answers whether it lies anywhere.
bool Transfer::knowHandle(AbstractState &S, FunctionId F, const Operand &At) {
  if (At.K != Operand::Kind::Load)
    return false;
  std::optional<Location> L = locate(S, F, At.P);
  if (!L || L->Imprecise)
    return false;
  S.store(L->R, L->Offset, At.P.Size, Value::handle(), L->Field);
  return true;
}

void Transfer::callOnBinding(CallPlan &Plan, AbstractState S, Position At,
                             const Statement &St, const ProtocolFunction &PF,
                             llvm::ArrayRef<Argument> Args) {
  const Region Own{Region::Kind::Global, P.binding()};
  const Value Handle = Args[PF.HandleParam].V;
  writeArguments(S, St, Args);
  // The peer filled them, and no routine of the driver.
  for (const auto &[I, W] : llvm::enumerate(St.Writes))
    if (W && W.Bytes <= 8 && I < Args.size() && !Args[I].IsRecord)
      if (std::optional<Location> L = pointee(Args[I].V);
          L && !L->Imprecise && L->R.K == Region::Kind::Global)
        S.store(L->R, L->Offset, W.Bytes, T.fresh(Origin::Outside), L->Field);
  // What the run follows need not be a binding.
  if (!Handle.isHandle() || !S.P.Active) {
    Value R = status(S, answersOf(PF), Origin::OtherStatus);
    return answer(Plan, std::move(S), At.F, St, R, NumStates);
  }
  bool Weak = Handle.K == Value::Kind::WeakHandle;
  if (S.P.Side != PF.Side || !S.P.IsBinding)
    return advance(Plan, S, At, St, PF, Weak, 0);
  if (PF.V == Verb::Attach)
    S.store(Own, Context * P.pointerSize(), P.pointerSize(),
            Args[PF.ContextParam].V);
  if (PF.V == Verb::Complete) {
    if (const std::optional<TermId> Object = objectOf(S, Handle);
        Object && !cellOf(P, S, Gone))
      S.store(Own, Gone * P.pointerSize(), P.pointerSize(),
              Value::term(*Object));
    // Whichever binding it is of, that is the one that is completed now.
    if (Weak && S.P.Q == State::Pending)
      Weak = !knowHandle(S, At.F, St.Args[PF.HandleParam]);
  }
  advance(Plan, S, At, St, PF, Weak, 0);
}

/// \p Pointer is freed.
void Transfer::freeOfBinding(AbstractState &S, const Value &Pointer) const {
  if (Pointer.isInt())
    return;
  std::optional<Location> L = pointee(Pointer);
  if (!L)
    return;
  S.P.TouchedGone |= isGone(S, L->R);
  if (contextIn(S) != L->R)
    return;
  S.P.ContextFreed = true;
  S.P.TouchedGone |= S.P.In == Verb::Detach;
}

/// A routine of verb \p V has answered: its first argument in the harness's
/// statement \p St.
void Transfer::routineAnswers(CallPlan &Plan, AbstractState S, Position At,
                              const Statement &St, Verb V) {
  const Protocol &Proto = *P.protocols().sides()[Site.Callee->Side].Of;
  const Value Answer = evaluate(S, At.F, St.Args[0]);
  const IntSet Range = S.range(T, Answer);
  // Nobody looked at it, so nobody knows. Others may have stored it before the
  // binding's life began, or the program had it from the start.
  const bool Unknown = Answer.isTerm() && T.isSymbol(Answer.Id) &&
                       (T[Answer.Id].From == Origin::Outside ||
                        T[Answer.Id].From == Origin::Guess) &&
                       IntSet::ofType({32, true}).isSubsetOf(Range);
  auto Go = [&](AbstractState Next, State To) {
    Next.P.Q = To;
    Next.P.In = Verb::Register;
    if (V == Verb::Detach && To == State::Pending && Proto.owesIn(To) &&
        evaluate(Next, At.F, St.Args[1]).isInt(1) && !Unknown)
      return Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, std::move(Next),
                                      Unanswered,
                                      ViolationClass::DetachProtocol});
    Plan.Outcomes.push_back({CallOutcome::Kind::Continue, std::move(Next),
                             uint32_t(To), ViolationClass::DetachProtocol});
  };
  IntSet Left = IntSet::ofType({32, true});
  for (unsigned To = 0; To < NumStates; ++To) {
    IntSet Answers = IntSet::empty();
    for (const Outcome &O : Proto.Outcomes)
      if (O.V == V && O.From == S.P.Q && unsigned(O.To) == To)
        Answers = Answers.unite(IntSet::range(O.Low, O.High));
    if (Answers.isEmpty())
      continue;
    Left = Left.intersect(Answers.complement());
    AbstractState Next = S;
    if (Next.assume(T, Answer, Answers))
      Go(std::move(Next), State(To));
  }
  std::optional<ViolationClass> Class = Proto.misuse(V, S.P.Q);
  if (Class && !Unknown && S.assume(T, Answer, Left))
    Plan.Outcomes.push_back(
        {CallOutcome::Kind::Alarm, std::move(S), Unforeseen, *Class});
}

void Transfer::callBindingEvent(CallPlan &Plan, AbstractState S, SystemEvent Ev,
                                Position At, const Statement &St) {
  const Region Own{Region::Kind::Global, P.binding()};
  auto Name = [&](Value V) {
    S.store(Own, Context * P.pointerSize(), P.pointerSize(), V);
  };
  auto Leaks = [&] {
    std::optional<Region> R = contextIn(S);
    return R && T.isSymbol(R->Id) && T[R->Id].From == Origin::NewObject &&
           !S.P.ContextFreed && !isContextShared(S) &&
           !S.range(T, Value::term(R->Id)).contains(0);
  };
  auto Alarm = [&](ViolationClass C) {
    Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, S, Leak, C});
  };
  switch (Ev) {
  case SystemEvent::Offered:
    if (!isSite(At))
      return;
    Seen.Began = true;
    S.P.Active = S.P.IsBinding = true;
    S.P.Side = Site.Callee->Side;
    S.P.In = Verb::Offer;
    Name(Value::integer(0));
    if (evaluate(S, At.F, St.Args[0]).isInt(0)) {
      // What had it attached is not in view.
      S.P.Q = State::Live;
      const Value Some = T.fresh(Origin::Guess);
      S.assume(T, Some, IntSet::of(0).complement());
      Name(Some);
    }
    // It never will be, if it is 0 now.
    if (evaluate(S, At.F, St.Args[1]).isInt(0))
      S.store(Own, Gone * P.pointerSize(), P.pointerSize(), Value::integer(0));
    return answer(Plan, std::move(S), At.F, St, Value::handle(), 0);
  case SystemEvent::OfferEnds:
    if (St.Args.size() > 1)
      Name(evaluate(S, At.F, St.Args[1]));
    if (S.P.Q == State::Failed && Leaks()) {
      AbstractState Refused = S;
      if (Refused.assume(
              T, evaluate(Refused, At.F, St.Args[0]),
              IntSet::range(std::numeric_limits<int32_t>::min(), -1)))
        Plan.Outcomes.push_back({CallOutcome::Kind::Alarm, std::move(Refused),
                                 Leak, ViolationClass::AttachProtocol});
    }
    return routineAnswers(Plan, std::move(S), At, St, Verb::Offer);
  case SystemEvent::DetachBegins:
    if (S.P.Q != State::Live)
      return;
    S.P.In = Verb::Detach;
    break;
  case SystemEvent::DetachEnds:
    return routineAnswers(Plan, std::move(S), At, St, Verb::Detach);
  case SystemEvent::CompletionBegins:
    if (S.P.Q != State::Pending)
      return;
    break;
  case SystemEvent::CleanupBegins:
    S.P.In = Verb::Cleanup;
    break;
  case SystemEvent::CleanupEnds:
    (S.P.ContextFreed ? Seen.ContextFreed : Seen.ContextKept) = true;
    return;
  case SystemEvent::NoCleanup:
    if (S.P.Q == State::Settled && Leaks())
      Alarm(ViolationClass::AttachProtocol);
    return;
  default:
    llvm_unreachable("no event of a binding");
  }
  Plan.Outcomes.push_back({CallOutcome::Kind::Continue, std::move(S), 0, {}});
}

} // namespace nmr
