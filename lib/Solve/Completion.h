//===- Completion.h - From a slice's path to the program's ------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A path through a slice makes the decisions that matter and is silent on the
/// others. Completing it finds those: a depth-first search through the program,
/// one path at a time, that keeps to the slice's decisions and takes the
/// shortest way between them. It first stays in the vicinity of the slice, so
/// that it costs no more in a large driver; where that leads nowhere, as what
/// is not seen there decides whether a path comes through, it goes everywhere.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_COMPLETION_H
#define NMR_SOLVE_COMPLETION_H

#include "Solve/Vicinity.h"

namespace nmr {

/// A path to a violation.
struct AlarmPath {
  Alarm A; ///< Its \c End means nothing here.
  Route Path;
};

/// What is done about a path that contradicts itself (FeasiblePath.h), which
/// takes time.
enum class Traced {
  IsOne,         ///< It is none, and so is the result.
  MayContradict, ///< One near it is looked for.
};

/// A path through \p P that violates the protocol for \p Site as the path \p
/// InPart does, in the slice \p Part of it. Decisions of which the slice says
/// nothing are marked as such.
///
/// Nothing if there is none, or none was found within \p Steps statements, from
/// which those that were walked are taken.
std::optional<AlarmPath> complete(const Program &P, Program::Site Site,
                                  const Slice::Part &Part,
                                  const AlarmPath &InPart, Traced How,
                                  uint64_t &Steps);

} // namespace nmr

#endif // NMR_SOLVE_COMPLETION_H
