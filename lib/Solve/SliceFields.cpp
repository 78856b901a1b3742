//===- SliceFields.cpp - Which part of which memory may hold what ---------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/SliceFields.h"
#include "Solve/KeptPointers.h"
#include "Summary/Visit.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

namespace nmr {

namespace {

constexpr int64_t Lowest = std::numeric_limits<int64_t>::min(),
                  Highest = std::numeric_limits<int64_t>::max();

/// The ends of all memory stay where they are.
int64_t plus(int64_t A, int64_t B) {
  int64_t Sum;
  if (A == Lowest || A == Highest)
    return A;
  if (llvm::AddOverflow(A, B, Sum))
    return B < 0 ? Lowest : Highest;
  return Sum;
}

int64_t endOf(int64_t Low, uint64_t Size) {
  return Size == 0 || Size > uint64_t(Highest) ? Highest
                                               : plus(Low, int64_t(Size));
}

} // namespace

Slice::Fields::Fields(const Classes &C, const Code &Of,
                      const llvm::DenseSet<FunctionId> &Open)
    : C(C), P(C.P), Open(Open) {
  findInMemory(Of);
  // Questions are told apart when they are asked, and not before.
  fold({nodeOf(Globals, P.answers()), 0});
  for (const Ref &R : Of.Statements)
    unite(R);
  for (auto [F, B] : Of.Ends) {
    uniteEnd(F, P.function(F).Blocks[B].End);
    if (F == P.harness())
      HarnessEnds.emplace_back(F, B);
  }
  for (FunctionId F : functionsOf(Of))
    for (const Classes::PassedValue &V : C.handedOver(F)) {
      std::optional<Held> From = value(F, V.From);
      if (From && V.Behind)
        From = Held{content(From->A, P.pointerSize())};
      unite(localValue(V.To, V.Param), From);
    }
  for (const auto &[Of, Use] : Uses) {
    HasOverlaid |= P.unit().entity(Of.second).Overlaid;
    if (Use.InObject)
      for (const Held &H : Use.At)
        unite(Use.At.front(), H);
  }
  IsFrozen = true;

  for (NodeIndex N = 0; N != Parts.size(); ++N)
    for (const Part &Of : Parts[N])
      Holders[root({Of.N})].push_back(N);
  for (const auto &[F, N] : Returns)
    Returning[root({N})].push_back(F);
  for (NodeIndex N : MustBeExact)
    Exact.insert(root({N}));
  findMayAlias();
  llvm::DenseSet<NodeIndex> HoldsVariables;
  for (NodeIndex N : Variables)
    HoldsVariables.insert(root({N}));
  for (const Ref &R : Of.Statements)
    indexWriters(R, HoldsVariables);
}

NodeIndex Slice::Fields::add() {
  const NodeIndex N = Up.size();
  Up.push_back({N, 0});
  Parts.emplace_back();
  Folded.push_back(false);
  return N;
}

Slice::Fields::Address Slice::Fields::find(Address A) {
  while (Up[A.N].N != A.N) {
    Address &Next = Up[A.N];
    const Address &Above = Up[Next.N];
    Next = {Above.N, plus(Next.Offset, Above.Offset)};
    A = {Next.N, plus(A.Offset, Next.Offset)};
  }
  return A;
}

void Slice::Fields::unite(Address A, Address B) {
  if (A.N == NoId || B.N == NoId)
    return;
  Work.emplace_back(A, B);
  drain();
}

void Slice::Fields::unite(const Held &A, const Held &B) {
  if (A.IsRecord == B.IsRecord)
    return unite(A.A, B.A);
  const Held &Record = A.IsRecord ? A : B, &Other = A.IsRecord ? B : A;
  unite(content(Record.A, Record.Size), Other.A);
}

void Slice::Fields::unite(const std::optional<Held> &A,
                          const std::optional<Held> &B) {
  if (A && B)
    unite(*A, *B);
}

void Slice::Fields::fold(Address A) {
  if (IsFrozen || A.N == NoId)
    return;
  foldRoot(find(A).N);
  drain();
}

void Slice::Fields::foldRoot(NodeIndex Root) {
  if (Folded[Root])
    return;
  Folded[Root] = true;
  if (!Parts[Root].empty())
    insert(Root, Parts[Root].front());
}

void Slice::Fields::drain() {
  while (!Work.empty()) {
    auto [A, B] = Work.back();
    Work.pop_back();
    A = find(A);
    B = find(B);
    if (A.N == B.N) {
      if (A.Offset != B.Offset)
        foldRoot(A.N);
      continue;
    }
    if (Parts[A.N].size() > Parts[B.N].size())
      std::swap(A, B);
    int64_t By;
    // Nothing is as far apart as that.
    if (llvm::SubOverflow(B.Offset, A.Offset, By)) {
      foldRoot(A.N);
      By = 0;
    }
    Up[A.N] = {B.N, By};
    for (const Part &Moved : std::exchange(Parts[A.N], {}))
      insert(B.N, {plus(Moved.Low, By), plus(Moved.High, By), Moved.N});
    if (Folded[A.N])
      foldRoot(B.N);
  }
}

/// Adds a part. What overlaps is one from now on.
void Slice::Fields::insert(NodeIndex Root, Part New) {
  if (Folded[Root])
    New.Low = Lowest, New.High = Highest;
  std::vector<Part> &Of = Parts[Root];
  const auto First = llvm::partition_point(
      Of, [&](const Part &Before) { return Before.High <= New.Low; });
  auto Last = First;
  for (; Last != Of.end() && Last->Low < New.High; ++Last) {
    New.Low = std::min(New.Low, Last->Low);
    New.High = std::max(New.High, Last->High);
    Work.push_back({{New.N, 0}, {Last->N, 0}});
  }
  if (First == Last) {
    Of.insert(First, New);
    return;
  }
  *First = New;
  Of.erase(std::next(First), Last);
}

Slice::Fields::Address Slice::Fields::content(Address A, uint64_t Size) {
  if (A.N == NoId)
    return {};
  A = find(A);
  Part New{A.Offset, endOf(A.Offset, Size), NoId};
  if (Folded[A.N])
    New.Low = Lowest, New.High = Highest;
  const std::vector<Part> &Of = Parts[A.N];
  const auto It = llvm::partition_point(
      Of, [&](const Part &Before) { return Before.High <= New.Low; });
  if (It != Of.end() && It->Low <= New.Low && It->High >= New.High)
    return {It->N, 0};
  if (IsFrozen)
    return {};
  New.N = add();
  insert(A.N, New);
  drain();
  return {New.N, 0};
}

NodeIndex Slice::Fields::nodeOf(llvm::DenseMap<uint32_t, NodeIndex> &Of,
                                uint32_t Key) {
  if (auto It = Of.find(Key); It != Of.end())
    return It->second;
  if (IsFrozen)
    return NoId;
  return Of[Key] = add();
}

NodeIndex Slice::Fields::localNode(FunctionId F, LocalId L) {
  return nodeOf(Locals[F], L);
}

Slice::Fields::Located Slice::Fields::locate(FunctionId F, const Place &Pl,
                                             bool Notes) {
  Located L;
  auto Path = llvm::ArrayRef(Pl.Path.begin(), Pl.Path.end());
  EntityId Field = NoId;
  bool InObject = false;
  if (Pl.Root == Place::RootKind::Global) {
    L.A = {nodeOf(Globals, Pl.Base), 0};
  } else {
    L.A = {localNode(F, Pl.Base), 0};
    L.IsValue = !InMemory.contains({F, Pl.Base});
    if (L.IsValue && !Path.empty()) {
      L.IsValue = false;
      InObject = true;
      Path = Path.drop_front();
    }
  }
  for (const Projection &Pr : Path) {
    switch (Pr.K) {
    case Projection::Kind::Deref:
      L.A = content(L.A, L.Length.value_or(P.pointerSize()));
      L.Length.reset();
      if (Notes && Field != NoId)
        note(F, Pl, Field, InObject, {L.A});
      Field = NoId;
      InObject = true;
      break;
    case Projection::Kind::Field:
      if (!L.Length)
        L.A.Offset = plus(L.A.Offset, Pr.Offset);
      Field = Pr.Field;
      break;
    case Projection::Kind::Index:
      if (Pr.IndexLocal != NoId)
        mustBeExact(localValue(F, Pr.IndexLocal));
      if (L.Length)
        break;
      if (Pr.IndexLocal == NoId)
        L.A.Offset = plus(L.A.Offset, Pr.IndexConst * int64_t(Pr.Stride));
      else if (Pr.Count != 0)
        L.Length = Pr.Count * Pr.Stride;
      else
        fold(L.A);
      break;
    }
  }
  L.Field = Field;
  L.InObject = InObject;
  return L;
}

Slice::Fields::Held Slice::Fields::held(const Located &L, uint64_t Size) {
  if (L.IsValue)
    return {L.A};
  if (!isRecord(Size))
    return {content(L.A, L.Length.value_or(Size))};
  // One of several: which parts of which is not told apart.
  if (L.Length)
    fold(L.A);
  return {L.A, true, L.Length ? 0 : Size};
}

std::optional<Slice::Fields::Held>
Slice::Fields::value(FunctionId F, const Operand &O, bool Notes) {
  if (!hasPlace(O))
    return std::nullopt;
  const Located L = locate(F, O.P, Notes);
  const bool IsAddress = O.K == Operand::Kind::AddressOf;
  if (L.A.N == NoId)
    return std::nullopt;
  if (IsAddress && L.Length)
    fold(L.A);
  if (Notes && L.Field != NoId)
    note(F, O.P, L.Field, L.InObject, held(L, O.P.Size));
  if (IsAddress && !IsFrozen && !O.P.throughPointer())
    Variables.push_back(L.A.N);
  const Held Result = IsAddress ? Held{L.A} : held(L, O.P.Size);
  return Result.A.N == NoId ? std::nullopt : std::optional(Result);
}

std::optional<Slice::Fields::Held> Slice::Fields::localValue(FunctionId F,
                                                             LocalId L) {
  const uint64_t Size = P.function(F).Locals[L].Size;
  return value(
      F, Operand::load(Place::local(L, Size == 0 ? P.pointerSize() : Size)));
}

Slice::Fields::Held Slice::Fields::returnValue(FunctionId F, bool IsRecord) {
  return {{nodeOf(Returns, F), 0}, IsRecord, 0};
}

void Slice::Fields::note(FunctionId F, const Place &Pl, EntityId Field,
                         bool InObject, Held H) {
  FieldUses &Of = Uses[{C.classOf(F, Pl), Field}];
  Of.At.push_back(H);
  Of.InObject |= InObject;
}

/// Each once, in order.
std::vector<FunctionId> Slice::Fields::functionsOf(const Code &Of) {
  std::vector<FunctionId> Result;
  for (auto [F, B] : Of.Ends)
    if (Result.empty() || Result.back() != F)
      Result.push_back(F);
  return Result;
}

void Slice::Fields::findInMemory(const Code &Of) {
  FunctionId F = NoId;
  auto Visit = [&](const Place &Pl, bool Address) {
    if (Pl.Root != Place::RootKind::Local)
      return;
    const bool Follows =
        !Pl.Path.empty() && Pl.Path.front().K == Projection::Kind::Deref;
    if (!Follows && (Address || !Pl.Path.empty() || isRecord(Pl.Size)))
      InMemory.insert({F, Pl.Base});
  };
  auto VisitOperand = [&](const Operand &O) {
    if (hasPlace(O))
      Visit(O.P, O.K == Operand::Kind::AddressOf);
  };
  for (const Ref &R : Of.Statements) {
    F = R.F;
    const Statement &St = C.at(R);
    if (St.K == Statement::Kind::ScopeEnd)
      continue;
    if (St.K != Statement::Kind::Call || St.HasDest)
      Visit(St.Dest, false);
    forEachOperand(St, VisitOperand);
    if (St.K != Statement::Kind::Call)
      continue;
    // Parameters that are records.
    for (FunctionId G : C.callInfo(R).Bodies)
      for (LocalId L = 0; L != P.function(G).NumParams; ++L)
        if (P.function(G).Locals[L].Size > 8)
          InMemory.insert({G, L});
  }
  for (const auto &[In, B] : Of.Ends) {
    F = In;
    forEachOperand(P.function(F).Blocks[B].End, VisitOperand);
  }
  for (FunctionId In : functionsOf(Of)) {
    F = In;
    for (const Classes::PassedValue &V : C.handedOver(F))
      VisitOperand(V.From);
  }
}

void Slice::Fields::unite(const Ref &R) {
  const Statement &St = C.at(R);
  if (St.K == Statement::Kind::ScopeEnd)
    return;
  std::optional<Held> Dest;
  if (St.K != Statement::Kind::Call || St.HasDest)
    Dest = value(R.F, Operand::load(St.Dest), /*Notes=*/true);
  if (St.K == Statement::Kind::Call)
    return uniteCall(R, St, Dest);
  if (St.K == Statement::Kind::Havoc)
    return;
  const Rvalue &V = St.Value;
  if (V.A.K == Operand::Kind::Unknown && P.isSystem(R.F) && Dest)
    FromSystem.push_back(Dest->A.N);
  std::optional<Held> A = value(R.F, V.A, true), B = value(R.F, V.B, true);
  auto Moved = [&](std::optional<Held> By, std::optional<int64_t> Distance) {
    if (!By || !Dest)
      return;
    if (Distance)
      By->A.Offset = plus(By->A.Offset, *Distance);
    unite(*Dest, *By);
    if (!Distance)
      fold(Dest->A);
  };
  auto Times = [](const Operand &O, int64_t N) {
    int64_t Product;
    return O.K == Operand::Kind::Int &&
                   !llvm::MulOverflow(O.value(), N, Product)
               ? std::optional(Product)
               : std::nullopt;
  };
  // What compares equal may be one object from then on.
  if (isComparison(V.O))
    return unite(A, B);
  switch (V.O) {
  case Op::Use:
  case Op::Cast:
    return unite(Dest, A);
  case Op::PtrAdd:
    mustBeExact(B);
    return Moved(A, Times(V.B, V.Stride));
  case Op::Add:
    Moved(A, Times(V.B, 1));
    return Moved(B, Times(V.A, 1));
  case Op::Sub:
    Moved(A, Times(V.B, -1));
    return Moved(B, std::nullopt);
  default:
    Moved(A, std::nullopt);
    return Moved(B, std::nullopt);
  }
}

std::optional<Slice::Fields::Held> Slice::Fields::firstDevice(FunctionId F) {
  return P.devices() ? value(F, Operand::load(P.devices()->First))
                     : std::nullopt;
}

/// \p Device is in the list of all devices.
void Slice::Fields::uniteDevice(FunctionId F,
                                const std::optional<Held> &Device) {
  const std::optional<Held> First = firstDevice(F);
  if (!First || !Device)
    return;
  unite(First, Device);
  Held Next = *First;
  Next.A.Offset = plus(Next.A.Offset, P.devices()->Next);
  unite(Held{content(Next.A, P.pointerSize())}, *First);
}

void Slice::Fields::uniteCall(const Ref &R, const Statement &St,
                              const std::optional<Held> &Dest) {
  mustBeExact(value(R.F, St.callee(), /*Notes=*/true));
  std::vector<std::optional<Held>> Args;
  for (const Operand &O : St.Args)
    Args.push_back(value(R.F, O, /*Notes=*/true));
  auto Arg = [&](size_t I) { return I < Args.size() ? Args[I] : std::nullopt; };
  auto Behind = [&](size_t I, uint64_t Size) -> std::optional<Held> {
    const std::optional<Held> Pointer = Arg(I);
    return Pointer ? std::optional(Held{content(Pointer->A, Size)})
                   : std::nullopt;
  };
  const CallInfo &Call = C.callInfo(R);
  for (FunctionId G : Call.Bodies) {
    for (LocalId L = 0; L != P.function(G).NumParams; ++L) {
      const std::optional<Held> Param = localValue(G, L);
      unite(Param, Arg(L));
      if (P.isSystem(R.F) &&
          (L >= St.Args.size() || St.Args[L].K == Operand::Kind::Unknown))
        FromSystem.push_back(Param->A.N);
    }
    if (Dest && !Open.contains(G))
      unite(returnValue(G, Dest->IsRecord), *Dest);
  }
  if (Call.K == CallKind::Protocol) {
    if (Call.PF->Chosen)
      unite(value(R.F, Operand::load(C.choice())), Arg(Call.PF->HandleParam));
    else if (Call.PF->Handle == HandleIs::Written)
      Behind(Call.PF->HandleParam, P.pointerSize());
    return;
  }
  if (Call.K != CallKind::Modelled)
    return;
  using E = SystemFunction::Effect;
  const SystemFunction &SF = *Call.SF;
  if (SF.isAtomic()) {
    const bool IsBit = SF.E == E::SetBit || SF.E == E::ResetBit;
    if (IsBit && Args.size() > 1) {
      mustBeExact(Args[1]);
      const std::optional<int64_t> Bit = St.constantArgument(1);
      if (SF.With == 0 && (!Bit || *Bit < 0 || *Bit >= int64_t(SF.Arg) * 8) &&
          Arg(0))
        fold(Arg(0)->A);
    }
    const std::optional<Held> There = Behind(0, SF.Arg);
    unite(There, Dest);
    for (size_t I = 1; I < Args.size() && !IsBit; ++I)
      unite(There, Args[I]);
    return;
  }
  switch (SF.E) {
  case E::Copy:
    unite(Arg(0), Arg(1));
    [[fallthrough]];
  case E::Fill:
  case E::Zero:
    unite(Arg(0), Dest);
    mustBeExact(Arg(SF.E == E::Zero ? 1 : 2));
    break;
  case E::CreateObject: {
    const std::optional<Held> New = Behind(SF.Arg, P.pointerSize());
    if (SF.IsDevice)
      uniteDevice(R.F, New);
    break;
  }
  case E::Free:
    if (SF.IsDevice)
      uniteDevice(R.F, Arg(SF.Arg));
    break;
  case E::Constant:
    unite(value(R.F, Operand::load(Place::global(P.answers(), 8))), Dest);
    break;
  case E::Space:
    if (std::optional<Held> Object = Arg(SF.Arg)) {
      Object->A.Offset = plus(Object->A.Offset, Program::Spaces);
      unite(Held{content(Object->A, Program::Spaces)}, Dest);
    }
    break;
  case E::SetUnload:
    if (SF.Object)
      unite(Behind(SF.Object->Result, P.pointerSize()),
            value(R.F, Operand::load(P.answerPlace(SF.Object->Getter))));
    break;
  default:
    break;
  }
}

void Slice::Fields::uniteEnd(FunctionId F, const Terminator &End) {
  const std::optional<Held> A = value(F, End.A, /*Notes=*/true),
                            B = value(F, End.B, /*Notes=*/true);
  if (End.K == Terminator::Kind::Branch)
    unite(A, B);
  if (End.K != Terminator::Kind::Return)
    return;
  const Held Result = returnValue(F, A && A->IsRecord);
  if (End.HasValue && A)
    unite(Result, *A);
  if (End.A.K == Operand::Kind::Function)
    mustBeExact(Result);
}

void Slice::Fields::findMayAlias() {
  std::vector<NodeIndex> Roots;
  auto Add = [&](NodeIndex N) {
    if (MayAlias.insert(root({N})).second)
      Roots.push_back(root({N}));
  };
  llvm::for_each(FromSystem, Add);
  while (!Roots.empty()) {
    const NodeIndex N = Roots.back();
    Roots.pop_back();
    for (const Part &Of : Parts[N])
      Add(Of.N);
  }
}

void Slice::Fields::written(Address A, uint64_t Bytes, const Ref &R,
                            EntityId Field) {
  if (A.N == NoId)
    return;
  A = find(A);
  if (MayAlias.contains(A.N) &&
      (Field == NoId || (HasOverlaid && (P.unit().entity(Field).System ||
                                         P.unit().entity(Field).Overlaid))))
    Anywhere.push_back({R, A.N});
  const int64_t End = endOf(A.Offset, Bytes);
  for (const Part &Of : Parts[A.N])
    if (Bytes == 0 || (Of.Low < End && Of.High > A.Offset))
      Writers[root({Of.N})].push_back(R);
}

/// Arguments of \p R that a function of the system may write through.
void Slice::Fields::writtenBySystem(
    const Ref &R, const llvm::DenseSet<NodeIndex> &HoldsVariables) {
  const Statement &St = C.at(R);
  for (size_t I = 0; I < St.Writes.size() && I < St.Args.size(); ++I) {
    if (!St.Writes[I])
      continue;
    const std::optional<Held> To = value(R.F, St.Args[I]);
    if (!To)
      continue;
    written(To->A, St.Writes[I].Bytes, R);
    // It may be a table of buffers.
    for (const Part &Of : Parts[root(To->A)])
      if (const NodeIndex N = root({Of.N}); HoldsVariables.contains(N))
        Writers[N].push_back(R);
  }
}

void Slice::Fields::indexWriters(
    const Ref &R, const llvm::DenseSet<NodeIndex> &HoldsVariables) {
  using E = SystemFunction::Effect;
  const Statement &St = C.at(R);
  auto Writes = [&](const std::optional<Held> &To) {
    if (To && To->IsRecord)
      written(To->A, To->Size, R);
    else if (To)
      Writers[root(To->A)].push_back(R);
  };
  auto Arg = [&](size_t I) {
    return I < St.Args.size() ? value(R.F, St.Args[I]) : std::nullopt;
  };
  auto Behind = [&](size_t I, uint64_t Bytes) {
    if (const std::optional<Held> To = Arg(I))
      written(To->A, Bytes, R);
  };
  if (St.K == Statement::Kind::ScopeEnd) {
    if (const NodeIndex N = root({localNode(R.F, St.Dest.Base)}); N != NoId)
      Ends[N].push_back(R);
    return;
  }
  if (St.K != Statement::Kind::Call || St.HasDest) {
    Writes(value(R.F, Operand::load(St.Dest)));
    if (St.Dest.throughPointer())
      if (const Located To = locate(R.F, St.Dest, false); To.A.N != NoId)
        written(To.A, To.Length.value_or(St.Dest.Size), R, fieldOf(St.Dest));
  }
  if (St.K != Statement::Kind::Call)
    return;
  const CallInfo &Call = C.callInfo(R);
  switch (Call.K) {
  case CallKind::Protocol:
    if (Call.PF->Chosen)
      Writes(value(R.F, Operand::load(C.choice())));
    else if (Call.PF->Handle == HandleIs::Written)
      Behind(Call.PF->HandleParam, P.pointerSize());
    else if (Call.PF->hasHandleParam())
      Writes(Arg(Call.PF->HandleParam));
    writtenBySystem(R, HoldsVariables);
    break;
  case CallKind::Modelled:
    if (Call.SF->isAtomic()) {
      Behind(0, Call.SF->Arg);
      break;
    }
    switch (Call.SF->E) {
    case E::Copy:
    case E::Fill:
    case E::Zero: {
      const size_t Length = Call.SF->E == E::Zero ? 1 : 2;
      const std::optional<int64_t> Bytes =
          Length < St.Args.size() ? St.constantArgument(Length) : std::nullopt;
      Behind(0, Bytes && *Bytes > 0 ? *Bytes : 0);
      break;
    }
    case E::CreateObject:
      Behind(Call.SF->Arg, P.pointerSize());
      if (Call.SF->IsDevice)
        Writes(firstDevice(R.F));
      break;
    case E::Free:
      Writes(Arg(Call.SF->Arg));
      if (Call.SF->IsDevice)
        Writes(firstDevice(R.F));
      Frees.push_back(R);
      break;
    default:
      break;
    }
    writtenBySystem(R, HoldsVariables);
    break;
  case CallKind::System:
    writtenBySystem(R, HoldsVariables);
    break;
  case CallKind::Indirect:
    for (size_t I = 0; I != St.Args.size(); ++I)
      Behind(I, I < St.Writes.size() && St.Writes[I] ? St.Writes[I].Bytes : 8);
    break;
  case CallKind::OutOfView:
  case CallKind::Event:
  case CallKind::Bodies:
  case CallKind::NoReturn:
    break;
  }
}

NodeIndex Slice::Fields::classOf(FunctionId F, const Operand &O) {
  const std::optional<Held> V = value(F, O);
  return V ? root(V->A) : NoId;
}

NodeIndex Slice::Fields::indexClass(FunctionId F, LocalId L) {
  const std::optional<Held> V = localValue(F, L);
  return V ? root(V->A) : NoId;
}

NodeIndex Slice::Fields::returnClass(FunctionId F) {
  return root({nodeOf(Returns, F)});
}

void Slice::Fields::visitBehind(FunctionId F, const Operand &O, Visitor Visit) {
  const std::optional<Held> To = value(F, O);
  if (!To)
    return;
  const Address A = find(To->A);
  // A pointer may have come from one to the record that this is a part of.
  const bool IsPart = O.K == Operand::Kind::AddressOf && O.P.Size != 0;
  for (const Part &Of : Parts[A.N])
    if (!IsPart || (Of.Low < endOf(A.Offset, O.P.Size) && Of.High > A.Offset))
      Visit(root({Of.N}));
}

void Slice::Fields::visitAlways(Visitor Visit) {
  for (auto [F, B] : HarnessEnds)
    for (const Operand *O :
         {&P.function(F).Blocks[B].End.A, &P.function(F).Blocks[B].End.B})
      Visit(classOf(F, *O));
  for (EntityId G : {P.driverObject(), P.frameworkUnload()})
    if (const NodeIndex N = root({nodeOf(Globals, G)}); N != NoId) {
      Visit(N);
      for (const Part &Of : Parts[N])
        Visit(root({Of.N}));
    }
}

void Slice::Fields::visitHandle(const Program::Site &Site, Visitor Visit) {
  const Statement &St = C.at({Site.F, Site.Block, Site.Index});
  const ProtocolFunction &PF = *Site.Callee;
  if (PF.Chosen)
    Visit(classOf(Site.F, Operand::load(C.choice())));
  if (PF.hasHandleParam()) {
    const std::optional<Held> Handle = value(Site.F, St.Args[PF.HandleParam]);
    Visit(Handle ? root(Handle->A) : NoId);
    if (Handle && PF.Handle == HandleIs::Written)
      Visit(root(content(Handle->A, P.pointerSize())));
  } else if (PF.Handle == HandleIs::Returned && St.HasDest) {
    Visit(classOf(Site.F, Operand::load(St.Dest)));
  }
}

void Slice::Fields::visitTied(const Program::Site &Site, Visitor Visit,
                              llvm::function_ref<void(Ref)> Take) {
  const Statement &St = C.at({Site.F, Site.Block, Site.Index});
  for (const KeptObject &K : Site.Callee->Keeps) {
    Visit(classOf(Site.F, St.Args[K.Param]));
    if (!K.Fields.empty())
      visitBehind(Site.F, St.Args[K.Param], Visit);
  }
  auto ArgumentOf = [&](const Ref &R) -> const Operand & {
    return C.at(R).Args[C.callInfo(R).SF->Arg];
  };
  if (P.FollowsKept && !Frees.empty()) {
    KeptPointers Kept(C, Site);
    for (const Ref &R : Frees)
      if (Kept.mayBeFreedBy(R)) {
        Take(R);
        Visit(classOf(R.F, ArgumentOf(R)));
      }
  }
  for (const Ref &R : C.Teardowns) {
    const NodeIndex Ended = classOf(R.F, ArgumentOf(R));
    if (Ended == NoId)
      continue;
    bool IsUsed = false;
    for (const Ref &Use : C.Uses.find(C.classOf(R.F, ArgumentOf(R)))->second)
      for (const Operand &O : C.at(Use).Args)
        if (const NodeIndex N = classOf(Use.F, O);
            N != NoId &&
            (N == Ended || MayAlias.contains(N) || MayAlias.contains(Ended))) {
          Take(Use);
          Visit(N);
          IsUsed = true;
        }
    if (IsUsed) {
      Take(R);
      Visit(Ended);
    }
  }
}

} // namespace nmr
