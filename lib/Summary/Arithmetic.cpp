//===- Arithmetic.cpp - The integers of the target ------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/Arithmetic.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"

namespace nmr {

int64_t convert(int64_t V, IntType T) {
  if (T.Bits == 0 || T.Bits >= 64)
    return V;
  uint64_t Low = uint64_t(V) & llvm::maskTrailingOnes<uint64_t>(T.Bits);
  return T.Signed ? llvm::SignExtend64(Low, T.Bits) : int64_t(Low);
}

std::optional<int64_t> fold(Op O, int64_t A, int64_t B, IntType T) {
  uint64_t UA = uint64_t(A), UB = uint64_t(B);
  auto Wrapped = [&](uint64_t V) { return convert(int64_t(V), T); };
  auto Less = [&](int64_t X, int64_t Y) {
    return T.Signed ? X < Y : uint64_t(X) < uint64_t(Y);
  };
  switch (O) {
  case Op::Add:
    return Wrapped(UA + UB);
  case Op::Sub:
    return Wrapped(UA - UB);
  case Op::Mul:
    return Wrapped(UA * UB);
  case Op::Div:
  case Op::Rem:
    if (B == 0 || (T.Signed && A == INT64_MIN && B == -1))
      return std::nullopt;
    if (T.Signed)
      return Wrapped(uint64_t(O == Op::Div ? A / B : A % B));
    return Wrapped(O == Op::Div ? UA / UB : UA % UB);
  case Op::And:
    return Wrapped(UA & UB);
  case Op::Or:
    return Wrapped(UA | UB);
  case Op::Xor:
    return Wrapped(UA ^ UB);
  case Op::Shl:
    return UB >= T.Bits ? std::nullopt : std::optional(Wrapped(UA << UB));
  case Op::Shr:
    if (UB >= T.Bits)
      return std::nullopt;
    return T.Signed ? convert(A >> B, T) : Wrapped(UA >> UB);
  case Op::Eq:
    return A == B;
  case Op::Ne:
    return A != B;
  case Op::Lt:
    return Less(A, B);
  case Op::Le:
    return !Less(B, A);
  case Op::Gt:
    return Less(B, A);
  case Op::Ge:
    return !Less(A, B);
  case Op::Use:
  case Op::Cast:
  case Op::PtrAdd:
    return std::nullopt;
  }
  llvm_unreachable("unknown operator");
}

} // namespace nmr
