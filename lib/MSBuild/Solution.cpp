//===- Solution.cpp - The projects of a solution --------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Solution.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace nmr::msbuild {

Variant Variant::parse(StringRef Text) {
  auto [Configuration, Platform] = Text.split('|');
  return {Configuration.trim().str(), Platform.trim().str()};
}

namespace {

/// Reads a `.sln` line by line: that is how it is laid out.
class SolutionParser {
public:
  SolutionParser(StringRef File, Diagnostics &Diags)
      : File(File), Diags(Diags) {}

  Solution parse(StringRef Text) {
    Text.consume_front("\xEF\xBB\xBF");
    bool HasHeader = false;
    for (StringRef Next : split(Text, '\n')) {
      ++Line;
      const StringRef L = Next.trim();
      if (L.starts_with("Microsoft Visual Studio Solution File"))
        HasHeader = true;
      else if (L.starts_with("Project("))
        project(L);
      else if (L.starts_with("GlobalSection("))
        Section = L.drop_front(14).split(')').first.str();
      else if (L == "EndGlobalSection")
        Section.clear();
      else if (!Section.empty())
        setting(L);
    }
    if (!HasHeader)
      Diags.report(Severity::Error, {File.str()},
                   "it is no solution: 'Microsoft Visual Studio Solution "
                   "File' is expected at its beginning");
    return std::move(Result);
  }

private:
  /// Project("{type}") = "name", "path", "{id}"
  void project(StringRef L) {
    SmallVector<StringRef> Quoted;
    L.split(Quoted, '"');
    // Every second part stands between quotes.
    if (Quoted.size() < 9)
      return report("a project is expected to have a type, a name, a path and "
                    "an id");
    const StringRef Path = Quoted[5];
    if (!Path.ends_with_insensitive(".vcxproj"))
      return;
    ById[Quoted[7].lower()] = Result.Projects.size();
    Result.Projects.push_back(
        {Quoted[3].str(), Path.str(), {File.str(), Line}, {}});
  }

  void setting(StringRef L) {
    if (Section != "SolutionConfigurationPlatforms" &&
        Section != "ProjectConfigurationPlatforms")
      return;
    auto [Left, Right] = L.split('=');
    Left = Left.trim();
    if (Left.empty() || Right.trim().empty())
      return report("'" + L + "' is no setting");
    if (Section == "SolutionConfigurationPlatforms") {
      Result.Variants.push_back(Variant::parse(Left));
      return;
    }
    // {id}.Release|x64.Build.0 = Release|x64; a configuration may have dots.
    auto [Id, Rest] = Left.split('.');
    auto Project = ById.find(Id.lower());
    if (Project != ById.end() && Rest.consume_back(".Build.0"))
      Result.Projects[Project->second].Built[Rest.lower()] =
          Variant::parse(Right);
  }

  void report(const Twine &Message) {
    Diags.report(Severity::Error, {File.str(), Line}, Message);
  }

  StringRef File;
  Diagnostics &Diags;
  unsigned Line = 0;
  std::string Section;
  StringMap<size_t> ById;
  Solution Result;
};

} // namespace

bool isSolutionFile(StringRef Path) {
  const StringRef Extension = sys::path::extension(Path);
  return Extension.equals_insensitive(".sln") ||
         Extension.equals_insensitive(".slnx");
}

Solution parseSolution(StringRef Text, StringRef File, Diagnostics &Diags) {
  if (File.ends_with_insensitive(".slnx"))
    return parseXmlSolution(Text, File, Diags);
  return SolutionParser(File, Diags).parse(Text);
}

const Variant *choose(ArrayRef<Variant> Variants, StringRef Configuration,
                      StringRef Platform) {
  auto Rank = [](const Variant &V) {
    return 2 * StringRef(V.Platform).equals_insensitive("x64") +
           StringRef(V.Configuration).contains_insensitive("release");
  };
  const Variant *Best = nullptr;
  for (const Variant &V : Variants)
    if ((Configuration.empty() ||
         Configuration.equals_insensitive(V.Configuration)) &&
        (Platform.empty() || Platform.equals_insensitive(V.Platform)) &&
        (!Best || Rank(V) > Rank(*Best)))
      Best = &V;
  return Best;
}

} // namespace nmr::msbuild
