//===- AbstractState.h - What is known at a point ---------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is known at a program point: the protocol state of the followed
/// registration, and a store. Both are a formula over the symbols in it: the
/// state describes a machine if some assignment of the symbols does.
///
/// Two regions are different memory, except for the object of a symbol that may
/// alias (\c TermTable::Node::MayAlias): it may be part of any other. What is
/// known of such an object is true, and is given up when something is written
/// that may be in it; a write to it may be one to the others.
///
/// Assumption of the store: two pointers that came from different places out of
/// view point to different objects.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_ABSTRACTSTATE_H
#define NMR_SOLVE_ABSTRACTSTATE_H

#include "Protocol/Protocol.h"
#include "Solve/Value.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <vector>

namespace nmr {

/// What a violation hangs on that is not the driver's doing.
enum class Reliance : uint8_t {
  Nothing,
  /// An order of callbacks that the system may never choose. That one of them
  /// runs some time is no such order.
  Order,
  /// That a write through a pointer of unknown value reached a certain object,
  /// or that an object is in a certain state that the model doesn't follow.
  Guess,
  /// That a handle from out of view is not the followed one.
  OtherHandle,
};

/// The registration that a run follows.
struct Followed {
  /// The registration site was passed on this path and this instance of it is
  /// the one that is followed.
  bool Active = false;
  State Q = State::Absent;
  uint8_t Side = 0;
  /// Now in a routine that the system (or code out of view) calls between entry
  /// and unload.
  bool InCallback = false;
  /// The following began in the current such routine.
  bool BornHere = false;
  /// The protocol state changed in the current such routine.
  bool MovedHere = false;
  /// Now in a routine that a call of the protocol runs before it returns, and
  /// whether one ran before. Which of them runs in which call hangs on what is
  /// bound then, which is not followed.
  bool Interrupted = false;
  bool WasInterrupted = false;
  /// That call was none of the protocol's but one of the system's, which the
  /// driver's own routine has made.
  bool Nested = false;
  /// What is followed is no registration but what a thread holds. Nobody owes
  /// anything then.
  bool Held = false;
  /// Now in a callback of the followed registration or, if that is something
  /// held, of the registration that the interrupted call is about; and no
  /// routine that the path could do without has run before it.
  bool InOwnCallback = false;
  /// And that offers it to a binding, which may happen as soon as it is live.
  bool IsOffered = false;
  /// What the followed raises the IRQL to; 0: nothing that is known.
  uint8_t Level = 0;
  /// Now in a routine of the followed registration that a call which ends it
  /// may run. Only where what is tied to the registration is followed.
  bool Meanwhile = false;
  /// How many such routines began since the following did: 0, 1, or 2 for more.
  uint8_t CallbacksRan = 0;
  /// A handle known to be none was deregistered on this path; what follows from
  /// that is no news.
  bool Faulted = false;
  /// The unload routine that was installed last; NoId if none is, or if it is
  /// not known. What happens at unload hangs on it, so states that differ in it
  /// stay apart.
  EntityId Unload = NoId;
  /// Now in an unload routine.
  bool InUnload = false;
  /// The following began at a wait for a handle of unknown state: whatever it
  /// was, it is not to be deregistered any more.
  bool BornInWait = false;
  /// The protocol state was last moved through a handle that may be another
  /// registration's, so that moving this one is no misuse yet.
  bool MovedWeakly = false;
  /// A copy of the handle lies in a caller's frame, out of the current
  /// function's reach.
  bool HeldOutside = false;
  /// A copy may lie where this state doesn't show it: at an unknown index.
  bool HeldUnknown = false;
  /// It is a binding. Nothing is lost with its handle, and nothing is owed when
  /// the image goes away.
  bool IsBinding = false;
  /// Which routine of the binding runs: Offer, Detach or Cleanup; else, none.
  Verb In = Verb::Register;
  /// What the driver named the binding by was freed; somebody else may hold it.
  bool ContextFreed = false, ContextShared = false;
  /// Something was read or written that went with the binding, or the context
  /// was freed before it is its time.
  bool TouchedGone = false;
  /// What the register call left in the handle's variable when it failed, if
  /// that was unknown before.
  TermId FailedHandle = NoId;
  /// The handle was stored in these fields; ascending.
  llvm::SmallVector<EntityId, 1> Fields;
  /// These fields were written in an object that may be any of that type, so
  /// that they need not be zero any more where nothing else is said; ascending.
  /// NoId: bytes were, which may be a part of any field; SystemFields: of any
  /// that a header of the system's declares.
  llvm::SmallVector<EntityId, 1> WrittenSomewhere;
  static constexpr EntityId SystemFields = NoId - 1;

  bool operator==(const Followed &) const = default;
  /// A value was met that is unknown only because a write to another object may
  /// have been one to this, or a branch taken on the state of an object that is
  /// not followed.
  bool Guessed = false;
  /// A deregister or wait call was met with a handle that may be this one, and
  /// was taken to be another's.
  bool MaybeMoved = false;

  /// \p InAnyOrder: what is wrong is so in whatever order callbacks run.
  Reliance reliance(bool InAnyOrder = false) const {
    if (!InAnyOrder && (CallbacksRan > 1 || WasInterrupted ||
                        (InCallback && !BornHere && !MovedHere && !IsOffered)))
      return Reliance::Order;
    if (MaybeMoved && owes() && !(InAnyOrder && Guessed))
      return Reliance::OtherHandle;
    return Guessed ? Reliance::Guess : Reliance::Nothing;
  }
  bool isAlive() const {
    return Active && (Q == State::Live || Q == State::Pending);
  }
  bool owes() const { return isAlive() && !IsBinding && !Held; }
};

/// A range of bytes with a known or named content.
struct Cell {
  Region R;
  int64_t Offset = 0;
  uint64_t Size = 0;
  /// Int 0 for a run of zeros of any size. `unknownBytes()` for a run of bytes
  /// that hold anything (needed within zeroed regions only).
  Value V;
  /// The field through which it was last accessed.
  EntityId Field = NoId;

  bool operator==(const Cell &) const = default;
  int64_t end() const { return Offset + int64_t(Size); }
  static Value unknownBytes() { return Value::term(NoId); }
  bool isFill() const { return V.isInt(0) || V == unknownBytes(); }
};

class AbstractState {
public:
  AbstractState() = default;
  AbstractState(const AbstractState &) = default;
  AbstractState &operator=(const AbstractState &) = default;
  // A container that grows would copy them if a move could fail, and a small
  // vector does not promise that it can't.
  AbstractState(AbstractState &&) noexcept = default;
  AbstractState &operator=(AbstractState &&) noexcept = default;

  Followed P;
  /// Ordered by region and offset; they don't overlap.
  std::vector<Cell> Cells;
  /// Regions whose bytes are zero where no cell says otherwise; ascending. In
  /// other regions such bytes are unknown.
  llvm::SmallVector<Region, 4> Zeroed;
  /// The values that terms can have, where less than all; ascending.
  std::vector<std::pair<TermId, IntSet>> Facts;
  /// Entry symbols of the current function of which it was learnt what they
  /// are, in the order of learning. They occur nowhere else any more.
  std::vector<std::pair<TermId, Value>> Bound;

  bool operator==(const AbstractState &) const = default;

  // Memory.
  bool isZeroed(Region R) const;
  void setZeroed(Region R);
  /// The value of \p Size bytes (at most 8). Gives unknown bytes a name, so
  /// that the next load answers the same.
  Value load(TermTable &T, Region R, int64_t Offset, uint64_t Size,
             EntityId Field = NoId);
  /// Whether the bytes are those of one value, or of none that is known: no
  /// cell begins or ends among them, but for zeros.
  bool isOne(Region R, int64_t Offset, uint64_t Size) const;
  void store(Region R, int64_t Offset, uint64_t Size, Value V,
             EntityId Field = NoId);
  void fillZero(Region R, int64_t Offset, uint64_t Size);
  /// The bytes may hold anything from now on.
  void forget(Region R, int64_t Offset, uint64_t Size);
  /// Removes what is known of \p R, as if it had never been seen: it may hold
  /// anything.
  void erase(Region R);
  void copy(Region To, int64_t ToOffset, Region From, int64_t FromOffset,
            uint64_t Size);
  /// The cells of \p R.
  llvm::ArrayRef<Cell> cells(Region R) const;
  /// Whether a cell holds the followed handle.
  bool holdsHandle() const;
  /// Whether a cell holds an address in \p R, or none need do so: it is
  /// another function's.
  bool isPointedAt(Region R) const;

  // Values.
  IntSet range(const TermTable &T, const Value &V) const;
  /// `A O B`, folded where the state decides it.
  Value evaluate(TermTable &T, Op O, Value A, Value B, IntType Type,
                 int64_t Stride) const;
  /// Adds the claim that \p V lies in \p Set (compared in \p Type). Answers
  /// whether that is possible; if not, the state is dead.
  bool assume(TermTable &T, const Value &V, const IntSet &Set);
  /// Records that the new symbol \p Symbol lies in \p Set.
  void know(TermId Symbol, IntSet Set) { setFact(Symbol, std::move(Set)); }
  /// Names a value in \p Set by a symbol that stays one, even of a single
  /// value.
  Value symbolIn(TermTable &T, const IntSet &Set, Origin From);
  /// Adds the claim `A Cmp B`, or its negation.
  bool assumeCompare(TermTable &T, Op Cmp, Value A, Value B, IntType Type,
                     bool Holds);

  /// \p Symbol is \p V: replaces it everywhere.
  void bind(TermTable &T, TermId Symbol, const Value &V);
  /// Replaces symbols, everywhere, and refolds what is built on them.
  /// \p Map answers the value for a symbol, or nothing to keep it.
  void substitute(TermTable &T,
                  llvm::function_ref<std::optional<Value>(TermId)> Map);
  /// A value with its symbols replaced.
  Value rewrite(TermTable &T, const Value &V,
                llvm::function_ref<std::optional<Value>(TermId)> Map) const;

  /// Drops facts about terms whose symbols nothing mentions any more.
  void dropUnusedFacts(const TermTable &T);

  void dump(llvm::raw_ostream &OS, const TermTable &T, const Summary &S) const;

private:
  std::vector<Cell>::iterator firstOverlap(Region R, int64_t Offset);
  void carve(Region R, int64_t Offset, uint64_t Size);
  void insert(Cell C);
  const IntSet *fact(TermId T) const;
  void setFact(TermId T, IntSet S);
  Value compare(TermTable &T, Op O, Value A, Value B, IntType Type) const;
  uint64_t possibleBits(const TermTable &T, const Value &V) const;
  std::optional<Value> someBits(const TermTable &T, Value &A,
                                int64_t &Mask) const;
};

Op negate(Op Comparison);
Op swapSides(Op Comparison);

/// Prints \p V for people who debug the solver.
void print(llvm::raw_ostream &OS, const Value &V, const TermTable &T,
           const Summary &S);

} // namespace nmr

#endif // NMR_SOLVE_ABSTRACTSTATE_H
