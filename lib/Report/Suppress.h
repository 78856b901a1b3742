//===- Suppress.h - Findings that are not to count --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_SUPPRESS_H
#define NMR_REPORT_SUPPRESS_H

#include "Report/Judged.h"
#include "llvm/ADT/BitVector.h"

namespace nmr {

/// An entry of `suppressions` in nmr-scan.yaml: which findings, and why.
struct SuppressionSpec {
  std::string Check;    ///< A name; `*` stands for any letters.
  std::string File;     ///< A pattern, for the file of the responsible call.
  std::string Handle;   ///< As reports name it. Empty: any.
  std::string Function; ///< Which holds the responsible call. Empty: any.
  std::string Reason;
  unsigned Line = 0; ///< Where the entry begins.

  bool coversFile(llvm::StringRef Path) const;
};

/// Whether \p Checks, names separated by commas in which `*` stands for any
/// letters, has \p Name. A name that begins with `-` takes nothing away. That
/// is how clang-tidy reads a NOLINT.
bool hasCheck(llvm::StringRef Checks, llvm::StringRef Name);

/// Sets the suppressors of \p Of: the comments that its summary carries, and
/// \p Given. Those of \p Given that suppress something are set in \p Used.
/// Precondition: \p Used has a bit for each of \p Given.
void suppress(Judged &Of, llvm::ArrayRef<SuppressionSpec> Given,
              llvm::BitVector &Used);

} // namespace nmr

#endif // NMR_REPORT_SUPPRESS_H
