//===- Program.h - A link unit, prepared ------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A link unit prepared for the simulation: who calls whom, what each function
/// can name, which locals are live where, and the harness that plays the
/// operating system. Computed once, shared by all registrations.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_PROGRAM_H
#define NMR_SOLVE_PROGRAM_H

#include "Protocol/Protocol.h"
#include "Solve/Solve.h"
#include "Summary/Summary.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SparseBitVector.h"
#include "llvm/ADT/StringMap.h"

namespace nmr {

/// Index into \c Program::unit().Functions.
using FunctionId = uint32_t;

/// What the harness does between the driver's routines: the callees that it
/// alone calls.
enum class SystemEvent : uint8_t {
  CallbackBegins, ///< A routine starts that the system may call at any time.
  CallbackEnds,
  InterruptBegins, ///< A routine starts that a protocol call runs.
  InterruptEnds,
  UnloadBegins, ///< The unload routine starts.
  EntryFailed,  ///< The image goes away, DriverEntry having failed.
  ImageGone,    ///< The image goes away after unload.
  Nothing,      ///< No entry is in view, and nothing more is called.
  OutOfView,    ///< Code out of view may run.
};

struct HandedOut;

class Program {
public:
  Program(const Summary &Linked, const Protocol &P, const SolveOptions &O);

  const Summary &unit() const { return Unit; }
  const Protocol &protocol() const { return P; }

  /// Static facts about one function.
  struct Info {
    std::vector<uint32_t> Order; ///< Block -> position in reverse postorder.
    std::vector<bool> Merges;    ///< Block has several predecessors.
    std::vector<llvm::BitVector>
        LiveIn; ///< Block -> locals, address-taken included.
    /// Globals that it, or what it calls, can name. NoId's bit is not used.
    llvm::SparseBitVector<> Globals;
    /// It can call functions out of view, which can do what C lets them do.
    bool CallsOutOfView = false;
    /// It can call the protocol; functions of these verbs.
    bool CallsProtocol = false;
    uint8_t Verbs = 0;
    bool calls(Verb V) const { return Verbs >> unsigned(V) & 1; }
  };
  const Function &function(FunctionId F) const { return Unit.Functions[F]; }
  const Info &info(FunctionId F) const { return Infos[F]; }
  /// The function with a body for \p E, or NoId.
  FunctionId definition(EntityId E) const { return Definitions[E]; }

  /// The harness: call it to simulate the driver's life.
  FunctionId harness() const { return Harness; }
  /// What the protocol may run before one of its calls returns: each such call
  /// is followed by one of these, if it can run anything of interest.
  llvm::ArrayRef<FunctionId> interrupts() const { return Interrupts; }
  bool isInterrupt(FunctionId F) const {
    return llvm::is_contained(Interrupts, F);
  }
  /// Whether the system's part is played by \p F.
  bool isSystem(FunctionId F) const { return F == Harness || isInterrupt(F); }
  /// The meaning of a callee of the harness.
  std::optional<SystemEvent> event(EntityId E) const;
  /// Whether the driver's entry is in view; if not, every externally visible
  /// function is an entry, and globals are unknown at first.
  bool hasEntry() const { return EntryInView; }
  bool hasUnload() const { return UnloadInView; }
  /// Bytes of a handle and of a pointer.
  uint64_t pointerSize() const { return PointerSize; }
  /// SolveOptions::WaitsElsewhere.
  bool waitsElsewhere() const { return WaitsElsewhere; }
  /// Global that holds the unload routine where a framework was told of it.
  EntityId driverObject() const { return DriverObject; }
  EntityId frameworkUnload() const { return FrameworkUnload; }
  /// Global that holds what the system answers to the same question, always.
  EntityId answers() const { return Answers; }
  /// Offset of a field by which a framework is told of the unload routine.
  struct UnloadField {
    EntityId Field;
    int64_t Offset;
  };
  llvm::ArrayRef<UnloadField> unloadFields() const { return UnloadFields; }
  /// Offset of the field \p Name that a system function fills; nothing if no
  /// code in view names it.
  std::optional<int64_t> filledField(llvm::StringRef Name) const {
    auto It = FilledFields.find(Name);
    return It == FilledFields.end() ? std::nullopt : std::optional(It->second);
  }

  /// Globals within reach of code out of view: named by it, or by a function
  /// that it can call.
  bool isExposed(EntityId Global) const { return Exposed.test(Global); }
  /// Overriders of a method, itself included, that have a body.
  llvm::SmallVector<FunctionId, 2> overriders(EntityId Method) const;
  /// The harness calls \p F between entry and unload because code out of view
  /// may have its address; whether it has is not known.
  bool mayBeHandedOut(FunctionId F) const {
    return MaybeHandedOut.test(Unit.Functions[F].Entity);
  }
  /// Globals that pointers in the driver may lead to, and those that are
  /// accessed by field.
  bool isPointedAt(EntityId Global) const {
    return PointedAtGlobals.test(Global);
  }
  bool isAccessedByField(EntityId Global) const {
    return FieldGlobals.test(Global);
  }
  /// Functions whose address is taken.
  llvm::ArrayRef<FunctionId> pointedAt() const { return PointedAt; }
  /// The same without entry and unload routines, which only the system calls.
  llvm::ArrayRef<FunctionId> addressTaken() const { return AddressTaken; }
  /// The name of a function out of view that the unit calls or hands out, for
  /// explanations; empty if there is none.
  llvm::StringRef someFunctionOutOfView() const { return OutOfViewName; }

  /// How a call to \p E ends up.
  const ProtocolFunction *protocolFunction(EntityId E, unsigned Args) const;
  const SystemFunction *systemFunction(EntityId E) const;

  struct Site {
    FunctionId F;
    BlockId Block;
    uint32_t Index;
    const ProtocolFunction *Callee;
    auto operator<=>(const Site &) const = default;
  };
  /// Every call of the protocol in the unit.
  llvm::ArrayRef<Site> sites() const { return Sites; }

private:
  /// Builds programs that are parts of one.
  friend class Slice;
  explicit Program(const Protocol &P) : P(P) {}

  /// \p Call dispatches to bodies in view, so that its callee needs none.
  bool isOverridden(const Statement &Call) const;
  void findReferences();
  void buildHarness(const SolveOptions &O);
  bool hasEffect(EntityId Routine) const;
  EntityId buildInterrupt(llvm::ArrayRef<EntityId> Routines);
  void interruptCalls(const nmr::HandedOut &Out);
  Operand eventCallee(SystemEvent Ev);
  void computeReach();
  /// Finds the order of the blocks and the locals that are live.
  void analyse(FunctionId F);
  /// Ends the life of each local behind the last statement that names it.
  void endLives(FunctionId F);
  void findSites(FunctionId F);
  EntityId addEntity(Entity E);
  bool namedIn(llvm::ArrayRef<llvm::StringRef> Names, llvm::StringRef N) const;

  Summary Unit;
  const Protocol &P;
  std::vector<FunctionId> Definitions;
  std::vector<Info> Infos;
  std::vector<Site> Sites;
  std::vector<FunctionId> AddressTaken, PointedAt;
  llvm::DenseMap<EntityId, llvm::SmallVector<EntityId, 2>> Overriders;
  std::vector<UnloadField> UnloadFields;
  llvm::StringMap<int64_t> FilledFields;
  llvm::SparseBitVector<> TakenEntities, HandedOut, MaybeHandedOut;
  llvm::SparseBitVector<> StoredUnload, Exposed, PointedAtGlobals, FieldGlobals;
  /// Entry and unload routines: none but the system calls them from out of
  /// view.
  llvm::SparseBitVector<> SystemOnly;
  std::string OutOfViewName;
  llvm::DenseMap<EntityId, SystemEvent> Events;
  std::vector<std::optional<const SystemFunction *>> SystemFunctions;
  FunctionId Harness = NoId;
  llvm::SmallVector<FunctionId, 4> Interrupts;
  uint64_t PointerSize = 8;
  EntityId FrameworkUnload = NoId, DriverObject = NoId, Answers = NoId;
  bool WaitsElsewhere = false, EntryInView = false, UnloadInView = false;
};

} // namespace nmr

#endif // NMR_SOLVE_PROGRAM_H
