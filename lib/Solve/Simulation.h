//===- Simulation.h - A run over the driver ---------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One run over the whole driver for one registration: a worklist over pairs of
/// function and entry state (tabulation), and within each over blocks, joining
/// where paths meet. States with different join keys are never joined; of equal
/// keys, up to a given number stay apart. One is the cheapest and the coarsest:
/// property simulation proper. More keeps loop counters and flags exact.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_SIMULATION_H
#define NMR_SOLVE_SIMULATION_H

#include "Solve/Transfer.h"
#include "llvm/ADT/DenseSet.h"
#include <map>
#include <memory>
#include <tuple>

namespace nmr {

/// Index into the simulation's trace.
using NodeId = uint32_t;

/// A decision on a path. Paths are trees that share their beginnings.
struct TraceNode {
  enum class Kind : uint8_t {
    Enter,   ///< Into a function; \c Choice is the index of the callee.
    Target,  ///< Of a terminator with several targets.
    Outcome, ///< Of a call that is not entered.
    Return,  ///< From a callee.
  };
  Kind K = Kind::Enter;
  NodeId Pred = NoId;
  /// Enter: the function. Return: the last node of the callee's path.
  uint32_t Callee = NoId;
  uint32_t Choice = 0;
  /// Enter: a first node of a function's path. Its Pred is the call that was
  /// the first to need it.
  bool IsEntry = false;
};

/// A state in which the protocol is violated.
struct Alarm {
  ViolationClass Class = ViolationClass::MissingWait;
  /// The call or, at a terminator or a block's start, the statement's number is
  /// NoId.
  Position At;
  NodeId End = NoId;
  Reliance On = Reliance::Nothing;
  /// What is known of the registration there.
  Followed P;
};

/// A decision sequence from the harness's entry to an alarm.
struct Decision {
  TraceNode::Kind K;
  uint32_t Choice;
  /// The path depends on it; another choice would have done as well if not.
  bool Matters = true;
  FunctionId Callee = NoId; ///< Enter: the function.
};

class Simulation {
public:
  Simulation(const Program &P, Program::Site Site, unsigned Disjuncts,
             uint64_t MaxSteps, Aim For = Aim::Violations);
  ~Simulation();

  void run();

  llvm::ArrayRef<Alarm> alarms() const { return Alarms; }
  const Program &program() const { return P; }
  const Observations &seen() const { return Seen; }
  bool outOfBudget() const { return Steps > MaxSteps; }
  uint64_t steps() const { return Steps; }
  /// Some states were joined: with more disjuncts, more might be known.
  bool joined() const { return Joined; }
  /// Functions in a loop that some path entered and none left, although it has
  /// a way out: it waits for what nothing that was simulated changes meanwhile,
  /// such as a flag that another thread sets. Nothing is known of what follows.
  llvm::ArrayRef<FunctionId> stuck() const { return Stuck; }
  /// The decisions that lead to \p A; empty if they are too many.
  std::vector<Decision> path(const Alarm &A) const;

private:
  struct Disjunct;
  struct Instance;
  struct Caller;
  struct Job;

  Instance &instance(FunctionId F, AbstractState &Entry, Frame &Fr,
                     NodeId From);
  void runFrom(Instance &I, AbstractState S, BlockId B, uint32_t Index,
               NodeId Node);
  void arrive(Instance &I, BlockId B, uint32_t Index, AbstractState S,
              NodeId Node);
  bool atCall(Instance &I, AbstractState &S, BlockId B, uint32_t Index,
              NodeId &Node);
  void atTerminator(Instance &I, AbstractState S, BlockId B, NodeId Node);
  void goTo(Instance &I, AbstractState S, BlockId B, NodeId Node);
  void leaveInstance(Instance &I, AbstractState S, BlockId B, NodeId Node);
  void deliver(const Caller &C, const AbstractState &Exit, NodeId ExitNode);
  void flush(Instance &I);
  void findStuck();
  void alarm(ViolationClass Class, Position At, const AbstractState &S,
             NodeId Node);
  void stopped(Step How, Position At, const AbstractState &S, NodeId Node);
  NodeId node(TraceNode N);
  void schedule(Instance &I);

  const Program &P;
  TermTable Terms;
  Observations Seen;
  Transfer Tr;
  unsigned Disjuncts;
  bool Joined = false;
  uint64_t MaxSteps, Steps = 0;
  std::vector<TraceNode> Trace;
  std::vector<Alarm> Alarms;
  std::vector<FunctionId> Stuck; ///< Ascending.
  std::map<std::tuple<ViolationClass, Position, Reliance>, unsigned> AlarmCount;
  std::vector<std::unique_ptr<Instance>> Instances;
  llvm::DenseMap<uint64_t, std::vector<Instance *>> Lookup;
  std::vector<std::vector<Instance *>> OfFunction;
  std::vector<Instance *> Stack;
  /// Continuations within one runFrom, so that long chains of blocks don't
  /// recurse.
  std::vector<Job> Local;
};

} // namespace nmr

#endif // NMR_SOLVE_SIMULATION_H
