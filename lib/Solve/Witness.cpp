//===- Witness.cpp - Replay and explanation of a path ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Witness.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"

namespace nmr {

// More notes than this, nobody reads; the last ones matter most.
static constexpr size_t MaxSteps = 24, MaxFirstSteps = 6;

std::string describe(const Program &P, Position At, const Operand &O,
                     bool Pointee) {
  const Function &F = P.function(At.F);
  if (O.K != Operand::Kind::Load && O.K != Operand::Kind::AddressOf)
    return O.K == Operand::Kind::Int && O.Value == 0 ? "NULL" : "<value>";
  const std::vector<Statement> &Body = F.Blocks[At.Block].Body;
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

namespace {

class Replay {
public:
  Replay(const Program &P, Program::Site Site, llvm::ArrayRef<Decision> Path,
         const Alarm &A, llvm::StringRef Handle, bool NameStatus)
      : P(P), Site(Site), Path(Path), A(A), Handle(Handle),
        Tr(P, T, Site, Seen) {
    Tr.nameStatuses(NameStatus);
  }

  std::optional<Witness> run() {
    Frames.push_back({{P.harness(), 0, 0}, Tr.initial(), {}, 0, 0});
    while (true) {
      if (Reached)
        return std::move(W);
      if (Failed || Frames.empty())
        return std::nullopt;
      step();
    }
  }

private:
  struct Activation {
    Position At;
    AbstractState S;
    Frame Fr;         ///< How its names translate to the caller's.
    size_t FirstStep; ///< W.Steps when it was entered,
    size_t OwnSteps;  ///< and after the step that says so.
  };

  /// The next decision if it is of kind \p K.
  std::optional<uint32_t> decide(TraceNode::Kind K) {
    if (Next == Path.size() || Path[Next].K != K) {
      Failed = true;
      return std::nullopt;
    }
    return Path[Next++].Choice;
  }

  void reach(ViolationClass C, Position At) {
    // The end of the path, and not some other trouble on the way.
    if (Next == Path.size() && C == A.Class && At == A.At)
      Reached = true;
    else
      Failed = true;
  }
  void lost(Position At, Loc Where) {
    const AbstractState &S = Frames.back().S;
    say(Where, "the last copy of the handle is gone here");
    reach(S.P.Q == State::Pending ? ViolationClass::MissingWait
                                  : ViolationClass::LostHandle,
          At);
  }

  void say(Loc Where, std::string Message) {
    if (!Where.isValid())
      return;
    // Depth 0 is a routine that the system calls: the second activation.
    unsigned Depth = Frames.size() > 1 ? Frames.size() - 2 : 0;
    W.Steps.push_back({Where, std::move(Message), Depth});
  }
  llvm::StringRef nameOf(FunctionId F) const {
    return P.unit().entity(P.function(F).Entity).Name;
  }

  void step();
  void atCall(const Statement &St);
  void atTerminator(const Terminator &End);
  void returnFrom(const Terminator &End);
  void explainOutcome(const Statement &St, const CallOutcome &O,
                      const Followed &Before);
  void explainTarget(const Terminator &End, uint32_t Target,
                     AbstractState &Before);
  bool leadsToWait(FunctionId F, BlockId From) const;
  /// Whether \p V depends on a symbol with origin \p From.
  bool dependsOn(const Value &V, Origin From) const;

  const Program &P;
  Program::Site Site;
  llvm::ArrayRef<Decision> Path;
  const Alarm &A;
  llvm::StringRef Handle;
  TermTable T;
  Observations Seen;
  Transfer Tr;
  std::vector<Activation> Frames;
  Witness W;
  size_t Next = 0;
  bool Failed = false, Reached = false;
  Loc LastReturn;
};

void Replay::step() {
  Position &At = Frames.back().At;
  AbstractState &S = Frames.back().S;
  const Function &F = P.function(At.F);
  const Block &B = F.Blocks[At.Block];
  if (At.Index == 0 && Tr.enterBlock(S, At.F, At.Block) == Step::Lost) {
    Loc Where = B.Body.empty() ? B.End.Where : B.Body.front().Where;
    return lost({At.F, At.Block, NoId}, Where);
  }
  for (; At.Index < B.Body.size(); ++At.Index) {
    const Statement &St = B.Body[At.Index];
    if (St.K == Statement::Kind::Call)
      return atCall(St);
    switch (Tr.execute(S, At.F, St)) {
    case Step::On:
      break;
    case Step::Dead:
      Failed = true;
      return;
    case Step::Lost:
      return lost(At, St.Where);
    }
  }
  atTerminator(B.End);
}

void Replay::atCall(const Statement &St) {
  Activation &Top = Frames.back();
  const Position At = Top.At;
  CallPlan Plan = Tr.call(Top.S, At);
  bool Enters = Next < Path.size() && Path[Next].K == TraceNode::Kind::Enter;
  if (!Enters) {
    std::optional<uint32_t> Choice = decide(TraceNode::Kind::Outcome);
    if (!Choice)
      return;
    W.Ambiguous |= !Plan.Callees.empty();
    for (CallOutcome &O : Plan.Outcomes) {
      if (O.Choice != *Choice)
        continue;
      bool IsAlarm = O.K == CallOutcome::Kind::Alarm;
      Followed Before = Top.S.P;
      Top.S = std::move(O.S);
      explainOutcome(St, O, Before);
      if (IsAlarm)
        return reach(O.Class, At);
      ++Frames.back().At.Index;
      return;
    }
    Failed = true;
    return;
  }
  std::optional<uint32_t> Choice = decide(TraceNode::Kind::Enter);
  if (!Choice)
    return;
  if (*Choice >= Plan.Callees.size()) {
    Failed = true;
    return;
  }
  FunctionId Callee = Plan.Callees[*Choice];
  const Program::Info &Info = P.info(Callee);
  W.Ambiguous |= Plan.Callees.size() > 1;
  Top.S = std::move(Plan.Before);
  Frame Fr;

  AbstractState Entry = enter(
      T, Top.S, Tr.argumentsFor(Callee, Plan.Args),
      [&](EntityId G) { return Info.Globals.test(G); }, Fr);
  size_t First = W.Steps.size();
  std::string Name = nameOf(Callee).str();
  if (Frames.size() == 1) {
    // The story of one routine ends where the next one begins, unless the
    // registration is in it.
    if (!Top.S.P.Active) {
      W.Steps.clear();
      First = 0;
    }
    W.LastRoutine = Name;
    say(P.function(Callee).Where, "the system calls '" + Name + "'");
  } else {
    say(St.Where, "calling '" + Name + "'");
  }
  Frames.push_back(
      {{Callee, 0, 0}, std::move(Entry), std::move(Fr), First, W.Steps.size()});
}

void Replay::explainOutcome(const Statement &St, const CallOutcome &O,
                            const Followed &Before) {
  const Followed &Now = Frames.back().S.P;
  FunctionId F = Frames.back().At.F;
  if (F == P.harness()) {
    if (O.K != CallOutcome::Kind::Alarm)
      return;
    std::string What = Now.Q == State::Pending
                           ? "while the deregistration is pending"
                           : "while the registration is live";
    switch (O.Class) {
    case ViolationClass::EntryFailsRegistered:
      say(LastReturn, "'" + W.LastRoutine +
                          "' fails here, and the driver's image is unmapped " +
                          What);
      break;
    default: {
      std::optional<SystemEvent> Ev = P.event(St.Callee.Entity);
      if (Ev == SystemEvent::Nothing)
        say(LastReturn, "'" + W.LastRoutine +
                            "' returns here, and nothing in view can wait for "
                            "the deregistration");
      else if (Ev == SystemEvent::EntryFailed)
        say(LastReturn,
            "'" + W.LastRoutine +
                "' fails here, and the driver's image is unmapped " + What);
      else
        say(LastReturn,
            "'" + W.LastRoutine +
                "' returns here, and the driver's image is unmapped " + What);
    }
    }
    return;
  }
  if (St.Callee.K != Operand::Kind::Function)
    return;
  std::string Name = P.unit().entity(St.Callee.Entity).Name;
  const ProtocolFunction *PF =
      P.protocolFunction(St.Callee.Entity, St.Args.size());
  if (!PF || O.K == CallOutcome::Kind::Alarm)
    return;
  if (PF->V == Verb::Register) {
    if (!Before.Active && Now.Active) {
      // What came before is of no interest, but for the calls that led here.
      llvm::erase_if(W.Steps, [&](const PathStep &S) {
        return llvm::StringRef(S.Message).starts_with("assuming");
      });
      say(St.Where,
          Now.Q == State::Live
              ? "'" + Name + "' succeeds: '" + Handle.str() + "' is registered"
              : "'" + Name + "' fails: nothing is registered in '" +
                    Handle.str() + "'");
    } else {
      say(St.Where,
          "assuming '" + Name +
              (O.S.P.Active && O.Choice == 2 ? "' succeeds" : "' fails"));
    }
    return;
  }
  if (Now.Active && (!Before.Active || Before.Q != Now.Q)) {
    if (PF->V == Verb::Deregister) {
      W.Deregistered = St.Where;
      const char *Answer = Now.Q == State::Pending    ? "STATUS_PENDING"
                           : Now.Q == State::Complete ? "STATUS_SUCCESS"
                                                      : "an error";
      say(St.Where, "'" + Name + "' returns " + Answer);
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

bool Replay::leadsToWait(FunctionId F, BlockId From) const {
  const Function &Fn = P.function(F);
  std::vector<bool> Seen(Fn.Blocks.size());
  std::vector<BlockId> Work = {From};
  while (!Work.empty()) {
    BlockId B = Work.back();
    Work.pop_back();
    if (Seen[B])
      continue;
    Seen[B] = true;
    for (const Statement &S : Fn.Blocks[B].Body) {
      if (S.K != Statement::Kind::Call || S.Callee.K != Operand::Kind::Function)
        continue;
      if (const ProtocolFunction *PF =
              P.protocolFunction(S.Callee.Entity, S.Args.size())) {
        if (PF->V == Verb::Wait)
          return true;
      } else if (FunctionId G = P.definition(S.Callee.Entity);
                 G != NoId && P.info(G).CallsWait) {
        return true;
      }
    }
    for (BlockId Target : Fn.Blocks[B].End.Targets)
      Work.push_back(Target);
  }
  return false;
}

void Replay::explainTarget(const Terminator &End, uint32_t Target,
                           AbstractState &S) {
  if (Frames.size() < 2 || End.Text.empty())
    return;
  FunctionId F = Frames.back().At.F;
  Value V = Tr.evaluate(S, F, End.A), B;
  bool Decided, Depends = dependsOn(V, Origin::Status),
                Other = dependsOn(V, Origin::OtherStatus);
  std::string Text = "'" + End.Text + "'";
  if (End.K == Terminator::Kind::Branch) {
    B = Tr.evaluate(S, F, End.B);
    Depends |= dependsOn(B, Origin::Status);
    Other |= dependsOn(B, Origin::OtherStatus);
    Decided = S.evaluate(T, End.Cmp, V, B, End.Type, 0).isInt();
    Text += (Target == 0) != End.TextNegated ? " is true" : " is false";
  } else {
    Decided = S.range(T, V).single().has_value();
    if (Target < End.Cases.size())
      Text += " is " + std::to_string(End.Cases[Target].Low);
    else
      Text += " is none of the cases";
  }
  if (S.P.Active && S.P.Q == State::Pending && (Depends || Other) &&
      W.MisreadCondition.empty()) {
    bool Taken = leadsToWait(F, End.Targets[Target]), Elsewhere = false;
    for (uint32_t I = 0; I < End.Targets.size(); ++I)
      Elsewhere |= I != Target && leadsToWait(F, End.Targets[I]);
    if (Elsewhere && !Taken) {
      W.MisreadCondition = End.Text;
      W.OtherStatus = !Depends;
    }
  }
  if (Depends)
    say(End.Where, Text + " for this status");
  else if (!Decided)
    say(End.Where, "assuming " + Text);
}

void Replay::atTerminator(const Terminator &End) {
  Activation &Top = Frames.back();
  switch (End.K) {
  case Terminator::Kind::Unreachable:
    Failed = true;
    return;
  case Terminator::Kind::Return:
    return returnFrom(End);
  case Terminator::Kind::Goto:
    Top.At.Block = End.Targets[0];
    Top.At.Index = 0;
    return;
  case Terminator::Kind::Branch:
  case Terminator::Kind::Switch:
  case Terminator::Kind::Choose:
    break;
  }
  std::optional<uint32_t> Target = decide(TraceNode::Kind::Target);
  if (!Target)
    return;
  if (End.K == Terminator::Kind::Choose && End.Exceptional && *Target > 0) {
    W.Exceptional = true;
    say(End.Where, "assuming an exception is raised here");
  } else {
    AbstractState Copy = Top.S;
    explainTarget(End, *Target, Copy);
  }
  auto StatusRange = [&] {
    Value V = Tr.evaluate(Top.S, Top.At.F, End.A);
    bool FromOutside = V.isTerm() && V.Id != NoId && T.isSymbol(V.Id) &&
                       T[V.Id].From == Origin::Outside;
    return FromOutside ? Top.S.range(T, V) : IntSet::full();
  };
  // Tested once against zero and once for its sign, and nothing but the rarest
  // of answers is left.
  const IntSet Informational =
      IntSet::range(1, std::numeric_limits<int32_t>::max());
  IntSet Before = StatusRange();
  if (!Tr.takeTarget(Top.S, Top.At.F, End, *Target)) {
    Failed = true;
    return;
  }
  IntSet After = StatusRange();
  W.Informational |= !Before.isFull() && !Before.isSubsetOf(Informational) &&
                     After == Informational;
  Top.At.Block = End.Targets[*Target];
  Top.At.Index = 0;
}

void Replay::returnFrom(const Terminator &End) {
  Activation &Top = Frames.back();
  const Position At = Top.At;
  Loc Where = End.Where.isValid() ? End.Where : P.function(At.F).End;
  switch (Tr.leaveFunction(Top.S, At.F, End)) {
  case Step::Dead:
    Failed = true;
    return;
  case Step::Lost:
    return lost({At.F, At.Block, NoId}, Where);
  case Step::On:
    break;
  }
  if (Frames.size() == 1) {
    Failed = true; // the end of the driver's life, and no alarm
    return;
  }
  if (Frames.size() == 2)
    LastReturn = Where;
  AbstractState Exit = std::move(Top.S);
  Frame Fr = std::move(Top.Fr);
  // A call in which nothing happened needs no mention.
  if (W.Steps.size() == Top.OwnSteps)
    W.Steps.resize(Top.FirstStep);
  Frames.pop_back();
  Activation &Caller = Frames.back();
  std::optional<AbstractState> S = leave(T, Caller.S, Fr, Exit);
  if (!S) {
    Failed = true;
    return;
  }
  Caller.S = std::move(*S);
  const Statement &St =
      P.function(Caller.At.F).Blocks[Caller.At.Block].Body[Caller.At.Index];
  switch (Tr.finishCall(Caller.S, Caller.At.F, St)) {
  case Step::Dead:
    Failed = true;
    return;
  case Step::Lost:
    return lost(Caller.At, St.Where.isValid() ? St.Where : Where);
  case Step::On:
    ++Caller.At.Index;
  }
}

} // namespace

std::optional<Witness> replay(const Program &P, Program::Site Site,
                              llvm::ArrayRef<Decision> Path, const Alarm &A,
                              llvm::StringRef Handle) {
  std::optional<Witness> Plain =
      Replay(P, Site, Path, A, Handle, /*NameStatus=*/false).run();
  if (!Plain)
    return std::nullopt;
  // Once more with a name for each status, to see which conditions look at it.
  std::optional<Witness> W =
      Replay(P, Site, Path, A, Handle, /*NameStatus=*/true).run();
  if (!W)
    W = std::move(Plain);
  if (W->Steps.size() > MaxSteps)
    W->Steps.erase(W->Steps.begin() + MaxFirstSteps,
                   W->Steps.end() - (MaxSteps - MaxFirstSteps));
  return W;
}

} // namespace nmr
