//===- Spellings.cpp - Headers that are written in another case -----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Spellings.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {
namespace {

struct Include {
  std::string Name;
  bool IsQuoted;
};

/// The includes in \p Text that name a file.
std::vector<Include> includesIn(StringRef Text) {
  std::vector<Include> Result;
  for (StringRef Line : split(Text, '\n')) {
    Line = Line.ltrim();
    if (!Line.consume_front("#"))
      continue;
    Line = Line.ltrim();
    if (!Line.consume_front("include"))
      continue;
    Line = Line.ltrim();
    const bool IsQuoted = Line.starts_with("\"");
    if (!IsQuoted && !Line.starts_with("<"))
      continue;
    const StringRef Name = Line.drop_front().take_until(
        [&](char C) { return C == (IsQuoted ? '"' : '>'); });
    if (!Name.empty() && !isRooted(Name))
      Result.push_back({nativePath(Name), IsQuoted});
  }
  return Result;
}

class SpellingSearch {
public:
  SpellingSearch(const IncludeSearch &Search, FileLookup &Files)
      : Search(Search), Files(Files) {}

  void visit(std::string Source) {
    std::vector<std::string> ToDo{std::move(Source)};
    while (!ToDo.empty()) {
      const std::string File = std::move(ToDo.back());
      ToDo.pop_back();
      if (!Visited.insert(File).second)
        continue;
      std::optional<std::string> Text = Files.read(File);
      if (!Text)
        continue;
      for (const Include &I : includesIn(*Text))
        lookUp(I, path::parent_path(File), ToDo);
    }
  }

  std::vector<Spelling> take() { return {Found.begin(), Found.end()}; }

private:
  void lookUp(const Include &I, StringRef Own, std::vector<std::string> &ToDo) {
    if (I.IsQuoted && tryIn(Own, I.Name, /*IsSystem=*/false, ToDo))
      return;
    for (const std::string &Folder : Search.User)
      if (tryIn(Folder, I.Name, /*IsSystem=*/false, ToDo))
        return;
    for (const std::string &Folder : Search.System)
      if (tryIn(Folder, I.Name, /*IsSystem=*/true, ToDo))
        return;
  }

  bool tryIn(StringRef Folder, StringRef Name, bool IsSystem,
             std::vector<std::string> &ToDo) {
    const std::string Path = Files.resolve(Folder, Name);
    if (!Files.isFile("/", Path))
      return false;
    SmallString<256> Written(Folder);
    path::append(Written, Name);
    path::remove_dots(Written, /*remove_dot_dot=*/true);
    if (Path != Written) {
      // A system header may go on to one of its own name in the next folder, so
      // it must be found by the folders.
      StringRef InFolder = Path;
      if (IsSystem && InFolder.consume_front(Folder) &&
          InFolder.consume_front("/"))
        Found.insert({Name.str(), ("<" + InFolder + ">").str(), true});
      else
        Found.insert({Name.str(), "\"" + Path + "\"", IsSystem});
    }
    // The system's own headers agree with each other.
    if (!IsSystem)
      ToDo.push_back(Path);
    return true;
  }

  const IncludeSearch &Search;
  FileLookup &Files;
  StringSet<> Visited;
  std::set<Spelling> Found;
};

} // namespace

std::vector<Spelling> otherSpellings(ArrayRef<std::string> Sources,
                                     const IncludeSearch &Search,
                                     FileLookup &Files) {
  SpellingSearch S(Search, Files);
  for (const std::string &Header : Search.Forced)
    S.visit(Header);
  for (const std::string &Source : Sources)
    S.visit(Source);
  return S.take();
}

} // namespace nmr::msbuild
