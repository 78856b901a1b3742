//===- wsk.h - Winsock Kernel's registration --------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The declarations that an application of Winsock Kernel needs to register and
// to capture its provider, written from the vendor's public documentation, for
// checking drivers where no WDK is installed. Sockets are not in it. It is for
// analysis, not for building drivers: with a WDK, use the WDK's header.
//
// Include <ntddk.h> or <wdm.h> first, for instance those of mingw-w64.
//
//===----------------------------------------------------------------------===//

#ifndef NMR_WDK_WSK_H
#define NMR_WDK_WSK_H

#ifdef __cplusplus
extern "C" {
#endif

#define MAKE_WSK_VERSION(Mj, Mn) ((USHORT)((Mj) << 8) | (USHORT)((Mn) & 0xff))

// How long to wait for a provider, in milliseconds otherwise.
#define WSK_NO_WAIT 0
#define WSK_INFINITE_WAIT 0xffffffff

//===-- What an application gives to WSK ----------------------------------===//

typedef NTSTATUS(NTAPI *PFN_WSK_CLIENT_EVENT)(PVOID ClientContext,
                                              ULONG EventType,
                                              PVOID Information,
                                              SIZE_T InformationLength);

typedef struct _WSK_CLIENT_DISPATCH {
  USHORT Version;
  USHORT Reserved;
  PFN_WSK_CLIENT_EVENT WskClientEvent;
} WSK_CLIENT_DISPATCH, *PWSK_CLIENT_DISPATCH;

typedef struct _WSK_CLIENT_NPI {
  PVOID ClientContext;
  const WSK_CLIENT_DISPATCH *Dispatch;
} WSK_CLIENT_NPI, *PWSK_CLIENT_NPI;

//===-- What it gets ------------------------------------------------------===//

typedef PVOID PWSK_CLIENT;
typedef struct _WSK_PROVIDER_DISPATCH WSK_PROVIDER_DISPATCH;

typedef struct _WSK_PROVIDER_NPI {
  PWSK_CLIENT Client;
  const WSK_PROVIDER_DISPATCH *Dispatch;
} WSK_PROVIDER_NPI, *PWSK_PROVIDER_NPI;

//===-- Registration ------------------------------------------------------===//

typedef struct _WSK_REGISTRATION {
  ULONGLONG ReservedRegistrationState;
  PVOID ReservedRegistrationContext;
  KSPIN_LOCK ReservedRegistrationLock;
} WSK_REGISTRATION, *PWSK_REGISTRATION;

NTSTATUS NTAPI WskRegister(PWSK_CLIENT_NPI WskClientNpi,
                           PWSK_REGISTRATION WskRegistration);
VOID NTAPI WskDeregister(PWSK_REGISTRATION WskRegistration);

NTSTATUS NTAPI WskCaptureProviderNPI(PWSK_REGISTRATION WskRegistration,
                                     ULONG WaitTimeout,
                                     PWSK_PROVIDER_NPI WskProviderNpi);
VOID NTAPI WskReleaseProviderNPI(PWSK_REGISTRATION WskRegistration);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // NMR_WDK_WSK_H
