//===- Solve.cpp - Verdicts for a link unit -------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Solve.h"
#include "Solve/Advice.h"
#include "Solve/Bindings.h"
#include "Solve/Completion.h"
#include "Solve/Lifetimes.h"
#include "Solve/Mend.h"
#include "Solve/Parallel.h"
#include "Solve/Program.h"
#include "Solve/Simulation.h"
#include "Solve/Slice.h"
#include "Solve/Witness.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <limits>

namespace nmr {

// How many states of one join key stay apart, attempt by attempt. The first is
// property simulation proper and decides nearly everything; the others keep
// apart what it could not tell.
static constexpr unsigned Attempts[] = {1, 16, 128};

// What a link unit may cost, in multiples of what one registration may: a unit
// with thousands of hard registrations gets an answer in minutes, not days.
static constexpr uint64_t MaxStepsOfUnit = 10;

// A statement on a path that is walked alone costs less than one that is
// simulated, and a path passes through much that doesn't matter.
static constexpr uint64_t WalkPerStep = 2;

namespace {

/// Whether a run with more disjuncts would show nothing new.
bool isLast(const Simulation &Run, unsigned Disjuncts) {
  return !Run.joined() || Disjuncts == Attempts[std::size(Attempts) - 1];
}

/// Judges the registration (or the obligation) of one site.
class Judge {
public:
  Judge(const Program &P, Program::Site Site, const SolveOptions &O)
      : P(P), Site(Site), Options(O), WalkLeft(WalkPerStep * O.MaxSteps) {
    const Statement &St = call();
    V.Where = St.Where;
    const Position At{Site.F, Site.Block, Site.Index};
    if (!protocol().Listed)
      V.Of = About::Held;
    if (isRoutine()) {
      V.Where = P.function(routine()).Where;
      V.Handle = P.nameOf(routine());
    } else
      V.Handle = Site.Callee->hasHandleParam()
                     ? describe(P, At, St.Args[Site.Callee->HandleParam],
                                /*Pointee=*/Site.Callee->V == Verb::Register)
                     : describeResult(P, At);
    V.Side = P.protocols().sides()[Site.Callee->Side].Name.str();
    V.Subject = V.Side;
    if (!protocol().Noun.empty())
      V.Subject += " " + protocol().Noun.str();
    V.Rule = protocol().Rule;
    V.Function = isRoutine() ? V.Handle : P.nameOf(Site.F);
    V.Obligation = Site.Callee->V != Verb::Register;
    V.WaitObligation = Site.Callee->V == Verb::Wait;
  }

  /// \p Budget: what all registrations together may still cost.
  Verdict run(uint64_t Budget);
  /// The steps that were simulated.
  uint64_t spent() const { return Spent; }
  /// Tries to settle it on \p Part, which holds all that matters to it. Nothing
  /// if that fails; the whole program knows more.
  /// \p LeavesOut: whether the part leaves out such a call with a handle that
  /// may be this one.
  using LeftOut = llvm::function_ref<bool(Verb)>;
  std::optional<Verdict> runOn(const Slice::Part &Part, LeftOut LeavesOut,
                               uint64_t MaxSteps);
  /// Tries to prove it on \p Part, of which not every path is one of the
  /// program. Nothing if that fails.
  std::optional<Verdict> proveOn(const Slice::Part &Part, uint64_t MaxSteps);
  /// Looks for violations on such a part. Nothing if there are none that are
  /// shown by a path of the program.
  std::optional<Verdict> accuseOn(const Slice::Part &Part, LeftOut LeavesOut,
                                  uint64_t MaxSteps);
  /// Tries to settle it on what it needs, with all fields. Nothing if that
  /// fails.
  std::optional<Verdict> runOnSmall(const Slice &Parts,
                                    const Slice::Part &Small);
  /// The same without the fields that don't matter, in so many steps an
  /// attempt.
  std::optional<Verdict> runOnFields(const Slice &Parts, uint64_t MaxSteps,
                                     size_t Most);
  /// What was concluded so far; before a run, only what the call says.
  const Verdict &known() const { return V; }
  /// The following began on some path.
  bool wasReached() const { return Reached; }

private:
  const Statement &call() const {
    return P.function(Site.F).Blocks[Site.Block].Body[Site.Index];
  }
  /// What is held is the IRQL at which the system calls a routine.
  bool isRoutine() const { return Site.F == P.harness(); }
  FunctionId routine() const {
    return P.definition(P.function(Site.F)
                            .Blocks[Site.Block]
                            .Body[Site.Index + 1]
                            .callee()
                            .entity());
  }
  /// Of several registrations that have the same callbacks, it is not known
  /// which one a callback runs for.
  bool hasOwnCallbacks() const {
    return llvm::count_if(P.sites(), [&](const Program::Site &S) {
             return S.Callee->V == Verb::Register &&
                    S.Callee->Side == Site.Callee->Side;
           }) == 1;
  }
  std::string heldSubject() const;
  bool mustNotWait() const;
  void describeHeld(Finding &F, const Statement &Call, const Witness &W) const;
  std::string suppression(const Alarm &A, const Simulation &Run) const;
  const Protocol &protocol() const { return P.protocols().of(*Site.Callee); }
  std::string subject() const { return V.Subject + " '" + V.Handle + "'"; }
  llvm::StringRef functionFor(Verb Wanted) const {
    return P.protocols().functionFor(Wanted, Site.Callee->Side);
  }
  /// What happens at \p At in the harness; nothing if a routine is called.
  std::optional<SystemEvent> eventAt(Position At) const {
    if (At.Index == NoId)
      return std::nullopt;
    const Operand &Callee =
        P.function(At.F).Blocks[At.Block].Body[At.Index].callee();
    if (Callee.K != Operand::Kind::Function)
      return std::nullopt;
    return P.event(Callee.entity());
  }
  Finding makeFinding(const Alarm &A, Witness W) const;
  /// What became of the alarms of a run: the confirmed ones are findings.
  struct Outcome {
    bool Unconfirmed = false;
    std::string Doubt; ///< Why one may be real, but is not one to report.
  };
  using PathTo = llvm::function_ref<std::optional<AlarmPath>(const Alarm &)>;
  Outcome confirm(const Simulation &Run, PathTo Path);
  std::string inOrder(const AlarmPath &To) const;
  void conclude(const Simulation &Run, const Outcome &O);
  bool mayEndElsewhere(LeftOut LeavesOut) const;
  static bool isOfKind(const Alarm &A) {
    return A.Class == ViolationClass::KindMismatch ||
           A.Class == ViolationClass::BindingConfusion;
  }
  static bool isOrder(const Alarm &A) {
    return A.On == Reliance::Order && !isWrongInAnyOrder(A.Class);
  }
  /// Whether a finer attempt shows nothing that matters: it has no alarm where
  /// a coarse one has none, and what an alarm's order rests on is not joined.
  bool isSettled(const Simulation &Run) const {
    return !Run.seen().RoutinesUnknown &&
           (Options.ViolationsOnly || !V.isRegistration()) &&
           llvm::all_of(Run.alarms(), isOrder);
  }

  const Program &P;
  Program::Site Site;
  const SolveOptions &Options;
  Verdict V;
  bool Reached = false;
  bool UnitLimits = false; ///< The unit's budget is what is left.
  uint64_t Spent = 0;
  uint64_t WalkLeft; ///< Statements that completing may still walk.
};

/// Why an alarm that may be real is not one to report; empty if it is.
std::string Judge::suppression(const Alarm &A, const Simulation &Run) const {
  const Observations &Seen = Run.seen();
  bool Wait = A.Class == ViolationClass::MissingWait;
  if (isOrder(A))
    return "it depends on which callbacks the system runs, and in which order";
  switch (A.On) {
  case Reliance::Nothing:
  case Reliance::Order:
    break;
  case Reliance::Guess:
    return "it depends on which object is written through a pointer, or on "
           "the state of one of the system's objects";
  case Reliance::OtherHandle:
    if (isOfKind(A))
      break;
    if (!Seen.Unsaid.empty())
      return Seen.Unsaid +
             " may be called for it: it does not say so by its handle";
    return (Wait ? functionFor(Verb::Wait) : functionFor(Verb::Deregister))
               .str() +
           " is called with a handle that may be this one";
  }
  // Who waits for ever, unless somebody else does meanwhile what is missing.
  if (A.Class == ViolationClass::ClosedWhileHeld &&
      !Seen.DeregisteredIn.empty())
    return "'" + *Seen.DeregisteredIn.begin() +
           "' may end it, and whether the system calls that in time is not "
           "known";
  // Callbacks play no part before the entry has returned.
  if (A.At.F != P.harness() || eventAt(A.At) == SystemEvent::EntryFailed)
    return "";
  const std::set<std::string> &In =
      Wait ? Seen.WaitedForIn : Seen.DeregisteredIn;
  if (!In.empty())
    return "'" + *In.begin() + "' may " + (Wait ? "wait for" : "deregister") +
           " it, and whether the system calls that before unload is not known";
  // What a routine does once it need not wait any more was not seen.
  for (FunctionId F : Run.stuck())
    if (Run.program().info(F).calls(Wait ? Verb::Wait : Verb::Deregister))
      return "'" + Run.program().nameOf(F) + "' may " +
             (Wait ? "wait for" : "deregister") +
             " it when something changes that it waits for in a loop";
  if (Wait ? Seen.MayBeWaitedFor : Seen.MayBeDeregistered)
    return (Wait ? functionFor(Verb::Wait) : functionFor(Verb::Deregister))
               .str() +
           " is called with a handle that may be this one";
  return "";
}

/// Whether a deregistration may be under way where nobody may wait for it: in a
/// routine that it waits for, or with something held.
bool Judge::mustNotWait() const {
  return !P.heldSites().empty() ||
         llvm::any_of(P.handedToProtocols(), [&](FunctionId F) {
           return P.reaches(F, Verb::Deregister);
         });
}

/// What is held, as messages have it.
std::string Judge::heldSubject() const {
  if (isRoutine())
    return "'" + V.Handle + "'";
  return Site.Callee->hasHandleParam() ? V.Side + " '" + V.Handle + "'"
                                       : "the " + V.Side;
}

/// Of what must not be called with something held, or waits for itself.
void Judge::describeHeld(Finding &F, const Statement &Call,
                         const Witness &W) const {
  F.Where = Call.Where;
  const std::string Called =
      "'" + P.unit().entity(Call.callee().entity()).Name + "'";
  switch (F.Class) {
  case ViolationClass::Irql: {
    const std::string At = irqlName(W.Level);
    F.Message = Called + " is called at " + At + ", ";
    if (isRoutine())
      F.Message += "at which the system calls " + heldSubject();
    else if (Site.Callee->Annotation)
      F.Message += "as '" + Site.Callee->Name.str() + "' says";
    else if (Site.Callee->hasHandleParam())
      F.Message += "with " + heldSubject() + " held";
    else
      F.Message += "to which '" + Site.Callee->Name.str() + "' raises it";
    F.Message += "; " + irqlName(W.Highest) + " is the highest that it allows";
    F.Remedy =
        isRoutine() || Site.Callee->Annotation
            ? "leave it to a work item or a thread"
        : Site.Callee->hasHandleParam()
            ? "release the " + V.Side + " before the call"
            : "call it before the IRQL is raised, or after it is lowered";
    return;
  }
  case ViolationClass::LockAcrossCall:
    F.Where = W.Interrupted;
    F.Message = "'" + W.InterruptedCall + "' is called with " + heldSubject() +
                " held, for which its callback '" + W.Callback +
                "' waits before the call returns";
    F.Remedy = "release the " + V.Side + " before the call";
    return;
  default:
    F.Message = Called + " waits for " + subject() + " in its own callback '" +
                W.Callback + "', for whose return it waits";
    F.Remedy = "deregister and wait in the unload routine, or in a thread of "
               "its own";
  }
}

Finding Judge::makeFinding(const Alarm &A, Witness W) const {
  Finding F;
  F.Class = A.Class;
  F.Where = V.Where;
  bool EntryFails = false, Nothing = false, AtEnd = A.At.F == P.harness();
  if (AtEnd) {
    std::optional<SystemEvent> Ev = eventAt(A.At);
    EntryFails = Ev == SystemEvent::EntryFailed;
    Nothing = Ev == SystemEvent::Nothing;
  }
  if (AtEnd)
    F.MendAt = W.LastReturn;
  std::string When = EntryFails ? "when '" + W.LastRoutine + "' fails"
                     : AtEnd    ? "when the driver is unloaded"
                                : "when the last copy of its handle is lost";
  std::string Name = "'" + V.Handle + "'";
  std::string WaitCall = functionFor(Verb::Wait).str(),
              DeregisterCall = functionFor(Verb::Deregister).str();
  const bool Waits = !WaitCall.empty();
  const std::string Begun = protocol().Begun.str();
  const Statement *Misused = nullptr;
  if (!AtEnd && A.At.Index != NoId)
    Misused = &P.function(A.At.F).Blocks[A.At.Block].Body[A.At.Index];
  auto MisusedName = [&] {
    return Misused && Misused->callee().K == Operand::Kind::Function
               ? "'" + P.unit().entity(Misused->callee().entity()).Name + "'"
               : std::string("what the pointer leads to");
  };

  switch (A.Class) {
  case ViolationClass::NeverDeregistered:
    F.Message = subject() + " may still be live " + When;
    F.Remedy = "call '" + DeregisterCall +
               "' on every path before the driver can be unloaded";
    if (Waits)
      F.Remedy += ", and '" + WaitCall + "' if it returns STATUS_PENDING";
    break;
  case ViolationClass::EntryFailsRegistered:
    F.Message = subject() + " is still live " + When +
                ": the unload routine will not be called";
    F.Remedy =
        (Waits ? "deregister it, and wait," : "call '" + DeregisterCall + "'") +
        " before returning the failure; or register last";
    break;
  case ViolationClass::LostHandle:
    F.Message = "the handle of " + subject() +
                " is lost while the registration is live";
    F.Remedy = "keep the handle until '" + DeregisterCall +
               "' has been called with it";
    break;
  case ViolationClass::MissingWait:
  case ViolationClass::StatusMisread:
    if (W.Deregistered.isValid())
      F.Where = W.Deregistered;
    F.Message = "deregistration of " + Name + " may still be pending ";
    F.Message += Nothing ? "when '" + W.LastRoutine +
                               "' returns, and nothing in view waits for it"
                         : When;
    F.Remedy = "call '" + WaitCall + "' when '" + DeregisterCall +
               "' returns STATUS_PENDING";
    F.MayBeElsewhere = Nothing;
    F.MustNotWait = mustNotWait();
    if (Nothing)
      F.Remedy +=
          "; if another file does, set the option WaitsElsewhere (nmr-scan: "
          "--waits-elsewhere)";
    if (!W.Misread.empty()) {
      F.Class = ViolationClass::StatusMisread;
      F.Message += ": " + W.Misread +
                   (W.OtherStatus ? " looks at the status of another call"
                                  : " for STATUS_PENDING");
      F.Remedy = "wait when the status is STATUS_PENDING";
    }
    break;
  case ViolationClass::WaitWithoutDeregister:
    if (Misused && Site.Callee->V != Verb::Wait)
      F.Where = Misused->Where;
    if (Site.Callee->V == Verb::Wait && A.At.F == Site.F && Misused &&
        Misused->Where == V.Where)
      F.Message = MisusedName() + " is called with a handle that is not "
                                  "registered on this path";
    else
      F.Message = "the wait for " + Name +
                  " comes before its deregistration, so nothing is waited for";
    F.Remedy = "call '" + DeregisterCall + "' first";
    break;
  case ViolationClass::DeregisterUnregistered:
    if (Misused)
      F.Where = Misused->Where;
    F.Message = MisusedName() + " is called on " + Name + ", which is not " +
                Begun + " on this path";
    F.Remedy = "deregister only what was " + Begun + " successfully";
    if (!Waits)
      F.Remedy = "call it only for what was " + Begun + " successfully";
    break;
  case ViolationClass::UseAfterComplete:
    if (Misused)
      F.Where = Misused->Where;
    F.Message = MisusedName() + " is called on " + Name +
                ", whose deregistration was already started on this path";
    if (Misused)
      if (const ProtocolFunction *PF = P.protocolFunction(*Misused);
          PF && PF->V == Verb::Wait)
        F.Message = MisusedName() + " is called on " + Name +
                    ", which was already waited for on this path";
    F.Remedy = "clear the handle after the wait, and test it before";
    if (!Waits) {
      F.Message = MisusedName() + " is called on " + Name + ", which is not " +
                  Begun + " any more on this path";
      F.Remedy = "call it once for each '" + Site.Callee->Name.str() + "'";
    }
    break;
  case ViolationClass::ClosedWhileHeld:
    if (Misused)
      F.Where = Misused->Where;
    F.Message = MisusedName() + " is called on " + Name + " while it is " +
                Begun + ", and waits for ever for that to end";
    F.Remedy = "call '" + DeregisterCall + "' first";
    break;
  case ViolationClass::Irql:
  case ViolationClass::LockAcrossCall:
  case ViolationClass::WaitInOwnCallback:
    describeHeld(F, *Misused, W);
    break;
  case ViolationClass::MemoryGone:
  case ViolationClass::TornDownEarly:
    llvm_unreachable("these are no alarms of a run that follows no more than "
                     "the registration");
  case ViolationClass::KindMismatch:
    if (Misused)
      F.Where = Misused->Where;
    F.Message = MisusedName() + " is called on " + Name + ", the handle of a " +
                V.Side + " registration";
    F.Remedy = "use the " + V.Side + " function";
    break;
  case ViolationClass::BindingConfusion:
    if (Misused)
      F.Where = Misused->Where;
    F.Message = MisusedName() + " is called on " + Name + ", the handle of a " +
                V.Subject;
    F.Remedy = "use the handle of the binding, which the attach routine got";
    break;
  case ViolationClass::DetachProtocol:
  case ViolationClass::BindingContextGone:
  case ViolationClass::AttachProtocol:
    llvm_unreachable("of bindings, which have a judge of their own");
  case ViolationClass::UncheckedRegister:
  case ViolationClass::RegisterNotLast:
  case ViolationClass::WaitResultIgnored:
  case ViolationClass::UnconditionalWait:
  case ViolationClass::PagedDetach:
    llvm_unreachable("a run for violations gives no advice");
  }
  F.Rule = protocol().ruleOf(F.Class);
  F.Path = std::move(W.Steps);
  return F;
}

/// Names the callbacks that \p To takes; empty if there are none.
std::string Judge::inOrder(const AlarmPath &To) const {
  std::optional<Witness> W = replay(P, Site, To.Path, To.A, V.Handle);
  if (!W || W->Callbacks.empty())
    return "";
  std::vector<std::string> Names;
  for (const std::string &Name : W->Callbacks)
    if (Names.empty() || Names.back() != "'" + Name + "'")
      Names.push_back("'" + Name + "'");
  // The first ones will do to look at.
  constexpr size_t Few = 3;
  if (Names.size() > Few) {
    Names.resize(Few);
    Names.push_back("others");
  }
  return ", for instance " + llvm::join(Names, " and then ");
}

Judge::Outcome Judge::confirm(const Simulation &Run, PathTo Path) {
  Outcome Judged, Unjudged;
  // The last path that depends on an order. If that is the last doubt, too, it
  // is the one that is told.
  std::optional<AlarmPath> InOrder;
  std::set<std::pair<ViolationClass, Position>> Confirmed;
  for (const Alarm &InRun : Run.alarms()) {
    if (Confirmed.count({InRun.Class, InRun.At}))
      continue;
    // That a registration ends in time is one matter, who waits for that
    // another: what is not certain of the latter leaves the former as it is.
    const bool Waits = InRun.Class == ViolationClass::WaitInOwnCallback;
    if (Waits && (Run.seen().Several || !hasOwnCallbacks()))
      continue;
    Outcome &Result = Waits ? Unjudged : Judged;
    std::optional<AlarmPath> To = Path(InRun);
    if (!To) {
      Result.Unconfirmed = true;
      continue;
    }
    if (std::string Why = suppression(To->A, Run); !Why.empty()) {
      if (isOrder(To->A))
        InOrder = std::move(To);
      Result.Doubt = std::move(Why);
      continue;
    }
    std::optional<Witness> W = replay(P, Site, To->Path, To->A, V.Handle);
    if (!W)
      Result.Unconfirmed = true;
    else if (W->Exceptional)
      Result.Doubt = "only a path on which an exception is raised violates the "
                     "protocol";
    else if (W->Informational)
      Result.Doubt = "only a path on which a call out of view answers an "
                     "informational status violates the protocol";
    else if (!W->MaybeCalled.empty())
      Result.Doubt = "whether code out of view ever calls '" + W->MaybeCalled +
                     "' is not known";
    else if (W->Ambiguous)
      Result.Doubt = "which function an indirect or virtual call leads to is "
                     "not known";
    else {
      Confirmed.insert({InRun.Class, InRun.At});
      V.Findings.push_back(makeFinding(To->A, std::move(*W)));
    }
  }
  if (InOrder && !Options.ViolationsOnly &&
      Judged.Doubt == suppression(InOrder->A, Run))
    Judged.Doubt += inOrder(*InOrder);
  return Judged;
}

/// Whether a finding may be wrong because a call that \p LeavesOut answers for,
/// with a handle that may be this one, was not seen.
bool Judge::mayEndElsewhere(LeftOut LeavesOut) const {
  auto Owes = [](const Finding &F) {
    return !isMisuse(F.Class) && F.Class != ViolationClass::LostHandle &&
           F.Class != ViolationClass::BindingConfusion;
  };
  return llvm::any_of(V.Findings, [&](const Finding &F) {
    return Owes(F) &&
           LeavesOut(ruleOf(F.Class) == RuleId::MissingWait ? Verb::Wait
                                                            : Verb::Deregister);
  });
}

std::optional<Verdict> Judge::runOn(const Slice::Part &Part, LeftOut LeavesOut,
                                    uint64_t MaxSteps) {
  // The last attempt that came to its end and left something open.
  std::unique_ptr<Simulation> Coarser;
  for (unsigned Disjuncts : Attempts) {
    auto Attempt =
        std::make_unique<Simulation>(*Part.P, Part.Site, Disjuncts, MaxSteps);
    Attempt->run();
    Spent += Attempt->steps();
    bool Last = isLast(*Attempt, Disjuncts);
    if (Attempt->outOfBudget()) {
      // Functions that are called for all that is known cost the most.
      if (!Coarser && Attempt->seen().Ambiguous && !Last)
        continue;
      if (!Coarser)
        return std::nullopt;
      Attempt = std::move(Coarser);
      Last = true;
    }
    const Simulation &Run = *Attempt;
    const Observations &Seen = Run.seen();
    // A slice doesn't hold all functions that an unknown pointer may lead to.
    // What was joined may hide which one that is.
    if (Seen.Ambiguous) {
      if (Last)
        return std::nullopt;
      continue;
    }
    Outcome O = confirm(Run, [&](const Alarm &A) {
      return complete(P, Site, Part, {A, {Run.path(A)}},
                      Last ? Traced::MayContradict : Traced::IsOne, WalkLeft);
    });
    const bool Settled = isSettled(Run);
    if (!Settled && (O.Unconfirmed || !O.Doubt.empty())) {
      if (Last)
        return std::nullopt;
      Coarser = std::move(Attempt);
      continue;
    }
    if (V.Findings.empty()) {
      if (!Seen.AssumedObjects.empty() || Seen.MayBeDeregistered)
        return std::nullopt;
      bool Open =
          !Seen.Escapes.empty() || Seen.LiveAtEnd || !Run.stuck().empty();
      if (Open && !Settled)
        return std::nullopt;
      if (Seen.MayBeNull && !Last && !Settled)
        continue;
    }
    if (mayEndElsewhere(LeavesOut)) {
      V.Findings.clear();
      return std::nullopt;
    }
    Reached |= Seen.Began;
    conclude(Run, O);
    return std::move(V);
  }
  return std::nullopt;
}

std::optional<Verdict> Judge::proveOn(const Slice::Part &Part,
                                      uint64_t MaxSteps) {
  for (unsigned Disjuncts : Attempts) {
    Simulation Run(*Part.P, Part.Site, Disjuncts, MaxSteps);
    Run.run();
    Spent += Run.steps();
    const Observations &Seen = Run.seen();
    if (Run.outOfBudget() || !Seen.Escapes.empty() || Seen.MayBeDeregistered ||
        Seen.LiveAtEnd || !Seen.AssumedObjects.empty())
      return std::nullopt;
    const bool Proved = !Seen.Ambiguous && !Seen.MayBeNull &&
                        Run.alarms().empty() && Run.stuck().empty();
    if (!Proved && isLast(Run, Disjuncts))
      return std::nullopt;
    if (!Proved)
      continue;
    Reached |= Seen.Began;
    conclude(Run, {});
    return std::move(V);
  }
  return std::nullopt;
}

std::optional<Verdict> Judge::accuseOn(const Slice::Part &Part,
                                       LeftOut LeavesOut, uint64_t MaxSteps) {
  Simulation Run(*Part.P, Part.Site, Attempts[1], MaxSteps);
  Run.run();
  Spent += Run.steps();
  if (Run.outOfBudget() || Run.seen().Ambiguous)
    return std::nullopt;
  uint64_t Steps = WalkPerStep * Slice::ShareIfOpen * MaxSteps;
  const Outcome O = confirm(Run, [&](const Alarm &A) {
    return complete(P, Site, Part, {A, {Run.path(A)}}, Traced::MayContradict,
                    Steps);
  });
  if (V.Findings.empty() || mayEndElsewhere(LeavesOut)) {
    V.Findings.clear();
    return std::nullopt;
  }
  Reached |= Run.seen().Began;
  conclude(Run, O);
  return std::move(V);
}

std::optional<Verdict> Judge::runOnSmall(const Slice &Parts,
                                         const Slice::Part &Small) {
  return runOn(
      Small, [&](Verb Wanted) { return Parts.leavesOut(Site, Wanted); },
      Options.MaxSteps / Slice::ShareIfSmall);
}

std::optional<Verdict> Judge::runOnFields(const Slice &Parts, uint64_t MaxSteps,
                                          size_t Most) {
  WalkLeft = std::min(WalkLeft, WalkPerStep * MaxSteps);
  auto LeavesOut = [&](Verb Wanted) { return Parts.leavesOut(Site, Wanted); };
  const std::optional<Slice::Part> Open =
      Parts.forSite(Site, Slice::Results::Open, Most);
  if (!Open)
    return std::nullopt;
  if (!Open->HasOpenResults)
    return runOn(*Open, LeavesOut, MaxSteps);
  std::optional<Verdict> Result = proveOn(*Open, MaxSteps / Slice::ShareIfOpen);
  if (!Result)
    Result = runOn(*Parts.forSite(Site), LeavesOut, MaxSteps);
  if (!Result)
    Result = accuseOn(*Open, LeavesOut, MaxSteps / Slice::ShareIfOpen);
  return Result;
}

Verdict Judge::run(uint64_t Budget) {
  UnitLimits = Budget < Options.MaxSteps;
  Budget = std::min(Budget, Options.MaxSteps);
  std::optional<Verdict> Proved;
  std::string KnownReason;
  for (unsigned Disjuncts : Attempts) {
    Simulation Run(P, Site, Disjuncts, Budget);
    Run.run();
    Budget -= std::min(Budget, Run.steps());
    Spent += Run.steps();
    Reached |= Run.seen().Began;

    Outcome O = confirm(Run, [&](const Alarm &A) -> std::optional<AlarmPath> {
      std::vector<Decision> Path = Run.path(A);
      if (Path.empty())
        return std::nullopt;
      return AlarmPath{A, {std::move(Path)}};
    });
    bool Last = isLast(Run, Disjuncts);
    bool Exact = !O.Unconfirmed && Run.seen().AssumedObjects.empty() &&
                 !Run.seen().Ambiguous && !Run.seen().MayBeDeregistered &&
                 !Run.seen().MayBeNull && !Run.seen().RoutinesUnknown;
    // A later attempt may show more; it takes nothing back that this one
    // proved.
    if (Run.outOfBudget() && V.Findings.empty() && Proved)
      return std::move(*Proved);
    if (!V.Findings.empty() || Run.outOfBudget() || Last || isSettled(Run) ||
        (Exact && O.Doubt.empty() && Run.seen().Escapes.empty())) {
      conclude(Run, O);
      // What an attempt that came to its end could not tell says more than that
      // a finer one did not.
      if (Run.outOfBudget() && V.Kind == VerdictKind::Inconclusive &&
          !KnownReason.empty())
        V.Reason = KnownReason;
      return std::move(V);
    }
    Verdict Open = V;
    conclude(Run, O);
    if (V.Kind == VerdictKind::Verified && !Run.seen().MayBeNull)
      Proved = std::move(V);
    else if (V.Kind == VerdictKind::Inconclusive)
      KnownReason = V.Reason;
    V = std::move(Open);
  }
  llvm_unreachable("the last attempt concludes");
}

void Judge::conclude(const Simulation &Run, const Outcome &O) {
  const Observations &Seen = Run.seen();
  putInOrder(V.Findings);
  if (!V.Findings.empty()) {
    V.Kind = VerdictKind::Violation;
    return;
  }
  V.Kind = VerdictKind::Inconclusive;
  if (Run.outOfBudget())
    V.Reason = UnitLimits
                   ? "the budget of all registrations together, " +
                         std::to_string(MaxStepsOfUnit * Options.MaxSteps) +
                         " steps, is used up"
                   : "the budget of " + std::to_string(Options.MaxSteps) +
                         " steps is used up";
  else if (!Seen.Escapes.empty())
    V.Reason = *Seen.Escapes.begin();
  else if (!O.Doubt.empty())
    V.Reason = O.Doubt;
  else if (O.Unconfirmed)
    V.Reason = "a path that may violate the protocol could not be confirmed";
  else if (Seen.LiveAtEnd)
    V.Reason = "no unload routine is in view";
  else if (!Run.stuck().empty())
    V.Reason = "'" + Run.program().nameOf(Run.stuck().front()) +
               "' loops until something changes that nothing in view changes "
               "meanwhile";
  else if (!Reached && !P.someFunctionOutOfView().empty())
    V.Reason =
        "none of the routines in view that the system calls reaches this "
        "call, but '" +
        P.someFunctionOutOfView().str() + "', whose body is not in view, may";
  else
    V.Kind = VerdictKind::Verified;
  if (V.Kind == VerdictKind::Verified && !Reached)
    V.Assumptions.push_back("that only the routines in view that the system "
                            "calls run: none of them reaches this call");
  if (V.Kind == VerdictKind::Verified)
    for (const std::string &Field : Seen.AssumedObjects)
      V.Assumptions.push_back("that an unknown object with a field '" + Field +
                              "' is the one that holds the handle");
}

} // namespace

/// Removes what rules show that nobody asked for.
static void leaveOut(Verdict &V, const RuleSet &Asked) {
  if (V.Findings.empty())
    return;
  const RuleId Rule = V.Findings.front().Rule;
  llvm::erase_if(V.Findings,
                 [&](const Finding &F) { return !Asked.contains(F.Rule); });
  if (!V.Findings.empty())
    return;
  V.Kind = VerdictKind::Inconclusive;
  V.Reason =
      "it is not looked at by " + name(Rule).str() + ", which is switched off";
}

/// What is tied to a registration is a part of what its verdict is about.
static void addLifetimes(Verdict &V, LifetimeVerdict Tied) {
  if (!Tied.Findings.empty()) {
    V.Kind = VerdictKind::Violation;
    llvm::append_range(V.Findings, std::move(Tied.Findings));
    putInOrder(V.Findings);
  } else if (V.Kind == VerdictKind::Verified && !Tied.Doubt.empty()) {
    V.Kind = VerdictKind::Inconclusive;
    V.Reason = std::move(Tied.Doubt);
  }
}

namespace {

/// What slices tell of one site.
struct OnSlices {
  std::optional<Judge> J;
  std::optional<Verdict> V; ///< Nothing: they leave it open.
  std::optional<LifetimeVerdict> OfTied;
  bool HasNoStory = false; ///< A deregister or wait call that begins none.
};

/// One run that follows nothing: it shows which deregister and wait calls have
/// a story of their own.
class IdleRun {
public:
  /// \p Kind: what calls on handles are looked at for.
  IdleRun(const Program &P, const ProtocolFunction *Kind, uint64_t MaxSteps)
      : Run(P, {NoId, 0, 0, Kind}, /*Disjuncts=*/1, MaxSteps) {
    Run.run();
  }
  bool isWhole() const { return !Run.outOfBudget(); }
  /// A slice doesn't hold all functions that an unknown pointer may lead to.
  bool isWholeOnSlice() const {
    return isWhole() && !Run.seen().Ambiguous && Run.stuck().empty();
  }
  bool hasStory(const Program::Site &Site) const {
    return Run.seen().Candidates.contains({Site.F, Site.Block, Site.Index});
  }

private:
  Simulation Run;
};

} // namespace

/// Judges sites of one group on what they need together, as far as that goes.
static void judgeTogether(const Program &P, const Slice &Parts,
                          llvm::ArrayRef<size_t> Group,
                          const SolveOptions &Options,
                          llvm::MutableArrayRef<OnSlices> Of) {
  std::vector<Program::Site> Sites;
  for (size_t I : Group)
    Sites.push_back(P.sites()[I]);
  std::optional<Slice::Part> Small = Parts.wholeIfSmall(Sites);
  if (!Small)
    return;
  std::optional<IdleRun> Idle;
  for (const auto &[I, Site] : llvm::zip_equal(Group, Small->Sites)) {
    if (Site.Callee->V != Verb::Register) {
      if (!Idle)
        Idle.emplace(*Small->P, Site.Callee,
                     Options.MaxSteps / Slice::ShareIfSmall);
      Of[I].HasNoStory = Idle->isWholeOnSlice() && !Idle->hasStory(Site);
      if (Of[I].HasNoStory)
        continue;
    }
    Small->Site = Site;
    Of[I].V = Of[I].J->runOnSmall(Parts, *Small);
  }
}

static std::vector<OnSlices> judgeOnSlices(const Program &P, const Slice &Parts,
                                           const SolveOptions &Options) {
  std::vector<OnSlices> Of(P.sites().size());
  // Without an entry, anything may come before anything, and what may take long
  // is seldom worth it: so it shares what the unit may cost.
  auto Share = [&](size_t Among) {
    return P.hasEntry()
               ? std::numeric_limits<uint64_t>::max()
               : MaxStepsOfUnit * Options.MaxSteps / std::max<size_t>(Among, 1);
  };
  auto StepsFor = [&](size_t Among) {
    return std::clamp(Share(Among), Options.MaxSteps / Slice::ShareIfSmall,
                      Options.MaxSteps);
  };
  SolveOptions ForTied = Options;
  ForTied.MaxSteps =
      StepsFor(llvm::count_if(P.sites(), [](const Program::Site &Site) {
        return Site.Callee->V == Verb::Register;
      }));
  forEachIndex(Options.Jobs, Of.size(), [&](size_t I) {
    const Program::Site &Site = P.sites()[I];
    Of[I].J.emplace(P, Site, Options);
    Of[I].OfTied =
        judgeLifetimesOnSlice(P, Parts, Site, Of[I].J->known(), ForTied);
  });
  if (Options.Slices == SolveOptions::Slicing::Any) {
    const std::vector<std::vector<size_t>> Groups = Parts.groups();
    forEachIndex(Options.Jobs, Groups.size(), [&](size_t I) {
      judgeTogether(P, Parts, Groups[I], Options, Of);
    });
  }
  if (Options.Slices == SolveOptions::Slicing::None)
    return Of;
  std::vector<OnSlices *> Left;
  for (OnSlices &On : Of)
    if (!On.V && !On.HasNoStory)
      Left.push_back(&On);
  const uint64_t MaxSteps = StepsFor(Left.size());
  forEachIndex(Options.Jobs, Left.size(), [&](size_t I) {
    Left[I]->V =
        Left[I]->J->runOnFields(Parts, MaxSteps, /*Most=*/Share(Left.size()));
  });
  return Of;
}

static std::vector<Verdict> judge(const Summary &Unit, const Protocols &Protos,
                                  const SolveOptions &Options,
                                  Footprint *Rests = nullptr) {
  Program P(Unit, Protos, Options);
  std::vector<Verdict> Verdicts, Obligations;
  std::set<std::string> RegisteredSides;
  uint64_t Budget = MaxStepsOfUnit * Options.MaxSteps;
  Slice Parts(P);
  if (Rests)
    Parts.record();
  std::optional<IdleRun> Idle;
  auto HasStory = [&](const Program::Site &Site) {
    if (!Idle)
      Idle.emplace(P, nullptr, 4 * Options.MaxSteps);
    return !Idle->isWhole() || Idle->hasStory(Site);
  };
  // Slices are judged in any order; what they leave open takes from one budget,
  // in the order of the sites.
  std::vector<OnSlices> Settled = judgeOnSlices(P, Parts, Options);
  for (const auto &[Site, On] : llvm::zip_equal(P.sites(), Settled)) {
    if (On.HasNoStory ||
        (!On.V && Site.Callee->V != Verb::Register && !HasStory(Site)))
      continue;
    Judge &J = *On.J;
    Verdict V = On.V ? std::move(*On.V) : J.run(Budget);
    Budget -= std::min(Budget, J.spent());
    if (!On.OfTied) {
      On.OfTied = judgeLifetimes(P, Parts, Site, V,
                                 std::min(Budget, Options.MaxSteps), Options);
      Budget -= std::min(Budget, On.OfTied->Steps);
    }
    addLifetimes(V, std::move(*On.OfTied));
    if (!V.Obligation) {
      RegisteredSides.insert(V.Side);
      Verdicts.push_back(std::move(V));
    } else if (J.wasReached() || V.Kind == VerdictKind::Violation) {
      Obligations.push_back(std::move(V));
    }
  }
  // An obligation stands for a registration out of view. Where registrations
  // are in view it only adds what they could not show.
  std::vector<Verdict> Bindings = judgeBindings(Unit, P, Options);
  // What is called with a binding's handle says nothing of a registration.
  std::set<Loc> Confused;
  for (const Verdict &V : Bindings)
    for (const Finding &F : V.Findings)
      if (F.Class == ViolationClass::BindingConfusion)
        Confused.insert(F.Where);
  llvm::erase_if(Obligations,
                 [&](const Verdict &V) { return Confused.count(V.Where); });
  std::set<std::pair<Loc, RuleId>> Shown;
  for (const Verdict &V : Verdicts)
    for (const Finding &F : V.Findings)
      Shown.insert({F.Where, F.Rule});
  llvm::stable_sort(Obligations, [&](const Verdict &A, const Verdict &B) {
    return A.Where < B.Where;
  });
  for (Verdict &V : Obligations) {
    llvm::erase_if(V.Findings, [&](const Finding &F) {
      return !Shown.insert({F.Where, F.Rule}).second;
    });
    bool Told = llvm::any_of(
        Shown, [&](const auto &Known) { return Known.first == V.Where; });
    if (V.Kind == VerdictKind::Violation
            ? V.Findings.empty()
            : Told || V.WaitObligation || RegisteredSides.count(V.Side) != 0)
      continue;
    // What is misused is often registered in view: then it is one story.
    auto IsIts = [&](const Verdict &R) {
      return !R.Obligation && R.Handle == V.Handle && R.Side == V.Side;
    };
    auto Registered = llvm::find_if(Verdicts, IsIts);
    if (V.Kind == VerdictKind::Violation &&
        llvm::count_if(Verdicts, IsIts) == 1) {
      Registered->Kind = VerdictKind::Violation;
      llvm::append_range(Registered->Findings, std::move(V.Findings));
      continue;
    }
    Verdicts.push_back(std::move(V));
  }
  // What is held where it must not be. A call is reported once.
  uint64_t HeldBudget = MaxStepsOfUnit * Options.MaxSteps;
  for (const Program::Site &Site : P.heldSites()) {
    Judge J(P, Site, Options);
    Verdict V = J.run(HeldBudget);
    HeldBudget -= std::min(HeldBudget, J.spent());
    llvm::erase_if(V.Findings, [&](const Finding &F) {
      return !Options.Rules.contains(F.Rule) ||
             !Shown.insert({F.Where, F.Rule}).second;
    });
    if (!V.Findings.empty())
      Verdicts.push_back(std::move(V));
  }
  llvm::append_range(Verdicts, std::move(Bindings));
  if (Rests)
    *Rests = Parts.footprint(Unit, Options, *Rests);
  // By file name, so that the order of the files in the tables doesn't matter.
  auto Place = [&](const Verdict &V) {
    llvm::StringRef File =
        V.Where.isValid() ? llvm::StringRef(Unit.Files[V.Where.File]) : "";
    return std::tuple(File, V.Where.Line, V.Where.Column, V.Obligation, V.Of);
  };
  llvm::stable_sort(Verdicts, [&](const Verdict &A, const Verdict &B) {
    return Place(A) < Place(B);
  });
  // One call in several instances of a template or a header is one
  // registration.
  auto Same = [&](const Verdict &A, const Verdict &B) {
    return Place(A) == Place(B);
  };
  std::vector<Verdict> Result;
  for (Verdict &V : Verdicts) {
    if (Result.empty() || !Same(Result.back(), V)) {
      Result.push_back(std::move(V));
      continue;
    }
    // The worst of them speaks.
    auto Rank = [](const Verdict &X) {
      return X.Kind == VerdictKind::Violation      ? 2
             : X.Kind == VerdictKind::Inconclusive ? 1
                                                   : 0;
    };
    if (Rank(V) > Rank(Result.back()))
      Result.back() = std::move(V);
  }
  return Result;
}

std::vector<Verdict> solve(const Summary &Unit, const Protocols &Protos,
                           const SolveOptions &Options, Footprint *Rests) {
  std::vector<Verdict> Verdicts = judge(Unit, Protos, Options, Rests);
  // Both look at programs of their own.
  if (Rests && asksForAdvice(Options.Rules) && !Verdicts.empty())
    Rests->Everything = "advice is asked for";
  else if (Rests && mayHaveMends(Verdicts))
    Rests->Everything = "a call that sets a finding right was looked for";
  findMends(
      Unit, Protos,
      [&](const Summary &Changed) { return judge(Changed, Protos, Options); },
      Verdicts);
  for (Verdict &V : Verdicts)
    leaveOut(V, Options.Rules);
  advise(Unit, Protos, Options, Verdicts);
  return Verdicts;
}

} // namespace nmr
