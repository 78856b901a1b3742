//===- Build.cpp - What a project or a solution links ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Build.h"
#include "MSBuild/ClCompile.h"
#include "MSBuild/Solution.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <deque>
#include <map>
#include <set>

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {
namespace {

bool hasExtension(StringRef Path, StringRef Extension) {
  return path::extension(Path).equals_insensitive(Extension);
}

/// A project in one variant.
struct Loaded {
  std::optional<Project> P; ///< None: it can't be read.
  Diagnostics Diags;
  /// The projects that it refers to and that can be read.
  std::vector<const Loaded *> References;

  bool isLibrary() const {
    return P && P->property("ConfigurationType") == "StaticLibrary";
  }
};

class Loader {
public:
  Loader(const BuildOptions &Options, FileLookup &Files, Kit K)
      : Options(Options), Files(Files), K(std::move(K)) {}

  Expected<Build> solution(const std::string &File) {
    std::optional<std::string> Text = Files.read(File);
    if (!Text)
      return createStringError("'" + File + "' can't be read");
    Diagnostics Diags;
    Solution S = parseSolution(*Text, File, Diags);
    const Variant *Chosen =
        choose(S.Variants, Options.Configuration, Options.Platform);
    if (!Chosen && any_of(Diags.all(), isError))
      return createStringError(join(
          map_range(Diags.all(), [](const Diagnostic &D) { return D.text(); }),
          "\n"));
    if (!Chosen)
      return noVariant(File, S.Variants);
    SolutionFile = File;

    std::vector<Named> Projects;
    for (const SolutionProject &P : S.Projects) {
      const std::string Path = Files.resolve(path::parent_path(File), P.Path);
      auto Built = P.Built.find(StringRef(Chosen->text()).lower());
      if (Built == P.Built.end()) {
        Diags.report(Severity::Note, P.Where,
                     "project '" + P.Name + "' is not built in " +
                         Chosen->text());
        continue;
      }
      InSolution[Path] = {Built->second, P.Where};
      Projects.push_back({P.Name, nativePath(P.Path), Path, Built->second});
    }
    return build(File, Projects, Diags);
  }

  Expected<Build> project(const std::string &File) {
    SolutionFile = solutionOf(File);
    Expected<Variant> V = variantOf(File);
    if (!V)
      return V.takeError();
    return build(
        File, {{path::stem(File).str(), path::filename(File).str(), File, *V}},
        Diagnostics());
  }

private:
  struct Unread {
    Loaded *To;
    std::string File;
    Variant Of;
  };

  struct Named {
    std::string Name;
    std::string Shown; ///< Its file, as the solution has it.
    std::string File;
    Variant Of;
  };

  static std::string names(ArrayRef<Variant> Known) {
    return join(map_range(Known, [](const Variant &V) { return V.text(); }),
                ", ");
  }

  static Error noVariant(StringRef File, ArrayRef<Variant> Known) {
    return createStringError(
        "'" + File + "' has no such configuration and platform" +
        (Known.empty() ? "" : ": there are " + names(Known)));
  }

  /// The nearest solution above \p File that lists it: where `SolutionDir` is,
  /// for those who build the project from within it. Empty if there is none.
  std::string solutionOf(StringRef File) {
    for (StringRef Folder = path::parent_path(File); !Folder.empty();
         Folder = path::parent_path(Folder))
      for (const std::string &Name : Files.list(Folder)) {
        if (!isSolutionFile(Name))
          continue;
        const std::string Path = Files.resolve(Folder, Name);
        Diagnostics Ignored;
        const Solution S =
            parseSolution(Files.read(Path).value_or(""), Path, Ignored);
        if (any_of(S.Projects, [&](const SolutionProject &P) {
              return Files.resolve(Folder, P.Path) == File;
            }))
          return Path;
      }
    return "";
  }

  Surroundings surroundings(StringRef File) const {
    Surroundings In{Files, Options.Env, {}, {}};
    auto Set = [&](StringRef Name, const Twine &Value) {
      In.Globals.emplace_back(Name, Value.str());
    };
    // A project that belongs to no solution is its own.
    const StringRef S = SolutionFile.empty() ? File : StringRef(SolutionFile);
    Set("SolutionDir", path::parent_path(S) + "/");
    Set("SolutionPath", S);
    Set("SolutionFileName", path::filename(S));
    Set("SolutionName", path::stem(S));
    Set("SolutionExt", path::extension(S));
    if (K.isWdk()) {
      Set("WindowsSdkDir", K.Root + "/");
      Set("WDKContentRoot", K.Root + "/");
      Set("NmrKitVersion", K.Versions.back());
      In.KitFolders.push_back(K.Root);
    }
    return In;
  }

  /// Those that \p File says it has.
  std::vector<Variant> variantsOf(const std::string &File) {
    // They can't depend on which of them is chosen, and what is wrong is said
    // when one is.
    Diagnostics Ignored;
    std::optional<Project> P = evaluate(File, surroundings(File), Ignored);
    return P ? variantsOf(*P) : std::vector<Variant>();
  }

  static std::vector<Variant> variantsOf(const Project &P) {
    std::vector<Variant> Result;
    for (const Item *I : P.items("ProjectConfiguration"))
      Result.push_back(Variant::parse(unescape(I->Include)));
    return Result;
  }

  Expected<Variant> variantOf(const std::string &File) {
    const std::vector<Variant> Known = variantsOf(File);
    if (const Variant *V =
            choose(Known, Options.Configuration, Options.Platform))
      return *V;
    if (!Known.empty())
      return noVariant(File, Known);
    auto Or = [](StringRef Given, StringRef Default) {
      return (Given.empty() ? Default : Given).str();
    };
    return Variant{Or(Options.Configuration, "Release"),
                   Or(Options.Platform, "x64")};
  }

  /// \p File in the variant \p V, to be read by \c readLoaded.
  Loaded &load(const std::string &File, const Variant &V) {
    auto [It, New] =
        Projects.try_emplace(File + "|" + StringRef(V.text()).lower());
    if (New)
      ToRead.push_back({&It->second, File, V});
    return It->second;
  }

  /// Reads what \c load was asked for, and what that refers to. A queue, as
  /// projects may refer to each other in a chain of any length.
  void readLoaded() {
    while (!ToRead.empty()) {
      const Unread Next = std::move(ToRead.front());
      ToRead.pop_front();
      read(*Next.To, Next.File, Next.Of);
    }
  }

  void read(Loaded &L, const std::string &File, const Variant &V) {
    auto InSln = InSolution.find(File);
    if (InSln != InSolution.end() && !Files.isFile("/", File)) {
      L.Diags.report(Severity::Error, InSln->second.Where,
                     "project '" + File + "' does not exist");
      return;
    }
    Surroundings In = surroundings(File);
    In.Globals.emplace_back("Configuration", V.Configuration);
    In.Globals.emplace_back("Platform", V.Platform);
    L.P = evaluate(File, In, L.Diags);
    if (!L.P)
      return;
    const std::vector<Variant> Known = variantsOf(*L.P);
    if (InSln != InSolution.end() && !Known.empty() &&
        !choose(Known, V.Configuration, V.Platform))
      L.Diags.report(Severity::Error, InSln->second.Where,
                     "the solution builds project '" + File + "' in " +
                         V.text() + ", which it does not have: there are " +
                         names(Known));
    for (const Item *I : L.P->items("ProjectReference"))
      reference(L, *I, V);
  }

  void reference(Loaded &From, const Item &I, const Variant &V) {
    const std::string Path = unescape(I.Include);
    if (!hasExtension(nativePath(Path), ".vcxproj"))
      return;
    // One that must be built before, and no more.
    if (StringRef(unescape(From.P->metadata(I, "LinkLibraryDependencies")))
            .trim()
            .equals_insensitive("false"))
      return;
    const std::string File = Files.resolve(From.P->Folder, Path);
    if (!Files.isFile("/", File)) {
      From.Diags.report(Severity::Error, I.Where,
                        "project '" + Path +
                            "', which it refers to, does not "
                            "exist");
      return;
    }
    if (auto It = InSolution.find(File); It != InSolution.end()) {
      From.References.push_back(&load(File, It->second.Built));
      return;
    }
    const std::vector<Variant> Known = variantsOf(File);
    const Variant *Same = choose(Known, V.Configuration, V.Platform);
    if (!Same && !Known.empty())
      From.Diags.report(Severity::Error, I.Where,
                        "project '" + Path + "', which it refers to, has no " +
                            V.text());
    else
      From.References.push_back(&load(File, Same ? *Same : V));
  }

  /// Where \p P writes its library. As a key: in lower case.
  std::string libraryOf(const Project &P) const {
    return StringRef(Files.resolve(P.Folder, P.property("OutDir") +
                                                 P.property("TargetName") +
                                                 ".lib"))
        .lower();
  }

  /// Older projects name the library's file and not its project.
  void referToLibraries(ArrayRef<Loaded *> Roots) const {
    StringMap<const Loaded *> Libraries;
    for (const Loaded *L : Roots)
      if (L->isLibrary())
        Libraries[libraryOf(*L->P)] = L;
    for (Loaded *Root : Roots) {
      if (!Root->P)
        continue;
      const StringMap<std::string> Link = Root->P->Definitions.lookup("link");
      std::vector<std::string> Folders =
          splitList(Link.lookup("additionallibrarydirectories"));
      Folders.push_back(".");
      for (const std::string &Name :
           splitList(Link.lookup("additionaldependencies")))
        for (const std::string &Folder : Folders) {
          const std::string In =
              Files.resolve(Root->P->Folder, unescape(Folder));
          const Loaded *L = Libraries.lookup(
              StringRef(Files.resolve(In, unescape(Name))).lower());
          if (L && L != Root && !is_contained(Root->References, L))
            Root->References.push_back(L);
        }
    }
  }

  /// \p L and the libraries that it refers to.
  void closure(const Loaded &L, SetVector<const Loaded *> &To) const {
    size_t Next = To.size();
    To.insert(&L);
    for (; Next < To.size(); ++Next)
      for (const Loaded *R : To[Next]->References)
        if (R->isLibrary())
          To.insert(R);
  }

  void addCompiles(const Project &P, Image &To, Diagnostics &Said) {
    for (const Item *I : P.items("ClCompile")) {
      if (StringRef(unescape(P.metadata(*I, "ExcludedFromBuild")))
              .equals_insensitive("true"))
        continue;
      ClCommand Of = compileCommand(P, *I, K, Files);
      const std::string Source = Files.resolve(P.Folder, unescape(I->Include));
      // Who compiles a pipe waits for it.
      if (Files.exists("/", Source) && !Files.isFile("/", Source)) {
        Diagnostic D;
        D.Kind = Severity::Error;
        D.Where = I->Where;
        D.Message = "source '" + Source + "' is no regular file";
        Said.report(D.Kind, D.Where, D.Message);
        To.Problems.push_back(std::move(D));
        continue;
      }
      To.Compiles.push_back(
          {Source, P.Folder, std::move(Of.Words), std::move(Of.Search), {}});
    }
  }

  /// Those of \p Roots that end up in no other image, in their order.
  std::vector<size_t> imagesOf(ArrayRef<Loaded *> Roots) const {
    SetVector<const Loaded *> Referenced, Covered;
    for (const Loaded *Root : Roots)
      for (const Loaded *R : Root->References)
        closure(*R, Referenced);
    std::vector<size_t> Result;
    auto Take = [&](size_t I) {
      Result.push_back(I);
      closure(*Roots[I], Covered);
    };
    for (size_t I = 0; I != Roots.size(); ++I)
      if (!Roots[I]->isLibrary() || !Referenced.contains(Roots[I]))
        Take(I);
    // Libraries that refer to each other, and to which nothing else does.
    for (size_t I = 0; I != Roots.size(); ++I)
      if (!Covered.contains(Roots[I]))
        Take(I);
    llvm::sort(Result);
    return Result;
  }

  Image image(std::string Name, const Loaded &Root,
              SetVector<const Loaded *> &Used, Diagnostics &Said) {
    Image Result;
    Result.Name = std::move(Name);
    SetVector<const Loaded *> Parts;
    closure(Root, Parts);
    for (const Loaded *Part : Parts) {
      Used.insert(Part);
      copy_if(Part->Diags.all(), std::back_inserter(Result.Problems), isError);
      if (!Part->P)
        continue;
      const size_t Before = Result.Compiles.size();
      addCompiles(*Part->P, Result, Said);
      if (Part != &Root && Result.Compiles.size() == Before)
        Said.report(Severity::Note, {Part->P->File},
                    "it compiles no C or C++ file");
    }
    return Result;
  }

  /// Says that \p Root, which is \p N, compiles nothing. Of a driver that is an
  /// error: it is not analysed.
  static void reportEmpty(const Loaded &Root, const Named &N, Image &Linked,
                          Diagnostics &Said) {
    if (!Root.P)
      return;
    const std::string Type = Root.P->property("ConfigurationType");
    const bool IsMakefile = Type == "Makefile";
    const bool IsDriver = Root.P->property("NmrDriver") == "true" &&
                          Type != "StaticLibrary" && Type != "Utility";
    std::string Why = "it compiles no C or C++ file in " + N.Of.text();
    if (IsMakefile)
      Why = "it is a Makefile project, and does not say what it compiles: give "
            "a compile_commands.json for it";
    else if (IsDriver)
      Why = "it is a driver, and compiles no C or C++ file in " + N.Of.text();
    Diagnostic D;
    D.Kind = IsMakefile || IsDriver ? Severity::Error : Severity::Note;
    D.Where.File = N.File;
    D.Message = Why;
    Said.report(D.Kind, D.Where, D.Message);
    if (isError(D))
      Linked.Problems.push_back(std::move(D));
  }

  /// \p Said: about \p File itself.
  Expected<Build> build(StringRef File, ArrayRef<Named> All, Diagnostics Said) {
    std::vector<Loaded *> Roots;
    StringMap<unsigned> Names;
    for (const Named &N : All) {
      Roots.push_back(&load(N.File, N.Of));
      ++Names[N.Name];
    }
    readLoaded();
    referToLibraries(Roots);

    Build Result;
    std::vector<Diagnostic> OfAll;
    copy_if(Said.all(), std::back_inserter(OfAll), isError);
    SetVector<const Loaded *> Used;
    for (size_t I : imagesOf(Roots)) {
      const Named &N = All[I];
      Image Linked =
          image(Names[N.Name] > 1 ? N.Name + " (" + N.Shown + ")" : N.Name,
                *Roots[I], Used, Said);
      if (Linked.Compiles.empty())
        reportEmpty(*Roots[I], N, Linked, Said);
      if (Linked.Compiles.empty() && Linked.Problems.empty())
        continue;
      append_range(Linked.Problems, OfAll);
      Result.Images.push_back(std::move(Linked));
    }
    for (const Loaded *L : Used)
      for (const Diagnostic &D : L->Diags.all())
        Said.report(D.Kind, D.Where, D.Message);
    if (Result.Images.empty()) {
      std::string Why = ("'" + File + "' compiles no C or C++ file").str();
      for (const Diagnostic &D : Said.all())
        Why += "\n" + D.text();
      return createStringError(Why);
    }
    addSpellings(Result, Said);
    describeSurroundings(Used.getArrayRef(), Said);
    Result.Diags = Said.all().vec();
    return Result;
  }

  void addSpellings(Build &To, Diagnostics &Said) {
    std::set<std::string> Generated;
    std::map<IncludeSearch, std::vector<Compile *>> Alike;
    for (Image &I : To.Images)
      for (Compile &C : I.Compiles)
        Alike[C.Search].push_back(&C);
    for (const auto &[Search, Compiles] : Alike) {
      std::vector<std::string> Sources;
      for (const Compile *C : Compiles)
        Sources.push_back(C->File);
      const std::vector<Spelling> All = otherSpellings(Sources, Search, Files);
      for (const Spelling &S : All)
        if (S.Include.empty())
          Generated.insert(S.Written);
      if (!ambiguous(All)) {
        for (Compile *C : Compiles)
          C->Spellings = All;
        continue;
      }
      // Sources in two folders have their own headers of one name.
      for (Compile *C : Compiles)
        C->Spellings =
            unambiguous(otherSpellings({C->File}, Search, Files), *C, Said);
    }
    if (!Generated.empty())
      Said.report(Severity::Note, {},
                  "not generated yet: " + join(Generated, ", ") +
                      "; trace messages are left out");
  }

  /// The first of two of \p All, which are in order, that are written alike;
  /// null if there are none.
  static const Spelling *ambiguous(ArrayRef<Spelling> All) {
    auto Two = std::adjacent_find(All.begin(), All.end(),
                                  [](const Spelling &A, const Spelling &B) {
                                    return A.Written == B.Written;
                                  });
    return Two == All.end() ? nullptr : &*Two;
  }

  /// What is written alike and means several headers is left out, and said.
  static std::vector<Spelling>
  unambiguous(std::vector<Spelling> All, const Compile &C, Diagnostics &Said) {
    while (const Spelling *First = ambiguous(All)) {
      Said.report(Severity::Warning, {C.File},
                  "'" + First->Written +
                      "' is included in another case than the files have "
                      "that it may be, " +
                      First->Include + " and " + std::next(First)->Include +
                      ": it will not be found");
      erase_if(All, [Written = First->Written](const Spelling &S) {
        return S.Written == Written;
      });
    }
    return All;
  }

  static bool isError(const Diagnostic &D) { return D.Kind == Severity::Error; }

  /// Says, once, what stands in for what is not there.
  void describeSurroundings(ArrayRef<const Loaded *> Used,
                            Diagnostics &Said) const {
    std::set<std::string> Skipped;
    bool OtherProcessor = false;
    for (const Loaded *L : Used)
      if (L->P) {
        Skipped.insert(L->P->Skipped.begin(), L->P->Skipped.end());
        OtherProcessor |= isOtherProcessor(*L->P, K);
      }
    if (!Skipped.empty())
      Said.report(Severity::Note, {},
                  "not read, as Visual Studio, the WDK or a package brings "
                  "it: " +
                      join(Skipped, ", "));
    if (K.isWdk())
      return;
    if (K.Mingw.empty())
      Said.report(Severity::Warning, {},
                  "no WDK and no mingw-w64 is installed: give the folder of a "
                  "WDK with --wdk or in NMR_WDK, or install mingw-w64's "
                  "headers");
    else
      Said.report(Severity::Note, {},
                  Twine("no WDK is installed: mingw-w64's headers stand in for "
                        "it") +
                      (OtherProcessor ? ", for x64" : "") +
                      "; --wdk or NMR_WDK names one");
  }

  const BuildOptions &Options;
  FileLookup &Files;
  const Kit K;
  std::string SolutionFile;
  struct Listed {
    Variant Built;
    Location Where; ///< In the solution.
  };
  std::map<std::string, Listed> InSolution;
  std::map<std::string, Loaded> Projects; ///< By file and variant.
  std::deque<Unread> ToRead;
};

} // namespace

bool isProjectFile(StringRef Path) {
  return hasExtension(Path, ".vcxproj") || isSolutionFile(Path);
}

Expected<std::optional<std::string>> projectIn(StringRef Folder) {
  std::vector<std::string> Solutions, Projects;
  std::error_code Error;
  for (sys::fs::directory_iterator I(Folder, Error), End; !Error && I != End;
       I.increment(Error)) {
    if (isSolutionFile(I->path()))
      Solutions.push_back(I->path());
    else if (hasExtension(I->path(), ".vcxproj"))
      Projects.push_back(I->path());
  }
  std::vector<std::string> &Of = Solutions.empty() ? Projects : Solutions;
  if (Of.size() > 1) {
    llvm::sort(Of);
    return createStringError("'" + Folder + "' has several " +
                             (Solutions.empty() ? "projects" : "solutions") +
                             ", name one: " + join(Of, ", "));
  }
  if (Of.empty())
    return std::nullopt;
  return Of.front();
}

Expected<Build> loadBuild(StringRef Path, const BuildOptions &Options) {
  FileLookup Files(
      IntrusiveRefCntPtr<vfs::FileSystem>(vfs::getRealFileSystem()));
  SmallString<256> Current;
  if (std::error_code E = sys::fs::current_path(Current))
    return createStringError(E, "no current folder");
  const std::string File = Files.resolve(Current, Path);
  if (!Files.isFile("/", File))
    return createStringError("no such file: '" + Path + "'");
  const std::string Wdk =
      Options.Wdk.empty() ? "" : Files.resolve(Current, Options.Wdk);
  Expected<Kit> K = findKit(Wdk, Options.OwnHeaders, Options.Env, Files);
  if (!K)
    return K.takeError();
  Loader L(Options, Files, std::move(*K));
  return isSolutionFile(File) ? L.solution(File) : L.project(File);
}

} // namespace nmr::msbuild
