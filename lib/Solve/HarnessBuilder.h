//===- HarnessBuilder.h - Writes the system's part --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_HARNESSBUILDER_H
#define NMR_SOLVE_HARNESSBUILDER_H

#include "Summary/Summary.h"
#include <optional>

namespace nmr {

/// Writes the harness block by block.
class HarnessBuilder {
public:
  Function F;

  BlockId block() {
    F.Blocks.emplace_back();
    return F.Blocks.size() - 1;
  }
  LocalId local(uint64_t Size) {
    F.Locals.push_back({"", Size});
    return F.Locals.size() - 1;
  }
  void call(BlockId B, Operand Callee, unsigned NumArgs, Operand First,
            std::optional<Place> Dest = std::nullopt) {
    Statement S;
    S.K = Statement::Kind::Call;
    S.callee() = std::move(Callee);
    for (unsigned I = 0; I < NumArgs; ++I)
      S.Args.push_back(I == 0 ? First : Operand::unknown());
    if (Dest) {
      S.HasDest = true;
      S.Dest = *Dest;
    }
    F.Blocks[B].Body.push_back(std::move(S));
  }
  void jump(BlockId From, BlockId To) {
    F.Blocks[From].End.K = Terminator::Kind::Goto;
    F.Blocks[From].End.Targets = {To};
  }
  void finish(BlockId B) { F.Blocks[B].End.K = Terminator::Kind::Return; }
  void branch(BlockId From, Operand A, Op Cmp, IntType Type, BlockId Then,
              BlockId Else) {
    Terminator &E = F.Blocks[From].End;
    E.K = Terminator::Kind::Branch;
    E.A = std::move(A);
    E.B = Operand::integer(0);
    E.Cmp = Cmp;
    E.Type = Type;
    E.Targets = {Then, Else};
  }
  /// What is called in one block, and what follows it or its absence.
  struct Called {
    BlockId In, After;
  };
  /// Calls \p Routine with \p Of behind \p B, unless it is NULL.
  Called callIfSet(BlockId B, const Operand &Routine, Operand Of) {
    const Called Result = {block(), block()};
    branch(B, Routine, Op::Ne, {64, false}, Result.In, Result.After);
    call(Result.In, Routine, 1, std::move(Of));
    jump(Result.In, Result.After);
    return Result;
  }
};

} // namespace nmr

#endif // NMR_SOLVE_HARNESSBUILDER_H
