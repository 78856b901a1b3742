//===- Renumber.h - Other numbers for the same names ------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_RENUMBER_H
#define NMR_SUMMARY_RENUMBER_H

#include "Summary/Summary.h"

namespace nmr {

/// What the numbers of files and entities become where something goes from one
/// summary to another.
struct Renumbering {
  std::vector<uint32_t> Files;
  std::vector<EntityId> Entities;

  void operator()(Loc &L) const;
  void operator()(Place &P) const;
  void operator()(Operand &O) const;
  void operator()(Function &F) const;
};

} // namespace nmr

#endif // NMR_SUMMARY_RENUMBER_H
