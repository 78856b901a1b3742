//===- Extraction.h - The parts of a driver, in parallel --------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_EXTRACTION_H
#define NMR_TOOL_NMRSCAN_EXTRACTION_H

#include "Cache.h"
#include "Progress.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Support/MemoryBuffer.h"

namespace nmr {

class Protocols;

/// A translation unit, as it was compiled or as a cache or a file had it.
struct Part {
  std::string Name; ///< Of the main file, as reports have it.
  /// If it could not be analysed: what there is to say about it.
  Summary S;
  /// The files that it was made of, by absolute path. Empty if it was read.
  std::vector<std::string> Files;
  bool Analysed = true;
  /// A hash of S; empty if there is no cache that would ask for it.
  std::string Content;
  /// What S is still to be read from, by \c readRest; null if it is there.
  std::unique_ptr<llvm::MemoryBuffer> Unread;
};

/// Whatever decides over what extraction and analysis give, but for the files
/// that are read and the command. The tool's own bytes stand for its version: a
/// build of changed sources must not trust what the one before it made.
std::string toolKey(llvm::StringRef Root, const Protocols &By);
/// Adds to \p Key so that no two lists of texts give one key.
void appendToKey(std::string &Key, llvm::StringRef Text);

struct Extraction {
  std::string Root;       ///< Paths are recorded relative to it. Absolute.
  unsigned Jobs = 0;      ///< 0: as many as the machine runs at once.
  Cache *Known = nullptr; ///< No cache if null.
  const Protocols &By;    ///< Those that the drivers will be judged by.
};

/// Compiles \p Commands, or takes them from the cache. The result is in their
/// order, and the same for any number of jobs. That the cache can't be written
/// to does not change it; it is left in \p Warning.
std::vector<Part>
extractAll(llvm::ArrayRef<clang::tooling::CompileCommand> Commands,
           const Extraction &How, Progress &Shown,
           std::optional<std::string> &Warning);

/// Writes a makefile rule by which \p Target depends on \p Files.
llvm::Error writeDepFile(llvm::StringRef File, llvm::StringRef Target,
                         llvm::ArrayRef<std::string> Files);

/// Opens summaries, in the order of \p Files. They are to be read later.
///
/// Errors: a file can't be opened; all that can't are named.
llvm::Expected<std::vector<Part>> openAll(llvm::ArrayRef<std::string> Files,
                                          unsigned Jobs);
/// Reads what was not read so far.
///
/// Errors: those of \c readFile, for all files that have one.
llvm::Error readRest(llvm::MutableArrayRef<Part> Parts, unsigned Jobs);

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_EXTRACTION_H
