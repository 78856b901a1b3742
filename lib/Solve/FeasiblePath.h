//===- FeasiblePath.h - From a traced path to one that exists ---*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A simulation traces an alarm back through states that it joined, so the path
/// may contradict itself: it goes on as only those do that come out of a
/// function with success, and has come out of it with a failure. Most such
/// alarms are real all the same. The path that exists differs from the traced
/// one shortly before each contradiction.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_FEASIBLEPATH_H
#define NMR_SOLVE_FEASIBLEPATH_H

#include "Solve/Simulation.h"

namespace nmr {

/// A path through \p P that leads to a violation of class \p Class for \p Site,
/// as near to \p Traced as a depth-first search finds it: it keeps to the
/// traced decisions, and where one of them is impossible takes another way at
/// the last fork that has one.
///
/// Nothing if there is none, or none was found within \p Steps statements, from
/// which those that were walked are taken.
std::optional<std::vector<Decision>>
findFeasible(const Program &P, Program::Site Site,
             llvm::ArrayRef<Decision> Traced, ViolationClass Class,
             uint64_t &Steps);

} // namespace nmr

#endif // NMR_SOLVE_FEASIBLEPATH_H
