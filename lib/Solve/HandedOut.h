//===- HandedOut.h - Functions that others can call -------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which functions the world outside of the driver can call because it was
/// given their address.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_HANDEDOUT_H
#define NMR_SOLVE_HANDEDOUT_H

#include "Protocol/System.h"
#include "Summary/Summary.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include <vector>

namespace nmr {

/// Where addresses of functions may be kept.
struct Carriers {
  /// By entity: globals and fields that hold one, functions that are given or
  /// answer one.
  llvm::BitVector Entities;
  /// What a pointer leads to may be one, in no field.
  bool Pointees = false;
};

/// By entity; those behind a set's end are not in it. A function in a table
/// that only the driver calls through is in neither set if the table doesn't
/// get out.
struct HandedOut {
  /// The system gets them: as an argument of one of its functions, or in a
  /// field of one of its structures, the only places where it can find a
  /// function. So does what is kept, and called by nothing in view. The fields
  /// of \c System::UnloadFields are none of these.
  llvm::BitVector ToSystem;
  /// Code out of view, if there is any, may get them.
  llvm::BitVector ToOthers;
  /// By group: what is kept in one of its fields, in any object, or given as
  /// one of its arguments.
  std::vector<llvm::BitVector> InGroups;
  Carriers Keep;
};

/// Routines that are handed to the system in one of several ways.
struct RoutineGroup {
  llvm::ArrayRef<llvm::StringRef> Fields;
  llvm::ArrayRef<SystemCaller::Giver> Givers = {};
};

/// Follows addresses of functions through variables, fields, calls and results;
/// flow-insensitive, and conservative. \p Functions are those of the unit, with
/// its initialisers, which have entities as well. \p Groups: no more than 16;
/// see \c HandedOut::InGroups.
HandedOut handedOut(const Summary &Unit,
                    llvm::ArrayRef<const Function *> Functions,
                    llvm::ArrayRef<RoutineGroup> Groups = {});

} // namespace nmr

#endif // NMR_SOLVE_HANDEDOUT_H
