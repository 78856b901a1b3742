//===- Frame.h - Into a function and back -----------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The way into a function and back. A callee is simulated on the part of the
/// caller's state that it can reach, with canonical names, so that two calls
/// that look alike to the callee share one simulation of it.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_FRAME_H
#define NMR_SOLVE_FRAME_H

#include "Solve/AbstractState.h"
#include "llvm/ADT/ArrayRef.h"

namespace nmr {

/// Where a function leaves its result: a region of the exit state.
constexpr Region ReturnSlot = {Region::Kind::Outer, NoId};

/// How the names of a callee's state translate to those of its caller.
struct Frame {
  /// Entry symbol number -> the caller's symbol.
  std::vector<Value> Entry;
  /// Outer region number -> the caller's region.
  std::vector<Region> Outer;
  /// The caller's regions that went along; ascending.
  std::vector<Region> Taken;
};

/// An argument: a value, or for a record passed by value its cells, moved to
/// offset 0 of the parameter's region.
struct Argument {
  uint64_t Size = 8;
  Value V;
  bool IsRecord = false;
  std::vector<Cell> Record;
  bool RecordZeroed = false;
};

/// The entry state of a callee.
/// \p Reaches: the globals that the callee can name, itself or through what it
/// calls. \p IsPointedAt: those that pointers may lead to.
AbstractState enter(TermTable &T, const AbstractState &Caller,
                    llvm::ArrayRef<Argument> Args,
                    llvm::function_ref<bool(EntityId)> Reaches,
                    llvm::function_ref<bool(EntityId)> IsPointedAt, Frame &F);

/// For a function that is entered in too many different states: a state that
/// covers both \p Entry and the entry state \p Known, and \p F adapted to it.
/// Precondition: equal join keys.
AbstractState generalise(TermTable &T, const AbstractState &Known,
                         const AbstractState &Entry, Frame &F);

/// The state after the call: \p Caller with what \p Exit says of the part that
/// went along. The result is in \c ReturnSlot. Nothing if the two contradict
/// each other.
std::optional<AbstractState> leave(TermTable &T, const AbstractState &Caller,
                                   const Frame &F, const AbstractState &Exit);

/// What remains of a state when its function returns: no locals, no pointers to
/// them.
void dropLocals(TermTable &T, AbstractState &S);

} // namespace nmr

#endif // NMR_SOLVE_FRAME_H
