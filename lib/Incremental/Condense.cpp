//===- Condense.cpp - A link unit without what verdicts don't hang on -----===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/Condense.h"
#include "Incremental/Insulation.h"
#include "Summary/Visit.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

void forEachEntity(const Function &F,
                   llvm::function_ref<void(EntityId)> Visit) {
  forEachPlace(F, [&](const Place &P) {
    if (P.Root == Place::RootKind::Global)
      Visit(P.Base);
    for (const Projection &Pr : P.Path)
      if (Pr.Field != NoId)
        Visit(Pr.Field);
  });
  forEachOperand(F, [&](const Operand &O) {
    if (O.K == Operand::Kind::Function)
      Visit(O.entity());
  });
  for (const Block &B : F.Blocks)
    for (const Statement &S : B.Body)
      if (S.K == Statement::Kind::Call &&
          S.callee().K == Operand::Kind::Function)
        Visit(S.callee().entity());
}

Function stubOf(const Function &F) {
  Function Stub;
  Stub.Entity = F.Entity;
  Stub.NumParams = F.NumParams;
  Stub.Locals.resize(F.NumParams);
  Stub.Blocks.emplace_back().End.K = Terminator::Kind::Return;
  return Stub;
}

Summary withEntities(const Summary &Unit, const llvm::BitVector &Keep,
                     Renumbering &Renumber) {
  Summary Result;
  Result.PointerSize = Unit.PointerSize;
  Result.Files = Unit.Files;
  Result.Failures = Unit.Failures;
  Result.Suppressions = Unit.Suppressions;
  Result.Edits = Unit.Edits;
  for (uint32_t File = 0; File != Unit.Files.size(); ++File)
    Renumber.Files.push_back(File);
  Renumber.Entities.assign(Unit.Entities.size(), NoId);
  for (unsigned E : Keep.set_bits()) {
    Renumber.Entities[E] = Result.Entities.size();
    Result.Entities.push_back(Unit.Entities[E]);
  }
  return Result;
}

Summary condense(const Summary &Unit, llvm::ArrayRef<uint8_t> Flags,
                 std::vector<EntityId> &Numbers) {
  llvm::BitVector Keep(Unit.Entities.size());
  auto Name = [&](EntityId E) { Keep.set(E); };
  for (const auto &[E, Ent] : llvm::enumerate(Unit.Entities)) {
    if (Flags[E] & (IsHeld | IsOrdered) || !Ent.Overrides.empty())
      Keep.set(E);
    llvm::for_each(Ent.Overrides, Name);
  }
  for (const Function &F : Unit.Functions)
    if (!(Flags[F.Entity] & IsInsulated)) {
      Keep.set(F.Entity);
      forEachEntity(F, Name);
    }
  for (const Function &F : Unit.Initialisers)
    forEachEntity(F, Name);

  Renumbering Renumber;
  Summary Result = withEntities(Unit, Keep, Renumber);
  Result.MainFiles = Unit.MainFiles;
  for (Entity &E : Result.Entities)
    for (EntityId &Base : E.Overrides)
      Base = Renumber.Entities[Base];
  for (const Function &F : Unit.Functions)
    if (Keep.test(F.Entity)) {
      Result.Functions.push_back(Flags[F.Entity] & IsInsulated ? stubOf(F) : F);
      Renumber(Result.Functions.back());
    }
  for (const Function &F : Unit.Initialisers) {
    Result.Initialisers.push_back(F);
    Renumber(Result.Initialisers.back());
  }
  Numbers = std::move(Renumber.Entities);
  return Result;
}

} // namespace nmr
