//===- HeldSites.cpp - What is held across a call of interest -------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A driver takes thousands of locks, and holds few of them where it calls the
/// NMR. Which ones is estimated without simulating anything: forwards over the
/// blocks from where something is taken, to what certainly ends it. Takes time
/// in proportion to the functions in which a lock is taken.
///
//===----------------------------------------------------------------------===//

#include "Solve/Program.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

namespace nmr {

/// Whether what is taken in a function may be held at a call of interest.
class Program::HeldSearch {
public:
  explicit HeldSearch(const Program &P) : P(P) {
    for (FunctionId F : P.AddressTaken)
      if (P.CallsOf[F].Limited)
        LimitedArities.insert(P.function(F).NumParams);
  }

  bool mayMatter(const Site &S) {
    const Statement &Call = P.function(S.F).Blocks[S.Block].Body[S.Index];
    const Operand *Name = S.Callee->hasHandleParam()
                              ? &Call.Args[S.Callee->HandleParam]
                              : nullptr;
    const Way W = from(S.F, S.Block, S.Index + 1, S.Callee->Side, Name);
    return W.Meets || (W.Returns && meetsAfter(S.F, S.Callee->Side));
  }

private:
  /// What the paths from a statement lead to.
  struct Way {
    bool Meets = false;   ///< A call of interest.
    bool Returns = false; ///< The function's end.
  };

  bool isOfInterest(const Statement &S) const {
    if (S.callee().K != Operand::Kind::Function)
      return LimitedArities.count(S.Args.size()) != 0;
    if (P.isOfLimitedUse(S))
      return true;
    if (S.Virtual && P.isOverridden(S))
      return llvm::any_of(P.overriders(S.callee().entity()),
                          [&](FunctionId F) { return P.CallsOf[F].Limited; });
    FunctionId Body = P.definition(S.callee().entity());
    return Body != NoId && P.CallsOf[Body].Limited;
  }

  bool ends(const Statement &S, unsigned Side, const Operand *Name) const {
    const ProtocolFunction *PF = P.protocolFunction(S, Side);
    if (!PF || PF->Side != Side || PF->V != Verb::Deregister)
      return false;
    return PF->Handle == HandleIs::Unnamed ||
           (Name && S.Args[PF->HandleParam] == *Name);
  }

  /// \p Name: what the caller calls it; null if that is not known.
  Way from(FunctionId Id, BlockId B, uint32_t Index, unsigned Side,
           const Operand *Name) const {
    const Function &F = P.function(Id);
    Way Result;
    std::vector<bool> Seen(F.Blocks.size());
    std::vector<std::pair<BlockId, uint32_t>> Work = {{B, Index}};
    while (!Work.empty() && !Result.Meets) {
      auto [At, First] = Work.back();
      Work.pop_back();
      const Block &Blk = F.Blocks[At];
      auto Rest = llvm::ArrayRef<Statement>(Blk.Body).drop_front(First);
      auto Stop = llvm::find_if(Rest, [&](const Statement &S) {
        return S.K == Statement::Kind::Call &&
               (ends(S, Side, Name) || isOfInterest(S));
      });
      if (Stop != Rest.end()) {
        Result.Meets = !ends(*Stop, Side, Name);
        continue;
      }
      Result.Returns |= Blk.End.K == Terminator::Kind::Return;
      for (BlockId T : Blk.End.Targets)
        if (!Seen[T]) {
          Seen[T] = true;
          Work.push_back({T, 0});
        }
    }
    return Result;
  }

  /// Whether what \p F returns with may be held at a call of interest.
  bool meetsAfter(FunctionId F, unsigned Side) {
    auto [It, IsNew] = After.try_emplace({F, Side}, false);
    if (!IsNew)
      return It->second;
    if (Callers.empty())
      findCallers();
    // Whoever calls it by name and, if it may be so, through a pointer.
    auto Meets = [&](const Site &C) {
      const Way W = from(C.F, C.Block, C.Index + 1, Side, nullptr);
      return W.Meets || (W.Returns && meetsAfter(C.F, Side));
    };
    const bool Found = llvm::any_of(Callers[F], Meets) ||
                       (llvm::is_contained(P.PointedAt, F) &&
                        llvm::any_of(ByArity[P.function(F).NumParams], Meets));
    return After[{F, Side}] = Found;
  }

  void findCallers() {
    Callers.resize(P.numFunctions());
    for (FunctionId F = 0; F != P.numFunctions(); ++F) {
      if (P.isSystem(F))
        continue;
      for (const auto &[B, Blk] : llvm::enumerate(P.function(F).Blocks))
        for (const auto &[I, S] : llvm::enumerate(Blk.Body)) {
          if (S.K != Statement::Kind::Call)
            continue;
          const Site At = {F, BlockId(B), uint32_t(I), nullptr};
          if (S.callee().K != Operand::Kind::Function)
            ByArity[S.Args.size()].push_back(At);
          else if (S.Virtual)
            for (FunctionId G : P.overriders(S.callee().entity()))
              Callers[G].push_back(At);
          else if (FunctionId G = P.definition(S.callee().entity()); G != NoId)
            Callers[G].push_back(At);
        }
    }
  }

  const Program &P;
  /// The numbers of parameters of routines of interest that a call through a
  /// pointer may lead to.
  std::set<size_t> LimitedArities;
  std::vector<std::vector<Site>> Callers; ///< By function, once it is needed.
  /// Calls through pointers, by the number of their arguments.
  std::map<size_t, std::vector<Site>> ByArity;
  std::map<std::pair<FunctionId, unsigned>, bool> After;
};

bool Program::isOfLimitedUse(const Statement &S) const {
  return isIn(LimitedNames, S.callee().entity()) || protocolFunction(S);
}

std::optional<unsigned>
Program::irqlLimit(EntityId E, Protocols::ConstantFn Constant) const {
  // Who implements such a function, for tests, knows what it may do.
  if (!isIn(LimitedNames, E) || Definitions[E] != NoId)
    return std::nullopt;
  std::optional<unsigned> Lowest;
  for (const IrqlLimit &L : P.limits()) {
    if (L.Name != Unit.Entities[E].Name)
      continue;
    if (L.When) {
      std::optional<int64_t> Value = Constant(L.When->Param);
      if (!Value || (*Value == 0) != L.When->Zero)
        continue;
    }
    Lowest = std::min<unsigned>(Lowest.value_or(L.Highest), L.Highest);
  }
  return Lowest;
}

/// The routines that are handed to a function that runs them at a raised IRQL,
/// or kept in a field for that, and what stands for their being called.
std::vector<std::pair<EntityId, const ProtocolFunction *>>
Program::takenAtRaisedIrql() const {
  std::vector<std::pair<EntityId, const ProtocolFunction *>> Result;
  llvm::DenseMap<EntityId, const RaisedRoutine *> Takers, Fields;
  for (EntityId E = 0; E != Unit.Entities.size(); ++E)
    for (const RaisedRoutine &R : P.raisedRoutines())
      if (!R.Taker.empty() && Unit.Entities[E].Name == R.Taker)
        Takers[E] = &R;
      else if (!R.Field.empty() && Unit.Entities[E].System &&
               Unit.Entities[E].Name == R.Field)
        Fields[E] = &R;
  if (Takers.empty() && Fields.empty())
    return Result;
  auto Take = [&](const Operand &Routine, const RaisedRoutine *R) {
    if (R && Routine.K == Operand::Kind::Function)
      Result.push_back({Routine.entity(), &P.functions()[R->Function]});
  };
  auto FieldAt = [&](const Place &Pl) -> const RaisedRoutine * {
    return !Pl.Path.empty() && Pl.Path.back().K == Projection::Kind::Field
               ? Fields.lookup(Pl.Path.back().Field)
               : nullptr;
  };
  for (const Function *F : Bodies)
    for (const Block &B : F->Blocks)
      for (const Statement &S : B.Body) {
        if (S.K == Statement::Kind::Assign)
          Take(S.Value.A, FieldAt(S.Dest));
        if (S.K != Statement::Kind::Call ||
            S.callee().K != Operand::Kind::Function)
          continue;
        const SystemFunction *SF = systemFunction(S.callee().entity());
        if (SF && SF->isAtomic() && S.Args.size() > 1 &&
            S.Args[0].K == Operand::Kind::AddressOf)
          Take(S.Args[1], FieldAt(S.Args[0].P));
        auto It = Takers.find(S.callee().entity());
        if (It != Takers.end() && It->second->TakerParam < S.Args.size())
          Take(S.Args[It->second->TakerParam], It->second);
      }
  return Result;
}

void Program::findHeldSites() {
  const bool Irql = Rules.contains(RuleId::Irql);
  if (!Irql && !Rules.contains(RuleId::Deadlock))
    return;
  if (llvm::none_of(CallsOf, [](const Calls &C) { return C.Limited; }))
    return;
  HeldSearch Search(*this);
  // What a body in view does, it shows itself.
  auto IsDefined = [&](const Statement &S) {
    return S.K == Statement::Kind::Call &&
           S.callee().K == Operand::Kind::Function &&
           definition(S.callee().entity()) != NoId;
  };
  for (FunctionId Id : ProtocolCallers) {
    // The system's own inline functions are known by name.
    if (isSystem(Id) || Unit.Entities[function(Id).Entity].System)
      continue;
    for (const auto &[B, Blk] : llvm::enumerate(function(Id).Blocks))
      for (const auto &[I, S] : llvm::enumerate(Blk.Body)) {
        if (S.K != Statement::Kind::Call ||
            S.callee().K != Operand::Kind::Function ||
            !isIn(ProtocolNames, S.callee().entity()))
          continue;
        for (unsigned N : P.allNamed(Unit.Entities[S.callee().entity()].Name)) {
          const ProtocolFunction &PF = P.functions()[N];
          const Site At = {Id, BlockId(B), uint32_t(I), &PF};
          if (PF.Annotation && I != 0 && IsDefined(Blk.Body[I - 1]))
            continue;
          if (PF.V == Verb::Register && !P.isListed(PF) &&
              PF.NumParams == S.Args.size() &&
              (!PF.hasHandleParam() || PF.HandleParam < S.Args.size()) &&
              Search.mayMatter(At))
            HeldSites.push_back(At);
        }
      }
  }
  if (!Irql)
    return;
  const auto Taken = takenAtRaisedIrql();
  const Function &H = function(Harness);
  for (const auto &[B, Blk] : llvm::enumerate(H.Blocks)) {
    if (Blk.Body.empty() || Blk.Body.front().K != Statement::Kind::Call ||
        event(Blk.Body.front().callee().entity()) !=
            SystemEvent::CallbackBegins)
      continue;
    const EntityId Routine = Blk.Body[1].callee().entity();
    if (!CallsOf[definition(Routine)].Limited)
      continue;
    const ProtocolFunction *By = nullptr;
    for (const RaisedRoutine &R : P.raisedRoutines())
      if (!R.Type.empty() &&
          llvm::is_contained(Unit.Entities[Routine].DeclaredAs, R.Type))
        By = &P.functions()[R.Function];
    for (const auto &[E, PF] : Taken)
      if (E == Routine)
        By = PF;
    if (By)
      HeldSites.push_back({Harness, BlockId(B), 0, By});
  }
}

} // namespace nmr
