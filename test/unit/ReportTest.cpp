//===- ReportTest.cpp - What reports are made of --------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Baseline.h"
#include "Report/HtmlParts.h"
#include "Report/Rules.h"
#include "Report/Uri.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

using namespace nmr;

namespace {

TEST(ToUri, EncodesWhatAUriCannotHold) {
  EXPECT_EQ(toUri("src/driver.c"), "src/driver.c");
  EXPECT_EQ(toUri("../a b/c#d%e?.c"), "../a%20b/c%23d%25e%3F.c");
  EXPECT_EQ(toUri("\xC3\xA4.c"), "%C3%A4.c");
  // It would read as a scheme.
  EXPECT_EQ(toUri("c:1/x.c"), "c%3A1/x.c");
}

TEST(ToUri, NamesTheFileSchemeForAbsolutePaths) {
  EXPECT_EQ(toUri("/usr/include/x.h"), "file:///usr/include/x.h");
  EXPECT_EQ(toUri("C:\\work\\a b.c"), "file:///C:/work/a%20b.c");
  EXPECT_FALSE(isAbsolutePath("src/driver.c"));
  EXPECT_TRUE(isAbsolutePath("C:\\work\\driver.c"));
}

TEST(EscapeHtml, LeavesNothingThatBreaksOut) {
  EXPECT_EQ(escapeHtml("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&apos;");
  EXPECT_EQ(escapeHtml("\tx"), "\tx");
  EXPECT_EQ(escapeHtml(llvm::StringRef("a\0b", 3)), "a\xEF\xBF\xBD"
                                                    "b");
  EXPECT_EQ(escapeHtml("a\xFF"), "a\xEF\xBF\xBD");
  // U+202E turns what follows around; U+202F is a space.
  EXPECT_EQ(escapeHtml("a\xE2\x80\xAE"
                       "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(escapeHtml("a\xE2\x80\xAF"
                       "b"),
            "a\xE2\x80\xAF"
            "b");
}

TEST(Rules, EachHasAPageOfItsOwn) {
  unsigned Next = 0;
  for (const RuleInfo &R : rules()) {
    // Writers look a rule up by its number.
    EXPECT_EQ(unsigned(R.Id), Next++);
    EXPECT_TRUE(R.Page.starts_with(("# " + name(R.Id) + "\n\n").str()));
    EXPECT_EQ(R.summary().rfind("Warns when ", 0), 0u);
    EXPECT_EQ(R.summary().find_first_of("`\n"), std::string::npos);
  }
}

/// What reading a baseline with this text comes to: the error, or "".
std::string readBaseline(llvm::StringRef Text) {
  llvm::SmallString<128> Path;
  int Fd;
  EXPECT_FALSE(
      llvm::sys::fs::createTemporaryFile("baseline", "json", Fd, Path));
  {
    llvm::raw_fd_ostream OS(Fd, /*shouldClose=*/true);
    OS << Text;
  }
  llvm::Expected<Baseline> Read = Baseline::read(Path);
  llvm::sys::fs::remove(Path);
  return Read ? "" : llvm::toString(Read.takeError());
}

TEST(Baseline, TakesNoOtherShapeForAReport) {
  constexpr llvm::StringLiteral Driver =
      R"({"runs": [{"tool": {"driver": {"name": "nmr-scan"}}, "results": )";
  EXPECT_EQ(readBaseline(R"({"version": 1, "registrations": []})"), "");
  EXPECT_EQ(readBaseline((Driver + "[]}]}").str()), "");
  // Odd members are somebody's additions, not our fingerprints.
  EXPECT_EQ(
      readBaseline(R"({"version": 1, "registrations": [1, {"findings": 2}]})"),
      "");
  EXPECT_EQ(
      readBaseline((Driver + R"([1, {"partialFingerprints": 2}]}]})").str()),
      "");
  for (llvm::StringRef Text :
       {"[]", "1", "{}", R"({"runs": 1})", R"({"runs": [1]})",
        R"({"runs": [{"tool": 1}]})", R"({"registrations": {}})"})
    EXPECT_NE(readBaseline(Text).find("is no report of nmr-scan"),
              std::string::npos)
        << Text.str();
  EXPECT_NE(readBaseline("{").find("is no JSON"), std::string::npos);
  EXPECT_NE(readBaseline(R"({"registrations": []})").find("another version"),
            std::string::npos);
}

} // namespace
