//===- ThinVectorTest.cpp - Tests of vectors that take little room --------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/ThinVector.h"
#include "gtest/gtest.h"
#include <string>
#include <type_traits>

using namespace nmr;

namespace {

using Strings = ThinVector<std::string>;

static_assert(sizeof(Strings) == sizeof(void *));
static_assert(std::is_nothrow_move_constructible_v<Strings>);
static_assert(std::is_nothrow_move_assignable_v<Strings>);

/// Too long to lie in the string itself.
std::string text(unsigned I) { return std::string(40, 'a' + I); }

TEST(ThinVector, GrowsAndShrinks) {
  Strings V;
  EXPECT_TRUE(V.empty());
  EXPECT_EQ(V.begin(), V.end());
  for (unsigned I = 0; I != 9; ++I)
    V.push_back(text(I));
  ASSERT_EQ(V.size(), 9u);
  for (unsigned I = 0; I != 9; ++I)
    EXPECT_EQ(V[I], text(I));
  V.truncate(2);
  V.shrink_to_fit();
  EXPECT_EQ(V, Strings({text(0), text(1)}));
  V.resize(3);
  EXPECT_EQ(V.back(), "");
  V.clear();
  V.shrink_to_fit();
  EXPECT_EQ(V.data(), nullptr);
}

TEST(ThinVector, TakesAnItemOfItsOwn) {
  Strings V = {text(0)};
  for (unsigned I = 0; I != 5; ++I)
    V.emplace_back(V.front());
  EXPECT_EQ(V, Strings({text(0), text(0), text(0), text(0), text(0), text(0)}));
}

TEST(ThinVector, CopiesAndMoves) {
  const Strings V = {text(0), text(1)};
  Strings Copy = V;
  Copy[0] = text(2);
  EXPECT_EQ(V[0], text(0));
  EXPECT_NE(Copy, V);
  Strings Moved = std::move(Copy);
  EXPECT_EQ(Moved, Strings({text(2), text(1)}));
  Copy = V;
  EXPECT_EQ(Copy, V);
  Moved = {};
  EXPECT_TRUE(Moved.empty());
}

} // namespace
