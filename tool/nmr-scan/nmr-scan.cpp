//===- nmr-scan.cpp - Judges a whole driver -------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Config.h"
#include "Extraction.h"
#include "Frontend.h"
#include "Report/Fingerprint.h"
#include "Report/Rules.h"
#include "Summary/File.h"
#include "Summary/Link.h"
#include "Summary/Text.h"
#include "Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace nmr;
using clang::tooling::CompileCommand;

namespace {

enum ExitCode { Clean = 0, Violations = 1, Usage = 2, Incomplete = 3 };

int fail(Error E) {
  const std::string Text = toString(std::move(E));
  for (StringRef Line : split(Text, '\n'))
    WithColor::error(errs(), "nmr-scan") << Line << '\n';
  return Usage;
}

void warn(const Twine &What) {
  WithColor::warning(errs(), "nmr-scan") << What << '\n';
}

/// Null if there is to be none. A folder that the user names must do; without
/// the default one we get along.
Expected<std::unique_ptr<Cache>> openCache(const Request &R) {
  if (!R.UseCache)
    return nullptr;
  if (!R.CacheFolder.empty())
    return Cache::open(R.CacheFolder);
  const std::string Folder = defaultCacheFolder();
  if (Folder.empty())
    return nullptr;
  Expected<std::unique_ptr<Cache>> Opened = Cache::open(Folder);
  if (Opened)
    return Opened;
  warn(toString(Opened.takeError()));
  return nullptr;
}

Expected<std::vector<Part>> extractParts(const Request &R,
                                         ArrayRef<CompileCommand> Commands,
                                         StringRef Root) {
  Expected<std::unique_ptr<Cache>> Known = openCache(R);
  if (!Known)
    return Known.takeError();
  Progress Shown(errs(), Commands.size(), R.Verbose);
  Extraction How{Root.str(), R.Jobs, Known->get()};
  std::optional<std::string> Warning;
  std::vector<Part> Parts = extractAll(Commands, How, Shown, Warning);
  Shown.finish();
  if (Warning)
    warn(*Warning);
  return Parts;
}

/// Leaves those that are part of a driver. A file that is named and is part of
/// none is a mistake; of those that a database lists, we say how many.
Error selectCommands(std::vector<CompileCommand> &Commands,
                     ArrayRef<UnitSpec> Units, bool Named, StringRef Root) {
  if (Units.empty())
    return Error::success();
  std::vector<std::string> Left;
  erase_if(Commands, [&](const CompileCommand &C) {
    std::string Name = sourceName(C, Root);
    if (any_of(Units, [&](const UnitSpec &U) { return U.has({Name}); }))
      return false;
    Left.push_back(std::move(Name));
    return true;
  });
  if (Left.empty())
    return Error::success();
  if (Named)
    return createStringError("'" + Left.front() +
                             "' belongs to no unit: add it to one, or give "
                             "--config= to take all files for one driver");
  warn(Twine(Left.size()) + (Left.size() == 1 ? " file" : " files") +
       " of the database in no unit, not analysed; the first is '" +
       Left.front() + "'");
  return Error::success();
}

/// All that the drivers of \p R are made of.
Expected<std::vector<Part>> load(const Request &R, ArrayRef<UnitSpec> Units,
                                 StringRef Root) {
  std::vector<std::string> Files;
  for (const std::string &S : R.Sources)
    if (R.Do == Mode::Analyze || isSummary(S))
      Files.push_back(S);
  llvm::sort(Files);
  Files.erase(llvm::unique(Files), Files.end());
  Expected<std::vector<Part>> Parts = readAll(Files, R.Jobs);
  if (!Parts)
    return Parts;
  for (const Part &P : *Parts)
    if (!Units.empty() &&
        none_of(Units, [&](const UnitSpec &U) { return U.has(P.S.MainFiles); }))
      return createStringError("the source of '" + P.Name +
                               "' belongs to no unit");

  const bool All = R.Sources.empty();
  if (All || any_of(R.Sources, [&](StringRef S) {
        return R.Do != Mode::Analyze && !isSummary(S);
      })) {
    Expected<std::vector<CompileCommand>> Commands = compileCommands(R, Root);
    if (!Commands)
      return Commands.takeError();
    if (Error E = selectCommands(*Commands, Units, !All, Root))
      return E;
    Expected<std::vector<Part>> Extracted = extractParts(R, *Commands, Root);
    if (!Extracted)
      return Extracted;
    llvm::append_range(*Parts, std::move(*Extracted));
  }
  return Parts;
}

/// Links what belongs together. When files are named, a driver of which none
/// is among them is left out.
Expected<std::vector<Judged>> linkUnits(std::vector<Part> Parts,
                                        ArrayRef<UnitSpec> Units, bool Named) {
  std::vector<Judged> Result;
  if (Units.empty()) {
    std::vector<Summary> Own;
    for (Part &P : Parts)
      Own.push_back(std::move(P.S));
    Result.push_back({"", link(std::move(Own)), {}, {}});
  }
  for (const UnitSpec &U : Units) {
    std::vector<Summary> Own;
    for (const Part &P : Parts)
      if (U.has(P.S.MainFiles))
        Own.push_back(P.S);
    if (Own.empty() && Named)
      continue;
    if (Own.empty())
      return createStringError("unit '" + U.Name +
                               "': no file of the database matches '" +
                               join(U.Sources, ",") + "'");
    Result.push_back({U.Name, link(std::move(Own)), {}, {}});
  }
  return Result;
}

/// \p Known: what is no reason to fail any more; may be null.
ExitCode exitCode(const Judged &J, const Baseline *Known, FailOn Fail) {
  const std::vector<bool> Counts = countingVerdicts(J, Known);
  auto Any = [&](VerdictKind K) {
    for (size_t I = 0; I != J.Verdicts.size(); ++I)
      if (Counts[I] && J.Verdicts[I].Kind == K)
        return true;
    return false;
  };
  if (Fail != FailOn::None && Any(VerdictKind::Violation))
    return Violations;
  if (Fail == FailOn::Inconclusive && Any(VerdictKind::Inconclusive))
    return Violations;
  return J.Unit.Failures.empty() ? Clean : Incomplete;
}

/// That of the worst. A violation weighs more than a file that is missing.
ExitCode exitCode(ArrayRef<Judged> All, const Baseline *Known, FailOn Fail) {
  ExitCode Worst = Clean;
  for (const Judged &J : All) {
    ExitCode Code = exitCode(J, Known, Fail);
    if (Worst == Clean || Code == Violations)
      Worst = Code;
  }
  return Worst;
}

/// Sets what suppresses the findings of \p All, and says which suppressions of
/// \p C do nothing (any more). Not of one whose finding may be in a file that
/// was not looked at.
void suppressAll(std::vector<Judged> &All, const Config &C, bool Named) {
  BitVector Used(C.Suppressions.size());
  for (Judged &J : All)
    suppress(J, C.Suppressions, Used);
  if (any_of(All, [](const Judged &J) { return !J.Unit.Failures.empty(); }))
    return;
  for (auto [I, S] : enumerate(C.Suppressions)) {
    auto IsAbout = [&, &S = S](const Judged &J) {
      return any_of(J.Unit.Files,
                    [&](StringRef File) { return S.coversFile(File); });
    };
    if (!Used[I] && (!Named || any_of(All, IsAbout)))
      WithColor::note(errs(), "nmr-scan")
          << C.File << ':' << S.Line << ": this suppression of " << S.Check
          << " in '" << S.File << "' matches no finding: remove it\n";
  }
}

int scan(const Request &R, StringRef Root) {
  ReportOptions Options;
  Options.Version = NMR_VERSION;
  Options.AllKinds = R.AllKinds;
  std::optional<Baseline> Known;
  if (!R.BaselineFile.empty()) {
    Expected<Baseline> Read = Baseline::read(R.BaselineFile);
    if (!Read)
      return fail(Read.takeError());
    Known = std::move(*Read);
    Options.Known = &*Known;
  }

  Expected<Config> C = configOf(R);
  if (!C)
    return fail(C.takeError());
  Expected<std::vector<Part>> Parts = load(R, C->Units, Root);
  if (!Parts)
    return fail(Parts.takeError());
  Expected<std::vector<Judged>> All =
      linkUnits(std::move(*Parts), C->Units, !R.Sources.empty());
  if (!All)
    return fail(All.takeError());
  if (R.What == Print::Summary) {
    if (All->size() != 1)
      return fail(createStringError("--print=summary shows one unit: name its "
                                    "sources, or one --unit"));
    writeText(All->front().Unit, outs());
    return exitCode(*All, Options.Known, R.Fail);
  }
  SolveOptions How = R.Solve;
  How.Jobs = hardware_concurrency(R.Jobs).compute_thread_count();
  for (Judged &J : *All)
    J.Verdicts = solve(J.Unit, nmrProtocol(), How);
  suppressAll(*All, *C, !R.Sources.empty());
  if (Error E = writeReports(R.Reports, *All, Options))
    return fail(std::move(E));
  return exitCode(*All, Options.Known, R.Fail);
}

/// One source to one summary, as a compiler makes an object file.
int extractOne(const Request &R, StringRef Root) {
  Expected<std::vector<CompileCommand>> Commands = compileCommands(R, Root);
  if (!Commands)
    return fail(Commands.takeError());
  Expected<std::vector<Part>> Parts = extractParts(R, *Commands, Root);
  if (!Parts)
    return fail(Parts.takeError());
  const Part &P = Parts->front();
  if (!R.DepFile.empty())
    if (Error E = writeDepFile(R.DepFile, R.SummaryFile, P.Files))
      return fail(std::move(E));
  if (!P.Analysed) {
    const NotAnalysed &N = P.S.Failures.front();
    const std::string Text = "not analysed: " + N.File + ": " + N.Why;
    if (!R.AllowErrors) {
      WithColor::error(errs(), "nmr-scan") << Text << '\n';
      // What an earlier run wrote must not pass for this source.
      sys::fs::remove(R.SummaryFile);
      return Incomplete;
    }
    warn(Text);
  }
  if (Error E = writeFile(P.S, R.SummaryFile))
    return fail(std::move(E));
  return Clean;
}

/// Prints the page of the rule \p Name.
int explain(StringRef Name) {
  std::string Names;
  for (const RuleInfo &R : rules()) {
    if (name(R.Id) == Name) {
      outs() << R.Page;
      return Clean;
    }
    Names += (Names.empty() ? "" : ", ") + name(R.Id).str();
  }
  return fail(createStringError("no rule '" + Name + "': there are " + Names));
}

} // namespace

int main(int Argc, const char **Argv) {
  InitLLVM Init(Argc, Argv);
  cl::SetVersionPrinter([](raw_ostream &OS) { printVersion("nmr-scan", OS); });
  // For inline assembly.
  InitializeAllTargetInfos();
  InitializeAllTargetMCs();
  InitializeAllAsmParsers();

  Expected<Request> R = parseCommandLine(Argc, Argv);
  if (!R)
    return fail(R.takeError());
  if (!R->Explain.empty())
    return explain(R->Explain);
  SmallString<256> Root;
  if (std::error_code E = sys::fs::current_path(Root))
    return fail(createStringError(E, "no current folder"));
  return R->Do == Mode::Extract ? extractOne(*R, Root) : scan(*R, Root);
}
