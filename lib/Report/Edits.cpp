//===- Edits.cpp - The edits that a report offers -------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Edits.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace llvm;

namespace nmr {
namespace {

/// The global or field that the handle of \p C is read from; NoId if it is
/// neither, and may hold what any of them does.
EntityId namedHandle(const ProgramIndex::Call &C) {
  if (!C.Callee->hasHandleParam())
    return NoId;
  const Operand &Handle = C.St->Args[C.Callee->HandleParam];
  if (Handle.K != Operand::Kind::Load)
    return NoId;
  for (const Projection &Step : reverse(Handle.P.Path))
    if (Step.K == Projection::Kind::Field && Step.Field != NoId)
      return Step.Field;
  return Handle.P.Root == Place::RootKind::Global ? Handle.P.Base : NoId;
}

/// Whether some call may wait for what the call at \p Where deregisters.
bool mayBeWaitedFor(const Loc &Where, const ProgramIndex &Index) {
  auto MayWaitFor = [](const ProgramIndex::Call &W,
                       const ProgramIndex::Call &D) {
    const EntityId A = namedHandle(W), B = namedHandle(D);
    return W.Callee->V == Verb::Wait && W.Callee->Side == D.Callee->Side &&
           (A == NoId || B == NoId || A == B);
  };
  return any_of(Index.protocolCalls(), [&](const ProgramIndex::Call &D) {
    return D.Where == Where &&
           any_of(Index.protocolCalls(), [&](const ProgramIndex::Call &W) {
             return MayWaitFor(W, D);
           });
  });
}

} // namespace

std::vector<std::vector<std::optional<Edit>>>
editsFor(const Judged &Of, const ProgramIndex &Index) {
  std::vector<std::vector<std::optional<Edit>>> Result;
  SmallPtrSet<const Edit *, 4> Offered;
  for (const Verdict &V : Of.Verdicts) {
    auto &Edits = Result.emplace_back();
    for (const Finding &F : V.Findings) {
      auto It = find_if(Of.Unit.Edits, [&](const Edit &E) {
        return E.Call == F.mendedAt() && E.Check == name(F.Rule) &&
               E.Class == name(F.Class);
      });
      const bool Fits = F.isMendable() && It != Of.Unit.Edits.end() &&
                        !(F.lacksWait() && mayBeWaitedFor(F.Where, Index)) &&
                        Offered.insert(&*It).second;
      std::optional<Edit> &E = Edits.emplace_back();
      if (Fits) {
        E = *It;
        E->Text = F.MendCall + E->Text;
      }
    }
  }
  return Result;
}

} // namespace nmr
