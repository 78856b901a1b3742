//===- SliceClasses.cpp - Which memory may hold what ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/SliceClasses.h"
#include "Solve/Parallel.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>
#include <set>

namespace nmr {

namespace {

constexpr int64_t Lowest = std::numeric_limits<int64_t>::min(),
                  Highest = std::numeric_limits<int64_t>::max();

CallInfo classify(const Program &P, const Statement &St) {
  CallInfo C;
  if (St.callee().K != Operand::Kind::Function) {
    C.K = CallKind::Indirect;
    return C;
  }
  EntityId E = St.callee().entity();
  if (P.event(E)) {
    C.K = CallKind::Event;
    return C;
  }
  if ((C.PF = P.protocolFunction(St))) {
    C.K = CallKind::Protocol;
    return C;
  }
  if (St.Virtual)
    C.Bodies = P.overriders(E);
  const Entity &Ent = P.unit().entity(E);
  FunctionId Body = P.definition(E);
  if (C.Bodies.empty() && (Body == NoId || Ent.System))
    if ((C.SF = P.systemFunction(E))) {
      C.K = C.SF->E == SystemFunction::Effect::Destroy ? CallKind::System
            : C.SF->comesBack()                        ? CallKind::Modelled
                                                       : CallKind::NoReturn;
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

/// How many bytes behind an address the call may touch through argument \p I;
/// 0: the address may go anywhere.
uint64_t bytesBehind(const CallInfo &C, const Statement &St, unsigned I) {
  using E = SystemFunction::Effect;
  const uint64_t Written =
      I < St.Writes.size() && St.Writes[I] ? St.Writes[I].Bytes : 1;
  switch (C.K) {
  case CallKind::Protocol:
    return C.PF->Handle == HandleIs::Written && I == C.PF->HandleParam
               ? 8
               : Written;
  case CallKind::System:
    return Written;
  case CallKind::NoReturn:
    return 1;
  case CallKind::Modelled:
    if (C.SF->isAtomic())
      return I == 0 ? C.SF->Arg : 0;
    switch (C.SF->E) {
    case E::Pure:
    case E::Free:
    case E::Alloc:
    case E::ZeroAlloc:
    case E::Space:
      return 1;
    case E::Wait:
    case E::Acquire:
      return Written;
    default:
      return 0;
    }
  default:
    return 0;
  }
}

} // namespace

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
    llvm::function_ref<void(const Place &, bool, uint64_t)> Visit) const {
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
        Value(St.callee());
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
  using RangesOf =
      llvm::DenseMap<EntityId, std::vector<std::pair<int64_t, int64_t>>>;
  auto Find = [&](RangesOf &Ranges, FunctionId F) {
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
  };
  RangesOf Ranges;
  for (const RangesOf &Part : gather<RangesOf>(P.Jobs, P.numFunctions(), Find))
    for (const auto &[G, Of] : Part)
      llvm::append_range(Ranges[G], Of);
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
    if (C.PF->Chosen)
      Sets.unite(node(R.F, choice()), Arg(C.PF->HandleParam));
    break;
  case CallKind::Modelled:
    if (C.SF->isAtomic()) {
      for (unsigned I = 1; I < St.Args.size(); ++I)
        Sets.unite(Arg(0), Arg(I));
      Sets.unite(Arg(0), Dest);
      break;
    }
    switch (C.SF->E) {
    case E::Copy:
      Sets.unite(Arg(0), Arg(1));
      [[fallthrough]];
    case E::Fill:
    case E::Zero:
      Sets.unite(Arg(0), Dest);
      break;
    case E::CreateObject:
      Sets.unite(Arg(C.SF->Arg), Dest);
      [[fallthrough]];
    case E::Free:
      if (C.SF->IsDevice && P.devices())
        Sets.unite(Arg(C.SF->Arg), node(R.F, P.devices()->First));
      break;
    case E::Constant:
      Sets.unite(node(R.F, Place::global(P.answers(), 8)), Dest);
      break;
    case E::Space:
      Sets.unite(Arg(C.SF->Arg), Dest);
      break;
    case E::Query:
      for (unsigned I = 0; I < St.Args.size(); ++I)
        Sets.unite(Arg(I), Dest);
      break;
    case E::SetUnload:
      Sets.unite(Arg(C.SF->Arg),
                 node(R.F, Place::global(P.frameworkUnload(), 8)));
      if (const auto &Object = C.SF->Object) {
        Sets.unite(Arg(Object->Result),
                   node(R.F, P.answerPlace(Object->Getter)));
        for (const Program::EndField &E : P.endFields())
          Sets.unite(Arg(Object->Attributes), node(R.F, P.endPlace(E)));
      }
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
void Slice::Classes::uniteValues(FunctionId Id) {
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

std::vector<NodeIndex> Slice::Classes::passedBySystem() const {
  std::vector<NodeIndex> Result;
  const Function &H = P.function(P.harness());
  for (BlockId B = 0; B < H.Blocks.size(); ++B)
    for (uint32_t I = 0; I < H.Blocks[B].Body.size(); ++I) {
      const Statement &St = H.Blocks[B].Body[I];
      if (St.K != Statement::Kind::Call)
        continue;
      for (FunctionId G : callInfo({P.harness(), B, I}).Bodies)
        for (unsigned A = 0; A < P.function(G).NumParams; ++A)
          if (A >= St.Args.size() || !hasPlace(St.Args[A]))
            Result.push_back(LocalBase[G] + A);
    }
  return Result;
}

void Slice::Classes::findForeign() {
  using NodeSet = llvm::DenseSet<NodeIndex>;
  auto Find = [&](NodeSet &Found, FunctionId Id) {
    auto Add = [&](NodeIndex N) {
      if (N != NoId)
        Found.insert(Sets.root(N));
    };
    const Function &F = P.function(Id);
    for (BlockId B = 0; B < F.Blocks.size(); ++B)
      for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I) {
        const Statement &St = F.Blocks[B].Body[I];
        if (St.K == Statement::Kind::Havoc ||
            (St.K == Statement::Kind::Assign &&
             St.Value.A.K == Operand::Kind::Unknown))
          Add(node(Id, St.Dest));
        if (St.K != Statement::Kind::Call)
          continue;
        const CallInfo &C = callInfo({Id, B, I});
        if (C.K != CallKind::System && C.K != CallKind::OutOfView &&
            C.K != CallKind::Indirect)
          continue;
        if (St.HasDest)
          Add(node(Id, St.Dest));
        for (const Operand &A : St.Args)
          Add(node(Id, A));
      }
  };
  NodeSet FromOutside;
  for (const NodeSet &Part : gather<NodeSet>(P.Jobs, P.numFunctions(), Find))
    FromOutside.insert(Part.begin(), Part.end());
  for (NodeIndex N : passedBySystem())
    FromOutside.insert(Sets.root(N));
  bool Open = !P.someFunctionOutOfView().empty() || !P.hasEntry();
  for (const auto &[G, Of] : Leaves)
    if (P.unit().entity(G).Undefined || (Open && P.isExposed(G)))
      for (const Leaf &L : Of)
        FromOutside.insert(Sets.root(L.N));
  for (const Program::Site &S : P.sites())
    if (S.Callee->V != Verb::Register) {
      NodeIndex N = handleClass(S);
      if (N == NoId || FromOutside.contains(N))
        Foreign.push_back(S);
    }
}

/// A field that holds a handle in one object is taken to be the same field of
/// unknown objects.
void Slice::Classes::uniteFields() {
  using FieldUses = std::map<EntityId, FieldUse>;
  auto Find = [&](FieldUses &Found, FunctionId F) {
    visitPlaces(F, [&](const Place &Pl, bool, uint64_t) {
      EntityId Last = NoId;
      bool Object = false;
      auto Note = [&] {
        if (Last == NoId)
          return;
        FieldUse &U = Found[Last];
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
  };
  for (const FieldUses &Part :
       gather<FieldUses>(P.Jobs, P.numFunctions(), Find))
    for (const auto &[E, U] : Part) {
      llvm::append_range(Fields[E].Nodes, U.Nodes);
      Fields[E].InObject |= U.InObject;
    }
  // What the system passes to a callback may be any object of its type, too.
  std::vector<NodeIndex> Shared = Handles;
  llvm::append_range(Shared, passedBySystem());
  for (bool Changed = true; Changed;) {
    Changed = false;
    llvm::DenseSet<NodeIndex> Holding;
    for (NodeIndex N : Shared)
      if (N != NoId)
        Holding.insert(Sets.find(N));
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

/// Where addresses of functions and handles are kept, and which calls are
/// indirect.
void Slice::Classes::findPointers() {
  struct Pointing {
    std::vector<TakenFunction> Taken;
    std::vector<Ref> Indirect, HandsOver;
    std::vector<NodeIndex> Handles;
  };
  auto Find = [&](Pointing &Found, FunctionId Id) {
    const Function &F = P.function(Id);
    // Few operands are functions: to find a node takes longer.
    auto Take = [&](const Operand &O, auto FindNode,
                    const Place *Dest = nullptr) {
      if (O.K != Operand::Kind::Function || P.definition(O.entity()) == NoId)
        return;
      if (NodeIndex To = FindNode(); To != NoId)
        Found.Taken.push_back({To, P.definition(O.entity()),
                               Dest ? fieldOf(*Dest) : NoId,
                               Dest && Dest->Root == Place::RootKind::Global &&
                                       !Dest->throughPointer()
                                   ? Dest->Base
                                   : NoId});
    };
    for (BlockId B = 0; B < F.Blocks.size(); ++B) {
      for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I) {
        const Statement &St = F.Blocks[B].Body[I];
        if (St.K == Statement::Kind::Assign) {
          for (const Operand *O : {&St.Value.A, &St.Value.B})
            Take(*O, [&] { return node(Id, St.Dest); }, &St.Dest);
        }
        if (St.K != Statement::Kind::Call)
          continue;
        const CallInfo &C = callInfo({Id, B, I});
        if (C.K == CallKind::Indirect) {
          Found.Indirect.push_back({Id, B, I});
          continue;
        }
        if (handsOver(St, C))
          Found.HandsOver.push_back({Id, B, I});
        if (C.K == CallKind::Protocol) {
          if (!C.PF->Chosen && C.PF->hasHandleParam())
            Found.Handles.push_back(C.PF->HandleParam < St.Args.size()
                                        ? node(Id, St.Args[C.PF->HandleParam])
                                        : NoId);
          else if (!C.PF->Chosen && C.PF->Handle == HandleIs::Returned)
            Found.Handles.push_back(St.HasDest ? node(Id, St.Dest) : NoId);
        }
        for (unsigned A = 0; A < St.Args.size(); ++A) {
          for (FunctionId G : C.Bodies)
            if (A < P.function(G).NumParams)
              Take(St.Args[A], [&] { return LocalBase[G] + A; });
          if (C.K == CallKind::Modelled && A > 0)
            Take(St.Args[A], [&] { return node(Id, St.Args[0]); });
        }
      }
      if (F.Blocks[B].End.K == Terminator::Kind::Return)
        Take(F.Blocks[B].End.A, [&] { return ReturnNode[Id]; });
    }
  };
  for (const Pointing &Part :
       gather<Pointing>(P.Jobs, P.numFunctions(), Find)) {
    llvm::append_range(Taken, Part.Taken);
    llvm::append_range(Indirect, Part.Indirect);
    llvm::append_range(HandsOver, Part.HandsOver);
    llvm::append_range(Handles, Part.Handles);
  }
}

/// An indirect call goes to the functions whose address is in the class of the
/// callee. Answers whether some call turned out to have more callees.
bool Slice::Classes::resolveIndirectCalls() {
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
    for (auto &[N, F, Field, Global] : Taken) {
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
      NodeIndex Callee = node(R.F, St.callee());
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
  for (auto &[N, F, Field, Global] : Taken)
    Targets[Sets.find(N)].insert(F);
  bool More = false;
  for (const Ref &R : Indirect) {
    NodeIndex Callee = node(R.F, at(R).callee());
    if (Callee == NoId)
      continue;
    auto It = Targets.find(Sets.find(Callee));
    if (It == Targets.end())
      continue;
    auto &Bodies = Calls[CallNumber[statement(R)]].Bodies;
    // Callees pass functions on, to be called in turn.
    for (FunctionId G : It->second) {
      if (std::binary_search(Bodies.begin(), Bodies.end(), G))
        continue;
      More = true;
      for (const auto &[A, O] : llvm::enumerate(at(R).Args))
        if (O.K == Operand::Kind::Function &&
            P.definition(O.entity()) != NoId && A < P.function(G).NumParams)
          Taken.push_back(
              {uint32_t(LocalBase[G] + A), P.definition(O.entity())});
    }
    Bodies.assign(It->second.begin(), It->second.end());
  }
  return More;
}

void Slice::Classes::indexWriters() {
  for (FunctionId G : P.addressTaken())
    if (P.CallsOf[G].Protocol)
      Reachable[P.function(G).NumParams].push_back(G);
  // Each has counters of its own.
  const unsigned Ranges = std::clamp(P.Jobs, 1u, 8u);
  Writers = Lists<Ref>(Sets.size(), Ranges);
  Ends = Lists<Ref>(Sets.size(), Ranges);
  Returning = Lists<FunctionId>(Sets.size(), Ranges);
  Callers = Lists<Ref>(P.numFunctions(), Ranges);
  visitStatements(Ranges);
  Writers.fill();
  Ends.fill();
  Returning.fill();
  Callers.fill();
  for (InEvery &Part : visitStatements(Ranges)) {
    llvm::append_range(Always, Part.Always);
    for (auto &[Block, Statements] : Part.KeptIn)
      KeptIn[Block] = std::move(Statements);
  }
  Writers.finish();
  Ends.finish();
  Returning.finish();
  Callers.finish();

  const Function &H = P.function(P.harness());
  // What decides over the harness's blocks.
  for (const Block &B : H.Blocks)
    for (const Operand *O : {&B.End.A, &B.End.B})
      if (NodeIndex N = classOf(P.harness(), *O); N != NoId)
        AlwaysClasses.push_back(N);
  for (EntityId G : {P.driverObject(), P.frameworkUnload()})
    if (auto It = Leaves.find(G); It != Leaves.end())
      for (const Leaf &L : It->second)
        AlwaysClasses.push_back(Sets.find(L.N));
}

/// Puts every statement into the lists that it belongs to.
std::vector<Slice::Classes::InEvery>
Slice::Classes::visitStatements(unsigned Ranges) {
  std::vector<InEvery> Found(Ranges);
  forEachRange(P.Jobs, P.numFunctions(), Ranges,
               [&](unsigned Range, FunctionId Id, FunctionId End) {
                 InEvery Own;
                 for (; Id != End; ++Id)
                   visitStatements(Id, Range, Own);
                 Found[Range] = std::move(Own);
               });
  return Found;
}

void Slice::Classes::visitStatements(FunctionId Id, unsigned Range,
                                     InEvery &Found) {
  const bool Open = !P.someFunctionOutOfView().empty() || !P.hasEntry();
  const Function &F = P.function(Id);
  Returning.add(returnClass(Id), Id, Range);
  for (BlockId B = 0; B < F.Blocks.size(); ++B)
    for (uint32_t I = 0; I < F.Blocks[B].Body.size(); ++I) {
      Ref R{Id, B, I};
      const Statement &St = F.Blocks[B].Body[I];
      if (St.K == Statement::Kind::ScopeEnd) {
        Ends.add(localClass(Id, St.Dest.Base), R, Range);
        continue;
      }
      if (St.K != Statement::Kind::Call || St.HasDest)
        Writers.add(classOf(Id, St.Dest), R, Range);
      if (St.K != Statement::Kind::Call) {
        if (Id == P.harness())
          Found.KeptIn[block(Id, B)].push_back(I);
        continue;
      }
      auto Writes = [&](unsigned I) {
        if (I < St.Args.size() && hasPlace(St.Args[I]))
          Writers.add(classOf(Id, St.Args[I]), R, Range);
      };
      const CallInfo &C = callInfo(R);
      if (C.K == CallKind::NoReturn || C.K == CallKind::Event ||
          (C.K == CallKind::Indirect && Id == P.harness()))
        Found.KeptIn[block(Id, B)].push_back(I);
      for (FunctionId G : C.Bodies)
        Callers.add(G, R, Range);
      switch (C.K) {
      case CallKind::Protocol:
        if (C.PF->Chosen)
          Writers.add(classOf(Id, choice()), R, Range);
        else if (C.PF->hasHandleParam())
          Writes(C.PF->HandleParam);
        for (unsigned A = 0; A < St.Writes.size(); ++A)
          if (St.Writes[A] && (C.PF->Chosen || A != C.PF->HandleParam))
            Writes(A);
        break;
      case CallKind::Modelled:
        Writes(C.SF->E == SystemFunction::Effect::CreateObject ||
                       C.SF->endsObject()
                   ? C.SF->Arg
                   : 0);
        if (C.SF->E == SystemFunction::Effect::SetUnload)
          Found.Always.push_back(R);
        break;
      case CallKind::System:
        for (unsigned A = 0; A < St.Writes.size(); ++A)
          if (St.Writes[A])
            Writes(A);
        break;
      case CallKind::OutOfView:
        Found.Always.push_back(R);
        break;
      case CallKind::Indirect:
        for (unsigned A = 0; A < St.Args.size(); ++A)
          Writes(A);
        if (Open || (P.mayLeadHome(St) && Reachable.count(St.Args.size())) ||
            St.callee().K == Operand::Kind::Unknown)
          Found.Always.push_back(R);
        break;
      case CallKind::NoReturn:
        if (C.SF && C.SF->E == SystemFunction::Effect::Jump)
          Found.Always.push_back(R);
        break;
      case CallKind::Event:
      case CallKind::Bodies:
        break;
      }
    }
}

/// Postdominators and what decides over each block.
Slice::Classes::Control Slice::Classes::analyseControl(FunctionId Id) const {
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
  Control C;
  C.DecidedBy.resize(N);
  C.Meets.resize(N, NoId);
  C.Stuck.resize(N);
  llvm::SmallVector<BlockId, 4> OverStuck;
  for (BlockId B = 0; B < N; ++B) {
    C.Stuck[B] = !Seen[B];
    C.Meets[B] = Dom[B] == Exit ? NoId : Dom[B];
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
        if (!llvm::is_contained(C.DecidedBy[X], B))
          C.DecidedBy[X].push_back(B);
    }
    if (ToStuck)
      OverStuck.push_back(B);
  }
  for (BlockId B = 0; B < N; ++B)
    if (!Seen[B])
      C.DecidedBy[B].assign(OverStuck.begin(), OverStuck.end());
  return C;
}

void Slice::Classes::findCallbacks() {
  const Function &H = P.function(P.harness());
  for (BlockId B = 0; B < H.Blocks.size(); ++B) {
    const llvm::ArrayRef<Statement> Body = H.Blocks[B].Body;
    if (Body.size() != 3 || Body[0].callee().K != Operand::Kind::Function ||
        P.event(Body[0].callee().entity()) != SystemEvent::CallbackBegins)
      continue;
    const CallInfo &C = callInfo({P.harness(), B, 1});
    if (C.K != CallKind::Bodies || C.Bodies.size() != 1)
      continue;
    CallbackOf[B] = C.Bodies.front();
  }
}

/// Gives blocks, nodes, statements and calls their numbers, in the order of the
/// functions.
void Slice::Classes::numberStatements() {
  const size_t N = P.numFunctions();
  uint32_t NumBlocks = 0;
  for (FunctionId Id = 0; Id < N; ++Id) {
    const Function &F = P.function(Id);
    BlockBase.push_back(NumBlocks);
    NumBlocks += F.Blocks.size();
    LocalBase.push_back(Sets.size());
    for (size_t L = 0; L < F.Locals.size(); ++L)
      Sets.add();
    ReturnNode.push_back(Sets.add());
  }
  auto IsCall = [](const Statement &St) {
    return St.K == Statement::Kind::Call;
  };
  struct Counts {
    uint32_t Statements = 0, Calls = 0;
  };
  std::vector<Counts> First(N + 1);
  forEachIndex(P.Jobs, N, [&](FunctionId Id) {
    for (const Block &B : P.function(Id).Blocks) {
      First[Id + 1].Statements += B.Body.size();
      First[Id + 1].Calls += llvm::count_if(B.Body, IsCall);
    }
  });
  for (size_t I = 1; I <= N; ++I) {
    First[I].Statements += First[I - 1].Statements;
    First[I].Calls += First[I - 1].Calls;
  }
  NumStatements = First.back().Statements;
  StatementBase.resize(NumBlocks);
  CallNumber.resize(NumStatements, NoId);
  Calls.resize(First.back().Calls);
  forEachIndex(P.Jobs, N, [&](FunctionId Id) {
    auto [Number, Call] = First[Id];
    for (const auto &[B, Blk] : llvm::enumerate(P.function(Id).Blocks)) {
      StatementBase[block(Id, B)] = Number;
      for (const Statement &St : Blk.Body) {
        if (IsCall(St)) {
          CallNumber[Number] = Call;
          Calls[Call++] = classify(P, St);
        }
        ++Number;
      }
    }
  });
}

Slice::Classes::Classes(const Program &P) : P(P) {
  numberStatements();
  Controls.reset(P.numFunctions());
  findLeaves();
  for (EntityId G : {P.frameworkUnload(), P.answers(), P.choice()})
    if (!Leaves.count(G))
      Leaves[G].push_back({Lowest, Highest, Sets.add()});
  forEachIndex(P.Jobs, P.numFunctions(), [&](FunctionId F) { uniteValues(F); });
  findPointers();
  auto Resolve = [&] {
    do
      while (resolveIndirectCalls())
        ;
    while (uniteContexts());
  };
  Resolve();
  uniteFields();
  Resolve();
  for (auto &[N, F, Field, Global] : Taken)
    Pointers.push_back(N);
  for (const Ref &R : Indirect)
    Pointers.push_back(node(R.F, at(R).callee()));
  Sets.flatten();
  findCallbacks();
  findForeign();
  indexWriters();
  if (P.FollowsKept || P.FollowsDestroyed)
    findMortals();
}

} // namespace nmr
