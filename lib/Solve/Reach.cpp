//===- Reach.cpp - What functions can do and name -------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Facts that a function has from those that it calls. Whether it calls this or
/// that is computed for all functions, in linear time. Which globals it can
/// name is computed for those that are asked for, since all sets together grow
/// with the product of functions and globals.
///
//===----------------------------------------------------------------------===//

#include "Solve/Parallel.h"
#include "Solve/Program.h"
#include "Summary/Returns.h"
#include "Summary/Visit.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

namespace nmr {

void Program::forEachNamed(FunctionId F,
                           llvm::function_ref<void(EntityId)> Visit) const {
  forEachPlace(function(F), [&](const Place &Pl) {
    if (Pl.Root == Place::RootKind::Global)
      Visit(Pl.Base);
  });
  if (EarlyUses != NoId)
    Visit(EarlyUses);
  for (const Block &B : function(F).Blocks)
    for (const Statement &S : B.Body) {
      if (S.K != Statement::Kind::Call ||
          S.callee().K != Operand::Kind::Function)
        continue;
      EntityId E = S.callee().entity();
      const ProtocolFunction *PF = protocolFunction(S);
      // Only what is not listed is left. Some of it is inline.
      if (!PF && isIn(ProtocolNames, E))
        Visit(Choice);
      // Whose routines a call runs.
      if (FollowsLocks && (PF || event(E) == SystemEvent::InterruptBegins))
        Visit(TiedObjects);
      // The system's own inline functions are the system's all the same.
      if ((definition(E) != NoId && !Unit.Entities[E].System) || event(E))
        continue;
      // Any of these calls may use what was destroyed, or run who does.
      if (FollowsDestroyed)
        Visit(TiedObjects);
      if (PF) {
        if (PF->Chosen)
          Visit(Choice);
        continue;
      }
      const SystemFunction *SF = systemFunction(E);
      if (FollowsKept && SF && SF->endsObject())
        Visit(TiedObjects);
      if (SF) {
        if (SF->IsDevice && Devices)
          Visit(DriverObject);
        if (SF->E == SystemFunction::Effect::SetUnload)
          Visit(FrameworkUnload);
        if (SF->E == SystemFunction::Effect::Constant || SF->Object)
          Visit(Answers);
      }
    }
}

/// What \p F does itself, and whom it calls; \p Arities: with how many
/// arguments it calls through pointers.
void Program::scanCalls(FunctionId F, Calls &C, std::vector<Node> &Callees,
                        llvm::SmallVectorImpl<unsigned> &Arities) const {
  for (const Block &B : function(F).Blocks)
    for (const Statement &S : B.Body) {
      if (S.K != Statement::Kind::Call)
        continue;
      if (S.callee().K != Operand::Kind::Function) {
        Arities.push_back(S.Args.size());
        continue;
      }
      EntityId E = S.callee().entity();
      C.Limited |= isOfLimitedUse(S);
      if (const ProtocolFunction *PF = protocolFunction(S)) {
        C.Protocol = true;
        C.Verbs |= 1 << unsigned(PF->V);
        continue;
      }
      if (S.Virtual)
        llvm::append_range(Callees, overriders(E));
      if (definition(E) != NoId)
        Callees.push_back(definition(E));
      else if (auto Ev = event(E))
        C.OutOfView |= *Ev == SystemEvent::OutOfView;
      else if (!systemFunction(E) && !Unit.Entities[E].System &&
               !isOverridden(S))
        C.OutOfView = true;
    }
}

void Program::findCallees() {
  size_t N = numFunctions();
  // An indirect call leads to a node that stands for all that the driver's own
  // pointers may lead to and that take as many arguments. Where an unload
  // routine is stored for the system and never read, it is not among them.
  std::map<unsigned, std::vector<Node>> ByArity;
  for (FunctionId G : PointedAt)
    if (EntityId E = function(G).Entity;
        !isIn(SystemOnly, E) || UnloadIsRead || isIn(StoredElsewhere, E))
      ByArity[function(G).NumParams].push_back(G);
  std::map<unsigned, Node> Hubs;
  for (const auto &[Arity, Of] : ByArity)
    Hubs[Arity] = N + Hubs.size();

  std::vector<std::vector<Node>> Of(N);
  forEachIndex(Jobs, N, [&](FunctionId F) {
    llvm::SmallVector<unsigned, 4> Arities;
    scanCalls(F, CallsOf[F], Of[F], Arities);
    for (unsigned Arity : Arities)
      if (auto It = Hubs.find(Arity); It != Hubs.end())
        Of[F].push_back(It->second);
    llvm::sort(Of[F]);
    Of[F].erase(llvm::unique(Of[F]), Of[F].end());
  });
  for (auto &[Arity, Members] : ByArity)
    Of.push_back(std::move(Members));
  CalleeBase.assign(1, 0);
  for (const std::vector<Node> &List : Of)
    CalleeBase.push_back(CalleeBase.back() + List.size());
  Callees.reserve(CalleeBase.back());
  for (const std::vector<Node> &List : Of)
    llvm::append_range(Callees, List);
}

/// Numbers the components of nodes that reach each other, callees first
/// (Tarjan: "Depth-first search and linear graph algorithms", 1972).
void Program::findComponents() {
  size_t N = CalleeBase.size() - 1;
  Component.assign(N, NoId);
  std::vector<uint32_t> Low(N), Number(N, NoId);
  std::vector<Node> Open;
  std::vector<std::pair<Node, uint32_t>> Stack;
  uint32_t Count = 0;
  ComponentBase.assign(1, 0);
  for (Node Root = 0; Root != N; ++Root) {
    if (Number[Root] != NoId)
      continue;
    auto Begin = [&](Node X) {
      Number[X] = Low[X] = Count++;
      Open.push_back(X);
      Stack.push_back({X, CalleeBase[X]});
    };
    Begin(Root);
    while (!Stack.empty()) {
      auto &[X, Next] = Stack.back();
      if (Next != CalleeBase[X + 1]) {
        Node To = Callees[Next++];
        if (Number[To] == NoId)
          Begin(To);
        else if (Component[To] == NoId)
          Low[X] = std::min(Low[X], Number[To]);
        continue;
      }
      Node Done = X;
      Stack.pop_back();
      if (!Stack.empty())
        Low[Stack.back().first] = std::min(Low[Stack.back().first], Low[Done]);
      if (Low[Done] != Number[Done])
        continue;
      Node Member;
      do {
        Member = Open.back();
        Open.pop_back();
        Component[Member] = ComponentBase.size() - 1;
        Members.push_back(Member);
      } while (Member != Done);
      ComponentBase.push_back(Members.size());
    }
  }
}

void Program::computeReach() {
  CallsOf.resize(numFunctions());
  findCallees();
  findComponents();
  // Components come after those that they call.
  size_t N = ComponentBase.size() - 1;
  std::vector<Calls> Of(N);
  bool AnyOutOfView = false;
  for (uint32_t C = 0; C != N; ++C) {
    for (Node X : members(C)) {
      if (X < CallsOf.size())
        Of[C] |= CallsOf[X];
      for (Node To : calleesOf(X))
        Of[C] |= Of[Component[To]];
    }
    // Code out of view may call back, and so the protocol.
    Of[C].Protocol |= Of[C].OutOfView;
    AnyOutOfView |= Of[C].OutOfView;
  }
  for (FunctionId F = 0; F != CallsOf.size(); ++F)
    CallsOf[F] = Of[Component[F]];

  uint32_t NumGlobals = 0;
  GlobalNumber.assign(Unit.Entities.size(), NoId);
  for (EntityId E = 0; E != Unit.Entities.size(); ++E)
    if (Unit.Entities[E].K == Entity::Kind::Global)
      GlobalNumber[E] = NumGlobals++;
  if (FollowsDestroyed && !HandedToProtocols.empty()) {
    const llvm::BitVector Entities = namedFrom(HandedToProtocols);
    auto Named = std::make_shared<llvm::BitVector>(NumGlobals);
    for (EntityId G : Entities.set_bits())
      Named->set(GlobalNumber[G]);
    NamedByRoutines = std::move(Named);
  }
  if (AnyOutOfView || !EntryInView || !OutOfViewName.empty())
    findExposed();
  ExposedNames.resize(NumGlobals);
  for (EntityId E = 0; E != Unit.Entities.size(); ++E)
    if (GlobalNumber[E] != NoId && isExposed(E))
      ExposedNames.set(GlobalNumber[E]);
  // Code out of view may use what it can name, or be given.
  if (HasChosen)
    ExposedNames.set(GlobalNumber[Choice]);
  Infos.reset(numFunctions());
  Names.reset(N);
  Returning.reset(1);
}

llvm::BitVector
Program::reaching(llvm::function_ref<bool(FunctionId)> Is) const {
  // Components come after those that they call.
  llvm::BitVector Of(ComponentBase.size() - 1);
  for (uint32_t C = 0; C != Of.size(); ++C)
    if (llvm::any_of(members(C), [&](Node X) {
          return (X < numFunctions() && Is(X)) ||
                 llvm::any_of(calleesOf(X),
                              [&](Node To) { return Of.test(Component[To]); });
        }))
      Of.set(C);
  return Of;
}

llvm::BitVector Program::findReturning() const {
  auto StaysAt = [&](const Statement &Call) {
    if (Call.callee().K != Operand::Kind::Function)
      return false;
    const EntityId E = Call.callee().entity();
    const SystemFunction *SF = systemFunction(E);
    return Unit.Entities[E].NoReturn || (SF && !SF->comesBack());
  };
  std::vector<char> Own(numFunctions());
  forEachIndex(Jobs, Own.size(), [&](FunctionId F) {
    Own[F] = nmr::alwaysReturns(function(F), StaysAt);
  });
  return reaching([&](FunctionId F) { return !Own[F]; }).flip();
}

/// The globals that \p From, and what they call, can name.
llvm::BitVector Program::namedFrom(llvm::ArrayRef<FunctionId> From) const {
  std::vector<uint32_t> Work;
  llvm::BitVector Seen(ComponentBase.size()), Named(Unit.Entities.size());
  auto Reach = [&](Node X) {
    if (Seen.test(Component[X]))
      return;
    Seen.set(Component[X]);
    Work.push_back(Component[X]);
  };
  llvm::for_each(From, Reach);
  while (!Work.empty()) {
    uint32_t C = Work.back();
    Work.pop_back();
    for (Node X : members(C)) {
      if (X < numFunctions())
        forEachNamed(X, [&](EntityId G) { Named.set(G); });
      llvm::for_each(calleesOf(X), Reach);
    }
  }
  return Named;
}

/// Code out of view names what has external linkage, and calls such functions
/// and those that were handed out.
void Program::findExposed() {
  std::vector<FunctionId> Called;
  Exposed.resize(Unit.Entities.size());
  for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
    const Entity &Ent = Unit.Entities[E];
    if (Ent.K == Entity::Kind::Global && Ent.External)
      Exposed.set(E);
    if (Ent.K == Entity::Kind::Function && Definitions[E] != NoId &&
        (Ent.External || isIn(HandedOut, E)) && !isIn(SystemOnly, E))
      Called.push_back(Definitions[E]);
  }
  Exposed |= namedFrom(Called);
  // What a run keeps there is its own.
  Exposed.reset(TiedObjects);
}

const llvm::BitVector &Program::namesOf(uint32_t Of) const {
  if (const auto *Known = Names.known(Of))
    return **Known;
  // What it calls and is not known yet, callees first.
  std::vector<uint32_t> Work = {Of}, Unknown;
  llvm::DenseSet<uint32_t> Seen = {Of};
  while (!Work.empty()) {
    uint32_t C = Work.back();
    Work.pop_back();
    Unknown.push_back(C);
    for (Node X : members(C))
      for (Node To : calleesOf(X))
        if (!Names.known(Component[To]) && Seen.insert(Component[To]).second)
          Work.push_back(Component[To]);
  }
  llvm::sort(Unknown);
  for (uint32_t C : Unknown)
    Names.get(C, [&] { return computeNames(C); });
  return **Names.known(Of);
}

Program::SharedNames Program::computeNames(uint32_t C) const {
  llvm::SmallVector<unsigned, 8> Own;
  llvm::SmallVector<SharedNames, 4> Called;
  bool OutOfView = false;
  auto RunsRoutines = [&](const Statement &S) {
    const ProtocolFunction *PF = protocolFunction(S);
    return PF && !PF->Callbacks.empty();
  };
  for (Node X : members(C)) {
    if (X < numFunctions()) {
      forEachNamed(X, [&](EntityId G) { Own.push_back(GlobalNumber[G]); });
      OutOfView |= CallsOf[X].OutOfView;
      if (NamedByRoutines && !llvm::is_contained(Called, NamedByRoutines) &&
          llvm::any_of(function(X).Blocks, [&](const Block &B) {
            return llvm::any_of(B.Body, RunsRoutines);
          }))
        Called.push_back(NamedByRoutines);
    }
    for (Node To : calleesOf(X))
      if (Component[To] != C)
        if (const SharedNames &Theirs = *Names.known(Component[To]);
            !llvm::is_contained(Called, Theirs))
          Called.push_back(Theirs);
  }
  // Many add nothing to what the only one that they call can name.
  if (Called.size() == 1 && !OutOfView &&
      llvm::all_of(Own, [&](unsigned G) { return Called.front()->test(G); }))
    return Called.front();
  auto Result = std::make_shared<llvm::BitVector>(ExposedNames.size());
  for (unsigned G : Own)
    Result->set(G);
  for (const SharedNames &Theirs : Called)
    *Result |= *Theirs;
  if (OutOfView)
    *Result |= ExposedNames;
  return Result;
}

} // namespace nmr
