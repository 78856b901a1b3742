//===- Witness.cpp - Replay and explanation of a path ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Witness.h"
#include "Solve/Misread.h"
#include "Solve/PathRun.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include <map>

namespace nmr {

// More notes than this, nobody reads; the last ones matter most.
static constexpr size_t MaxSteps = 24, MaxFirstSteps = 6;

std::string describe(const Program &P, Position At, const Operand &O,
                     bool Pointee) {
  const Function &F = P.function(At.F);
  if (O.K == Operand::Kind::Function)
    return P.unit().entity(O.entity()).Name;
  if (O.K != Operand::Kind::Load && O.K != Operand::Kind::AddressOf)
    return O.K == Operand::Kind::Int && O.value() == 0 ? "NULL" : "<value>";
  const llvm::ArrayRef<Statement> Body = F.Blocks[At.Block].Body;
  // What a temporary was set to, in the same block.
  auto Definition = [&](const Place &Pl) -> std::optional<uint32_t> {
    if (Pl.Root != Place::RootKind::Local || !Pl.Path.empty() ||
        Pl.Base >= F.Locals.size() || !F.Locals[Pl.Base].Name.empty())
      return std::nullopt;
    for (uint32_t I = std::min<uint32_t>(At.Index, Body.size()); I-- > 0;)
      if (Body[I].K == Statement::Kind::Assign && Body[I].Dest.Path.empty() &&
          Body[I].Dest.Root == Pl.Root && Body[I].Dest.Base == Pl.Base &&
          (Body[I].Value.O == Op::Use || Body[I].Value.O == Op::Cast))
        return I;
    return std::nullopt;
  };
  if (O.K == Operand::Kind::Load)
    if (std::optional<uint32_t> I = Definition(O.P))
      return describe(P, {At.F, At.Block, *I}, Body[*I].Value.A, Pointee);
  std::string Text = toString(O.P, &F, P.unit());
  for (const Projection &Pr : O.P.Path)
    if (Pr.K == Projection::Kind::Index && Pr.IndexLocal != NoId)
      if (std::optional<uint32_t> I =
              Definition(Place::local(Pr.IndexLocal, 0)))
        if (size_t Pos = Text.find("[<value>]"); Pos != std::string::npos)
          Text.replace(Pos + 1, 7,
                       describe(P, {At.F, At.Block, *I}, Body[*I].Value.A,
                                /*Pointee=*/false));
  return Pointee && O.K == Operand::Kind::Load ? "*" + Text : Text;
}

std::string describeResult(const Program &P, Position At) {
  const Function &F = P.function(At.F);
  llvm::ArrayRef<Statement> Body = F.Blocks[At.Block].Body;
  const Statement &Call = Body[At.Index];
  if (!Call.HasDest)
    return "<value>";
  // A temporary is called after what it is stored to.
  const Place *To = &Call.Dest;
  for (const Statement &S : Body.drop_front(At.Index + 1))
    if (To->Root == Place::RootKind::Local && To->Path.empty() &&
        F.Locals[To->Base].Name.empty() && S.K == Statement::Kind::Assign &&
        S.Value.A.K == Operand::Kind::Load && S.Value.A.P == *To)
      To = &S.Dest;
  return toString(*To, &F, P.unit());
}

namespace {

class Replay : public PathRun {
public:
  Replay(const Program &P, Program::Site Site, const Route &Path,
         llvm::StringRef Handle, bool NameStatus, Aim For)
      : PathRun(P, Site, Path.Within.get(), For), Path(Path.Decisions),
        Handle(Handle), Spans(1) {
    Tr.nameStatuses(NameStatus);
  }

  std::optional<Witness> explain(const Alarm &A) {
    std::optional<End> Reached = run();
    // The end of the path, and not some other trouble on the way.
    if (!Reached || Next != Path.size() || Reached->Class != A.Class ||
        Reached->At != A.At)
      return std::nullopt;
    W.Last = Frames.back().S.P;
    W.SetUpLate = Seen.SetUpLate;
    for (const Activation &A : llvm::reverse(Frames)) {
      const Function &F = P.function(A.At.F);
      if (P.unit().entity(F.Entity).System)
        continue; // an inline function of the system's headers
      const llvm::ArrayRef<Statement> Body = F.Blocks[A.At.Block].Body;
      if (A.At.Index < Body.size())
        W.SetUpAt = Body[A.At.Index].Where;
      break;
    }
    return std::move(W);
  }

private:
  std::optional<uint32_t> chooseTarget(const Terminator &End) override {
    if (Next == Path.size() || Path[Next].K != TraceNode::Kind::Target)
      return std::nullopt;
    return Path[Next++].Choice;
  }
  std::optional<Decision> chooseAtCall(const CallPlan &Plan) override {
    if (Next == Path.size() || Path[Next].K == TraceNode::Kind::Target)
      return std::nullopt;
    W.Ambiguous |=
        !Plan.Meanwhile &&
        (Plan.Callees.size() > 1 ||
         (Path[Next].K == TraceNode::Kind::Outcome && !Plan.Callees.empty()));
    return Path[Next++];
  }
  void entered(const Statement &Call, const CallPlan &Plan) override;
  void answered(const Statement &Call, const CallOutcome &O,
                const Followed &Before) override;
  void answeredHeld(const Statement &St, const CallOutcome &O);
  void takes(const Terminator &End, uint32_t Target) override;
  void took(const Terminator &End) override;
  void returns(Loc Where) override {
    if (Frames.size() == 2)
      W.LastReturn = Where;
  }
  void returned() override {
    // A call in which nothing happened needs no mention. An unload routine in
    // which nothing happened does, and who changes what the caller then finds.
    bool Speaks = (Frames.size() == 1 && Frames.back().S.P.InUnload) ||
                  P.isInterrupt(Frames.back().At.F);
    if (!Speaks && W.Steps.size() == Spans.back().Own)
      W.Steps.resize(Spans.back().First);
    Spans.pop_back();
  }
  void ends(Step How, Loc Where) override;

  void say(Loc Where, std::string Message) {
    if (!Where.isValid())
      return;
    // Depth 0 is a routine that the system calls: the second activation.
    unsigned Depth = Frames.size() > 1 ? Frames.size() - 2 : 0;
    W.Steps.push_back({Where, std::move(Message), Depth});
  }
  void tellOfTied(const Statement &St, const CallOutcome &O);
  void explainTarget(const Terminator &End, uint32_t Target);
  /// Whether \p V depends on a symbol with origin \p From.
  bool dependsOn(const Value &V, Origin From) const;
  IntSet statusRange(const Terminator &End);

  llvm::ArrayRef<Decision> Path;
  llvm::StringRef Handle;
  /// Where in W.Steps the story of each activation begins, and where its own,
  /// behind the step that says that it was called.
  struct Span {
    size_t First = 0, Own = 0;
  };
  std::vector<Span> Spans;
  Witness W;
  size_t Next = 0;
  IntSet StatusBefore = IntSet::full();
  /// By number of the resource: where it was destroyed, and as what.
  std::map<Tied::Resource, Destruction> Destroyed;
};

void Replay::entered(const Statement &Call, const CallPlan &Plan) {
  FunctionId Callee = Frames.back().At.F;
  size_t First = W.Steps.size();
  const std::string &Name = P.nameOf(Callee);
  // Said in the caller's name.
  const Activation &Caller = Frames[Frames.size() - 2];
  unsigned Depth = Frames.size() > 2 ? Frames.size() - 3 : 0;
  if (Frames.size() == 2) {
    // The story of one routine ends where the next one begins, unless the
    // registration is in it.
    if (!Caller.S.P.Active) {
      W.Steps.clear();
      W.Callbacks.clear();
      First = 0;
    }
    W.LastRoutine = W.Callback = Name;
    if (Caller.S.P.InCallback)
      W.Callbacks.push_back(Name);
    if (P.mayBeHandedOut(Callee))
      W.MaybeCalled = Name;
    std::string At;
    if (Site.F == P.harness() && Caller.S.P.Held)
      At = " at " + irqlName(Caller.S.P.Level);
    say(P.function(Callee).Where, "the system calls '" + Name + "'" + At);
  } else if (P.isSystem(Caller.At.F) || Plan.Meanwhile) {
    const ProtocolFunction *PF = P.protocolFunction(Call, Site.Callee->Side);
    llvm::StringRef By = "the system";
    if (!PF) {
      // What runs meanwhile is called behind the call.
      const Position &Meanwhile = Frames[Frames.size() - 3].At;
      auto Before = llvm::ArrayRef<Statement>(
                        P.function(Meanwhile.F).Blocks[Meanwhile.Block].Body)
                        .take_front(Meanwhile.Index);
      while (Before.back().K != Statement::Kind::Call)
        Before = Before.drop_back();
      PF = P.protocolFunction(Before.back());
      W.Interrupted = Before.back().Where;
      W.InterruptedCall = P.unit().entity(Before.back().callee().entity()).Name;
    }
    if (PF)
      By = P.protocols().of(*PF).Caller;
    W.Callback = Name;
    W.Callbacks.push_back(Name);
    say(P.function(Callee).Where,
        "before the call returns, " + By.str() + " calls '" + Name + "'");
  } else if (Call.Where.isValid()) {
    W.Steps.push_back({Call.Where, "calling '" + Name + "'", Depth});
  }
  Spans.push_back({First, W.Steps.size()});
}

/// What becomes of what a thread holds, and where it is in the way.
void Replay::answeredHeld(const Statement &St, const CallOutcome &O) {
  const std::string Name =
      "'" + P.unit().entity(St.callee().entity()).Name + "'";
  const Followed &Now = Frames.back().S.P;
  if (O.Choice == TakenHere) {
    // What came before is of no interest, but for the calls that led here.
    llvm::erase_if(W.Steps, [&](const PathStep &S) {
      return llvm::StringRef(S.Message).starts_with("assuming");
    });
    say(St.Where, Site.Callee->Annotation
                      ? Name + " says that the IRQL is " + irqlName(Now.Level)
                  : Site.Callee->hasHandleParam()
                      ? Name + " acquires '" + Handle.str() + "'" +
                            (Now.Level ? ", at " + irqlName(Now.Level) : "")
                      : Name + " raises the IRQL to " + irqlName(Now.Level));
  } else if (O.Choice == Deadlocks) {
    say(St.Where,
        O.Class == ViolationClass::LockAcrossCall
            ? Name + " waits here for '" + Handle.str() + "' to be released"
            : Name + " waits here for this callback to return");
  } else if (O.Choice == IrqlTooHigh) {
    auto Constant = [&](unsigned I) -> std::optional<int64_t> {
      AbstractState S = Frames.back().S;
      const Value V = Tr.evaluate(S, Frames.back().At.F, St.Args[I]);
      return V.isInt() ? std::optional(V.N) : std::nullopt;
    };
    W.Level = Now.Level;
    W.Highest = P.irqlLimit(St.callee().entity(), Constant).value_or(0);
    say(St.Where, Name + " is called here, at " + irqlName(W.Level));
  }
}

void Replay::ends(Step How, Loc Where) {
  if (How == Step::Lost && Frames.back().S.P.IsBinding)
    return;
  if (How == Step::Lost)
    return say(Where, "the last copy of the handle is gone here");
  const Activation &Top = Frames.back();
  const Statement *At = nullptr;
  if (llvm::ArrayRef<Statement> Body =
          P.function(Top.At.F).Blocks[Top.At.Block].Body;
      Top.At.Index < Body.size())
    At = &Body[Top.At.Index];
  auto Gone = Tr.tied().keptLocal(
      Top.S, Top.At.F, At ? std::optional(At->Dest.Base) : std::nullopt);
  if (!Gone)
    return;
  W.Kept = Tr.tied().nameOf(Gone->first);
  W.Local = P.function(Top.At.F).Locals[Gone->second].Name;
  W.Q = Top.S.P.Q;
  say(Where, (W.Local.empty() ? "the temporary" : "'" + W.Local + "'") +
                 " leaves its scope here");
}

/// Says what a call does to what is tied to the registration.
void Replay::tellOfTied(const Statement &St, const CallOutcome &O) {
  if (!Site.FollowsTied || St.callee().K != Operand::Kind::Function)
    return;
  Activation &Top = Frames.back();
  const Tied &Ties = Tr.tied();
  const SystemFunction *SF = P.systemFunction(St.callee().entity());
  if (O.K == CallOutcome::Kind::Alarm) {
    W.Q = Top.S.P.Q;
    W.Ended = St.Where;
    W.EndedBy = P.unit().entity(St.callee().entity()).Name;
    AbstractState S = Top.S; // evaluating may name what is unknown
    if (O.Class == ViolationClass::TornDownEarly) {
      for (const Operand &A : St.Args)
        if (std::optional<Tied::Resource> R =
                Ties.destroyed(S, Tr.evaluate(S, Top.At.F, A)))
          W.Destroyed = Destroyed[*R];
      say(St.Where, "'" + W.Destroyed.Name + "' is used here");
    }
    if (O.Class == ViolationClass::MemoryGone) {
      const Value Freed = Tr.evaluate(S, Top.At.F, St.Args[SF->Arg]);
      for (const Value &V : Tr.freedWith(S, *SF, Freed))
        if (std::optional<Tied::Kept> K = Ties.keptIn(S, V))
          W.Kept = Ties.nameOf(*K);
      say(St.Where, "the memory is freed here");
    }
    return;
  }
  if (!SF || !SF->endsObject() || !O.S.P.owes() || SF->Arg >= St.Args.size())
    return;
  AbstractState S = Top.S;
  if (std::optional<Tied::Resource> R =
          Ties.destroyed(S, Tr.evaluate(S, Top.At.F, St.Args[SF->Arg]))) {
    Destroyed[*R] = {St.Where, describe(P, Top.At, St.Args[SF->Arg],
                                        /*Pointee=*/false)};
    say(St.Where, "'" + Destroyed[*R].Name + "' is destroyed here");
  }
}

void Replay::answered(const Statement &St, const CallOutcome &O,
                      const Followed &Before) {
  const Followed &Now = Frames.back().S.P;
  FunctionId F = Frames.back().At.F;
  tellOfTied(St, O);
  if (P.isSystem(F)) {
    // The story is that of one routine.
    if (O.Choice == TakenHere)
      W.Steps.clear();
    if (O.K != CallOutcome::Kind::Alarm)
      return;
    std::string What = Now.Q == State::Pending
                           ? "while the deregistration is pending"
                           : "while the registration is live";
    switch (O.Class) {
    case ViolationClass::DetachProtocol:
    case ViolationClass::AttachProtocol:
      say(W.LastReturn, "'" + W.LastRoutine + "' returns here");
      break;
    case ViolationClass::EntryFailsRegistered:
      say(W.LastReturn,
          "'" + W.LastRoutine +
              "' fails here, and the driver's image is unmapped " + What);
      break;
    default: {
      std::optional<SystemEvent> Ev = P.event(St.callee().entity());
      if (Ev == SystemEvent::Nothing)
        say(W.LastReturn,
            "'" + W.LastRoutine +
                "' returns here, and nothing in view can wait for "
                "the deregistration");
      else if (Ev == SystemEvent::EntryFailed)
        say(W.LastReturn,
            "'" + W.LastRoutine +
                "' fails here, and the driver's image is unmapped " + What);
      else
        say(W.LastReturn,
            "'" + W.LastRoutine +
                "' returns here, and the driver's image is unmapped " + What);
    }
    }
    return;
  }
  if (St.callee().K != Operand::Kind::Function)
    return;
  if (O.Choice >= TakenHere)
    return answeredHeld(St, O);
  if (O.K == CallOutcome::Kind::Alarm && O.Class == ViolationClass::LostHandle)
    return ends(Step::Lost, St.Where);
  std::string Name = P.unit().entity(St.callee().entity()).Name;
  const ProtocolFunction *PF = P.protocolFunction(St, Site.Callee->Side);
  if (!PF || O.K == CallOutcome::Kind::Alarm || !P.protocols().isListed(*PF))
    return;
  // What comes before something is held tells nothing of it.
  if (!P.protocols().isListed(*Site.Callee) && !Now.Held)
    return;
  const std::string Begun = P.protocols().of(*PF).Begun.str();
  if (PF->V == Verb::Register) {
    if (!Before.Active && Now.Active) {
      // What came before is of no interest, but for the calls that led here.
      llvm::erase_if(W.Steps, [&](const PathStep &S) {
        return llvm::StringRef(S.Message).starts_with("assuming");
      });
      say(St.Where,
          Now.Q == State::Live
              ? "'" + Name + "' succeeds: '" + Handle.str() + "' is " + Begun
              : "'" + Name + "' fails: nothing is " + Begun + " in '" +
                    Handle.str() + "'");
    } else {
      say(St.Where,
          "assuming '" + Name +
              (O.S.P.Active && O.Choice == 2 ? "' succeeds" : "' fails"));
    }
    return;
  }
  if (Now.Active && (!Before.Active || Before.Q != Now.Q)) {
    if (PF->V == Verb::Complete)
      W.Completed = St.Where;
    if (PF->V == Verb::Attach) {
      say(St.Where,
          "'" + Name + "' " + (Now.Q == State::Live ? "succeeds" : "fails"));
    } else if (PF->V == Verb::Deregister) {
      W.Deregistered = St.Where;
      W.DeregisterDecision = Next - 1;
      // A path may come to the handle with its first deregistration only.
      const State From = Before.Active ? Before.Q : State::Live;
      for (const Outcome &O : P.protocols().of(*PF).Outcomes)
        if (O.V == PF->V && O.From == From && O.To == Now.Q) {
          say(St.Where, "'" + Name + "' " + O.Text.str());
          break;
        }
    } else {
      say(St.Where, "'" + Name + "' is called for '" + Handle.str() + "'");
    }
  }
}

bool Replay::dependsOn(const Value &V, Origin From) const {
  if (V.isPointer() && V.R.K == Region::Kind::Object)
    return dependsOn(Value::term(V.R.Id), From);
  if (!V.isTerm() || V.Id == NoId)
    return false;
  const TermTable::Node &N = T[V.Id];
  if (T.isSymbol(V.Id))
    return N.From == From;
  return dependsOn(N.A, From) || dependsOn(N.B, From);
}

void Replay::explainTarget(const Terminator &End, uint32_t Target) {
  AbstractState S = Frames.back().S; // evaluating may name what is unknown
  if (Frames.size() < 2 || End.Text.empty())
    return;
  FunctionId F = Frames.back().At.F;
  Value V = Tr.evaluate(S, F, End.A), B;
  bool Decided, Depends = dependsOn(V, Origin::Status),
                Other = dependsOn(V, Origin::OtherStatus);
  const std::string Text = decision(End, Target);
  if (End.K == Terminator::Kind::Branch) {
    B = Tr.evaluate(S, F, End.B);
    Depends |= dependsOn(B, Origin::Status);
    Other |= dependsOn(B, Origin::OtherStatus);
    Decided = S.evaluate(T, End.Cmp, V, B, End.Type, 0).isInt();
  } else {
    Decided = S.range(T, V).single().has_value();
  }
  // It leads away from the call that is owed.
  bool Skips = false;
  if (S.P.owes()) {
    auto ToCall = [&](BlockId B) {
      return leadsTo(P, S.P.Q == State::Pending ? Verb::Wait : Verb::Deregister,
                     F, B);
    };
    Skips = llvm::any_of(End.Targets, ToCall) && !ToCall(End.Targets[Target]);
  }
  if (Skips && S.P.Q == State::Pending && W.Misread.empty()) {
    if (Depends)
      W.Misread = Text;
    else if (Other)
      W.OtherTests.push_back({Next - 1, End.Text});
  }
  if (Depends)
    say(End.Where, Text + " for this status");
  else if (!Decided)
    say(End.Where, "assuming " + Text);
  else if (Skips)
    say(End.Where, Text + " here");
}

/// What may be the value that \p End looks at, if it came from out of view.
IntSet Replay::statusRange(const Terminator &End) {
  Activation &Top = Frames.back();
  Value V = Tr.evaluate(Top.S, Top.At.F, End.A);
  bool FromOutside = V.isTerm() && V.Id != NoId && T.isSymbol(V.Id) &&
                     T[V.Id].From == Origin::Outside;
  return FromOutside ? Top.S.range(T, V) : IntSet::full();
}

void Replay::takes(const Terminator &End, uint32_t Target) {
  if (End.K == Terminator::Kind::Choose && End.Exceptional && Target > 0) {
    W.Exceptional = true;
    say(End.Where, "assuming an exception is raised here");
  } else if (Path[Next - 1].Matters || Frames.back().S.P.owes() ||
             Frames.back().S.P.Held) {
    explainTarget(End, Target);
  }
  StatusBefore = statusRange(End);
}

void Replay::took(const Terminator &End) {
  // Tested once against zero and once for its sign, and nothing but the rarest
  // of answers is left.
  const IntSet Informational =
      IntSet::range(1, std::numeric_limits<int32_t>::max());
  W.Informational |= !StatusBefore.isFull() &&
                     !StatusBefore.isSubsetOf(Informational) &&
                     statusRange(End) == Informational;
}

} // namespace

std::optional<Witness> replay(const Program &P, Program::Site Site,
                              const Route &Path, const Alarm &A,
                              llvm::StringRef Handle, Aim For) {
  std::optional<Witness> Plain =
      Replay(P, Site, Path, Handle, /*NameStatus=*/false, For).explain(A);
  if (!Plain)
    return std::nullopt;
  // Once more with a name for each status, to see which conditions look at it.
  std::optional<Witness> W =
      Replay(P, Site, Path, Handle, /*NameStatus=*/true, For).explain(A);
  if (!W)
    W = std::move(Plain);
  if (A.Class == ViolationClass::MissingWait && W->Misread.empty() &&
      W->Deregistered.isValid())
    W->Misread = misreadCondition(P, Site, Path, W->DeregisterDecision);
  if (W->Misread.empty())
    for (const auto &[Branch, Text] : W->OtherTests)
      if (wouldWait(P, Site, Path, Branch)) {
        W->Misread = "'" + Text + "'";
        W->OtherStatus = true;
        break;
      }
  if (W->Steps.size() > MaxSteps)
    W->Steps.erase(W->Steps.begin() + MaxFirstSteps,
                   W->Steps.end() - (MaxSteps - MaxFirstSteps));
  return W;
}

} // namespace nmr
