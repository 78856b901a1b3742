//===- Visit.cpp - What statements name -----------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/Visit.h"

namespace nmr {

void forEachOperand(const Statement &S, OperandVisitor Visit) {
  if (S.K == Statement::Kind::Assign) {
    Visit(S.Value.A);
    Visit(S.Value.B);
  } else if (S.K == Statement::Kind::Call) {
    if (S.callee().K != Operand::Kind::Function)
      Visit(S.callee());
    for (const Operand &A : S.Args)
      Visit(A);
  }
}

void forEachOperand(const Terminator &T, OperandVisitor Visit) {
  Visit(T.A);
  Visit(T.B);
}

void forEachOperand(const Function &F, OperandVisitor Visit) {
  for (const Block &B : F.Blocks) {
    for (const Statement &S : B.Body)
      forEachOperand(S, Visit);
    forEachOperand(B.End, Visit);
  }
}

static void visitPlace(const Operand &O, PlaceVisitor Visit) {
  if (O.K == Operand::Kind::Load || O.K == Operand::Kind::AddressOf)
    Visit(O.P);
}

void forEachPlace(const Statement &S, PlaceVisitor Visit) {
  forEachOperand(S, [&](const Operand &O) { visitPlace(O, Visit); });
  if (S.K != Statement::Kind::Call || S.HasDest)
    Visit(S.Dest);
}

void forEachPlace(const Terminator &T, PlaceVisitor Visit) {
  forEachOperand(T, [&](const Operand &O) { visitPlace(O, Visit); });
}

void forEachPlace(const Function &F, PlaceVisitor Visit) {
  for (const Block &B : F.Blocks) {
    for (const Statement &S : B.Body)
      forEachPlace(S, Visit);
    forEachPlace(B.End, Visit);
  }
}

void forEachLocal(const Place &P, llvm::function_ref<void(LocalId)> Visit) {
  if (P.Root == Place::RootKind::Local)
    Visit(P.Base);
  for (const Projection &Pr : P.Path)
    if (Pr.K == Projection::Kind::Index && Pr.IndexLocal != NoId)
      Visit(Pr.IndexLocal);
}

} // namespace nmr
