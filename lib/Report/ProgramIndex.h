//===- ProgramIndex.h - From places to functions and calls ------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_PROGRAMINDEX_H
#define NMR_REPORT_PROGRAMINDEX_H

#include "Protocol/Protocol.h"
#include "Summary/Summary.h"

namespace nmr {

/// Finds what stands at a place of the source. Verdicts name places only.
class ProgramIndex {
public:
  explicit ProgramIndex(const Summary &Unit);

  /// The function whose text holds \p L, the innermost; null if there is none.
  const Function *functionAt(const Loc &L) const;
  /// Its name; empty if there is none.
  llvm::StringRef functionNameAt(const Loc &L) const;
  /// The function that is called by name at \p L, one of the protocol if
  /// several calls stand there (a macro); empty if there is none.
  llvm::StringRef calleeAt(const Loc &L, const Protocol &P) const;

private:
  const Summary &Unit;
  /// Of each file, the functions by the place where they begin.
  std::vector<std::vector<const Function *>> ByFile;
};

/// The function that \p Call calls, if it is one of \p P.
const ProtocolFunction *protocolCallee(const Summary &Unit, const Protocol &P,
                                       const Statement &Call);

} // namespace nmr

#endif // NMR_REPORT_PROGRAMINDEX_H
