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

/// What Visual Studio calls the projects of C and C++.
constexpr StringLiteral VcName = "VC";
constexpr StringLiteral VcId = "8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942";
constexpr StringLiteral VcExtension = "vcxproj";

/// A kind of projects, and the rules that they have in common.
struct ProjectType {
  std::string Name;
  std::string Id;        ///< Without braces.
  std::string Extension; ///< Without the dot.
  std::string BasedOn;   ///< The name of one whose rules come first.
  std::vector<Rule> Rules;
  Location Where;

  bool isCalled(StringRef Text) const {
    return !Text.empty() && (Text.equals_insensitive(Name) ||
                             Text.trim("{}").equals_insensitive(Id));
  }
};

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

  /// Rules for all projects, or for those of a type.
  void projectType(const Element &E) {
    auto Text = [&](StringRef Attribute) {
      const std::string *Value = E.attribute(Attribute);
      return Value ? StringRef(*Value) : StringRef();
    };
    ProjectType T;
    T.Name = Text("Name");
    T.Id = Text("TypeId").trim("{}");
    T.Extension = Text("Extension").ltrim('.');
    T.BasedOn = Text("BasedOn");
    T.Where = {File.str(), E.Line};
    rules(E, T.Rules);
    if (T.Name.empty() && T.Id.empty() && T.Extension.empty())
      append_range(ForAll, T.Rules);
    else
      Own.push_back(std::move(T));
  }

  const ProjectType *baseOf(const ProjectType &T) const {
    return T.BasedOn.empty() ? nullptr : typeOf(T.BasedOn, "");
  }

  /// \p T, what it is based on, and so forth.
  SmallVector<const ProjectType *> bases(const ProjectType &T) const {
    SmallVector<const ProjectType *> Result;
    for (const ProjectType *Next = &T; Next && !is_contained(Result, Next);
         Next = baseOf(*Next))
      Result.push_back(Next);
    return Result;
  }

  /// The identity of \p T, which may be that of what it is based on.
  StringRef idOf(const ProjectType &T) const {
    for (const ProjectType *Of : bases(T))
      if (!Of->Id.empty())
        return Of->Id;
    return "";
  }

  /// The type that is called \p Name, or has this identity; of those the one
  /// for \p Extension first. No name: that for \p Extension, or that of C and
  /// C++. The solution's own types come before Visual Studio's.
  const ProjectType *typeOf(StringRef Name, StringRef Extension) const {
    for (ArrayRef<ProjectType> Types : {ArrayRef(Own), ArrayRef(BuiltIn)}) {
      for (const ProjectType &T : Types)
        if (!Extension.empty() && Extension.equals_insensitive(T.Extension) &&
            (Name.empty() || T.isCalled(Name) ||
             idOf(T).equals_insensitive(Name.trim("{}"))))
          return &T;
      for (const ProjectType &T : Types)
        if (T.isCalled(Name.empty() ? StringRef(VcId) : Name))
          return &T;
    }
    return nullptr;
  }

  /// The rules of \p T, those of what it is based on first.
  void addRules(const ProjectType &T, std::vector<Rule> &To) {
    const SmallVector<const ProjectType *> Bases = bases(T);
    const ProjectType &Last = *Bases.back();
    if (!Last.BasedOn.empty())
      Diags.report(
          Severity::Error, Last.Where,
          "project type '" + Last.BasedOn +
              (baseOf(Last) ? "' is based on itself" : "' is not known"));
    for (const ProjectType *Of : reverse(Bases))
      append_range(To, Of->Rules);
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
    if (!Path)
      return;
    StringRef Extension = path::extension(*Path, path::Style::windows);
    if (!Extension.consume_front(".") ||
        !Extension.equals_insensitive(VcExtension))
      return;
    const std::string *Asked = E.attribute("Type");
    const ProjectType *T = Asked ? typeOf(*Asked, Extension) : nullptr;
    if (Asked && !T)
      report(E, "project type '" + *Asked + "' is not known");
    std::vector<Rule> All;
    addRules(T ? *T : *typeOf("", Extension), All);
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
  std::vector<ProjectType> Own;
  const std::vector<ProjectType> BuiltIn = {
      {VcName.str(),
       VcId.str(),
       VcExtension.str(),
       "",
       {{Setting::Platform, {"*", "AnyCPU"}, "x64"},
        {Setting::Platform, {"*", "x86"}, "Win32"}},
       {}}};
  std::vector<Rule> ForAll;
  Solution Result;
};

} // namespace

Solution parseXmlSolution(StringRef Text, StringRef File, Diagnostics &Diags) {
  return XmlSolutionParser(File, Diags).parse(Text);
}

} // namespace nmr::msbuild
