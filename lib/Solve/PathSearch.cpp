//===- PathSearch.cpp - Depth-first search, path by path ------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/PathSearch.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

// In a loop that leaves something behind in memory, all takes longer each time:
// rounds times cells that cost as much as a statement.
static constexpr size_t RoundsPerStep = 2048;

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

void PathSearch::stepped() {
  const Activation &Top = Frames.back();
  const uint64_t Cost = 1 + Top.Rounds * Top.S.Cells.size() / RoundsPerStep;
  if (Steps >= Cost) {
    Steps -= Cost;
  } else {
    Steps = 0;
    giveUp();
  }
}

llvm::SmallVector<uint32_t, 4>
PathSearch::possibleTargets(const Terminator &End) {
  llvm::SmallVector<uint32_t, 4> Result;
  for (uint32_t I = 0; I != End.Targets.size(); ++I) {
    AbstractState Copy = Frames.back().S;
    if (Tr.takeTarget(Copy, Frames.back().At.F, End, I))
      Result.push_back(I);
  }
  return Result;
}

void PathSearch::sortByDistance(llvm::MutableArrayRef<uint32_t> Targets,
                                const Terminator &End, BlockId Goal) {
  llvm::ArrayRef<uint32_t> Distance = Far.to(Frames.back().At.F, Goal);
  llvm::stable_sort(Targets, [&](uint32_t A, uint32_t B) {
    return Distance[End.Targets[A]] < Distance[End.Targets[B]];
  });
}

} // namespace nmr
