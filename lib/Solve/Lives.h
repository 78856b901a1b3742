//===- Lives.h - The routines of bindings -----------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which routines the system calls for one binding: those whose addresses lie
/// in one structure. Where a routine's type alone says what it is for, the only
/// ones of their kinds belong together.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_LIVES_H
#define NMR_SOLVE_LIVES_H

#include "Solve/Program.h"

namespace nmr {

/// The runs of one life: where each begins is a site of its own.
enum LifePart : unsigned {
  CleanupAlone,
  ContextStays, ///< The rest of it, if the cleanup routine need not free.
  ContextGoes,  ///< The same, if it frees the context whatever it finds.
  NumLifeParts
};

/// The routines of one kind of binding. NoId: not in view.
struct BindingLife {
  const Protocol *Of = nullptr;
  /// Index into \c Protocols::sides.
  unsigned Side = 0;
  EntityId Offer = NoId, Detach = NoId, Cleanup = NoId;
  /// There is certainly no cleanup routine.
  bool NoCleanup = false;
  /// Nothing can complete a detachment that is pending.
  bool NeverCompleted = false;
  /// Other routines that may complete one.
  llvm::SmallVector<EntityId, 2> Completers;
};

/// The lives of \p Whole, which was made of \p Unit.
std::vector<BindingLife> findLives(const Summary &Unit, const Program &Whole);

/// What of \p Unit can run in \p Lives.
Summary partOf(const Summary &Unit, llvm::ArrayRef<BindingLife> Lives);

} // namespace nmr

#endif // NMR_SOLVE_LIVES_H
