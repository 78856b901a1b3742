//===- Extraction.cpp - The parts of a driver, in parallel ----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extraction.h"
#include "Frontend.h"
#include "Protocol/Protocol.h"
#include "Summary/File.h"
#include "Summary/Text.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/ThreadPool.h"

using namespace llvm;
using clang::tooling::CompileCommand;

namespace nmr {
namespace {

/// What Clang's driver and preprocessor read from the environment.
constexpr StringLiteral Variables[] = {"CPATH",
                                       "C_INCLUDE_PATH",
                                       "CPLUS_INCLUDE_PATH",
                                       "OBJC_INCLUDE_PATH",
                                       "OBJCPLUS_INCLUDE_PATH",
                                       "INCLUDE",
                                       "EXTERNAL_INCLUDE",
                                       "PATH",
                                       "HOME",
                                       "SDKROOT",
                                       "SYSROOT",
                                       "GCC_EXEC_PREFIX",
                                       "COMPILER_PATH",
                                       "CCC_OVERRIDE_OPTIONS",
                                       "SOURCE_DATE_EPOCH",
                                       "VCToolsInstallDir",
                                       "VCINSTALLDIR",
                                       "VSINSTALLDIR",
                                       "WindowsSdkDir",
                                       "WindowsSDKVersion",
                                       "UniversalCRTSdkDir",
                                       "UCRTVersion"};

std::string commandKey(StringRef ToolKey, StringRef Root,
                       const CompileCommand &Command) {
  std::string Key(ToolKey);
  appendToKey(Key, fullPath(Root, Command.Directory));
  appendToKey(Key, Command.Filename);
  for (const std::string &Argument : Command.CommandLine)
    appendToKey(Key, Argument);
  return checksum(Key);
}

std::vector<std::string> filesIn(const Dependencies &Read) {
  std::vector<std::string> Files;
  for (const auto &[Path, D] : Read)
    if (D.State == PathState::Content)
      Files.push_back(Path);
  return Files;
}

/// Runs \p Do for the numbers below \p N.
void inParallel(unsigned Jobs, size_t N, function_ref<void(size_t)> Do) {
  ThreadPoolStrategy Strategy = hardware_concurrency(Jobs);
  Strategy.ThreadsRequested =
      std::min<size_t>(Strategy.compute_thread_count(), std::max<size_t>(N, 1));
  DefaultThreadPool Pool(Strategy);
  for (size_t I = 0; I != N; ++I)
    Pool.async([Do, I] { Do(I); });
  Pool.wait();
}

} // namespace

void appendToKey(std::string &Key, StringRef Text) {
  Key += std::to_string(Text.size());
  Key += ':';
  Key += Text;
}

std::string toolKey(StringRef Root, const Protocols &By) {
  static const char Anchor = 0;
  const std::string Tool =
      sys::fs::getMainExecutable(nullptr, const_cast<char *>(&Anchor));
  std::string Key;
  appendToKey(Key, NMR_VERSION);
  appendToKey(Key, clang::getClangFullVersion());
  appendToKey(Key, std::to_string(SummaryVersion));
  auto Bytes = MemoryBuffer::getFile(Tool, /*IsText=*/false,
                                     /*RequiresNullTerminator=*/false);
  appendToKey(Key, Bytes ? checksum((*Bytes)->getBuffer()) : "");
  appendToKey(Key, Root);
  appendToKey(Key, By.userText());
  for (StringRef Name : Variables) {
    std::optional<std::string> Value = sys::Process::GetEnv(Name);
    appendToKey(Key, Value ? "=" + *Value : "");
  }
  return Key;
}

std::vector<Part> extractAll(ArrayRef<CompileCommand> Commands,
                             const Extraction &How, Progress &Shown,
                             std::optional<std::string> &Warning) {
  const std::string Tool =
      How.Known ? toolKey(How.Root, How.By) : std::string();
  std::vector<Part> Parts(Commands.size());
  std::mutex Guard;
  bool Stored = false;

  inParallel(How.Jobs, Commands.size(), [&](size_t I) {
    const CompileCommand &Command = Commands[I];
    Part &P = Parts[I];
    P.Name = sourceName(Command, How.Root);
    std::string Key;
    if (How.Known) {
      Key = commandKey(Tool, How.Root, Command);
      if (std::optional<Cache::Hit> Hit = How.Known->find(Key)) {
        P.S = std::move(Hit->S);
        P.Content = std::move(Hit->Hash);
        P.Files = filesIn(Hit->Read);
        Shown.done(P.Name, Progress::Outcome::Cached);
        return;
      }
    }
    auto Files = makeIntrusiveRefCnt<RecordingFileSystem>(
        IntrusiveRefCntPtr<vfs::FileSystem>(
            vfs::createPhysicalFileSystem().release()));
    Expected<Summary> S = extractFile(Command, How.Root, Files, How.By);
    P.Files = filesIn(Files->recorded());
    if (!S) {
      P.Analysed = false;
      P.S.MainFiles.push_back(P.Name);
      P.S.Failures.push_back({P.Name, toString(S.takeError())});
      P.Content = checksum(textOf(P.S));
      Shown.done(P.Name, Progress::Outcome::Failed);
      return;
    }
    P.S = std::move(*S);
    Shown.done(P.Name, Progress::Outcome::Extracted);
    if (!How.Known)
      return;
    Expected<std::string> Hash =
        Files->changedMeanwhile()
            ? checksum(textOf(P.S))
            : How.Known->store(Key, Files->recorded(), P.S);
    std::lock_guard Lock(Guard);
    Stored = true;
    if (Hash)
      P.Content = std::move(*Hash);
    else
      Warning = "the cache can't be written to: " + toString(Hash.takeError());
  });
  if (Stored)
    How.Known->prune();
  return Parts;
}

Error writeDepFile(StringRef File, StringRef Target,
                   ArrayRef<std::string> Files) {
  auto Quoted = [](StringRef Name) {
    std::string Text;
    for (char C : Name) {
      if (C == ' ' || C == '#' || C == '\\')
        Text += '\\';
      else if (C == '$')
        Text += '$';
      Text += C;
    }
    return Text;
  };
  Error E = writeToOutput(File, [&](raw_ostream &OS) {
    OS << Quoted(Target) << ':';
    for (const std::string &F : Files)
      OS << " \\\n  " << Quoted(F);
    OS << '\n';
    return Error::success();
  });
  return E ? createFileError(File, std::move(E)) : Error::success();
}

/// Runs \p Do for the numbers below \p N, and returns what it says is wrong.
static Error collectErrors(unsigned Jobs, size_t N,
                           function_ref<Error(size_t)> Do) {
  std::vector<std::string> Errors(N);
  inParallel(Jobs, N, [&](size_t I) { Errors[I] = toString(Do(I)); });
  erase_if(Errors, [](const std::string &E) { return E.empty(); });
  return Errors.empty() ? Error::success()
                        : createStringError(join(Errors, "\n"));
}

Expected<std::vector<Part>> openAll(ArrayRef<std::string> Files,
                                    unsigned Jobs) {
  std::vector<Part> Parts(Files.size());
  Error E = collectErrors(Jobs, Files.size(), [&](size_t I) -> Error {
    ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
        MemoryBuffer::getFile(Files[I]);
    if (!Buffer)
      return createFileError(Files[I], Buffer.getError());
    Parts[I].Name = Files[I];
    Parts[I].Content = checksum((*Buffer)->getBuffer());
    Parts[I].Unread = std::move(*Buffer);
    return Error::success();
  });
  if (E)
    return E;
  return Parts;
}

Error readRest(MutableArrayRef<Part> Parts, unsigned Jobs) {
  return collectErrors(Jobs, Parts.size(), [&](size_t I) -> Error {
    Part &P = Parts[I];
    if (!P.Unread)
      return Error::success();
    Expected<Summary> S = readSummary(*P.Unread);
    if (!S)
      return S.takeError();
    P.S = std::move(*S);
    P.Unread.reset();
    return Error::success();
  });
}

} // namespace nmr
