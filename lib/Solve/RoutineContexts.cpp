//===- RoutineContexts.cpp - What routines are passed ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A routine that the system calls is passed what was given as a context with
/// it: with its address, with the table that it is in, or, if it belongs to a
/// binding, by the attach routine in that table. Where the text of the program
/// leaves no choice of what that is, the harness passes it: the routine's
/// address goes nowhere else, nobody but register calls gets the table, and
/// what is given is the same constant everywhere.
///
//===----------------------------------------------------------------------===//

#include "Solve/Parallel.h"
#include "Solve/Program.h"
#include "Solve/SliceClasses.h"
#include "Summary/Visit.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

namespace nmr {

namespace {

bool isConstant(const Operand &O) {
  return O.K == Operand::Kind::Int ||
         (O.K == Operand::Kind::AddressOf &&
          O.P.Root == Place::RootKind::Global && !O.P.throughPointer() &&
          llvm::all_of(O.P.Path, [](const Projection &Pr) {
            return Pr.K != Projection::Kind::Index || Pr.IndexLocal == NoId;
          }));
}

/// The variable that \p O is the address of.
std::optional<EntityId> variable(const Operand &O) {
  if (O.K != Operand::Kind::AddressOf || O.P.Root != Place::RootKind::Global ||
      !O.P.Path.empty())
    return std::nullopt;
  return O.P.Base;
}

bool isLocal(const Place &Pl, LocalId L) {
  return Pl.Root == Place::RootKind::Local && Pl.Base == L;
}

/// What is passed for something, while that is known.
class Passed {
public:
  bool isKnown() const { return What.has_value(); }
  const Operand &operator*() const { return *What; }
  void add(const std::optional<Operand> &O) {
    if (Several || !O || (What && *What != *O) || !isConstant(*O))
      return forget();
    What = O;
  }
  void add(const Passed &Other) { add(Other.What); }
  void forget() {
    Several = true;
    What.reset();
  }

private:
  std::optional<Operand> What;
  bool Several = false;
};

/// The parameter of register calls of the kind of \p PF that is passed on.
std::optional<unsigned> contextParam(const ProtocolFunction &PF) {
  std::optional<unsigned> Param;
  for (const KeptObject &K : PF.Keeps)
    if (K.Fields.empty())
      Param = Param ? std::nullopt : std::optional(K.Param);
  return Param;
}

} // namespace

class Program::ContextSearch {
public:
  explicit ContextSearch(Program &P);
  /// \p Named: the functions that some function calls or takes the address of.
  void run(const llvm::BitVector &Named);

private:
  /// A routine in a table.
  struct Stored {
    EntityId Routine, Table;
    const nmr::Routine *As;
  };
  struct HandedOver {
    EntityId Routine;
    const SystemHandOver *By;
    std::optional<Operand> Context;
  };
  struct Uses {
    std::vector<Stored> Stores;
    std::vector<HandedOver> Calls;
    /// Routines that are put elsewhere, and tables that others get.
    std::vector<EntityId> Others;
    /// Routines, and which of their parameters are not NULL.
    std::vector<std::pair<EntityId, unsigned>> NonNull;
  };
  std::optional<unsigned> contextOf(const Statement &S) const {
    const ProtocolFunction *PF = P.protocolFunction(S);
    return PF && PF->V == Verb::Register && !PF->Callbacks.empty()
               ? contextParam(*PF)
               : std::nullopt;
  }
  const SystemHandOver *takerOf(const Statement &S) const {
    if (S.K != Statement::Kind::Call || S.callee().K != Operand::Kind::Function)
      return nullptr;
    const SystemHandOver *H = P.Takers.lookup(S.callee().entity());
    return H && std::max(H->Routine, H->Context) < S.Args.size() ? H : nullptr;
  }
  void findCallers();
  void visit(Uses &Found, const Operand &O) const;
  void visit(Uses &Found, const Function &In, const Statement &S) const;
  std::optional<Operand> resolve(const Function &F, const Operand &O,
                                 unsigned Depth = 0) const;
  std::optional<Operand> argument(const Function &F, LocalId L,
                                  unsigned Depth) const;
  Passed named(const Function &Attach, const nmr::Routine &As) const;

  Program &P;
  llvm::StringMap<const nmr::Routine *> ByField;
  llvm::DenseMap<EntityId, Passed> Given; ///< By table.
  /// By function that registers: who calls it, and how. If it is not here, that
  /// is not known.
  struct Call {
    const Function *From;
    const Statement *S;
  };
  llvm::DenseMap<EntityId, std::vector<Call>> Callers;
};

Program::ContextSearch::ContextSearch(Program &P) : P(P) {
  for (const Side &S : P.P.sides())
    for (const nmr::Routine &R : S.Of->Routines)
      ByField[R.Field] = &R;
  findCallers();
  for (FunctionId Id : P.ProtocolCallers)
    for (const Block &B : P.function(Id).Blocks)
      for (const Statement &S : B.Body)
        if (std::optional<unsigned> Context = contextOf(S))
          for (const auto &[I, A] : llvm::enumerate(S.Args))
            if (std::optional<EntityId> Table = variable(A);
                Table && I != *Context)
              Given[*Table].add(resolve(P.function(Id), S.Args[*Context]));
}

/// Finds who calls the functions that register something with a context that
/// they have as a parameter.
void Program::ContextSearch::findCallers() {
  for (FunctionId Id : P.ProtocolCallers) {
    const Function &F = P.function(Id);
    const EntityId E = F.Entity;
    auto Asks = [&](const Statement &S) {
      const std::optional<unsigned> Context = contextOf(S);
      return Context && S.Args[*Context].K == Operand::Kind::Load;
    };
    if (F.NumParams != 0 && P.EntryInView && !isIn(P.TakenEntities, E) &&
        !isIn(P.SystemOnly, E) &&
        (P.OutOfViewName.empty() || !P.Unit.Entities[E].External) &&
        llvm::any_of(F.Blocks, [&](const Block &B) {
          return llvm::any_of(B.Body, Asks);
        }))
      Callers[E];
  }
  if (Callers.empty())
    return;
  using Calls = std::vector<std::pair<EntityId, Call>>;
  auto Find = [&](Calls &Found, FunctionId Id) {
    for (const Block &B : P.function(Id).Blocks)
      for (const Statement &S : B.Body)
        if (S.K == Statement::Kind::Call &&
            S.callee().K == Operand::Kind::Function &&
            Callers.contains(S.callee().entity()))
          Found.push_back({S.callee().entity(), {&P.function(Id), &S}});
  };
  for (const Calls &Part : gather<Calls>(P.Jobs, P.numFunctions(), Find))
    for (const auto &[E, C] : Part)
      Callers[E].push_back(C);
}

/// What all callers of \p F pass for its parameter \p L.
std::optional<Operand> Program::ContextSearch::argument(const Function &F,
                                                        LocalId L,
                                                        unsigned Depth) const {
  constexpr unsigned MaxDepth = 4;
  auto It = Callers.find(F.Entity);
  if (It == Callers.end() || Depth == MaxDepth)
    return std::nullopt;
  Passed Result;
  for (const Call &C : It->second)
    Result.add(L < C.S->Args.size() ? resolve(*C.From, C.S->Args[L], Depth + 1)
                                    : std::nullopt);
  return Result.isKnown() ? std::optional(*Result) : std::nullopt;
}

void Program::ContextSearch::visit(Uses &Found, const Operand &O) const {
  if (O.K == Operand::Kind::Function)
    Found.Others.push_back(O.entity());
  else if (hasPlace(O) && O.P.Root == Place::RootKind::Global &&
           Given.contains(O.P.Base))
    Found.Others.push_back(O.P.Base);
}

void Program::ContextSearch::visit(Uses &Found, const Function &In,
                                   const Statement &S) const {
  auto VisitArgs = [&](auto IsKnown) {
    for (const auto &[I, A] : llvm::enumerate(S.Args))
      if (!IsKnown(I, A))
        visit(Found, A);
  };
  if (S.K == Statement::Kind::Assign &&
      S.Value.A.K == Operand::Kind::Function && !S.Dest.Path.empty()) {
    const EntityId Routine = S.Value.A.entity(), Field = fieldOf(S.Dest);
    const llvm::StringRef Name =
        Field == NoId ? llvm::StringRef() : P.Unit.Entities[Field].Name;
    for (const System::FieldRoutines &R : windows().RoutinesIn)
      if (R.Field == Name)
        Found.NonNull.push_back({Routine, R.NonNull});
    if (S.Dest.Root == Place::RootKind::Global && !S.Dest.throughPointer() &&
        Given.contains(S.Dest.Base)) {
      Found.Stores.push_back({Routine, S.Dest.Base, ByField.lookup(Name)});
      return;
    }
  }
  if (std::optional<unsigned> Context = contextOf(S))
    return VisitArgs([&](unsigned I, const Operand &A) {
      return I != *Context && variable(A);
    });
  if (const SystemHandOver *H = takerOf(S);
      H && S.Args[H->Routine].K == Operand::Kind::Function) {
    const EntityId Routine = S.Args[H->Routine].entity();
    Found.Calls.push_back({Routine, H, resolve(In, S.Args[H->Context])});
    Found.NonNull.push_back({Routine, H->NonNull});
    return VisitArgs(
        [&](unsigned I, const Operand &) { return I == H->Routine; });
  }
  forEachOperand(S, [&](const Operand &O) { visit(Found, O); });
}

/// The constant that \p O, an operand in \p F, is for all that the text says: a
/// local is written no more than once.
std::optional<Operand> Program::ContextSearch::resolve(const Function &F,
                                                       const Operand &O,
                                                       unsigned Depth) const {
  if (isConstant(O))
    return O;
  if (O.K != Operand::Kind::Load || O.P.Root != Place::RootKind::Local ||
      !O.P.Path.empty())
    return std::nullopt;
  const LocalId L = O.P.Base;
  const Statement *Written = nullptr;
  bool IsOnly = true;
  for (const Block &B : F.Blocks)
    for (const Statement &S : B.Body) {
      if (S.K != Statement::Kind::ScopeEnd &&
          (S.K != Statement::Kind::Call || S.HasDest) && isLocal(S.Dest, L) &&
          !S.Dest.throughPointer()) {
        IsOnly &= !Written;
        Written = &S;
      }
      forEachOperand(S, [&](const Operand &Other) {
        IsOnly &= Other.K != Operand::Kind::AddressOf || !isLocal(Other.P, L) ||
                  Other.P.throughPointer();
      });
    }
  if (!IsOnly)
    return std::nullopt;
  if (L < F.NumParams) {
    if (Written)
      return std::nullopt;
    auto It = P.Contexts.find({F.Entity, L});
    return It != P.Contexts.end() ? std::optional(It->second)
                                  : argument(F, L, Depth);
  }
  // A loop can't write it twice to any effect: it is a copy of a constant.
  const bool IsCopy =
      Written && Written->K == Statement::Kind::Assign &&
      Written->Dest.Path.empty() &&
      (Written->Value.O == Op::Use || Written->Value.O == Op::Cast);
  return IsCopy ? resolve(F, Written->Value.A, Depth) : std::nullopt;
}

/// What the attach routine \p Attach names bindings by.
Passed Program::ContextSearch::named(const Function &Attach,
                                     const nmr::Routine &As) const {
  Passed Result;
  for (const Block &B : Attach.Blocks)
    for (const Statement &S : B.Body) {
      const ProtocolFunction *PF = P.protocolFunction(S);
      if (PF && PF->V == Verb::Attach)
        Result.add(resolve(Attach, S.Args[PF->ContextParam]));
      if (!As.StoresContext)
        continue;
      const LocalId Out = *As.StoresContext;
      forEachOperand(S, [&](const Operand &O) {
        if (hasPlace(O) && isLocal(O.P, Out))
          Result.forget();
      });
      if (S.K != Statement::Kind::ScopeEnd &&
          (S.K != Statement::Kind::Call || S.HasDest) && isLocal(S.Dest, Out)) {
        const bool IsCopy = S.K == Statement::Kind::Assign &&
                            S.Dest.Path.size() == 1 &&
                            (S.Value.O == Op::Use || S.Value.O == Op::Cast);
        Result.add(IsCopy ? resolve(Attach, S.Value.A) : std::nullopt);
      }
    }
  return Result;
}

void Program::ContextSearch::run(const llvm::BitVector &Named) {
  if (Given.empty() && P.Takers.empty() &&
      llvm::none_of(P.Unit.Entities, [](const Entity &E) {
        return E.K == Entity::Kind::Field &&
               llvm::any_of(windows().RoutinesIn,
                            [&](const System::FieldRoutines &R) {
                              return R.Field == E.Name;
                            });
      }))
    return;
  auto Find = [&](Uses &Found, FunctionId Id) {
    for (const Block &B : P.function(Id).Blocks) {
      for (const Statement &S : B.Body)
        visit(Found, P.function(Id), S);
      forEachOperand(B.End, [&](const Operand &O) { visit(Found, O); });
    }
  };
  Uses All;
  for (Uses &Part : gather<Uses>(P.Jobs, P.numFunctions(), Find)) {
    llvm::append_range(All.Stores, Part.Stores);
    llvm::append_range(All.Calls, Part.Calls);
    llvm::append_range(All.Others, Part.Others);
    llvm::append_range(All.NonNull, Part.NonNull);
  }
  llvm::DenseMap<EntityId, unsigned> NonNull;
  for (auto [Routine, Params] : All.NonNull)
    NonNull.try_emplace(Routine, ~0u).first->second &= Params;
  P.NonNull = std::move(NonNull);

  llvm::BitVector Others, InTable, Offered;
  for (EntityId E : All.Others)
    put(Others, E);
  for (const Stored &S : All.Stores) {
    put(InTable, S.Routine);
    if (S.As && S.As->V == Verb::Offer)
      put(Offered, S.Routine);
  }
  using Parameter = std::pair<EntityId, unsigned>;
  llvm::MapVector<Parameter, Passed> To;
  auto Publish = [&] {
    for (const auto &[Of, What] : To)
      if (What.isKnown() && !isIn(Others, Of.first))
        P.Contexts[Of] = *What;
  };
  for (const HandedOver &H : All.Calls)
    if (isIn(InTable, H.Routine))
      To[{H.Routine, H.By->Param}].forget();
    else
      To[{H.Routine, H.By->Param}].add(H.Context);
  // A routine that is handed over in two ways has two contexts.
  llvm::DenseMap<EntityId, unsigned> ParamOf;
  for (const HandedOver &H : All.Calls)
    if (const unsigned First =
            ParamOf.try_emplace(H.Routine, H.By->Param).first->second;
        First != H.By->Param)
      for (unsigned Param : {First, H.By->Param})
        To[{H.Routine, Param}].forget();
  for (const Stored &S : All.Stores)
    if (S.As && S.As->RegistrationParam) {
      Passed &Of = To[{S.Routine, *S.As->RegistrationParam}];
      isIn(Others, S.Table) ? Of.forget() : Of.add(Given[S.Table]);
    }
  Publish();

  // Bindings: named by the attach routine beside them, and nobody else.
  auto NamesElsewhere = [&](FunctionId Id) {
    const EntityId E = P.function(Id).Entity;
    return !isIn(Offered, E) &&
           (P.Unit.Entities[E].External || isIn(Named, E)) &&
           llvm::any_of(P.function(Id).Blocks, [&](const Block &B) {
             return llvm::any_of(B.Body, [&](const Statement &S) {
               const ProtocolFunction *PF = P.protocolFunction(S);
               return PF && PF->V == Verb::Attach;
             });
           });
  };
  if (llvm::any_of(P.ProtocolCallers, NamesElsewhere))
    return;
  To.clear();
  llvm::DenseMap<EntityId, Passed> Names; // By table.
  for (const Stored &S : All.Stores)
    if (S.As && S.As->V == Verb::Offer && P.definition(S.Routine) != NoId)
      Names[S.Table].add(named(P.function(P.definition(S.Routine)), *S.As));
  for (const Stored &S : All.Stores)
    if (S.As && S.As->V != Verb::Offer) {
      Passed &Of = To[{S.Routine, S.As->Param}];
      isIn(Others, S.Table) ? Of.forget() : Of.add(Names[S.Table]);
    }
  Publish();
}

void Program::findContexts(const llvm::BitVector &Named) {
  llvm::StringMap<const SystemHandOver *> ByName;
  for (const SystemHandOver &H : windows().HandOvers)
    ByName[H.Name] = &H;
  for (const auto &[E, Ent] : llvm::enumerate(Unit.Entities))
    if (Ent.K == Entity::Kind::Function && Ent.System && Definitions[E] == NoId)
      if (auto It = ByName.find(Ent.Name); It != ByName.end())
        Takers[E] = It->second;
  ContextSearch(*this).run(Named);
}

} // namespace nmr
