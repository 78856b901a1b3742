//===- FeasiblePathTest.cpp - Paths that contradict themselves ------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/FeasiblePath.h"
#include "Solve/Witness.h"
#include "SolveFixture.h"

using namespace nmr;
using namespace nmr::test;

namespace {

/// An entry that registers if `Start` succeeds, which one of two decisions in
/// it decides over; and nobody waits.
constexpr llvm::StringLiteral Driver = R"(
define @DriverEntry(%drv:8, %path:8) {
  local %s:4, %t:4
  %drv->@DriverUnload+104 = @Unload
  %s = call @Start() !9
  if lt.s32 %s, 0 then out else go
go:
  %t = call @NmrRegisterClient(?, 0, &@g_Cli) !10
  return %t !11
out:
  return %s !12
}
define @Start() {
  local %a:4, %b:4
  %a = ?
  if eq.u32 %a, 0 then fails else first
first:
  %b = ?
  if eq.u32 %b, 7 then fails else out
fails:
  return -1073741823 !30
out:
  return 0 !31
}
define @Unload(%drv:8) {
  call @NmrDeregisterClient(@g_Cli) !20
  return !22
}
)";

struct Fixture : testing::Test {
  Summary Unit = parse((Prelude + Driver).str(), "driver");
  Program P{Unit, Protocols::builtin(), SolveOptions()};
  Program::Site Site = P.sites().front();
  Simulation Run{P, Site, /*Disjuncts=*/16, /*MaxSteps=*/10'000};
  Alarm A;
  std::vector<Decision> Path;

  void SetUp() override {
    ASSERT_EQ(Site.Callee->V, Verb::Register);
    Run.run();
    auto It = llvm::find_if(Run.alarms(), [](const Alarm &Each) {
      return Each.Class == ViolationClass::MissingWait;
    });
    ASSERT_NE(It, Run.alarms().end());
    A = *It;
    Path = Run.path(A);
    ASSERT_TRUE(exists(Path));
  }
  bool exists(llvm::ArrayRef<Decision> Decisions) {
    return replay(P, Site, {Decisions.vec()}, A, "g_Cli").has_value();
  }
  /// The number of the first decision in `Start`.
  size_t inStart() const {
    auto It = llvm::find_if(Path, [&](const Decision &D) {
      return D.K == TraceNode::Kind::Enter && P.nameOf(D.Callee) == "Start";
    });
    return It - Path.begin() + 1;
  }
  std::optional<std::vector<Decision>> find(uint64_t Steps = 10'000) {
    return findFeasible(P, Site, Path, A.Class, Steps);
  }
};

using FeasiblePath = Fixture;

TEST_F(FeasiblePath, OneThatExistsIsFoundAtOnce) {
  uint64_t Steps = 10'000;
  auto Found = findFeasible(P, Site, Path, A.Class, Steps);
  ASSERT_TRUE(Found);
  ASSERT_EQ(Found->size(), Path.size());
  for (size_t I = 0; I != Path.size(); ++I)
    EXPECT_EQ((*Found)[I].Choice, Path[I].Choice) << I;
  EXPECT_GT(Steps, 9'900u);
}

TEST_F(FeasiblePath, AContradictionIsMendedWhereItComesFrom) {
  // As if `Start` failed, and its caller went on all the same.
  const size_t Second = inStart() + 1;
  ASSERT_EQ(Path[Second].K, TraceNode::Kind::Target);
  Path[Second].Choice = 1 - Path[Second].Choice;
  ASSERT_FALSE(exists(Path));
  auto Found = find();
  ASSERT_TRUE(Found);
  EXPECT_TRUE(exists(*Found));
}

TEST_F(FeasiblePath, TheWayBehindTheDetourIsFoundWithoutATrace) {
  // It leaves `Start` one decision earlier.
  const size_t First = inStart();
  Path[First].Choice = 1 - Path[First].Choice;
  Path.erase(Path.begin() + First + 1);
  ASSERT_FALSE(exists(Path));
  auto Found = find();
  ASSERT_TRUE(Found);
  EXPECT_TRUE(exists(*Found));
}

TEST_F(FeasiblePath, NoneWithoutSteps) { EXPECT_FALSE(find(10)); }

TEST_F(FeasiblePath, NoneToWhatDoesNotHappen) {
  uint64_t Steps = 10'000;
  EXPECT_FALSE(
      findFeasible(P, Site, Path, ViolationClass::KindMismatch, Steps));
}

} // namespace
