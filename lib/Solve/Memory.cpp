//===- Memory.cpp - The store's memory ------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/AbstractState.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace nmr {

static auto key(const Cell &C) { return std::pair(C.R, C.Offset); }

std::vector<Cell>::iterator AbstractState::firstOverlap(Region R,
                                                        int64_t Offset) {
  auto It = llvm::partition_point(
      Cells, [&](const Cell &C) { return key(C) <= std::pair(R, Offset); });
  if (It != Cells.begin() && std::prev(It)->R == R &&
      std::prev(It)->end() > Offset)
    --It;
  return It;
}

llvm::ArrayRef<Cell> AbstractState::cells(Region R) const {
  auto B = llvm::partition_point(Cells, [&](const Cell &C) { return C.R < R; });
  auto E = std::partition_point(B, Cells.end(),
                                [&](const Cell &C) { return C.R == R; });
  return llvm::ArrayRef<Cell>(Cells.data() + (B - Cells.begin()), E - B);
}

bool AbstractState::isZeroed(Region R) const {
  return std::binary_search(Zeroed.begin(), Zeroed.end(), R);
}

void AbstractState::setZeroed(Region R) {
  auto It = llvm::lower_bound(Zeroed, R);
  if (It == Zeroed.end() || *It != R)
    Zeroed.insert(It, R);
}

void AbstractState::insert(Cell C) {
  auto It = llvm::partition_point(
      Cells, [&](const Cell &D) { return key(D) < key(C); });
  Cells.insert(It, C);
}

/// Takes [Offset, Offset + Size) out of the cells that cover it.
void AbstractState::carve(Region R, int64_t Offset, uint64_t Size) {
  int64_t End = Offset + int64_t(Size);
  auto It = firstOverlap(R, Offset);
  llvm::SmallVector<Cell, 2> Rest;
  auto Last = It;
  for (; Last != Cells.end() && Last->R == R && Last->Offset < End; ++Last) {
    Cell Part = *Last;
    // What is left of a scalar is unknown; only a zeroed region must say so.
    if (!Part.isFill())
      Part.V = Cell::unknownBytes();
    if (Part.V == Cell::unknownBytes() && !isZeroed(R))
      continue;
    if (Last->Offset < Offset) {
      Cell Left = Part;
      Left.Size = Offset - Left.Offset;
      Rest.push_back(Left);
    }
    if (Last->end() > End) {
      Cell Right = Part;
      Right.Size = Last->end() - End;
      Right.Offset = End;
      Rest.push_back(Right);
    }
  }
  Cells.erase(It, Last);
  for (const Cell &C : Rest)
    insert(C);
}

Value AbstractState::load(TermTable &T, Region R, int64_t Offset, uint64_t Size,
                          EntityId Field) {
  auto It = firstOverlap(R, Offset);
  int64_t End = Offset + int64_t(Size);
  bool Covered = It != Cells.end() && It->R == R && It->Offset < End;
  if (!Covered && isZeroed(R))
    return Value::integer(0);
  if (Covered) {
    bool Inside = It->Offset <= Offset && It->end() >= End;
    if (Inside && It->V.isInt(0))
      return It->V;
    if (It->Offset == Offset && It->Size == Size &&
        It->V != Cell::unknownBytes()) {
      if (Field != NoId)
        It->Field = Field;
      return It->V;
    }
    // Part of a scalar, or several cells at once: no name for that.
    if (!Inside || It->V != Cell::unknownBytes())
      return T.fresh(Origin::Inside);
  }
  const bool IsObject = R.K == Region::Kind::Object;
  // A binding's life begins in the middle of the driver's: what lies in static
  // storage, or where that leads, has values that other routines gave it.
  const bool OfOthers =
      P.IsBinding &&
      (R.K == Region::Kind::Global ||
       (IsObject && T.stemsFrom(Value::term(R.Id), Origin::Guess)));
  Value V = T.fresh(OfOthers ? Origin::Guess : Origin::Outside,
                    IsObject && T.mayAlias(Value::term(R.Id)));
  store(R, Offset, Size, V, Field);
  return V;
}

bool AbstractState::isOne(Region R, int64_t Offset, uint64_t Size) const {
  return llvm::none_of(cells(R), [&](const Cell &C) {
    return C.Offset < Offset + int64_t(Size) && C.end() > Offset &&
           C.Size < Size;
  });
}

void AbstractState::store(Region R, int64_t Offset, uint64_t Size, Value V,
                          EntityId Field) {
  auto It = firstOverlap(R, Offset);
  if (It != Cells.end() && It->R == R && It->Offset == Offset &&
      It->Size == Size) {
    It->V = V;
    if (Field != NoId)
      It->Field = Field;
    return;
  }
  carve(R, Offset, Size);
  insert({R, Offset, Size, V, Field});
}

void AbstractState::fillZero(Region R, int64_t Offset, uint64_t Size) {
  if (Size == 0)
    return;
  carve(R, Offset, Size);
  if (!isZeroed(R))
    insert({R, Offset, Size, Value::integer(0), NoId});
}

void AbstractState::forget(Region R, int64_t Offset, uint64_t Size) {
  if (Size == 0)
    return;
  carve(R, Offset, Size);
  if (isZeroed(R))
    insert({R, Offset, Size, Cell::unknownBytes(), NoId});
}

void AbstractState::erase(Region R) {
  auto B = llvm::partition_point(Cells, [&](const Cell &C) { return C.R < R; });
  auto E = std::partition_point(B, Cells.end(),
                                [&](const Cell &C) { return C.R == R; });
  Cells.erase(B, E);
  auto It = llvm::lower_bound(Zeroed, R);
  if (It != Zeroed.end() && *It == R)
    Zeroed.erase(It);
}

void AbstractState::copy(Region To, int64_t ToOffset, Region From,
                         int64_t FromOffset, uint64_t Size) {
  std::vector<Cell> Moved;
  int64_t End = FromOffset + int64_t(Size);
  for (const Cell &C : cells(From)) {
    if (C.end() <= FromOffset || C.Offset >= End)
      continue;
    Cell D = C;
    int64_t Low = std::max(C.Offset, FromOffset);
    int64_t High = std::min(C.end(), End);
    if (!C.isFill() && (Low != C.Offset || High != C.end()))
      D.V = Cell::unknownBytes();
    D.R = To;
    D.Offset = Low - FromOffset + ToOffset;
    D.Size = High - Low;
    Moved.push_back(D);
  }
  if (isZeroed(From))
    fillZero(To, ToOffset, Size);
  else
    forget(To, ToOffset, Size);
  for (const Cell &C : Moved) {
    carve(To, C.Offset, C.Size);
    if (C.V != Cell::unknownBytes() || isZeroed(To))
      insert(C);
  }
}

bool AbstractState::isPointedAt(Region R) const {
  return R.K == Region::Kind::Outer || llvm::any_of(Cells, [R](const Cell &C) {
           return C.V.isPointer() && C.V.R == R;
         });
}

bool AbstractState::holdsHandle() const {
  return llvm::any_of(Cells, [](const Cell &C) { return C.V.isHandle(); });
}

} // namespace nmr
