//===- Verdict.h - What is known of a registration --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_VERDICT_H
#define NMR_SOLVE_VERDICT_H

#include "Protocol/Protocol.h"
#include "Summary/Summary.h"
#include <optional>
#include <string>
#include <vector>

namespace nmr {

enum class VerdictKind : uint8_t {
  Verified,     ///< No path violates the protocol.
  Violation,    ///< Here is a path that does; it was replayed and is feasible.
  Inconclusive, ///< It can't be told, for the reason given.
};

/// One step of a witness path, or of its explanation.
struct PathStep {
  Loc Where;
  std::string Message; ///< Lower case, no full stop.
  unsigned Depth = 0;  ///< Of the call stack, 0 in the routine the OS calls.
};

/// A violation, or a piece of advice, with the path that shows it.
struct Finding {
  RuleId Rule = RuleId::MissingWait;
  ViolationClass Class = ViolationClass::MissingWait;
  /// The responsible call.
  Loc Where;
  std::string Message;
  /// From the registration (or the deregistration, where the registration is
  /// not in view) to the fatal return.
  std::vector<PathStep> Path;
  /// What to do about it.
  std::string Remedy;
  /// The return behind which the image goes away; invalid if it is none of
  /// that kind.
  Loc MendAt;
  /// A call that sets it right if it is put before that return; empty if none
  /// is known that certainly does.
  std::string MendCall;
  /// The responsible call may be made where its thread must not wait.
  bool MustNotWait = false;
  /// What is missing may be done in a file that is not in view.
  bool MayBeElsewhere = false;
  /// It is less than the rule's level says: a warning.
  bool IsWarning = false;

  /// Not so of what an advisory shows.
  bool isViolation() const { return !isAdvisory(Rule); }
  /// Whether a wait behind the responsible call is what is missing. Where
  /// another file may wait, a second wait would be misuse.
  bool lacksWait() const {
    return Class == ViolationClass::MissingWait && !MayBeElsewhere &&
           !MustNotWait;
  }
  /// One edit of the call may be all that it takes.
  bool isMendable() const {
    return lacksWait() || Class == ViolationClass::KindMismatch ||
           Class == ViolationClass::StatusMisread || !MendCall.empty();
  }
  /// Where it is: the responsible call, unless it is to be put elsewhere.
  const Loc &mendedAt() const { return MendCall.empty() ? Where : MendAt; }
};

/// Orders them by place and class; of those of one rule at one place, one
/// stays.
void putInOrder(std::vector<Finding> &Findings);

/// What a verdict is about.
enum class About : uint8_t {
  /// A registration, or a deregistration whose registration is out of view.
  Registration,
  /// A binding of one. There are findings, or there is no verdict.
  Binding,
  /// What a thread holds for a while, such as a lock. Likewise.
  Held,
};

/// What is known of one registration, or of something beside them.
struct Verdict {
  About Of = About::Registration;
  bool isRegistration() const { return Of == About::Registration; }

  /// The register call; the deregister or wait call if Obligation.
  Loc Where;
  /// The handle's variable or field, as the user wrote it at that call.
  std::string Handle;
  /// "client", "provider" or another kind of registration.
  std::string Side;
  /// The same as messages have it: "client registration".
  std::string Subject;
  /// The rule of its protocol, if that has one of its own.
  std::optional<RuleId> Rule;
  /// The function that holds the call.
  std::string Function;
  /// The registration is out of view; judged from the deregister or wait call.
  bool Obligation = false;
  /// The obligation is a wait call's.
  bool WaitObligation = false;

  VerdictKind Kind = VerdictKind::Inconclusive;
  /// Inconclusive: why, in words. Lower case, no full stop.
  std::string Reason;
  /// Verified: what it rests on beyond the model's general assumptions.
  std::vector<std::string> Assumptions;
  /// Violation: at least one that is a violation. Advice there may be in any
  /// case. Ordered by place and class.
  std::vector<Finding> Findings;
};

} // namespace nmr

#endif // NMR_SOLVE_VERDICT_H
