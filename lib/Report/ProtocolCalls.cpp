//===- ProtocolCalls.cpp - The calls that may concern a handle ------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/ProtocolCalls.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace nmr {
namespace {

/// `Registration` of `Context->Registration`, `g_P` of `g_P[1]`.
StringRef lastName(StringRef Place) {
  Place = Place.take_until([](char C) { return C == '['; });
  Place = Place.substr(Place.find_last_of(".>&*(") + 1);
  return Place.rtrim(')');
}

/// The state that a call leads to when all goes well, for its colour.
State usualState(Verb V) {
  switch (V) {
  case Verb::Register:
    return State::Live;
  case Verb::Deregister:
    return State::Pending;
  case Verb::Wait:
    return State::Settled;
  }
  return State::Absent;
}

StringRef label(Verb V) {
  switch (V) {
  case Verb::Register:
    return "register";
  case Verb::Deregister:
    return "deregister";
  case Verb::Wait:
    return "wait";
  }
  return "";
}

} // namespace

ProtocolCalls::ProtocolCalls(const Summary &Unit, const Protocol &P)
    : Unit(Unit), P(P) {
  for (const Function &F : Unit.Functions)
    for (const Block &B : F.Blocks)
      for (const Statement &S : B.Body)
        if (const ProtocolFunction *PF = protocolCallee(Unit, P, S)) {
          const Key K = {PF->Side, PF->V};
          const Operand &Handle = S.Args[PF->HandleParam];
          StringRef Name = lastName(toString(Handle.P, &F, Unit));
          All[K].push_back({S.Where, PF});
          Named[{K, Name.str()}].push_back({S.Where, PF});
        }
  auto Sort = [](std::vector<Call> &Calls) {
    llvm::stable_sort(
        Calls, [](const Call &A, const Call &B) { return A.Where < B.Where; });
  };
  for (auto &[K, Calls] : All)
    Sort(Calls);
  for (auto &[K, Calls] : Named)
    Sort(Calls);
}

Life ProtocolCalls::lifeOf(const ProgramIndex &Index, const Verdict &V) const {
  constexpr size_t Few = 6, Most = 12;
  Life Result;
  auto Add = [&](const Call &C) {
    LifeEvent &E = Result.Events.emplace_back();
    E.Where = C.Where;
    E.Function = Index.functionNameAt(C.Where).str();
    E.Message = "'" + C.Callee->Name.str() + "' is called";
    E.Label = label(C.Callee->V).str();
    E.After = usualState(C.Callee->V);
  };
  const unsigned Side = find(P.Sides, V.Side) - P.Sides.begin();
  const std::string Name = lastName(V.Handle).str();
  for (Verb Of : {Verb::Register, Verb::Deregister, Verb::Wait}) {
    auto It = All.find({Side, Of});
    if (It == All.end())
      continue;
    ArrayRef<Call> Calls = It->second;
    const Verb Judged = V.WaitObligation ? Verb::Wait
                        : V.Obligation   ? Verb::Deregister
                                         : Verb::Register;
    if (Of == Judged) {
      for (const Call &C : Calls)
        if (C.Where == V.Where) {
          Add(C);
          break;
        }
      continue;
    }
    auto Same = Named.find({{Side, Of}, Name});
    if (Same != Named.end())
      Calls = Same->second;
    else if (Calls.size() > Few)
      continue;
    for (const Call &C : Calls.take_front(Most))
      Add(C);
  }
  return Result;
}

} // namespace nmr
