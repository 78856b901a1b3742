//===- Advice.cpp - What is allowed, and not advisable --------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Advice.h"
#include "Solve/Program.h"
#include "Solve/Simulation.h"
#include "Solve/Witness.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

// Advice is of use where it is plain: more states are not kept apart for it.
static constexpr unsigned Disjuncts = 1;
// What an answer was computed to is lost where it is joined with something
// else.
static constexpr unsigned DisjunctsForAnswer = 16;

namespace {

class Adviser {
public:
  Adviser(const Program &P, const SolveOptions &Options)
      : P(P), Options(Options) {}

  void advise(Program::Site Site, Verdict &V);

private:
  void adviseOnAnswer(Program::Site Site, Verdict &V);
  void adviseOnPaths(const Simulation &Run, Program::Site Site, Verdict &V);
  void adviseOnRoutines(const Simulation &Run, Program::Site Site, Verdict &V);

  bool asks(RuleId R) const { return Options.Rules.contains(R); }
  /// Whether nothing hangs on what the call at \p Site answers.
  bool isIgnored(Program::Site Site) const;
  Finding makeFinding(const Alarm &A, Witness W, Program::Site Site,
                      const Verdict &V) const;
  const Statement &at(Position At) const {
    return P.function(At.F).Blocks[At.Block].Body[At.Index];
  }
  std::string functionFor(Verb Wanted, unsigned Side) const;
  /// Several registrations may go through one call, or share a routine.
  void add(Verdict &V, Finding F) {
    F.Rule = ruleOf(F.Class);
    if (Said.insert({F.Where, F.Rule}).second)
      V.Findings.push_back(std::move(F));
  }

  const Program &P;
  const SolveOptions &Options;
  std::set<std::pair<Loc, RuleId>> Said;
};

std::string subject(const Verdict &V) {
  return V.Subject + " '" + V.Handle + "'";
}

std::string Adviser::functionFor(Verb Wanted, unsigned Side) const {
  const llvm::StringRef Name = P.protocols().functionFor(Wanted, Side);
  return Name.empty() ? "the call" : "'" + Name.str() + "'";
}

bool Adviser::isIgnored(Program::Site Site) const {
  Simulation Run(P, Site, DisjunctsForAnswer, Options.MaxSteps, Aim::Answer);
  Run.run();
  return Run.seen().Began && !Run.seen().AnswerMatters && !Run.outOfBudget() &&
         Run.stuck().empty();
}

void Adviser::adviseOnAnswer(Program::Site Site, Verdict &V) {
  if (!isIgnored(Site))
    return;
  const std::string Name = Site.Callee->Name.str();
  Finding F;
  F.Class = ViolationClass::UncheckedRegister;
  F.Where = V.Where;
  F.Message = "nothing hangs on whether '" + Name + "' succeeds: " +
              (Site.Callee->Handle == HandleIs::Returned
                   ? "what it returns is not looked at"
                   : "its status is not looked at");
  if (Site.Callee->Handle == HandleIs::Written)
    F.Message += ", nor is '" + V.Handle + "'";
  F.Remedy = "test what '" + Name + "' returns";
  add(V, std::move(F));
}

Finding Adviser::makeFinding(const Alarm &A, Witness W, Program::Site Site,
                             const Verdict &V) const {
  const Statement &Here = at(A.At);
  const unsigned Side = Site.Callee->Side;
  Finding F;
  F.Class = A.Class;
  F.Where = Here.Where;
  F.Path = std::move(W.Steps);
  const std::string Deregister = functionFor(Verb::Deregister, Side),
                    Wait = functionFor(Verb::Wait, Side);
  switch (A.Class) {
  case ViolationClass::RegisterNotLast:
    F.Where = V.Where;
    F.Message = subject(V) + " comes before '" + W.SetUpLate +
                "' is set up, which a routine uses that " +
                P.protocols().of(*Site.Callee).Caller.str() +
                " may call as soon as one registers";
    F.Path.push_back({W.SetUpAt, "'" + W.SetUpLate + "' is set up here", 0});
    F.Remedy = "register last, when all that the routines use is there";
    break;
  case ViolationClass::WaitResultIgnored:
    F.Message = "the result of " + Wait + " is ignored, although " +
                Deregister + " may have answered an error for '" + V.Handle +
                "': then nothing was waited for";
    F.Remedy = "test the status of " + Deregister + ", or that of the wait";
    break;
  default:
    F.Message = Wait + " is called for '" + V.Handle + "' even if " +
                Deregister + " returns STATUS_SUCCESS, as simulators do: " +
                "there is no registration to wait for any more";
    F.Remedy = "wait when " + Deregister +
               " returns STATUS_PENDING, and only "
               "then";
    break;
  }
  return F;
}

/// Whether \p A holds whatever the system does meanwhile.
bool isCertain(const Alarm &A) {
  // A routine that the register call runs is what it is about.
  return A.On == Reliance::Nothing ||
         (A.Class == ViolationClass::RegisterNotLast &&
          A.On == Reliance::Order);
}

void Adviser::adviseOnPaths(const Simulation &Run, Program::Site Site,
                            Verdict &V) {
  std::set<std::pair<ViolationClass, Position>> Told;
  bool IsLate = false;
  for (const Alarm &A : Run.alarms()) {
    if (!isAdvisory(ruleOf(A.Class)) || !asks(ruleOf(A.Class)) ||
        !isCertain(A) || Told.count({A.Class, A.At}))
      continue;
    if (IsLate && A.Class == ViolationClass::RegisterNotLast)
      continue; // one is enough to move the call
    const std::vector<Decision> Path = Run.path(A);
    if (Path.empty())
      continue;
    std::optional<Witness> W =
        replay(P, Site, {Path}, A, V.Handle, Aim::Advice);
    if (!W || W->Exceptional || W->Informational || W->Ambiguous ||
        !W->MaybeCalled.empty())
      continue;
    Told.insert({A.Class, A.At});
    if (A.Class == ViolationClass::WaitResultIgnored &&
        !isIgnored({A.At.F, A.At.Block, A.At.Index,
                    P.protocolFunction(at(A.At), Site.Callee->Side)}))
      continue;
    IsLate |= A.Class == ViolationClass::RegisterNotLast;
    add(V, makeFinding(A, std::move(*W), Site, V));
  }
}

void Adviser::adviseOnRoutines(const Simulation &Run, Program::Site Site,
                               Verdict &V) {
  auto RunsWhileEnding = [&](llvm::StringRef Field) {
    return llvm::any_of(P.protocols().functions(), [&](const auto &F) {
      return F.Side == Site.Callee->Side && F.V == Verb::Deregister &&
             llvm::is_contained(F.Callbacks, Field);
    });
  };
  const std::string Caller = P.protocols().of(*Site.Callee).Caller.str();
  for (const auto &[Routine, Field] : Run.seen().Routines) {
    const Entity &E = P.unit().entity(Routine);
    auto Section = llvm::find_if(E.Sections, [](llvm::StringRef Name) {
      return Name.starts_with("PAGE");
    });
    const bool InPaged = Section != E.Sections.end();
    if (!RunsWhileEnding(Field) || !(InPaged || E.Paged))
      continue;
    Finding F;
    F.Class = ViolationClass::PagedDetach;
    F.Where = E.Where;
    F.Message = "'" + E.Name + "' is pageable code (" +
                (InPaged ? "section '" + *Section + "'" : "PAGED_CODE") +
                "), and " + Caller + " may call it as " + Field + " of " +
                subject(V) + " at DISPATCH_LEVEL";
    F.Remedy = "keep the routine, and what it calls, out of pageable sections";
    F.Path.push_back({V.Where, "the registration that it is handed to", 0});
    add(V, std::move(F));
  }
}

void Adviser::advise(Program::Site Site, Verdict &V) {
  const bool Registers = Site.Callee->V == Verb::Register;
  if (Registers && asks(RuleId::UncheckedRegister))
    adviseOnAnswer(Site, V);
  if (!asks(RuleId::RegisterNotLast) && !asks(RuleId::WaitResultIgnored) &&
      !asks(RuleId::UnconditionalWait) && !asks(RuleId::PagedDetach))
    return;
  Simulation Run(P, Site, Disjuncts, Options.MaxSteps, Aim::Advice);
  Run.run();
  if (Run.outOfBudget())
    return;
  adviseOnPaths(Run, Site, V);
  if (Registers && asks(RuleId::PagedDetach))
    adviseOnRoutines(Run, Site, V);
}

} // namespace

bool asksForAdvice(const RuleSet &Rules) {
  return llvm::any_of(
      allRules(), [&](RuleId R) { return isAdvisory(R) && Rules.contains(R); });
}

void advise(const Summary &Unit, const Protocols &Protos,
            const SolveOptions &Options, std::vector<Verdict> &Verdicts) {
  if (Verdicts.empty() || !asksForAdvice(Options.Rules))
    return;
  const Program P(Unit, Protos, Options, /*ForAdvice=*/true);
  Adviser A(P, Options);
  for (Verdict &V : Verdicts) {
    // A call in several instances of a template is one verdict; any of them
    // does.
    auto Site = llvm::find_if(P.sites(), [&](const Program::Site &S) {
      return P.function(S.F).Blocks[S.Block].Body[S.Index].Where == V.Where &&
             (S.Callee->V != Verb::Register) == V.Obligation &&
             P.protocols().sides()[S.Callee->Side].Name == V.Side;
    });
    if (Site != P.sites().end())
      A.advise(*Site, V);
    llvm::stable_sort(V.Findings, [](const Finding &A, const Finding &B) {
      return std::pair(A.Where, A.Class) < std::pair(B.Where, B.Class);
    });
  }
}

} // namespace nmr
