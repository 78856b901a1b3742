//===- Shapes.h - Drivers of a shape and a size -----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Summaries of correct drivers, built in memory, as large as one likes.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_BENCH_SHAPES_H
#define NMR_BENCH_SHAPES_H

#include "Summary/Summary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <optional>

namespace nmr::bench {

inline constexpr int64_t StatusPending = 0x103;
inline constexpr IntType Status{32, true}, Pointer{64, false};

/// A function under construction. Statements go to the block begun last. Every
/// statement gets the next line of the file, so that places tell them apart.
class Body {
public:
  Body(unsigned &Line, EntityId Entity, unsigned NumParams) : Line(Line) {
    F.Entity = Entity;
    F.NumParams = NumParams;
    F.Where = {0, ++Line, 1};
    for (unsigned I = 0; I != NumParams; ++I)
      F.Locals.push_back({"Param" + std::to_string(I), 8});
    F.Blocks.emplace_back();
  }

  Place local(llvm::StringRef Name, uint64_t Size) {
    F.Locals.push_back({Name.str(), Size});
    return Place::local(F.Locals.size() - 1, Size);
  }

  void assign(Place To, Rvalue V) {
    Statement &St = add(Statement::Kind::Assign);
    St.Dest = std::move(To);
    St.Value = std::move(V);
  }

  void call(EntityId Callee, std::vector<Operand> Args,
            std::optional<Place> Result = std::nullopt) {
    Statement &St = add(Statement::Kind::Call);
    St.callee() = Operand::function(Callee);
    St.Args.assign(Args.begin(), Args.end());
    St.HasDest = Result.has_value();
    if (Result)
      St.Dest = *Result;
  }

  void callThrough(Place Pointer, std::vector<Operand> Args) {
    Statement &St = add(Statement::Kind::Call);
    St.callee() = Operand::load(std::move(Pointer));
    St.Args.assign(Args.begin(), Args.end());
  }

  /// Ends the block, and begins the one for `A Cmp B`.
  void branch(Operand A, Op Cmp, Operand B, IntType Type) {
    Branches.push_back(F.Blocks.size() - 1);
    Terminator &T = F.Blocks.back().End;
    T.K = Terminator::Kind::Branch;
    T.A = std::move(A);
    T.Cmp = Cmp;
    T.B = std::move(B);
    T.Type = Type;
    T.Text = "Condition";
    T.Where = {0, ++Line, 1};
    T.Targets = {BlockId(F.Blocks.size()), NoId};
    F.Blocks.emplace_back();
  }

  /// Ends the block; goes on where both ways of the last open branch meet.
  void join() {
    BlockId Next = F.Blocks.size();
    F.Blocks.back().End.K = Terminator::Kind::Goto;
    F.Blocks.back().End.Targets = {Next};
    F.Blocks[Branches.pop_back_val()].End.Targets[1] = Next;
    F.Blocks.emplace_back();
  }

  Function finish(Operand Result = Operand::integer(0)) {
    Terminator &T = F.Blocks.back().End;
    T.K = Terminator::Kind::Return;
    T.HasValue = true;
    T.A = std::move(Result);
    T.Where = {0, ++Line, 1};
    F.End = {0, ++Line, 1};
    compact(F);
    return std::move(F);
  }

private:
  Function F;
  unsigned &Line;
  /// Those that still lack a second target.
  llvm::SmallVector<BlockId, 4> Branches;

  Statement &add(Statement::Kind K) {
    Statement &St = F.Blocks.back().Body.emplace_back();
    St.K = K;
    St.Where = {0, ++Line, 1};
    return St;
  }
};

/// `if (Handle && Deregister(Handle) == STATUS_PENDING) Wait(Handle);`, or,
/// unless \p Waits, without the wait.
inline void stopClient(Body &B, const Place &Handle, EntityId Deregister,
                       EntityId Wait, bool Waits = true) {
  Place Answer = B.local("", 4);
  B.branch(Operand::load(Handle), Op::Ne, Operand::integer(0), Pointer);
  B.call(Deregister, {Operand::load(Handle)}, Answer);
  B.branch(Operand::load(Answer), Op::Eq, Operand::integer(StatusPending),
           Status);
  if (Waits)
    B.call(Wait, {Operand::load(Handle)});
  B.join();
  B.join();
}

/// A driver that registers clients, each into a global of its own, and stops
/// those that it has when it is unloaded.
class Driver {
public:
  Driver() {
    Unit.MainFiles = Unit.Files = {"bench.c"};
    Register = system("NmrRegisterClient");
    Deregister = system("NmrDeregisterClient");
    Wait = system("NmrWaitForClientDeregisterComplete");
    Query = system("KeQueryActiveProcessorCount");
    Entry = entity(Entity::Kind::Function, "DriverEntry");
    Unit.Entities[Entry].DeclaredAs = {"DRIVER_INITIALIZE"};
    Unit.Entities[Entry].External = true;
    Unload = entity(Entity::Kind::Function, "Unload");
    Unit.Entities[Unload].DeclaredAs = {"DRIVER_UNLOAD"};
    UnloadField = entity(Entity::Kind::Field, "DriverUnload");
  }

  /// N tests, one after the other, before the clients are stopped.
  Summary branches(unsigned N, unsigned Registrations) {
    std::vector<EntityId> Handles = globals(Registrations);
    addEntry(Handles);
    Body B = begin(Unload, 1);
    Place Count = B.local("Count", 4), Answer = B.local("Answer", 4);
    B.assign(Count, Rvalue::use(Operand::integer(0)));
    for (unsigned I = 0; I != N; ++I)
      addTest(B, Count, Answer);
    for (EntityId Handle : Handles)
      addStop(B, Place::global(Handle, 8));
    Unit.Functions.push_back(B.finish());
    return finish();
  }

  /// N functions with a test each, called one after the other.
  Summary functions(unsigned N, unsigned Registrations) {
    std::vector<EntityId> Handles = globals(Registrations), Steps;
    for (unsigned I = 0; I != N; ++I)
      Steps.push_back(entity(Entity::Kind::Function, number("Step", I)));
    addEntry(Handles);
    Body B = begin(Unload, 1);
    for (EntityId Step : Steps)
      B.call(Step, {});
    for (EntityId Handle : Handles)
      addStop(B, Place::global(Handle, 8));
    Unit.Functions.push_back(B.finish());
    for (EntityId Step : Steps) {
      Body S = begin(Step, 0);
      Place Count = S.local("Count", 4), Answer = S.local("Answer", 4);
      S.assign(Count, Rvalue::use(Operand::integer(0)));
      addTest(S, Count, Answer);
      Unit.Functions.push_back(S.finish(Operand::load(Count)));
    }
    return finish();
  }

  /// N functions that hand the handle on, the last of which stops it.
  Summary depth(unsigned N, unsigned Registrations) {
    std::vector<EntityId> Handles = globals(Registrations), Steps;
    for (unsigned I = 0; I != N; ++I)
      Steps.push_back(entity(Entity::Kind::Function, number("Step", I)));
    addEntry(Handles);
    Body B = begin(Unload, 1);
    for (EntityId Handle : Handles)
      B.call(Steps[0], {Operand::load(Place::global(Handle, 8))});
    Unit.Functions.push_back(B.finish());
    for (unsigned I = 0; I != N; ++I) {
      Body S = begin(Steps[I], 1);
      if (I + 1 != N)
        S.call(Steps[I + 1], {Operand::load(Place::local(0, 8))});
      else
        addStop(S, Place::local(0, 8));
      Unit.Functions.push_back(S.finish());
    }
    return finish();
  }

  /// N clients, each with a function that starts and one that stops it.
  Summary registrations(unsigned N) {
    std::vector<EntityId> Handles = globals(N), Starts, Stops;
    for (unsigned I = 0; I != N; ++I) {
      Starts.push_back(entity(Entity::Kind::Function, number("Start", I)));
      Stops.push_back(entity(Entity::Kind::Function, number("Stop", I)));
    }
    Body E = begin(Entry, 2);
    setUnload(E);
    for (EntityId Start : Starts)
      E.call(Start, {});
    Unit.Functions.push_back(E.finish());
    Body U = begin(Unload, 1);
    for (EntityId Stop : Stops)
      U.call(Stop, {});
    Unit.Functions.push_back(U.finish());
    for (unsigned I = 0; I != N; ++I) {
      Body Start = begin(Starts[I], 0);
      addStart(Start, Handles[I]);
      Unit.Functions.push_back(Start.finish());
      Body Stop = begin(Stops[I], 0);
      addStop(Stop, Place::global(Handles[I], 8));
      Unit.Functions.push_back(Stop.finish());
    }
    return finish();
  }

  /// A context that holds the handles and what N functions count in it, each of
  /// which may fail and calls the next one. Clients start only where they
  /// don't.
  Summary context(unsigned N, unsigned Registrations) {
    const EntityId Global = globals(1).front(),
                   Allocate = system("ExAllocatePool2"),
                   Free = system("ExFreePoolWithTag"),
                   Count = entity(Entity::Kind::Field, "Count"),
                   Last = entity(Entity::Kind::Field, "Last");
    std::vector<EntityId> Handles, Starts, Steps;
    for (unsigned I = 0; I != Registrations; ++I) {
      Handles.push_back(entity(Entity::Kind::Field, number("Handle", I)));
      Starts.push_back(entity(Entity::Kind::Function, number("Start", I)));
    }
    for (unsigned I = 0; I != N; ++I)
      Steps.push_back(entity(Entity::Kind::Function, number("Step", I)));
    auto Handle = [&](const Place &Context, unsigned I) {
      return behind(Context, Handles[I], 8 + 8 * int64_t(I), 8);
    };

    Body E = begin(Entry, 2);
    setUnload(E);
    const Place New = E.local("Context", 8), Kept = Place::global(Global, 8);
    E.call(Allocate,
           {Operand::integer(64), Operand::integer(8 + 8 * Registrations),
            Operand::integer(1)},
           New);
    E.branch(Operand::load(New), Op::Ne, Operand::integer(0), Pointer);
    E.assign(Kept, Rvalue::use(Operand::load(New)));
    for (EntityId Start : Starts)
      E.call(Start, {Operand::load(New)});
    E.join();
    Unit.Functions.push_back(E.finish());

    Body U = begin(Unload, 1);
    U.branch(Operand::load(Kept), Op::Ne, Operand::integer(0), Pointer);
    for (unsigned I = 0; I != Registrations; ++I)
      addStop(U, Handle(Kept, I));
    U.call(Free, {Operand::load(Kept), Operand::integer(1)});
    U.join();
    Unit.Functions.push_back(U.finish());

    const Place Param = Place::local(0, 8);
    for (unsigned I = 0; I != Registrations; ++I) {
      Body S = begin(Starts[I], 1);
      const Place Answer = S.local("Answer", 4);
      S.call(Steps[uint64_t(I) * N / Registrations], {Operand::load(Param)},
             Answer);
      S.branch(Operand::load(Answer), Op::Ge, Operand::integer(0), Status);
      S.call(Register, {Operand::unknown(), Operand::load(Param),
                        Operand::addressOf(Handle(Param, I))});
      S.join();
      Unit.Functions.push_back(S.finish());
    }
    for (unsigned I = 0; I != N; ++I) {
      Body S = begin(Steps[I], 1);
      const Place Answer = S.local("Answer", 4);
      addTest(S, behind(Param, Count, 0, 4), Answer);
      if (I + 1 != N) {
        S.branch(Operand::load(Answer), Op::Ge, Operand::integer(0), Status);
        S.call(Steps[I + 1], {Operand::load(Param)}, Answer);
        S.join();
      }
      S.assign(behind(Param, Last, 4, 4), Rvalue::use(Operand::load(Answer)));
      Unit.Functions.push_back(S.finish(Operand::load(Answer)));
    }
    return finish();
  }

private:
  Summary Unit;
  unsigned Line = 0;
  EntityId Register, Deregister, Wait, Query, Entry, Unload, UnloadField;

  EntityId entity(Entity::Kind K, std::string Name) {
    Entity &E = Unit.Entities.emplace_back();
    E.K = K;
    E.Name = E.Id = std::move(Name);
    return Unit.Entities.size() - 1;
  }

  EntityId system(llvm::StringRef Name) {
    EntityId Id = entity(Entity::Kind::Function, Name.str());
    Unit.Entities[Id].External = Unit.Entities[Id].System = true;
    return Id;
  }

  static std::string number(llvm::StringRef Name, unsigned I) {
    return Name.str() + std::to_string(I);
  }

  std::vector<EntityId> globals(unsigned N) {
    std::vector<EntityId> Ids;
    for (unsigned I = 0; I != N; ++I) {
      Ids.push_back(entity(Entity::Kind::Global, number("g_Client", I)));
      Unit.Entities.back().Size = 8;
    }
    return Ids;
  }

  Body begin(EntityId Function, unsigned NumParams) {
    return Body(Line, Function, NumParams);
  }

  Summary finish() {
    llvm::sort(Unit.Functions, [](const Function &A, const Function &B) {
      return A.Entity < B.Entity;
    });
    return std::move(Unit);
  }

  static Place behind(Place Base, EntityId Field, int64_t Offset,
                      uint64_t Size) {
    Base.Path.emplace_back().K = Projection::Kind::Deref;
    Projection &Pr = Base.Path.emplace_back();
    Pr.K = Projection::Kind::Field;
    Pr.Field = Field;
    Pr.Offset = Offset;
    Base.Size = Size;
    return Base;
  }

  void setUnload(Body &B) {
    B.assign(behind(Place::local(0, 8), UnloadField, 104, 8),
             Rvalue::use(Operand::function(Unload)));
  }

  void addStart(Body &B, EntityId Handle) {
    B.call(Register, {Operand::unknown(), Operand::integer(0),
                      Operand::addressOf(Place::global(Handle, 8))});
  }

  void addEntry(const std::vector<EntityId> &Handles) {
    Body B = begin(Entry, 2);
    setUnload(B);
    for (EntityId Handle : Handles)
      addStart(B, Handle);
    Unit.Functions.push_back(B.finish());
  }

  /// `Answer = Query(); if (Answer != 0) Count++;`
  void addTest(Body &B, const Place &Count, const Place &Answer) {
    B.call(Query, {}, Answer);
    B.branch(Operand::load(Answer), Op::Ne, Operand::integer(0), Status);
    Rvalue Sum;
    Sum.O = Op::Add;
    Sum.A = Operand::load(Count);
    Sum.B = Operand::integer(1);
    Sum.Type = Status;
    B.assign(Count, Sum);
    B.join();
  }

  void addStop(Body &B, const Place &Handle) {
    stopClient(B, Handle, Deregister, Wait);
  }
};

/// A driver of the shape that is named so, with \p N of what the shape repeats
/// and \p R registrations.
inline std::optional<Summary> build(llvm::StringRef Shape, unsigned N,
                                    unsigned R) {
  if (Shape == "branches")
    return Driver().branches(N, R);
  if (Shape == "functions")
    return Driver().functions(N, R);
  if (Shape == "depth")
    return Driver().depth(N, R);
  if (Shape == "registrations")
    return Driver().registrations(N);
  if (Shape == "context")
    return Driver().context(N, R);
  return std::nullopt;
}

} // namespace nmr::bench

#endif // NMR_BENCH_SHAPES_H
