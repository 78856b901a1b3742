//===- Value.cpp - Values and terms ---------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Value.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace nmr {

// Terms deeper than this say too little to be worth their size.
static constexpr unsigned MaxTermDepth = 8;

static llvm::hash_code hashValue(const Value &V) {
  return llvm::hash_combine(unsigned(V.K), unsigned(V.R.K), V.R.Id, V.Id, V.N);
}

Value TermTable::intern(Node N) {
  uint64_t H = llvm::hash_combine(unsigned(N.O), hashValue(N.A), hashValue(N.B),
                                  N.Type.Bits, N.Type.Signed, N.Stride,
                                  unsigned(N.From), N.MayAlias);
  // The two topmost keys are reserved by DenseMap.
  llvm::SmallVector<TermId, 1> &Bucket = Interned[H >> 2];
  for (TermId T : Bucket) {
    const Node &M = Nodes[T];
    if (M.O == N.O && M.A == N.A && M.B == N.B && M.Type == N.Type &&
        M.Stride == N.Stride && M.From == N.From && M.MayAlias == N.MayAlias)
      return Value::term(T);
  }
  Nodes.push_back(N);
  Bucket.push_back(Nodes.size() - 1);
  return Value::term(Nodes.size() - 1);
}

Value TermTable::fresh(Origin From, bool MayAlias) {
  Node N;
  N.A.N = NextFresh++;
  N.From = From;
  N.MayAlias = MayAlias;
  Nodes.push_back(N); // unique by construction; not worth interning
  return Value::term(Nodes.size() - 1);
}

Value TermTable::entryLike(uint32_t Number, TermId Symbol) {
  Node N;
  N.A.N = Number;
  N.A.Id = 1;
  N.From = Nodes[Symbol].From;
  N.MayAlias = mayAlias(Value::term(Symbol));
  return intern(N);
}

bool TermTable::stemsFrom(const Value &V, Origin From) const {
  if (!V.isTerm() || V.Id == NoId)
    return false;
  if (isSymbol(V.Id) || From == Origin::Watched || From == Origin::Guess)
    return Nodes[V.Id].From == From;
  return stemsFrom(Nodes[V.Id].A, From) || stemsFrom(Nodes[V.Id].B, From);
}

bool TermTable::mayAlias(const Value &V) const {
  if (V.isPointer())
    return V.R.K == Region::Kind::Object && mayAlias(Value::term(V.R.Id));
  if (!V.isTerm() || V.Id == NoId)
    return false;
  const Node &N = Nodes[V.Id];
  switch (N.O) {
  case Op::PtrAdd:
  case Op::Add:
  case Op::Sub:
  case Op::Cast:
    return N.MayAlias || mayAlias(N.A);
  default:
    // An address with bits that mean something else, for instance.
    return N.MayAlias ||
           (!isSymbol(V.Id) && !isComparison(N.O) && isOfAddress(V));
  }
}

bool TermTable::isOfAddress(const Value &V) const {
  if (V.isPointer())
    return true;
  if (!V.isTerm() || V.Id == NoId)
    return false;
  const Node &N = Nodes[V.Id];
  return isSymbol(V.Id)
             ? N.From == Origin::NewObject
             : !isComparison(N.O) && (isOfAddress(N.A) || isOfAddress(N.B));
}

Value TermTable::apply(Op O, Value A, Value B, IntType Type, int64_t Stride) {
  auto Depth = [&](const Value &V) -> unsigned {
    if (V.isTerm())
      return Nodes[V.Id].Depth + 1;
    if (V.isPointer() && V.R.K == Region::Kind::Object)
      return Nodes[V.R.Id].Depth + 1;
    return 0;
  };
  unsigned D = std::max(Depth(A), Depth(B));
  // A term that a callee gets is a symbol there, which has to tell.
  Origin From = Origin::Inside;
  for (Origin Told : {Origin::Guess, Origin::Watched})
    if (stemsFrom(A, Told) || stemsFrom(B, Told))
      From = Told;
  if (D > MaxTermDepth)
    return fresh(From, mayAlias(A));
  Node N;
  N.O = O;
  N.A = A;
  N.B = B;
  N.Type = Type;
  N.Stride = Stride;
  N.From = From;
  N.Depth = D;
  return intern(N);
}

} // namespace nmr
