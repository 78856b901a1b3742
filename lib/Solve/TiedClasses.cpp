//===- TiedClasses.cpp - Where what is tied to a registration may end -----===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The classes and statements that a slice needs beyond those of the handle if
/// what is tied to the registration is followed (Tied.h).
///
//===----------------------------------------------------------------------===//

#include "Solve/SliceClasses.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

std::vector<NodeIndex>
Slice::Classes::keptClasses(const Program::Site &S) const {
  std::vector<NodeIndex> Result;
  const Statement &St = at({S.F, S.Block, S.Index});
  for (const KeptObject &K : S.Callee->Keeps) {
    const Operand &O = St.Args[K.Param];
    if (!hasPlace(O))
      continue;
    Result.push_back(classOf(S.F, O));
    // The call takes the address; what lies there are places of their own.
    if (O.K == Operand::Kind::AddressOf &&
        O.P.Root == Place::RootKind::Global && !O.P.throughPointer())
      for (const Leaf &L : Leaves.find(O.P.Base)->second)
        Result.push_back(Sets.root(L.N));
  }
  return Result;
}

/// The calls in the routines of protocols, and in what they call, that may use
/// what their arguments point at or name.
void Slice::Classes::findUses() {
  std::vector<FunctionId> Work = P.HandedToProtocols;
  llvm::DenseSet<FunctionId> Seen(Work.begin(), Work.end());
  while (!Work.empty()) {
    FunctionId F = Work.back();
    Work.pop_back();
    for (BlockId B = 0; B < P.function(F).Blocks.size(); ++B)
      for (uint32_t I = 0; I < P.function(F).Blocks[B].Body.size(); ++I) {
        const Ref R{F, B, I};
        if (at(R).K != Statement::Kind::Call)
          continue;
        for (FunctionId G : callInfo(R).Bodies)
          if (Seen.insert(G).second)
            Work.push_back(G);
        if (callInfo(R).Bodies.empty())
          for (const Operand &A : at(R).Args)
            if (hasPlace(A))
              Uses[classOf(F, A)].push_back(R);
      }
  }
}

/// What may end while a registration needs it.
void Slice::Classes::findMortals() {
  if (P.FollowsDestroyed)
    findUses();
  for (FunctionId F = 0; F < P.numFunctions(); ++F) {
    for (BlockId B = 0; B < P.function(F).Blocks.size(); ++B)
      for (uint32_t I = 0; I < P.function(F).Blocks[B].Body.size(); ++I) {
        const Ref R{F, B, I};
        if (at(R).K != Statement::Kind::Call)
          continue;
        const SystemFunction *SF = callInfo(R).SF;
        if (!SF || !SF->endsObject() || SF->Arg >= at(R).Args.size())
          continue;
        NodeIndex N = classOf(F, at(R).Args[SF->Arg]);
        if (N == NoId)
          continue;
        if (SF->E == SystemFunction::Effect::Free)
          MortalClasses.insert(N);
        if (Uses.contains(N))
          Teardowns.push_back(R);
      }
    if (P.FollowsKept)
      visitPlaces(F, [&](const Place &Pl, bool Address, uint64_t) {
        if (Address && Pl.Root == Place::RootKind::Local &&
            !Pl.throughPointer())
          MortalClasses.insert(localClass(F, Pl.Base));
      });
  }
}

} // namespace nmr
