//===- FeasiblePath.cpp - From a traced path to one that exists -----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/FeasiblePath.h"
#include "Solve/PathSearch.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

// Each mends a contradiction, or goes astray. Those that are mended seldom take
// more.
static constexpr unsigned MaxTries = 32;

namespace {

/// Where the decisions of \p Path are made. They say where control goes,
/// whatever the values are.
std::vector<Made> locate(const Program &P, llvm::ArrayRef<Decision> Path) {
  std::vector<Made> Result;
  std::vector<Position> Frames = {{P.harness(), 0, 0}};
  while (!Frames.empty()) {
    Position &At = Frames.back();
    const Block &B = P.function(At.F).Blocks[At.Block];
    while (At.Index < B.Body.size() &&
           B.Body[At.Index].K != Statement::Kind::Call)
      ++At.Index;
    const bool AtCall = At.Index < B.Body.size();
    if (!AtCall && B.End.K == Terminator::Kind::Unreachable)
      break;
    if (!AtCall && B.End.K == Terminator::Kind::Return) {
      Frames.pop_back();
      if (!Frames.empty())
        ++Frames.back().Index;
      continue;
    }
    if (!AtCall && B.End.K == Terminator::Kind::Goto) {
      At = {At.F, B.End.Targets[0], 0};
      continue;
    }
    if (Result.size() == Path.size())
      break;
    const Decision &D = Path[Result.size()];
    if (AtCall == (D.K == TraceNode::Kind::Target))
      break; // no such path
    Result.push_back(
        {{At.F, At.Block, AtCall ? At.Index : NoId}, Frames.size(), D});
    if (D.K == TraceNode::Kind::Target)
      At = {At.F, B.End.Targets[D.Choice], 0};
    else if (D.K == TraceNode::Kind::Enter)
      Frames.push_back({D.Callee, 0, 0});
    else
      ++At.Index;
  }
  return Result;
}

/// What to do where a traced decision is impossible.
enum class Otherwise {
  GiveUp, ///< This try: what went wrong was decided before.
  Detour, ///< It may not matter. Go another way.
};

/// One try: keeps to the traced decisions.
class Attempt : public PathSearch {
public:
  Attempt(const Program &P, Program::Site Site, llvm::ArrayRef<Made> Traced,
          Otherwise Else, Distances &Far, std::vector<Fork> &Forks,
          uint64_t &Steps)
      : PathSearch(P, Site, /*Within=*/nullptr, Far, Forks, Steps),
        Traced(Traced), Else(Else) {}

private:
  /// The next traced decision here, of this activation of the function.
  const Decision *tracedAt(Position At) {
    for (size_t I = Next;
         I != Traced.size() && Traced[I].Depth >= Frames.size(); ++I)
      if (Traced[I].Depth == Frames.size() && Traced[I].At == At) {
        Next = I + 1;
        return &Traced[I].D;
      }
    return nullptr;
  }

  std::optional<uint32_t> chooseTarget(const Terminator &End) override {
    const Position Here = Frames.back().At;
    const Decision *D = tracedAt({Here.F, Here.Block, NoId});
    llvm::SmallVector<uint32_t, 4> Ways = possibleTargets(End);
    auto It = D ? llvm::find(Ways, D->Choice) : Ways.end();
    if (It != Ways.end()) {
      std::rotate(Ways.begin(), It, It + 1);
    } else if (D && Else == Otherwise::GiveUp) {
      return std::nullopt;
    } else {
      BlockId Goal = NoId;
      if (Next != Traced.size() && Traced[Next].Depth == Frames.size() &&
          Traced[Next].At.F == Here.F)
        Goal = Traced[Next].At.Block;
      sortByDistance(Ways, End, Goal);
    }
    std::optional<uint32_t> Way = take<uint32_t>(Ways);
    if (Way)
      Path.push_back({TraceNode::Kind::Target, *Way});
    return Way;
  }

  std::optional<Decision> chooseAtCall(const CallPlan &Plan) override {
    const Decision *D = tracedAt(Frames.back().At);
    llvm::SmallVector<Decision, 4> Ways;
    if (!Plan.Meanwhile || (D && D->K == TraceNode::Kind::Enter))
      for (uint32_t I = 0; I != Plan.Callees.size(); ++I)
        Ways.push_back({TraceNode::Kind::Enter, I, true, Plan.Callees[I]});
    for (const CallOutcome &O : Plan.Outcomes)
      Ways.push_back({TraceNode::Kind::Outcome, O.Choice});
    if (D) {
      auto It = llvm::find_if(Ways, [&](const Decision &Way) {
        return Way.K == D->K && Way.Choice == D->Choice;
      });
      if (It != Ways.end())
        std::rotate(Ways.begin(), It, It + 1);
      else if (Else == Otherwise::GiveUp)
        return std::nullopt;
    }
    std::optional<Decision> Way = take<Decision>(Ways);
    if (Way)
      Path.push_back(*Way);
    return Way;
  }

  llvm::ArrayRef<Made> Traced;
  Otherwise Else;
  size_t Next = 0;
};

} // namespace

std::optional<std::vector<Decision>>
findFeasible(const Program &P, Program::Site Site,
             llvm::ArrayRef<Decision> Traced, ViolationClass Class,
             uint64_t &Steps) {
  const std::vector<Made> Located = locate(P, Traced);
  Distances Far(P);
  for (Otherwise Else : {Otherwise::GiveUp, Otherwise::Detour}) {
    std::vector<Fork> Forks;
    for (unsigned N = 0; N != MaxTries && Steps; ++N) {
      Attempt Try(P, Site, Located, Else, Far, Forks, Steps);
      std::optional<PathRun::End> E = Try.run();
      if (E && E->Class == Class)
        return std::move(Try.Path);
      if (!takeNext(Forks))
        break;
    }
  }
  return std::nullopt;
}

} // namespace nmr
