//===- Witness.h - Replay and explanation of a path -------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An alarm's path, run alone and without joins. If it is feasible it becomes
/// the explanation of the finding.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_WITNESS_H
#define NMR_SOLVE_WITNESS_H

#include "Solve/Verdict.h"
#include "Solve/Vicinity.h"

namespace nmr {

/// A call that ends an object that something else needs.
struct Destruction {
  Loc Where;
  std::string Name; ///< Of the object, as the user wrote it there.
};

struct Witness {
  std::vector<PathStep> Steps;
  /// The last deregister call that moved the registration; invalid if none did.
  Loc Deregistered;
  /// Which decision of the path its answer was.
  size_t DeregisterDecision = 0;
  /// How a condition was decided that leads away from the wait because of the
  /// deregistration's status, where its other arm leads there; empty if there
  /// is none.
  std::string Misread;
  /// Conditions on the status of another call that lead away from some wait,
  /// with the numbers of their decisions.
  std::vector<std::pair<size_t, std::string>> OtherTests;
  /// It is only the condition's text, and looks at the status of another call.
  bool OtherStatus = false;
  /// The last call that completed a detachment; invalid if none did.
  Loc Completed;
  /// Where the last routine of the system's returned.
  Loc LastReturn;
  /// What was followed, at the end.
  Followed Last;
  /// Advice: what is set up too late, and the place in the driver's own code
  /// where that happens.
  std::string SetUpLate;
  Loc SetUpAt;
  /// What the image's going away follows: the name of the routine that returns.
  std::string LastRoutine;
  /// The call within which the last callback on the path ran, if one did, and
  /// the name of that function.
  Loc Interrupted;
  std::string InterruptedCall;
  /// The last routine on the path that the system called, or a protocol call
  /// ran.
  std::string Callback;
  /// All of them since the following began, but for entry and unload.
  std::vector<std::string> Callbacks;
  /// A call at a forbidden IRQL: what holds there, and what is allowed.
  unsigned Level = 0, Highest = 0;
  /// The path needs an exception to be raised.
  bool Exceptional = false;
  /// It needs a call out of view to answer an informational status: one that is
  /// neither STATUS_SUCCESS nor an error.
  bool Informational = false;
  /// It takes one of several functions that a call may lead to.
  bool Ambiguous = false;
  /// It needs the system, or code out of view, to call this function, and
  /// whether they know its address is not known; empty if there is none.
  std::string MaybeCalled;

  // Of what is tied to the registration (Tied.h).
  /// Its state at the end of the path.
  State Q = State::Absent;
  /// What the registration keeps and is gone at the end of the path.
  std::string Kept;
  /// The local that it is; empty if it is freed, by the call at \c Ended.
  std::string Local, EndedBy;
  Loc Ended;
  /// What \c Callback uses, and is gone.
  Destruction Destroyed;
};

/// Runs the decisions \p Path, which lead to \p A in the run for \p Site.
/// Nothing if they contradict each other.
/// \p Handle: what to call the registration in the explanation.
std::optional<Witness> replay(const Program &P, Program::Site Site,
                              const Route &Path, const Alarm &A,
                              llvm::StringRef Handle,
                              Aim For = Aim::Violations);

/// The variable or field that \p O names, as a user wrote it, where \p O is
/// evaluated at \p At: temporaries are followed back to what they hold.
/// \p Pointee: \p O is a pointer, and what it points at is meant.
std::string describe(const Program &P, Position At, const Operand &O,
                     bool Pointee);

/// The variable or field in which the result of the call at \p At ends up.
std::string describeResult(const Program &P, Position At);

} // namespace nmr

#endif // NMR_SOLVE_WITNESS_H
