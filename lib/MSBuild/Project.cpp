//===- Project.cpp - A project, evaluated ---------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {

std::string Project::property(StringRef Name) const {
  return unescape(Props.get(Name));
}

std::vector<const Item *> Project::items(StringRef Type) const {
  std::vector<const Item *> Result;
  for (const Item &I : Items)
    if (StringRef(I.Type).equals_insensitive(Type))
      Result.push_back(&I);
  return Result;
}

namespace {

/// What is known of any item, by names in lower case.
constexpr StringLiteral WellKnown[] = {"identity",  "fullpath",    "filename",
                                       "extension", "relativedir", "rootdir",
                                       "directory", "recursivedir"};

std::string wellKnown(const Item &I, StringRef Folder, StringRef Key) {
  const std::string Path = nativePath(I.Include);
  SmallString<256> Full(Path);
  if (!isRooted(Path)) {
    Full = Folder;
    path::append(Full, Path);
  }
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  auto WithSlash = [](StringRef Folder) {
    return Folder.empty() ? std::string() : Folder.str() + "/";
  };
  const StringRef FullFolder = path::parent_path(Full);
  return StringSwitch<std::string>(Key)
      .Case("identity", I.Include)
      .Case("fullpath", std::string(Full))
      .Case("filename", path::stem(Path).str())
      .Case("extension", path::extension(Path).str())
      .Case("relativedir", WithSlash(path::parent_path(Path)))
      .Case("rootdir", path::root_path(Full).str())
      .Case("directory", WithSlash(path::relative_path(FullFolder)))
      .Case("recursivedir", I.RecursiveDir)
      .Default("");
}

} // namespace

bool isWellKnown(StringRef Name) {
  return is_contained(WellKnown, Name.lower());
}

std::string Project::metadata(const Item &I, StringRef Name) const {
  const std::string Key = Name.lower();
  if (auto It = I.Metadata.find(Key); It != I.Metadata.end())
    return It->second;
  auto Of = Definitions.find(StringRef(I.Type).lower());
  if (Of == Definitions.end() || !Of->second.count(Key))
    return wellKnown(I, Folder, Key);

  // What a default says of the item could not be known before.
  std::string Result;
  StringRef Value = Of->second.find(Key)->second;
  for (size_t At; (At = Value.find("%(")) != StringRef::npos;) {
    Result += Value.take_front(At);
    auto [Reference, Rest] = Value.drop_front(At + 2).split(')');
    Result += wellKnown(I, Folder, Reference.trim().lower());
    Value = Rest;
  }
  return Result += Value;
}

} // namespace nmr::msbuild
