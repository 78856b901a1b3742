//===- MSBuildTest.cpp - Projects of Visual Studio ------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Condition.h"
#include "MSBuild/Functions.h"
#include "MSBuild/Project.h"
#include "MSBuild/Solution.h"
#include "MSBuild/Xml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace nmr::msbuild;
using llvm::StringRef;

namespace {

/// A project in a file system of its own.
class MSBuildTest : public testing::Test {
protected:
  MSBuildTest() { FS->setCurrentWorkingDirectory("/"); }

  void file(StringRef Path, StringRef Text) {
    FS->addFile(Path, 0, llvm::MemoryBuffer::getMemBufferCopy(Text));
  }

  Scope scope() { return {Props, Files, Diags, {"a.props", 7}, "/src/net"}; }
  std::string expanded(StringRef Text) {
    return unescape(expand(Text, scope()));
  }

  /// `true`, `false`, or why it is no condition.
  std::string condition(StringRef Text) {
    llvm::Expected<bool> Result = evaluateCondition(Text, scope());
    return Result ? (*Result ? "true" : "false") : toString(Result.takeError());
  }

  /// What was said, a line each.
  std::string said() const {
    std::string Text;
    for (const Diagnostic &D : Diags.all())
      Text += D.text() + "\n";
    return Text;
  }

  Project project(StringRef Text) {
    file("/src/net/net.vcxproj", Text);
    const Surroundings In{Files, nullptr, {{"Platform", "x64"}}, {}};
    std::optional<Project> P = evaluate("/src/net/net.vcxproj", In, Diags);
    return P ? std::move(*P) : Project{"", "", Properties(nullptr), {}, {}, {}};
  }

  static std::string items(const Project &P, StringRef Type) {
    std::vector<std::string> Names;
    for (const Item *I : P.items(Type))
      Names.push_back(unescape(I->Include));
    return llvm::join(Names, " ");
  }

  llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> FS =
      llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  FileLookup Files{FS};
  Properties Props{nullptr};
  Diagnostics Diags;
};

//===-- Properties --------------------------------------------------------===//

TEST_F(MSBuildTest, NamesOfPropertiesKnowNoCase) {
  Props.set("Configuration", "Debug");
  EXPECT_EQ(expanded("$(CONFIGURATION)|$( configuration )"), "Debug|Debug");
}

TEST_F(MSBuildTest, WhatIsNotSetIsEmpty) {
  EXPECT_EQ(expanded("a$(Nothing)b"), "ab");
  EXPECT_EQ(said(), "");
}

TEST_F(MSBuildTest, GlobalsStay) {
  Props.setGlobal("Platform", "x64");
  Props.set("platform", "Win32");
  EXPECT_EQ(expanded("$(Platform)"), "x64");
}

TEST_F(MSBuildTest, TheEnvironmentHasWhatIsNotSet) {
  Properties P([](StringRef Name) -> std::optional<std::string> {
    if (Name == "EWDK")
      return "C:\\E;W(DK)";
    return std::nullopt;
  });
  EXPECT_EQ(unescape(P.get("EWDK")), "C:\\E;W(DK)");
  P.set("EWDK", "mine");
  EXPECT_EQ(P.get("EWDK"), "mine");
}

TEST_F(MSBuildTest, ReferencesThatAreNotOursStay) {
  EXPECT_EQ(expand("%(Filename) @(ClCompile) 100% $5 a@b", scope()),
            "%(Filename) @(ClCompile) 100% $5 a@b");
}

TEST_F(MSBuildTest, AnEscapedSemicolonDividesNothing) {
  EXPECT_EQ(llvm::join(splitList(" a%3bb ; ;c"), "|"), "a%3bb|c");
  EXPECT_EQ(unescape("a%3bb%zz%2"), "a;b%zz%2");
  EXPECT_EQ(unescape(escape("%3b;$(x)*?@'")), "%3b;$(x)*?@'");
}

TEST_F(MSBuildTest, AReferenceThatIsNotClosed) {
  EXPECT_EQ(expanded("a$(b"), "a");
  EXPECT_EQ(said(), "a.props:7: no ')' belongs to the '(' in '$(b'\n");
}

//===-- Property functions ------------------------------------------------===//

TEST_F(MSBuildTest, StringFunctions) {
  Props.set("V", "10.0.22621.0");
  Props.set("P", " One;Two ");
  const std::pair<StringRef, StringRef> Cases[] = {
      {"$(V.Replace('.', '_'))", "10_0_22621_0"},
      {"$(V.Split('.')[2])", "22621"},
      {"$(V.Split('.').Length)", "4"},
      {"$(V.Substring(0, 4))", "10.0"},
      {"$(V.Substring(5))", "22621.0"},
      {"$(V.StartsWith('10.'))", "True"},
      {"$(V.Contains(`x`))", "False"},
      {"$(V.IndexOf(\".\"))", "2"},
      {"$(V.LastIndexOf('.'))", "10"},
      {"$(V.Length)", "12"},
      {"$(V.TrimEnd('0.'))", "10.0.22621"},
      {"$(P.Trim().ToUpper())", "ONE;TWO"},
      {"$(P.Trim().ToLowerInvariant().EndsWith('two'))", "True"},
      {"$(V.Replace('10', $(V.Substring(0, 2))$(V.Length)))", "1012.0.22621.0"},
      {"$(V[0])", "1"},
      {"$(Nothing.Contains('a'))", "False"},
      {"$([System.String]::IsNullOrEmpty('$(Nothing)'))", "True"},
      {"$([System.String]::Copy('a,b').Replace(',', '-'))", "a-b"},
      {"$([System.Version]::Parse('$(V)').Major)", "10"},
  };
  for (auto [Text, Expected] : Cases)
    EXPECT_EQ(expanded(Text), Expected) << Text.str();
  EXPECT_EQ(said(), "");
}

TEST_F(MSBuildTest, TheSemicolonsOfAFunctionsResultAreEscaped) {
  Props.set("L", "a,b");
  EXPECT_EQ(splitList(expand("$(L.Replace(',', '%3b'))", scope())).size(), 1u);
  EXPECT_EQ(splitList(expand("$([MSBuild]::Unescape($(L.Replace(',', '%3b'))))",
                             scope()))
                .size(),
            2u);
  EXPECT_EQ(splitList(expand("$(L.Split(','))", scope())).size(), 2u);
}

TEST_F(MSBuildTest, FunctionsOfMSBuild) {
  file("/src/Directory.Build.props", "");
  file("/src/net/version.txt", "3\n");
  Props.set("MSBuildThisFileDirectory", "/src/net/");
  const std::pair<StringRef, StringRef> Cases[] = {
      {"$([MSBuild]::GetDirectoryNameOfFileAbove('/src/net/sub', "
       "'directory.build.props'))",
       "/src"},
      {"$([MSBuild]::GetDirectoryNameOfFileAbove('/src/net', 'none'))", ""},
      {"$([MSBuild]::GetPathOfFileAbove('Directory.Build.props'))",
       "/src/Directory.Build.props"},
      {"$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', "
       "'$(MSBuildThisFileDirectory)..\\..\\'))",
       ""},
      {"$([MSBuild]::EnsureTrailingSlash('a\\b'))", "a\\b/"},
      {"$([MSBuild]::NormalizePath('..\\NET', 'version.txt'))",
       "/src/net/version.txt"},
      {"$([MSBuild]::MakeRelative('/src/net', '/src/tap/a'))", "../tap/a"},
      {"$([MSBuild]::ValueOrDefault('$(Nothing)', 'd'))", "d"},
      {"$([MSBuild]::Add(2, 3))", "5"},
      {"$([MSBuild]::Divide(7, 2))", "3"},
      {"$([MSBuild]::Divide(7, 0))", "0"},
      {"$([MSBuild]::VersionGreaterThanOrEquals('10.0.22000', '10.0'))",
       "True"},
      {"$([MSBuild]::VersionLessThan('17.0', '16.11'))", "False"},
      {"$([MSBuild]::IsOSPlatform('Windows'))", "True"},
      {"$(Registry:HKEY_LOCAL_MACHINE\\Software\\Kits@Root)", ""},
      {"$([System.IO.Path]::Combine('a', 'b\\', 'c'))", "a/b\\c"},
      {"$([System.IO.Path]::Combine('a', '/b'))", "/b"},
      {"$([System.IO.Path]::GetFileNameWithoutExtension('x\\y.z.c'))", "y.z"},
      {"$([System.IO.Path]::GetExtension('x.d\\y'))", ""},
      {"$([System.IO.Path]::GetDirectoryName('x\\y\\z.c'))", "x\\y"},
      {"$([System.IO.Path]::ChangeExtension('a.c', 'obj'))", "a.obj"},
      {"$([System.IO.Path]::GetFullPath('Version.TXT'))",
       "/src/net/version.txt"},
      {"$([System.IO.Path]::IsPathRooted('C:\\a'))", "True"},
      {"$([System.IO.File]::Exists('VERSION.txt'))", "True"},
      {"$([System.IO.File]::ReadAllText('version.txt').Trim())", "3"},
      {"$([System.IO.Directory]::GetParent('/src/net').FullName)", "/src"},
      {"$([system.io.directory]::exists('..\\Net'))", "True"},
  };
  for (auto [Text, Expected] : Cases)
    EXPECT_EQ(expanded(Text), Expected) << Text.str();
  EXPECT_EQ(said(), "");
}

TEST_F(MSBuildTest, FoldersMayHaveCharactersOfExpressions) {
  file("/a (x) %41/common.props", "");
  Props.set("MSBuildThisFileDirectory", escape("/a (x) %41/net/"));
  EXPECT_EQ(expanded("$([MSBuild]::GetPathOfFileAbove(common.props))"),
            "/a (x) %41/common.props");
  EXPECT_EQ(said(), "");
}

TEST_F(MSBuildTest, NumbersMayBeOfAnySize) {
  EXPECT_EQ(expanded("$([MSBuild]::Divide(-9223372036854775808, -1))"),
            "9223372036854775808");
  EXPECT_EQ(expanded("$([MSBuild]::Multiply(4294967296, 4294967296))"),
            "18446744073709551616");
}

TEST_F(MSBuildTest, ReplaceIsBounded) {
  Props.set("A", std::string(100000, 'a'));
  EXPECT_EQ(expanded("$(A.Replace('a', '$(A)'))"), "");
  EXPECT_EQ(said(), "a.props:7: Replace gives more than 1 MB\n");
  EXPECT_EQ(expanded("$(A.Replace('a', 'bc').Length)"), "200000");
}

TEST_F(MSBuildTest, FunctionsThatAreNotKnownAreNamed) {
  for (auto [Text, Message] : {
           std::pair("$([System.IO.File]::Delete('a'))",
                     "property function '[System.IO.File]::Delete' is not "
                     "known"),
           std::pair("$(P.Frobnicate())",
                     "property function 'Frobnicate' is not known"),
           std::pair("$([MSBuild]::Add(1))",
                     "property function '[MSBuild]::Add' with 1 arguments is "
                     "not known"),
           std::pair("$(P.Substring(9))", "'' has no Substring(9)"),
           std::pair("$(P.Split(',')[7])", "'' has no element '7'"),
           std::pair("$([MSBuild]Add(1))",
                     "malformed reference '$([MSBuild]Add(1))'"),
           std::pair("$()", "malformed reference '$()'"),
           std::pair("$(a b)", "malformed reference '$(a b)'"),
       }) {
    Diags = Diagnostics();
    EXPECT_EQ(expanded(Text), "") << Text;
    EXPECT_EQ(said(), std::string("a.props:7: ") + Message + "\n");
    EXPECT_EQ(Diags.all().front().Kind, Severity::Error);
  }
}

TEST_F(MSBuildTest, WhatDiffersFromBuildToBuildIsNoError) {
  EXPECT_EQ(expanded("$([System.DateTime]::Now.ToString('yyyy'))"), "");
  ASSERT_EQ(Diags.all().size(), 1u);
  EXPECT_EQ(Diags.all().front().Kind, Severity::Warning);
}

TEST_F(MSBuildTest, VersionsAreComparedByNumber) {
  EXPECT_EQ(compareVersions("10.0.9", "10.0.10"), -1);
  EXPECT_EQ(compareVersions("v4.5", "4.5"), 0);
  EXPECT_EQ(compareVersions("2", "1.9"), 1);
  EXPECT_EQ(compareVersions("wdf", "1"), std::nullopt);
}

//===-- Conditions --------------------------------------------------------===//

TEST_F(MSBuildTest, Conditions) {
  file("/src/net/driver.c", "");
  Props.set("Configuration", "Debug");
  Props.set("Platform", "x64");
  Props.set("Yes", "true");
  const std::pair<StringRef, StringRef> Cases[] = {
      {"", "true"},
      {"'$(Configuration)|$(Platform)'=='Debug|x64'", "true"},
      {" '$(Configuration)|$(Platform)' == 'debug|X64' ", "true"},
      {"'$(Configuration)' != 'Debug'", "false"},
      {"$(Configuration) == Debug", "true"},
      {"'$(Yes)'", "true"},
      {"$(Yes) and !false", "true"},
      {"!'$(Yes)' or on", "true"},
      {"true or false and false", "true"},
      {"(true or false) and false", "false"},
      {"! ( '1' == '2' )", "true"},
      {"'1.0' == '1'", "true"},
      {"'0x10' == '16'", "true"},
      {"'yes' == 'true'", "true"},
      {"'a' == ''", "false"},
      {"'10' > '9'", "true"},
      {"'10.0.22000' >= '10.0.9'", "true"},
      {"2 <= 2 AND 1 < 2", "true"},
      {"Exists('Driver.C')", "true"},
      {"exists('..\\net')", "true"},
      {"Exists('$(Nothing)')", "false"},
      {"!Exists('other.c')", "true"},
      {"HasTrailingSlash('a\\')", "true"},
      {"HasTrailingSlash('a')", "false"},
      {"$(Configuration.StartsWith('De')) and '$(Configuration.Length)' == 5",
       "true"},
      {"'$(Configuration.Replace('e', 'o'))' == 'Dobug'", "true"},
      // What is decided is not evaluated.
      {"'$(Nothing)' != '' and '$(Nothing)' > 5", "false"},
      {"true or $([No]::Such('a'))", "true"},
  };
  for (auto [Text, Expected] : Cases)
    EXPECT_EQ(condition(Text), Expected) << Text.str();
  EXPECT_EQ(said(), "");
}

TEST_F(MSBuildTest, WhatIsNoConditionIsExplained) {
  const std::string Deep(500, '(');
  const std::pair<StringRef, StringRef> Cases[] = {
      {"'a' == ", "it ends where a value is expected"},
      {"'a' == 'b", "a quote is not closed"},
      {"'a'", "'a' is neither true nor false"},
      {"'a' < 'b'", "'a' < 'b' compares what is no number"},
      {"('a' == 'a'", "a ')' is missing"},
      {"true true", "'true' is more than expected"},
      {"Contains('a', 'b')", "function 'Contains' is not known"},
      {"&& true", "'&& true' begins with no value"},
      {Deep, "it is nested too deeply"},
  };
  for (auto [Text, Expected] : Cases)
    EXPECT_EQ(condition(Text), Expected) << Text.str();
}

//===-- Files -------------------------------------------------------------===//

TEST_F(MSBuildTest, PathsAreThoseOfWindows) {
  file("/src/Common/Include/a.h", "");
  EXPECT_EQ(Files.resolve("/src/net", "..\\common\\INCLUDE\\A.H"),
            "/src/Common/Include/a.h");
  // As far as it exists.
  EXPECT_EQ(Files.resolve("/src/net", "..\\common\\None\\A.H"),
            "/src/Common/None/A.H");
  EXPECT_EQ(Files.resolve("/src/net", "C:\\Kits\\a"), "C:/Kits/a");
  EXPECT_TRUE(isRooted("\\\\server\\share") && isRooted("c:") &&
              isRooted("/a") && !isRooted("a\\b"));
}

TEST_F(MSBuildTest, TheSpellingThatExistsComesFirst) {
  file("/src/net/Driver.c", "");
  file("/src/net/driver.c", "");
  EXPECT_EQ(Files.resolve("/src/net", "driver.c"), "/src/net/driver.c");
  EXPECT_EQ(Files.resolve("/src/net", "DRIVER.c"), "/src/net/Driver.c");
}

TEST_F(MSBuildTest, Wildcards) {
  for (StringRef Name :
       {"a.c", "b.C", "c.cpp", "sub/d.c", "sub/deep/e.c", "sub/[x].c"})
    file(("/src/net/" + Name).str(), "");
  auto Glob = [&](StringRef Pattern) {
    std::vector<std::string> Names;
    for (const Match &M : Files.glob("/src/net", Pattern))
      Names.push_back(M.Path);
    return llvm::join(Names, " ");
  };
  EXPECT_EQ(Glob("*.c"), "a.c b.C");
  EXPECT_EQ(Glob("?.c*"), "a.c b.C c.cpp");
  EXPECT_EQ(Glob("**\\*.c"), "a.c b.C sub/[x].c sub/d.c sub/deep/e.c");
  EXPECT_EQ(Glob("Sub\\**"), "Sub/[x].c Sub/d.c Sub/deep/e.c");
  EXPECT_EQ(Glob("s*\\[*.c"), "sub/[x].c");
  EXPECT_EQ(Glob("none\\*.c"), "");
  EXPECT_EQ(Files.glob("/src/net", "**\\e.c").front().RecursiveDir,
            "sub/deep/");
}

//===-- Projects ----------------------------------------------------------===//

TEST_F(MSBuildTest, MalformedXmlHasALine) {
  EXPECT_FALSE(
      parseXml("<Project>\n<PropertyGroup>\n</Project>", "a.props", Diags));
  EXPECT_EQ(Diags.all().front().Where.Line, 3u);
  EXPECT_TRUE(StringRef(said()).starts_with("a.props:3: malformed XML: "));
  EXPECT_FALSE(parseXml("", "b.props", Diags));
  EXPECT_TRUE(StringRef(said()).contains("b.props:")) << said();
}

TEST_F(MSBuildTest, EntitiesOfADocumentReadNothing) {
  std::optional<Document> D = parseXml(
      "<!DOCTYPE P [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><P>a&x;b</P>",
      "a.props", Diags);
  ASSERT_TRUE(D);
  EXPECT_EQ(D->Root.Text, "ab");
}

TEST_F(MSBuildTest, EvaluationHasThreePasses) {
  Project P = project(R"(<Project>
  <ItemGroup>
    <ClCompile Include="$(Late).c" />
  </ItemGroup>
  <ItemDefinitionGroup>
    <ClCompile><A>$(Late);%(A)</A></ClCompile>
  </ItemDefinitionGroup>
  <PropertyGroup>
    <Early>$(Late)</Early>
    <Late>late</Late>
    <Platform>Win32</Platform>
  </PropertyGroup>
  <ItemDefinitionGroup>
    <ClCompile><A>b;%(ClCompile.A)</A></ClCompile>
  </ItemDefinitionGroup>
</Project>)");
  EXPECT_EQ(items(P, "clcompile"), "late.c");
  EXPECT_EQ(P.metadata(*P.items("ClCompile").front(), "A"), "b;late;");
  EXPECT_EQ(P.property("Early"), "");
  EXPECT_EQ(P.property("Platform"), "x64");
  EXPECT_EQ(said(), "");
}

TEST_F(MSBuildTest, ItemsAreIncludedUpdatedAndRemoved) {
  for (StringRef Name : {"a.c", "b.c", "sub/c.c", "sub/d.c"})
    file(("/src/net/" + Name).str(), "");
  Project P = project(R"xml(<Project>
  <ItemGroup>
    <ClCompile Include="**\*.c;gen%3bx.c" Exclude="Sub\C.c">
      <Obj>%(Filename)%(Extension)</Obj>
      <Obj Condition="'%(Filename)' == 'b'">only b: %(Obj)</Obj>
    </ClCompile>
    <ClCompile Remove="A.c" />
    <ClCompile Update="sub\*.c" Defs="D;%(Defs)" />
    <Obj Include="@(ClCompile->'$(IntDir)%(Filename).obj')" />
    <Copy Include="@(ClCompile)" />
  </ItemGroup>
  <PropertyGroup><IntDir>x64\</IntDir></PropertyGroup>
</Project>)xml");
  EXPECT_EQ(items(P, "ClCompile"), "b.c sub/d.c gen;x.c");
  EXPECT_EQ(items(P, "Obj"), "x64\\b.obj x64\\d.obj x64\\gen;x.obj");
  EXPECT_EQ(items(P, "Copy"), "b.c sub/d.c gen;x.c");
  const std::vector<const Item *> C = P.items("ClCompile");
  EXPECT_EQ(P.metadata(*C[0], "Obj"), "only b: b.c");
  EXPECT_EQ(P.metadata(*C[0], "Defs"), "");
  EXPECT_EQ(P.metadata(*C[1], "Defs"), "D;");
  EXPECT_EQ(P.metadata(*C[1], "RecursiveDir"), "sub/");
  EXPECT_EQ(P.metadata(*C[1], "FullPath"), "/src/net/sub/d.c");
  EXPECT_EQ(said(), "");
}

TEST_F(MSBuildTest, TypesOfItemsKnowNoCase) {
  Project P = project(R"xml(<Project>
  <ItemGroup>
    <clcompile Include="a.c;b.c" />
    <ClCompile Update="A.c"><M>m</M></ClCompile>
    <CLCOMPILE Remove="B.c" />
  </ItemGroup>
</Project>)xml");
  EXPECT_EQ(items(P, "ClCompile"), "a.c");
  EXPECT_EQ(P.metadata(*P.items("ClCompile").front(), "M"), "m");
}

TEST_F(MSBuildTest, ATargetThatAddsSourcesIsNotPassedOverInSilence) {
  project(R"xml(<Project>
  <Target Name="Generate">
    <ItemGroup>
      <None Include="a.txt" />
      <ClCompile Include="a.c" />
      <ClCompile Include="b.c" Condition="'$(Late)' == 'no'" />
      <ClCompile Include="c.c" Condition="'@(None)' == 'no'" />
    </ItemGroup>
    <ItemGroup Condition="'$(Late)' == ''">
      <ClCompile Include="d.c" />
    </ItemGroup>
  </Target>
  <Target Name="Never" Condition="'$(Platform)' == 'ARM64'">
    <ItemGroup>
      <ClCompile Include="e.c" />
    </ItemGroup>
  </Target>
  <PropertyGroup>
    <Late>yes</Late>
  </PropertyGroup>
</Project>)xml");
  EXPECT_EQ(said(),
            "/src/net/net.vcxproj:5: target 'Generate' is not run, and what it "
            "does to <ClCompile> is left out\n"
            "/src/net/net.vcxproj:7: target 'Generate' is not run, and what it "
            "does to <ClCompile> is left out\n");
}

TEST_F(MSBuildTest, AProjectMayTakeAGlobalForItsOwn) {
  Project P = project("<Project TreatAsLocalProperty='A;platform'>"
                      "<PropertyGroup><Platform>Win32</Platform>"
                      "</PropertyGroup></Project>");
  EXPECT_EQ(P.property("Platform"), "Win32");
}

TEST_F(MSBuildTest, OneBranchIsChosen) {
  Project P = project(R"xml(<Project>
  <Choose>
    <When Condition="'$(Platform)' == 'Win32'">
      <PropertyGroup><A>32</A></PropertyGroup>
    </When>
    <When Condition="'$(Platform)' == 'x64'">
      <PropertyGroup><A>64</A></PropertyGroup>
      <ItemGroup><I Include="i"/></ItemGroup>
    </When>
    <Otherwise>
      <PropertyGroup><A>none</A></PropertyGroup>
    </Otherwise>
  </Choose>
</Project>)xml");
  EXPECT_EQ(P.property("A"), "64");
  EXPECT_EQ(items(P, "I"), "i");
}

TEST_F(MSBuildTest, ImportsKnowWhereTheyAre) {
  file("/src/props/a.props",
       "<Project><PropertyGroup><Here>$(MSBuildThisFileDirectory)</Here>"
       "</PropertyGroup><Import Project='sub\\*.props'/>"
       "<ItemGroup><I Include='$(MSBuildThisFileName)'/></ItemGroup>"
       "</Project>");
  file("/src/props/sub/1.props",
       "<Project><PropertyGroup><Order>$(Order)1</Order></PropertyGroup>"
       "</Project>");
  file("/src/props/sub/2.props",
       "<Project><PropertyGroup><Order>$(Order)2</Order></PropertyGroup>"
       "</Project>");
  Project P = project(R"xml(<Project>
  <Import Project="..\Props\A.props" />
  <Import Project="..\props\a.props" />
  <Import Project="none.props" Condition="Exists('none.props')" />
  <PropertyGroup><After>$(MSBuildThisFile)</After></PropertyGroup>
</Project>)xml");
  EXPECT_EQ(P.property("Here"), "/src/props/");
  EXPECT_EQ(P.property("Order"), "12");
  EXPECT_EQ(P.property("After"), "net.vcxproj");
  EXPECT_EQ(items(P, "I"), "a");
  EXPECT_EQ(said(), "");
}

TEST_F(MSBuildTest, ACycleOfImportsIsNamed) {
  file("/src/net/a.props", "<Project><Import Project='b.props'/></Project>");
  file("/src/net/b.props", "<Project>\n<Import Project='a.props'/>\n"
                           "<PropertyGroup><B>b</B></PropertyGroup></Project>");
  Project P = project("<Project><Import Project='a.props'/></Project>");
  EXPECT_EQ(P.property("B"), "b");
  EXPECT_EQ(said(), "/src/net/b.props:2: '/src/net/a.props' imports itself, by "
                    "way of /src/net/a.props, /src/net/b.props\n");
}

TEST_F(MSBuildTest, WhatIsWrongHasALineAndTheRestCounts) {
  Project P = project(R"xml(<Project>
  <PropertyGroup Condition="'a'">
    <A>a</A>
  </PropertyGroup>
  <Frobnicate />
  <Import Project="none.props" />
  <Import />
  <ItemGroup>
    <I />
    <I Include="@(X->Distinct())" />
  </ItemGroup>
  <PropertyGroup>
    <B>$(A.No())b</B>
  </PropertyGroup>
</Project>)xml");
  EXPECT_EQ(P.property("B"), "b");
  EXPECT_EQ(
      said(),
      "/src/net/net.vcxproj:2: condition \"'a'\" is not understood, and taken "
      "for false: 'a' is neither true nor false\n"
      "/src/net/net.vcxproj:5: element <Frobnicate> in a project is not "
      "understood\n"
      "/src/net/net.vcxproj:6: imported file '/src/net/none.props' can't be "
      "read\n"
      "/src/net/net.vcxproj:7: <Import> names no project\n"
      "/src/net/net.vcxproj:13: property function 'No' is not known\n"
      "/src/net/net.vcxproj:9: item <I> has none of Include, Update and "
      "Remove\n"
      "/src/net/net.vcxproj:10: item function '@(X->Distinct())' is not "
      "known\n");
}

TEST_F(MSBuildTest, WhatComesWithVisualStudioIsSkipped) {
  Project P = project(R"xml(<Project>
  <Import Project="$(VCTargetsPath)\BuildCustomizations\masm.props" />
  <Import Project="$(UserRootDir)\x.props"
          Condition="exists('$(UserRootDir)\x.props')" />
  <Import Project="..\packages\Microsoft.Windows.WDK.x64.10\wdk.props" />
</Project>)xml");
  EXPECT_EQ(llvm::join(P.Skipped, " "),
            "$(VCTargetsPath)/BuildCustomizations/masm.props "
            "../packages/Microsoft.Windows.WDK.x64.10/wdk.props");
  EXPECT_EQ(said(), "");
}

//===-- Solutions ---------------------------------------------------------===//

TEST_F(MSBuildTest, TheFirstReleaseForX64IsTheDefault) {
  const std::vector<Variant> V = {{"Debug", "Win32"},
                                  {"Release", "Win32"},
                                  {"Debug", "x64"},
                                  {"Win10 Release", "x64"},
                                  {"Release", "x64"}};
  auto Chosen = [&](StringRef Configuration, StringRef Platform) {
    const Variant *Of = choose(V, Configuration, Platform);
    return Of ? Of->text() : "none";
  };
  EXPECT_EQ(Chosen("", ""), "Win10 Release|x64");
  EXPECT_EQ(Chosen("debug", ""), "Debug|x64");
  EXPECT_EQ(Chosen("", "win32"), "Release|Win32");
  EXPECT_EQ(Chosen("Release", "X64"), "Release|x64");
  EXPECT_EQ(Chosen("Release", "ARM64"), "none");
}

std::string variants(const Solution &S) {
  return llvm::join(
      llvm::map_range(S.Variants, [](const Variant &V) { return V.text(); }),
      ", ");
}

std::string built(const Solution &S, size_t Project, StringRef In) {
  auto V = S.Projects.at(Project).Built.find(In.lower());
  return V == S.Projects[Project].Built.end() ? "nothing" : V->second.text();
}

TEST_F(MSBuildTest, ASolutionSaysWhatItBuilds) {
  const Solution S = parseSolution(
      "\xEF\xBB\xBF\r\nMicrosoft Visual Studio Solution File, Format Version "
      "12.00\r\n"
      "Project(\"{8BC9}\") = \"net\", \"net\\net.vcxproj\", \"{A1}\"\r\n"
      "EndProject\r\n"
      "Project(\"{2150}\") = \"Items\", \"Items\", \"{A2}\"\r\n"
      "EndProject\r\n"
      "Project(\"{8BC9}\") = \"broken\r\n"
      "Global\r\n"
      "\tGlobalSection(SolutionConfigurationPlatforms) = preSolution\r\n"
      "\t\tDebug 1.0|x64 = Debug 1.0|x64\r\n"
      "\t\tnothing\r\n"
      "\tEndGlobalSection\r\n"
      "\tGlobalSection(ProjectConfigurationPlatforms) = postSolution\r\n"
      "\t\t{a1}.Debug 1.0|x64.ActiveCfg = Debug|x64\r\n"
      "\t\t{a1}.Debug 1.0|x64.Build.0 = Debug|x64\r\n"
      "\tEndGlobalSection\r\n"
      "EndGlobal\r\n",
      "a.sln", Diags);
  ASSERT_EQ(S.Projects.size(), 1u);
  EXPECT_EQ(S.Projects[0].Path, "net\\net.vcxproj");
  EXPECT_EQ(S.Projects[0].Built.lookup("debug 1.0|x64").text(), "Debug|x64");
  ASSERT_EQ(S.Variants.size(), 1u);
  EXPECT_EQ(S.Variants[0].text(), "Debug 1.0|x64");
  EXPECT_EQ(said(), "a.sln:7: a project is expected to have a type, a name, a "
                    "path and an id\n"
                    "a.sln:11: 'nothing' is no setting\n");
}

TEST_F(MSBuildTest, ASolutionInXmlLeavesTheUsualOut) {
  const Solution S = parseSolution("<Solution>\n"
                                   "  <Folder Name='/drivers/'>\n"
                                   "    <File Path='read.me' />\n"
                                   "    <Project Path='net/net.vcxproj' />\n"
                                   "  </Folder>\n"
                                   "  <Project Path='setup.csproj' />\n"
                                   "  <Project Path='tap\\tap.vcxproj'\n"
                                   "           DisplayName='Tap' />\n"
                                   "</Solution>\n",
                                   "a.SLNX", Diags);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(variants(S), "Debug|Any CPU, Release|Any CPU");
  ASSERT_EQ(S.Projects.size(), 2u);
  EXPECT_EQ(S.Projects[0].Name, "net");
  EXPECT_EQ(S.Projects[0].Path, "net/net.vcxproj");
  EXPECT_EQ(S.Projects[0].Where.Line, 4u);
  EXPECT_EQ(S.Projects[1].Name, "Tap");
  EXPECT_EQ(built(S, 1, "Release|Any CPU"), "Release|x64");
}

TEST_F(MSBuildTest, TheLastRuleOfASolutionInXmlCounts) {
  const Solution S =
      parseSolution("<Solution>\n"
                    "  <Configurations>\n"
                    "    <BuildType Name='Checked' />\n"
                    "    <BuildType Name='Free' />\n"
                    "    <Platform Name='x64' />\n"
                    "    <Platform Name='x86' />\n"
                    "  </Configurations>\n"
                    "  <Project Path='a.vcxproj' />\n"
                    "  <Project Path='b.vcxproj'>\n"
                    "    <BuildDependency Project='a.vcxproj' />\n"
                    "    <BuildType Project='Release' />\n"
                    "    <BuildType Solution='checked|*' Project='Debug' />\n"
                    "    <Platform Solution='*|x86' Project='x64' />\n"
                    "    <Build Project='false' />\n"
                    "    <Build Solution='Checked|x86' />\n"
                    "    <Build Solution='Free|x64' Project='True' />\n"
                    "  </Project>\n"
                    "</Solution>\n",
                    "a.slnx", Diags);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(variants(S), "Checked|x64, Checked|x86, Free|x64, Free|x86");
  ASSERT_EQ(S.Projects.size(), 2u);
  EXPECT_EQ(built(S, 0, "Free|x64"), "Free|x64");
  EXPECT_EQ(built(S, 0, "Checked|x86"), "Checked|Win32");
  EXPECT_EQ(built(S, 1, "Checked|x64"), "nothing");
  EXPECT_EQ(built(S, 1, "Checked|x86"), "Debug|x64");
  EXPECT_EQ(built(S, 1, "Free|x64"), "Release|x64");
}

TEST_F(MSBuildTest, ASolutionInXmlHasRulesForTypesOfProjects) {
  const Solution S = parseSolution(
      "<Solution>\n"
      "  <Configurations>\n"
      "    <Platform Name='x86' />\n"
      "    <ProjectType Extension='.csproj'><Build Project='false' />\n"
      "    </ProjectType>\n"
      "    <ProjectType Extension='vcxproj'>\n"
      "      <Platform Solution='*|X86' Project='ARM64' />\n"
      "    </ProjectType>\n"
      "    <ProjectType><BuildType Solution='Debug|*' Project='Checked' />\n"
      "    </ProjectType>\n"
      "  </Configurations>\n"
      "  <Project Path='a.vcxproj' />\n"
      "</Solution>\n",
      "a.slnx", Diags);
  EXPECT_EQ(said(), "");
  ASSERT_EQ(S.Projects.size(), 1u);
  EXPECT_EQ(built(S, 0, "Debug|x86"), "Checked|ARM64");
  EXPECT_EQ(built(S, 0, "Release|x86"), "Release|ARM64");
}

TEST_F(MSBuildTest, ATypeOfProjectsIsKnownByNameAndIdentity) {
  const Solution S = parseSolution(
      "<Solution>\n"
      "  <Configurations>\n"
      "    <ProjectType Name='C#+' BasedOn='C#'><Build Project='false' />\n"
      "    </ProjectType>\n"
      "    <ProjectType Name='VC' TypeId='8bc9ceb8-8b4a-11d0-8d11-00a0c91bc942'"
      ">\n"
      "      <Platform Project='ARM64' />\n"
      "    </ProjectType>\n"
      "    <ProjectType Name='Kernel' BasedOn='Base'>\n"
      "      <BuildType Solution='Release|*' Project='Free' />\n"
      "    </ProjectType>\n"
      "    <ProjectType Name='Base' TypeId='{0A}'>\n"
      "      <BuildType Project='Checked' />\n"
      "    </ProjectType>\n"
      "  </Configurations>\n"
      "  <Project Path='a.vcxproj' />\n"
      "  <Project Path='b.vcxproj' Type='kernel' />\n"
      "  <Project Path='c.vcxproj' Type='0a' />\n"
      "  <Project Path='d.vcxproj'\n"
      "           Type='{8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942}' />\n"
      "</Solution>\n",
      "a.slnx", Diags);
  EXPECT_EQ(said(), "");
  ASSERT_EQ(S.Projects.size(), 4u);
  EXPECT_EQ(built(S, 0, "Debug|Any CPU"), "Debug|ARM64");
  EXPECT_EQ(built(S, 1, "Debug|Any CPU"), "Checked|Any CPU");
  EXPECT_EQ(built(S, 1, "Release|Any CPU"), "Free|Any CPU");
  EXPECT_EQ(built(S, 2, "Release|Any CPU"), "Checked|Any CPU");
  EXPECT_EQ(built(S, 3, "Debug|Any CPU"), "Debug|ARM64");
}

TEST_F(MSBuildTest, ATypeForAnExtensionMayBeBasedOnVisualStudios) {
  const Solution S = parseSolution(
      "<Solution>\n"
      "  <Configurations>\n"
      "    <ProjectType Extension='vcxproj' BasedOn='VC'>\n"
      "      <BuildType Project='Free' />\n"
      "    </ProjectType>\n"
      "  </Configurations>\n"
      "  <Project Path='a.vcxproj' Type='8bc9ceb8-8b4a-11d0-8d11-00a0c91bc942'"
      " />\n"
      "</Solution>\n",
      "a.slnx", Diags);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(built(S, 0, "Debug|Any CPU"), "Free|x64");
}

TEST_F(MSBuildTest, TypesOfProjectsThatAreNotKnownAreNamed) {
  const Solution S =
      parseSolution("<Solution>\n"
                    "  <Configurations>\n"
                    "    <ProjectType Name='A' BasedOn='B' />\n"
                    "    <ProjectType Name='B' BasedOn='A' />\n"
                    "    <ProjectType Name='C' BasedOn='None' />\n"
                    "  </Configurations>\n"
                    "  <Project Path='a.vcxproj' Type='A' />\n"
                    "  <Project Path='b.vcxproj' Type='C' />\n"
                    "  <Project Path='c.vcxproj' Type='D' />\n"
                    "</Solution>\n",
                    "a.slnx", Diags);
  EXPECT_EQ(said(), "a.slnx:4: project type 'A' is based on itself\n"
                    "a.slnx:5: project type 'None' is not known\n"
                    "a.slnx:9: project type 'D' is not known\n");
  EXPECT_EQ(built(S, 2, "Debug|Any CPU"), "Debug|x64");
}

TEST_F(MSBuildTest, WhatIsWrongWithASolutionInXmlHasALine) {
  const Solution S =
      parseSolution("<Solution>\n"
                    "  <Configurations><BuildType /></Configurations>\n"
                    "  <Project />\n"
                    "  <Project Path='a.vcxproj'>\n"
                    "    <Configuration Solution='*|x64' Project='*|x64' />\n"
                    "    <Platform />\n"
                    "    <Build Solution='Debug' />\n"
                    "    <Build Project='maybe' />\n"
                    "  </Project>\n"
                    "  <Projekt Path='b.vcxproj' />\n"
                    "</Solution>\n",
                    "a.slnx", Diags);
  EXPECT_EQ(built(S, 0, "Debug|Any CPU"), "Debug|x64");
  EXPECT_EQ(said(),
            "a.slnx:2: <BuildType> has no Name\n"
            "a.slnx:3: <Project> has no Path\n"
            "a.slnx:5: element <Configuration> in <Project> is not "
            "understood\n"
            "a.slnx:6: <Platform> has no Project\n"
            "a.slnx:7: 'Debug' is no configuration and platform, such as "
            "Release|x64 or *|x64\n"
            "a.slnx:8: 'maybe' is neither true nor false\n"
            "a.slnx:10: element <Projekt> in <Solution> is not understood\n");
}

TEST_F(MSBuildTest, WhatIsNoSolutionIsSaid) {
  parseSolution("<Project/>", "a.slnx", Diags);
  EXPECT_EQ(said(), "a.slnx:1: it is no solution: <Solution> is expected, not "
                    "<Project>\n");
}

TEST_F(MSBuildTest, WhatIsNoSolutionOfLinesIsSaid) {
  parseSolution("<Project/>", "a.sln", Diags);
  EXPECT_TRUE(StringRef(said()).starts_with("a.sln: it is no solution"));
}

} // namespace
