/*===- wdk-mini.h - What the tests need of the WDK ---------------*- C -*-===*
 *
 * Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
 * See LICENSE for license information.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *===----------------------------------------------------------------------===*
 *
 * A hundredth of <ntddk.h>, so that a test parses in no time. It is included as
 * a system header, like the real one. netioddk.h can follow it.
 *
 *===----------------------------------------------------------------------===*/

#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#define NTAPI
#define IN
#define OUT
#ifndef NULL
#ifdef __cplusplus
#define NULL 0
#else
#define NULL ((void *)0)
#endif
#endif
#define TRUE 1
#define FALSE 0
#define UNREFERENCED_PARAMETER(P) ((void)(P))

#define _In_
#define _In_opt_
#define _Out_
#define _Out_opt_
#define _Inout_
#define _Use_decl_annotations_
#define _IRQL_requires_max_(X)
#define _IRQL_requires_(X)
#define _Must_inspect_result_

#define VOID void
#define CONST const
typedef void *PVOID, *HANDLE;
typedef HANDLE *PHANDLE;
typedef const void *PCVOID;
typedef char CHAR, CCHAR;
typedef const char *PCSTR;
typedef unsigned char UCHAR, BOOLEAN;
typedef short SHORT;
typedef unsigned short USHORT, WCHAR;
typedef WCHAR *PWSTR;
typedef long LONG, NTSTATUS, *PLONG;
typedef unsigned long ULONG, *PULONG;
typedef long long LONG_PTR, LONGLONG;
typedef unsigned long long ULONG_PTR, SIZE_T, ULONG64, ULONGLONG;
typedef int BOOL;

typedef struct _GUID {
  ULONG Data1;
  USHORT Data2, Data3;
  UCHAR Data4[8];
} GUID;
typedef struct _LUID {
  ULONG LowPart;
  LONG HighPart;
} LUID;
typedef struct _UNICODE_STRING {
  USHORT Length, MaximumLength;
  PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef union _LARGE_INTEGER {
  LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;
typedef struct _LIST_ENTRY {
  struct _LIST_ENTRY *Flink, *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)

#define NT_SUCCESS(S) (((NTSTATUS)(S)) >= 0)
#define STATUS_SUCCESS ((NTSTATUS)0x00000000L)
#define STATUS_TIMEOUT ((NTSTATUS)0x00000102L)
#define STATUS_PENDING ((NTSTATUS)0x00000103L)
#define STATUS_UNSUCCESSFUL ((NTSTATUS)0xC0000001L)
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xC000000DL)
#define STATUS_INSUFFICIENT_RESOURCES ((NTSTATUS)0xC000009AL)
#define STATUS_DEVICE_NOT_READY ((NTSTATUS)0xC00000A3L)
#define STATUS_NOINTERFACE ((NTSTATUS)0xC00002B9L)

#define FIELD_OFFSET(T, F) __builtin_offsetof(T, F)
#define CONTAINING_RECORD(A, T, F)                                             \
  ((T *)((char *)(A) - FIELD_OFFSET(T, F)))

typedef struct _DEVICE_OBJECT {
  PVOID DeviceExtension;
} DEVICE_OBJECT, *PDEVICE_OBJECT;
typedef struct _IRP {
  NTSTATUS Status;
} IRP, *PIRP;

struct _DRIVER_OBJECT;
typedef NTSTATUS(NTAPI DRIVER_INITIALIZE)(struct _DRIVER_OBJECT *DriverObject,
                                          PUNICODE_STRING RegistryPath);
typedef VOID(NTAPI DRIVER_UNLOAD)(struct _DRIVER_OBJECT *DriverObject);
typedef NTSTATUS(NTAPI DRIVER_DISPATCH)(struct _DEVICE_OBJECT *DeviceObject,
                                        struct _IRP *Irp);
typedef DRIVER_UNLOAD *PDRIVER_UNLOAD;
typedef DRIVER_DISPATCH *PDRIVER_DISPATCH;

#define IRP_MJ_CREATE 0
#define IRP_MJ_CLOSE 2
#define IRP_MJ_DEVICE_CONTROL 14
#define IRP_MJ_MAXIMUM_FUNCTION 27
typedef struct _DRIVER_OBJECT {
  PDEVICE_OBJECT DeviceObject;
  PVOID DriverStart;
  PDRIVER_UNLOAD DriverUnload;
  PDRIVER_DISPATCH MajorFunction[IRP_MJ_MAXIMUM_FUNCTION + 1];
} DRIVER_OBJECT, *PDRIVER_OBJECT;

typedef ULONG64 POOL_FLAGS;
#define POOL_FLAG_NON_PAGED 0x40ULL
typedef enum { NonPagedPool, PagedPool, NonPagedPoolNx = 512 } POOL_TYPE;
PVOID ExAllocatePool2(POOL_FLAGS Flags, SIZE_T Size, ULONG Tag);
PVOID ExAllocatePoolWithTag(POOL_TYPE Type, SIZE_T Size, ULONG Tag);
VOID ExFreePool(PVOID P);
VOID ExFreePoolWithTag(PVOID P, ULONG Tag);
void *memset(void *To, int Value, SIZE_T Size);
void *memcpy(void *To, const void *From, SIZE_T Size);
#define RtlZeroMemory(P, N) memset((P), 0, (N))
#define RtlCopyMemory(T, F, N) memcpy((T), (F), (N))

NTSTATUS IoCreateDevice(PDRIVER_OBJECT Driver, ULONG ExtensionSize,
                        PUNICODE_STRING Name, ULONG Type, ULONG Characteristics,
                        BOOLEAN Exclusive, PDEVICE_OBJECT *Device);
VOID IoDeleteDevice(PDEVICE_OBJECT Device);
VOID IofCompleteRequest(PIRP Irp, CCHAR Boost);

ULONG DbgPrint(PCSTR Format, ...);
__attribute__((noreturn)) VOID KeBugCheckEx(ULONG Code, ULONG_PTR P1,
                                            ULONG_PTR P2, ULONG_PTR P3,
                                            ULONG_PTR P4);
VOID RtlAssert(PVOID Expression, PVOID File, ULONG Line, PCSTR Message);
#define ASSERT(E)                                                              \
  ((!(E)) ? (RtlAssert((PVOID) #E, (PVOID)__FILE__, __LINE__, NULL), FALSE)    \
          : TRUE)
#define NT_ASSERT(E)                                                           \
  ((!(E)) ? (__builtin_debugtrap(), FALSE) : TRUE)

typedef UCHAR KIRQL;
typedef ULONG_PTR KSPIN_LOCK, EX_PUSH_LOCK;
VOID KeInitializeSpinLock(KSPIN_LOCK *Lock);
VOID KeAcquireSpinLock(KSPIN_LOCK *Lock, KIRQL *Irql);
VOID KeReleaseSpinLock(KSPIN_LOCK *Lock, KIRQL Irql);
VOID ExAcquirePushLockExclusive(EX_PUSH_LOCK *Lock);
VOID ExReleasePushLockExclusive(EX_PUSH_LOCK *Lock);

LONG InterlockedExchange(volatile LONG *Target, LONG Value);
LONG InterlockedCompareExchange(volatile LONG *Target, LONG Value,
                                LONG Comparand);
PVOID InterlockedExchangePointer(PVOID volatile *Target, PVOID Value);
LONG InterlockedIncrement(volatile LONG *Target);
LONG InterlockedDecrement(volatile LONG *Target);

typedef VOID(NTAPI KSTART_ROUTINE)(PVOID Context);
NTSTATUS PsCreateSystemThread(PHANDLE Thread, ULONG Access, PVOID Attributes,
                              HANDLE Process, PVOID Client,
                              KSTART_ROUTINE *Start, PVOID Context);
NTSTATUS ZwClose(HANDLE Handle);

typedef struct _KEVENT {
  LONG State;
} KEVENT;
VOID KeInitializeEvent(KEVENT *Event, int Type, BOOLEAN State);
LONG KeSetEvent(KEVENT *Event, LONG Increment, BOOLEAN Wait);
NTSTATUS KeWaitForSingleObject(PVOID Object, int Reason, int Mode,
                               BOOLEAN Alertable, PLARGE_INTEGER Timeout);
VOID KeFlushQueuedDpcs(void);

typedef struct _IO_WORKITEM *PIO_WORKITEM;
typedef VOID(NTAPI IO_WORKITEM_ROUTINE)(PDEVICE_OBJECT Device, PVOID Context);
PIO_WORKITEM IoAllocateWorkItem(PDEVICE_OBJECT Device);
VOID IoFreeWorkItem(PIO_WORKITEM Item);
VOID IoQueueWorkItem(PIO_WORKITEM Item, IO_WORKITEM_ROUTINE *Routine, int Queue,
                     PVOID Context);
enum { CriticalWorkQueue, DelayedWorkQueue };

typedef VOID(NTAPI WORKER_THREAD_ROUTINE)(PVOID Parameter);
typedef struct _WORK_QUEUE_ITEM {
  LIST_ENTRY List;
  WORKER_THREAD_ROUTINE *WorkerRoutine;
  PVOID Parameter;
} WORK_QUEUE_ITEM, *PWORK_QUEUE_ITEM;
static __inline void ExInitializeWorkItem(PWORK_QUEUE_ITEM Item,
                                          WORKER_THREAD_ROUTINE *Routine,
                                          PVOID Context) {
  Item->WorkerRoutine = Routine;
  Item->Parameter = Context;
  Item->List.Flink = 0;
}
VOID ExQueueWorkItem(PWORK_QUEUE_ITEM Item, int Queue);

static __inline void InitializeListHead(PLIST_ENTRY Head) {
  Head->Flink = Head->Blink = Head;
}
static __inline BOOLEAN IsListEmpty(const LIST_ENTRY *Head) {
  return (BOOLEAN)(Head->Flink == Head);
}
static __inline void InsertTailList(PLIST_ENTRY Head, PLIST_ENTRY Entry) {
  PLIST_ENTRY Last = Head->Blink;
  Entry->Flink = Head;
  Entry->Blink = Last;
  Last->Flink = Entry;
  Head->Blink = Entry;
}
static __inline PLIST_ENTRY RemoveHeadList(PLIST_ENTRY Head) {
  PLIST_ENTRY First = Head->Flink;
  Head->Flink = First->Flink;
  First->Flink->Blink = Head;
  return First;
}

#ifdef __cplusplus
}
#endif
