//===- ntddk.h - The kernel as the model's drivers see it -------*- C -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of the kernel's interface that the generated drivers use, written
/// from the public documentation. The analyser sees it as a system header. With
/// NMR_MODEL defined the same text compiles natively, and mock.c is the kernel;
/// calls of the protocol then carry their place in the source.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_MODEL_NTDDK_H
#define NMR_MODEL_NTDDK_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void VOID, *PVOID;
typedef char CHAR;
typedef unsigned char UCHAR, BOOLEAN, *PBOOLEAN;
typedef unsigned short USHORT, WCHAR;
typedef int LONG, NTSTATUS, BOOL;
typedef unsigned int ULONG, *PULONG, LOGICAL;
typedef unsigned long long ULONG_PTR, ULONG64, SIZE_T;
typedef PVOID HANDLE, *PHANDLE;
typedef WCHAR *PWSTR;
typedef const WCHAR *PCWSTR;
typedef UCHAR KIRQL, *PKIRQL;
typedef ULONG_PTR KSPIN_LOCK, *PKSPIN_LOCK;

#define TRUE 1
#define FALSE 0
#define UNREFERENCED_PARAMETER(P) ((void)(P))
#define INVALID_HANDLE_VALUE ((HANDLE)(ptrdiff_t)-1)

#define STATUS_SUCCESS ((NTSTATUS)0x00000000)
#define STATUS_PENDING ((NTSTATUS)0x00000103)
#define STATUS_UNSUCCESSFUL ((NTSTATUS)0xC0000001)
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xC000000D)
#define STATUS_INSUFFICIENT_RESOURCES ((NTSTATUS)0xC000009A)
#define STATUS_DEVICE_NOT_READY ((NTSTATUS)0xC00000A3)
#define STATUS_NOT_SUPPORTED ((NTSTATUS)0xC00000BB)
#define STATUS_NOINTERFACE ((NTSTATUS)0xC00002B9)
#define NT_SUCCESS(S) (((NTSTATUS)(S)) >= 0)

typedef struct _UNICODE_STRING {
  USHORT Length, MaximumLength;
  PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;

typedef struct _IO_STATUS_BLOCK {
  NTSTATUS Status;
  ULONG_PTR Information;
} IO_STATUS_BLOCK;

typedef struct _IRP {
  IO_STATUS_BLOCK IoStatus;
  UCHAR MajorFunction;
  ULONG ControlCode;
} IRP, *PIRP;

struct _DRIVER_OBJECT;

typedef struct _DEVICE_OBJECT {
  struct _DRIVER_OBJECT *DriverObject;
  PVOID DeviceExtension;
  ULONG Flags;
} DEVICE_OBJECT, *PDEVICE_OBJECT;

typedef NTSTATUS DRIVER_INITIALIZE(struct _DRIVER_OBJECT *DriverObject,
                                   PUNICODE_STRING RegistryPath);
typedef NTSTATUS DRIVER_DISPATCH(PDEVICE_OBJECT DeviceObject, PIRP Irp);
typedef DRIVER_DISPATCH *PDRIVER_DISPATCH;
typedef VOID DRIVER_UNLOAD(struct _DRIVER_OBJECT *DriverObject);
typedef DRIVER_UNLOAD *PDRIVER_UNLOAD;

#define IRP_MJ_CREATE 0
#define IRP_MJ_CLOSE 2
#define IRP_MJ_DEVICE_CONTROL 14
#define IRP_MJ_MAXIMUM_FUNCTION 27

typedef struct _DRIVER_OBJECT {
  PDEVICE_OBJECT DeviceObject;
  ULONG Flags;
  PVOID DriverStart;
  PDRIVER_UNLOAD DriverUnload;
  PDRIVER_DISPATCH MajorFunction[IRP_MJ_MAXIMUM_FUNCTION + 1];
} DRIVER_OBJECT, *PDRIVER_OBJECT;

// Objects that a driver creates and must delete.
#define FILE_DEVICE_NETWORK 0x12
NTSTATUS IoCreateDevice(PDRIVER_OBJECT DriverObject, ULONG DeviceExtensionSize,
                        PUNICODE_STRING DeviceName, ULONG DeviceType,
                        ULONG DeviceCharacteristics, BOOLEAN Exclusive,
                        PDEVICE_OBJECT *DeviceObject);
#ifdef NMR_MODEL
VOID modelDeleteDevice(PDEVICE_OBJECT DeviceObject, const char *File, int Line);
#define IoDeleteDevice(D) modelDeleteDevice((D), __FILE__, __LINE__)
#else
VOID IoDeleteDevice(PDEVICE_OBJECT DeviceObject);
#endif
NTSTATUS IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName,
                              PUNICODE_STRING DeviceName);
NTSTATUS IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName);
VOID IofCompleteRequest(PIRP Irp, CHAR PriorityBoost);
#define IoCompleteRequest(Irp, Boost) IofCompleteRequest(Irp, Boost)
NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PCWSTR Path);
NTSTATUS ObRegisterCallbacks(PVOID Registration, PVOID *RegistrationHandle);
VOID ObUnRegisterCallbacks(PVOID RegistrationHandle);

// Memory.
#define POOL_FLAG_NON_PAGED 0x40ull
PVOID ExAllocatePool2(ULONG64 Flags, SIZE_T NumberOfBytes, ULONG Tag);
PVOID ExAllocatePoolWithTag(ULONG PoolType, SIZE_T NumberOfBytes, ULONG Tag);
#ifdef NMR_MODEL
VOID modelFree(PVOID P, const char *File, int Line);
#define ExFreePoolWithTag(P, Tag) modelFree((P), __FILE__, __LINE__)
#define ExFreePool(P) modelFree((P), __FILE__, __LINE__)
#else
VOID ExFreePoolWithTag(PVOID P, ULONG Tag);
VOID ExFreePool(PVOID P);
#endif
void *memset(void *Destination, int Value, size_t Length);
void *memcpy(void *Destination, const void *Source, size_t Length);
#define RtlZeroMemory(Destination, Length) memset((Destination), 0, (Length))
#define RtlCopyMemory(Destination, Source, Length)                             \
  memcpy((Destination), (Source), (Length))

#define CONTAINING_RECORD(Address, Type, Field)                                \
  ((Type *)((CHAR *)(Address) - offsetof(Type, Field)))

// Routines that the system calls later, some time or other.
typedef struct _IO_WORKITEM *PIO_WORKITEM;
typedef VOID IO_WORKITEM_ROUTINE(PDEVICE_OBJECT DeviceObject, PVOID Context);
typedef IO_WORKITEM_ROUTINE *PIO_WORKITEM_ROUTINE;
typedef enum { CriticalWorkQueue, DelayedWorkQueue } WORK_QUEUE_TYPE;
VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem,
                     PIO_WORKITEM_ROUTINE WorkerRoutine,
                     WORK_QUEUE_TYPE QueueType, PVOID Context);

// Locks.
VOID KeInitializeSpinLock(PKSPIN_LOCK SpinLock);
KIRQL KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock);
VOID KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql);
#define KeAcquireSpinLock(Lock, Irql)                                          \
  (*(Irql) = KeAcquireSpinLockRaiseToDpc(Lock))
typedef struct _FAST_MUTEX {
  LONG Count;
  PVOID Owner;
} FAST_MUTEX, *PFAST_MUTEX;
VOID ExAcquireFastMutex(PFAST_MUTEX FastMutex);
VOID ExReleaseFastMutex(PFAST_MUTEX FastMutex);
LONG InterlockedExchange(volatile LONG *Target, LONG Value);
LONG InterlockedCompareExchange(volatile LONG *Target, LONG Value,
                                LONG Comparand);
PVOID InterlockedExchangePointer(PVOID volatile *Target, PVOID Value);

// What the system knows and a driver cannot.
LOGICAL MmIsDriverVerifying(PDRIVER_OBJECT DriverObject);
BOOLEAN RtlIsNtDdiVersionAvailable(ULONG Version);
BOOLEAN KdRefreshDebuggerNotPresent(VOID);
ULONG KeQueryActiveProcessorCount(PVOID ActiveProcessors);

// Ends.
#if defined(__GNUC__)
#define DECLSPEC_NORETURN __attribute__((noreturn))
#else
#define DECLSPEC_NORETURN __declspec(noreturn)
#endif
DECLSPEC_NORETURN VOID KeBugCheckEx(ULONG Code, ULONG_PTR P1, ULONG_PTR P2,
                                    ULONG_PTR P3, ULONG_PTR P4);
VOID RtlAssert(PVOID Assertion, PVOID File, ULONG Line, const CHAR *Message);
#define NT_ASSERT(E)                                                           \
  ((!(E)) ? (RtlAssert((PVOID) #E, (PVOID)__FILE__, __LINE__, NULL), FALSE)     \
          : TRUE)
ULONG DbgPrint(const CHAR *Format, ...);

#ifdef __cplusplus
}
#endif

#endif // NMR_MODEL_NTDDK_H
