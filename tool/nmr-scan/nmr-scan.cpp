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
#include "Protocol/RuleList.h"
#include "Report/Fingerprint.h"
#include "Report/Rules.h"
#include "Summary/File.h"
#include "Summary/Link.h"
#include "Summary/Text.h"
#include "Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
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

/// Says what was found in the files of projects.
void say(ArrayRef<msbuild::Diagnostic> Said) {
  for (const msbuild::Diagnostic &D : Said)
    (D.Kind == msbuild::Severity::Note ? WithColor::note(errs(), "nmr-scan")
     : D.Kind == msbuild::Severity::Warning
         ? WithColor::warning(errs(), "nmr-scan")
         : WithColor::error(errs(), "nmr-scan"))
        << D.text() << '\n';
}

Expected<std::vector<Part>> extractParts(const Request &R,
                                         ArrayRef<CompileCommand> Commands,
                                         StringRef Root, const Protocols &By) {
  Expected<std::unique_ptr<Cache>> Known = openCache(R);
  if (!Known)
    return Known.takeError();
  Progress Shown(errs(), Commands.size(), R.Verbose);
  Extraction How{Root.str(), R.Jobs, Known->get(), By};
  std::optional<std::string> Warning;
  std::vector<Part> Parts = extractAll(Commands, How, Shown, Warning);
  Shown.finish();
  if (Warning)
    warn(*Warning);
  return Parts;
}

/// Leaves one command for each file, the first, and forgets what projects link,
/// as the user says what makes up a driver. Returns what is wrong in projects.
std::vector<NotAnalysed> forgetImages(ToCompile &C) {
  std::vector<NotAnalysed> Problems;
  if (C.Images.empty())
    return Problems;
  for (const LinkedImage &I : C.Images)
    for (const NotAnalysed &P : I.Problems)
      if (!is_contained(Problems, P))
        Problems.push_back(P);
  StringSet<> Files;
  erase_if(C.Commands, [&](const CompileCommand &Command) {
    return !Files.insert(Command.Filename).second;
  });
  C.Images.clear();
  return Problems;
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
struct Loaded {
  std::vector<Part> Parts;
  /// By position in \c Parts. None: nothing is known of what is linked.
  std::vector<LinkedImage> Images;
  /// What is wrong in projects, if it is the user who says what is linked.
  std::vector<NotAnalysed> Problems;
};

Expected<Loaded> load(const Request &R, ArrayRef<UnitSpec> Units,
                      StringRef Root, const Protocols &By) {
  std::vector<std::string> Files;
  for (const std::string &S : R.Sources)
    if (R.Do == Mode::Analyze || isSummary(S))
      Files.push_back(S);
  llvm::sort(Files);
  Files.erase(llvm::unique(Files), Files.end());
  Expected<std::vector<Part>> Parts = readAll(Files, R.Jobs);
  if (!Parts)
    return Parts.takeError();
  for (const Part &P : *Parts)
    if (!Units.empty() &&
        none_of(Units, [&](const UnitSpec &U) { return U.has(P.S.MainFiles); }))
      return createStringError("the source of '" + P.Name +
                               "' belongs to no unit");

  const bool All = R.Sources.empty();
  if (All || any_of(R.Sources, [&](StringRef S) {
        return R.Do != Mode::Analyze && !isSummary(S);
      })) {
    Expected<ToCompile> C = compileCommands(R, Root);
    if (!C)
      return C.takeError();
    say(C->Said);
    Loaded Result;
    if (!Units.empty())
      Result.Problems = forgetImages(*C);
    Result.Images = std::move(C->Images);
    if (Error E = selectCommands(C->Commands, Units, !All, Root))
      return E;
    Expected<std::vector<Part>> Extracted =
        extractParts(R, C->Commands, Root, By);
    if (!Extracted)
      return Extracted.takeError();
    // Summaries that are named have no project.
    if (!Parts->empty() && Result.Images.size() > 1)
      return createStringError("'" + Parts->front().Name +
                               "' belongs to none of the projects: say with "
                               "--unit what makes up a driver");
    for (LinkedImage &I : Result.Images) {
      for (size_t &Position : I.Commands)
        Position += Parts->size();
      for (size_t Position = 0; Position != Parts->size(); ++Position)
        I.Commands.push_back(Position);
    }
    Result.Parts = std::move(*Parts);
    llvm::append_range(Result.Parts, std::move(*Extracted));
    return Result;
  }
  return Loaded{std::move(*Parts), {}, {}};
}

/// What stands for \p Problems among the parts of a driver.
Summary failed(ArrayRef<NotAnalysed> Problems) {
  Summary S;
  S.Failures = Problems.vec();
  return S;
}

/// Links what each project links.
std::vector<Judged> linkImages(const Loaded &L, bool Named) {
  std::vector<Judged> Result;
  for (const LinkedImage &I : L.Images) {
    if (I.Commands.empty() && Named)
      continue;
    std::vector<Summary> Own;
    for (size_t Position : I.Commands)
      Own.push_back(L.Parts[Position].S);
    Own.push_back(failed(I.Problems));
    Result.push_back({I.Name, link(std::move(Own)), {}, {}});
  }
  return Result;
}

/// Links what belongs together. When files are named, a driver of which none
/// is among them is left out.
Expected<std::vector<Judged>> linkUnits(Loaded L, ArrayRef<UnitSpec> Units,
                                        bool Named) {
  if (Units.empty() && !L.Images.empty())
    return linkImages(L, Named);
  std::vector<Part> &Parts = L.Parts;
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
    Own.push_back(failed(L.Problems));
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

  Expected<Protocols> By = Protocols::readFiles(R.ProtocolFiles);
  if (!By)
    return fail(By.takeError());
  Expected<Config> C = configOf(R);
  if (!C)
    return fail(C.takeError());
  Expected<Loaded> L = load(R, C->Units, Root, *By);
  if (!L)
    return fail(L.takeError());
  Expected<std::vector<Judged>> All =
      linkUnits(std::move(*L), C->Units, !R.Sources.empty());
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
  choose(How.Rules, C->Checks);
  How.Jobs = hardware_concurrency(R.Jobs).compute_thread_count();
  for (Judged &J : *All) {
    J.By = &*By;
    J.Verdicts = solve(J.Unit, *By, How);
  }
  suppressAll(*All, *C, !R.Sources.empty());
  if (Error E = writeReports(R.Reports, *All, Options))
    return fail(std::move(E));
  return exitCode(*All, Options.Known, R.Fail);
}

/// One source to one summary, as a compiler makes an object file.
int extractOne(const Request &R, StringRef Root) {
  Expected<ToCompile> C = compileCommands(R, Root);
  if (!C)
    return fail(C.takeError());
  say(C->Said);
  const std::vector<NotAnalysed> Problems = forgetImages(*C);
  Expected<Protocols> By = Protocols::readFiles(R.ProtocolFiles);
  if (!By)
    return fail(By.takeError());
  Expected<std::vector<Part>> Parts = extractParts(R, C->Commands, Root, *By);
  if (!Parts)
    return fail(Parts.takeError());
  Part &P = Parts->front();
  llvm::append_range(P.S.Failures, Problems);
  if (!R.DepFile.empty()) {
    std::vector<std::string> Files = P.Files;
    for (const std::string &File : R.ProtocolFiles)
      Files.push_back(fullPath(Root, File));
    if (Error E = writeDepFile(R.DepFile, R.SummaryFile, Files))
      return fail(std::move(E));
  }
  if (!P.S.Failures.empty()) {
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

/// Writes the compile commands for other tools.
int printCommands(const Request &R, StringRef Root) {
  Expected<ToCompile> C = compileCommands(R, Root);
  if (!C)
    return fail(C.takeError());
  say(C->Said);
  writeCommands(C->Commands, outs());
  return any_of(C->Images,
                [](const LinkedImage &I) { return !I.Problems.empty(); })
             ? Incomplete
             : Clean;
}

/// Prints the page of the rule \p Name.
int explain(StringRef Name) {
  for (const RuleInfo &R : rules())
    if (name(R.Id) == Name) {
      outs() << R.Page;
      return Clean;
    }
  return fail(
      createStringError("no rule '" + Name + "': there are " + allNames()));
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
  if (R->PrintCommands)
    return printCommands(*R, Root);
  return R->Do == Mode::Extract ? extractOne(*R, Root) : scan(*R, Root);
}
