//===- Visit.h - What statements name ---------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_VISIT_H
#define NMR_SUMMARY_VISIT_H

#include "Summary/Summary.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace nmr {

using OperandVisitor = llvm::function_ref<void(const Operand &)>;
using PlaceVisitor = llvm::function_ref<void(const Place &)>;

/// Operands that are evaluated as values; a call's callee only if it is
/// computed.
void forEachOperand(const Statement &S, OperandVisitor Visit);
void forEachOperand(const Terminator &T, OperandVisitor Visit);
void forEachOperand(const Function &F, OperandVisitor Visit);

/// Places that are read, written, or whose address is taken.
void forEachPlace(const Statement &S, PlaceVisitor Visit);
void forEachPlace(const Terminator &T, PlaceVisitor Visit);
void forEachPlace(const Function &F, PlaceVisitor Visit);

/// Locals that a place names: its root and its indices.
void forEachLocal(const Place &P, llvm::function_ref<void(LocalId)> Visit);

} // namespace nmr

#endif // NMR_SUMMARY_VISIT_H
