//===- Story.cpp - A witness path, with who and in what state -------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Story.h"

using namespace llvm;

namespace nmr {
namespace {

/// The state that \p Message, on a call of \p F, leads to from \p From.
State next(const Protocols &P, const ProtocolFunction &F, StringRef Message,
           const State Before) {
  State From = Before;
  if (!Message.consume_front("'") || !Message.consume_front(F.Name) ||
      !Message.consume_front("' "))
    return Before;
  // A path may come to the handle with its first deregistration only.
  if (From == State::Absent && F.V != Verb::Register)
    From = State::Live;
  for (const Outcome &O : P.of(F).Outcomes)
    if (O.V == F.V && O.From == From && Message.starts_with(O.Text))
      return O.To;
  return Before;
}

} // namespace

State firstState(const Verdict &V) {
  return V.Obligation ? State::Live : State::Absent;
}

std::vector<StoryStep> tell(const Summary &Unit, const ProgramIndex &Index,
                            const Verdict &V, const Finding &F) {
  std::vector<StoryStep> Result;
  State Now = firstState(V);
  for (const PathStep &S : F.Path) {
    const State Before = Now;
    if (const ProtocolFunction *PF = Index.protocolCallAt(S.Where))
      Now = next(Index.protocols(), *PF, S.Message, Now);
    Result.push_back({S, Index.functionNameAt(S.Where), Now, Now != Before});
  }
  // A path ends before a call that is misuse.
  if (isMisuse(F.Class)) {
    const unsigned Depth = F.Path.empty() ? 0 : F.Path.back().Depth;
    Result.push_back({{F.Where, F.Message, Depth},
                      Index.functionNameAt(F.Where),
                      Now,
                      false});
  }
  return Result;
}

} // namespace nmr
