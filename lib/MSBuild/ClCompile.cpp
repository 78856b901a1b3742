//===- ClCompile.cpp - How a source is compiled ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/ClCompile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {
namespace {

/// A value of a setting, and the option that it is.
struct Option {
  StringLiteral Setting;
  StringLiteral Value;
  StringLiteral Flag;
};

/// Settings of ClCompile that decide over the language, or over the layout and
/// the meaning of what is declared.
constexpr Option Options[] = {
    {"ExceptionHandling", "Sync", "-EHsc"},
    {"ExceptionHandling", "SyncCThrow", "-EHs"},
    {"ExceptionHandling", "Async", "-EHa"},
    {"RuntimeTypeInfo", "true", "-GR"},
    {"RuntimeTypeInfo", "false", "-GR-"},
    {"TreatWChar_tAsBuiltInType", "true", "-Zc:wchar_t"},
    {"TreatWChar_tAsBuiltInType", "false", "-Zc:wchar_t-"},
    {"ConformanceMode", "true", "-permissive-"},
    {"ConformanceMode", "false", "-permissive"},
    {"StructMemberAlignment", "1Byte", "-Zp1"},
    {"StructMemberAlignment", "2Bytes", "-Zp2"},
    {"StructMemberAlignment", "4Bytes", "-Zp4"},
    {"StructMemberAlignment", "8Bytes", "-Zp8"},
    {"StructMemberAlignment", "16Bytes", "-Zp16"},
    {"RuntimeLibrary", "MultiThreaded", "-MT"},
    {"RuntimeLibrary", "MultiThreadedDebug", "-MTd"},
    {"RuntimeLibrary", "MultiThreadedDLL", "-MD"},
    {"RuntimeLibrary", "MultiThreadedDebugDLL", "-MDd"},
    {"IgnoreStandardIncludePath", "true", "-X"},
};

/// Those that do nothing but with Microsoft's target, or that mingw-w64's
/// headers do not take.
constexpr StringLiteral MicrosoftOnly[] = {"-permissive-", "-permissive",
                                           "-Zc:wchar_t-"};

/// The same for 32 bits only: elsewhere there is one calling convention.
constexpr Option OptionsOf32Bits[] = {
    {"CallingConvention", "Cdecl", "-Gd"},
    {"CallingConvention", "FastCall", "-Gr"},
    {"CallingConvention", "StdCall", "-Gz"},
    {"CallingConvention", "VectorCall", "-Gv"},
};

/// Of AdditionalOptions, what decides how a source is parsed. The others, of
/// which clang-cl does not know all, are left out; so is what would have Clang
/// load or write a file.
constexpr StringLiteral ParsedFlags[] = {
    "J", "X", "TC", "TP", "permissive", "permissive-", "kernel", "kernel-"};
constexpr StringLiteral ParsedPrefixes[] = {"D",  "U",  "Zc:", "EH",
                                            "GR", "Zp", "vd",  "fms-"};

struct Processor {
  StringRef Name; ///< As a target has it.
  bool Is32Bit = false;
};

Processor processorOf(const Project &P) {
  return StringSwitch<Processor>(P.property("Platform"))
      .CaseLower("arm64", {"aarch64"})
      .CaseLower("arm64ec", {"arm64ec"})
      .CaseLower("arm", {"thumbv7", true})
      .CaseLower("win32", {"i686", true})
      .CaseLower("x86", {"i686", true})
      .Default({"x86_64"});
}

class CommandBuilder {
public:
  CommandBuilder(const Project &P, const Item &Source, const Kit &K,
                 FileLookup &Files)
      : P(P), Source(Source), K(K), Files(Files) {}

  ClCommand build() {
    add({"clang-cl", "--driver-mode=cl", "-c"});
    target();
    language();
    for (const Option &O : Options)
      option(O);
    if (processorOf(P).Is32Bit)
      for (const Option &O : OptionsOf32Bits)
        option(O);
    if (setting("DefaultCharIsUnsigned") == "true")
      add({"-J"});
    macros();
    folders();
    Forced = list("ForcedIncludeFiles");
    additionalOptions();
    // They are looked up in all folders, wherever on the line they are.
    for (const std::string &File : Forced)
      add({"-FI" + forcedInclude(File)});
    add({"--", Files.resolve(P.Folder, unescape(Source.Include))});
    return std::move(Result);
  }

private:
  void add(std::initializer_list<std::string> Words) {
    Result.Words.insert(Result.Words.end(), Words);
  }

  std::string setting(StringRef Name) const {
    return unescape(StringRef(P.metadata(Source, Name)).trim());
  }

  std::vector<std::string> list(StringRef Name) const {
    std::vector<std::string> Result;
    for (const std::string &Entry : splitList(P.metadata(Source, Name)))
      // What was inherited where there is nothing to inherit.
      if (!StringRef(Entry).starts_with("%("))
        Result.push_back(unescape(Entry));
    return Result;
  }

  void option(const Option &O) {
    if (StringRef(setting(O.Setting)).equals_insensitive(O.Value) &&
        (K.isWdk() || !is_contained(MicrosoftOnly, O.Flag)))
      add({O.Flag.str()});
  }

  void target() {
    const StringRef Name = processorOf(P).Name;
    if (K.isWdk()) {
      add({"--target=" + Name.str() + "-pc-windows-msvc"});
      return;
    }
    // Microsoft's language, as a compiler that passes for GCC with mingw-w64's
    // headers. Without a version, Clang takes one of before C++11.
    add({"--target=" + (isOtherProcessor(P, K) ? "x86_64" : Name.str()) +
             "-w64-mingw32",
         "-fms-extensions", "-fms-compatibility",
         "-fms-compatibility-version=19.40", "/clang:-fgnuc-version=4.2.1"});
  }

  bool isC() const {
    const std::string As = setting("CompileAs");
    if (As == "CompileAsC" || As == "CompileAsCpp")
      return As == "CompileAsC";
    return path::extension(nativePath(Source.Include)).equals_insensitive(".c");
  }

  void language() {
    const std::string As = setting("CompileAs");
    if (As == "CompileAsC")
      add({"-TC"});
    else if (As == "CompileAsCpp")
      add({"-TP"});
    StringRef Setting = isC() ? "LanguageStandard_C" : "LanguageStandard";
    std::string Standard = setting(Setting);
    // stdc17, stdcpp17, stdcpplatest.
    if (StringRef Rest = Standard; Rest.consume_front("std")) {
      if (Rest.consume_front("cpp"))
        standard(("c++" + Rest).str());
      else
        standard(Rest);
    }
  }

  /// \p Name: as behind cl's -std:. clang-cl does not know the newest ones, and
  /// heeds none of them for mingw-w64.
  void standard(StringRef Name) {
    // Options are given for files of both languages.
    if (Name.starts_with("c++") == isC())
      return;
    if (Name.consume_back("latest") || Name.consume_back("23preview"))
      add({("/clang:-std=" + Name + "23").str()});
    else
      add({("/clang:-std=" + Name).str()});
  }

  void macros() {
    for (const std::string &Definition : list("PreprocessorDefinitions"))
      add({"-D" + withoutEscapedQuotes(Definition)});
    for (const std::string &Name : list("UndefinePreprocessorDefinitions"))
      add({"-U" + Name});
    if (isOtherProcessor(P, K))
      add({"-U_ARM64_", "-UARM64", "-D_AMD64_", "-DAMD64"});
  }

  /// Projects quote a quote or not, for the command line that it goes into.
  static std::string withoutEscapedQuotes(StringRef Text) {
    std::string Result;
    for (size_t I = 0; I != Text.size(); ++I)
      if (!Text.substr(I).starts_with("\\\""))
        Result += Text[I];
    return Result;
  }

  std::string folder(StringRef Path) {
    return Files.resolve(P.Folder, Path.trim("\""));
  }

  void folders() {
    for (const std::string &Folder : list("AdditionalIncludeDirectories"))
      userFolder(folder(Folder));
    // The folders that Visual Studio calls those of VC++.
    for (const std::string &Folder : splitList(P.Props.get("IncludePath")))
      userFolder(folder(unescape(Folder)));
    for (const std::string &Folder :
         splitList(P.Props.get("ExternalIncludePath")))
      systemFolder(folder(unescape(Folder)));
    for (const std::string &Folder : K.includeFolders(P, Files))
      if (!K.isWdk() && !K.Mingw.empty() &&
          StringRef(Folder).starts_with(K.Mingw))
        lastFolder(Folder);
      else
        systemFolder(Folder);
  }

  void userFolder(const std::string &Folder) {
    add({"-I" + Folder});
    Result.Search.User.push_back(Folder);
  }

  void systemFolder(const std::string &Folder) {
    add({"-external:I", Folder});
    Result.Search.System.push_back(Folder);
  }

  /// Behind the folders that Clang knows by itself: the headers of C++'s
  /// library go on to those of C by #include_next.
  void lastFolder(const std::string &Folder) {
    add({"/clang:-idirafter" + Folder});
    Result.Search.System.push_back(Folder);
  }

  std::string forcedInclude(StringRef File) {
    std::vector<std::string> Folders{P.Folder};
    append_range(Folders, Result.Search.User);
    append_range(Folders, Result.Search.System);
    for (const std::string &Folder : Folders)
      if (Files.isFile(Folder, File)) {
        Result.Search.Forced.push_back(Files.resolve(Folder, File));
        return Result.Search.Forced.back();
      }
    return nativePath(File);
  }

  void additionalOptions() {
    BumpPtrAllocator Memory;
    StringSaver Saver(Memory);
    SmallVector<const char *> Tokens;
    cl::TokenizeWindowsCommandLine(setting("AdditionalOptions"), Saver, Tokens);
    ArrayRef<const char *> Words = Tokens;
    while (!Words.empty()) {
      StringRef Word = takeFirst(Words);
      if (Word.consume_front("/") || Word.consume_front("-"))
        additionalOption(Word, Words);
    }
  }

  static StringRef takeFirst(ArrayRef<const char *> &Words) {
    const StringRef First = Words.front();
    Words = Words.drop_front();
    return First;
  }

  /// \p Rest: the words that follow, where some options have their value.
  void additionalOption(StringRef Word, ArrayRef<const char *> &Rest) {
    auto Value = [&](StringRef Joined) -> StringRef {
      if (!Joined.empty() || Rest.empty())
        return Joined;
      return takeFirst(Rest);
    };
    if (Word.consume_front("I"))
      userFolder(folder(Value(Word)));
    else if (Word.consume_front("imsvc") || Word.consume_front("external:I"))
      systemFolder(folder(Value(Word)));
    else if (Word.consume_front("FI"))
      Forced.push_back(Value(Word).str());
    else if (Word.consume_front("std:"))
      standard(Word);
    else if (Word == "D" || Word == "U")
      add({("-" + Word + Value("")).str()});
    else if (is_contained(ParsedFlags, Word) ||
             any_of(ParsedPrefixes,
                    [&](StringRef O) { return Word.starts_with(O); }))
      add({("-" + Word).str()});
  }

  const Project &P;
  const Item &Source;
  const Kit &K;
  FileLookup &Files;
  std::vector<std::string> Forced; ///< Includes before the source's own.
  ClCommand Result;
};

} // namespace

bool isOtherProcessor(const Project &P, const Kit &K) {
  const StringRef Name = processorOf(P).Name;
  return !K.isWdk() && Name != "x86_64" && Name != "i686";
}

ClCommand compileCommand(const Project &P, const Item &Source, const Kit &K,
                         FileLookup &Files) {
  return CommandBuilder(P, Source, K, Files).build();
}

} // namespace nmr::msbuild
