//===- Footprint.h - What verdicts rest on ----------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_FOOTPRINT_H
#define NMR_SOLVE_FOOTPRINT_H

#include "Solve/Solve.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringSet.h"
#include <string>

namespace nmr {

/// Which parts of a link unit its verdicts rest on, so that it can be told of a
/// change that it touches none.
///
/// A function that touches nothing that is held joins classes of memory that no
/// slice holds, and only those; so what it does instead changes neither the
/// classes that slices hold nor the slices.
struct Footprint {
  /// To be said before the run if the unit is not whole: by entity, the
  /// functions that do nothing here and call something there, and those that
  /// may be called so.
  llvm::BitVector Emptied, CalledByEmptied;
  /// What the former call can matter: functions that were simulated may call
  /// them.
  bool EmptiedMatter = false;

  /// Why any change may matter; empty: the rest says which may.
  std::string Everything;
  /// By entity of the link unit: what is simulated; what shares a class with a
  /// handle, with something else that a slice holds, or with an address of a
  /// function; fields and functions that have a meaning to the solver.
  llvm::BitVector Held;
  /// By entity: functions of which it may matter which is named first, or that
  /// they are named.
  llvm::BitVector Ordered;
  /// By entity: functions that call something that has a meaning to a
  /// protocol, or call who does.
  llvm::BitVector Reaches;
  /// Who calls whom matters beyond that: paths of the whole program were
  /// walked, or code out of view may call back.
  bool CallsMatter = false;
  /// The latter of the two.
  bool OutOfView = false;
  /// Every function with external linkage is an entry.
  bool NoEntry = false;
  /// What pointers lead to may be addresses of functions.
  bool PointeesHeld = false;
  /// What the system answers to the same question, always, is held.
  bool AnswersHeld = false;
};

/// What the solver gives a meaning for its name or its type.
class Meanings {
public:
  Meanings(const Protocols &P, const SolveOptions &O);
  bool has(const Entity &E) const;

private:
  llvm::StringSet<> Functions, Fields, Types;
};

} // namespace nmr

#endif // NMR_SOLVE_FOOTPRINT_H
