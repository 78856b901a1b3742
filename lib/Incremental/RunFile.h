//===- RunFile.h - The file that a run leaves -------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is in the file of a \c StoredRun, and how it is written. Numbers are
/// little-endian and unaligned, so that the file is read in place.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_INCREMENTAL_RUNFILE_H
#define NMR_INCREMENTAL_RUNFILE_H

#include "Incremental/Insulation.h"
#include "Incremental/StoredRun.h"
#include "llvm/Support/Endian.h"

namespace nmr {

constexpr llvm::StringLiteral RunMagic = "nmr-run3";
constexpr size_t HashDigits = 32;

enum RunFlag : uint32_t {
  CallsMatter = 1,
  NoEntry = 2,
  PointeesHeld = 4,
  AnswersHeld = 8,
  OutOfView = 16,
  /// It holds all that solving again needs.
  HasCondensed = 32,
};

struct StoredRun::Layout {
  using Word = llvm::support::ulittle64_t;
  char Magic[8];
  char Checksum[HashDigits]; ///< Of all that follows.
  char Key[HashDigits];
  llvm::support::ulittle32_t Flags;
  Word NumParts, NumFunctions, NumEntities, NumNamed, NumInitialisers;
  Word EverythingSize, NamesSize, ShownSize, CondensedSize, VerdictsSize;
};

struct StoredRun::PartRecord {
  using Word = llvm::support::ulittle32_t;
  char Content[HashDigits];
  llvm::support::ulittle64_t Frame;
  /// Of the entities that are held or ordered, in their order.
  llvm::support::ulittle64_t Order;
  /// Of the variables that it defines, as a set.
  llvm::support::ulittle64_t Globals;
  Word FirstFunction, NumFunctions;
  /// In \c Named and \c Initialisers.
  Word FirstNamed, NumNamed, FirstInitialiser, NumInitialisers;
  Word NameBegin, NameSize;
};

struct StoredRun::FunctionRecord {
  llvm::support::ulittle64_t Key, Text, Callees;
  llvm::support::ulittle32_t NumParams;
};

struct StoredRun::EntityRecord {
  llvm::support::ulittle64_t Key, Attributes;
  uint8_t Flags = 0; ///< See \c EntityFlag.
  uint8_t NumParams = 0;
};

/// More parameters are as good as unknown.
constexpr uint8_t ManyParams = 255;

/// A run that is to be stored.
class RunWriter {
public:
  using KeyedFlags = llvm::function_ref<uint8_t(uint64_t)>;
  using KeyedNumber = llvm::function_ref<EntityId(uint64_t)>;

  /// Adds a part. \p Number: of an entity in the condensed unit, or NoId.
  void addPart(llvm::StringRef Name, llvm::StringRef Content, const Digest &D,
               const llvm::BitVector &DefinesGlobal, KeyedFlags Flags,
               KeyedNumber Number);
  /// Makes room for the parts of \p Run.
  void reserveFor(const StoredRun &Run);
  /// Adds one of \p Run as it was, but for what it names of the condensed unit,
  /// \p Names.
  void copyPart(const StoredRun &Run, const StoredRun::PartRecord &R,
                llvm::ArrayRef<EntityId> Names,
                std::optional<uint64_t> NewOrder);

  void addEntity(uint64_t Key, uint64_t Attributes, uint8_t Flags);

  /// In any order.
  std::vector<StoredRun::EntityRecord> Entities;
  uint32_t Flags = 0;
  std::string Everything, Shown, Condensed, Verdicts;

  /// Errors: see \c RunRecorder::write.
  llvm::Error write(llvm::StringRef File, llvm::StringRef Key);

private:
  std::vector<StoredRun::PartRecord> Parts;
  std::vector<StoredRun::FunctionRecord> Functions;
  std::vector<llvm::support::ulittle32_t> Named;
  std::vector<llvm::support::ulittle64_t> Initialisers;
  std::string Names;
};

std::string nameOf(const Summary &Part);
llvm::BitVector definedGlobals(const Summary &Part);

/// Of those of the entities that are held or ordered, in their order.
template <typename FlagsFn> uint64_t orderOf(const Digest &D, FlagsFn Flags) {
  HashBuilder64 H;
  for (size_t E = 0; E != D.Keys.size(); ++E)
    if (Flags(D.Keys[E]) & (IsHeld | IsOrdered)) {
      H.add(D.Keys[E]);
      H.add(D.Attributes[E]);
    }
  return H.finish();
}

/// Of those variables that a part defines and \p Known knows.
template <typename KnownFn>
uint64_t globalsOf(const Digest &D, const llvm::BitVector &Defines,
                   KnownFn Known) {
  llvm::SmallVector<uint64_t, 32> Keys;
  for (unsigned E : Defines.set_bits())
    if (Known(D.Keys[E]))
      Keys.push_back(D.Keys[E]);
  llvm::sort(Keys);
  HashBuilder64 H;
  for (uint64_t Key : Keys)
    H.add(Key);
  return H.finish();
}

/// What is known of the entities of \p Unit from \p Rests alone.
std::vector<uint8_t> flagsOf(const Summary &Unit, const Footprint &Rests);

/// Finds out which functions of \p Unit are insulated and what those name, and
/// adds it to \p Flags.
void markInsulated(const Summary &Unit, const Footprint &Rests,
                   std::vector<uint8_t> &Flags, unsigned Jobs);

uint32_t runFlagsOf(const Footprint &Rests);

/// What reports show of \p Unit: the functions with calls of the protocols, and
/// those around the places that \p Verdicts name.
Summary shownOf(const Summary &Unit, llvm::ArrayRef<Verdict> Verdicts,
                const Protocols &P, unsigned Jobs);

} // namespace nmr

#endif // NMR_INCREMENTAL_RUNFILE_H
