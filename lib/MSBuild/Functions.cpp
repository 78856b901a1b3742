//===- Functions.cpp - Property functions ---------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Functions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VersionTuple.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace nmr::msbuild {

std::string Value::text() const { return List ? join(*List, ";") : Single; }

bool isVolatile(StringRef Type) {
  Type.consume_front_insensitive("System.");
  return any_of(
      ArrayRef<StringRef>{"DateTime", "DateTimeOffset", "Guid", "Random"},
      [&](StringRef T) { return Type.equals_insensitive(T); });
}

std::optional<int> compareVersions(StringRef A, StringRef B) {
  VersionTuple Left, Right;
  A.consume_front_insensitive("v");
  B.consume_front_insensitive("v");
  if (Left.tryParse(A) || Right.tryParse(B))
    return std::nullopt;
  return Left < Right ? -1 : Right < Left ? 1 : 0;
}

namespace {

using Arguments = ArrayRef<std::string>;

Value truth(bool B) { return Value(B ? "True" : "False"); }

template <typename T> std::optional<T> number(StringRef Text) {
  T N;
  return Text.trim().getAsInteger(0, N) ? std::nullopt : std::optional<T>(N);
}

//===-- Paths -------------------------------------------------------------===//

// Either slash divides, on any system.
StringRef fileName(StringRef Path) {
  return Path.drop_front(Path.find_last_of("/\\") + 1);
}

StringRef directoryName(StringRef Path) {
  const size_t Slash = Path.find_last_of("/\\");
  return Slash == StringRef::npos ? ""
                                  : Path.take_front(std::max<size_t>(Slash, 1));
}

StringRef extension(StringRef Path) {
  const StringRef Name = fileName(Path);
  const size_t Dot = Name.rfind('.');
  return Dot == StringRef::npos ? "" : Name.drop_front(Dot);
}

std::string withSlash(std::string Path) {
  if (!Path.empty() && !isSlash(Path.back()))
    Path += '/';
  return Path;
}

std::string combine(Arguments Parts) {
  std::string Result;
  for (const std::string &Part : Parts)
    Result = isRooted(Part) ? Part : withSlash(Result) + Part;
  return Result;
}

std::string relative(StringRef Base, StringRef Path, const Scope &S) {
  const std::string From = S.Files.resolve(S.Folder, Base);
  const std::string To = S.Files.resolve(S.Folder, Path);
  auto F = path::begin(From), FEnd = path::end(From);
  auto T = path::begin(To), TEnd = path::end(To);
  for (; F != FEnd && T != TEnd && *F == *T; ++F, ++T)
    ;
  SmallString<256> Result;
  for (; F != FEnd; ++F)
    path::append(Result, "..");
  for (; T != TEnd; ++T)
    path::append(Result, *T);
  return Result.empty() ? "." : std::string(Result);
}

/// The nearest folder at or above \p From that has \p File; empty if none has.
std::string folderAbove(StringRef From, StringRef File, const Scope &S) {
  const std::string Start = S.Files.resolve(S.Folder, From);
  for (StringRef Folder = Start; !Folder.empty();
       Folder = path::parent_path(Folder))
    if (S.Files.isFile(Folder, File))
      return Folder.str();
  return "";
}

//===-- Tables ------------------------------------------------------------===//

struct StaticFunction {
  StringLiteral Type; ///< Without `System.`.
  StringLiteral Name;
  unsigned Least, Most; ///< Arguments.
  Value (*Call)(Arguments A, const Scope &S);
};

constexpr unsigned Any = ~0u;

template <typename Op> Value compared(Arguments A, Op Holds) {
  std::optional<int> Order = compareVersions(A[0], A[1]);
  return truth(Order && Holds(*Order));
}

template <typename Op> Value calculated(Arguments A, Op Of) {
  // In 64 bits none of them overflows.
  if (auto X = number<int32_t>(A[0]), Y = number<int32_t>(A[1]); X && Y)
    return Value(std::to_string(Of(int64_t(*X), int64_t(*Y))));
  double X, Y;
  if (StringRef(A[0]).getAsDouble(X) || StringRef(A[1]).getAsDouble(Y))
    return Value();
  std::string Text = std::to_string(Of(X, Y));
  return Value(StringRef(Text).rtrim('0').rtrim('.').str());
}

Value nothing(Arguments, const Scope &) { return Value(); }
Value no(Arguments, const Scope &) { return truth(false); }

const StaticFunction StaticFunctions[] = {
    {"MSBuild", "GetDirectoryNameOfFileAbove", 2, 2,
     [](Arguments A, const Scope &S) {
       return Value(folderAbove(A[0], A[1], S));
     }},
    {"MSBuild", "GetPathOfFileAbove", 1, 2,
     [](Arguments A, const Scope &S) {
       const std::string From =
           A.size() > 1 ? A[1]
                        : unescape(S.Props.get("MSBuildThisFileDirectory"));
       const std::string Folder = folderAbove(From, A[0], S);
       return Value(Folder.empty() ? "" : S.Files.resolve(Folder, A[0]));
     }},
    {"MSBuild", "EnsureTrailingSlash", 1, 1,
     [](Arguments A, const Scope &) { return Value(withSlash(A[0])); }},
    {"MSBuild", "NormalizePath", 1, Any,
     [](Arguments A, const Scope &S) {
       return Value(S.Files.resolve(S.Folder, combine(A)));
     }},
    {"MSBuild", "NormalizeDirectory", 1, Any,
     [](Arguments A, const Scope &S) {
       return Value(withSlash(S.Files.resolve(S.Folder, combine(A))));
     }},
    {"MSBuild", "MakeRelative", 2, 2,
     [](Arguments A, const Scope &S) {
       return Value(relative(A[0], A[1], S));
     }},
    {"MSBuild", "ValueOrDefault", 2, 2,
     [](Arguments A, const Scope &) {
       return Value(A[0].empty() ? A[1] : A[0]);
     }},
    {"MSBuild", "Escape", 1, 1,
     [](Arguments A, const Scope &) { return Value(escape(A[0])); }},
    {"MSBuild", "Unescape", 1, 1,
     [](Arguments A, const Scope &) { return Value(unescape(A[0])); }},
    {"MSBuild", "Add", 2, 2,
     [](Arguments A, const Scope &) {
       return calculated(A, [](auto X, auto Y) { return X + Y; });
     }},
    {"MSBuild", "Subtract", 2, 2,
     [](Arguments A, const Scope &) {
       return calculated(A, [](auto X, auto Y) { return X - Y; });
     }},
    {"MSBuild", "Multiply", 2, 2,
     [](Arguments A, const Scope &) {
       return calculated(A, [](auto X, auto Y) { return X * Y; });
     }},
    {"MSBuild", "Divide", 2, 2,
     [](Arguments A, const Scope &) {
       return calculated(A, [](auto X, auto Y) { return Y == 0 ? Y : X / Y; });
     }},
    {"MSBuild", "VersionEquals", 2, 2,
     [](Arguments A, const Scope &) {
       return compared(A, [](int O) { return O == 0; });
     }},
    {"MSBuild", "VersionNotEquals", 2, 2,
     [](Arguments A, const Scope &) {
       return compared(A, [](int O) { return O != 0; });
     }},
    {"MSBuild", "VersionGreaterThan", 2, 2,
     [](Arguments A, const Scope &) {
       return compared(A, [](int O) { return O > 0; });
     }},
    {"MSBuild", "VersionGreaterThanOrEquals", 2, 2,
     [](Arguments A, const Scope &) {
       return compared(A, [](int O) { return O >= 0; });
     }},
    {"MSBuild", "VersionLessThan", 2, 2,
     [](Arguments A, const Scope &) {
       return compared(A, [](int O) { return O < 0; });
     }},
    {"MSBuild", "VersionLessThanOrEquals", 2, 2,
     [](Arguments A, const Scope &) {
       return compared(A, [](int O) { return O <= 0; });
     }},
    {"MSBuild", "IsOSPlatform", 1, 1,
     [](Arguments A, const Scope &) {
       return truth(StringRef(A[0]).equals_insensitive("Windows"));
     }},
    {"MSBuild", "IsOSUnixLike", 0, 0, no},
    {"MSBuild", "IsRunningFromVisualStudio", 0, 0, no},
    {"MSBuild", "GetVsInstallRoot", 0, 0, nothing},
    {"MSBuild", "GetMSBuildExtensionsPath", 0, 0, nothing},
    // There is no registry, not even on Windows: the same project is to be
    // understood in the same way everywhere.
    {"MSBuild", "GetRegistryValue", 1, 3, nothing},
    {"MSBuild", "GetRegistryValueFromView", 1, Any, nothing},

    {"IO.Path", "Combine", 1, Any,
     [](Arguments A, const Scope &) { return Value(combine(A)); }},
    {"IO.Path", "GetDirectoryName", 1, 1,
     [](Arguments A, const Scope &) {
       return Value(directoryName(A[0]).str());
     }},
    {"IO.Path", "GetFileName", 1, 1,
     [](Arguments A, const Scope &) { return Value(fileName(A[0]).str()); }},
    {"IO.Path", "GetFileNameWithoutExtension", 1, 1,
     [](Arguments A, const Scope &) {
       return Value(fileName(A[0]).drop_back(extension(A[0]).size()).str());
     }},
    {"IO.Path", "GetExtension", 1, 1,
     [](Arguments A, const Scope &) { return Value(extension(A[0]).str()); }},
    {"IO.Path", "ChangeExtension", 2, 2,
     [](Arguments A, const Scope &) {
       return Value((StringRef(A[0]).drop_back(extension(A[0]).size()) +
                     (A[1].empty() || A[1][0] == '.' ? "" : ".") + A[1])
                        .str());
     }},
    {"IO.Path", "HasExtension", 1, 1,
     [](Arguments A, const Scope &) {
       return truth(!extension(A[0]).empty());
     }},
    {"IO.Path", "GetFullPath", 1, 1,
     [](Arguments A, const Scope &S) {
       const std::string Full = S.Files.resolve(S.Folder, A[0]);
       return Value(!A[0].empty() && isSlash(A[0].back()) ? withSlash(Full)
                                                          : Full);
     }},
    {"IO.Path", "IsPathRooted", 1, 1,
     [](Arguments A, const Scope &) { return truth(isRooted(A[0])); }},
    {"IO.Path", "DirectorySeparatorChar", 0, 0,
     [](Arguments, const Scope &) { return Value("\\"); }},
    {"IO.File", "Exists", 1, 1,
     [](Arguments A, const Scope &S) {
       return truth(S.Files.isFile(S.Folder, A[0]));
     }},
    {"IO.File", "ReadAllText", 1, 1,
     [](Arguments A, const Scope &S) {
       return Value(S.Files.read(S.Files.resolve(S.Folder, A[0])).value_or(""));
     }},
    {"IO.Directory", "Exists", 1, 1,
     [](Arguments A, const Scope &S) {
       return truth(S.Files.isFolder(S.Folder, A[0]));
     }},
    {"IO.Directory", "GetParent", 1, 1,
     [](Arguments A, const Scope &S) {
       return Value(path::parent_path(S.Files.resolve(S.Folder, A[0])).str());
     }},

    {"String", "IsNullOrEmpty", 1, 1,
     [](Arguments A, const Scope &) { return truth(A[0].empty()); }},
    {"String", "IsNullOrWhiteSpace", 1, 1,
     [](Arguments A, const Scope &) {
       return truth(StringRef(A[0]).trim().empty());
     }},
    {"String", "Copy", 1, 1,
     [](Arguments A, const Scope &) { return Value(A[0]); }},
    {"String", "new", 1, 1,
     [](Arguments A, const Scope &) { return Value(A[0]); }},
    {"String", "Concat", 1, Any,
     [](Arguments A, const Scope &) { return Value(join(A, "")); }},
    {"String", "Join", 2, Any,
     [](Arguments A, const Scope &) {
       return Value(join(A.drop_front(), A[0]));
     }},
    {"String", "Empty", 0, 0, nothing},
    // A version is its text.
    {"Version", "Parse", 1, 1,
     [](Arguments A, const Scope &) { return Value(A[0]); }},
    {"Version", "new", 1, 1,
     [](Arguments A, const Scope &) { return Value(A[0]); }},
    {"Environment", "GetEnvironmentVariable", 1, 1,
     [](Arguments A, const Scope &S) {
       return Value(unescape(S.Props.get(A[0])));
     }},
    {"Environment", "GetFolderPath", 1, 2, nothing},
    // Templates ask for the newest SDK in this way.
    {"Microsoft.Build.Utilities.ToolLocationHelper",
     "GetLatestSDKTargetPlatformVersion", 2, Any,
     [](Arguments, const Scope &S) {
       return Value(unescape(S.Props.get("LatestTargetPlatformVersion")));
     }},
    {"Environment", "Is64BitOperatingSystem", 0, 0,
     [](Arguments, const Scope &) { return truth(true); }},
    {"Environment", "NewLine", 0, 0,
     [](Arguments, const Scope &) { return Value("\n"); }},
};

struct MemberFunction {
  StringLiteral Name;
  unsigned Least, Most;
  Value (*Call)(StringRef Of, Arguments A);
};

/// Whether the last argument is a comparison that does not look at case.
bool ignoresCase(Arguments A) {
  return A.size() > 1 && StringRef(A.back()).ends_with("IgnoreCase");
}

StringRef charactersOf(Arguments A) {
  return A.empty() ? StringRef(" \t\r\n") : StringRef(A[0]);
}

Value position(size_t At) {
  return Value(At == StringRef::npos ? "-1" : std::to_string(At));
}

std::string replaceAll(StringRef Text, StringRef Old, StringRef New) {
  std::string Result;
  for (size_t At; !Old.empty() && (At = Text.find(Old)) != StringRef::npos;
       Text = Text.drop_front(At + Old.size()))
    (Result += Text.take_front(At)) += New;
  return Result += Text;
}

/// That of a version; -1, as .NET has it, if it has not so many.
Value component(StringRef Version, unsigned Index) {
  SmallVector<StringRef> Parts;
  Version.split(Parts, '.');
  return Value(Index < Parts.size() ? Parts[Index].str() : "-1");
}

const MemberFunction MemberFunctions[] = {
    {"Length", 0, 0,
     [](StringRef Of, Arguments) { return Value(std::to_string(Of.size())); }},
    {"ToString", 0, 1, [](StringRef Of, Arguments) { return Value(Of.str()); }},
    // Of what GetParent gives.
    {"FullName", 0, 0, [](StringRef Of, Arguments) { return Value(Of.str()); }},
    {"ToLower", 0, 0,
     [](StringRef Of, Arguments) { return Value(Of.lower()); }},
    {"ToLowerInvariant", 0, 0,
     [](StringRef Of, Arguments) { return Value(Of.lower()); }},
    {"ToUpper", 0, 0,
     [](StringRef Of, Arguments) { return Value(Of.upper()); }},
    {"ToUpperInvariant", 0, 0,
     [](StringRef Of, Arguments) { return Value(Of.upper()); }},
    {"Trim", 0, 1,
     [](StringRef Of, Arguments A) {
       return Value(Of.trim(charactersOf(A)).str());
     }},
    {"TrimStart", 0, 1,
     [](StringRef Of, Arguments A) {
       return Value(Of.ltrim(charactersOf(A)).str());
     }},
    {"TrimEnd", 0, 1,
     [](StringRef Of, Arguments A) {
       return Value(Of.rtrim(charactersOf(A)).str());
     }},
    {"Contains", 1, 2,
     [](StringRef Of, Arguments A) {
       return truth(ignoresCase(A) ? Of.contains_insensitive(A[0])
                                   : Of.contains(A[0]));
     }},
    {"StartsWith", 1, 2,
     [](StringRef Of, Arguments A) {
       return truth(ignoresCase(A) ? Of.starts_with_insensitive(A[0])
                                   : Of.starts_with(A[0]));
     }},
    {"EndsWith", 1, 2,
     [](StringRef Of, Arguments A) {
       return truth(ignoresCase(A) ? Of.ends_with_insensitive(A[0])
                                   : Of.ends_with(A[0]));
     }},
    {"Equals", 1, 2,
     [](StringRef Of, Arguments A) {
       return truth(ignoresCase(A) ? Of.equals_insensitive(A[0]) : Of == A[0]);
     }},
    {"IndexOf", 1, 2,
     [](StringRef Of, Arguments A) {
       return position(ignoresCase(A) ? Of.find_insensitive(A[0])
                                      : Of.find(A[0]));
     }},
    {"LastIndexOf", 1, 2,
     [](StringRef Of, Arguments A) {
       return position(ignoresCase(A) ? Of.rfind_insensitive(A[0])
                                      : Of.rfind(A[0]));
     }},
    {"Major", 0, 0, [](StringRef Of, Arguments) { return component(Of, 0); }},
    {"Minor", 0, 0, [](StringRef Of, Arguments) { return component(Of, 1); }},
    {"Build", 0, 0, [](StringRef Of, Arguments) { return component(Of, 2); }},
    {"Split", 1, Any,
     [](StringRef Of, Arguments A) {
       std::vector<std::string> Parts;
       const StringRef Separators = A[0];
       for (size_t At; (At = Of.find_first_of(Separators)) != StringRef::npos;
            Of = Of.drop_front(At + 1))
         Parts.push_back(Of.take_front(At).str());
       Parts.push_back(Of.str());
       return Value(std::move(Parts));
     }},
};

Error unknown(const Twine &Function) {
  return createStringError("property function '" + Function + "' is not known");
}

Error wrongArguments(const Twine &Function, size_t Given) {
  return createStringError("property function '" + Function + "' with " +
                           Twine(Given) + " arguments is not known");
}

Expected<Value> replace(StringRef Of, Arguments A) {
  const size_t Found = A[0].empty() ? 0 : Of.count(A[0]);
  if (Found != 0 && A[1].size() > MaxValueSize / Found)
    return createStringError("Replace gives more than " +
                             Twine(MaxValueSize >> 20) + " MB");
  return Value(replaceAll(Of, A[0], A[1]));
}

Expected<Value> substring(StringRef Of, Arguments A) {
  const std::optional<size_t> Start = number<size_t>(A[0]);
  const std::optional<size_t> Length =
      A.size() > 1 ? number<size_t>(A[1])
                   : Of.size() - std::min(Start.value_or(0), Of.size());
  if (!Start || !Length || *Start > Of.size() || *Length > Of.size() - *Start)
    return createStringError("'" + Of + "' has no Substring(" + join(A, ", ") +
                             ")");
  return Value(Of.substr(*Start, *Length).str());
}

Expected<Value> element(const Value &Of, StringRef Index) {
  const std::optional<size_t> At = number<size_t>(Index);
  const size_t Size = Of.List ? Of.List->size() : Of.Single.size();
  if (!At || *At >= Size)
    return createStringError("'" + Of.text() + "' has no element '" + Index +
                             "'");
  return Of.List ? Value((*Of.List)[*At])
                 : Value(std::string(1, Of.Single[*At]));
}

} // namespace

Expected<Value> callStatic(StringRef Type, StringRef Member, Arguments A,
                           const Scope &S) {
  StringRef Short = Type;
  Short.consume_front_insensitive("System.");
  for (const StaticFunction &F : StaticFunctions) {
    if (!Short.equals_insensitive(F.Type) || !Member.equals_insensitive(F.Name))
      continue;
    if (A.size() < F.Least || A.size() > F.Most)
      return wrongArguments("[" + Type + "]::" + Member, A.size());
    return F.Call(A, S);
  }
  return unknown("[" + Type + "]::" + Member);
}

Expected<Value> callMember(const Value &Of, StringRef Member, Arguments A) {
  if (Member == "get_Item" && A.size() == 1)
    return element(Of, A[0]);
  if (Of.List && Member.equals_insensitive("Length"))
    return Value(std::to_string(Of.List->size()));
  const std::string Text = Of.text();
  if (Member.equals_insensitive("Substring") &&
      (A.size() == 1 || A.size() == 2))
    return substring(Text, A);
  if (Member.equals_insensitive("Replace") && (A.size() == 2 || A.size() == 3))
    return replace(Text, A);
  for (const MemberFunction &F : MemberFunctions)
    if (Member.equals_insensitive(F.Name)) {
      if (A.size() < F.Least || A.size() > F.Most)
        return wrongArguments(Member, A.size());
      return F.Call(Text, A);
    }
  return unknown(Member);
}

} // namespace nmr::msbuild
