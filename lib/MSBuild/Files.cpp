//===- Files.cpp - Files by the names that Windows knows them by ----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Path.h"
#include <algorithm>

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {

bool isSlash(char C) { return C == '/' || C == '\\'; }

std::string nativePath(StringRef Path) {
  std::string Result = Path.str();
  std::replace(Result.begin(), Result.end(), '\\', '/');
  return Result;
}

bool isRooted(StringRef Path) {
  return (!Path.empty() && isSlash(Path.front())) ||
         (Path.size() >= 2 && isAlpha(Path[0]) && Path[1] == ':');
}

bool hasWildcard(StringRef Text) {
  return Text.find_first_of("*?") != StringRef::npos;
}

bool matchesWildcard(StringRef Pattern, StringRef Name) {
  std::string Escaped;
  for (char C : Pattern.lower()) {
    if (StringRef("[]{}\\").contains(C))
      Escaped += '\\';
    Escaped += C;
  }
  Expected<GlobPattern> Glob = GlobPattern::create(Escaped);
  if (!Glob) {
    consumeError(Glob.takeError());
    return false;
  }
  return Glob->match(Name.lower());
}

const std::vector<FileLookup::Name> &FileLookup::names(StringRef Folder) {
  auto [It, New] = Listed.try_emplace(Folder);
  std::vector<Name> &Names = It->second;
  if (!New)
    return Names;
  std::error_code Error;
  for (vfs::directory_iterator I = FS->dir_begin(Folder, Error), End;
       !Error && I != End; I.increment(Error))
    Names.push_back({path::filename(I->path()).str(),
                     I->type() == sys::fs::file_type::directory_file});
  llvm::sort(Names,
             [](const Name &A, const Name &B) { return A.Text < B.Text; });
  return Names;
}

std::string FileLookup::resolve(StringRef Base, StringRef Path) {
  std::string Native = nativePath(Path);
  // A drive is no folder of this system, and nothing is found there.
  SmallString<256> Full(isRooted(Path) ? StringRef(Native) : Base);
  if (!isRooted(Path))
    path::append(Full, Native);
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  if (FS->exists(Full) || !path::is_absolute(Full))
    return std::string(Full);

  SmallString<256> Found(path::root_path(Full));
  bool Exists = true;
  for (StringRef Part : make_range(path::begin(path::relative_path(Full)),
                                   path::end(path::relative_path(Full)))) {
    SmallString<256> Next(Found);
    path::append(Next, Part);
    if (Exists && !FS->exists(Next)) {
      const std::vector<Name> &Names = names(Found);
      auto It = find_if(Names, [&](const Name &N) {
        return StringRef(N.Text).equals_insensitive(Part);
      });
      Exists = It != Names.end();
      if (Exists) {
        Next = Found;
        path::append(Next, It->Text);
      }
    }
    Found = Next;
  }
  return std::string(Found);
}

bool FileLookup::exists(StringRef Base, StringRef Path) {
  return FS->exists(resolve(Base, Path));
}

bool FileLookup::isFile(StringRef Base, StringRef Path) {
  ErrorOr<vfs::Status> S = FS->status(resolve(Base, Path));
  return S && S->isRegularFile();
}

bool FileLookup::isFolder(StringRef Base, StringRef Path) {
  ErrorOr<vfs::Status> S = FS->status(resolve(Base, Path));
  return S && S->isDirectory();
}

std::optional<std::string> FileLookup::read(StringRef Path) {
  // A pipe or a device may have no end.
  ErrorOr<vfs::Status> S = FS->status(Path);
  if (!S || !S->isRegularFile() || S->getSize() > MaxFileSize)
    return std::nullopt;
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = FS->getBufferForFile(Path);
  if (!Buffer)
    return std::nullopt;
  return (*Buffer)->getBuffer().str();
}

std::vector<std::string> FileLookup::list(StringRef Path) {
  std::vector<std::string> Result;
  for (const Name &N : names(Path))
    Result.push_back(N.Text);
  return Result;
}

void FileLookup::expand(const std::string &Folder, const std::string &Shown,
                        const std::string &Recursive, ArrayRef<StringRef> Parts,
                        std::vector<Match> &To) {
  auto Below = [](const std::string &In, StringRef Name) {
    return In + (In.empty() || isSlash(In.back()) ? "" : "/") + Name.str();
  };
  const StringRef Part = Parts.front();
  const bool Last = Parts.size() == 1;
  if (Part == "**") {
    // As the last part it stands for all files.
    expand(Folder, Shown, Recursive,
           Last ? ArrayRef<StringRef>("*") : Parts.drop_front(), To);
    for (const Name &N : std::vector<Name>(names(Folder)))
      if (N.IsFolder)
        expand(Below(Folder, N.Text), Below(Shown, N.Text),
               Below(Recursive, N.Text) + "/", Parts, To);
    return;
  }
  for (const Name &N : std::vector<Name>(names(Folder))) {
    if (N.IsFolder == Last || !matchesWildcard(Part, N.Text))
      continue;
    if (Last)
      To.push_back({Below(Shown, N.Text), Recursive});
    else
      expand(Below(Folder, N.Text), Below(Shown, N.Text), Recursive,
             Parts.drop_front(), To);
  }
}

std::vector<Match> FileLookup::glob(StringRef Base, StringRef Pattern) {
  const std::string Native = nativePath(Pattern);
  const size_t Slash =
      StringRef(Native).take_front(Native.find_first_of("*?")).rfind('/');
  const StringRef Fixed =
      Slash == StringRef::npos ? "" : StringRef(Native).take_front(Slash + 1);
  SmallVector<StringRef> Parts;
  StringRef(Native).drop_front(Fixed.size()).split(Parts, '/', -1, false);
  std::vector<Match> Result;
  if (!Parts.empty())
    expand(resolve(Base, Fixed), Fixed.str(), "", Parts, Result);
  llvm::sort(Result,
             [](const Match &A, const Match &B) { return A.Path < B.Path; });
  Result.erase(
      llvm::unique(Result, [](const Match &A,
                              const Match &B) { return A.Path == B.Path; }),
      Result.end());
  return Result;
}

} // namespace nmr::msbuild
