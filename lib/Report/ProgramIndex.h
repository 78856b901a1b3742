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
  /// Keeps both.
  ProgramIndex(const Summary &Unit, const Protocols &P);

  const Protocols &protocols() const { return P; }

  /// The function whose text holds \p L, the innermost; null if there is none.
  const Function *functionAt(const Loc &L) const;
  /// Its name; empty if there is none.
  llvm::StringRef functionNameAt(const Loc &L) const;
  /// The function of the protocol that is called at \p L; null if none is.
  const ProtocolFunction *protocolCallAt(const Loc &L) const;
  /// The name of the function that is called at \p L, of one of the protocol if
  /// several calls stand there (a macro); empty if none is called by name.
  llvm::StringRef calleeAt(const Loc &L) const;

  /// A call of the protocol.
  struct Call {
    Loc Where;
    const ProtocolFunction *Callee;
    const Function *Caller;
    const Statement *St;
  };
  /// All of them, in the order of their places.
  llvm::ArrayRef<Call> protocolCalls() const { return Calls; }

private:
  const Summary &Unit;
  const Protocols &P;
  /// Of each file, the functions by the place where they begin.
  std::vector<std::vector<const Function *>> ByFile;
  std::vector<Call> Calls;
};

} // namespace nmr

#endif // NMR_REPORT_PROGRAMINDEX_H
