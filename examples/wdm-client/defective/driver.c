//===----------------------------------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A WDM driver that is a client of a "meter" NPI: it reads the counters of
// every provider that it gets bound to, on request of an application.

#include <ntddk.h>

#include <netioddk.h>

#define METER_POOL_TAG 'rteM'
#define IOCTL_METER_READ                                                       \
    CTL_CODE(FILE_DEVICE_NETWORK, 0x800, METHOD_BUFFERED, FILE_READ_ACCESS)

// {5E1F8C52-3B0B-4F0C-9D0E-6F2B7A1D9C41}
static const NPIID MeterNpiId = {
    0x5e1f8c52,
    0x3b0b,
    0x4f0c,
    {0x9d, 0x0e, 0x6f, 0x2b, 0x7a, 0x1d, 0x9c, 0x41}};

// {0B7D6C0E-92E4-4B3B-8E75-1C0A55E7F2D3}
static const NPI_MODULEID MeterModuleId = {
    sizeof(NPI_MODULEID),
    MIT_GUID,
    {{0x0b7d6c0e,
      0x92e4,
      0x4b3b,
      {0x8e, 0x75, 0x1c, 0x0a, 0x55, 0xe7, 0xf2, 0xd3}}}};

// What a provider of the NPI offers.
typedef struct _METER_PROVIDER_DISPATCH {
    ULONG Version;
    ULONG64 (*ReadCounter)(PVOID ProviderBindingContext);
} METER_PROVIDER_DISPATCH;

// What this client offers: nothing but a version.
typedef struct _METER_CLIENT_DISPATCH {
    ULONG Version;
} METER_CLIENT_DISPATCH;

typedef struct _METER_BINDING {
    LIST_ENTRY Link;
    HANDLE NmrBinding;
    PVOID ProviderContext;
    const METER_PROVIDER_DISPATCH *Provider;
} METER_BINDING;

static const METER_CLIENT_DISPATCH ClientDispatch = {1};

static HANDLE NmrClient;
static PDEVICE_OBJECT ControlDevice;
static LIST_ENTRY Bindings;
static KSPIN_LOCK BindingsLock;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Meter");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Meter");

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD MeterUnload;
static DRIVER_DISPATCH MeterCreateClose;
static DRIVER_DISPATCH MeterDeviceControl;
static NPI_CLIENT_ATTACH_PROVIDER_FN MeterAttachProvider;
static NPI_CLIENT_DETACH_PROVIDER_FN MeterDetachProvider;
static NPI_CLIENT_CLEANUP_BINDING_CONTEXT_FN MeterCleanupBinding;

static const NPI_CLIENT_CHARACTERISTICS MeterCharacteristics = {
    0,
    sizeof(NPI_CLIENT_CHARACTERISTICS),
    MeterAttachProvider,
    MeterDetachProvider,
    MeterCleanupBinding,
    {0, sizeof(NPI_REGISTRATION_INSTANCE), &MeterNpiId, &MeterModuleId, 0,
     NULL}};

//
// Bindings.
//

static NTSTATUS NTAPI MeterAttachProvider(HANDLE NmrBinding,
                                          PVOID ClientContext,
                                          PNPI_REGISTRATION_INSTANCE Provider)
{
    METER_BINDING *Binding;
    NTSTATUS Status;
    KIRQL OldIrql;

    UNREFERENCED_PARAMETER(ClientContext);

    if (Provider->Number != 0) {
        return STATUS_NOINTERFACE;
    }
    Binding = (METER_BINDING *)ExAllocatePoolWithTag(
        NonPagedPool, sizeof(*Binding), METER_POOL_TAG);
    if (Binding == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    RtlZeroMemory(Binding, sizeof(*Binding));
    InitializeListHead(&Binding->Link);
    Binding->NmrBinding = NmrBinding;

    Status = NmrClientAttachProvider(
        NmrBinding, Binding, &ClientDispatch, &Binding->ProviderContext,
        (const VOID **)&Binding->Provider);
    if (!NT_SUCCESS(Status)) {
        ExFreePoolWithTag(Binding, METER_POOL_TAG);
        return Status;
    }

    KeAcquireSpinLock(&BindingsLock, &OldIrql);
    InsertTailList(&Bindings, &Binding->Link);
    KeReleaseSpinLock(&BindingsLock, OldIrql);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI MeterDetachProvider(PVOID ClientBindingContext)
{
    METER_BINDING *Binding = (METER_BINDING *)ClientBindingContext;
    KIRQL OldIrql;

    // Readers hold the lock while they call the provider, so none is left
    // afterwards.
    KeAcquireSpinLock(&BindingsLock, &OldIrql);
    RemoveEntryList(&Binding->Link);
    KeReleaseSpinLock(&BindingsLock, OldIrql);
    return STATUS_SUCCESS;
}

static VOID NTAPI MeterCleanupBinding(PVOID ClientBindingContext)
{
    ExFreePoolWithTag(ClientBindingContext, METER_POOL_TAG);
}

//
// Requests.
//

static NTSTATUS MeterComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS NTAPI MeterCreateClose(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    return MeterComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS NTAPI MeterDeviceControl(PDEVICE_OBJECT Device, PIRP Irp)
{
    PIO_STACK_LOCATION Stack = IoGetCurrentIrpStackLocation(Irp);
    PLIST_ENTRY Entry;
    ULONG64 Total = 0;
    KIRQL OldIrql;

    UNREFERENCED_PARAMETER(Device);

    if (Stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_METER_READ) {
        return MeterComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
    if (Stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(Total)) {
        return MeterComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    }

    KeAcquireSpinLock(&BindingsLock, &OldIrql);
    for (Entry = Bindings.Flink; Entry != &Bindings; Entry = Entry->Flink) {
        METER_BINDING *Binding = CONTAINING_RECORD(Entry, METER_BINDING, Link);
        Total += Binding->Provider->ReadCounter(Binding->ProviderContext);
    }
    KeReleaseSpinLock(&BindingsLock, OldIrql);

    *(ULONG64 *)Irp->AssociatedIrp.SystemBuffer = Total;
    return MeterComplete(Irp, STATUS_SUCCESS, sizeof(Total));
}

//
// Loading and unloading.
//

static VOID MeterStopClient(VOID)
{
    NTSTATUS Status = NmrDeregisterClient(NmrClient);

    if (!NT_SUCCESS(Status)) {
        NmrWaitForClientDeregisterComplete(NmrClient);
    }
}

static VOID NTAPI MeterUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);

    MeterStopClient();
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(ControlDevice);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject,
                           PUNICODE_STRING RegistryPath)
{
    NTSTATUS Status;

    UNREFERENCED_PARAMETER(RegistryPath);

    InitializeListHead(&Bindings);
    KeInitializeSpinLock(&BindingsLock);

    Status = IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_NETWORK,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &ControlDevice);
    if (!NT_SUCCESS(Status)) {
        return Status;
    }

    Status = NmrRegisterClient(&MeterCharacteristics, NULL, &NmrClient);
    if (!NT_SUCCESS(Status)) {
        IoDeleteDevice(ControlDevice);
        return Status;
    }

    Status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(Status)) {
        IoDeleteDevice(ControlDevice);
        return Status;
    }

    DriverObject->MajorFunction[IRP_MJ_CREATE] = MeterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = MeterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = MeterDeviceControl;
    DriverObject->DriverUnload = MeterUnload;
    return STATUS_SUCCESS;
}
