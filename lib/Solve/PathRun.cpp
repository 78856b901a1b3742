//===- PathRun.cpp - One path, run alone ----------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/PathRun.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

PathRun::PathRun(const Program &P, Program::Site Site, const Vicinity *Within,
                 Aim For)
    : P(P), Site(Site), Within(Within),
      T(P.pointerSize() * 8, P.handleSize(Site.Callee) * 8),
      Tr(P, T, Site, Seen, For, /*Alone=*/true) {}
PathRun::~PathRun() = default;

std::optional<PathRun::End> PathRun::run() {
  Frames.push_back({{P.harness(), 0, 0},
                    Tr.initial(Within ? &Within->globals() : nullptr),
                    {}});
  while (!Stopped)
    step();
  return Reached;
}

void PathRun::reach(ViolationClass Class, Position At) {
  Stopped = true;
  Reached = {Class, At, Frames.back().S.P.reliance(isWrongInAnyOrder(Class))};
}

void PathRun::stopped(Step How, Position At, Loc Where) {
  ends(How, Where);
  reach(Transfer::violation(How, Frames.back().S), At);
}

void PathRun::step() {
  Position &At = Frames.back().At;
  AbstractState &S = Frames.back().S;
  const Block &B = P.function(At.F).Blocks[At.Block];
  if (At.Index == 0 && Tr.enterBlock(S, At.F, At.Block) == Step::Lost) {
    Loc Where = B.Body.empty() ? B.End.Where : B.Body.front().Where;
    return stopped(Step::Lost, {At.F, At.Block, NoId}, Where);
  }
  for (; At.Index < B.Body.size(); ++At.Index) {
    stepped();
    const Statement &St = B.Body[At.Index];
    if (St.K == Statement::Kind::Call)
      return atCall(St);
    switch (Step How = Tr.execute(S, At.F, St)) {
    case Step::On:
      break;
    case Step::Dead:
      Stopped = true;
      return;
    case Step::Lost:
    case Step::Gone:
      return stopped(How, At, St.Where);
    case Step::Late:
      return reach(ViolationClass::RegisterNotLast, At);
    }
  }
  stepped();
  atTerminator(B.End);
}

bool PathRun::passesOver(const CallPlan &Plan) const {
  return Within && Plan.Callees.size() == 1 && Plan.Outcomes.empty() &&
         !Plan.Meanwhile &&
         Within->passesOver(Plan.Callees.front(), Frames.back().At.F);
}

/// Behind a call from which the path came back as \p How says.
void PathRun::goOn(Step How, const Statement &Call, Loc Where) {
  Activation &Top = Frames.back();
  switch (How) {
  case Step::Dead:
    Stopped = true;
    return;
  case Step::Lost:
  case Step::Gone:
    return stopped(How, Top.At, Call.Where.isValid() ? Call.Where : Where);
  case Step::Late:
  case Step::On:
    ++Top.At.Index;
  }
}

void PathRun::atCall(const Statement &St) {
  Activation &Top = Frames.back();
  const Position At = Top.At;
  CallPlan Plan = Tr.call(Top.S, At);
  if (passesOver(Plan)) {
    Top.S = std::move(Plan.Before);
    Top.S.store(ReturnSlot, 0, 8, T.fresh(Origin::Inside));
    return goOn(Tr.finishCall(Top.S, At.F, St), St, {});
  }
  std::optional<Decision> D = chooseAtCall(Plan);
  Stopped = true; // unless the path goes on
  if (!D)
    return;
  if (D->K == TraceNode::Kind::Outcome) {
    auto O = llvm::find_if(Plan.Outcomes, [&](const CallOutcome &O) {
      return O.Choice == D->Choice;
    });
    if (O == Plan.Outcomes.end())
      return;
    Followed Before = Top.S.P;
    Top.S = std::move(O->S);
    answered(St, *O, Before);
    if (O->K == CallOutcome::Kind::Alarm)
      return reach(O->Class, At);
    ++Top.At.Index;
    Stopped = false;
    return;
  }
  if (D->Choice >= Plan.Callees.size())
    return;
  FunctionId Callee = Plan.Callees[D->Choice];
  Top.S = std::move(Plan.Before);
  Frame Fr;
  AbstractState Entry = enter(
      T, Top.S, Tr.argumentsFor(Callee, Plan.Args),
      [&](EntityId G) { return Within || P.canName(Callee, G); },
      [&](EntityId G) { return P.isPointedAt(G); }, Fr);
  Frames.push_back(
      {{Callee, 0, 0}, std::move(Entry), std::move(Fr), Plan.Meanwhile});
  entered(St, Plan);
  Stopped = false;
}

void PathRun::atTerminator(const Terminator &End) {
  Activation &Top = Frames.back();
  uint32_t Target = 0;
  switch (End.K) {
  case Terminator::Kind::Unreachable:
    Stopped = true;
    return;
  case Terminator::Kind::Return:
    return returnFrom(End);
  case Terminator::Kind::Goto:
    break;
  case Terminator::Kind::Branch:
  case Terminator::Kind::Switch:
  case Terminator::Kind::Choose: {
    std::optional<uint32_t> Chosen = chooseTarget(End);
    if (!Chosen || *Chosen >= End.Targets.size()) {
      Stopped = true;
      return;
    }
    Target = *Chosen;
    takes(End, Target);
    if (!Tr.takeTarget(Top.S, Top.At.F, End, Target)) {
      Stopped = true;
      return;
    }
    took(End);
  }
  }
  const std::vector<uint32_t> &Order = P.info(Top.At.F).Order;
  const BlockId To = End.Targets[Target];
  Top.Rounds += Order[To] <= Order[Top.At.Block];
  Top.At.Block = To;
  Top.At.Index = 0;
}

void PathRun::returnFrom(const Terminator &End) {
  Activation &Top = Frames.back();
  const Position At = Top.At;
  Loc Where = End.Where.isValid() ? End.Where : P.function(At.F).End;
  switch (Step How = Tr.leaveFunction(Top.S, At.F, End)) {
  case Step::Dead:
    Stopped = true;
    return;
  case Step::Lost:
  case Step::Gone:
    return stopped(How, {At.F, At.Block, NoId}, Where);
  case Step::Late:
  case Step::On:
    break;
  }
  if (Frames.size() == 1 || Top.Meanwhile) {
    Stopped = true; // the end of what is asked for, and no violation
    return;
  }
  returns(Where);
  AbstractState Exit = std::move(Top.S);
  Frame Fr = std::move(Top.Fr);
  Frames.pop_back();
  returned();
  Activation &Caller = Frames.back();
  std::optional<AbstractState> S = leave(T, Caller.S, Fr, Exit);
  if (!S) {
    Stopped = true;
    return;
  }
  Caller.S = std::move(*S);
  const Statement &St =
      P.function(Caller.At.F).Blocks[Caller.At.Block].Body[Caller.At.Index];
  goOn(Tr.finishCall(Caller.S, Caller.At.F, St), St, Where);
}

} // namespace nmr
