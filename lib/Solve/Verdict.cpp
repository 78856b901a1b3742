//===- Verdict.cpp - What is known of a registration ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Verdict.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

void putInOrder(std::vector<Finding> &Findings) {
  llvm::sort(Findings, [](const Finding &A, const Finding &B) {
    return std::pair(A.Where, A.Class) < std::pair(B.Where, B.Class);
  });
  auto Same = [](const Finding &A, const Finding &B) {
    return A.Where == B.Where && A.Rule == B.Rule;
  };
  Findings.erase(llvm::unique(Findings, Same), Findings.end());
}

} // namespace nmr
