//===- Files.h - Files by the names that Windows knows them by --*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_FILES_H
#define NMR_MSBUILD_FILES_H

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <optional>
#include <string>
#include <vector>

namespace nmr::msbuild {

/// What a wildcard stands for.
struct Match {
  std::string Path;         ///< As the pattern's fixed part, then the rest.
  std::string RecursiveDir; ///< What `**` stood for, with a slash at the end.
};

/// Looks up paths as Windows does: either slash, any case. Remembers the
/// folders that it had to list. For one thread.
class FileLookup {
public:
  static constexpr uint64_t MaxFileSize = 64 << 20;

  explicit FileLookup(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS)
      : FS(std::move(FS)) {}

  /// \p Path, relative to the absolute folder \p Base, in the spelling of the
  /// file system; as much of it as exists. No dots are left in it.
  std::string resolve(llvm::StringRef Base, llvm::StringRef Path);

  bool exists(llvm::StringRef Base, llvm::StringRef Path);
  bool isFile(llvm::StringRef Base, llvm::StringRef Path);
  bool isFolder(llvm::StringRef Base, llvm::StringRef Path);

  /// The content of the file \p Path, which \c resolve gave; none if it can't
  /// be read, is no regular file or is larger than \c MaxFileSize.
  std::optional<std::string> read(llvm::StringRef Path);

  /// What matches \p Pattern, in order of path: `*` and `?` within a name, `**`
  /// for any number of folders. Links to folders are not followed.
  std::vector<Match> glob(llvm::StringRef Base, llvm::StringRef Pattern);

  /// The names in the folder \p Path, in order.
  std::vector<std::string> list(llvm::StringRef Path);

private:
  struct Name {
    std::string Text;
    bool IsFolder;
  };
  const std::vector<Name> &names(llvm::StringRef Folder);
  void expand(const std::string &Folder, const std::string &Shown,
              const std::string &Recursive,
              llvm::ArrayRef<llvm::StringRef> Parts, std::vector<Match> &To);

  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS;
  llvm::StringMap<std::vector<Name>> Listed;
};

/// Slashes as this system writes them.
std::string nativePath(llvm::StringRef Path);

/// Whether \p Path starts at a root: of this system, or a drive or share of
/// Windows.
bool isRooted(llvm::StringRef Path);

bool isSlash(char C);

/// Whether \p Text has `*` or `?`.
bool hasWildcard(llvm::StringRef Text);

/// Whether \p Name is what \p Pattern, with `*` and `?`, stands for.
bool matchesWildcard(llvm::StringRef Pattern, llvm::StringRef Name);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_FILES_H
