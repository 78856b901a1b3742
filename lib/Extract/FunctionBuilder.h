//===- FunctionBuilder.h - Builds one function's graph ----------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_EXTRACT_FUNCTIONBUILDER_H
#define NMR_EXTRACT_FUNCTIONBUILDER_H

#include "Summary/Summary.h"

namespace nmr {

/// A function's graph under construction. There is a current block, to which
/// statements go; after a terminator there is none until \c start, and what is
/// emitted meanwhile can't run and is dropped.
class FunctionBuilder {
public:
  FunctionBuilder() { Current = newBlock(); }

  LocalId newLocal(llvm::StringRef Name, uint64_t Size);
  BlockId newBlock();

  bool isLive() const { return Current != NoId; }
  void emit(Statement S);
  /// A statement for the function's very beginning.
  void emitAtEntry(Statement S) { Prologue.push_back(std::move(S)); }
  void terminate(Terminator T);
  void jump(BlockId To, Loc Where = {});
  /// Continues in \p B; falls into it from the current block.
  void start(BlockId B);

  BlockId current() const { return Current; }
  /// Leaves the current block open and continues in \p B (or nowhere).
  void moveTo(BlockId B) { Current = B; }

  uint64_t localSize(LocalId L) const { return F.Locals[L].Size; }
  size_t numBlocks() const { return F.Blocks.size(); }

  /// The function, simplified: no unreachable blocks, no empty ones, no block
  /// that only continues another, no unused temporaries; blocks in reverse
  /// post-order.
  Function take();

protected:
  Function F;

private:
  void threadJumps();
  void layOutBlocks();
  void dropUnusedLocals();

  BlockId Current;
  ThinVector<Statement> Prologue;
};

} // namespace nmr

#endif // NMR_EXTRACT_FUNCTIONBUILDER_H
