//===- Story.h - A witness path, with who and in what state -----*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_STORY_H
#define NMR_REPORT_STORY_H

#include "Report/ProgramIndex.h"
#include "Solve/Verdict.h"

namespace nmr {

/// One step of a finding's path, and what its reader wants to see with it.
struct StoryStep {
  PathStep Step;
  /// The function that holds it; empty if it is not in view.
  llvm::StringRef Function;
  /// The state of the registration behind this step.
  State After = State::Absent;
  /// The step moves it there.
  bool Moves = false;
};

/// The path of \p F, a finding of \p V, to the call that breaks the protocol or
/// to the place where the image goes away with something owed. A path says in
/// words what each call answered; the states come from the table's row with
/// these words. Where a step fits no row the state stays.
std::vector<StoryStep> tell(const Summary &Unit, const ProgramIndex &Index,
                            const Verdict &V, const Finding &F);

/// The state in which the story of \p V begins: a deregistration or wait
/// whose registration is out of view is judged as that of a live one.
State firstState(const Verdict &V);

} // namespace nmr

#endif // NMR_REPORT_STORY_H
