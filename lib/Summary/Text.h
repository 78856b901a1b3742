//===- Text.h - Summaries as text -------------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The form of a summary on disk, in tests and under `--print=summary`. It is
/// the same text in all three: versioned, deterministic, readable.
/// The grammar is in docs/summary-format.md.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_TEXT_H
#define NMR_SUMMARY_TEXT_H

#include "Summary/Summary.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// The version of the format that this build writes and reads.
constexpr unsigned SummaryVersion = 3;

/// The size of a place with a path when the text gives none: a pointer's.
constexpr uint64_t ImpliedSize = 8;

/// Writes \p S. Equal summaries give equal bytes. What \c readText makes of
/// them equals \p S, but for members that their kind does not use.
///
/// Precondition: \c verify finds nothing.
void writeText(const Summary &S, llvm::raw_ostream &OS);
/// The same as a string.
std::string textOf(const Summary &S);

/// The same with a checksum of all that follows in the first line: the form of
/// files.
void writeSealedText(const Summary &S, llvm::raw_ostream &OS);

/// A hash of \p Bytes in hexadecimal digits, by which changes by accident are
/// found.
std::string checksum(llvm::StringRef Bytes);
/// The same of \p Pieces, one behind the other.
std::string checksum(llvm::ArrayRef<llvm::StringRef> Pieces);

/// Reads what \c writeText or \c writeSealedText wrote, or a person.
///
/// Errors: a foreign version, a checksum that does not fit, a malformed line, a
/// reference to what is not declared. The message starts with \p FileName, line
/// and column, and says what was expected. Any bytes may be given; time and
/// memory are linear in their number.
llvm::Expected<Summary> readText(llvm::StringRef Text,
                                 llvm::StringRef FileName);

} // namespace nmr

#endif // NMR_SUMMARY_TEXT_H
