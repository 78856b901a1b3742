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
#include "llvm/ADT/SparseBitVector.h"

namespace nmr {

/// The functions whose address may leave the driver: passed to a call, stored
/// behind a pointer, or stored in an object whose address is taken. A function
/// in a table that the driver only calls through is none of them.
///
/// Flow-insensitive and conservative: what is not seen to stay is handed out.
llvm::SparseBitVector<> handedOut(const Summary &Unit);

} // namespace nmr

#endif // NMR_SOLVE_HANDEDOUT_H
