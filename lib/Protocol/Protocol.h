//===- Protocol.h - What the NMR demands, as data ---------------*- C++ -*-===//
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
/// registration. No algorithms here.
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
/// is what runs; a unit test compares the two.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_PROTOCOL_PROTOCOL_H
#define NMR_PROTOCOL_PROTOCOL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nmr {

/// The rules. A rule's identity, check name and page are one string.
enum class RuleId : uint8_t { MissingWait, MissingDeregister, HandleMisuse };

/// The check's name, `nmr-missing-wait` and so on.
llvm::StringRef name(RuleId R);

/// The classes of the contract that the rules cover.
enum class ViolationClass : uint8_t {
  NeverDeregistered,      ///< V01
  MissingWait,            ///< V02
  WaitWithoutDeregister,  ///< V03
  DeregisterUnregistered, ///< V04
  UseAfterComplete,       ///< V05
  LostHandle,             ///< V06
  EntryFailsRegistered,   ///< V08
  KindMismatch,           ///< V12
  StatusMisread,          ///< V14
};

/// "V01" and so on.
llvm::StringRef name(ViolationClass C);
RuleId ruleOf(ViolationClass C);

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

enum class Verb : uint8_t { Register, Deregister, Wait };

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

/// One function of the protocol.
struct ProtocolFunction {
  llvm::StringRef Name;
  Verb V;
  /// The number of parameters; a function of the same name with another count
  /// is somebody else's.
  unsigned NumParams;
  /// Register: the parameter through which the handle is written. Otherwise
  /// the parameter that is the handle. From 0.
  unsigned HandleParam;
  /// Index into \c Protocol::Sides.
  unsigned Side;
  /// The vendor's page.
  llvm::StringRef Source;
  /// Fields of the characteristics: the routines in them may run before a call
  /// that does not fail returns.
  llvm::ArrayRef<llvm::StringRef> Callbacks;
};

/// What the operating system's own functions do that the simulation must know.
/// A function that is not listed may write the objects its pointer arguments
/// point at, and nothing else.
struct SystemFunction {
  enum class Effect : uint8_t {
    NoReturn,  ///< Ends the path (bug check, failed assertion).
    ZeroAlloc, ///< Returns a new object filled with zeros, or NULL.
    Alloc,     ///< Returns a new object with unknown content, or NULL.
    Pure,      ///< Writes nothing.
    Copy,      ///< memcpy(0, 1, 2).
    Fill,      ///< memset(0, 1, 2).
    Zero,      ///< Zeroes argument 0, argument 1 bytes.
    // An atomic operation on the \c Arg bytes at argument 0. Its other operand
    // is \c With or, if that is 0, argument 1.
    Exchange,        ///< Answers what was there.
    CompareExchange, ///< The same, but stores only if *arg0 equals arg2.
    Add,             ///< Answers the sum, or what was there if \c AnswersOld.
    And,             ///< Like Add.
    Or,              ///< Like Add.
    Xor,             ///< Like Add.
    SetBit,          ///< Bit number arg1. Answers what it was, 0 or 1.
    ResetBit,        ///< The same.
    CreateObject, ///< If it succeeds, stores a new object to *arg\c Arg; what
                  ///< the object's field \c Field points at is filled with
                  ///< zeros.
    Constant,  ///< Answers the same to the same numbers, whenever it is asked.
    Query,     ///< Answers from the state of an object, which others change.
    SetUnload, ///< The struct at argument \c Arg holds the unload routine in a
               ///< field that \c Protocol::UnloadFields names.
  };
  llvm::StringRef Name;
  Effect E;
  unsigned Arg = 0;
  llvm::StringRef Field = "";
  int64_t With = 0;
  bool AnswersOld = false;

  bool isAtomic() const {
    return E >= Effect::Exchange && E <= Effect::ResetBit;
  }
};

struct Protocol {
  /// "client", "provider".
  std::vector<llvm::StringRef> Sides;
  std::vector<ProtocolFunction> Functions;
  std::vector<Outcome> Outcomes;
  std::vector<Misuse> Misuses;
  std::vector<SystemFunction> SystemFunctions;

  /// Function types and names of the routines that the system calls.
  std::vector<llvm::StringRef> EntryNames, EntryTypes;
  std::vector<llvm::StringRef> UnloadTypes;
  /// The pair that an export driver has, whether or not it has an entry, too.
  llvm::StringRef ExportEntry, ExportUnload;
  /// Fields whose value is the unload routine: `DriverUnload`,
  /// `EvtDriverUnload`, `UnloadHandler`.
  std::vector<llvm::StringRef> UnloadFields;

  const ProtocolFunction *find(llvm::StringRef Name, unsigned NumParams) const;
  /// Also by the names of its variants: an intrinsic's underscore or small
  /// letters, the endings that ask for a weaker memory order.
  const SystemFunction *findSystem(llvm::StringRef Name) const;
  /// Whether code that names \p Name may matter at all.
  bool mentions(llvm::StringRef Name) const;
};

/// The registration protocol of the Network Module Registrar, client and
/// provider. Facts: the vendor's documentation, cited row by row.
const Protocol &nmrProtocol();

} // namespace nmr

#endif // NMR_PROTOCOL_PROTOCOL_H
