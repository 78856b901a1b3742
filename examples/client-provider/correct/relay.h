//===----------------------------------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A relay: a client of the "echo" NPI that offers the same NPI to others. What
// its clients send, it passes on to the provider that it is bound to itself.

#ifndef RELAY_H
#define RELAY_H

#include <ntddk.h>

#include <netioddk.h>

#define RELAY_POOL_TAG 'yleR'

// What a provider of the NPI offers.
typedef struct _ECHO_PROVIDER_DISPATCH {
    ULONG Version;
    NTSTATUS (*Send)(PVOID ProviderBindingContext, const VOID *Data,
                     ULONG Length);
} ECHO_PROVIDER_DISPATCH;

// What a client of the NPI offers.
typedef struct _ECHO_CLIENT_DISPATCH {
    ULONG Version;
} ECHO_CLIENT_DISPATCH;

extern const NPIID EchoNpiId;
extern const NPI_MODULEID RelayModuleId;

// client.c: the side that looks for a provider.
NTSTATUS RelayClientStart(VOID);
VOID RelayClientStop(VOID);
NTSTATUS RelayClientSend(const VOID *Data, ULONG Length);

// provider.c: the side that others find.
NTSTATUS RelayProviderStart(VOID);
VOID RelayProviderStop(VOID);

#endif // RELAY_H
