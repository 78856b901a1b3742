//===- RunFile.cpp - The file that a run leaves ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/RunFile.h"
#include "Incremental/Condense.h"
#include "Incremental/VerdictJson.h"
#include "Solve/Parallel.h"
#include "Summary/Renumber.h"
#include "Summary/Text.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <atomic>

using namespace llvm;

namespace nmr {

std::string nameOf(const Summary &Part) { return join(Part.MainFiles, "\n"); }

BitVector definedGlobals(const Summary &Part) {
  BitVector Result(Part.Entities.size());
  for (const auto &[E, Ent] : enumerate(Part.Entities))
    if (Ent.K == Entity::Kind::Global && !Ent.Undefined)
      Result.set(E);
  return Result;
}

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

  BitVector Needed(Unit.Entities.size());
  std::vector<uint8_t> AreShown(Unit.Functions.size());
  forEachIndex(Jobs, AreShown.size(),
               [&](size_t I) { AreShown[I] = IsShown(Unit.Functions[I]); });
  for (const auto &[F, Is] : zip(Unit.Functions, AreShown))
    if (Is) {
      Needed.set(F.Entity);
      forEachEntity(F, [&](EntityId E) { Needed.set(E); });
    }
  Renumbering Renumber;
  Summary Shown = withEntities(Unit, Needed, Renumber);
  // What overrides what plays no part in reports.
  for (Entity &E : Shown.Entities)
    E.Overrides.clear();
  for (const auto &[F, Is] : zip(Unit.Functions, AreShown))
    if (Is) {
      Shown.Functions.push_back(F);
      Renumber(Shown.Functions.back());
    }
  return Shown;
}

//===----------------------------------------------------------------------===//
// Flags
//===----------------------------------------------------------------------===//

std::vector<uint8_t> flagsOf(const Summary &Unit, const Footprint &Rests) {
  std::vector<uint8_t> Flags(Unit.Entities.size());
  const BitVector Defined = definedGlobals(Unit);
  for (const auto &[E, Ent] : enumerate(Unit.Entities)) {
    // Any file may name a field.
    const bool Internal = !Ent.External && Ent.K != Entity::Kind::Field;
    Flags[E] = Rests.Held.test(E) * IsHeld | Rests.Ordered.test(E) * IsOrdered |
               Rests.Reaches.test(E) * IsReaching |
               Defined.test(E) * IsDefined | Internal * IsInternal;
  }
  return Flags;
}

void markInsulated(const Summary &Unit, const Footprint &Rests,
                   std::vector<uint8_t> &Flags, unsigned Jobs) {
  std::vector<uint8_t> Insulated(Unit.Functions.size()),
      Named(Unit.Entities.size());
  forEachIndex(Jobs, Unit.Functions.size(), [&](size_t I) {
    const Function &F = Unit.Functions[I];
    Insulated[I] =
        (Flags[F.Entity] & (IsHeld | IsReaching | IsDefined)) == IsDefined &&
        isInsulated(
            F, Unit, [&](EntityId E) { return Flags[E]; }, Rests.PointeesHeld,
            Rests.AnswersHeld);
    if (Insulated[I])
      forEachEntity(F, [&](EntityId E) {
        std::atomic_ref<uint8_t> Is(Named[E]);
        if (!Is.load(std::memory_order_relaxed))
          Is.store(IsNamed, std::memory_order_relaxed);
      });
  });
  for (const auto &[F, Is] : zip(Unit.Functions, Insulated))
    Flags[F.Entity] |= Is * IsInsulated;
  for (const auto &[Of, Is] : zip_equal(Flags, Named))
    Of |= Is;
}

uint32_t runFlagsOf(const Footprint &Rests) {
  return Rests.CallsMatter * CallsMatter | Rests.NoEntry * NoEntry |
         Rests.PointeesHeld * PointeesHeld | Rests.AnswersHeld * AnswersHeld |
         Rests.OutOfView * OutOfView;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

void RunWriter::addPart(StringRef Name, StringRef Content, const Digest &D,
                        const BitVector &DefinesGlobal, KeyedFlags Flags,
                        KeyedNumber Number) {
  StoredRun::PartRecord &R = Parts.emplace_back();
  std::memcpy(R.Content, Content.data(), HashDigits);
  R.Frame = D.Frame;
  R.Order = orderOf(D, Flags);
  R.Globals = globalsOf(D, DefinesGlobal, [](uint64_t) { return true; });
  R.FirstFunction = Functions.size();
  R.NumFunctions = D.Bodies.size();
  for (const Digest::Body &B : D.Bodies) {
    StoredRun::FunctionRecord &F = Functions.emplace_back();
    F.Key = D.Keys[B.Entity];
    F.Text = B.Text;
    F.Callees = B.Callees;
    F.NumParams = B.NumParams;
  }
  llvm::sort(Functions.begin() + R.FirstFunction, Functions.end(),
             [](const auto &A, const auto &B) { return A.Key < B.Key; });
  R.FirstNamed = Named.size();
  for (uint64_t Key : D.Keys)
    if (EntityId E = Number(Key); E != NoId)
      Named.emplace_back() = E;
  R.NumNamed = Named.size() - R.FirstNamed;
  R.FirstInitialiser = Initialisers.size();
  R.NumInitialisers = D.Initialisers.size();
  for (uint64_t Hash : D.Initialisers)
    Initialisers.emplace_back() = Hash;
  R.NameBegin = Names.size();
  R.NameSize = Name.size();
  Names += Name;
}

void RunWriter::reserveFor(const StoredRun &Run) {
  Parts.reserve(Run.Parts.size());
  Functions.reserve(Run.Functions.size());
  Named.reserve(Run.Named.size());
  Initialisers.reserve(Run.Initialisers.size());
}

void RunWriter::copyPart(const StoredRun &Run, const StoredRun::PartRecord &R,
                         ArrayRef<EntityId> Of,
                         std::optional<uint64_t> NewOrder) {
  StoredRun::PartRecord &New = Parts.emplace_back(R);
  if (NewOrder)
    New.Order = *NewOrder;
  New.FirstFunction = Functions.size();
  append_range(Functions, Run.Functions.slice(R.FirstFunction, R.NumFunctions));
  New.FirstNamed = Named.size();
  New.NumNamed = Of.size();
  append_range(Named, Of);
  New.FirstInitialiser = Initialisers.size();
  append_range(Initialisers,
               Run.Initialisers.slice(R.FirstInitialiser, R.NumInitialisers));
  New.NameBegin = Names.size();
  Names += Run.nameOf(R);
}

void RunWriter::addEntity(uint64_t Key, uint64_t Attributes, uint8_t Flags) {
  StoredRun::EntityRecord &R = Entities.emplace_back();
  R.Key = Key;
  R.Attributes = Attributes;
  R.Flags = Flags;
}

Error RunWriter::write(StringRef File, StringRef Key) {
  // Those of a run that was stored before are in order already.
  auto IsBefore = [](const auto &A, const auto &B) { return A.Key < B.Key; };
  auto Added = std::is_sorted_until(Entities.begin(), Entities.end(), IsBefore);
  std::sort(Added, Entities.end(), IsBefore);
  std::inplace_merge(Entities.begin(), Added, Entities.end(), IsBefore);
  StoredRun::Layout L;
  std::memcpy(L.Magic, RunMagic.data(), RunMagic.size());
  std::memcpy(L.Key, Key.data(), HashDigits);
  L.Flags = Flags;
  L.NumParts = Parts.size();
  L.NumFunctions = Functions.size();
  L.NumEntities = Entities.size();
  L.NumNamed = Named.size();
  L.NumInitialisers = Initialisers.size();
  L.EverythingSize = Everything.size();
  L.NamesSize = Names.size();
  L.ShownSize = Shown.size();
  L.CondensedSize = Condensed.size();
  L.VerdictsSize = Verdicts.size();
  constexpr size_t Sealed = offsetof(StoredRun::Layout, Key);
  auto BytesOf = [](const auto &Records) {
    return StringRef(reinterpret_cast<const char *>(Records.data()),
                     Records.size() * sizeof(*Records.data()));
  };
  const StringRef Pieces[] = {
      StringRef(reinterpret_cast<const char *>(&L), sizeof L)
          .drop_front(Sealed),
      BytesOf(Parts),
      BytesOf(Functions),
      BytesOf(Entities),
      BytesOf(Named),
      BytesOf(Initialisers),
      Everything,
      Names,
      Shown,
      Condensed,
      Verdicts};
  const std::string Sum = checksum(Pieces);
  std::memcpy(L.Checksum, Sum.data(), HashDigits);
  Error E = writeToOutput(File, [&](raw_ostream &Out) {
    Out.write(reinterpret_cast<const char *>(&L), Sealed);
    for (StringRef Piece : Pieces)
      Out << Piece;
    return Error::success();
  });
  return E ? createFileError(File, std::move(E)) : Error::success();
}

//===----------------------------------------------------------------------===//
// Recording
//===----------------------------------------------------------------------===//

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
  std::string Objection;
  for (const auto &[E, K] : enumerate(Whole.Keys))
    if (!Known.try_emplace(K, E).second)
      Objection = "two names have one hash";
  std::vector<uint8_t> Flags = flagsOf(Unit, Rests);
  for (const Function &F : Unit.Functions)
    Flags[F.Entity] |= IsDefined;
  BitVector Seen(Unit.Entities.size());
  for (const Part &Of : Parts) {
    if (Of.PointerSize != Unit.PointerSize)
      Objection = "'" + Of.Name + "' was left out";
    if (!Objection.empty())
      break;
    // Of what parts say different things, what is left may hang on any of them.
    for (size_t E = 0; E != Of.D.Keys.size(); ++E)
      if (const uint32_t Number = Known.lookup(Of.D.Keys[E]);
          Of.D.Attributes[E] != Whole.Attributes[Number])
        Flags[Number] |= IsHeld | IsDisputed;
    // If one of several like it changes, they don't agree any more.
    for (const Digest::Body &B : Of.D.Bodies) {
      const uint32_t Number = Known.lookup(Of.D.Keys[B.Entity]);
      if (Seen.test(Number) && !Unit.Entities[Number].Inline)
        Flags[Number] &= ~IsDefined;
      Seen.set(Number);
    }
  }
  markInsulated(Unit, Rests, Flags, Jobs);

  RunWriter Out;
  Out.Everything = Objection.empty() ? Rests.Everything : Objection;
  Out.Flags = runFlagsOf(Rests) | Objection.empty() * HasCondensed;
  std::vector<EntityId> Numbers(Unit.Entities.size(), NoId);
  if (Objection.empty())
    Out.Condensed = textOf(condense(Unit, Flags, Numbers));
  for (const Part &Of : Parts)
    Out.addPart(
        Of.Name, Of.Content, Of.D, Of.DefinesGlobal,
        [&](uint64_t K) {
          auto It = Known.find(K);
          return It == Known.end() ? 0 : Flags[It->second];
        },
        [&](uint64_t K) {
          auto It = Known.find(K);
          return It == Known.end() ? NoId : Numbers[It->second];
        });
  Out.Entities.reserve(Unit.Entities.size());
  for (EntityId E = 0; E != Unit.Entities.size(); ++E)
    Out.addEntity(Whole.Keys[E], Whole.Attributes[E], Flags[E]);
  for (const Function &F : Unit.Functions)
    Out.Entities[F.Entity].NumParams =
        std::min<uint32_t>(F.NumParams, ManyParams);
  Out.Shown = textOf(shownOf(Unit, Verdicts, P, Jobs));
  raw_string_ostream OS(Out.Verdicts);
  writeVerdicts(Verdicts, OS);
  return Out.write(File, Key);
}

} // namespace nmr
