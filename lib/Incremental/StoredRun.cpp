//===- StoredRun.cpp - What a run leaves for the next one -----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/StoredRun.h"
#include "Incremental/Insulation.h"
#include "Incremental/VerdictJson.h"
#include "Protocol/System.h"
#include "Solve/Parallel.h"
#include "Summary/Link.h"
#include "Summary/Renumber.h"
#include "Summary/Text.h"
#include "Summary/Visit.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include <map>

using namespace llvm;
using support::ulittle32_t;
using support::ulittle64_t;

namespace nmr {

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

namespace {

constexpr StringLiteral Magic = "nmr-run2";
constexpr size_t HashDigits = 32;

enum RunFlag : uint32_t {
  CallsMatter = 1,
  NoEntry = 2,
  PointeesHeld = 4,
  AnswersHeld = 8,
};

} // namespace

// Numbers are little-endian and unaligned, so that the file is read in place.

struct StoredRun::Layout {
  char Magic[8];
  char Checksum[HashDigits]; ///< Of all that follows.
  char Key[HashDigits];
  ulittle32_t Flags;
  ulittle64_t NumParts, NumFunctions, NumEntities;
  ulittle64_t EverythingSize, NamesSize, UnitSize, VerdictsSize;
};

struct StoredRun::PartRecord {
  char Content[HashDigits];
  ulittle64_t Frame;
  /// Of the entities that are held or ordered, in their order.
  ulittle64_t Order;
  ulittle64_t Globals; ///< Of the variables that it defines, as a set.
  ulittle32_t FirstFunction, NumFunctions;
  ulittle32_t NameBegin, NameSize;
};

struct StoredRun::FunctionRecord {
  ulittle64_t Key, Text, Callees;
  ulittle32_t NumParams;
};

struct StoredRun::EntityRecord {
  ulittle64_t Key, Attributes;
  uint8_t Flags;
};

namespace {

std::string nameOf(const Summary &Part) { return join(Part.MainFiles, "\n"); }

void append(std::string &To, const void *Data, size_t Size) {
  To.append(static_cast<const char *>(Data), Size);
}

/// The next \p N items of \p Bytes.
template <typename T> ArrayRef<T> take(StringRef &Bytes, uint64_t N) {
  static_assert(alignof(T) == 1);
  ArrayRef<T> Items(reinterpret_cast<const T *>(Bytes.data()), N);
  Bytes = Bytes.drop_front(N * sizeof(T));
  return Items;
}

StringRef takeText(StringRef &Bytes, uint64_t Size) {
  const StringRef Text = Bytes.take_front(Size);
  Bytes = Bytes.drop_front(Size);
  return Text;
}

/// Of what has records, in the order of \p D's entities.
template <typename FlagsFn> uint64_t orderOf(const Digest &D, FlagsFn Flags) {
  HashBuilder64 H;
  for (size_t E = 0; E != D.Keys.size(); ++E)
    if (Flags(D.Keys[E]) & (IsHeld | IsOrdered)) {
      H.add(D.Keys[E]);
      H.add(D.Attributes[E]);
    }
  return H.finish();
}

/// Of those variables of \p Part that it defines and \p Known knows.
template <typename KnownFn>
uint64_t globalsOf(const Digest &D, const BitVector &Defines, KnownFn Known) {
  SmallVector<uint64_t, 32> Keys;
  for (unsigned E : Defines.set_bits())
    if (Known(D.Keys[E]))
      Keys.push_back(D.Keys[E]);
  llvm::sort(Keys);
  HashBuilder64 H;
  for (uint64_t Key : Keys)
    H.add(Key);
  return H.finish();
}

BitVector definedGlobals(const Summary &Part) {
  BitVector Result(Part.Entities.size());
  for (const auto &[E, Ent] : enumerate(Part.Entities))
    if (Ent.K == Entity::Kind::Global && !Ent.Undefined)
      Result.set(E);
  return Result;
}

/// What reports show of \p Unit: the functions with calls of the protocols, and
/// those around the places that \p Verdicts name.
Summary shownOf(const Summary &Unit, ArrayRef<Verdict> Verdicts,
                const Protocols &P, unsigned Jobs) {
  std::vector<Loc> Places;
  for (Verdict V : Verdicts)
    forEachLoc(V, [&](const Loc &L) {
      if (L.isValid())
        Places.push_back(L);
    });
  llvm::sort(Places);
  BitVector Mentioned(Unit.Entities.size());
  for (const auto &[E, Ent] : enumerate(Unit.Entities))
    if (P.mentions(Ent.Name))
      Mentioned.set(E);
  auto IsShown = [&](const Function &F) {
    if (F.Where.isValid() && F.Where.File == F.End.File) {
      auto It = llvm::lower_bound(Places, F.Where);
      if (It != Places.end() && *It <= F.End)
        return true;
    }
    return any_of(F.Blocks, [&](const Block &B) {
      return any_of(B.Body, [&](const Statement &S) {
        return S.K == Statement::Kind::Call &&
               S.callee().K == Operand::Kind::Function &&
               Mentioned.test(S.callee().entity());
      });
    });
  };

  Summary Shown;
  Shown.PointerSize = Unit.PointerSize;
  Shown.Files = Unit.Files;
  Shown.Failures = Unit.Failures;
  Shown.Suppressions = Unit.Suppressions;
  Shown.Edits = Unit.Edits;
  BitVector Needed(Unit.Entities.size());
  auto Need = [&](EntityId E) {
    if (E != NoId)
      Needed.set(E);
  };
  std::vector<uint8_t> AreShown(Unit.Functions.size());
  forEachIndex(Jobs, AreShown.size(),
               [&](size_t I) { AreShown[I] = IsShown(Unit.Functions[I]); });
  for (const auto &[F, Is] : zip(Unit.Functions, AreShown)) {
    if (!Is)
      continue;
    Shown.Functions.push_back(F);
    Need(F.Entity);
    forEachPlace(F, [&](const Place &Pl) {
      if (Pl.Root == Place::RootKind::Global)
        Need(Pl.Base);
      for (const Projection &Pr : Pl.Path)
        Need(Pr.Field);
    });
    forEachOperand(F, [&](const Operand &O) {
      if (O.K == Operand::Kind::Function)
        Need(O.entity());
    });
    for (const Block &B : F.Blocks)
      for (const Statement &S : B.Body)
        if (S.K == Statement::Kind::Call &&
            S.callee().K == Operand::Kind::Function)
          Need(S.callee().entity());
  }
  Renumbering Renumber;
  for (uint32_t File = 0; File != Unit.Files.size(); ++File)
    Renumber.Files.push_back(File);
  Renumber.Entities.assign(Unit.Entities.size(), NoId);
  for (unsigned E : Needed.set_bits()) {
    Renumber.Entities[E] = Shown.Entities.size();
    Shown.Entities.push_back(Unit.Entities[E]);
    // What overrides what plays no part in reports.
    Shown.Entities.back().Overrides.clear();
  }
  for (Function &F : Shown.Functions)
    Renumber(F);
  return Shown;
}

} // namespace

RunRecorder::RunRecorder(ArrayRef<Summary> Given,
                         ArrayRef<std::string> Contents, unsigned Jobs)
    : Jobs(Jobs), Parts(Given.size()) {
  forEachIndex(Jobs, Given.size(), [&](size_t I) {
    Parts[I] = {nameOf(Given[I]), Contents[I], digestOf(Given[I]),
                definedGlobals(Given[I]), Given[I].PointerSize};
  });
}

Error RunRecorder::write(StringRef File, StringRef Key, const Summary &Unit,
                         const std::vector<Verdict> &Verdicts,
                         const Footprint &Rests, const Protocols &P) const {
  // By key, what the unit knows.
  Digest Whole = digestOfEntities(Unit);
  DenseMap<uint64_t, uint32_t> Known;
  std::string Everything = Rests.Everything;
  for (const auto &[E, K] : enumerate(Whole.Keys))
    if (!Known.try_emplace(K, E).second)
      Everything = "two names have one hash";
  std::vector<uint8_t> Flags(Unit.Entities.size());
  for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
    Flags[E] = Rests.Held.test(E) * IsHeld | Rests.Ordered.test(E) * IsOrdered |
               Rests.Reaches.test(E) * IsReaching |
               !Unit.Entities[E].External * IsInternal;
  }
  for (const Function &F : Unit.Functions)
    Flags[F.Entity] |= IsDefined;
  BitVector Seen(Unit.Entities.size());
  for (const Part &Of : Parts) {
    if (Of.PointerSize != Unit.PointerSize)
      Everything = "'" + Of.Name + "' was left out";
    if (!Everything.empty())
      break;
    // Of what parts say different things, what is left may hang on any of them.
    for (size_t E = 0; E != Of.D.Keys.size(); ++E)
      if (const uint32_t Number = Known.lookup(Of.D.Keys[E]);
          Of.D.Attributes[E] != Whole.Attributes[Number])
        Flags[Number] |= IsHeld;
    // If one of several like it changes, they don't agree any more.
    for (const Digest::Body &B : Of.D.Bodies) {
      const uint32_t Number = Known.lookup(Of.D.Keys[B.Entity]);
      if (Seen.test(Number) && !Unit.Entities[Number].Inline)
        Flags[Number] &= ~IsDefined;
      Seen.set(Number);
    }
  }
  std::vector<uint8_t> Insulated(Unit.Functions.size());
  forEachIndex(Jobs, Unit.Functions.size(), [&](size_t I) {
    const Function &F = Unit.Functions[I];
    Insulated[I] =
        (Flags[F.Entity] & (IsHeld | IsReaching | IsDefined)) == IsDefined &&
        isInsulated(
            F, Unit, [&](EntityId E) { return Flags[E]; }, Rests.PointeesHeld,
            Rests.AnswersHeld);
  });
  for (const auto &[F, Is] : zip(Unit.Functions, Insulated))
    Flags[F.Entity] |= Is * IsInsulated;

  std::vector<StoredRun::PartRecord> PartRecords;
  std::vector<StoredRun::FunctionRecord> FunctionRecords;
  std::string Names;
  for (const Part &Of : Parts) {
    StoredRun::PartRecord &R = PartRecords.emplace_back();
    std::memcpy(R.Content, Of.Content.data(), HashDigits);
    R.Frame = Of.D.Frame;
    R.Order = orderOf(Of.D, [&](uint64_t K) {
      auto It = Known.find(K);
      return It == Known.end() ? 0 : Flags[It->second];
    });
    R.Globals =
        globalsOf(Of.D, Of.DefinesGlobal, [](uint64_t) { return true; });
    R.FirstFunction = FunctionRecords.size();
    R.NumFunctions = Of.D.Bodies.size();
    R.NameBegin = Names.size();
    R.NameSize = Of.Name.size();
    Names += Of.Name;
    for (const Digest::Body &B : Of.D.Bodies) {
      StoredRun::FunctionRecord &F = FunctionRecords.emplace_back();
      F.Key = Of.D.Keys[B.Entity];
      F.Text = B.Text;
      F.Callees = B.Callees;
      F.NumParams = B.NumParams;
    }
    llvm::sort(FunctionRecords.begin() + R.FirstFunction, FunctionRecords.end(),
               [](const auto &A, const auto &B) { return A.Key < B.Key; });
  }
  std::vector<StoredRun::EntityRecord> EntityRecords;
  for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
    StoredRun::EntityRecord &R = EntityRecords.emplace_back();
    R.Key = Whole.Keys[E];
    R.Attributes = Whole.Attributes[E];
    R.Flags = Flags[E];
  }
  llvm::sort(EntityRecords,
             [](const auto &A, const auto &B) { return A.Key < B.Key; });

  const std::string Shown = textOf(shownOf(Unit, Verdicts, P, Jobs));
  std::string VerdictText;
  raw_string_ostream OS(VerdictText);
  writeVerdicts(Verdicts, OS);

  StoredRun::Layout L;
  std::memcpy(L.Magic, Magic.data(), Magic.size());
  std::memcpy(L.Key, Key.data(), HashDigits);
  L.Flags = Rests.CallsMatter * CallsMatter | Rests.NoEntry * NoEntry |
            Rests.PointeesHeld * PointeesHeld | Rests.AnswersHeld * AnswersHeld;
  L.NumParts = PartRecords.size();
  L.NumFunctions = FunctionRecords.size();
  L.NumEntities = EntityRecords.size();
  L.EverythingSize = Everything.size();
  L.NamesSize = Names.size();
  L.UnitSize = Shown.size();
  L.VerdictsSize = VerdictText.size();
  constexpr size_t Sealed = offsetof(StoredRun::Layout, Key);
  std::string Bytes;
  append(Bytes, &L, sizeof L);
  auto AppendAll = [&](const auto &Records) {
    append(Bytes, Records.data(), Records.size() * sizeof(Records.front()));
  };
  AppendAll(PartRecords);
  AppendAll(FunctionRecords);
  AppendAll(EntityRecords);
  Bytes += Everything;
  Bytes += Names;
  Bytes += Shown;
  Bytes += VerdictText;
  const std::string Sum = checksum(StringRef(Bytes).drop_front(Sealed));
  Bytes.replace(offsetof(StoredRun::Layout, Checksum), HashDigits, Sum);
  Error E = writeToOutput(File, [&](raw_ostream &Out) {
    Out << Bytes;
    return Error::success();
  });
  return E ? createFileError(File, std::move(E)) : Error::success();
}

Expected<StoredRun> StoredRun::open(StringRef File, StringRef Key) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFile(File, /*IsText=*/false,
                            /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createFileError(File, Buffer.getError());
  StringRef Bytes = (*Buffer)->getBuffer();
  auto Refuse = [&](StringRef Why) {
    return createStringError(File + ": " + Why);
  };
  if (Bytes.size() < sizeof(Layout) || !Bytes.starts_with(Magic))
    return Refuse("it is not a stored run of this version");
  const Layout &L = *reinterpret_cast<const Layout *>(Bytes.data());
  if (checksum(Bytes.drop_front(offsetof(Layout, Key))) !=
      StringRef(L.Checksum, HashDigits))
    return Refuse("the checksum does not fit: it was cut off or changed");
  if (StringRef(L.Key, HashDigits) != Key)
    return Refuse("it is of a run with other options");
  Bytes = Bytes.drop_front(sizeof(Layout));
  StoredRun Run;
  Run.Flags = L.Flags;
  Run.Parts = take<PartRecord>(Bytes, L.NumParts);
  Run.Functions = take<FunctionRecord>(Bytes, L.NumFunctions);
  Run.Entities = take<EntityRecord>(Bytes, L.NumEntities);
  Run.Everything = takeText(Bytes, L.EverythingSize);
  Run.Names = takeText(Bytes, L.NamesSize);
  Run.Unit = takeText(Bytes, L.UnitSize);
  Run.Verdicts = takeText(Bytes, L.VerdictsSize);
  Run.Buffer = std::move(*Buffer);
  return Run;
}

const StoredRun::EntityRecord *StoredRun::find(uint64_t Key) const {
  auto It = partition_point(Entities,
                            [&](const EntityRecord &R) { return R.Key < Key; });
  return It != Entities.end() && It->Key == Key ? &*It : nullptr;
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

/// Compares a part with what it was.
class StoredRun::Comparison {
public:
  Comparison(const StoredRun &Run, const PartRecord &Old, const Summary &New,
             const Meanings &Known)
      : Run(Run), Old(Old), New(New), Known(Known), D(digestOf(New)) {}

  /// Whether all that changed is insulated. If not, \p Why says what is not.
  /// \p Added: the keys of what no part knew before.
  bool isInsulated(DenseSet<uint64_t> &Added, std::string &Why);
  const Digest &digest() const { return D; }
  /// Whether it does what it did before.
  bool isUnchanged(const Digest::Body &B) const {
    const FunctionRecord *Was = before(D.Keys[B.Entity]);
    return Was && Was->Text == B.Text;
  }

private:
  bool has(uint32_t Flag) const { return Run.Flags & Flag; }
  const FunctionRecord *before(uint64_t Key) const {
    auto Of = Run.Functions.slice(Old.FirstFunction, Old.NumFunctions);
    auto It = partition_point(
        Of, [&](const FunctionRecord &R) { return R.Key < Key; });
    return It != Of.end() && It->Key == Key ? &*It : nullptr;
  }
  void findFlags();
  bool isPlain(EntityId E) const;
  bool mayBecome(const Digest::Body &B, const Function &F) const;
  bool mayBeRemoved(const FunctionRecord &R,
                    const DenseSet<uint64_t> &Named) const;

  const StoredRun &Run;
  const PartRecord &Old;
  const Summary &New;
  const Meanings &Known;
  const Digest D;
  std::vector<uint8_t> Flags; ///< By entity.
  std::vector<bool> WasKnown; ///< By entity: to some part.
};

void StoredRun::Comparison::findFlags() {
  for (EntityId E = 0; E != New.Entities.size(); ++E) {
    const EntityRecord *R = Run.find(D.Keys[E]);
    WasKnown.push_back(R);
    Flags.push_back(R ? R->Flags : 0);
  }
  for (const Function &F : New.Functions)
    if (!WasKnown[F.Entity])
      Flags[F.Entity] |= IsDefined;
}

/// Whether what nobody named before has no meaning but that which the part
/// gives it.
bool StoredRun::Comparison::isPlain(EntityId E) const {
  const Entity &Ent = New.Entities[E];
  if (Known.has(Ent) || !Ent.Overrides.empty())
    return false;
  if (Ent.K != Entity::Kind::Function)
    return true;
  if (const SystemFunction *SF = windows().find(Ent.Name);
      SF && SF->endsObject())
    return false;
  return Flags[E] & IsDefined ? !(has(NoEntry) && Ent.External) : Ent.System;
}

/// Whether \p F may take the place of what was there, or of nothing.
bool StoredRun::Comparison::mayBecome(const Digest::Body &B,
                                      const Function &F) const {
  const uint8_t Of = Flags[B.Entity];
  // Which definition the unit has hangs on those of other parts, too.
  if (New.Entities[B.Entity].Weak || !(Of & IsDefined))
    return false;
  if (isUnchanged(B))
    return true;
  if (const FunctionRecord *Was = before(D.Keys[B.Entity])) {
    if (!(Of & IsInsulated) || New.Entities[B.Entity].Inline ||
        Was->NumParams != B.NumParams ||
        (has(CallsMatter) && Was->Callees != B.Callees))
      return false;
  } else if (WasKnown[B.Entity]) {
    return false;
  }
  return nmr::isInsulated(
      F, New, [&](EntityId E) { return Flags[E]; }, has(PointeesHeld),
      has(AnswersHeld));
}

/// Nobody else can name it, and nobody here does any more.
bool StoredRun::Comparison::mayBeRemoved(
    const FunctionRecord &R, const DenseSet<uint64_t> &Named) const {
  const EntityRecord *E = Run.find(R.Key);
  return (E->Flags & IsInternal) && (E->Flags & IsInsulated) &&
         !Named.contains(R.Key);
}

bool StoredRun::Comparison::isInsulated(DenseSet<uint64_t> &Added,
                                        std::string &Why) {
  const std::string In = " of '" + nameOf(New) + "' changed";
  auto Refuse = [&](const Twine &What) {
    Why = (What + In).str();
    return false;
  };
  if (D.Frame != Old.Frame)
    return Refuse("files, initialisers or failures");
  findFlags();
  auto FlagsOf = [&](uint64_t Key) {
    const EntityRecord *R = Run.find(Key);
    return R ? R->Flags : 0;
  };
  if (orderOf(D, FlagsOf) != Old.Order)
    return Refuse("what verdicts rest on");
  if (globalsOf(D, definedGlobals(New), [&](uint64_t Key) {
        return Run.find(Key) != nullptr;
      }) != Old.Globals)
    return Refuse("the variables");
  DenseSet<uint64_t> Named;
  for (EntityId E = 0; E != New.Entities.size(); ++E) {
    Named.insert(D.Keys[E]);
    const std::string Name = "'" + New.Entities[E].Name + "'";
    if (!WasKnown[E]) {
      if (!isPlain(E) || !Added.insert(D.Keys[E]).second)
        return Refuse(Name);
    } else if (!(Flags[E] & IsHeld) &&
               Run.find(D.Keys[E])->Attributes != D.Attributes[E]) {
      return Refuse(Name);
    }
  }
  DenseSet<uint64_t> Defined;
  for (const auto &[B, F] : zip(D.Bodies, New.Functions)) {
    Defined.insert(D.Keys[B.Entity]);
    if (!mayBecome(B, F))
      return Refuse("'" + New.Entities[B.Entity].Name + "'");
  }
  for (const FunctionRecord &R :
       Run.Functions.slice(Old.FirstFunction, Old.NumFunctions))
    if (!Defined.contains(R.Key) && !mayBeRemoved(R, Named))
      return Refuse("the functions");
  return true;
}

//===----------------------------------------------------------------------===//
// Reusing
//===----------------------------------------------------------------------===//

namespace {

/// Where places of functions went that are what they were.
class MovedPlaces {
public:
  /// \p Was and \p Is differ in places at most.
  void add(const Function &Was, const Function &Is);
  /// Whether what came first does so still.
  bool keepOrder() const;
  const Loc *find(const Loc &L) const {
    auto It = Moved.find(L);
    return It == Moved.end() ? nullptr : &It->second;
  }

private:
  void add(const Loc &Was, const Loc &Is) {
    if (Was.isValid() != Is.isValid())
      Broken = true;
    else if (Was.isValid())
      Broken |= Moved.try_emplace(Was, Is).first->second != Is;
  }

  std::map<Loc, Loc> Moved;
  bool Broken = false;
};

void MovedPlaces::add(const Function &Was, const Function &Is) {
  add(Was.Where, Is.Where);
  add(Was.End, Is.End);
  for (const auto &[A, B] : zip_equal(Was.Blocks, Is.Blocks)) {
    for (const auto &[S, T] : zip_equal(A.Body, B.Body))
      add(S.Where, T.Where);
    add(A.End.Where, B.End.Where);
  }
}

bool MovedPlaces::keepOrder() const {
  if (Broken)
    return false;
  const Loc *Last = nullptr;
  for (const auto &[Was, Is] : Moved) {
    if (Last && !(*Last < Is))
      return false;
    Last = &Is;
  }
  return true;
}

} // namespace

Expected<std::optional<JudgedUnit>>
StoredRun::reuse(ArrayRef<std::string> Contents, ReadFn Read,
                 const Protocols &P, const SolveOptions &O,
                 std::string &Why) const {
  auto Refuse = [&](const Twine &Reason) {
    Why = Reason.str();
    return std::nullopt;
  };
  if (Contents.size() != Parts.size())
    return Refuse("there are other files");
  // Which parts are what they were.
  StringMap<SmallVector<size_t, 1>> ByContent;
  for (const auto &[I, R] : enumerate(Parts))
    ByContent[StringRef(R.Content, HashDigits)].push_back(I);
  std::vector<size_t> Changed;
  BitVector Left(Parts.size(), true);
  for (const auto &[I, Content] : enumerate(Contents)) {
    auto It = ByContent.find(Content);
    if (It == ByContent.end() || It->second.empty())
      Changed.push_back(I);
    else
      Left.reset(It->second.pop_back_val());
  }
  if (!Changed.empty() && !Everything.empty())
    return Refuse(Everything);
  // To compare them all could take as long as to judge them.
  if (Changed.size() > 10 + Parts.size() / 10)
    return Refuse("many files changed");

  Expected<Summary> Shown = readText(Unit, "stored unit");
  if (!Shown)
    return Shown.takeError();
  Expected<std::vector<Verdict>> Judged = readVerdicts(Verdicts);
  if (!Judged)
    return Judged.takeError();
  if (Changed.empty())
    return JudgedUnit{std::move(*Shown), std::move(*Judged)};

  StringMap<unsigned> NumCalled;
  StringMap<size_t> Called;
  auto NameOf = [&](const PartRecord &R) {
    return Names.substr(R.NameBegin, R.NameSize);
  };
  for (const PartRecord &R : Parts)
    ++NumCalled[NameOf(R)];
  for (unsigned I : Left.set_bits())
    Called[NameOf(Parts[I])] = I;
  const Meanings Known(P, O);
  DenseMap<uint64_t, size_t> ShownByKey;
  {
    const Digest D = digestOfEntities(*Shown);
    for (const auto &[I, F] : enumerate(Shown->Functions))
      ShownByKey[D.Keys[F.Entity]] = I;
  }
  StringMap<uint32_t> FileNumbers;
  for (const auto &[I, File] : enumerate(Shown->Files))
    FileNumbers[File] = I;

  std::vector<Summary> Linked;
  DenseSet<uint64_t> Added;
  DenseSet<uint32_t> MovedFiles;
  MovedPlaces Places;
  BitVector Replaced(Shown->Functions.size());
  for (size_t I : Changed) {
    Expected<Summary> New = Read(I);
    if (!New)
      return New.takeError();
    const std::string Name = nameOf(*New);
    auto It = Called.find(Name);
    if (It == Called.end() || NumCalled[Name] != 1)
      return Refuse("'" + Name + "' is new, or there are several");
    const PartRecord &Old = Parts[It->second];
    Called.erase(It);
    Comparison C(*this, Old, *New, Known);
    if (!C.isInsulated(Added, Why))
      return std::nullopt;

    Renumbering ToUnit;
    for (const std::string &File : New->Files)
      ToUnit.Files.push_back(FileNumbers.lookup(File));
    ToUnit.Entities.assign(New->Entities.size(), 0);
    MovedFiles.insert(ToUnit.Files.begin(), ToUnit.Files.end());
    for (const auto &[B, F] : zip(C.digest().Bodies, New->Functions)) {
      auto At = ShownByKey.find(C.digest().Keys[B.Entity]);
      if (At == ShownByKey.end())
        continue;
      const Function &Was = Shown->Functions[At->second];
      // It may be another part's, and is where it was.
      if (New->Entities[B.Entity].Inline) {
        Places.add(Was, Was);
        continue;
      }
      Replaced.set(At->second);
      if (!C.isUnchanged(B))
        continue;
      Function Is = F;
      // Only places are of interest.
      Is.Entity = NoId;
      ToUnit(Is);
      Places.add(Was, Is);
    }
    Linked.push_back(std::move(*New));
  }
  if (!Places.keepOrder())
    return Refuse("functions changed their order");

  bool Lost = false;
  for (Verdict &V : *Judged)
    forEachLoc(V, [&](Loc &L) {
      if (!L.isValid())
        return;
      if (const Loc *To = Places.find(L))
        L = *To;
      else
        Lost |= MovedFiles.contains(L.File);
    });
  if (Lost)
    return Refuse("where a place went is not known");

  size_t Number = 0;
  erase_if(Shown->Functions,
           [&](const Function &) { return Replaced.test(Number++); });
  auto IsMoved = [&](const Loc &L) {
    return L.isValid() && any_of(Linked, [&](const Summary &New) {
             return is_contained(New.MainFiles, Shown->Files[L.File]);
           });
  };
  erase_if(Shown->Suppressions,
           [&](const Suppression &S) { return IsMoved(S.Begin); });
  erase_if(Shown->Edits, [&](const Edit &E) { return IsMoved(E.Call); });
  // Without a main file it comes first, so that files keep their numbers.
  Linked.push_back(std::move(*Shown));
  return JudgedUnit{link(std::move(Linked)), std::move(*Judged)};
}

} // namespace nmr
