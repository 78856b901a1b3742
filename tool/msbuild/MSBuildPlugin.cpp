//===- MSBuildPlugin.cpp - -p driver.vcxproj, for Clang's tools -----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Linked into a program, this makes it take a project or a solution, or a
// folder that holds one, wherever Clang's libraries take the folder of a
// compilation database. A compile_commands.json in the same folder comes first.
//
// The program's command line is LLVM's, and knows these options when they are
// linked in; environment variables are for programs that run it without passing
// options on, such as run-clang-tidy.
//
//===----------------------------------------------------------------------===//

#include "MSBuildPlugin.h"
#include "MSBuildDatabase.h"
#include "clang/Tooling/CompilationDatabasePluginRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Registry.h"
#include "llvm/Support/WithColor.h"
#include <atomic>

using namespace llvm;
using clang::tooling::CompilationDatabase;

namespace nmr {
namespace {

cl::opt<std::string> Configuration(
    "vs-configuration", cl::value_desc("name"),
    cl::desc("Build configuration of a project or solution, such as Debug"));
cl::opt<std::string>
    Platform("vs-platform", cl::value_desc("name"),
             cl::desc("Platform of a project or solution, such as x64"));
cl::opt<std::string> Wdk("wdk", cl::value_desc("folder"),
                         cl::desc("The WDK that a project is compiled with"));

// Clang's registry makes the plugin by itself and hands on a database alone.
std::atomic<bool> FoundErrors = false;

void print(const msbuild::Diagnostic &D) {
  switch (D.Kind) {
  case msbuild::Severity::Note:
    WithColor::note(errs()) << D.text() << '\n';
    return;
  case msbuild::Severity::Warning:
    WithColor::warning(errs()) << D.text() << '\n';
    return;
  case msbuild::Severity::Error:
    FoundErrors = true;
    WithColor::error(errs()) << D.text() << '\n';
    return;
  }
}

class MSBuildPlugin : public clang::tooling::CompilationDatabasePlugin {
public:
  std::unique_ptr<CompilationDatabase>
  loadFromDirectory(StringRef Path, std::string &Message) override {
    std::string File = Path.str();
    if (!sys::fs::is_regular_file(Path)) {
      Expected<std::optional<std::string>> In = msbuild::projectIn(Path);
      if (!In) {
        Message = toString(In.takeError());
        return nullptr;
      }
      if (!*In) {
        Message = ("no .sln, .slnx or .vcxproj in '" + Path + "'").str();
        return nullptr;
      }
      File = **In;
    } else if (!msbuild::isProjectFile(Path)) {
      Message = ("'" + Path + "' is no .sln, .slnx or .vcxproj").str();
      return nullptr;
    }
    msbuild::BuildOptions Options = buildOptionsFromEnvironment();
    for (auto [Given, To] : {std::pair(&Configuration, &Options.Configuration),
                             std::pair(&Platform, &Options.Platform),
                             std::pair(&Wdk, &Options.Wdk)})
      if (Given->getNumOccurrences() != 0)
        *To = *Given;
    Expected<msbuild::Build> B = loadProject(File, Options);
    if (!B) {
      FoundErrors = true;
      Message = toString(B.takeError());
      return nullptr;
    }
    for (const msbuild::Diagnostic &D : B->Diags)
      print(D);
    return toDatabase(*B);
  }
};

const clang::tooling::CompilationDatabasePluginRegistry::Add<MSBuildPlugin>
    Registered("msbuild", "Reads Visual Studio's projects and solutions");

} // namespace

bool foundProjectErrors() { return FoundErrors; }

} // namespace nmr
