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

#include "Summary/Summary.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SparseBitVector.h"

namespace nmr {

/// By entity. A function in a table that only the driver calls through is in
/// neither set if the table doesn't get out.
struct HandedOut {
  /// The system gets them: as an argument of one of its functions, or in a
  /// field of one of its structures, the only places where it can find a
  /// function. So does what is kept, and called by nothing in view.
  llvm::SparseBitVector<> ToSystem;
  /// Code out of view, if there is any, may get them.
  llvm::SparseBitVector<> ToOthers;
  /// By field: what is kept in it, in any object.
  llvm::DenseMap<EntityId, llvm::SparseBitVector<>> InField;
};

/// Follows addresses of functions through variables, fields, calls and results;
/// flow-insensitive, and conservative.
HandedOut handedOut(const Summary &Unit);

} // namespace nmr

#endif // NMR_SOLVE_HANDEDOUT_H
