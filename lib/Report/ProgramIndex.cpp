//===- ProgramIndex.cpp - From places to functions and calls --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/ProgramIndex.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace nmr {

ProgramIndex::ProgramIndex(const Summary &Unit, const Protocols &P)
    : Unit(Unit), P(P), ByFile(Unit.Files.size()) {
  for (const Function &F : Unit.Functions)
    if (F.Where.isValid() && F.End.File == F.Where.File)
      ByFile[F.Where.File].push_back(&F);
  for (std::vector<const Function *> &Of : ByFile)
    llvm::stable_sort(Of, [](const Function *A, const Function *B) {
      return A->Where < B->Where;
    });

  // Names are compared once for each entity; there are many more calls.
  std::vector<bool> Mentioned(Unit.Entities.size());
  for (size_t I = 0; I != Unit.Entities.size(); ++I)
    Mentioned[I] = P.mentions(Unit.Entities[I].Name);
  for (const Function &F : Unit.Functions)
    for (const Block &B : F.Blocks)
      for (const Statement &S : B.Body)
        if (S.K == Statement::Kind::Call &&
            S.callee().K == Operand::Kind::Function &&
            Mentioned[S.callee().entity()])
          if (const ProtocolFunction *PF =
                  P.find(Unit.entity(S.callee().entity()).Name, S.Args.size(),
                         [&S](unsigned I) { return S.constantArgument(I); }))
            Calls.push_back({S.Where, PF, &F, &S});
  llvm::stable_sort(
      Calls, [](const Call &A, const Call &B) { return A.Where < B.Where; });
}

const Function *ProgramIndex::functionAt(const Loc &L) const {
  if (!L.isValid())
    return nullptr;
  ArrayRef<const Function *> Of = ByFile[L.File];
  auto After = llvm::upper_bound(
      Of, L, [](const Loc &L, const Function *F) { return L < F->Where; });
  // Functions nest (lambdas, methods of local classes), but don't overlap.
  while (After != Of.begin())
    if (const Function *F = *--After; L <= F->End)
      return F;
  return nullptr;
}

StringRef ProgramIndex::functionNameAt(const Loc &L) const {
  const Function *F = functionAt(L);
  return F && F->Entity != NoId ? StringRef(Unit.entity(F->Entity).Name)
                                : StringRef();
}

const ProtocolFunction *ProgramIndex::protocolCallAt(const Loc &L) const {
  auto It =
      llvm::partition_point(Calls, [&](const Call &C) { return C.Where < L; });
  return It != Calls.end() && It->Where == L ? It->Callee : nullptr;
}

StringRef ProgramIndex::calleeAt(const Loc &L) const {
  if (const ProtocolFunction *PF = protocolCallAt(L))
    return PF->Name;
  if (const Function *F = functionAt(L))
    for (const Block &B : F->Blocks)
      for (const Statement &S : B.Body)
        if (S.K == Statement::Kind::Call && S.Where == L &&
            S.callee().K == Operand::Kind::Function)
          return Unit.entity(S.callee().entity()).Name;
  return {};
}

} // namespace nmr
