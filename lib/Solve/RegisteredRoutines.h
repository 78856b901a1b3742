//===- RegisteredRoutines.h - Whose routines a call runs --------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which routines belong to which registration, where it is not a registration
/// that is followed but a lock: those in the tables that the register call was
/// given. They are values in a region of the state that no code of the driver
/// can name, beside the handles.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_REGISTEREDROUTINES_H
#define NMR_SOLVE_REGISTEREDROUTINES_H

#include "Solve/Frame.h"
#include "Solve/Program.h"

namespace nmr {

/// The cells with routines in view in what the arguments of \p Call, a register
/// call of \p PF, point at: in the fields that calls of its kind run.
std::vector<Cell> routinesPassed(const Program &P, const AbstractState &S,
                                 const ProtocolFunction &PF,
                                 const Statement &Call,
                                 llvm::ArrayRef<Argument> Args);

class RegisteredRoutines {
public:
  explicit RegisteredRoutines(const Program &P) : P(P) {}

  /// A registration begins, with the handle \p Handle and \p Routines. A call
  /// about it is under way.
  void begin(AbstractState &S, const Value &Handle,
             llvm::ArrayRef<Cell> Routines) const;
  /// A call about the registration \p Handle is under way.
  void select(AbstractState &S, const Value &Handle) const;
  /// No call is, or nothing is known of the registration.
  void selectNone(AbstractState &S) const;
  /// Whether it is known which registration the call under way is about.
  bool knows(const AbstractState &S) const;
  /// Whether \p Routine certainly belongs to the registration that the call
  /// under way is about.
  bool runs(const AbstractState &S, EntityId Routine) const;

private:
  Region region() const { return {Region::Kind::Global, P.tied()}; }
  const Program &P;
};

} // namespace nmr

#endif // NMR_SOLVE_REGISTEREDROUTINES_H
