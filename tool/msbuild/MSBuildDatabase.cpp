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
    Hash.update(S.Written + "\n" + S.Include + "\n" +
                (S.IsSystem ? "system\n" : "user\n"));
  return toHex(Hash.final(), /*LowerCase=*/true);
}

/// Writes a file for each of \p Spellings below \p Folder, in `user` or in
/// `system`: a header of the user's must not become one of the system's.
Error writeForwarders(ArrayRef<msbuild::Spelling> Spellings, StringRef Folder) {
  for (const msbuild::Spelling &S : Spellings) {
    SmallString<256> File(Folder);
    path::append(File, S.IsSystem ? "system" : "user", S.Written);
    path::remove_dots(File, /*remove_dot_dot=*/true);
    // A name with dots may lead elsewhere.
    if (!StringRef(File).starts_with(Folder) || sys::fs::exists(File))
      continue;
    if (std::error_code E =
            sys::fs::create_directories(path::parent_path(File)))
      return createFileError(File, E);
    if (Error E = writeToOutput(File, [&](raw_ostream &OS) {
          OS << "#include " << S.Include << '\n';
          return Error::success();
        }))
      return createFileError(File, std::move(E));
  }
  return Error::success();
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
  if (!B || B->Spellings.empty())
    return B;
  SmallString<256> Folder;
  Error E = Error::success();
  if (path::cache_directory(Folder)) {
    path::append(Folder, "nmr-tidy", "spellings", nameOf(B->Spellings));
    E = joinErrors(std::move(E), writeForwarders(B->Spellings, Folder));
  } else {
    E = joinErrors(std::move(E),
                   createStringError("there is no folder for a user's caches"));
  }
  if (E) {
    msbuild::Diagnostic D;
    D.Kind = msbuild::Severity::Warning;
    D.Message = "headers are included in another case than their files have, "
                "such as '" +
                B->Spellings.front().Written +
                "', and will not be found: " + toString(std::move(E));
    B->Diags.push_back(std::move(D));
    return B;
  }
  for (msbuild::Image &I : B->Images)
    for (msbuild::Compile &C : I.Compiles)
      C.Command.insert(C.Command.end() - 2,
                       {"-I" + (Folder + "/user").str(), "-external:I",
                        (Folder + "/system").str()});
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
