//===- Simulation.cpp - A run over the driver -----------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Simulation.h"
#include "Solve/Join.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include <algorithm>
#include <deque>

namespace nmr {

// Different entry states in which one function is simulated, per disjunct,
// before they are joined: enough for a helper with a few kinds of arguments,
// few enough for one that ten thousand places call.
static constexpr unsigned MaxEntriesPerDisjunct = 8;
// Joins at one point that may still refine bounds one by one.
static constexpr unsigned JoinsBeforeWidening = 3;
// Witnesses kept for one alarm.
static constexpr unsigned MaxWitnesses = 8;
// A witness longer than this explains nothing.
static constexpr size_t MaxPathLength = 1'000'000;

/// A state at a point, possibly of several paths.
struct Simulation::Disjunct {
  AbstractState S;
  NodeId Node;
  uint64_t Key;
  unsigned Joins = 0;
  bool Queued = false; ///< Points: to be simulated. Exits: to be delivered.
};

/// A call that waits for the exits of its callee.
struct Simulation::Caller {
  Instance *I;
  BlockId B;
  uint32_t Index;
  AbstractState S;
  Frame F;
  NodeId Node;
};

struct Simulation::Instance {
  FunctionId F;
  AbstractState Entry;
  /// Of the entry state.
  uint64_t Key, Hash;
  NodeId EntryNode;
  /// Points where paths meet, in the order in which they should be simulated:
  /// all that leads to a point comes before it.
  using Point = std::tuple<uint32_t, BlockId, uint32_t>;
  std::map<Point, std::vector<Disjunct>> Points;
  std::set<std::pair<Point, size_t>> Queue;
  std::vector<Disjunct> Exits;
  /// A list whose elements stay where they are while it grows.
  std::deque<Caller> Callers;
  /// The edges that paths took, by block and number of the target.
  llvm::DenseSet<std::pair<BlockId, uint32_t>> Taken;
  bool OnStack = false;
  bool ToFlush = false;
  bool Busy = false;
};

struct Simulation::Job {
  AbstractState S;
  BlockId B;
  uint32_t Index;
  NodeId Node;
};

Simulation::Simulation(const Program &P, Program::Site Site, unsigned Disjuncts,
                       uint64_t MaxSteps, Aim For)
    : P(P), Terms(P.pointerSize() * 8, P.handleSize(Site.Callee) * 8),
      Tr(P, Terms, Site, Seen, For), Disjuncts(Disjuncts), MaxSteps(MaxSteps),
      OfFunction(P.numFunctions()) {}

Simulation::~Simulation() = default;

NodeId Simulation::node(TraceNode N) {
  Trace.push_back(N);
  return Trace.size() - 1;
}

/// What it costs to copy or compare a state, in steps.
static uint64_t weight(const AbstractState &S) {
  return (S.Cells.size() + S.Facts.size()) / 8;
}

static uint64_t hashOf(FunctionId F, const AbstractState &S, uint64_t Key) {
  llvm::hash_code H = llvm::hash_combine(F, S.Cells.size(), S.Facts.size(),
                                         S.Zeroed.size(), Key);
  for (const Cell &C : S.Cells)
    H = llvm::hash_combine(H, unsigned(C.R.K), C.R.Id, C.Offset, C.Size,
                           unsigned(C.V.K), C.V.Id, C.V.N, C.V.R.Id);
  return uint64_t(H) >> 2;
}

Simulation::Instance &Simulation::instance(FunctionId F, AbstractState &Entry,
                                           Frame &Fr, NodeId From) {
  auto Find = [&](uint64_t H) -> Instance * {
    for (Instance *I : Lookup[H])
      if (I->F == F && I->Entry == Entry)
        return I;
    return nullptr;
  };
  uint64_t Key = joinKey(Entry);
  uint64_t H = hashOf(F, Entry, Key);
  if (Instance *I = Find(H))
    return *I;
  std::vector<Instance *> &Same = OfFunction[F];
  if (Same.size() >= size_t(MaxEntriesPerDisjunct) * Disjuncts) {
    for (Instance *I : llvm::reverse(Same)) {
      if (I->Key != Key)
        continue;
      Joined = true;
      Steps += weight(I->Entry) + weight(Entry);
      Entry = generalise(Terms, I->Entry, Entry, Fr);
      Key = joinKey(Entry);
      H = hashOf(F, Entry, Key);
      if (Instance *Known = Find(H))
        return *Known;
      break;
    }
  }
  Instances.push_back(std::make_unique<Instance>());
  Instance &I = *Instances.back();
  I.F = F;
  I.Entry = Entry;
  I.Key = Key;
  I.Hash = H;
  TraceNode N;
  N.K = TraceNode::Kind::Enter;
  N.Pred = From;
  N.IsEntry = true;
  I.EntryNode = node(N);
  Lookup[H].push_back(&I);
  Same.push_back(&I);
  arrive(I, 0, 0, Entry, I.EntryNode);
  return I;
}

void Simulation::schedule(Instance &I) {
  if (I.OnStack)
    return;
  I.OnStack = true;
  Stack.push_back(&I);
}

void Simulation::run() {
  AbstractState Start = Tr.initial();
  Frame F;
  AbstractState Entry = Start;
  instance(P.harness(), Entry, F, NoId);
  while (!Stack.empty() && !outOfBudget()) {
    Instance &I = *Stack.back();
    if (!I.Queue.empty()) {
      auto [Point, Index] = *I.Queue.begin();
      I.Queue.erase(I.Queue.begin());
      Disjunct &D = I.Points[Point][Index];
      D.Queued = false;
      runFrom(I, D.S, std::get<1>(Point), std::get<2>(Point), D.Node);
      continue;
    }
    if (I.ToFlush) {
      flush(I);
      continue;
    }
    // Something below may have been pushed above it meanwhile, never beside it.
    Stack.pop_back();
    I.OnStack = false;
  }
  findStuck();
}

void Simulation::alarm(ViolationClass Class, Position At,
                       const AbstractState &S, NodeId Node) {
  // Those that are worth reporting must not be crowded out by others.
  Reliance On = S.P.reliance(isWrongInAnyOrder(Class));
  if (AlarmCount[{Class, At, On}]++ >= MaxWitnesses)
    return;
  Alarms.push_back({Class, At, Node, On, S.P});
}

void Simulation::stopped(Step How, Position At, const AbstractState &S,
                         NodeId Node) {
  alarm(Transfer::violation(How, S), At, S, Node);
}

/// Puts \p S among \p Known; answers the index of the disjunct that changed, or
/// nothing if \p S is covered.
static std::optional<size_t> insert(auto &Known, TermTable &T, AbstractState S,
                                    NodeId Node, unsigned Limit,
                                    uint64_t &Steps, bool &Joined) {
  uint64_t Key = joinKey(S);
  unsigned Same = 0;
  size_t Last = 0;
  for (size_t I = 0; I < Known.size(); ++I) {
    if (Known[I].Key != Key)
      continue;
    // Comparing states is work, too.
    Steps += 1 + weight(S);
    if (covers(T, Known[I].S, S))
      return std::nullopt;
    ++Same;
    Last = I;
  }
  if (Same < Limit) {
    Known.push_back({std::move(S), Node, Key});
    return Known.size() - 1;
  }
  Joined = true;
  auto &D = Known[Last];
  Steps += weight(D.S) + weight(S);
  D.S = join(T, D.S, S, ++D.Joins > JoinsBeforeWidening);
  D.Node = Node;
  return Last;
}

void Simulation::arrive(Instance &I, BlockId B, uint32_t Index, AbstractState S,
                        NodeId Node) {
  Instance::Point Point{P.info(I.F).Order[B], B, Index};
  auto &Known = I.Points[Point];
  std::optional<size_t> Changed =
      insert(Known, Terms, std::move(S), Node, Disjuncts, Steps, Joined);
  if (!Changed)
    return;
  if (!Known[*Changed].Queued) {
    Known[*Changed].Queued = true;
    I.Queue.insert({Point, *Changed});
  }
  schedule(I);
}

void Simulation::runFrom(Instance &I, AbstractState S, BlockId B,
                         uint32_t Index, NodeId Node) {
  const Function &F = P.function(I.F);
  std::vector<Job> Work;
  std::swap(Work, Local);
  Work.push_back({std::move(S), B, Index, Node});
  while (!Work.empty() && !outOfBudget()) {
    Job J = std::move(Work.back());
    Work.pop_back();
    bool Alive = true;
    // Large states cost more than small ones.
    Steps += weight(J.S);
    if (J.Index == 0 && Tr.enterBlock(J.S, I.F, J.B) == Step::Lost) {
      stopped(Step::Lost, {I.F, J.B, NoId}, J.S, J.Node);
      continue;
    }
    const llvm::ArrayRef<Statement> Body = F.Blocks[J.B].Body;
    for (; Alive && J.Index < Body.size(); ++J.Index) {
      ++Steps;
      const Statement &St = Body[J.Index];
      if (St.K == Statement::Kind::Call) {
        Alive = atCall(I, J.S, J.B, J.Index, J.Node);
        continue;
      }
      switch (Step How = Tr.execute(J.S, I.F, St)) {
      case Step::Late:
        alarm(ViolationClass::RegisterNotLast, {I.F, J.B, J.Index}, J.S,
              J.Node);
        [[fallthrough]];
      case Step::On:
        break;
      case Step::Lost:
      case Step::Gone:
        stopped(How, {I.F, J.B, J.Index}, J.S, J.Node);
        [[fallthrough]];
      case Step::Dead:
        Alive = false;
        break;
      }
    }
    if (Alive) {
      ++Steps;
      atTerminator(I, std::move(J.S), J.B, J.Node);
      // Blocks that only this one leads to.
      std::move(Local.begin(), Local.end(), std::back_inserter(Work));
      Local.clear();
    }
  }
  Local.clear();
}

/// Answers whether \p S goes on behind the call.
bool Simulation::atCall(Instance &I, AbstractState &S, BlockId B,
                        uint32_t Index, NodeId &Node) {
  Position At{I.F, B, Index};
  CallPlan Plan = Tr.call(std::move(S), At);
  bool Single = Plan.Outcomes.size() == 1 && Plan.Callees.empty();
  for (CallOutcome &O : Plan.Outcomes) {
    TraceNode N;
    N.K = TraceNode::Kind::Outcome;
    N.Pred = Node;
    N.Choice = O.Choice;
    NodeId Next = node(N);
    if (O.K == CallOutcome::Kind::Alarm) {
      alarm(O.Class, At, O.S, Next);
      continue;
    }
    if (Single) {
      S = std::move(O.S);
      Node = Next;
      return true;
    }
    arrive(I, B, Index + 1, std::move(O.S), Next);
  }
  Seen.Ambiguous |= Plan.Callees.size() > 1 && !Plan.Meanwhile;
  for (const auto &[Number, Callee] : llvm::enumerate(Plan.Callees)) {
    TraceNode N;
    N.K = TraceNode::Kind::Enter;
    N.Pred = Node;
    N.Choice = Number;
    N.Callee = Callee;
    NodeId CallNode = node(N);
    Frame Fr;

    AbstractState Entry = enter(
        Terms, Plan.Before, Tr.argumentsFor(Callee, Plan.Args),
        [&](EntityId G) { return P.canName(Callee, G); },
        [&](EntityId G) { return P.isPointedAt(G); }, Fr);
    Steps += weight(Plan.Before) + weight(Entry);
    Instance &Target = instance(Callee, Entry, Fr, CallNode);
    if (Plan.Meanwhile)
      continue;
    Target.Callers.push_back(
        {&I, B, Index, Plan.Before, std::move(Fr), CallNode});
    // What is known of the callee already; the rest comes when it is.
    const Caller &C = Target.Callers.back();
    for (size_t E = 0; E < Target.Exits.size(); ++E)
      if (!Target.Exits[E].Queued) {
        AbstractState Exit = Target.Exits[E].S;
        deliver(C, Exit, Target.Exits[E].Node);
      }
  }
  return false;
}

void Simulation::deliver(const Caller &C, const AbstractState &Exit,
                         NodeId ExitNode) {
  std::optional<AbstractState> S = leave(Terms, C.S, C.F, Exit);
  if (!S)
    return;
  Steps += weight(*S);
  TraceNode N;
  N.K = TraceNode::Kind::Return;
  N.Pred = C.Node;
  N.Callee = ExitNode;
  NodeId Node = node(N);
  const Statement &St = P.function(C.I->F).Blocks[C.B].Body[C.Index];
  switch (Step How = Tr.finishCall(*S, C.I->F, St)) {
  case Step::Dead:
    return;
  case Step::Lost:
  case Step::Gone:
    stopped(How, {C.I->F, C.B, C.Index}, *S, Node);
    return;
  case Step::Late:
  case Step::On:
    // A block may hold thousands of calls, each of which brings facts along.
    S->dropUnusedFacts(Terms);
    arrive(*C.I, C.B, C.Index + 1, std::move(*S), Node);
  }
}

void Simulation::flush(Instance &I) {
  I.ToFlush = false;
  for (size_t E = 0; E < I.Exits.size(); ++E) {
    if (!I.Exits[E].Queued)
      continue;
    I.Exits[E].Queued = false;
    AbstractState Exit = I.Exits[E].S;
    NodeId Node = I.Exits[E].Node;
    for (size_t C = 0; C < I.Callers.size(); ++C)
      deliver(I.Callers[C], Exit, Node);
  }
}

void Simulation::leaveInstance(Instance &I, AbstractState S, BlockId B,
                               NodeId Node) {
  switch (Step How = Tr.leaveFunction(S, I.F, P.function(I.F).Blocks[B].End)) {
  case Step::Dead:
    return;
  case Step::Lost:
  case Step::Gone:
    stopped(How, {I.F, B, NoId}, S, Node);
    return;
  case Step::Late:
  case Step::On:
    break;
  }
  std::optional<size_t> Changed =
      insert(I.Exits, Terms, std::move(S), Node, Disjuncts, Steps, Joined);
  if (!Changed)
    return;
  I.Exits[*Changed].Queued = true;
  I.ToFlush = true;
  schedule(I);
}

void Simulation::goTo(Instance &I, AbstractState S, BlockId B, NodeId Node) {
  if (P.info(I.F).Merges[B])
    arrive(I, B, 0, std::move(S), Node);
  else
    Local.push_back({std::move(S), B, 0, Node});
}

void Simulation::atTerminator(Instance &I, AbstractState S, BlockId B,
                              NodeId Node) {
  const Terminator &End = P.function(I.F).Blocks[B].End;
  switch (End.K) {
  case Terminator::Kind::Unreachable:
    return;
  case Terminator::Kind::Goto:
    I.Taken.insert({B, 0});
    return goTo(I, std::move(S), End.Targets[0], Node);
  case Terminator::Kind::Return:
    return leaveInstance(I, std::move(S), B, Node);
  case Terminator::Kind::Branch:
  case Terminator::Kind::Switch:
  case Terminator::Kind::Choose:
    break;
  }
  for (uint32_t Target = 0; Target < End.Targets.size(); ++Target) {
    AbstractState Next = S;
    if (!Tr.takeTarget(Next, I.F, End, Target))
      continue;
    I.Taken.insert({B, Target});
    TraceNode N;
    N.K = TraceNode::Kind::Target;
    N.Pred = Node;
    N.Choice = Target;
    goTo(I, std::move(Next), End.Targets[Target], node(N));
  }
}

void Simulation::findStuck() {
  std::set<FunctionId> Result;
  for (const std::unique_ptr<Instance> &I : Instances) {
    const Function &F = P.function(I->F);
    // Backwards from the ends: the blocks that have a way out.
    std::vector<llvm::SmallVector<BlockId, 2>> Preds(F.Blocks.size());
    std::vector<bool> Visited(F.Blocks.size()), Ends(F.Blocks.size());
    for (const auto &[B, Target] : I->Taken) {
      BlockId To = F.Blocks[B].End.Targets[Target];
      Preds[To].push_back(B);
      Visited[B] = Visited[To] = true;
    }
    std::vector<BlockId> Work;
    for (BlockId B = 0; B < F.Blocks.size(); ++B) {
      bool Leaves = llvm::any_of(
          llvm::seq<uint32_t>(F.Blocks[B].End.Targets.size()),
          [&](uint32_t Target) { return I->Taken.contains({B, Target}); });
      // A return, or a path that ended otherwise: in a fault, or a callee.
      if (Visited[B] && !Leaves) {
        Ends[B] = true;
        Work.push_back(B);
      }
    }
    while (!Work.empty()) {
      BlockId B = Work.back();
      Work.pop_back();
      for (BlockId Pred : Preds[B])
        if (!Ends[Pred]) {
          Ends[Pred] = true;
          Work.push_back(Pred);
        }
    }
    // The others lead round and round. A way out was there, and not taken.
    for (BlockId B = 0; B < F.Blocks.size(); ++B)
      if (Visited[B] && !Ends[B])
        for (uint32_t Target = 0; Target < F.Blocks[B].End.Targets.size();
             ++Target)
          if (!I->Taken.contains({B, Target}))
            Result.insert(I->F);
  }
  Stuck.assign(Result.begin(), Result.end());
}

std::vector<Decision> Simulation::path(const Alarm &A) const {
  // Backwards; a return leads into the callee's path first, and from its entry
  // on to the call.
  std::vector<Decision> Reversed;
  std::vector<NodeId> Calls;
  for (NodeId At = A.End; At != NoId;) {
    if (Reversed.size() > MaxPathLength)
      return {};
    const TraceNode &N = Trace[At];
    if (N.K == TraceNode::Kind::Return) {
      Calls.push_back(N.Pred);
      At = N.Callee;
      continue;
    }
    if (N.IsEntry) {
      if (Calls.empty()) {
        At = N.Pred;
      } else {
        At = Calls.back();
        Calls.pop_back();
      }
      continue;
    }
    Reversed.push_back({N.K, N.Choice, /*Matters=*/true, N.Callee});
    At = N.Pred;
  }
  std::reverse(Reversed.begin(), Reversed.end());
  return Reversed;
}

} // namespace nmr
