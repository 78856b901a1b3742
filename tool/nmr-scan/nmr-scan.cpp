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
#include "Incremental/StoredRun.h"
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
                                         StringRef Root, const Protocols &By,
                                         Cache *Known) {
  Progress Shown(errs(), Commands.size(), R.Verbose);
  Extraction How{Root.str(), R.Jobs, Known, By};
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
                      StringRef Root, const Protocols &By, Cache *Known) {
  std::vector<std::string> Files;
  for (const std::string &S : R.Sources)
    if (R.Do == Mode::Analyze || isSummary(S))
      Files.push_back(S);
  llvm::sort(Files);
  Files.erase(llvm::unique(Files), Files.end());
  Expected<std::vector<Part>> Parts = openAll(Files, R.Jobs);
  if (!Parts)
    return Parts.takeError();
  // Whose a summary is, it says itself.
  if (!Units.empty())
    if (Error E = readRest(*Parts, R.Jobs))
      return E;
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
        extractParts(R, C->Commands, Root, By, Known);
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
    llvm::move(*Extracted, std::back_inserter(Result.Parts));
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

/// A driver: what belongs together.
struct LinkUnit {
  std::string Name;
  std::vector<size_t> Parts; ///< By position.
  std::vector<NotAnalysed> Problems;
};

/// When files are named, a driver of which none is among them is left out.
Expected<std::vector<LinkUnit>>
linkUnits(const Loaded &L, ArrayRef<UnitSpec> Units, bool Named) {
  std::vector<LinkUnit> Result;
  if (Units.empty() && !L.Images.empty()) {
    for (const LinkedImage &I : L.Images)
      if (!I.Commands.empty() || !Named)
        Result.push_back({I.Name, I.Commands, I.Problems});
    return Result;
  }
  if (Units.empty()) {
    LinkUnit &All = Result.emplace_back();
    for (size_t I = 0; I != L.Parts.size(); ++I)
      All.Parts.push_back(I);
  }
  for (const UnitSpec &U : Units) {
    LinkUnit Of{U.Name, {}, L.Problems};
    for (const auto &[I, P] : enumerate(L.Parts))
      if (U.has(P.S.MainFiles))
        Of.Parts.push_back(I);
    if (Of.Parts.empty() && Named)
      continue;
    if (Of.Parts.empty())
      return createStringError("unit '" + U.Name +
                               "': no file of the database matches '" +
                               join(U.Sources, ",") + "'");
    Result.push_back(std::move(Of));
  }
  return Result;
}

/// The parts of \p U. If it is the \p Only unit, nobody else needs them.
///
/// Errors: a summary can't be read.
Expected<std::vector<Summary>> partsOf(const LinkUnit &U, Loaded &L, bool Only,
                                       unsigned Jobs) {
  if (Error E = readRest(L.Parts, Jobs))
    return E;
  std::vector<Summary> Own;
  for (size_t I : U.Parts)
    Own.push_back(Only ? std::move(L.Parts[I].S) : L.Parts[I].S);
  if (!U.Problems.empty())
    Own.push_back(failed(U.Problems));
  return Own;
}

/// Judges drivers, each by what the run before left of it if that will do.
class UnitJudge {
public:
  UnitJudge(const Request &R, StringRef Root, const Protocols &By,
            const SolveOptions &How, const Cache *Known)
      : R(R), Root(Root), By(By), How(How), Known(Known) {}

  /// Errors: a summary can't be read.
  Expected<JudgedUnit> judge(const LinkUnit &U, Loaded &L, bool Only) const;

private:
  std::string keyOf(const LinkUnit &U, const Loaded &L) const;
  std::optional<JudgedUnit> fromStore(StringRef File, StringRef Key,
                                      ArrayRef<std::string> Contents,
                                      const LinkUnit &U, Loaded &L) const;

  const Request &R;
  StringRef Root;
  const Protocols &By;
  const SolveOptions &How;
  const Cache *Known;
};

/// Whatever decides over the verdicts, but for the contents of the parts.
std::string UnitJudge::keyOf(const LinkUnit &U, const Loaded &L) const {
  // With an option that is added and forgotten here, it does not compile.
  const auto &[Rules, UnloadFunctions, FreeFunctions, WaitsElsewhere, MaxSteps,
               Slices, ViolationsOnly, Jobs] = How;
  std::string Key = toolKey(Root, By);
  appendToKey(Key, U.Name);
  for (const RuleInfo &Rule : rules())
    appendToKey(Key, Rules.contains(Rule.Id) ? "+" : "-");
  for (const std::vector<std::string> *Names :
       {&UnloadFunctions, &FreeFunctions}) {
    appendToKey(Key, std::to_string(Names->size()));
    for (const std::string &Name : *Names)
      appendToKey(Key, Name);
  }
  appendToKey(Key, std::to_string(MaxSteps));
  appendToKey(Key, std::to_string(unsigned(Slices)));
  for (bool Is : {WaitsElsewhere, ViolationsOnly})
    appendToKey(Key, Is ? "+" : "-");
  for (const NotAnalysed &N : U.Problems) {
    appendToKey(Key, N.File);
    appendToKey(Key, N.Why);
  }
  for (size_t I : U.Parts)
    appendToKey(Key, L.Parts[I].Name);
  return checksum(Key);
}

std::optional<JudgedUnit> UnitJudge::fromStore(StringRef File, StringRef Key,
                                               ArrayRef<std::string> Contents,
                                               const LinkUnit &U,
                                               Loaded &L) const {
  auto Say = [&](const Twine &What) {
    if (R.Verbose)
      WithColor::note(errs(), "nmr-scan") << What << '\n';
    return std::nullopt;
  };
  if (!sys::fs::exists(File))
    return std::nullopt;
  Expected<StoredRun> Run = StoredRun::open(File, Key);
  if (!Run)
    return Say("the last run can't be used: " + toString(Run.takeError()));
  auto Read = [&](size_t I) -> Expected<Summary> {
    Part &P = L.Parts[U.Parts[I]];
    if (P.Unread)
      if (Error E = readRest(P, /*Jobs=*/1))
        return E;
    return P.S;
  };
  std::string Touched, Why;
  Expected<std::optional<JudgedUnit>> J =
      Run->reuse(Contents, Read, By, How, Touched);
  if (J && *J) {
    Say("what changed since the last run has no part in the verdicts");
    return std::move(*J);
  }
  if (J)
    J = Run->solveAgain(Contents, Read, By, How, File, Key, Why);
  if (!J)
    return Say("the last run can't be used: " + toString(J.takeError()));
  if (!*J)
    return Say("the whole driver is judged: " + Touched + "; " + Why);
  Say("what hangs on the change is judged: " + Touched);
  return std::move(*J);
}

Expected<JudgedUnit> UnitJudge::judge(const LinkUnit &U, Loaded &L,
                                      bool Only) const {
  std::vector<std::string> Contents;
  for (size_t I : U.Parts)
    Contents.push_back(L.Parts[I].Content);
  const bool Keeps =
      Known && !U.Parts.empty() && !is_contained(Contents, std::string());
  const std::string Key = Keeps ? keyOf(U, L) : std::string(),
                    File = Keeps ? Known->runFile(Key) : std::string();
  if (Keeps)
    if (std::optional<JudgedUnit> J = fromStore(File, Key, Contents, U, L))
      return std::move(*J);
  Expected<std::vector<Summary>> Parts = partsOf(U, L, Only, R.Jobs);
  if (!Parts)
    return Parts.takeError();
  JudgedUnit J;
  if (!Keeps) {
    J.Unit = link(std::move(*Parts));
    J.Verdicts = solve(J.Unit, By, How);
    return J;
  }
  // What stands for the problems is no file; they are part of the key.
  const RunRecorder Recorder(
      ArrayRef<Summary>(*Parts).take_front(U.Parts.size()), Contents, How.Jobs);
  J.Unit = link(std::move(*Parts));
  Footprint Rests;
  J.Verdicts = solve(J.Unit, By, How, &Rests);
  // The next run does without.
  if (Error E = Recorder.write(File, Key, J.Unit, J.Verdicts, Rests, By))
    WithColor::warning(errs(), "nmr-scan")
        << "the verdicts can't be kept: " << toString(std::move(E)) << '\n';
  Known->prune();
  return J;
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
  Expected<std::unique_ptr<Cache>> Kept = openCache(R);
  if (!Kept)
    return fail(Kept.takeError());
  Expected<Loaded> L = load(R, C->Units, Root, *By, Kept->get());
  if (!L)
    return fail(L.takeError());
  Expected<std::vector<LinkUnit>> Units =
      linkUnits(*L, C->Units, !R.Sources.empty());
  if (!Units)
    return fail(Units.takeError());
  const bool Only = Units->size() == 1;
  std::vector<Judged> All;
  if (R.What == Print::Summary) {
    if (!Only)
      return fail(createStringError("--print=summary shows one unit: name its "
                                    "sources, or one --unit"));
    Expected<std::vector<Summary>> Parts =
        partsOf(Units->front(), *L, Only, R.Jobs);
    if (!Parts)
      return fail(Parts.takeError());
    All.push_back({Units->front().Name, link(std::move(*Parts)), {}, {}});
    writeText(All.front().Unit, outs());
    return exitCode(All, Options.Known, R.Fail);
  }
  SolveOptions How = R.Solve;
  choose(How.Rules, C->Checks);
  How.Jobs = hardware_concurrency(R.Jobs).compute_thread_count();
  const UnitJudge Judge(R, Root, *By, How, Kept->get());
  for (const LinkUnit &U : *Units) {
    Expected<JudgedUnit> J = Judge.judge(U, *L, Only);
    if (!J)
      return fail(J.takeError());
    All.push_back({U.Name, std::move(J->Unit), std::move(J->Verdicts), {}});
    All.back().By = &*By;
  }
  suppressAll(All, *C, !R.Sources.empty());
  if (Error E = writeReports(R.Reports, All, Options))
    return fail(std::move(E));
  return exitCode(All, Options.Known, R.Fail);
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
  Expected<std::unique_ptr<Cache>> Known = openCache(R);
  if (!Known)
    return fail(Known.takeError());
  Expected<std::vector<Part>> Parts =
      extractParts(R, C->Commands, Root, *By, Known->get());
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
