//===- nmr-scan.cpp - Judges a whole driver -------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend.h"
#include "Output.h"
#include "Report/Fingerprint.h"
#include "Report/Rules.h"
#include "Solve/Solve.h"
#include "Summary/Link.h"
#include "Summary/Text.h"
#include "clang/Driver/Types.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace nmr;
using clang::tooling::CompilationDatabase;
using clang::tooling::CompileCommand;

namespace {

enum ExitCode { Clean = 0, Violations = 1, Usage = 2, Incomplete = 3 };
enum class FailOn { Violation, Inconclusive, None };
enum class Print { Verdicts, Summary };

/// The command line, read.
struct Request {
  std::vector<std::string> Sources;
  std::string BuildDir;
  std::unique_ptr<CompilationDatabase> Flags; ///< What stood after `--`.
  SolveOptions Solve;
  FailOn Fail = FailOn::Violation;
  Print What = Print::Verdicts;
  std::vector<Output> Reports;
  std::string BaselineFile;
  bool AllKinds = false;
  std::string Explain; ///< A rule; its page is all that is asked for.
};

constexpr StringLiteral Overview =
    "Judges every registration with the Network Module Registrar that a driver "
    "makes.\n\n"
    "  nmr-scan driver.c io.c -- -Iinclude   flags after --\n"
    "  nmr-scan -p build driver.c io.c       flags of a compile_commands.json\n"
    "  nmr-scan -p build                     all files that it lists\n"
    "  nmr-scan a.nmrsum b.nmrsum            summaries\n\n"
    "All that is given is taken for one driver, one .sys. The sources must\n"
    "compile with Clang.\n\n"
    "Exit code: 0 nothing to complain of, 1 a violation (see --fail-on), 2 "
    "the\n"
    "command line or a file it names is wrong, 3 no violation found, but a "
    "file\n"
    "could not be analysed.\n\n"
    "Several reports at once: --format=sarif -o a.sarif --format=html -o "
    "a.html\n";

/// Errors: the flags after `--` make no sense.
Expected<Request> parse(int Argc, const char **Argv) {
  Request R;
  std::string Message;
  R.Flags = clang::tooling::FixedCompilationDatabase::loadFromCommandLine(
      Argc, Argv, Message);
  if (StringRef Why = StringRef(Message).trim(); !Why.empty()) {
    Why.consume_front("error: ");
    return createStringError("in the flags after '--': " + Why);
  }

  cl::OptionCategory Category("nmr-scan options");
  cl::list<std::string> Sources(cl::Positional, cl::desc("source..."),
                                cl::cat(Category));
  cl::opt<std::string> BuildDir(
      "p", cl::value_desc("folder"),
      cl::desc("Take flags, and sources if none are given, from the "
               "compile_commands.json in this folder"),
      cl::cat(Category));
  cl::list<std::string> Unload(
      "unload-function", cl::value_desc("name"),
      cl::desc("One more unload routine; may be repeated"), cl::cat(Category));
  cl::opt<bool> WaitsElsewhere(
      "waits-elsewhere",
      cl::desc("A deregistration outside an unload routine may be waited for "
               "in code that is not given"),
      cl::cat(Category));
  cl::opt<uint64_t> MaxSteps(
      "max-steps", cl::value_desc("n"), cl::init(R.Solve.MaxSteps),
      cl::desc("Simulated statements that one registration may cost before "
               "its verdict is inconclusive"),
      cl::cat(Category));
  cl::opt<FailOn> Fail(
      "fail-on", cl::desc("Exit with 1 on:"),
      cl::values(clEnumValN(FailOn::Violation, "violation",
                            "a violation (the default)"),
                 clEnumValN(FailOn::Inconclusive, "inconclusive",
                            "whatever is not verified"),
                 clEnumValN(FailOn::None, "none", "nothing")),
      cl::init(FailOn::Violation), cl::cat(Category));
  OutputFlags Reports(Category);
  enum class SarifKinds { Violations, All };
  cl::opt<SarifKinds> Kinds(
      "sarif-kinds", cl::desc("What is a result in SARIF:"),
      cl::values(clEnumValN(SarifKinds::Violations, "violations",
                            "violations alone (the default)"),
                 clEnumValN(SarifKinds::All, "all",
                            "also verified ones, as 'pass', and inconclusive "
                            "ones, as 'open'")),
      cl::init(SarifKinds::Violations), cl::cat(Category));
  cl::opt<std::string> BaselineFile(
      "baseline", cl::value_desc("file"),
      cl::desc("An earlier SARIF or JSON report: what it holds is counted, but "
               "neither shown nor a reason to fail"),
      cl::cat(Category));
  cl::opt<std::string> Explain("explain", cl::value_desc("rule"),
                               cl::desc("Print the page of a rule"),
                               cl::cat(Category));
  cl::opt<Print> What(
      "print", cl::desc("What is printed:"),
      cl::values(clEnumValN(Print::Verdicts, "verdicts", "the default"),
                 clEnumValN(Print::Summary, "summary",
                            "the linked summary, and no verdicts")),
      cl::init(Print::Verdicts), cl::cat(Category));
  cl::HideUnrelatedOptions(Category);
  if (!cl::ParseCommandLineOptions(Argc, Argv, Overview, &errs()))
    return createStringError("see nmr-scan --help");

  R.Sources = Sources;
  R.BuildDir = BuildDir;
  R.Solve.UnloadFunctions = Unload;
  R.Solve.WaitsElsewhere = WaitsElsewhere;
  R.Solve.MaxSteps = MaxSteps;
  R.Fail = Fail;
  R.What = What;
  R.BaselineFile = BaselineFile;
  R.AllKinds = Kinds == SarifKinds::All;
  R.Explain = Explain;
  if (R.What == Print::Summary && Reports.given())
    return createStringError("--print=summary prints no verdicts: leave out "
                             "--format and -o");
  Expected<std::vector<Output>> Outputs = Reports.outputs();
  if (!Outputs)
    return Outputs.takeError();
  R.Reports = std::move(*Outputs);
  return R;
}

bool isSummary(StringRef File) { return File.ends_with(".nmrsum"); }

bool isSource(StringRef File) {
  namespace types = clang::driver::types;
  StringRef Extension = sys::path::extension(File);
  Extension.consume_front(".");
  types::ID Type = types::lookupTypeForExtension(Extension);
  return Type != types::TY_INVALID && types::isAcceptedByClang(Type) &&
         types::isDerivedFromC(Type) && !types::onlyPrecompileType(Type);
}

/// Why the database in \p Folder could not be loaded, given what Clang's
/// loaders say, of which only the one for JSON is of interest.
std::string whyUnusable(StringRef Folder, StringRef Loaders) {
  SmallString<128> File(Folder);
  sys::path::append(File, "compile_commands.json");
  if (!sys::fs::exists(File))
    return ("no compile_commands.json in '" + Folder + "'").str();
  StringRef Json = Loaders.split("json-compilation-database: ").second;
  return ("cannot read '" + File + "': " + Json.split('\n').first).str();
}

/// The compile commands of the sources that \p R names or that its database
/// lists, in a fixed order.
Expected<std::vector<CompileCommand>> commands(Request &R) {
  std::string Message;
  std::unique_ptr<CompilationDatabase> Database = std::move(R.Flags);
  if (!R.BuildDir.empty()) {
    if (Database)
      return createStringError("both -p and flags after '--': give one");
    Database = CompilationDatabase::loadFromDirectory(R.BuildDir, Message);
    if (!Database)
      return createStringError(whyUnusable(R.BuildDir, Message) +
                               "\nname the folder that holds "
                               "compile_commands.json with -p, or give the "
                               "compiler's flags after '--'");
  }

  std::vector<std::string> Files;
  for (const std::string &S : R.Sources)
    if (!isSummary(S))
      Files.push_back(S);
  if (R.Sources.empty()) {
    if (!Database)
      return createStringError("nothing to scan: name source files, or a build "
                               "folder with -p");
    for (const std::string &F : Database->getAllFiles())
      if (isSource(F))
        Files.push_back(F);
    if (Files.empty())
      return createStringError("the compilation database in '" + R.BuildDir +
                               "' lists no C or C++ file");
    llvm::sort(Files);
    Files.erase(llvm::unique(Files), Files.end());
  }

  for (const std::string &F : R.Sources) {
    if (sys::fs::is_directory(F))
      return createStringError("'" + F +
                               "' is a folder: name the sources in it");
    if (!sys::fs::exists(F))
      return createStringError("no such file: '" + F + "'");
  }

  std::vector<CompileCommand> Result;
  for (const std::string &F : Files) {
    const std::string Full = clang::tooling::getAbsolutePath(F);
    if (!Database)
      Database = CompilationDatabase::autoDetectFromSource(Full, Message);
    if (!Database)
      return createStringError(
          "no compile_commands.json in a folder above '" + F +
          "': name its folder with -p, or give the compiler's flags after "
          "'--'");
    std::vector<CompileCommand> Of = Database->getCompileCommands(Full);
    if (Of.empty())
      return createStringError("the compilation database has no command for '" +
                               F + "'");
    // A file that is built several times is one part of one driver here.
    Result.push_back(std::move(Of.front()));
  }
  return Result;
}

Expected<Summary> readSummary(StringRef File) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(File);
  if (!Buffer)
    return createFileError(File, Buffer.getError());
  return readText((*Buffer)->getBuffer(), File);
}

/// The link unit that \p R asks for. What does not compile is a failure in it.
Expected<Summary> load(Request &R) {
  SmallString<256> Root;
  if (std::error_code E = sys::fs::current_path(Root))
    return createStringError(E, "no current folder");
  std::vector<Summary> Parts;
  std::vector<NotAnalysed> Failures;
  for (const std::string &S : R.Sources)
    if (isSummary(S)) {
      Expected<Summary> Part = readSummary(S);
      if (!Part)
        return Part.takeError();
      Parts.push_back(std::move(*Part));
    }
  if (R.Sources.empty() || Parts.size() < R.Sources.size()) {
    Expected<std::vector<CompileCommand>> Commands = commands(R);
    if (!Commands)
      return Commands.takeError();
    for (const CompileCommand &C : *Commands) {
      Expected<Summary> Part = extractFile(C, Root);
      if (Part)
        Parts.push_back(std::move(*Part));
      else
        Failures.push_back(
            {relativeTo(Root, C.Filename), toString(Part.takeError())});
    }
  }
  Summary Unit = link(std::move(Parts));
  llvm::append_range(Unit.Failures, Failures);
  return Unit;
}

/// \p Known: what is no reason to fail any more; may be null.
int exitCode(const Summary &Unit, ArrayRef<Verdict> Verdicts,
             const Baseline *Known, FailOn Fail) {
  const std::vector<bool> New = newVerdicts(Unit, Verdicts, Known);
  auto Any = [&](VerdictKind K) {
    for (size_t I = 0; I != Verdicts.size(); ++I)
      if (New[I] && Verdicts[I].Kind == K)
        return true;
    return false;
  };
  if (Fail != FailOn::None && Any(VerdictKind::Violation))
    return Violations;
  if (Fail == FailOn::Inconclusive && Any(VerdictKind::Inconclusive))
    return Violations;
  return Unit.Failures.empty() ? Clean : Incomplete;
}

/// Prints the page of the rule \p Name.
Error explain(StringRef Name) {
  std::string Names;
  for (const RuleInfo &R : rules()) {
    if (name(R.Id) == Name) {
      outs() << R.Page;
      return Error::success();
    }
    Names += (Names.empty() ? "" : ", ") + name(R.Id).str();
  }
  return createStringError("no rule '" + Name + "': there are " + Names);
}

int fail(Error E) {
  WithColor::error(errs(), "nmr-scan") << toString(std::move(E)) << '\n';
  return Usage;
}

} // namespace

int main(int Argc, const char **Argv) {
  InitLLVM Init(Argc, Argv);
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "nmr-scan " NMR_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  // For inline assembly.
  InitializeAllTargetInfos();
  InitializeAllTargetMCs();
  InitializeAllAsmParsers();

  Expected<Request> R = parse(Argc, Argv);
  if (!R)
    return fail(R.takeError());
  if (!R->Explain.empty()) {
    if (Error E = explain(R->Explain))
      return fail(std::move(E));
    return Clean;
  }
  ReportOptions Options;
  Options.Version = NMR_VERSION;
  Options.AllKinds = R->AllKinds;
  std::optional<Baseline> Known;
  if (!R->BaselineFile.empty()) {
    Expected<Baseline> Read = Baseline::read(R->BaselineFile);
    if (!Read)
      return fail(Read.takeError());
    Known = std::move(*Read);
    Options.Known = &*Known;
  }

  Expected<Summary> Unit = load(*R);
  if (!Unit)
    return fail(Unit.takeError());
  if (R->What == Print::Summary) {
    writeText(*Unit, outs());
    return exitCode(*Unit, {}, nullptr, R->Fail);
  }
  const std::vector<Verdict> Verdicts = solve(*Unit, nmrProtocol(), R->Solve);
  if (Error E = writeReports(R->Reports, *Unit, Verdicts, Options))
    return fail(std::move(E));
  return exitCode(*Unit, Verdicts, Options.Known, R->Fail);
}
