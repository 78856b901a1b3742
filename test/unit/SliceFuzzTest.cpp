//===- SliceFuzzTest.cpp - Slices of drivers with a context ---------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Random drivers whose handle lies in a context with much else in it, which
/// they reach by several ways: as fields, as parts of a record, moved, copied
/// and cleared. A slice may show more than the whole program does, but never
/// the opposite.
///
//===----------------------------------------------------------------------===//

#include "SolveFixture.h"
#include "llvm/ADT/StringExtras.h"
#include <random>

using namespace nmr;
using namespace nmr::test;

namespace {

class Writer {
public:
  explicit Writer(unsigned Seed) : Random(Seed) {}

  std::string driver() {
    Text = "field @Flag\nfield @Count\nfield @Sub\nfield @In\n"
           "function @memset external system\n"
           "function @memcpy external system\n"
           "global @g_Ctx2:8\n";
    for (unsigned F = 0; F != Functions; ++F)
      Text += "function @F" + std::to_string(F) + "\n";
    entry();
    for (unsigned F = 0; F != Functions; ++F) {
      Current = F;
      begin("F" + std::to_string(F), "%p:8, %q:8");
      statements(4 + pick(4), 0);
      line("return " + one({"0", "%x", "-1"}));
      Text += "}\n";
    }
    Current = NoId;
    // The system passes what it likes.
    begin("Callback", "%p:8, %q:8");
    if (pick(2))
      line("%q = @g_Ctx");
    statements(1 + pick(4), 0);
    line("return");
    Text += "}\n";
    begin("Unload", "%drv:8");
    line("%p = @g_Ctx");
    line("%q = " + one({"@g_Ctx2", "@g_Ctx"}));
    statements(2 + pick(3), 0);
    if (pick(8)) {
      const std::string Handle = one({"%p", "@g_Ctx"}) + "->@Reg+0:8";
      if (pick(2))
        branch("ne.u64 " + Handle + ", 0", [&] { end(Handle); });
      else
        end(Handle);
    }
    statements(pick(3), 0);
    line("return");
    Text += "}\n";
    return Text;
  }

private:
  static constexpr unsigned Functions = 4;
  std::mt19937 Random;
  std::string Text;
  unsigned Labels = 0, Line = 20;
  unsigned Current = NoId; ///< Function.

  unsigned pick(unsigned Below) { return Random() % Below; }
  std::string one(std::initializer_list<const char *> Of) {
    return Of.begin()[pick(Of.size())];
  }
  void line(const std::string &Of) {
    Text += "  " + Of + " !" + std::to_string(Line++) + "\n";
  }
  void begin(const std::string &Name, const std::string &Params) {
    Text += "define @" + Name + "(" + Params + ") {\n  local %x:4, %h:8, %r:8";
    Text += Params == "%drv:8" ? ", %p:8, %q:8\n" : "\n";
  }
  template <typename Fn> void branch(const std::string &If, Fn Then) {
    const std::string A = "a" + std::to_string(Labels++),
                      B = "b" + std::to_string(Labels++);
    line("if " + If + " then " + A + " else " + B + " \"c\"");
    Text += A + ":\n";
    Then();
    line("goto " + B);
    Text += B + ":\n";
  }

  void entry() {
    Text += "define @DriverEntry(%drv:8, %path:8) {\n"
            "  local %x:4, %c:8, %d:8\n"
            "  %drv->" +
            one({"+112", "+112", "+112", "@DriverUnload+104"}) + " = " +
            one({"@Callback", "0"}) +
            "\n  %drv->@DriverUnload+104 = @Unload\n"
            "  %c = call @ExAllocatePool2(64, 64, 1) !8\n"
            "  if eq.u64 %c, 0 then fails else goes !8\n"
            "fails:\n"
            "  return -1 !8\n"
            "goes:\n"
            "  call @memset(%c, 0, 64) !9\n"
            "  @g_Ctx = %c !9\n";
    if (pick(2))
      Text += "  %d = call @ExAllocatePool2(64, 64, 1) !9\n"
              "  if eq.u64 %d, 0 then fails else goes2 !9\n"
              "goes2:\n"
              "  @g_Ctx2 = %d !9\n";
    if (pick(2))
      Text += "  %x = call @F0(%c, @g_Ctx2) !9\n"
              "  if lt.s32 %x, 0 then fails else goes3 \"x\" !9\n"
              "goes3:\n";
    Text += "  %x = call @NmrRegisterClient(?, " + one({"0", "%c"}) +
            ", &%c->@Reg+0:8) !10\n"
            "  if lt.s32 %x, 0 then fails else done \"x\" !11\n"
            "done:\n";
    if (pick(2))
      Text += "  call @F1(%c, " + one({"%c", "@g_Ctx2"}) + ") !12\n";
    Text += "  return 0 !13\n}\n";
  }

  std::string pointer() { return one({"%p", "%p", "%q", "@g_Ctx"}); }
  std::string word() {
    return pointer() + one({"->@Flag+16:4", "->@Count+20:4", "->@Flag+16:4"});
  }
  std::string handle() {
    return pointer() +
           one({"->@Reg+0:8", "->@Other+8:8", "->@Sub+24.@In+0:8", "->+32:8"});
  }
  void end(const std::string &Handle) {
    line("%x = call @NmrDeregisterClient(" + Handle + ")");
    if (pick(6))
      branch("eq.s32 %x, 259", [&] {
        line("call @NmrWaitForClientDeregisterComplete(" + Handle + ")");
      });
  }

  void statements(unsigned N, unsigned Depth) {
    for (; N; --N)
      statement(Depth);
  }
  void statement(unsigned Depth) {
    switch (pick(18)) {
    case 0:
      return line("%x = " + word());
    case 1:
      return line(word() + " = " + one({"0", "1", "%x"}));
    case 2:
      return line("%h = " + handle());
    case 3:
      return line(handle() + " = " + one({"0", "%h", "%h"}));
    case 4:
      return line(
          one({"%q = %p", "%p = @g_Ctx", "@g_Ctx2 = %q", "%q = @g_Ctx2"}));
    case 5:
      line("%r = &%p->@Sub+24:16");
      return line(one({"%r->@In+0:8 = 0", "%x = %r->+8:4",
                       "%q = ptradd %r, -24 x 1", "%h = %r->@In+0:8"}));
    case 6:
    case 7:
      if (Current != NoId && Current + 1 == Functions)
        return;
      return line(
          one({"%x = call @F", "call @F"}) +
          std::to_string(Current == NoId
                             ? pick(Functions)
                             : Current + 1 + pick(Functions - Current - 1)) +
          "(" + pointer() + ", " + pointer() + ")");
    case 8:
      return line("call @memset(" +
                  one({"%p, 0, 8", "%q, 0, 64", "&%p->@Sub+24:16, 0, 16",
                       "&%q->@Flag+16:4, 0, 4"}) +
                  ")");
    case 9:
      return line("call @memcpy(" + one({"%q, %p, 64", "%p, %q, 16"}) + ")");
    case 10:
      return line(one({"%x = call @DbgPrint()", "call @DbgTouch(%p writes 8)",
                       "call @DbgTouch(&%p->@Count+20:4 writes 4)"}));
    case 11:
    case 12:
      if (Depth == 2)
        return;
      return branch(one({"ne.u32 ", "eq.u32 "}) + one({"%x", "%x"}) + ", 0",
                    [&] { statements(1 + pick(2), Depth + 1); });
    case 13:
    case 14:
      if (Depth == 2)
        return;
      return branch("ne.u32 " + word() + ", 0",
                    [&] { statements(1 + pick(2), Depth + 1); });
    case 15:
      if (pick(6) == 0)
        return line("call @ExFreePoolWithTag(" +
                    one({"%p", "%q", "%h", "@g_Ctx"}) + ", 1)");
      return pick(4) ? line("%x = ptradd %x, 1 x 1")
                     : line("call @UserCode(" + one({"%p", "%h"}) + ")");
    case 16:
      return branch("ne.u64 " + handle() + ", 0",
                    [&] { statements(1, Depth + 1); });
    case 17:
      return pick(3) ? line("%x = 1")
                     : end(pointer() + one({"->@Reg+0:8", "->@Other+8:8"}));
    }
  }
};

class SliceFuzz : public testing::TestWithParam<unsigned> {};

TEST_P(SliceFuzz, SaysNothingElse) {
  const std::string Bodies = Writer(GetParam()).driver();
  const Summary Unit = parse((Prelude + Bodies).str(), "bodies");
  ASSERT_EQ(verify(Unit), "");
  SolveOptions Options;
  Options.MaxSteps = 20'000;
  Options.Slices = SolveOptions::Slicing::None;
  const std::vector<Verdict> Whole = solve(Unit, Protocols::builtin(), Options);
  Options.Slices = SolveOptions::Slicing::ByField;
  const std::vector<Verdict> Sliced =
      solve(Unit, Protocols::builtin(), Options);
  auto Kind = [](llvm::ArrayRef<Verdict> Of) {
    auto It = llvm::find_if(Of, [](const Verdict &V) { return !V.Obligation; });
    return It == Of.end() ? VerdictKind::Inconclusive : It->Kind;
  };
  if (Kind(Whole) != VerdictKind::Inconclusive &&
      Kind(Sliced) != VerdictKind::Inconclusive) {
    EXPECT_EQ(Kind(Whole), Kind(Sliced))
        << Bodies << dump(Whole) << dump(Sliced);
  }
  RecordProperty("whole", int(Kind(Whole)));
  RecordProperty("sliced", int(Kind(Sliced)));
}

INSTANTIATE_TEST_SUITE_P(Drivers, SliceFuzz, testing::Range(0u, 400u));

} // namespace
