//===- ProtocolCalls.h - The calls that may concern a handle ----*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_PROTOCOLCALLS_H
#define NMR_REPORT_PROTOCOLCALLS_H

#include "Report/HtmlParts.h"
#include <map>

namespace nmr {

/// All calls of the protocol in a link unit, for verdicts that come without a
/// path. They are there to be looked at, and prove nothing.
class ProtocolCalls {
public:
  /// Keeps \p Index.
  ProtocolCalls(const Summary &Unit, const ProgramIndex &Index);

  /// The call that \p V judges, and the others of its side: those whose handle
  /// goes by the same variable or field; for a verb with no such call, all of
  /// them if they are few.
  Life lifeOf(const Verdict &V) const;

private:
  using Calls = std::vector<const ProgramIndex::Call *>;
  const ProgramIndex &Index;
  /// By side and verb, in the order of their places; and the same by the name
  /// that the handle goes by.
  using Key = std::pair<unsigned, Verb>;
  std::map<Key, Calls> All;
  std::map<std::pair<Key, std::string>, Calls> Named;
};

} // namespace nmr

#endif // NMR_REPORT_PROTOCOLCALLS_H
