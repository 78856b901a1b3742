//===- Lifetimes.cpp - Judges what is tied to a registration --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Lifetimes.h"
#include "Solve/Completion.h"
#include "Solve/Simulation.h"
#include "Solve/Witness.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>
#include <set>

namespace nmr {

// How many states of one join key stay apart, attempt by attempt. What a third
// one could add to silence is not worth its price.
static constexpr unsigned Attempts[] = {1, 16};
// Statements that completing paths may walk, per step of a simulation.
static constexpr uint64_t WalkPerStep = 2;

namespace {

class LifetimeJudge {
public:
  /// \p Part: what is simulated; null: all of \p P.
  LifetimeJudge(const Program &P, const Slice &Parts, Program::Site Site,
                const Slice::Part *Part, const Verdict &Known,
                const SolveOptions &O)
      : P(P), Parts(Parts), Site(Site), Part(Part), Known(Known), Options(O),
        WalkLeft(WalkPerStep * O.MaxSteps) {}

  LifetimeVerdict run(uint64_t MaxSteps);
  /// What was not seen may have made a difference: a call through a pointer of
  /// unknown value, or what comes after the budget.
  bool isOpen() const { return Open; }

private:
  bool isWanted(ViolationClass C) const {
    return (C == ViolationClass::MemoryGone ||
            C == ViolationClass::TornDownEarly) &&
           Options.Rules.contains(protocol().ruleOf(C));
  }
  const Protocol &protocol() const { return P.protocols().of(*Site.Callee); }
  llvm::StringRef functionFor(Verb Wanted) const {
    return P.protocols().functionFor(Wanted, Site.Callee->Side);
  }
  bool maybeEnded(const Alarm &A, const Simulation &Run) const;
  std::optional<AlarmPath> inWhole(const Alarm &A, const Simulation &Run);
  Position inWhole(Position At) const;
  std::optional<Finding> confirm(const Alarm &A, const Simulation &Run);
  Finding makeFinding(ViolationClass Class, Witness W) const;
  std::vector<Position> mayFree(const Simulation &Run) const;

  const Program &P;
  const Slice &Parts;
  const Program::Site Site;
  const Slice::Part *Part;
  const Verdict &Known;
  const SolveOptions &Options;
  uint64_t WalkLeft; ///< Statements that completing paths may still walk.
  bool Open = false;
};

/// Whether something else may have ended the registration by then: a routine
/// that the system may have called before unload, or a call with a handle that
/// may be this one.
bool LifetimeJudge::maybeEnded(const Alarm &A, const Simulation &Run) const {
  const Observations &Seen = Run.seen();
  const bool Pending = A.P.Q == State::Pending;
  if (Pending ? Seen.MayBeWaitedFor : Seen.MayBeDeregistered)
    return true;
  if (!A.P.InUnload)
    return false;
  // What a routine uses, it may have got from one that was called before, and
  // lost to one that was called in between.
  if (A.Class == ViolationClass::TornDownEarly && A.P.CallbacksRan != 0)
    return true;
  return !(Pending ? Seen.WaitedForIn : Seen.DeregisteredIn).empty() ||
         !Run.stuck().empty() ||
         (Part &&
          Parts.leavesOut(Site, Pending ? Verb::Wait : Verb::Deregister));
}

/// The path as one of the whole program.
std::optional<AlarmPath> LifetimeJudge::inWhole(const Alarm &A,
                                                const Simulation &Run) {
  AlarmPath Path{A, {Run.path(A)}};
  if (Part)
    return complete(P, Site, *Part, Path, Traced::IsOne, WalkLeft);
  return Path.Path.Decisions.empty() ? std::nullopt
                                     : std::optional(std::move(Path));
}

Position LifetimeJudge::inWhole(Position At) const {
  if (!Part)
    return At;
  const Slice::Part::Origin &From = Part->Origins[At.F];
  const Slice::Part::BlockOrigin &Block = From.Blocks[At.Block];
  return {From.F, Block.B, Block.Body[At.Index]};
}

std::optional<Finding> LifetimeJudge::confirm(const Alarm &A,
                                              const Simulation &Run) {
  if (A.On != Reliance::Nothing || maybeEnded(A, Run))
    return std::nullopt;
  std::optional<AlarmPath> To = inWhole(A, Run);
  if (!To || To->A.On != Reliance::Nothing)
    return std::nullopt;
  std::optional<Witness> W = replay(P, Site, To->Path, To->A, Known.Handle);
  if (!W || W->Exceptional || W->Informational || W->Ambiguous ||
      !W->MaybeCalled.empty())
    return std::nullopt;
  return makeFinding(A.Class, std::move(*W));
}

Finding LifetimeJudge::makeFinding(ViolationClass Class, Witness W) const {
  const std::string Name = Known.Subject + " '" + Known.Handle + "'";
  const std::string While =
      W.Q == State::Pending ? " while its deregistration may still be pending"
                            : " while the registration is live";
  const std::string Deregister = functionFor(Verb::Deregister).str(),
                    Wait = functionFor(Verb::Wait).str();
  std::string First = W.Q == State::Pending ? "call '" + Wait + "' first"
                      : Wait.empty()
                          ? "call '" + Deregister + "' first"
                          : "call '" + Deregister + "' first, and '" + Wait +
                                "' if it returns STATUS_PENDING";
  Finding F;
  F.Class = Class;
  F.Rule = protocol().ruleOf(Class);
  F.Where = Known.Where;
  if (Class == ViolationClass::TornDownEarly) {
    F.Where = W.Destroyed.Where;
    F.Message = "'" + W.Destroyed.Name + "' is destroyed before " + Name +
                " has ended, and its routine '" + W.Callback + "' uses it";
    F.Remedy = "destroy it after " +
               (Wait.empty() ? "'" + Deregister + "'" : "'" + Wait + "'");
  } else if (W.Ended.isValid()) {
    F.Where = W.Ended;
    F.Message = "'" + W.EndedBy + "' frees " + W.Kept + " of " + Name + While;
    F.Remedy = std::move(First);
  } else {
    F.Message =
        Name + " keeps " + W.Kept + " in " +
        (W.Local.empty() ? "a temporary" : "the local '" + W.Local + "'") +
        ", which leaves its scope" + While;
    F.Remedy = "keep it in memory that lives until the registration has ended, "
               "such as a variable with static storage";
  }
  F.Path = std::move(W.Steps);
  return F;
}

/// The calls that may free what is kept, for all that is known.
std::vector<Position> LifetimeJudge::mayFree(const Simulation &Run) const {
  std::vector<Position> Frees;
  if (isWanted(ViolationClass::MemoryGone))
    for (Position InRun : Run.seen().MayEndKept)
      Frees.push_back(inWhole(InRun));
  return Parts.freesOfKept(Site, Frees);
}

LifetimeVerdict LifetimeJudge::run(uint64_t MaxSteps) {
  LifetimeVerdict Result;
  const std::string Kept = " what the registration keeps a pointer to";
  for (unsigned Disjuncts : Attempts) {
    Simulation Run(Part ? *Part->P : P, Part ? Part->Site : Site, Disjuncts,
                   MaxSteps - Result.Steps);
    Run.run();
    Result.Steps += Run.steps();
    Result.Doubt.clear();
    const std::vector<Position> MayFree = mayFree(Run);
    bool Unconfirmed = !MayFree.empty();
    std::set<std::pair<ViolationClass, Loc>> Shown;
    for (const Alarm &A : Run.alarms()) {
      if (!isWanted(A.Class))
        continue;
      if (std::optional<Finding> F = confirm(A, Run)) {
        if (Shown.insert({F->Class, F->Where}).second)
          Result.Findings.push_back(std::move(*F));
        continue;
      }
      Unconfirmed = true;
      if (A.Class == ViolationClass::MemoryGone)
        Result.Doubt =
            "a path that may free" + Kept + " could not be confirmed";
    }
    if (!MayFree.empty())
      Result.Doubt = "'" + P.nameOf(MayFree.front().F) + "' may free" + Kept;
    if (Run.outOfBudget() && isWanted(ViolationClass::MemoryGone))
      Result.Doubt =
          "the budget is used up before it is known who frees" + Kept;
    Open = Run.outOfBudget() || Run.seen().Ambiguous;
    // What was joined may hide a path that can be confirmed, or which function
    // a pointer leads to.
    if (!Result.Findings.empty() || Run.outOfBudget() ||
        (!Unconfirmed && !Open) || !Run.joined() || Result.Steps >= MaxSteps)
      break;
  }
  return Result;
}

} // namespace

std::optional<LifetimeVerdict>
judgeLifetimesOnSlice(const Program &P, const Slice &Parts, Program::Site Site,
                      const Verdict &Known, const SolveOptions &Options) {
  Site.FollowsTied = true;
  if (Known.Obligation || !Parts.mayEndTied(Site))
    return LifetimeVerdict();
  auto Try = [&](const Slice::Part &Part,
                 uint64_t MaxSteps) -> std::optional<LifetimeVerdict> {
    LifetimeJudge Judge(P, Parts, Site, &Part, Known, Options);
    LifetimeVerdict V = Judge.run(MaxSteps);
    // A slice doesn't hold all functions that an unknown pointer may lead to.
    if (Judge.isOpen() || !V.Doubt.empty() ||
        (Part.HasOpenResults && !V.Findings.empty()))
      return std::nullopt;
    return V;
  };
  if (Options.Slices != SolveOptions::Slicing::ByField)
    if (const std::optional<Slice::Part> Small = Parts.wholeIfSmall(Site))
      if (auto V = Try(*Small, Options.MaxSteps / Slice::ShareIfSmall))
        return V;
  const std::optional<Slice::Part> Open = Parts.forSite(
      Site, Slice::Results::Open,
      P.hasEntry() ? std::numeric_limits<size_t>::max() : Options.MaxSteps);
  if (!Open)
    return std::nullopt;
  if (!Open->HasOpenResults)
    return Try(*Open, Options.MaxSteps);
  if (auto V = Try(*Open, Options.MaxSteps / Slice::ShareIfOpen))
    return V;
  return Try(*Parts.forSite(Site), Options.MaxSteps);
}

LifetimeVerdict judgeLifetimes(const Program &P, const Slice &Parts,
                               Program::Site Site, const Verdict &Known,
                               uint64_t MaxSteps, const SolveOptions &Options) {
  Site.FollowsTied = true;
  return LifetimeJudge(P, Parts, Site, nullptr, Known, Options).run(MaxSteps);
}

} // namespace nmr
