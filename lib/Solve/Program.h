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
/// operating system. Shared by all registrations and, once it is constructed,
/// by all threads. What takes more than a few bytes per function is computed
/// for the functions that are simulated.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_PROGRAM_H
#define NMR_SOLVE_PROGRAM_H

#include "Protocol/Protocol.h"
#include "Protocol/System.h"
#include "Solve/HandedOut.h"
#include "Solve/OnDemand.h"
#include "Solve/Solve.h"
#include "Summary/Summary.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SparseBitVector.h"
#include "llvm/ADT/StringMap.h"

namespace nmr {

/// Number of a function of a \c Program.
using FunctionId = uint32_t;

/// A statement: block \c Block of function \c F, statement \c Index.
struct Position {
  FunctionId F = NoId;
  BlockId Block = 0;
  uint32_t Index = 0;
  auto operator<=>(const Position &) const = default;
};

/// What the harness does between the driver's routines: the callees that it
/// alone calls.
enum class SystemEvent : uint8_t {
  CallbackBegins, ///< A routine starts that the system may call at any time.
  CallbackEnds,
  InterruptBegins, ///< A routine starts that a protocol call runs.
  NestedBegins,    ///< A routine starts that a call of the system's runs.
  InterruptEnds,   ///< Either of them ends.
  UnloadBegins,    ///< The unload routine starts.
  EntryFailed,     ///< The image goes away, DriverEntry having failed.
  ImageGone,       ///< The image goes away after unload.
  Nothing,         ///< No entry is in view, and nothing more is called.
  OutOfView,       ///< Code out of view may run.
  // Of a binding.
  Offered,      ///< Begins: a routine is to be offered it. Answers its handle.
  OfferEnds,    ///< With what the routine answered, and its context or 0.
  DetachBegins, ///< The detach routine starts.
  DetachEnds,   ///< With what it answered, and 1 if nothing can complete it.
  CompletionBegins, ///< A routine starts that may complete what is pending.
  CleanupBegins,    ///< The cleanup routine starts.
  CleanupEnds,
  NoCleanup, ///< There is none, and the binding is gone.
};

struct BindingLife;
struct HandedOut;
struct RoutineGroup;
class HarnessBuilder;

class Program {
public:
  /// \p Linked must outlive the program, which refers to its functions.
  /// \p ForAdvice: what routines only read matters, too.
  Program(const Summary &Linked, const Protocols &P, const SolveOptions &O,
          bool ForAdvice = false);

  /// A program that plays the lives of bindings, one of \p Lives at a time,
  /// beginning with memory of which nothing is known. \p Part has the functions
  /// of \p Whole's link unit that matter to them; \p Whole must outlive it.
  Program(const Summary &Part, const Program &Whole,
          llvm::ArrayRef<BindingLife> Lives, const SolveOptions &O);

  /// Entities and files. The functions are asked for one by one, see below.
  const Summary &unit() const { return Unit; }
  const Protocols &protocols() const { return P; }

  /// Static facts about one function.
  struct Info {
    std::vector<uint32_t> Order; ///< Block -> position in reverse postorder.
    std::vector<bool> Merges;    ///< Block has several predecessors.
    std::vector<llvm::BitVector>
        LiveIn; ///< Block -> locals, address-taken included.
    /// It can call functions out of view, which can do what C lets them do.
    bool CallsOutOfView = false;
    /// It can call the protocol; functions of these verbs.
    bool CallsProtocol = false;
    uint8_t Verbs = 0;
    bool calls(Verb V) const { return Verbs >> unsigned(V) & 1; }
  };
  /// Whether \p F can call a function of the protocols that does \p V.
  bool reaches(FunctionId F, Verb V) const {
    return CallsOf[F].Verbs >> unsigned(V) & 1;
  }
  /// Whether \p F comes back to its caller, whatever it is given, see
  /// Summary/Returns.h.
  bool alwaysReturns(FunctionId F) const {
    return Returning.get(0, [&] { return findReturning(); }).test(Component[F]);
  }
  /// The globals that \p F names itself, as far as the solver has them.
  void forEachNamed(FunctionId F,
                    llvm::function_ref<void(EntityId)> Visit) const;
  size_t numFunctions() const { return Bodies.size(); }
  const Function &function(FunctionId F) const { return *Bodies[F]; }
  const std::string &nameOf(FunctionId F) const {
    return Unit.entity(function(F).Entity).Name;
  }
  const Info &info(FunctionId F) const {
    return Infos.get(F, [&] { return analyse(F); });
  }
  /// Whether \p F, or what it calls, can name the global \p G.
  bool canName(FunctionId F, EntityId G) const {
    return G == Binding || namesOf(Component[F]).test(GlobalNumber[G]);
  }
  /// The function with a body for \p E, or NoId.
  FunctionId definition(EntityId E) const { return Definitions[E]; }

  /// The harness: call it to simulate the driver's life.
  FunctionId harness() const { return Harness; }
  /// What may run before a call of the protocol, or one of the system's,
  /// returns: each such call is followed by one of these, if it can run
  /// anything of interest.
  llvm::ArrayRef<FunctionId> interrupts() const { return Interrupts; }
  bool isInterrupt(FunctionId F) const {
    return llvm::is_contained(Interrupts, F);
  }
  /// Whether the system's part is played by \p F.
  bool isSystem(FunctionId F) const { return F == Harness || isInterrupt(F); }
  /// Whether \p F gives variables with static storage their first values.
  bool isInitialiser(FunctionId F) const {
    return FirstInitialiser <= F && F < EndOfInitialisers;
  }
  /// The meaning of a callee of the harness.
  std::optional<SystemEvent> event(EntityId E) const;
  /// Whether the driver's entry is in view; if not, every externally visible
  /// function is an entry, and globals are unknown at first.
  bool hasEntry() const { return EntryInView; }
  /// Whether calls of unknown pointers lead out of the driver: the driver's
  /// entry is in view.
  bool isClosed() const { return IsClosed; }
  /// Bytes of a handle and of a pointer.
  uint64_t pointerSize() const { return Unit.PointerSize; }
  /// Bytes of a handle of \p PF's kind. Null: of one that is a pointer.
  uint64_t handleSize(const ProtocolFunction *PF) const {
    return PF && PF->HandleBytes ? PF->HandleBytes : pointerSize();
  }
  /// Whether \p Routine is a callback of each registration of the kind \p Side
  /// that has such a callback. Not known: false.
  bool isCallbackOf(EntityId Routine, unsigned Side) const {
    auto It = CallbackOf.find(Routine);
    return It != CallbackOf.end() && llvm::is_contained(It->second, Side);
  }
  /// Where the system calls \p Routine, parameter \p Param is not NULL.
  bool isNonNull(EntityId Routine, unsigned Param) const {
    return Param < 32 && NonNull.lookup(Routine) >> Param & 1;
  }
  /// Whether \p Routine is one that is offered bindings.
  bool isOffered(EntityId Routine) const {
    const nmr::Routine *R = Answering.lookup(Routine);
    return R && R->V == Verb::Offer;
  }
  /// The highest IRQL at which \p E may be called; nothing: any.
  std::optional<unsigned> irqlLimit(EntityId E,
                                    Protocols::ConstantFn Constant) const;
  /// SolveOptions::Rules.
  const RuleSet &rules() const { return Rules; }
  /// SolveOptions::WaitsElsewhere.
  bool waitsElsewhere() const { return WaitsElsewhere; }
  EntityId driverObject() const { return DriverObject; }
  /// Global that holds the unload routine where a framework was told of it and,
  /// behind that, what else ends with the driver: see \c endFields and
  /// \c endedByDriver.
  EntityId frameworkUnload() const { return FrameworkUnload; }
  /// The routine that a framework calls if it was told of none: it does
  /// nothing.
  EntityId noUnload() const { return NoUnload; }
  /// Global that holds what the system answers to the same question, always.
  EntityId answers() const { return Answers; }
  /// Where in it the answer to \p Question lies.
  Place answerPlace(llvm::StringRef Question) const;
  /// Global that holds, if handles are the caller's choice: what the followed
  /// registration is named by; a handle, so that it is never lost; and the
  /// names of up to NumOthers registrations that had begun before.
  EntityId choice() const { return Choice; }
  /// Global that holds marks of what was used before the entry set it up; NoId
  /// unless it is a program for advice.
  EntityId earlyUses() const { return EarlyUses; }
  static constexpr unsigned NumOthers = 4;
  /// Global that holds what is tied to the followed registration (Tied.h).
  EntityId tied() const { return TiedObjects; }
  /// Global that holds what the driver named the followed binding by and,
  /// behind that, the object that is gone with it. NoId: bindings are not
  /// followed.
  EntityId binding() const { return Binding; }
  /// Offset of a field by which a framework is told of the unload routine.
  struct UnloadField {
    EntityId Field;
    int64_t Offset;
  };
  llvm::ArrayRef<UnloadField> unloadFields() const { return UnloadFields; }
  /// Offset of one of System::EndFields, and of where in \c frameworkUnload
  /// its routine is kept if the object is the driver's own.
  struct EndField {
    int64_t Offset;
    int64_t Slot;
  };
  llvm::ArrayRef<EndField> endFields() const { return EndFields; }
  /// Whether none but the system calls \p F, and only as an entry or when the
  /// driver goes.
  bool isSystemOnly(EntityId F) const { return isIn(SystemOnly, F); }
  Place endPlace(const EndField &E) const {
    return partOf(FrameworkUnload, E.Slot, pointerSize());
  }
  /// Offset in \c frameworkUnload of what is not zero if it is the driver that
  /// ends the framework's object: SystemFunction::DriverObject::EndedBy.
  int64_t endedByDriver() const {
    return 8 * (1 + int64_t(windows().EndFields.size()));
  }
  /// Offset, behind all that is named in an object, of the addresses of its
  /// spaces (SystemFunction::Effect::Space).
  static constexpr int64_t Spaces = int64_t(1) << 40;
  /// Offset of what is 1 where those that nobody has asked for yet hold zeros.
  static constexpr int64_t NewSpaces = Spaces - 8;
  /// What lies from here on is no memory: nothing is written there.
  static constexpr int64_t Unwritten = NewSpaces - 8;
  /// Where the driver object leads to the first of the driver's devices, and a
  /// device to the next one. Nothing: no code in view names the former, or none
  /// creates devices.
  struct DeviceList {
    Place First;
    int64_t Next;
  };
  const std::optional<DeviceList> &devices() const { return Devices; }
  /// Offset of the field \p Name that a system function fills; nothing if no
  /// code in view names it.
  std::optional<int64_t> filledField(llvm::StringRef Name) const {
    auto It = FilledFields.find(Name);
    return It == FilledFields.end() ? std::nullopt : std::optional(It->second);
  }

  /// Globals within reach of code out of view: named by it, or by a function
  /// that it can call.
  bool isExposed(EntityId Global) const { return isIn(Exposed, Global); }
  /// Overriders of a method, itself included, that have a body.
  llvm::SmallVector<FunctionId, 2> overriders(EntityId Method) const;
  /// The harness calls \p F between entry and unload because code out of view
  /// may have its address; whether it has is not known.
  bool mayBeHandedOut(FunctionId F) const {
    return isIn(MaybeHandedOut, function(F).Entity);
  }
  /// Globals that pointers in the driver may lead to, and those that are
  /// accessed by field.
  bool isPointedAt(EntityId Global) const {
    return isIn(PointedAtGlobals, Global);
  }
  bool isAccessedByField(EntityId Global) const {
    return isIn(FieldGlobals, Global);
  }
  /// Whether the indirect call \p S may lead to a function of the driver's. It
  /// may not if none of their addresses is ever kept in the field that it goes
  /// through, as in a table that a peer or the system has given.
  bool mayLeadHome(const Statement &S) const {
    const Operand &Callee = S.callee();
    if (Callee.K != Operand::Kind::Load || Callee.P.Path.empty())
      return true;
    const Projection &Last = Callee.P.Path.back();
    return Last.K != Projection::Kind::Field || Last.Field == NoId ||
           isIn(AddressesIn.Entities, Last.Field);
  }
  /// Functions whose address is taken.
  llvm::ArrayRef<FunctionId> pointedAt() const { return PointedAt; }
  /// The same without entry and unload routines, which only the system calls.
  llvm::ArrayRef<FunctionId> addressTaken() const { return AddressTaken; }
  /// The name of a function out of view that the unit calls or hands out, for
  /// explanations; empty if there is none.
  llvm::StringRef someFunctionOutOfView() const { return OutOfViewName; }

  /// How a call to \p E ends up.
  /// \p Preferred: the kind of registration of interest, see Protocols::find.
  const ProtocolFunction *
  protocolFunction(EntityId E, unsigned Args, Protocols::ConstantFn Constant,
                   std::optional<unsigned> Preferred = std::nullopt) const;
  /// The same of \p S; null also if that calls nothing by name.
  const ProtocolFunction *
  protocolFunction(const Statement &S,
                   std::optional<unsigned> Preferred = std::nullopt) const;
  const SystemFunction *systemFunction(EntityId E) const;

  struct Site {
    FunctionId F;
    BlockId Block;
    uint32_t Index;
    const ProtocolFunction *Callee;
    /// A run for it also follows what is tied to the registration.
    bool FollowsTied = false;
    auto operator<=>(const Site &) const = default;
  };
  /// Every call of the protocol in the unit.
  llvm::ArrayRef<Site> sites() const { return Sites; }
  /// Where something is taken that may be held where a call of interest is
  /// made: calls of protocols that are not listed, and the harness's events at
  /// which a routine begins that runs at a raised IRQL. None if no rule asks.
  llvm::ArrayRef<Site> heldSites() const { return HeldSites; }
  /// The routines in view that the tables of protocols name.
  llvm::ArrayRef<FunctionId> handedToProtocols() const {
    return HandedToProtocols;
  }
  /// Where the runs of lives begin: of each life, one for each \c LifePart.
  llvm::ArrayRef<Site> lifeSites() const { return LifeSites; }

private:
  /// Builds programs that are parts of one.
  friend class Slice;
  explicit Program(const Protocols &P) : P(P) {}

  /// A set of entities. Those behind its end are not in it.
  static bool isIn(const llvm::BitVector &Set, EntityId E) {
    return E < Set.size() && Set.test(E);
  }
  static void put(llvm::BitVector &Set, EntityId E) {
    if (E >= Set.size())
      Set.resize(E + 1);
    Set.set(E);
  }

  /// \p Call dispatches to bodies in view, so that its callee needs none.
  bool isOverridden(const Statement &Call) const;
  void classifyNames(const SolveOptions &O);
  /// Whether \p F itself calls one of \p Of, by name.
  static bool namesAny(const Function &F, const llvm::BitVector &Of);
  void splitConditionalCalls();
  void findReferences();
  bool answersArgument(EntityId F) const;
  bool isOnlyOfDriver(const Function &F, const Place &Pl) const;
  /// \p Size bytes of a global of the system's, reached through \p Field if
  /// that is given.
  static Place partOf(EntityId Global, int64_t Offset, uint64_t Size,
                      EntityId Field = NoId);
  EntityId addSystemGlobal(llvm::StringRef Name, uint64_t Size);
  void addSystemGlobals();
  /// The lists of fields in the protocols' tables, each once.
  std::vector<llvm::ArrayRef<llvm::StringRef>> callbackFields() const;
  std::vector<RoutineGroup> routineGroups() const;
  void buildHarness(const SolveOptions &O, nmr::HandedOut Out);
  void buildLives(llvm::ArrayRef<BindingLife> Lives);
  bool hasEffect(EntityId Routine) const;
  /// Lets the call of \p R that ends block \p B of the harness pass places of
  /// its own for the answers; these, the context's first.
  std::vector<Place> passAnswers(HarnessBuilder &H, BlockId B,
                                 const Routine &R) const;
  void callRoutine(HarnessBuilder &H, BlockId B, EntityId Routine) const;
  class ContextSearch;
  void findContexts(const llvm::BitVector &Named);
  void buildDriverEnd(EntityId By);
  EntityId buildInterrupt(llvm::ArrayRef<EntityId> Routines,
                          SystemEvent Begins);
  /// A function, and after which calls it runs: those of the protocols'
  /// functions that run what is in \c Fields, or of \c Callers.
  struct Interruption {
    EntityId By;
    llvm::ArrayRef<llvm::StringRef> Fields, Callers;
  };
  void interruptCalls(llvm::ArrayRef<Interruption> Interruptions);
  Operand eventCallee(SystemEvent Ev);
  void prepareFunctions();
  /// Finds the order of the blocks and the locals that are live.
  Info analyse(FunctionId F) const;
  static Info analyse(const Function &F);
  /// Ends the life of each local behind the last statement that names it. Null:
  /// there is nothing to end.
  static std::unique_ptr<const Function> endLives(const Function &F);
  void findSites(FunctionId F, std::vector<Site> &Found) const;
  class HeldSearch;
  void findHeldSites();
  bool isOfLimitedUse(const Statement &S) const;
  std::vector<std::pair<EntityId, const ProtocolFunction *>>
  takenAtRaisedIrql() const;
  void
  findCallbackTables(llvm::ArrayRef<llvm::BitVector> InFields,
                     llvm::ArrayRef<llvm::ArrayRef<llvm::StringRef>> Groups);
  /// Takes over what \p Linked has, and refers to its functions.
  void adopt(const Summary &Linked);
  void addSystemBodies();
  EntityId addEntity(Entity E);
  FunctionId addFunction(Function F);
  bool namedIn(llvm::ArrayRef<llvm::StringRef> Names, llvm::StringRef N) const;

  // Reach.cpp. A node of the graph of calls is a function, or stands for those
  // that an indirect call may lead to.
  using Node = uint32_t;
  struct Calls {
    bool OutOfView = false, Protocol = false;
    bool Limited = false; ///< What may not be done with everything held.
    uint8_t Verbs = 0;
    Calls &operator|=(const Calls &C) {
      OutOfView |= C.OutOfView;
      Protocol |= C.Protocol;
      Limited |= C.Limited;
      Verbs |= C.Verbs;
      return *this;
    }
  };
  using SharedNames = std::shared_ptr<const llvm::BitVector>;
  void computeReach();
  void scanCalls(FunctionId F, Calls &C, std::vector<Node> &Callees,
                 llvm::SmallVectorImpl<unsigned> &Arities) const;
  void findCallees();
  void findComponents();
  llvm::BitVector namedFrom(llvm::ArrayRef<FunctionId> From) const;
  void findExposed();
  /// By component: it has a function that \p Is holds for, or can call one.
  llvm::BitVector reaching(llvm::function_ref<bool(FunctionId)> Is) const;
  /// By component: whether all functions in it always return.
  llvm::BitVector findReturning() const;
  const llvm::BitVector &namesOf(uint32_t Component) const;
  SharedNames computeNames(uint32_t Component) const;
  llvm::ArrayRef<Node> calleesOf(Node X) const {
    return llvm::ArrayRef(Callees).slice(CalleeBase[X],
                                         CalleeBase[X + 1] - CalleeBase[X]);
  }
  llvm::ArrayRef<Node> members(uint32_t Component) const {
    return llvm::ArrayRef(Members).slice(ComponentBase[Component],
                                         ComponentBase[Component + 1] -
                                             ComponentBase[Component]);
  }

  Summary Unit; ///< Without functions.
  const Protocols &P;
  std::vector<const Function *> Bodies;
  /// Those that are not the link unit's own.
  std::vector<std::unique_ptr<const Function>> Owned;
  std::vector<FunctionId> Definitions; ///< By entity.
  OnDemand<Info> Infos;
  std::vector<Site> Sites, HeldSites, LifeSites;
  std::vector<FunctionId> AddressTaken, PointedAt;
  /// Routines that protocols may run, by what their fields are called.
  std::vector<FunctionId> HandedToProtocols;
  /// The globals that these can name, by number. Null unless what was destroyed
  /// is followed.
  SharedNames NamedByRoutines;
  llvm::DenseMap<EntityId, llvm::SmallVector<EntityId, 2>> Overriders;
  std::vector<UnloadField> UnloadFields;
  std::vector<EndField> EndFields; ///< In the order in which they run.
  llvm::StringMap<int64_t> FilledFields;
  std::optional<DeviceList> Devices;
  /// The fields by which they are linked, while the harness is built: with their
  /// offsets.
  std::optional<std::pair<EntityId, int64_t>> FirstDevice, NextDevice;
  llvm::BitVector TakenEntities, HandedOut, MaybeHandedOut;
  Carriers AddressesIn;
  /// Functions that are stored in fields for unload routines, or for what ends
  /// with the driver; only in the latter; and in others.
  llvm::BitVector StoredUnload, StoredEnd, StoredElsewhere;
  bool UnloadIsRead = false; ///< Such a field is.
  llvm::BitVector Exposed, PointedAtGlobals, FieldGlobals;
  /// Entry and unload routines: none but the system calls them from out of
  /// view.
  llvm::BitVector SystemOnly;
  std::string OutOfViewName;
  llvm::DenseMap<EntityId, SystemEvent> Events;
  /// By entity: what its name means.
  std::vector<const SystemFunction *> SystemFunctions;
  llvm::BitVector ProtocolNames, LimitedNames;
  /// The functions with a call of one of the former.
  std::vector<FunctionId> ProtocolCallers;
  RuleSet Rules = {};
  /// By routine: the kinds of registration, see \c isCallbackOf.
  llvm::DenseMap<EntityId, llvm::SmallVector<unsigned, 2>> CallbackOf;
  /// By routine of a binding: what it is for.
  llvm::DenseMap<EntityId, const Routine *> Answering;
  /// The system's functions that get a routine with a context.
  llvm::DenseMap<EntityId, const SystemHandOver *> Takers;
  /// By routine and parameter: the context that it is passed, where that is
  /// known to be a constant.
  llvm::DenseMap<std::pair<EntityId, unsigned>, Operand> Contexts;
  /// By routine: bits of the parameters that the system never passes NULL for.
  llvm::DenseMap<EntityId, unsigned> NonNull;
  /// Some function in the unit takes handles that the caller chooses.
  bool HasChosen = false;
  FunctionId FirstInitialiser = 0, EndOfInitialisers = 0;
  FunctionId Harness = NoId;
  llvm::SmallVector<FunctionId, 4> Interrupts;
  EntityId FrameworkUnload = NoId, NoUnload = NoId, DriverObject = NoId,
           Answers = NoId, Choice = NoId, TiedObjects = NoId, Binding = NoId,
           EarlyUses = NoId;
  /// A run may ask for what is tied to a registration, and of that also for
  /// what was destroyed; or for the routines of each, if it follows a lock.
  bool FollowsKept = false, FollowsDestroyed = false, FollowsLocks = false;
  unsigned Jobs = 1;
  bool WaitsElsewhere = false, EntryInView = false, IsClosed = false;

  std::vector<Calls> CallsOf;                  ///< By function.
  std::vector<uint32_t> CalleeBase, Component; ///< By node.
  std::vector<Node> Callees, Members;
  std::vector<uint32_t> ComponentBase;
  OnDemand<SharedNames> Names;         ///< By component.
  OnDemand<llvm::BitVector> Returning; ///< One, if it was asked for.
  std::vector<uint32_t> GlobalNumber;  ///< By entity; NoId if it is none.
  llvm::BitVector ExposedNames;        ///< By number.
};

} // namespace nmr

#endif // NMR_SOLVE_PROGRAM_H
