//===- NoLint.h - Comments that silence checks ------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_EXTRACT_NOLINT_H
#define NMR_EXTRACT_NOLINT_H

#include "Summary/Summary.h"

namespace nmr {

/// Appends what the NOLINT, NOLINTNEXTLINE and NOLINTBEGIN to NOLINTEND in
/// \p Text, the content of the file number \p File, cover. They mean what they
/// mean to clang-tidy, whose NoLintDirectiveHandler answers for one diagnostic
/// at a time and never says what a file holds; hence a reader of our own. As
/// there, the words count wherever they stand, and a block that is not closed
/// covers nothing.
void findNoLints(llvm::StringRef Text, uint32_t File,
                 std::vector<Suppression> &To);

} // namespace nmr

#endif // NMR_EXTRACT_NOLINT_H
