//===- RecordingFileSystem.h - What a compile asked of files ----*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_RECORDINGFILESYSTEM_H
#define NMR_TOOL_NMRSCAN_RECORDINGFILESYSTEM_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <mutex>
#include <string>

namespace nmr {

/// What a path answered to whoever asked. The value is its letter in the cache.
enum class PathState : char {
  Absent = '-',  ///< There is no such file or folder.
  File = 'f',    ///< There is a file; nobody read it.
  Folder = 'd',  ///< There is a folder; nobody listed it.
  Content = 'c', ///< A file that was read.
  Listing = 'l', ///< A folder that was listed.
};

struct Dependency {
  PathState State = PathState::Absent;
  std::string Hash; ///< Of what was read or listed, else empty.

  bool operator==(const Dependency &) const = default;
};

/// By absolute path.
using Dependencies = std::map<std::string, Dependency>;

/// Passes everything on and notes what it was asked and what it answered: all
/// that a compile depends on, besides its command and the environment. That
/// covers what the preprocessor's own callbacks don't: folders that were
/// searched in vain, `__has_include`, and the driver's search for a toolchain.
///
/// Not thread-safe: one for each compile.
class RecordingFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override;
  llvm::vfs::directory_iterator dir_begin(const llvm::Twine &Folder,
                                          std::error_code &EC) override;
#if LLVM_VERSION_MAJOR >= 20 // Before, it asks for the status.
  bool exists(const llvm::Twine &Path) override { return bool(status(Path)); }
#endif

  const Dependencies &recorded() const { return Recorded; }
  /// A path gave two answers that exclude each other: it was changed meanwhile.
  bool changedMeanwhile() const { return Changed; }

  /// For the files that this one opened.
  void note(const std::string &Path, Dependency D);

private:
  std::string absolute(const llvm::Twine &Path) const;

  Dependencies Recorded;
  bool Changed = false;
};

/// The files as this run of the tool finds them; each is looked at once.
/// Thread-safe.
class FileSnapshot {
public:
  /// Whether \p Path, an absolute one, still answers as \p D says.
  bool holds(const std::string &Path, const Dependency &D);

private:
  std::mutex Guard;
  llvm::StringMap<Dependency> Kinds, Contents, Listings;
};

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_RECORDINGFILESYSTEM_H
