//===- SystemBodies.h - What some of the system's functions do --*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Functions of the system that are most simply said by a body, in the language
/// of summaries: they call routines that they are given, and keep none, or copy
/// what the system has. The text is windows.nmrsum.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_SYSTEMBODIES_H
#define NMR_SOLVE_SYSTEMBODIES_H

#include "Summary/Summary.h"

namespace nmr {

/// The bodies, and the globals of the system's that they name. No function in
/// them calls another by name.
const Summary &systemBodies();

/// The body of the system's function \p Name; null: it has none here.
const Function *systemBody(llvm::StringRef Name);

} // namespace nmr

#endif // NMR_SOLVE_SYSTEMBODIES_H
