//===- SolveFixture.h - Verdicts on handwritten summaries -------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A solver test writes the bodies that it is about in the text format
/// (docs/summary-format.md) and says what the verdicts are, one line each.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_TEST_UNIT_SOLVEFIXTURE_H
#define NMR_TEST_UNIT_SOLVEFIXTURE_H

#include "Solve/Solve.h"
#include "TextFixture.h"

namespace nmr::test {

/// What every test may use without declaring it: the protocol's functions,
/// some of the system's and of the driver's, globals and fields.
/// `%drv->@DriverUnload+104` is the field that makes a driver unloadable.
inline constexpr llvm::StringLiteral Prelude = R"(nmr-summary 3
main "driver.c"
file 0 "driver.c"
function @NmrRegisterClient external system
function @NmrRegisterProvider external system
function @NmrDeregisterClient external system
function @NmrDeregisterProvider external system
function @NmrWaitForClientDeregisterComplete external system
function @NmrWaitForProviderDeregisterComplete external system
function @WskRegister external system
function @WskDeregister external system
function @WskCaptureProviderNPI external system
function @WskReleaseProviderNPI external system
function @ExAllocatePool2 external system
function @ExFreePoolWithTag external system
function @KeBugCheckEx external system
function @DbgPrint external system
function @DbgTouch external system
function @IoCreateDevice external system
function @UserCode external
function @DriverEntry external as DRIVER_INITIALIZE
function @Unload as DRIVER_UNLOAD
function @Start
function @Stop
function @Stop2
function @Callback
global @g_Cli:8
global @g_Prv:8
global @g_Public:8 external
global @g_Up:1
global @g_N:4
global @g_P:32
global @g_Ctx:8
global @g_Wsk:24
global @g_Wsk2:24
field @DriverUnload
field @Reg
field @Other
)";

/// An entry that does nothing but register a client into `g_Cli` and name the
/// unload routine. It registers in line 10.
inline constexpr llvm::StringLiteral PlainEntry = R"(
define @DriverEntry(%drv:8, %path:8) {
  local %s:4
  %drv->@DriverUnload+104 = @Unload
  %s = call @NmrRegisterClient(?, 0, &@g_Cli) !10
  return %s !11
}
)";

/// All that \p Verdicts say, paths and remedies included.
inline std::string dump(llvm::ArrayRef<Verdict> Verdicts) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  for (const Verdict &V : Verdicts) {
    OS << V.Handle << ' ' << V.Side << ' ' << V.Function << ' ' << V.Where.Line
       << ' ' << V.Obligation << V.WaitObligation << ' ' << unsigned(V.Kind)
       << ' ' << V.Reason << '\n';
    for (const std::string &A : V.Assumptions)
      OS << "  assuming " << A << '\n';
    for (const Finding &F : V.Findings) {
      OS << "  " << name(F.Class) << ' ' << F.Where.Line << ' ' << F.Message
         << "; " << F.Remedy << '\n';
      for (const PathStep &Step : F.Path)
        OS << "    " << Step.Where.Line << ' ' << Step.Depth << ' '
           << Step.Message << '\n';
    }
  }
  return Text;
}

/// The verdicts on \p Unit, which must not depend on slices.
inline std::vector<Verdict> solveBothWays(const Summary &Unit,
                                          SolveOptions Options = {}) {
  using Slicing = SolveOptions::Slicing;
  Options.Slices = Slicing::None;
  std::vector<Verdict> Whole = solve(Unit, Protocols::builtin(), Options);
  Options.Slices = Slicing::ByField;
  std::vector<Verdict> ByField = solve(Unit, Protocols::builtin(), Options);
  EXPECT_EQ(dump(Whole), dump(ByField));
  Options.Slices = Slicing::Any;
  std::vector<Verdict> Sliced = solve(Unit, Protocols::builtin(), Options);
  EXPECT_EQ(dump(Whole), dump(Sliced));
  return Sliced;
}

/// The verdicts on \p Bodies, behind the prelude: one line each of the form
/// `g_Cli@10 violation V02@21`, with `obligation` in front of the kind where
/// the registration is out of view.
inline std::string verdicts(llvm::StringRef Bodies,
                            const SolveOptions &Options = {}) {
  Summary Unit = parse((Prelude + Bodies).str(), "bodies");
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  for (const Verdict &V : solveBothWays(Unit, Options)) {
    OS << V.Handle << '@' << V.Where.Line
       << (V.Obligation ? " obligation" : "");
    switch (V.Kind) {
    case VerdictKind::Verified:
      OS << " verified";
      EXPECT_TRUE(V.Findings.empty());
      break;
    case VerdictKind::Violation:
      OS << " violation";
      EXPECT_FALSE(V.Findings.empty());
      for (const Finding &F : V.Findings) {
        OS << ' ' << name(F.Class) << '@' << F.Where.Line;
        EXPECT_EQ(F.Rule, V.Rule.value_or(ruleOf(F.Class)));
        EXPECT_FALSE(F.Message.empty());
        EXPECT_FALSE(F.Path.empty());
      }
      break;
    case VerdictKind::Inconclusive:
      OS << " inconclusive";
      EXPECT_FALSE(V.Reason.empty());
      break;
    }
    OS << '\n';
  }
  return Text;
}

/// The same behind \c PlainEntry, for tests about what follows.
inline std::string plain(llvm::StringRef Bodies,
                         const SolveOptions &Options = {}) {
  return verdicts((PlainEntry + Bodies).str(), Options);
}

} // namespace nmr::test

#endif // NMR_TEST_UNIT_SOLVEFIXTURE_H
