//===- wdf.h - The little of KMDF that a network module needs ---*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The driver object, its configuration and its context, devices, queues and
// requests as far as the vendor's project template uses them; written from the
// vendor's public documentation, for checking drivers where no WDK is
// installed. It is for analysis, not for building drivers: with a WDK, use the
// WDK's header. The framework's functions are declared as functions here; the
// WDK reaches them through a table.
//
// Include <ntddk.h> or <wdm.h> first, for instance those of mingw-w64.
//
//===----------------------------------------------------------------------===//

#ifndef NMR_WDK_WDF_H
#define NMR_WDK_WDF_H

#ifdef __cplusplus
extern "C" {
#endif

//===-- Handles -----------------------------------------------------------===//

typedef HANDLE WDFOBJECT;
typedef struct WDFDRIVER__ *WDFDRIVER;
typedef struct WDFDEVICE__ *WDFDEVICE;
typedef struct WDFDEVICE_INIT *PWDFDEVICE_INIT;
typedef struct WDFQUEUE__ *WDFQUEUE;
typedef struct WDFREQUEST__ *WDFREQUEST;

#define WDF_NO_HANDLE NULL
#define WDF_NO_OBJECT_ATTRIBUTES NULL

//===-- Object attributes and contexts ------------------------------------===//

typedef enum _WDF_EXECUTION_LEVEL {
  WdfExecutionLevelInvalid = 0,
  WdfExecutionLevelInheritFromParent,
  WdfExecutionLevelPassive,
  WdfExecutionLevelDispatch
} WDF_EXECUTION_LEVEL;

typedef enum _WDF_SYNCHRONIZATION_SCOPE {
  WdfSynchronizationScopeInvalid = 0,
  WdfSynchronizationScopeInheritFromParent,
  WdfSynchronizationScopeDevice,
  WdfSynchronizationScopeQueue,
  WdfSynchronizationScopeNone
} WDF_SYNCHRONIZATION_SCOPE;

typedef VOID(NTAPI EVT_WDF_OBJECT_CONTEXT_CLEANUP)(WDFOBJECT Object);
typedef EVT_WDF_OBJECT_CONTEXT_CLEANUP *PFN_WDF_OBJECT_CONTEXT_CLEANUP;
typedef VOID(NTAPI EVT_WDF_OBJECT_CONTEXT_DESTROY)(WDFOBJECT Object);
typedef EVT_WDF_OBJECT_CONTEXT_DESTROY *PFN_WDF_OBJECT_CONTEXT_DESTROY;

typedef struct _WDF_OBJECT_CONTEXT_TYPE_INFO {
  ULONG Size;
  const char *ContextName;
  size_t ContextSize;
} WDF_OBJECT_CONTEXT_TYPE_INFO;
typedef const WDF_OBJECT_CONTEXT_TYPE_INFO *PCWDF_OBJECT_CONTEXT_TYPE_INFO;

typedef struct _WDF_OBJECT_ATTRIBUTES {
  ULONG Size;
  PFN_WDF_OBJECT_CONTEXT_CLEANUP EvtCleanupCallback;
  PFN_WDF_OBJECT_CONTEXT_DESTROY EvtDestroyCallback;
  WDF_EXECUTION_LEVEL ExecutionLevel;
  WDF_SYNCHRONIZATION_SCOPE SynchronizationScope;
  WDFOBJECT ParentObject;
  size_t ContextSizeOverride;
  PCWDF_OBJECT_CONTEXT_TYPE_INFO ContextTypeInfo;
} WDF_OBJECT_ATTRIBUTES, *PWDF_OBJECT_ATTRIBUTES;

static __inline VOID
WDF_OBJECT_ATTRIBUTES_INIT(PWDF_OBJECT_ATTRIBUTES Attributes) {
  RtlZeroMemory(Attributes, sizeof(*Attributes));
  Attributes->Size = sizeof(*Attributes);
  Attributes->ExecutionLevel = WdfExecutionLevelInheritFromParent;
  Attributes->SynchronizationScope = WdfSynchronizationScopeInheritFromParent;
}

PVOID NTAPI WdfObjectGetTypedContextWorker(
    WDFOBJECT Handle, PCWDF_OBJECT_CONTEXT_TYPE_INFO TypeInfo);
NTSTATUS NTAPI WdfObjectCreate(PWDF_OBJECT_ATTRIBUTES Attributes,
                               WDFOBJECT *Object);
VOID NTAPI WdfObjectDelete(WDFOBJECT Object);

// Each context type has one description and one typed accessor.
#define WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(type, accessor)                     \
  static const WDF_OBJECT_CONTEXT_TYPE_INFO _WDF_##type##_TYPE_INFO = {        \
      sizeof(WDF_OBJECT_CONTEXT_TYPE_INFO), #type, sizeof(type)};              \
  static __inline type *accessor(WDFOBJECT Handle) {                           \
    return (type *)WdfObjectGetTypedContextWorker(Handle,                      \
                                                  &_WDF_##type##_TYPE_INFO);   \
  }

#define WDF_DECLARE_CONTEXT_TYPE(type)                                         \
  WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(type, WdfObjectGet_##type)

#define WDF_OBJECT_ATTRIBUTES_SET_CONTEXT_TYPE(attributes, type)               \
  ((attributes)->ContextTypeInfo = &_WDF_##type##_TYPE_INFO)

#define WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(attributes, type)              \
  (WDF_OBJECT_ATTRIBUTES_INIT(attributes),                                     \
   WDF_OBJECT_ATTRIBUTES_SET_CONTEXT_TYPE(attributes, type))

//===-- The driver --------------------------------------------------------===//

typedef NTSTATUS(NTAPI EVT_WDF_DRIVER_DEVICE_ADD)(WDFDRIVER Driver,
                                                  PWDFDEVICE_INIT DeviceInit);
typedef EVT_WDF_DRIVER_DEVICE_ADD *PFN_WDF_DRIVER_DEVICE_ADD;
typedef VOID(NTAPI EVT_WDF_DRIVER_UNLOAD)(WDFDRIVER Driver);
typedef EVT_WDF_DRIVER_UNLOAD *PFN_WDF_DRIVER_UNLOAD;

typedef enum _WDF_DRIVER_INIT_FLAGS {
  WdfDriverInitNonPnpDriver = 0x00000001,
  WdfDriverInitNoDispatchOverride = 0x00000002
} WDF_DRIVER_INIT_FLAGS;

typedef struct _WDF_DRIVER_CONFIG {
  ULONG Size;
  PFN_WDF_DRIVER_DEVICE_ADD EvtDriverDeviceAdd;
  PFN_WDF_DRIVER_UNLOAD EvtDriverUnload;
  ULONG DriverInitFlags;
  ULONG DriverPoolTag;
} WDF_DRIVER_CONFIG, *PWDF_DRIVER_CONFIG;

static __inline VOID
WDF_DRIVER_CONFIG_INIT(PWDF_DRIVER_CONFIG Config,
                       PFN_WDF_DRIVER_DEVICE_ADD EvtDriverDeviceAdd) {
  RtlZeroMemory(Config, sizeof(*Config));
  Config->Size = sizeof(*Config);
  Config->EvtDriverDeviceAdd = EvtDriverDeviceAdd;
}

NTSTATUS NTAPI WdfDriverCreate(PDRIVER_OBJECT DriverObject,
                               PCUNICODE_STRING RegistryPath,
                               PWDF_OBJECT_ATTRIBUTES DriverAttributes,
                               PWDF_DRIVER_CONFIG DriverConfig,
                               WDFDRIVER *Driver);
WDFDRIVER NTAPI WdfGetDriver(VOID);
PDRIVER_OBJECT NTAPI WdfDriverWdmGetDriverObject(WDFDRIVER Driver);

NTSTATUS NTAPI WdfDeviceCreate(PWDFDEVICE_INIT *DeviceInit,
                               PWDF_OBJECT_ATTRIBUTES DeviceAttributes,
                               WDFDEVICE *Device);
WDFDRIVER NTAPI WdfDeviceGetDriver(WDFDEVICE Device);
NTSTATUS NTAPI WdfDeviceCreateDeviceInterface(WDFDEVICE Device,
                                              const GUID *InterfaceClassGUID,
                                              PCUNICODE_STRING ReferenceString);

//===-- Requests ----------------------------------------------------------===//

typedef enum _WDF_REQUEST_STOP_ACTION_FLAGS {
  WdfRequestStopActionInvalid = 0,
  WdfRequestStopActionSuspend = 0x00000001,
  WdfRequestStopActionPurge = 0x00000002,
  WdfRequestStopRequestCancelable = 0x10000000
} WDF_REQUEST_STOP_ACTION_FLAGS;

VOID NTAPI WdfRequestComplete(WDFREQUEST Request, NTSTATUS Status);
VOID NTAPI WdfRequestCompleteWithInformation(WDFREQUEST Request,
                                             NTSTATUS Status,
                                             ULONG_PTR Information);
VOID NTAPI WdfRequestStopAcknowledge(WDFREQUEST Request, BOOLEAN Requeue);
NTSTATUS NTAPI WdfRequestRetrieveInputBuffer(WDFREQUEST Request,
                                             size_t MinimumRequiredLength,
                                             PVOID *Buffer, size_t *Length);
NTSTATUS NTAPI WdfRequestRetrieveOutputBuffer(WDFREQUEST Request,
                                              size_t MinimumRequiredSize,
                                              PVOID *Buffer, size_t *Length);

//===-- Queues ------------------------------------------------------------===//

typedef VOID(NTAPI EVT_WDF_IO_QUEUE_IO_DEFAULT)(WDFQUEUE Queue,
                                                WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_DEFAULT *PFN_WDF_IO_QUEUE_IO_DEFAULT;
typedef VOID(NTAPI EVT_WDF_IO_QUEUE_IO_READ)(WDFQUEUE Queue, WDFREQUEST Request,
                                             size_t Length);
typedef EVT_WDF_IO_QUEUE_IO_READ *PFN_WDF_IO_QUEUE_IO_READ;
typedef VOID(NTAPI EVT_WDF_IO_QUEUE_IO_WRITE)(WDFQUEUE Queue,
                                              WDFREQUEST Request,
                                              size_t Length);
typedef EVT_WDF_IO_QUEUE_IO_WRITE *PFN_WDF_IO_QUEUE_IO_WRITE;
typedef VOID(NTAPI EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL)(
    WDFQUEUE Queue, WDFREQUEST Request, size_t OutputBufferLength,
    size_t InputBufferLength, ULONG IoControlCode);
typedef EVT_WDF_IO_QUEUE_IO_DEVICE_CONTROL *PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL;
typedef VOID(NTAPI EVT_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL)(
    WDFQUEUE Queue, WDFREQUEST Request, size_t OutputBufferLength,
    size_t InputBufferLength, ULONG IoControlCode);
typedef EVT_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL
    *PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL;
typedef VOID(NTAPI EVT_WDF_IO_QUEUE_IO_STOP)(WDFQUEUE Queue, WDFREQUEST Request,
                                             ULONG ActionFlags);
typedef EVT_WDF_IO_QUEUE_IO_STOP *PFN_WDF_IO_QUEUE_IO_STOP;
typedef VOID(NTAPI EVT_WDF_IO_QUEUE_IO_RESUME)(WDFQUEUE Queue,
                                               WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_RESUME *PFN_WDF_IO_QUEUE_IO_RESUME;
typedef VOID(NTAPI EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE)(WDFQUEUE Queue,
                                                          WDFREQUEST Request);
typedef EVT_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE
    *PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE;

typedef enum _WDF_TRI_STATE {
  WdfFalse = FALSE,
  WdfTrue = TRUE,
  WdfUseDefault = 2
} WDF_TRI_STATE;

typedef enum _WDF_IO_QUEUE_DISPATCH_TYPE {
  WdfIoQueueDispatchInvalid = 0,
  WdfIoQueueDispatchSequential,
  WdfIoQueueDispatchParallel,
  WdfIoQueueDispatchManual
} WDF_IO_QUEUE_DISPATCH_TYPE;

typedef struct _WDF_IO_QUEUE_CONFIG {
  ULONG Size;
  WDF_IO_QUEUE_DISPATCH_TYPE DispatchType;
  WDF_TRI_STATE PowerManaged;
  BOOLEAN AllowZeroLengthRequests;
  BOOLEAN DefaultQueue;
  PFN_WDF_IO_QUEUE_IO_DEFAULT EvtIoDefault;
  PFN_WDF_IO_QUEUE_IO_READ EvtIoRead;
  PFN_WDF_IO_QUEUE_IO_WRITE EvtIoWrite;
  PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL EvtIoDeviceControl;
  PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL EvtIoInternalDeviceControl;
  PFN_WDF_IO_QUEUE_IO_STOP EvtIoStop;
  PFN_WDF_IO_QUEUE_IO_RESUME EvtIoResume;
  PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE EvtIoCanceledOnQueue;
  union {
    struct {
      ULONG NumberOfPresentedRequests;
    } Parallel;
  } Settings;
  WDFDRIVER Driver;
} WDF_IO_QUEUE_CONFIG, *PWDF_IO_QUEUE_CONFIG;

static __inline VOID
WDF_IO_QUEUE_CONFIG_INIT(PWDF_IO_QUEUE_CONFIG Config,
                         WDF_IO_QUEUE_DISPATCH_TYPE DispatchType) {
  RtlZeroMemory(Config, sizeof(*Config));
  Config->Size = sizeof(*Config);
  Config->PowerManaged = WdfUseDefault;
  Config->DispatchType = DispatchType;
  if (DispatchType == WdfIoQueueDispatchParallel)
    Config->Settings.Parallel.NumberOfPresentedRequests = (ULONG)-1;
}

static __inline VOID
WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(PWDF_IO_QUEUE_CONFIG Config,
                                       WDF_IO_QUEUE_DISPATCH_TYPE Type) {
  WDF_IO_QUEUE_CONFIG_INIT(Config, Type);
  Config->DefaultQueue = TRUE;
}

NTSTATUS NTAPI WdfIoQueueCreate(WDFDEVICE Device, PWDF_IO_QUEUE_CONFIG Config,
                                PWDF_OBJECT_ATTRIBUTES QueueAttributes,
                                WDFQUEUE *Queue);
WDFDEVICE NTAPI WdfIoQueueGetDevice(WDFQUEUE Queue);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // NMR_WDK_WDF_H
