//===- TiedClasses.cpp - Where what is tied to a registration may end -----===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The classes and statements that a slice needs beyond those of the handle if
/// what is tied to the registration is followed (Tied.h).
///
//===----------------------------------------------------------------------===//

#include "Solve/Parallel.h"
#include "Solve/SliceClasses.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

void Slice::Classes::visitClasses(
    FunctionId F, const Operand &O,
    llvm::function_ref<void(NodeIndex)> Visit) const {
  if (!hasPlace(O))
    return;
  Visit(classOf(F, O));
  // The address is taken; what lies there are places of their own.
  if (O.K == Operand::Kind::AddressOf && O.P.Root == Place::RootKind::Global &&
      !O.P.throughPointer())
    for (const Leaf &L : Leaves.find(O.P.Base)->second)
      Visit(Sets.root(L.N));
}

std::vector<NodeIndex>
Slice::Classes::keptClasses(const Program::Site &S) const {
  std::vector<NodeIndex> Result;
  for (const KeptObject &K : S.Callee->Keeps)
    visitClasses(S.F, at({S.F, S.Block, S.Index}).Args[K.Param],
                 [&](NodeIndex N) { Result.push_back(N); });
  return Result;
}

std::vector<NodeIndex>
Slice::Classes::handedClasses(const Program::Site &S) const {
  const std::vector<NodeIndex> Kept = keptClasses(S);
  llvm::SmallSetVector<NodeIndex, 8> Result(Kept.begin(), Kept.end());
  for (size_t I = 0; I != Result.size(); ++I)
    if (auto It = HandedOn.find(Result[I]); It != HandedOn.end())
      Result.insert(It->second.begin(), It->second.end());
  Result.remove_if([&](NodeIndex N) { return N >= Sets.size(); });
  return std::vector<NodeIndex>(Result.begin(), Result.end());
}

/// \p From in \p F comes back as a parameter of \p To.
void Slice::Classes::pass(FunctionId F, const Operand &From, FunctionId To,
                          LocalId Param, bool Behind) {
  if (!hasPlace(From) || Param >= P.function(To).NumParams)
    return;
  Passed.push_back({F, From, Behind, To, Param});
  HandedOn[classOf(F, From)].insert(localClass(To, Param));
}

/// What a protocol is given as a context goes to the routines in its tables.
void Slice::Classes::passByProtocols(llvm::ArrayRef<Ref> Attaches) {
  struct Receiver {
    FunctionId F;
    const Protocol *Of;
    const Routine *As;
  };
  std::vector<Receiver> Receivers;
  for (const Side &S : P.protocols().sides())
    for (const Routine &R : S.Of->Routines)
      for (const TakenFunction &T : Taken)
        if (T.Field != NoId && P.unit().entity(T.Field).Name == R.Field)
          Receivers.push_back({T.F, S.Of, &R});
  auto PassBinding = [&](const Protocol *Of, FunctionId F, const Operand &Name,
                         bool Behind) {
    for (const Receiver &To : Receivers)
      if (To.Of == Of && To.As->V != Verb::Offer)
        pass(F, Name, To.F, To.As->Param, Behind);
  };
  for (const Receiver &R : Receivers)
    if (std::optional<unsigned> Out = R.As->StoresContext;
        Out && *Out < P.function(R.F).NumParams)
      PassBinding(
          R.Of, R.F,
          Operand::load(Place::local(*Out, P.function(R.F).Locals[*Out].Size)),
          /*Behind=*/true);
  for (const Ref &R : Attaches) {
    const ProtocolFunction &PF = *callInfo(R).PF;
    PassBinding(&P.protocols().of(PF), R.F, at(R).Args[PF.ContextParam],
                /*Behind=*/false);
  }
  for (const Program::Site &S : P.sites()) {
    const Statement &St = at({S.F, S.Block, S.Index});
    for (const KeptObject &K : S.Callee->Keeps)
      for (const Receiver &To : Receivers)
        if (To.As->RegistrationParam)
          pass(S.F, St.Args[K.Param], To.F, *To.As->RegistrationParam);
  }
}

/// A routine that is passed to the system gets what is passed with it, or lies
/// beside it.
void Slice::Classes::passBySystem(const Ref &R) {
  const Statement &St = at(R);
  for (const Operand &Routine : St.Args)
    if (Routine.K == Operand::Kind::Function)
      if (FunctionId To = P.definition(Routine.entity()); To != NoId)
        for (const Operand &A : St.Args)
          for (LocalId Param = 0; Param < P.function(To).NumParams; ++Param)
            pass(R.F, A, To, Param);
  for (const Operand &Table : St.Args)
    visitClasses(R.F, Table, [&](NodeIndex N) {
      if (TakenIn.contains(N))
        for (const Operand &A : St.Args)
          visitClasses(R.F, A, [&](NodeIndex Given) {
            HandedOn[Given].insert(Sets.size() + N);
          });
    });
}

/// Notes for each class of what is kept where it is named.
void Slice::Classes::findTouching() {
  for (const Program::Site &S : P.sites())
    for (NodeIndex N : handedClasses(S))
      Touching[N];
  if (Touching.empty())
    return;
  for (FunctionId F = 0; F < P.numFunctions(); ++F)
    for (BlockId B = 0; B < P.function(F).Blocks.size(); ++B) {
      const Block &Blk = P.function(F).Blocks[B];
      llvm::SmallSetVector<NodeIndex, 8> Named;
      auto Note = [&](Ref R) {
        for (NodeIndex N : Named)
          if (auto It = Touching.find(N); It != Touching.end())
            It->second.push_back(R);
        Named.clear();
      };
      auto Name = [&](const Operand &O) {
        if (hasPlace(O))
          Named.insert(classOf(F, O));
      };
      for (uint32_t I = 0; I < Blk.Body.size(); ++I) {
        const Statement &St = Blk.Body[I];
        if (St.K != Statement::Kind::Call || St.HasDest)
          Named.insert(classOf(F, St.Dest));
        Name(St.Value.A);
        Name(St.Value.B);
        llvm::for_each(St.Args, Name);
        Note({F, B, I});
      }
      Name(Blk.End.A);
      Note({F, B, NoId});
    }
}

/// The calls in the routines of protocols, and in what they call, that may use
/// what their arguments point at or name.
void Slice::Classes::findUses() {
  std::vector<FunctionId> Work = P.HandedToProtocols;
  llvm::DenseSet<FunctionId> Seen(Work.begin(), Work.end());
  while (!Work.empty()) {
    FunctionId F = Work.back();
    Work.pop_back();
    for (BlockId B = 0; B < P.function(F).Blocks.size(); ++B)
      for (uint32_t I = 0; I < P.function(F).Blocks[B].Body.size(); ++I) {
        const Ref R{F, B, I};
        if (at(R).K != Statement::Kind::Call)
          continue;
        for (FunctionId G : callInfo(R).Bodies)
          if (Seen.insert(G).second)
            Work.push_back(G);
        if (callInfo(R).Bodies.empty())
          for (const Operand &A : at(R).Args)
            if (hasPlace(A))
              Uses[classOf(F, A)].push_back(R);
      }
  }
}

/// What may end while a registration needs it.
void Slice::Classes::findMortals() {
  if (P.FollowsDestroyed)
    findUses();
  for (uint32_t I = 0; P.FollowsKept && I != Taken.size(); ++I) {
    const NodeIndex N = Sets.root(Taken[I].In);
    TakenIn[N].push_back(I);
    for (LocalId L = 0; L < P.function(Taken[I].F).NumParams; ++L)
      HandedOn[Sets.size() + N].insert(localClass(Taken[I].F, L));
  }
  struct Mortals {
    std::vector<Ref> Calls; ///< Out of the driver, with arguments.
    llvm::DenseSet<NodeIndex> Classes;
  };
  auto Find = [&](Mortals &Found, FunctionId F) {
    for (BlockId B = 0; B < P.function(F).Blocks.size(); ++B)
      for (uint32_t I = 0; I < P.function(F).Blocks[B].Body.size(); ++I)
        if (const Ref R{F, B, I};
            at(R).K == Statement::Kind::Call && !at(R).Args.empty())
          if (const CallInfo &C = callInfo(R);
              C.isToSystem() || C.SF || C.K == CallKind::Protocol)
            Found.Calls.push_back(R);
    if (P.FollowsKept)
      visitPlaces(F, [&](const Place &Pl, bool Address, uint64_t) {
        if (Address && Pl.Root == Place::RootKind::Local &&
            !Pl.throughPointer())
          Found.Classes.insert(localClass(F, Pl.Base));
      });
  };
  std::vector<Ref> Attaches;
  llvm::SmallSetVector<NodeIndex, 4> Created, Deleted;
  for (const Mortals &Part : gather<Mortals>(P.Jobs, P.numFunctions(), Find)) {
    MortalClasses.insert(Part.Classes.begin(), Part.Classes.end());
    for (const Ref &R : Part.Calls) {
      const CallInfo &C = callInfo(R);
      if (P.FollowsKept && C.isToSystem())
        passBySystem(R);
      if (C.K == CallKind::Protocol && C.PF->V == Verb::Attach)
        Attaches.push_back(R);
      const SystemFunction *SF = C.SF;
      if (SF && SF->E == SystemFunction::Effect::CreateObject &&
          SF->Arg < at(R).Args.size())
        if (NodeIndex N = classOf(R.F, at(R).Args[SF->Arg]); N != NoId)
          Created.insert(N);
      if (!SF || !SF->endsObject() || SF->Arg >= at(R).Args.size())
        continue;
      NodeIndex N = classOf(R.F, at(R).Args[SF->Arg]);
      if (N == NoId)
        continue;
      if (SF->E == SystemFunction::Effect::Free)
        MortalClasses.insert(N);
      if (!SF->Field.empty())
        Deleted.insert(N);
      if (Uses.contains(N))
        Teardowns.push_back(R);
    }
  }
  // The system passes an object that it has created to any routine.
  for (NodeIndex From : Created)
    HandedOn[From].insert(Deleted.begin(), Deleted.end());
  if (P.FollowsKept) {
    passByProtocols(Attaches);
    findTouching();
  }
}

} // namespace nmr
