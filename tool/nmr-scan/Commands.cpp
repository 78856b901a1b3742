//===- Commands.cpp - What is to be compiled ------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Frontend.h"
#include "clang/Driver/Types.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
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
    return ("no compile_commands.json in '" + Folder + "'").str();
  StringRef Json = Loaders.split("json-compilation-database: ").second;
  return ("cannot read '" + File + "': " + Json.split('\n').first).str();
}

void sortUnique(std::vector<std::string> &Names) {
  llvm::sort(Names);
  Names.erase(llvm::unique(Names), Names.end());
}

/// A compilation database, and the folder to which the folders in it are
/// relative.
struct Database {
  std::unique_ptr<CompilationDatabase> Loaded;
  std::string Folder;
};

/// That of the nearest folder above \p File that has one.
Database databaseAbove(StringRef File) {
  Database D;
  std::string Why;
  for (StringRef Folder = sys::path::parent_path(File);
       !D.Loaded && !Folder.empty(); Folder = sys::path::parent_path(Folder)) {
    D.Loaded = CompilationDatabase::loadFromDirectory(Folder, Why);
    D.Folder = Folder.str();
  }
  return D;
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

} // namespace

bool isSummary(StringRef File) { return File.ends_with(".nmrsum"); }

Expected<std::vector<CompileCommand>> compileCommands(const Request &R,
                                                      StringRef Root) {
  Database Given;
  std::map<std::string, CompileCommand> Listed;
  if (!R.BuildDir.empty()) {
    if (R.Flags)
      return createStringError("both -p and flags after '--': give one");
    std::string Message;
    Given.Folder = fullPath(Root, R.BuildDir);
    Given.Loaded =
        CompilationDatabase::loadFromDirectory(Given.Folder, Message);
    if (!Given.Loaded)
      return createStringError(whyUnusable(R.BuildDir, Message) +
                               "\nname the folder that holds "
                               "compile_commands.json with -p, or give the "
                               "compiler's flags after '--'");
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
  if (R.Sources.empty()) {
    if (!Given.Loaded)
      return createStringError("nothing to scan: name source files, or a build "
                               "folder with -p");
    for (const auto &[File, Command] : Listed)
      if (isSource(File))
        Files.push_back(File);
    if (Files.empty())
      return createStringError("the compilation database in '" + R.BuildDir +
                               "' lists no C or C++ file");
  }
  sortUnique(Files);

  std::vector<CompileCommand> Result;
  for (const std::string &F : Files) {
    if (!R.Flags && !Given.Loaded) {
      Given = databaseAbove(F);
      if (!Given.Loaded)
        return createStringError(
            "no compile_commands.json in a folder above '" +
            relativeTo(Root, F) +
            "': name its folder with -p, or give the compiler's flags after "
            "'--'");
      Listed = commandsIn(Given);
    }
    if (auto It = Listed.find(F); It != Listed.end()) {
      Result.push_back(It->second);
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
    Result.push_back(std::move(Of.front()));
  }
  return Result;
}

} // namespace nmr
