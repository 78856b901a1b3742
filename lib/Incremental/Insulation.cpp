//===- Insulation.cpp - Functions that touch nothing held -----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/Insulation.h"
#include "Protocol/System.h"
#include "Summary/Returns.h"
#include "Summary/Visit.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {
namespace {

/// Whether the place is what a pointer leads to, and no field of that.
bool isPointee(const Place &P) {
  bool Is = false;
  for (const Projection &Pr : P.Path)
    if (Pr.K == Projection::Kind::Deref)
      Is = true;
    else if (Pr.K == Projection::Kind::Field && Pr.Field != NoId)
      Is = false;
  return Is;
}

} // namespace

bool isInsulated(const Function &F, const Summary &Part,
                 llvm::function_ref<uint8_t(EntityId)> Flags, bool PointeesHeld,
                 bool AnswersHeld) {
  bool Is = true;
  forEachOperand(F, [&](const Operand &O) {
    Is &= O.K != Operand::Kind::Function;
    Is &= !PointeesHeld || O.K != Operand::Kind::AddressOf;
  });
  forEachPlace(F, [&](const Place &P) {
    if (P.Root == Place::RootKind::Global)
      Is &= !(Flags(P.Base) & IsHeld);
    for (const Projection &Pr : P.Path)
      if (Pr.Field != NoId)
        Is &= !(Flags(Pr.Field) & IsHeld);
    Is &= !PointeesHeld || !isPointee(P);
  });
  auto MayCall = [&](const Statement &S) {
    if (S.callee().K != Operand::Kind::Function || S.Virtual)
      return false;
    const EntityId E = S.callee().entity();
    const uint8_t Of = Flags(E);
    if (Of & (IsHeld | IsReaching))
      return false;
    // What has no body in view is held.
    if (!Part.Entities[E].System)
      return true;
    if (windows().runsRoutines(Part.Entities[E].Name))
      return false;
    using Effect = SystemFunction::Effect;
    const SystemFunction *SF = windows().find(Part.Entities[E].Name);
    if (!SF)
      return true;
    // An object that the system passes to routines may be one that is deleted
    // anywhere; and all devices are in one list.
    if ((SF->endsObject() && !SF->Field.empty()) || SF->IsDevice)
      return false;
    return SF->E != Effect::SetUnload && SF->E != Effect::Jump &&
           (SF->E != Effect::Constant || !AnswersHeld);
  };
  // A path passes over a function that comes back (Solve/Vicinity.h).
  auto Stays = [&](const Statement &S) {
    if (S.callee().K != Operand::Kind::Function)
      return false;
    const Entity &E = Part.Entities[S.callee().entity()];
    const SystemFunction *SF = windows().find(E.Name);
    return E.NoReturn || (SF && !SF->comesBack());
  };
  return Is && alwaysReturns(F, Stays) &&
         llvm::all_of(F.Blocks, [&](const Block &B) {
           return llvm::all_of(B.Body, [&](const Statement &S) {
             return S.K != Statement::Kind::Call || MayCall(S);
           });
         });
}

} // namespace nmr
