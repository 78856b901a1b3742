//===- File.h - Summaries in files ------------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_FILE_H
#define NMR_SUMMARY_FILE_H

#include "Summary/Summary.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace nmr {

/// Reads a summary that \c writeFile wrote, or a person.
///
/// Errors: it can't be opened; it says nothing, as what is left of a file that
/// was cut off; all those of \c readText. The message names \p File and what to
/// do.
llvm::Expected<Summary> readFile(llvm::StringRef File);
/// The same of a file that is open.
llvm::Expected<Summary> readSummary(llvm::MemoryBufferRef Buffer);

/// Writes \p S, with a checksum. Whoever opens \p File meanwhile finds either
/// what was there before or all of \p S.
///
/// Errors: it can't be written. \p File is then what it was.
llvm::Error writeFile(const Summary &S, llvm::StringRef File);

} // namespace nmr

#endif // NMR_SUMMARY_FILE_H
