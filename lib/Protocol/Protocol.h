//===- Protocol.h - What is demanded of a registration, as data -*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A protocol is a table: which functions take part, which of their arguments
/// is the handle, what each call can answer and how that moves the state of one
/// registration. No algorithms here. The tables are YAML: those of the NMR and
/// of WSK lie beside this file and are compiled in, others are read from files
/// that users write (docs/protocols.md).
///
/// The life of one registration (an arrow is one outcome of one call):
/// \code
///            register: error                 wait
///   Absent ───────────────► Failed   ┌────────────────┐
///     │                              │                ▼
///     │ register: success            │           ┌─────────┐  wait
///     └──────────────► Live ──────► Pending      │ Settled │ ──────► misuse
///                       │  deregister: PENDING   └─────────┘
///                       │                             ▲ wait
///                       ├─────────────► Complete ─────┘
///                       │  deregister: SUCCESS
///                       └─────────────► Refused ──┐ wait: stays
///                          deregister: error  ▲───┘ deregister: as from Live
/// \endcode
/// Owed when the image goes away: a deregistration in Live, a wait in Pending,
/// nothing elsewhere. What is not drawn is misuse. The table, not the drawing,
/// is what runs; a unit test compares that of the NMR with it.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_PROTOCOL_PROTOCOL_H
#define NMR_PROTOCOL_PROTOCOL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nmr {

/// The rules. A rule's identity, check name and page are one string.
enum class RuleId : uint8_t {
  MissingWait,
  MissingDeregister,
  HandleMisuse,
  ContextLifetime,
  Irql,
  Deadlock,
  BindingMisuse,
  DetachProtocol,
  AttachProtocol,
  TeardownOrder,
  Wsk,
  UncheckedRegister,
  RegisterNotLast,
  WaitResultIgnored,
  UnconditionalWait,
  PagedDetach
};

/// The check's name, `nmr-missing-wait` and so on.
llvm::StringRef name(RuleId R);
/// Nothing: no rule has that name.
std::optional<RuleId> ruleNamed(llvm::StringRef Name);
/// All rules, in the order of their numbers.
llvm::ArrayRef<RuleId> allRules();
/// Whether \p R only gives advice: what it shows is no violation, and it speaks
/// only where it is asked for by its name.
bool isAdvisory(RuleId R);

/// A set of rules.
class RuleSet {
public:
  constexpr RuleSet() = default;
  constexpr RuleSet(std::initializer_list<RuleId> Rules) {
    for (RuleId R : Rules)
      insert(R);
  }
  /// Those that are shown where nobody chose: all but advisories.
  static RuleSet byDefault();

  constexpr void insert(RuleId R) { Bits |= bit(R); }
  constexpr void erase(RuleId R) { Bits &= ~bit(R); }
  constexpr bool contains(RuleId R) const { return Bits & bit(R); }
  constexpr bool operator==(const RuleSet &) const = default;

private:
  static constexpr uint32_t bit(RuleId R) { return uint32_t(1) << unsigned(R); }
  uint32_t Bits = 0;
};

/// The classes of the contract that the rules cover.
enum class ViolationClass : uint8_t {
  NeverDeregistered,      ///< V01
  MissingWait,            ///< V02
  WaitWithoutDeregister,  ///< V03
  DeregisterUnregistered, ///< V04
  UseAfterComplete,       ///< V05
  LostHandle,             ///< V06
  MemoryGone,             ///< V07
  EntryFailsRegistered,   ///< V08
  Irql,                   ///< V09
  WaitInOwnCallback,      ///< V10
  LockAcrossCall,         ///< V11
  KindMismatch,           ///< V12
  BindingConfusion,       ///< V13
  StatusMisread,          ///< V14
  DetachProtocol,         ///< V15
  BindingContextGone,     ///< V16
  AttachProtocol,         ///< V17
  TornDownEarly,          ///< V18
  ClosedWhileHeld,        ///< V19
  UncheckedRegister,      ///< A1
  RegisterNotLast,        ///< A2
  WaitResultIgnored,      ///< A3
  UnconditionalWait,      ///< A4
  PagedDetach,            ///< A5
};

/// "V01" and so on.
llvm::StringRef name(ViolationClass C);
/// The rule that shows it, unless the protocol has a rule of its own.
RuleId ruleOf(ViolationClass C);
/// A call is wrong; in the others one is missing.
inline bool isMisuse(ViolationClass C) {
  return ruleOf(C) == RuleId::HandleMisuse || ruleOf(C) == RuleId::Irql ||
         ruleOf(C) == RuleId::Deadlock;
}
/// A call is wrong in whatever order the system runs callbacks, or because of
/// the one that it runs within that call.
inline bool isWrongInAnyOrder(ViolationClass C) {
  return C == ViolationClass::KindMismatch ||
         C == ViolationClass::BindingConfusion ||
         C == ViolationClass::WaitInOwnCallback ||
         C == ViolationClass::LockAcrossCall;
}
/// Nothing: no class has that name.
std::optional<ViolationClass> classNamed(llvm::StringRef Name);

/// The state of one registration.
enum class State : uint8_t {
  Absent,   ///< Not followed yet, or nothing registered.
  Failed,   ///< The register call answered an error.
  Live,     ///< Registered.
  Pending,  ///< Deregistration started; its completion is owed.
  Complete, ///< Deregistration answered that it is done; one wait is silent.
  Settled,  ///< Waited for. The handle is dead.
  Refused,  ///< Deregistration answered an error; nothing more is owed.
};
constexpr unsigned NumStates = 7;

llvm::StringRef name(State S);

enum class Verb : uint8_t {
  Register,
  Deregister,
  Wait,
  Close, ///< Ends something else, which needs this registration to have ended.
  // Of a binding, which begins and ends in routines that the system calls.
  Attach,   ///< The driver accepts what it was offered.
  Complete, ///< The driver says that a pending detachment is complete.
  // What the system calls, not the driver.
  Offer,  ///< A routine that is offered the binding; it answers.
  Detach, ///< A routine that has to end the use of the binding; it answers.
  Cleanup ///< A routine that frees what belongs to the binding.
};

/// "register" and so on.
llvm::StringRef name(Verb V);

/// One documented outcome of one call: from each state, the status values that
/// it stands for and the state it leads to.
struct Outcome {
  Verb V;
  State From;
  State To;
  /// The status that the call answers lies in [Low, High] (as NTSTATUS).
  int32_t Low, High;
  /// What a note says of it: "returns STATUS_PENDING".
  llvm::StringRef Text;
};

/// A call that the state forbids.
struct Misuse {
  Verb V;
  State From;
  ViolationClass Class;
};

/// A routine that the system calls for a binding.
struct Routine {
  Verb V;
  /// The field through which the system gets its address, and the function type
  /// that it is declared with.
  llvm::StringRef Field, Type;
  unsigned NumParams;
  /// The parameter that is the binding's handle (Offer), or what the driver
  /// named the binding by (Detach, Cleanup).
  unsigned Param;
  /// Offer: the parameter through which it stores that name, if it does so.
  std::optional<unsigned> StoresContext;
  /// Offer: the parameter through which it stores its table of functions, if it
  /// does so.
  std::optional<unsigned> StoresDispatch;
  /// Offer: the parameter that is what the driver named the registration by.
  std::optional<unsigned> RegistrationParam;

  /// The parameter \p Param leads to memory of the system's own, for an answer.
  bool answersThrough(unsigned Param) const {
    return StoresContext == Param || StoresDispatch == Param;
  }
};

struct Protocol {
  llvm::StringRef Name;
  /// What messages call one of its registrations, behind the name of its kind:
  /// "registration"; and what a register call makes of it: "registered".
  llvm::StringRef Noun, Begun;
  /// Who runs the routines that are handed to it: "the NMR".
  llvm::StringRef Caller;
  /// Shows all its violations. Nothing: each goes to its class's rule.
  std::optional<RuleId> Rule;
  /// Its registrations are judged for their own sake. Otherwise they are what a
  /// thread holds for a while, a lock or a raised IRQL: of these only what is
  /// forbidden meanwhile is told, and where something else is followed its
  /// functions are the system's like any other.
  bool Listed = true;
  /// The protocol with whose handles its own can be confused: both are of one
  /// type. Null: there is none.
  const Protocol *Like = nullptr;
  /// Not empty: it is not registrations that are followed but bindings.
  std::vector<Routine> Routines;
  std::vector<Outcome> Outcomes;
  std::vector<Misuse> Misuses;
  /// One bit for each state: in these, something is owed when the image goes.
  uint8_t Owed = 0;

  /// The class of the misuse that a call in \p From is; nothing: it is none.
  std::optional<ViolationClass> misuse(Verb V, State From) const;
  /// Whether a call in \p From tells of the registration at all.
  bool hasOutcome(Verb V, State From) const;
  bool owesIn(State S) const { return Owed >> unsigned(S) & 1; }
  /// Bindings belong to a registration: they are not listed with verdicts of
  /// their own, and what is wrong with them is told if its rule is asked for.
  bool isOfBindings() const { return !Routines.empty(); }
  /// Whether the compiler takes the handles of one for those of the other.
  bool isConfusedWith(const Protocol &O) const {
    return (Like ? Like : this) == (O.Like ? O.Like : &O);
  }
  RuleId ruleOf(ViolationClass C) const {
    const RuleId Own = nmr::ruleOf(C);
    return Rule && !isAdvisory(Own) ? *Rule : Own;
  }
};

/// A kind of registration: those that one family of functions is for. A handle
/// of one kind is of no use to the functions of another.
struct Side {
  /// As messages have it, before the protocol's noun: "client".
  llvm::StringRef Name;
  const Protocol *Of;
};

/// How a call says which registration it is about.
enum class HandleIs : uint8_t {
  Written,  ///< Register: written through a parameter.
  Returned, ///< Register: what the call answers, or NULL if it fails.
  Chosen,   ///< Register: a parameter, whose value the caller chose: the
            ///< address of an object or a routine.
  Passed,   ///< A parameter is what a register call wrote, returned or got.
  Unnamed,  ///< Not at all: a thread has one of the kind, and all calls are
            ///< about it.
  Unsaid,   ///< In a way that is not followed: any of the kind may be meant.
};

/// An object that a registration keeps a pointer to: it must live as long as
/// something is owed.
struct KeptObject {
  /// The parameter of the register call that points at it.
  unsigned Param;
  /// What messages call it: "context".
  llvm::StringRef As;
  /// Fields of it: what they point at is kept, too.
  llvm::ArrayRef<llvm::StringRef> Fields;
};

/// One function of a protocol.
struct ProtocolFunction {
  llvm::StringRef Name;
  Verb V;
  /// The number of parameters; a function of the same name with another count
  /// is somebody else's.
  unsigned NumParams;
  HandleIs Handle;
  /// The parameter that \c Handle tells of. From 0.
  unsigned HandleParam;
  /// Register: the parameter may be NULL; then the handle is kept nowhere.
  bool Optional;
  /// The handle's size; 0: a pointer's.
  unsigned HandleBytes;
  /// Register calls of its kind get the handle, rather than give one.
  bool Chosen;
  /// Attach: the parameter by which the driver names the binding.
  unsigned ContextParam;
  /// If a name has several meanings: the parameter that chooses one, and
  /// whether it is zero in this one.
  struct Condition {
    unsigned Param;
    bool Zero;
    bool operator==(const Condition &) const = default;
  };
  std::optional<Condition> When;
  /// Index into \c Protocols::sides.
  unsigned Side;
  /// The vendor's page.
  llvm::StringRef Source;
  /// Fields of the characteristics: the routines in them may run before a call
  /// that does not fail returns.
  llvm::ArrayRef<llvm::StringRef> Callbacks;
  /// Register: what the registration keeps.
  llvm::ArrayRef<KeptObject> Keeps;

  /// How a register call tells that it has failed, where that is no status.
  enum class Failure : uint8_t { Status, Zero, Never };
  Failure Fails = Failure::Status;
  /// It fails only if it need not wait: a call with such an argument waits.
  std::optional<Condition> Waits;
  /// The IRQL that holds while what the call begins is live, or the parameter
  /// that says it. Neither: it changes none, or it is not known which.
  std::optional<uint8_t> Level;
  std::optional<unsigned> LevelParam;
  /// Several threads may hold it if all came by such calls.
  bool Shared = false;
  /// The thread that holds it, and does not share it, can take it again.
  bool Recursive = false;
  /// No function: what an annotation of the driver's code says, put where it
  /// holds.
  bool Annotation = false;

  bool hasHandleParam() const {
    return Handle != HandleIs::Returned && Handle != HandleIs::Unsaid &&
           Handle != HandleIs::Unnamed;
  }
};

/// The highest IRQL at which a function may be called.
struct IrqlLimit {
  llvm::StringRef Name;
  uint8_t Highest;
  std::optional<ProtocolFunction::Condition> When;
};

/// Routines that always run at a raised IRQL: those of a function type, those
/// that are an argument of a function, or those that are kept in a field.
struct RaisedRoutine {
  llvm::StringRef Type, Taker;
  unsigned TakerParam;
  llvm::StringRef Field;
  /// Index into \c Protocols::functions of what stands for their being called.
  unsigned Function;
};

/// PASSIVE_LEVEL and so on.
std::string irqlName(unsigned Level);

/// The protocols that one run follows. A registration belongs to one of them.
/// Immutable; what it hands out lives as long as it does.
class Protocols {
public:
  /// Those that are compiled in.
  static const Protocols &builtin();
  /// Of these the ones that are listed. They are read in a fraction of the
  /// time, and say already whether a TU matters at all.
  static const Protocols &builtinListed();
  using Files = std::vector<std::unique_ptr<llvm::MemoryBuffer>>;
  static llvm::Expected<Files> load(llvm::ArrayRef<std::string> Names);
  /// Those that are compiled in, and those that \p Read describe. Errors: a
  /// file is malformed, or contradicts itself or one of the others; the message
  /// names file and line, and what is expected there.
  static llvm::Expected<Protocols> read(const Files &Read);
  /// The same, by the files' names.
  static llvm::Expected<Protocols> readFiles(llvm::ArrayRef<std::string> Names);
  /// The text of \p Read, as \c userText has it.
  static std::string textOf(const Files &Read);

  Protocols(Protocols &&) = default;
  Protocols &operator=(Protocols &&) = default;

  llvm::ArrayRef<Side> sides() const { return Sides; }
  llvm::ArrayRef<ProtocolFunction> functions() const { return Functions; }
  llvm::ArrayRef<IrqlLimit> limits() const { return Limits; }
  llvm::ArrayRef<RaisedRoutine> raisedRoutines() const { return Raised; }
  const Protocol &of(const ProtocolFunction &F) const {
    return *Sides[F.Side].Of;
  }
  /// Null: there is none of that name.
  const Protocol *named(llvm::StringRef Name) const;

  /// What a call of \p Name with \p NumParams arguments does; null if it is no
  /// function of a protocol, or if it can't be told.
  /// \p Constant: the value of an argument, if it is known.
  /// \p Preferred: the kind that is of interest, if it is several functions. A
  /// function of a protocol that is not listed is one to its own kind only.
  using ConstantFn = llvm::function_ref<std::optional<int64_t>(unsigned)>;
  const ProtocolFunction *find(
      llvm::StringRef Name, unsigned NumParams,
      ConstantFn Constant = [](unsigned) { return std::nullopt; },
      std::optional<unsigned> Preferred = std::nullopt) const;
  /// The name of a function that does \p V to registrations of the kind
  /// \p Side; empty if there is none.
  llvm::StringRef functionFor(Verb V, unsigned Side) const;
  /// The parameter on which it hangs what a function does, if one does.
  std::optional<unsigned> condition(llvm::StringRef Name,
                                    unsigned NumParams) const;
  /// Whether code that names \p Name may matter at all.
  bool mentions(llvm::StringRef Name) const;
  bool isListed(const ProtocolFunction &F) const { return of(F).Listed; }
  /// The functions called \p Name, also those of protocols that are not
  /// listed, by number.
  llvm::ArrayRef<unsigned> allNamed(llvm::StringRef Name) const {
    auto It = ByName.find(Name);
    return It == ByName.end() ? llvm::ArrayRef<unsigned>()
                              : llvm::ArrayRef<unsigned>(It->second);
  }

  /// The texts that were read besides what is compiled in: what a cache has to
  /// know. Empty if there are none.
  llvm::StringRef userText() const { return UserText; }

private:
  friend class ProtocolReader;
  Protocols() : Strings(std::make_unique<llvm::BumpPtrAllocator>()) {}
  static Protocols embedded(bool ListedOnly);
  llvm::Error add(llvm::MemoryBufferRef File);

  /// What the names in the tables refer to.
  std::unique_ptr<llvm::BumpPtrAllocator> Strings;
  std::vector<std::unique_ptr<const Protocol>> All;
  std::vector<Side> Sides;
  std::vector<ProtocolFunction> Functions;
  std::vector<IrqlLimit> Limits;
  std::vector<RaisedRoutine> Raised;
  /// Indices into Functions, ascending.
  llvm::StringMap<llvm::SmallVector<unsigned, 1>> ByName;
  std::string UserText;
};

} // namespace nmr

#endif // NMR_PROTOCOL_PROTOCOL_H
