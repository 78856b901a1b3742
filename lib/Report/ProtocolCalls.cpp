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

/// `Registration` of `Context->Registration`, `g_P[1]` of `&g_P[1]`.
StringRef lastName(StringRef Place) {
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
  case Verb::Close:
  case Verb::Attach:
  case Verb::Complete:
  case Verb::Offer:
  case Verb::Detach:
  case Verb::Cleanup:
    break;
  }
  return State::Absent;
}

} // namespace

ProtocolCalls::ProtocolCalls(const Summary &Unit, const ProgramIndex &Index)
    : Index(Index) {
  for (const ProgramIndex::Call &C : Index.protocolCalls()) {
    const Key K = {C.Callee->Side, C.Callee->V};
    All[K].push_back(&C);
    if (!C.Callee->hasHandleParam())
      continue;
    const Operand &Handle = C.St->Args[C.Callee->HandleParam];
    if (Handle.K == Operand::Kind::Load || Handle.K == Operand::Kind::AddressOf)
      Named[{K, lastName(toString(Handle.P, C.Caller, Unit)).str()}].push_back(
          &C);
  }
}

Life ProtocolCalls::lifeOf(const Verdict &V) const {
  constexpr size_t Few = 6, Most = 12;
  Life Result;
  auto Add = [&](const ProgramIndex::Call &C) {
    LifeEvent &E = Result.Events.emplace_back();
    E.Where = C.Where;
    E.Function = Index.functionNameAt(C.Where).str();
    E.Message = "'" + C.Callee->Name.str() + "' is called";
    E.Label = name(C.Callee->V).str();
    E.After = usualState(C.Callee->V);
  };
  ArrayRef<nmr::Side> Sides = Index.protocols().sides();
  const unsigned Side =
      find_if(Sides, [&](const nmr::Side &S) { return S.Name == V.Side; }) -
      Sides.begin();
  const std::string Name = lastName(V.Handle).str();
  for (Verb Of : {Verb::Register, Verb::Deregister, Verb::Wait}) {
    auto It = All.find({Side, Of});
    if (It == All.end())
      continue;
    ArrayRef<const ProgramIndex::Call *> Calls = It->second;
    const Verb Judged = V.WaitObligation ? Verb::Wait
                        : V.Obligation   ? Verb::Deregister
                                         : Verb::Register;
    if (Of == Judged) {
      auto At =
          find_if(Calls, [&](const auto *C) { return C->Where == V.Where; });
      if (At != Calls.end())
        Add(**At);
      continue;
    }
    auto Same = Named.find({{Side, Of}, Name});
    if (Same != Named.end())
      Calls = Same->second;
    else if (Calls.size() > Few)
      continue;
    for (const ProgramIndex::Call *C : Calls.take_front(Most))
      Add(*C);
  }
  return Result;
}

} // namespace nmr
