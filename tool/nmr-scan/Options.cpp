//===- Options.cpp - The command line of nmr-scan -------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "MSBuildDatabase.h"
#include "Protocol/RuleList.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace nmr {
namespace {

constexpr StringLiteral Overview =
    "Judges every registration with the Network Module Registrar and with "
    "Winsock\nKernel that a driver makes, and those of --protocols.\n\n"
    "  nmr-scan driver.c io.c -- -Iinclude   flags after --\n"
    "  nmr-scan -p build driver.c io.c       flags of a compile_commands.json\n"
    "  nmr-scan -p build                     all files that it lists\n"
    "  nmr-scan -p drivers.sln               a .sln, .slnx or .vcxproj\n"
    "  nmr-scan a.nmrsum b.nmrsum            summaries\n\n"
    "or in two steps, which a build system can run and cache:\n\n"
    "  nmr-scan extract driver.c -o driver.nmrsum -- -Iinclude\n"
    "  nmr-scan analyze driver.nmrsum io.nmrsum\n\n"
    "All that is given is taken for one driver, one .sys, unless --unit or\n"
    "nmr-scan.yaml names several. The sources must compile with Clang.\n\n"
    "Exit code: 0 nothing to complain of, 1 a violation (see --fail-on), 2 "
    "the\n"
    "command line or a file it names is wrong, 3 no violation found, but a "
    "file\n"
    "could not be analysed.\n\n"
    "Several reports at once: --format=sarif -o a.sarif --format=html -o "
    "a.html\n";

/// LLVM lets a subcommand take the options of the top level, too; there they
/// would do nothing.
Error checkTaken(const cl::OptionCategory &Category, cl::SubCommand &Sub) {
  const cl::Option *First = nullptr;
  for (const auto &[Name, O] :
       cl::getRegisteredOptions(cl::SubCommand::getTopLevel()))
    if (O->getNumOccurrences() != 0 && is_contained(O->Categories, &Category) &&
        !O->Subs.contains(&Sub) &&
        (!First || O->getPosition() < First->getPosition()))
      First = O;
  if (!First)
    return Error::success();
  return createStringError("'" + Sub.getName() + "' takes no " +
                           (First->ArgStr.size() == 1 ? "-" : "--") +
                           First->ArgStr);
}

} // namespace

Expected<Request> parseCommandLine(int Argc, const char **Argv) {
  Request R;
  std::string Message;
  R.Flags = clang::tooling::FixedCompilationDatabase::loadFromCommandLine(
      Argc, Argv, Message);
  if (StringRef Why = StringRef(Message).trim(); !Why.empty()) {
    Why.consume_front("error: ");
    return createStringError("in the flags after '--': " + Why);
  }

  cl::SubCommand &Scan = cl::SubCommand::getTopLevel();
  cl::SubCommand Extract("extract", "Compile one source and write its summary");
  cl::SubCommand Analyze("analyze", "Judge the driver that summaries describe");

  cl::OptionCategory Category("nmr-scan options");
  cl::list<std::string> Sources(cl::Positional, cl::desc("file..."),
                                cl::cat(Category), cl::sub(Scan),
                                cl::sub(Extract), cl::sub(Analyze));

  // What to compile, and how.
  cl::opt<std::string> BuildDir(
      "p", cl::value_desc("folder|project"),
      cl::desc("Take flags, and sources if none are given, from the "
               "compile_commands.json in this folder, or from this .vcxproj, "
               ".sln or .slnx"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Extract));
  cl::opt<std::string> VsConfiguration(
      "vs-configuration", cl::value_desc("name"),
      cl::desc("Build configuration of a project or solution (default: one "
               "called like Release)"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Extract));
  cl::opt<std::string> VsPlatform(
      "vs-platform", cl::value_desc("name"),
      cl::desc("Platform of a project or solution (default: x64, if it has "
               "that)"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Extract));
  cl::opt<std::string> Wdk(
      "wdk", cl::value_desc("folder"),
      cl::desc("The WDK that a project or solution is compiled with (default: "
               "one that is installed, else mingw-w64's headers)"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Extract));
  cl::opt<unsigned> Jobs(
      "jobs", cl::value_desc("n"), cl::init(0),
      cl::desc("Compile so many files at once (default: as many as the machine "
               "runs at once)"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Analyze));
  cl::opt<std::string> CacheFolder(
      "cache-dir", cl::value_desc("folder"),
      cl::desc("Keep summaries and verdicts here from run to run (default: "
               "nmr-tidy in the user's cache folder)"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Extract), cl::sub(Analyze));
  cl::opt<bool> NoCache(
      "no-cache", cl::desc("Compile and judge everything again"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Extract), cl::sub(Analyze));
  cl::opt<bool> Verbose(
      "v",
      cl::desc("Say for each file whether it was compiled or cached, and "
               "for each driver whether all of it was judged"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Extract), cl::sub(Analyze));

  // What makes up a driver.
  cl::list<std::string> Units(
      "unit", cl::value_desc("name=glob[,glob...]"),
      cl::desc(
          "One driver, and the files of which it is made; may be repeated"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Analyze));
  cl::opt<std::string> Config(
      "config", cl::value_desc("file"),
      cl::desc("Take the drivers and the suppressions from this file (default: "
               "nmr-scan.yaml in the current folder, if there is one; empty: "
               "none)"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Analyze));

  // Extract.
  cl::opt<std::string> SummaryFile("o", cl::value_desc("file"),
                                   cl::desc("Write the summary here"),
                                   cl::cat(Category), cl::sub(Extract));
  cl::opt<std::string> DepFile(
      "depfile", cl::value_desc("file"),
      cl::desc("Write the files that were read here, as a makefile rule"),
      cl::cat(Category), cl::sub(Extract));
  cl::opt<bool> AllowErrors(
      "allow-errors",
      cl::desc("If the source does not compile, write that into the summary "
               "and succeed: 'analyze' will say it"),
      cl::cat(Category), cl::sub(Extract));

  // Verdicts.
  cl::list<std::string> Checks(
      "checks", cl::value_desc("name[,name...]"),
      cl::desc("Run this check, too; or not, with a '-' before its name. A '*' "
               "stands for any letters. Advisories are off unless named in "
               "full; all others are on"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Analyze));
  cl::list<std::string> ProtocolFiles(
      "protocols", cl::value_desc("file"),
      cl::desc("Judge also the registrations of the protocols that this file "
               "describes; may be repeated"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Extract), cl::sub(Analyze));
  cl::list<std::string> Unload(
      "unload-function", cl::value_desc("name"),
      cl::desc("One more unload routine; may be repeated"), cl::cat(Category),
      cl::sub(Scan), cl::sub(Analyze));
  cl::list<std::string> Free(
      "free-function", cl::value_desc("name"),
      cl::desc("A function, not in view, that frees what its first argument "
               "points at; may be repeated"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Analyze));
  cl::opt<bool> WaitsElsewhere(
      "waits-elsewhere",
      cl::desc("A deregistration outside an unload routine may be waited for "
               "in code that is not given"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Analyze));
  cl::opt<uint64_t> MaxSteps(
      "max-steps", cl::value_desc("n"), cl::init(1'000'000),
      cl::desc("Simulated statements that one registration may cost before "
               "its verdict is inconclusive"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Analyze));
  cl::opt<FailOn> Fail(
      "fail-on", cl::desc("Exit with 1 on:"),
      cl::values(clEnumValN(FailOn::Violation, "violation",
                            "a violation (the default)"),
                 clEnumValN(FailOn::Inconclusive, "inconclusive",
                            "whatever is not verified"),
                 clEnumValN(FailOn::None, "none", "nothing")),
      cl::init(FailOn::Violation), cl::cat(Category), cl::sub(Scan),
      cl::sub(Analyze));
  cl::opt<std::string> BaselineFile(
      "baseline", cl::value_desc("file"),
      cl::desc("An earlier SARIF or JSON report: what it holds is counted, but "
               "neither shown nor a reason to fail"),
      cl::cat(Category), cl::sub(Scan), cl::sub(Analyze));

  // Reports.
  OutputFlags Reports(Category, Analyze);
  enum class SarifKinds { Violations, All };
  cl::opt<SarifKinds> Kinds(
      "sarif-kinds", cl::desc("What is a result in SARIF:"),
      cl::values(clEnumValN(SarifKinds::Violations, "violations",
                            "violations alone (the default)"),
                 clEnumValN(SarifKinds::All, "all",
                            "also verified ones, as 'pass', and inconclusive "
                            "ones, as 'open'")),
      cl::init(SarifKinds::Violations), cl::cat(Category), cl::sub(Scan),
      cl::sub(Analyze));
  cl::opt<Print> What(
      "print", cl::desc("What is printed:"),
      cl::values(clEnumValN(Print::Verdicts, "verdicts", "the default"),
                 clEnumValN(Print::Summary, "summary",
                            "the linked summary, and no verdicts")),
      cl::init(Print::Verdicts), cl::cat(Category), cl::sub(Scan),
      cl::sub(Analyze));
  cl::opt<bool> PrintCommands(
      "print-compile-commands",
      cl::desc("Print the compile commands, as a compile_commands.json, and no "
               "verdicts"),
      cl::cat(Category), cl::sub(Scan));
  cl::opt<std::string> Explain("explain", cl::value_desc("rule"),
                               cl::desc("Print the page of a rule"),
                               cl::cat(Category), cl::sub(Scan));
  for (cl::SubCommand *Sub : {&Scan, &Extract, &Analyze})
    cl::HideUnrelatedOptions(Category, *Sub);
  if (!cl::ParseCommandLineOptions(Argc, Argv, Overview, &errs()))
    return createStringError("see nmr-scan --help");
  for (cl::SubCommand *Sub : {&Extract, &Analyze})
    if (*Sub)
      if (Error E = checkTaken(Category, *Sub))
        return E;

  R.Do = Extract ? Mode::Extract : Analyze ? Mode::Analyze : Mode::Scan;
  R.Sources = Sources;
  R.BuildDir = BuildDir;
  R.MSBuild = buildOptionsFromEnvironment();
  for (auto [Given, To] :
       {std::pair(&VsConfiguration, &R.MSBuild.Configuration),
        std::pair(&VsPlatform, &R.MSBuild.Platform),
        std::pair(&Wdk, &R.MSBuild.Wdk)})
    if (Given->getNumOccurrences() != 0)
      *To = *Given;
  R.Jobs = Jobs;
  R.Verbose = Verbose;
  R.UseCache = !NoCache;
  R.CacheFolder = CacheFolder;
  R.Units = Units;
  if (Config.getNumOccurrences())
    R.Config = Config;
  R.SummaryFile = SummaryFile;
  R.DepFile = DepFile;
  R.AllowErrors = AllowErrors;
  R.Checks = join(Checks, ",");
  R.ProtocolFiles = ProtocolFiles;
  R.Solve.UnloadFunctions = Unload;
  R.Solve.FreeFunctions = Free;
  R.Solve.WaitsElsewhere = WaitsElsewhere;
  R.Solve.MaxSteps = MaxSteps;
  R.Fail = Fail;
  R.What = What;
  R.PrintCommands = PrintCommands;
  R.BaselineFile = BaselineFile;
  R.AllKinds = Kinds == SarifKinds::All;
  R.Explain = Explain;

  RuleSet Rules;
  if (StringRef Unknown = choose(Rules, R.Checks); !Unknown.empty())
    return createStringError("--checks: there is no check '" + Unknown +
                             "': there are " + allNames());
  if (NoCache && !CacheFolder.empty())
    return createStringError("both --cache-dir and --no-cache: give one");
  if (R.Do == Mode::Extract && R.Sources.size() != 1)
    return createStringError("'extract' takes one source file, " +
                             Twine(R.Sources.size()) + " are given");
  if (R.Do == Mode::Extract && R.SummaryFile.empty())
    return createStringError("'extract' needs to know where to write the "
                             "summary: give -o FILE.nmrsum");
  if (R.Do == Mode::Analyze && R.Flags)
    return createStringError("'analyze' compiles nothing: leave out the flags "
                             "after '--'");
  if (R.Do == Mode::Analyze && R.Sources.empty())
    return createStringError("nothing to analyze: name the summaries that "
                             "'nmr-scan extract' wrote");
  if (R.PrintCommands && (Reports.given() || R.What != Print::Verdicts))
    return createStringError("--print-compile-commands prints no verdicts: "
                             "leave out --format, -o and --print");
  if (R.What == Print::Summary && Reports.given())
    return createStringError("--print=summary prints no verdicts: leave out "
                             "--format and -o");
  Expected<std::vector<Output>> Outputs = Reports.outputs();
  if (!Outputs)
    return Outputs.takeError();
  R.Reports = std::move(*Outputs);
  return R;
}

} // namespace nmr
