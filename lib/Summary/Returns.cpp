//===- Returns.cpp - Whether a function comes to its end ------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/Returns.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

bool alwaysReturns(const Function &F,
                   llvm::function_ref<bool(const Statement &Call)> StaysAt) {
  const size_t N = F.Blocks.size();
  auto Stays = [&](const Block &B) {
    return B.End.K == Terminator::Kind::Unreachable ||
           llvm::any_of(B.Body, [&](const Statement &S) {
             return S.K == Statement::Kind::Call && StaysAt(S);
           });
  };
  llvm::BitVector Entered(N), Returning(N);
  std::vector<llvm::SmallVector<BlockId, 2>> Preds(N);
  std::vector<BlockId> Work = {0};
  Entered.set(0);
  std::vector<BlockId> Ends;
  while (!Work.empty()) {
    const BlockId B = Work.back();
    Work.pop_back();
    if (Stays(F.Blocks[B]))
      return false;
    if (F.Blocks[B].End.K == Terminator::Kind::Return)
      Ends.push_back(B);
    for (BlockId T : F.Blocks[B].End.Targets) {
      Preds[T].push_back(B);
      if (!Entered.test(T)) {
        Entered.set(T);
        Work.push_back(T);
      }
    }
  }
  auto Reach = [&](BlockId B) {
    if (!Returning.test(B)) {
      Returning.set(B);
      Work.push_back(B);
    }
  };
  llvm::for_each(Ends, Reach);
  while (!Work.empty()) {
    const BlockId B = Work.back();
    Work.pop_back();
    llvm::for_each(Preds[B], Reach);
  }
  return Entered == Returning;
}

} // namespace nmr
