//===- KeptPointers.cpp - Who may point at what is kept -------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/KeptPointers.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <tuple>

namespace nmr {

namespace {

// A pointer with more distances than these is one that a loop moves.
constexpr size_t MaxDistances = 8;

bool isRecord(const Place &Pl) { return Pl.Size > 8; }

/// The last step of \p Pl that follows a pointer; its length if there is none.
size_t lastPointer(const Place &Pl) {
  size_t Last = Pl.Path.size();
  for (size_t I = 0; I != Pl.Path.size(); ++I)
    if (Pl.Path[I].K == Projection::Kind::Deref)
      Last = I;
  return Last;
}

/// The field whose address \p O is; NoId: none behind a pointer.
EntityId fieldPointedAt(const Operand &O) {
  return O.K == Operand::Kind::AddressOf && O.P.throughPointer() ? fieldOf(O.P)
                                                                 : NoId;
}

} // namespace

bool Slice::KeptPointers::Offsets::add(Distance D) {
  if (Anywhere || (D && llvm::is_contained(At, *D)))
    return false;
  if (D && At.size() != MaxDistances)
    At.push_back(*D);
  else
    Anywhere = true;
  return true;
}

Slice::KeptPointers::KeptPointers(const Classes &C, const Program::Site &Site)
    : C(C), P(C.P), Nodes(1) {
  for (NodeIndex N : C.handedClasses(Site))
    InClass.insert(N);
  findShared();
  findUses();
  // A statement that names two classes is in both lists.
  llvm::DenseSet<std::tuple<FunctionId, BlockId, uint32_t>> Seen;
  for (NodeIndex N : InClass)
    for (const Classes::Ref &R : C.Touching.find(N)->second) {
      if (!Seen.insert({R.F, R.B, R.I}).second)
        continue;
      if (R.I == NoId) {
        const Terminator &End = P.function(R.F).Blocks[R.B].End;
        if (End.K == Terminator::Kind::Return && End.HasValue)
          flow(var(C.returnNode(R.F), false, NoId), R.F, End.A);
        continue;
      }
      const Statement &St = C.at(R);
      if (St.K == Statement::Kind::Assign)
        addAssignment(R.F, St);
      else if (St.K == Statement::Kind::Havoc)
        Nodes[var(R.F, St.Dest)].IsForeign = true;
      else if (St.K == Statement::Kind::Call)
        addCall(R);
    }
  addPassed();
  propagate(kept(Site));
}

// A field's USR is that of the record, with the name behind it.
llvm::StringRef Slice::KeptPointers::recordOf(EntityId Field) const {
  return Field == NoId
             ? llvm::StringRef()
             : llvm::StringRef(P.unit().entity(Field).Id).rsplit('@').first;
}

void Slice::KeptPointers::findShared() {
  // The first field that lies at a place of a record or of an unnamed part of
  // one. Another one there is a member of the same union.
  std::map<std::tuple<NodeIndex, EntityId, int64_t>, EntityId> At;
  // What is read or written at once, and which parts it has.
  llvm::DenseSet<NodeIndex> Whole;
  llvm::SetVector<NodeIndex> HasFields;
  using FieldOf = std::pair<NodeIndex, EntityId>;
  llvm::DenseSet<FieldOf> WholeFields;
  llvm::SetVector<std::pair<FieldOf, EntityId>> Parts;
  visitPlaces([&](FunctionId F, const Place &Pl, bool Address) {
    const NodeIndex Class = C.classOf(F, Pl), Root = C.node(F, Pl);
    const EntityId Field = fieldOf(Pl);
    if ((Address || isRecord(Pl)) && !Pl.throughPointer())
      SharedRoots.insert(Root);
    if (Address && Field != NoId)
      SharedFields.insert({Class, Field});
    if (!Address && !isRecord(Pl)) {
      if (Field != NoId)
        WholeFields.insert({Class, Field});
      else if (!Pl.throughPointer())
        Whole.insert(Root);
    }
    if (Field != NoId && !Pl.throughPointer())
      HasFields.insert(Root);
    bool HasParent = false;
    EntityId Parent = NoId;
    int64_t InParent = 0;
    for (const Projection &Pr : Pl.Path) {
      if (Pr.K == Projection::Kind::Deref) {
        HasParent = false;
        InParent = 0;
      }
      if (Pr.K != Projection::Kind::Field)
        continue;
      InParent += Pr.Offset;
      if (HasParent && Pr.Field != NoId) {
        RecordsIn.insert({Parent, recordOf(Pr.Field)});
        Parts.insert({{Class, Parent}, Pr.Field});
        const EntityId First =
            At.try_emplace({Class, Parent, InParent}, Pr.Field).first->second;
        if (First != Pr.Field)
          for (EntityId Member : {First, Pr.Field})
            SharedFields.insert({Class, Member});
      }
      HasParent = true;
      Parent = Pr.Field;
      if (Pr.Field != NoId)
        InParent = 0;
    }
  });
  for (NodeIndex Root : HasFields)
    if (Whole.contains(Root))
      WholeRoots.insert(Root);
  for (const auto &[Record, Part] : Parts)
    if (WholeFields.contains(Record))
      for (EntityId Field : {Record.second, Part})
        SharedFields.insert({Record.first, Field});
}

/// Visits the places in the statements that name something of the classes; some
/// of them more than once.
void Slice::KeptPointers::visitPlaces(
    llvm::function_ref<void(FunctionId, const Place &, bool Address)> Visit)
    const {
  auto VisitOperand = [&](FunctionId F, const Operand &O) {
    if (isIn(F, O))
      Visit(F, O.P, O.K == Operand::Kind::AddressOf);
  };
  for (NodeIndex N : InClass)
    for (const Classes::Ref &R : C.Touching.find(N)->second) {
      if (R.I == NoId) {
        VisitOperand(R.F, P.function(R.F).Blocks[R.B].End.A);
        continue;
      }
      const Statement &St = C.at(R);
      if ((St.K != Statement::Kind::Call || St.HasDest) &&
          isIn(C.classOf(R.F, St.Dest)))
        Visit(R.F, St.Dest, /*Address=*/false);
      VisitOperand(R.F, St.Value.A);
      VisitOperand(R.F, St.Value.B);
      for (const Operand &A : St.Args)
        VisitOperand(R.F, A);
    }
}

/// Finds which records are used through which pointers.
void Slice::KeptPointers::findUses() {
  visitPlaces([&](FunctionId F, const Place &Pl, bool) {
    for (size_t I = 0; I + 1 < Pl.Path.size(); ++I)
      if (Pl.Path[I].K == Projection::Kind::Deref &&
          Pl.Path[I + 1].K == Projection::Kind::Field &&
          Pl.Path[I + 1].Field != NoId)
        UsedThrough.insert({pointer(F, Pl, I), Pl.Path[I + 1].Field});
  });
}

Slice::KeptPointers::Var Slice::KeptPointers::var(NodeIndex N, bool Shared,
                                                  EntityId Field) {
  auto [It, IsNew] =
      Vars.try_emplace({2 * uint64_t(N) + Shared, Field}, Nodes.size());
  if (IsNew)
    Nodes.emplace_back();
  return It->second;
}

Slice::KeptPointers::Var Slice::KeptPointers::var(FunctionId F,
                                                  const Place &Pl) {
  const NodeIndex Class = C.classOf(F, Pl), Root = C.node(F, Pl);
  EntityId Field = fieldOf(Pl);
  if (SharedFields.contains({Class, Field}) ||
      (WholeRoots.contains(Root) && !Pl.throughPointer()))
    Field = NoId;
  const bool Shared = Pl.throughPointer() || SharedRoots.contains(Root);
  return var(Shared ? Class : Root, Shared, Field);
}

Slice::KeptPointers::Var Slice::KeptPointers::local(FunctionId F, LocalId L) {
  return var(F, Place::local(L, P.function(F).Locals[L].Size));
}

/// The pointer that step \p Step of \p Pl follows.
Slice::KeptPointers::Var Slice::KeptPointers::pointer(FunctionId F, Place Pl,
                                                      size_t Step) {
  Pl.Path.truncate(Step);
  Pl.Size = P.pointerSize();
  return var(F, Pl);
}

/// What lies where \p O leads. Precondition: it has a place.
Slice::KeptPointers::Var Slice::KeptPointers::behind(FunctionId F,
                                                     const Operand &O) {
  return O.K == Operand::Kind::AddressOf
             ? var(F, O.P)
             : var(C.classOf(F, O), /*Shared=*/true, NoId);
}

/// Where \p O gets its value; nothing: it leads to no block.
std::optional<Slice::KeptPointers::Source>
Slice::KeptPointers::source(FunctionId F, const Operand &O) {
  if (!isIn(F, O))
    return std::nullopt;
  if (O.K == Operand::Kind::Load)
    return Source{var(F, O.P), 0};
  const size_t Last = lastPointer(O.P);
  if (Last == O.P.Path.size())
    return std::nullopt;
  Distance By = 0;
  for (const Projection &Pr : llvm::drop_begin(O.P.Path, Last + 1)) {
    if (Pr.K == Projection::Kind::Index && Pr.IndexLocal != NoId)
      By.reset();
    if (By)
      *By += Pr.K == Projection::Kind::Field
                 ? Pr.Offset
                 : Pr.IndexConst * int64_t(Pr.Stride);
  }
  return Source{pointer(F, O.P, Last), By};
}

void Slice::KeptPointers::connect(Source From, Var To) {
  Nodes[From.From].Out.push_back({To, From.By});
  Nodes[To].Into.push_back(From.From);
}

/// \p To may get the value of \p O, moved by \p By.
void Slice::KeptPointers::flow(Var To, FunctionId F, const Operand &O,
                               Distance By) {
  if (O.K == Operand::Kind::Unknown) {
    Nodes[To].IsForeign = true;
    return;
  }
  if (O.K == Operand::Kind::Function)
    if (FunctionId G = P.definition(O.entity()); G != NoId)
      Nodes[To].Routines.insert(G);
  if (EntityId Field = fieldPointedAt(O); Field != NoId)
    Nodes[To].Fields.insert(Field);
  std::optional<Source> From = source(F, O);
  if (!From) {
    Nodes[To].IsOther = true;
    return;
  }
  From->By = From->By && By ? Distance(*From->By + *By) : std::nullopt;
  connect(*From, To);
}

void Slice::KeptPointers::addAssignment(FunctionId F, const Statement &St) {
  const Rvalue &V = St.Value;
  // Fields of one name in one class are one variable already.
  if (isRecord(St.Dest))
    return;
  const Var To = var(F, St.Dest);
  auto Constant = [](const Operand &O, int64_t Times) {
    return O.K == Operand::Kind::Int ? Distance(O.value() * Times)
                                     : std::nullopt;
  };
  if (isComparison(V.O)) {
    Nodes[To].IsOther = true;
    return;
  }
  switch (V.O) {
  case Op::Use:
  case Op::Cast:
    flow(To, F, V.A);
    break;
  case Op::PtrAdd:
    flow(To, F, V.A, Constant(V.B, V.Stride));
    break;
  case Op::Add:
    flow(To, F, V.A, Constant(V.B, 1));
    flow(To, F, V.B, Constant(V.A, 1));
    break;
  case Op::Sub:
    flow(To, F, V.A, Constant(V.B, -1));
    flow(To, F, V.B, std::nullopt);
    break;
  default:
    flow(To, F, V.A, std::nullopt);
    flow(To, F, V.B, std::nullopt);
    break;
  }
}

void Slice::KeptPointers::addCall(const Classes::Ref &R) {
  const Statement &St = C.at(R);
  const CallInfo &Call = C.callInfo(R);
  for (FunctionId G : Call.Bodies) {
    for (LocalId L = 0; L < P.function(G).NumParams; ++L)
      if (isIn(C.localClass(G, L)))
        flow(local(G, L), R.F,
             L < St.Args.size() ? St.Args[L] : Operand::unknown());
    if (St.HasDest && !isRecord(St.Dest) && isIn(C.classOf(R.F, St.Dest)))
      connect({var(C.returnNode(G), false, NoId), 0}, var(R.F, St.Dest));
  }
  if (!Call.Bodies.empty())
    return;
  if (Call.K == CallKind::Modelled) {
    addModelled(R);
    return;
  }
  if (St.HasDest && isIn(C.classOf(R.F, St.Dest)))
    Nodes[var(R.F, St.Dest)].IsForeign = true;
  for (size_t I = 0; I < St.Args.size() && I < St.Writes.size(); ++I)
    if (St.Writes[I] && isIn(R.F, St.Args[I]))
      Nodes[behind(R.F, St.Args[I])].IsForeign = true;
  if (Call.isToSystem() || Call.K == CallKind::OutOfView)
    addToSystem(R);
}

void Slice::KeptPointers::addModelled(const Classes::Ref &R) {
  using E = SystemFunction::Effect;
  const Statement &St = C.at(R);
  const SystemFunction &SF = *C.callInfo(R).SF;
  auto HasArg = [&](size_t I) {
    return I < St.Args.size() && isIn(R.F, St.Args[I]);
  };
  if (SF.isAtomic() && HasArg(0))
    for (const Operand &A : llvm::drop_begin(St.Args))
      flow(behind(R.F, St.Args[0]), R.F, A);
  if (SF.E == E::CreateObject && HasArg(SF.Arg))
    Nodes[behind(R.F, St.Args[SF.Arg])].IsNew = true;
  if (!St.HasDest || !isIn(C.classOf(R.F, St.Dest)))
    return;
  const Var To = var(R.F, St.Dest);
  if (SF.isAtomic() && HasArg(0))
    connect({behind(R.F, St.Args[0]), 0}, To);
  else if (SF.E == E::Alloc || SF.E == E::ZeroAlloc)
    Nodes[To].IsNew = true;
  else if ((SF.E == E::Copy || SF.E == E::Fill || SF.E == E::Zero) && HasArg(0))
    flow(To, R.F, St.Args[0]);
  else
    Nodes[To].IsForeign = true;
}

/// A call that leads out of the driver.
void Slice::KeptPointers::addToSystem(const Classes::Ref &R) {
  const Statement &St = C.at(R);
  for (const Operand &A : St.Args)
    flow(System, R.F, A);
  for (const Operand &Table : St.Args)
    C.visitClasses(R.F, Table, [&](NodeIndex N) {
      if (!C.TakenIn.contains(N))
        return;
      auto [It, IsNew] =
          Tables.try_emplace({N, fieldPointedAt(Table)}, Nodes.size());
      if (IsNew)
        Nodes.emplace_back();
      for (const Operand &A : St.Args)
        flow(It->second, R.F, A);
    });
}

/// Lets routines and the addresses of fields flow where values do.
void Slice::KeptPointers::spread() {
  std::vector<Var> Work;
  for (Var V = 0; V != Nodes.size(); ++V)
    if (!Nodes[V].Routines.empty() || !Nodes[V].Fields.empty())
      Work.push_back(V);
  auto Add = [](auto &To, const auto &From) {
    bool Changed = false;
    // By index: a flow may lead back to where it begins.
    for (size_t I = 0; I != From.size(); ++I)
      Changed |= To.insert(From[I]);
    return Changed;
  };
  while (!Work.empty()) {
    const Node &From = Nodes[Work.back()];
    Work.pop_back();
    for (const Flow &Out : From.Out) {
      Node &To = Nodes[Out.To];
      bool Changed = Add(To.Routines, From.Routines);
      if (Out.By == Distance(0))
        Changed |= Add(To.Fields, From.Fields);
      if (Changed)
        Work.push_back(Out.To);
    }
  }
  for (auto [Pointer, Field] : UsedThrough)
    for (EntityId Outer : Nodes[Pointer].Fields)
      RecordsIn.insert({Outer, recordOf(Field)});
  // What is in a part is in the whole.
  for (size_t I = 0; I != RecordsIn.size(); ++I)
    for (size_t J = 0; J != RecordsIn.size(); ++J) {
      auto [Outer, Part] = RecordsIn[I];
      auto [Inner, Of] = RecordsIn[J];
      if (Inner != NoId && recordOf(Inner) == Part)
        RecordsIn.insert({Outer, Of});
    }
}

/// Values that come back as parameters of routines.
void Slice::KeptPointers::addPassed() {
  llvm::DenseSet<NodeIndex> Known;
  auto Receive = [&](FunctionId F, LocalId L) -> std::optional<Var> {
    if (!isIn(C.localClass(F, L)))
      return std::nullopt;
    Known.insert(C.node(F, Place::local(L, P.pointerSize())));
    return local(F, L);
  };
  for (const Classes::PassedValue &V : C.Passed)
    if (std::optional<Var> To = Receive(V.To, V.Param)) {
      if (!V.Behind)
        flow(*To, V.In, V.From);
      else if (isIn(V.In, V.From))
        connect({behind(V.In, V.From), 0}, *To);
    }
  spread();
  llvm::DenseMap<NodeIndex, std::vector<std::pair<EntityId, Var>>> FieldsOf;
  for (const auto &[Key, V] : Vars)
    if (Key.first % 2 != 0)
      FieldsOf[Key.first / 2].push_back({Key.second, V});
  auto Give = [&](FunctionId F, Var From) {
    for (LocalId L = 0; L < P.function(F).NumParams; ++L)
      if (std::optional<Var> To = Receive(F, L))
        connect({From, 0}, *To);
  };
  for (const auto &[Key, Given] : Tables) {
    const auto [Class, Outer] = Key;
    if (Outer == NoId)
      for (uint32_t Index : C.TakenIn.find(Class)->second)
        Give(C.Taken[Index].F, Given);
    // A routine gets what lies beside it, in the same record.
    const auto Fields = FieldsOf.lookup(Class);
    for (auto [Holder, V] : Fields) {
      if (Outer != NoId && Holder != NoId &&
          !RecordsIn.contains({Outer, recordOf(Holder)}))
        continue;
      const auto Routines = Nodes[V].Routines;
      for (FunctionId F : Routines) {
        Give(F, Given);
        for (auto [Beside, From] : Fields)
          if (Beside == NoId || Holder == NoId ||
              recordOf(Beside) == recordOf(Holder))
            Give(F, From);
      }
    }
  }
  // Of what else routines get, only the type is known.
  for (NodeIndex N : C.passedBySystem())
    if (!Known.contains(N) && isIn(C.rootOf(N))) {
      const bool Shared = SharedRoots.contains(N);
      connect({System, 0}, var(Shared ? C.rootOf(N) : N, Shared, NoId));
    }
}

/// The variables that hold what \p Site hands over to be kept.
llvm::SmallVector<Slice::KeptPointers::Var, 4>
Slice::KeptPointers::kept(const Program::Site &Site) {
  llvm::SmallVector<Var, 4> Result;
  const Statement &St = C.at({Site.F, Site.Block, Site.Index});
  const std::vector<NodeIndex> Of = C.keptClasses(Site);
  for (const KeptObject &K : Site.Callee->Keeps) {
    if (std::optional<Source> From = source(Site.F, St.Args[K.Param]))
      Result.push_back(From->From);
    for (const auto &[Key, V] : Vars)
      if (Key.second != NoId &&
          llvm::is_contained(Of, C.rootOf(Key.first / 2)) &&
          llvm::is_contained(K.Fields, P.unit().entity(Key.second).Name))
        Result.push_back(V);
  }
  return Result;
}

/// Finds where the objects come from that lie in \p Kept, and follows their
/// addresses from there.
void Slice::KeptPointers::propagate(llvm::SmallVector<Var, 4> Kept) {
  std::vector<Var> Work;
  llvm::DenseSet<Var> Seen(Kept.begin(), Kept.end());
  while (!Kept.empty()) {
    const Var V = Kept.pop_back_val();
    Node &N = Nodes[V];
    const bool HasNoSource = N.Into.empty() && !N.IsNew && !N.IsOther;
    bool Begins = N.IsNew && N.Kept.add(0);
    Begins |= (N.IsForeign || HasNoSource) && N.Kept.add(std::nullopt);
    if (Begins)
      Work.push_back(V);
    for (Var From : N.Into)
      if (Seen.insert(From).second)
        Kept.push_back(From);
  }
  while (!Work.empty()) {
    const Var V = Work.back();
    Work.pop_back();
    // A flow may lead back to where it begins.
    const Offsets At = Nodes[V].Kept;
    for (const Flow &To : Nodes[V].Out) {
      bool Changed = At.Anywhere && Nodes[To.To].Kept.add(std::nullopt);
      for (int64_t Offset : At.At)
        Changed |= Nodes[To.To].Kept.add(To.By ? Distance(Offset + *To.By)
                                               : std::nullopt);
      if (Changed)
        Work.push_back(To.To);
    }
  }
}

bool Slice::KeptPointers::mayBeFreedBy(const Classes::Ref &Free) {
  const SystemFunction &SF = *C.callInfo(Free).SF;
  const Operand &O = C.at(Free).Args[SF.Arg];
  if (!isIn(Free.F, O))
    return false;
  // What hangs on the object goes with it.
  if (!SF.Field.empty())
    return true;
  std::optional<Source> From = source(Free.F, O);
  if (!From)
    return false;
  const Offsets &At = Nodes[From->From].Kept;
  return From->By ? At.contains(-*From->By) : At.Anywhere || !At.At.empty();
}

} // namespace nmr
