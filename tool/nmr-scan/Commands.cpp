//===- Commands.cpp - What is to be compiled ------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Frontend.h"
#include "MSBuildDatabase.h"
#include "clang/Driver/Types.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;
using clang::tooling::CompilationDatabase;
using clang::tooling::CompileCommand;

namespace nmr {
namespace {

bool isSource(StringRef File) {
  namespace types = clang::driver::types;
  StringRef Extension = sys::path::extension(File);
  Extension.consume_front(".");
  types::ID Type = types::lookupTypeForExtension(Extension);
  return Type != types::TY_INVALID && types::isAcceptedByClang(Type) &&
         types::isDerivedFromC(Type) && !types::onlyPrecompileType(Type);
}

/// Why the database in \p Folder could not be loaded, given what Clang's
/// loaders say, of which only the one for JSON is of interest.
std::string whyUnusable(StringRef Folder, StringRef Loaders) {
  SmallString<128> File(Folder);
  sys::path::append(File, "compile_commands.json");
  if (!sys::fs::exists(File))
    return ("no compile_commands.json in '" + Folder +
            "', and no .sln, .slnx or .vcxproj")
        .str();
  StringRef Json = Loaders.split("json-compilation-database: ").second;
  return ("cannot read '" + File + "': " + Json.split('\n').first).str();
}

void sortUnique(std::vector<std::string> &Names) {
  llvm::sort(Names);
  Names.erase(llvm::unique(Names), Names.end());
}

/// A compilation database, and the folder to which the folders in it are
/// relative; or what Visual Studio builds.
struct Database {
  std::unique_ptr<CompilationDatabase> Loaded;
  std::string Folder;
  std::optional<msbuild::Build> Projects;
};

Error loadProjects(StringRef File, const Request &R, Database &D) {
  Expected<msbuild::Build> B = loadProject(File, R.MSBuild);
  if (!B)
    return B.takeError();
  D.Projects = std::move(*B);
  return Error::success();
}

/// That of \p Path: a folder, which may have one of either kind, or a project
/// or solution. Nothing is loaded if there is none; then \p Why says so.
Expected<Database> databaseIn(StringRef Path, const Request &R,
                              std::string &Why) {
  Database D;
  D.Folder = Path.str();
  if (msbuild::isProjectFile(Path) && !sys::fs::is_directory(Path)) {
    if (Error E = loadProjects(Path, R, D))
      return E;
    return D;
  }
  D.Loaded = CompilationDatabase::loadFromDirectory(Path, Why);
  SmallString<128> Json(Path);
  sys::path::append(Json, "compile_commands.json");
  if (D.Loaded || sys::fs::exists(Json))
    return D;
  Expected<std::optional<std::string>> File = msbuild::projectIn(Path);
  if (!File)
    return File.takeError();
  if (*File)
    if (Error E = loadProjects(**File, R, D))
      return E;
  return D;
}

/// That of the nearest folder, \p Folder or one above it, that has one.
Expected<Database> databaseAbove(StringRef Folder, const Request &R) {
  std::string Why;
  for (; !Folder.empty(); Folder = sys::path::parent_path(Folder)) {
    Expected<Database> D = databaseIn(Folder, R, Why);
    if (!D || D->Loaded || D->Projects)
      return D;
  }
  return Database();
}

/// The folder that \p Files, which are sorted, are all in or below.
StringRef commonFolder(ArrayRef<std::string> Files) {
  StringRef Folder = sys::path::parent_path(Files.front());
  auto IsIn = [](StringRef File, StringRef Folder) {
    for (; !File.empty() && File != Folder; File = sys::path::parent_path(File))
      ;
    return !File.empty();
  };
  while (!Folder.empty() &&
         !all_of(Files, [&](StringRef F) { return IsIn(F, Folder); }))
    Folder = sys::path::parent_path(Folder);
  return Folder;
}

/// One for all of \p Files; if there is none above them all, that of the first.
Expected<Database> databaseFor(ArrayRef<std::string> Files, const Request &R) {
  Expected<Database> D = databaseAbove(commonFolder(Files), R);
  if (!D || D->Loaded || D->Projects)
    return D;
  return databaseAbove(sys::path::parent_path(Files.front()), R);
}

/// The commands of \p D by the full path of their file; of several for one file
/// the first: a file that is built several times is one part of one driver
/// here. Their folders are made absolute, as Clang's libraries want them.
std::map<std::string, CompileCommand> commandsIn(const Database &D) {
  std::map<std::string, CompileCommand> Result;
  for (CompileCommand &C : D.Loaded->getAllCompileCommands()) {
    C.Directory = fullPath(D.Folder, C.Directory);
    Result.try_emplace(fullPath(C.Directory, C.Filename), std::move(C));
  }
  return Result;
}

Error checkNamed(ArrayRef<std::string> Files, StringRef Root,
                 const std::map<std::string, CompileCommand> &Listed) {
  for (const std::string &F : Files) {
    if (sys::fs::is_directory(F))
      return createStringError("'" + F +
                               "' is a folder: name the sources in it");
    if (!sys::fs::exists(F) && !Listed.count(fullPath(Root, F)))
      return createStringError("no such file: '" + F + "'");
  }
  return Error::success();
}

/// What \p B compiles of \p Files, or all if there are none.
Expected<ToCompile> commandsOf(const msbuild::Build &B,
                               ArrayRef<std::string> Files, StringRef Root) {
  ToCompile Result;
  std::map<std::vector<std::string>, size_t> Positions;
  StringSet<> Compiled;
  for (const msbuild::Image &I : B.Images) {
    LinkedImage &Linked = Result.Images.emplace_back();
    Linked.Name = I.Name;
    for (const msbuild::Diagnostic &D : I.Problems)
      Linked.Problems.push_back(
          {relativeTo(Root, D.Where.File),
           (D.Where.Line == 0 ? ""
                              : "line " + std::to_string(D.Where.Line) + ": ") +
               D.Message});
    for (const msbuild::Compile &C : I.Compiles) {
      if (!Files.empty() && !is_contained(Files, C.File))
        continue;
      Compiled.insert(C.File);
      auto [It, New] = Positions.try_emplace(C.Command, Result.Commands.size());
      if (New)
        Result.Commands.push_back(toCompileCommand(C));
      Linked.Commands.push_back(It->second);
    }
  }
  for (const std::string &F : Files)
    if (!Compiled.contains(F))
      return createStringError("no project compiles '" + relativeTo(Root, F) +
                               "'");
  for (msbuild::Diagnostic D : B.Diags) {
    if (sys::path::is_absolute(D.Where.File))
      D.Where.File = relativeTo(Root, D.Where.File);
    Result.Said.push_back(std::move(D));
  }
  return Result;
}

} // namespace

bool isSummary(StringRef File) { return File.ends_with(".nmrsum"); }

Expected<ToCompile> compileCommands(const Request &R, StringRef Root) {
  Database Given;
  std::map<std::string, CompileCommand> Listed;
  if (!R.BuildDir.empty()) {
    if (R.Flags)
      return createStringError("both -p and flags after '--': give one");
    std::string Why;
    Expected<Database> D = databaseIn(fullPath(Root, R.BuildDir), R, Why);
    if (!D)
      return D.takeError();
    if (!D->Loaded && !D->Projects)
      return createStringError(
          whyUnusable(R.BuildDir, Why) +
          "\nname the folder that holds compile_commands.json with -p, or a "
          ".vcxproj, .sln or .slnx, or give the compiler's flags after '--'");
    Given = std::move(*D);
    if (Given.Loaded)
      Listed = commandsIn(Given);
  }

  std::vector<std::string> Named;
  for (const std::string &S : R.Sources)
    if (R.Do == Mode::Extract || !isSummary(S))
      Named.push_back(S);
  if (Error E = checkNamed(Named, Root, Listed))
    return E;
  std::vector<std::string> Files;
  for (const std::string &F : Named)
    Files.push_back(fullPath(Root, F));
  sortUnique(Files);
  if (!Files.empty() && !R.Flags && R.BuildDir.empty()) {
    Expected<Database> D = databaseFor(Files, R);
    if (!D)
      return D.takeError();
    if (!D->Loaded && !D->Projects)
      return createStringError(
          "no compile_commands.json, .sln, .slnx or .vcxproj in a folder above "
          "'" +
          relativeTo(Root, Files.front()) +
          "': name its folder with -p, or give the compiler's flags after "
          "'--'");
    Given = std::move(*D);
    if (Given.Loaded)
      Listed = commandsIn(Given);
  }
  if (Given.Projects)
    return commandsOf(*Given.Projects, Files, Root);

  if (R.Sources.empty()) {
    if (!Given.Loaded)
      return createStringError("nothing to scan: name source files, or a build "
                               "folder or project with -p");
    for (const auto &[File, Command] : Listed)
      if (isSource(File))
        Files.push_back(File);
    if (Files.empty())
      return createStringError("the compilation database in '" + R.BuildDir +
                               "' lists no C or C++ file");
  }

  ToCompile Result;
  for (const std::string &F : Files) {
    if (auto It = Listed.find(F); It != Listed.end()) {
      Result.Commands.push_back(It->second);
      continue;
    }
    // A database may guess, from the commands of other files or from flags
    // that are the same for all.
    const CompilationDatabase &Guess = R.Flags ? *R.Flags : *Given.Loaded;
    std::vector<CompileCommand> Of = Guess.getCompileCommands(F);
    if (Of.empty())
      return createStringError("the compilation database has no command for '" +
                               relativeTo(Root, F) + "'");
    Of.front().Directory = fullPath(R.Flags ? Root : StringRef(Given.Folder),
                                    Of.front().Directory);
    Result.Commands.push_back(std::move(Of.front()));
  }
  return Result;
}

void writeCommands(ArrayRef<CompileCommand> Commands, raw_ostream &OS) {
  json::OStream J(OS, /*IndentSize=*/2);
  J.array([&] {
    for (const CompileCommand &C : Commands)
      J.object([&] {
        J.attribute("directory", C.Directory);
        J.attribute("file", C.Filename);
        J.attributeArray("arguments", [&] {
          for (const std::string &Argument : C.CommandLine)
            J.value(Argument);
        });
      });
  });
  OS << '\n';
}

} // namespace nmr
