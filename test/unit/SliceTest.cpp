//===- SliceTest.cpp - Slices change no verdict ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a slice must hold, and what it may leave out. That the verdicts on the
/// other handwritten summaries don't depend on slices is tested where they are
/// judged (SolveFixture.h).
///
//===----------------------------------------------------------------------===//

#include "Solve/Slice.h"
#include "../../bench/Shapes.h"
#include "SolveFixture.h"

using namespace nmr;
using namespace nmr::test;

namespace {

//===--- Same verdicts
//-----------------------------------------------------===//

class SliceShape : public testing::TestWithParam<const char *> {};

TEST_P(SliceShape, SameVerdicts) {
  for (unsigned N : {1, 2, 7})
    for (unsigned Registrations : {1, 2, 5}) {
      std::optional<Summary> Unit = bench::build(GetParam(), N, Registrations);
      ASSERT_TRUE(Unit);
      ASSERT_EQ(verify(*Unit), "");
      std::vector<Verdict> Verdicts = solveBothWays(*Unit);
      EXPECT_FALSE(Verdicts.empty());
      for (const Verdict &V : Verdicts)
        EXPECT_EQ(V.Kind, VerdictKind::Verified);
    }
}

INSTANTIATE_TEST_SUITE_P(Shapes, SliceShape,
                         testing::Values("branches", "functions", "depth",
                                         "registrations", "context"));

//===--- Size
//--------------------------------------------------------------===//

/// Without the ends of lives: how many there are depends on how long the blocks
/// were.
size_t statements(const Program &P) {
  size_t N = 0;
  for (const Function &F : P.unit().Functions)
    for (const Block &B : F.Blocks)
      N += 1 + llvm::count_if(B.Body, [](const Statement &S) {
             return S.K != Statement::Kind::ScopeEnd;
           });
  return N;
}

/// The largest slice of a driver.
size_t largestSlice(llvm::StringRef Shape, unsigned N, unsigned Registrations,
                    Slice::Results R = Slice::Results::Known) {
  std::optional<Summary> Unit = bench::build(Shape, N, Registrations);
  Program P(*Unit, Protocols::builtin(), {});
  Slice Parts(P);
  size_t Largest = 0;
  for (const Program::Site &Site : P.sites()) {
    const Slice::Part Part = *Parts.forSite(Site, R);
    EXPECT_NE(Part.Site.F, NoId);
    Largest = std::max(Largest, statements(*Part.P));
  }
  return Largest;
}

TEST(SliceSize, LeavesOutOtherRegistrations) {
  EXPECT_EQ(largestSlice("registrations", 2, 2),
            largestSlice("registrations", 50, 50));
}

TEST(SliceSize, LeavesOutWhatDecidesNothing) {
  EXPECT_EQ(largestSlice("branches", 2, 1), largestSlice("branches", 50, 1));
  EXPECT_EQ(largestSlice("functions", 2, 1), largestSlice("functions", 50, 1));
}

TEST(SliceSize, LeavesOutOtherFieldsOfTheContext) {
  auto Largest = [](unsigned N) {
    return largestSlice("context", N, 1, Slice::Results::Open);
  };
  EXPECT_EQ(Largest(2), Largest(50));
}

//===--- What must stay
//----------------------------------------------------===//

TEST(Slice, AConditionOfACallerStays) {
  EXPECT_EQ(plain(R"(
    define @Stop() {
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      return
    }
    define @Unload(%drv:8) {
      if ne.u8 @g_Up, 0 then stop else out "g_Up" !19
    stop:
      call @Stop()
      goto out
    out:
      return !22
    })"),
            "g_Cli@10 violation V01@10\n");
}

TEST(Slice, AStoreThroughAPointerStays) {
  EXPECT_EQ(plain(R"(
    define @Start(%p:8) {
      %p->+0:8 = 0
      return
    }
    define @Unload(%drv:8) {
      call @Start(&@g_Cli) !19
      if ne.u64 @g_Cli, 0 then stop else out "g_Cli" !20
    stop:
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      goto out
    out:
      return !22
    })"),
            "g_Cli@10 violation V06@10\n");
}

/// The slice does not hold what the path of the whole program never leaves.
TEST(Slice, APathThatNeverEndsIsGivenUp) {
  Summary Unit = parse(R"(nmr-summary 3
file 0 "a.c"
function @NmrRegisterClient external system
function @DriverEntry external as DRIVER_INITIALIZE
function @Unload external as DRIVER_UNLOAD
function @Spin external
global @g_Cli:8
field @DriverUnload

define @DriverEntry(%drv:8, %path:8) !0:10:1 to !0:19:1 {
  %drv->@DriverUnload+104 = @Unload !0:11:1
  call @NmrRegisterClient(?, 0, &@g_Cli) !0:12:1
  call @Spin() !0:13:1
  return 0 !0:14:1
}

define @Unload(%drv:8) !0:20:1 to !0:29:1 {
  return !0:21:1
}

define @Spin() !0:30:1 to !0:39:1 {
  goto b1 !0:31:1
b1:
  goto b1 !0:32:1
}
)");
  SolveOptions Options;
  Options.MaxSteps = 1000;
  const std::vector<Verdict> Verdicts =
      solve(Unit, Protocols::builtin(), Options);
  ASSERT_EQ(Verdicts.size(), 1u);
  EXPECT_NE(Verdicts.front().Kind, VerdictKind::Violation);
}

TEST(Slice, AnEarlyReturnStays) {
  EXPECT_EQ(plain(R"(
    define @Unload(%drv:8) {
      local %n:4
      %n = call @DbgPrint()
      if eq.s32 %n, 0 then out else stop "n" !19
    out:
      return !20
    stop:
      call @NmrDeregisterClient(@g_Cli) !21
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !22
      return !23
    })"),
            "g_Cli@10 violation V01@10\n");
}

TEST(Slice, AFunctionThatIsCalledThroughAPointerStays) {
  EXPECT_EQ(plain(R"(
    define @Callback() {
      call @NmrDeregisterClient(@g_Cli) !20
      return
    }
    define @Unload(%drv:8) {
      local %f:8
      %f = @Callback
      call %f() !21
      return !22
    })"),
            plain(R"(
    define @Callback() {
      call @NmrDeregisterClient(@g_Cli) !20
      return
    }
    define @Unload(%drv:8) {
      call @Callback() !21
      return !22
    })"));
}

constexpr llvm::StringLiteral Helpers = R"(
    function @Op
    function @Reset
    global @g_Handles:32
    define @Reset() {
      @g_Cli = 0
      return
    }
)";

constexpr llvm::StringLiteral UnloadIfSet = R"(
      if ne.u64 @g_Cli, 0 then stop else out "g_Cli" !20
    stop:
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      goto out
    out:
      return !22
    })";

/// The routine that \p Op answers is known, though nothing else hangs on it.
TEST(SliceOpenResults, AFunctionStays) {
  EXPECT_EQ(plain((Helpers + R"(
    define @Op() {
      return @Reset
    }
    define @Unload(%drv:8) {
      local %f:8
      %f = call @Op()
      call %f() !19
)" + UnloadIfSet)
                      .str()),
            "g_Cli@10 violation V06@10\n");
}

TEST(SliceOpenResults, AnIndexStays) {
  EXPECT_EQ(plain((Helpers + R"(
    define @Op() {
      return 1
    }
    define @Unload(%drv:8) {
      local %i:4
      @g_P[1 x 8]:8 = @g_Cli
      %i = call @Op()
      @g_P[%i x 8 of 4]:8 = 0
      @g_Cli = @g_P[1 x 8]:8
)" + UnloadIfSet)
                      .str()),
            "g_Cli@10 violation V06@10\n");
}

/// The index is written through its address.
TEST(SliceFields, AnIndexWithAnAddress) {
  EXPECT_EQ(plain((Helpers + R"(
    define @Op(%p:8) {
      %p.*:4 = 1
      return
    }
    define @Unload(%drv:8) {
      local %i:4
      %i = 0
      @g_P[1 x 8]:8 = @g_Cli
      call @Op(&%i)
      @g_P[%i x 8 of 4]:8 = 0
      @g_Cli = @g_P[1 x 8]:8
)" + UnloadIfSet)
                      .str()),
            "g_Cli@10 violation V06@10\n");
}

TEST(SliceOpenResults, ALengthStays) {
  EXPECT_EQ(plain((R"(
    function @memset external system
    global @g_Rec:16
    field @N
    field @H
)" + Helpers + R"(
    define @Op() {
      return 16
    }
    define @Unload(%drv:8) {
      local %n:8
      @g_Rec.@H+8:8 = @g_Cli
      %n = call @Op()
      call @memset(&@g_Rec.@N+0:4, 0, %n)
      @g_Cli = @g_Rec.@H+8:8
)" + UnloadIfSet)
                      .str()),
            "g_Cli@10 violation V06@10\n");
}

constexpr llvm::StringLiteral IfFlag = R"(
      if ne.u32 @g_P.@Other+16:4, 0 then stop else out "Other" !20
    stop:
      call @NmrDeregisterClient(@g_Cli) !20
      call @NmrWaitForClientDeregisterComplete(@g_Cli) !21
      goto out
    out:
      return !22
    })";

/// A flag is set, and cleared by \p Clears through a pointer that gets there
/// some other way.
std::string afterFlagIsCleared(llvm::StringRef Clears) {
  return plain(("define @Unload(%drv:8) {\n"
                "  local %p:8, %q:8, %n:4\n"
                "  @g_P.@Other+16:4 = 1\n"
                "  %p = &@g_P:32\n" +
                Clears + IfFlag)
                   .str());
}

TEST(SliceFields, APointerIsMoved) {
  EXPECT_EQ(afterFlagIsCleared("%q = ptradd %p, 8 x 2\n"
                               "%q.*:4 = 0\n"),
            "g_Cli@10 violation V01@10\n");
}

TEST(SliceFields, APointerIsMovedByAVariable) {
  EXPECT_EQ(afterFlagIsCleared("%n = 4\n"
                               "%q = ptradd %p, %n x 4\n"
                               "%q.*:4 = 0\n"),
            "g_Cli@10 violation V01@10\n");
}

TEST(SliceFields, APointerLeadsToOneOfTwoFields) {
  for (llvm::StringRef First : {"0", "8"})
    EXPECT_EQ(afterFlagIsCleared(("%n = call @DbgPrint()\n"
                                  "%q = ptradd %p, " +
                                  First +
                                  " x 2\n"
                                  "%q.*:4 = 0\n"
                                  "if eq.s32 %n, 0 then a else b \"n\"\n"
                                  "a:\n"
                                  "%q = ptradd %p, " +
                                  (First == "0" ? "8" : "0") +
                                  " x 2\n"
                                  "goto b\n"
                                  "b:\n"
                                  "%q.*:4 = 0\n")
                                     .str()),
              "g_Cli@10 violation V01@10\n");
}

TEST(SliceFields, ABufferInATable) {
  EXPECT_EQ(plain((R"(
    define @Unload(%drv:8) {
      local %flag:4
      %flag = 1
      @g_P.+8:8 = &%flag
      call @DbgTouch(&@g_P:32 writes 32) !19
      @g_P.@Other+16:4 = %flag
)" + IfFlag)
                      .str()),
            "g_Cli@10 violation V01@10\n");
}

/// The system passes a context, which may be this one for all that is known.
TEST(SliceFields, AFieldOfAnUnknownObject) {
  const std::string Got = verdicts(R"(
    define @DriverEntry(%drv:8, %path:8) {
      local %c:8, %s:4
      %drv->@DriverUnload+104 = @Unload
      %drv->+112 = @Callback
      %c = call @ExAllocatePool2(64, 64, 1) !8
      if eq.u64 %c, 0 then fail else go !9
    fail:
      return -1073741670
    go:
      @g_Ctx = %c
      %c->@Other+16:4 = 1
      %s = call @NmrRegisterClient(?, 0, &%c->@Reg+8) !10
      return %s !11
    }
    define @Callback(%o:8, %c:8) {
      %c->@Other+16:4 = 0
      return !16
    }
    define @Unload(%drv:8) {
      if ne.u32 @g_Ctx->@Other+16:4, 0 then stop else out "Other" !20
    stop:
      call @NmrDeregisterClient(@g_Ctx->@Reg+8) !20
      call @NmrWaitForClientDeregisterComplete(@g_Ctx->@Reg+8) !21
      goto out
    out:
      return !22
    })");
  EXPECT_NE(Got.find("inconclusive"), std::string::npos) << Got;
}

} // namespace
