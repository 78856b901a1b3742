//===- Link.cpp - Several TU summaries to one link unit -------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/Link.h"
#include "Summary/Renumber.h"
#include "Summary/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Allocator.h"
#include <map>

namespace nmr {
namespace {

/// By main files; where those are equal, by all that is in them.
void sortParts(std::vector<Summary> &Parts) {
  llvm::sort(Parts, [](const Summary &A, const Summary &B) {
    if (A.MainFiles != B.MainFiles)
      return A.MainFiles < B.MainFiles;
    return textOf(A) < textOf(B);
  });
}

template <typename T, typename Range> void appendNew(T &To, const Range &From) {
  for (const auto &Item : From)
    if (!llvm::is_contained(To, Item))
      To.push_back(Item);
}

template <typename T> void sortUnique(std::vector<T> &Items) {
  llvm::sort(Items);
  Items.erase(llvm::unique(Items), Items.end());
}

class Linker {
public:
  void add(Summary Part) {
    if (Unit.MainFiles.empty())
      Unit.PointerSize = Part.PointerSize;
    if (Part.PointerSize != Unit.PointerSize)
      return leaveOut(Part);
    std::vector<bool> IsNew = addEntities(Part);
    for (EntityId Id = 0; Id != Part.Entities.size(); ++Id)
      mergeEntity(Part.Entities[Id], Renumber.Entities[Id], IsNew[Id]);
    for (const std::string &File : Part.MainFiles)
      if (MainFiles.try_emplace(File, Unit.MainFiles.size()).second)
        Unit.MainFiles.push_back(File);
    for (Function &F : Part.Functions)
      addFunction(F, Part);
    for (Function &F : Part.Initialisers) {
      compact(F);
      Renumber(F);
      // An inline variable's initialiser comes along with every user of it.
      std::vector<uint32_t> &Known = InitialisersAt[F.Where];
      if (llvm::none_of(
              Known, [&](uint32_t I) { return Unit.Initialisers[I] == F; })) {
        Known.push_back(Unit.Initialisers.size());
        Unit.Initialisers.push_back(std::move(F));
      }
    }
    for (Suppression &N : Part.Suppressions) {
      Renumber(N.Begin);
      Renumber(N.End);
      Unit.Suppressions.push_back(std::move(N));
    }
    for (Edit &E : Part.Edits) {
      Renumber(E.Call);
      Renumber(E.Begin);
      Renumber(E.End);
      Unit.Edits.push_back(std::move(E));
    }
    appendNew(Unit.Failures, Part.Failures);
  }

  Summary finish() {
    llvm::erase_if(Unit.Functions, [&](const Function &F) {
      return Definitions[F.Entity].Doubtful;
    });
    // A header brings the same along with every file that includes it.
    sortUnique(Unit.Suppressions);
    sortUnique(Unit.Edits);
    llvm::sort(Unit.Functions, [](const Function &A, const Function &B) {
      return A.Entity < B.Entity;
    });
    appendNew(Unit.Failures, Conflicts);
    return std::move(Unit);
  }

private:
  Summary Unit;
  llvm::StringMap<uint32_t> FileIds;
  /// There are many: they go at once.
  llvm::StringMap<EntityId, llvm::BumpPtrAllocator> EntityIds;
  llvm::StringMap<uint32_t> MainFiles;
  std::map<Loc, std::vector<uint32_t>> InitialisersAt;
  /// Per entity of the unit.
  struct Definition {
    uint32_t Body = NoId;     ///< Index in Unit.Functions, or NoId.
    uint32_t MainFile = NoId; ///< Of the unit's main files: where it is.
    bool Doubtful = false;    ///< There is another that may be the one.
  };
  std::vector<Definition> Definitions;
  std::vector<NotAnalysed> Conflicts;

  Renumbering Renumber; ///< Of the part at hand.

  std::vector<bool> addEntities(const Summary &Part) {
    Renumber.Files.clear();
    for (const std::string &File : Part.Files) {
      auto [It, IsNew] = FileIds.try_emplace(File, Unit.Files.size());
      if (IsNew)
        Unit.Files.push_back(File);
      Renumber.Files.push_back(It->second);
    }
    Renumber.Entities.clear();
    std::vector<bool> WasNew;
    for (const Entity &E : Part.Entities) {
      std::string Key = std::to_string(unsigned(E.K)) + E.Id;
      auto [It, IsNew] = EntityIds.try_emplace(Key, Unit.Entities.size());
      if (IsNew) {
        Unit.Entities.emplace_back();
        Definitions.emplace_back();
      }
      Renumber.Entities.push_back(It->second);
      WasNew.push_back(IsNew);
    }
    return WasNew;
  }

  /// Every member is merged by an operation for which the order of the parts
  /// plays no role, or else the first part's stays.
  void mergeEntity(Entity E, EntityId Id, bool IsNew) {
    Renumber(E.Where);
    for (EntityId &Base : E.Overrides)
      Base = Renumber.Entities[Base];
    Entity &To = Unit.Entities[Id];
    if (IsNew) {
      To = std::move(E);
      return;
    }
    To.External |= E.External;
    // Whoever sees it outside the system's headers may be its author.
    To.System &= E.System;
    To.Inline |= E.Inline;
    To.NoReturn |= E.NoReturn;
    To.Undefined &= E.Undefined;
    To.Size = std::max(To.Size, E.Size);
    appendNew(To.Sections, E.Sections);
    To.Paged |= E.Paged;
    To.Overlaid |= E.Overlaid;
    appendNew(To.DeclaredAs, E.DeclaredAs);
    appendNew(To.Overrides, E.Overrides);
    if (!To.Where.isValid())
      To.Where = E.Where;
  }

  void addFunction(Function &F, const Summary &Part) {
    EntityId PartId = F.Entity;
    compact(F);
    Renumber(F);
    Definition &D = Definitions[F.Entity];
    uint32_t MainFile = Part.MainFiles.empty()
                            ? NoId
                            : MainFiles.lookup(Part.MainFiles.front());
    auto Name = [&](uint32_t File) {
      return File == NoId ? std::string() : Unit.MainFiles[File];
    };
    Entity &E = Unit.Entities[F.Entity];
    const bool Weak = Part.Entities[PartId].Weak;
    if (D.Body == NoId) {
      D = {uint32_t(Unit.Functions.size()), MainFile};
      Unit.Functions.emplace_back();
    } else if (E.Inline || Unit.Functions[D.Body] == F || (Weak && !E.Weak)) {
      return;
    } else if (Weak || !E.Weak) {
      D.Doubtful = true;
      if (!Weak)
        Conflicts.push_back(
            {Name(MainFile), "function '" + E.Name +
                                 "' is unknown: it is defined here and in '" +
                                 Name(D.MainFile) + "'"});
      return;
    } else {
      D = {D.Body, MainFile};
    }
    Unit.Functions[D.Body] = std::move(F);
    E.Weak = Weak;
    // A definition is a better place to show than a declaration.
    E.Where = Part.Entities[PartId].Where;
    Renumber(E.Where);
  }

  /// It can't be a part of one image with the others.
  void leaveOut(const Summary &Part) {
    for (const std::string &File : Part.MainFiles)
      Conflicts.push_back({File, "it is compiled for pointers of " +
                                     std::to_string(Part.PointerSize) +
                                     " bytes, and '" + Unit.MainFiles.front() +
                                     "' for those of " +
                                     std::to_string(Unit.PointerSize) +
                                     ": name the files of one driver"});
    appendNew(Unit.Failures, Part.Failures);
  }
};
} // namespace

Summary link(std::vector<Summary> Parts) {
  sortParts(Parts);
  Linker L;
  for (Summary &Part : Parts)
    L.add(std::move(Part));
  return L.finish();
}

} // namespace nmr
