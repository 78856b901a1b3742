//===- Evaluation.cpp - MSBuild's evaluation of a project -----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Condition.h"
#include "MSBuild/Project.h"
#include "MSBuild/Toolset.h"
#include "MSBuild/Xml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <deque>

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {
namespace {

/// Imports and choices may not be nested deeper: each level takes some of the
/// stack.
constexpr unsigned MaxNesting = 200;

/// What a project's properties, items and metadata may take together.
constexpr size_t MaxProjectSize = 256 << 20;

/// The folders of Visual Studio and the WDK, by the properties that name them.
/// Each stands for itself: a path into one is known by how it begins, and no
/// file is ever found there.
constexpr StringLiteral SdkProperties[] = {"VCTargetsPath",
                                           "VCTargetsPath10",
                                           "VCTargetsPath11",
                                           "VCTargetsPath12",
                                           "VCTargetsPath14",
                                           "MSBuildExtensionsPath",
                                           "MSBuildExtensionsPath32",
                                           "MSBuildExtensionsPath64",
                                           "MSBuildToolsPath",
                                           "MSBuildToolsPath32",
                                           "MSBuildToolsPath64",
                                           "MSBuildBinPath",
                                           "MSBuildSDKsPath",
                                           "UserRootDir",
                                           "VSInstallDir",
                                           "VCInstallDir",
                                           "WDKContentRoot",
                                           "WDKBuildFolder"};

std::string folderOf(StringRef File) { return path::parent_path(File).str(); }

/// One file that an import may name, and whether we have our own in its place.
bool isSdkFile(StringRef Path, ArrayRef<std::string> KitFolders) {
  if (Path.starts_with("$("))
    return true;
  const std::string Native = nativePath(Path);
  if (any_of(KitFolders, [&](const std::string &Kit) {
        return !Kit.empty() && StringRef(Native).starts_with_insensitive(Kit);
      }))
    return true;
  // Both come as packages, too.
  return any_of(
      make_range(path::begin(Native), path::end(Native)), [](StringRef Part) {
        return Part.starts_with_insensitive("Microsoft.Windows.WDK.") ||
               Part.starts_with_insensitive("Microsoft.Windows.SDK.");
      });
}

class Evaluation {
public:
  Evaluation(Project &P, const Surroundings &In, Diagnostics &Diags)
      : P(P), In(In), Diags(Diags) {}

  bool run() {
    std::optional<std::string> Text = In.Files.read(P.File);
    if (!Text) {
      Diags.report(Severity::Error, {P.File}, "it can't be read");
      return false;
    }
    const Document *D = parse(*Text, P.File);
    if (!D)
      return false;
    predefine();
    enter(*D);
    for (const Placed &G : Definitions)
      define(G);
    for (const Placed &G : ItemGroups)
      group(G);
    for (const Placed &T : Targets)
      target(T);
    return true;
  }

private:
  /// An element, and the file that it is in.
  struct Placed {
    const Element &E;
    const Document &In;
  };

  //===-- Helpers ---------------------------------------------------------===//

  const Document *parse(StringRef Text, StringRef File) {
    std::optional<Document> D = parseXml(Text, File, Diags);
    if (!D)
      return nullptr;
    if (D->Root.Name != "Project") {
      Diags.report(Severity::Error, {D->File, D->Root.Line},
                   "the element is <" + D->Root.Name +
                       ">, where <Project> is expected");
      return nullptr;
    }
    return &Documents.emplace_back(std::move(*D));
  }

  Location at(const Placed &X) const { return {X.In.File, X.E.Line}; }

  Scope scope(const Placed &X) const {
    return {P.Props, In.Files, Diags, at(X), P.Folder};
  }

  /// Whether the condition of \p X holds in \p S.
  bool holds(const Placed &X, const Scope &S) const {
    const std::string *Text = X.E.attribute("Condition");
    if (!Text)
      return true;
    Expected<bool> Result = evaluateCondition(*Text, S);
    if (Result)
      return *Result;
    Diags.report(Severity::Error, at(X),
                 "condition \"" + *Text +
                     "\" is not understood, and taken for "
                     "false: " +
                     toString(Result.takeError()));
    return false;
  }

  void unexpected(const Placed &X, StringRef Where) const {
    Diags.report(Severity::Error, at(X),
                 "element <" + X.E.Name + "> in " + Where +
                     " is not understood");
  }

  void setThisFile(StringRef File) {
    auto Set = [&](StringRef Name, const Twine &Value) {
      P.Props.set(Name, escape(Value.str()));
    };
    Set("MSBuildThisFile", path::filename(File));
    Set("MSBuildThisFileName", path::stem(File));
    Set("MSBuildThisFileExtension", path::extension(File));
    Set("MSBuildThisFileFullPath", File);
    Set("MSBuildThisFileDirectory", folderOf(File) + "/");
  }

  void predefine() {
    auto Set = [&](StringRef Name, const Twine &Value) {
      P.Props.set(Name, escape(Value.str()));
    };
    for (StringRef Name : SdkProperties)
      P.Props.set(Name, ("$(" + Name + ")").str());
    for (StringRef Prefix : {"MSBuildProject", "Project"}) {
      Set((Prefix + "Name").str(), path::stem(P.File));
      Set((Prefix + "FullPath").str(), P.File);
      Set((Prefix + "Extension").str(), path::extension(P.File));
    }
    Set("MSBuildProjectDirectory", P.Folder);
    Set("MSBuildProjectFile", path::filename(P.File));
    Set("ProjectDir", P.Folder + "/");
    Set("ProjectPath", P.File);
    Set("ProjectFileName", path::filename(P.File));
    Set("ProjectExt", path::extension(P.File));
    Set("OS", "Windows_NT");
    Set("MSBuildRuntimeType", "Full");
    Set("MSBuildToolsVersion", "Current");
    // Visual Studio 17.10, whose compiler the commands pass for.
    Set("VisualStudioVersion", "17.0");
    Set("MSBuildVersion", "17.10.4");
    Set("MSBuildAssemblyVersion", "15.1.0.0");
    for (const auto &[Name, Value] : In.Globals)
      P.Props.setGlobal(Name, escape(Value));
  }

  /// \p Text, expanded, to be kept.
  std::string value(StringRef Text, const Scope &S) {
    std::string Result = expand(Text, S);
    return keep(Result.size(), S.Where) ? Result : "";
  }

  /// Whether there is room for \p Size more bytes. If not, that is reported.
  bool keep(size_t Size, const Location &Where) {
    if (Size > MaxProjectSize - Kept) {
      Diags.report(Severity::Error, Where,
                   "the project's values take more than " +
                       Twine(MaxProjectSize >> 20) +
                       " MB, and this is left out");
      return false;
    }
    Kept += Size;
    return true;
  }

  //===-- First: properties and imports -----------------------------------===//

  void enter(const Document &D) {
    Entered.push_back(D.File);
    setThisFile(D.File);
    if (const std::string *Sdk = D.Root.attribute("Sdk"))
      P.Skipped.push_back("the SDK " + *Sdk);
    if (const std::string *Names = D.Root.attribute("TreatAsLocalProperty"))
      for (const std::string &Name : splitList(*Names))
        P.Props.treatAsLocal(Name);
    for (const Element &E : D.Root.Children)
      element({E, D});
    Entered.pop_back();
  }

  void element(const Placed &X) {
    if (Nesting == MaxNesting) {
      Diags.report(Severity::Error, at(X),
                   "imports are nested more than " + Twine(MaxNesting) +
                       " deep, and what is still deeper is left out");
      return;
    }
    ++Nesting;
    nestedElement(X);
    --Nesting;
  }

  void nestedElement(const Placed &X) {
    const StringRef Name = X.E.Name;
    if (Name == "PropertyGroup")
      properties(X);
    else if (Name == "ItemGroup")
      ItemGroups.push_back(X);
    else if (Name == "ItemDefinitionGroup")
      Definitions.push_back(X);
    else if (Name == "Import")
      import(X);
    else if (Name == "ImportGroup")
      importGroup(X);
    else if (Name == "Choose")
      choose(X);
    else if (Name == "Target")
      Targets.push_back(X);
    // The others say how to build, not what.
    else if (Name != "UsingTask" && Name != "ProjectExtensions" &&
             Name != "Sdk")
      unexpected(X, "a project");
  }

  void properties(const Placed &X) {
    if (!holds(X, scope(X)))
      return;
    for (const Element &E : X.E.Children) {
      const Placed Property{E, X.In};
      const Scope S = scope(Property);
      if (holds(Property, S))
        P.Props.set(E.Name, value(E.Text, S));
    }
  }

  void choose(const Placed &X) {
    for (const Element &E : X.E.Children) {
      const Placed Branch{E, X.In};
      if (E.Name != "When" && E.Name != "Otherwise") {
        unexpected(Branch, "<Choose>");
        continue;
      }
      if (E.Name == "When" && !holds(Branch, scope(Branch)))
        continue;
      for (const Element &Child : E.Children)
        element({Child, X.In});
      return;
    }
  }

  // A condition of an import sees paths as the file does that imports, all
  // others as the project does.
  Scope importScope(const Placed &X) const {
    Scope S = scope(X);
    S.Folder = folderOf(X.In.File);
    return S;
  }

  void importGroup(const Placed &X) {
    if (!holds(X, importScope(X)))
      return;
    for (const Element &E : X.E.Children)
      if (E.Name == "Import")
        import({E, X.In});
      else
        unexpected({E, X.In}, "<ImportGroup>");
  }

  void import(const Placed &X) {
    const Scope S = importScope(X);
    if (!holds(X, S))
      return;
    const std::string *Attribute = X.E.attribute("Project");
    if (!Attribute) {
      Diags.report(Severity::Error, at(X), "<Import> names no project");
      return;
    }
    if (const std::string *Sdk = X.E.attribute("Sdk")) {
      P.Skipped.push_back("the SDK " + *Sdk);
      return;
    }
    for (const std::string &Entry : splitList(expand(*Attribute, S)))
      importPath(unescape(Entry), X);
  }

  void importPath(StringRef Path, const Placed &X) {
    if (isSdkFile(Path, In.KitFolders))
      return importSdkFile(Path);
    const std::string Folder = folderOf(X.In.File);
    if (hasWildcard(Path)) {
      for (const Match &M : In.Files.glob(Folder, Path))
        importFile(In.Files.resolve(Folder, M.Path), X);
      return;
    }
    importFile(In.Files.resolve(Folder, Path), X);
  }

  void importFile(const std::string &File, const Placed &X) {
    if (is_contained(Entered, File)) {
      Diags.report(Severity::Error, at(X),
                   "'" + File + "' imports itself, by way of " +
                       join(ArrayRef(Entered).drop_until(
                                [&](StringRef F) { return F == File; }),
                            ", "));
      return;
    }
    // Like MSBuild, which takes the first import of a file alone.
    if (!Imported.insert(File).second)
      return;
    std::optional<std::string> Text = In.Files.read(File);
    if (!Text) {
      std::string Why = "imported file '" + File + "' can't be read";
      if (In.Files.exists("/", File))
        Why += ": a regular file is expected, of at most " +
               std::to_string(FileLookup::MaxFileSize >> 20) + " MB";
      Diags.report(Severity::Error, at(X), Why);
      return;
    }
    importText(*Text, File);
  }

  void importSdkFile(StringRef Path) {
    const std::string Native = nativePath(Path);
    // The property may or may not end with a slash.
    const StringRef Name =
        StringRef(Native).drop_front(Native.find_last_of("/)") + 1);
    std::optional<StringRef> Text = toolsetFile(Name);
    const std::string File = ("$(VCTargetsPath)/" + Name).str();
    if (!Text)
      P.Skipped.push_back(Native);
    else if (Imported.insert(File).second)
      importText(*Text, File);
  }

  void importText(StringRef Text, StringRef File) {
    const Document *D = parse(Text, File);
    if (!D)
      return;
    const std::string Importing = Entered.back();
    enter(*D);
    setThisFile(Importing);
  }

  //===-- Second: what metadata are by default ----------------------------===//

  void define(const Placed &X) {
    setThisFile(X.In.File);
    if (!holds(X, scope(X)))
      return;
    for (const Element &E : X.E.Children) {
      const Placed Type{E, X.In};
      if (!holds(Type, scope(Type)))
        continue;
      StringMap<std::string> &Of = P.Definitions[StringRef(E.Name).lower()];
      auto Known = [&](StringRef OfType, StringRef Name) {
        if (isWellKnown(Name))
          return ("%(" + Name + ")").str();
        return OfType.empty() || OfType.equals_insensitive(E.Name)
                   ? Of.lookup(Name.lower())
                   : "";
      };
      for (const Element &M : E.Children) {
        const Placed Setting{M, X.In};
        Scope S = scope(Setting);
        S.Metadata = Known;
        if (holds(Setting, S))
          Of[StringRef(M.Name).lower()] = value(M.Text, S);
      }
    }
  }

  //===-- Third: items ----------------------------------------------------===//

  void group(const Placed &X) {
    setThisFile(X.In.File);
    auto Items = [&](StringRef Type, std::optional<StringRef> Transform) {
      return itemList(X, Type, Transform);
    };
    Scope S = scope(X);
    S.Items = Items;
    if (!holds(X, S))
      return;
    for (const Element &E : X.E.Children) {
      const Placed Entry{E, X.In};
      S.Where = at(Entry);
      if (holds(Entry, S))
        items(Entry, S);
    }
  }

  void items(const Placed &X, const Scope &S) {
    if (const std::string *Include = X.E.attribute("Include")) {
      const std::string *Exclude = X.E.attribute("Exclude");
      include(X, expand(*Include, S), Exclude ? expand(*Exclude, S) : "");
    } else if (const std::string *Update = X.E.attribute("Update")) {
      const StringSet<> Files = paths(expand(*Update, S));
      for (Item &I : P.Items)
        if (isOfType(I, X) && Files.contains(key(unescape(I.Include))))
          setMetadata(I, X);
    } else if (const std::string *Remove = X.E.attribute("Remove")) {
      const StringSet<> Files = paths(expand(*Remove, S));
      erase_if(P.Items, [&](const Item &I) {
        return isOfType(I, X) && Files.contains(key(unescape(I.Include)));
      });
    } else {
      Diags.report(Severity::Error, at(X),
                   "item <" + X.E.Name +
                       "> has none of Include, Update and Remove");
    }
  }

  static bool isOfType(const Item &I, const Placed &X) {
    return StringRef(I.Type).equals_insensitive(X.E.Name);
  }

  void include(const Placed &X, StringRef Include, StringRef Exclude) {
    const StringSet<> Excluded = paths(Exclude);
    for (const std::string &Entry : splitList(Include))
      for (const Match &M : matches(Entry)) {
        if (Excluded.contains(key(M.Path)))
          continue;
        if (!keep(sizeof(Item) + M.Path.size(), at(X)))
          return;
        Item I;
        I.Type = X.E.Name;
        I.Include = escape(M.Path);
        I.RecursiveDir = M.RecursiveDir;
        I.Where = at(X);
        setMetadata(I, X);
        P.Items.push_back(std::move(I));
      }
  }

  /// What \p Entry stands for: files, if it has a wildcard that is no escape,
  /// else itself.
  std::vector<Match> matches(StringRef Entry) const {
    if (hasWildcard(Entry))
      return In.Files.glob(P.Folder, unescape(Entry));
    return {{unescape(Entry), ""}};
  }

  /// What a path is recognised by.
  std::string key(StringRef Path) const {
    return StringRef(In.Files.resolve(P.Folder, Path)).lower();
  }

  StringSet<> paths(StringRef List) const {
    StringSet<> Result;
    for (const std::string &Entry : splitList(List))
      for (const Match &M : matches(Entry))
        Result.insert(key(M.Path));
    return Result;
  }

  void setMetadata(Item &I, const Placed &X) {
    auto Own = [&](StringRef Type, StringRef Name) {
      return Type.empty() || Type.equals_insensitive(I.Type)
                 ? P.metadata(I, Name)
                 : "";
    };
    auto Items = [&](StringRef Type, std::optional<StringRef> Transform) {
      return itemList(X, Type, Transform);
    };
    Scope S = scope(X);
    S.Metadata = Own;
    S.Items = Items;
    for (const auto &[Name, Value] : X.E.Attributes)
      if (!is_contained({"Include", "Exclude", "Update", "Remove", "Condition",
                         "Label", "KeepMetadata", "RemoveMetadata",
                         "KeepDuplicates", "MatchOnMetadata"},
                        Name))
        I.Metadata[StringRef(Name).lower()] = value(Value, S);
    for (const Element &E : X.E.Children) {
      const Placed Setting{E, X.In};
      S.Where = at(Setting);
      if (holds(Setting, S))
        I.Metadata[StringRef(E.Name).lower()] = value(E.Text, S);
    }
  }

  /// `@(Type)` or `@(Type->'Transform')`.
  std::string itemList(const Placed &X, StringRef Type,
                       std::optional<StringRef> Transform) const {
    std::vector<std::string> Result;
    size_t Size = 0;
    for (const Item *I : P.items(Type)) {
      // Who uses it sees that it is too long.
      if (Size > MaxValueSize)
        break;
      if (!Transform) {
        Result.push_back(I->Include);
        Size += I->Include.size() + 1;
        continue;
      }
      auto Own = [&](StringRef, StringRef Name) {
        return P.metadata(*I, Name);
      };
      Scope S = scope(X);
      S.Metadata = Own;
      Result.push_back(expand(*Transform, S));
      Size += Result.back().size() + 1;
    }
    return join(Result, ";");
  }

  //===-- Last: what is not done ------------------------------------------===//

  /// Targets are not run: what \p X does to the sources is missed.
  void target(const Placed &X) {
    setThisFile(X.In.File);
    const std::string *Name = X.E.attribute("Name");
    for (const Element &Group : X.E.Children) {
      if (Group.Name != "ItemGroup")
        continue;
      for (const Element &E : Group.Children)
        if (StringRef(E.Name).equals_insensitive("ClCompile") && mayHold(X) &&
            mayHold({Group, X.In}) && mayHold({E, X.In}))
          Diags.report(Severity::Error, at({E, X.In}),
                       "target '" + StringRef(Name ? *Name : "") +
                           "' is not run, and what it does to <ClCompile> is "
                           "left out");
    }
  }

  /// Whether the condition of \p X, which is in a target or one, is not surely
  /// false: what it asks for may be known only when targets run.
  bool mayHold(const Placed &X) const {
    const std::string *Text = X.E.attribute("Condition");
    if (!Text)
      return true;
    Diagnostics Ignored;
    Expected<bool> Result =
        evaluateCondition(*Text, {P.Props, In.Files, Ignored, at(X), P.Folder});
    if (Result)
      return *Result || Text->find_first_of("@%") != std::string::npos;
    consumeError(Result.takeError());
    return true;
  }

  Project &P;
  const Surroundings &In;
  Diagnostics &Diags;
  std::deque<Document> Documents;
  std::vector<std::string> Entered; ///< The files that are being read.
  unsigned Nesting = 0;
  size_t Kept = 0; ///< Bytes of what is in the project.
  StringSet<> Imported;
  std::vector<Placed> Definitions;
  std::vector<Placed> ItemGroups;
  std::vector<Placed> Targets;
};

} // namespace

std::optional<Project> evaluate(StringRef File, const Surroundings &In,
                                Diagnostics &Diags) {
  Project P{File.str(), folderOf(File), Properties(In.Env), {}, {}, {}};
  if (!Evaluation(P, In, Diags).run())
    return std::nullopt;
  return P;
}

} // namespace nmr::msbuild
