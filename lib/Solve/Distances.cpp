//===- Distances.cpp - The shortest way through a function ----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Distances.h"

namespace nmr {

static std::vector<uint32_t> compute(const Function &F, BlockId Goal) {
  std::vector<llvm::SmallVector<BlockId, 2>> Preds(F.Blocks.size());
  std::vector<uint32_t> Far(F.Blocks.size(), NoId);
  std::vector<BlockId> Work;
  auto Reach = [&](BlockId B, uint32_t D) {
    if (Far[B] != NoId)
      return;
    Far[B] = D;
    Work.push_back(B);
  };
  for (BlockId B = 0; B < F.Blocks.size(); ++B) {
    for (BlockId T : F.Blocks[B].End.Targets)
      Preds[T].push_back(B);
    if (Goal == NoId ? F.Blocks[B].End.K == Terminator::Kind::Return
                     : B == Goal)
      Reach(B, 0);
  }
  for (size_t I = 0; I < Work.size(); ++I)
    for (BlockId Pred : Preds[Work[I]])
      Reach(Pred, Far[Work[I]] + 1);
  return Far;
}

llvm::ArrayRef<uint32_t> Distances::to(FunctionId F, BlockId Goal) {
  auto [It, IsNew] = Known.try_emplace({F, Goal});
  if (IsNew)
    It->second = compute(P.function(F), Goal);
  return It->second;
}

} // namespace nmr
