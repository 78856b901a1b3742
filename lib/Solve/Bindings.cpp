//===- Bindings.cpp - What is wrong with bindings -------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Bindings.h"
#include "Solve/Lives.h"
#include "Solve/Simulation.h"
#include "Solve/Witness.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

namespace nmr {

// As for registrations: first what property simulation proper tells.
static constexpr unsigned Attempts[] = {1, 16, 128};

bool asksForBindings(const RuleSet &Rules) {
  return llvm::any_of(std::initializer_list<RuleId>{RuleId::ContextLifetime,
                                                    RuleId::BindingMisuse,
                                                    RuleId::DetachProtocol,
                                                    RuleId::AttachProtocol},
                      [&](RuleId R) { return Rules.contains(R); });
}

namespace {

/// Judges the bindings of one life.
class BindingJudge {
public:
  BindingJudge(const Program &P, const BindingLife &Life,
               llvm::ArrayRef<Program::Site> Sites, const SolveOptions &Options)
      : P(P), Life(Life), Options(Options),
        Site(Sites[cleanupFrees(Sites[CleanupAlone]) ? ContextGoes
                                                     : ContextStays]) {
    const EntityId First = Life.Offer != NoId ? Life.Offer : Life.Detach;
    const Function &F = P.function(P.definition(First));
    V.Where = F.Where;
    V.Function = nameOf(First);
    V.Side = P.protocols().sides()[Life.Side].Name.str();
    V.Subject = V.Side;
    for (const Routine &R : Life.Of->Routines)
      if (R.V == (Life.Offer != NoId ? Verb::Offer : Verb::Detach))
        V.Handle = F.Locals[R.Param].Name;
    if (V.Handle.empty())
      V.Handle = V.Function;
    V.Of = About::Binding;
    V.Kind = VerdictKind::Violation;
  }

  /// Nothing: there is nothing wrong, or nobody asked.
  std::optional<Verdict> run();

private:
  std::string nameOf(EntityId E) const { return P.unit().entity(E).Name; }
  std::string quoted(EntityId E) const { return "'" + nameOf(E) + "'"; }
  bool cleanupFrees(Program::Site Alone) const;
  static bool isDoubtful(const Alarm &A, const Witness &W);
  static bool freesInDetach(const Witness &W) {
    return W.Last.In == Verb::Detach && W.Last.ContextFreed;
  }
  Loc placeOf(Position At) const;
  std::string functionFor(Verb Wanted) const;
  Finding makeFinding(const Alarm &A, Witness W) const;

  const Program &P;
  const BindingLife &Life;
  const SolveOptions &Options;
  const Program::Site Site;
  Verdict V;
};

/// Whether an alarm whose path is feasible may still be none.
bool BindingJudge::isDoubtful(const Alarm &A, const Witness &W) {
  return A.On != Reliance::Nothing || W.Exceptional || W.Informational ||
         W.Ambiguous;
}

/// The statement, the terminator or the block that \p At is.
Loc BindingJudge::placeOf(Position At) const {
  const Block &B = P.function(At.F).Blocks[At.Block];
  if (At.Index != NoId)
    return B.Body[At.Index].Where;
  for (const Statement &S : B.Body)
    if (S.Where.isValid())
      return S.Where;
  return B.End.Where;
}

std::string BindingJudge::functionFor(Verb Wanted) const {
  const llvm::StringRef Name = P.protocols().functionFor(Wanted, Life.Side);
  return Name.empty() ? "" : "'" + Name.str() + "'";
}

Finding BindingJudge::makeFinding(const Alarm &A, Witness W) const {
  Finding F;
  F.Class = A.Class;
  F.Where = W.LastReturn;
  const bool InSystem = A.At.F == P.harness();
  if (!InSystem)
    F.Where = placeOf(A.At);
  if (!F.Where.isValid())
    F.Where = V.Where;
  const std::string Completes = functionFor(Verb::Complete),
                    Attaches = functionFor(Verb::Attach);

  switch (A.Class) {
  case ViolationClass::KindMismatch:
  case ViolationClass::BindingConfusion: {
    const Statement &Call =
        P.function(A.At.F).Blocks[A.At.Block].Body[A.At.Index];
    F.Class = ViolationClass::BindingConfusion;
    F.Message = quoted(Call.callee().entity()) + " is called on '" + V.Handle +
                "', the handle of a " + V.Subject;
    const ProtocolFunction *PF = P.protocolFunction(Call);
    F.Remedy = PF && P.protocols().of(*PF).isOfBindings()
                   ? "use the function for a " + V.Subject
                   : "use the handle that the register call stored";
    break;
  }
  case ViolationClass::DetachProtocol:
    if (!InSystem) {
      F.Message = Completes + " is called for a " + V.Subject +
                  " whose detachment is complete on this path";
      F.Remedy = "call it once, and only where the detach routine returns "
                 "STATUS_PENDING";
    } else if (W.Last.Q == State::Pending) {
      F.Message = quoted(Life.Detach) +
                  " returns STATUS_PENDING, and nothing "
                  "in the driver calls " +
                  Completes;
      F.Remedy = "return STATUS_SUCCESS when no call into the peer is in "
                 "progress, or complete the detachment when the last one ends";
    } else if (W.Last.Q == State::Complete) {
      if (W.Completed.isValid())
        F.Where = W.Completed;
      F.Message = Completes + " is called on a path on which " +
                  quoted(Life.Detach) + " does not return STATUS_PENDING";
      F.Remedy = "leave the call out where the detach routine returns "
                 "STATUS_SUCCESS";
    } else {
      F.Message = quoted(Life.Detach) +
                  " returns neither STATUS_SUCCESS nor STATUS_PENDING";
      F.Remedy = "a detach routine can't refuse: return STATUS_SUCCESS, or "
                 "STATUS_PENDING and complete the detachment later";
    }
    break;
  case ViolationClass::BindingContextGone:
    if (freesInDetach(W)) {
      F.Message = quoted(Life.Detach) + " frees the binding context of a " +
                  V.Subject + ", which others still use";
      F.Remedy = "free it in the cleanup routine, which runs when both sides "
                 "are detached";
    } else {
      F.Message = "the binding context is used after " + Completes +
                  ", which may have let " + quoted(Life.Cleanup) + " free it";
      F.Remedy = "read what is needed before the call";
    }
    break;
  case ViolationClass::AttachProtocol:
    F.IsWarning = W.Last.Q != State::Live;
    if (W.Last.Q == State::Live) {
      F.Message =
          quoted(Life.Offer) + " fails although " + Attaches + " succeeded";
      F.Remedy = "decide before the call, and return what it returns";
    } else if (W.Last.Q == State::Failed) {
      F.Message = quoted(Life.Offer) + " fails and leaks the binding context";
      F.Remedy = "free it when " + Attaches + " fails";
    } else {
      F.Where = V.Where;
      F.Message = "the binding context that " + quoted(Life.Offer) +
                  " allocates is never freed: there is no cleanup routine";
      F.Remedy = "free it in a cleanup routine";
    }
    break;
  default:
    llvm_unreachable("not of a binding");
  }
  F.Rule = Life.Of->ruleOf(F.Class);
  F.Path = std::move(W.Steps);
  return F;
}

/// Whether the cleanup routine frees the context, whatever it finds.
bool BindingJudge::cleanupFrees(Program::Site Alone) const {
  if (Life.Cleanup == NoId)
    return false;
  Simulation Run(P, Alone, 1, Options.MaxSteps);
  Run.run();
  return !Run.outOfBudget() && Run.seen().ContextFreed &&
         !Run.seen().ContextKept;
}

std::optional<Verdict> BindingJudge::run() {
  std::set<std::pair<Loc, std::string>> Told;
  for (unsigned Disjuncts : Attempts) {
    Simulation Run(P, Site, Disjuncts, Options.MaxSteps);
    Run.run();
    // What a routine does wrong may be several things, all noticed in one
    // place.
    bool Open = false;
    for (const Alarm &A : Run.alarms()) {
      std::optional<Witness> W = replay(P, Site, {Run.path(A)}, A, V.Handle);
      if (!W || isDoubtful(A, *W)) {
        Open = true;
        continue;
      }
      Finding F = makeFinding(A, std::move(*W));
      if (Options.Rules.contains(F.Rule) &&
          Told.insert({F.Where, F.Message}).second)
        V.Findings.push_back(std::move(F));
    }
    if (!Open || !Run.joined() || Run.outOfBudget())
      break;
  }
  if (V.Findings.empty())
    return std::nullopt;
  putInOrder(V.Findings);
  V.Rule = V.Findings.front().Rule;
  return std::move(V);
}

} // namespace

std::vector<Verdict> judgeBindings(const Summary &Unit, const Program &Whole,
                                   const SolveOptions &Options) {
  std::vector<Verdict> Verdicts;
  if (!asksForBindings(Options.Rules))
    return Verdicts;
  const std::vector<BindingLife> Lives = findLives(Unit, Whole);
  if (Lives.empty())
    return Verdicts;
  const Summary Part = partOf(Unit, Lives);
  SolveOptions Alone = Options;
  Alone.Rules = {}; // Nothing else is followed.
  Alone.Jobs = 1;
  const Program P(Part, Whole, Lives, Alone);
  std::set<std::pair<Loc, RuleId>> Shown;
  for (const auto &[I, Life] : llvm::enumerate(Lives))
    if (std::optional<Verdict> V =
            BindingJudge(P, Life,
                         P.lifeSites().slice(I * NumLifeParts, NumLifeParts),
                         Options)
                .run()) {
      // Routines may be those of several bindings.
      llvm::erase_if(V->Findings, [&](const Finding &F) {
        return !Shown.insert({F.Where, F.Rule}).second;
      });
      if (!V->Findings.empty())
        Verdicts.push_back(std::move(*V));
    }
  return Verdicts;
}

} // namespace nmr
