//===- StoredRun.cpp - What a run leaves for the next one -----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/StoredRun.h"
#include "Incremental/RunFile.h"
#include "Incremental/VerdictJson.h"
#include "Protocol/System.h"
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

} // namespace

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
  if (Bytes.size() < sizeof(Layout) || !Bytes.starts_with(RunMagic))
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
  Run.Named = take<ulittle32_t>(Bytes, L.NumNamed);
  Run.Initialisers = take<ulittle64_t>(Bytes, L.NumInitialisers);
  Run.Everything = takeText(Bytes, L.EverythingSize);
  Run.Names = takeText(Bytes, L.NamesSize);
  Run.Shown = takeText(Bytes, L.ShownSize);
  Run.Condensed = takeText(Bytes, L.CondensedSize);
  Run.Verdicts = takeText(Bytes, L.VerdictsSize);
  Run.Buffer = std::move(*Buffer);
  return Run;
}

const StoredRun::EntityRecord *StoredRun::find(uint64_t Key) const {
  auto It = partition_point(Entities,
                            [&](const EntityRecord &R) { return R.Key < Key; });
  return It != Entities.end() && It->Key == Key ? &*It : nullptr;
}

const StoredRun::FunctionRecord *StoredRun::find(const PartRecord &Of,
                                                 uint64_t Key) const {
  auto In = Functions.slice(Of.FirstFunction, Of.NumFunctions);
  auto It =
      partition_point(In, [&](const FunctionRecord &R) { return R.Key < Key; });
  return It != In.end() && It->Key == Key ? &*It : nullptr;
}

StringRef StoredRun::nameOf(const PartRecord &R) const {
  return Names.substr(R.NameBegin, R.NameSize);
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
    return Run.find(Old, Key);
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
  const std::string In = " of '" + nmr::nameOf(New) + "' changed";
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

Expected<std::optional<std::vector<StoredRun::Change>>>
StoredRun::changes(ArrayRef<std::string> Contents, ReadFn Read,
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
  // To compare them all could take as long as to judge them.
  if (Changed.size() > maxChanges())
    return Refuse("many files changed");

  std::vector<Change> Result;
  if (Changed.empty())
    return Result;
  StringMap<unsigned> NumCalled;
  StringMap<const PartRecord *> Called;
  for (const PartRecord &R : Parts)
    ++NumCalled[nameOf(R)];
  for (unsigned I : Left.set_bits())
    Called[nameOf(Parts[I])] = &Parts[I];
  for (size_t I : Changed) {
    Expected<Summary> New = Read(I);
    if (!New)
      return New.takeError();
    const std::string Name = nmr::nameOf(*New);
    auto It = Called.find(Name);
    if (It == Called.end() || NumCalled[Name] != 1)
      return Refuse("'" + Name + "' is new, or there are several");
    Result.push_back({I, It->second, std::move(*New)});
    Called.erase(It);
  }
  return Result;
}

Expected<std::optional<JudgedUnit>>
StoredRun::reuse(ArrayRef<std::string> Contents, ReadFn Read,
                 const Protocols &P, const SolveOptions &O,
                 std::string &Why) const {
  auto Refuse = [&](const Twine &Reason) {
    Why = Reason.str();
    return std::nullopt;
  };
  Expected<std::optional<std::vector<Change>>> Changes =
      changes(Contents, Read, Why);
  if (!Changes)
    return Changes.takeError();
  if (!*Changes)
    return std::nullopt;
  if (!(*Changes)->empty() && !Everything.empty())
    return Refuse(Everything);

  // Comparing comes first: what is shown takes longer to read.
  const Meanings Known(P, O);
  DenseSet<uint64_t> Added;
  std::vector<Comparison> Compared;
  for (const Change &Of : **Changes)
    if (!Compared.emplace_back(*this, *Of.Old, Of.New, Known)
             .isInsulated(Added, Why))
      return std::nullopt;

  Expected<Summary> Shown = readText(this->Shown, "stored unit");
  if (!Shown)
    return Shown.takeError();
  Expected<std::vector<Verdict>> Judged = readVerdicts(Verdicts);
  if (!Judged)
    return Judged.takeError();
  if ((*Changes)->empty())
    return JudgedUnit{std::move(*Shown), std::move(*Judged)};

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
  DenseSet<uint32_t> MovedFiles;
  MovedPlaces Places;
  BitVector Replaced(Shown->Functions.size());
  for (auto [Of, C] : zip_equal(**Changes, Compared)) {
    Summary &New = Of.New;
    Renumbering ToUnit;
    for (const std::string &File : New.Files)
      ToUnit.Files.push_back(FileNumbers.lookup(File));
    ToUnit.Entities.assign(New.Entities.size(), 0);
    MovedFiles.insert(ToUnit.Files.begin(), ToUnit.Files.end());
    for (const auto &[B, F] : zip(C.digest().Bodies, New.Functions)) {
      auto At = ShownByKey.find(C.digest().Keys[B.Entity]);
      if (At == ShownByKey.end())
        continue;
      const Function &Was = Shown->Functions[At->second];
      // It may be another part's, and is where it was.
      if (New.Entities[B.Entity].Inline) {
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
    Linked.push_back(std::move(New));
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
