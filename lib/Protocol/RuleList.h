//===- RuleList.h - Which rules are asked for -------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_PROTOCOL_RULELIST_H
#define NMR_PROTOCOL_RULELIST_H

#include "Protocol/Protocol.h"

namespace nmr {

/// Changes \p Rules as \p List says, in the form of clang-tidy's `Checks`:
/// names of rules, separated by commas or new lines, each of which puts rules
/// in, or takes them away if a `-` stands before it; `*` in a name stands for
/// any letters. An advisory is put in by its full name only, so that nobody who
/// asks for `nmr-*` gets advice.
///
/// Answers the first entry that names no rule at all; empty if there is none.
llvm::StringRef choose(RuleSet &Rules, llvm::StringRef List);

/// Whether \p Glob, in which `*` stands for any letters, fits \p Name.
bool matchesName(llvm::StringRef Glob, llvm::StringRef Name);

/// The names of all rules, separated by commas.
std::string allNames();

} // namespace nmr

#endif // NMR_PROTOCOL_RULELIST_H
