//===- RoutineContexts.cpp - What routines are passed ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An attach routine is passed what the register call was given as a context.
/// Where the text of the program leaves no choice of what that is, the harness
/// passes it: all tables with the routine are variables that nobody but
/// register calls gets, and all of these are given the same constant.
///
//===----------------------------------------------------------------------===//

#include "Solve/Parallel.h"
#include "Solve/Program.h"
#include "Summary/Visit.h"
#include "llvm/ADT/STLExtras.h"

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

/// What is passed for something, while that is known.
class Passed {
public:
  bool isKnown() const { return What.has_value(); }
  const Operand &operator*() const { return *What; }
  void add(const Operand &O) {
    if (Several || (What && *What != O) || !isConstant(O))
      return forget();
    What = O;
  }
  void forget() {
    Several = true;
    What.reset();
  }

private:
  std::optional<Operand> What;
  bool Several = false;
};

} // namespace

/// The parameter of register calls of the kind of \p PF that is passed on.
static std::optional<unsigned> contextParam(const ProtocolFunction &PF) {
  std::optional<unsigned> Param;
  for (const KeptObject &K : PF.Keeps)
    if (K.Fields.empty())
      Param = Param ? std::nullopt : std::optional(K.Param);
  return Param;
}

void Program::findContexts() {
  // By table.
  llvm::DenseMap<EntityId, Passed> Given;
  auto ContextOf = [&](const Statement &S) -> std::optional<unsigned> {
    const ProtocolFunction *PF = protocolFunction(S);
    return PF && PF->V == Verb::Register && !PF->Callbacks.empty()
               ? contextParam(*PF)
               : std::nullopt;
  };
  for (FunctionId Id : ProtocolCallers)
    for (const Block &B : function(Id).Blocks)
      for (const Statement &S : B.Body)
        if (std::optional<unsigned> Context = ContextOf(S))
          for (const auto &[I, A] : llvm::enumerate(S.Args))
            if (std::optional<EntityId> Table = variable(A);
                Table && I != *Context)
              Given[*Table].add(S.Args[*Context]);
  if (Given.empty())
    return;

  struct Uses {
    /// Which routine is written into which table.
    std::vector<std::pair<EntityId, EntityId>> Stores;
    /// Routines that are put elsewhere, and tables that others get.
    std::vector<EntityId> Others;
  };
  auto Find = [&](Uses &Found, FunctionId Id) {
    for (const Block &B : function(Id).Blocks) {
      auto Visit = [&](const Operand &O) {
        if (O.K == Operand::Kind::Function)
          Found.Others.push_back(O.entity());
        else if (O.K != Operand::Kind::Int && O.K != Operand::Kind::Unknown &&
                 O.P.Root == Place::RootKind::Global &&
                 Given.contains(O.P.Base))
          Found.Others.push_back(O.P.Base);
      };
      for (const Statement &S : B.Body) {
        const std::optional<unsigned> Context = ContextOf(S);
        if (S.K == Statement::Kind::Assign &&
            S.Value.A.K == Operand::Kind::Function && !S.Dest.Path.empty() &&
            S.Dest.Root == Place::RootKind::Global &&
            !S.Dest.throughPointer() && Given.contains(S.Dest.Base))
          Found.Stores.push_back({S.Value.A.entity(), S.Dest.Base});
        else if (Context)
          for (const auto &[I, A] : llvm::enumerate(S.Args)) {
            if (I == *Context || !variable(A))
              Visit(A);
          }
        else
          forEachOperand(S, Visit);
      }
      forEachOperand(B.End, Visit);
    }
  };
  const std::vector<Uses> Parts = gather<Uses>(Jobs, numFunctions(), Find);
  llvm::BitVector Others;
  for (const Uses &Part : Parts)
    for (EntityId E : Part.Others)
      put(Others, E);
  llvm::DenseMap<EntityId, Passed> To;
  for (const Uses &Part : Parts)
    for (auto [Routine, Table] : Part.Stores) {
      const Passed &What = Given[Table];
      if (isIn(Others, Routine) || isIn(Others, Table) || !What.isKnown())
        To[Routine].forget();
      else
        To[Routine].add(*What);
    }
  for (const auto &[Routine, What] : To)
    if (What.isKnown())
      Contexts[Routine] = *What;
}

} // namespace nmr
