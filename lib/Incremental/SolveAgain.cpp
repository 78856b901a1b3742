//===- SolveAgain.cpp - What a change in a link unit comes to -------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A changed unit is solved without what is left out of its condensed form
/// (Condense.h). That gives what a run over all would give if all that was left
/// out is insulated from what the new verdicts rest on, too.
///
//===----------------------------------------------------------------------===//

#include "Incremental/Condense.h"
#include "Incremental/RunFile.h"
#include "Incremental/VerdictJson.h"
#include "Solve/Parallel.h"
#include "Summary/Renumber.h"
#include "Summary/Text.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <cassert>

using namespace llvm;

namespace nmr {

class StoredRun::Resolver {
public:
  Resolver(const StoredRun &Run, ArrayRef<Change> Changes, std::string &Why)
      : Run(Run), Changes(Changes), Why(Why) {}

  /// Puts the changes into the condensed unit. If it can't be told what a
  /// linker would do, \c why says so.
  ///
  /// Errors: the stored unit can't be read.
  Expected<bool> link();
  const Summary &unit() const { return Unit; }
  /// What the unit lacks.
  Footprint omissions() const;
  /// Whether all that was left out is insulated from \p Rests. If not: it may
  /// be without what is left out of the parts \p More.
  bool suffices(const Footprint &Rests,
                SmallVectorImpl<const PartRecord *> &More);
  Error write(StringRef File, StringRef Key, ArrayRef<std::string> Contents,
              const Footprint &Rests, const std::vector<Verdict> &Verdicts,
              const Summary &Shown, unsigned Jobs) const;

private:
  bool refuse(const Twine &Reason) {
    Why = Reason.str();
    return false;
  }
  bool isComparable(const Change &C, const Digest &D);
  void addEntities();
  void addEntity(EntityId Old);
  void addEntities(size_t Number);
  bool addFunctions();
  bool addFunctions(size_t Number, DenseSet<uint64_t> &Replaced);
  void addInitialisers();
  void addRest();
  bool isDefinedElsewhere(const PartRecord &Of, uint64_t Key) const {
    return any_of(Run.Parts, [&](const PartRecord &R) {
      return &R != &Of && Run.find(R, Key);
    });
  }
  /// Whether parts that did not change may have the entity.
  bool isOthers(const EntityRecord &R) const {
    auto It = OldByKey.find(R.Key);
    return It == OldByKey.end() ? !(R.Flags & IsInternal)
                                : OthersName.test(It->second);
  }
  bool isNamedByLeftOut(const EntityRecord &R) const {
    return R.Flags & IsNamed && isOthers(R);
  }
  void addFunction(const Function &F, const Renumbering &Renumber) {
    Unit.Functions.push_back(F);
    Renumber(Unit.Functions.back());
    HasBody.set(Unit.Functions.back().Entity);
  }

  const StoredRun &Run;
  ArrayRef<Change> Changes;
  std::string &Why;

  Summary Old, Unit;
  Digest OldDigest;
  std::vector<const EntityRecord *> OldRecords; ///< By old entity.
  DenseMap<uint64_t, EntityId> OldByKey;
  std::vector<const PartRecord *> Parts; ///< As a linker takes them.
  DenseMap<const PartRecord *, size_t> ChangeOf;

  Renumbering OfOld;
  /// By change.
  std::vector<Digest> Digests;
  std::vector<Renumbering> OfNew;
  BitVector OthersName; ///< By old entity: parts that did not change do.
  /// What the condensed unit had no entity for.
  DenseMap<uint64_t, EntityId> Added;
  DenseMap<uint64_t, uint64_t> AddedAttributes; ///< Of what no part knew.
  std::vector<uint64_t> Keys;                   ///< By entity of the unit.
  /// By entity of the unit: what is known of it. Null: no part had it.
  std::vector<const EntityRecord *> Records;
  BitVector HasBody, IsStub;  ///< By entity.
  DenseSet<uint64_t> Removed; ///< Functions that have no body any more.
};

/// Whether the part says the same of whatever others may name.
bool StoredRun::Resolver::isComparable(const Change &C, const Digest &D) {
  const std::string In = " of '" + nmr::nameOf(C.New) + "' changed";
  if (D.Frame != C.Old->Frame)
    return refuse("files, initialisers or failures" + In);
  if (globalsOf(D, definedGlobals(C.New), [&](uint64_t Key) {
        return Run.find(Key) != nullptr;
      }) != C.Old->Globals)
    return refuse("the variables" + In);
  for (EntityId E : Run.Named.slice(C.Old->FirstNamed, C.Old->NumNamed))
    if (OldRecords[E]->Flags & IsDisputed)
      return refuse("what others say otherwise" + In);
  for (const auto &[Key, Attributes, E] :
       zip_equal(D.Keys, D.Attributes, C.New.Entities))
    if (const EntityRecord *R = Run.find(Key);
        R ? R->Attributes != Attributes || (R->Flags & IsDisputed)
          : AddedAttributes.try_emplace(Key, Attributes).first->second !=
                Attributes)
      return refuse("'" + E.Name + "'" + In);
  return true;
}

void StoredRun::Resolver::addEntity(EntityId E) {
  if (OfOld.Entities[E] != NoId)
    return;
  OfOld.Entities[E] = Unit.Entities.size();
  Unit.Entities.push_back(Old.Entities[E]);
  Keys.push_back(OldDigest.Keys[E]);
  Records.push_back(OldRecords[E]);
}

/// Those of a part that changed.
void StoredRun::Resolver::addEntities(size_t Number) {
  const Summary &New = Changes[Number].New;
  Renumbering &Renumber = OfNew[Number];
  for (const auto &[Key, E] : zip_equal(Digests[Number].Keys, New.Entities)) {
    if (auto It = OldByKey.find(Key); It != OldByKey.end()) {
      addEntity(It->second);
      Renumber.Entities.push_back(OfOld.Entities[It->second]);
      continue;
    }
    auto [At, IsNew] = Added.try_emplace(Key, Unit.Entities.size());
    Renumber.Entities.push_back(At->second);
    if (!IsNew) {
      Unit.Entities[At->second].Undefined &= E.Undefined;
      continue;
    }
    Unit.Entities.push_back(E);
    Renumber(Unit.Entities.back().Where);
    Keys.push_back(Key);
    Records.push_back(Run.find(Key));
    // It may be another part that defines it.
    if (const EntityRecord *R = Records.back();
        R && E.K == Entity::Kind::Global)
      Unit.Entities.back().Undefined = !(R->Flags & IsDefined);
  }
}

/// In the order in which the parts name them, as a linker would.
void StoredRun::Resolver::addEntities() {
  OfOld.Entities.assign(Old.Entities.size(), NoId);
  OthersName.resize(Old.Entities.size());
  for (const PartRecord *R : Parts)
    if (auto It = ChangeOf.find(R); It != ChangeOf.end())
      addEntities(It->second);
    else
      for (EntityId E : Run.Named.slice(R->FirstNamed, R->NumNamed)) {
        addEntity(E);
        OthersName.set(E);
      }
  // What overrides what.
  BitVector Done(Unit.Entities.size());
  auto Rename = [&](EntityId E, ArrayRef<EntityId> Numbers) {
    if (E == NoId || Done.test(E))
      return;
    Done.set(E);
    for (EntityId &Base : Unit.Entities[E].Overrides) {
      Base = Numbers[Base];
      assert(Base != NoId && "who says so names both");
    }
  };
  for (EntityId E : OfOld.Entities)
    Rename(E, OfOld.Entities);
  for (const Renumbering &Of : OfNew)
    for (EntityId E : Of.Entities)
      Rename(E, Of.Entities);
}

/// Those of a part that changed. \p Replaced: what it had a body for.
bool StoredRun::Resolver::addFunctions(size_t Number,
                                       DenseSet<uint64_t> &Replaced) {
  const Change &C = Changes[Number];
  auto Refuse = [&](StringRef Name) {
    return refuse("which definition of '" + Name + "' is linked");
  };
  DenseSet<uint64_t> Defined;
  for (const auto &[B, F] :
       zip_equal(Digests[Number].Bodies, C.New.Functions)) {
    const Entity &E = C.New.Entities[F.Entity];
    const uint64_t Key = Digests[Number].Keys[F.Entity];
    const EntityId Id = OfNew[Number].Entities[F.Entity];
    Defined.insert(Key);
    const EntityRecord *Known = Records[Id];
    const FunctionRecord *Before = Run.find(*C.Old, Key);
    if (E.Weak || HasBody.test(Id) || (Before && !(Known->Flags & IsDefined)))
      return Refuse(E.Name);
    // It may come along with other parts, too: one of them is linked.
    if (E.Inline && Before && Before->Text == B.Text)
      continue;
    if ((E.Inline || !Before) && Known && isDefinedElsewhere(*C.Old, Key))
      return Refuse(E.Name);
    if (Before)
      Replaced.insert(Key);
    addFunction(F, OfNew[Number]);
  }
  for (const FunctionRecord &R :
       Run.Functions.slice(C.Old->FirstFunction, C.Old->NumFunctions)) {
    if (Defined.contains(R.Key))
      continue;
    // Others must not miss it.
    if (isOthers(*Run.find(R.Key)) || isDefinedElsewhere(*C.Old, R.Key))
      return refuse("a function of '" + nmr::nameOf(C.New) + "' is gone");
    Replaced.insert(R.Key);
    Removed.insert(R.Key);
  }
  return true;
}

bool StoredRun::Resolver::addFunctions() {
  HasBody.resize(Unit.Entities.size());
  IsStub.resize(Unit.Entities.size());
  DenseSet<uint64_t> Replaced;
  for (size_t I = 0; I != Changes.size(); ++I)
    if (!addFunctions(I, Replaced))
      return false;
  for (const Function &F : Old.Functions) {
    const EntityId Id = OfOld.Entities[F.Entity];
    if (Id == NoId || Replaced.contains(Keys[Id]))
      continue;
    addFunction(F, OfOld);
    if (Records[Id]->Flags & IsInsulated)
      IsStub.set(Id);
  }
  // What was left out, and is named now.
  for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
    if (HasBody.test(E) || Unit.Entities[E].K != Entity::Kind::Function)
      continue;
    const EntityRecord *R = Records[E];
    if (!R || !(R->Flags & IsDefined) || Removed.contains(Keys[E]))
      continue;
    if (R->NumParams == ManyParams)
      return refuse("'" + Unit.Entities[E].Name + "' takes many parameters");
    Function Of;
    Of.Entity = E;
    Of.NumParams = R->NumParams;
    Unit.Functions.push_back(stubOf(Of));
    IsStub.set(E);
  }
  llvm::sort(Unit.Functions, [](const Function &A, const Function &B) {
    return A.Entity < B.Entity;
  });
  return true;
}

/// Each once, in the order of the parts.
void StoredRun::Resolver::addInitialisers() {
  DenseMap<uint64_t, size_t> OldOnes;
  auto HashesOf = [&](const PartRecord *R) {
    return Run.Initialisers.slice(R->FirstInitialiser, R->NumInitialisers);
  };
  for (const PartRecord *R : Parts)
    for (uint64_t Hash : HashesOf(R))
      OldOnes.try_emplace(Hash, OldOnes.size());
  assert(OldOnes.size() == Old.Initialisers.size());
  DenseSet<uint64_t> Seen;
  auto Add = [&](const Function &F, const Renumbering &Renumber) {
    Unit.Initialisers.push_back(F);
    Renumber(Unit.Initialisers.back());
  };
  for (const PartRecord *R : Parts) {
    if (auto It = ChangeOf.find(R); It != ChangeOf.end()) {
      for (const auto &[Hash, F] :
           zip_equal(Digests[It->second].Initialisers,
                     Changes[It->second].New.Initialisers))
        if (Seen.insert(Hash).second)
          Add(F, OfNew[It->second]);
      continue;
    }
    for (uint64_t Hash : HashesOf(R))
      if (Seen.insert(Hash).second)
        Add(Old.Initialisers[OldOnes[Hash]], OfOld);
  }
}

/// What is said of places.
void StoredRun::Resolver::addRest() {
  BitVector Moved(Unit.Files.size());
  for (const auto &[C, Renumber] : zip_equal(Changes, OfNew))
    for (const auto &[File, Id] : zip_equal(C.New.Files, Renumber.Files))
      if (is_contained(C.New.MainFiles, File))
        Moved.set(Id);
  for (const Suppression &S : Old.Suppressions)
    if (!Moved.test(S.Begin.File))
      Unit.Suppressions.push_back(S);
  for (const Edit &E : Old.Edits)
    if (!Moved.test(E.Call.File))
      Unit.Edits.push_back(E);
  for (const auto &[C, Renumber] : zip_equal(Changes, OfNew)) {
    for (Suppression S : C.New.Suppressions) {
      Renumber(S.Begin);
      Renumber(S.End);
      Unit.Suppressions.push_back(std::move(S));
    }
    for (Edit E : C.New.Edits) {
      Renumber(E.Call);
      Renumber(E.Begin);
      Renumber(E.End);
      Unit.Edits.push_back(std::move(E));
    }
  }
  auto SortUnique = [](auto &Items) {
    llvm::sort(Items);
    Items.erase(llvm::unique(Items), Items.end());
  };
  SortUnique(Unit.Suppressions);
  SortUnique(Unit.Edits);
}

Expected<bool> StoredRun::Resolver::link() {
  if (!(Run.Flags & HasCondensed))
    return refuse(Run.Everything);
  // What code out of view may do hangs on all that it may call.
  if (Run.Flags & OutOfView)
    return refuse("code out of view may call whatever changed");
  Expected<Summary> Stored = readText(Run.Condensed, "stored unit");
  if (!Stored)
    return Stored.takeError();
  Old = std::move(*Stored);
  OldDigest = digestOfEntities(Old);
  for (const auto &[E, Key] : enumerate(OldDigest.Keys)) {
    OldByKey[Key] = E;
    OldRecords.push_back(Run.find(Key));
  }
  for (const PartRecord &R : Run.Parts)
    Parts.push_back(&R);
  llvm::sort(Parts, [&](const PartRecord *A, const PartRecord *B) {
    return Run.nameOf(*A) < Run.nameOf(*B);
  });
  for (const auto &[A, B] : zip(Parts, drop_begin(Parts)))
    if (Run.nameOf(*A) == Run.nameOf(*B))
      return refuse("there are several of '" + Run.nameOf(*A) + "'");

  Unit.MainFiles = Old.MainFiles;
  Unit.PointerSize = Old.PointerSize;
  Unit.Files = Old.Files;
  Unit.Failures = Old.Failures;
  StringMap<uint32_t> FileNumbers;
  for (const auto &[I, File] : enumerate(Unit.Files)) {
    FileNumbers[File] = I;
    OfOld.Files.push_back(I);
  }
  for (const auto &[I, C] : enumerate(Changes)) {
    ChangeOf[C.Old] = I;
    Digests.push_back(digestOf(C.New));
    if (!isComparable(C, Digests.back()))
      return false;
    // All are known: the frame did not change.
    Renumbering &Renumber = OfNew.emplace_back();
    for (const std::string &File : C.New.Files)
      Renumber.Files.push_back(FileNumbers.lookup(File));
  }
  addEntities();
  if (!addFunctions())
    return false;
  addInitialisers();
  addRest();
  return true;
}

//===----------------------------------------------------------------------===//
// Checking
//===----------------------------------------------------------------------===//

Footprint StoredRun::Resolver::omissions() const {
  Footprint Said;
  Said.Emptied = IsStub;
  Said.CalledByEmptied.resize(Unit.Entities.size());
  for (const Function &F : Unit.Functions)
    if (const EntityRecord *R = Records[F.Entity]; R && isNamedByLeftOut(*R))
      Said.CalledByEmptied.set(F.Entity);
  return Said;
}

bool StoredRun::Resolver::suffices(const Footprint &Rests,
                                   SmallVectorImpl<const PartRecord *> &More) {
  if (!Rests.Everything.empty())
    return refuse(Rests.Everything);
  if (Rests.OutOfView)
    return refuse("code out of view may call whatever changed");
  if (Rests.EmptiedMatter)
    return refuse("the whole driver was looked at");
  if ((Rests.PointeesHeld && !(Run.Flags & PointeesHeld)) ||
      (Rests.AnswersHeld && !(Run.Flags & AnswersHeld)))
    return refuse("memory without a name matters now");
  const std::vector<uint8_t> Flags = flagsOf(Unit, Rests);
  // What is not insulated any more: functions that have stubs, and those that
  // name one of some entities.
  DenseSet<uint64_t> Functions;
  BitVector Named(Old.Entities.size());
  for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
    const EntityRecord *R = Records[E];
    // Nobody but the changed parts ever named it.
    if (!R)
      continue;
    if (IsStub.test(E) && (Flags[E] & IsHeld))
      Functions.insert(Keys[E]);
    const uint8_t New = Flags[E] & ~R->Flags;
    const bool Matters = New & (IsHeld | IsReaching) && isNamedByLeftOut(*R);
    if (auto It = OldByKey.find(Keys[E]); It != OldByKey.end()) {
      if (Matters)
        Named.set(It->second);
    } else if (Matters || (New & IsOrdered && isOthers(*R))) {
      // Who names it is not known.
      return refuse("'" + Unit.Entities[E].Name + "' matters now");
    }
  }
  if (Functions.empty() && Named.none())
    return true;
  for (const PartRecord &R : Run.Parts) {
    if (ChangeOf.contains(&R))
      continue;
    if (any_of(Run.Named.slice(R.FirstNamed, R.NumNamed),
               [&](EntityId E) { return Named.test(E); }) ||
        any_of(Functions, [&](uint64_t Key) { return Run.find(R, Key); }))
      More.push_back(&R);
  }
  return refuse("much matters now that did not");
}

Error StoredRun::Resolver::write(StringRef File, StringRef Key,
                                 ArrayRef<std::string> Contents,
                                 const Footprint &Rests,
                                 const std::vector<Verdict> &Verdicts,
                                 const Summary &Shown, unsigned Jobs) const {
  const Digest Whole = digestOfEntities(Unit);
  DenseMap<uint64_t, EntityId> Known;
  std::vector<uint8_t> Flags = flagsOf(Unit, Rests);
  for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
    Known[Keys[E]] = E;
    const EntityRecord *R = Records[E];
    if (R)
      Flags[E] |= isNamedByLeftOut(*R) * IsNamed | (R->Flags & IsDisputed);
    if (Flags[E] & IsDisputed)
      Flags[E] |= IsHeld;
    // Of those that a part had it was compared who else has them.
    if (HasBody.test(E) ? !R || (R->Flags & IsDefined) : IsStub.test(E))
      Flags[E] |= IsDefined;
  }
  for (const Digest &D : Digests)
    for (const Digest::Body &B : D.Bodies)
      Flags[Known.lookup(D.Keys[B.Entity])] |= IsDefined;
  markInsulated(Unit, Rests, Flags, Jobs);

  RunWriter Out;
  Out.Flags = runFlagsOf(Rests) | HasCondensed;
  std::vector<EntityId> Numbers;
  const Summary Condensed = condense(Unit, Flags, Numbers);
  forEachIndex(Jobs, 2, [&](size_t I) {
    (I == 0 ? Out.Condensed : Out.Shown) = textOf(I == 0 ? Condensed : Shown);
  });
  append_range(Out.Entities, Run.Entities);
  std::vector<size_t> RecordOf; // by entity
  for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
    RecordOf.push_back(Records[E] ? Records[E] - Run.Entities.data()
                                  : Out.Entities.size());
    if (Records[E])
      Out.Entities[RecordOf[E]].Flags = Flags[E];
    else
      Out.addEntity(Keys[E], Whole.Attributes[E], Flags[E]);
  }
  for (const Digest &D : Digests)
    for (const Digest::Body &B : D.Bodies)
      Out.Entities[RecordOf[Known.lookup(D.Keys[B.Entity])]].NumParams =
          std::min<uint32_t>(B.NumParams, ManyParams);
  if (!Removed.empty())
    erase_if(Out.Entities, [&](const EntityRecord &R) {
      return Removed.contains(R.Key) && !Known.contains(R.Key);
    });

  Out.reserveFor(Run);
  for (const PartRecord &R : Run.Parts) {
    if (auto It = ChangeOf.find(&R); It != ChangeOf.end()) {
      const Change &C = Changes[It->second];
      Out.addPart(
          nmr::nameOf(C.New), Contents[C.Number], Digests[It->second],
          definedGlobals(C.New),
          [&](uint64_t K) { return Flags[Known.lookup(K)]; },
          [&](uint64_t K) { return Numbers[Known.lookup(K)]; });
      continue;
    }
    // What the part names, by its new numbers.
    HashBuilder64 Order;
    bool Same = true;
    std::vector<EntityId> Names;
    for (EntityId Was : Run.Named.slice(R.FirstNamed, R.NumNamed)) {
      const EntityId E = OfOld.Entities[Was];
      Same &= !((Flags[E] ^ OldRecords[Was]->Flags) & (IsHeld | IsOrdered));
      if (Flags[E] & (IsHeld | IsOrdered)) {
        Order.add(Keys[E]);
        Order.add(Whole.Attributes[E]);
      }
      if (Numbers[E] != NoId)
        Names.push_back(Numbers[E]);
    }
    Out.copyPart(Run, R, Names,
                 Same ? std::nullopt : std::optional(Order.finish()));
  }
  raw_string_ostream OS(Out.Verdicts);
  writeVerdicts(Verdicts, OS);
  return Out.write(File, Key);
}

Expected<std::optional<JudgedUnit>>
StoredRun::solveAgain(ArrayRef<std::string> Contents, ReadFn Read,
                      const Protocols &P, const SolveOptions &O, StringRef Next,
                      StringRef Key, std::string &Why) const {
  Expected<std::optional<std::vector<Change>>> Changed =
      changes(Contents, Read, Why);
  if (!Changed)
    return Changed.takeError();
  if (!*Changed)
    return std::nullopt;
  std::vector<Change> &Whole = **Changed;
  while (true) {
    Resolver R(*this, Whole, Why);
    Expected<bool> Linked = R.link();
    if (!Linked)
      return Linked.takeError();
    if (!*Linked)
      return std::nullopt;
    Footprint Rests = R.omissions();
    std::vector<Verdict> Verdicts = solve(R.unit(), P, O, &Rests);
    SmallVector<const PartRecord *> More;
    if (R.suffices(Rests, More)) {
      Summary Shown = shownOf(R.unit(), Verdicts, P, O.Jobs);
      if (Error E =
              R.write(Next, Key, Contents, Rests, Verdicts, Shown, O.Jobs))
        return E;
      return JudgedUnit{std::move(Shown), std::move(Verdicts)};
    }
    if (More.empty() || Whole.size() + More.size() > maxChanges())
      return std::nullopt;
    // With all that they have, as if they had changed.
    for (const PartRecord *Of : More) {
      const size_t Number =
          llvm::find(Contents, StringRef(Of->Content, HashDigits)) -
          Contents.begin();
      Expected<Summary> S = Read(Number);
      if (!S)
        return S.takeError();
      Whole.push_back({Number, Of, std::move(*S)});
    }
  }
}

} // namespace nmr
