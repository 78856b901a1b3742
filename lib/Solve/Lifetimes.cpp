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
#include <set>

namespace nmr {

// How many states of one join key stay apart, attempt by attempt. What a third
// one could add to silence is not worth its price.
static constexpr unsigned Attempts[] = {1, 16};
// Statements that completing paths may walk, per step of a simulation.
static constexpr uint64_t WalkPerStep = 10;

namespace {

class LifetimeJudge {
public:
  LifetimeJudge(const Program &P, const Slice &Parts, Program::Site Site,
                const Verdict &Known, const SolveOptions &O)
      : P(P), Parts(Parts), Site(Site), Known(Known), Options(O),
        WalkLeft(WalkPerStep * O.MaxSteps) {}

  std::vector<Finding> run();

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
  std::optional<Finding> confirm(const Alarm &A, const Slice::Part &Part,
                                 const Simulation &Run);
  Finding makeFinding(ViolationClass Class, Witness W) const;

  const Program &P;
  const Slice &Parts;
  const Program::Site Site;
  const Verdict &Known;
  const SolveOptions &Options;
  uint64_t WalkLeft;
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
         Parts.leavesOut(Site, Pending ? Verb::Wait : Verb::Deregister);
}

std::optional<Finding> LifetimeJudge::confirm(const Alarm &A,
                                              const Slice::Part &Part,
                                              const Simulation &Run) {
  if (A.On != Reliance::Nothing || maybeEnded(A, Run))
    return std::nullopt;
  std::optional<AlarmPath> To =
      complete(P, Site, Part, {A, Run.path(A)}, WalkLeft);
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

std::vector<Finding> LifetimeJudge::run() {
  std::vector<Finding> Result;
  const Slice::Part Part = Parts.forSite(Site);
  for (unsigned Disjuncts : Attempts) {
    Simulation Run(*Part.P, Part.Site, Disjuncts, Options.MaxSteps);
    Run.run();
    // A slice doesn't hold all functions that an unknown pointer may lead to.
    if (Run.outOfBudget() || Run.seen().Ambiguous)
      return {};
    bool Open = false;
    std::set<std::pair<ViolationClass, Loc>> Shown;
    for (const Alarm &A : Run.alarms()) {
      if (!isWanted(A.Class))
        continue;
      if (std::optional<Finding> F = confirm(A, Part, Run)) {
        if (Shown.insert({F->Class, F->Where}).second)
          Result.push_back(std::move(*F));
      } else {
        Open = true;
      }
    }
    // What was joined may hide a path that can be confirmed.
    if (!Result.empty() || !Open || !Run.joined())
      break;
  }
  llvm::stable_sort(Result, [](const Finding &A, const Finding &B) {
    return A.Where < B.Where;
  });
  return Result;
}

} // namespace

std::vector<Finding> judgeLifetimes(const Program &P, const Slice &Parts,
                                    Program::Site Site, const Verdict &Known,
                                    const SolveOptions &Options) {
  Site.FollowsTied = true;
  if (Known.Obligation || !Parts.mayEndTied(Site))
    return {};
  return LifetimeJudge(P, Parts, Site, Known, Options).run();
}

} // namespace nmr
