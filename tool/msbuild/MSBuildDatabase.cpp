//===- MSBuildDatabase.cpp - Projects as compilation databases ------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuildDatabase.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include <map>

using namespace llvm;
using clang::tooling::CompilationDatabase;
using clang::tooling::CompileCommand;
namespace path = llvm::sys::path;

namespace nmr {
namespace {

class MSBuildDatabase : public CompilationDatabase {
public:
  explicit MSBuildDatabase(const msbuild::Build &B) {
    for (const msbuild::Image &I : B.Images)
      for (const msbuild::Compile &C : I.Compiles) {
        std::vector<CompileCommand> &Of = ByFile[C.File];
        CompileCommand Command = toCompileCommand(C);
        // A library that several images link is compiled once.
        if (!is_contained(Of, Command))
          Of.push_back(std::move(Command));
      }
  }

  std::vector<CompileCommand>
  getCompileCommands(StringRef File) const override {
    SmallString<256> Path(File);
    path::remove_dots(Path, /*remove_dot_dot=*/true);
    auto It = ByFile.find(std::string(Path));
    return It == ByFile.end() ? std::vector<CompileCommand>() : It->second;
  }

  std::vector<std::string> getAllFiles() const override {
    std::vector<std::string> Result;
    for (const auto &[File, Commands] : ByFile)
      Result.push_back(File);
    return Result;
  }

private:
  std::map<std::string, std::vector<CompileCommand>> ByFile;
};

/// Our headers, where an installation has them.
std::string ownHeaders() {
  static const char Anchor = 0;
  SmallString<256> Folder(path::parent_path(
      sys::fs::getMainExecutable(nullptr, const_cast<char *>(&Anchor))));
  path::append(Folder, "..", "share", "nmr-tidy", "wdk");
  path::remove_dots(Folder, /*remove_dot_dot=*/true);
  return std::string(Folder);
}

std::optional<std::string> variable(StringRef Name) {
  return sys::Process::GetEnv(Name);
}

} // namespace

msbuild::BuildOptions buildOptionsFromEnvironment() {
  msbuild::BuildOptions Options;
  Options.Configuration = variable("NMR_VS_CONFIGURATION").value_or("");
  Options.Platform = variable("NMR_VS_PLATFORM").value_or("");
  Options.Wdk = variable("NMR_WDK").value_or("");
  Options.OwnHeaders = ownHeaders();
  Options.Env = variable;
  return Options;
}

CompileCommand toCompileCommand(const msbuild::Compile &C) {
  return CompileCommand(C.Folder, C.File, C.Command, /*Output=*/"");
}

std::unique_ptr<CompilationDatabase> toDatabase(const msbuild::Build &B) {
  return clang::tooling::inferMissingCompileCommands(
      std::make_unique<MSBuildDatabase>(B));
}

} // namespace nmr
