//===- Program.cpp - A link unit, prepared --------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Program.h"
#include "Solve/HandedOut.h"
#include "Summary/Visit.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <set>

namespace nmr {

Program::Program(const Summary &Linked, const Protocol &Proto,
                 const SolveOptions &O)
    : Unit(Linked), P(Proto), WaitsElsewhere(O.WaitsElsewhere) {
  auto Index = [&] {
    Definitions.assign(Unit.Entities.size(), NoId);
    for (const auto &[I, F] : llvm::enumerate(Unit.Functions))
      if (F.Entity != NoId)
        Definitions[F.Entity] = I;
  };
  Index();
  findReferences();
  buildHarness(O);
  Index();
  Definitions.resize(Unit.Entities.size(), NoId);
  Infos.resize(Unit.Functions.size());
  for (FunctionId F = 0; F < Unit.Functions.size(); ++F) {
    analyse(F);
    endLives(F);
    findSites(F);
  }
  computeReach();
}

EntityId Program::addEntity(Entity E) {
  Unit.Entities.push_back(std::move(E));
  return Unit.Entities.size() - 1;
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

const ProtocolFunction *Program::protocolFunction(EntityId E,
                                                  unsigned Args) const {
  if (E >= Unit.Entities.size())
    return nullptr;
  return P.find(Unit.Entities[E].Name, Args);
}

const SystemFunction *Program::systemFunction(EntityId E) const {
  return P.findSystem(Unit.Entities[E].Name);
}

bool Program::isOverridden(const Statement &Call) const {
  return Call.Virtual && !overriders(Call.Callee.Entity).empty();
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

void Program::findSites(FunctionId Id) {
  for (const auto &[B, Blk] : llvm::enumerate(Unit.Functions[Id].Blocks))
    for (const auto &[Idx, S] : llvm::enumerate(Blk.Body))
      if (S.K == Statement::Kind::Call &&
          S.Callee.K == Operand::Kind::Function && Infos[Id].Order[B] != NoId)
        if (const ProtocolFunction *PF =
                protocolFunction(S.Callee.Entity, S.Args.size()))
          Sites.push_back({Id, BlockId(B), uint32_t(Idx), PF});
}

void Program::findReferences() {
  for (const auto &[E, Ent] : llvm::enumerate(Unit.Entities))
    for (EntityId Base : Ent.Overrides)
      Overriders[Base].push_back(E);
  auto Scan = [&](const Function &F) {
    forEachOperand(F, [&](const Operand &O) {
      if (O.K == Operand::Kind::Function)
        TakenEntities.set(O.Entity);
    });
    auto Point = [&](const Operand &O) {
      if (O.K == Operand::Kind::AddressOf &&
          O.P.Root == Place::RootKind::Global && !O.P.throughPointer())
        PointedAtGlobals.set(O.P.Base);
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
                        S.Callee.K == Operand::Kind::Function &&
                        Unit.Entities[S.Callee.Entity].System;
        for (const auto &[I, A] : llvm::enumerate(S.Args))
          if (!IsSystem || I >= S.Writes.size() || S.Writes[I] == 0)
            Point(A);
      }
    }
    forEachPlace(F, [&](const Place &Pl) {
      if (Pl.Root == Place::RootKind::Global && !Pl.Path.empty() &&
          llvm::any_of(Pl.Path, [](const Projection &Pr) {
            return Pr.K == Projection::Kind::Field;
          }))
        FieldGlobals.set(Pl.Base);
      for (const Projection &Pr : Pl.Path)
        if (Pr.K == Projection::Kind::Field && Pr.Field != NoId &&
            llvm::any_of(P.SystemFunctions, [&](const SystemFunction &SF) {
              return !SF.Field.empty() &&
                     SF.Field == Unit.Entities[Pr.Field].Name;
            }))
          FilledFields.try_emplace(Unit.Entities[Pr.Field].Name, Pr.Offset);
        else if (Pr.K == Projection::Kind::Field && Pr.Field != NoId &&
                 namedIn(P.UnloadFields, Unit.Entities[Pr.Field].Name) &&
                 !llvm::any_of(UnloadFields, [&](const UnloadField &U) {
                   return U.Field == Pr.Field;
                 }))
          UnloadFields.push_back({Pr.Field, Pr.Offset});
    });
    // A function that is stored in such a field is an unload routine, whatever
    // its type says.
    for (const Block &B : F.Blocks)
      for (const Statement &S : B.Body)
        if (const ProtocolFunction *PF =
                S.K == Statement::Kind::Call &&
                        S.Callee.K == Operand::Kind::Function
                    ? protocolFunction(S.Callee.Entity, S.Args.size())
                    : nullptr;
            PF && PF->V == Verb::Register &&
            S.Writes.size() > PF->HandleParam && S.Writes[PF->HandleParam] == 4)
          PointerSize = 4;
        else if (S.K == Statement::Kind::Assign && !S.Dest.Path.empty() &&
                 S.Dest.Path.back().K == Projection::Kind::Field &&
                 S.Dest.Path.back().Field != NoId &&
                 S.Value.A.K == Operand::Kind::Function &&
                 namedIn(P.UnloadFields,
                         Unit.Entities[S.Dest.Path.back().Field].Name))
          StoredUnload.set(S.Value.A.Entity);
  };
  for (const Function &F : Unit.Functions)
    Scan(F);
  for (const Function &F : Unit.Initialisers)
    Scan(F);
}

//===----------------------------------------------------------------------===//
// The harness
//===----------------------------------------------------------------------===//

namespace {

/// Writes the harness block by block.
class HarnessBuilder {
public:
  Function F;

  BlockId block() {
    F.Blocks.emplace_back();
    return F.Blocks.size() - 1;
  }
  LocalId local(uint64_t Size) {
    F.Locals.push_back({"", Size});
    return F.Locals.size() - 1;
  }
  void call(BlockId B, Operand Callee, unsigned NumArgs, Operand First,
            std::optional<Place> Dest = std::nullopt) {
    Statement S;
    S.K = Statement::Kind::Call;
    S.Callee = std::move(Callee);
    for (unsigned I = 0; I < NumArgs; ++I)
      S.Args.push_back(I == 0 ? First : Operand::unknown());
    if (Dest) {
      S.HasDest = true;
      S.Dest = *Dest;
    }
    F.Blocks[B].Body.push_back(std::move(S));
  }
  void jump(BlockId From, BlockId To) {
    F.Blocks[From].End.K = Terminator::Kind::Goto;
    F.Blocks[From].End.Targets = {To};
  }
  void finish(BlockId B) { F.Blocks[B].End.K = Terminator::Kind::Return; }
  void branch(BlockId From, Operand A, Op Cmp, IntType Type, BlockId Then,
              BlockId Else) {
    Terminator &E = F.Blocks[From].End;
    E.K = Terminator::Kind::Branch;
    E.A = std::move(A);
    E.B = Operand::integer(0);
    E.Cmp = Cmp;
    E.Type = Type;
    E.Targets = {Then, Else};
  }
};

} // namespace

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
  if (S.Callee.K != Operand::Kind::Function || S.Virtual)
    return true;
  for (const auto &[I, Bytes] : llvm::enumerate(S.Writes))
    if (Bytes != 0 && I < S.Args.size() &&
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
    for (const Block &B : Unit.Functions[Definitions[E]].Blocks)
      for (const Statement &S : B.Body) {
        if (changesOthers(S))
          return true;
        if (S.K == Statement::Kind::Call)
          Work.push_back(S.Callee.Entity);
      }
  }
  return false;
}

/// A function that runs \p Routines, in any order and any number of times, if
/// its argument is no failure.
EntityId Program::buildInterrupt(llvm::ArrayRef<EntityId> Routines) {
  HarnessBuilder H;
  Place Status = Place::local(H.local(4), 4);
  H.F.NumParams = 1;
  BlockId Start = H.block(), Loop = H.block(), End = H.block();
  H.branch(Start, Operand::load(Status), Op::Lt, {32, true}, End, Loop);
  H.finish(End);
  H.F.Blocks[Loop].End.K = Terminator::Kind::Choose;
  H.F.Blocks[Loop].End.Targets = {End};
  Operand Begins = eventCallee(SystemEvent::InterruptBegins),
          Ends = eventCallee(SystemEvent::InterruptEnds);
  for (EntityId R : Routines) {
    BlockId B = H.block();
    H.F.Blocks[Loop].End.Targets.push_back(B);
    H.call(B, Begins, 0, {});
    H.call(B, Operand::function(R), Unit.Functions[Definitions[R]].NumParams,
           Operand::unknown());
    H.call(B, Ends, 0, {});
    H.jump(B, Loop);
  }
  Entity E;
  E.Name = "<meanwhile>";
  E.Id = "<meanwhile " + std::to_string(Interrupts.size()) + ">";
  H.F.Entity = addEntity(std::move(E));
  Interrupts.push_back(Unit.Functions.size());
  Unit.Functions.push_back(std::move(H.F));
  return Unit.Functions.back().Entity;
}

/// Lets the calls of the protocol run what they may run before they return.
void Program::interruptCalls(const nmr::HandedOut &Out) {
  llvm::DenseMap<const ProtocolFunction *, EntityId> After;
  size_t N = Unit.Functions.size();
  for (const ProtocolFunction &PF : P.Functions) {
    llvm::SparseBitVector<> Kept;
    for (const auto &[Field, Functions] : Out.InField)
      if (namedIn(PF.Callbacks, Unit.Entities[Field].Name))
        Kept |= Functions;
    llvm::SmallVector<EntityId, 4> Routines;
    for (EntityId E : Kept)
      if (E < Definitions.size() && Definitions[E] != NoId && hasEffect(E))
        Routines.push_back(E);
    if (!Routines.empty())
      After[&PF] = buildInterrupt(Routines);
  }
  if (After.empty())
    return;
  for (Function &F : llvm::MutableArrayRef(Unit.Functions).take_front(N))
    for (Block &B : F.Blocks) {
      std::vector<Statement> Body;
      for (Statement &S : B.Body) {
        auto It = After.end();
        if (S.K == Statement::Kind::Call &&
            S.Callee.K == Operand::Kind::Function)
          It = After.find(protocolFunction(S.Callee.Entity, S.Args.size()));
        if (It != After.end() && !S.HasDest) {
          S.HasDest = true;
          S.Dest = Place::local(F.Locals.size(), 4);
          F.Locals.push_back({"", 4});
        }
        Body.push_back(std::move(S));
        if (It == After.end())
          continue;
        Statement Meanwhile;
        Meanwhile.K = Statement::Kind::Call;
        Meanwhile.Callee = Operand::function(It->second);
        Meanwhile.Args = {Operand::load(Body.back().Dest)};
        Body.push_back(std::move(Meanwhile));
      }
      B.Body = std::move(Body);
    }
}

void Program::buildHarness(const SolveOptions &O) {
  auto Params = [&](EntityId E) -> unsigned {
    FunctionId D = Definitions[E];
    return D == NoId ? 0 : Unit.Functions[D].NumParams;
  };
  // The static initialisers become functions like others.
  std::vector<EntityId> Initialisers;
  for (Function &Init : Unit.Initialisers) {
    Entity E;
    E.Name = "static initialisation";
    E.Id = "<init " + std::to_string(Initialisers.size()) + ">";
    Init.Entity = addEntity(std::move(E));
    Initialisers.push_back(Init.Entity);
    Unit.Functions.push_back(std::move(Init));
  }
  Unit.Initialisers.clear();

  std::vector<EntityId> Entries, Unloads;
  for (EntityId E = 0; E < Unit.Entities.size(); ++E) {
    const Entity &Ent = Unit.Entities[E];
    if (Ent.K != Entity::Kind::Function || E >= Definitions.size() ||
        Definitions[E] == NoId)
      continue;
    auto DeclaredAs = [&](llvm::ArrayRef<llvm::StringRef> Types) {
      return llvm::any_of(Ent.DeclaredAs, [&](const std::string &T) {
        return namedIn(Types, T);
      });
    };
    if ((namedIn(P.EntryNames, Ent.Name) && Params(E) == 2) ||
        (Ent.Name == P.ExportEntry && Params(E) == 1) ||
        DeclaredAs(P.EntryTypes))
      Entries.push_back(E);
    else if (Ent.Name == P.ExportUnload || DeclaredAs(P.UnloadTypes) ||
             StoredUnload.test(E) ||
             llvm::is_contained(O.UnloadFunctions, Ent.Name))
      Unloads.push_back(E);
  }
  for (EntityId E : llvm::concat<EntityId>(Entries, Unloads))
    SystemOnly.set(E);
  EntryInView = !Entries.empty();
  UnloadInView = !Unloads.empty();

  // Code out of view: functions that are called or handed out, and are neither
  // defined here nor the system's.
  llvm::SparseBitVector<> Called = TakenEntities;
  for (const Function &F : Unit.Functions)
    for (const Block &B : F.Blocks)
      for (const Statement &S : B.Body)
        if (S.K == Statement::Kind::Call &&
            S.Callee.K == Operand::Kind::Function && !isOverridden(S))
          Called.set(S.Callee.Entity);
  for (EntityId E : Called) {
    const Entity &Ent = Unit.Entities[E];
    bool Known = E < Definitions.size() && Definitions[E] != NoId;
    if (!Known && !Ent.System && !P.mentions(Ent.Name) &&
        !P.findSystem(Ent.Name)) {
      OutOfViewName = Ent.Name;
      break;
    }
  }

  const nmr::HandedOut Out = handedOut(Unit);
  HandedOut = Out.ToSystem;
  if (!EntryInView || !OutOfViewName.empty()) {
    HandedOut |= Out.ToOthers;
    MaybeHandedOut.intersectWithComplement(Out.ToOthers, Out.ToSystem);
  }

  // What runs at any time: with an entry in view, the functions that were
  // handed out; else also all that code out of view can name.
  std::vector<EntityId> Callbacks;
  for (EntityId E = 0; E < Definitions.size(); ++E) {
    const Entity &Ent = Unit.Entities[E];
    if (Ent.K != Entity::Kind::Function)
      continue;
    bool Defined = Definitions[E] != NoId;
    if (Defined && TakenEntities.test(E)) {
      PointedAt.push_back(Definitions[E]);
      if (!SystemOnly.test(E))
        AddressTaken.push_back(Definitions[E]);
    }
    if (!Defined || llvm::is_contained(Entries, E) ||
        llvm::is_contained(Unloads, E))
      continue;
    // Who implements the NMR, for tests, is not called as a driver is.
    if (P.mentions(Ent.Name))
      continue;
    if (!EntryInView && Ent.External && !Ent.Inline) {
      Callbacks.push_back(E);
      MaybeHandedOut.reset(E);
    } else if (HandedOut.test(E)) {
      Callbacks.push_back(E);
    }
  }

  interruptCalls(Out);

  Operand CallbackBegins = eventCallee(SystemEvent::CallbackBegins),
          CallbackEnds = eventCallee(SystemEvent::CallbackEnds),
          UnloadBegins = eventCallee(SystemEvent::UnloadBegins),
          EntryFailed = eventCallee(SystemEvent::EntryFailed),
          ImageGone = eventCallee(SystemEvent::ImageGone),
          Nothing = eventCallee(SystemEvent::Nothing),
          OutOfView = eventCallee(SystemEvent::OutOfView);
  auto SystemGlobal = [&](llvm::StringRef Name, uint64_t Size) {
    Entity E;
    E.K = Entity::Kind::Global;
    E.Name = Name.str();
    E.Size = Size;
    E.System = true;
    return addEntity(std::move(E));
  };
  DriverObject = SystemGlobal("<driver object>", 1 << 16);
  FrameworkUnload = SystemGlobal("<unload routine>", 8);
  Answers = SystemGlobal("<answers>", 0);

  HarnessBuilder H;
  BlockId Start = H.block(), Loop = H.block(), Run = H.block(),
          Unload = H.block(), Stop = H.block();
  Operand Driver = Operand::addressOf(Place::global(DriverObject, 1 << 16));
  auto UnloadPlace = [&](const UnloadField &U) {
    Place Pl = Place::global(DriverObject, PointerSize);
    Projection Pr;
    Pr.K = Projection::Kind::Field;
    Pr.Field = U.Field;
    Pr.Offset = U.Offset;
    Pl.Path.push_back(Pr);
    return Pl;
  };
  auto CallUnload = [&](BlockId B, Operand Callee, unsigned NumArgs) {
    H.call(B, UnloadBegins, 0, {});
    H.call(B, std::move(Callee), NumArgs, Driver);
    H.call(B, ImageGone, 0, {});
    H.finish(B);
  };

  if (EntryInView) {
    for (EntityId I : Initialisers)
      H.call(Start, Operand::function(I), 0, {});
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
      return Unit.Entities[E].Name == P.ExportEntry;
    });
    auto OfExport = [&](EntityId U) {
      return IsExport && Unit.Entities[U].Name == P.ExportUnload;
    };
    BlockId From = Start;
    Statement None;
    None.Value = Rvalue::use(Operand::integer(0));
    for (const UnloadField &U : UnloadFields) {
      // The others are fields of what a framework is told.
      if (Unit.Entities[U.Field].Name != P.UnloadFields.front())
        continue;
      None.Dest = UnloadPlace(U);
      H.F.Blocks[Start].Body.push_back(None);
    }
    llvm::SmallVector<EntityId, 2> Uninstalled;
    llvm::copy_if(Unloads, std::back_inserter(Uninstalled), [&](EntityId U) {
      return !TakenEntities.test(U) && !OfExport(U);
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
      bool Exports = Unit.Entities[Entry].Name == P.ExportEntry;
      for (EntityId U : Unloads)
        if (Exports && OfExport(U))
          Install(From, U);
      H.call(From, Operand::function(Entry), Params(Entry),
             Exports ? Operand::unknown() : Driver, Place::local(Status, 4));
      BlockId Failed = H.block();
      H.branch(From, Operand::load(Place::local(Status, 4)), Op::Lt, {32, true},
               Failed, Loop);
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
    H.call(B, Operand::function(C), Params(C), Operand::unknown());
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
      CallUnload(B, Operand::function(U), Params(U));
    }
  } else {
    // What the framework was told, else what the driver object holds, else the
    // driver can't be unloaded.
    BlockId Framework = H.block(), Plain = H.block(), End = H.block();
    H.finish(End);
    Operand Told = Operand::load(Place::global(FrameworkUnload, 8));
    H.branch(Unload, Told, Op::Ne, {64, false}, Framework, Plain);
    CallUnload(Framework, Told, 1);
    auto Field = llvm::find_if(UnloadFields, [&](const UnloadField &U) {
      return Unit.Entities[U.Field].Name == P.UnloadFields.front();
    });
    if (Field == UnloadFields.end()) {
      H.jump(Plain, End);
    } else {
      Place Stored = UnloadPlace(*Field);
      BlockId B = H.block();
      H.branch(Plain, Operand::load(Stored), Op::Ne, {64, false}, B, End);
      CallUnload(B, Operand::load(Stored), 1);
    }
  }

  Entity E;
  E.Name = "<system>";
  E.Id = "<system>";
  H.F.Entity = addEntity(std::move(E));
  Harness = Unit.Functions.size();
  Unit.Functions.push_back(std::move(H.F));
}

//===----------------------------------------------------------------------===//
// What functions can reach
//===----------------------------------------------------------------------===//

void Program::computeReach() {
  // Callers, for propagation. An indirect call may reach what was handed out.
  size_t N = Unit.Functions.size();
  std::vector<std::vector<FunctionId>> Callers(N);

  for (FunctionId F = 0; F < N; ++F) {
    Info &I = Infos[F];
    forEachPlace(Unit.Functions[F], [&](const Place &Pl) {
      if (Pl.Root == Place::RootKind::Global)
        I.Globals.set(Pl.Base);
    });
    std::set<unsigned> IndirectArities;
    for (const Block &B : Unit.Functions[F].Blocks)
      for (const Statement &S : B.Body) {
        if (S.K != Statement::Kind::Call)
          continue;
        if (S.Callee.K != Operand::Kind::Function) {
          IndirectArities.insert(S.Args.size());
          continue;
        }
        EntityId E = S.Callee.Entity;
        if (const ProtocolFunction *PF = protocolFunction(E, S.Args.size())) {
          I.CallsProtocol = true;
          I.Verbs |= 1 << unsigned(PF->V);
          continue;
        }
        if (S.Virtual)
          for (FunctionId G : overriders(E))
            Callers[G].push_back(F);
        if (Definitions[E] != NoId) {
          Callers[Definitions[E]].push_back(F);
        } else if (auto Ev = event(E)) {
          I.CallsOutOfView |= *Ev == SystemEvent::OutOfView;
        } else if (const SystemFunction *SF = systemFunction(E)) {
          if (SF->E == SystemFunction::Effect::SetUnload)
            I.Globals.set(FrameworkUnload);
          if (SF->E == SystemFunction::Effect::Constant)
            I.Globals.set(Answers);
        } else if (!Unit.Entities[E].System && !isOverridden(S)) {
          I.CallsOutOfView = true;
        }
      }
    for (unsigned Arity : IndirectArities)
      for (FunctionId G : AddressTaken)
        if (Unit.Functions[G].NumParams == Arity)
          Callers[G].push_back(F);
  }
  auto Propagate = [&] {
    std::vector<FunctionId> Work;
    std::vector<bool> Queued(N, true);
    for (FunctionId F = 0; F < N; ++F)
      Work.push_back(F);
    while (!Work.empty()) {
      FunctionId F = Work.back();
      Work.pop_back();
      Queued[F] = false;
      for (FunctionId C : Callers[F]) {
        Info &To = Infos[C];
        const Info &From = Infos[F];
        bool Changed = To.Globals |= From.Globals;
        Changed |= From.CallsOutOfView && !To.CallsOutOfView;
        Changed |= From.CallsProtocol && !To.CallsProtocol;
        Changed |= (From.Verbs & ~To.Verbs) != 0;
        To.CallsOutOfView |= From.CallsOutOfView;
        To.CallsProtocol |= From.CallsProtocol;
        To.Verbs |= From.Verbs;
        if (Changed && !Queued[C]) {
          Queued[C] = true;
          Work.push_back(C);
        }
      }
    }
  };
  Propagate();

  // Code out of view names what has external linkage, and calls such functions
  // and those that were handed out.
  for (EntityId E = 0; E < Unit.Entities.size(); ++E) {
    const Entity &Ent = Unit.Entities[E];
    if (Ent.K == Entity::Kind::Global && Ent.External)
      Exposed.set(E);
    if (Ent.K == Entity::Kind::Function && Definitions[E] != NoId &&
        (Ent.External || HandedOut.test(E)) && !SystemOnly.test(E))
      Exposed |= Infos[Definitions[E]].Globals;
  }
  bool Any = false;
  for (Info &I : Infos)
    if (I.CallsOutOfView) {
      I.Globals |= Exposed;
      I.CallsProtocol = true;
      Any = true;
    }
  if (Any)
    Propagate();
}

} // namespace nmr
