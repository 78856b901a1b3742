//===- Transfer.h - The effect of a statement -------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What one statement does to one state. It knows the protocol's table and the
/// operating system's functions; it knows nothing of paths, joins or reports.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_TRANSFER_H
#define NMR_SOLVE_TRANSFER_H

#include "Solve/Frame.h"
#include "Solve/Program.h"
#include "Solve/RegisteredRoutines.h"
#include "Solve/Tied.h"
#include "llvm/Support/MathExtras.h"
#include <limits>
#include <set>

namespace nmr {

/// What a run is about.
enum class Aim : uint8_t {
  Violations, ///< Whether the protocol is violated.
  Advice,     ///< What is allowed, and not advisable.
  Answer,     ///< Whether it matters what the call at the site answers. Follows
              ///< nothing.
};

/// What a run learns on the way that no single path shows.
struct Observations {
  /// Why the handle was lost from sight.
  std::set<std::string> Escapes;
  /// A deregistration (a wait) met the live (pending) registration with a
  /// handle of which it is unknown whose it is.
  bool MayBeDeregistered = false, MayBeWaitedFor = false;
  /// A function that may have been called for the live registration, and tells
  /// it by something else than its handle; empty if there is none.
  std::string Unsaid;
  /// Functions that deregister (wait for) it when the system calls them.
  std::set<std::string> DeregisteredIn, WaitedForIn;
  /// Calls that free what may be something that the registration keeps.
  std::set<Position> MayEndKept;
  /// An unknown object was taken for the one that holds the handle.
  std::set<std::string> AssumedObjects;
  /// The following began on some path.
  bool Began = false;
  /// Deregister and wait calls that were met with a handle from out of view, or
  /// with what may be none: the ones that need a run of their own.
  std::set<Position> Candidates;
  /// Which function a call leads to was not known.
  bool Ambiguous = false;
  /// The handle at the site is several values, among them NULL.
  bool MayBeNull = false;
  /// Live when no more is called that is in view.
  bool LiveAtEnd = false;
  /// Another registration begins by the same call before the followed has
  /// ended.
  bool Several = false;
  /// A call that runs routines was met with the followed lock held, and whose
  /// routines they are was not known.
  bool RoutinesUnknown = false;
  /// The cleanup routine freed what the binding was named by (did not, on some
  /// path).
  bool ContextFreed = false, ContextKept = false;
  /// Aim::Answer: something may hang on the answer.
  bool AnswerMatters = false;
  /// Aim::Advice: the routines in view that the site's call hands to the
  /// protocol, each with the name of the field that holds it.
  std::set<std::pair<EntityId, std::string>> Routines;
  /// Aim::Advice: what was last met that is set up too late.
  std::string SetUpLate;
};

/// One way on from a call.
struct CallOutcome {
  enum class Kind : uint8_t { Continue, Alarm, Escape };
  Kind K = Kind::Continue;
  AbstractState S;
  /// Tells the outcomes of one call apart.
  uint32_t Choice = 0;
  static constexpr uint32_t Advised = 8; ///< An alarm that is only advice.

  ViolationClass Class = ViolationClass::MissingWait; ///< Alarm only.
};

/// Choices at a call that are none of a protocol's outcomes.
enum CommonChoice : uint32_t {
  TakenHere = 1000, ///< What is followed is taken.
  TakenElsewhere,
  Deadlocks,
  IrqlTooHigh,
};

/// What to do at a call.
struct CallPlan {
  /// Simulate each of these on Args, from the state Before.
  std::vector<FunctionId> Callees;
  std::vector<Argument> Args;
  AbstractState Before;
  /// They run while the call does, and nothing is asked of what follows them:
  /// that is one of the outcomes.
  bool Meanwhile = false;
  /// And go on with each of these. Neither: the path ends here.
  std::vector<CallOutcome> Outcomes;
};

enum class Step : uint8_t {
  On,
  Dead, ///< The path can't go on (NULL dereference).
  Lost, ///< A violation: the last copy of an owed handle is gone, or what was
        ///< touched is.
  Gone, ///< An object that an owed registration keeps is gone.
  Late, ///< Aim::Advice: what a routine has used already is set up only here.
        ///< Else the same as On.
};

class Transfer {
public:
  /// Follows the registration at \p Site. If that is no register call, the
  /// following begins there with a handle from out of view.
  /// \p Alone: states are not joined, so that what is not known for certain
  /// never will be.
  Transfer(const Program &P, TermTable &T, Program::Site Site,
           Observations &Seen, Aim For = Aim::Violations, bool Alone = false);

  /// Before anything runs. \p Only: the globals of which anything is known;
  /// null: all of them.
  AbstractState initial(const llvm::BitVector *Only = nullptr) const;
  /// Gives a known status a symbol of its own, with its origin, instead of
  /// folding it to a number. For explanations; loses some precision.
  void nameStatuses(bool Name) { NameStatuses = Name; }

  /// Precondition: \p St is no call.
  Step execute(AbstractState &S, FunctionId F, const Statement &St);
  CallPlan call(AbstractState S, Position At);
  /// The arguments of a call as the parameters of \p Callee receive them.
  std::vector<Argument> argumentsFor(FunctionId Callee,
                                     llvm::ArrayRef<Argument> Args);
  /// Stores a callee's result and removes it from its slot.
  Step finishCall(AbstractState &S, FunctionId F, const Statement &St);

  Value evaluate(AbstractState &S, FunctionId F, const Operand &O);
  /// Puts the operand of a Return into its slot and drops the locals.
  Step leaveFunction(AbstractState &S, FunctionId F, const Terminator &End);
  /// Assumes what leads from \p End to its target number \p Target; answers
  /// whether that is possible.
  bool takeTarget(AbstractState &S, FunctionId F, const Terminator &End,
                  uint32_t Target);
  /// Drops the locals that are dead at the start of \p B.
  Step enterBlock(AbstractState &S, FunctionId F, BlockId B);

  TermTable &terms() { return T; }
  const Program &program() const { return P; }
  /// Whether an owed handle is held nowhere, or what is gone was touched.
  static bool isLost(const AbstractState &S);
  /// What \c Lost or \c Gone means in \p S.
  static ViolationClass violation(Step How, const AbstractState &S);
  /// The addresses of the blocks of memory that go with the object at \p Of
  /// when \p SF frees it, its own among them.
  llvm::SmallVector<Value, 2>
  freedWith(AbstractState &S, const SystemFunction &SF, const Value &Of) const;
  /// What is tied to the followed registration; of use only if the site says
  /// that it is followed.
  const Tied &tied() const { return Ties; }

private:
  struct Location {
    Region R;
    int64_t Offset = 0;
    EntityId Field = NoId;
    /// Some field of a record that the system declares, or several.
    bool OfSystem = false;
    /// Somewhere at or after Offset: an index is unknown. At most \c Slack
    /// bytes after it.
    bool Imprecise = false;
    uint64_t Slack = 0;
    static constexpr uint64_t NoLimit = ~uint64_t(0);

    void moveBy(uint64_t AtMost) {
      Imprecise = true;
      Slack = llvm::SaturatingAdd(Slack, AtMost);
    }
    /// Behind the last byte of those where \p Size bytes may lie.
    int64_t end(uint64_t Size) const {
      if (Slack == NoLimit || Size == 0)
        return std::numeric_limits<int64_t>::max();
      return Offset + int64_t(Slack + Size);
    }
  };
  /// Nothing: the access faults.
  std::optional<Location> locate(AbstractState &S, FunctionId F,
                                 const Place &Pl);
  std::optional<Location> pointee(const Value &V) const;
  bool isBuffer(EntityId Field) const;
  bool isOfSystem(EntityId Field) const;
  bool mayOverlap(EntityId A, EntityId B) const;
  bool mayWrite(const Location &L, const Cell &C) const;
  bool isWrittenSomewhere(const AbstractState &S, EntityId Field) const;
  static const Cell *cellAt(const AbstractState &S, const Location &L);
  Value loadFrom(AbstractState &S, const Location &L, uint64_t Size);
  void storeTo(AbstractState &S, const Location &L, uint64_t Size, Value V);
  bool isUnloadSlot(const Location &L) const;
  void forgetAt(AbstractState &S, const Location &L, uint64_t Size);
  void storeSomewhere(AbstractState &S, const Location &L, uint64_t Size,
                      const Value *V);
  void disturb(AbstractState &S, const Location &L);
  bool isPointedAt(const AbstractState &S, Region R) const;
  bool isSeveral(AbstractState &S, FunctionId F, const Operand &O);
  Step assign(AbstractState &S, FunctionId F, const Statement &St);

  void succeedOrFail(CallPlan &Plan, AbstractState Done, AbstractState Failed,
                     FunctionId F, const Statement &St);
  void callSystem(CallPlan &Plan, AbstractState S, FunctionId F,
                  const Statement &St, llvm::ArrayRef<Argument> Args);
  void writeArguments(AbstractState &S, const Statement &St,
                      llvm::ArrayRef<Argument> Args,
                      llvm::function_ref<bool(unsigned)> IsKnown = {});
  void writeName(AbstractState &S, const Statement &St,
                 const ProtocolFunction &PF, llvm::ArrayRef<Argument> Args);
  void callModelled(CallPlan &Plan, AbstractState S, FunctionId F,
                    const Statement &St, llvm::ArrayRef<Argument> Args,
                    const SystemFunction &SF);
  void callOutOfView(CallPlan &Plan, AbstractState S, FunctionId F,
                     const Statement &St, llvm::ArrayRef<Argument> Args,
                     llvm::StringRef Name);
  void callUnknownPointer(CallPlan &Plan, AbstractState S, FunctionId F,
                          const Statement &St, llvm::ArrayRef<Argument> Args,
                          const Value &Callee);
  void escape(const AbstractState &S, std::string Why, llvm::StringRef Callee);
  void addDevice(AbstractState &S, FunctionId F, const Value &New);
  void removeDevice(AbstractState &S, FunctionId F, const Value &Old);
  void changeDriverObject(AbstractState &S, bool MayInstall);
  void callEvent(CallPlan &Plan, AbstractState S, SystemEvent Ev, Position At);
  /// The routine that the system calls behind its event at \p At.
  EntityId routineAfter(Position At) const {
    return P.function(At.F)
        .Blocks[At.Block]
        .Body[At.Index + 1]
        .callee()
        .entity();
  }
  void hold(AbstractState &S, const ProtocolFunction &PF, uint8_t Level) const;
  bool deadlocks(const ProtocolFunction &PF,
                 llvm::ArrayRef<Argument> Args) const;
  void callHeld(CallPlan &Plan, AbstractState S, Position At,
                const Statement &St, const ProtocolFunction &PF,
                llvm::ArrayRef<Argument> Args);
  void checkIrql(CallPlan &Plan, const AbstractState &S, EntityId Callee,
                 Protocols::ConstantFn Constant);
  void callRegister(CallPlan &Plan, AbstractState S, Position At,
                    const Statement &St, const ProtocolFunction &PF,
                    llvm::ArrayRef<Argument> Args);
  bool beginAgain(CallPlan &Plan, AbstractState &S, const Value &Choice);
  void callOnChosen(CallPlan &Plan, AbstractState S, Position At,
                    const Statement &St, const ProtocolFunction &PF,
                    const Value &Choice);
  void callOnAny(CallPlan &Plan, AbstractState S, Position At,
                 const Statement &St, const ProtocolFunction &PF);
  IntSet answersOf(const ProtocolFunction &PF,
                   std::optional<State> To = std::nullopt) const;
  Value loadChoice(AbstractState &S, unsigned Slot = 0);
  void storeChoice(AbstractState &S, unsigned Slot, Value V);
  std::optional<unsigned> findOther(AbstractState &S, const Value &Choice);
  bool isOfInterest(const ProtocolFunction &PF) const {
    return Site.Callee && Site.Callee->Side == PF.Side;
  }
  std::optional<Value> leftByFailure(AbstractState &S, const Location &L,
                                     uint64_t Size);
  void callOnHandle(CallPlan &Plan, AbstractState S, Position At,
                    const Statement &St, const ProtocolFunction &PF,
                    const Value &Handle);
  // TransferBinding.cpp
  void callOnBinding(CallPlan &Plan, AbstractState S, Position At,
                     const Statement &St, const ProtocolFunction &PF,
                     llvm::ArrayRef<Argument> Args);
  void callBindingEvent(CallPlan &Plan, AbstractState S, SystemEvent Ev,
                        Position At, const Statement &St);
  void routineAnswers(CallPlan &Plan, AbstractState S, Position At,
                      const Statement &St, Verb V);
  void freeOfBinding(AbstractState &S, const Value &Pointer) const;
  bool isGone(const AbstractState &S, Region R) const;
  std::optional<TermId> objectOf(const AbstractState &S,
                                 const Value &Handle) const;
  bool knowHandle(AbstractState &S, FunctionId F, const Operand &At);
  std::optional<Region> contextIn(const AbstractState &S) const;
  bool isContextShared(const AbstractState &S) const;
  void shareContext(AbstractState &S, llvm::ArrayRef<Argument> Args) const;
  void advance(CallPlan &Plan, const AbstractState &S, Position At,
               const Statement &St, const ProtocolFunction &PF, bool Weak,
               uint32_t ChoiceBase);
  void answer(CallPlan &Plan, AbstractState S, FunctionId F,
              const Statement &St, Value Result, uint32_t Choice);
  /// What is followed is a lock.
  bool followsLock() const {
    return Site.Callee && Site.Callee->hasHandleParam() &&
           !P.protocols().isListed(*Site.Callee);
  }
  bool follows(const AbstractState &S) const {
    return Site.FollowsTied && S.P.owes();
  }
  bool endOrUse(CallPlan &Plan, AbstractState &S, Position At,
                const SystemFunction *SF, llvm::ArrayRef<Argument> Args) const;
  void runMeanwhile(CallPlan &Plan, const AbstractState &S,
                    const ProtocolFunction &PF) const;
  Value status(AbstractState &S, const IntSet &Set,
               Origin From = Origin::OtherStatus);
  bool isSite(Position At) const;
  bool isFollowed(const AbstractState &S, const ProtocolFunction &PF) const {
    return S.P.Active && S.P.Side == PF.Side;
  }

  // TransferAdvice.cpp.
  void watchAnswer(CallPlan &Plan, AbstractState S, Position At,
                   const Statement &St, const ProtocolFunction &PF,
                   llvm::ArrayRef<Argument> Args);
  bool isWatched(const Value &V) const {
    return T.stemsFrom(V, Origin::Watched);
  }
  void passesAnswer(const AbstractState &S, llvm::ArrayRef<Argument> Args);
  void dropsAnswer(const AbstractState &S, Region R);
  void noteRoutines(const AbstractState &S, const Statement &St,
                    const ProtocolFunction &PF, llvm::ArrayRef<Argument> Args);
  bool isRoutine(EntityId E) const;
  void noteEarlyUse(AbstractState &S, FunctionId F, const Statement &St);
  void noteLateCall(CallPlan &Plan, AbstractState &S, EntityId Callee,
                    llvm::ArrayRef<Argument> Args);
  bool isLate(AbstractState &S, const Location &L, bool ByCall, const Value *V);

  const Program &P;
  TermTable &T;
  Program::Site Site;
  Observations &Seen;
  Tied Ties;
  RegisteredRoutines Registered;
  const Aim For;
  const bool Alone;
  bool NameStatuses = false;
};

} // namespace nmr

#endif // NMR_SOLVE_TRANSFER_H
