//===- Tied.cpp - What is tied to a registration --------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Tied.h"
#include "Solve/RegisteredRoutines.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>

namespace nmr {

namespace {

// The region is a table of values, in three parts.
constexpr int64_t Slot = 8;
constexpr int64_t Routines = 1 << 10, Resources = 2 << 10, Blocks = 3 << 10,
                  End = 4 << 10;
// Resources of each kind that are followed at a time. A teardown that destroys
// more of them too early is shown by these.
constexpr int64_t MaxResources = 8;

/// Where \p V points; nothing if it is no address.
std::optional<std::pair<Region, int64_t>> placeOf(const Value &V) {
  if (V.isPointer())
    return std::pair(V.R, V.N);
  if (V.isTerm() && V.Id != NoId)
    return std::pair(Region{Region::Kind::Object, V.Id}, int64_t(0));
  return std::nullopt;
}

/// Whether \p V points into the block that begins where \p Block points.
bool liesIn(const Value &V, const Value &Block) {
  auto At = placeOf(V), Begin = placeOf(Block);
  return At && Begin && At->first == Begin->first &&
         At->second >= Begin->second;
}

/// Whether \p F returns \p L by value. In C++ such a copy may be left out.
bool returns(const Function &F, LocalId L) {
  auto IsWhole = [](const Operand &O, LocalId Of) {
    return O.K == Operand::Kind::Load && O.P.Root == Place::RootKind::Local &&
           O.P.Base == Of && O.P.Path.empty();
  };
  auto IsCopy = [&](const Statement &St, LocalId To) {
    return St.K == Statement::Kind::Assign && St.Value.O == Op::Use &&
           IsWhole(St.Value.A, L) && St.Dest.Root == Place::RootKind::Local &&
           St.Dest.Base == To && St.Dest.Path.empty();
  };
  return llvm::any_of(F.Blocks, [&](const Block &B) {
    const Operand &A = B.End.A;
    return B.End.K == Terminator::Kind::Return && B.End.HasValue &&
           A.K == Operand::Kind::Load &&
           (IsWhole(A, L) || llvm::any_of(F.Blocks, [&](const Block &From) {
              return llvm::any_of(From.Body, [&](const Statement &St) {
                return IsCopy(St, A.P.Base);
              });
            }));
  });
}

/// The values of the table's part [\p Low, \p High).
auto part(const AbstractState &S, Region Table, int64_t Low, int64_t High) {
  return llvm::make_filter_range(S.cells(Table), [=](const Cell &C) {
    return C.Offset >= Low && C.Offset < High;
  });
}

} // namespace

std::vector<Cell> pointedAt(const AbstractState &S, const Statement &Call,
                            llvm::ArrayRef<Argument> Args, unsigned Param) {
  std::vector<Cell> Result;
  auto To = Args[Param].IsRecord ? std::nullopt : placeOf(Args[Param].V);
  if (!To)
    return Result;
  const Operand &O = Call.Args[Param];
  const int64_t Size = O.K == Operand::Kind::AddressOf && O.P.Size
                           ? int64_t(O.P.Size)
                           : std::numeric_limits<int32_t>::max();
  for (const Cell &C : S.cells(To->first))
    if (C.Offset >= To->second && C.Offset < To->second + Size &&
        C.Field != NoId)
      Result.push_back(C);
  return Result;
}

/// Visits what is kept, in the order of its numbers; without a field, what the
/// parameter points at.
void Tied::visitKept(
    llvm::function_ref<void(const KeptObject &, std::optional<llvm::StringRef>)>
        Visit) const {
  for (const KeptObject &K : Register->Keeps) {
    Visit(K, std::nullopt);
    for (llvm::StringRef Field : K.Fields)
      Visit(K, Field);
  }
}

void Tied::begin(AbstractState &S, const Statement &Call,
                 llvm::ArrayRef<Argument> Args) const {
  int64_t At = 0;
  auto Keep = [&](const Value &V) {
    if (placeOf(V))
      S.store(region(), At, Slot, V);
  };
  auto IsNamed = [&](const Cell &C, llvm::StringRef Field) {
    return P.unit().entity(C.Field).Name == Field;
  };
  visitKept([&](const KeptObject &K, std::optional<llvm::StringRef> Field) {
    if (Field) {
      std::vector<Cell> Cells = pointedAt(S, Call, Args, K.Param);
      auto It = llvm::find_if(
          Cells, [&](const Cell &C) { return IsNamed(C, *Field); });
      if (It != Cells.end())
        Keep(It->V);
    } else if (!Args[K.Param].IsRecord) {
      Keep(Args[K.Param].V);
    }
    At += Slot;
  });
  At = Routines;
  for (const Cell &C : routinesPassed(P, S, *Register, Call, Args))
    if (At < Resources) {
      S.store(region(), At, Slot, C.V, C.Field);
      At += Slot;
    }
}

void Tied::end(AbstractState &S) const { S.erase(region()); }

std::string Tied::nameOf(Kept K) const {
  std::string Result;
  Kept N = 0;
  visitKept([&](const KeptObject &O, std::optional<llvm::StringRef> Field) {
    if (N++ == K)
      Result = Field ? "the object that '" + Field->str() +
                           "' points at in the " + O.As.str()
                     : "the " + O.As.str();
  });
  return Result;
}

std::optional<Tied::Kept> Tied::keptIn(const AbstractState &S,
                                       const Value &Block) const {
  auto At = placeOf(Block);
  if (!At || At->first.K != Region::Kind::Object)
    return std::nullopt;
  for (const Cell &C : part(S, region(), 0, Routines))
    if (liesIn(C.V, Block))
      return C.Offset / Slot;
  return std::nullopt;
}

bool Tied::mayLieIn(const AbstractState &S, TermTable &T,
                    const Value &Block) const {
  const auto At = placeOf(Block);
  if (!At || At->first.K != Region::Kind::Object)
    return false;
  return llvm::any_of(part(S, region(), 0, Routines), [&](const Cell &C) {
    const auto Kept = placeOf(C.V);
    if (!Kept || Kept->first.K != Region::Kind::Object)
      return false;
    const Value Same = S.evaluate(T, Op::Eq, Value::term(At->first.Id),
                                  Value::term(Kept->first.Id), {64, false}, 0);
    return !Same.isInt(0);
  });
}

std::optional<std::pair<Tied::Kept, LocalId>>
Tied::keptLocal(const AbstractState &S, FunctionId F,
                std::optional<LocalId> Only) const {
  for (const Cell &C : part(S, region(), 0, Routines))
    if (C.V.isPointer() && C.V.R.K == Region::Kind::Local &&
        (!Only || C.V.R.Id == *Only) && !returns(P.function(F), C.V.R.Id))
      return std::pair(Kept(C.Offset / Slot), LocalId(C.V.R.Id));
  return std::nullopt;
}

llvm::SmallVector<FunctionId, 4>
Tied::routines(const AbstractState &S,
               llvm::ArrayRef<llvm::StringRef> Fields) const {
  llvm::SmallVector<FunctionId, 4> Result;
  for (const Cell &C : part(S, region(), Routines, Resources))
    if (C.V.K == Value::Kind::Function && C.Field != NoId &&
        llvm::is_contained(Fields, P.unit().entity(C.Field).Name))
      Result.push_back(P.definition(C.V.Id));
  return Result;
}

llvm::SmallVector<FunctionId, 4> Tied::routines(const AbstractState &S) const {
  llvm::SmallVector<llvm::StringRef, 8> Fields;
  for (const ProtocolFunction &F : P.protocols().functions())
    if (F.Side == Register->Side)
      Fields.append(F.Callbacks.begin(), F.Callbacks.end());
  return routines(S, Fields);
}

std::optional<Tied::Resource> Tied::destroy(AbstractState &S, const Value &V,
                                            bool Block) const {
  if (!placeOf(V))
    return std::nullopt;
  const int64_t First = Block ? Blocks : Resources;
  for (int64_t At = First; At != First + MaxResources * Slot; At += Slot)
    if (llvm::none_of(S.cells(region()),
                      [&](const Cell &C) { return C.Offset == At; })) {
      S.store(region(), At, Slot, V);
      return At / Slot;
    }
  return std::nullopt;
}

std::optional<Tied::Resource> Tied::destroyed(const AbstractState &S,
                                              const Value &V) const {
  if (!placeOf(V))
    return std::nullopt;
  for (const Cell &C : part(S, region(), Resources, End))
    if (C.Offset < Blocks ? C.V == V : liesIn(V, C.V))
      return C.Offset / Slot;
  return std::nullopt;
}

void Tied::forget(AbstractState &S, Resource R) const {
  S.forget(region(), R * Slot, Slot);
}

bool Tied::anyDestroyed(const AbstractState &S) const {
  auto Destroyed = part(S, region(), Resources, End);
  return Destroyed.begin() != Destroyed.end();
}

} // namespace nmr
