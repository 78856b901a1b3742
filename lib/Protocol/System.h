//===- System.h - What the operating system's functions do ------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The system that every protocol is a part of, as data: the functions whose
/// effect the simulation must know, and how it begins and ends a driver's life.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_PROTOCOL_SYSTEM_H
#define NMR_PROTOCOL_SYSTEM_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace nmr {

/// What the operating system's own functions do that the simulation must know.
/// A function that is not listed may write the objects its pointer arguments
/// point at, and nothing else.
struct SystemFunction {
  enum class Effect : uint8_t {
    NoReturn,  ///< Ends the path (bug check, failed assertion).
    MarkJump,  ///< Answers 0, and once more what \c Jump says.
    Jump,      ///< Goes on where MarkJump was called: not followed.
    ZeroAlloc, ///< Returns a new object filled with zeros, or NULL.
    Alloc,     ///< Returns a new object with unknown content, or NULL.
    Pure,      ///< Writes nothing.
    Free,      ///< Ends the life of the object that argument \c Arg points
               ///< at, and of what its field \c Field points at, if given.
    Destroy,   ///< Ends the use of the resource that argument \c Arg points at
               ///< or names, whose memory may live on. Otherwise like a
               ///< function that is not listed.
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
    Constant, ///< Answers the same to the same numbers, whenever it is asked.
    Space,    ///< Answers where the memory lies that goes with the object at
           ///< argument \c Arg; argument 1 tells several apart by its address.
    Query,       ///< Answers from the state of an object, which others change.
    CurrentIrql, ///< Answers the current IRQL.
    Wait, ///< Waits until time-out \c Arg, which two arguments precede that let
          ///< other things end the wait. Answers why it is over, which is no
          ///< failure; at most \c With if nothing but what is waited for can
          ///< end it. With a time-out of 0 it is a Query.
    Acquire, ///< Answers TRUE if argument \c Arg is not zero, as it waits then.
    SetUnload, ///< The struct at argument \c Arg holds the unload routine in a
               ///< field that \c System::UnloadFields names. If it holds none,
               ///< the driver goes all the same if there is a \c Field and
               ///< that is 0. See also \c Object.
  };
  /// As \c Field: all memory that Effect::Space answers for the object. That of
  /// an object that is created is filled with zeros.
  static constexpr llvm::StringLiteral AllSpace = "<space>";

  llvm::StringRef Name;
  Effect E;
  unsigned Arg = 0;
  llvm::StringRef Field = "";
  int64_t With = 0;
  bool AnswersOld = false;
  /// SetUnload: the object that a framework makes for the driver.
  struct DriverObject {
    /// The routines that the struct at this argument holds in
    /// System::EndFields run after the unload routine; and when the entry fails
    /// after the call succeeded, which no unload routine follows.
    unsigned Attributes;
    /// Where the call stores the object's name. Its routines are passed it.
    unsigned Result;
    /// A function of Effect::Constant that answers it, too.
    llvm::StringRef Getter;
    /// With one of these bits in SystemFunction::Field, the system does not end
    /// the object: the driver does, by calling \c EndedBy, which runs the
    /// unload routine and what else ends with it.
    int64_t EndedByDriver;
    llvm::StringRef EndedBy;
  };
  std::optional<DriverObject> Object = std::nullopt;
  /// CreateObject: routines in this field get the object as their first
  /// argument.
  llvm::StringRef PassedIn = "";
  /// CreateObject: it becomes the first in the list of System::Devices. Free:
  /// it leaves that.
  bool IsDevice = false;

  /// Whether a call of it is followed by what stands behind it.
  bool comesBack() const { return E != Effect::NoReturn && E != Effect::Jump; }
  /// What argument \c Arg is about must not be used any more.
  bool endsObject() const { return E == Effect::Free || E == Effect::Destroy; }
  bool isAtomic() const {
    return E >= Effect::Exchange && E <= Effect::ResetBit;
  }
};

/// Functions that may run, before they return, routines of the driver's that
/// the system was given.
struct SystemCaller {
  std::vector<llvm::StringRef> Functions;
  /// The fields that hold these routines,
  std::vector<llvm::StringRef> Fields;
  /// and the parameters that are given them.
  struct Giver {
    llvm::StringRef Name;
    unsigned Param;
  };
  std::vector<Giver> Givers;
};

/// A function that is given a routine and what to pass it.
struct SystemHandOver {
  llvm::StringRef Name;
  unsigned Routine, Context; ///< Arguments.
  unsigned Param;            ///< Of the routine.
  unsigned NonNull = 0;      ///< Bits of its parameters that are never NULL.
};

struct System {
  std::vector<SystemFunction> Functions;
  std::vector<SystemCaller> Callers;
  std::vector<SystemHandOver> HandOvers;
  /// Routines that are kept in a field.
  struct FieldRoutines {
    llvm::StringRef Field;
    unsigned NonNull; ///< As in SystemHandOver.
  };
  std::vector<FieldRoutines> RoutinesIn;

  /// Functions after which the object that argument 0 points at may be used.
  std::vector<llvm::StringRef> Initialisers;

  /// Function types and names of the routines that the system calls.
  std::vector<llvm::StringRef> EntryNames, EntryTypes;
  std::vector<llvm::StringRef> UnloadTypes;
  /// The pair that an export driver has, whether or not it has an entry, too.
  llvm::StringRef ExportEntry, ExportUnload;
  /// Fields whose value is the unload routine: `DriverUnload`,
  /// `EvtDriverUnload`, `UnloadHandler`.
  std::vector<llvm::StringRef> UnloadFields;
  /// Fields of what a framework's object is made with: the routines that run
  /// when it goes, in this order.
  std::vector<llvm::StringRef> EndFields;
  /// The list of a driver's devices: the field of the driver object that leads
  /// to the first one, and that of a device that leads to the next, each with
  /// its record.
  struct FieldName {
    llvm::StringRef Record, Name;
  };
  FieldName FirstDevice, NextDevice;
  /// Fields of the system's records that point at memory to fill.
  std::vector<llvm::StringRef> BufferFields;

  /// Also by the names of its variants: an intrinsic's underscore or small
  /// letters, the endings that ask for a weaker memory order.
  const SystemFunction *find(llvm::StringRef Name) const;
  /// Whether a call of \p Name may run routines of the driver's before it
  /// returns.
  bool runsRoutines(llvm::StringRef Name) const;
};

/// The Windows kernel.
const System &windows();

} // namespace nmr

#endif // NMR_PROTOCOL_SYSTEM_H
