//===- Program.cpp - A link unit, prepared --------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Program.h"
#include "Solve/HandedOut.h"
#include "Solve/HarnessBuilder.h"
#include "Solve/Parallel.h"
#include "Solve/SystemBodies.h"
#include "Summary/Renumber.h"
#include "Summary/Visit.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>
#include <mutex>

namespace nmr {

// Room for what stands for the system, so that the list need not grow for it.
static constexpr size_t SystemEntities = 64;

Program::Program(const Summary &Linked, const Protocols &Protos,
                 const SolveOptions &O, bool ForAdvice)
    : P(Protos), Rules(O.Rules), Jobs(O.Jobs),
      WaitsElsewhere(O.WaitsElsewhere) {
  adopt(Linked);
  if (ForAdvice)
    EarlyUses = addSystemGlobal("<early uses>", 0);
  // The static initialisers become functions like others.
  FirstInitialiser = Bodies.size();
  EndOfInitialisers = FirstInitialiser + Linked.Initialisers.size();
  for (const auto &[I, Init] : llvm::enumerate(Linked.Initialisers)) {
    Entity E;
    E.Name = "static initialisation";
    E.Id = "<init " + std::to_string(I) + ">";
    Function F = Init;
    F.Entity = addEntity(std::move(E));
    addFunction(std::move(F));
  }
  classifyNames(O);
  splitConditionalCalls();
  // Neither needs the other.
  nmr::HandedOut Out;
  forEachIndex(Jobs, 2, [&](size_t I) {
    if (I == 0)
      findReferences();
    else
      Out = handedOut(Unit, Bodies, routineGroups());
  });
  buildHarness(O, std::move(Out));
  prepareFunctions();
  computeReach();
  findHeldSites();
}

Program::Program(const Summary &Part, const Program &Whole,
                 llvm::ArrayRef<BindingLife> Lives, const SolveOptions &O)
    : P(Whole.P), OutOfViewName(Whole.OutOfViewName),
      WaitsElsewhere(Whole.WaitsElsewhere), IsClosed(Whole.IsClosed) {
  adopt(Part);
  classifyNames(O);
  splitConditionalCalls();
  findReferences();
  addSystemGlobals();
  for (EntityId E : TakenEntities.set_bits())
    if (Definitions[E] != NoId) {
      PointedAt.push_back(Definitions[E]);
      AddressTaken.push_back(Definitions[E]);
    }
  buildLives(Lives);
  prepareFunctions();
  computeReach();
}

void Program::adopt(const Summary &Linked) {
  Unit.PointerSize = Linked.PointerSize;
  Unit.Files = Linked.Files;
  // A large driver has a million of them; only which fields are those of one
  // record is of interest.
  Unit.Entities.reserve(Linked.Entities.size() + Linked.Initialisers.size() +
                        SystemEntities);
  for (const Entity &E : Linked.Entities)
    if (Entity &Own = Unit.Entities.emplace_back(E);
        Own.K != Entity::Kind::Field)
      Own.Id = std::string();
  Definitions.assign(Unit.Entities.size(), NoId);
  for (const Function &F : Linked.Functions) {
    Definitions[F.Entity] = Bodies.size();
    Bodies.push_back(&F);
  }
  addSystemBodies();
}

/// Gives bodies to the functions of the system that have one here.
void Program::addSystemBodies() {
  if (pointerSize() != 8)
    return;
  std::vector<std::pair<EntityId, const Function *>> Used;
  for (const auto &[E, Ent] : llvm::enumerate(Unit.Entities))
    if (Ent.K == Entity::Kind::Function && Ent.System && Definitions[E] == NoId)
      if (const Function *Body = systemBody(Ent.Name))
        Used.push_back({E, Body});
  if (Used.empty())
    return;
  const Summary &System = systemBodies();
  Renumbering To{{}, std::vector<EntityId>(System.Entities.size(), NoId)};
  // What they name and the unit has is the same.
  llvm::StringMap<EntityId> Fields;
  for (const auto &[I, Named] : llvm::enumerate(System.Entities))
    if (Named.K == Entity::Kind::Field)
      Fields[Named.Id] = I;
  for (const auto &[E, Ent] : llvm::enumerate(Unit.Entities))
    if (Ent.K == Entity::Kind::Field)
      if (auto It = Fields.find(Ent.Id); It != Fields.end())
        To.Entities[It->second] = E;
  for (const auto &[I, Named] : llvm::enumerate(System.Entities))
    if (Named.K != Entity::Kind::Function && To.Entities[I] == NoId)
      To.Entities[I] = addEntity(Named);
  for (auto [E, Body] : Used) {
    To.Entities[Body->Entity] = E;
    Function Own = *Body;
    To(Own);
    addFunction(std::move(Own));
  }
}

EntityId Program::addEntity(Entity E) {
  Unit.Entities.push_back(std::move(E));
  Definitions.push_back(NoId);
  return Unit.Entities.size() - 1;
}

FunctionId Program::addFunction(Function F) {
  Definitions[F.Entity] = Bodies.size();
  if (namesAny(F, ProtocolNames))
    ProtocolCallers.push_back(Bodies.size());
  Owned.push_back(std::make_unique<const Function>(std::move(F)));
  Bodies.push_back(Owned.back().get());
  return Bodies.size() - 1;
}

void Program::prepareFunctions() {
  std::vector<std::unique_ptr<const Function>> Changed(numFunctions());
  std::mutex SitesLock;
  forEachIndex(Jobs, numFunctions(), [&](FunctionId F) {
    if ((Changed[F] = endLives(function(F))))
      Bodies[F] = Changed[F].get();
    std::vector<Site> Found;
    findSites(F, Found);
    if (Found.empty())
      return;
    std::lock_guard<std::mutex> Lock(SitesLock);
    llvm::append_range(Sites, Found);
  });
  llvm::sort(Sites);
  for (std::unique_ptr<const Function> &F : Changed)
    if (F)
      Owned.push_back(std::move(F));
}

bool Program::namedIn(llvm::ArrayRef<llvm::StringRef> Names,
                      llvm::StringRef N) const {
  return llvm::is_contained(Names, N);
}

std::optional<SystemEvent> Program::event(EntityId E) const {
  auto It = Events.find(E);
  if (It == Events.end())
    return std::nullopt;
  return It->second;
}

const ProtocolFunction *
Program::protocolFunction(EntityId E, unsigned Args,
                          Protocols::ConstantFn Constant,
                          std::optional<unsigned> Preferred) const {
  return isIn(ProtocolNames, E)
             ? P.find(Unit.Entities[E].Name, Args, Constant, Preferred)
             : nullptr;
}

const ProtocolFunction *
Program::protocolFunction(const Statement &S,
                          std::optional<unsigned> Preferred) const {
  if (S.K != Statement::Kind::Call || S.callee().K != Operand::Kind::Function)
    return nullptr;
  return protocolFunction(
      S.callee().entity(), S.Args.size(),
      [&](unsigned I) { return S.constantArgument(I); }, Preferred);
}

const SystemFunction *Program::systemFunction(EntityId E) const {
  return E < SystemFunctions.size() ? SystemFunctions[E] : nullptr;
}

void Program::classifyNames(const SolveOptions &O) {
  static constexpr SystemFunction UsersFree{"", SystemFunction::Effect::Free};
  SystemFunctions.resize(Unit.Entities.size());
  forEachIndex(O.Jobs, Unit.Entities.size(), [&](EntityId E) {
    if (Unit.Entities[E].K != Entity::Kind::Function)
      return;
    const std::string &Name = Unit.Entities[E].Name;
    SystemFunctions[E] = windows().find(Name);
    if (!SystemFunctions[E] && llvm::is_contained(O.FreeFunctions, Name))
      SystemFunctions[E] = &UsersFree;
  });
  FollowsKept = O.Rules.contains(RuleId::ContextLifetime);
  FollowsLocks = O.Rules.contains(RuleId::Deadlock);
  FollowsDestroyed =
      O.Rules.contains(RuleId::TeardownOrder) &&
      llvm::any_of(SystemFunctions, [](const SystemFunction *SF) {
        return SF && SF->endsObject();
      });
  // What threads hold matters to some rules only.
  const bool FollowsHeld =
      Rules.contains(RuleId::Irql) || Rules.contains(RuleId::Deadlock);
  for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
    if (Unit.Entities[E].K != Entity::Kind::Function)
      continue;
    const llvm::StringRef Name = Unit.Entities[E].Name;
    for (unsigned I : P.allNamed(Name)) {
      const ProtocolFunction &F = P.functions()[I];
      if (!P.isListed(F) && !FollowsHeld)
        continue;
      put(ProtocolNames, E);
      HasChosen |= F.Chosen || !P.isListed(F);
    }
    if (Rules.contains(RuleId::Irql) &&
        llvm::any_of(P.limits(),
                     [&](const IrqlLimit &L) { return L.Name == Name; }))
      put(LimitedNames, E);
  }
  auto Find = [&](std::vector<FunctionId> &Found, FunctionId F) {
    if (namesAny(function(F), ProtocolNames))
      Found.push_back(F);
  };
  for (const std::vector<FunctionId> &Part :
       gather<std::vector<FunctionId>>(Jobs, numFunctions(), Find))
    llvm::append_range(ProtocolCallers, Part);
}

bool Program::namesAny(const Function &F, const llvm::BitVector &Of) {
  return llvm::any_of(F.Blocks, [&](const Block &B) {
    return llvm::any_of(B.Body, [&](const Statement &S) {
      return S.K == Statement::Kind::Call &&
             S.callee().K == Operand::Kind::Function &&
             isIn(Of, S.callee().entity());
    });
  });
}

/// Where it hangs on an argument what a call does, makes it two calls, behind a
/// branch on that argument.
void Program::splitConditionalCalls() {
  auto ConditionOf = [&](const Statement &S) -> const Operand * {
    if (S.K != Statement::Kind::Call ||
        S.callee().K != Operand::Kind::Function ||
        !isIn(ProtocolNames, S.callee().entity()))
      return nullptr;
    std::optional<unsigned> Param =
        P.condition(Unit.Entities[S.callee().entity()].Name, S.Args.size());
    if (!Param || S.Args[*Param].K == Operand::Kind::Int)
      return nullptr;
    return &S.Args[*Param];
  };
  for (FunctionId Id : ProtocolCallers) {
    const Function *&Body = Bodies[Id];
    if (llvm::none_of(Body->Blocks, [&](const Block &B) {
          return llvm::any_of(B.Body, ConditionOf);
        }))
      continue;
    Function F = *Body;
    for (BlockId B = 0; B < F.Blocks.size(); ++B) {
      auto It = llvm::find_if(F.Blocks[B].Body, ConditionOf);
      if (It == F.Blocks[B].Body.end())
        continue;
      const Statement Call = *It;
      const Operand Condition = *ConditionOf(Call);
      const size_t Param = ConditionOf(Call) - Call.Args.data();
      Block Rest;
      Rest.Body.assign(std::next(It), F.Blocks[B].Body.end());
      Rest.End = std::move(F.Blocks[B].End);
      F.Blocks[B].Body.truncate(It - F.Blocks[B].Body.begin());
      const BlockId After = F.Blocks.size();
      F.Blocks.push_back(std::move(Rest));
      Terminator Which;
      Which.K = Terminator::Kind::Branch;
      Which.A = Condition;
      Which.B = Operand::integer(0);
      Which.Cmp = Op::Ne;
      Which.Type = {64, true};
      Which.Where = Call.Where;
      for (int64_t Value : {1, 0}) {
        Which.Targets.push_back(F.Blocks.size());
        Block &Way = F.Blocks.emplace_back();
        Way.Body.push_back(Call);
        Way.Body.back().Args[Param] = Operand::integer(Value);
        Way.End.K = Terminator::Kind::Goto;
        Way.End.Targets = {After};
      }
      F.Blocks[B].End = std::move(Which);
    }
    Owned.push_back(std::make_unique<const Function>(std::move(F)));
    Body = Owned.back().get();
  }
}

bool Program::isOverridden(const Statement &Call) const {
  return Call.Virtual && !overriders(Call.callee().entity()).empty();
}

llvm::SmallVector<FunctionId, 2> Program::overriders(EntityId Method) const {
  llvm::SmallVector<FunctionId, 2> Result;
  llvm::SmallVector<EntityId, 4> Work = {Method};
  llvm::SparseBitVector<> Seen;
  while (!Work.empty()) {
    EntityId E = Work.pop_back_val();
    if (!Seen.test_and_set(E))
      continue;
    if (Definitions[E] != NoId)
      Result.push_back(Definitions[E]);
    if (auto It = Overriders.find(E); It != Overriders.end())
      Work.append(It->second.begin(), It->second.end());
  }
  llvm::sort(Result);
  return Result;
}

//===----------------------------------------------------------------------===//
// References: sites, addresses, unload fields
//===----------------------------------------------------------------------===//

void Program::findSites(FunctionId Id, std::vector<Site> &Found) const {
  for (const auto &[B, Blk] : llvm::enumerate(function(Id).Blocks))
    for (const auto &[Idx, S] : llvm::enumerate(Blk.Body))
      // What is done to a handle of the caller's choice is judged with the call
      // that registers it; there is nothing to it without that.
      if (const ProtocolFunction *PF = protocolFunction(S);
          PF && !P.of(*PF).isOfBindings() &&
          (PF->V == Verb::Register || (PF->hasHandleParam() && !PF->Chosen)))
        Found.push_back({Id, BlockId(B), uint32_t(Idx), PF});
  if (Found.empty())
    return;
  // Nothing leads there: such a call is none.
  const Info I = analyse(function(Id));
  llvm::erase_if(Found,
                 [&](const Site &S) { return I.Order[S.Block] == NoId; });
}

/// Whether the system reads the struct of \p Pl, in \p F, when it is told of
/// the driver's own object, and never else.
bool Program::isOnlyOfDriver(const Function &F, const Place &Pl) const {
  if (Pl.Root != Place::RootKind::Local || Pl.throughPointer())
    return false;
  auto IsUse = [&](const Operand &O) {
    return (O.K == Operand::Kind::Load || O.K == Operand::Kind::AddressOf) &&
           O.P.Root == Pl.Root && O.P.Base == Pl.Base;
  };
  // The headers' own initialise it.
  auto MayTake = [&](EntityId Callee, size_t Arg) {
    const SystemFunction *SF = systemFunction(Callee);
    return (SF && SF->Object && SF->Object->Attributes == Arg) ||
           (definition(Callee) != NoId && Unit.Entities[Callee].System);
  };
  size_t Uses = 0, Allowed = 0;
  forEachOperand(F, [&](const Operand &O) { Uses += IsUse(O); });
  for (const Block &B : F.Blocks)
    for (const Statement &S : B.Body)
      if (S.K == Statement::Kind::Call &&
          S.callee().K == Operand::Kind::Function)
        for (const auto &[I, A] : llvm::enumerate(S.Args))
          Allowed += A.K == Operand::Kind::AddressOf && IsUse(A) &&
                     MayTake(S.callee().entity(), I);
  return Uses == Allowed;
}

/// Whether what \p F answers is its first argument.
bool Program::answersArgument(EntityId F) const {
  using E = SystemFunction::Effect;
  const SystemFunction *SF = systemFunction(F);
  return SF && (SF->E == E::Copy || SF->E == E::Fill || SF->E == E::Zero);
}

/// A field's USR ends in the record's name and its own.
static bool isField(const Entity &E, const System::FieldName &Field) {
  llvm::StringRef Id = E.Id;
  return E.Name == Field.Name && Id.consume_back(Field.Name) &&
         Id.consume_back("@FI@") && Id.ends_with(("@" + Field.Record).str());
}

void Program::findReferences() {
  llvm::BitVector IsFilled, IsUnload;
  llvm::DenseMap<EntityId, unsigned> IsEnd;
  for (const auto &[E, Ent] : llvm::enumerate(Unit.Entities)) {
    for (EntityId Base : Ent.Overrides)
      Overriders[Base].push_back(E);
    if (Ent.K != Entity::Kind::Field)
      continue;
    if (llvm::any_of(windows().Functions, [&](const SystemFunction &SF) {
          return !SF.Field.empty() && SF.Field == Ent.Name;
        }))
      put(IsFilled, E);
    if (namedIn(windows().UnloadFields, Ent.Name))
      put(IsUnload, E);
    if (isField(Ent, windows().FirstDevice))
      FirstDevice = {E, 0};
    if (isField(Ent, windows().NextDevice))
      NextDevice = {E, 0};
    if (auto It = llvm::find(windows().EndFields, Ent.Name);
        It != windows().EndFields.end())
      IsEnd[E] = It - windows().EndFields.begin();
  }
  llvm::SmallVector<std::optional<int64_t>, 2> Ends(windows().EndFields.size());
  auto IsUnloadField = [&](const Place &Pl) {
    return !Pl.Path.empty() && Pl.Path.back().K == Projection::Kind::Field &&
           Pl.Path.back().Field != NoId && isIn(IsUnload, Pl.Path.back().Field);
  };
  auto IsEndField = [&](const Place &Pl) {
    return !Pl.Path.empty() && Pl.Path.back().K == Projection::Kind::Field &&
           IsEnd.count(Pl.Path.back().Field);
  };
  auto Scan = [&](const Function &F) {
    forEachOperand(F, [&](const Operand &O) {
      if (O.K == Operand::Kind::Function)
        put(TakenEntities, O.entity());
      UnloadIsRead |= O.K == Operand::Kind::Load && IsUnloadField(O.P);
    });
    auto Point = [&](const Operand &O) {
      if (O.K == Operand::Kind::AddressOf &&
          O.P.Root == Place::RootKind::Global && !O.P.throughPointer())
        put(PointedAtGlobals, O.P.Base);
    };
    for (const Block &B : F.Blocks) {
      Point(B.End.A);
      Point(B.End.B);
      for (const Statement &S : B.Body) {
        Point(S.Value.A);
        Point(S.Value.B);
        // The system writes its results and keeps its objects there. It passes
        // neither to anyone; what it passes on, it takes as `void *`.
        bool IsSystem = S.K == Statement::Kind::Call &&
                        S.callee().K == Operand::Kind::Function &&
                        Unit.Entities[S.callee().entity()].System &&
                        !answersArgument(S.callee().entity());
        for (const auto &[I, A] : llvm::enumerate(S.Args))
          if (!IsSystem || I >= S.Writes.size() || !S.Writes[I])
            Point(A);
      }
    }
    forEachPlace(F, [&](const Place &Pl) {
      if (Pl.Root == Place::RootKind::Global && !Pl.Path.empty() &&
          llvm::any_of(Pl.Path, [](const Projection &Pr) {
            return Pr.K == Projection::Kind::Field;
          }))
        put(FieldGlobals, Pl.Base);
      for (const Projection &Pr : Pl.Path)
        if (Pr.K != Projection::Kind::Field || Pr.Field == NoId)
          continue;
        else if (FirstDevice && Pr.Field == FirstDevice->first)
          FirstDevice->second = Pr.Offset;
        else if (NextDevice && Pr.Field == NextDevice->first)
          NextDevice->second = Pr.Offset;
        else if (isIn(IsFilled, Pr.Field))
          FilledFields.try_emplace(Unit.Entities[Pr.Field].Name, Pr.Offset);
        else if (isIn(IsUnload, Pr.Field) &&
                 !llvm::any_of(UnloadFields, [&](const UnloadField &U) {
                   return U.Field == Pr.Field;
                 }))
          UnloadFields.push_back({Pr.Field, Pr.Offset});
        else if (auto It = IsEnd.find(Pr.Field); It != IsEnd.end())
          Ends[It->second] = Pr.Offset;
    });
    // A function that is stored in such a field is an unload routine, whatever
    // its type says.
    for (const Block &B : F.Blocks)
      for (const Statement &S : B.Body)
        if (S.K == Statement::Kind::Assign &&
            S.Value.A.K == Operand::Kind::Function)
          put(IsUnloadField(S.Dest) ? StoredUnload
              : IsEndField(S.Dest) && isOnlyOfDriver(F, S.Dest)
                  ? StoredEnd
                  : StoredElsewhere,
              S.Value.A.entity());
  };
  for (const Function *F : Bodies)
    Scan(*F);
  // What also ends other objects runs at any time.
  for (EntityId E : StoredEnd.set_bits())
    if (!isIn(StoredElsewhere, E))
      put(StoredUnload, E);
  for (const auto &[Number, Offset] : llvm::enumerate(Ends))
    if (Offset)
      EndFields.push_back({*Offset, 8 * (1 + int64_t(Number))});
}

//===----------------------------------------------------------------------===//
// The harness
//===----------------------------------------------------------------------===//

/// The callee that stands for \p Ev.
Operand Program::eventCallee(SystemEvent Ev) {
  Entity E;
  E.Name = "<system event>";
  E.System = true;
  EntityId Id = addEntity(std::move(E));
  Events[Id] = Ev;
  return Operand::function(Id);
}

/// Whether \p S may change what others see, but for what its callee in view
/// does.
static bool changesOthers(const Statement &S) {
  auto IsOwn = [](const Place &Pl) {
    return Pl.Root == Place::RootKind::Local && !Pl.throughPointer();
  };
  if (S.K == Statement::Kind::ScopeEnd)
    return false;
  if (S.K != Statement::Kind::Call)
    return !IsOwn(S.Dest);
  if (S.HasDest && !IsOwn(S.Dest))
    return true;
  if (S.callee().K != Operand::Kind::Function || S.Virtual)
    return true;
  for (const auto &[I, W] : llvm::enumerate(S.Writes))
    if (W && I < S.Args.size() &&
        !(S.Args[I].K == Operand::Kind::AddressOf && IsOwn(S.Args[I].P)))
      return true;
  return false;
}

/// Whether others may see that \p Routine ran.
bool Program::hasEffect(EntityId Routine) const {
  llvm::SmallVector<EntityId, 8> Work = {Routine};
  llvm::SparseBitVector<> Seen;
  while (!Work.empty()) {
    EntityId E = Work.pop_back_val();
    if (!Seen.test_and_set(E))
      continue;
    const Entity &Ent = Unit.Entities[E];
    if (Definitions[E] == NoId) {
      if (P.mentions(Ent.Name) || !Ent.System)
        return true;
      continue;
    }
    for (const Block &B : function(Definitions[E]).Blocks)
      for (const Statement &S : B.Body) {
        if (changesOthers(S))
          return true;
        if (S.K == Statement::Kind::Call)
          Work.push_back(S.callee().entity());
      }
  }
  return false;
}

std::vector<Place> Program::passAnswers(HarnessBuilder &H, BlockId B,
                                        const Routine &R) const {
  std::vector<Place> Result;
  for (std::optional<unsigned> Param : {R.StoresContext, R.StoresDispatch})
    if (Param) {
      Result.push_back(Place::local(H.local(pointerSize()), pointerSize()));
      H.F.Blocks[B].Body.back().Args[*Param] =
          Operand::addressOf(Result.back());
    }
  return Result;
}

/// Calls \p Routine, about whose arguments nothing is known but where it is to
/// store its answers, and what findContexts() found.
void Program::callRoutine(HarnessBuilder &H, BlockId B,
                          EntityId Routine) const {
  const FunctionId F = Definitions[Routine];
  H.call(B, Operand::function(Routine), F == NoId ? 0 : function(F).NumParams,
         Operand::unknown());
  if (const nmr::Routine *R = Answering.lookup(Routine))
    passAnswers(H, B, *R);
  auto &Args = H.F.Blocks[B].Body.back().Args;
  for (unsigned I = 0; I != Args.size(); ++I)
    if (auto It = Contexts.find({Routine, I}); It != Contexts.end())
      Args[I] = It->second;
}

/// A function that runs \p Routines, in any order and any number of times, if
/// its argument is no failure.
EntityId Program::buildInterrupt(llvm::ArrayRef<EntityId> Routines,
                                 SystemEvent How) {
  HarnessBuilder H;
  Place Status = Place::local(H.local(4), 4);
  H.F.NumParams = 1;
  BlockId Start = H.block(), Loop = H.block(), End = H.block();
  H.branch(Start, Operand::load(Status), Op::Lt, {32, true}, End, Loop);
  H.finish(End);
  H.F.Blocks[Loop].End.K = Terminator::Kind::Choose;
  H.F.Blocks[Loop].End.Targets = {End};
  Operand Begins = eventCallee(How),
          Ends = eventCallee(SystemEvent::InterruptEnds);
  for (EntityId R : Routines) {
    BlockId B = H.block();
    H.F.Blocks[Loop].End.Targets.push_back(B);
    H.call(B, Begins, 0, {});
    callRoutine(H, B, R);
    H.call(B, Ends, 0, {});
    H.jump(B, Loop);
  }
  Entity E;
  E.Name = "<meanwhile>";
  E.Id = "<meanwhile " + std::to_string(Interrupts.size()) + ">";
  H.F.Entity = addEntity(std::move(E));
  EntityId Id = H.F.Entity;
  Interrupts.push_back(addFunction(std::move(H.F)));
  return Id;
}

/// Lets the calls of the protocols and the system run what they may run before
/// they return.
void Program::interruptCalls(llvm::ArrayRef<Interruption> Interruptions) {
  llvm::DenseMap<EntityId, EntityId> AfterCall;
  llvm::BitVector Callers;
  for (const Interruption &I : Interruptions)
    for (EntityId E = 0; E != Unit.Entities.size() && !I.Callers.empty(); ++E)
      if (const Entity &Ent = Unit.Entities[E];
          Ent.K == Entity::Kind::Function && Ent.System &&
          Definitions[E] == NoId && namedIn(I.Callers, Ent.Name)) {
        AfterCall[E] = I.By;
        put(Callers, E);
      }
  auto After = [&](const Statement &S) {
    if (S.K != Statement::Kind::Call || S.callee().K != Operand::Kind::Function)
      return EntityId(NoId);
    const ProtocolFunction *PF = protocolFunction(S);
    for (const Interruption &I : Interruptions)
      if (PF && I.Callers.empty() && PF->Callbacks == I.Fields)
        return I.By;
    auto It = AfterCall.find(S.callee().entity());
    return It == AfterCall.end() ? EntityId(NoId) : It->second;
  };
  std::vector<FunctionId> Interrupted = ProtocolCallers;
  if (Callers.any()) {
    auto Find = [&](std::vector<FunctionId> &Found, FunctionId F) {
      if (namesAny(function(F), Callers))
        Found.push_back(F);
    };
    for (const std::vector<FunctionId> &Part :
         gather<std::vector<FunctionId>>(Jobs, numFunctions(), Find))
      llvm::append_range(Interrupted, Part);
    llvm::sort(Interrupted);
    Interrupted.erase(llvm::unique(Interrupted), Interrupted.end());
  }
  for (FunctionId Id : Interrupted) {
    const Function *&Body = Bodies[Id];
    if (llvm::none_of(Body->Blocks, [&](const Block &B) {
          return llvm::any_of(
              B.Body, [&](const Statement &S) { return After(S) != NoId; });
        }))
      continue;
    Function F = *Body;
    for (Block &B : F.Blocks) {
      auto Before = std::exchange(B.Body, {});
      for (Statement &S : Before) {
        const EntityId Interrupt = After(S);
        const bool OfSystem =
            Interrupt != NoId && isIn(Callers, S.callee().entity());
        if (Interrupt != NoId && !OfSystem && !S.HasDest) {
          S.HasDest = true;
          S.Dest = Place::local(F.Locals.size(), 4);
          F.Locals.push_back({"", 4});
        }
        B.Body.push_back(std::move(S));
        if (Interrupt == NoId)
          continue;
        Statement Meanwhile;
        Meanwhile.K = Statement::Kind::Call;
        Meanwhile.callee() = Operand::function(Interrupt);
        // What the system answers tells nothing of what it ran.
        Meanwhile.Args.push_back(OfSystem ? Operand::integer(0)
                                          : Operand::load(B.Body.back().Dest));
        B.Body.push_back(std::move(Meanwhile));
      }
    }
    Owned.push_back(std::make_unique<const Function>(std::move(F)));
    Body = Owned.back().get();
  }
}

EntityId Program::addSystemGlobal(llvm::StringRef Name, uint64_t Size) {
  Entity E;
  E.K = Entity::Kind::Global;
  E.Name = Name.str();
  E.Size = Size;
  E.System = true;
  return addEntity(std::move(E));
}

Place Program::partOf(EntityId Global, int64_t Offset, uint64_t Size,
                      EntityId Field) {
  Place Part = Place::global(Global, Size);
  Projection Step;
  Step.K = Projection::Kind::Field;
  Step.Field = Field;
  Step.Offset = Offset;
  Part.Path.push_back(Step);
  return Part;
}

Place Program::answerPlace(llvm::StringRef Question) const {
  return partOf(Answers,
                int64_t(llvm::xxh3_64bits(Question) >> 8) & ~int64_t(7), 8);
}

void Program::addSystemGlobals() {
  DriverObject = addSystemGlobal("<driver object>", 1 << 16);
  FrameworkUnload =
      addSystemGlobal("<unload routine>", 8 * (2 + windows().EndFields.size()));
  Answers = addSystemGlobal("<answers>", 0);
  // Behind all that is named in a device, if no code names the field. If no
  // code in view creates a device, somebody else may.
  if (FirstDevice &&
      llvm::any_of(SystemFunctions, [](const SystemFunction *SF) {
        return SF && SF->IsDevice &&
               SF->E == SystemFunction::Effect::CreateObject;
      }))
    Devices = {partOf(DriverObject, FirstDevice->second, pointerSize(),
                      FirstDevice->first),
               NextDevice ? NextDevice->second : Unwritten};
  Choice = addSystemGlobal("<registration>", (2 + NumOthers) * pointerSize());
  TiedObjects = addSystemGlobal("<tied objects>", 0);
}

std::vector<llvm::ArrayRef<llvm::StringRef>> Program::callbackFields() const {
  std::vector<llvm::ArrayRef<llvm::StringRef>> Groups;
  for (const ProtocolFunction &PF : P.functions())
    if (!PF.Callbacks.empty() && !llvm::is_contained(Groups, PF.Callbacks))
      Groups.push_back(PF.Callbacks);
  return Groups;
}

/// The lists of fields, and what functions of the system run.
std::vector<RoutineGroup> Program::routineGroups() const {
  std::vector<RoutineGroup> Groups;
  for (llvm::ArrayRef<llvm::StringRef> Fields : callbackFields())
    Groups.push_back({Fields});
  for (const SystemCaller &C : windows().Callers)
    Groups.push_back({C.Fields, C.Givers});
  return Groups;
}

/// Gives a body to the function by which a driver ends the framework's object
/// for it, if it is the one that has to do so.
void Program::buildDriverEnd(EntityId By) {
  HarnessBuilder H;
  H.F.NumParams = 1;
  const Operand Object =
      Operand::load(Place::local(H.local(pointerSize()), pointerSize()));
  BlockId B = H.block();
  const BlockId End = H.block(), First = H.block();
  H.finish(End);
  H.branch(B, Operand::load(partOf(FrameworkUnload, endedByDriver(), 8)),
           Op::Ne, {64, false}, First, End);
  B = First;
  llvm::SmallVector<Place, 3> Slots = {Place::global(FrameworkUnload, 8)};
  for (const EndField &E : EndFields)
    Slots.push_back(endPlace(E));
  for (const Place &Slot : Slots) {
    const auto [Calls, After] = H.callIfSet(B, Operand::load(Slot), Object);
    Statement Gone;
    Gone.Dest = Slot;
    Gone.Value = Rvalue::use(Operand::integer(0));
    H.F.Blocks[Calls].Body.push_back(std::move(Gone));
    B = After;
  }
  H.jump(B, End);
  H.F.Entity = By;
  UnloadIsRead = true;
  addFunction(std::move(H.F));
}

/// \p Out: the functions that others can call.
void Program::buildHarness(const SolveOptions &O, nmr::HandedOut Out) {
  auto Params = [&](EntityId E) -> unsigned {
    FunctionId D = Definitions[E];
    return D == NoId ? 0 : function(D).NumParams;
  };
  std::vector<EntityId> Entries, Unloads;
  for (EntityId E = 0; E < Unit.Entities.size(); ++E) {
    const Entity &Ent = Unit.Entities[E];
    if (Ent.K != Entity::Kind::Function || Definitions[E] == NoId)
      continue;
    auto DeclaredAs = [&](llvm::ArrayRef<llvm::StringRef> Types) {
      return llvm::any_of(Ent.DeclaredAs, [&](const std::string &T) {
        return namedIn(Types, T);
      });
    };
    if ((namedIn(windows().EntryNames, Ent.Name) && Params(E) == 2) ||
        (Ent.Name == windows().ExportEntry && Params(E) == 1) ||
        DeclaredAs(windows().EntryTypes))
      Entries.push_back(E);
    else if (Ent.Name == windows().ExportUnload ||
             DeclaredAs(windows().UnloadTypes) || isIn(StoredUnload, E) ||
             llvm::is_contained(O.UnloadFunctions, Ent.Name))
      Unloads.push_back(E);
  }
  for (EntityId E : llvm::concat<EntityId>(Entries, Unloads))
    put(SystemOnly, E);
  llvm::BitVector IsUnload;
  for (EntityId E : Unloads)
    put(IsUnload, E);
  EntryInView = IsClosed = !Entries.empty();

  // By this the driver ends the framework's object; see buildDriverEnd.
  EntityId DriverEnd = NoId;
  for (const SystemFunction *SF : SystemFunctions)
    for (EntityId E = 0; SF && SF->Object && E != Definitions.size(); ++E)
      if (Unit.Entities[E].K == Entity::Kind::Function &&
          Definitions[E] == NoId &&
          Unit.Entities[E].Name == SF->Object->EndedBy)
        DriverEnd = E;

  // Code out of view: functions that are called or handed out, and are neither
  // defined here nor the system's.
  auto FindCalled = [&](llvm::BitVector &Found, FunctionId F) {
    for (const Block &B : function(F).Blocks)
      for (const Statement &S : B.Body)
        if (S.K == Statement::Kind::Call &&
            S.callee().K == Operand::Kind::Function && !isOverridden(S))
          put(Found, S.callee().entity());
  };
  llvm::BitVector Called = TakenEntities;
  for (const llvm::BitVector &Part :
       gather<llvm::BitVector>(Jobs, numFunctions(), FindCalled))
    Called |= Part;
  for (EntityId E : Called.set_bits()) {
    const Entity &Ent = Unit.Entities[E];
    if (Definitions[E] == NoId && !Ent.System && !P.mentions(Ent.Name) &&
        !systemFunction(E) && E != DriverEnd) {
      OutOfViewName = Ent.Name;
      break;
    }
  }

  const std::vector<llvm::ArrayRef<llvm::StringRef>> Groups = callbackFields();
  AddressesIn = std::move(Out.Keep);
  HandedOut = Out.ToSystem;
  if (!EntryInView || !OutOfViewName.empty()) {
    HandedOut |= Out.ToOthers;
    MaybeHandedOut = Out.ToOthers;
    MaybeHandedOut.reset(Out.ToSystem);
    MaybeHandedOut.reset(SystemOnly);
  }

  // What runs at any time: with an entry in view, the functions that were
  // handed out; else also all that code out of view can name.
  std::vector<EntityId> Callbacks;
  for (EntityId E = 0; E < Definitions.size(); ++E) {
    const Entity &Ent = Unit.Entities[E];
    if (Ent.K != Entity::Kind::Function)
      continue;
    bool Defined = Definitions[E] != NoId;
    if (Defined && isIn(TakenEntities, E)) {
      PointedAt.push_back(Definitions[E]);
      if (!isIn(SystemOnly, E))
        AddressTaken.push_back(Definitions[E]);
    }
    // Who handed out its unload routine as something else as well.
    if (!Defined ||
        (isIn(SystemOnly, E) &&
         !(isIn(Out.ToSystem, E) && isIn(IsUnload, E) && !isIn(StoredEnd, E))))
      continue;
    // Who implements the NMR, for tests, is not called as a driver is.
    if (P.mentions(Ent.Name))
      continue;
    if (!EntryInView && Ent.External && !Ent.Inline) {
      Callbacks.push_back(E);
      if (isIn(MaybeHandedOut, E))
        MaybeHandedOut.reset(E);
    } else if (isIn(HandedOut, E)) {
      Callbacks.push_back(E);
    }
  }

  findCallbackTables(Out.InGroups, Groups);

  findContexts(/*Named=*/Called);
  for (const Side &S : P.sides())
    for (const Routine &R : S.Of->Routines)
      for (const auto &[I, Fields] : llvm::enumerate(Groups))
        if (llvm::is_contained(Fields, R.Field))
          for (EntityId E : Out.InGroups[I].set_bits())
            if (Definitions[E] != NoId && Params(E) == R.NumParams)
              Answering[E] = &R;

  std::vector<Interruption> Runs;
  for (size_t I = 0; I != Out.InGroups.size(); ++I) {
    const bool OfProtocol = I < Groups.size();
    llvm::SmallVector<EntityId, 4> Routines;
    for (EntityId E : Out.InGroups[I].set_bits()) {
      if (Definitions[E] == NoId)
        continue;
      if (OfProtocol)
        HandedToProtocols.push_back(Definitions[E]);
      if ((OfProtocol && EarlyUses != NoId) || hasEffect(E))
        Routines.push_back(E);
    }
    if (Routines.empty())
      continue;
    if (OfProtocol)
      Runs.push_back({buildInterrupt(Routines, SystemEvent::InterruptBegins),
                      Groups[I],
                      {}});
    else
      Runs.push_back({buildInterrupt(Routines, SystemEvent::NestedBegins),
                      {},
                      windows().Callers[I - Groups.size()].Functions});
  }
  interruptCalls(Runs);

  Operand CallbackBegins = eventCallee(SystemEvent::CallbackBegins),
          CallbackEnds = eventCallee(SystemEvent::CallbackEnds),
          UnloadBegins = eventCallee(SystemEvent::UnloadBegins),
          EntryFailed = eventCallee(SystemEvent::EntryFailed),
          ImageGone = eventCallee(SystemEvent::ImageGone),
          Nothing = eventCallee(SystemEvent::Nothing),
          OutOfView = eventCallee(SystemEvent::OutOfView);
  addSystemGlobals();

  HarnessBuilder Idle;
  Idle.finish(Idle.block());
  Entity NoRoutine;
  NoRoutine.Name = "no unload routine";
  NoRoutine.Id = "<no unload routine>";
  Idle.F.Entity = NoUnload = addEntity(std::move(NoRoutine));
  addFunction(std::move(Idle.F));

  HarnessBuilder H;
  BlockId Start = H.block(), Loop = H.block(), Run = H.block(),
          Unload = H.block(), Stop = H.block();
  Operand Driver = Operand::addressOf(Place::global(DriverObject, 1 << 16));
  auto UnloadPlace = [&](const UnloadField &U) {
    return partOf(DriverObject, U.Offset, pointerSize(), U.Field);
  };
  // What a framework calls the driver.
  Operand OfFramework = Driver;
  for (const SystemFunction *SF : SystemFunctions)
    if (SF && SF->Object)
      OfFramework = Operand::load(answerPlace(SF->Object->Getter));
  if (DriverEnd != NoId)
    buildDriverEnd(DriverEnd);
  const Operand EndedByDriver =
      Operand::load(partOf(FrameworkUnload, endedByDriver(), 8));
  // Calls what ends with the driver, and goes on in the block that it answers.
  auto CallEnds = [&](BlockId B) {
    if (EndFields.empty())
      return B;
    const BlockId First = H.block(), Done = H.block();
    H.branch(B, EndedByDriver, Op::Eq, {64, false}, First, Done);
    B = First;
    for (const EndField &E : EndFields)
      B = H.callIfSet(B, Operand::load(endPlace(E)), OfFramework).After;
    H.jump(B, Done);
    return Done;
  };
  auto CallUnload = [&](BlockId B, Operand Callee, unsigned NumArgs,
                        Operand Of) {
    H.call(B, UnloadBegins, 0, {});
    H.call(B, std::move(Callee), NumArgs, std::move(Of));
    B = CallEnds(B);
    H.call(B, ImageGone, 0, {});
    H.finish(B);
  };

  if (EntryInView) {
    // They come behind the functions of the unit.
    for (FunctionId I = FirstInitialiser; I != EndOfInitialisers; ++I)
      H.call(Start, Operand::function(function(I).Entity), 0, {});
    // A routine that is declared to be an unload routine and never handed to
    // anyone was installed by something that the model doesn't see.
    auto Install = [&](BlockId B, EntityId U) {
      Statement S;
      S.Dest = Place::global(FrameworkUnload, 8);
      S.Value = Rvalue::use(Operand::function(U));
      H.F.Blocks[B].Body.push_back(S);
    };
    // An export driver's own belongs to its own entry.
    bool IsExport = llvm::any_of(Entries, [&](EntityId E) {
      return Unit.Entities[E].Name == windows().ExportEntry;
    });
    auto OfExport = [&](EntityId U) {
      return IsExport && Unit.Entities[U].Name == windows().ExportUnload;
    };
    BlockId From = Start;
    Statement None;
    None.Value = Rvalue::use(Operand::integer(0));
    for (const UnloadField &U : UnloadFields) {
      // The others are fields of what a framework is told.
      if (Unit.Entities[U.Field].Name != windows().UnloadFields.front())
        continue;
      None.Dest = UnloadPlace(U);
      H.F.Blocks[Start].Body.push_back(None);
    }
    if (Devices) {
      None.Dest = Devices->First;
      H.F.Blocks[Start].Body.push_back(None);
    }
    llvm::SmallVector<EntityId, 2> Uninstalled;
    llvm::copy_if(Unloads, std::back_inserter(Uninstalled), [&](EntityId U) {
      return !isIn(TakenEntities, U) && !OfExport(U);
    });
    // One of them, if there are several.
    if (!Uninstalled.empty()) {
      From = H.block();
      H.F.Blocks[Start].End.K = Terminator::Kind::Choose;
      for (EntityId U : Uninstalled) {
        BlockId B = H.block();
        H.F.Blocks[Start].End.Targets.push_back(B);
        Install(B, U);
        H.jump(B, From);
      }
    }
    BlockId Begin = From;
    if (Entries.size() > 1) {
      // Several drivers in one link unit: any of them.
      From = H.block();
      Terminator &E = H.F.Blocks[Begin].End;
      E.K = Terminator::Kind::Choose;
      E.Targets = {From};
    }
    for (const auto &[I, Entry] : llvm::enumerate(Entries)) {
      if (I > 0) {
        From = H.block();
        H.F.Blocks[Begin].End.Targets.push_back(From);
      }
      LocalId Status = H.local(4);
      bool Exports = Unit.Entities[Entry].Name == windows().ExportEntry;
      for (EntityId U : Unloads)
        if (Exports && OfExport(U))
          Install(From, U);
      H.call(From, Operand::function(Entry), Params(Entry),
             Exports ? Operand::unknown() : Driver, Place::local(Status, 4));
      BlockId Failed = H.block();
      H.branch(From, Operand::load(Place::local(Status, 4)), Op::Lt, {32, true},
               Failed, Loop);
      Failed = CallEnds(Failed);
      H.call(Failed, EntryFailed, 0, {});
      H.finish(Failed);
    }
  } else {
    H.jump(Start, Loop);
  }

  // Loop: any callback, any number of times; then unload.
  Terminator &Choice = H.F.Blocks[Loop].End;
  Choice.K = Terminator::Kind::Choose;
  Choice.Targets.push_back(Run);
  if (!EntryInView) {
    Choice.Targets.push_back(Stop);
    H.call(Stop, Nothing, 0, {});
  }
  H.finish(Stop);
  for (EntityId C : Callbacks) {
    BlockId B = H.block();
    H.F.Blocks[Loop].End.Targets.push_back(B);
    H.call(B, CallbackBegins, 0, {});
    callRoutine(H, B, C);
    H.call(B, CallbackEnds, 0, {});
    H.jump(B, Loop);
  }

  bool Open = !EntryInView || !OutOfViewName.empty();
  if (Open)
    H.call(Run, OutOfView, 0, {});
  H.jump(Run, Unload);

  if (!EntryInView) {
    Terminator &E = H.F.Blocks[Unload].End;
    E.K = Terminator::Kind::Choose;
    E.Targets = {Stop};
    // The code out of view has had its say at Run; nothing is owed at Stop
    // then.
    BlockId End = H.block();
    H.finish(End);
    H.F.Blocks[Unload].End.Targets = {End};
    for (EntityId U : Unloads) {
      BlockId B = H.block();
      H.F.Blocks[Unload].End.Targets.push_back(B);
      CallUnload(B, Operand::function(U), Params(U), Operand::unknown());
    }
  } else {
    // What the framework was told, else what the driver object holds, else the
    // driver can't be unloaded.
    BlockId Framework = H.block(), Plain = H.block(), End = H.block(),
            IsTold = H.block();
    H.finish(End);
    Operand Told = Operand::load(Place::global(FrameworkUnload, 8));
    H.branch(Unload, Told, Op::Ne, {64, false}, IsTold, Plain);
    H.branch(IsTold, EndedByDriver, Op::Eq, {64, false}, Framework, Plain);
    CallUnload(Framework, Told, 1, OfFramework);
    auto Field = llvm::find_if(UnloadFields, [&](const UnloadField &U) {
      return Unit.Entities[U.Field].Name == windows().UnloadFields.front();
    });
    if (Field == UnloadFields.end()) {
      H.jump(Plain, End);
    } else {
      Place Stored = UnloadPlace(*Field);
      BlockId B = H.block();
      H.branch(Plain, Operand::load(Stored), Op::Ne, {64, false}, B, End);
      CallUnload(B, Operand::load(Stored), 1, Driver);
    }
  }

  Entity E;
  E.Name = "<system>";
  E.Id = "<system>";
  H.F.Entity = addEntity(std::move(E));
  Harness = addFunction(std::move(H.F));
}

} // namespace nmr
