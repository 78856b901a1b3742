//===- Footprint.cpp - What verdicts rest on ------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Footprint.h"
#include "Solve/Bindings.h"
#include "Solve/Lives.h"
#include "Solve/Parallel.h"
#include "Solve/SliceClasses.h"
#include "Solve/SystemBodies.h"
#include "Summary/Visit.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

namespace nmr {

class Slice::Tracer {
public:
  Tracer(const Classes &C, const Held &Asked, const Summary &Linked,
         const SolveOptions &O)
      : C(C), P(C.P), Asked(Asked), Linked(Linked), Options(O),
        Sensitive(C.Sets.size()) {}

  Footprint run(const Footprint &Said);

private:
  void findSensitive();
  void addFieldsAndClasses();
  void addSimulated();
  void addCalled(std::vector<FunctionId> Work);
  void addInterfaces();
  void findReaching();
  void findEmptied(const Footprint &Said);
  void hold(EntityId E) {
    if (E < F.Held.size())
      F.Held.set(E);
  }
  void add(NodeIndex N) {
    if (N != NoId)
      Sensitive.set(C.Sets.root(N));
  }
  bool isSensitive(NodeIndex N) const { return Sensitive.test(C.Sets.root(N)); }
  /// It calls, itself, what a protocol gives a meaning.
  bool callsNamed(FunctionId Id) const;

  const Classes &C;
  const Program &P;
  const Held &Asked;
  const Summary &Linked;
  const SolveOptions &Options;
  llvm::BitVector Sensitive; ///< By class.
  Footprint F;
};

/// Classes that a slice holds, and those that must not be joined because more
/// would follow from that.
void Slice::Tracer::findSensitive() {
  for (NodeIndex N : Asked.Classes.set_bits())
    Sensitive.set(N);
  llvm::for_each(C.AlwaysClasses, [&](NodeIndex N) { add(N); });
  llvm::for_each(C.Handles, [&](NodeIndex N) { add(N); });
  llvm::for_each(C.Pointers, [&](NodeIndex N) { add(N); });
  for (const Program::Site &S : P.sites()) {
    add(C.handleClass(S));
    llvm::for_each(C.handedClasses(S), [&](NodeIndex N) { add(N); });
  }
  for (const auto &[N, Of] : C.Uses)
    add(N);
  for (const Classes::Ref &R : C.Teardowns)
    add(C.classOf(R.F, C.at(R).Args[C.callInfo(R).SF->Arg]));
}

/// A field of which one use is sensitive is held. A class may come to hold
/// handles by being joined with one that does; then all uses of its fields are
/// joined: so those of a field that is held are all sensitive.
void Slice::Tracer::addFieldsAndClasses() {
  using UseSet = llvm::DenseSet<std::pair<EntityId, NodeIndex>>;
  auto Find = [&](UseSet &Found, FunctionId Id) {
    forEachPlace(P.function(Id), [&](const Place &Pl) {
      for (const Projection &Pr : Pl.Path)
        if (Pr.K == Projection::Kind::Field && Pr.Field != NoId)
          Found.insert({Pr.Field, C.classOf(Id, Pl)});
    });
  };
  UseSet Uses;
  for (const UseSet &Part : gather<UseSet>(P.Jobs, P.numFunctions(), Find))
    Uses.insert(Part.begin(), Part.end());
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto [Field, N] : Uses) {
      if (F.Held.test(Field) == Sensitive.test(N))
        continue;
      F.Held.set(Field);
      Sensitive.set(N);
      Changed = true;
    }
  }
}

/// Functions that were simulated or walked in the whole program, and the
/// globals that they name.
void Slice::Tracer::addSimulated() {
  for (FunctionId Id = 0; Id != P.numFunctions(); ++Id) {
    if (!P.Infos.known(Id))
      continue;
    hold(P.function(Id).Entity);
    F.CallsMatter = true;
    P.forEachNamed(Id, [&](EntityId G) { hold(G); });
  }
}

/// Adds \p Work and all that they call.
void Slice::Tracer::addCalled(std::vector<FunctionId> Work) {
  llvm::DenseSet<FunctionId> Seen(Work.begin(), Work.end());
  while (!Work.empty()) {
    const FunctionId Id = Work.back();
    Work.pop_back();
    hold(P.function(Id).Entity);
    for (BlockId B = 0; B != P.function(Id).Blocks.size(); ++B)
      for (uint32_t I = 0; I != P.function(Id).Blocks[B].Body.size(); ++I)
        if (C.at({Id, B, I}).K == Statement::Kind::Call)
          for (FunctionId G : C.callInfo({Id, B, I}).Bodies)
            if (Seen.insert(G).second)
              Work.push_back(G);
  }
}

bool Slice::Tracer::callsNamed(FunctionId Id) const {
  return Program::namesAny(P.function(Id), P.ProtocolNames) ||
         Program::namesAny(P.function(Id), P.LimitedNames);
}

/// Through which functions and globals something sensitive can be reached.
void Slice::Tracer::addInterfaces() {
  for (FunctionId Id = 0; Id != P.numFunctions(); ++Id) {
    bool Is =
        Program::isIn(Asked.Functions, Id) || Sensitive.test(C.returnClass(Id));
    for (LocalId L = 0; L != P.function(Id).NumParams; ++L)
      Is |= Sensitive.test(C.localClass(Id, L));
    if (Is)
      hold(P.function(Id).Entity);
  }
  for (const auto &[G, Of] : C.Leaves)
    if (llvm::any_of(Of, [&](const auto &L) { return isSensitive(L.N); }))
      hold(G);
  F.AnswersHeld = llvm::any_of(C.Leaves.find(P.answers())->second,
                               [&](const auto &L) { return isSensitive(L.N); });
}

void Slice::Tracer::findReaching() {
  const llvm::BitVector Of = P.reaching([&](FunctionId Id) {
    const Program::Calls &Calls = P.CallsOf[Id];
    return Calls.OutOfView || Calls.Protocol || Calls.Limited ||
           Calls.Verbs != 0 || callsNamed(Id);
  });
  for (FunctionId Id = 0; Id != P.numFunctions(); ++Id)
    if (Of.test(P.Component[Id]) && P.function(Id).Entity < F.Reaches.size())
      F.Reaches.set(P.function(Id).Entity);
}

/// A function that is simulated gets the globals that it can name along, also
/// through those that it calls; and a path passes over calls that come back.
void Slice::Tracer::findEmptied(const Footprint &Said) {
  if (Said.Emptied.none())
    return;
  // Where a path stays in a vicinity, all globals go along.
  llvm::BitVector Asked(P.numFunctions());
  for (FunctionId Id = 0; Id != P.numFunctions(); ++Id)
    if (P.Infos.known(Id) && P.Names.known(P.Component[Id]))
      Asked.set(Id);
  llvm::BitVector Simulated(P.GlobalNumber.size()),
      Nameable(P.ExposedNames.size());
  for (FunctionId Id = 0; Id != P.numFunctions(); ++Id) {
    if (P.Infos.known(Id))
      P.forEachNamed(Id, [&](EntityId G) { Simulated.set(G); });
    if (Program::isIn(Said.CalledByEmptied, P.function(Id).Entity))
      Nameable |= P.namesOf(P.Component[Id]);
  }
  auto MayStay = [&, Is = std::optional<bool>()]() mutable {
    if (!Is)
      Is = llvm::any_of(llvm::seq(P.numFunctions()), [&](FunctionId Id) {
        return Program::isIn(Said.CalledByEmptied, P.function(Id).Entity) &&
               !P.alwaysReturns(Id);
      });
    return *Is;
  };
  // System functions name these.
  for (EntityId G : {P.answers(), P.tied()})
    Nameable.set(P.GlobalNumber[G]);
  for (EntityId G = 0; G != P.GlobalNumber.size(); ++G)
    if (P.GlobalNumber[G] != NoId && !Simulated.test(G))
      Nameable.reset(P.GlobalNumber[G]);
  const llvm::BitVector CallsThem = P.reaching([&](FunctionId Id) {
    return Program::isIn(Said.Emptied, P.function(Id).Entity);
  });
  for (FunctionId Id = 0; Id != P.numFunctions(); ++Id)
    F.EmptiedMatter |=
        P.Infos.known(Id) && CallsThem.test(P.Component[Id]) &&
        (MayStay() ||
         (Asked.test(Id) && Nameable.test(P.namesOf(P.Component[Id]))));
}

Footprint Slice::Tracer::run(const Footprint &Said) {
  const size_t N = Linked.Entities.size();
  F.Held.resize(N);
  F.Ordered.resize(N);
  F.Reaches.resize(N);
  F.NoEntry = !P.hasEntry();
  // The harness, too, calls out of view if anything may.
  F.OutOfView = llvm::any_of(
      P.CallsOf, [](const Program::Calls &Calls) { return Calls.OutOfView; });
  F.CallsMatter = F.OutOfView;

  F.PointeesHeld = P.AddressesIn.Pointees;
  for (EntityId E : P.AddressesIn.Entities.set_bits())
    hold(E);
  const Meanings Known(P.protocols(), Options);
  for (EntityId E = 0; E != N; ++E) {
    const Entity &Ent = Linked.Entities[E];
    if (Known.has(Ent))
      F.Held.set(E);
    // It is called, if at all, out of view.
    if (Ent.K == Entity::Kind::Function && P.definition(E) == NoId &&
        !Ent.System)
      F.Held.set(E);
  }
  findSensitive();
  addFieldsAndClasses();
  addInterfaces();
  addSimulated();
  addCalled(P.HandedToProtocols);
  if (asksForBindings(Options.Rules))
    if (const std::vector<BindingLife> Lives = findLives(Linked, P);
        !Lives.empty())
      for (const Function &Fn : partOf(Linked, Lives).Functions)
        hold(Fn.Entity);
  findReaching();
  findEmptied(Said);

  for (EntityId E : P.TakenEntities.set_bits())
    if (E < N)
      F.Ordered.set(E);
  // That one is named at all decides over what runs follow.
  for (EntityId E = 0; E != N; ++E)
    if (const SystemFunction *SF = P.systemFunction(E); SF && SF->endsObject())
      F.Ordered.set(E);
  for (const Block &B : P.function(P.harness()).Blocks)
    for (const Statement &S : B.Body)
      if (S.K == Statement::Kind::Call &&
          S.callee().K == Operand::Kind::Function && S.callee().entity() < N)
        F.Ordered.set(S.callee().entity());
  return std::move(F);
}

Footprint Slice::footprint(const Summary &Linked, const SolveOptions &O,
                           const Footprint &Said) const {
  return Tracer(*C, *Asked, Linked, O).run(Said);
}

Meanings::Meanings(const Protocols &P, const SolveOptions &O) {
  for (llvm::ArrayRef<llvm::StringRef> Of :
       {llvm::ArrayRef(windows().UnloadFields),
        llvm::ArrayRef(windows().EndFields)})
    for (llvm::StringRef Name : Of)
      Fields.insert(Name);
  for (const SystemFunction &SF : windows().Functions)
    if (!SF.Field.empty())
      Fields.insert(SF.Field);
  for (const System::FieldName &Field :
       {windows().FirstDevice, windows().NextDevice})
    Fields.insert(Field.Name);
  for (const ProtocolFunction &PF : P.functions()) {
    Functions.insert(PF.Name);
    for (llvm::StringRef Name : PF.Callbacks)
      Fields.insert(Name);
  }
  for (const Side &S : P.sides())
    for (const Routine &R : S.Of->Routines) {
      Fields.insert(R.Field);
      Types.insert(R.Type);
    }
  for (const IrqlLimit &L : P.limits())
    Functions.insert(L.Name);
  for (const RaisedRoutine &R : P.raisedRoutines()) {
    Functions.insert(R.Taker);
    Types.insert(R.Type);
  }
  for (llvm::ArrayRef<llvm::StringRef> Of :
       {llvm::ArrayRef(windows().EntryTypes),
        llvm::ArrayRef(windows().UnloadTypes)})
    for (llvm::StringRef Type : Of)
      Types.insert(Type);
  for (llvm::StringRef Name : windows().EntryNames)
    Functions.insert(Name);
  Functions.insert(windows().ExportEntry);
  Functions.insert(windows().ExportUnload);
  for (llvm::ArrayRef<std::string> Of :
       {llvm::ArrayRef(O.UnloadFunctions), llvm::ArrayRef(O.FreeFunctions)})
    for (const std::string &Name : Of)
      Functions.insert(Name);
}

bool Meanings::has(const Entity &E) const {
  return E.K == Entity::Kind::Field ? Fields.contains(E.Name)
         : E.K == Entity::Kind::Global
             ? false
             : Functions.contains(E.Name) ||
                   llvm::any_of(E.DeclaredAs, [&](const std::string &Type) {
                     return Types.contains(Type);
                   });
}

} // namespace nmr
