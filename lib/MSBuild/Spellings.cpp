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
      addTraceFunctions(*Text);
      for (const Include &I : includesIn(*Text))
        lookUp(I, path::parent_path(File), ToDo);
    }
  }

  std::vector<Spelling> take() {
    for (const std::string &Name : Generated)
      Found.insert({Name, "", false, traceHeader()});
    return {Found.begin(), Found.end()};
  }

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
    if (path::extension(I.Name).equals_insensitive(".tmh"))
      Generated.insert(I.Name);
  }

  /// Those that \p Text has for WPP, in comments: `FUNC Name(LEVEL, MSG, ...)`.
  void addTraceFunctions(StringRef Text) {
    while (true) {
      StringRef Block = Text.split("begin_wpp config").second;
      if (Block.empty())
        return;
      std::tie(Block, Text) = Block.split("end_wpp");
      for (StringRef Line : split(Block, '\n')) {
        Line = Line.ltrim(" \t/*");
        if (!Line.consume_front("FUNC") || Line.ltrim() == Line)
          continue;
        const StringRef Name = Line.ltrim().take_while(
            [](char C) { return isAlnum(C) || C == '_'; });
        if (!Name.empty())
          TraceFunctions.insert(Name.str());
      }
    }
  }

  /// What stands in for a header that WPP makes: a driver that does not trace.
  std::string traceHeader() const {
    std::string Result = "/* Stands in for what WPP generates. */\n";
    for (const std::string &Name : TraceFunctions)
      Result +=
          "#ifndef " + Name + "\n#define " + Name + "(...) ((void)0)\n#endif\n";
    return Result;
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
        addForwarder(Name, ("<" + InFolder + ">").str(), true);
      else
        addForwarder(Name, "\"" + Path + "\"", IsSystem);
    }
    // The system's own headers agree with each other.
    if (!IsSystem)
      ToDo.push_back(Path);
    return true;
  }

  void addForwarder(StringRef Name, const std::string &Include, bool IsSystem) {
    Found.insert({Name.str(), Include, IsSystem, "#include " + Include + "\n"});
  }

  const IncludeSearch &Search;
  FileLookup &Files;
  StringSet<> Visited;
  std::set<Spelling> Found;
  std::set<std::string> Generated;
  std::set<std::string> TraceFunctions = {"DoTraceMessage", "WPP_CLEANUP",
                                          "WPP_INIT_TRACING"};
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
