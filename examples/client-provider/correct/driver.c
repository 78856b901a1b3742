//===----------------------------------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "relay.h"

// {C2F6B3F4-1E0B-4A6B-9C59-0B6C5E0A7F18}
const NPIID EchoNpiId = {0xc2f6b3f4,
                         0x1e0b,
                         0x4a6b,
                         {0x9c, 0x59, 0x0b, 0x6c, 0x5e, 0x0a, 0x7f, 0x18}};

// {E6A0B7D9-55C0-4F57-8B52-7C9C0B5F3A24}
const NPI_MODULEID RelayModuleId = {
    sizeof(NPI_MODULEID),
    MIT_GUID,
    {{0xe6a0b7d9,
      0x55c0,
      0x4f57,
      {0x8b, 0x52, 0x7c, 0x9c, 0x0b, 0x5f, 0x3a, 0x24}}}};

static PDEVICE_OBJECT RelayDevice;

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD RelayUnload;
static DRIVER_DISPATCH RelayCreateClose;
static DRIVER_DISPATCH RelayShutdown;

static NTSTATUS RelayCompleteIrp(PIRP Irp)
{
    Irp->IoStatus.Status = STATUS_SUCCESS;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI RelayCreateClose(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    return RelayCompleteIrp(Irp);
}

// The system goes down: accept no more clients.
static NTSTATUS NTAPI RelayShutdown(PDEVICE_OBJECT Device, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Device);
    RelayProviderStop();
    return RelayCompleteIrp(Irp);
}

static VOID RelayCleanUp(VOID)
{
    // Clients first: they call into our own provider.
    RelayProviderStop();
    RelayClientStop();
    if (RelayDevice != NULL) {
        IoUnregisterShutdownNotification(RelayDevice);
        IoDeleteDevice(RelayDevice);
        RelayDevice = NULL;
    }
}

static VOID NTAPI RelayUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    RelayCleanUp();
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject,
                           PUNICODE_STRING RegistryPath)
{
    NTSTATUS Status;

    UNREFERENCED_PARAMETER(RegistryPath);

    Status = IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_NETWORK, 0,
                            FALSE, &RelayDevice);
    if (!NT_SUCCESS(Status)) {
        goto Exit;
    }
    Status = IoRegisterShutdownNotification(RelayDevice);
    if (!NT_SUCCESS(Status)) {
        goto Exit;
    }
    Status = RelayClientStart();
    if (!NT_SUCCESS(Status)) {
        goto Exit;
    }
    Status = RelayProviderStart();
    if (!NT_SUCCESS(Status)) {
        goto Exit;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = RelayCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = RelayCreateClose;
    DriverObject->MajorFunction[IRP_MJ_SHUTDOWN] = RelayShutdown;
    DriverObject->DriverUnload = RelayUnload;

Exit:
    if (!NT_SUCCESS(Status)) {
        RelayCleanUp();
    }
    return Status;
}
