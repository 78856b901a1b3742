//===- StoredRunTest.cpp - What the last run knows is still true ----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A report that rests on a stored run is, byte for byte, that of a run over
/// all. Random edits look for one that is not; those that must not rest on a
/// stored run are here one by one.
///
//===----------------------------------------------------------------------===//

#include "Incremental/StoredRun.h"
#include "../../bench/LinkUnits.h"
#include "Report/HtmlReport.h"
#include "Report/JsonReport.h"
#include "Report/SarifReport.h"
#include "Report/Suppress.h"
#include "Report/TextReport.h"
#include "SolveFixture.h"
#include "Summary/Link.h"
#include "llvm/Support/FileSystem.h"
#include <random>

using namespace nmr;
using namespace nmr::test;

namespace {

constexpr llvm::StringLiteral Key = "0123456789abcdef0123456789abcdef";

/// A file for a run, gone with the object.
class RunFile {
public:
  RunFile() {
    EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("run", "nmrrun", Path));
  }
  ~RunFile() { llvm::sys::fs::remove(Path); }
  llvm::StringRef path() const { return Path; }
  std::string bytes() const {
    return (*llvm::MemoryBuffer::getFile(Path, /*IsText=*/false))
        ->getBuffer()
        .str();
  }
  void replace(llvm::StringRef Bytes) const {
    std::error_code E;
    llvm::raw_fd_ostream(Path, E) << Bytes;
    EXPECT_FALSE(E);
  }

private:
  llvm::SmallString<128> Path;
};

std::vector<std::string> contentsOf(llvm::ArrayRef<Summary> Parts) {
  std::vector<std::string> Contents;
  for (const Summary &Part : Parts)
    Contents.push_back(checksum(textOf(Part)));
  return Contents;
}

JudgedUnit judgeAll(const std::vector<Summary> &Parts,
                    const SolveOptions &Options = {},
                    Footprint *Rests = nullptr) {
  JudgedUnit J{link(Parts), {}};
  J.Verdicts = solve(J.Unit, Protocols::builtin(), Options, Rests);
  return J;
}

void store(const std::vector<Summary> &Parts, const RunFile &File,
           const SolveOptions &Options = {}) {
  const RunRecorder Recorder(Parts, contentsOf(Parts), /*Jobs=*/1);
  Footprint Rests;
  const JudgedUnit J = judgeAll(Parts, Options, &Rests);
  llvm::Error E = Recorder.write(File.path(), Key, J.Unit, J.Verdicts, Rests,
                                 Protocols::builtin());
  EXPECT_FALSE(bool(E)) << llvm::toString(std::move(E));
}

/// All that reports say of \p J, and what they leave out.
std::string reports(JudgedUnit J) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  std::vector<Judged> Units;
  OS << dump(J.Verdicts);
  Units.push_back({"", std::move(J.Unit), std::move(J.Verdicts), {}});
  llvm::BitVector Used;
  suppress(Units.front(), {}, Used);
  ReportOptions Options;
  Options.AllKinds = true;
  writeTextReport(Units, Options, OS);
  writeJsonReport(Units, Options, OS);
  writeSarifReport(Units, Options, OS);
  writeHtmlReport(Units, Options, OS);
  return Text;
}

/// Lets \p Ask ask the run in \p File.
template <typename AskFn>
std::optional<JudgedUnit> ask(const RunFile &File, AskFn Ask) {
  llvm::Expected<StoredRun> Run = StoredRun::open(File.path(), Key);
  if (!Run) {
    ADD_FAILURE() << llvm::toString(Run.takeError());
    return std::nullopt;
  }
  llvm::Expected<std::optional<JudgedUnit>> J = Ask(*Run);
  if (J)
    return std::move(*J);
  ADD_FAILURE() << llvm::toString(J.takeError());
  return std::nullopt;
}

/// \p NumRead: how many parts were needed.
std::optional<JudgedUnit> solveAgain(const std::vector<Summary> &Parts,
                                     const RunFile &File, const RunFile &Next,
                                     std::string &Why,
                                     const SolveOptions &Options = {},
                                     size_t *NumRead = nullptr) {
  return ask(File, [&](const StoredRun &Run) {
    auto Read = [&](size_t I) {
      if (NumRead)
        ++*NumRead;
      return Parts[I];
    };
    return Run.solveAgain(contentsOf(Parts), Read, Protocols::builtin(),
                          Options, Next.path(), Key, Why);
  });
}

void expectSame(JudgedUnit Is, const JudgedUnit &All) {
  EXPECT_EQ(Is.Unit.Suppressions, All.Unit.Suppressions);
  EXPECT_EQ(Is.Unit.Edits, All.Unit.Edits);
  EXPECT_EQ(reports(std::move(Is)), reports(All));
}

/// Whatever is asked, what is solved again is what a run over all gives.
std::optional<JudgedUnit> reuse(const std::vector<Summary> &Parts,
                                const RunFile &File, std::string &Why,
                                const SolveOptions &Options = {}) {
  RunFile Next;
  std::string WhyNot;
  if (std::optional<JudgedUnit> J =
          solveAgain(Parts, File, Next, WhyNot, Options))
    expectSame(std::move(*J), judgeAll(Parts, Options));
  else
    EXPECT_NE(WhyNot, "");
  return ask(File, [&](const StoredRun &Run) {
    return Run.reuse(
        contentsOf(Parts), [&](size_t I) { return Parts[I]; },
        Protocols::builtin(), Options, Why);
  });
}

//===--- Random edits
//-----------------------------------------------------===//

/// Changes translation units as people do, and as they don't.
class Editor {
public:
  explicit Editor(unsigned Seed) : Random(Seed) {}

  /// One edit somewhere in \p Parts.
  void edit(std::vector<Summary> &Parts) {
    Summary &Part = Parts[below(Parts.size())];
    const size_t Number = below(Part.Functions.size());
    Function &F = Part.Functions[Number];
    Block &B = F.Blocks[below(F.Blocks.size())];
    switch (below(9)) {
    case 0: // Another number.
    case 1:
      for (Statement &S : B.Body)
        if (S.K == Statement::Kind::Assign && S.Value.B.K == Operand::Kind::Int)
          S.Value.B = Operand::integer(S.Value.B.value() + 1 + below(5));
      break;
    case 2: // One statement less.
      if (!B.Body.empty()) {
        auto Gone = B.Body.begin() + below(B.Body.size());
        std::rotate(Gone, std::next(Gone), B.Body.end());
        B.Body.pop_back();
      }
      break;
    case 3: // One twice.
      if (!B.Body.empty()) {
        const Statement Copy = B.Body[below(B.Body.size())];
        insert(B, below(B.Body.size()), Copy);
      }
      break;
    case 4: // A call of what the file names.
      insertCall(Part, F, B);
      break;
    case 5: // What one place holds goes to another.
      insertCopy(Part, F, B);
      break;
    case 6: // A new static function, and a call of it.
      addFunction(Part, Number);
      break;
    case 7: // A function's address is stored.
      insertAddress(Part, B);
      break;
    case 8: // New lines.
      move(Part, F.Where.Line, 1 + below(9));
      break;
    }
  }

private:
  std::minstd_rand Random;
  unsigned Added = 0;

  size_t below(size_t N) { return Random() % N; }

  EntityId entityOf(const Summary &Part, Entity::Kind K) {
    std::vector<EntityId> Of;
    for (EntityId E = 0; E != Part.Entities.size(); ++E)
      if (Part.Entities[E].K == K)
        Of.push_back(E);
    return Of.empty() ? NoId : Of[below(Of.size())];
  }

  static Statement &insert(Block &B, size_t At, Statement S) {
    B.Body.push_back(std::move(S));
    std::rotate(B.Body.begin() + At, std::prev(B.Body.end()), B.Body.end());
    return B.Body[At];
  }
  Statement &insert(Block &B, Statement::Kind K) {
    Statement &S = insert(B, below(B.Body.size() + 1), Statement());
    S.K = K;
    S.Where = B.End.Where;
    return S;
  }

  void insertCall(const Summary &Part, const Function &F, Block &B) {
    Statement &S = insert(B, Statement::Kind::Call);
    S.callee() = Operand::function(entityOf(Part, Entity::Kind::Function));
    for (unsigned I = 0; I != F.NumParams; ++I)
      S.Args.push_back(Operand::load(Place::local(I, 8)));
  }

  /// A global, a local, or a field of what the first parameter points at.
  Place place(const Summary &Part, const Function &F) {
    const EntityId G = entityOf(Part, Entity::Kind::Global),
                   Field = entityOf(Part, Entity::Kind::Field);
    if (G != NoId && below(3) == 0)
      return Place::global(G, 8);
    if (F.NumParams == 0 || Field == NoId || below(3) == 0)
      return F.Locals.empty() ? Place::global(G == NoId ? 0 : G, 8)
                              : Place::local(below(F.Locals.size()), 8);
    Place P = Place::local(0, 8);
    P.Path.emplace_back().K = Projection::Kind::Deref;
    Projection &Step = P.Path.emplace_back();
    Step.K = Projection::Kind::Field;
    Step.Field = Field;
    Step.Offset = 8 * below(7);
    return P;
  }

  void insertCopy(const Summary &Part, const Function &F, Block &B) {
    if (entityOf(Part, Entity::Kind::Global) == NoId)
      return;
    const Place To = place(Part, F), From = place(Part, F);
    Statement &S = insert(B, Statement::Kind::Assign);
    S.Dest = To;
    S.Value = Rvalue::use(below(4) == 0 ? Operand::addressOf(From)
                                        : Operand::load(From));
  }

  void insertAddress(const Summary &Part, Block &B) {
    const EntityId G = entityOf(Part, Entity::Kind::Global);
    if (G == NoId)
      return;
    Statement &S = insert(B, Statement::Kind::Assign);
    S.Dest = Place::global(G, 8);
    S.Value =
        Rvalue::use(Operand::function(entityOf(Part, Entity::Kind::Function)));
  }

  void addFunction(Summary &Part, size_t Caller) {
    const EntityId Id = Part.Entities.size();
    Entity &E = Part.Entities.emplace_back();
    E.Name = "Added" + std::to_string(Added++);
    E.Id = Part.MainFiles.front() + ":" + E.Name;
    unsigned Line = 100'000 + 10 * Added;
    bench::Body B(Line, Id, 1);
    const Place Count = B.local("Count", 8);
    B.assign(Count, Rvalue::use(Operand::load(Place::local(0, 8))));
    Part.Functions.push_back(B.finish());
    Function &F = Part.Functions[Caller];
    Statement &S = insert(F.Blocks.front(), Statement::Kind::Call);
    S.callee() = Operand::function(Id);
    S.Args.push_back(Operand::integer(below(3)));
  }

  /// Moves what is behind \p Line down.
  static void move(Summary &Part, unsigned Line, unsigned By) {
    auto Move = [&](Loc &L) {
      if (L.isValid() && L.Line >= Line)
        L.Line += By;
    };
    for (Function &F : Part.Functions) {
      Move(F.Where);
      Move(F.End);
      for (Block &B : F.Blocks) {
        Move(B.End.Where);
        for (Statement &S : B.Body)
          Move(S.Where);
      }
    }
  }
};

/// A driver that keeps a handle in an object, takes locks, frees memory, and
/// has callbacks in a table.
std::vector<Summary> smallDriver() {
  constexpr llvm::StringLiteral Entry = R"(nmr-summary 3
main "entry.c"
file 0 "entry.c"
function @NmrRegisterClient external system
function @ExAllocatePool2 external system
function @KeInitializeSpinLock external system
function @DriverEntry external as DRIVER_INITIALIZE
function @Unload external as DRIVER_UNLOAD
function @Start external
function @Stop external
function @Attach external
function @Log external
global @g_Ctx:8 external
global @g_Chars:64
global @g_Lock:8 external
field @DriverUnload
field @Reg
field @Size
field @Buffer
field @ClientAttachProvider

initialiser {
  @g_Chars.@ClientAttachProvider+8 = @Attach !0:5:1
  return
}

define @DriverEntry(%drv:8, %path:8) !0:10:1 to !0:19:1 {
  local %s:4
  %drv->@DriverUnload+104 = @Unload !0:11:1
  call @KeInitializeSpinLock(&@g_Lock) !0:12:1
  @g_Ctx = call @ExAllocatePool2(64, 64, 1) !0:13:1
  if eq.u64 @g_Ctx, 0 then b1 else b2 "g_Ctx" !0:14:1
b1:
  return 0xffffffffc000009a !0:15:1
b2:
  %s = call @Start(@g_Ctx) !0:16:1
  call @Log(1) !0:17:1
  return %s !0:18:1
}

define @Start(%c:8) !0:20:1 to !0:29:1 {
  local %s:4
  %c->@Size+16 = 3 !0:21:1
  %s = call @NmrRegisterClient(&@g_Chars, %c, &%c->@Reg+8) !0:22:1
  call @Log(2) !0:23:1
  return %s !0:24:1
}

define @Unload(%drv:8) !0:30:1 to !0:39:1 {
  call @Log(3) !0:31:1
  call @Stop(@g_Ctx) !0:32:1
  return !0:33:1
}
)";
  constexpr llvm::StringLiteral End = R"(nmr-summary 3
main "stop.c"
file 0 "stop.c"
function @NmrDeregisterClient external system
function @NmrWaitForClientDeregisterComplete external system
function @ExFreePoolWithTag external system
function @KeAcquireSpinLockRaiseToDpc external system
function @KeReleaseSpinLock external system
function @Stop external
function @Attach external
function @Log external
function @Count "stop.c:Count"
global @g_Lock:8 external undefined
global @g_Total:8 "stop.c:g_Total"
field @Reg
field @Size
field @Next

define @Stop(%c:8) !0:10:1 to !0:19:1 {
  local %s:4
  %s = call @NmrDeregisterClient(%c->@Reg+8) !0:11:1
  if eq.s32 %s, 0x103 then b1 else b2 "s == STATUS_PENDING" !0:12:1
b1:
  call @NmrWaitForClientDeregisterComplete(%c->@Reg+8) !0:13:1
  goto b2
b2:
  call @ExFreePoolWithTag(%c, 1) !0:14:1
  return !0:15:1
}

define @Attach(%h:8, %c:8, %p:8) !0:20:1 to !0:29:1 {
  local %i:1
  %i = call @KeAcquireSpinLockRaiseToDpc(&@g_Lock) !0:21:1
  %c->@Size+16 = 4 !0:22:1
  call @KeReleaseSpinLock(&@g_Lock, %i) !0:23:1
  call @Count(%p) !0:24:1
  return 0 !0:25:1
}

define @Count(%n:8) !0:30:1 to !0:39:1 {
  @g_Total = add.u64 @g_Total, 1 !0:31:1
  call @Log(@g_Total) !0:32:1
  return !0:33:1
}
)";
  constexpr llvm::StringLiteral Log = R"(nmr-summary 3
main "log.c"
file 0 "log.c"
function @DbgPrint external system
function @Log external
function @Format "log.c:Format"
function @Keep "log.c:Keep"
global @g_Last:8 "log.c:g_Last"
global @g_Lines:32 "log.c:g_Lines"
field @Next
field @Text

define @Log(%n:8) !0:10:1 to !0:19:1 {
  local %t:8
  %t = call @Format(%n) !0:11:1
  if gt.s64 %t, 3 then b1 else b2 "t > 3" !0:12:1
b1:
  call @Keep(&@g_Lines) !0:13:1
  goto b2
b2:
  return !0:14:1
}

define @Format(%n:8) !0:20:1 to !0:29:1 {
  local %t:8
  %t = add.u64 %n, 1 !0:21:1
  call @DbgPrint(%t) !0:22:1
  return %t !0:23:1
}

define @Keep(%l:8) !0:30:1 to !0:39:1 {
  @g_Last = %l->@Next !0:31:1
  %l->@Text+8 = 7 !0:32:1
  return !0:33:1
}
)";
  return {parse(Entry), parse(End), parse(Log)};
}

class RandomEdits : public testing::TestWithParam<unsigned> {};

TEST_P(RandomEdits, SameReport) {
  Editor Edits(GetParam());
  SolveOptions Options;
  // What few edits of this kind make of a driver can be hard to judge.
  Options.MaxSteps = 3000;
  std::vector<Summary> Parts;
  unsigned Reused = 0, SolvedAgain = 0;
  constexpr unsigned Steps = 30;
  // Runs that were solved again are as good as others.
  RunFile File;
  bool IsStored = false;
  for (unsigned I = 0; I != Steps; ++I) {
    if (I % 10 == 0) {
      Parts = I % 20 == 0 ? bench::LargeDriver(200).build() : smallDriver();
      IsStored = false;
    }
    if (!IsStored)
      store(Parts, File, Options);
    IsStored = true;
    const std::vector<Summary> Before = Parts;
    Edits.edit(Parts);
    for (const Summary &Part : Parts)
      ASSERT_EQ(verify(Part), "");
    std::string Why;
    std::optional<JudgedUnit> J = reuse(Parts, File, Why, Options);
    if (!J) {
      EXPECT_NE(Why, "");
      // All of them together are no driver any more.
      if (I % 4 != 0) {
        Parts = Before;
        continue;
      }
      RunFile Next;
      std::optional<JudgedUnit> Again =
          solveAgain(Parts, File, Next, Why, Options);
      if ((IsStored = Again.has_value())) {
        ++SolvedAgain;
        File.replace(Next.bytes());
      }
      continue;
    }
    ++Reused;
    IsStored = false;
    ASSERT_EQ(reports(std::move(*J)), reports(judgeAll(Parts, Options)))
        << "edit " << I << " of seed " << GetParam();
  }
  RecordProperty("reused", Reused);
  RecordProperty("solved again", SolvedAgain);
  EXPECT_GE(Reused, Steps / 6);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomEdits, testing::Range(0u, 12u));

//===--- Edits, one by one
//------------------------------------------------===//

constexpr llvm::StringLiteral DriverFile = R"(nmr-summary 3
main "driver.c"
file 0 "driver.c"
function @NmrRegisterClient external system
function @NmrDeregisterClient external system
function @NmrWaitForClientDeregisterComplete external system
function @DriverEntry external as DRIVER_INITIALIZE
function @Unload external as DRIVER_UNLOAD
function @Stop external
function @Work external
global @g_Cli:8 external
global @g_Ctx:64 external
field @DriverUnload
field @Reg
field @Size

define @DriverEntry(%drv:8, %path:8) !0:10:1 to !0:19:1 {
  %drv->@DriverUnload+104 = @Unload !0:11:1
  call @NmrRegisterClient(?, 0, &@g_Cli) !0:12:1
  call @NmrRegisterClient(?, 0, &@g_Ctx.@Reg+8) !0:13:1
  call @Work(4) !0:14:1
  return 0 !0:15:1
}

define @Unload(%drv:8) !0:20:1 to !0:29:1 {
  call @Stop(@g_Cli) !0:21:1
  call @Stop(@g_Ctx.@Reg+8) !0:22:1
  return !0:23:1
}

define @Stop(%h:8) !0:30:1 to !0:39:1 {
  local %s:4
  if ne.u64 %h, 0 then b1 else b3 "h" !0:30:9
b1:
  %s = call @NmrDeregisterClient(%h) !0:31:1
  if eq.s32 %s, 0x103 then b2 else b3 "s == STATUS_PENDING" !0:32:1
b2:
  call @NmrWaitForClientDeregisterComplete(%h) !0:33:1
  goto b3
b3:
  return !0:34:1
}
)";

/// Declarations of the other file, of which all but the last three are named
/// by \c DriverFile as well.
constexpr llvm::StringLiteral WorkHead = R"(nmr-summary 3
main "work.c"
file 0 "work.c"
function @DbgPrint external system
function @Work external
function @Stop external
function @Help "work.c:Help"
function @Unused external
function @Table "work.c:Table"
global @g_Cli:8 external undefined
global @g_Ctx:64 external undefined
global @g_Count:8 "work.c:g_Count"
field @Reg
field @Size
)";

/// What reads as \p Body in the function `Help`, called by `Work`.
std::string workFile(llvm::StringRef Body, llvm::StringRef More = "",
                     llvm::StringRef Declared = "") {
  return (WorkHead + Declared + R"(
define @Work(%n:8) !0:10:1 {
  local %a:8
  %a = call @Help(%n, %n) !0:11:1
  return %a !0:12:1
}

define @Help(%n:8, %p:8) !0:20:1 {
  local %t:8
  %t = %n !0:21:1
)" + Body +
          R"(
  return %t !0:29:1
}

define @Unused(%h:8) !0:30:1 {
  @g_Cli = 0 !0:31:1
  return !0:32:1
}

define @Table(%h:8) !0:40:1 {
  return !0:41:1
}
)" + More)
      .str();
}

/// Why the run over \p Before is of no use after the file became \p After;
/// empty if it is of use. Then the report must be the same.
std::string whyNot(llvm::StringRef Before, llvm::StringRef After,
                   const SolveOptions &Options = {}) {
  std::vector<Summary> Parts = {parse(DriverFile), parse(Before)};
  RunFile File;
  store(Parts, File, Options);
  Parts.back() = parse(After);
  std::string Why;
  std::optional<JudgedUnit> J = reuse(Parts, File, Why, Options);
  if (J) {
    EXPECT_EQ(reports(std::move(*J)), reports(judgeAll(Parts, Options)));
  }
  EXPECT_EQ(J.has_value(), Why.empty());
  return Why;
}

/// Whether the edit itself is the reason.
bool isRefused(llvm::StringRef Before, llvm::StringRef After,
               const SolveOptions &Options = {}) {
  return llvm::StringRef(whyNot(Before, After, Options))
      .ends_with(" of 'work.c' changed");
}

TEST(StoredRun, IsOfUseAfterEditsThatTouchNoHandle) {
  const std::string Before = workFile("  @g_Count = %t");
  EXPECT_EQ(whyNot(Before, Before), "");
  for (llvm::StringRef Body :
       {"", "  @g_Count = 7", "  %t = call @DbgPrint(0)",
        "  %t = %n->@Size+16\n  @g_Count = %t", "  %t = call @Help(%t, %n)"})
    EXPECT_EQ(whyNot(Before, workFile(Body)), "") << Body.str();
}

TEST(StoredRun, IsOfUseAfterNewNames) {
  const std::string Before = workFile("");
  EXPECT_EQ(whyNot(Before, workFile("  @g_New = %t", "",
                                    "global @g_New:8 \"work.c:g_New\"\n")),
            "");
  EXPECT_EQ(
      whyNot(Before, workFile("  %t = call @New(%t)",
                              "define @New(%x:8) !0:50:1 {\n  return %x\n}\n",
                              "function @New \"work.c:New\"\n")),
      "");
  EXPECT_EQ(whyNot(Before, workFile("  %t = call @RtlNew(%t)", "",
                                    "function @RtlNew external system\n")),
            "");
  EXPECT_EQ(whyNot(Before, workFile("  %t = %n->@New+8", "", "field @New\n")),
            "");
  // A header brought it, the system's perhaps.
  for (llvm::StringRef Words : {" inline", " system inline"})
    EXPECT_EQ(whyNot(Before,
                     workFile("  %t = call @New(%t)",
                              "define @New(%x:8) !0:50:1 {\n  return %x\n}\n",
                              ("function @New external" + Words + "\n").str())),
              "");
}

/// Files need not say the same of what the verdicts rest on.
TEST(StoredRun, IsOfUseWhereFilesSayDifferentThings) {
  auto File = [](llvm::StringRef Body) {
    std::string Text = workFile(Body);
    Text.replace(Text.find("@g_Ctx:64"), 9, "@g_Ctx:0");
    return Text;
  };
  EXPECT_EQ(whyNot(File(""), File("  @g_Count = 7")), "");
  // Nor of anything else that another file defines.
  Summary Driver = parse(DriverFile);
  Entity &Table = Driver.Entities.emplace_back();
  Table.K = Entity::Kind::Global;
  Table.External = true;
  Table.Id = Table.Name = "g_Table";
  Table.Size = 64;
  constexpr llvm::StringLiteral Declared =
      "global @g_Table:0 \"g_Table\" external undefined\n";
  std::vector<Summary> Parts = {Driver, parse(workFile("", "", Declared))};
  RunFile Kept;
  store(Parts, Kept);
  Parts.back() = parse(workFile("  @g_Count = 7", "", Declared));
  std::string Why;
  EXPECT_TRUE(reuse(Parts, Kept, Why)) << Why;
}

/// Of an inline function there is one in the unit, whose places reports show.
TEST(StoredRun, IsOfUseWhereFilesShareInlineFunctions) {
  auto With = [](std::string Text, llvm::StringRef Lines) {
    Text.insert(Text.find("function"), "file 1 \"shared.h\"\n"
                                       "function @Inl external inline\n");
    return Text +
           ("define @Inl(%x:8) !1:1:1 to !1:9:1 {\n" + Lines + "}\n").str();
  };
  // The driver's is in the unit, and nobody waits for what it does.
  std::string Driver = DriverFile.str();
  Driver.erase(Driver.find("  call @Work"), 23);
  Driver.replace(Driver.find("@Stop(@g_Cli)"), 13, "@Inl(@g_Cli)");
  const llvm::StringRef Short = "  call @NmrDeregisterClient(%x) !1:2:1\n"
                                "  return !1:3:1\n",
                        Long = "  %x = 0 !1:4:1\n  %x = 1 !1:5:1\n"
                               "  call @NmrDeregisterClient(%x) !1:6:1\n"
                               "  return !1:7:1\n",
                        Declared =
                            "function @NmrDeregisterClient external system\n";
  for (llvm::StringRef Other : {Short, Long}) {
    std::vector<Summary> Parts = {
        parse(With(Driver, Short)),
        parse(With(workFile("", "", Declared), Other))};
    RunFile File;
    store(Parts, File);
    Parts.back() = parse(With(workFile("  @g_Count = 7", "", Declared), Other));
    std::string Why;
    std::optional<JudgedUnit> J = reuse(Parts, File, Why);
    ASSERT_TRUE(J) << Why;
    const JudgedUnit All = judgeAll(Parts);
    EXPECT_EQ(All.Verdicts.front().Findings.front().Where.Line, 2u);
    EXPECT_EQ(reports(std::move(*J)), reports(All));
  }
}

TEST(StoredRun, IsOfNoUseIfAHandleIsTouched) {
  const std::string Before = workFile("  @g_Count = %t");
  for (llvm::StringRef Body :
       {"  @g_Cli = 0",     // the handle
        "  %t = &@g_Cli",   // its address
        "  %t = @g_Ctx",    // what holds one
        "  %p->@Reg+8 = 0", // such a field
        "  call @Stop(%t)", // who ends it
        "  vcall @Help(%n, %n)", "  %t = call @Unused(&@g_Cli)"})
    EXPECT_TRUE(isRefused(Before, workFile(Body))) << Body.str();
}

/// What must not be called is not all held.
TEST(StoredRun, IsOfNoUseIfItIsReachedThroughACall) {
  struct {
    llvm::StringRef Declared, Define, Body;
  } const Cases[] = {
      {"function @Lock external\nfunction @KeAcquireSpinLockRaiseToDpc "
       "external "
       "system\nglobal @g_Lock:8 external\n",
       "define @Lock(%x:8) {\n  call @KeAcquireSpinLockRaiseToDpc(&@g_Lock)\n"
       "  return\n}\n",
       "  call @Lock(%n)"},
      {"function @Get external\n", "define @Get() {\n  return @g_Cli\n}\n",
       "  %t = call @Get()"},
      {"function @Set external\n",
       "define @Set(%x:8) {\n  @g_Cli = %x\n  return\n}\n", "  call @Set(%t)"},
  };
  for (const auto &C : Cases) {
    EXPECT_TRUE(isRefused(workFile("", C.Define, C.Declared),
                          workFile(C.Body, C.Define, C.Declared)))
        << C.Body.str();
    EXPECT_TRUE(isRefused(workFile(C.Body, C.Define, C.Declared),
                          workFile("", C.Define, C.Declared)))
        << C.Body.str();
    EXPECT_EQ(whyNot(workFile("", C.Define, C.Declared),
                     workFile("  @g_Count = 7", C.Define, C.Declared)),
              "")
        << C.Body.str();
  }
}

/// What a registration's routines call is run by calls of the protocol.
TEST(StoredRun, IsOfNoUseIfRoutinesOfARegistrationCallIt) {
  std::string Driver = DriverFile.str();
  Driver.insert(Driver.find("field"), "function @Attach external\n"
                                      "global @g_Chars:64\n"
                                      "field @ClientAttachProvider\n");
  Driver.replace(Driver.find("(?, 0, &@g_Cli)"), 15, "(&@g_Chars, 0, &@g_Cli)");
  Driver += "initialiser {\n  @g_Chars.@ClientAttachProvider+8 = @Attach\n"
            "  return\n}\n"
            "define @Attach(%b:8, %c:8, %p:8) !0:50:1 {\n"
            "  call @Work(%p) !0:51:1\n  return 0 !0:52:1\n}\n";
  // Also where bindings are not judged, of which such routines are a part.
  SolveOptions Options;
  for (RuleSet Rules : {Options.Rules, RuleSet()}) {
    Options.Rules = Rules;
    std::vector<Summary> Parts = {parse(Driver), parse(workFile(""))};
    RunFile File;
    store(Parts, File, Options);
    std::string Why;
    Parts.back() = parse(workFile("  @g_Count = 7"));
    EXPECT_FALSE(reuse(Parts, File, Why, Options));
    EXPECT_EQ(Why, "'Help' of 'work.c' changed");
  }
}

/// What a registration keeps a pointer to must not be freed meanwhile.
TEST(StoredRun, IsOfNoUseIfWhatIsKeptIsTouched) {
  std::string Driver = DriverFile.str();
  Driver.insert(Driver.find("field"), "global @g_Kept:8 external\n");
  Driver.replace(Driver.find("(?, 0, &@g_Cli)"), 15, "(?, @g_Kept, &@g_Cli)");
  constexpr llvm::StringLiteral Declared =
      "function @ExFreePoolWithTag external system\n"
      "global @g_Kept:8 external undefined\n";
  std::vector<Summary> Parts = {parse(Driver),
                                parse(workFile("", "", Declared))};
  RunFile File;
  store(Parts, File);
  std::string Why;
  for (llvm::StringRef Body :
       {"  call @ExFreePoolWithTag(@g_Kept, 1)", "  @g_Kept = %p"}) {
    Parts.back() = parse(workFile(Body, "", Declared));
    EXPECT_FALSE(reuse(Parts, File, Why)) << Body.str();
  }
}

/// Whoever is given an address may hand it on.
TEST(StoredRun, IsOfNoUseIfItIsGivenAddressesOfFunctions) {
  constexpr llvm::StringLiteral Declared =
      "function @Use \"work.c:Use\"\nfunction @Other \"work.c:Other\"\n"
      "global @g_Op:8 \"work.c:g_Op\"\nglobal @g_Other:8 \"work.c:g_Other\"\n";
  auto Text = [&](llvm::StringRef Body) {
    return workFile("",
                    ("define @Use(%n:8, %f:8) {\n  call %f(%n)\n  return\n}\n"
                     "define @Other(%n:8, %f:8) {\n" +
                     Body +
                     "  return\n}\n"
                     "define @Begin(%n:8) {\n  @g_Op = @Use\n"
                     "  @g_Other = @Other\n  call @g_Op(%n, @Table)\n"
                     "  return\n}\n")
                        .str(),
                    (Declared + "function @Begin external\n").str());
  };
  EXPECT_TRUE(isRefused(Text(""), Text("  call @DbgPrint(%f)\n")));
  EXPECT_TRUE(isRefused(Text(""), Text("  @g_Count = %f\n")));
}

/// What the system answers may decide over a handle, wherever it is asked.
TEST(StoredRun, IsOfNoUseIfItAsksWhatOthersAsk) {
  std::string Driver = DriverFile.str();
  Driver.insert(Driver.find("field"),
                "function @RtlIsNtDdiVersionAvailable external system\n");
  auto Insert = [&](llvm::StringRef Before, llvm::StringRef Lines) {
    Driver.insert(Driver.find(Before), Lines);
  };
  Insert("  %drv->", "  local %a:4\n");
  Insert("  call @NmrRegisterClient(?, 0, &@g_Cli)",
         "  %a = call @RtlIsNtDdiVersionAvailable(7) !0:11:2\n"
         "  if ne.s32 %a, 0 then b1 else b2 \"a\" !0:11:3\nb1:\n");
  Insert("}\n\ndefine @Unload", "b2:\n  return 0 !0:15:2\n");
  const llvm::StringRef Declared =
      "function @RtlIsNtDdiVersionAvailable external system\n";
  std::vector<Summary> Parts = {parse(Driver),
                                parse(workFile("", "", Declared))};
  RunFile File;
  store(Parts, File);
  std::string Why;
  Parts.back() = parse(
      workFile("  %t = call @RtlIsNtDdiVersionAvailable(8)", "", Declared));
  EXPECT_FALSE(reuse(Parts, File, Why));
}

/// Where such an address is kept behind a pointer, it may be any pointer.
TEST(StoredRun, IsOfNoUseIfPointeesMayBeAddressesOfFunctions) {
  auto Text = [&](llvm::StringRef Body) {
    return workFile(Body,
                    "define @Keep(%p:8) {\n  %p.* = @Table\n  return\n}\n",
                    "function @Keep external\n");
  };
  EXPECT_TRUE(isRefused(Text(""), Text("  %t = %p.*")));
  EXPECT_TRUE(isRefused(Text(""), Text("  %t = &@g_Count")));
  EXPECT_EQ(whyNot(Text(""), Text("  @g_Count = 7")), "");
}

TEST(StoredRun, IsOfNoUseIfCallbacksMayChange) {
  const std::string Before = workFile("");
  EXPECT_TRUE(isRefused(Before, workFile("  @g_Count = @Table")));
  EXPECT_TRUE(isRefused(Before, workFile("  call @DbgPrint(@Table)")));
  EXPECT_TRUE(isRefused(Before, workFile("  call %n(%n)")));
}

TEST(StoredRun, IsOfNoUseAfterNewNamesWithAMeaning) {
  struct {
    llvm::StringRef Body, More, Declared;
  } const Cases[] = {
      {"  call @NmrDeregisterClient(%n)", "",
       "function @NmrDeregisterClient external system\n"},
      // What no file named so far: a protocol's function, its field, a role.
      {"  %t = call @NmrRegisterProvider(?, 0, &@g_Count)", "",
       "function @NmrRegisterProvider external system\n"},
      {"  call @KeReleaseSpinLock(&@g_Count, 0)", "",
       "function @KeReleaseSpinLock external system\n"},
      {"  %t = %n->@EvtDriverUnload+8", "", "field @EvtDriverUnload\n"},
      // A framework is told of the driver's end.
      {"  %t = call @WdfDriverCreate(%n, %n, 0, %p, 0)", "",
       "function @WdfDriverCreate external system\n"},
      // Who dispatches to it may call it from now on.
      {"", "define @Over(%x:8) {\n  return\n}\n",
       "function @Over external overrides @Work\n"},
      // Out of view.
      {"  call @Other(%n)", "", "function @Other external\n"},
      // The driver's end.
      {"  %t = %n->@DriverUnload+104", "", "field @DriverUnload\n"},
      // Another driver.
      {"", "define @GsDriverEntry(%a:8, %b:8) {\n  return\n}\n",
       "function @GsDriverEntry external as DRIVER_INITIALIZE\n"},
      // From now on it matters what is destroyed.
      {"  call @ExFreePoolWithTag(%t)", "",
       "function @ExFreePoolWithTag external system\n"},
      // The same for who has such a function of his own.
      {"", "define @ExFreePoolWithTag(%p:8, %t:4) {\n  return\n}\n",
       "function @ExFreePoolWithTag \"work.c:ExFreePoolWithTag\"\n"},
  };
  for (const auto &C : Cases)
    EXPECT_TRUE(isRefused(workFile(""), workFile(C.Body, C.More, C.Declared)))
        << C.Declared.str();
}

/// What the system passes to routines may be what is deleted anywhere.
TEST(StoredRun, IsOfNoUseIfItRunsRoutinesOrJumps) {
  const std::string Before = workFile("");
  for (llvm::StringRef Name :
       {"IofCallDriver", "WdfDriverMiniportUnload", "longjmp"})
    EXPECT_TRUE(isRefused(
        Before, workFile(("  %t = call @" + Name + "(%n, %p)").str(), "",
                         ("function @" + Name + " external system\n").str())))
        << Name.str();
}

TEST(StoredRun, IsOfNoUseIfObjectsAreDeletedElsewhere) {
  constexpr llvm::StringLiteral Delete =
      "function @IoDeleteDevice external system\n";
  EXPECT_TRUE(isRefused(workFile("", "", Delete),
                        workFile("  call @IoDeleteDevice(%p)", "", Delete)));
}

/// What is destroyed is followed only if some code destroys something.
TEST(StoredRun, IsOfNoUseIfNothingIsDestroyedAnyMore) {
  constexpr llvm::StringLiteral Free =
      "function @ExFreePoolWithTag external system\n";
  EXPECT_TRUE(isRefused(workFile("  call @ExFreePoolWithTag(%t, 1)", "", Free),
                        workFile("")));
  EXPECT_EQ(whyNot(workFile("  call @ExFreePoolWithTag(%t, 1)", "", Free),
                   workFile("  call @ExFreePoolWithTag(%p, 1)", "", Free)),
            "");
}

TEST(StoredRun, IsOfNoUseIfOtherThingsChange) {
  const std::string Before = workFile("");
  EXPECT_TRUE(isRefused(
      Before, workFile("", "initialiser {\n  @g_Count = 1\n  return\n}\n")));
  auto Replaced = [&](llvm::StringRef From, llvm::StringRef To) {
    std::string Text = Before;
    Text.replace(Text.find(From), From.size(), To);
    return Text;
  };
  EXPECT_TRUE(isRefused(
      Before, Replaced("function @DbgPrint",
                       "failure \"work.c\" \"an error\"\nfunction @DbgPrint")));
  // It defines another file's variable.
  EXPECT_TRUE(isRefused(Before, Replaced(" undefined", "")));
  // Others call it as it was.
  EXPECT_TRUE(isRefused(
      Before, Replaced("define @Work(%n:8)", "define @Work(%n:8, %m:8)")));
  // Other attributes of what others name.
  EXPECT_TRUE(
      isRefused(Before, Replaced("@Work external", "@Work external noreturn")));
  // What it says of its own functions: their roles and where their code is.
  const std::string Table = "@Table \"work.c:Table\"";
  for (llvm::StringRef Words : {" as DRIVER_UNLOAD", " as KSTART_ROUTINE",
                                " paged", " section \"PAGE\""})
    EXPECT_TRUE(isRefused(Before, Replaced(Table, Table + Words.str())))
        << Words.str();
  // What is named first: callbacks run in that order.
  EXPECT_TRUE(
      isRefused(Before, Replaced("global @g_Cli:8 external undefined\n"
                                 "global @g_Ctx:64 external undefined\n",
                                 "global @g_Ctx:64 external undefined\n"
                                 "global @g_Cli:8 external undefined\n")));
}

/// Which of several is in the unit hangs on all of them.
TEST(StoredRun, IsOfNoUseIfOneOfSeveralDefinitionsChanges) {
  auto Define = [](llvm::StringRef Words, unsigned Answer) {
    return workFile(
        "  %t = call @Shared(%t)",
        ("define @Shared(%x:8) {\n  return " + llvm::Twine(Answer) + "\n}\n")
            .str(),
        ("function @Shared external" + Words + "\n").str());
  };
  for (llvm::StringRef Words : {" inline", " weak"})
    EXPECT_TRUE(isRefused(Define(Words, 1), Define(Words, 2))) << Words.str();
  EXPECT_EQ(whyNot(Define("", 1), Define("", 2)), "");

  std::vector<Summary> Parts = {parse(DriverFile), parse(Define("", 1)),
                                parse(Define("", 1))};
  Parts.back().MainFiles = {"other.c"};
  RunFile File;
  store(Parts, File);
  Parts[1] = parse(Define("", 2));
  std::string Why;
  EXPECT_FALSE(reuse(Parts, File, Why));
}

/// A function that comes to a file or leaves it may be another's.
TEST(StoredRun, IsOfNoUseIfDefinitionsComeAndGo) {
  constexpr llvm::StringLiteral Define =
                                    "define @Shared(%x:8) {\n  return\n}\n",
                                Declared = "function @Shared external\n";
  const std::string Without = workFile("  call @Shared(%n)", "", Declared),
                    With = workFile("  call @Shared(%n)", Define, Declared);
  auto IsOfUse = [](std::vector<Summary> Parts, size_t I, Summary New) {
    RunFile File;
    store(Parts, File);
    Parts[I] = std::move(New);
    std::string Why;
    return reuse(Parts, File, Why).has_value();
  };
  auto Other = [](const std::string &Text) {
    Summary S = parse(Text);
    for (Entity &E : S.Entities)
      if (E.Name != "Shared" && E.Name != "Added")
        E.Id += " of other.c";
    S.MainFiles = {"other.c"};
    return S;
  };
  // There are two.
  EXPECT_FALSE(IsOfUse({parse(DriverFile), parse(Without), Other(With)}, 1,
                       parse(With)));
  // There is none any more.
  EXPECT_FALSE(IsOfUse({parse(DriverFile), parse(With), Other(Without)}, 1,
                       parse(Without)));
  // The same of one that only this file can name.
  const std::string Before = workFile("");
  const size_t At = Before.find("define @Help"),
               End = Before.find("define @Unu");
  EXPECT_TRUE(isRefused(Before, Before.substr(0, At) + Before.substr(End)));
  // Nobody names it any more.
  constexpr llvm::StringLiteral Lock =
      "define @Lock(%x:8) {\n  call @KeReleaseSpinLock(%x, 0)\n  return\n}\n";
  for (llvm::StringRef Linkage : {"\"work.c:Added\"", "external"}) {
    const std::string Added = ("function @Added " + Linkage + "\n").str(),
                      Plain = workFile("", "define @Added() {\n  return\n}\n",
                                       Added);
    EXPECT_EQ(isRefused(Plain, Before), Linkage == "external");
  }
  EXPECT_TRUE(isRefused(
      workFile("", Lock,
               "function @Lock \"work.c:Lock\"\n"
               "function @KeReleaseSpinLock external system\n"),
      workFile("", "", "function @KeReleaseSpinLock external system\n")));
  // Two files come to have it at once.
  const std::string New = workFile("", "define @Added() {\n  return\n}\n",
                                   "function @Added external\n");
  std::vector<Summary> Parts = {parse(DriverFile), parse(Before),
                                Other(Before)};
  RunFile File;
  store(Parts, File);
  std::string Why;
  Parts[1] = parse(New);
  EXPECT_TRUE(reuse(Parts, File, Why)) << Why;
  Parts[2] = Other(New);
  EXPECT_FALSE(reuse(Parts, File, Why));
}

/// Where paths of the whole program were walked, it also matters who calls
/// whom.
TEST(StoredRun, IsOfNoUseIfCallsMatterAndChange) {
  const std::string Before = workFile("  @g_Count = %t");
  std::string Driver = DriverFile.str();
  Driver.replace(Driver.find("if eq"), 5, "if ne");
  // What the path passes through is held.
  Driver.erase(Driver.find("  call @Work"), 23);
  std::vector<Summary> Parts = {parse(Driver), parse(Before)};
  RunFile File;
  store(Parts, File);
  std::string Why;
  Parts.back() = parse(workFile("  @g_Count = 3"));
  std::optional<JudgedUnit> J = reuse(Parts, File, Why);
  ASSERT_TRUE(J) << Why;
  EXPECT_EQ(J->Verdicts.front().Kind, VerdictKind::Violation);
  EXPECT_EQ(reports(std::move(*J)), reports(judgeAll(Parts)));
  Parts.back() = parse(workFile("  %t = call @DbgPrint(%t)"));
  EXPECT_FALSE(reuse(Parts, File, Why));
  // The same where code out of view may call.
  Parts = {parse(DriverFile), parse(workFile("")),
           parse("nmr-summary 3\nmain \"more.c\"\nfile 0 \"more.c\"\n"
                 "function @More external\nfunction @Outside external\n"
                 "define @More() {\n  call @Outside()\n  return\n}\n")};
  store(Parts, File);
  auto InTable = [](std::string Body) {
    std::string Text = workFile("");
    return parse(Text.insert(Text.find("  return !0:41:1"), Body));
  };
  Parts[1] = InTable("  @g_Count = 3\n");
  EXPECT_TRUE(reuse(Parts, File, Why)) << Why;
  Parts[1] = InTable("  call @DbgPrint(3)\n");
  EXPECT_FALSE(reuse(Parts, File, Why));
}

/// What the functions on such paths name, others must leave alone.
TEST(StoredRun, IsOfNoUseIfWhatAPathNamesIsTouched) {
  std::string Driver = DriverFile.str();
  Driver.replace(Driver.find("if eq"), 5, "if ne");
  Driver.erase(Driver.find("  call @Work"), 23);
  Driver.insert(Driver.find("field"), "global @g_Seen:8 external\n");
  Driver.insert(Driver.find("  call @Stop"), "  @g_Seen = 1 !0:20:9\n");
  constexpr llvm::StringLiteral Declared =
      "global @g_Seen:8 external undefined\n";
  std::vector<Summary> Parts = {parse(Driver),
                                parse(workFile("", "", Declared))};
  RunFile File;
  store(Parts, File);
  std::string Why;
  Parts.back() = parse(workFile("  @g_Count = 7", "", Declared));
  EXPECT_TRUE(reuse(Parts, File, Why)) << Why;
  Parts.back() = parse(workFile("  @g_Seen = 7", "", Declared));
  EXPECT_FALSE(reuse(Parts, File, Why));
}

/// In a library, whatever can be named may be called.
TEST(StoredRun, IsOfNoUseIfALibraryHasMoreFunctions) {
  std::string Driver = DriverFile.str();
  for (llvm::StringRef From : {" as DRIVER_INITIALIZE", " as DRIVER_UNLOAD"})
    Driver.erase(Driver.find(From), From.size());
  for (size_t At; (At = Driver.find("@DriverEntry")) != std::string::npos;)
    Driver.replace(At, 12, "@Begin");
  std::vector<Summary> Parts = {parse(Driver), parse(workFile(""))};
  RunFile File;
  store(Parts, File);
  std::string Why;
  Parts.back() = parse(workFile("", "define @More(%x:8) {\n  return\n}\n",
                                "function @More external\n"));
  EXPECT_FALSE(reuse(Parts, File, Why));
}

/// The places in a verdict are where they are now.
TEST(StoredRun, KnowsWherePlacesWent) {
  const std::string Moved = [] {
    std::string Text = DriverFile.str();
    // `Stop` is further down.
    for (llvm::StringRef Line : {"30", "31", "32", "33", "34", "39"}) {
      const std::string Old = ("!0:" + Line + ":").str(),
                        New = ("!0:1" + Line + ":").str();
      for (size_t At = 0; (At = Text.find(Old, At)) != std::string::npos;
           At += New.size())
        Text.replace(At, Old.size(), New);
    }
    return Text;
  }();
  for (bool Waits : {true, false}) {
    auto Driver = [&](std::string Text) {
      if (!Waits)
        Text.replace(Text.find("if eq"), 5, "if ne");
      return parse(Text);
    };
    std::vector<Summary> Parts = {Driver(DriverFile.str()),
                                  parse(workFile(""))};
    RunFile File;
    store(Parts, File);
    Parts.front() = Driver(Moved);
    std::string Why;
    std::optional<JudgedUnit> J = reuse(Parts, File, Why);
    ASSERT_TRUE(J) << Why;
    const JudgedUnit All = judgeAll(Parts);
    EXPECT_EQ(All.Verdicts.front().Kind,
              Waits ? VerdictKind::Verified : VerdictKind::Violation);
    EXPECT_EQ(reports(std::move(*J)), reports(All));
  }
}

/// A place is what tells calls from each other.
TEST(StoredRun, IsOfNoUseIfPlacesComeApartOrMeet) {
  auto Driver = [](llvm::StringRef If, llvm::StringRef Deregister) {
    std::string Text = DriverFile.str();
    Text.insert(Text.find("function"), "file 1 \"driver.h\"\n");
    for (auto [Old, New] :
         {std::pair("!0:32:1", If), std::pair("!0:31:1", Deregister)})
      Text.replace(Text.find(Old), 7, New);
    Text.replace(Text.find("if eq"), 5, "if ne");
    return parse(Text);
  };
  auto IsOfUse = [](Summary Before, Summary After) {
    std::vector<Summary> Parts = {std::move(Before), parse(workFile(""))};
    RunFile File;
    store(Parts, File);
    Parts.front() = std::move(After);
    std::string Why;
    std::optional<JudgedUnit> J = reuse(Parts, File, Why);
    if (J) {
      EXPECT_EQ(reports(std::move(*J)), reports(judgeAll(Parts)));
    }
    return J.has_value();
  };
  EXPECT_TRUE(
      IsOfUse(Driver("!0:31:1", "!0:31:1"), Driver("!0:31:9", "!0:31:9")));
  EXPECT_FALSE(
      IsOfUse(Driver("!0:31:1", "!0:31:1"), Driver("!0:32:1", "!0:31:1")));
  EXPECT_FALSE(
      IsOfUse(Driver("!0:32:1", "!0:31:1"), Driver("!0:31:1", "!0:31:1")));
  EXPECT_FALSE(
      IsOfUse(Driver("!0:31:1", "!0:32:1"), Driver("!0:32:1", "!0:31:1")));
  EXPECT_FALSE(
      IsOfUse(Driver("!0:32:1", "!0:31:1"), Driver("!1:32:1", "!0:31:1")));
  EXPECT_FALSE(
      IsOfUse(Driver("!0:32:1", "!0:31:1"), Driver("       ", "!0:31:1")));
}

/// A place in no function that the file has, of a static initialiser say, is
/// not known to be where it was.
TEST(StoredRun, IsOfNoUseIfAPlaceIsLost) {
  auto Driver = [](llvm::StringRef Place) {
    std::string Text = DriverFile.str();
    Text.erase(Text.find("  call @NmrRegisterClient(?, 0, &@g_Cli) !0:12:1\n"),
               49);
    return parse(Text + ("initialiser !0:4:1 {\n"
                         "  call @NmrRegisterClient(?, 0, &@g_Cli) " +
                         Place + "\n  return\n}\n")
                            .str());
  };
  std::vector<Summary> Parts = {Driver("!0:5:1"), parse(workFile(""))};
  RunFile File;
  store(Parts, File);
  Parts.front() = Driver("!0:6:1");
  std::string Why;
  EXPECT_FALSE(reuse(Parts, File, Why));
  EXPECT_EQ(Why, "where a place went is not known");
}

/// One function may lie in another, as methods of local classes do.
TEST(StoredRun, IsOfUseIfAFunctionLiesInOneThatChanged) {
  auto Driver = [](llvm::StringRef Body) {
    std::string Text = DriverFile.str();
    Text.replace(Text.find("if eq"), 5, "if ne");
    Text.insert(Text.find("field"),
                "function @Outer external\nglobal @g_Own:8\n");
    return parse(Text + ("define @Outer() !0:25:1 to !0:60:1 {\n" + Body +
                         "  return !0:60:1\n}\n")
                            .str());
  };
  std::vector<Summary> Parts = {Driver("  @g_Own = 1 !0:26:1\n"),
                                parse(workFile(""))};
  RunFile File;
  store(Parts, File);
  Parts.front() = Driver("  @g_Own = 2 !0:41:1\n  @g_Own = 3 !0:42:1\n");
  std::string Why;
  std::optional<JudgedUnit> J = reuse(Parts, File, Why);
  ASSERT_TRUE(J) << Why;
  EXPECT_EQ(reports(std::move(*J)), reports(judgeAll(Parts)));
}

/// Comments and edits of a file that changed are those that it has now.
TEST(StoredRun, KnowsWhatIsSuppressedNow) {
  auto Driver = [](unsigned Line) {
    std::string Text = DriverFile.str();
    Text.replace(Text.find("if eq"), 5, "if ne");
    Summary S = parse(Text);
    S.Suppressions.push_back({{0, Line, 0}, {0, Line + 1, 0}, "*", ""});
    S.Edits.push_back({{0, 31, 1},
                       "nmr-missing-wait",
                       "missing-wait",
                       {0, Line, 1},
                       {0, Line, 2},
                       "text"});
    return S;
  };
  for (unsigned Line : {1, 31}) {
    std::vector<Summary> Parts = {Driver(Line), parse(workFile(""))};
    RunFile File;
    store(Parts, File);
    Parts.front() = Driver(32 - Line);
    std::string Why;
    std::optional<JudgedUnit> J = reuse(Parts, File, Why);
    ASSERT_TRUE(J) << Why;
    const JudgedUnit All = judgeAll(Parts);
    EXPECT_EQ(J->Unit.Suppressions, All.Unit.Suppressions);
    EXPECT_EQ(J->Unit.Edits, All.Unit.Edits);
    EXPECT_EQ(reports(std::move(*J)), reports(All));
  }
}

/// What does not fit to the others is not a part of the driver, whatever it is.
TEST(StoredRun, IsOfNoUseIfAFileIsLeftOut) {
  auto Part = [](llvm::StringRef Body) {
    std::string Text = workFile(Body);
    Text.insert(Text.find("function"), "pointers 4\n");
    return parse(Text);
  };
  std::vector<Summary> Parts = {parse(DriverFile), Part("")};
  RunFile File;
  store(Parts, File);
  std::string Why;
  Parts.back() = Part("  @g_Count = 1");
  EXPECT_FALSE(reuse(Parts, File, Why));
  EXPECT_EQ(Why, "'work.c' was left out");
}

TEST(StoredRun, IsOfNoUseWithOtherFiles) {
  std::vector<Summary> Parts = {parse(DriverFile), parse(workFile(""))};
  RunFile File;
  store(Parts, File);
  std::string Why;
  Parts.pop_back();
  EXPECT_FALSE(reuse(Parts, File, Why));
  Parts.push_back(parse(workFile("  @g_Count = 1")));
  Parts.back().MainFiles = {"other.c"};
  EXPECT_FALSE(reuse(Parts, File, Why));
  // One file in two ways: which of them changed?
  Parts = {parse(DriverFile), parse(workFile("")),
           parse("nmr-summary 3\n"
                 "main \"work.c\"\n")};
  store(Parts, File);
  Parts.back() = parse(workFile("  @g_Count = 1"));
  EXPECT_FALSE(reuse(Parts, File, Why));
  EXPECT_EQ(Why, "'work.c' is new, or there are several");
  // To compare them all takes as long.
  Parts = bench::LargeDriver(2000).build();
  store(Parts, File);
  for (Summary &Part : llvm::MutableArrayRef(Parts).take_front(15))
    Part.Functions.front().Where.Line += 1;
  EXPECT_FALSE(reuse(Parts, File, Why));
  EXPECT_EQ(Why, "many files changed");
}

//===--- Solving again
//---------------------------------------------------===//

std::string replaced(llvm::StringRef In, llvm::StringRef Old,
                     llvm::StringRef New) {
  std::string Text = In.str();
  const size_t At = Text.find(Old);
  EXPECT_NE(At, std::string::npos) << Old.str();
  return Text.replace(At, Old.size(), New.str());
}

using Version = std::vector<std::string>; ///< Its files.

std::vector<Summary> partsOf(const Version &Files) {
  std::vector<Summary> Parts;
  for (const std::string &Text : Files)
    Parts.push_back(parse(Text));
  return Parts;
}

/// Why one of \p Versions can't be solved again after the one before; empty:
/// all can, and each gives what a run over all does. \p NumRead: files of the
/// last one that were needed.
std::string whyNotAgain(const std::vector<Version> &Versions,
                        const SolveOptions &Options = {},
                        size_t *NumRead = nullptr, RunFile *Last = nullptr) {
  RunFile File, Next;
  store(partsOf(Versions.front()), File, Options);
  for (const Version &V : llvm::drop_begin(Versions)) {
    const std::vector<Summary> Parts = partsOf(V);
    if (NumRead)
      *NumRead = 0;
    std::string Why;
    std::optional<JudgedUnit> J =
        solveAgain(Parts, File, Next, Why, Options, NumRead);
    if (!J)
      return Why;
    expectSame(std::move(*J), judgeAll(Parts, Options));
    File.replace(Next.bytes());
  }
  if (Last)
    Last->replace(File.bytes());
  return "";
}

/// The driver with \p Declared, and with \p Body at the begin of `Stop`.
std::string stopping(llvm::StringRef Body, llvm::StringRef Declared = "",
                     llvm::StringRef Driver = DriverFile) {
  return replaced(
      replaced(Driver, "function @Stop", Declared.str() + "function @Stop"),
      "  local %s:4\n", "  local %s:4\n" + Body.str());
}

const std::string Edited = stopping("  %s = 1\n");
/// Nobody waits if a deregistration is pending.
const std::string Violating = replaced(DriverFile, "if eq.s32", "if ne.s32");

TEST(SolveAgain, SolvesWhatHangsOnAChange) {
  size_t NumRead = 0;
  const std::string Driver = DriverFile.str(), Work = workFile("");
  EXPECT_EQ(whyNotAgain({{Driver, Work}, {Edited, Work}}, {}, &NumRead), "");
  EXPECT_EQ(NumRead, 1u);
  auto NotCalling = [](llvm::StringRef Of) {
    return replaced(Of, "  call @Work(4) !0:14:1\n", "");
  };
  EXPECT_EQ(whyNotAgain({{NotCalling(Driver), Work},
                         {NotCalling(Violating), Work},
                         {NotCalling(Driver), Work}}),
            "");
  // Where an inline function comes along with both.
  auto Sharing = [](std::string Text) {
    Text.insert(Text.find("function"), "file 1 \"shared.h\"\n"
                                       "function @Inl external inline\n");
    return Text + "define @Inl() !1:1:1 to !1:9:1 {\n  return !1:2:1\n}\n";
  };
  EXPECT_EQ(whyNotAgain({{Sharing(Driver), Sharing(Work)},
                         {Sharing(Edited), Sharing(Work)}}),
            "");
}

TEST(SolveAgain, RefusesWhereTheWholeDriverIsLookedAt) {
  const std::string Driver = DriverFile.str(), Work = workFile("");
  SolveOptions Options;
  Options.Rules.insert(RuleId::UncheckedRegister);
  EXPECT_EQ(whyNotAgain({{Driver, Work}, {Edited, Work}}, Options),
            "advice is asked for");
  EXPECT_EQ(
      whyNotAgain(
          {{Driver, Work},
           {replaced(Driver, "  call @Stop(@g_Cli) !0:21:1\n", ""), Work}}),
      "a call that sets a finding right was looked for");
}

TEST(SolveAgain, RefusesWhereCodeOutOfViewMayCall) {
  constexpr llvm::StringLiteral Declared = "function @Outside external\n",
                                Why = "code out of view may call whatever "
                                      "changed";
  const std::string Driver = DriverFile.str(), Work = workFile(""),
                    Calling = stopping("  call @Outside()\n", Declared);
  EXPECT_EQ(whyNotAgain({{Driver, Work}, {Calling, Work}}), Why);
  EXPECT_EQ(whyNotAgain({{Calling, Work}, {Driver, Work}}), Why);
  // Its address is stored.
  EXPECT_EQ(whyNotAgain(
                {{Driver, Work},
                 {stopping("  @g_Ctx.@Size+16 = @Outside\n", Declared), Work}}),
            Why);
  // A library.
  auto Library = [](llvm::StringRef Of) {
    std::string Text = replaced(Of, " as DRIVER_INITIALIZE", "");
    for (size_t At; (At = Text.find("@DriverEntry")) != std::string::npos;)
      Text.replace(At, 12, "@Begin");
    return Text;
  };
  EXPECT_EQ(whyNotAgain({{Library(Driver), Work}, {Library(Edited), Work}}),
            Why);
}

/// Paths pass through functions that do nothing now. What those could name they
/// would have got along, if the path isn't one in a vicinity.
TEST(SolveAgain, RefusesWherePathsPassThroughWhatWasLeftOut) {
  constexpr llvm::StringLiteral Why = "the whole driver was looked at";
  const std::string Seen = "global @g_Seen:8 external\n";
  auto Log = [](llvm::StringRef Body) {
    return ("nmr-summary 3\nmain \"log.c\"\nfile 0 \"log.c\"\n"
            "function @Log external\n"
            "global @g_Seen:8 external undefined\n"
            "global @g_Own:8 \"log.c:g_Own\"\n"
            "define @Log() !0:1:1 to !0:9:1 {\n" +
            Body + "  return !0:2:1\n}\n")
        .str();
  };
  const std::string Work =
      workFile("  call @Log()", "", "function @Log external\n");
  // They are not on the path.
  auto Calling = [](llvm::StringRef Driver) {
    return replaced(Driver, "  call @Work(4) !0:14:1\n",
                    "  if ne.u64 %path, 0 then b1 else b2 !0:14:1\n"
                    "b1:\n  call @Work(4) !0:14:2\n  goto b2\nb2:\n");
  };
  auto NotCalling = [](llvm::StringRef Driver) {
    return replaced(Driver, "  call @Work(4) !0:14:2\n", "");
  };
  auto Naming = [&](llvm::StringRef Of) {
    const std::string Driver = Calling(Of);
    return replaced(replaced(Driver, "field", Seen + "field"),
                    "  call @Stop(@g_Cli)",
                    "  @g_Seen = 1 !0:20:9\n  call @Stop(@g_Cli)");
  };
  auto After = [&](llvm::StringRef Of, llvm::StringRef To,
                   const std::string &Third) {
    return whyNotAgain({{Of.str(), Work, Third}, {To.str(), Work, Third}});
  };
  // Who waits for something that he doesn't see there leaves the vicinity.
  auto Polling = [](llvm::StringRef Of) {
    return replaced(replaced(Of, "function @Stop",
                             "global @g_Done:8 external\n"
                             "function @Poll external\nfunction @Stop"),
                    "  call @Stop(@g_Cli)",
                    "  goto poll\npoll:\n  call @Poll() !0:20:7\n"
                    "  if eq.u64 @g_Done, 0 then poll else on !0:20:8\non:\n"
                    "  call @Stop(@g_Cli)") +
           "define @Poll() !0:60:1 to !0:69:1 {\n"
           "  @g_Done = 1 !0:61:1\n  return !0:62:1\n}\n";
  };
  auto Everywhere = [&](llvm::StringRef Of, llvm::StringRef To,
                        const std::string &Third) {
    EXPECT_EQ(After(Of, To, Third), "");
    return After(Polling(Of), Polling(To), Third);
  };
  EXPECT_EQ(Everywhere(Naming(DriverFile), Naming(Violating),
                       Log("  @g_Seen = 2 !0:1:2\n")),
            Why);
  // Nobody who is on the path names it, or nobody calls who does.
  EXPECT_EQ(After(Naming(DriverFile), Naming(Violating),
                  Log("  @g_Own = 2 !0:1:2\n")),
            "");
  EXPECT_EQ(After(NotCalling(Naming(DriverFile)), NotCalling(Naming(Violating)),
                  Log("  @g_Seen = 2 !0:1:2\n")),
            "");
  // A call that was passed over does not come back.
  EXPECT_EQ(
      After(DriverFile, Violating, Log("  goto b1\nb1:\n  goto b1\nb2:\n")),
      Why);
  EXPECT_EQ(After(DriverFile, Violating, Log("")), "");
  // What the system answers always.
  auto Asking = [&](llvm::StringRef Of) {
    const std::string Driver = Calling(Of);
    return replaced(replaced(Driver, "function @Stop",
                             "function @ExIsProcessorFeaturePresent external "
                             "system\nfunction @Stop"),
                    "  call @Stop(@g_Cli)",
                    "  call @ExIsProcessorFeaturePresent(3) !0:20:9\n"
                    "  call @Stop(@g_Cli)");
  };
  EXPECT_EQ(Everywhere(Asking(DriverFile), Asking(Violating), Log("")), Why);
  // What is tied to a registration.
  auto Pausing = [&](llvm::StringRef Of) {
    const std::string Driver = Calling(Of);
    return replaced(replaced(NotCalling(Driver), "function @Stop",
                             "function @Pause external\nfunction @Stop"),
                    "  call @Stop(@g_Cli)",
                    "  call @Pause(%drv) !0:20:9\n  call @Stop(@g_Cli)") +
           "define @Pause(%n:8) !0:50:1 to !0:59:1 {\n"
           "  @g_Cli = @g_Cli !0:50:2\n"
           "  if ne.u64 %n, 0 then b1 else b2 !0:50:9\nb1:\n"
           "  call @Work(1) !0:51:1\n  goto b2\nb2:\n"
           "  return !0:52:1\n}\n";
  };
  EXPECT_EQ(Everywhere(Pausing(DriverFile), Pausing(Violating), Log("")), Why);
}

/// What matters now and did not is judged as well, if it is known where it is.
TEST(SolveAgain, BringsInWhatMattersNow) {
  auto IsBroughtIn = [](const Version &Before, const Version &After) {
    size_t NumRead = 0;
    EXPECT_EQ(whyNotAgain({Before, After}, {}, &NumRead), "");
    EXPECT_EQ(NumRead, 2u);
    // The same after one that changes nothing of that.
    Version Between = Before;
    Between[0] =
        replaced(Between[0], "  local %s:4\n", "  local %s:4\n  %s = 1\n");
    EXPECT_EQ(whyNotAgain({Before, Between, After}, {}, &NumRead), "");
    EXPECT_EQ(NumRead, 2u);
  };
  // A variable that holds a handle now.
  const std::string Undefined = "global @g_Ext:8 external undefined\n";
  const std::string WithExt =
      replaced(replaced(DriverFile, "field", "global @g_Ext:8 external\nfield"),
               "  call @Work(4)", "  @g_Ext = 1 !0:13:9\n  call @Work(4)");
  auto Holding = [](llvm::StringRef Driver) {
    return replaced(replaced(Driver, "&@g_Cli", "&@g_Ext"), "Stop(@g_Cli)",
                    "Stop(@g_Ext)");
  };
  const std::string Touching = workFile("  @g_Ext = 0", "", Undefined);
  IsBroughtIn(
      {WithExt, Touching},
      {replaced(Holding(WithExt), "  @g_Ext = 1 !0:13:9\n", ""), Touching});
  // A function that reaches a protocol now.
  auto Noting = [](llvm::StringRef Body) {
    return replaced(replaced(DriverFile, "function @Stop",
                             "function @Note external\nfunction @Stop"),
                    "  call @Work(4)",
                    "  call @Note() !0:13:9\n"
                    "  call @Work(4)") +
           ("define @Note() !0:50:1 to !0:59:1 {\n" + Body +
            "  return !0:52:1\n}\n")
               .str();
  };
  const std::string Calling =
      workFile("  call @Note()", "", "function @Note external\n");
  IsBroughtIn({Noting(""), Calling},
              {Noting("  call @Stop(0) !0:51:1\n"), Calling});
  // A function that is given what holds a handle.
  for (auto [Params, Given] :
       {std::pair<llvm::StringRef, llvm::StringRef>("%p:8", "&@g_Cli"),
        {"%n:8, %p:8", "0, &@g_Cli"}}) {
    const std::string Clearing =
        workFile("",
                 ("define @Clear(" + Params +
                  ") !0:60:1 to !0:69:1 {\n  %p.* = 0 !0:61:1\n"
                  "  return !0:62:1\n}\n")
                     .str(),
                 "function @Clear external\n");
    const std::string Declaring =
        replaced(DriverFile, "function @Stop",
                 "function @Clear external\nfunction @Stop");
    IsBroughtIn(
        {Declaring, Clearing},
        {replaced(Declaring, "  call @Work(4)",
                  ("  call @Clear(" + Given + ") !0:13:9\n" + "  call @Work(4)")
                      .str()),
         Clearing});
  }
}

/// Where it is not known, all has to be judged.
TEST(SolveAgain, RefusesWhereWhatMattersNowIsNotThere) {
  const std::string Work =
      workFile("  call @Note()\n  @g_Ext = 0\n  %p->@Extra+16 = 0", "",
               "function @Note external\nglobal @g_Ext:8 external undefined\n"
               "field @Extra\n");
  auto Driver = [](llvm::StringRef Body, llvm::StringRef Stop = "") {
    return stopping(Stop, "function @Note external\n"
                          "global @g_Ext:8 external\nfield @Extra\n") +
           ("define @Note() !0:50:1 to !0:59:1 {\n" + Body +
            "  return !0:52:1\n}\n")
               .str();
  };
  auto After = [&](const std::string &To) {
    return whyNotAgain({{Driver(""), Work}, {To, Work}});
  };
  EXPECT_EQ(After(Driver("  call @NmrDeregisterClient(@g_Cli) !0:51:1\n")),
            "'Note' matters now");
  EXPECT_EQ(After(Driver("", "  @g_Ext = %h\n")), "'g_Ext' matters now");
  EXPECT_EQ(After(Driver("", "  @g_Ctx.@Extra+16 = %h\n")),
            "'Extra' matters now");
  EXPECT_EQ(After(Driver("", "  @g_Ctx.@Size+16 = @Note\n")),
            "'Note' matters now");
  // But a static one is another file's by no means.
  auto Static = [](const std::string &Text) {
    return replaced(Text, "@Note external", "@Note \"driver.c:Note\"");
  };
  EXPECT_EQ(whyNotAgain({{Static(Driver("")), workFile("")},
                         {Static(Driver("", "  @g_Ctx.@Size+16 = @Note\n")),
                          workFile("")}}),
            "");
}

TEST(SolveAgain, RefusesWhereMemoryWithoutANameMattersNow) {
  constexpr llvm::StringLiteral Why = "memory without a name matters now",
                                Asked = "function @ExIsProcessorFeaturePresent "
                                        "external system\n";
  const std::string Driver =
                        replaced(DriverFile, "  call @Work(4) !0:14:1\n", ""),
                    Work = workFile("");
  EXPECT_EQ(whyNotAgain({{Driver, Work},
                         {stopping("  %h.* = @Stop\n", "", Driver), Work}}),
            Why);
  EXPECT_EQ(
      whyNotAgain({{Driver, Work},
                   {stopping("  %h = call @ExIsProcessorFeaturePresent(3)\n",
                             Asked, Driver),
                    Work}}),
      Why);
}

/// What a linker would do must be known.
TEST(SolveAgain, RefusesWhereTheUnitIsNotKnown) {
  const std::string Driver = DriverFile.str(), Work = workFile("");
  auto After = [&](const Version &Before, const Version &To) {
    return whyNotAgain({Before, To});
  };
  const std::string Dup = "nmr-summary 3\nmain \"dup.c\"\n";
  EXPECT_EQ(After({Driver, Work, Dup, Dup}, {Edited, Work, Dup, Dup}),
            "there are several of 'dup.c'");
  const std::string Short = replaced(Work, "function", "pointers 4\nfunction");
  EXPECT_EQ(After({Driver, Short}, {Edited, Short}), "'work.c' was left out");
  EXPECT_EQ(After({Driver, Work}, {Driver, Short}),
            "files, initialisers or failures of 'work.c' changed");
  EXPECT_EQ(After({Driver, Work},
                  {Driver, replaced(Work, "@g_Cli:8 external undefined",
                                    "@g_Cli:8 external")}),
            "the variables of 'work.c' changed");
  EXPECT_EQ(
      After({Driver, Work}, {Driver, replaced(Work, "@Work external",
                                              "@Work external noreturn")}),
      "'Work' of 'work.c' changed");
  // Of what they say different things.
  const std::string Other = replaced(Work, "@g_Ctx:64", "@g_Ctx:0"),
                    Ctx = "global @g_Ctx:0 external undefined\n",
                    Same = "global @g_Ctx:64 external undefined\n";
  EXPECT_EQ(After({Driver, Other}, {Edited, Other}),
            "what others say otherwise of 'driver.c' changed");
  EXPECT_EQ(After({Driver, Other}, {Driver, replaced(Other, Ctx, "")}),
            "what others say otherwise of 'work.c' changed");
  const std::string More =
      "nmr-summary 3\nmain \"more.c\"\nfile 0 \"more.c\"\n";
  EXPECT_EQ(After({Driver, Other, More}, {Driver, Other, More + Same}),
            "'g_Ctx' of 'more.c' changed");
  EXPECT_EQ(whyNotAgain({{Driver, Other, More},
                         {Driver, Other, More + "field @Size\n"},
                         {Driver, Other, More + "field @Size\n" + Same}}),
            "'g_Ctx' of 'more.c' changed");
  // An initialiser that comes along with both.
  auto Starting = [](const std::string &Of) {
    return replaced(Of, "function",
                    "file 1 \"shared.h\"\n"
                    "global @g_Own:8 external\nfunction") +
           "initialiser !1:1:1 {\n  @g_Own = 0 !1:2:1\n  return\n}\n";
  };
  EXPECT_EQ(After({Starting(Driver), Starting(Work)},
                  {Starting(Edited), Starting(Work)}),
            "");
  // So many parameters are not kept.
  std::string Params = "%n:8";
  for (unsigned I = 0; I != 254; ++I)
    Params += ", %p" + std::to_string(I) + ":8";
  const std::string Many =
      workFile("", "define @Many(" + Params + ") {\n  return\n}\n",
               "function @Many external\n");
  EXPECT_EQ(
      After({Driver, Many},
            {stopping("  call @Many(0)\n", "function @Many external\n"), Many}),
      "'Many' takes many parameters");
}

/// So must be which of several definitions is linked.
TEST(SolveAgain, RefusesWhereDefinitionsComeAndGo) {
  const std::string Driver =
      replaced(DriverFile, "  call @Work(4) !0:14:1\n", "");
  auto File = [](llvm::StringRef Name, llvm::StringRef Words,
                 llvm::StringRef Body) {
    return ("nmr-summary 3\nmain \"" + Name + "\"\nfile 0 \"" + Name +
            "\"\nfunction @Shared external" + Words + "\n" +
            (Body.empty()
                 ? ""
                 : "define @Shared() !0:1:1 to !0:9:1 {\n" + Body + "}\n"))
        .str();
  };
  constexpr llvm::StringLiteral One = "  return 1 !0:2:1\n",
                                Two = "  return 2 !0:2:1\n",
                                Why = "which definition of 'Shared' is "
                                      "linked";
  auto After = [&](const Version &Before, const Version &To) {
    Version From = Before, Next = To;
    From.push_back(Driver);
    Next.push_back(Driver);
    return whyNotAgain({From, Next});
  };
  EXPECT_EQ(After({File("a.c", "", One)}, {File("a.c", "", Two)}), "");
  EXPECT_EQ(whyNotAgain({{File("a.c", "", ""), Driver},
                         {File("a.c", "", One), Driver},
                         {File("a.c", "", Two), Driver}}),
            "");
  EXPECT_EQ(After({File("a.c", " weak", One)}, {File("a.c", " weak", Two)}),
            Why);
  EXPECT_EQ(After({File("a.c", "", ""), File("b.c", "", "")},
                  {File("a.c", "", One), File("b.c", "", One)}),
            Why);
  EXPECT_EQ(After({File("a.c", "", One), File("b.c", "", One)},
                  {File("a.c", "", Two), File("b.c", "", One)}),
            Why);
  EXPECT_EQ(After({File("a.c", " inline", One), File("b.c", " inline", One)},
                  {File("a.c", " inline", Two), File("b.c", " inline", One)}),
            Why);
  EXPECT_EQ(After({File("a.c", "", One), File("b.c", "", "")},
                  {File("a.c", "", One), File("b.c", "", One)}),
            Why);
  const std::string Other =
      replaced(Driver, "  local %s:4\n", "  local %s:4\n  %s = 1\n");
  // One that is in a header, and the same for both.
  auto Header = [&](llvm::StringRef Name, llvm::StringRef Body) {
    return replaced(File(Name, "", Body), ("file 0 \"" + Name).str(),
                    "file 0 \"shared.h");
  };
  EXPECT_EQ(whyNotAgain({{Header("a.c", One), Header("b.c", One), Driver},
                         {Header("a.c", One), Header("b.c", One), Other},
                         {Header("a.c", Two), Header("b.c", One), Other}}),
            Why);
  // There is none any more.
  constexpr llvm::StringLiteral Gone = "a function of 'a.c' is gone";
  auto Inline = [&](llvm::StringRef Name, llvm::StringRef Body) {
    return replaced(File(Name, " inline", Body), "function",
                    "global @g_Cli:8 external undefined\nfunction");
  };
  constexpr llvm::StringLiteral Clear = "  @g_Cli = 0 !0:1:2\n"
                                        "  return 1 !0:2:1\n";
  EXPECT_EQ(After({Inline("a.c", Clear), Inline("b.c", Clear)},
                  {Inline("a.c", ""), Inline("b.c", Clear) + "field @Size\n"}),
            Gone);
  EXPECT_EQ(After({File("a.c", "", One)}, {File("a.c", "", "")}), Gone);
  // Nobody else had it; and so nobody has it from then on.
  const std::string Work = workFile(""),
                    Less = replaced(Work,
                                    "define @Unused(%h:8) !0:30:1 {\n"
                                    "  @g_Cli = 0 !0:31:1\n"
                                    "  return !0:32:1\n}\n",
                                    "");
  EXPECT_EQ(whyNotAgain({{Driver, Work}, {Driver, Less}, {Driver, Work}}), "");
  EXPECT_EQ(
      whyNotAgain({{Driver, Work},
                   {Driver, replaced(Less, "function @Unused external\n", "")},
                   {stopping("  call @Unused(0)\n",
                             "function @Unused external\n", Driver),
                    replaced(Less, "function @Unused external\n", "")}}),
      "code out of view may call whatever changed");
  EXPECT_EQ(whyNotAgain({{Driver, Work},
                         {Driver, replaced(Less, "  %t = %n",
                                           "  call @Unused(%n)\n  %t = %n")}}),
            "code out of view may call whatever changed");
}

/// What another one overrides may be what a call leads to.
TEST(SolveAgain, KnowsWhatOverridesWhat) {
  constexpr llvm::StringLiteral Base = "function @Base external\n",
                                Over = "function @Over external overrides "
                                       "@Base\n";
  const std::string Body = "define @Over(%n:8) !0:50:1 to !0:59:1 {\n"
                           "  return !0:51:1\n}\n",
                    Work = workFile("", Body, (Base + Over).str());
  // Nobody else names either.
  const std::string Own = Work + "define @Base(%n:8) {\n  return\n}\n";
  EXPECT_EQ(whyNotAgain({{DriverFile.str(), Own}, {Edited, Own}}), "");
  // A function in no slice calls it.
  auto Calling = [&](llvm::StringRef Stop) {
    return stopping(Stop, Base.str() + "function @Away external\n") +
           "define @Away() !0:50:1 to !0:59:1 {\n  vcall @Base(0) !0:51:1\n"
           "  return !0:52:1\n}\n";
  };
  EXPECT_EQ(whyNotAgain({{Calling(""), Work}, {Calling("  %s = 1\n"), Work}}),
            "");
}

/// What parts say of an entity is put together.
TEST(SolveAgain, KnowsWhatAVariableHoldsAtFirst) {
  const std::string Driver =
      replaced(DriverFile, "  call @Work(4) !0:14:1\n", "");
  constexpr llvm::StringLiteral Defined = "global @g_Flag:8 external\n",
                                Declared =
                                    "global @g_Flag:8 external undefined\n";
  const std::string Declaring =
                        replaced(Driver, "field", Declared.str() + "field"),
                    Testing = replaced(
                        Declaring, "  call @Stop(@g_Cli)",
                        "  if eq.u64 @g_Flag, 0 then b1 else b2 !0:20:9\n"
                        "b2:\n  return !0:20:10\nb1:\n  call @Stop(@g_Cli)");
  // It is another file's that did not change, or did.
  EXPECT_EQ(whyNotAgain({{Declaring, workFile("", "", Defined)},
                         {Testing, workFile("", "", Defined)}}),
            "");
  EXPECT_EQ(whyNotAgain(
                {{Driver, workFile("")}, {Testing, workFile("", "", Defined)}}),
            "");
  // It is not the same for both.
  EXPECT_EQ(whyNotAgain(
                {{Driver, workFile("")},
                 {Testing,
                  workFile("", "", "global @g_Flag:0 external undefined\n")}}),
            "'g_Flag' of 'work.c' changed");
}

/// A run that was solved again is as good as another.
TEST(SolveAgain, LeavesWhatTheNextRunNeeds) {
  auto NextIsOfUse = [](const Version &Before, const Version &After,
                        const Version &Then) {
    RunFile File;
    EXPECT_EQ(whyNotAgain({Before, After}, {}, nullptr, &File), "");
    std::string Why;
    return reuse(partsOf(Then), File, Why).has_value();
  };
  // What is held now is so in the order in which files name it.
  const std::string Declared = "global @g_Ext:8 external undefined\n"
                               "function @Never external\n"
                               "function @ExFreePoolWithTag external system\n",
                    Free = "  call @ExFreePoolWithTag(%t, 1)\n";
  const std::string Driver =
      replaced(replaced(DriverFile, "field", "global @g_Ext:8 external\nfield"),
               "  call @Work(4)", "  @g_Ext = 1 !0:13:9\n  call @Work(4)");
  const std::string Holding =
      replaced(replaced(replaced(Driver, "&@g_Cli", "&@g_Ext"), "Stop(@g_Cli)",
                        "Stop(@g_Ext)"),
               "  @g_Ext = 1 !0:13:9\n", "");
  EXPECT_TRUE(NextIsOfUse(
      {Driver, workFile(Free, "", Declared)},
      {Holding, workFile(Free, "", Declared)},
      {Holding, workFile("  @g_Count = 7\n" + Free, "", Declared)}));
  // What files say different things of may matter still.
  const std::string Odd = "global @g_Odd:8 external undefined\n",
                    Odder = "global @g_Odd:0 external\n";
  const std::string Saying = replaced(DriverFile, "field", Odder + "field");
  auto Work = [&](llvm::StringRef Body) { return workFile(Body, "", Odd); };
  const std::string More = "nmr-summary 3\nmain \"more.c\"\n";
  EXPECT_FALSE(
      NextIsOfUse({Saying, Work("  @g_Odd = 1"), More},
                  {Saying, Work("  @g_Odd = 1"), More + "field @Reg\n"},
                  {Saying, Work("  @g_Odd = 2"), More + "field @Reg\n"}));
  // How many parameters a function has now.
  auto Clearing = [](llvm::StringRef Params, llvm::StringRef Body) {
    return workFile(Body,
                    ("define @Clear(" + Params +
                     ") !0:60:1 to !0:69:1 {\n  %p.* = 0 !0:61:1\n"
                     "  return !0:62:1\n}\n")
                        .str(),
                    "function @Clear external\n");
  };
  const std::string Declaring = replaced(
      DriverFile, "function @Stop", "function @Clear external\nfunction @Stop");
  const std::string Two = Clearing("%n:8, %p:8", "");
  EXPECT_EQ(whyNotAgain({{Declaring, Clearing("%p:8", "")},
                         {Declaring, Two},
                         {replaced(Declaring, "  call @Work(4)",
                                   "  call @Clear(0, &@g_Cli) !0:13:9\n"
                                   "  call @Work(4)"),
                          Two}}),
            "");
}

//===--- The file
//---------------------------------------------------------===//

TEST(StoredRun, RefusesWhatItDidNotWrite) {
  RunFile File;
  store({parse(DriverFile), parse(workFile(""))}, File);
  const std::string Good = File.bytes();
  auto ErrorOf = [&](llvm::StringRef Bytes, llvm::StringRef Of = Key) {
    File.replace(Bytes);
    llvm::Expected<StoredRun> Run = StoredRun::open(File.path(), Of);
    return Run ? std::string() : llvm::toString(Run.takeError());
  };
  EXPECT_EQ(ErrorOf(Good), "");
  EXPECT_NE(ErrorOf(Good, "another key of a run, of same size"), "");
  for (size_t Size = 0; Size < Good.size(); Size += 1 + Good.size() / 97)
    EXPECT_NE(ErrorOf(Good.substr(0, Size)), "") << Size;
  for (size_t At = 0; At < Good.size(); At += 1 + Good.size() / 97) {
    std::string Bad = Good;
    Bad[At] ^= 4;
    EXPECT_NE(ErrorOf(Bad), "") << At;
  }
  EXPECT_NE(ErrorOf(Good + "x"), "");
}

} // namespace
