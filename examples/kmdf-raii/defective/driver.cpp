//===----------------------------------------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A KMDF driver in C++ that offers the "clock" NPI. The registration is a
// resource: whoever destroys the provider object has left the NMR.

#include <ntddk.h>

#include <netioddk.h>
#include <wdf.h>

constexpr ULONG ClockPoolTag = 'kclC';

void *operator new(size_t Size, POOL_TYPE Pool) noexcept
{
    return ExAllocatePoolWithTag(Pool, Size, ClockPoolTag);
}

void operator delete(void *Memory) noexcept
{
    if (Memory != nullptr) {
        ExFreePoolWithTag(Memory, ClockPoolTag);
    }
}

void operator delete(void *Memory, size_t) noexcept
{
    operator delete(Memory);
}

namespace {

// {D94E0C1B-6A57-4E0F-B3C2-84F1A6D07E95}
constexpr NPIID ClockNpiId = {
    0xd94e0c1b,
    0x6a57,
    0x4e0f,
    {0xb3, 0xc2, 0x84, 0xf1, 0xa6, 0xd0, 0x7e, 0x95}};

// {2A8C6E04-71B3-4D59-9F1E-3C5D7B9A0E26}
constexpr NPI_MODULEID ClockModuleId = {
    sizeof(NPI_MODULEID),
    MIT_GUID,
    {{0x2a8c6e04,
      0x71b3,
      0x4d59,
      {0x9f, 0x1e, 0x3c, 0x5d, 0x7b, 0x9a, 0x0e, 0x26}}}};

// What a provider of the NPI offers.
struct ClockProviderDispatch {
    ULONG Version;
    LONGLONG (*Now)(void *ProviderBindingContext);
};

LONGLONG ClockNow(void *)
{
    LARGE_INTEGER Time;
    KeQuerySystemTime(&Time);
    return Time.QuadPart;
}

constexpr ClockProviderDispatch ProviderDispatch = {1, ClockNow};

/// The provider's registration with the NMR.
class ClockProvider {
public:
    ClockProvider() = default;
    ClockProvider(const ClockProvider &) = delete;
    ClockProvider &operator=(const ClockProvider &) = delete;
    ~ClockProvider() { stop(); }

    NTSTATUS start()
    {
        return NmrRegisterProvider(&Characteristics, this, &Handle);
    }

private:
    void stop()
    {
        if (Handle == nullptr) {
            return;
        }
        if (NmrDeregisterProvider(Handle) != STATUS_PENDING) {
            NmrWaitForProviderDeregisterComplete(Handle);
        }
        Handle = nullptr;
    }

    static NTSTATUS NTAPI attach(HANDLE, PVOID Context,
                                 PNPI_REGISTRATION_INSTANCE, PVOID,
                                 const VOID *, PVOID *ProviderBindingContext,
                                 const VOID **Dispatch)
    {
        *ProviderBindingContext = Context;
        *Dispatch = &ProviderDispatch;
        return STATUS_SUCCESS;
    }

    // A call of ClockNow uses nothing that could go away.
    static NTSTATUS NTAPI detach(PVOID) { return STATUS_SUCCESS; }

    static constexpr NPI_PROVIDER_CHARACTERISTICS Characteristics = {
        0,
        sizeof(NPI_PROVIDER_CHARACTERISTICS),
        attach,
        detach,
        nullptr,
        {0, sizeof(NPI_REGISTRATION_INSTANCE), &ClockNpiId, &ClockModuleId, 0,
         nullptr}};

    HANDLE Handle = nullptr;
};

ClockProvider *Provider;

} // namespace

extern "C" DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_DEVICE_ADD ClockDeviceAdd;
static EVT_WDF_DRIVER_UNLOAD ClockUnload;

static NTSTATUS NTAPI ClockDeviceAdd(WDFDRIVER, PWDFDEVICE_INIT DeviceInit)
{
    WDFDEVICE Device;
    return WdfDeviceCreate(&DeviceInit, WDF_NO_OBJECT_ATTRIBUTES, &Device);
}

static VOID NTAPI ClockUnload(WDFDRIVER)
{
    delete Provider;
    Provider = nullptr;
}

extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject,
                                      PUNICODE_STRING RegistryPath)
{
    Provider = new (NonPagedPool) ClockProvider;
    if (Provider == nullptr) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    NTSTATUS Status = Provider->start();
    if (!NT_SUCCESS(Status)) {
        delete Provider;
        return Status;
    }

    WDF_DRIVER_CONFIG Config;
    WDF_DRIVER_CONFIG_INIT(&Config, ClockDeviceAdd);
    Config.EvtDriverUnload = ClockUnload;
    Status = WdfDriverCreate(DriverObject, RegistryPath,
                             WDF_NO_OBJECT_ATTRIBUTES, &Config, WDF_NO_HANDLE);
    if (!NT_SUCCESS(Status)) {
        delete Provider;
    }
    return Status;
}
