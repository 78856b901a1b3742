//===- RecordingFileSystem.cpp - What a compile asked of files ------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecordingFileSystem.h"
#include "Summary/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace nmr {
namespace {

/// Notes what is read at the moment at which it is read.
class RecordedFile : public vfs::File {
public:
  RecordedFile(std::unique_ptr<vfs::File> Inner, std::string Path,
               IntrusiveRefCntPtr<RecordingFileSystem> To)
      : Inner(std::move(Inner)), Path(std::move(Path)), To(std::move(To)) {}

  ErrorOr<vfs::Status> status() override { return Inner->status(); }
  ErrorOr<std::string> getName() override { return Inner->getName(); }
  std::error_code close() override { return Inner->close(); }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name,
                                                   int64_t FileSize,
                                                   bool RequiresNullTerminator,
                                                   bool IsVolatile) override {
    ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
        Inner->getBuffer(Name, FileSize, RequiresNullTerminator, IsVolatile);
    if (Buffer)
      To->note(Path, {PathState::Content, checksum((*Buffer)->getBuffer())});
    return Buffer;
  }

private:
  std::unique_ptr<vfs::File> Inner;
  std::string Path;
  IntrusiveRefCntPtr<RecordingFileSystem> To;
};

/// Nothing if \p Folder can't be listed.
std::optional<std::string> listingHash(vfs::FileSystem &FS,
                                       const Twine &Folder) {
  std::error_code EC;
  std::vector<std::string> Names;
  for (vfs::directory_iterator It = FS.dir_begin(Folder, EC), End;
       !EC && It != End; It.increment(EC))
    Names.push_back(sys::path::filename(It->path()).str());
  if (EC)
    return std::nullopt;
  llvm::sort(Names);
  return checksum(join(Names, StringRef("\0", 1)));
}

/// The weaker states say less about the same thing.
bool implies(PathState A, PathState B) {
  return A == B || (A == PathState::Content && B == PathState::File) ||
         (A == PathState::Listing && B == PathState::Folder);
}

} // namespace

std::string RecordingFileSystem::absolute(const Twine &Path) const {
  SmallString<256> Full;
  Path.toVector(Full);
  // What fails here fails for the compile, too.
  (void)makeAbsolute(Full);
  sys::path::remove_dots(Full);
  return std::string(Full);
}

void RecordingFileSystem::note(const std::string &Path, Dependency D) {
  auto [It, New] = Recorded.try_emplace(Path, D);
  Dependency &Known = It->second;
  if (New || Known == D)
    return;
  if (implies(D.State, Known.State) && D.State != Known.State)
    Known = std::move(D);
  else if (!implies(Known.State, D.State) || Known.State == D.State)
    Changed = true;
}

ErrorOr<vfs::Status> RecordingFileSystem::status(const Twine &Path) {
  ErrorOr<vfs::Status> S = ProxyFileSystem::status(Path);
  note(absolute(Path), {!S                 ? PathState::Absent
                        : S->isDirectory() ? PathState::Folder
                                           : PathState::File,
                        {}});
  return S;
}

ErrorOr<std::unique_ptr<vfs::File>>
RecordingFileSystem::openFileForRead(const Twine &Path) {
  ErrorOr<std::unique_ptr<vfs::File>> F =
      ProxyFileSystem::openFileForRead(Path);
  if (!F) {
    // A folder, or a file that may not be read, is there all the same.
    (void)status(Path);
    return F;
  }
  return std::make_unique<RecordedFile>(
      std::move(*F), absolute(Path),
      IntrusiveRefCntPtr<RecordingFileSystem>(this));
}

vfs::directory_iterator RecordingFileSystem::dir_begin(const Twine &Folder,
                                                       std::error_code &EC) {
  if (std::optional<std::string> Hash = listingHash(getUnderlyingFS(), Folder))
    note(absolute(Folder), {PathState::Listing, std::move(*Hash)});
  else
    (void)status(Folder);
  return ProxyFileSystem::dir_begin(Folder, EC);
}

bool FileSnapshot::holds(const std::string &Path, const Dependency &D) {
  StringMap<Dependency> &Known = D.State == PathState::Content   ? Contents
                                 : D.State == PathState::Listing ? Listings
                                                                 : Kinds;
  {
    std::lock_guard Lock(Guard);
    if (auto It = Known.find(Path); It != Known.end())
      return It->second == D;
  }
  Dependency Now;
  sys::fs::file_status S;
  if (!sys::fs::status(Path, S))
    Now.State = sys::fs::is_directory(S) ? PathState::Folder : PathState::File;
  if (D.State == PathState::Content && Now.State == PathState::File) {
    if (auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false))
      Now = {PathState::Content, checksum((*Buffer)->getBuffer())};
  } else if (D.State == PathState::Listing && Now.State == PathState::Folder) {
    if (std::optional<std::string> Hash =
            listingHash(*vfs::getRealFileSystem(), Path))
      Now = {PathState::Listing, std::move(*Hash)};
  }
  std::lock_guard Lock(Guard);
  return Known.try_emplace(Path, std::move(Now)).first->second == D;
}

} // namespace nmr
