//===- Completion.cpp - From a slice's path to the program's --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Completion.h"
#include "Solve/FeasiblePath.h"
#include "Solve/PathSearch.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

// Paths tried for one alarm. What the slice leaves open seldom matters, so the
// first nearly always succeeds. Not so where results are open: there, each call
// that may fail costs a path or two.
static constexpr unsigned MaxPaths = 32, MaxPathsIfOpen = 1000;

// Statements that may be walked in the vicinity. A loop may wait there for what
// is not seen; more than that, no path needs.
static constexpr uint64_t MaxStepsNear = 300'000;

namespace {

/// A decision of the slice's path, at the place in the program that it is
/// about; a terminator's statement number is NoId.
struct Landmark {
  Position At;
  size_t Depth; ///< Functions entered.
  Decision D;
  FunctionId Callee = NoId; ///< Enter only.
};

/// Runs the slice's path and writes down where its decisions fall.
class Survey : public PathRun {
public:
  Survey(const Slice::Part &Part, llvm::ArrayRef<Decision> Path)
      : PathRun(*Part.P, Part.Site, /*Within=*/nullptr), Part(Part),
        Path(Path) {}

  /// The last landmark is the violation itself.
  std::optional<std::vector<Landmark>> take() {
    std::optional<End> E = run();
    if (!E)
      return std::nullopt;
    Position At = E->At;
    mark(At, {});
    return std::move(Marks);
  }

private:
  void mark(Position At, Decision D, FunctionId Callee = NoId) {
    const Slice::Part::Origin &From = Part.Origins[At.F];
    const Slice::Part::BlockOrigin &Block = From.Blocks[At.Block];
    uint32_t Index = NoId;
    if (At.Index != NoId && At.Index < Block.Body.size())
      Index = Block.Body[At.Index];
    Marks.push_back({{From.F, Block.B, Index}, Frames.size(), D, Callee});
  }
  std::optional<uint32_t> chooseTarget(const Terminator &End) override {
    if (Next == Path.size())
      return std::nullopt;
    Decision D = Path[Next++];
    Position At = Frames.back().At;
    const auto &Targets = Part.Origins[At.F].Blocks[At.Block].Targets;
    // Where the slice only knows that there are several ways, any will do.
    if (D.K == TraceNode::Kind::Target && D.Choice < Targets.size())
      mark({At.F, At.Block, NoId}, {D.K, Targets[D.Choice]});
    return D.Choice;
  }
  std::optional<Decision> chooseAtCall(const CallPlan &Plan) override {
    if (Next == Path.size())
      return std::nullopt;
    Decision D = Path[Next++];
    FunctionId Callee = NoId;
    if (D.K == TraceNode::Kind::Enter && D.Choice < Plan.Callees.size()) {
      const Slice::Part::Origin &Into = Part.Origins[Plan.Callees[D.Choice]];
      // A path through the program may pass over it.
      if (Plan.Callees.size() == 1 && !Into.hasBody())
        return D;
      Callee = Into.F;
    }
    mark(Frames.back().At, D, Callee);
    return D;
  }

  const Slice::Part &Part;
  llvm::ArrayRef<Decision> Path;
  size_t Next = 0;
  std::vector<Landmark> Marks;
};

/// One try: keeps to the landmarks and, elsewhere, to \p Forks as far as they
/// go; adds what it meets beyond.
class Attempt : public PathSearch {
public:
  Attempt(const Program &P, Program::Site Site, const Vicinity *Within,
          llvm::ArrayRef<Landmark> Marks, Distances &Far,
          std::vector<Fork> &Forks, uint64_t &Steps)
      : PathSearch(P, Site, Within, Far, Forks, Steps), Marks(Marks) {}

private:
  /// Whether the next landmark is here.
  bool atLandmark(Position At) const {
    return Next + 1 < Marks.size() && Marks[Next].At == At &&
           Marks[Next].Depth == Frames.size();
  }

  std::optional<uint32_t> chooseTarget(const Terminator &End) override {
    const Position &Here = Frames.back().At;
    if (atLandmark({Here.F, Here.Block, NoId})) {
      Path.push_back(Marks[Next].D);
      return Marks[Next++].D.Choice;
    }
    BlockId Goal = NoId;
    if (Marks[Next].Depth == Frames.size() && Marks[Next].At.F == Here.F)
      Goal = Marks[Next].At.Block;
    llvm::SmallVector<uint32_t, 4> Ways = possibleTargets(End);
    sortByDistance(Ways, End, Goal);
    std::optional<uint32_t> Way = take<uint32_t>(Ways);
    if (Way)
      Path.push_back({TraceNode::Kind::Target, *Way, /*Matters=*/false});
    return Way;
  }

  std::optional<Decision> chooseAtCall(const CallPlan &Plan) override {
    if (atLandmark(Frames.back().At)) {
      const Landmark &M = Marks[Next++];
      Decision D = M.D;
      if (D.K == TraceNode::Kind::Enter) {
        auto Callee = llvm::find(Plan.Callees, M.Callee);
        if (Callee == Plan.Callees.end())
          return std::nullopt;
        D.Choice = Callee - Plan.Callees.begin();
        D.Callee = M.Callee;
      }
      Path.push_back(D);
      return D;
    }
    llvm::SmallVector<Decision, 4> Ways;
    for (uint32_t I = 0; I < Plan.Callees.size() && !Plan.Meanwhile; ++I)
      Ways.push_back(
          {TraceNode::Kind::Enter, I, /*Matters=*/false, Plan.Callees[I]});
    for (const CallOutcome &O : Plan.Outcomes)
      Ways.push_back({TraceNode::Kind::Outcome, O.Choice, /*Matters=*/false});
    std::optional<Decision> Way = take<Decision>(Ways);
    if (Way)
      Path.push_back(*Way);
    return Way;
  }

  llvm::ArrayRef<Landmark> Marks;
  size_t Next = 0;
};

/// Looks for a path along \p Marks, in \p Within or, if that is null,
/// everywhere, for at most \p Steps statements.
std::optional<AlarmPath> search(const Program &P, Program::Site Site,
                                llvm::ArrayRef<Landmark> Marks,
                                const Alarm &InPart,
                                std::shared_ptr<const Vicinity> Within,
                                uint64_t &Steps, unsigned Paths = MaxPaths) {
  Distances Far(P);
  std::vector<Fork> Forks;
  for (unsigned N = 0; N < Paths && Steps; ++N) {
    Attempt Try(P, Site, Within.get(), Marks, Far, Forks, Steps);
    std::optional<PathRun::End> E = Try.run();
    if (E && E->Class == InPart.Class)
      return AlarmPath{{E->Class, E->At, NoId, E->On, {}},
                       {std::move(Try.Path), std::move(Within)}};
    if (!takeNext(Forks))
      return std::nullopt;
  }
  return std::nullopt;
}

} // namespace

std::optional<AlarmPath> complete(const Program &P, Program::Site Site,
                                  const Slice::Part &Part,
                                  const AlarmPath &InPart, Traced How,
                                  uint64_t &Steps) {
  std::optional<std::vector<Landmark>> Marks =
      Survey(Part, InPart.Path.Decisions).take();
  // What rests on something is not reported, whatever path leads there.
  if (!Marks && How == Traced::MayContradict &&
      InPart.A.On == Reliance::Nothing) {
    uint64_t Share = Steps / 8;
    Steps -= Share;
    if (auto Path = findFeasible(*Part.P, Part.Site, InPart.Path.Decisions,
                                 InPart.A.Class, Share))
      Marks = Survey(Part, *Path).take();
    Steps += Share;
  }
  if (!Marks)
    return std::nullopt;
  // What the slice leaves open, only a path through all of it shows.
  if (Part.HasOpenResults)
    return search(P, Site, *Marks, InPart.A, nullptr, Steps, MaxPathsIfOpen);
  uint64_t StepsNear = std::min(Steps, MaxStepsNear);
  Steps -= StepsNear;
  std::optional<AlarmPath> Near =
      search(P, Site, *Marks, InPart.A, std::make_shared<Vicinity>(P, Part),
             StepsNear);
  Steps += StepsNear;
  // What was not seen there is not to blame for a doubt that the slice has,
  // too.
  if (Near && Near->A.On <= InPart.A.On)
    return Near;
  return search(P, Site, *Marks, InPart.A, nullptr, Steps);
}

} // namespace nmr
