//===- CallbackTables.cpp - Whose callbacks a routine is one of -----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which registration a callback belongs to is said by the table that the
/// register call was given. Here it is told from the text of the program alone,
/// and where that leaves a choice nothing is said: a routine is a callback of a
/// kind of registration if every register call of the kind names a table that
/// has it, and nothing else, in the same field.
///
//===----------------------------------------------------------------------===//

#include "Solve/Parallel.h"
#include "Solve/Program.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <tuple>

namespace nmr {

namespace {

/// What the text calls a table: a variable, or a field of whatever object.
struct TableName {
  enum class Kind : uint8_t { Unknown, Global, Local, Field };
  Kind K = Kind::Unknown;
  uint32_t Id = NoId;
  const Function *In = nullptr; ///< Of a local.
  auto operator<=>(const TableName &) const = default;
};

/// The table at \p Pl without its last \p Dropped steps.
TableName tableAt(const Function &F, const Place &Pl, size_t Dropped) {
  auto Path = llvm::ArrayRef<Projection>(Pl.Path).drop_back(Dropped);
  if (!Path.empty() && Path.back().K == Projection::Kind::Field &&
      Path.back().Field != NoId)
    return {TableName::Kind::Field, Path.back().Field, nullptr};
  if (!Path.empty())
    return {};
  if (Pl.Root == Place::RootKind::Global)
    return {TableName::Kind::Global, Pl.Base, nullptr};
  return {TableName::Kind::Local, Pl.Base, &F};
}

} // namespace

void Program::findCallbackTables(
    llvm::ArrayRef<llvm::BitVector> InFields,
    llvm::ArrayRef<llvm::ArrayRef<llvm::StringRef>> Groups) {
  // The routines that are written into each field of each table.
  std::map<std::pair<TableName, llvm::StringRef>,
           llvm::SmallVector<EntityId, 1>>
      Written;
  llvm::BitVector Known;
  // The tables that each register call may be given.
  llvm::SmallVector<
      std::pair<const ProtocolFunction *, llvm::SmallVector<TableName, 3>>, 4>
      Registered;
  for (FunctionId Id : ProtocolCallers)
    for (const Block &B : function(Id).Blocks)
      for (const Statement &S : B.Body)
        if (const ProtocolFunction *PF = protocolFunction(S);
            PF && PF->V == Verb::Register) {
          auto &Of =
              Registered.emplace_back(PF, llvm::SmallVector<TableName, 3>())
                  .second;
          for (const Operand &A : S.Args)
            if (A.K == Operand::Kind::AddressOf)
              Of.push_back(tableAt(function(Id), A.P, 0));
        }
  // Stores of functions into fields, and in what they are.
  using Stores = std::vector<std::pair<const Statement *, TableName>>;
  auto FindStores = [&](Stores &Found, FunctionId Id) {
    for (const Block &B : function(Id).Blocks)
      for (const Statement &S : B.Body) {
        if (S.K != Statement::Kind::Assign ||
            S.Value.A.K != Operand::Kind::Function || S.Dest.Path.empty())
          continue;
        const Projection &Last = S.Dest.Path.back();
        if (Last.K != Projection::Kind::Field || Last.Field == NoId)
          continue;
        const TableName Table = tableAt(function(Id), S.Dest, 1);
        if (Table.K != TableName::Kind::Unknown)
          Found.push_back({&S, Table});
      }
  };
  for (const Stores &Part : gather<Stores>(Jobs, numFunctions(), FindStores))
    for (const auto &[S, Table] : Part) {
      put(Known, S->Value.A.entity());
      auto &Of =
          Written[{Table, Unit.Entities[S->Dest.Path.back().Field].Name}];
      if (!llvm::is_contained(Of, S->Value.A.entity()))
        Of.push_back(S->Value.A.entity());
    }
  auto IsIn = [&](const TableName &T, llvm::StringRef Field, EntityId R) {
    auto It = Written.find({T, Field});
    return It != Written.end() && It->second.size() == 1 &&
           It->second.front() == R;
  };
  for (const auto &[I, Fields] : llvm::enumerate(Groups)) {
    // What got there in another way may be in any table.
    if (llvm::any_of(InFields[I].set_bits(),
                     [&](EntityId R) { return !isIn(Known, R); }))
      continue;
    for (EntityId R : InFields[I].set_bits())
      for (const ProtocolFunction &PF : P.functions()) {
        if (PF.Callbacks != Fields || isCallbackOf(R, PF.Side))
          continue;
        auto HasIt = [&](const auto &Call) {
          return Call.first->Side != PF.Side ||
                 llvm::any_of(Call.second, [&](const TableName &T) {
                   return llvm::any_of(Fields, [&](llvm::StringRef Field) {
                     return IsIn(T, Field, R);
                   });
                 });
        };
        auto IsOfKind = [&](const auto &Call) {
          return Call.first->Side == PF.Side;
        };
        if (llvm::any_of(Registered, IsOfKind) &&
            llvm::all_of(Registered, HasIt))
          CallbackOf[R].push_back(PF.Side);
      }
  }
}

} // namespace nmr
