//===- Arithmetic.h - The integers of the target ----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_ARITHMETIC_H
#define NMR_SUMMARY_ARITHMETIC_H

#include "Summary/Summary.h"
#include <optional>

namespace nmr {

/// \p V truncated and extended to \p T, as the model keeps integers: an int64_t
/// with the value, or for 64-bit unsigned types with the bits.
int64_t convert(int64_t V, IntType T);

/// The result of \p O on constants of type \p T; none if it has none (division
/// by zero, overlong shift, no arithmetic operator).
std::optional<int64_t> fold(Op O, int64_t A, int64_t B, IntType T);

} // namespace nmr

#endif // NMR_SUMMARY_ARITHMETIC_H
