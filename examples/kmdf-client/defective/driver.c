//===----------------------------------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A KMDF driver that watches the "policy" NPI: each provider tells it when its
// policy has changed. The registration lives in the driver object's context.

#include <ntddk.h>

#include <netioddk.h>
#include <wdf.h>

#define WATCH_POOL_TAG 'hctW'

// {8C6F2A7E-3F9D-4F5B-A1B8-5E2D9B0C4A63}
static const NPIID PolicyNpiId = {
    0x8c6f2a7e,
    0x3f9d,
    0x4f5b,
    {0xa1, 0xb8, 0x5e, 0x2d, 0x9b, 0x0c, 0x4a, 0x63}};

// {1F3D5B79-2C4E-4A6C-8E0F-7B9D1C3E5F82}
static const NPI_MODULEID WatchModuleId = {
    sizeof(NPI_MODULEID),
    MIT_GUID,
    {{0x1f3d5b79,
      0x2c4e,
      0x4a6c,
      {0x8e, 0x0f, 0x7b, 0x9d, 0x1c, 0x3e, 0x5f, 0x82}}}};

// What a provider of the NPI offers.
typedef struct _POLICY_PROVIDER_DISPATCH {
    ULONG Version;
    ULONG (*GetPolicy)(PVOID ProviderBindingContext);
} POLICY_PROVIDER_DISPATCH;

// What a client of the NPI offers.
typedef struct _POLICY_CLIENT_DISPATCH {
    ULONG Version;
    VOID (*PolicyChanged)(PVOID ClientBindingContext);
} POLICY_CLIENT_DISPATCH;

typedef struct _WATCH_BINDING {
    HANDLE NmrBinding;
    PVOID ProviderContext;
    const POLICY_PROVIDER_DISPATCH *Provider;
    volatile LONG Policy;
} WATCH_BINDING;

typedef struct _DRIVER_CONTEXT {
    HANDLE NmrClient;
    volatile LONG Changes;
} DRIVER_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DRIVER_CONTEXT, GetDriverContext)

DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_DEVICE_ADD WatchDeviceAdd;
static EVT_WDF_DRIVER_UNLOAD WatchUnload;
static NPI_CLIENT_ATTACH_PROVIDER_FN WatchAttachProvider;
static NPI_CLIENT_DETACH_PROVIDER_FN WatchDetachProvider;
static NPI_CLIENT_CLEANUP_BINDING_CONTEXT_FN WatchCleanupBinding;

static const NPI_CLIENT_CHARACTERISTICS WatchCharacteristics = {
    0,
    sizeof(NPI_CLIENT_CHARACTERISTICS),
    WatchAttachProvider,
    WatchDetachProvider,
    WatchCleanupBinding,
    {0, sizeof(NPI_REGISTRATION_INSTANCE), &PolicyNpiId, &WatchModuleId, 0,
     NULL}};

//
// Bindings.
//

static VOID WatchPolicyChanged(PVOID ClientBindingContext)
{
    WATCH_BINDING *Binding = (WATCH_BINDING *)ClientBindingContext;
    DRIVER_CONTEXT *Context = GetDriverContext(WdfGetDriver());

    InterlockedExchange(
        &Binding->Policy,
        (LONG)Binding->Provider->GetPolicy(Binding->ProviderContext));
    InterlockedIncrement(&Context->Changes);
}

static const POLICY_CLIENT_DISPATCH ClientDispatch = {1, WatchPolicyChanged};

static NTSTATUS NTAPI WatchAttachProvider(HANDLE NmrBinding, PVOID Context,
                                          PNPI_REGISTRATION_INSTANCE Provider)
{
    WATCH_BINDING *Binding;
    NTSTATUS Status;

    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Provider);

    Binding = (WATCH_BINDING *)ExAllocatePoolWithTag(
        NonPagedPool, sizeof(*Binding), WATCH_POOL_TAG);
    if (Binding == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    RtlZeroMemory(Binding, sizeof(*Binding));
    Binding->NmrBinding = NmrBinding;
    Status = NmrClientAttachProvider(
        NmrBinding, Binding, &ClientDispatch, &Binding->ProviderContext,
        (const VOID **)&Binding->Provider);
    if (!NT_SUCCESS(Status)) {
        ExFreePoolWithTag(Binding, WATCH_POOL_TAG);
    }
    return Status;
}

static NTSTATUS NTAPI WatchDetachProvider(PVOID ClientBindingContext)
{
    // This client calls its providers only while they call it.
    UNREFERENCED_PARAMETER(ClientBindingContext);
    return STATUS_SUCCESS;
}

static VOID NTAPI WatchCleanupBinding(PVOID ClientBindingContext)
{
    ExFreePoolWithTag(ClientBindingContext, WATCH_POOL_TAG);
}

//
// Loading and unloading.
//

static NTSTATUS NTAPI WatchDeviceAdd(WDFDRIVER Driver,
                                     PWDFDEVICE_INIT DeviceInit)
{
    WDFDEVICE Device;

    UNREFERENCED_PARAMETER(Driver);
    return WdfDeviceCreate(&DeviceInit, WDF_NO_OBJECT_ATTRIBUTES, &Device);
}

static VOID NTAPI WatchUnload(WDFDRIVER Driver)
{
    DRIVER_CONTEXT *Context = GetDriverContext(Driver);

    NmrDeregisterClient(Context->NmrClient);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject,
                           PUNICODE_STRING RegistryPath)
{
    WDF_OBJECT_ATTRIBUTES Attributes;
    WDF_DRIVER_CONFIG Config;
    WDFDRIVER Driver;
    DRIVER_CONTEXT *Context;
    NTSTATUS Status;

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&Attributes, DRIVER_CONTEXT);
    WDF_DRIVER_CONFIG_INIT(&Config, WatchDeviceAdd);
    Config.EvtDriverUnload = WatchUnload;

    Status = WdfDriverCreate(DriverObject, RegistryPath, &Attributes, &Config,
                             &Driver);
    if (!NT_SUCCESS(Status)) {
        return Status;
    }

    // Last, because providers may call as soon as it is done.
    Context = GetDriverContext(Driver);
    return NmrRegisterClient(&WatchCharacteristics, Context,
                             &Context->NmrClient);
}
