//===- ContextClasses.cpp - Where contexts come back ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the system is given as a context, with a routine to pass it to, is a
/// parameter of that routine: both are of one class. Which routines a table
/// holds is told by the class of the table.
///
//===----------------------------------------------------------------------===//

#include "Solve/SliceClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace nmr {

bool Slice::Classes::handsOver(const Statement &St, const CallInfo &C) const {
  if (C.K == CallKind::Protocol)
    return C.PF->V == Verb::Attach ||
           (C.PF->V == Verb::Register && !C.PF->Callbacks.empty());
  return C.K == CallKind::System && St.callee().K == Operand::Kind::Function &&
         P.Takers.contains(St.callee().entity());
}

/// One round: what is united may bring more routines together with a context.
class Slice::Classes::Contexts {
public:
  explicit Contexts(Classes &C) : C(C) {
    C.HandedOver.clear();
    for (const auto &[I, T] : llvm::enumerate(C.Taken))
      TakenIn[C.Sets.find(T.In)].push_back(I);
    llvm::StringMap<const Routine *> ByField;
    for (const Side &S : C.P.protocols().sides())
      for (const Routine &R : S.Of->Routines)
        ByField[R.Field] = &R;
    llvm::StringSet<> ForObjects;
    for (const SystemFunction &SF : windows().Functions)
      if (!SF.PassedIn.empty())
        ForObjects.insert(SF.PassedIn);
    for (const TakenFunction &T : C.Taken)
      if (T.Field != NoId) {
        const llvm::StringRef Field = C.P.unit().entity(T.Field).Name;
        if (ForObjects.contains(Field))
          InField[Field].push_back(T.F);
        if (auto It = ByField.find(Field); It != ByField.end()) {
          const Routine *As = It->second;
          InTable[C.Sets.find(T.In)].push_back({T.F, As});
          if (T.Global != NoId)
            InVariable[T.Global].push_back({T.F, As});
          if (As->V == Verb::Offer)
            Offered[T.F].push_back({T.In, T.Global, As});
        }
      }
  }

  bool run() {
    for (const Ref &R : C.HandsOver) {
      const CallInfo &Call = C.callInfo(R);
      if (Call.K == CallKind::System)
        passBySystem(R);
      else if (Call.K == CallKind::Modelled)
        passObject(R, *Call.SF);
      else if (Call.PF->V == Verb::Register)
        passRegistration(R, *Call.PF);
      else
        passBinding(R.F, C.at(R).Args[Call.PF->ContextParam]);
    }
    for (const auto &[F, Tables] : Offered)
      for (const OfferedIn &T : Tables)
        if (std::optional<unsigned> Out = T.As->StoresContext;
            Out && *Out < C.P.function(F).NumParams)
          passToTable(F,
                      Operand::load(Place::local(
                          *Out, C.P.function(F).Locals[*Out].Size)),
                      T, /*Behind=*/true);
    return Changed;
  }

private:
  /// A routine in a table.
  struct TableRoutine {
    FunctionId F;
    const Routine *As;
  };
  /// A table with an attach routine.
  struct OfferedIn {
    NodeIndex Table;
    EntityId Variable;
    const Routine *As;
  };
  template <typename Key>
  using Tables = llvm::DenseMap<Key, std::vector<TableRoutine>>;
  template <typename Key>
  static llvm::ArrayRef<TableRoutine> routinesIn(const Tables<Key> &Of,
                                                 Key Table) {
    if (Table == NoId)
      return {};
    auto It = Of.find(Table);
    return It == Of.end() ? llvm::ArrayRef<TableRoutine>()
                          : llvm::ArrayRef(It->second);
  }

  void pass(FunctionId F, const Operand &From, FunctionId To, LocalId Param,
            bool Behind = false) {
    if (!hasPlace(From) || Param >= C.P.function(To).NumParams)
      return;
    C.HandedOver[F].push_back({F, From, Behind, To, Param});
    const NodeIndex A = C.node(F, From), B = C.LocalBase[To] + Param;
    if (C.Sets.find(A) == C.Sets.find(B))
      return;
    C.Sets.unite(A, B);
    Changed = true;
  }

  void passBySystem(const Ref &R) {
    const Statement &St = C.at(R);
    const SystemHandOver &H = *C.P.Takers.find(St.callee().entity())->second;
    if (std::max(H.Routine, H.Context) >= St.Args.size())
      return;
    const Operand &Routine = St.Args[H.Routine];
    auto PassTo = [&](FunctionId To) {
      pass(R.F, St.Args[H.Context], To, H.Param);
    };
    if (Routine.K == Operand::Kind::Function) {
      if (const FunctionId To = C.P.definition(Routine.entity()); To != NoId)
        PassTo(To);
    } else if (hasPlace(Routine)) {
      if (auto It = TakenIn.find(C.Sets.find(C.node(R.F, Routine)));
          It != TakenIn.end())
        for (uint32_t I : It->second)
          PassTo(C.Taken[I].F);
    }
  }

  void passObject(const Ref &R, const SystemFunction &SF) {
    const Statement &St = C.at(R);
    if (SF.Arg < St.Args.size())
      for (FunctionId To : InField[SF.PassedIn])
        pass(R.F, St.Args[SF.Arg], To, 0, /*Behind=*/true);
  }

  void passRegistration(const Ref &R, const ProtocolFunction &PF) {
    const Statement &St = C.at(R);
    auto PassTo = [&](llvm::ArrayRef<TableRoutine> Routines) {
      for (const TableRoutine &To : Routines)
        if (To.As->RegistrationParam &&
            llvm::is_contained(PF.Callbacks, To.As->Field))
          for (const KeptObject &K : PF.Keeps)
            if (K.Fields.empty())
              pass(R.F, St.Args[K.Param], To.F, *To.As->RegistrationParam);
    };
    for (const Operand &A : St.Args)
      if (hasPlace(A)) {
        PassTo(routinesIn(InTable, C.Sets.find(C.node(R.F, A))));
        if (A.K == Operand::Kind::AddressOf &&
            A.P.Root == Place::RootKind::Global && !A.P.throughPointer())
          PassTo(routinesIn(InVariable, A.P.Base));
      }
  }

  /// \p F names a binding by \p Context, which the routines get that lie beside
  /// the attach routines that lead there.
  void passBinding(FunctionId F, const Operand &Context) {
    for (FunctionId Attach : attachesAbove(F))
      for (const OfferedIn &T : Offered[Attach])
        passToTable(F, Context, T, /*Behind=*/false);
  }

  void passToTable(FunctionId F, const Operand &Context, const OfferedIn &T,
                   bool Behind) {
    for (llvm::ArrayRef<TableRoutine> Routines :
         {routinesIn(InTable, C.Sets.find(T.Table)),
          routinesIn(InVariable, T.Variable)})
      for (const TableRoutine &To : Routines)
        if (To.As->V != Verb::Offer)
          pass(F, Context, To.F, To.As->Param, Behind);
  }

  /// The attach routines that \p F is one of, or that call it.
  std::vector<FunctionId> attachesAbove(FunctionId F) {
    std::vector<FunctionId> Work = {F}, Result;
    llvm::DenseSet<FunctionId> Seen = {F};
    while (!Work.empty()) {
      F = Work.back();
      Work.pop_back();
      if (Offered.contains(F)) {
        Result.push_back(F);
        continue;
      }
      if (Callers.empty())
        findCallers();
      for (FunctionId By : Callers.lookup(F))
        if (Seen.insert(By).second)
          Work.push_back(By);
    }
    return Result;
  }

  void findCallers() {
    for (FunctionId F = 0; F != C.P.numFunctions(); ++F)
      for (BlockId B = 0; B != C.P.function(F).Blocks.size(); ++B)
        for (uint32_t I = 0; I != C.P.function(F).Blocks[B].Body.size(); ++I)
          if (const Ref R{F, B, I}; C.at(R).K == Statement::Kind::Call)
            for (FunctionId G : C.callInfo(R).Bodies)
              Callers[G].push_back(F);
  }

  Classes &C;
  bool Changed = false;
  /// By class: the routines that lie there.
  llvm::DenseMap<NodeIndex, llvm::SmallVector<uint32_t, 2>> TakenIn;
  Tables<NodeIndex> InTable; ///< By class.
  Tables<EntityId> InVariable;
  llvm::StringMap<std::vector<FunctionId>> InField; ///< For objects.
  llvm::MapVector<FunctionId, llvm::SmallVector<OfferedIn, 1>> Offered;
  /// Empty until somebody asks.
  llvm::DenseMap<FunctionId, llvm::SmallVector<FunctionId, 2>> Callers;
};

bool Slice::Classes::uniteContexts() { return Contexts(*this).run(); }

} // namespace nmr
