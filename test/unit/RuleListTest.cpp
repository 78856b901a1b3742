//===- RuleListTest.cpp - Which rules are asked for -----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Protocol/RuleList.h"
#include "gtest/gtest.h"

using namespace nmr;

namespace {

RuleSet chosen(llvm::StringRef List, RuleSet From = {}) {
  EXPECT_EQ(choose(From, List), "");
  return From;
}

TEST(RuleList, NoPatternPutsAdvisoriesIn) {
  EXPECT_EQ(chosen("nmr-*"), RuleSet::byDefault());
  EXPECT_EQ(chosen("*"), RuleSet::byDefault());
  EXPECT_FALSE(chosen("nmr-unchecked-*").contains(RuleId::UncheckedRegister));
  for (RuleId R : allRules())
    EXPECT_NE(RuleSet::byDefault().contains(R), isAdvisory(R));
}

TEST(RuleList, FullNamesPutAnyIn) {
  for (RuleId R : allRules())
    EXPECT_EQ(chosen(name(R)), RuleSet({R}));
  EXPECT_EQ(chosen(" nmr-wsk ,\nnmr-unchecked-register,"),
            RuleSet({RuleId::Wsk, RuleId::UncheckedRegister}));
}

TEST(RuleList, LaterEntriesWin) {
  EXPECT_EQ(chosen("nmr-*,-nmr-wsk,-nmr-missing-*,nmr-missing-wait")
                .contains(RuleId::MissingWait),
            true);
  EXPECT_FALSE(chosen("nmr-wsk,-*").contains(RuleId::Wsk));
  EXPECT_EQ(chosen("nmr-unchecked-register,-nmr-*,nmr-*"),
            RuleSet::byDefault());
}

TEST(RuleList, TellsTheFirstUnknown) {
  RuleSet Rules;
  EXPECT_EQ(choose(Rules, "nmr-wsk,nmr-typo,-nmr-other"), "nmr-typo");
  EXPECT_EQ(Rules, RuleSet({RuleId::Wsk}));
  EXPECT_EQ(choose(Rules, "-"), "-");
}

TEST(RuleList, Globs) {
  EXPECT_TRUE(matchesName("nmr-*-wait", "nmr-missing-wait"));
  EXPECT_TRUE(matchesName("*", ""));
  EXPECT_FALSE(matchesName("a*a", "a"));
  EXPECT_FALSE(matchesName("nmr-*s*t", "nmr-wsk"));
}

} // namespace
