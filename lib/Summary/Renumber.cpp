//===- Renumber.cpp - Other numbers for the same names --------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/Renumber.h"

namespace nmr {

void Renumbering::operator()(Loc &L) const {
  if (L.isValid())
    L.File = Files[L.File];
}

void Renumbering::operator()(Place &P) const {
  if (P.Root == Place::RootKind::Global)
    P.Base = Entities[P.Base];
  for (Projection &Step : P.Path)
    if (Step.Field != NoId)
      Step.Field = Entities[Step.Field];
}

void Renumbering::operator()(Operand &O) const {
  switch (O.K) {
  case Operand::Kind::Unknown:
  case Operand::Kind::Int:
    break;
  case Operand::Kind::Load:
  case Operand::Kind::AddressOf:
    (*this)(O.P);
    break;
  case Operand::Kind::Function:
    O = Operand::function(Entities[O.entity()]);
    break;
  }
}

void Renumbering::operator()(Function &F) const {
  if (F.Entity != NoId)
    F.Entity = Entities[F.Entity];
  (*this)(F.Where);
  (*this)(F.End);
  for (Block &B : F.Blocks) {
    for (Statement &St : B.Body) {
      if (St.K != Statement::Kind::Call || St.HasDest)
        (*this)(St.Dest);
      (*this)(St.Value.A);
      (*this)(St.Value.B);
      for (Operand &A : St.Args)
        (*this)(A);
      (*this)(St.Where);
    }
    (*this)(B.End.A);
    (*this)(B.End.B);
    (*this)(B.End.Where);
  }
}

} // namespace nmr
