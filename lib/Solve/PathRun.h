//===- PathRun.h - One path, run alone --------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the driver along one path: one state, no joins, and at each fork a
/// decision, which a derived class makes. It ends at the first violation, at a
/// contradiction, or at the end of the driver's life.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_PATHRUN_H
#define NMR_SOLVE_PATHRUN_H

#include "Solve/Vicinity.h"

namespace nmr {

/// A decision of a path, and where it is made.
struct Made {
  Position At;  ///< A terminator's statement number is NoId.
  size_t Depth; ///< Functions entered.
  Decision D;
};

class PathRun {
public:
  /// \p Within: where the path is followed; null: everywhere.
  PathRun(const Program &P, Program::Site Site, const Vicinity *Within,
          Aim For = Aim::Violations);
  virtual ~PathRun();

  /// The violation that the path leads to; nothing if it leads to none.
  struct End {
    ViolationClass Class;
    Position At;
    Reliance On;
  };
  std::optional<End> run();

protected:
  /// A function that was entered and not left.
  struct Activation {
    Position At;
    AbstractState S;
    Frame Fr; ///< How its names translate to the caller's.
    /// The caller does not wait for it.
    bool Meanwhile = false;
    uint64_t Rounds = 0; ///< Of its loops, so far.
  };

  // The decisions. Nothing: the path ends here.
  virtual std::optional<uint32_t> chooseTarget(const Terminator &End) = 0;
  virtual std::optional<Decision> chooseAtCall(const CallPlan &Plan) = 0;

  // What happens on the way, for those who tell of it.
  virtual void stepped() {}
  virtual void entered(const Statement &Call, const CallPlan &Plan) {}
  virtual void answered(const Statement &Call, const CallOutcome &O,
                        const Followed &Before) {}
  virtual void takes(const Terminator &End, uint32_t Target) {}
  virtual void took(const Terminator &End) {}
  virtual void returns(Loc Where) {}
  virtual void returned() {}
  virtual void ends(Step How, Loc Where) {}

  /// The path ends here. A path may go round without a decision for ever: who
  /// follows one of which that is not excluded must end it.
  void giveUp() { Stopped = true; }

  const Program &P;
  Program::Site Site;
  const Vicinity *Within;
  TermTable T;
  Observations Seen;
  Transfer Tr;
  std::vector<Activation> Frames;

private:
  void step();
  void atCall(const Statement &St);
  bool passesOver(const CallPlan &Plan) const;
  void goOn(Step How, const Statement &Call, Loc Where);
  void atTerminator(const Terminator &End);
  void returnFrom(const Terminator &End);
  void stopped(Step How, Position At, Loc Where);
  void reach(ViolationClass Class, Position At);

  bool Stopped = false;
  std::optional<End> Reached;
};

} // namespace nmr

#endif // NMR_SOLVE_PATHRUN_H
