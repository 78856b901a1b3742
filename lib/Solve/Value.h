//===- Value.h - Values and terms -------------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Values of the simulation. A value is a constant, an address, a function, the
/// followed handle, or a *term*: a symbol, or an operator over values. Terms
/// are immutable and hash-consed, so equal computations on equal values are one
/// term: that is what keeps a copied status, a bool computed from it and a
/// re-evaluated condition correlated.
///
/// A symbol stands for one unknown value, existentially: a state is the claim
/// that *some* assignment of its symbols describes the machine. Joining states
/// is anti-unification (Join.h), and no symbol is ever "stale".
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_VALUE_H
#define NMR_SOLVE_VALUE_H

#include "Solve/IntSet.h"
#include "Summary/Summary.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <compare>

namespace nmr {

/// Index into \c TermTable.
using TermId = uint32_t;

/// A piece of memory with its own addresses.
struct Region {
  enum class Kind : uint8_t {
    Global, ///< Of the entity \c Id.
    Local,  ///< Of the current function, LocalId \c Id.
    Outer,  ///< A local of a caller, numbered as it came into reach.
    Object, ///< What the term \c Id points at.
  };
  Kind K = Kind::Global;
  uint32_t Id = 0;
  auto operator<=>(const Region &) const = default;
};

struct Value {
  enum class Kind : uint8_t {
    Int,
    Pointer,    ///< \c Offset bytes into \c R. Never NULL. The address of an
                ///< object's first byte is the term itself, not a Pointer.
    Function,   ///< The entity \c Id.
    Handle,     ///< The followed registration's handle.
    WeakHandle, ///< Taken to be it: the same field of an unknown object.
    Term,       ///< The term \c Id.
  };
  Kind K = Kind::Int;
  Region R;
  uint32_t Id = 0;
  int64_t N = 0; ///< Int: the number. Pointer: the offset.
  /// Pointer, Term: the field it points at, if it was formed that way. No part
  /// of the value's identity.
  EntityId Field = NoId;

  bool operator==(const Value &O) const { return (*this <=> O) == 0; }
  std::strong_ordering operator<=>(const Value &O) const {
    if (auto C = K <=> O.K; C != 0)
      return C;
    if (auto C = R <=> O.R; C != 0)
      return C;
    if (auto C = Id <=> O.Id; C != 0)
      return C;
    return N <=> O.N;
  }

  bool isInt() const { return K == Kind::Int; }
  bool isInt(int64_t V) const { return isInt() && N == V; }
  bool isTerm() const { return K == Kind::Term; }
  bool isPointer() const { return K == Kind::Pointer; }
  bool isHandle() const { return K == Kind::Handle || K == Kind::WeakHandle; }
  /// A constant that can't be NULL.
  bool isNonNull() const { return !isInt() && !isTerm(); }

  static Value integer(int64_t V) { return {Kind::Int, {}, 0, V, NoId}; }
  static Value term(TermId T) { return {Kind::Term, {}, T, 0, NoId}; }
  static Value function(EntityId F) { return {Kind::Function, {}, F, 0, NoId}; }
  static Value handle() { return {Kind::Handle, {}, 0, 0, NoId}; }
  static Value weakHandle() { return {Kind::WeakHandle, {}, 0, 0, NoId}; }
  static Value pointer(Region R, int64_t Offset, EntityId Field = NoId) {
    if (R.K == Region::Kind::Object && Offset == 0)
      return {Kind::Term, {}, R.Id, 0, Field};
    return {Kind::Pointer, R, 0, Offset, Field};
  }
};

/// Where a symbol comes from: what may be concluded from having met it.
enum class Origin : uint8_t {
  Outside,     ///< From code or memory out of view. May be any handle.
  Inside,      ///< Several values seen in view, joined.
  OtherHandle, ///< A handle of a registration that is not the followed one.
  Status,      ///< The answer to a deregistration of the followed handle, and
  OtherStatus, ///< of another; only where explanations need to know.
  NewObject,   ///< Just allocated, or NULL. Differs from all other pointers.
  Guess,       ///< From the state of an object that the model doesn't follow,
               ///< or from memory that a write to another object may have hit.
  Watched,     ///< What the call at the site answers, or what was computed of
               ///< it; only where that is what the run is about (Aim).
};

/// The terms of one solver run.
class TermTable {
public:
  struct Node {
    /// Op::Use marks a symbol; A.N is then its number and A.Id 1 if it is an
    /// entry symbol (a canonical name in the entry state of a function).
    Op O = Op::Use;
    Value A, B;
    IntType Type;
    int64_t Stride = 0;
    Origin From = Origin::Outside;
    /// A symbol that may be the address of an object that has another name,
    /// too: after a join, the only thing known of it may be that it is one of
    /// several addresses. All other symbols point at objects of their own.
    bool MayAlias = false;
    uint8_t Depth = 0;
  };

  /// \p PointerBits: how wide an integer must be to hold an address;
  /// \p HandleBits: to hold the followed handle.
  explicit TermTable(unsigned PointerBits = 64, unsigned HandleBits = 64)
      : PointerBits(PointerBits), HandleBits(HandleBits) {}
  unsigned pointerBits() const { return PointerBits; }
  unsigned handleBits() const { return HandleBits; }

  /// A symbol that no state mentions yet.
  Value fresh(Origin From, bool MayAlias = false);
  /// A symbol like \p Symbol.
  Value freshLike(TermId Symbol) {
    return fresh(Nodes[Symbol].From, mayAlias(Value::term(Symbol)));
  }
  /// The \p N-th entry symbol that is like \p Symbol.
  Value entryLike(uint32_t N, TermId Symbol);
  /// The operator applied to values that don't fold; deeper than a limit, a
  /// fresh symbol.
  Value apply(Op O, Value A, Value B, IntType Type, int64_t Stride);

  const Node &operator[](TermId T) const { return Nodes[T]; }
  bool isSymbol(TermId T) const { return Nodes[T].O == Op::Use; }
  bool isEntry(TermId T) const { return isSymbol(T) && Nodes[T].A.Id == 1; }
  /// Whether a symbol of origin \p From plays a part in \p V.
  bool stemsFrom(const Value &V, Origin From) const;
  /// Whether following \p V may lead to an object that has another name.
  bool mayAlias(const Value &V) const;
  /// Whether the address of an object that is known plays a part in \p V.
  bool isOfAddress(const Value &V) const;
  uint32_t entryNumber(TermId T) const { return uint32_t(Nodes[T].A.N); }

private:
  Value intern(Node N);
  unsigned PointerBits, HandleBits;
  std::vector<Node> Nodes;
  llvm::DenseMap<uint64_t, llvm::SmallVector<TermId, 1>> Interned;
  uint32_t NextFresh = 0;
};

} // namespace nmr

#endif // NMR_SOLVE_VALUE_H
