//===- model.h - Between the mock kernel and a batch of drivers -*- C -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MODEL_H
#define NMR_MODEL_H

#include <ntddk.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Outcomes that double the number of paths, and that a driver has only if it
/// can tell the difference.
enum {
  /// Register calls fail with either of two codes.
  ModelTwoFailures = 1,
  /// Init steps may also answer a success code that isn't STATUS_SUCCESS.
  ModelOddSuccess = 2,
  /// Waits may answer an error.
  ModelWaitFails = 4,
};

typedef struct {
  const char *Name;
  DRIVER_INITIALIZE *Entry;
  /// The routine that is declared to be the unload routine by its role type, or
  /// NULL. It may be taken for that even where DriverEntry doesn't install it.
  DRIVER_UNLOAD *DeclaredUnload;
  /// The driver's writable data: two sections, each possibly absent.
  char *DataBegin, *DataEnd, *ZeroBegin, *ZeroEnd;
  int Flags;
  /// At most this many callbacks run between entry and unload.
  int MaxCallbacks;
} ModelDriver;

/// A batch defines these.
extern const ModelDriver ModelDrivers[];
extern const int ModelNumDrivers;

#ifdef __cplusplus
}
#endif

#endif // NMR_MODEL_H
