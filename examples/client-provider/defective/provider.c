//===----------------------------------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "relay.h"

static HANDLE NmrProvider;

typedef struct _RELAY_BINDING {
    HANDLE NmrBinding;
    PVOID ClientBindingContext;
    EX_RUNDOWN_REF Calls;
} RELAY_BINDING;

static NTSTATUS RelaySend(PVOID ProviderBindingContext, const VOID *Data,
                          ULONG Length)
{
    RELAY_BINDING *Binding = (RELAY_BINDING *)ProviderBindingContext;
    NTSTATUS Status;

    if (!ExAcquireRundownProtection(&Binding->Calls)) {
        return STATUS_DEVICE_NOT_READY;
    }
    Status = RelayClientSend(Data, Length);
    ExReleaseRundownProtection(&Binding->Calls);
    return Status;
}

static const ECHO_PROVIDER_DISPATCH ProviderDispatch = {1, RelaySend};

static NTSTATUS NTAPI RelayAttachClient(
    HANDLE NmrBinding, PVOID Context, PNPI_REGISTRATION_INSTANCE Client,
    PVOID ClientBindingContext, const VOID *ClientDispatch,
    PVOID *ProviderBindingContext, const VOID **Dispatch)
{
    RELAY_BINDING *Binding;

    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Client);
    UNREFERENCED_PARAMETER(ClientDispatch);

    Binding = (RELAY_BINDING *)ExAllocatePoolWithTag(
        NonPagedPool, sizeof(*Binding), RELAY_POOL_TAG);
    if (Binding == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    Binding->NmrBinding = NmrBinding;
    Binding->ClientBindingContext = ClientBindingContext;
    ExInitializeRundownProtection(&Binding->Calls);
    *ProviderBindingContext = Binding;
    *Dispatch = &ProviderDispatch;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI RelayDetachClient(PVOID ProviderBindingContext)
{
    RELAY_BINDING *Binding = (RELAY_BINDING *)ProviderBindingContext;

    ExWaitForRundownProtectionRelease(&Binding->Calls);
    return STATUS_SUCCESS;
}

static VOID NTAPI RelayCleanupBinding(PVOID ProviderBindingContext)
{
    ExFreePoolWithTag(ProviderBindingContext, RELAY_POOL_TAG);
}

static const NPI_PROVIDER_CHARACTERISTICS ProviderCharacteristics = {
    0,
    sizeof(NPI_PROVIDER_CHARACTERISTICS),
    RelayAttachClient,
    RelayDetachClient,
    RelayCleanupBinding,
    {0, sizeof(NPI_REGISTRATION_INSTANCE), &EchoNpiId, &RelayModuleId, 0,
     NULL}};

NTSTATUS RelayProviderStart(VOID)
{
    return NmrRegisterProvider(&ProviderCharacteristics, NULL, &NmrProvider);
}

VOID RelayProviderStop(VOID)
{
    NTSTATUS Status;

    if (NmrProvider == NULL) {
        return;
    }
    Status = NmrDeregisterProvider(NmrProvider);
    NT_ASSERT(NT_SUCCESS(Status));
    NmrProvider = NULL;
}
