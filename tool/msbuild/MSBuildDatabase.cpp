//===- MSBuildDatabase.cpp - Projects as compilation databases ------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuildDatabase.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SHA1.h"
#include "llvm/Support/raw_ostream.h"
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

/// What decides over the content of the folder of \p Spellings, as a name.
std::string nameOf(ArrayRef<msbuild::Spelling> Spellings) {
  SHA1 Hash;
  for (const msbuild::Spelling &S : Spellings)
    Hash.update(S.Written + "\n" + S.Text + "\n" +
                (S.IsSystem ? "system\n" : "user\n"));
  return toHex(Hash.final(), /*LowerCase=*/true);
}

/// A folder below \p Folder from which `..` leads nowhere else, as often as one
/// of \p Spellings has it. Headers of the user must not become the system's.
std::string startOf(ArrayRef<msbuild::Spelling> Spellings, StringRef Folder,
                    bool IsSystem) {
  size_t Up = 0;
  for (const msbuild::Spelling &S : Spellings)
    Up = std::max(Up, StringRef(S.Written).count(".."));
  SmallString<256> Result(Folder);
  path::append(Result, IsSystem ? "system" : "user");
  for (; Up != 0; --Up)
    path::append(Result, "_");
  return std::string(Result);
}

/// Writes a file for each of \p Spellings below \p Folder.
Error writeForwarders(ArrayRef<msbuild::Spelling> Spellings, StringRef Folder) {
  for (const msbuild::Spelling &S : Spellings) {
    SmallString<256> File(startOf(Spellings, Folder, S.IsSystem));
    path::append(File, S.Written);
    // Of `a/../b.h`, the folder `a` must exist, too.
    if (std::error_code E =
            sys::fs::create_directories(path::parent_path(File)))
      return createFileError(File, E);
    if (sys::fs::exists(File))
      continue;
    if (Error E = writeToOutput(File, [&](raw_ostream &OS) {
          OS << S.Text;
          return Error::success();
        }))
      return createFileError(File, std::move(E));
  }
  return Error::success();
}

/// Where the user's cache has the files for \p Spellings, which it writes.
Expected<std::string> forwardersFor(ArrayRef<msbuild::Spelling> Spellings) {
  SmallString<256> Folder;
  if (!path::cache_directory(Folder))
    return createStringError("there is no folder for a user's caches");
  path::append(Folder, "nmr-tidy", "spellings", nameOf(Spellings));
  if (Error E = writeForwarders(Spellings, Folder))
    return E;
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

Expected<msbuild::Build> loadProject(StringRef Path,
                                     const msbuild::BuildOptions &Options) {
  Expected<msbuild::Build> B = msbuild::loadBuild(Path, Options);
  if (!B)
    return B;
  std::map<std::vector<msbuild::Spelling>, std::string> Folders;
  for (msbuild::Image &I : B->Images)
    for (msbuild::Compile &C : I.Compiles) {
      if (C.Spellings.empty())
        continue;
      auto [It, New] = Folders.try_emplace(C.Spellings);
      if (New) {
        Expected<std::string> Folder = forwardersFor(C.Spellings);
        if (!Folder) {
          msbuild::Diagnostic D;
          D.Kind = msbuild::Severity::Warning;
          D.Message =
              "headers that are generated, or included in another case than "
              "their files have, such as '" +
              C.Spellings.front().Written +
              "', will not be found: " + toString(Folder.takeError());
          B->Diags.push_back(std::move(D));
          return B;
        }
        It->second = std::move(*Folder);
      }
      C.Command.insert(C.Command.end() - 2,
                       {"-I" + startOf(C.Spellings, It->second, false),
                        "-external:I", startOf(C.Spellings, It->second, true)});
    }
  return B;
}

CompileCommand toCompileCommand(const msbuild::Compile &C) {
  return CompileCommand(C.Folder, C.File, C.Command, /*Output=*/"");
}

std::unique_ptr<CompilationDatabase> toDatabase(const msbuild::Build &B) {
  return clang::tooling::inferMissingCompileCommands(
      std::make_unique<MSBuildDatabase>(B));
}

} // namespace nmr
