//===- HandedOut.cpp - Functions that others can call ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/HandedOut.h"
#include "Solve/Lists.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <map>
#include <optional>

namespace nmr {

namespace {

/// Where a function's address can be kept: a local; what a function returns; a
/// global; a field, which is one place for all objects; all else that lies
/// behind pointers. And, where it comes from: the function itself.
using Node = uint32_t;

/// What becomes of the addresses that a node keeps.
enum Fate : uint32_t {
  ToSystem = 1,
  ToOthers = 2,
  Called = 4,
  ToUnload = 8,    ///< As the unload routine.
  FirstGroup = 16, ///< In the first group; the others follow.
};

/// A graph along which addresses flow. Fates go against its edges, up to the
/// functions: each node is visited no more than once per fate.
class Flow {
public:
  Flow(const Summary &Unit, llvm::ArrayRef<const Function *> Functions);

  HandedOut run(llvm::ArrayRef<RoutineGroup> Groups);

private:
  void visit(uint32_t Number);
  void visitCall(uint32_t Number, const Statement &S);
  void bindIndirectCalls();
  Lists<Node> neighbours(bool Targets) const;
  void propagate();
  Carriers findCarriers() const;

  Node local(uint32_t Function, LocalId L) const {
    return FirstLocal[Function] + L;
  }
  Node result(uint32_t Function) const { return FirstResult + Function; }
  /// A global, a field or a function.
  Node entity(EntityId E) const { return FirstEntity + E; }
  Node add() {
    Fates.push_back(0);
    return Fates.size() - 1;
  }
  Node node(uint32_t Number, const Place &P) const;
  /// The node whose functions \p O may be.
  std::optional<Node> source(uint32_t Number, const Operand &O);
  void edge(std::optional<Node> From, std::optional<Node> To) {
    if (From && To && *From != *To)
      Edges.push_back({*To, *From});
  }

  struct IndirectCall {
    llvm::SmallVector<std::optional<Node>, 4> Args;
    std::optional<Node> Result;
  };

  const Summary &Unit;
  llvm::ArrayRef<const Function *> Functions;
  std::vector<uint32_t> Definitions; ///< By entity.
  std::vector<Node> FirstLocal;      ///< By function.
  Node FirstResult, FirstEntity, Pointee;
  llvm::BitVector Taken; ///< By entity: the functions that are kept somewhere.
  std::vector<uint32_t> Fates; ///< By node.
  /// By function and parameter: the groups that are given there.
  std::map<std::pair<llvm::StringRef, unsigned>, uint32_t> Given;
  std::vector<std::pair<Node, Node>> Edges; ///< Backwards.
  std::vector<IndirectCall> IndirectCalls;
};

Flow::Flow(const Summary &Unit, llvm::ArrayRef<const Function *> Functions)
    : Unit(Unit), Functions(Functions), Definitions(Unit.Entities.size(), NoId),
      Taken(Unit.Entities.size()) {
  Node Count = 0;
  for (const auto &[I, F] : llvm::enumerate(Functions)) {
    Definitions[F->Entity] = I;
    FirstLocal.push_back(Count);
    Count += F->Locals.size();
  }
  FirstResult = Count;
  FirstEntity = FirstResult + Functions.size();
  Pointee = FirstEntity + Unit.Entities.size();
  Fates.resize(Pointee + 1);
  Fates[Pointee] = ToOthers;
  for (const auto &[E, Ent] : llvm::enumerate(Unit.Entities)) {
    if (Ent.K == Entity::Kind::Field)
      Fates[entity(E)] = llvm::is_contained(windows().UnloadFields, Ent.Name)
                             ? ToOthers | ToUnload
                         : Ent.System ? ToOthers | ToSystem
                                      : ToOthers;
    else if (Ent.K == Entity::Kind::Global && Ent.External)
      Fates[entity(E)] = ToOthers;
  }
}

Node Flow::node(uint32_t Number, const Place &P) const {
  Node N =
      P.Root == Place::RootKind::Local ? local(Number, P.Base) : entity(P.Base);
  for (const Projection &Pr : P.Path) {
    if (Pr.K == Projection::Kind::Deref)
      N = Pointee;
    else if (Pr.K == Projection::Kind::Field && Pr.Field != NoId)
      N = entity(Pr.Field);
  }
  return N;
}

std::optional<Node> Flow::source(uint32_t Number, const Operand &O) {
  switch (O.K) {
  case Operand::Kind::Function:
    Taken.set(O.entity());
    return entity(O.entity());
  case Operand::Kind::Load:
    return node(Number, O.P);
  case Operand::Kind::AddressOf: {
    // Whoever has the address reads and writes it as what a pointer leads to.
    Node At = node(Number, O.P);
    edge(At, Pointee);
    edge(Pointee, At);
    return std::nullopt;
  }
  case Operand::Kind::Unknown:
  case Operand::Kind::Int:
    return std::nullopt;
  }
  llvm_unreachable("all kinds of operands are listed");
}

void Flow::visitCall(uint32_t Number, const Statement &S) {
  IndirectCall C;
  for (const Operand &A : S.Args)
    C.Args.push_back(source(Number, A));
  if (S.HasDest)
    C.Result = node(Number, S.Dest);
  if (S.callee().K != Operand::Kind::Function || S.Virtual) {
    if (std::optional<Node> Callee = source(Number, S.callee());
        Callee && !S.Virtual)
      Fates[*Callee] |= Called;
    IndirectCalls.push_back(std::move(C));
    return;
  }
  if (uint32_t Callee = Definitions[S.callee().entity()]; Callee != NoId) {
    for (size_t I = 0; I < C.Args.size() && I < Functions[Callee]->NumParams;
         ++I)
      edge(C.Args[I], local(Callee, I));
    edge(result(Callee), C.Result);
    return;
  }
  const Entity &Callee = Unit.entity(S.callee().entity());
  for (const auto &[I, A] : llvm::enumerate(C.Args))
    if (A) {
      Fates[*A] |= Callee.System ? ToSystem : ToOthers;
      if (auto It = Given.find({Callee.Name, I}); It != Given.end())
        Fates[*A] |= It->second;
    }
}

void Flow::visit(uint32_t Number) {
  for (const Block &B : Functions[Number]->Blocks) {
    for (const Statement &S : B.Body) {
      if (S.K == Statement::Kind::Call) {
        visitCall(Number, S);
      } else if (S.K == Statement::Kind::Assign && !isComparison(S.Value.O)) {
        Node To = node(Number, S.Dest);
        edge(source(Number, S.Value.A), To);
        edge(source(Number, S.Value.B), To);
      }
    }
    if (B.End.K == Terminator::Kind::Return && B.End.HasValue)
      edge(source(Number, B.End.A), result(Number));
  }
}

/// An indirect call leads to some function whose address is taken, or out of
/// the driver. What such calls and functions exchange goes through nodes of its
/// own, so that there need be no edge for each pair of them.
void Flow::bindIndirectCalls() {
  struct Hub {
    std::vector<Node> Args;
    Node Result;
  };
  std::map<size_t, Hub> Hubs; // By the number of arguments.
  for (const IndirectCall &C : IndirectCalls) {
    auto [It, IsNew] = Hubs.try_emplace(C.Args.size());
    Hub &H = It->second;
    if (IsNew) {
      for (size_t I = 0; I < C.Args.size(); ++I)
        H.Args.push_back(add());
      H.Result = add();
    }
    for (const auto &[I, A] : llvm::enumerate(C.Args)) {
      if (A)
        Fates[*A] |= ToOthers;
      edge(A, H.Args[I]);
    }
    edge(H.Result, C.Result);
  }
  for (EntityId E : Taken.set_bits()) {
    uint32_t Callee = Definitions[E];
    if (Callee == NoId)
      continue;
    auto It = Hubs.find(Functions[Callee]->NumParams);
    if (It == Hubs.end())
      continue;
    for (const auto &[I, Arg] : llvm::enumerate(It->second.Args))
      edge(Arg, local(Callee, I));
    edge(result(Callee), It->second.Result);
  }
}

/// By node, the others on its edges: the sources of those that lead to it, or
/// the targets of those that begin there.
Lists<Node> Flow::neighbours(bool Targets) const {
  Lists<Node> Result(Fates.size());
  auto AddAll = [&] {
    for (const auto &[To, From] : Edges)
      Targets ? Result.add(From, To) : Result.add(To, From);
  };
  AddAll();
  Result.fill();
  AddAll();
  Result.finish();
  return Result;
}

void Flow::propagate() {
  const Lists<Node> Sources = neighbours(/*Targets=*/false);
  std::vector<Node> Work;
  for (Node N = 0; N < Fates.size(); ++N)
    if (Fates[N])
      Work.push_back(N);
  while (!Work.empty()) {
    Node N = Work.back();
    Work.pop_back();
    for (Node From : Sources[N])
      if (uint32_t &Of = Fates[From]; (Of | Fates[N]) != Of) {
        Of |= Fates[N];
        Work.push_back(From);
      }
  }
}

/// The other way round: where the addresses come to.
Carriers Flow::findCarriers() const {
  const Lists<Node> Targets = neighbours(/*Targets=*/true);
  llvm::BitVector Seen(Fates.size());
  std::vector<Node> Work;
  auto Reach = [&](Node N) {
    if (Seen.test(N))
      return;
    Seen.set(N);
    Work.push_back(N);
  };
  for (EntityId E : Taken.set_bits())
    Reach(entity(E));
  while (!Work.empty()) {
    Node N = Work.back();
    Work.pop_back();
    llvm::for_each(Targets[N], Reach);
  }

  Carriers Result{llvm::BitVector(Unit.Entities.size()), Seen.test(Pointee)};
  for (EntityId E = 0; E != Unit.Entities.size(); ++E)
    if (Unit.Entities[E].K != Entity::Kind::Function && Seen.test(entity(E)))
      Result.Entities.set(E);
  for (const auto &[I, F] : llvm::enumerate(Functions)) {
    bool Carries = Seen.test(result(I));
    for (LocalId L = 0; L != F->NumParams; ++L)
      Carries |= Seen.test(local(I, L));
    if (Carries)
      Result.Entities.set(F->Entity);
  }
  return Result;
}

HandedOut Flow::run(llvm::ArrayRef<RoutineGroup> Groups) {
  for (const auto &[E, Ent] : llvm::enumerate(Unit.Entities))
    for (const auto &[I, G] : llvm::enumerate(Groups))
      if (Ent.K == Entity::Kind::Field &&
          llvm::is_contained(G.Fields, Ent.Name))
        Fates[entity(E)] |= FirstGroup << I;
  for (const auto &[I, G] : llvm::enumerate(Groups))
    for (const SystemCaller::Giver &By : G.Givers)
      Given[{By.Name, By.Param}] |= FirstGroup << I;
  for (uint32_t I = 0; I < Functions.size(); ++I)
    visit(I);
  bindIndirectCalls();
  propagate();

  HandedOut Result{llvm::BitVector(Unit.Entities.size()),
                   llvm::BitVector(Unit.Entities.size()),
                   {Groups.size(), llvm::BitVector(Unit.Entities.size())},
                   findCarriers()};
  for (EntityId E : Taken.set_bits()) {
    uint32_t Of = Fates[entity(E)];
    // An address that is kept and that nothing here calls is kept for somebody
    // else.
    if ((Of & ToSystem) || !(Of & (Called | ToUnload)))
      Result.ToSystem.set(E);
    if (Of & ToOthers)
      Result.ToOthers.set(E);
    for (size_t I = 0; I < Groups.size(); ++I)
      if (Of & (FirstGroup << I))
        Result.InGroups[I].set(E);
  }
  return Result;
}

} // namespace

HandedOut handedOut(const Summary &Unit,
                    llvm::ArrayRef<const Function *> Functions,
                    llvm::ArrayRef<RoutineGroup> Groups) {
  return Flow(Unit, Functions).run(Groups);
}

} // namespace nmr
