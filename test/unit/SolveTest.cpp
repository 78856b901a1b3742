//===- SolveTest.cpp - Verdicts on handwritten summaries ------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Lines 10 to 19 are the entry, 20 to 29 what stops the client, 30 and up the
/// rest. 259 is STATUS_PENDING.
///
//===----------------------------------------------------------------------===//

#include "SolveFixture.h"
#include "llvm/ADT/STLExtras.h"

using namespace nmr;
using namespace nmr::test;

namespace {

constexpr auto Ok = "g_Cli@10 verified\n";

//===--- Waiting
//-----------------------------------------------------------===//

TEST(SolveWait, NothingRegisteredNothingToSay) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      call @UserCode()
      return 0
    })"),
            "");
}

TEST(SolveWait, Unconditional) {
  EXPECT_EQ(plain(R"(
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      return !22
    })"),
            Ok);
}

TEST(SolveWait, Never) {
  EXPECT_EQ(plain(R"(
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Cli) !20
      return !22
    })"),
            "g_Cli@10 violation V02@20\n");
}

TEST(SolveWait, NotEvenDeregistered) {
  EXPECT_EQ(plain(R"(
    define @Unload(%drv:8) {
      return !22
    })"),
            "g_Cli@10 violation V01@10\n");
}

TEST(SolveWait, OnlySomePathsDeregister) {
  EXPECT_EQ(plain(R"(
    define @Unload(%drv:8) {
      if ne.u8 @g_Up, 0 then stop else out "g_Up" !19
    stop:
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      goto out
    out:
      return !22
    })"),
            "g_Cli@10 violation V01@10\n");
}

//===--- Looking at the status
//---------------------------------------------===//

/// An unload routine that waits in block `wait` and not in block `out`, as
/// \p Decision says; the deregistration's status is in `%s`.
std::string deciding(llvm::StringRef Decision) {
  return plain((R"(
    define @Unload(%drv:8) {
      local %s:4, %t:4, %b:1
      %s = call @NmrDeregisterClient(@g_Cli) !20
)" + Decision + R"(
    wait:
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !22
      goto out
    out:
      return !23
    })")
                   .str());
}

TEST(SolveStatus, EqualToPending) {
  EXPECT_EQ(deciding("if eq.s32 %s, 259 then wait else out"), Ok);
}

TEST(SolveStatus, TheOtherWayRound) {
  EXPECT_EQ(deciding("if ne.s32 259, %s then out else wait"), Ok);
}

TEST(SolveStatus, NtSuccessCoversPending) {
  EXPECT_EQ(deciding("if ge.s32 %s, 0 then wait else out"), Ok);
}

TEST(SolveStatus, InvertedNtSuccess) {
  EXPECT_EQ(
      deciding(R"(if lt.s32 %s, 0 then wait else out "s is an error" !21)"),
      "g_Cli@10 violation V14@20\n");
}

TEST(SolveStatus, SuccessTakenForTheEnd) {
  EXPECT_EQ(
      deciding(
          R"(if eq.s32 %s, 0 then wait else out "s == STATUS_SUCCESS" !21)"),
      "g_Cli@10 violation V14@20\n");
}

TEST(SolveStatus, EverythingButSuccess) {
  EXPECT_EQ(deciding("if eq.s32 %s, 0 then out else wait"), Ok);
}

TEST(SolveStatus, SwitchWithPending) {
  EXPECT_EQ(deciding("switch.s32 %s of 0: out, 259: wait else out"), Ok);
}

TEST(SolveStatus, SwitchWithARangeAroundPending) {
  EXPECT_EQ(deciding("switch.s32 %s of 1..258: out, 259..300: wait else out"),
            Ok);
}

TEST(SolveStatus, SwitchThatMissesPending) {
  EXPECT_EQ(deciding(R"(switch.s32 %s of 0: wait, 258: wait else out "s" !21)"),
            "g_Cli@10 violation V14@20\n");
}

TEST(SolveStatus, Copied) {
  EXPECT_EQ(deciding("%t = %s\n %s = 0\n if eq.s32 %t, 259 then wait else out"),
            Ok);
}

TEST(SolveStatus, OverwrittenBeforeTheTest) {
  EXPECT_NE(deciding("%s = 0\n if eq.s32 %s, 259 then wait else out"), Ok);
}

TEST(SolveStatus, BooleanComputedFromIt) {
  EXPECT_EQ(deciding("%b = eq.s32 %s, 259\n if ne.u8 %b, 0 then wait else out"),
            Ok);
}

TEST(SolveStatus, NegatedBoolean) {
  EXPECT_EQ(deciding("%b = eq.s32 %s, 259\n %b = eq.u8 %b, 0\n"
                     "if ne.u8 %b, 0 then out else wait"),
            Ok);
}

TEST(SolveStatus, AnAssertionThatEndsThePath) {
  EXPECT_EQ(deciding("if eq.s32 %s, 259 then wait else stop\n"
                     "stop:\n call @KeBugCheckEx(1, 0, 0, 0, 0)\n goto out"),
            Ok);
}

TEST(SolveStatus, AnUnrelatedTestDecides) {
  EXPECT_EQ(deciding("if ne.u8 @g_Up, 0 then wait else out"),
            "g_Cli@10 violation V02@20\n");
}

//===--- Wrappers, by value, by pointer, in objects
//------------------------===//

constexpr llvm::StringLiteral StopByValue = R"(
    define @Stop(%h:8) {
      local %s:4
      %s = call @NmrDeregisterClient(%h) !20
      if eq.s32 %s, 259 then wait else out !21
    wait:
      call @NmrWaitForClientDeregisterComplete(%h) !22
      goto out
    out:
      return %s
    }
)";

TEST(SolveWrapper, ByValue) {
  EXPECT_EQ(plain((StopByValue + R"(
    define @Unload(%drv:8) {
      call @Stop(@g_Cli) !30
      return !31
    })")
                      .str()),
            Ok);
}

TEST(SolveWrapper, ByPointer) {
  EXPECT_EQ(plain(R"(
    define @Stop(%h:8) {
      call @NmrDeregisterClient(%h.*) !20
      call @NmrWaitForClientDeregisterComplete(%h.*) !21
      %h.* = 0
      return
    }
    define @Unload(%drv:8) {
      call @Stop(&@g_Cli) !30
      return !31
    })"),
            Ok);
}

TEST(SolveWrapper, WhoseCallerLooksAtTheStatus) {
  EXPECT_EQ(plain(R"(
    define @Stop(%h:8) {
      local %s:4
      %s = call @NmrDeregisterClient(%h) !20
      return %s
    }
    define @Unload(%drv:8) {
      local %s:4
      %s = call @Stop(@g_Cli) !30
      if eq.s32 %s, 259 then wait else out !31
    wait:
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !32
      goto out
    out:
      return !33
    })"),
            Ok);
}

TEST(SolveWrapper, ThatTranslatesTheStatus) {
  // Answers 1 if there is something to wait for.
  EXPECT_EQ(plain(R"(
    define @Stop(%h:8) {
      local %s:4
      %s = call @NmrDeregisterClient(%h) !20
      if eq.s32 %s, 259 then yes else no !21
    yes:
      return 1
    no:
      return 0
    }
    define @Unload(%drv:8) {
      local %s:4
      %s = call @Stop(@g_Cli) !30
      if ne.s32 %s, 0 then wait else out !31
    wait:
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !32
      goto out
    out:
      return !33
    })"),
            Ok);
}

TEST(SolveWrapper, WhoseTranslationIsMisread) {
  // The condition that misreads is not on the status, but on what it became.
  EXPECT_EQ(plain(R"(
    define @Stop(%h:8) {
      local %s:4
      %s = call @NmrDeregisterClient(%h) !20
      if eq.s32 %s, 259 then yes else no !21
    yes:
      return 1
    no:
      return 0
    }
    define @Unload(%drv:8) {
      local %s:4
      %s = call @Stop(@g_Cli) !30
      if eq.s32 %s, 0 then wait else out "Rc == 0" !31
    wait:
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !32
      goto out
    out:
      return !33
    })"),
            "g_Cli@10 violation V14@20\n");
}

TEST(SolveLoop, ThatBeginsTheFunction) {
  // The call and the way back meet in the first block: without a join there
  // each round would be simulated on its own, as long as the budget lasts.
  SolveOptions Tight;
  Tight.MaxSteps = 5'000;
  EXPECT_EQ(plain(R"(
    define @Stop(%n:8) {
    head:
      if ne.u64 %n, 0 then more else out !20
    more:
      %n = sub.u64 %n, 1
      goto head
    out:
      return !21
    }
    define @Unload(%drv:8) {
      local %s:4
      call @Stop(?) !30
      %s = call @NmrDeregisterClient(@g_Cli) !31
      if eq.s32 %s, 259 then wait else out !32
    wait:
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !33
      goto out
    out:
      return !34
    })",
                  Tight),
            Ok);
}

TEST(SolveWrapper, OfTheRegistration) {
  EXPECT_EQ(verdicts((StopByValue + R"(
    define @Start(%out:8) {
      local %s:4
      %s = call @NmrRegisterClient(?, 0, %out) !15
      return %s
    }
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %drv->@DriverUnload+104 = @Unload
      %s = call @Start(&@g_Cli) !10
      return %s !11
    }
    define @Unload(%drv:8) {
      call @Stop(@g_Cli) !30
      return !31
    })")
                         .str()),
            "*out@15 verified\n");
}

TEST(SolveWrapper, TwoPhases) {
  EXPECT_EQ(plain(R"(
    define @Stop() {
      call @NmrDeregisterClient(@g_Cli) !20
      return
    }
    define @Stop2() {
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      return
    }
    define @Unload(%drv:8) {
      call @Stop() !30
      call @DbgPrint(0) !31
      call @Stop2() !32
      return !33
    })"),
            Ok);
}

TEST(SolveWrapper, Indirect) {
  EXPECT_EQ(plain((StopByValue + R"(
    define @Unload(%drv:8) {
      local %fp:8
      %fp = @Stop
      call %fp(@g_Cli) !30
      return !31
    })")
                      .str()),
            Ok);
}

TEST(SolveWrapper, ThroughATableThatAnInitialiserFills) {
  EXPECT_EQ(plain((StopByValue + R"(
    initialiser {
      @g_Ctx = @Stop
      return
    }
    define @Unload(%drv:8) {
      call @g_Ctx(@g_Cli) !30
      return !31
    })")
                      .str()),
            Ok);
}

TEST(SolveWrapper, Recursive) {
  EXPECT_EQ(plain(R"(
    define @Stop(%n:4) {
      local %m:4
      if gt.s32 %n, 0 then deeper else bottom !19
    deeper:
      %m = sub.s32 %n, 1
      call @Stop(%m)
      return
    bottom:
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      return
    }
    define @Unload(%drv:8) {
      call @Stop(3) !30
      return !31
    })"),
            Ok);
}

TEST(SolveWrapper, MutuallyRecursiveWithoutAWait) {
  EXPECT_EQ(plain(R"(
    define @Stop(%n:4) {
      local %m:4
      if gt.s32 %n, 0 then deeper else bottom !19
    deeper:
      %m = sub.s32 %n, 1
      call @Stop2(%m)
      return
    bottom:
      call @NmrDeregisterClient(@g_Cli) !20
      return
    }
    define @Stop2(%n:4) {
      call @Stop(%n)
      return
    }
    define @Unload(%drv:8) {
      call @Stop(?) !30
      return !31
    })"),
            "g_Cli@10 violation V02@20\n");
}

/// An entry that allocates a context, registers into its field `Reg` and keeps
/// it in `g_Ctx`.
constexpr llvm::StringLiteral HeapEntry = R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %c:8, %s:4
      %drv->@DriverUnload+104 = @Unload
      %c = call @ExAllocatePool2(64, 64, 1) !8
      if eq.u64 %c, 0 then fail else go !9
    fail:
      return -1073741670
    go:
      %s = call @NmrRegisterClient(?, %c, &%c->@Reg+8) !10
      if lt.s32 %s, 0 then undo else keep !11
    undo:
      call @ExFreePoolWithTag(%c, 1) !12
      return %s !13
    keep:
      @g_Ctx = %c
      return 0 !14
    }
)";

TEST(SolveHeap, HandleInAnObject) {
  EXPECT_EQ(verdicts((HeapEntry + R"(
    define @Unload(%drv:8) {
      local %c:8
      %c = @g_Ctx
      call @NmrDeregisterClient(%c->@Reg+8) !20
      call @NmrWaitForClientDeregisterComplete(@g_Ctx.*.@Reg+8) !21
      call @ExFreePoolWithTag(%c, 1) !22
      return !23
    })")
                         .str()),
            "c->Reg@10 verified\n");
}

TEST(SolveHeap, TheWrongFieldIsWaitedFor) {
  std::string Got = verdicts((HeapEntry + R"(
    define @Unload(%drv:8) !19 {
      call @NmrDeregisterClient(@g_Ctx->@Reg+8) !20
      call @NmrWaitForClientDeregisterComplete(@g_Ctx->@Other+16) !21
      return !23
    })")
                                 .str());
  EXPECT_EQ(Got.rfind("c->Reg@10 violation", 0), 0u) << Got;
}

TEST(SolveHeap, FromAMemberBackToItsRecord) {
  // CONTAINING_RECORD: a pointer to the field at 16, moved back by 16 bytes.
  EXPECT_EQ(verdicts((HeapEntry + R"(
    define @Stop(%member:8) {
      local %c:8
      %c = ptradd %member, -16 x 1
      call @NmrDeregisterClient(%c->@Reg+8) !20
      call @NmrWaitForClientDeregisterComplete(%c->@Reg+8) !21
      return
    }
    define @Unload(%drv:8) {
      call @Stop(&@g_Ctx->@Other+16) !30
      return !31
    })")
                         .str()),
            "c->Reg@10 verified\n");
}

/// What a routine does with an object of which nothing is known, that may be
/// the context for all that its address says.
static std::string whatTheSystemWrites(llvm::StringRef HandleIsIn,
                                       llvm::StringRef Written) {
  return verdicts(("field @InSystem system\n"
                   "define @DriverEntry(%drv:8, %path:8) {\n"
                   "  local %s:4, %c:8\n"
                   "  %drv->@DriverUnload+104 = @Unload\n"
                   "  %drv->+112 = @Callback\n"
                   "  %c = call @ExAllocatePool2(64, 32, 1) !8\n"
                   "  if eq.u64 %c, 0 then fails else goes !8\n"
                   "fails:\n"
                   "  return -1 !8\n"
                   "goes:\n"
                   "  @g_Ctx = %c\n"
                   "  %s = call @NmrRegisterClient(?, 0, &%c->" +
                   HandleIsIn +
                   "+8) !10\n"
                   "  if lt.s32 %s, 0 then undo else done !11\n"
                   "undo:\n"
                   "  call @ExFreePoolWithTag(%c, 1) !12\n"
                   "  return -1 !12\n"
                   "done:\n"
                   "  return 0 !13\n"
                   "}\n"
                   "define @Callback(%o:8, %p:8) {\n"
                   "  call @DbgTouch(%o writes " +
                   Written +
                   ") !15\n"
                   "  return !16\n"
                   "}\n"
                   "define @Unload(%drv:8) {\n"
                   "  local %c:8\n"
                   "  %c = @g_Ctx\n"
                   "  call @NmrDeregisterClient(%c->" +
                   HandleIsIn +
                   "+8) !20\n"
                   "  call @NmrWaitForClientDeregisterComplete(%c->" +
                   HandleIsIn +
                   "+8) !21\n"
                   "  return !23\n"
                   "}\n")
                      .str());
}

TEST(SolveHeap, TheSystemWritesItsOwnRecords) {
  EXPECT_EQ(whatTheSystemWrites("@Reg", "record 32"), "c->Reg@10 verified\n");
  for (auto [Handle, Written] :
       {std::pair("@InSystem", "record 32"), std::pair("@Reg", "32")})
    EXPECT_NE(whatTheSystemWrites(Handle, Written).find("inconclusive"),
              std::string::npos)
        << Handle << ' ' << Written;
}

TEST(SolveHeap, AWholeRecordIsCopied) {
  EXPECT_EQ(verdicts((HeapEntry + R"(
    define @Unload(%drv:8) {
      local %copy:64
      %copy = @g_Ctx.*:64
      call @NmrDeregisterClient(%copy.@Reg+8) !20
      call @NmrWaitForClientDeregisterComplete(%copy.@Reg+8) !21
      return !31
    })")
                         .str()),
            "c->Reg@10 verified\n");
}

//===--- Guards
//------------------------------------------------------------===//

/// An entry that goes on without the client if it can't register.
constexpr llvm::StringLiteral OptionalEntry = R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %drv->@DriverUnload+104 = @Unload
      %s = call @NmrRegisterClient(?, 0, &@g_Cli) !10
      if ge.s32 %s, 0 then up else out !11
    up:
      @g_Up = 1
      goto out
    out:
      return 0 !12
    }
)";

std::string guarded(llvm::StringRef Guard) {
  return verdicts((OptionalEntry + R"(
    define @Unload(%drv:8) {
)" + Guard + R"(
    stop:
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      goto out
    out:
      return !22
    })")
                      .str());
}

TEST(SolveGuard, Null) {
  EXPECT_EQ(guarded("if ne.u64 @g_Cli, 0 then stop else out"), Ok);
}

TEST(SolveGuard, Flag) {
  EXPECT_EQ(guarded("if ne.u8 @g_Up, 0 then stop else out"), Ok);
}

TEST(SolveGuard, FlagTheWrongWay) {
  std::string Got = guarded("if eq.u8 @g_Up, 0 then stop else out");
  EXPECT_EQ(Got.rfind("g_Cli@10 violation", 0), 0u) << Got;
}

TEST(SolveGuard, None) {
  EXPECT_EQ(guarded("goto stop"), "g_Cli@10 violation V04@20\n");
}

TEST(SolveGuard, StaysExactAcrossManyBranches) {
  // Twenty diamonds between the guard's computation and its use: what is known
  // of the flag belongs to the protocol state and is not lost in the joins.
  std::string Guard;
  for (int I = 0; I != 20; ++I) {
    std::string N = std::to_string(I);
    Guard += "if eq.s32 @g_N, " + N + " then l" + N + " else r" + N + "\nl" +
             N + ":\n call @DbgPrint(0)\n goto j" + N + "\nr" + N +
             ":\n goto j" + N + "\nj" + N + ":\n";
  }
  EXPECT_EQ(guarded(Guard + "if ne.u8 @g_Up, 0 then stop else out"), Ok);
}

//===--- The lifecycle
//-----------------------------------------------------===//

/// An entry with a step after the registration that may fail; \p Undo is what
/// it does then.
std::string failing(llvm::StringRef Undo) {
  return verdicts((R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4, %d:4
      %drv->@DriverUnload+104 = @Unload
      %s = call @NmrRegisterClient(?, 0, &@g_Cli) !10
      if lt.s32 %s, 0 then fail else go !11
    fail:
      return %s !12
    go:
      %s = call @IoCreateDevice(%drv, 0, 0, 34, 0, 0, 0) !13
      if lt.s32 %s, 0 then undo else good !14
    undo:
)" + Undo + R"(
      return %s !18
    good:
      return 0 !19
    }
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      return !22
    })")
                      .str());
}

TEST(SolveLifecycle, EntryFailsWithoutRollback) {
  EXPECT_EQ(failing(""), "g_Cli@10 violation V08@10\n");
}

TEST(SolveLifecycle, EntryFailsAndRollsBack) {
  EXPECT_EQ(failing("call @NmrDeregisterClient(@g_Cli) !15\n"
                    "call @NmrWaitForClientDeregisterComplete(@g_Cli) !16"),
            Ok);
}

TEST(SolveLifecycle, EntryFailsAndCallsItsOwnUnload) {
  EXPECT_EQ(failing("call @Unload(%drv) !15"), Ok);
}

TEST(SolveLifecycle, RollbackWithoutAWait) {
  EXPECT_EQ(failing("call @NmrDeregisterClient(@g_Cli) !15"),
            "g_Cli@10 violation V02@15\n");
}

TEST(SolveLifecycle, ADriverThatCannotBeUnloadedOwesNothing) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %s = call @NmrRegisterClient(?, 0, &@g_Cli) !10
      return %s !11
    })"),
            Ok);
}

TEST(SolveLifecycle, UnloadIsNamedOnlyOnSuccess) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %s = call @NmrRegisterClient(?, 0, &@g_Cli) !10
      if ge.s32 %s, 0 then good else out !11
    good:
      %drv->@DriverUnload+104 = @Unload
      goto out
    out:
      return %s !12
    }
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      return !22
    })"),
            Ok);
}

TEST(SolveLifecycle, ACallbackStopsAndUnloadLooks) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %drv->@DriverUnload+104 = @Unload
      %drv->+112 = @Callback
      %s = call @NmrRegisterClient(?, 0, &@g_Cli) !10
      return %s !11
    }
    define @Callback() {
      call @Stop()
      return
    }
    define @Stop() {
      if ne.u64 @g_Cli, 0 then stop else out !19
    stop:
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      @g_Cli = 0
      goto out
    out:
      return !22
    }
    define @Unload(%drv:8) {
      call @Stop() !30
      return !31
    })"),
            Ok);
}

TEST(SolveLifecycle, OneOfTwoIsForgotten) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %drv->@DriverUnload+104 = @Unload
      %s = call @NmrRegisterClient(?, 0, &@g_Cli) !10
      if lt.s32 %s, 0 then fail else go !11
    fail:
      return %s !12
    go:
      %s = call @NmrRegisterProvider(?, 0, &@g_Prv) !13
      if lt.s32 %s, 0 then undo else good !14
    undo:
      call @NmrDeregisterClient(@g_Cli) !15
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !16
      return %s !17
    good:
      return 0 !18
    }
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      return !22
    })"),
            "g_Cli@10 verified\ng_Prv@13 violation V01@13\n");
}

TEST(SolveLifecycle, AnExceptionIsNoAccusation) {
  std::string Got = plain(R"(
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Cli) !20
      try wait, out
    wait:
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      goto out
    out:
      return !22
    })");
  EXPECT_EQ(Got.find("violation"), std::string::npos) << Got;
}

//===--- Handles
//-----------------------------------------------------------===//

TEST(SolveHandle, Cleared) {
  std::string Got = plain(R"(
    define @Unload(%drv:8) {
      @g_Cli = 0 !19
      return !22
    })");
  EXPECT_EQ(Got, "g_Cli@10 violation V06@10\n");
}

TEST(SolveHandle, LocalToAFunctionThatReturns) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4, %h:8
      %drv->@DriverUnload+104 = @Unload
      %s = call @NmrRegisterClient(?, 0, &%h) !10
      end %h
      return %s !11
    }
    define @Unload(%drv:8) {
      return !22
    })"),
            "h@10 violation V06@10\n");
}

TEST(SolveHandle, TakenOverBeforeTheOriginalIsCleared) {
  EXPECT_EQ(plain(R"(
    define @Unload(%drv:8) {
      local %h:8
      %h = @g_Cli
      @g_Cli = 0
      call @NmrDeregisterClient(%h) !20
      call @NmrWaitForClientDeregisterComplete(%h) !21
      return !22
    })"),
            Ok);
}

TEST(SolveHandle, DeregisteredAsTheOtherKind) {
  std::string Got = plain(R"(
    define @Unload(%drv:8) {
      call @NmrDeregisterProvider(@g_Cli) !20
      call @NmrWaitForProviderDeregisterComplete(@g_Cli) !21
      return !22
    })");
  EXPECT_NE(Got.find("V12@20"), std::string::npos) << Got;
}

TEST(SolveHandle, WaitBeforeDeregister) {
  std::string Got = plain(R"(
    define @Unload(%drv:8) {
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      call @NmrDeregisterClient(@g_Cli) !20
      return !22
    })");
  EXPECT_NE(Got.find("V03@21"), std::string::npos) << Got;
}

TEST(SolveHandle, DeregisteredTwice) {
  std::string Got = plain(R"(
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      call @NmrDeregisterClient(@g_Cli) !23
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !24
      return !25
    })");
  EXPECT_NE(Got.find("V05@23"), std::string::npos) << Got;
}

TEST(SolveHandle, OneWaitAfterACompleteDeregistrationIsSilent) {
  EXPECT_EQ(deciding("if eq.s32 %s, 0 then wait else other\n"
                     "other:\n goto wait"),
            Ok);
}

//===--- Arrays and loops
//--------------------------------------------------===//

/// Registers up to four clients and remembers how many; \p Unload stops them.
std::string array(llvm::StringRef Unload) {
  return verdicts((R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4, %i:4
      %drv->@DriverUnload+104 = @Unload
      %i = 0
      goto head
    head:
      if lt.s32 %i, 4 then body else good !9
    body:
      %s = call @NmrRegisterClient(?, 0, &@g_P[%i x 8]) !10
      if lt.s32 %s, 0 then good else next !11
    next:
      %i = add.s32 %i, 1
      goto head
    good:
      @g_N = %i
      return 0 !12
    }
)" + Unload)
                      .str());
}

TEST(SolveArray, EachIsStopped) {
  std::string Got = array(R"(
    define @Unload(%drv:8) {
      local %i:4
      %i = 0
      goto head
    head:
      if lt.s32 %i, @g_N then body else out !19
    body:
      call @NmrDeregisterClient(@g_P[%i x 8]) !20
      call @NmrWaitForClientDeregisterComplete(@g_P[%i x 8]) !21
      %i = add.s32 %i, 1
      goto head
    out:
      return !22
    })");
  EXPECT_EQ(Got, "g_P[i]@10 verified\n");
}

TEST(SolveArray, NoneIsWaitedFor) {
  std::string Got = array(R"(
    define @Unload(%drv:8) {
      local %i:4
      %i = 0
      goto head
    head:
      if lt.s32 %i, @g_N then body else out !19
    body:
      call @NmrDeregisterClient(@g_P[%i x 8]) !20
      %i = add.s32 %i, 1
      goto head
    out:
      return !22
    })");
  EXPECT_EQ(Got, "g_P[i]@10 violation V02@20\n");
}

//===--- What is out of view
//-----------------------------------------------===//

TEST(SolveView, UnknownCodeReachesThePublicHandle) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %drv->@DriverUnload+104 = @Unload
      %s = call @NmrRegisterClient(?, 0, &@g_Public) !10
      return %s !11
    }
    define @Unload(%drv:8) {
      call @UserCode() !20
      return !22
    })"),
            "g_Public@10 inconclusive\n");
}

TEST(SolveView, SystemCodeDoesNot) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %drv->@DriverUnload+104 = @Unload
      %s = call @NmrRegisterClient(?, 0, &@g_Public) !10
      return %s !11
    }
    define @Unload(%drv:8) {
      call @DbgPrint(0) !20
      return !22
    })"),
            "g_Public@10 violation V01@10\n");
}

TEST(SolveView, OnlyTheUnloadRoutine) {
  constexpr auto Bad = R"(
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Public) !20
      return !22
    })";
  EXPECT_EQ(verdicts(Bad), "g_Public@20 obligation violation V02@20\n");
  constexpr auto Good = R"(
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Public) !20
      call @NmrWaitForClientDeregisterComplete(@g_Public) !21
      return !22
    })";
  std::string Got = verdicts(Good);
  EXPECT_EQ(Got.find("violation"), std::string::npos) << Got;
}

TEST(SolveView, AStopThatNobodyInViewWaitsFor) {
  constexpr auto Bodies = R"(
    define @UserCode() {
      call @NmrDeregisterClient(@g_Public) !20
      return !22
    })";
  EXPECT_EQ(verdicts(Bodies), "g_Public@20 obligation violation V02@20\n");
  SolveOptions Elsewhere;
  Elsewhere.WaitsElsewhere = true;
  std::string Got = verdicts(Bodies, Elsewhere);
  EXPECT_EQ(Got.find("violation"), std::string::npos) << Got;
}

TEST(SolveView, AnUnloadRoutineByOption) {
  constexpr auto Bodies = R"(
    define @UserCode() {
      call @NmrDeregisterClient(@g_Public) !20
      return !22
    })";
  SolveOptions Options;
  Options.WaitsElsewhere = true;
  Options.UnloadFunctions = {"UserCode"};
  EXPECT_EQ(verdicts(Bodies, Options),
            "g_Public@20 obligation violation V02@20\n");
}

TEST(SolveView, TheBudgetIsNoVerdict) {
  SolveOptions Tight;
  Tight.MaxSteps = 3;
  EXPECT_EQ(plain(R"(
    define @Unload(%drv:8) {
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      return !22
    })",
                  Tight),
            "g_Cli@10 inconclusive\n");
}

//===--- The explanation
//---------------------------------------------------===//

TEST(SolveWitness, WalksFromTheRegistrationToTheFatalReturn) {
  Summary Unit = parse((Prelude + PlainEntry + R"(
    define @Unload(%drv:8) {
      local %s:4
      %s = call @NmrDeregisterClient(@g_Cli) !20
      if lt.s32 %s, 0 then wait else out "Status is an error" !21
    wait:
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !22
      goto out
    out:
      return !23
})")
                           .str());
  std::vector<Verdict> Verdicts =
      solve(Unit, Protocols::builtin(), SolveOptions());
  ASSERT_EQ(Verdicts.size(), 1u);
  ASSERT_EQ(Verdicts[0].Findings.size(), 1u);
  const Finding &F = Verdicts[0].Findings[0];
  std::vector<uint32_t> Lines;
  bool NamesTheCondition = false;
  for (const PathStep &Step : F.Path) {
    Lines.push_back(Step.Where.Line);
    NamesTheCondition |=
        Step.Message.find("Status is an error") != std::string::npos;
  }
  EXPECT_EQ(Lines.front(), 10u);
  EXPECT_EQ(Lines.back(), 23u);
  EXPECT_TRUE(llvm::is_contained(Lines, 20u));
  EXPECT_TRUE(NamesTheCondition);
  EXPECT_EQ(Verdicts[0].Side, "client");
  EXPECT_EQ(Verdicts[0].Function, "DriverEntry");
  EXPECT_FALSE(F.Remedy.empty());
}

//===--- Handles that the caller chooses
//-----------------------------------===//

/// A driver that registers with WSK, and may do \p Then; its unload routine
/// does \p AtUnload.
std::string wsk(llvm::StringRef AtUnload, llvm::StringRef Then = "") {
  return verdicts((R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %drv->@DriverUnload+104 = @Unload
      %s = call @WskRegister(?, &@g_Wsk) !10
      if lt.s32 %s, 0 then out else on "%s" !11
    on:
)" + Then + R"(
      goto out
    out:
      return %s !19
    }
    define @Unload(%drv:8) {
)" + AtUnload + R"(
      return !29
    }
    define @Stop(%w:8) {
      call @WskDeregister(%w) !30
      return !31
    })")
                      .str());
}

TEST(SolveChosen, ByItsAddress) {
  EXPECT_EQ(wsk("call @WskDeregister(&@g_Wsk) !20"), "g_Wsk@10 verified\n");
}

TEST(SolveChosen, ByAnother) {
  EXPECT_EQ(wsk("call @WskDeregister(&@g_Wsk2) !20"),
            "g_Wsk@10 violation V01@10\n");
}

TEST(SolveChosen, ThroughAParameter) {
  EXPECT_EQ(wsk("call @Stop(&@g_Wsk) !20"), "g_Wsk@10 verified\n");
  EXPECT_EQ(wsk("call @Stop(&@g_Wsk2) !20"), "g_Wsk@10 violation V01@10\n");
}

TEST(SolveChosen, Twice) {
  EXPECT_EQ(wsk("call @Stop(&@g_Wsk) !20\n call @Stop(&@g_Wsk) !21"),
            "g_Wsk@10 violation V05@30\n");
}

TEST(SolveChosen, ByWhatMayBeIt) {
  EXPECT_EQ(wsk("call @WskDeregister(?) !20"), "g_Wsk@10 inconclusive\n");
}

TEST(SolveChosen, NothingToDeregister) {
  EXPECT_EQ(verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      %drv->@DriverUnload+104 = @Unload
      call @WskRegister(?, &@g_Wsk) !10
      return 0 !19
    }
    define @Unload(%drv:8) {
      call @WskDeregister(&@g_Wsk) !20
      return !29
    })"),
            "g_Wsk@10 violation V04@20\n");
}

TEST(SolveChosen, CapturedAndReleased) {
  EXPECT_EQ(wsk("call @WskDeregister(&@g_Wsk) !20", R"(
      %s = call @WskCaptureProviderNPI(&@g_Wsk, 0, ?) !12
      if lt.s32 %s, 0 then failed else held "%s" !13
    failed:
      %s = 0
      goto out
    held:
      call @WskReleaseProviderNPI(&@g_Wsk) !14
      goto on2
    on2:
)"),
            "g_Wsk@10 verified\ng_Wsk@12 verified\n");
}

TEST(SolveChosen, DeregisteredWhileCaptured) {
  EXPECT_EQ(wsk("call @WskDeregister(&@g_Wsk) !20",
                "%s = call @WskCaptureProviderNPI(&@g_Wsk, 0, ?) !12\n %s = 0"),
            "g_Wsk@10 verified\ng_Wsk@12 violation V19@20\n");
}

TEST(SolveChosen, CapturedAgain) {
  // Whichever is followed, the other's release must not be taken for a second.
  EXPECT_EQ(
      wsk("call @WskDeregister(&@g_Wsk) !20", R"(
      %s = call @WskCaptureProviderNPI(&@g_Wsk, 0, ?) !12
      if lt.s32 %s, 0 then failed else once "%s" !13
    once:
      %s = call @WskCaptureProviderNPI(&@g_Wsk, 0, ?) !14
      if lt.s32 %s, 0 then one else two "%s" !15
    two:
      call @WskReleaseProviderNPI(&@g_Wsk) !16
      goto one
    one:
      call @WskReleaseProviderNPI(&@g_Wsk) !17
      goto failed
    failed:
      %s = 0
)"),
      "g_Wsk@10 verified\ng_Wsk@12 inconclusive\ng_Wsk@14 inconclusive\n");
}

TEST(SolveChosen, CapturedAgainAfterwards) {
  EXPECT_EQ(wsk("call @WskDeregister(&@g_Wsk) !20", R"(
      %s = call @WskCaptureProviderNPI(&@g_Wsk, 0, ?) !12
      if lt.s32 %s, 0 then failed else once "%s" !13
    once:
      call @WskReleaseProviderNPI(&@g_Wsk) !14
      %s = call @WskCaptureProviderNPI(&@g_Wsk, 0, ?) !15
      if lt.s32 %s, 0 then failed else again "%s" !16
    again:
      call @WskReleaseProviderNPI(&@g_Wsk) !17
      call @WskReleaseProviderNPI(&@g_Wsk) !18
      goto failed
    failed:
      %s = 0
)"),
            "g_Wsk@10 verified\ng_Wsk@12 verified\n"
            "g_Wsk@15 violation V05@18\n");
}

} // namespace
