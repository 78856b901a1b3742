//===- VerdictJsonTest.cpp - Verdicts come back as they were --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/VerdictJson.h"
#include "gtest/gtest.h"

using namespace nmr;

namespace {

/// Of each member another value than it has at first. The compiler warns of one
/// that is not said here.
Verdict unusual() {
  return {About::Held,
          Loc{1, 2, 3},
          "Ctx->\"Reg\"",
          "client",
          "client registration",
          RuleId::Wsk,
          "Stop\xc3\xa9",
          /*Obligation=*/true,
          /*WaitObligation=*/true,
          VerdictKind::Violation,
          "because\n",
          {"that one", "that other"},
          {Finding{RuleId::Irql,
                   ViolationClass::LockAcrossCall,
                   Loc{4, 5, 6},
                   "message",
                   {PathStep{Loc{7, 8, 9}, "step", 10}, PathStep{}},
                   "remedy",
                   Loc{11, 12, 13},
                   "Stop();",
                   /*MustNotWait=*/true,
                   /*MayBeElsewhere=*/true,
                   /*IsWarning=*/true},
           Finding{}}};
}

std::string textOf(const std::vector<Verdict> &Verdicts) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  writeVerdicts(Verdicts, OS);
  return Text;
}

TEST(VerdictJson, ComesBackAsItWas) {
  const std::string Text = textOf({unusual(), Verdict{}});
  EXPECT_NE(textOf({Verdict{}, Verdict{}}), Text);
  llvm::Expected<std::vector<Verdict>> Read = readVerdicts(Text);
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  ASSERT_EQ(Read->size(), 2u);
  EXPECT_EQ(textOf(*Read), Text);
  // Reader and writer share their list; these are to show that it is read.
  const Verdict &V = Read->front(), Was = unusual();
  EXPECT_EQ(V.Of, Was.Of);
  EXPECT_EQ(V.Where, Was.Where);
  EXPECT_EQ(V.Rule, Was.Rule);
  EXPECT_EQ(V.Kind, Was.Kind);
  EXPECT_EQ(V.Assumptions, Was.Assumptions);
  EXPECT_EQ(V.Findings.front().Path.front().Depth, 10u);
  EXPECT_TRUE(V.Findings.front().MustNotWait);
  EXPECT_FALSE(Read->back().Where.isValid());
  EXPECT_EQ(Read->back().Rule, std::nullopt);
}

TEST(VerdictJson, RefusesWhatItDidNotWrite) {
  const std::string Good = textOf({unusual()});
  auto Refuses = [](llvm::StringRef Text) {
    llvm::Expected<std::vector<Verdict>> Read = readVerdicts(Text);
    const bool Refused = !Read;
    llvm::consumeError(Read.takeError());
    return Refused;
  };
  EXPECT_FALSE(Refuses(Good));
  for (llvm::StringRef Bad : {"", "{}", "[1]", "[{}]"})
    EXPECT_TRUE(Refuses(Bad)) << Bad.str();
  for (llvm::StringRef Name : {"\"isWarning\"", "\"depth\"", "\"rule\""}) {
    std::string Bad = Good;
    Bad.replace(Bad.find(Name), Name.size(), "\"other\"");
    EXPECT_TRUE(Refuses(Bad)) << Name.str();
  }
}

} // namespace
