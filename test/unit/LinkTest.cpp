//===- LinkTest.cpp - Several summaries to one ----------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/Link.h"
#include "TextFixture.h"
#include "llvm/ADT/STLExtras.h"

using namespace nmr;
using namespace nmr::test;

namespace {

// Two files of a driver: each has a static `helper` of its own; both bring
// along an inline function; `a.c` calls what `b.c` defines.
constexpr llvm::StringLiteral A = R"text(nmr-summary 3
main "a.c"
file 0 "a.c"
file 1 "common.h"
function @DriverEntry external as DRIVER_INITIALIZE !0:10:1
function @helper "a.c@helper" !0:2:13
function @Start external !1:5:10
function @inl "c:@F@inl" external inline !1:7:17
global @g_Cli external !1:3:15
field @Reg "c:@S@CTX@FI@Reg"

define @DriverEntry(%drv:8) !0:10:1 {
b0:
  call @helper() !0:11:3
  call @Start(&@g_Cli) !0:12:3
  %drv->@Reg+104 = 0
  return
}

define @helper() !0:2:13 {
b0:
  call @inl()
  return 1
}

define @inl() !1:7:17 {
b0:
  return
}
)text";

constexpr llvm::StringLiteral B = R"text(nmr-summary 3
main "b.c"
file 0 "common.h"
file 1 "b.c"
failure "b.inc" "it is missing"
global @g_Cli:8 external !1:4:8
field @Flag "c:@S@CTX@FI@Flag"
field @Reg "c:@S@CTX@FI@Reg"
function @Start external noreturn as STARTER !1:9:10
function @helper "b.c@helper" !1:2:13
function @inl "c:@F@inl" external inline !0:7:17

define @Start(%h:8) !1:9:10 {
b0:
  call @helper() !1:10:3
  %h->@Reg+8 = @g_Cli
  unreachable
}

define @helper() !1:2:13 {
b0:
  call @inl()
  return 2
}

define @inl() !0:7:17 {
b0:
  return
}

initialiser {
b0:
  @g_Cli = @Start
  return
}
)text";

Summary linkTexts(const std::vector<std::string> &Texts) {
  std::vector<Summary> Parts;
  for (const std::string &Text : Texts)
    Parts.push_back(parse(Text));
  Summary Unit = link(std::move(Parts));
  EXPECT_EQ(verify(Unit), "");
  return Unit;
}

TEST(Link, OneUnitOutOfTwoFiles) {
  EXPECT_EQ(write(linkTexts({A.str(), B.str()})), R"text(nmr-summary 3
main "a.c"
main "b.c"
file 0 "a.c"
file 1 "common.h"
file 2 "b.c"
failure "b.inc" "it is missing"
function @DriverEntry external as DRIVER_INITIALIZE !10:1
function @helper "a.c@helper" !2:13
function @Start external noreturn as STARTER !2:9:10
function @inl "c:@F@inl" external inline !1:7:17
global @g_Cli:8 external !1:3:15
field @Reg "c:@S@CTX@FI@Reg"
field @Flag "c:@S@CTX@FI@Flag"
function @helper#2 "b.c@helper" !2:2:13

define @DriverEntry(%drv:8) !10:1 {
b0:
  call @helper() !11:3
  call @Start(&@g_Cli:0) !12:3
  %drv->@Reg+104 = 0
  return
}

define @helper() !2:13 {
b0:
  call @inl()
  return 1
}

define @Start(%h:8) !2:9:10 {
b0:
  call @helper#2() !2:10:3
  %h->@Reg+8 = @g_Cli
  unreachable
}

define @inl() !1:7:17 {
b0:
  return
}

define @helper#2() !2:2:13 {
b0:
  call @inl()
  return 2
}

initialiser {
b0:
  @g_Cli = @Start
  return
}
)text");
}

TEST(Link, TheOrderOfThePartsPlaysNoRole) {
  constexpr llvm::StringLiteral C = R"text(nmr-summary 3
main "c.c"
file 0 "c.c"
function @Start external !0:1:1
define @Start(%h:8) {
  return
}
)text";
  // The same main file twice, with different content: compiled twice.
  constexpr llvm::StringLiteral D = R"text(nmr-summary 3
main "c.c"
function @Start external
define @Start(%h:8) {
  return 7
}
)text";
  std::vector<std::string> Texts = {A.str(), B.str(), C.str(), D.str()};
  std::string First = write(linkTexts(Texts));
  llvm::sort(Texts);
  unsigned Orders = 0;
  do {
    EXPECT_EQ(write(linkTexts(Texts)), First);
    ++Orders;
  } while (std::next_permutation(Texts.begin(), Texts.end()));
  EXPECT_EQ(Orders, 24u);
}

TEST(Link, OnePartStaysAsItIs) {
  EXPECT_TRUE(linkTexts({A.str()}) == parse(A));
  EXPECT_TRUE(linkTexts({B.str()}) == parse(B));
  EXPECT_TRUE(linkTexts({}) == Summary());
}

TEST(Link, ThePartTakenTwiceChangesNothing) {
  EXPECT_EQ(write(linkTexts({A.str(), B.str(), B.str(), A.str()})),
            write(linkTexts({A.str(), B.str()})));
}

std::string entryIn(llvm::StringRef File, llvm::StringRef Value,
                    llvm::StringRef Flags) {
  return ("nmr-summary 3\nmain \"" + File + "\"\nfile 0 \"" + File +
          "\"\nfunction @DriverEntry " + Flags +
          " !0:1:1\ndefine @DriverEntry() !0:1:1 {\n  return " + Value +
          "\n}\n")
      .str();
}

TEST(Link, WhatIsDefinedTwiceIsUnknown) {
  std::string X = entryIn("x.c", "1", "external"),
              Y = entryIn("y.c", "2", "external");
  Summary Unit = linkTexts({Y, X});
  EXPECT_TRUE(Unit.Functions.empty());
  ASSERT_EQ(Unit.Failures.size(), 1u);
  EXPECT_EQ(Unit.Failures[0].File, "y.c");
  EXPECT_EQ(Unit.Failures[0].Why, "function 'DriverEntry' is unknown: it is "
                                  "defined here and in 'x.c'");
}

TEST(Link, FilesForAnotherTargetAreLeftOut) {
  std::string Narrow = entryIn("y.c", "2", "external");
  Narrow.insert(Narrow.find("file"), "pointers 4\n");
  Summary Unit = linkTexts({Narrow, entryIn("x.c", "1", "external")});
  EXPECT_EQ(Unit.PointerSize, 8);
  ASSERT_EQ(Unit.Functions.size(), 1u);
  EXPECT_EQ(Unit.Functions[0].Blocks[0].End.A, Operand::integer(1));
  ASSERT_EQ(Unit.Failures.size(), 1u);
  EXPECT_EQ(Unit.Failures[0].File, "y.c");
  EXPECT_EQ(Unit.Failures[0].Why,
            "it is compiled for pointers of 4 bytes, and 'x.c' for those of 8: "
            "name the files of one driver");
}

TEST(Link, AWeakDefinitionGivesWay) {
  std::string X = entryIn("x.c", "1", "external weak"),
              Y = entryIn("y.c", "2", "external"),
              Z = entryIn("z.c", "3", "external weak");
  for (const std::vector<std::string> &Texts :
       {std::vector{X, Y}, {Y, Z}, {X, Y, Z}}) {
    Summary Unit = linkTexts(Texts);
    ASSERT_EQ(Unit.Functions.size(), 1u);
    EXPECT_EQ(Unit.Functions[0].Blocks[0].End.A, Operand::integer(2));
    EXPECT_FALSE(Unit.Entities[0].Weak);
    EXPECT_TRUE(Unit.Failures.empty());
  }
}

TEST(Link, OfSeveralWeakDefinitionsAnyMayBeTheOne) {
  Summary Unit = linkTexts({entryIn("x.c", "1", "external weak"),
                            entryIn("y.c", "2", "external weak")});
  EXPECT_TRUE(Unit.Functions.empty());
  EXPECT_TRUE(Unit.Failures.empty());
}

TEST(Link, WhatAHeaderSilencesIsKeptOnce) {
  auto Part = [](llvm::StringRef Main) {
    return ("nmr-summary 3\nmain \"" + Main + "\"\nfile 0 \"" + Main +
            "\"\nfile 1 \"h.h\"\n"
            "suppress \"*\" \"\" !1:4:0 to !1:5:0\n"
            "edit !1:4:2 for \"check\" \"V02\" by \"x\" !1:4:2 to !1:4:3\n")
        .str();
  };
  EXPECT_EQ(write(linkTexts({Part("a.c"), Part("b.c")})), R"text(nmr-summary 3
main "a.c"
main "b.c"
file 0 "a.c"
file 1 "h.h"
file 2 "b.c"
suppress "*" "" !1:4:0 to !1:5:0
edit !1:4:2 for "check" "V02" by "x" !1:4:2 to !1:4:3
)text");
}

TEST(Link, OfInlineDefinitionsTheFirstIsTakenInSilence) {
  std::string X = entryIn("x.c", "1", "external inline"),
              Y = entryIn("y.c", "2", "external inline");
  Summary Unit = linkTexts({Y, X});
  ASSERT_EQ(Unit.Functions.size(), 1u);
  EXPECT_EQ(Unit.Functions[0].Blocks[0].End.A, Operand::integer(1));
  EXPECT_TRUE(Unit.Failures.empty());
}

TEST(Link, SystemOnlyIfAllSaySo) {
  constexpr auto Part = "nmr-summary 3\nmain \"";
  auto Unit = linkTexts({std::string(Part) + "a.c\"\nfunction @f system\n"
                                             "function @g system\n",
                         std::string(Part) + "b.c\"\nfunction @f external\n"
                                             "function @g system\n"});
  EXPECT_FALSE(Unit.Entities[0].System);
  EXPECT_TRUE(Unit.Entities[0].External);
  EXPECT_TRUE(Unit.Entities[1].System);
}

TEST(Link, AnInlineVariableIsInitialisedOnce) {
  constexpr llvm::StringLiteral Body = R"(global @v:8 inline external
initialiser {
  @v = 1
  return
}
)";
  Summary Unit = linkTexts({("nmr-summary 3\nmain \"a.c\"\n" + Body).str(),
                            ("nmr-summary 3\nmain \"b.c\"\n" + Body).str()});
  EXPECT_EQ(Unit.Initialisers.size(), 1u);
}

} // namespace
