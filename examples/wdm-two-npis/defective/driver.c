//===----------------------------------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A WDM driver that provides two NPIs: one for the data path, which is always
// there, and one for control, which an administrator can switch off in the
// registry.

#include <ntddk.h>

#include <netioddk.h>

#define SHAPER_POOL_TAG 'phSR'

// {A3C1B6F0-7C7A-4C0E-8B0B-0C52B2F0D611}
static const NPIID ShaperDataNpiId = {
    0xa3c1b6f0,
    0x7c7a,
    0x4c0e,
    {0x8b, 0x0b, 0x0c, 0x52, 0xb2, 0xf0, 0xd6, 0x11}};

// {A3C1B6F1-7C7A-4C0E-8B0B-0C52B2F0D611}
static const NPIID ShaperControlNpiId = {
    0xa3c1b6f1,
    0x7c7a,
    0x4c0e,
    {0x8b, 0x0b, 0x0c, 0x52, 0xb2, 0xf0, 0xd6, 0x11}};

// {4D0E5A4F-52A9-4B0B-9C0F-D3C8E0A4B7E2}
static const NPI_MODULEID ShaperModuleId = {
    sizeof(NPI_MODULEID),
    MIT_GUID,
    {{0x4d0e5a4f,
      0x52a9,
      0x4b0b,
      {0x9c, 0x0f, 0xd3, 0xc8, 0xe0, 0xa4, 0xb7, 0xe2}}}};

// What the clients of the two NPIs may call.
typedef struct _SHAPER_DATA_DISPATCH {
    ULONG Version;
    BOOLEAN (*MaySend)(PVOID ProviderBindingContext, ULONG Bytes);
} SHAPER_DATA_DISPATCH;

typedef struct _SHAPER_CONTROL_DISPATCH {
    ULONG Version;
    VOID (*SetRate)(PVOID ProviderBindingContext, ULONG BytesPerSecond);
} SHAPER_CONTROL_DISPATCH;

typedef struct _SHAPER_BINDING {
    HANDLE NmrBinding;
    PVOID ClientBindingContext;
    // Calls of the client that are in progress.
    EX_RUNDOWN_REF Calls;
} SHAPER_BINDING;

static HANDLE DataProvider;
static HANDLE ControlProvider;
static BOOLEAN ControlEnabled;

static volatile LONG Rate = 1000000;
static volatile LONG Budget = 1000000;

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD ShaperUnload;
static NPI_PROVIDER_ATTACH_CLIENT_FN ShaperAttachData;
static NPI_PROVIDER_ATTACH_CLIENT_FN ShaperAttachControl;
static NPI_PROVIDER_DETACH_CLIENT_FN ShaperDetachClient;
static NPI_PROVIDER_CLEANUP_BINDING_CONTEXT_FN ShaperCleanupBinding;

static const NPI_PROVIDER_CHARACTERISTICS DataCharacteristics = {
    0,
    sizeof(NPI_PROVIDER_CHARACTERISTICS),
    ShaperAttachData,
    ShaperDetachClient,
    ShaperCleanupBinding,
    {0, sizeof(NPI_REGISTRATION_INSTANCE), &ShaperDataNpiId, &ShaperModuleId, 0,
     NULL}};

static const NPI_PROVIDER_CHARACTERISTICS ControlCharacteristics = {
    0,
    sizeof(NPI_PROVIDER_CHARACTERISTICS),
    ShaperAttachControl,
    ShaperDetachClient,
    ShaperCleanupBinding,
    {0, sizeof(NPI_REGISTRATION_INSTANCE), &ShaperControlNpiId, &ShaperModuleId,
     0, NULL}};

//
// What clients call.
//

static BOOLEAN ShaperMaySend(PVOID ProviderBindingContext, ULONG Bytes)
{
    SHAPER_BINDING *Binding = (SHAPER_BINDING *)ProviderBindingContext;
    BOOLEAN Yes;

    if (!ExAcquireRundownProtection(&Binding->Calls)) {
        return FALSE;
    }
    Yes = InterlockedAdd(&Budget, -(LONG)Bytes) >= 0;
    ExReleaseRundownProtection(&Binding->Calls);
    return Yes;
}

static VOID ShaperSetRate(PVOID ProviderBindingContext, ULONG BytesPerSecond)
{
    SHAPER_BINDING *Binding = (SHAPER_BINDING *)ProviderBindingContext;

    if (ExAcquireRundownProtection(&Binding->Calls)) {
        InterlockedExchange(&Rate, (LONG)BytesPerSecond);
        ExReleaseRundownProtection(&Binding->Calls);
    }
}

static const SHAPER_DATA_DISPATCH DataDispatch = {1, ShaperMaySend};
static const SHAPER_CONTROL_DISPATCH ControlDispatch = {1, ShaperSetRate};

//
// Bindings.
//

static NTSTATUS ShaperAttach(HANDLE NmrBinding, PVOID ClientBindingContext,
                             PVOID *ProviderBindingContext)
{
    SHAPER_BINDING *Binding = (SHAPER_BINDING *)ExAllocatePoolWithTag(
        NonPagedPool, sizeof(*Binding), SHAPER_POOL_TAG);

    if (Binding == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    RtlZeroMemory(Binding, sizeof(*Binding));
    ExInitializeRundownProtection(&Binding->Calls);
    Binding->NmrBinding = NmrBinding;
    Binding->ClientBindingContext = ClientBindingContext;
    *ProviderBindingContext = Binding;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI ShaperAttachData(HANDLE NmrBinding, PVOID ProviderContext,
                                       PNPI_REGISTRATION_INSTANCE Client,
                                       PVOID ClientBindingContext,
                                       const VOID *ClientDispatch,
                                       PVOID *ProviderBindingContext,
                                       const VOID **ProviderDispatch)
{
    UNREFERENCED_PARAMETER(ProviderContext);
    UNREFERENCED_PARAMETER(ClientDispatch);

    if (Client->Number != 0) {
        return STATUS_NOINTERFACE;
    }
    *ProviderDispatch = &DataDispatch;
    return ShaperAttach(NmrBinding, ClientBindingContext,
                        ProviderBindingContext);
}

static NTSTATUS NTAPI ShaperAttachControl(
    HANDLE NmrBinding, PVOID ProviderContext, PNPI_REGISTRATION_INSTANCE Client,
    PVOID ClientBindingContext, const VOID *ClientDispatch,
    PVOID *ProviderBindingContext, const VOID **ProviderDispatch)
{
    UNREFERENCED_PARAMETER(ProviderContext);
    UNREFERENCED_PARAMETER(Client);
    UNREFERENCED_PARAMETER(ClientDispatch);

    *ProviderDispatch = &ControlDispatch;
    return ShaperAttach(NmrBinding, ClientBindingContext,
                        ProviderBindingContext);
}

static NTSTATUS NTAPI ShaperDetachClient(PVOID ProviderBindingContext)
{
    SHAPER_BINDING *Binding = (SHAPER_BINDING *)ProviderBindingContext;

    // The calls are short.
    ExWaitForRundownProtectionRelease(&Binding->Calls);
    return STATUS_SUCCESS;
}

static VOID NTAPI ShaperCleanupBinding(PVOID ProviderBindingContext)
{
    ExFreePoolWithTag(ProviderBindingContext, SHAPER_POOL_TAG);
}

//
// Loading and unloading.
//

static VOID ShaperStopProvider(HANDLE Provider)
{
    if (NmrDeregisterProvider(Provider) == STATUS_PENDING) {
        NmrWaitForProviderDeregisterComplete(Provider);
    }
}

static BOOLEAN ShaperReadControlEnabled(PUNICODE_STRING RegistryPath)
{
    RTL_QUERY_REGISTRY_TABLE Query[2];
    ULONG Enabled = 1;

    RtlZeroMemory(Query, sizeof(Query));
    Query[0].Flags = RTL_QUERY_REGISTRY_DIRECT;
    Query[0].Name = (PWSTR)L"ControlEnabled";
    Query[0].EntryContext = &Enabled;
    Query[0].DefaultType = REG_DWORD;
    Query[0].DefaultData = &Enabled;
    Query[0].DefaultLength = sizeof(Enabled);
    RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, RegistryPath->Buffer, Query,
                           NULL, NULL);
    return Enabled != 0;
}

static VOID NTAPI ShaperUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    if (!ControlEnabled) {
        return;
    }
    ShaperStopProvider(ControlProvider);
    ShaperStopProvider(DataProvider);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject,
                           PUNICODE_STRING RegistryPath)
{
    NTSTATUS Status;

    ControlEnabled = ShaperReadControlEnabled(RegistryPath);

    Status =
        NmrRegisterProvider(&DataCharacteristics, NULL, &DataProvider);
    if (!NT_SUCCESS(Status)) {
        return Status;
    }
    if (ControlEnabled) {
        Status = NmrRegisterProvider(&ControlCharacteristics, NULL,
                                     &ControlProvider);
        if (!NT_SUCCESS(Status)) {
            return Status;
        }
    }

    DriverObject->DriverUnload = ShaperUnload;
    return STATUS_SUCCESS;
}
