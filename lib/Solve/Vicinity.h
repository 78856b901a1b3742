//===- Vicinity.h - Where a path is followed --------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A path from the entry of a large driver to its end calls most of it, and
/// next to nothing of that plays a part in what becomes of one registration. In
/// a vicinity, a path walks through the functions that do, each with all its
/// statements, and passes over the others: they return, what they return is not
/// known, and what they write is not seen.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_VICINITY_H
#define NMR_SOLVE_VICINITY_H

#include "Solve/Simulation.h"
#include "Solve/Slice.h"

namespace nmr {

class Vicinity {
public:
  /// That of \p Part, a slice of \p P.
  Vicinity(const Program &P, const Slice::Part &Part);

  /// Whether a path goes on behind a call of \p F in \p Caller without having
  /// been there. Where it may stay for good, or stop the system, it has to be
  /// followed; so are the routines that the system calls, which an explanation
  /// names, and the initialisers of what is named in the vicinity.
  bool passesOver(FunctionId F, FunctionId Caller) const;

  /// The globals that the functions of the vicinity name. Of others nothing is
  /// known at the start.
  const llvm::BitVector &globals() const { return Globals; }

private:
  const Program &P;
  llvm::BitVector Functions, Globals;
};

/// A path: decisions from the harness's entry on.
struct Route {
  std::vector<Decision> Decisions;
  std::shared_ptr<const Vicinity> Within = nullptr; ///< Null: everywhere.
};

} // namespace nmr

#endif // NMR_SOLVE_VICINITY_H
