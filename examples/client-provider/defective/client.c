//===----------------------------------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "relay.h"

static HANDLE NmrClient;

// The one provider that we are bound to; more are declined.
static EX_RUNDOWN_REF ProviderCalls;
static LONG Bound;
static PVOID ProviderContext;
static const ECHO_PROVIDER_DISPATCH *Provider;

static const ECHO_CLIENT_DISPATCH ClientDispatch = {1};

static NTSTATUS NTAPI RelayAttachProvider(HANDLE NmrBinding, PVOID Context,
                                          PNPI_REGISTRATION_INSTANCE Instance)
{
    NTSTATUS Status;

    UNREFERENCED_PARAMETER(Context);

    // Not to ourselves.
    if (Instance->ModuleId->Type == MIT_GUID &&
        RtlCompareMemory(&Instance->ModuleId->Guid, &RelayModuleId.Guid,
                         sizeof(GUID)) == sizeof(GUID)) {
        return STATUS_NOINTERFACE;
    }
    if (InterlockedExchange(&Bound, 1)) {
        return STATUS_NOINTERFACE;
    }
    Status = NmrClientAttachProvider(NmrBinding, &Bound, &ClientDispatch,
                                     &ProviderContext,
                                     (const VOID **)&Provider);
    if (!NT_SUCCESS(Status)) {
        InterlockedExchange(&Bound, 0);
        return Status;
    }
    ExReInitializeRundownProtection(&ProviderCalls);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI RelayDetachProvider(PVOID BindingContext)
{
    UNREFERENCED_PARAMETER(BindingContext);

    ExWaitForRundownProtectionRelease(&ProviderCalls);
    InterlockedExchange(&Bound, 0);
    return STATUS_SUCCESS;
}

// Our binding context is not allocated: nothing to clean up.
static const NPI_CLIENT_CHARACTERISTICS ClientCharacteristics = {
    0,
    sizeof(NPI_CLIENT_CHARACTERISTICS),
    RelayAttachProvider,
    RelayDetachProvider,
    NULL,
    {0, sizeof(NPI_REGISTRATION_INSTANCE), &EchoNpiId, &RelayModuleId, 0,
     NULL}};

NTSTATUS RelayClientSend(const VOID *Data, ULONG Length)
{
    NTSTATUS Status;

    if (!ExAcquireRundownProtection(&ProviderCalls)) {
        return STATUS_DEVICE_NOT_READY;
    }
    Status = Provider->Send(ProviderContext, Data, Length);
    ExReleaseRundownProtection(&ProviderCalls);
    return Status;
}

NTSTATUS RelayClientStart(VOID)
{
    // Nobody may call before the first attach.
    ExInitializeRundownProtection(&ProviderCalls);
    ExWaitForRundownProtectionRelease(&ProviderCalls);
    return NmrRegisterClient(&ClientCharacteristics, NULL, &NmrClient);
}

VOID RelayClientStop(VOID)
{
    NTSTATUS Status;

    if (NmrClient == NULL) {
        return;
    }
    Status = NmrDeregisterProvider(NmrClient);
    if (Status == STATUS_PENDING) {
        Status = NmrWaitForProviderDeregisterComplete(NmrClient);
    }
    NT_ASSERT(NT_SUCCESS(Status));
    NmrClient = NULL;
}
