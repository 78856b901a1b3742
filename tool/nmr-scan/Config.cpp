//===- Config.cpp - Drivers and suppressions, as a user names them --------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Config.h"
#include "Protocol/RuleList.h"
#include "Report/Rules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;

LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::UnitSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::SuppressionSpec)

namespace llvm::yaml {

template <> struct MappingTraits<nmr::UnitSpec> {
  static void mapping(IO &Yaml, nmr::UnitSpec &Unit) {
    Yaml.mapRequired("name", Unit.Name);
    Yaml.mapRequired("sources", Unit.Sources);
  }
};

template <> struct MappingTraits<nmr::SuppressionSpec> {
  static void mapping(IO &Yaml, nmr::SuppressionSpec &S) {
    // A reader is all that there is; its context is the text that it reads.
    const auto &In = static_cast<Input &>(Yaml);
    const char *Text = static_cast<const char *>(Yaml.getContext());
    const char *Here = In.getCurrentNode()->getSourceRange().Start.getPointer();
    S.Line = 1 + std::count(Text, Here, '\n');
    Yaml.mapRequired("check", S.Check);
    Yaml.mapRequired("file", S.File);
    Yaml.mapOptional("handle", S.Handle);
    Yaml.mapOptional("function", S.Function);
    Yaml.mapRequired("reason", S.Reason);
  }

  static std::string validate(IO &, nmr::SuppressionSpec &S) {
    if (none_of(nmr::rules(), [&](const nmr::RuleInfo &R) {
          return nmr::hasCheck(S.Check, nmr::name(R.Id));
        }))
      return "there is no check '" + S.Check + "'";
    if (Error E = GlobPattern::create(S.File).takeError())
      return "malformed pattern '" + S.File + "': " + toString(std::move(E));
    if (StringRef(S.Reason).trim().empty())
      return "a suppression needs a reason";
    return {};
  }
};

template <> struct MappingTraits<nmr::Config> {
  static void mapping(IO &Yaml, nmr::Config &C) {
    Yaml.mapOptional("units", C.Units);
    Yaml.mapOptional("suppressions", C.Suppressions);
    Yaml.mapOptional("checks", C.Checks);
  }

  static std::string validate(IO &, nmr::Config &C) {
    nmr::RuleSet Rules;
    if (StringRef Unknown = nmr::choose(Rules, C.Checks); !Unknown.empty())
      return ("there is no check '" + Unknown + "': there are " +
              nmr::allNames())
          .str();
    return {};
  }
};

} // namespace llvm::yaml

namespace nmr {
namespace {

constexpr StringLiteral DefaultConfig = "nmr-scan.yaml";
constexpr StringLiteral ConfigForm =
    "expected 'units', a list of drivers, each with 'name' and 'sources', a "
    "list of patterns; or 'suppressions', a list of entries, each with "
    "'check', 'file' and 'reason', and perhaps 'handle' and 'function'; or "
    "'checks', a list of names in one text, separated by commas";

Error check(ArrayRef<UnitSpec> Units, StringRef From) {
  StringSet<> Names;
  for (const UnitSpec &U : Units) {
    if (U.Name.empty())
      return createStringError(From + ": a unit needs a name");
    if (!Names.insert(U.Name).second)
      return createStringError(From + ": there are two units called '" +
                               U.Name + "'");
    if (U.Sources.empty())
      return createStringError(From + ": unit '" + U.Name +
                               "' needs at least one pattern");
    for (const std::string &Pattern : U.Sources)
      if (Error E = GlobPattern::create(Pattern).takeError())
        return createStringError(From + ": unit '" + U.Name +
                                 "': malformed pattern '" + Pattern +
                                 "': " + toString(std::move(E)));
  }
  return Error::success();
}

Expected<std::vector<UnitSpec>> parseOptions(ArrayRef<std::string> Options) {
  std::vector<UnitSpec> Units;
  for (StringRef Option : Options) {
    auto [Name, Globs] = Option.split('=');
    if (Name.empty() || Globs.empty())
      return createStringError("--unit=" + Option +
                               ": expected NAME=GLOB[,GLOB...]");
    UnitSpec &U = Units.emplace_back();
    U.Name = Name.str();
    for (StringRef Glob : split(Globs, ','))
      U.Sources.push_back(Glob.str());
  }
  if (Error E = check(Units, "--unit"))
    return E;
  return Units;
}

} // namespace

bool UnitSpec::has(ArrayRef<std::string> Files) const {
  return any_of(Sources, [&](const std::string &Pattern) {
    // Patterns were checked when they were read.
    const GlobPattern Glob = cantFail(GlobPattern::create(Pattern));
    return any_of(Files, [&](const std::string &F) { return Glob.match(F); });
  });
}

Expected<Config> parseConfig(StringRef Text, StringRef File) {
  std::string Problem;
  auto Keep = [](const SMDiagnostic &D, void *To) {
    std::string &Problem = *static_cast<std::string *>(To);
    if (Problem.empty())
      Problem = formatv("{0}:{1}:{2}: {3}", D.getFilename(), D.getLineNo(),
                        D.getColumnNo() + 1, D.getMessage());
  };
  Config C;
  C.File = File.str();
  yaml::Input Yaml(MemoryBufferRef(Text, File), const_cast<char *>(Text.data()),
                   Keep, &Problem);
  Yaml >> C;
  if (Problem.empty() && Yaml.error())
    Problem = (File + ":1:1: malformed").str();
  // An empty document is no error for the parser.
  if (Problem.empty() && C.Units.empty() && C.Suppressions.empty() &&
      C.Checks.empty())
    Problem = (File + ":1:1: it says nothing").str();
  if (!Problem.empty())
    return createStringError(Problem + "; " + ConfigForm);
  if (Error E = check(C.Units, File))
    return E;
  return C;
}

Expected<Config> configOf(const Request &R) {
  Config C;
  if (R.Config ? !R.Config->empty() : sys::fs::exists(DefaultConfig)) {
    const std::string File = R.Config.value_or(DefaultConfig.str());
    ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(File);
    if (!Buffer)
      return createFileError(File, Buffer.getError());
    Expected<Config> Read = parseConfig((*Buffer)->getBuffer(), File);
    if (!Read)
      return Read;
    C = std::move(*Read);
  }
  if (!R.Units.empty()) {
    Expected<std::vector<UnitSpec>> Units = parseOptions(R.Units);
    if (!Units)
      return Units.takeError();
    C.Units = std::move(*Units);
  }
  if (!R.Checks.empty())
    C.Checks += "," + R.Checks;
  return C;
}

} // namespace nmr
