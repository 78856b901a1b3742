//===- SummaryTest.cpp - The model ----------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TextFixture.h"

using namespace nmr;
using namespace nmr::test;

namespace {

TEST(Summary, PlacesReadAsTheUserWroteThem) {
  Summary S = parse(R"(
    nmr-summary 3
    function @f
    global @g_Cli:8
    global @g_P:32
    global @g_Ctx:32
    field @Reg
    field @Inner
    define @f(%Ctx:8, %Handle:8, %this:8, %PP:8) {
      local %i:4, %5:8
      call ?(%Ctx, @g_Cli, %5, %Ctx->@Reg+8, @g_Ctx.@Inner+8.@Reg+8)
      call ?(@g_P[1 x 8], @g_P[%i x 8], @g_P[%5 x 8])
      call ?(%Handle.*, %PP.*.*, %PP.*->@Reg, %PP.*[2 x 8], %PP.*.*[2 x 8])
      call ?(%this->@Reg, %this.*, %this->@Inner->@Reg)
      call ?(%Ctx->+8.@Reg, %Ctx->+8, @g_Ctx.+8, %5->@Reg, %5.*)
      return
    }
  )");
  std::vector<std::string> Names;
  for (const Statement &St : S.Functions[0].Blocks[0].Body)
    for (const Operand &A : St.Args)
      Names.push_back(toString(A.P, &S.Functions[0], S));
  std::vector<std::string> Expected = {
      // Roots and fields.
      "Ctx", "g_Cli", "<value>", "Ctx->Reg", "g_Ctx.Inner.Reg",
      // Elements.
      "g_P[1]", "g_P[i]", "g_P[<value>]",
      // Pointers.
      "*Handle", "**PP", "(*PP)->Reg", "PP[2]", "(*PP)[2]",
      // Members of the object at hand.
      "Reg", "*this", "Inner->Reg",
      // What has no name is left out.
      "Ctx->Reg", "*Ctx", "g_Ctx", "<value>->Reg", "*<value>"};
  EXPECT_EQ(Names, Expected);
}

TEST(Summary, APlaceWithoutItsFunctionIsStillRendered) {
  Summary S;
  EXPECT_EQ(toString(Place::local(3, 8), nullptr, S), "<value>");
}

/// A small valid summary, for the tests to break.
Summary valid() {
  return parse(R"(
    nmr-summary 3
    file 0 "a.c"
    function @f
    function @g
    global @v:8
    field @m
    define @f(%p:8) {
      %p->@m = ptradd @v, 1 x 8
      %p = call @g(&@v)
      if eq.s32 %p, 0 then a else b
    a:
      switch.s32 %p of 1: a else b
    b:
      return %p
    }
    define @g() {
      return
    }
    initialiser {
      @v = @f
      return
    }
  )");
}

/// What \c verify says once \p Break is through with a valid summary.
template <typename Fn> std::string broken(Fn Break) {
  Summary S = valid();
  EXPECT_EQ(verify(S), "");
  Break(S);
  return verify(S);
}

#define BROKEN(STATEMENT)                                                      \
  broken([](Summary &S) {                                                      \
    [[maybe_unused]] Function &F = S.Functions[0];                             \
    STATEMENT;                                                                 \
  })

TEST(Verify, NamesTheFirstBrokenPromise) {
  EXPECT_EQ(BROKEN(S.Entities[0].Where = (Loc{7, 1, 1})),
            "entity 'f': a location names file 7 of 1");
  EXPECT_EQ(BROKEN(S.Entities[1].Id = "f"),
            "entity 'g': the identity 'f' is taken already");
  EXPECT_EQ(BROKEN(S.Entities[1].Overrides.push_back(99)),
            "entity 'g': it overrides what is no function");
  EXPECT_EQ(BROKEN(F.Entity = 2), "a function: its entity is no function");
  EXPECT_EQ(BROKEN(F.Entity = NoId), "a function: its entity is no function");
  EXPECT_EQ(BROKEN(std::swap(S.Functions[0], S.Functions[1])),
            "function 'f': functions are out of order");
  EXPECT_EQ(BROKEN(S.Functions[1].Entity = 0),
            "function 'f': it is defined twice");
  EXPECT_EQ(BROKEN(S.Initialisers[0].Entity = 0),
            "an initialiser: it has a name or parameters");
  EXPECT_EQ(BROKEN(F.NumParams = 2),
            "function 'f': it has more parameters than locals");
  EXPECT_EQ(BROKEN(F.Blocks.clear()), "function 'f': it has no block");
  EXPECT_EQ(BROKEN(F.End = (Loc{1, 1, 1})),
            "function 'f': a location names file 1 of 1");
}

TEST(Verify, LooksAtEveryPlaceAndOperand) {
  constexpr auto NoRoot =
      "function 'f', block 0: a place starts at what is no local and no global";
  EXPECT_EQ(BROKEN(F.Blocks[0].Body[0].Dest.Base = 1), NoRoot);
  EXPECT_EQ(BROKEN(F.Blocks[0].Body[0].Value.A.P.Base = 0), NoRoot);
  EXPECT_EQ(BROKEN(F.Blocks[0].Body[1].Args[0].P.Base = 99), NoRoot);
  EXPECT_EQ(BROKEN(F.Blocks[0].End.A.P.Base = 1), NoRoot);
  EXPECT_EQ(BROKEN(F.Blocks[0].Body[0].Dest.Path[1].Field = 0),
            "function 'f', block 0: a place goes through what is no field");
  EXPECT_EQ(BROKEN({
              Projection &Step = F.Blocks[0].Body[0].Dest.Path[1];
              Step.K = Projection::Kind::Index;
              Step.IndexLocal = 1;
            }),
            "function 'f', block 0: an index is no local");
  EXPECT_EQ(BROKEN(F.Blocks[0].Body[1].callee() = Operand::function(2)),
            "function 'f', block 0: a function operand is no function");
  EXPECT_EQ(BROKEN(F.Blocks[0].Body[1].callee() = Operand::integer(0)),
            "function 'f', block 0: a callee is neither a function, a load nor "
            "unknown");
  EXPECT_EQ(BROKEN({
              Rvalue &R = F.Blocks[0].Body[0].Value;
              R.O = Op::Cast;
              R.Type.Bits = 128;
            }),
            "function 'f', block 0: an integer type has 128 bits");
}

TEST(Verify, LooksAtEveryEnd) {
  EXPECT_EQ(BROKEN(F.Blocks[0].End.Targets[1] = 3),
            "function 'f', block 0: its end leads to block 3 of 3");
  EXPECT_EQ(BROKEN(F.Blocks[0].End.Targets.pop_back()),
            "function 'f', block 0: its end has 1 targets");
  EXPECT_EQ(BROKEN(F.Blocks[1].End.Cases.clear()),
            "function 'f', block 1: its end has 2 targets");
  EXPECT_EQ(BROKEN(F.Blocks[2].End.Targets.push_back(0)),
            "function 'f', block 2: its end has 1 targets");
  EXPECT_EQ(BROKEN({
              F.Blocks[0].End.K = Terminator::Kind::Choose;
              F.Blocks[0].End.Targets.clear();
            }),
            "function 'f', block 0: its end has 0 targets");
  EXPECT_EQ(BROKEN(F.Blocks[0].End.Cmp = Op::Add),
            "function 'f', block 0: it branches on what is no comparison");
  EXPECT_EQ(BROKEN(F.Blocks[1].End.Type.Bits = 0),
            "function 'f', block 1: an integer type has 0 bits");
  EXPECT_EQ(BROKEN(F.Blocks[2].End.A.P.Base = 5),
            "function 'f', block 2: a place starts at what is no local and no "
            "global");
}

} // namespace
