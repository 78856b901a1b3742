//===- Kit.cpp - Where the system's headers are ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Kit.h"
#include "MSBuild/Functions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {
namespace {

/// Where packages put mingw-w64's headers.
constexpr StringLiteral MingwFolders[] = {
    "/usr/x86_64-w64-mingw32/include",
    "/usr/x86_64-w64-mingw32/sys-root/mingw/include",
    "/opt/homebrew/opt/mingw-w64/toolchain-x86_64/x86_64-w64-mingw32/include",
    "/usr/local/opt/mingw-w64/toolchain-x86_64/x86_64-w64-mingw32/include",
    "C:/msys64/mingw64/include",
    "C:/msys64/ucrt64/include"};

std::string below(StringRef Folder, const Twine &Name) {
  SmallString<256> Result(Folder);
  path::append(Result, Name);
  return std::string(Result);
}

bool versionLess(const std::string &A, const std::string &B) {
  // What is no version was left out.
  return compareVersions(A, B).value_or(0) < 0;
}

/// The versions in \p Folder with a subfolder \p Part, the oldest first.
std::vector<std::string> versionsIn(StringRef Folder, StringRef Part,
                                    FileLookup &Files) {
  std::vector<std::string> Result;
  for (const std::string &Name : Files.list(Files.resolve("/", Folder)))
    if (compareVersions(Name, Name) &&
        Files.isFolder(Folder, Part.empty() ? Name : Name + "/" + Part.str()))
      Result.push_back(Name);
  llvm::sort(Result, versionLess);
  return Result;
}

bool isKernelMode(const Project &P) {
  return StringRef(P.property("NmrKernelMode")).equals_insensitive("true");
}

/// Whether \p P is compiled or linked for the kernel, with a toolset that is
/// not the WDK's: its own settings say then where the kernel's headers are.
bool isKernelModeBySettings(const Project &P) {
  auto Setting = [&](StringRef Type, StringRef Name) {
    return unescape(P.Definitions.lookup(Type).lookup(Name));
  };
  SmallVector<StringRef> Options;
  const std::string All = Setting("clcompile", "additionaloptions");
  StringRef(All).split(Options, ' ', -1, /*KeepEmpty=*/false);
  const std::string Driver = Setting("link", "driver");
  return is_contained(Options, "/kernel") || is_contained(Options, "-kernel") ||
         (!Driver.empty() && !StringRef(Driver).equals_insensitive("NotSet"));
}

} // namespace

std::string Kit::versionFor(const Project &P) const {
  for (StringRef Name :
       {"WindowsTargetPlatformVersion", "TargetPlatformVersion"})
    if (is_contained(Versions, P.property(Name)))
      return P.property(Name);
  return Versions.empty() ? "" : Versions.back();
}

std::vector<std::string> Kit::includeFolders(const Project &P,
                                             FileLookup &Files) const {
  std::vector<std::string> Result;
  bool Kernel = isKernelMode(P);
  if (!isWdk()) {
    // What the project says of the WDK's folders leads nowhere here.
    Kernel = Kernel || isKernelModeBySettings(P);
    if (Kernel && !OwnHeaders.empty())
      Result.push_back(OwnHeaders);
    if (!Mingw.empty())
      Result.push_back(Mingw);
    if (Kernel && !Mingw.empty())
      Result.push_back(below(Mingw, "ddk"));
    return Result;
  }
  const std::string Include = below(Root, "Include");
  const std::string Of = below(Include, versionFor(P));
  std::vector<std::string> Wanted;
  const std::string DriverType = P.property("DriverType");
  if (DriverType == "KMDF" || DriverType == "UMDF") {
    const std::string All =
        below(Include, "wdf/" + StringRef(DriverType).lower());
    const std::string Asked = P.property(DriverType + "_VERSION_MAJOR") + "." +
                              P.property(DriverType + "_VERSION_MINOR");
    const std::vector<std::string> Known = versionsIn(All, "", Files);
    if (is_contained(Known, Asked))
      Wanted.push_back(below(All, Asked));
    else if (!Known.empty())
      Wanted.push_back(below(All, Known.back()));
  }
  constexpr StringLiteral KernelFolders[] = {"km/crt", "km", "shared"};
  constexpr StringLiteral UserFolders[] = {"ucrt", "um", "shared"};
  for (StringRef Name : Kernel ? KernelFolders : UserFolders)
    Wanted.push_back(below(Of, Name));
  llvm::append_range(Wanted, Compiler);
  for (const std::string &Folder : Wanted)
    if (Files.isFolder("/", Folder))
      Result.push_back(Files.resolve("/", Folder));
  return Result;
}

Expected<Kit> findKit(StringRef Wdk, StringRef OwnHeaders,
                      const Properties::Environment &Env, FileLookup &Files) {
  Kit K;
  auto Take = [&](StringRef Root) {
    const std::string Folder = Files.resolve("/", Root);
    K.Versions = versionsIn(below(Folder, "Include"), "km", Files);
    if (!K.Versions.empty())
      K.Root = Folder;
    return K.isWdk();
  };
  if (!Wdk.empty()) {
    if (!Take(Wdk))
      return createStringError("'" + Wdk +
                               "' holds no WDK: a folder Include/10.0.N.0/km "
                               "is expected in it");
  } else if (std::optional<std::string> Sdk = Env("WindowsSdkDir");
             !Sdk || !Take(*Sdk)) {
    for (StringRef Name : {"ProgramFiles(x86)", "ProgramFiles"})
      if (std::optional<std::string> Programs = Env(Name);
          Programs && !K.isWdk())
        Take(below(*Programs, "Windows Kits/10"));
  }
  if (std::optional<std::string> Tools = Env("VCToolsInstallDir"))
    K.Compiler.push_back(below(nativePath(*Tools), "include"));
  if (Files.isFolder("/", OwnHeaders))
    K.OwnHeaders = OwnHeaders.str();
  for (StringRef Folder : MingwFolders)
    if (K.Mingw.empty() && Files.isFolder("/", below(Folder, "ddk")))
      K.Mingw = Folder.str();
  return K;
}

} // namespace nmr::msbuild
