//===- Misread.cpp - Why a path passes the wait by ------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Misread.h"
#include "Solve/PathRun.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

bool leadsTo(const Program &P, Verb V, FunctionId F, BlockId From) {
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
      if (S.K != Statement::Kind::Call ||
          S.callee().K != Operand::Kind::Function)
        continue;
      if (const ProtocolFunction *PF = P.protocolFunction(S)) {
        if (PF->V == V)
          return true;
      } else if (FunctionId G = P.definition(S.callee().entity());
                 G != NoId && P.info(G).calls(V)) {
        return true;
      }
    }
    for (BlockId Target : Fn.Blocks[B].End.Targets)
      Work.push_back(Target);
  }
  return false;
}

std::string decision(const Terminator &End, uint32_t Target) {
  std::string Text = "'" + End.Text + "' is ";
  if (End.K == Terminator::Kind::Branch)
    return Text + ((Target == 0) != End.TextNegated ? "true" : "false");
  return Text + (Target < End.Cases.size()
                     ? std::to_string(End.Cases[Target].Low)
                     : "none of the cases");
}

namespace {

/// Follows the path and writes down where its decisions are made.
class Recorder : public PathRun {
public:
  Recorder(const Program &P, Program::Site Site, const Route &Path)
      : PathRun(P, Site, Path.Within.get()), Path(Path.Decisions) {}

  std::vector<Made> record() {
    run();
    return std::move(Decisions);
  }

private:
  std::optional<Decision> next() {
    size_t N = Decisions.size();
    if (N == Path.size())
      return std::nullopt;
    Decisions.push_back({Frames.back().At, Frames.size(), Path[N]});
    return Path[N];
  }
  std::optional<uint32_t> chooseTarget(const Terminator &) override {
    std::optional<Decision> D = next();
    return D ? std::optional(D->Choice) : std::nullopt;
  }
  std::optional<Decision> chooseAtCall(const CallPlan &) override {
    return next();
  }

  llvm::ArrayRef<Decision> Path;
  std::vector<Made> Decisions;
};

/// Follows the path up to one of its decisions, makes another there, and goes
/// on as the path did for as long as that is possible.
class Deviation : public PathRun {
public:
  /// \p Way: which of the other decisions is made.
  Deviation(const Program &P, Program::Site Site, const Vicinity *Within,
            llvm::ArrayRef<Made> Path, size_t At, unsigned Way)
      : PathRun(P, Site, Within), Path(Path), From(At), Way(Way) {}

  /// Whether the handle is waited for.
  bool waits() {
    run();
    return Waited;
  }
  /// There are that many other decisions.
  unsigned ways() const { return Ways; }
  /// How a condition was decided on the path that, behind the deviation, is
  /// decided otherwise and leads to the wait.
  const std::string &turn() const { return Turn; }

private:
  /// The path's decision here, if it made one here, at once or later on.
  const Made *madeHere() {
    for (size_t I = Next; I < Path.size(); ++I)
      if (Path[I].At == Frames.back().At && Path[I].Depth == Frames.size()) {
        Next = I + 1;
        return &Path[I];
      }
    return nullptr;
  }
  bool isOver() const { return Waited || Steps > MaxSteps; }

  std::optional<uint32_t> chooseTarget(const Terminator &End) override {
    if (isOver())
      return std::nullopt;
    const bool Deviates = Next == From;
    const Made *Then = madeHere();
    FunctionId F = Frames.back().At.F;
    std::vector<uint32_t> Possible;
    for (uint32_t I = 0; I < End.Targets.size(); ++I) {
      AbstractState Copy = Frames.back().S;
      if (!(Deviates && I == Then->D.Choice) && Tr.takeTarget(Copy, F, End, I))
        Possible.push_back(I);
    }
    auto ToWait = [&](uint32_t I) {
      return leadsTo(P, Verb::Wait, F, End.Targets[I]);
    };
    if (Deviates) {
      Ways = Possible.size();
      return Way < Ways ? std::optional(Possible[Way]) : std::nullopt;
    }
    if (Then && llvm::is_contained(Possible, Then->D.Choice))
      return Then->D.Choice;
    if (Possible.empty())
      return std::nullopt;
    auto To = llvm::find_if(Possible, ToWait);
    uint32_t Target = To == Possible.end() ? Possible.front() : *To;
    if (Then && !End.Text.empty())
      Turn = decision(End, Then->D.Choice);
    return Target;
  }

  std::optional<Decision> chooseAtCall(const CallPlan &Plan) override {
    const bool Deviates = Next == From;
    const Made *Then = madeHere();
    Waited |= Next > From && waitsHere();
    if (isOver())
      return std::nullopt;
    if (Deviates) {
      std::vector<uint32_t> Others;
      for (const CallOutcome &O : Plan.Outcomes)
        if (O.K == CallOutcome::Kind::Continue && O.S.P.Active &&
            O.Choice != Then->D.Choice)
          Others.push_back(O.Choice);
      Ways = Others.size();
      if (Way >= Ways)
        return std::nullopt;
      return Decision{TraceNode::Kind::Outcome, Others[Way]};
    }
    if (Then)
      return Then->D;
    if (!Plan.Callees.empty())
      return Decision{TraceNode::Kind::Enter, 0};
    for (const CallOutcome &O : Plan.Outcomes)
      if (O.K == CallOutcome::Kind::Continue)
        return Decision{TraceNode::Kind::Outcome, O.Choice};
    return std::nullopt;
  }

  bool waitsHere() {
    Activation &Top = Frames.back();
    const Statement &St =
        P.function(Top.At.F).Blocks[Top.At.Block].Body[Top.At.Index];
    const ProtocolFunction *PF = P.protocolFunction(St);
    return PF && PF->V == Verb::Wait && PF->hasHandleParam() &&
           Tr.evaluate(Top.S, Top.At.F, St.Args[PF->HandleParam]).isHandle();
  }
  void stepped() override {
    Steps += Next > From;
    if (Steps > MaxSteps)
      giveUp();
  }

  // A turn that is further away explains nothing.
  static constexpr unsigned MaxSteps = 20'000;

  llvm::ArrayRef<Made> Path;
  size_t From, Next = 0;
  unsigned Way, Ways = 0, Steps = 0;
  bool Waited = false;
  std::string Turn;
};

} // namespace

std::string misreadCondition(const Program &P, Program::Site Site,
                             const Route &Path, size_t Deregister) {
  std::vector<Made> Decisions = Recorder(P, Site, Path).record();
  if (Decisions.size() <= Deregister)
    return "";
  unsigned Ways = 1;
  for (unsigned Way = 0; Way < Ways; ++Way) {
    Deviation Other(P, Site, Path.Within.get(), Decisions, Deregister, Way);
    if (Other.waits() && !Other.turn().empty())
      return Other.turn();
    Ways = Other.ways();
  }
  return "";
}

bool wouldWait(const Program &P, Program::Site Site, const Route &Path,
               size_t Branch) {
  std::vector<Made> Decisions = Recorder(P, Site, Path).record();
  if (Decisions.size() <= Branch)
    return false;
  unsigned Ways = 1;
  for (unsigned Way = 0; Way < Ways; ++Way) {
    Deviation Other(P, Site, Path.Within.get(), Decisions, Branch, Way);
    if (Other.waits())
      return true;
    Ways = Other.ways();
  }
  return false;
}

} // namespace nmr
