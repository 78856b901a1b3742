//===- System.cpp - What the operating system's functions do --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Protocol/System.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

const SystemFunction *System::find(llvm::StringRef Name) const {
  for (const SystemFunction &F : Functions)
    if (F.Name == Name)
      return &F;
  Name.consume_front("_");
  if (!Name.starts_with_insensitive("interlocked"))
    return nullptr;
  for (llvm::StringRef Order :
       {"Acquire", "Release", "NoFence", "_acq", "_rel", "_nf"})
    if (Name.consume_back(Order))
      break;
  for (const SystemFunction &F : Functions)
    if (F.Name.equals_insensitive(Name))
      return &F;
  return nullptr;
}

bool System::runsRoutines(llvm::StringRef Name) const {
  return llvm::any_of(Callers,
                      [&](const SystemCaller &C) {
                        return llvm::is_contained(C.Functions, Name);
                      }) ||
         llvm::any_of(Functions, [&](const SystemFunction &F) {
           return F.Object && F.Object->EndedBy == Name;
         });
}

static System makeWindows() {
  System S;
  using E = SystemFunction::Effect;
  auto CreatesDevice = [](llvm::StringRef Name) {
    return SystemFunction{.Name = Name,
                          .E = E::CreateObject,
                          .Arg = 6,
                          .Field = "DeviceExtension",
                          .PassedIn = "MajorFunction",
                          .IsDevice = true};
  };
  S.Functions = {
      {"KeBugCheck", E::NoReturn},
      {"KeBugCheckEx", E::NoReturn},
      {"RtlFailFast", E::NoReturn},
      {"RtlRaiseStatus", E::NoReturn},
      {"ExRaiseStatus", E::NoReturn},
      {"ExRaiseAccessViolation", E::NoReturn},
      {"ExRaiseDatatypeMisalignment", E::NoReturn},
      {"__fastfail", E::NoReturn},
      {"RtlAssert", E::NoReturn},
      {"DbgRaiseAssertionFailure", E::NoReturn},
      {"DbgBreakPoint", E::NoReturn},
      {"__debugbreak", E::NoReturn},
      {"__int2c", E::NoReturn},
      {"__builtin_trap", E::NoReturn},
      {"__builtin_debugtrap", E::NoReturn},
      {"abort", E::NoReturn},
      {"setjmp", E::MarkJump},
      {"_setjmp", E::MarkJump},
      {"_setjmpex", E::MarkJump},
      {"_setjmp3", E::MarkJump},
      {"__intrinsic_setjmp", E::MarkJump},
      {"__intrinsic_setjmpex", E::MarkJump},
      {"__mingw_setjmp", E::MarkJump},
      {"longjmp", E::Jump},
      {"__mingw_longjmp", E::Jump},
      {"_assert", E::NoReturn},
      {"_wassert", E::NoReturn},
      {"__assert_fail", E::NoReturn},
      {"ExAllocatePool2", E::ZeroAlloc},
      {"ExAllocatePool3", E::ZeroAlloc},
      {"ExAllocatePoolZero", E::ZeroAlloc},
      {"ExAllocatePoolQuotaZero", E::ZeroAlloc},
      {"ExAllocatePool", E::Alloc},
      {"ExAllocatePoolWithTag", E::Alloc},
      {"ExAllocatePoolWithQuotaTag", E::Alloc},
      {"ExAllocatePoolWithTagPriority", E::Alloc},
      {"ExAllocatePoolUninitialized", E::Alloc},
      {"ExAllocatePoolQuotaUninitialized", E::Alloc},
      {"ExAllocatePoolPriorityUninitialized", E::Alloc},
      {"ExAllocatePoolPriorityZero", E::ZeroAlloc},
      {"ExAllocateFromLookasideListEx", E::Alloc},
      {"ExAllocateFromNPagedLookasideList", E::Alloc},
      {"ExAllocateFromPagedLookasideList", E::Alloc},
      {"NdisAllocateMemoryWithTagPriority", E::Alloc},
      {"MmAllocateContiguousMemory", E::Alloc},
      {"MmAllocateContiguousMemorySpecifyCache", E::Alloc},
      {"MmAllocateContiguousNodeMemory", E::Alloc},
      {"MmAllocateNonCachedMemory", E::Alloc},
      {"RtlAllocateHeap", E::Alloc},
      {"calloc", E::ZeroAlloc},
      {"malloc", E::Alloc},
      {"operator new", E::Alloc},
      {"operator new[]", E::Alloc},
      {"ExFreePool", E::Free},
      {"ExFreePoolWithTag", E::Free},
      {"ExFreePool2", E::Free},
      {"ExFreeToLookasideListEx", E::Free, 1},
      {"ExFreeToNPagedLookasideList", E::Free, 1},
      {"ExFreeToPagedLookasideList", E::Free, 1},
      {"NdisFreeMemory", E::Free},
      {"NdisFreeMemoryWithTagPriority", E::Free, 1},
      {"MmFreeContiguousMemory", E::Free},
      {"MmFreeContiguousMemorySpecifyCache", E::Free},
      {"MmFreeNonCachedMemory", E::Free},
      {"RtlFreeHeap", E::Free, 2},
      // The device extension is a part of the device object.
      {.Name = "IoDeleteDevice",
       .E = E::Free,
       .Field = "DeviceExtension",
       .IsDevice = true},
      {"free", E::Free},
      {"operator delete", E::Free},
      {"operator delete[]", E::Free},
      {"ExDeleteResourceLite", E::Destroy},
      {"ExDeleteLookasideListEx", E::Destroy},
      {"ExDeleteNPagedLookasideList", E::Destroy},
      {"ExDeletePagedLookasideList", E::Destroy},
      {"ExDeleteTimer", E::Destroy},
      {"ExFreeCacheAwareRundownProtection", E::Destroy},
      {"IoFreeWorkItem", E::Destroy},
      {"IoUninitializeWorkItem", E::Destroy},
      {"WdfObjectDelete", E::Free, 0, SystemFunction::AllSpace},
      {"NdisFreeRWLock", E::Destroy},
      {"NdisFreeSpinLock", E::Destroy},
      {"NdisFreeTimerObject", E::Destroy},
      {"NdisFreeIoWorkItem", E::Destroy},
      {"NdisFreeNetBufferPool", E::Destroy},
      {"NdisFreeNetBufferListPool", E::Destroy},
      {"RtlDeleteHashTable", E::Destroy},
      {"FwpmEngineClose0", E::Destroy},
      {"FwpsInjectionHandleDestroy0", E::Destroy},
      {"ZwClose", E::Destroy},
      {"memcpy", E::Copy},
      {"memmove", E::Copy},
      {"RtlCopyMemory", E::Copy},
      {"RtlMoveMemory", E::Copy},
      {"__builtin_memcpy", E::Copy},
      {"__builtin_memmove", E::Copy},
      {"memset", E::Fill},
      {"__builtin_memset", E::Fill},
      {"RtlZeroMemory", E::Zero},
      {"RtlSecureZeroMemory", E::Zero},
      {"DbgPrint", E::Pure},
      {"DbgPrintEx", E::Pure},
      {"InterlockedExchange", E::Exchange, 4},
      {"InterlockedExchange8", E::Exchange, 1},
      {"InterlockedExchange16", E::Exchange, 2},
      {"InterlockedExchange64", E::Exchange, 8},
      {"InterlockedExchangePointer", E::Exchange, 8},
      {"InterlockedCompareExchange", E::CompareExchange, 4},
      {"InterlockedCompareExchange8", E::CompareExchange, 1},
      {"InterlockedCompareExchange16", E::CompareExchange, 2},
      {"InterlockedCompareExchange64", E::CompareExchange, 8},
      {"InterlockedCompareExchangePointer", E::CompareExchange, 8},
      {"InterlockedIncrement", E::Add, 4, "", 1},
      {"InterlockedIncrement16", E::Add, 2, "", 1},
      {"InterlockedIncrement64", E::Add, 8, "", 1},
      {"InterlockedDecrement", E::Add, 4, "", -1},
      {"InterlockedDecrement16", E::Add, 2, "", -1},
      {"InterlockedDecrement64", E::Add, 8, "", -1},
      {"InterlockedAdd", E::Add, 4},
      {"InterlockedAdd64", E::Add, 8},
      {"InterlockedExchangeAdd", E::Add, 4, "", 0, true},
      {"InterlockedExchangeAdd8", E::Add, 1, "", 0, true},
      {"InterlockedExchangeAdd16", E::Add, 2, "", 0, true},
      {"InterlockedExchangeAdd64", E::Add, 8, "", 0, true},
      {"InterlockedAnd", E::And, 4, "", 0, true},
      {"InterlockedAnd8", E::And, 1, "", 0, true},
      {"InterlockedAnd16", E::And, 2, "", 0, true},
      {"InterlockedAnd64", E::And, 8, "", 0, true},
      {"InterlockedOr", E::Or, 4, "", 0, true},
      {"InterlockedOr8", E::Or, 1, "", 0, true},
      {"InterlockedOr16", E::Or, 2, "", 0, true},
      {"InterlockedOr64", E::Or, 8, "", 0, true},
      {"InterlockedXor", E::Xor, 4, "", 0, true},
      {"InterlockedXor8", E::Xor, 1, "", 0, true},
      {"InterlockedXor16", E::Xor, 2, "", 0, true},
      {"InterlockedXor64", E::Xor, 8, "", 0, true},
      {"InterlockedBitTestAndSet", E::SetBit, 4},
      {"InterlockedBitTestAndSet64", E::SetBit, 8},
      {"InterlockedBitTestAndReset", E::ResetBit, 4},
      {"InterlockedBitTestAndReset64", E::ResetBit, 8},
      // "The returned device extension is initialized with zeros": Windows DDK,
      // IoCreateDevice.
      CreatesDevice("IoCreateDevice"),
      CreatesDevice("IoCreateDeviceSecure"),
      CreatesDevice("WdmlibIoCreateDeviceSecure"),
      {"IoIsWdmVersionAvailable", E::Constant},
      {"RtlIsNtDdiVersionAvailable", E::Constant},
      {"WdmlibRtlIsNtDdiVersionAvailable", E::Constant},
      {"RtlIsServicePackVersionInstalled", E::Constant},
      {"WdmlibRtlIsServicePackVersionInstalled", E::Constant},
      {"KeQueryMaximumProcessorCount", E::Constant},
      {"KeQueryMaximumProcessorCountEx", E::Constant},
      {"KeQueryMaximumGroupCount", E::Constant},
      {"ExIsProcessorFeaturePresent", E::Constant},
      {"WdfGetDriver", E::Constant},
      // All of a context is zero at first: the framework's source,
      // FxContextHeaderInit, microsoft/Windows-Driver-Frameworks.
      {"WdfObjectCreate", E::CreateObject, 1, SystemFunction::AllSpace},
      {"WdfDeviceCreate", E::CreateObject, 2, SystemFunction::AllSpace},
      {"WdfIoQueueCreate", E::CreateObject, 3, SystemFunction::AllSpace},
      {"WdfObjectGetTypedContextWorker", E::Space},
      {"RtlCheckBit", E::Query},
      {"RtlTestBit", E::Query},
      {"RtlAreBitsSet", E::Query},
      {"RtlAreBitsClear", E::Query},
      {"RtlNumberOfSetBits", E::Query},
      {"RtlNumberOfClearBits", E::Query},
      {"KeReadStateEvent", E::Query},
      {"KeReadStateMutant", E::Query},
      {"KeReadStateMutex", E::Query},
      {"KeReadStateSemaphore", E::Query},
      {"KeReadStateTimer", E::Query},
      {"KeResetEvent", E::Query},
      {"ExQueryDepthSList", E::Query},
      {"KeWaitForSingleObject", E::Wait, 4},
      {"KeWaitForMutexObject", E::Wait, 4},
      // The number of an object, or that it was abandoned.
      {"KeWaitForMultipleObjects", E::Wait, 6, "", 0x102},
      {"KeGetCurrentIrql", E::CurrentIrql},
      {"__readcr8", E::CurrentIrql},
      {"ExAcquireResourceExclusiveLite", E::Acquire, 1},
      {"ExAcquireResourceSharedLite", E::Acquire, 1},
      {"ExAcquireSharedStarveExclusive", E::Acquire, 1},
      {"ExAcquireSharedWaitForExclusive", E::Acquire, 1},
      // A driver that is none for Plug and Play stays without a routine. The
      // driver object's cleanup routine runs whether or not DriverEntry
      // succeeds: Doron Holan, "Hindsight is 20/20, EvtDriverUnload should have
      // not been in KMDF", 2006.
      {"WdfDriverCreate", E::SetUnload, 3, "DriverInitFlags", 0, false,
       SystemFunction::DriverObject{2, 4, "WdfGetDriver",
                                    /*WdfDriverInitNoDispatchOverride*/ 2,
                                    "WdfDriverMiniportUnload"}},
      {"NdisMRegisterMiniportDriver", E::SetUnload, 3},
      {"FltRegisterFilter", E::SetUnload, 1},
  };

  S.Callers = {
      // Unless the request is left pending. "IoSetCompletionRoutine" is inline.
      {{"IofCallDriver", "IoCallDriver", "PoCallDriver"},
       {"CompletionRoutine"},
       {{"IoSetCompletionRoutine", 1}, {"IoSetCompletionRoutineEx", 2}}},
      {{"WdfRequestSend"}, {}, {{"WdfRequestSetCompletionRoutine", 1}}},
      {{"KeSynchronizeExecution"}, {}, {{"KeSynchronizeExecution", 1}}},
  };

  S.HandOvers = {{"PsCreateSystemThread", 5, 6, 0},
                 {"PsCreateSystemThreadEx", 5, 6, 0},
                 {"IoCreateSystemThread", 6, 7, 0},
                 {"IoQueueWorkItem", 1, 3, 1, 1},
                 {"IoQueueWorkItemEx", 1, 3, 1, 1},
                 {"IoTryQueueWorkItem", 1, 3, 1, 1},
                 {"NdisQueueIoWorkItem", 1, 2, 0},
                 {"KeInitializeDpc", 1, 2, 1, 1},
                 {"KeInitializeThreadedDpc", 1, 2, 1, 1},
                 {"ExAllocateTimer", 0, 1, 1, 1},
                 {"IoInitializeTimer", 1, 2, 1, 1},
                 {"KeSynchronizeExecution", 1, 2, 0},
                 {"KeIpiGenericCall", 0, 1, 0},
                 {"IoConnectInterrupt", 1, 2, 1, 1},
                 {"IoRegisterPlugPlayNotification", 4, 5, 1},
                 {"IoSetCompletionRoutineEx", 2, 3, 2, 2},
                 {"WdfRequestSetCompletionRoutine", 1, 2, 3, 1},
                 {"CmRegisterCallback", 0, 1, 0},
                 {"CmRegisterCallbackEx", 0, 3, 0},
                 {"ExRegisterCallback", 1, 2, 0},
                 {"PoRegisterPowerSettingCallback", 2, 3, 2},
                 {"FwpmBfeStateSubscribeChanges0", 1, 2, 0},
                 {"NotifyIpInterfaceChange", 1, 2, 0},
                 {"NotifyUnicastIpAddressChange", 1, 2, 0},
                 {"NotifyRouteChange2", 1, 2, 0}};

  S.RoutinesIn = {{"MajorFunction", 3}, {"AddDevice", 3}};

  S.Initialisers = {"KeInitializeSpinLock",
                    "KeInitializeEvent",
                    "KeInitializeMutex",
                    "KeInitializeSemaphore",
                    "KeInitializeGuardedMutex",
                    "KeInitializeTimer",
                    "KeInitializeTimerEx",
                    "KeInitializeDpc",
                    "KeInitializeThreadedDpc",
                    "ExInitializeFastMutex",
                    "ExInitializePushLock",
                    "ExInitializeResourceLite",
                    "ExInitializeRundownProtection",
                    "ExInitializeNPagedLookasideList",
                    "ExInitializePagedLookasideList",
                    "ExInitializeLookasideListEx",
                    "ExInitializeSListHead",
                    "InitializeSListHead",
                    "NdisAllocateSpinLock",
                    "RtlInitializeGenericTable",
                    "RtlInitializeGenericTableAvl"};

  S.EntryNames = {"DriverEntry", "GsDriverEntry"};
  S.EntryTypes = {"DRIVER_INITIALIZE"};
  S.ExportEntry = "DllInitialize";
  S.ExportUnload = "DllUnload";
  S.UnloadTypes = {"DRIVER_UNLOAD", "EVT_WDF_DRIVER_UNLOAD", "MINIPORT_UNLOAD",
                   "PFLT_FILTER_UNLOAD_CALLBACK"};
  S.UnloadFields = {"DriverUnload", "EvtDriverUnload", "UnloadHandler",
                    "FilterUnloadCallback"};
  S.FirstDevice = {"_DRIVER_OBJECT", "DeviceObject"};
  S.NextDevice = {"_DEVICE_OBJECT", "NextDevice"};
  S.BufferFields = {"SystemBuffer", "UserBuffer", "Type3InputBuffer"};
  S.EndFields = {"EvtCleanupCallback", "EvtDestroyCallback"};
  return S;
}

const System &windows() {
  static const System S = makeWindows();
  return S;
}

} // namespace nmr
