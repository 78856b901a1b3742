//===- Cache.h - Summaries of compiles that were done before ----*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Two levels, as in ccache's direct mode. A manifest is named after the
/// command; it lists, for each of the last few times, what the compile asked of
/// the file system and the hash of the summary that came of it. A summary is
/// named after its hash.
///
/// A file is only ever replaced as a whole, and every file shows whether it is
/// intact. What is not is a miss. So neither concurrent runs nor one that is
/// killed need any lock.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_CACHE_H
#define NMR_TOOL_NMRSCAN_CACHE_H

#include "RecordingFileSystem.h"
#include "Summary/Summary.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace nmr {

/// Thread-safe.
class Cache {
public:
  /// Makes the folder \p Folder if there is none.
  static llvm::Expected<std::unique_ptr<Cache>> open(llvm::StringRef Folder);

  struct Hit {
    Summary S;
    std::string Hash;  ///< Of the summary.
    Dependencies Read; ///< All that the compile depended on.
  };

  /// What a compile with \p Key would give now, if it is known.
  std::optional<Hit> find(llvm::StringRef Key);

  /// Returns the hash of the summary.
  ///
  /// Errors: the folder can't be written to.
  llvm::Expected<std::string> store(llvm::StringRef Key,
                                    const Dependencies &Read, const Summary &S);

  /// Where the run over a link unit with \p Key is kept (StoredRun.h).
  std::string runFile(llvm::StringRef Key) const {
    return path(Key, ".nmrrun");
  }

  /// Removes what was not used for long, and more if there is too much.
  void prune() const;

private:
  explicit Cache(std::string Folder) : Folder(std::move(Folder)) {}
  std::string path(llvm::StringRef Key, llvm::StringRef Extension) const;

  std::string Folder;
  FileSnapshot Files;
};

/// The folder for a user's caches; empty if there is none.
std::string defaultCacheFolder();

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_CACHE_H
