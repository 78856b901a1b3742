//===- Protocol.cpp - What the NMR demands, as data -----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Protocol/Protocol.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <limits>

namespace nmr {

llvm::StringRef name(RuleId R) {
  switch (R) {
  case RuleId::MissingWait:
    return "nmr-missing-wait";
  case RuleId::MissingDeregister:
    return "nmr-missing-deregister";
  case RuleId::HandleMisuse:
    return "nmr-handle-misuse";
  }
  llvm_unreachable("all rules are named");
}

namespace {
struct ClassRow {
  ViolationClass Class;
  llvm::StringRef Name;
  RuleId Rule;
};

constexpr ClassRow Classes[] = {
    {ViolationClass::NeverDeregistered, "V01", RuleId::MissingDeregister},
    {ViolationClass::MissingWait, "V02", RuleId::MissingWait},
    {ViolationClass::WaitWithoutDeregister, "V03", RuleId::HandleMisuse},
    {ViolationClass::DeregisterUnregistered, "V04", RuleId::HandleMisuse},
    {ViolationClass::UseAfterComplete, "V05", RuleId::HandleMisuse},
    {ViolationClass::LostHandle, "V06", RuleId::MissingDeregister},
    {ViolationClass::EntryFailsRegistered, "V08", RuleId::MissingDeregister},
    {ViolationClass::KindMismatch, "V12", RuleId::HandleMisuse},
    {ViolationClass::StatusMisread, "V14", RuleId::MissingWait},
};

const ClassRow &row(ViolationClass C) {
  return *llvm::find_if(Classes,
                        [C](const ClassRow &R) { return R.Class == C; });
}
} // namespace

llvm::StringRef name(ViolationClass C) { return row(C).Name; }
RuleId ruleOf(ViolationClass C) { return row(C).Rule; }

llvm::StringRef name(State S) {
  switch (S) {
  case State::Absent:
    return "absent";
  case State::Failed:
    return "failed";
  case State::Live:
    return "live";
  case State::Pending:
    return "pending";
  case State::Complete:
    return "complete";
  case State::Settled:
    return "settled";
  case State::Refused:
    return "refused";
  }
  llvm_unreachable("all states are named");
}

const ProtocolFunction *Protocol::find(llvm::StringRef Name,
                                       unsigned NumParams) const {
  for (const ProtocolFunction &F : Functions)
    if (F.Name == Name && F.NumParams == NumParams)
      return &F;
  return nullptr;
}

const SystemFunction *Protocol::findSystem(llvm::StringRef Name) const {
  for (const SystemFunction &F : SystemFunctions)
    if (F.Name == Name)
      return &F;
  Name.consume_front("_");
  if (!Name.starts_with_insensitive("interlocked"))
    return nullptr;
  for (llvm::StringRef Order :
       {"Acquire", "Release", "NoFence", "_acq", "_rel", "_nf"})
    if (Name.consume_back(Order))
      break;
  for (const SystemFunction &F : SystemFunctions)
    if (F.Name.equals_insensitive(Name))
      return &F;
  return nullptr;
}

bool Protocol::mentions(llvm::StringRef Name) const {
  return llvm::any_of(
      Functions, [Name](const ProtocolFunction &F) { return F.Name == Name; });
}

namespace {
constexpr int32_t Success = 0, PendingStatus = 0x103;
constexpr int32_t AnyError = std::numeric_limits<int32_t>::min();

// network/programming-considerations: attach routines run while one registers,
// detach and cleanup routines while one deregisters.
constexpr llvm::StringRef ClientBegins[] = {"ClientAttachProvider"};
constexpr llvm::StringRef ClientEnds[] = {"ClientDetachProvider",
                                          "ClientCleanupBindingContext"};
constexpr llvm::StringRef ProviderBegins[] = {"ProviderAttachClient"};
constexpr llvm::StringRef ProviderEnds[] = {"ProviderDetachClient",
                                            "ProviderCleanupBindingContext"};

Protocol makeNmr() {
  Protocol P;
  P.Sides = {"client", "provider"};
  constexpr unsigned Client = 0, Provider = 1;
#define PAGE(F) "ddi/netioddk/nf-netioddk-" F
  P.Functions = {
      {"NmrRegisterClient", Verb::Register, 3, 2, Client,
       PAGE("nmrregisterclient"), ClientBegins},
      {"NmrRegisterProvider", Verb::Register, 3, 2, Provider,
       PAGE("nmrregisterprovider"), ProviderBegins},
      {"NmrDeregisterClient", Verb::Deregister, 1, 0, Client,
       PAGE("nmrderegisterclient"), ClientEnds},
      {"NmrDeregisterProvider", Verb::Deregister, 1, 0, Provider,
       PAGE("nmrderegisterprovider"), ProviderEnds},
      {"NmrWaitForClientDeregisterComplete", Verb::Wait, 1, 0, Client,
       PAGE("nmrwaitforclientderegistercomplete"), ClientEnds},
      {"NmrWaitForProviderDeregisterComplete", Verb::Wait, 1, 0, Provider,
       PAGE("nmrwaitforproviderderegistercomplete"), ProviderEnds},
  };
#undef PAGE

  // A register call has one documented success value, so that a stricter test
  // than NT_SUCCESS is no error. A deregister call documents STATUS_PENDING and
  // errors; STATUS_SUCCESS is what simulators answer. A wait that follows a
  // deregistration completes it, whatever it answers.
  P.Outcomes = {
      {Verb::Register, State::Absent, State::Live, Success, Success,
       "succeeds"},
      {Verb::Register, State::Absent, State::Failed, AnyError, -1, "fails"},

      {Verb::Deregister, State::Live, State::Pending, PendingStatus,
       PendingStatus, "returns STATUS_PENDING"},
      {Verb::Deregister, State::Live, State::Complete, Success, Success,
       "returns STATUS_SUCCESS"},
      {Verb::Deregister, State::Live, State::Refused, AnyError, -1,
       "returns an error"},
      {Verb::Deregister, State::Refused, State::Pending, PendingStatus,
       PendingStatus, "returns STATUS_PENDING"},
      {Verb::Deregister, State::Refused, State::Complete, Success, Success,
       "returns STATUS_SUCCESS"},
      {Verb::Deregister, State::Refused, State::Refused, AnyError, -1,
       "returns an error"},

      {Verb::Wait, State::Pending, State::Settled, Success, Success, ""},
      {Verb::Wait, State::Pending, State::Settled, AnyError, -1, ""},
      {Verb::Wait, State::Complete, State::Settled, AnyError, Success, ""},
      {Verb::Wait, State::Refused, State::Refused, AnyError, Success, ""},
  };
  P.Misuses = {
      {Verb::Deregister, State::Failed, ViolationClass::DeregisterUnregistered},
      {Verb::Deregister, State::Pending, ViolationClass::UseAfterComplete},
      {Verb::Deregister, State::Complete, ViolationClass::UseAfterComplete},
      {Verb::Deregister, State::Settled, ViolationClass::UseAfterComplete},
      {Verb::Wait, State::Failed, ViolationClass::WaitWithoutDeregister},
      {Verb::Wait, State::Live, ViolationClass::WaitWithoutDeregister},
      {Verb::Wait, State::Settled, ViolationClass::UseAfterComplete},
  };

  using E = SystemFunction::Effect;
  P.SystemFunctions = {
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
      {"calloc", E::ZeroAlloc},
      {"malloc", E::Alloc},
      {"operator new", E::Alloc},
      {"operator new[]", E::Alloc},
      {"ExFreePool", E::Pure},
      {"ExFreePoolWithTag", E::Pure},
      {"free", E::Pure},
      {"operator delete", E::Pure},
      {"operator delete[]", E::Pure},
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
      {"IoCreateDevice", E::CreateObject, 6, "DeviceExtension"},
      {"IoCreateDeviceSecure", E::CreateObject, 6, "DeviceExtension"},
      {"WdmlibIoCreateDeviceSecure", E::CreateObject, 6, "DeviceExtension"},
      {"IoIsWdmVersionAvailable", E::Constant},
      {"RtlIsNtDdiVersionAvailable", E::Constant},
      {"RtlIsServicePackVersionInstalled", E::Constant},
      {"ExIsProcessorFeaturePresent", E::Constant},
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
      {"WdfDriverCreate", E::SetUnload, 3},
      {"NdisMRegisterMiniportDriver", E::SetUnload, 3},
      {"FltRegisterFilter", E::SetUnload, 1},
  };

  P.EntryNames = {"DriverEntry", "GsDriverEntry"};
  P.EntryTypes = {"DRIVER_INITIALIZE"};
  P.ExportEntry = "DllInitialize";
  P.ExportUnload = "DllUnload";
  P.UnloadTypes = {"DRIVER_UNLOAD", "EVT_WDF_DRIVER_UNLOAD", "MINIPORT_UNLOAD",
                   "PFLT_FILTER_UNLOAD_CALLBACK"};
  P.UnloadFields = {"DriverUnload", "EvtDriverUnload", "UnloadHandler",
                    "FilterUnloadCallback"};
  return P;
}
} // namespace

const Protocol &nmrProtocol() {
  static const Protocol P = makeNmr();
  return P;
}

} // namespace nmr
