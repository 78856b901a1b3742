//===- TextFixture.h - Summaries in tests -----------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TEST_UNIT_TEXTFIXTURE_H
#define NMR_TEST_UNIT_TEXTFIXTURE_H

#include "Summary/Text.h"
#include "gtest/gtest.h"

namespace nmr::test {

/// The summary that \p Text describes. A mistake in it fails the test.
inline Summary parse(llvm::StringRef Text, llvm::StringRef Name = "test") {
  llvm::Expected<Summary> S = readText(Text, Name);
  if (S)
    return std::move(*S);
  ADD_FAILURE() << llvm::toString(S.takeError());
  return {};
}

inline std::string write(const Summary &S) { return textOf(S); }

/// What the reader has to say against \p Text; empty if nothing.
inline std::string errorOf(llvm::StringRef Text) {
  llvm::Expected<Summary> S = readText(Text, "t");
  return S ? std::string() : llvm::toString(S.takeError());
}

} // namespace nmr::test

#endif // NMR_TEST_UNIT_TEXTFIXTURE_H
