//===- XmlSolution.cpp - The projects of a solution in XML ----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Solution.h"
#include "MSBuild/Xml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {
namespace {

enum class Setting { Configuration, Platform, Build };

/// What a project is built as in some variants of the solution. Of several that
/// apply, the last counts.
struct Rule {
  Setting Of;
  Variant In; ///< What is `*` stands for all.
  std::string Value;

  bool appliesTo(const Variant &V) const;
};

/// Both spellings are in use.
StringRef canonicalPlatform(StringRef Platform) {
  return Platform.equals_insensitive("Any CPU") ? "AnyCPU" : Platform;
}

bool Rule::appliesTo(const Variant &V) const {
  return (In.Configuration == "*" ||
          StringRef(In.Configuration).equals_insensitive(V.Configuration)) &&
         (In.Platform == "*" ||
          canonicalPlatform(In.Platform)
              .equals_insensitive(canonicalPlatform(V.Platform)));
}

bool isVcxproj(StringRef Extension) {
  Extension.consume_front(".");
  return Extension.equals_insensitive("vcxproj");
}

class XmlSolutionParser {
public:
  XmlSolutionParser(StringRef File, Diagnostics &Diags)
      : File(File), Diags(Diags) {}

  Solution parse(StringRef Text) {
    const std::optional<Document> Doc = parseXml(Text, File, Diags);
    if (!Doc)
      return {};
    if (Doc->Root.Name != "Solution") {
      report(Doc->Root, "it is no solution: <Solution> is expected, not <" +
                            Doc->Root.Name + ">");
      return {};
    }
    for (const Element &E : Doc->Root.Children)
      if (E.Name == "Configurations")
        configurations(E);
    addVariants();
    projects(Doc->Root);
    return std::move(Result);
  }

private:
  void configurations(const Element &In) {
    for (const Element &E : In.Children) {
      if (E.Name == "ProjectType")
        projectType(E);
      else if (E.Name == "BuildType")
        append(Configurations, required(E, "Name"));
      else if (E.Name == "Platform")
        append(Platforms, required(E, "Name"));
      else
        notUnderstood(E, In);
    }
  }

  static void append(std::vector<std::string> &To, const std::string *Name) {
    if (Name && !is_contained(To, *Name))
      To.push_back(*Name);
  }

  /// Rules for all projects, or for those of C and C++ in place of Visual
  /// Studio's.
  void projectType(const Element &E) {
    const std::string *Extension = E.attribute("Extension");
    const bool OfAll =
        !Extension && !E.attribute("Name") && !E.attribute("TypeId");
    if (OfAll)
      rules(E, ForAll);
    else if (Extension && isVcxproj(*Extension)) {
      if (!E.attribute("BasedOn"))
        ForVcxproj.clear();
      rules(E, ForVcxproj);
    }
  }

  /// Each configuration on each platform; what is not given is the default of
  /// Visual Studio.
  void addVariants() {
    if (Configurations.empty())
      Configurations = {"Debug", "Release"};
    if (Platforms.empty())
      Platforms = {"Any CPU"};
    for (const std::string &C : Configurations)
      for (const std::string &P : Platforms)
        Result.Variants.push_back({C, P});
  }

  void projects(const Element &In) {
    for (const Element &E : In.Children) {
      if (E.Name == "Project")
        project(E);
      else if (E.Name == "Folder")
        projects(E);
      else if (E.Name != "Configurations" && E.Name != "File" &&
               E.Name != "Properties")
        notUnderstood(E, In);
    }
  }

  void project(const Element &E) {
    const std::string *Path = required(E, "Path");
    if (!Path || !isVcxproj(path::extension(*Path, path::Style::windows)))
      return;
    std::vector<Rule> All = ForVcxproj;
    append_range(All, ForAll);
    rules(E, All);

    const std::string *Name = E.attribute("DisplayName");
    SolutionProject P{Name ? *Name
                           : path::stem(*Path, path::Style::windows).str(),
                      *Path,
                      {File.str(), E.Line},
                      {}};
    for (const Variant &V : Result.Variants)
      if (std::optional<Variant> Built = apply(All, V))
        P.Built[StringRef(V.text()).lower()] = *Built;
    Result.Projects.push_back(std::move(P));
  }

  /// Appends the rules in a project or a type of projects.
  void rules(const Element &In, std::vector<Rule> &To) {
    for (const Element &E : In.Children) {
      if (E.Name == "BuildType")
        rule(E, Setting::Configuration, To);
      else if (E.Name == "Platform")
        rule(E, Setting::Platform, To);
      else if (E.Name == "Build")
        rule(E, Setting::Build, To);
      else if (E.Name != "Deploy" && E.Name != "BuildDependency" &&
               E.Name != "Properties")
        notUnderstood(E, In);
    }
  }

  void rule(const Element &E, Setting Of, std::vector<Rule> &To) {
    Rule R{Of, {"*", "*"}, "true"};
    const std::string *In = E.attribute("Solution");
    if (In && !In->empty()) {
      R.In = Variant::parse(*In);
      if (R.In.Configuration.empty() || R.In.Platform.empty())
        return report(E, "'" + *In +
                             "' is no configuration and platform, such as "
                             "Release|x64 or *|x64");
    }
    const std::string *Value = E.attribute("Project");
    if (Value && !Value->empty())
      R.Value = *Value;
    else if (Of != Setting::Build)
      return report(E, "<" + E.Name + "> has no Project");
    if (Of == Setting::Build &&
        !StringRef(R.Value).equals_insensitive("true") &&
        !StringRef(R.Value).equals_insensitive("false"))
      return report(E, "'" + R.Value + "' is neither true nor false");
    To.push_back(std::move(R));
  }

  /// None: nothing is built in \p V.
  static std::optional<Variant> apply(ArrayRef<Rule> Rules, const Variant &V) {
    Variant Built = V;
    bool Builds = true;
    for (const Rule &R : Rules) {
      if (!R.appliesTo(V))
        continue;
      const bool Same = R.Value == "*";
      switch (R.Of) {
      case Setting::Configuration:
        Built.Configuration = Same ? V.Configuration : R.Value;
        break;
      case Setting::Platform:
        Built.Platform = Same ? V.Platform : R.Value;
        break;
      case Setting::Build:
        Builds = StringRef(R.Value).equals_insensitive("true");
        break;
      }
    }
    return Builds ? std::optional(Built) : std::nullopt;
  }

  const std::string *required(const Element &E, StringRef Attribute) {
    const std::string *Value = E.attribute(Attribute);
    if (Value && !Value->empty())
      return Value;
    report(E, "<" + E.Name + "> has no " + Attribute);
    return nullptr;
  }

  void notUnderstood(const Element &E, const Element &In) {
    report(E,
           "element <" + E.Name + "> in <" + In.Name + "> is not understood");
  }

  void report(const Element &At, const Twine &Message) {
    Diags.report(Severity::Error, {File.str(), At.Line}, Message);
  }

  StringRef File;
  Diagnostics &Diags;
  std::vector<std::string> Configurations, Platforms;
  /// Visual Studio's rules, unless the solution has its own.
  std::vector<Rule> ForVcxproj = {
      {Setting::Platform, {"*", "AnyCPU"}, "x64"},
      {Setting::Platform, {"*", "x86"}, "Win32"},
  };
  std::vector<Rule> ForAll;
  Solution Result;
};

} // namespace

Solution parseXmlSolution(StringRef Text, StringRef File, Diagnostics &Diags) {
  return XmlSolutionParser(File, Diags).parse(Text);
}

} // namespace nmr::msbuild
