//===- HandedOut.cpp - Functions that others can call ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/HandedOut.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

namespace nmr {

namespace {

/// Where a function's address can be kept. All that lies behind pointers is one
/// place, but for fields, which are one place for all objects.
struct Keeper {
  enum class Kind : uint8_t { Local, Global, Field, Pointee, Result };
  Kind K;
  uint32_t Of = 0; ///< The function, of a local.
  uint32_t Id = 0; ///< Local, entity, or (of a result) function.
  auto operator<=>(const Keeper &) const = default;
};

using Node = uint32_t;

class Flow {
public:
  explicit Flow(const Summary &Unit) : Unit(Unit) {
    for (const auto &[I, F] : llvm::enumerate(Unit.Functions))
      if (F.Entity != NoId)
        Definitions.try_emplace(F.Entity, I);
  }

  HandedOut run();

private:
  // Of functions: their number; initialisers follow.
  void visit(const Function &F, uint32_t Number);
  void visitCall(const Function &F, uint32_t Number, const Statement &S);
  void bind(uint32_t Callee, llvm::ArrayRef<std::optional<Node>> Args,
            std::optional<Node> Result);

  Node node(Keeper K) {
    auto [It, New] = Nodes.try_emplace(K, Keepers.size());
    if (New) {
      Keepers.push_back(K);
      Next.emplace_back();
      Kept.emplace_back();
    }
    return It->second;
  }
  Node node(uint32_t Number, const Place &P);
  /// The node whose functions \p O may be. A function as such gets one that
  /// keeps it.
  std::optional<Node> source(uint32_t Number, const Operand &O);
  void edge(std::optional<Node> From, std::optional<Node> To) {
    if (From && To && *From != *To)
      Next[*From].push_back(*To);
  }
  void propagate();

  struct IndirectCall {
    llvm::SmallVector<std::optional<Node>, 4> Args;
    std::optional<Node> Result;
  };

  const Summary &Unit;
  std::map<EntityId, uint32_t> Definitions;
  std::map<Keeper, Node> Nodes;
  std::map<EntityId, Node> Constants;
  std::vector<Keeper> Keepers;
  std::vector<llvm::SmallVector<Node, 2>> Next;
  std::vector<llvm::SparseBitVector<>> Kept;
  std::vector<IndirectCall> IndirectCalls;
  llvm::SparseBitVector<> ToSystem, ToOthers, Called; // nodes
};

Node Flow::node(uint32_t Number, const Place &P) {
  Keeper K{P.Root == Place::RootKind::Local ? Keeper::Kind::Local
                                            : Keeper::Kind::Global,
           P.Root == Place::RootKind::Local ? Number : 0, P.Base};
  for (const Projection &Pr : P.Path) {
    if (Pr.K == Projection::Kind::Deref)
      K = {Keeper::Kind::Pointee};
    else if (Pr.K == Projection::Kind::Field && Pr.Field != NoId)
      K = {Keeper::Kind::Field, 0, Pr.Field};
  }
  return node(K);
}

std::optional<Node> Flow::source(uint32_t Number, const Operand &O) {
  switch (O.K) {
  case Operand::Kind::Function: {
    auto [It, New] = Constants.try_emplace(O.Entity, Keepers.size());
    if (New) {
      Keepers.push_back({Keeper::Kind::Result, 1, O.Entity});
      Next.emplace_back();
      Kept.emplace_back();
      Kept.back().set(O.Entity);
    }
    return It->second;
  }
  case Operand::Kind::Load:
    return node(Number, O.P);
  case Operand::Kind::AddressOf: {
    // Whoever has the address reads and writes it as what a pointer leads to.
    Node At = node(Number, O.P), Pointee = node({Keeper::Kind::Pointee});
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

void Flow::bind(uint32_t Callee, llvm::ArrayRef<std::optional<Node>> Args,
                std::optional<Node> Result) {
  for (size_t I = 0; I < Args.size() && I < Unit.Functions[Callee].NumParams;
       ++I)
    edge(Args[I], node({Keeper::Kind::Local, Callee, uint32_t(I)}));
  edge(node({Keeper::Kind::Result, 0, Callee}), Result);
}

void Flow::visitCall(const Function &F, uint32_t Number, const Statement &S) {
  IndirectCall C;
  for (const Operand &A : S.Args)
    C.Args.push_back(source(Number, A));
  if (S.HasDest)
    C.Result = node(Number, S.Dest);
  if (S.Callee.K != Operand::Kind::Function || S.Virtual) {
    if (std::optional<Node> Callee = source(Number, S.Callee);
        Callee && !S.Virtual)
      Called.set(*Callee);
    IndirectCalls.push_back(std::move(C));
    return;
  }
  if (auto It = Definitions.find(S.Callee.Entity); It != Definitions.end())
    return bind(It->second, C.Args, C.Result);
  for (std::optional<Node> A : C.Args)
    if (A)
      (Unit.entity(S.Callee.Entity).System ? ToSystem : ToOthers).set(*A);
}

void Flow::visit(const Function &F, uint32_t Number) {
  for (const Block &B : F.Blocks) {
    for (const Statement &S : B.Body) {
      if (S.K == Statement::Kind::Call) {
        visitCall(F, Number, S);
      } else if (S.K == Statement::Kind::Assign && !isComparison(S.Value.O)) {
        Node To = node(Number, S.Dest);
        edge(source(Number, S.Value.A), To);
        edge(source(Number, S.Value.B), To);
      }
    }
    if (B.End.K == Terminator::Kind::Return && B.End.HasValue)
      edge(source(Number, B.End.A), node({Keeper::Kind::Result, 0, Number}));
  }
}

void Flow::propagate() {
  std::vector<Node> Work;
  llvm::BitVector Queued(Keepers.size());
  for (Node N = 0; N < Keepers.size(); ++N)
    if (!Kept[N].empty()) {
      Work.push_back(N);
      Queued.set(N);
    }
  while (!Work.empty()) {
    Node N = Work.back();
    Work.pop_back();
    Queued.reset(N);
    for (Node To : Next[N])
      if ((Kept[To] |= Kept[N]) && !Queued.test(To)) {
        Queued.set(To);
        Work.push_back(To);
      }
  }
}

HandedOut Flow::run() {
  for (const auto &[I, F] : llvm::enumerate(Unit.Functions))
    visit(F, I);
  for (const auto &[I, F] : llvm::enumerate(Unit.Initialisers))
    visit(F, Unit.Functions.size() + I);
  // An indirect call leads to some function whose address is taken, or out of
  // the driver.
  std::map<uint32_t, std::vector<uint32_t>> ByArity;
  for (const auto &[E, N] : Constants)
    if (auto It = Definitions.find(E); It != Definitions.end())
      ByArity[Unit.Functions[It->second].NumParams].push_back(It->second);
  for (const IndirectCall &C : IndirectCalls) {
    for (std::optional<Node> A : C.Args)
      if (A)
        ToOthers.set(*A);
    for (uint32_t Callee : ByArity[C.Args.size()])
      bind(Callee, C.Args, C.Result);
  }
  propagate();

  HandedOut Result;
  llvm::SparseBitVector<> Taken, CalledHere;
  for (Node N = 0; N < Keepers.size(); ++N) {
    const Keeper &K = Keepers[N];
    Taken |= Kept[N];
    if (Called.test(N))
      CalledHere |= Kept[N];
    bool IsField = K.K == Keeper::Kind::Field;
    if (IsField && !Kept[N].empty())
      Result.InField[K.Id] |= Kept[N];
    if (ToSystem.test(N) || (IsField && Unit.entity(K.Id).System))
      Result.ToSystem |= Kept[N];
    if (ToOthers.test(N) || IsField || K.K == Keeper::Kind::Pointee ||
        (K.K == Keeper::Kind::Global && Unit.entity(K.Id).External))
      Result.ToOthers |= Kept[N];
  }
  // An address that is kept and that nothing here calls is kept for somebody
  // else.
  Taken.intersectWithComplement(CalledHere);
  Result.ToSystem |= Taken;
  return Result;
}

} // namespace

HandedOut handedOut(const Summary &Unit) { return Flow(Unit).run(); }

} // namespace nmr
