//===- CallbackTables.cpp - Whose callbacks a routine is one of -----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which registration a callback belongs to is said by the table that the
/// register call was given. Here it is told from the text of the program alone,
/// and where that leaves a choice nothing is said.
///
//===----------------------------------------------------------------------===//

#include "Solve/Program.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

void Program::findCallbackTables(
    llvm::ArrayRef<llvm::BitVector> InFields,
    llvm::ArrayRef<llvm::ArrayRef<llvm::StringRef>> Groups) {
  // A table of another file may hold anything.
  llvm::SmallVector<unsigned, 2> Unknown;
  // The routines that are written into each field.
  llvm::StringMap<llvm::SmallVector<EntityId, 1>> Written;
  for (const Function *F : Bodies)
    for (const Block &B : F->Blocks)
      for (const Statement &S : B.Body) {
        if (const ProtocolFunction *PF = protocolFunction(S))
          for (const Operand &A : S.Args)
            if (A.K == Operand::Kind::AddressOf &&
                A.P.Root == Place::RootKind::Global &&
                Unit.Entities[A.P.Base].Undefined)
              Unknown.push_back(PF->Side);
        if (S.K != Statement::Kind::Assign ||
            S.Value.A.K != Operand::Kind::Function || S.Dest.Path.empty())
          continue;
        const Projection &Last = S.Dest.Path.back();
        if (Last.K != Projection::Kind::Field || Last.Field == NoId)
          continue;
        auto &Of = Written[Unit.Entities[Last.Field].Name];
        if (!llvm::is_contained(Of, S.Value.A.entity()))
          Of.push_back(S.Value.A.entity());
      }
  for (const auto &[I, Fields] : llvm::enumerate(Groups)) {
    llvm::BitVector Only;
    bool Others = false;
    for (llvm::StringRef Field : Fields)
      if (auto It = Written.find(Field); It != Written.end()) {
        Others |= It->second.size() > 1;
        for (EntityId R : It->second)
          put(Only, R);
      }
    // What got there in another way may be in any of the fields.
    for (EntityId R : InFields[I].set_bits())
      Others |= !isIn(Only, R);
    if (Others)
      continue;
    for (const ProtocolFunction &PF : P.functions())
      if (PF.Callbacks == Fields)
        for (EntityId R : Only.set_bits())
          if (!isCallbackOf(R, PF.Side) &&
              !llvm::is_contained(Unknown, PF.Side))
            CallbackOf[R].push_back(PF.Side);
  }
}

} // namespace nmr
