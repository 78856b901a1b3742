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

Error checkNamed(ArrayRef<std::string> Files, StringRef Root,
                 ArrayRef<std::string> Listed) {
  for (const std::string &F : Files) {
    if (sys::fs::is_directory(F))
      return createStringError("'" + F +
                               "' is a folder: name the sources in it");
    if (!sys::fs::exists(F) && !is_contained(Listed, fullPath(Root, F)))
      return createStringError("no such file: '" + F + "'");
  }
  return Error::success();
}

} // namespace

bool isSummary(StringRef File) { return File.ends_with(".nmrsum"); }

Expected<std::vector<CompileCommand>> compileCommands(const Request &R,
                                                      StringRef Root) {
  std::string Message;
  std::unique_ptr<CompilationDatabase> Loaded;
  const CompilationDatabase *Database = R.Flags.get();
  if (!R.BuildDir.empty()) {
    if (Database)
      return createStringError("both -p and flags after '--': give one");
    Loaded = CompilationDatabase::loadFromDirectory(R.BuildDir, Message);
    Database = Loaded.get();
    if (!Database)
      return createStringError(whyUnusable(R.BuildDir, Message) +
                               "\nname the folder that holds "
                               "compile_commands.json with -p, or give the "
                               "compiler's flags after '--'");
  }

  std::vector<std::string> Listed;
  if (Database)
    for (const std::string &F : Database->getAllFiles())
      if (isSource(F))
        Listed.push_back(fullPath(Root, F));
  sortUnique(Listed);

  std::vector<std::string> Named;
  for (const std::string &S : R.Sources)
    if (R.Do == Mode::Extract || !isSummary(S))
      Named.push_back(S);
  if (Error E = checkNamed(Named, Root, Listed))
    return E;
  if (R.Sources.empty()) {
    if (!Database)
      return createStringError("nothing to scan: name source files, or a build "
                               "folder with -p");
    if (Listed.empty())
      return createStringError("the compilation database in '" + R.BuildDir +
                               "' lists no C or C++ file");
  }
  std::vector<std::string> Files;
  for (const std::string &F : Named)
    Files.push_back(fullPath(Root, F));
  if (R.Sources.empty())
    Files = Listed;
  sortUnique(Files);

  std::vector<CompileCommand> Result;
  for (const std::string &F : Files) {
    if (!Database) {
      Loaded = CompilationDatabase::autoDetectFromSource(F, Message);
      Database = Loaded.get();
    }
    if (!Database)
      return createStringError(
          "no compile_commands.json in a folder above '" + relativeTo(Root, F) +
          "': name its folder with -p, or give the compiler's flags after "
          "'--'");
    std::vector<CompileCommand> Of = Database->getCompileCommands(F);
    if (Of.empty())
      return createStringError("the compilation database has no command for '" +
                               relativeTo(Root, F) + "'");
    // A file that is built several times is one part of one driver here.
    Result.push_back(std::move(Of.front()));
  }
  return Result;
}

} // namespace nmr
