//===- VicinityTest.cpp - Paths of large drivers --------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SolveFixture.h"
#include "Summary/Returns.h"

using namespace nmr;
using namespace nmr::test;

namespace {

/// An unload routine that calls `Stop`, and then leaves out the wait.
constexpr llvm::StringLiteral NoWait = R"(
define @Unload(%drv:8) {
  local %s:4
  %s = call @Stop() !19
  call @NmrDeregisterClient(@g_Cli) !20
  return !22
}
)";

std::string plainWith(llvm::StringRef Bodies,
                      const SolveOptions &Options = {}) {
  return verdicts((PlainEntry + NoWait + Bodies).str(), Options);
}

TEST(Vicinity, SizeIsNoObstacle) {
  // Without the means to walk through all that.
  SolveOptions O;
  O.MaxSteps = 1000;
  std::string Bodies = "define @Stop() {\n  local %s:4\n";
  for (unsigned I = 0; I != 20000; ++I)
    Bodies += "  %s = call @DbgTouch(?) !30\n";
  Bodies += "  return %s !31\n}\n";
  Summary Unit = parse((Prelude + PlainEntry + NoWait + Bodies).str(), "large");
  const std::vector<Verdict> Vs = solve(Unit, Protocols::builtin(), O);
  ASSERT_EQ(Vs.size(), 1u);
  EXPECT_EQ(Vs.front().Kind, VerdictKind::Violation) << Vs.front().Reason;
}

TEST(Vicinity, WhatStaysIsFollowed) {
  // The image is never gone, as the system is stopped before.
  EXPECT_EQ(plainWith(R"(
    define @Stop() {
      call @Stop2() !30
      return 0 !31
    }
    define @Stop2() {
      call @KeBugCheckEx(1) !32
      unreachable
    })"),
            "g_Cli@10 verified\n");
}

TEST(Vicinity, ItsGlobalsHaveTheirFirstValues) {
  // The table is there when DriverEntry calls through it.
  EXPECT_EQ(verdicts(R"(
    initialiser {
      @g_P.@Other+8 = @Callback
      return
    }
    define @DriverEntry(%drv:8, %path:8) {
      local %s:4
      %drv->@DriverUnload+104 = @Unload
      call @g_P.@Other+8(1) !9
      %s = call @NmrRegisterClient(?, 0, &@g_Cli) !10
      return %s !11
    }
    define @Callback(%n:8) {
      return !30
    }
    define @Stop() {
      return 0 !31
    })" + NoWait.str()),
            "g_Cli@10 violation V02@20\n");
}

//===--- Whether functions return
//---------------------------------------------===//

/// Whether the function with \p Body returns where `@Panic` does not.
bool returns(llvm::StringRef Body) {
  const Summary S = parse(("nmr-summary 3\n"
                           "function @F\n"
                           "function @G\n"
                           "function @Panic noreturn\n"
                           "define @F(%n:8) {\n" +
                           Body + "\n}\n")
                              .str(),
                          "returns");
  return alwaysReturns(S.Functions.front(), [&](const Statement &Call) {
    return S.Entities[Call.callee().entity()].NoReturn;
  });
}

TEST(Returns, AtOnce) { EXPECT_TRUE(returns("return")); }

TEST(Returns, BehindALoopThatHasAWayOut) {
  EXPECT_TRUE(returns(R"(
      goto head
    head:
      if eq.u64 %n, 0 then out else body
    body:
      call @G()
      goto head
    out:
      return)"));
}

TEST(Returns, NotFromALoopThatHasNone) {
  EXPECT_FALSE(returns(R"(
      if eq.u64 %n, 0 then out else body
    body:
      goto body
    out:
      return)"));
}

TEST(Returns, NotWhereACallStays) {
  EXPECT_FALSE(returns(R"(
      if eq.u64 %n, 0 then out else stop
    stop:
      call @Panic()
      goto out
    out:
      return)"));
}

TEST(Returns, NotWhereControlEnds) {
  EXPECT_FALSE(returns(R"(
      if eq.u64 %n, 0 then out else stop
    stop:
      unreachable
    out:
      return)"));
}

TEST(Returns, WhatIsNeverEnteredIsOfNoInterest) {
  EXPECT_TRUE(returns(R"(
      return
    stop:
      unreachable)"));
}

} // namespace
