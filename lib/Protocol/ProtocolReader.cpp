//===- ProtocolReader.cpp - YAML to the tables of protocols ---------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Protocol/Protocol.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/YAMLTraits.h"
#include <limits>

using namespace llvm;

namespace nmr {
namespace {

//===----------------------------------------------------------------------===//
// A file, as it is written
//===----------------------------------------------------------------------===//

constexpr size_t MaxLists = 24;

/// Where an entry begins, for what is found out after parsing.
struct Spot {
  unsigned Line = 0, Column = 0;
};

/// The status values of an outcome.
struct StatusRange {
  int32_t Low = std::numeric_limits<int32_t>::min(),
          High = std::numeric_limits<int32_t>::max();
};

struct OutcomeSpec {
  Verb Call = Verb::Register;
  State From = State::Absent, To = State::Absent;
  StatusRange Answers;
  std::string Note;
};

struct MisuseSpec {
  Verb Call = Verb::Register;
  State In = State::Absent;
  ViolationClass Class = ViolationClass::UseAfterComplete;
};

struct HandleSpec {
  HandleIs Is = HandleIs::Passed;
  std::optional<unsigned> Parameter;
  unsigned Bytes = 0;
  bool Optional = false;
};

struct ConditionSpec {
  unsigned Parameter = 0;
  bool Zero = false;
};

struct KeptSpec {
  unsigned Parameter = 0;
  std::string As;
  std::vector<std::string> Fields;
};

struct LevelSpec {
  std::optional<unsigned> Is, Parameter;
};

struct RoutineSpec {
  Spot At;
  Verb Is = Verb::Offer;
  std::string Field, Type;
  unsigned Parameters = 0;
  std::optional<unsigned> Handle, Context, Dispatch, Registration;
};

struct FunctionSpec {
  Spot At;
  std::string Name, Registration, Page;
  /// More of the same, and of which kinds.
  std::vector<std::string> Also, Registrations;
  Verb Does = Verb::Register;
  unsigned Parameters = 0;
  HandleSpec Handle;
  std::optional<unsigned> Context;
  std::optional<ConditionSpec> When;
  std::vector<std::string> Runs;
  std::vector<KeptSpec> Keeps;
  ProtocolFunction::Failure Fails = ProtocolFunction::Failure::Status;
  std::optional<ConditionSpec> Waits;
  std::optional<LevelSpec> Irql;
  bool Shared = false, Recursive = false, Annotation = false;
};

struct LimitSpec {
  Spot At;
  std::vector<std::string> Functions;
  unsigned Irql = 0;
  std::optional<ConditionSpec> When;
};

struct RaisedSpec {
  Spot At;
  std::string Type, PassedTo, KeptIn, Registration, Page;
  std::optional<unsigned> Parameter;
  unsigned Irql = 0;
};

struct ProtocolSpec {
  Spot At;
  std::string Name, Pages, Noun = "registration", Begun = "registered",
                           Caller = "the system";
  std::optional<RuleId> Rule;
  bool Listed = true;
  std::vector<LimitSpec> Limits;
  std::vector<RaisedSpec> Raised;
  std::string Like;
  std::vector<RoutineSpec> Routines;
  std::vector<std::string> Registrations;
  std::vector<FunctionSpec> Functions;
  std::optional<std::vector<OutcomeSpec>> Outcomes;
  std::optional<std::vector<MisuseSpec>> Misuses;
  std::optional<std::vector<State>> Owed;
};

struct FileSpec {
  std::vector<ProtocolSpec> Protocols;
};

Spot spotOf(yaml::IO &Yaml) {
  // A reader is all that there is; its context is the text that it reads.
  const auto &In = static_cast<yaml::Input &>(Yaml);
  StringRef Text = static_cast<const char *>(Yaml.getContext());
  const char *Here = In.getCurrentNode()->getSourceRange().Start.getPointer();
  StringRef Before = Text.take_front(Here - Text.begin());
  return {unsigned(1 + Before.count('\n')),
          unsigned(Before.size() - (Before.rfind('\n') + 1) + 1)};
}

StringRef name(HandleIs H) {
  switch (H) {
  case HandleIs::Written:
    return "written";
  case HandleIs::Returned:
    return "returned";
  case HandleIs::Chosen:
    return "chosen";
  case HandleIs::Passed:
    return "passed";
  case HandleIs::Unnamed:
    return "unnamed";
  case HandleIs::Unsaid:
    return "unsaid";
  }
  llvm_unreachable("all ways are named");
}

/// Reads the name of one of \p All. If it is none, answers what is expected.
template <typename T>
StringRef wordOf(StringRef Word, ArrayRef<T> All, T &Value,
                 StringRef Expected) {
  for (T V : All)
    if (name(V) == Word) {
      Value = V;
      return {};
    }
  return Expected;
}

} // namespace
} // namespace nmr

LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::OutcomeSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::MisuseSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::KeptSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::FunctionSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::LimitSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::RaisedSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::RoutineSpec)
LLVM_YAML_IS_SEQUENCE_VECTOR(nmr::ProtocolSpec)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(nmr::State)

namespace llvm::yaml {

// Nothing is written.
#define READ_ONLY(Type)                                                        \
  static void output(const Type &, void *, raw_ostream &) {}                   \
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }

template <> struct ScalarTraits<nmr::Verb> {
  static StringRef input(StringRef Word, void *, nmr::Verb &V) {
    using nmr::Verb;
    return nmr::wordOf<Verb>(
        Word,
        {Verb::Register, Verb::Deregister, Verb::Wait, Verb::Close,
         Verb::Attach, Verb::Complete, Verb::Offer, Verb::Detach,
         Verb::Cleanup},
        V,
        "expected one of: register, deregister, wait, close; or, of a binding: "
        "attach, complete, offer, detach, cleanup");
  }
  READ_ONLY(nmr::Verb)
};

template <> struct ScalarTraits<nmr::HandleIs> {
  static StringRef input(StringRef Word, void *, nmr::HandleIs &H) {
    using nmr::HandleIs;
    return nmr::wordOf<HandleIs>(
        Word,
        {HandleIs::Written, HandleIs::Returned, HandleIs::Chosen,
         HandleIs::Passed, HandleIs::Unnamed, HandleIs::Unsaid},
        H,
        "expected one of: written, returned, chosen, passed, unnamed, unsaid");
  }
  READ_ONLY(nmr::HandleIs)
};

template <> struct ScalarTraits<nmr::ProtocolFunction::Failure> {
  static StringRef input(StringRef Word, void *,
                         nmr::ProtocolFunction::Failure &F) {
    using Failure = nmr::ProtocolFunction::Failure;
    if (Word == "status")
      F = Failure::Status;
    else if (Word == "zero")
      F = Failure::Zero;
    else if (Word == "never")
      F = Failure::Never;
    else
      return "expected one of: status, zero, never";
    return {};
  }
  READ_ONLY(nmr::ProtocolFunction::Failure)
};

template <> struct ScalarTraits<nmr::RuleId> {
  static StringRef input(StringRef Word, void *, nmr::RuleId &R) {
    std::optional<nmr::RuleId> Known = nmr::ruleNamed(Word);
    if (!Known)
      return "expected the name of a check, such as nmr-handle-misuse";
    R = *Known;
    return {};
  }
  READ_ONLY(nmr::RuleId)
};

template <> struct ScalarTraits<nmr::State> {
  static StringRef input(StringRef Word, void *, nmr::State &S) {
    using nmr::State;
    return nmr::wordOf<State>(
        Word,
        {State::Absent, State::Failed, State::Live, State::Pending,
         State::Complete, State::Settled, State::Refused},
        S,
        "expected one of: absent, failed, live, pending, complete, settled, "
        "refused");
  }
  READ_ONLY(nmr::State)
};

template <> struct ScalarTraits<nmr::ViolationClass> {
  static StringRef input(StringRef Word, void *, nmr::ViolationClass &C) {
    std::optional<nmr::ViolationClass> Known = nmr::classNamed(Word);
    if (!Known)
      return "expected the class of a violation, such as V05";
    C = *Known;
    return {};
  }
  READ_ONLY(nmr::ViolationClass)
};

template <> struct ScalarTraits<nmr::StatusRange> {
  static StringRef input(StringRef Word, void *, nmr::StatusRange &R) {
    if (Word == "any") {
      R = {};
    } else if (Word == "success") {
      R.Low = R.High = 0;
    } else if (Word == "pending") {
      R.Low = R.High = 0x103;
    } else if (Word == "error") {
      R.High = -1;
    } else if (Word == "no error") {
      R.Low = 0;
    } else {
      // As headers write it, a status is unsigned.
      uint32_t Unsigned;
      if (Word.getAsInteger(0, Unsigned))
        return "expected a status: success, pending, error, 'no error', any, "
               "or a number of 32 bits such as 0xC000009A";
      R.Low = R.High = int32_t(Unsigned);
    }
    return {};
  }
  READ_ONLY(nmr::StatusRange)
};
#undef READ_ONLY

template <> struct MappingTraits<nmr::OutcomeSpec> {
  static void mapping(IO &Yaml, nmr::OutcomeSpec &O) {
    Yaml.mapRequired("call", O.Call);
    Yaml.mapRequired("from", O.From);
    Yaml.mapRequired("answers", O.Answers);
    Yaml.mapRequired("to", O.To);
    Yaml.mapOptional("note", O.Note);
  }
};

template <> struct MappingTraits<nmr::MisuseSpec> {
  static void mapping(IO &Yaml, nmr::MisuseSpec &M) {
    Yaml.mapRequired("call", M.Call);
    Yaml.mapRequired("in", M.In);
    Yaml.mapRequired("class", M.Class);
  }
};

template <> struct MappingTraits<nmr::HandleSpec> {
  static void mapping(IO &Yaml, nmr::HandleSpec &H) {
    Yaml.mapRequired("is", H.Is);
    Yaml.mapOptional("parameter", H.Parameter);
    Yaml.mapOptional("bytes", H.Bytes);
    Yaml.mapOptional("optional", H.Optional);
  }
};

template <> struct MappingTraits<nmr::ConditionSpec> {
  static void mapping(IO &Yaml, nmr::ConditionSpec &C) {
    Yaml.mapRequired("parameter", C.Parameter);
    Yaml.mapRequired("zero", C.Zero);
  }
};

template <> struct MappingTraits<nmr::KeptSpec> {
  static void mapping(IO &Yaml, nmr::KeptSpec &K) {
    Yaml.mapRequired("parameter", K.Parameter);
    Yaml.mapRequired("as", K.As);
    Yaml.mapOptional("fields", K.Fields);
  }
};

template <> struct MappingTraits<nmr::LevelSpec> {
  static void mapping(IO &Yaml, nmr::LevelSpec &L) {
    Yaml.mapOptional("is", L.Is);
    Yaml.mapOptional("parameter", L.Parameter);
  }
};

template <> struct MappingTraits<nmr::LimitSpec> {
  static void mapping(IO &Yaml, nmr::LimitSpec &L) {
    L.At = nmr::spotOf(Yaml);
    Yaml.mapRequired("functions", L.Functions);
    Yaml.mapRequired("irql", L.Irql);
    Yaml.mapOptional("when", L.When);
  }
};

template <> struct MappingTraits<nmr::RaisedSpec> {
  static void mapping(IO &Yaml, nmr::RaisedSpec &R) {
    R.At = nmr::spotOf(Yaml);
    Yaml.mapOptional("type", R.Type);
    Yaml.mapOptional("passed-to", R.PassedTo);
    Yaml.mapOptional("kept-in", R.KeptIn);
    Yaml.mapOptional("parameter", R.Parameter);
    Yaml.mapOptional("registration", R.Registration);
    Yaml.mapRequired("irql", R.Irql);
    Yaml.mapRequired("page", R.Page);
  }
};

template <> struct MappingTraits<nmr::RoutineSpec> {
  static void mapping(IO &Yaml, nmr::RoutineSpec &R) {
    R.At = nmr::spotOf(Yaml);
    Yaml.mapRequired("is", R.Is);
    Yaml.mapRequired("field", R.Field);
    Yaml.mapRequired("type", R.Type);
    Yaml.mapRequired("parameters", R.Parameters);
    Yaml.mapOptional("handle", R.Handle);
    Yaml.mapOptional("context", R.Context);
    Yaml.mapOptional("dispatch", R.Dispatch);
    Yaml.mapOptional("registration", R.Registration);
  }
};

template <> struct MappingTraits<nmr::FunctionSpec> {
  static void mapping(IO &Yaml, nmr::FunctionSpec &F) {
    F.At = nmr::spotOf(Yaml);
    Yaml.mapRequired("name", F.Name);
    Yaml.mapRequired("does", F.Does);
    Yaml.mapOptional("also", F.Also);
    Yaml.mapOptional("registration", F.Registration);
    Yaml.mapOptional("registrations", F.Registrations);
    Yaml.mapRequired("parameters", F.Parameters);
    Yaml.mapRequired("handle", F.Handle);
    Yaml.mapOptional("context", F.Context);
    Yaml.mapOptional("when", F.When);
    Yaml.mapRequired("page", F.Page);
    Yaml.mapOptional("runs", F.Runs);
    Yaml.mapOptional("keeps", F.Keeps);
    Yaml.mapOptional("fails", F.Fails);
    Yaml.mapOptional("waits", F.Waits);
    Yaml.mapOptional("irql", F.Irql);
    Yaml.mapOptional("shared", F.Shared);
    Yaml.mapOptional("recursive", F.Recursive);
    Yaml.mapOptional("annotation", F.Annotation);
  }
};

template <> struct MappingTraits<nmr::ProtocolSpec> {
  static void mapping(IO &Yaml, nmr::ProtocolSpec &P) {
    P.At = nmr::spotOf(Yaml);
    Yaml.mapRequired("name", P.Name);
    Yaml.mapOptional("pages", P.Pages);
    Yaml.mapOptional("rule", P.Rule);
    Yaml.mapOptional("listed", P.Listed);
    Yaml.mapOptional("limits", P.Limits);
    Yaml.mapOptional("raised-routines", P.Raised);
    Yaml.mapOptional("noun", P.Noun);
    Yaml.mapOptional("begun", P.Begun);
    Yaml.mapOptional("caller", P.Caller);
    Yaml.mapOptional("like", P.Like);
    Yaml.mapOptional("routines", P.Routines);
    Yaml.mapOptional("registrations", P.Registrations);
    Yaml.mapRequired("functions", P.Functions);
    Yaml.mapOptional("outcomes", P.Outcomes);
    Yaml.mapOptional("misuses", P.Misuses);
    Yaml.mapOptional("owed", P.Owed);
  }
};

template <> struct MappingTraits<nmr::FileSpec> {
  static void mapping(IO &Yaml, nmr::FileSpec &F) {
    Yaml.mapRequired("protocols", F.Protocols);
  }
};

} // namespace llvm::yaml

namespace nmr {

/// Turns what a file says into tables, and finds out what it forgot.
class ProtocolReader {
  /// The state of a simulation has a byte for it.
  static constexpr unsigned MaxSides = 256;
  /// HIGH_LEVEL of a 32-bit system.
  static constexpr unsigned MaxIrql = 31;

public:
  ProtocolReader(Protocols &To, StringRef File) : To(To), File(File) {}

  Error add(const ProtocolSpec &Spec);

private:
  Error at(const Spot &S, const Twine &What) const {
    return createStringError(File + ":" + Twine(S.Line) + ":" +
                             Twine(S.Column) + ": " + What);
  }
  StringRef save(const Twine &Text) {
    SmallString<64> Buffer;
    return Text.toStringRef(Buffer).copy(*To.Strings);
  }
  ArrayRef<StringRef> saveAll(ArrayRef<std::string> Texts) {
    std::vector<StringRef> Saved;
    for (const std::string &Text : Texts)
      Saved.push_back(save(Text));
    return ArrayRef(Saved).copy(*To.Strings);
  }
  Error addFunction(const FunctionSpec &Spec, StringRef Pages,
                    ArrayRef<std::string> Registrations, unsigned FirstSide);
  Error addLimit(const LimitSpec &Spec);
  Error addRaised(const RaisedSpec &Spec, StringRef Pages,
                  ArrayRef<std::string> Registrations, unsigned FirstSide);
  Expected<unsigned> sideOf(const Spot &At, StringRef Of,
                            StringRef Registration,
                            ArrayRef<std::string> Registrations,
                            unsigned FirstSide) const;
  Error addRoutine(const RoutineSpec &Spec, Protocol &P);
  Error checkHandle(const FunctionSpec &Spec) const;
  Error checkHeld(const FunctionSpec &Spec, bool Listed) const;
  Error checkKind(const Spot &At, unsigned Side);
  Error checkOutcomes(const Spot &At, ArrayRef<Outcome> Outcomes) const;

  Protocols &To;
  StringRef File;
};

Expected<unsigned> ProtocolReader::sideOf(const Spot &At, StringRef Of,
                                          StringRef Registration,
                                          ArrayRef<std::string> Registrations,
                                          unsigned FirstSide) const {
  auto Side = Registration.empty() && Registrations.size() == 1
                  ? Registrations.begin()
                  : find(Registrations, Registration);
  if (Side == Registrations.end())
    return this->at(At, "'" + Of + "': expected 'registration' to be one of: " +
                            join(Registrations, ", "));
  return FirstSide + (Side - Registrations.begin());
}

static std::optional<ProtocolFunction::Condition>
conditionOf(const std::optional<ConditionSpec> &Spec) {
  if (!Spec)
    return std::nullopt;
  return ProtocolFunction::Condition{Spec->Parameter, Spec->Zero};
}

Error ProtocolReader::addLimit(const LimitSpec &Spec) {
  if (Spec.Functions.empty())
    return at(Spec.At, "expected 'functions', a list of names");
  if (Spec.Irql > MaxIrql)
    return at(Spec.At, "expected an 'irql' of no more than " + Twine(MaxIrql));
  for (const std::string &Name : Spec.Functions)
    To.Limits.push_back(
        {save(Name), uint8_t(Spec.Irql), conditionOf(Spec.When)});
  return Error::success();
}

Error ProtocolReader::addRaised(const RaisedSpec &Spec, StringRef Pages,
                                ArrayRef<std::string> Registrations,
                                unsigned FirstSide) {
  if (!Spec.Type.empty() + !Spec.PassedTo.empty() + !Spec.KeptIn.empty() != 1 ||
      Spec.PassedTo.empty() == Spec.Parameter.has_value())
    return at(Spec.At,
              "expected 'type', 'kept-in', or 'passed-to' and 'parameter'");
  if (Spec.Irql > MaxIrql)
    return at(Spec.At, "expected an 'irql' of no more than " + Twine(MaxIrql));
  ProtocolFunction F = {};
  F.Name = save(Spec.Type + Spec.PassedTo + Spec.KeptIn);
  Expected<unsigned> Side =
      sideOf(Spec.At, F.Name, Spec.Registration, Registrations, FirstSide);
  if (!Side)
    return Side.takeError();
  F.V = Verb::Register;
  F.Handle = HandleIs::Unnamed;
  F.Side = *Side;
  F.Level = uint8_t(Spec.Irql);
  F.Source = save(Pages + Spec.Page);
  To.Raised.push_back({save(Spec.Type), save(Spec.PassedTo),
                       Spec.Parameter.value_or(0), save(Spec.KeptIn),
                       unsigned(To.Functions.size())});
  // No call is one of it: it is found by no name.
  To.Functions.push_back(F);
  return Error::success();
}

Error ProtocolReader::addFunction(const FunctionSpec &Spec, StringRef Pages,
                                  ArrayRef<std::string> Registrations,
                                  unsigned FirstSide) {
  ProtocolFunction F = {};
  F.Name = save(Spec.Name);
  F.V = Spec.Does;
  F.NumParams = Spec.Parameters;
  F.Handle = Spec.Handle.Is;
  F.HandleParam = Spec.Handle.Parameter.value_or(0);
  F.ContextParam = Spec.Context.value_or(0);
  F.Optional = Spec.Handle.Optional;
  F.HandleBytes = Spec.Handle.Bytes;
  F.Chosen = F.Handle == HandleIs::Chosen;
  F.When = conditionOf(Spec.When);
  F.Fails = Spec.Fails;
  F.Waits = conditionOf(Spec.Waits);
  F.Shared = Spec.Shared;
  F.Recursive = Spec.Recursive;
  F.Annotation = Spec.Annotation;
  if (Spec.Irql) {
    if (Spec.Irql->Is)
      F.Level = uint8_t(*Spec.Irql->Is);
    F.LevelParam = Spec.Irql->Parameter;
  }
  F.Source = save(Pages + Spec.Page);
  if (Spec.Name.empty())
    return at(Spec.At, "a function needs a name");
  if (Error E = checkHandle(Spec))
    return E;
  if ((Spec.Does == Verb::Attach) != Spec.Context.has_value())
    return at(Spec.At, "'" + Spec.Name +
                           "': 'context' is expected of a function that does "
                           "'attach', and of no other");
  Expected<unsigned> Side =
      sideOf(Spec.At, Spec.Name, Spec.Registration, Registrations, FirstSide);
  if (!Side)
    return Side.takeError();
  F.Side = *Side;
  if (Error E = checkHeld(Spec, To.of(F).Listed))
    return E;
  F.Callbacks = saveAll(Spec.Runs);
  std::vector<KeptObject> Keeps;
  for (const KeptSpec &K : Spec.Keeps)
    Keeps.push_back({K.Parameter, save(K.As), saveAll(K.Fields)});
  F.Keeps = ArrayRef(Keeps).copy(*To.Strings);
  // One name may mean several things if a call shows which, or if it is looked
  // at for the sake of several kinds.
  auto &Known = To.ByName[F.Name];
  for (unsigned I : Known) {
    const ProtocolFunction &O = To.Functions[I];
    const bool Apart =
        O.NumParams != F.NumParams ||
        (O.When && F.When && O.When->Param == F.When->Param &&
         O.When->Zero != F.When->Zero) ||
        (O.Side != F.Side && (O.V == Verb::Close || F.V == Verb::Close ||
                              !To.isListed(O) || !To.isListed(F)));
    if (!Apart)
      return at(Spec.At, "there are two functions called '" + Spec.Name +
                             "': expected 'parameters' or 'when' to tell them "
                             "apart");
  }
  Known.push_back(To.Functions.size());
  // They are numbered where the addresses of routines are followed.
  std::vector<ArrayRef<StringRef>> Lists;
  for (const ProtocolFunction &O : To.Functions)
    if (!is_contained(Lists, O.Callbacks))
      Lists.push_back(O.Callbacks);
  if (!is_contained(Lists, F.Callbacks) && Lists.size() == MaxLists)
    return at(Spec.At, "'" + Spec.Name + "': expected no more than " +
                           Twine(MaxLists) + " different lists in 'runs'");
  To.Functions.push_back(F);
  return Error::success();
}

Error ProtocolReader::addRoutine(const RoutineSpec &Spec, Protocol &P) {
  const bool Offer = Spec.Is == Verb::Offer;
  if (!Offer && Spec.Is != Verb::Detach && Spec.Is != Verb::Cleanup)
    return at(Spec.At, "'" + Spec.Field +
                           "': expected 'is' to be one of: offer, detach, "
                           "cleanup");
  if (Spec.Handle.has_value() != Offer || (!Offer && !Spec.Context))
    return at(Spec.At, "'" + Spec.Field +
                           "': expected 'handle' of an offer, and 'context' of "
                           "any other routine");
  const std::optional<unsigned> Param = Offer ? Spec.Handle : Spec.Context;
  if (*Param >= Spec.Parameters ||
      Spec.Context.value_or(0) >= Spec.Parameters ||
      Spec.Dispatch.value_or(0) >= Spec.Parameters ||
      Spec.Registration.value_or(0) >= Spec.Parameters)
    return at(Spec.At, "'" + Spec.Field + "' has " + Twine(Spec.Parameters) +
                           " parameters: expected a smaller number, they are "
                           "counted from 0");
  if (any_of(P.Routines, [&](const Routine &R) { return R.V == Spec.Is; }))
    return at(Spec.At,
              "there are two routines that are '" + name(Spec.Is) + "'");
  P.Routines.push_back({Spec.Is, save(Spec.Field), save(Spec.Type),
                        Spec.Parameters, *Param,
                        Offer ? Spec.Context : std::nullopt,
                        Offer ? Spec.Dispatch : std::nullopt,
                        Offer ? Spec.Registration : std::nullopt});
  return Error::success();
}

Error ProtocolReader::checkHandle(const FunctionSpec &Spec) const {
  const HandleSpec &H = Spec.Handle;
  const bool Begins = Spec.Does == Verb::Register;
  if (H.Is != HandleIs::Unnamed &&
      Begins != (H.Is != HandleIs::Passed && H.Is != HandleIs::Unsaid))
    return at(
        Spec.At,
        "'" + Spec.Name + "': the handle of a function that does '" +
            name(Spec.Does) + "' is expected to be " +
            (Begins ? "written, returned or chosen" : "passed or unsaid"));
  const bool HasParameter = H.Is != HandleIs::Returned &&
                            H.Is != HandleIs::Unsaid &&
                            H.Is != HandleIs::Unnamed;
  if (HasParameter != H.Parameter.has_value())
    return at(Spec.At,
              "'" + Spec.Name +
                  "': 'parameter' is expected in a handle "
                  "that is written, chosen or passed, and in no other");
  auto IsOne = [&](unsigned N) { return N < Spec.Parameters; };
  if ((H.Parameter && !IsOne(*H.Parameter)) ||
      (Spec.When && !IsOne(Spec.When->Parameter)) ||
      (Spec.Waits && !IsOne(Spec.Waits->Parameter)) ||
      any_of(Spec.Keeps,
             [&](const KeptSpec &K) { return !IsOne(K.Parameter); }))
    return at(Spec.At, "'" + Spec.Name + "' has " + Twine(Spec.Parameters) +
                           " parameters: expected a smaller number, they are "
                           "counted from 0");
  if (!Spec.Keeps.empty() && !Begins)
    return at(Spec.At, "'" + Spec.Name +
                           "': expected 'keeps' in functions that register");
  if (H.Bytes != 0 && H.Bytes != 4 && H.Bytes != 8)
    return at(Spec.At, "'" + Spec.Name + "': expected 4 or 8 'bytes'");
  return Error::success();
}

/// What only a protocol that is not listed can say, and what it can't.
Error ProtocolReader::checkHeld(const FunctionSpec &Spec, bool Listed) const {
  if (Listed) {
    if (Spec.Handle.Is == HandleIs::Unnamed ||
        Spec.Fails != ProtocolFunction::Failure::Status || Spec.Waits ||
        Spec.Irql || Spec.Shared || Spec.Recursive || Spec.Annotation)
      return at(Spec.At,
                "'" + Spec.Name +
                    "': 'unnamed', 'fails', 'waits', 'irql', 'shared', "
                    "'recursive' and 'annotation' are expected in a protocol "
                    "with 'listed: false' only");
    return Error::success();
  }
  if (Spec.Does != Verb::Register && Spec.Does != Verb::Deregister)
    return at(Spec.At, "'" + Spec.Name +
                           "': expected 'register' or 'deregister' where a "
                           "protocol is not listed");
  if (Spec.Handle.Is != HandleIs::Chosen &&
      Spec.Handle.Is != HandleIs::Passed && Spec.Handle.Is != HandleIs::Unnamed)
    return at(Spec.At, "'" + Spec.Name +
                           "': expected a handle that is chosen, passed or "
                           "unnamed where a protocol is not listed");
  if (Spec.Irql &&
      (Spec.Irql->Is.has_value() == Spec.Irql->Parameter.has_value() ||
       Spec.Irql->Is.value_or(0) > MaxIrql ||
       (Spec.Irql->Parameter && *Spec.Irql->Parameter >= Spec.Parameters)))
    return at(Spec.At, "'" + Spec.Name +
                           "': expected 'irql' to have 'is', no more than " +
                           Twine(MaxIrql) + ", or 'parameter'");
  return Error::success();
}

/// The functions of one kind must agree on what a handle is.
Error ProtocolReader::checkKind(const Spot &At, unsigned Side) {
  const StringRef Name = To.Sides[Side].Name;
  const ProtocolFunction *Begin = nullptr;
  bool Ends = false;
  for (const ProtocolFunction &F : To.Functions) {
    if (F.Side != Side)
      continue;
    Ends |= F.V == Verb::Deregister;
    if (F.V != Verb::Register)
      continue;
    if (Begin && To.isListed(F) &&
        (F.Chosen != Begin->Chosen || F.HandleBytes != Begin->HandleBytes))
      return at(At, "'" + Name + "': the handle of '" + F.Name +
                        "' is expected to be like that of '" + Begin->Name +
                        "'");
    Begin = &F;
  }
  if (Begin && !To.isListed(*Begin))
    return Error::success();
  if (!Begin || !Ends)
    return at(At, "'" + Name + "': expected a function that does '" +
                      name(Begin ? Verb::Deregister : Verb::Register) + "'");
  for (ProtocolFunction &F : To.Functions)
    if (F.Side == Side) {
      F.Chosen = Begin->Chosen;
      F.HandleBytes = Begin->HandleBytes;
    }
  return Error::success();
}

/// What a protocol without a wait function has where its file says nothing:
/// the deregister call has ended the registration when it returns.
static std::vector<OutcomeSpec> usualOutcomes() {
  return {{Verb::Register, State::Absent, State::Live, {0, 0}, "succeeds"},
          {Verb::Register,
           State::Absent,
           State::Failed,
           {std::numeric_limits<int32_t>::min(), -1},
           "fails"},
          {Verb::Deregister,
           State::Live,
           State::Complete,
           {},
           "ends the registration"}};
}

static std::vector<MisuseSpec> usualMisuses() {
  return {
      {Verb::Deregister, State::Failed, ViolationClass::DeregisterUnregistered},
      {Verb::Deregister, State::Complete, ViolationClass::UseAfterComplete}};
}

/// Whether functions of bindings do that, and no others.
static bool isOfBinding(Verb V) {
  return V == Verb::Attach || V == Verb::Complete;
}

/// What every protocol must say, and that it says nothing twice.
Error ProtocolReader::checkOutcomes(const Spot &At,
                                    ArrayRef<Outcome> Outcomes) const {
  auto Lead = [&](Verb V, State From, std::optional<State> To) {
    return any_of(Outcomes, [&](const Outcome &O) {
      return O.V == V && O.From == From && (!To || O.To == *To);
    });
  };
  for (State To : {State::Live, State::Failed})
    if (!Lead(Verb::Register, State::Absent, To))
      return at(At, "expected an outcome of 'register', from absent to " +
                        name(To));
  if (!Lead(Verb::Deregister, State::Live, std::nullopt))
    return at(At, "expected an outcome of 'deregister', from live");
  for (const auto &[I, O] : enumerate(Outcomes)) {
    if (O.To == State::Live ? O.Low < 0 : O.To == State::Failed && O.High >= 0)
      return at(At, "expected a register call that answers an error to lead to "
                    "failed, and any other to live");
    for (const Outcome &Other : Outcomes.take_front(I))
      if (Other.V == O.V && Other.From == O.From && Other.Low <= O.High &&
          O.Low <= Other.High)
        return at(At, "two outcomes of '" + name(O.V) + "' from " +
                          name(O.From) + " share an answer");
  }
  return Error::success();
}

Error ProtocolReader::add(const ProtocolSpec &Spec) {
  if (Spec.Name.empty())
    return at(Spec.At, "a protocol needs a name");
  if (Spec.Begun.empty())
    return at(Spec.At, "'begun' is expected to be a word, such as registered");
  if (To.named(Spec.Name))
    return at(Spec.At, "there are two protocols called '" + Spec.Name + "'");
  auto P = std::make_unique<Protocol>();
  P->Name = save(Spec.Name);
  P->Noun = save(Spec.Noun);
  P->Begun = save(Spec.Begun);
  P->Caller = save(Spec.Caller);
  P->Rule = Spec.Rule;
  P->Listed = Spec.Listed;
  const unsigned FirstSide = To.Sides.size();
  std::vector<std::string> Registrations = Spec.Registrations;
  if (Registrations.empty())
    Registrations.push_back(Spec.Name);
  for (const std::string &Name : Registrations) {
    if (any_of(To.Sides, [&](const Side &S) { return S.Name == Name; }))
      return at(Spec.At, "there are two registrations called '" + Name + "'");
    if (To.Sides.size() == MaxSides)
      return at(Spec.At, "more than " + Twine(MaxSides) +
                             " kinds of registrations in all");
    To.Sides.push_back({save(Name), P.get()});
  }
  for (const FunctionSpec &F : Spec.Functions) {
    std::vector<std::string> Names = {F.Name}, Of = F.Registrations;
    append_range(Names, F.Also);
    if (Of.empty())
      Of.push_back(F.Registration);
    for (const std::string &Kind : Of)
      for (const std::string &Name : Names) {
        FunctionSpec One = F;
        One.Name = Name;
        One.Registration = Kind;
        if (Error E = addFunction(One, Spec.Pages, Registrations, FirstSide))
          return E;
      }
  }
  for (const RaisedSpec &R : Spec.Raised)
    if (Error E = addRaised(R, Spec.Pages, Registrations, FirstSide))
      return E;
  for (const LimitSpec &L : Spec.Limits)
    if (Error E = addLimit(L))
      return E;

  for (const RoutineSpec &R : Spec.Routines)
    if (Error E = addRoutine(R, *P))
      return E;
  if (!Spec.Like.empty() && !(P->Like = To.named(Spec.Like)))
    return at(Spec.At, "'like': there is no protocol called '" + Spec.Like +
                           "' before this one");
  for (const ProtocolFunction &F : To.Functions)
    if (F.Side >= FirstSide && isOfBinding(F.V) != P->isOfBindings())
      return at(Spec.At,
                "'" + F.Name +
                    "': a protocol has 'routines' if its "
                    "functions attach and complete bindings, and no other "
                    "has");
  if (!P->isOfBindings())
    for (unsigned I = FirstSide; I != To.Sides.size(); ++I)
      if (Error E = checkKind(Spec.At, I))
        return E;

  const bool Waits = any_of(Spec.Functions, [](const FunctionSpec &F) {
    return F.Does == Verb::Wait;
  });
  if (Waits && (!Spec.Outcomes || !Spec.Misuses))
    return at(Spec.At, "a protocol with a function that waits is expected to "
                       "have 'outcomes' and 'misuses'");
  for (const OutcomeSpec &O : Spec.Outcomes.value_or(usualOutcomes()))
    P->Outcomes.push_back(
        {O.Call, O.From, O.To, O.Answers.Low, O.Answers.High, save(O.Note)});
  if (!P->isOfBindings())
    if (Error E = checkOutcomes(Spec.At, P->Outcomes))
      return E;
  for (const MisuseSpec &M : Spec.Misuses.value_or(usualMisuses())) {
    if (!P->isOfBindings() && ruleOf(M.Class) != RuleId::HandleMisuse)
      return at(Spec.At, "'" + name(M.Class) +
                             "' is not what a call can be: expected V03, V04, "
                             "V05 or V19");
    if (P->misuse(M.Call, M.In))
      return at(Spec.At, "there are two misuses of '" + name(M.Call) + "' in " +
                             name(M.In));
    P->Misuses.push_back({M.Call, M.In, M.Class});
  }
  for (State S :
       Spec.Owed.value_or(std::vector<State>{State::Live, State::Pending})) {
    if (S != State::Live && S != State::Pending)
      return at(Spec.At,
                "nothing is owed in " + name(S) + ": expected live or pending");
    P->Owed |= 1 << unsigned(S);
  }
  To.All.push_back(std::move(P));
  return Error::success();
}

Error Protocols::add(MemoryBufferRef File) {
  std::string Problem;
  auto Keep = [](const SMDiagnostic &D, void *To) {
    std::string &Problem = *static_cast<std::string *>(To);
    if (Problem.empty())
      Problem = formatv("{0}:{1}:{2}: {3}", D.getFilename(), D.getLineNo(),
                        D.getColumnNo() + 1, D.getMessage());
  };
  FileSpec Spec;
  yaml::Input Yaml(File, const_cast<char *>(File.getBufferStart()), Keep,
                   &Problem);
  Yaml >> Spec;
  StringRef Name = File.getBufferIdentifier();
  if (Problem.empty() && !Yaml.error() && Yaml.nextDocument())
    Problem = (Name + ":1:1: expected one document, without '---' between "
                      "protocols")
                  .str();
  if (Problem.empty() && Yaml.error())
    Problem = (Name + ":1:1: malformed").str();
  // An empty document is no error for the parser.
  if (Problem.empty() && Spec.Protocols.empty())
    Problem = (Name + ":1:1: expected 'protocols', a list of protocols").str();
  if (!Problem.empty())
    return createStringError(Problem + "; docs/protocols.md has the form");
  for (const ProtocolSpec &P : Spec.Protocols)
    if (Error E = ProtocolReader(*this, Name).add(P))
      return E;
  return Error::success();
}

} // namespace nmr
