//===- TextTest.cpp - The text format -------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TextFixture.h"
#include "llvm/Support/MemoryBuffer.h"
#include <random>

using namespace nmr;
using namespace nmr::test;

namespace {

// Every construct once, as the tool writes it.
constexpr llvm::StringLiteral Canonical = R"text(nmr-summary 3
main "driver.c"
main "b \"quoted\" \\.c"
file 0 "driver.c"
file 1 "wrap\x09per.h"
failure "c.c" "no such header"
function @DriverEntry "c:@F@DriverEntry" external as DRIVER_INITIALIZE as "odd type" !10:10
function @NmrRegisterClient external system
function @"Reg::~Reg" "c:@S@Reg@F@~Reg#" inline overrides @"Reg::~Reg"#2 !1:4:2
function @"Reg::~Reg"#2 noreturn
function @"" "nameless"
global @g_Cli:8 "c:driver.c@g_Cli" !3
global @g_P
field @Reg "c:@S@CTX@FI@Reg"
field @Reg#2 "c:@S@OTHER@FI@Reg"

define @DriverEntry(%drv:8, %1:8) !10:10 to !40:1 {
  local %s:4, %s#2:4, %4:24, %i:4, %i#2, %"12":8, %a:1, %b:1
  local %c:1
b0:
  %s = call @NmrRegisterClient(&@g_Cli, 0, &%4.@Reg+16) !12:5
  %drv->@Reg+104 = @DriverEntry !13:5
  %4->+8:4 = -5
  %4.@Reg-8:0 = %4.+0:1
  %s#2:2 = cast.s16 %s !1:7:9
  %s = add.u32 %s, 4096
  %1 = ptradd %1, %i x -24
  @g_P[3 x 8] = @g_P[%i x 8].*.*
  %"12" = ?
  vcall @"Reg::~Reg"(%4:8) !14:1
  call %4.*[-1 x 16]->@Reg#2()
  call @NmrRegisterClient(%4 writes 8, 0, %1 writes record 32)
  call ?(@g_P)
  havoc @g_Cli
  end %i
  if ge.s32 %s, 0 then b1 else b2 "NT_SUCCESS(s)" !15:7
b1:
  if ne.u64 %1, 0 then b3 else b2 not "!Ptr" !15:9
b2:
  switch.u8 %a of 0: b3, 3..7: b4, -1: b5 else b6 "a"
b3:
  choose b0, b1
b4:
  try b5, b6
b5:
  goto b6
b6:
  switch.s64 0 of else b7
b7:
  return !40:1
b8:
  unreachable
}

define @"Reg::~Reg"() {
b0:
  return @g_Cli
}

initialiser {
b0:
  @g_P = &@g_Cli
  return
}

initialiser !5:1 {
  local %0:8
b0:
  return
}
)text";

TEST(Text, CanonicalTextIsWrittenAsItWasRead) {
  EXPECT_EQ(write(parse(Canonical)), Canonical);
}

TEST(Text, WhatIsReadIsWhatWasMeant) {
  Summary S = parse(Canonical);
  EXPECT_EQ(S.MainFiles[1], "b \"quoted\" \\.c");
  EXPECT_EQ(S.Files[1], "wrap\tper.h");
  ASSERT_EQ(S.Failures.size(), 1u);
  EXPECT_EQ(S.Failures[0].Why, "no such header");

  const Entity &Entry = S.Entities[0];
  EXPECT_TRUE(Entry.External);
  EXPECT_FALSE(Entry.System);
  ASSERT_EQ(Entry.DeclaredAs.size(), 2u);
  EXPECT_EQ(Entry.DeclaredAs[1], "odd type");
  EXPECT_EQ(Entry.Where, (Loc{0, 10, 10}));
  EXPECT_EQ(S.Entities[1].Id, "NmrRegisterClient");
  ASSERT_EQ(S.Entities[2].Overrides.size(), 1u);
  EXPECT_EQ(S.Entities[2].Overrides[0], 3u);
  EXPECT_EQ(S.Entities[2].Where, (Loc{1, 4, 2}));
  EXPECT_TRUE(S.Entities[3].NoReturn);
  EXPECT_EQ(S.Entities[5].Size, 8u);
  EXPECT_EQ(S.Entities[5].Where, (Loc{0, 3, 0}));

  ASSERT_EQ(S.Functions.size(), 2u);
  const Function &F = S.Functions[0];
  EXPECT_EQ(F.NumParams, 2u);
  ASSERT_EQ(F.Locals.size(), 11u);
  EXPECT_EQ(F.Locals[3].Name, "s");
  EXPECT_EQ(F.Locals[4].Name, "");
  EXPECT_EQ(F.Locals[7].Name, "12");

  const llvm::ArrayRef<Statement> Body = F.Blocks[0].Body;
  EXPECT_EQ(Body[0].K, Statement::Kind::Call);
  EXPECT_TRUE(Body[0].HasDest);
  EXPECT_EQ(Body[0].Dest, Place::local(2, 4));
  EXPECT_EQ(Body[0].callee(), Operand::function(1));
  ASSERT_EQ(Body[0].Args.size(), 3u);
  EXPECT_EQ(Body[0].Args[0], Operand::addressOf(Place::global(5, 8)));
  EXPECT_EQ(Body[0].Args[1], Operand::integer(0));
  const Place &Store = Body[1].Dest;
  ASSERT_EQ(Store.Path.size(), 2u);
  EXPECT_EQ(Store.Path[0].K, Projection::Kind::Deref);
  EXPECT_EQ(Store.Path[1].Offset, 104);
  EXPECT_EQ(Store.Path[1].Field, 7u);
  EXPECT_EQ(Store.Size, 8u);
  EXPECT_EQ(Body[2].Value, Rvalue::use(Operand::integer(-5)));
  EXPECT_EQ(Body[2].Dest.Path[1].Field, NoId);
  EXPECT_EQ(Body[3].Dest.Path[0].Offset, -8);
  EXPECT_EQ(Body[4].Dest.Size, 2u);
  EXPECT_EQ(Body[4].Value.Type, (IntType{16, true}));
  EXPECT_EQ(Body[6].Value.Stride, -24);
  EXPECT_EQ(Body[7].Dest.Path[0].IndexConst, 3);
  EXPECT_EQ(Body[7].Value.A.P.Path[0].IndexLocal, 5u);
  EXPECT_EQ(Body[8].Value.A, Operand::unknown());
  EXPECT_TRUE(Body[9].Virtual);

  const Terminator &If = F.Blocks[0].End;
  EXPECT_EQ(If.Cmp, Op::Ge);
  EXPECT_EQ(If.Text, "NT_SUCCESS(s)");
  EXPECT_FALSE(If.TextNegated);
  EXPECT_TRUE(F.Blocks[1].End.TextNegated);
  const Terminator &Switch = F.Blocks[2].End;
  ASSERT_EQ(Switch.Cases.size(), 3u);
  EXPECT_EQ(Switch.Cases[1], (Terminator::Case{3, 7}));
  EXPECT_EQ(Switch.Targets.back(), 6u);
  EXPECT_FALSE(F.Blocks[3].End.Exceptional);
  EXPECT_TRUE(F.Blocks[4].End.Exceptional);
  EXPECT_EQ(S.Initialisers.size(), 2u);
}

TEST(Text, APersonMayWriteItMoreLoosely) {
  // Comments, hexadecimal numbers, no locations, labels of one's own, an entry
  // block without label, definitions in any order, ".*." for "->".
  Summary Loose = parse(R"(
    # a comment
    nmr-summary 3   # and another
    function @f
    function @g
    field @x
    define @g(%p:8) {
      %p.*.@x = 0x103
      goto out
    out:
      return
    }
    define @f() {
      return 0xffffffffffffffff
    }
  )");
  EXPECT_EQ(write(Loose), R"(nmr-summary 3
function @f
function @g
field @x

define @f() {
b0:
  return -1
}

define @g(%p:8) {
b0:
  %p->@x = 259
  goto b1
b1:
  return
}
)");
}

TEST(Text, CarriageReturnsAndAMissingLastNewLineAreAccepted) {
  EXPECT_EQ(parse("nmr-summary 3\r\nmain \"a.c\"").MainFiles,
            std::vector<std::string>{"a.c"});
}

TEST(Text, BytesThatAreNoTextSurvive) {
  Summary S;
  S.MainFiles = {std::string("\xff\x00\x80 \n", 5), "\xc3\xbc.c"};
  std::string Text = write(S);
  EXPECT_NE(Text.find(R"("\xff\x00\x80 \x0a")"), std::string::npos);
  EXPECT_NE(Text.find("\xc3\xbc.c"), std::string::npos);
  EXPECT_EQ(parse(Text), S);
}

TEST(Text, TheExampleInTheDocumentationIsCanonical) {
  auto Page =
      llvm::MemoryBuffer::getFile(NMR_SOURCE_DIR "/docs/summary-format.md");
  ASSERT_TRUE(bool(Page));
  llvm::StringRef Example =
      (*Page)->getBuffer().split("```\n").second.split("```").first;
  EXPECT_EQ(write(parse(Example)), Example.str());
}

struct Mistake {
  const char *Text, *Message;
};

class TextErrors : public testing::TestWithParam<Mistake> {};

TEST_P(TextErrors, NamePlaceAndExpectation) {
  EXPECT_EQ(errorOf(GetParam().Text), GetParam().Message);
}

#define HEAD "nmr-summary 3\nfunction @f\nglobal @g:8\nfield @m\n"
INSTANTIATE_TEST_SUITE_P(
    Reader, TextErrors,
    testing::Values(
        Mistake{"", "t:1:1: not a summary: the first line is not "
                    "'nmr-summary 3'"},
        Mistake{"int main;", "t:1:1: not a summary: the first line is not "
                             "'nmr-summary 3'"},
        Mistake{"nmr-summary 2\n", "t:1:13: summary format 2, this build reads "
                                   "3: extract it again"},
        Mistake{"nmr-summary one\n",
                "t:1:13: expected the version of the format, found 'one'"},
        Mistake{"nmr-summary 3 1\n",
                "t:1:15: expected the end of the line, found '1'"},
        Mistake{
            HEAD "fnord\n",
            "t:5:1: expected 'main', 'pointers', 'file', 'failure', "
            "'suppress', 'edit', 'function', 'global', 'field', 'define' or "
            "'initialiser', found 'fnord'"},
        Mistake{HEAD "pointers 5\n", "t:5:10: expected 4 or 8, found '5'"},
        Mistake{HEAD "suppress \"*\" \"\"\n",
                "t: a suppression: its places are no part of one file"},
        Mistake{HEAD "file 0 \"f\"\nsuppress \"*\" \"\" !3 to !2\n",
                "t: a suppression: its places are no part of one file"},
        Mistake{HEAD "file 0 \"f\"\nedit !1:1 by \"\"\n",
                "t:6:11: expected 'for', found 'by'"},
        Mistake{HEAD "main file\n",
                "t:5:6: expected a file name in quotes, found 'file'"},
        Mistake{HEAD "main \"abc\n",
                "t:5:6: expected a file name in quotes, found a string without "
                "an end on its line"},
        Mistake{HEAD "main \"\\q\"\n",
                "t:5:6: expected a file name in quotes, found an escape that "
                "is none of \\\" \\\\ \\xHH"},
        Mistake{HEAD "file 1 \"a.c\"\n",
                "t:5:6: files are numbered in order; expected 0"},
        Mistake{HEAD "global @g\n",
                "t:5:8: '@g' is declared already, or not in its turn"},
        Mistake{HEAD "global @h#2\n",
                "t:5:8: '@h#2' is declared already, or not in its turn"},
        Mistake{HEAD "global @h !3:1\n",
                "t:5:15: a location names file 0, but 0 are declared"},
        Mistake{HEAD "function @h overrides @k\n",
                "t:5:23: '@k' is not declared"},
        Mistake{HEAD "function @h overrides @g\n",
                "t: entity 'h': it overrides what is no function"},
        Mistake{HEAD "global @h \"g\"\n",
                "t: entity 'h': the identity 'g' is taken already"},
        Mistake{HEAD "define @g() {\n",
                "t:5:8: '@g' is not declared as a function"},
        Mistake{HEAD "define @f() {\n}\n",
                "t:6:1: a function needs at least one block"},
        Mistake{HEAD "define @f() {\n  havoc @g\n}\n",
                "t:7:1: the last block has no terminator"},
        Mistake{HEAD "define @f() {\n  havoc @g\nb:\n  return\n}\n",
                "t:7:1: the block before 'b' has no terminator"},
        Mistake{HEAD "define @f() {\n  return\n  return\n}\n",
                "t:7:3: expected a label or '}' after a terminator, found "
                "'return'"},
        Mistake{HEAD "define @f() {\na:\n  return\na:\n  return\n}\n",
                "t:8:1: there is a block 'a' already"},
        Mistake{HEAD "define @f() {\n  goto b\n}\n",
                "t:6:8: there is no block 'b'"},
        Mistake{HEAD "define @f() {\n  return\n",
                "t:7:1: expected a label or '}' after a terminator, found the "
                "end of the file"},
        Mistake{HEAD "define @f() {\n  return\n}\ndefine @f() {\n  return\n}\n",
                "t: function 'f': it is defined twice"},
        Mistake{HEAD "define @f() {\n  return %x\n}\n",
                "t:6:10: '%x' is not declared here"},
        Mistake{HEAD "define @f() {\n  return @x\n}\n",
                "t:6:10: '@x' is not declared"},
        Mistake{HEAD "define @f() {\n  return @m\n}\n",
                "t:6:10: '@m' is no global"},
        Mistake{HEAD "define @f() {\n  @g.@g = 0\n  return\n}\n",
                "t:6:6: '@g' is not declared as a field"},
        Mistake{HEAD "define @f() {\n  @g-> = 0\n  return\n}\n",
                "t:6:8: expected a field or an offset, found '='"},
        Mistake{HEAD "define @f() {\n  @g[x] = 0\n  return\n}\n",
                "t:6:6: expected a local or a number, found 'x'"},
        Mistake{HEAD "define @f() {\n  @g = neg.s32 1\n  return\n}\n",
                "t:6:8: expected a value, found 'neg'"},
        Mistake{HEAD "define @f() {\n  @g = add.f32 1, 2\n  return\n}\n",
                "t:6:12: expected an integer type, like 's32' or 'u64', found "
                "'f32'"},
        Mistake{HEAD "define @f() {\n  @g = add.s65 1, 2\n  return\n}\n",
                "t:6:12: expected an integer type, like 's32' or 'u64', found "
                "'s65'"},
        Mistake{HEAD "define @f() {\n  @g = 9223372036854775808\n  return\n}\n",
                "t:6:8: a number does not fit 64 bits"},
        Mistake{HEAD "define @f() {\n  @g = 0x1ffffffffffffffff\n  return\n}\n",
                "t:6:8: expected an operand, found a malformed number, or one "
                "of more than 64 bits"},
        Mistake{HEAD "define @f() {\n  call @f(1\n  return\n}\n",
                "t:6:12: expected ')', found the end of the line"},
        Mistake{HEAD "define @f() {\n  call 5()\n  return\n}\n",
                "t: function 'f', block 0: a callee is neither a function, a "
                "load nor unknown"},
        Mistake{HEAD "define @f() {\n  if add.s32 1, 2 then a else b\n}\n",
                "t:6:6: expected a comparison, found 'add'"},
        Mistake{HEAD "define @f() {\n  end @g\n  return\n}\n",
                "t: function 'f', block 0: what goes out of scope is no local"},
        Mistake{HEAD "define @f() {\nb:\n  return\n  local %x\n}\n",
                "t:8:9: locals are declared before the first block"},
        Mistake{"nmr-summary 3\n\x01\n",
                "t:2:1: expected 'main', 'pointers', 'file', 'failure', "
                "'suppress', 'edit', 'function', 'global', 'field', 'define' "
                "or 'initialiser', "
                "found a character that means nothing here"}));
#undef HEAD

/// A random summary that keeps the promises of the model and sets no member
/// that its kind does not use.
class Generator {
public:
  explicit Generator(unsigned Seed) : Random(Seed) {}

  Summary summary() {
    Summary S;
    fill(S.MainFiles, 3);
    S.PointerSize = below(2) ? 4 : 8;
    fill(S.Files, 3);
    S.Files.push_back("last.c");
    for (unsigned N = below(3); N; --N)
      S.Failures.push_back({string(), string()});
    for (unsigned N = below(3); N; --N) {
      const Loc Begin = {below(2) ? 0 : uint32_t(S.Files.size() - 1), 3, 0};
      const Loc End = {Begin.File, 3 + below(2), below(9)};
      S.Suppressions.push_back({Begin, End, string(), string()});
      S.Edits.push_back({Begin, string(), string(), Begin, End, string()});
    }
    Unit = &S;
    for (unsigned N = 6 + below(12), I = 0; I != N; ++I) {
      Entity &E = S.Entities.emplace_back();
      // The first three make sure that there is one of each kind.
      E.K = Entity::Kind(I < 3 ? I : below(3));
      E.Name = string();
      E.Id = flip() && I > 5 ? string() + std::to_string(I) : std::to_string(I);
      E.External = flip();
      E.System = flip();
      E.Inline = flip();
      E.NoReturn = flip();
      E.Weak = flip();
      E.Overlaid = flip();
      if (below(4) == 0)
        E.DeclaredAs.push_back(string());
      if (below(4) == 0)
        E.Overrides.push_back(0);
      E.Where = loc();
      E.Size = below(3) * 8;
    }
    for (EntityId Id = 0; Id != S.Entities.size(); ++Id)
      if (S.Entities[Id].K == Entity::Kind::Function && flip())
        S.Functions.push_back(function(Id));
    for (unsigned N = below(3); N; --N)
      S.Initialisers.push_back(function(NoId));
    return S;
  }

private:
  std::mt19937 Random;
  const Summary *Unit = nullptr;
  Function *F = nullptr;

  unsigned below(unsigned N) { return Random() % N; }
  bool flip() { return below(2) == 0; }

  void fill(std::vector<std::string> &To, unsigned N) {
    for (unsigned I = below(N); I; --I)
      To.push_back(string());
  }

  std::string string() {
    static constexpr const char *Words[] = {
        "",    "x",    "Reg", "Reg::~Reg", "operator new[]", "12",   "x#2",
        "a b", "if",   "\"",  "\\x",       "\xc3\xbc",       "\xff", "a\nb\tc",
        "$_0", "call", "#",   "x x"};
    return Words[below(std::size(Words))];
  }

  int64_t number() {
    static constexpr int64_t Numbers[] = {
        0, 1, -1, 259, INT32_MIN, INT64_MIN, INT64_MAX, 1ll << 40};
    return Numbers[below(std::size(Numbers))];
  }

  Loc loc() {
    if (below(3) == 0)
      return {};
    return {below(Unit->Files.size()), below(1000), below(80)};
  }

  EntityId entity(Entity::Kind K) {
    while (true)
      if (EntityId Id = below(Unit->Entities.size()); Unit->Entities[Id].K == K)
        return Id;
  }

  IntType type() { return {uint8_t(1 + below(64)), flip()}; }

  Place place(bool OnlyLocal = false) {
    Place P;
    if (OnlyLocal || flip())
      P = Place::local(below(F->Locals.size()), below(3) * 4);
    else
      P = Place::global(entity(Entity::Kind::Global), below(3) * 4);
    for (unsigned N = OnlyLocal ? 0 : below(4); N; --N) {
      Projection &Step = P.Path.emplace_back();
      Step.K = Projection::Kind(below(3));
      if (Step.K == Projection::Kind::Field) {
        Step.Field = flip() ? entity(Entity::Kind::Field) : NoId;
        Step.Offset = number();
      } else if (Step.K == Projection::Kind::Index) {
        if (flip())
          Step.IndexLocal = below(F->Locals.size());
        else
          Step.IndexConst = number();
        Step.Stride = below(32);
      }
    }
    return P;
  }

  Operand operand() {
    switch (below(5)) {
    case 0:
      return Operand::load(place());
    case 1:
      return Operand::integer(number());
    case 2:
      return Operand::addressOf(place());
    case 3:
      return Operand::function(entity(Entity::Kind::Function));
    default:
      return Operand::unknown();
    }
  }

  Rvalue rvalue() {
    Rvalue R;
    R.O = Op(below(unsigned(Op::PtrAdd) + 1));
    R.A = operand();
    if (R.O != Op::Use && R.O != Op::Cast)
      R.B = operand();
    if (R.O == Op::PtrAdd)
      R.Stride = number();
    else if (R.O != Op::Use)
      R.Type = type();
    return R;
  }

  Statement statement() {
    Statement St;
    St.K = Statement::Kind(below(4));
    St.Where = loc();
    switch (St.K) {
    case Statement::Kind::Assign:
      St.Dest = place();
      St.Value = rvalue();
      break;
    case Statement::Kind::Call:
      St.HasDest = flip();
      if (St.HasDest)
        St.Dest = place();
      do
        St.callee() = operand();
      while (St.callee().K == Operand::Kind::Int ||
             St.callee().K == Operand::Kind::AddressOf);
      St.Virtual = flip();
      for (unsigned N = below(4); N; --N)
        St.Args.push_back(operand());
      break;
    case Statement::Kind::Havoc:
      St.Dest = place();
      break;
    case Statement::Kind::ScopeEnd:
      St.Dest = place(/*OnlyLocal=*/true);
      break;
    }
    return St;
  }

  Terminator terminator(unsigned Blocks) {
    Terminator T;
    T.K = Terminator::Kind(below(6));
    T.Where = loc();
    size_t Targets = 0;
    switch (T.K) {
    case Terminator::Kind::Goto:
      Targets = 1;
      break;
    case Terminator::Kind::Branch:
      Targets = 2;
      T.Cmp = Op(unsigned(Op::Eq) + below(6));
      T.B = operand();
      [[fallthrough]];
    case Terminator::Kind::Switch:
      T.A = operand();
      T.Type = type();
      T.Text = string();
      T.TextNegated = flip();
      if (T.K == Terminator::Kind::Switch) {
        for (unsigned N = below(4); N; --N)
          T.Cases.push_back({number(), number()});
        Targets = T.Cases.size() + 1;
      }
      break;
    case Terminator::Kind::Choose:
      Targets = 1 + below(3);
      T.Exceptional = flip();
      break;
    case Terminator::Kind::Return:
      T.HasValue = flip();
      if (T.HasValue)
        T.A = operand();
      break;
    case Terminator::Kind::Unreachable:
      break;
    }
    while (T.Targets.size() != Targets)
      T.Targets.push_back(below(Blocks));
    return T;
  }

  Function function(EntityId Id) {
    Function Fn;
    F = &Fn;
    Fn.Entity = Id;
    Fn.Where = loc();
    Fn.End = loc();
    for (unsigned N = 1 + below(20); N; --N)
      Fn.Locals.push_back({string(), below(3) * 4});
    if (Id != NoId)
      Fn.NumParams = below(Fn.Locals.size());
    unsigned Blocks = 1 + below(5);
    for (unsigned B = 0; B != Blocks; ++B) {
      Block &New = Fn.Blocks.emplace_back();
      for (unsigned N = below(6); N; --N)
        New.Body.push_back(statement());
      New.End = terminator(Blocks);
    }
    return Fn;
  }
};

TEST(Text, RandomSummariesSurviveTheRoundTrip) {
  for (unsigned Seed = 0; Seed != 500; ++Seed) {
    Summary S = Generator(Seed).summary();
    ASSERT_EQ(verify(S), "") << "seed " << Seed;
    std::string Text = write(S);
    Summary Again = parse(Text);
    ASSERT_TRUE(Again == S) << "seed " << Seed << "\n" << Text;
    ASSERT_EQ(write(Again), Text);
  }
}

TEST(Text, DamagedTextIsRejectedOrReadButNeverFatal) {
  std::mt19937 Random(1);
  std::string Whole = Canonical.str();
  static constexpr llvm::StringLiteral Splinters[] = {
      "\"", "@", "%", "#", "#99", "\n", "->",
      "..", ":", "{", "}", "-",   "0x", "!"};
  unsigned Read = 0;
  for (unsigned Run = 0; Run != 20000; ++Run) {
    std::string Text = Whole;
    for (unsigned N = 1 + Random() % 3; N; --N) {
      size_t At = Random() % Text.size();
      switch (Random() % 4) {
      case 0:
        Text[At] = char(Random());
        break;
      case 1:
        Text.erase(At, 1 + Random() % 9);
        break;
      case 2:
        Text.insert(At, Splinters[Random() % std::size(Splinters)].str());
        break;
      case 3:
        Text.insert(At, Text.substr(Random() % Text.size(), Random() % 60));
        break;
      }
    }
    llvm::Expected<Summary> S = readText(Text, "damaged");
    if (!S) {
      std::string Message = llvm::toString(S.takeError());
      ASSERT_EQ(Message.rfind("damaged:", 0), 0u) << Message;
      continue;
    }
    ++Read;
    ASSERT_TRUE(parse(write(*S)) == *S) << Text;
  }
  // Both ways out are taken often enough to mean something.
  EXPECT_GT(Read, 500u);
  EXPECT_LT(Read, 19500u);
}

TEST(Text, TimeIsLinearInAwkwardInputs) {
  // Inputs that cost quadratic time or deep recursion in a careless reader;
  // CTest's own limit is the judge.
  std::string Text = "nmr-summary 3\nfunction @f\ndefine @f(%p:8) {\n";
  for (unsigned I = 0; I != 100000; ++I)
    Text += "  goto b" + std::to_string(I) + "\nb" + std::to_string(I) + ":\n";
  Text += "  %p";
  for (unsigned I = 0; I != 100000; ++I)
    Text += ".*";
  Text += " = 0\n  return\n}\n";
  Summary S = parse(Text);
  ASSERT_EQ(S.Functions.size(), 1u);
  EXPECT_EQ(S.Functions[0].Blocks.size(), 100001u);
  EXPECT_EQ(S.Functions[0].Blocks.back().Body[0].Dest.Path.size(), 100000u);

  std::string Locals = "nmr-summary 3\nfunction @f\ndefine @f() {\n";
  for (unsigned I = 1; I != 100000; ++I)
    Locals += "  local %x#" + std::to_string(I) + ":8\n";
  EXPECT_EQ(parse(Locals + "  return\n}\n").Functions[0].Locals.size(), 99999u);
}

} // namespace
