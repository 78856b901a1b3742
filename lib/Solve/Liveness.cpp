//===- Liveness.cpp - Order of blocks, and which locals are live ----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Program.h"
#include "Summary/Visit.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

/// Locals that pointers may lead to.
static llvm::BitVector localsPointedAt(const Function &F) {
  llvm::BitVector Taken(F.Locals.size());
  forEachOperand(F, [&](const Operand &O) {
    if (O.K == Operand::Kind::AddressOf && O.P.Root == Place::RootKind::Local &&
        (O.P.Path.empty() || O.P.Path.front().K != Projection::Kind::Deref))
      Taken.set(O.P.Base);
  });
  return Taken;
}

Program::Info Program::analyse(FunctionId F) const {
  Info I = analyse(function(F));
  I.CallsOutOfView = CallsOf[F].OutOfView;
  I.CallsProtocol = CallsOf[F].Protocol;
  I.Verbs = CallsOf[F].Verbs;
  return I;
}

Program::Info Program::analyse(const Function &F) {
  Info I;
  size_t N = F.Blocks.size();

  // Reverse postorder, without recursion.
  std::vector<uint32_t> Preds(N, 0);
  std::vector<uint8_t> Seen(N, 0);
  std::vector<BlockId> Postorder;
  std::vector<std::pair<BlockId, size_t>> Stack = {{0, 0}};
  if (N) {
    Seen[0] = 1;
    Preds[0] = 1; // the call
  }
  while (N && !Stack.empty()) {
    auto &[B, Next] = Stack.back();
    const auto &Targets = F.Blocks[B].End.Targets;
    if (Next == Targets.size()) {
      Postorder.push_back(B);
      Stack.pop_back();
      continue;
    }
    BlockId T = Targets[Next++];
    ++Preds[T];
    if (!Seen[T]) {
      Seen[T] = 1;
      Stack.push_back({T, 0});
    }
  }
  I.Order.assign(N, NoId);
  for (const auto &[Pos, B] : llvm::enumerate(llvm::reverse(Postorder)))
    I.Order[B] = Pos;
  I.Merges.resize(N);
  for (BlockId B = 0; B < N; ++B)
    I.Merges[B] = Preds[B] > 1;

  // Live locals. One whose address is taken is live until its scope ends.
  llvm::BitVector Taken = localsPointedAt(F);
  I.LiveIn.assign(N, Taken);
  auto UsePlace = [&](llvm::BitVector &Live, const Place &Pl, bool Whole) {
    for (const Projection &Pr : Pl.Path)
      if (Pr.K == Projection::Kind::Index && Pr.IndexLocal != NoId)
        Live.set(Pr.IndexLocal);
    if (Pl.Root == Place::RootKind::Local && !(Whole && Pl.Path.empty()))
      Live.set(Pl.Base);
  };
  auto Use = [&](llvm::BitVector &Live, const Operand &O) {
    if (O.K == Operand::Kind::Load || O.K == Operand::Kind::AddressOf)
      UsePlace(Live, O.P, false);
  };
  auto Define = [&](llvm::BitVector &Live, const Place &Pl) {
    if (Pl.Root == Place::RootKind::Local && Pl.Path.empty()) {
      if (!Taken.test(Pl.Base))
        Live.reset(Pl.Base);
    } else {
      UsePlace(Live, Pl, true);
    }
  };
  auto Transfer = [&](BlockId B) {
    llvm::BitVector Live = Taken;
    for (BlockId T : F.Blocks[B].End.Targets)
      Live |= I.LiveIn[T];
    Use(Live, F.Blocks[B].End.A);
    Use(Live, F.Blocks[B].End.B);
    for (const Statement &S : llvm::reverse(F.Blocks[B].Body)) {
      if (S.K != Statement::Kind::Call || S.HasDest)
        Define(Live, S.Dest);
      if (S.K == Statement::Kind::Assign) {
        Use(Live, S.Value.A);
        Use(Live, S.Value.B);
      } else if (S.K == Statement::Kind::Call) {
        Use(Live, S.callee());
        for (const Operand &A : S.Args)
          Use(Live, A);
      }
    }
    bool Changed = Live != I.LiveIn[B];
    I.LiveIn[B] = std::move(Live);
    return Changed;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (BlockId B : Postorder)
      Changed |= Transfer(B);
  }
  return I;
}

// Locals that may be dead and still be held: few, so that states stay small,
// and more than one, so that not every statement is followed by another.
static constexpr size_t MaxDeadHeld = 8;

std::unique_ptr<const Function> Program::endLives(const Function &Old) {
  auto IsLong = [](const Block &B) { return B.Body.size() >= MaxDeadHeld; };
  if (Old.Locals.empty() || llvm::none_of(Old.Blocks, IsLong))
    return nullptr;
  auto Changed = std::make_unique<Function>(Old);
  Function &F = *Changed;
  const Info I = analyse(F);
  const llvm::BitVector Taken = localsPointedAt(F);
  for (Block &B : F.Blocks) {
    if (!IsLong(B))
      continue;
    // Backwards: the locals that each statement is the last to name.
    llvm::BitVector Live = Taken;
    for (BlockId T : B.End.Targets)
      Live |= I.LiveIn[T];
    forEachPlace(B.End, [&](const Place &Pl) {
      forEachLocal(Pl, [&](LocalId L) { Live.set(L); });
    });
    std::vector<llvm::SmallVector<LocalId, 2>> Last(B.Body.size());
    for (size_t Idx = B.Body.size(); Idx-- > 0;)
      forEachPlace(B.Body[Idx], [&](const Place &Pl) {
        forEachLocal(Pl, [&](LocalId L) {
          if (Live.test(L))
            return;
          Live.set(L);
          if (B.Body[Idx].K != Statement::Kind::ScopeEnd)
            Last[Idx].push_back(L);
        });
      });
    ThinVector<Statement> Body;
    llvm::SmallVector<LocalId, MaxDeadHeld> Dead;
    for (size_t Idx = 0; Idx < B.Body.size(); ++Idx) {
      bool IsCall = B.Body[Idx].K == Statement::Kind::Call;
      Loc Where = B.Body[Idx].Where;
      Body.push_back(std::move(B.Body[Idx]));
      Dead.append(Last[Idx]);
      if (Dead.size() < MaxDeadHeld && !(IsCall && !Dead.empty()))
        continue;
      for (LocalId L : Dead) {
        Statement &End = Body.emplace_back();
        End.K = Statement::Kind::ScopeEnd;
        End.Dest = Place::local(L, F.Locals[L].Size);
        End.Where = Where;
      }
      Dead.clear();
    }
    B.Body = std::move(Body);
  }
  return Changed;
}

} // namespace nmr
