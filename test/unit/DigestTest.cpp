//===- DigestTest.cpp - Whatever differs has another hash -----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/Digest.h"
#include "TextFixture.h"
#include "llvm/ADT/DenseSet.h"
#include "gtest/gtest.h"

using namespace nmr;
using namespace nmr::test;

namespace {

Summary unit() {
  Summary S = parse(R"(nmr-summary 3
main "a.c"
file 0 "a.c"
file 1 "a.h"
function @F external
function @G external
function @M external overrides @G
global @g:8 external
global @h:8 external
field @X
field @Y

initialiser {
  @g = 1 !0:1:1
  return
}

define @F(%p:8) !0:10:1 to !0:19:1 {
  local %i:4
  %i = add.s32 %i, 1 !0:11:1
  %p->@X+8 = @g !0:12:1
  @h = &@g !0:13:1
  @h = @G !0:14:1
  %i = call @G(%p, 2) !0:15:1
  switch.s32 %i of 1: b1 else b2 "i" !0:16:1
b1:
  return %i !0:17:1
b2:
  if eq.s32 %i, 0 then b1 else b1 "i == 0" !0:18:1
}
)");
  S.Suppressions.push_back({{1, 1, 1}, {1, 2, 1}, "*", "reason"});
  S.Edits.push_back(
      {{1, 1, 1}, "check", "class", {1, 1, 2}, {1, 1, 3}, "text"});
  S.Failures.push_back({"b.c", "why"});
  return S;
}

/// Expects that each of \p Edits makes a hash of its own.
template <typename HashFn>
void expectApart(HashFn Hash,
                 std::initializer_list<void (*)(Summary &)> Edits) {
  llvm::DenseSet<uint64_t> Seen = {Hash(digestOf(unit()))};
  for (const auto &[I, Edit] : llvm::enumerate(Edits)) {
    Summary S = unit();
    Edit(S);
    EXPECT_NE(S, unit()) << I;
    EXPECT_TRUE(Seen.insert(Hash(digestOf(S))).second) << I;
  }
}

Statement &at(Summary &S, size_t I) {
  return S.Functions.front().Blocks.front().Body[I];
}
Terminator &end(Summary &S, size_t B) {
  return S.Functions.front().Blocks[B].End;
}
Projection &step(Summary &S, size_t I) { return at(S, 1).Dest.Path[I]; }

Statement &initialisation(Summary &S) {
  return S.Initialisers.front().Blocks.front().Body.front();
}

uint64_t textOfBody(const Digest &D) { return D.Bodies.front().Text; }

TEST(Digest, OfFunctions) {
  expectApart(
      textOfBody,
      {
          [](Summary &S) { S.Functions.front().NumParams = 2; },
          [](Summary &S) { S.Functions.front().Locals[1].Name = "j"; },
          [](Summary &S) { S.Functions.front().Locals[1].Size = 8; },
          [](Summary &S) { S.Functions.front().Locals.emplace_back(); },
          [](Summary &S) { S.Functions.front().Blocks.emplace_back(); },
          [](Summary &S) { S.Functions.front().Where.File = 1; },
          [](Summary &S) { S.Functions.front().End.File = 1; },
          // Statements.
          [](Summary &S) { S.Functions.front().Blocks[0].Body.pop_back(); },
          [](Summary &S) { at(S, 0).K = Statement::Kind::Havoc; },
          [](Summary &S) { at(S, 0).Dest.Base = 0; },
          [](Summary &S) { at(S, 0).Dest.Size = 8; },
          [](Summary &S) { at(S, 3).Dest.Base = 3; },
          [](Summary &S) { at(S, 3).Dest.Root = Place::RootKind::Local; },
          [](Summary &S) { at(S, 0).Value.O = Op::Sub; },
          [](Summary &S) { at(S, 0).Value.Stride = 4; },
          [](Summary &S) { at(S, 0).Value.Type.Bits = 64; },
          [](Summary &S) { at(S, 0).Value.Type.Signed = false; },
          [](Summary &S) { at(S, 0).Value.A.P.Base = 0; },
          [](Summary &S) { at(S, 0).Value.B = Operand::integer(2); },
          [](Summary &S) { at(S, 0).Value.B.K = Operand::Kind::Unknown; },
          [](Summary &S) { at(S, 2).Value.A.P.Base = 4; },
          [](Summary &S) { at(S, 2).Value.A.K = Operand::Kind::Load; },
          [](Summary &S) { at(S, 3).Value.A = Operand::function(0); },
          // Paths.
          [](Summary &S) { at(S, 1).Dest.Path.pop_back(); },
          [](Summary &S) { step(S, 0).K = Projection::Kind::Field; },
          [](Summary &S) { step(S, 1).Field = 6; },
          [](Summary &S) { step(S, 1).Field = NoId; },
          [](Summary &S) { step(S, 1).IndexLocal = 1; },
          [](Summary &S) { step(S, 1).Offset = 16; },
          [](Summary &S) { step(S, 1).IndexConst = 1; },
          [](Summary &S) { step(S, 1).Stride = 1; },
          [](Summary &S) { step(S, 1).Count = 1; },
          // Calls.
          [](Summary &S) { at(S, 4).HasDest = false; },
          [](Summary &S) { at(S, 4).Virtual = true; },
          [](Summary &S) { at(S, 4).Dest.Base = 0; },
          [](Summary &S) { at(S, 4).callee() = Operand::function(0); },
          [](Summary &S) { at(S, 4).Args.pop_back(); },
          [](Summary &S) { at(S, 4).Args.back() = Operand::integer(3); },
          [](Summary &S) { at(S, 4).Writes.push_back({8, false}); },
          [](Summary &S) { at(S, 4).Writes.push_back({4, false}); },
          [](Summary &S) { at(S, 4).Writes.push_back({4, true}); },
          // Terminators.
          [](Summary &S) { end(S, 0).K = Terminator::Kind::Choose; },
          [](Summary &S) { end(S, 0).A.P.Base = 0; },
          [](Summary &S) { end(S, 0).Type.Bits = 64; },
          [](Summary &S) { end(S, 0).Cases.front().Low = 0; },
          [](Summary &S) { end(S, 0).Cases.front().High = 2; },
          [](Summary &S) { end(S, 0).Cases.clear(); },
          [](Summary &S) { end(S, 0).Targets.back() = 1; },
          [](Summary &S) { end(S, 0).Targets.push_back(1); },
          [](Summary &S) { end(S, 0).Text = "j"; },
          [](Summary &S) { end(S, 0).TextNegated = true; },
          [](Summary &S) { end(S, 0).Exceptional = true; },
          [](Summary &S) { end(S, 1).HasValue = false; },
          [](Summary &S) { end(S, 2).Cmp = Op::Ne; },
          [](Summary &S) { end(S, 2).B = Operand::integer(1); },
      });
}

TEST(Digest, OfFunctionsOfHeaders) {
  auto Inline = [](auto Edit) {
    Summary S = unit();
    S.Entities.front().Inline = true;
    Edit(S);
    return textOfBody(digestOf(S));
  };
  const uint64_t Was = Inline([](Summary &) {});
  EXPECT_NE(Inline([](Summary &S) { ++at(S, 0).Where.Line; }), Was);
  EXPECT_NE(Inline([](Summary &S) { ++at(S, 0).Where.Column; }), Was);
  EXPECT_NE(Inline([](Summary &S) { at(S, 0).Where.File = 1; }), Was);
  EXPECT_NE(Inline([](Summary &S) { ++end(S, 0).Where.Line; }), Was);
  EXPECT_NE(Inline([](Summary &S) { ++S.Functions[0].Where.Line; }), Was);
  EXPECT_NE(Inline([](Summary &S) { ++S.Functions[0].End.Line; }), Was);
}

TEST(Digest, OfCalleesAndParameters) {
  const Digest Was = digestOf(unit());
  Summary S = unit();
  at(S, 4).Args.clear();
  EXPECT_EQ(digestOf(S).Bodies.front().Callees, Was.Bodies.front().Callees);
  at(S, 4).callee() = Operand::function(2);
  EXPECT_NE(digestOf(S).Bodies.front().Callees, Was.Bodies.front().Callees);
  EXPECT_EQ(Was.Bodies.front().NumParams, 1u);
}

TEST(Digest, OfEntities) {
  expectApart([](const Digest &D) { return D.Attributes[2]; },
              {
                  [](Summary &S) { S.Entities[2].K = Entity::Kind::Global; },
                  [](Summary &S) { S.Entities[2].External = false; },
                  [](Summary &S) { S.Entities[2].System = true; },
                  [](Summary &S) { S.Entities[2].Inline = true; },
                  [](Summary &S) { S.Entities[2].NoReturn = true; },
                  [](Summary &S) { S.Entities[2].Weak = true; },
                  [](Summary &S) { S.Entities[2].Overlaid = true; },
                  [](Summary &S) { S.Entities[2].Name = "N"; },
                  [](Summary &S) { S.Entities[2].Size = 4; },
                  [](Summary &S) { S.Entities[2].Overrides = {0}; },
                  [](Summary &S) { S.Entities[2].Overrides.clear(); },
              });
  expectApart([](const Digest &D) { return D.Keys[2]; },
              {
                  [](Summary &S) { S.Entities[2].K = Entity::Kind::Global; },
                  [](Summary &S) { S.Entities[2].Id = "N"; },
              });
}

TEST(Digest, OfTheRest) {
  expectApart(
      [](const Digest &D) { return D.Frame; },
      {
          [](Summary &S) { S.PointerSize = 4; },
          [](Summary &S) { S.MainFiles.push_back("c.c"); },
          [](Summary &S) { S.Files.push_back("c.c"); },
          [](Summary &S) { S.Entities[2].DeclaredAs = {"DRIVER_UNLOAD"}; },
          [](Summary &S) { S.Entities[1].DeclaredAs = {"DRIVER_UNLOAD"}; },
          [](Summary &S) { S.Entities[2].Sections = {"PAGE"}; },
          [](Summary &S) { S.Entities[2].Paged = true; },
          [](Summary &S) { S.Initialisers.clear(); },
          [](Summary &S) { S.Initialisers.front().Where = {1, 1, 1}; },
          [](Summary &S) { S.Initialisers.front().Where = {1, 2, 1}; },
          [](Summary &S) { initialisation(S).Where = {1, 1, 1}; },
          [](Summary &S) { initialisation(S).Where = {1, 2, 1}; },
          [](Summary &S) { initialisation(S).Value.A = Operand::integer(2); },
          [](Summary &S) { S.Failures.front().File = "c.c"; },
          [](Summary &S) { S.Failures.front().Why = "what"; },
          [](Summary &S) { S.Suppressions.clear(); },
          [](Summary &S) { ++S.Suppressions.front().Begin.Line; },
          [](Summary &S) { ++S.Suppressions.front().End.Line; },
          [](Summary &S) { S.Suppressions.front().Checks = "nmr-*"; },
          [](Summary &S) { S.Suppressions.front().Reason = ""; },
          [](Summary &S) { S.Edits.clear(); },
          [](Summary &S) { ++S.Edits.front().Call.Column; },
          [](Summary &S) { S.Edits.front().Check = "c"; },
          [](Summary &S) { S.Edits.front().Class = "c"; },
          [](Summary &S) { ++S.Edits.front().Begin.Column; },
          [](Summary &S) { ++S.Edits.front().End.Column; },
          [](Summary &S) { S.Edits.front().Text = "t"; },
      });
}

/// Neither the order of entities nor, outside of headers, places count.
TEST(Digest, IsTheSameWhereNothingDiffers) {
  const Digest Was = digestOf(unit());
  Summary S = unit();
  ++at(S, 0).Where.Line;
  ++S.Functions.front().Where.Line;
  ++initialisation(S).Where.Line;
  ++S.Entities.front().Where.Line;
  S.Suppressions.push_back({{0, 1, 1}, {0, 2, 1}, "*", ""});
  EXPECT_EQ(textOfBody(digestOf(S)), textOfBody(Was));
  EXPECT_EQ(digestOf(S).Frame, Was.Frame);
  std::string Text = nmr::textOf(unit());
  const std::string Fields = "field @X\nfield @Y\n";
  const size_t At = Text.find(Fields);
  ASSERT_NE(At, std::string::npos);
  Text.replace(At, Fields.size(), "field @Y\nfield @X\n");
  EXPECT_EQ(textOfBody(digestOf(parse(Text))), textOfBody(Was));
}

} // namespace
