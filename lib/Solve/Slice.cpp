//===- Slice.cpp - The part of a program that one site needs --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Slice.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace nmr {

using NodeIndex = uint32_t;

namespace {

constexpr int64_t Lowest = std::numeric_limits<int64_t>::min(),
                  Highest = std::numeric_limits<int64_t>::max();

class UnionFind {
public:
  NodeIndex add() {
    Parent.push_back(Parent.size());
    return Parent.size() - 1;
  }
  size_t size() const { return Parent.size(); }
  NodeIndex find(NodeIndex N) {
    while (Parent[N] != N)
      N = Parent[N] = Parent[Parent[N]];
    return N;
  }
  void unite(NodeIndex A, NodeIndex B) {
    if (A == NoId || B == NoId)
      return;
    A = find(A), B = find(B);
    // The smaller number wins, so that the answer depends on no order.
    Parent[std::max(A, B)] = std::min(A, B);
  }

private:
  std::vector<NodeIndex> Parent;
};

/// How the simulation treats a call.
enum class CallKind : uint8_t {
  Event,
  Protocol,
  Bodies, ///< One of some functions in view.
  Modelled,
  NoReturn,
  System,
  OutOfView,
  Indirect,
};

struct CallInfo {
  CallKind K = CallKind::System;
  const ProtocolFunction *PF = nullptr;
  const SystemFunction *SF = nullptr;
  llvm::SmallVector<FunctionId, 2> Bodies;
};

CallInfo classify(const Program &P, const Statement &St) {
  CallInfo C;
  if (St.Callee.K != Operand::Kind::Function) {
    C.K = CallKind::Indirect;
    return C;
  }
  EntityId E = St.Callee.Entity;
  if (P.event(E)) {
    C.K = CallKind::Event;
    return C;
  }
  if ((C.PF = P.protocolFunction(E, St.Args.size()))) {
    C.K = CallKind::Protocol;
    return C;
  }
  if (St.Virtual)
    C.Bodies = P.overriders(E);
  const Entity &Ent = P.unit().entity(E);
  FunctionId Body = P.definition(E);
  if (C.Bodies.empty() && (Body == NoId || Ent.System))
    if ((C.SF = P.systemFunction(E))) {
      C.K = C.SF->E == SystemFunction::Effect::NoReturn ? CallKind::NoReturn
                                                        : CallKind::Modelled;
      return C;
    }
  if (C.Bodies.empty() && Body != NoId)
    C.Bodies = {Body};
  C.K = !C.Bodies.empty() ? CallKind::Bodies
        : Ent.NoReturn    ? CallKind::NoReturn
        : Ent.System      ? CallKind::System
                          : CallKind::OutOfView;
  return C;
}

bool hasPlace(const Operand &O) {
  return O.K == Operand::Kind::Load || O.K == Operand::Kind::AddressOf;
}

/// How many bytes behind an address the call may touch through argument \p I;
/// 0: the address may go anywhere.
uint64_t bytesBehind(const CallInfo &C, const Statement &St, unsigned I) {
  using E = SystemFunction::Effect;
  switch (C.K) {
  case CallKind::Protocol:
    return C.PF->V == Verb::Register && I == C.PF->HandleParam ? 8 : 1;
  case CallKind::System:
    return I < St.Writes.size() && St.Writes[I] ? St.Writes[I] : 1;
  case CallKind::NoReturn:
    return 1;
  case CallKind::Modelled:
    if (C.SF->E == E::ReadWritePointer || C.SF->E == E::CompareExchange)
      return I == 0 ? C.SF->Arg : 0;
    return C.SF->E == E::Pure || C.SF->E == E::Alloc || C.SF->E == E::ZeroAlloc
               ? 1
               : 0;
  default:
    return 0;
  }
}

} // namespace

//===----------------------------------------------------------------------===//
// Classes of memory, and who writes them
//===----------------------------------------------------------------------===//

class Slice::Classes {
public:
  explicit Classes(const Program &P);

  /// A statement, by position.
  struct Ref {
    FunctionId F;
    BlockId B;
    uint32_t I;
  };

  const Program &P;

  /// The class of a place of \p F; of what it is and of what it points at.
  NodeIndex classOf(FunctionId F, const Place &Pl) {
    return Sets.find(node(F, Pl));
  }
  /// NoId if \p O is no place.
  NodeIndex classOf(FunctionId F, const Operand &O) {
    return hasPlace(O) ? classOf(F, O.P) : NoId;
  }
  NodeIndex localClass(FunctionId F, LocalId L) {
    return Sets.find(LocalBase[F] + L);
  }
  NodeIndex returnClass(FunctionId F) { return Sets.find(ReturnNode[F]); }

  const CallInfo &callInfo(const Ref &R) const {
    return Calls.find(statement(R))->second;
  }
  uint32_t block(FunctionId F, BlockId B) const { return BlockBase[F] + B; }
  uint32_t statement(const Ref &R) const {
    return StatementBase[block(R.F, R.B)] + R.I;
  }
  const Statement &at(const Ref &R) const {
    return P.function(R.F).Blocks[R.B].Body[R.I];
  }

  // By class.
  std::vector<std::vector<Ref>> Writers;
  std::vector<std::vector<Ref>> Ends; ///< Of the lives of its locals.
  std::vector<std::vector<FunctionId>> Returning;
  // By function.
  std::vector<std::vector<Ref>> Callers;
  /// What every slice holds.
  std::vector<Ref> Always;
  std::vector<NodeIndex> AlwaysClasses;

  // By block.
  /// Statements that every slice with the block holds.
  llvm::DenseMap<uint32_t, std::vector<uint32_t>> KeptIn;
  /// The branches of the function that decide whether the block runs.
  std::vector<llvm::SmallVector<BlockId, 2>> DecidedBy;
  /// Where all paths from the block meet again; NoId: at the function's end.
  std::vector<BlockId> Meets;
  /// No path from the block returns.
  std::vector<bool> Stuck;
  size_t NumStatements = 0;

  /// The harness's blocks that run one callback.
  llvm::DenseMap<BlockId, FunctionId> CallbackOf;
  std::vector<std::vector<BlockId>> CallbackBlocks; ///< By function.

  /// Functions that an indirect call out of the model may be said to reach.
  std::map<size_t, std::vector<FunctionId>> Reachable; ///< By parameter count.
  llvm::DenseSet<FunctionId> AddressTaken;

private:
  UnionFind Sets;
  std::vector<NodeIndex> LocalBase, ReturnNode;
  std::vector<uint32_t> BlockBase, StatementBase;
  /// By statement.
  llvm::DenseMap<uint32_t, CallInfo> Calls;
  struct Leaf {
    int64_t Low, High;
    NodeIndex N;
  };
  llvm::DenseMap<EntityId, llvm::SmallVector<Leaf, 2>> Leaves;
  /// The nodes of places that were reached through a field, by field.
  struct FieldUse {
    std::vector<NodeIndex> Nodes;
    bool InObject = false;
  };
  std::map<EntityId, FieldUse> Fields;
  std::vector<NodeIndex> Handles;

  NodeIndex node(FunctionId F, const Place &Pl) const;
  NodeIndex node(FunctionId F, const Operand &O) const {
    return hasPlace(O) ? node(F, O.P) : NoId;
  }
  void visitPlaces(
      FunctionId F,
      llvm::function_ref<void(const Place &, bool Address, uint64_t Bytes)> V);
  void findLeaves();
  void uniteValues();
  void uniteCall(const Ref &R, const CallInfo &C);
  void uniteFields();
  void resolveIndirectCalls();
  void indexWriters();
  void analyseControl(FunctionId F);
  void findCallbacks();
};

NodeIndex Slice::Classes::node(FunctionId F, const Place &Pl) const {
  if (Pl.Root == Place::RootKind::Local)
    return LocalBase[F] + Pl.Base;
  int64_t Offset = 0;
  for (const Projection &Pr : Pl.Path) {
    if (Pr.K == Projection::Kind::Deref ||
        (Pr.K == Projection::Kind::Index && Pr.IndexLocal != NoId))
      break;
    Offset += Pr.K == Projection::Kind::Field
                  ? Pr.Offset
                  : Pr.IndexConst * int64_t(Pr.Stride);
  }
  const auto &Of = Leaves.find(Pl.Base)->second;
  auto It =
      llvm::partition_point(Of, [&](const Leaf &L) { return L.Low <= Offset; });
  return (It == Of.begin() ? It : std::prev(It))->N;
}

void Slice::Classes::visitPlaces(
    FunctionId Id,
    llvm::function_ref<void(const Place &, bool, uint64_t)> Visit) {
  const Function &F = P.function(Id);
  auto Value = [&](const Operand &O, uint64_t Bytes = 0) {
    if (hasPlace(O))
      Visit(O.P, O.K == Operand::Kind::AddressOf, Bytes);
  };
  for (BlockId B = 0; B < F.Blocks.size(); ++B) {
    for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I) {
      const Statement &St = F.Blocks[B].Body[I];
      if (St.K != Statement::Kind::Call || St.HasDest)
        Visit(St.Dest, false, 0);
      if (St.K == Statement::Kind::Assign) {
        Value(St.Value.A);
        Value(St.Value.B);
      } else if (St.K == Statement::Kind::Call) {
        Value(St.Callee);
        const CallInfo &C = callInfo({Id, B, I});
        for (unsigned A = 0; A < St.Args.size(); ++A)
          Value(St.Args[A], bytesBehind(C, St, A));
      }
    }
    Value(F.Blocks[B].End.A);
    Value(F.Blocks[B].End.B);
  }
}

/// The parts of the globals that are accessed apart from each other.
void Slice::Classes::findLeaves() {
  llvm::DenseMap<EntityId, std::vector<std::pair<int64_t, int64_t>>> Ranges;
  for (FunctionId F = 0; F < P.unit().Functions.size(); ++F)
    visitPlaces(F, [&](const Place &Pl, bool Address, uint64_t Bytes) {
      if (Pl.Root != Place::RootKind::Global)
        return;
      int64_t Low = 0;
      uint64_t Size = Address ? Bytes : Pl.Size;
      bool Direct = true, Open = false;
      for (const Projection &Pr : Pl.Path) {
        if (Pr.K == Projection::Kind::Deref) {
          Size = 8;
          Direct = false;
          break;
        }
        if (Pr.K == Projection::Kind::Index && Pr.IndexLocal != NoId) {
          Open = true;
          break;
        }
        Low += Pr.K == Projection::Kind::Field
                   ? Pr.Offset
                   : Pr.IndexConst * int64_t(Pr.Stride);
      }
      auto &Of = Ranges[Pl.Base];
      // An address without a bound may be moved either way.
      if (Direct && Address && Bytes == 0)
        Of.push_back({Lowest, Highest});
      else if (Open || Size == 0 || Size > uint64_t(1) << 40)
        Of.push_back({Low, Highest});
      else
        Of.push_back({Low, Low + int64_t(Size)});
    });
  for (EntityId G = 0; G < P.unit().Entities.size(); ++G) {
    auto It = Ranges.find(G);
    if (It == Ranges.end())
      continue;
    llvm::sort(It->second);
    auto &Of = Leaves[G];
    for (auto [Low, High] : It->second) {
      if (Of.empty() || Low >= Of.back().High)
        Of.push_back({Low, High, Sets.add()});
      else
        Of.back().High = std::max(Of.back().High, High);
    }
  }
}

void Slice::Classes::uniteCall(const Ref &R, const CallInfo &C) {
  const Statement &St = at(R);
  NodeIndex Dest = St.HasDest ? node(R.F, St.Dest) : NoId;
  auto Arg = [&](unsigned I) {
    return I < St.Args.size() ? node(R.F, St.Args[I]) : NoId;
  };
  using E = SystemFunction::Effect;
  switch (C.K) {
  case CallKind::Bodies:
    for (FunctionId G : C.Bodies) {
      unsigned N = P.function(G).NumParams;
      for (unsigned I = 0; I < N; ++I)
        Sets.unite(Arg(I), LocalBase[G] + I);
      Sets.unite(Dest, ReturnNode[G]);
    }
    break;
  case CallKind::Protocol:
    Handles.push_back(Arg(C.PF->HandleParam));
    break;
  case CallKind::Modelled:
    switch (C.SF->E) {
    case E::Copy:
      Sets.unite(Arg(0), Arg(1));
      [[fallthrough]];
    case E::Fill:
    case E::Zero:
      Sets.unite(Arg(0), Dest);
      break;
    case E::ReadWritePointer:
    case E::CompareExchange:
      for (unsigned I = 1; I < St.Args.size(); ++I)
        Sets.unite(Arg(0), Arg(I));
      Sets.unite(Arg(0), Dest);
      break;
    case E::CreateObject:
      Sets.unite(Arg(C.SF->Arg), Dest);
      break;
    case E::SetUnload:
      Sets.unite(Arg(C.SF->Arg),
                 node(R.F, Place::global(P.frameworkUnload(), 8)));
      break;
    default:
      break;
    }
    break;
  default:
    break;
  }
}

/// Where a value may go, its place's class goes too.
void Slice::Classes::uniteValues() {
  for (FunctionId Id = 0; Id < P.unit().Functions.size(); ++Id) {
    const Function &F = P.function(Id);
    // What compares equal may be one object from then on.
    auto Compare = [&](const Operand &A, const Operand &B) {
      Sets.unite(node(Id, A), node(Id, B));
    };
    for (BlockId B = 0; B < F.Blocks.size(); ++B) {
      for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I) {
        const Statement &St = F.Blocks[B].Body[I];
        if (St.K == Statement::Kind::Call)
          uniteCall({Id, B, I}, callInfo({Id, B, I}));
        if (St.K != Statement::Kind::Assign)
          continue;
        if (isComparison(St.Value.O)) {
          Compare(St.Value.A, St.Value.B);
          continue;
        }
        NodeIndex Dest = node(Id, St.Dest);
        Sets.unite(Dest, node(Id, St.Value.A));
        if (St.Value.O != Op::PtrAdd)
          Sets.unite(Dest, node(Id, St.Value.B));
      }
      const Terminator &End = F.Blocks[B].End;
      if (End.K == Terminator::Kind::Branch)
        Compare(End.A, End.B);
      if (End.K == Terminator::Kind::Return && End.HasValue)
        Sets.unite(ReturnNode[Id], node(Id, End.A));
    }
  }
}

/// A field that holds a handle in one object is taken to be the same field of
/// unknown objects.
void Slice::Classes::uniteFields() {
  for (FunctionId F = 0; F < P.unit().Functions.size(); ++F)
    visitPlaces(F, [&](const Place &Pl, bool, uint64_t) {
      EntityId Last = NoId;
      bool Object = false;
      auto Note = [&] {
        if (Last == NoId)
          return;
        FieldUse &U = Fields[Last];
        U.Nodes.push_back(node(F, Pl));
        U.InObject |= Object;
      };
      for (const Projection &Pr : Pl.Path) {
        if (Pr.K == Projection::Kind::Field)
          Last = Pr.Field;
        if (Pr.K != Projection::Kind::Deref)
          continue;
        Note();
        Last = NoId;
        Object = true;
      }
      Note();
    });
  for (bool Changed = true; Changed;) {
    Changed = false;
    llvm::DenseSet<NodeIndex> Holding;
    for (NodeIndex H : Handles)
      if (H != NoId)
        Holding.insert(Sets.find(H));
    for (auto It = Fields.begin(); It != Fields.end();) {
      FieldUse &U = It->second;
      if (!U.InObject) {
        It = Fields.erase(It);
        continue;
      }
      if (llvm::none_of(U.Nodes, [&](NodeIndex N) {
            return Holding.contains(Sets.find(N));
          })) {
        ++It;
        continue;
      }
      for (NodeIndex N : U.Nodes)
        Sets.unite(U.Nodes.front(), N);
      Changed = true;
      It = Fields.erase(It);
    }
  }
}

/// An indirect call goes to the functions whose address is in the class of the
/// callee.
void Slice::Classes::resolveIndirectCalls() {
  std::vector<std::pair<NodeIndex, FunctionId>> Taken;
  std::vector<Ref> Indirect;
  for (FunctionId Id = 0; Id < P.unit().Functions.size(); ++Id) {
    const Function &F = P.function(Id);
    auto Take = [&](NodeIndex To, const Operand &O) {
      if (O.K == Operand::Kind::Function && To != NoId &&
          P.definition(O.Entity) != NoId)
        Taken.push_back({To, P.definition(O.Entity)});
    };
    for (BlockId B = 0; B < F.Blocks.size(); ++B) {
      for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I) {
        const Statement &St = F.Blocks[B].Body[I];
        if (St.K == Statement::Kind::Assign) {
          Take(node(Id, St.Dest), St.Value.A);
          Take(node(Id, St.Dest), St.Value.B);
        }
        if (St.K != Statement::Kind::Call)
          continue;
        const CallInfo &C = callInfo({Id, B, I});
        if (C.K == CallKind::Indirect)
          Indirect.push_back({Id, B, I});
        for (unsigned A = 0; A < St.Args.size(); ++A) {
          for (FunctionId G : C.Bodies)
            if (A < P.function(G).NumParams)
              Take(LocalBase[G] + A, St.Args[A]);
          if (C.K == CallKind::Modelled && A > 0)
            Take(node(Id, St.Args[0]), St.Args[A]);
        }
      }
      if (F.Blocks[B].End.K == Terminator::Kind::Return)
        Take(ReturnNode[Id], F.Blocks[B].End.A);
    }
  }
  // What the functions of one class and their callers exchange is joined once
  // per class; classes only grow.
  for (bool Changed = true; Changed;) {
    Changed = false;
    std::map<NodeIndex, std::pair<std::vector<NodeIndex>, NodeIndex>> Hubs;
    auto Join = [&](NodeIndex A, NodeIndex B) {
      if (A == NoId || B == NoId || Sets.find(A) == Sets.find(B))
        return;
      Sets.unite(A, B);
      Changed = true;
    };
    auto Connect = [&](NodeIndex &Hub, NodeIndex N) {
      if (Hub == NoId)
        Hub = N;
      Join(Hub, N);
    };
    for (auto &[N, F] : Taken) {
      auto &[Params, Result] =
          Hubs.try_emplace(Sets.find(N), std::vector<NodeIndex>(), NoId)
              .first->second;
      unsigned Count = P.function(F).NumParams;
      if (Params.size() < Count)
        Params.resize(Count, NoId);
      for (unsigned I = 0; I < Count; ++I)
        Connect(Params[I], LocalBase[F] + I);
      Connect(Result, ReturnNode[F]);
    }
    for (const Ref &R : Indirect) {
      const Statement &St = at(R);
      NodeIndex Callee = node(R.F, St.Callee);
      if (Callee == NoId)
        continue;
      auto It = Hubs.find(Sets.find(Callee));
      if (It == Hubs.end())
        continue;
      auto &[Params, Result] = It->second;
      for (unsigned I = 0; I < Params.size() && I < St.Args.size(); ++I)
        Join(Params[I], node(R.F, St.Args[I]));
      if (St.HasDest)
        Join(Result, node(R.F, St.Dest));
    }
  }
  std::map<NodeIndex, std::set<FunctionId>> Targets;
  for (auto &[N, F] : Taken)
    Targets[Sets.find(N)].insert(F);
  for (const Ref &R : Indirect) {
    NodeIndex Callee = node(R.F, at(R).Callee);
    if (Callee == NoId)
      continue;
    if (auto It = Targets.find(Sets.find(Callee)); It != Targets.end())
      Calls[statement(R)].Bodies.assign(It->second.begin(), It->second.end());
  }
}

void Slice::Classes::indexWriters() {
  Writers.resize(Sets.size());
  Ends.resize(Sets.size());
  Returning.resize(Sets.size());
  Callers.resize(P.unit().Functions.size());
  bool Open = !P.someFunctionOutOfView().empty() || !P.hasEntry();
  AddressTaken.insert(P.addressTaken().begin(), P.addressTaken().end());
  for (FunctionId G : P.addressTaken())
    if (P.info(G).CallsProtocol)
      Reachable[P.function(G).NumParams].push_back(G);

  for (FunctionId Id = 0; Id < P.unit().Functions.size(); ++Id) {
    const Function &F = P.function(Id);
    Returning[returnClass(Id)].push_back(Id);
    for (BlockId B = 0; B < F.Blocks.size(); ++B)
      for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I) {
        Ref R{Id, B, I};
        const Statement &St = F.Blocks[B].Body[I];
        if (St.K == Statement::Kind::ScopeEnd) {
          Ends[localClass(Id, St.Dest.Base)].push_back(R);
          continue;
        }
        if (St.K != Statement::Kind::Call || St.HasDest)
          Writers[classOf(Id, St.Dest)].push_back(R);
        if (St.K != Statement::Kind::Call) {
          if (Id == P.harness())
            KeptIn[block(Id, B)].push_back(I);
          continue;
        }
        auto Writes = [&](unsigned I) {
          if (I < St.Args.size() && hasPlace(St.Args[I]))
            Writers[classOf(Id, St.Args[I])].push_back(R);
        };
        const CallInfo &C = callInfo(R);
        if (C.K == CallKind::NoReturn || C.K == CallKind::Event ||
            (C.K == CallKind::Indirect && Id == P.harness()))
          KeptIn[block(Id, B)].push_back(I);
        for (FunctionId G : C.Bodies)
          Callers[G].push_back(R);
        switch (C.K) {
        case CallKind::Protocol:
          Writes(C.PF->HandleParam);
          break;
        case CallKind::Modelled:
          Writes(C.SF->E == SystemFunction::Effect::CreateObject ? C.SF->Arg
                                                                 : 0);
          if (C.SF->E == SystemFunction::Effect::SetUnload)
            Always.push_back(R);
          break;
        case CallKind::System:
          for (unsigned A = 0; A < St.Writes.size(); ++A)
            if (St.Writes[A])
              Writes(A);
          break;
        case CallKind::OutOfView:
          Always.push_back(R);
          break;
        case CallKind::Indirect:
          for (unsigned A = 0; A < St.Args.size(); ++A)
            Writes(A);
          if (Open || Reachable.count(St.Args.size()))
            Always.push_back(R);
          break;
        case CallKind::Event:
        case CallKind::Bodies:
        case CallKind::NoReturn:
          break;
        }
      }
  }
  const Function &H = P.function(P.harness());
  for (LocalId L = 0; L < H.Locals.size(); ++L)
    AlwaysClasses.push_back(localClass(P.harness(), L));
  for (EntityId G : {P.driverObject(), P.frameworkUnload()})
    if (auto It = Leaves.find(G); It != Leaves.end())
      for (const Leaf &L : It->second)
        AlwaysClasses.push_back(Sets.find(L.N));
}

/// Postdominators and what decides over each block.
void Slice::Classes::analyseControl(FunctionId Id) {
  const Function &F = P.function(Id);
  uint32_t N = F.Blocks.size(), Exit = N;
  auto Ends = [&](BlockId B) {
    for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I)
      if (F.Blocks[B].Body[I].K == Statement::Kind::Call &&
          callInfo({Id, B, I}).K == CallKind::NoReturn)
        return true;
    return F.Blocks[B].End.K == Terminator::Kind::Unreachable;
  };
  std::vector<llvm::SmallVector<uint32_t, 2>> Succs(N + 1), Preds(N + 1);
  for (BlockId B = 0; B < N; ++B) {
    if (Ends(B))
      continue;
    if (F.Blocks[B].End.K == Terminator::Kind::Return)
      Succs[B].push_back(Exit);
    for (BlockId T : F.Blocks[B].End.Targets)
      if (!llvm::is_contained(Succs[B], T))
        Succs[B].push_back(T);
    for (uint32_t T : Succs[B])
      Preds[T].push_back(B);
  }
  // Backwards from the exit, in postorder.
  std::vector<uint32_t> Number(N + 1, NoId), Order;
  std::vector<std::pair<uint32_t, size_t>> Stack = {{Exit, 0}};
  std::vector<bool> Seen(N + 1);
  Seen[Exit] = true;
  while (!Stack.empty()) {
    auto &[B, Next] = Stack.back();
    if (Next == Preds[B].size()) {
      Number[B] = Order.size();
      Order.push_back(B);
      Stack.pop_back();
      continue;
    }
    uint32_t T = Preds[B][Next++];
    if (!Seen[T]) {
      Seen[T] = true;
      Stack.push_back({T, 0});
    }
  }
  std::vector<uint32_t> Dom(N + 1, NoId);
  Dom[Exit] = Exit;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t B : llvm::reverse(Order)) {
      if (B == Exit)
        continue;
      uint32_t New = NoId;
      for (uint32_t T : Succs[B]) {
        if (Dom[T] == NoId)
          continue;
        if (New == NoId) {
          New = T;
          continue;
        }
        uint32_t A = T;
        while (A != New) {
          while (Number[A] < Number[New])
            A = Dom[A];
          while (Number[New] < Number[A])
            New = Dom[New];
        }
      }
      if (New != Dom[B]) {
        Dom[B] = New;
        Changed = true;
      }
    }
  }
  uint32_t Base = BlockBase[Id];
  llvm::SmallVector<BlockId, 4> OverStuck;
  for (BlockId B = 0; B < N; ++B) {
    Stuck[Base + B] = !Seen[B];
    Meets[Base + B] = Dom[B] == Exit ? NoId : Dom[B];
    if (F.Blocks[B].End.Targets.size() < 2)
      continue;
    if (!Seen[B]) {
      OverStuck.push_back(B);
      continue;
    }
    bool ToStuck = false;
    for (uint32_t T : Succs[B]) {
      if (!Seen[T]) {
        ToStuck = true;
        continue;
      }
      for (uint32_t X = T; X != Dom[B]; X = Dom[X])
        if (!llvm::is_contained(DecidedBy[Base + X], B))
          DecidedBy[Base + X].push_back(B);
    }
    if (ToStuck)
      OverStuck.push_back(B);
  }
  for (BlockId B = 0; B < N; ++B)
    if (!Seen[B])
      DecidedBy[Base + B].assign(OverStuck.begin(), OverStuck.end());
}

void Slice::Classes::findCallbacks() {
  CallbackBlocks.resize(P.unit().Functions.size());
  const Function &H = P.function(P.harness());
  for (BlockId B = 0; B < H.Blocks.size(); ++B) {
    const std::vector<Statement> &Body = H.Blocks[B].Body;
    if (Body.size() != 3 || Body[0].Callee.K != Operand::Kind::Function ||
        P.event(Body[0].Callee.Entity) != SystemEvent::CallbackBegins)
      continue;
    const CallInfo &C = callInfo({P.harness(), B, 1});
    if (C.K != CallKind::Bodies || C.Bodies.size() != 1)
      continue;
    CallbackOf[B] = C.Bodies.front();
    CallbackBlocks[C.Bodies.front()].push_back(B);
  }
}

Slice::Classes::Classes(const Program &P) : P(P) {
  uint32_t NumBlocks = 0;
  for (FunctionId Id = 0; Id < P.unit().Functions.size(); ++Id) {
    const Function &F = P.function(Id);
    BlockBase.push_back(NumBlocks);
    NumBlocks += F.Blocks.size();
    LocalBase.push_back(Sets.size());
    for (size_t L = 0; L < F.Locals.size(); ++L)
      Sets.add();
    ReturnNode.push_back(Sets.add());
    for (BlockId B = 0; B < F.Blocks.size(); ++B) {
      StatementBase.push_back(NumStatements);
      NumStatements += F.Blocks[B].Body.size();
      for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I)
        if (F.Blocks[B].Body[I].K == Statement::Kind::Call)
          Calls[StatementBase.back() + I] = classify(P, F.Blocks[B].Body[I]);
    }
  }
  DecidedBy.resize(NumBlocks);
  Meets.resize(NumBlocks, NoId);
  Stuck.resize(NumBlocks);
  findLeaves();
  if (!Leaves.count(P.frameworkUnload()))
    Leaves[P.frameworkUnload()].push_back({Lowest, Highest, Sets.add()});
  uniteValues();
  resolveIndirectCalls();
  uniteFields();
  resolveIndirectCalls();
  for (FunctionId Id = 0; Id < P.unit().Functions.size(); ++Id)
    analyseControl(Id);
  findCallbacks();
  indexWriters();
}

//===----------------------------------------------------------------------===//
// One slice
//===----------------------------------------------------------------------===//

class Slice::Builder {
public:
  explicit Builder(Classes &C) : C(C), P(C.P) {}
  Part build(const Program::Site &Site);

private:
  using Ref = Classes::Ref;
  Classes &C;
  const Program &P;

  // What is in the slice.
  llvm::DenseSet<NodeIndex> InClass;
  llvm::DenseSet<uint32_t> InStatement, InBlock, InBranch; ///< By number.
  llvm::DenseMap<uint32_t, llvm::SmallVector<uint32_t, 4>>
      StatementsIn; ///< By block.
  llvm::DenseSet<FunctionId> InFunction;
  std::vector<NodeIndex> ClassWork;
  std::vector<Ref> StatementWork;
  std::vector<std::pair<FunctionId, BlockId>> BlockWork;

  void add(NodeIndex Class) {
    if (Class != NoId && InClass.insert(Class).second)
      ClassWork.push_back(Class);
  }
  void add(const Ref &R) {
    if (!InStatement.insert(C.statement(R)).second)
      return;
    StatementsIn[C.block(R.F, R.B)].push_back(R.I);
    StatementWork.push_back(R);
  }
  void addBlock(FunctionId F, BlockId B) {
    if (InBlock.insert(C.block(F, B)).second)
      BlockWork.push_back({F, B});
  }
  void addFunction(FunctionId F) {
    if (!InFunction.insert(F).second)
      return;
    for (const Ref &R : C.Callers[F])
      add(R);
  }
  void addIndices(FunctionId F, const Place &Pl) {
    for (const Projection &Pr : Pl.Path)
      if (Pr.K == Projection::Kind::Index && Pr.IndexLocal != NoId)
        add(C.localClass(F, Pr.IndexLocal));
  }
  void addOperand(FunctionId F, const Operand &O) {
    if (!hasPlace(O))
      return;
    add(C.classOf(F, O.P));
    addIndices(F, O.P);
  }
  void addReads(const Ref &R);
  void close();

  // The program that is built.
  std::unique_ptr<Program> New;
  llvm::DenseMap<EntityId, EntityId> Entities;
  llvm::DenseMap<FunctionId, FunctionId> Functions;
  std::vector<FunctionId> Emitted; ///< The old function of each new one.
  std::set<size_t> IndirectArgs;

  EntityId entity(EntityId E);
  FunctionId function(FunctionId F);
  void emit(FunctionId F);
  bool isIn(FunctionId F, const Operand &O) {
    return !hasPlace(O) || InClass.contains(C.classOf(F, O.P));
  }
  /// In order.
  std::vector<uint32_t> keptStatements(FunctionId F, BlockId B) const;
  bool keepsBranch(FunctionId F, BlockId B);

  // The function that is emitted.
  FunctionId Current = NoId;
  Function *To = nullptr;
  llvm::DenseMap<LocalId, LocalId> Locals;
  LocalId local(LocalId L);
  Place place(Place Pl);
  Operand operand(Operand O);
  Statement statement(const Ref &R);

  Program::Site OldSite, NewSite;
  std::vector<Part::Origin> Origins;
};

void Slice::Builder::addReads(const Ref &R) {
  const Statement &St = C.at(R);
  switch (St.K) {
  case Statement::Kind::Assign:
    addIndices(R.F, St.Dest);
    addOperand(R.F, St.Value.A);
    addOperand(R.F, St.Value.B);
    return;
  case Statement::Kind::Havoc:
    addIndices(R.F, St.Dest);
    return;
  case Statement::Kind::ScopeEnd:
    return;
  case Statement::Kind::Call:
    break;
  }
  if (St.HasDest)
    addIndices(R.F, St.Dest);
  const CallInfo &Call = C.callInfo(R);
  for (const Operand &A : St.Args)
    if (hasPlace(A))
      addIndices(R.F, A.P);
  switch (Call.K) {
  case CallKind::Protocol:
    // Another registration's handle must stay another's.
    if (Call.PF->V != Verb::Register)
      addOperand(R.F, St.Args[Call.PF->HandleParam]);
    break;
  case CallKind::Modelled:
    for (const Operand &A : St.Args)
      addOperand(R.F, A);
    break;
  case CallKind::Indirect:
    addOperand(R.F, St.Callee);
    break;
  default:
    break;
  }
}

void Slice::Builder::close() {
  while (true) {
    if (!ClassWork.empty()) {
      NodeIndex N = ClassWork.back();
      ClassWork.pop_back();
      for (const Ref &R : C.Writers[N])
        add(R);
      for (const Ref &R : C.Ends[N])
        StatementsIn[C.block(R.F, R.B)].push_back(R.I);
      for (FunctionId F : C.Returning[N]) {
        const Function &Fn = P.function(F);
        for (BlockId B = 0; B < Fn.Blocks.size(); ++B)
          if (Fn.Blocks[B].End.K == Terminator::Kind::Return &&
              Fn.Blocks[B].End.HasValue) {
            addOperand(F, Fn.Blocks[B].End.A);
            addBlock(F, B);
          }
      }
      continue;
    }
    if (!StatementWork.empty()) {
      Ref R = StatementWork.back();
      StatementWork.pop_back();
      addReads(R);
      addBlock(R.F, R.B);
      continue;
    }
    if (!BlockWork.empty()) {
      auto [F, B] = BlockWork.back();
      BlockWork.pop_back();
      addFunction(F);
      for (BlockId D : C.DecidedBy[C.block(F, B)]) {
        if (!InBranch.insert(C.block(F, D)).second)
          continue;
        addOperand(F, P.function(F).Blocks[D].End.A);
        addOperand(F, P.function(F).Blocks[D].End.B);
        addBlock(F, D);
      }
      continue;
    }
    return;
  }
}

EntityId Slice::Builder::entity(EntityId E) {
  if (E == NoId)
    return NoId;
  auto [It, IsNew] = Entities.try_emplace(E, New->Unit.Entities.size());
  if (!IsNew)
    return It->second;
  EntityId Id = It->second;
  const Entity &Old = P.unit().entity(E);
  Entity &Ent = New->Unit.Entities.emplace_back();
  Ent.K = Old.K;
  Ent.Name = Old.Name;
  Ent.External = Old.External;
  Ent.System = Old.System;
  Ent.NoReturn = Old.NoReturn;
  Ent.Size = Old.Size;
  New->Definitions.push_back(NoId);
  if (std::optional<SystemEvent> Ev = P.event(E))
    New->Events[Id] = *Ev;
  if (Old.K == Entity::Kind::Global && P.isExposed(E))
    New->Exposed.set(Id);
  if (P.SystemOnly.test(E))
    New->SystemOnly.set(Id);
  // A function in view must not look as if it were out of view.
  if (FunctionId F = P.definition(E); F != NoId)
    New->Definitions[Id] = function(F);
  return Id;
}

FunctionId Slice::Builder::function(FunctionId F) {
  auto [It, IsNew] = Functions.try_emplace(F, Emitted.size());
  if (!IsNew)
    return It->second;
  FunctionId Id = It->second;
  Emitted.push_back(F);
  New->Unit.Functions.emplace_back();
  EntityId E = entity(P.function(F).Entity);
  New->Unit.Functions[Id].Entity = E;
  New->Definitions[E] = Id;
  return Id;
}

LocalId Slice::Builder::local(LocalId L) {
  if (L == NoId)
    return NoId;
  auto [It, IsNew] = Locals.try_emplace(L, To->Locals.size());
  if (IsNew)
    To->Locals.push_back({"", P.function(Current).Locals[L].Size});
  return It->second;
}

Place Slice::Builder::place(Place Pl) {
  Pl.Base =
      Pl.Root == Place::RootKind::Local ? local(Pl.Base) : entity(Pl.Base);
  for (Projection &Pr : Pl.Path) {
    Pr.Field = entity(Pr.Field);
    Pr.IndexLocal = local(Pr.IndexLocal);
  }
  return Pl;
}

Operand Slice::Builder::operand(Operand O) {
  if (hasPlace(O))
    O.P = place(std::move(O.P));
  if (O.K == Operand::Kind::Function)
    O.Entity = entity(O.Entity);
  return O;
}

Statement Slice::Builder::statement(const Ref &R) {
  const Statement &Old = C.at(R);
  Statement St;
  St.K = Old.K;
  St.Where = Old.Where;
  if (Old.K != Statement::Kind::Call) {
    St.Dest = place(Old.Dest);
    St.Value = Old.Value;
    St.Value.A = operand(Old.Value.A);
    St.Value.B = operand(Old.Value.B);
    return St;
  }
  if (Old.HasDest && InClass.contains(C.classOf(R.F, Old.Dest))) {
    St.HasDest = true;
    St.Dest = place(Old.Dest);
  }
  St.Callee = operand(Old.Callee);
  St.Virtual = Old.Virtual;
  St.Writes = Old.Writes;
  for (const Operand &A : Old.Args)
    St.Args.push_back(isIn(R.F, A) ? operand(A) : Operand::unknown());
  const CallInfo &Call = C.callInfo(R);
  if (Call.K == CallKind::Indirect)
    IndirectArgs.insert(Old.Args.size());
  if (Old.Virtual && Call.K == CallKind::Bodies) {
    auto &Of = New->Overriders[St.Callee.Entity];
    if (Of.empty())
      for (FunctionId G : Call.Bodies)
        Of.push_back(entity(P.function(G).Entity));
  }
  return St;
}

std::vector<uint32_t> Slice::Builder::keptStatements(FunctionId F,
                                                     BlockId B) const {
  std::vector<uint32_t> Kept;
  if (auto It = StatementsIn.find(C.block(F, B)); It != StatementsIn.end())
    Kept.assign(It->second.begin(), It->second.end());
  if (auto It = C.KeptIn.find(C.block(F, B)); It != C.KeptIn.end())
    llvm::append_range(Kept, It->second);
  llvm::sort(Kept);
  Kept.erase(std::unique(Kept.begin(), Kept.end()), Kept.end());
  return Kept;
}

bool Slice::Builder::keepsBranch(FunctionId F, BlockId B) {
  if (F == P.harness() || InBranch.contains(C.block(F, B)))
    return true;
  const Terminator &End = P.function(F).Blocks[B].End;
  if (End.K == Terminator::Kind::Choose || C.Stuck[C.block(F, B)])
    return false;
  // An assertion about something in the slice.
  auto Known = [&](const Operand &O) {
    return isIn(F, O) &&
           (!hasPlace(O) || llvm::all_of(O.P.Path, [&](const Projection &Pr) {
             return Pr.K != Projection::Kind::Index || Pr.IndexLocal == NoId ||
                    InClass.contains(C.localClass(F, Pr.IndexLocal));
           }));
  };
  return llvm::any_of(End.Targets,
                      [&](BlockId T) { return C.Stuck[C.block(F, T)]; }) &&
         Known(End.A) && Known(End.B);
}

void Slice::Builder::emit(FunctionId F) {
  const Function &Old = P.function(F);
  FunctionId Id = Functions[F];
  Origins.resize(std::max<size_t>(Origins.size(), Id + 1));
  std::vector<Part::BlockOrigin> &BlockOrigins = Origins[Id].Blocks;
  Origins[Id].F = F;
  Function Fn;
  Fn.Entity = New->Unit.Functions[Id].Entity;
  Fn.NumParams = Old.NumParams;
  Fn.Where = Old.Where;
  Fn.End = Old.End;
  Current = F;
  To = &Fn;
  Locals.clear();
  for (LocalId L = 0; L < Old.NumParams; ++L)
    local(L);
  Terminator Return;
  Return.K = Terminator::Kind::Return;
  if (F != P.harness() && !InFunction.contains(F)) {
    Fn.Blocks.emplace_back().End = Return;
    New->Unit.Functions[Id] = std::move(Fn);
    BlockOrigins.emplace_back();
    return;
  }
  bool Harness = F == P.harness();
  bool Answers = InClass.contains(C.returnClass(F));

  // A block without anything in the slice is where it leads.
  auto Leads = [&](BlockId B) -> std::optional<BlockId> {
    if (Harness || InBlock.contains(C.block(F, B)))
      return std::nullopt;
    const Block &Blk = Old.Blocks[B];
    if (Blk.End.K == Terminator::Kind::Goto && !C.Stuck[C.block(F, B)])
      return Blk.End.Targets[0];
    if (Blk.End.Targets.size() > 1 && !C.Stuck[C.block(F, B)] &&
        !keepsBranch(F, B) && C.Meets[C.block(F, B)] != NoId)
      return C.Meets[C.block(F, B)];
    return std::nullopt;
  };
  llvm::DenseMap<BlockId, BlockId> Known, Blocks;
  std::vector<BlockId> Work;
  BlockId End = NoId;
  auto Block_ = [&](BlockId B) {
    llvm::SmallVector<BlockId, 8> Passed;
    while (true) {
      auto [It, IsNew] = Known.try_emplace(B, B);
      if (!IsNew && It->second != B) {
        B = It->second;
        break;
      }
      if (!IsNew)
        break;
      std::optional<BlockId> Next = Leads(B);
      if (!Next)
        break;
      Passed.push_back(B);
      B = *Next;
    }
    for (BlockId X : Passed)
      if (X != B)
        Known[X] = B;
    auto [It, IsNew] = Blocks.try_emplace(B, Fn.Blocks.size());
    if (IsNew) {
      Fn.Blocks.emplace_back();
      Work.push_back(B);
    }
    return It->second;
  };
  auto AtEnd = [&] {
    if (End == NoId) {
      End = Fn.Blocks.size();
      Fn.Blocks.emplace_back().End = Return;
    }
    return End;
  };
  Block_(0);
  while (!Work.empty()) {
    BlockId B = Work.back();
    Work.pop_back();
    BlockId Number = Blocks[B];
    const Block &Blk = Old.Blocks[B];
    Part::BlockOrigin From{B, {}, {}};
    std::vector<Statement> Body;
    for (uint32_t I : keptStatements(F, B)) {
      Ref R{F, B, I};
      if (F == OldSite.F && B == OldSite.Block && I == OldSite.Index)
        NewSite = {Id, Number, uint32_t(Body.size()), OldSite.Callee};
      Body.push_back(statement(R));
      From.Body.push_back(I);
    }
    Fn.Blocks[Number].Body = std::move(Body);
    Terminator T;
    T.K = Blk.End.K;
    T.Where = Blk.End.Where;
    switch (Blk.End.K) {
    case Terminator::Kind::Unreachable:
      break;
    case Terminator::Kind::Return:
      T.HasValue = Blk.End.HasValue && Answers;
      if (T.HasValue)
        T.A = operand(Blk.End.A);
      break;
    case Terminator::Kind::Goto:
      T.Targets = {Block_(Blk.End.Targets[0])};
      break;
    case Terminator::Kind::Branch:
    case Terminator::Kind::Switch:
    case Terminator::Kind::Choose:
      if (keepsBranch(F, B)) {
        T.A = operand(Blk.End.A);
        T.B = operand(Blk.End.B);
        T.Cmp = Blk.End.Cmp;
        T.Type = Blk.End.Type;
        T.Cases = Blk.End.Cases;
        T.Exceptional = Blk.End.Exceptional;
        for (const auto &[Target, To] : llvm::enumerate(Blk.End.Targets)) {
          // A callback that does nothing here need not run.
          if (Harness)
            if (auto It = C.CallbackOf.find(To);
                It != C.CallbackOf.end() && !InFunction.contains(It->second))
              continue;
          T.Targets.push_back(Block_(To));
          From.Targets.push_back(Target);
        }
      } else if (C.Stuck[C.block(F, B)]) {
        T.K = Terminator::Kind::Choose;
        for (BlockId To : Blk.End.Targets)
          if (BlockId N = Block_(To); !llvm::is_contained(T.Targets, N))
            T.Targets.push_back(N);
      } else {
        T.K = Terminator::Kind::Goto;
        BlockId M = C.Meets[C.block(F, B)];
        T.Targets = {M == NoId ? AtEnd() : Block_(M)};
      }
      break;
    }
    Fn.Blocks[Number].End = std::move(T);
    BlockOrigins.resize(Fn.Blocks.size());
    BlockOrigins[Number] = std::move(From);
  }
  BlockOrigins.resize(Fn.Blocks.size());
  New->Unit.Functions[Id] = std::move(Fn);
}

Slice::Part Slice::Builder::build(const Program::Site &Site) {
  OldSite = Site;
  for (NodeIndex N : C.AlwaysClasses)
    add(N);
  for (const Ref &R : C.Always)
    add(R);
  Ref At{Site.F, Site.Block, Site.Index};
  add(At);
  addOperand(Site.F, C.at(At).Args[Site.Callee->HandleParam]);
  close();

  New.reset(new Program(P.protocol()));
  New->Unit.Files = P.unit().Files;
  New->EntryInView = P.hasEntry();
  New->UnloadInView = P.hasUnload();
  New->FilledFields = P.FilledFields;
  New->WaitsElsewhere = P.waitsElsewhere();
  New->OutOfViewName = P.someFunctionOutOfView().str();
  New->Harness = function(P.harness());
  New->DriverObject = entity(P.driverObject());
  New->FrameworkUnload = entity(P.frameworkUnload());
  for (const Program::UnloadField &U : P.unloadFields())
    New->UnloadFields.push_back({entity(U.Field), U.Offset});
  NewSite = {NoId, NoId, NoId, Site.Callee};
  for (FunctionId Id = 0; Id < Emitted.size(); ++Id)
    emit(Emitted[Id]);
  for (size_t N : IndirectArgs)
    if (auto It = C.Reachable.find(N); It != C.Reachable.end())
      for (FunctionId G : It->second)
        function(G);
  for (FunctionId Id = 0; Id < Emitted.size(); ++Id)
    if (New->Unit.Functions[Id].Blocks.empty())
      emit(Emitted[Id]);

  New->Infos.resize(Emitted.size());
  for (FunctionId Id = 0; Id < Emitted.size(); ++Id) {
    const Program::Info &Old = P.info(Emitted[Id]);
    New->Infos[Id].CallsOutOfView = Old.CallsOutOfView;
    New->Infos[Id].CallsProtocol = Old.CallsProtocol;
    New->Infos[Id].CallsWait = Old.CallsWait;
    New->analyse(Id);
    if (C.AddressTaken.contains(Emitted[Id]))
      New->AddressTaken.push_back(Id);
  }
  New->computeReach();
  return {std::move(New), NewSite, std::move(Origins)};
}

Slice::Slice(const Program &P) : C(std::make_unique<Classes>(P)) {}
Slice::~Slice() = default;

Slice::Part Slice::forSite(const Program::Site &Site) {
  return Builder(*C).build(Site);
}

} // namespace nmr
