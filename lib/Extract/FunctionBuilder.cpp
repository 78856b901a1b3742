//===- FunctionBuilder.cpp - Builds one function's graph ------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace nmr {

LocalId FunctionBuilder::newLocal(llvm::StringRef Name, uint64_t Size) {
  F.Locals.push_back({Name.str(), Size});
  return F.Locals.size() - 1;
}

BlockId FunctionBuilder::newBlock() {
  F.Blocks.emplace_back();
  return F.Blocks.size() - 1;
}

void FunctionBuilder::emit(Statement S) {
  if (isLive())
    F.Blocks[Current].Body.push_back(std::move(S));
}

void FunctionBuilder::terminate(Terminator T) {
  if (isLive())
    F.Blocks[Current].End = std::move(T);
  Current = NoId;
}

void FunctionBuilder::jump(BlockId To, Loc Where) {
  Terminator T;
  T.K = Terminator::Kind::Goto;
  T.Targets.push_back(To);
  T.Where = Where;
  terminate(std::move(T));
}

void FunctionBuilder::start(BlockId B) {
  if (isLive())
    jump(B);
  Current = B;
}

void FunctionBuilder::threadJumps() {
  auto IsEmptyJump = [&](BlockId B) {
    return F.Blocks[B].Body.empty() &&
           F.Blocks[B].End.K == Terminator::Kind::Goto;
  };
  // Where a jump to each block really leads. A loop of empty jumps stays.
  std::vector<BlockId> Leads(F.Blocks.size(), NoId);
  std::vector<BlockId> Chain;
  for (BlockId B = 0; B != F.Blocks.size(); ++B) {
    BlockId Last = B;
    while (Leads[Last] == NoId && IsEmptyJump(Last)) {
      Leads[Last] = Last; // Stops a walk that comes round again.
      Chain.push_back(Last);
      Last = F.Blocks[Last].End.Targets[0];
    }
    BlockId Final = Leads[Last] == NoId ? Last : Leads[Last];
    for (BlockId C : Chain)
      Leads[C] = Final;
    Leads[B] = Final;
    Chain.clear();
  }
  for (Block &B : F.Blocks) {
    Terminator &End = B.End;
    for (BlockId &Target : End.Targets)
      Target = Leads[Target];
    if (End.Targets.size() > 1 && llvm::all_equal(End.Targets)) {
      Terminator Jump;
      Jump.K = Terminator::Kind::Goto;
      Jump.Targets.push_back(End.Targets[0]);
      Jump.Where = End.Where;
      End = std::move(Jump);
    }
  }
}

void FunctionBuilder::layOutBlocks() {
  // Reverse post-order, with a block's first target first.
  std::vector<unsigned> Preds(F.Blocks.size(), 0);
  std::vector<char> Seen(F.Blocks.size(), 0);
  std::vector<std::pair<BlockId, size_t>> Stack{{0, 0}};
  std::vector<BlockId> Order;
  Seen[0] = 1;
  while (!Stack.empty()) {
    auto &[B, Done] = Stack.back();
    auto &Targets = F.Blocks[B].End.Targets;
    if (Done == Targets.size()) {
      Order.push_back(B);
      Stack.pop_back();
      continue;
    }
    BlockId Next = Targets[Targets.size() - ++Done];
    ++Preds[Next];
    if (!Seen[Next]) {
      Seen[Next] = 1;
      Stack.emplace_back(Next, 0);
    }
  }
  std::reverse(Order.begin(), Order.end());

  std::vector<char> Merged(F.Blocks.size(), 0);
  for (BlockId B : Order) {
    if (Merged[B])
      continue;
    Block &Head = F.Blocks[B];
    while (Head.End.K == Terminator::Kind::Goto) {
      BlockId Next = Head.End.Targets[0];
      if (Next == 0 || Next == B || Preds[Next] != 1)
        break;
      Block &Tail = F.Blocks[Next];
      std::move(Tail.Body.begin(), Tail.Body.end(),
                std::back_inserter(Head.Body));
      Terminator End = std::move(Tail.End);
      Head.End = std::move(End);
      Merged[Next] = 1;
    }
  }

  std::vector<BlockId> Number(F.Blocks.size(), NoId);
  std::vector<Block> Blocks;
  for (BlockId B : Order)
    if (!Merged[B]) {
      Number[B] = Blocks.size();
      Blocks.push_back(std::move(F.Blocks[B]));
    }
  for (Block &B : Blocks)
    for (BlockId &Target : B.End.Targets)
      Target = Number[Target];
  F.Blocks = std::move(Blocks);
}

using LocalVisitor = llvm::function_ref<void(LocalId &)>;

static void visitLocals(Place &P, LocalVisitor Visit) {
  if (P.Root == Place::RootKind::Local)
    Visit(P.Base);
  for (Projection &Step : P.Path)
    if (Step.IndexLocal != NoId)
      Visit(Step.IndexLocal);
}

static void visitLocals(Operand &O, LocalVisitor Visit) {
  if (O.K == Operand::Kind::Load || O.K == Operand::Kind::AddressOf)
    visitLocals(O.P, Visit);
}

static void visitLocals(Function &F, LocalVisitor Visit) {
  for (Block &B : F.Blocks) {
    for (Statement &S : B.Body) {
      if (S.K != Statement::Kind::Call || S.HasDest)
        visitLocals(S.Dest, Visit);
      visitLocals(S.Value.A, Visit);
      visitLocals(S.Value.B, Visit);
      for (Operand &A : S.Args)
        visitLocals(A, Visit);
    }
    visitLocals(B.End.A, Visit);
    visitLocals(B.End.B, Visit);
  }
}

void FunctionBuilder::dropUnusedLocals() {
  std::vector<LocalId> Number(F.Locals.size(), NoId);
  for (LocalId L = 0; L != F.NumParams; ++L)
    Number[L] = L;
  LocalId Next = F.NumParams;
  std::vector<Local> Locals(F.Locals.begin(), F.Locals.begin() + F.NumParams);
  visitLocals(F, [&](LocalId &L) {
    if (Number[L] == NoId) {
      Number[L] = Next++;
      Locals.push_back(std::move(F.Locals[L]));
    }
    L = Number[L];
  });
  F.Locals = std::move(Locals);
}

Function FunctionBuilder::take() {
  auto &Entry = F.Blocks[0].Body;
  for (Statement &S : Entry)
    Prologue.push_back(std::move(S));
  Entry = std::move(Prologue);
  threadJumps();
  layOutBlocks();
  dropUnusedLocals();
  return std::move(F);
}

} // namespace nmr
