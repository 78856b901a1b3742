//===- ProtocolTest.cpp - The table, and its drawing ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Protocol/Protocol.h"
#include "Protocol/System.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <set>

using namespace nmr;

namespace {

constexpr RuleId Rules[] = {RuleId::MissingWait,  RuleId::MissingDeregister,
                            RuleId::HandleMisuse, RuleId::Irql,
                            RuleId::Deadlock,     RuleId::Wsk};
constexpr ViolationClass Classes[] = {ViolationClass::NeverDeregistered,
                                      ViolationClass::MissingWait,
                                      ViolationClass::WaitWithoutDeregister,
                                      ViolationClass::DeregisterUnregistered,
                                      ViolationClass::UseAfterComplete,
                                      ViolationClass::LostHandle,
                                      ViolationClass::EntryFailsRegistered,
                                      ViolationClass::Irql,
                                      ViolationClass::WaitInOwnCallback,
                                      ViolationClass::LockAcrossCall,
                                      ViolationClass::KindMismatch,
                                      ViolationClass::StatusMisread,
                                      ViolationClass::ClosedWhileHeld,
                                      ViolationClass::UncheckedRegister,
                                      ViolationClass::RegisterNotLast,
                                      ViolationClass::WaitResultIgnored,
                                      ViolationClass::UnconditionalWait,
                                      ViolationClass::PagedDetach};
constexpr Verb Verbs[] = {Verb::Register, Verb::Deregister, Verb::Wait};

const Protocol &nmr() { return *Protocols::builtin().named("NMR"); }

std::string pairName(Verb V, State S) {
  return (name(V) + " in " + name(S)).str();
}

std::vector<State> states() {
  std::vector<State> All;
  for (unsigned I = 0; I != NumStates; ++I)
    All.push_back(State(I));
  return All;
}

TEST(Protocol, EveryStateIsReached) {
  std::set<State> Reached = {State::Absent};
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (const Outcome &O : nmr().Outcomes)
      if (Reached.count(O.From))
        Grew |= Reached.insert(O.To).second;
  }
  for (State S : states())
    EXPECT_TRUE(Reached.count(S)) << name(S).str();
}

TEST(Protocol, EveryCallInEveryStateIsAnOutcomeOrAMisuseOrNobodysBusiness) {
  std::set<std::string> Outcomes, Misuses, Neither;
  for (const Outcome &O : nmr().Outcomes)
    Outcomes.insert(pairName(O.V, O.From));
  for (const Misuse &M : nmr().Misuses)
    EXPECT_TRUE(Misuses.insert(pairName(M.V, M.From)).second)
        << "listed twice: " << pairName(M.V, M.From);
  for (Verb V : Verbs)
    for (State S : states()) {
      std::string Pair = pairName(V, S);
      EXPECT_FALSE(Outcomes.count(Pair) && Misuses.count(Pair)) << Pair;
      if (!Outcomes.count(Pair) && !Misuses.count(Pair))
        Neither.insert(Pair);
    }
  // A register call begins a registration of its own, whatever became of the
  // one before; and a call on a handle that nobody follows says nothing about
  // the registration at hand.
  std::set<std::string> NobodysBusiness = {
      "register in failed",   "register in live",    "register in pending",
      "register in complete", "register in settled", "register in refused",
      "deregister in absent", "wait in absent"};
  EXPECT_EQ(Neither, NobodysBusiness);
}

TEST(Protocol, NoTwoRowsContradict) {
  const std::vector<Outcome> &Rows = nmr().Outcomes;
  for (size_t I = 0; I != Rows.size(); ++I) {
    EXPECT_LE(Rows[I].Low, Rows[I].High);
    for (size_t J = 0; J != I; ++J) {
      if (Rows[I].V != Rows[J].V || Rows[I].From != Rows[J].From)
        continue;
      bool Overlap = Rows[I].Low <= Rows[J].High && Rows[J].Low <= Rows[I].High;
      EXPECT_FALSE(Overlap) << pairName(Rows[I].V, Rows[I].From)
                            << ": a status stands in two rows";
    }
  }
}

TEST(Protocol, WhatIsOwedCanBePaid) {
  // From every state in which something is owed, calls lead to one in which
  // nothing is.
  auto IsOwed = [](State S) { return S == State::Live || S == State::Pending; };
  std::set<State> Safe;
  for (State S : states())
    if (!IsOwed(S))
      Safe.insert(S);
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (const Outcome &O : nmr().Outcomes)
      if (Safe.count(O.To))
        Grew |= Safe.insert(O.From).second;
  }
  EXPECT_EQ(Safe.size(), NumStates);
}

/// The comment that draws the automaton, without its slashes.
std::string drawing() {
  auto File =
      llvm::MemoryBuffer::getFile(NMR_SOURCE_DIR "/lib/Protocol/Protocol.h");
  EXPECT_TRUE(bool(File));
  if (!File)
    return "";
  llvm::StringRef Text = (*File)->getBuffer();
  return Text.split("\\code").second.split("\\endcode").first.str();
}

TEST(Protocol, TheDrawingShowsEveryStateAndCall) {
  std::string Picture = drawing();
  for (State S : states()) {
    std::string Word = name(S).str();
    Word[0] = llvm::toUpper(Word[0]);
    EXPECT_NE(Picture.find(Word), std::string::npos) << Word;
  }
  for (Verb V : Verbs)
    EXPECT_NE(Picture.find(name(V).str()), std::string::npos) << name(V).str();
}

TEST(Protocol, TheTableHasTheArrowsOfTheDrawing) {
  std::set<std::string> Arrows;
  for (const Outcome &O : nmr().Outcomes)
    Arrows.insert((name(O.From) + " -" + name(O.V) + "-> " + name(O.To)).str());
  std::set<std::string> Drawn = {
      "absent -register-> failed",      "absent -register-> live",
      "live -deregister-> pending",     "live -deregister-> complete",
      "live -deregister-> refused",     "refused -deregister-> pending",
      "refused -deregister-> complete", "refused -deregister-> refused",
      "pending -wait-> settled",        "complete -wait-> settled",
      "refused -wait-> refused"};
  EXPECT_EQ(Arrows, Drawn);
}

TEST(Protocol, DocumentedStatusesAreAnswered) {
  auto Answers = [](Verb V, State From, int32_t Status) {
    for (const Outcome &O : nmr().Outcomes)
      if (O.V == V && O.From == From && O.Low <= Status && Status <= O.High)
        return name(O.To).str();
    return std::string("nothing");
  };
  constexpr int32_t Pending = 0x103, NoMemory = int32_t(0xC000009A),
                    BadParameter = int32_t(0xC000000D);
  EXPECT_EQ(Answers(Verb::Register, State::Absent, 0), "live");
  EXPECT_EQ(Answers(Verb::Register, State::Absent, NoMemory), "failed");
  EXPECT_EQ(Answers(Verb::Register, State::Absent, Pending), "nothing");
  EXPECT_EQ(Answers(Verb::Deregister, State::Live, Pending), "pending");
  EXPECT_EQ(Answers(Verb::Deregister, State::Live, 0), "complete");
  EXPECT_EQ(Answers(Verb::Deregister, State::Live, BadParameter), "refused");
  EXPECT_EQ(Answers(Verb::Wait, State::Pending, 0), "settled");
  EXPECT_EQ(Answers(Verb::Wait, State::Pending, BadParameter), "settled");
}

TEST(Protocol, FunctionsOfBothSidesMirrorEachOther) {
  const Protocols &P = Protocols::builtin();
  std::vector<ProtocolFunction> Functions = P.functions().vec();
  llvm::erase_if(Functions,
                 [&](const ProtocolFunction &F) { return &P.of(F) != &nmr(); });
  EXPECT_EQ(Functions.size(), 6u);
  for (const ProtocolFunction &F : Functions) {
    EXPECT_LT(F.HandleParam, F.NumParams) << F.Name.str();
    EXPECT_LT(F.Side, P.sides().size()) << F.Name.str();
    EXPECT_EQ(P.find(F.Name, F.NumParams)->Name, F.Name);
    EXPECT_EQ(P.find(F.Name, F.NumParams + 1), nullptr);
    EXPECT_TRUE(P.mentions(F.Name));
    auto Mirrored = [&](const ProtocolFunction &O) {
      return O.V == F.V && O.Side != F.Side && O.NumParams == F.NumParams &&
             O.HandleParam == F.HandleParam;
    };
    EXPECT_EQ(llvm::count_if(Functions, Mirrored), 1) << F.Name.str();
    // The vendor's page is named after the function.
    EXPECT_TRUE(F.Source.ends_with(F.Name.lower()));
  }
}

TEST(Protocol, BindingsAreConfusedWithRegistrations) {
  const Protocols &P = Protocols::builtin();
  const ProtocolFunction &Attach = *P.find("NmrClientAttachProvider", 5),
                         &Ours = *P.find("NmrClientDetachProviderComplete", 1),
                         &Theirs =
                             *P.find("NmrProviderDetachClientComplete", 1);
  EXPECT_EQ(Attach.Side, Ours.Side);
  EXPECT_NE(Ours.Side, Theirs.Side);
  for (const ProtocolFunction *F : {&Ours, &Theirs}) {
    EXPECT_TRUE(P.of(*F).isOfBindings());
    EXPECT_TRUE(P.of(*F).isConfusedWith(nmr()));
    EXPECT_TRUE(nmr().isConfusedWith(P.of(*F)));
    EXPECT_FALSE(P.of(*F).isConfusedWith(*P.named("WSK")));
    EXPECT_EQ(P.of(*F).Routines.size(), 3u);
  }
  EXPECT_TRUE(P.of(Ours).isConfusedWith(P.of(Theirs)));
  // A client that has attached may not fail; a provider attaches by its answer.
  EXPECT_EQ(P.of(Ours).misuse(Verb::Offer, State::Live),
            ViolationClass::AttachProtocol);
  EXPECT_EQ(P.of(Theirs).misuse(Verb::Offer, State::Live), std::nullopt);
}

TEST(Protocol, NoNameMeansTwoThings) {
  std::set<std::string> Names;
  // Where it is not followed, what takes a lock is the system's.
  for (const ProtocolFunction &F : Protocols::builtin().functions())
    if (Protocols::builtin().isListed(F))
      Names.insert(F.Name.str());
  for (const SystemFunction &F : windows().Functions) {
    EXPECT_TRUE(Names.insert(F.Name.str()).second) << F.Name.str();
    EXPECT_EQ(windows().find(F.Name), &F);
  }
  EXPECT_EQ(windows().find("NmrRegisterClient"), nullptr);
}

TEST(Protocol, ClassesAndRulesHaveNamesOfTheirOwn) {
  std::set<std::string> ClassNames, RuleNames;
  std::set<RuleId> Used;
  for (ViolationClass C : Classes) {
    EXPECT_TRUE(ClassNames.insert(name(C).str()).second) << name(C).str();
    EXPECT_EQ(classNamed(name(C)), C);
    for (llvm::StringRef P : {"NMR", "WSK", "WSK capture"})
      Used.insert(Protocols::builtin().named(P)->ruleOf(C));
  }
  for (RuleId R : Rules) {
    EXPECT_TRUE(name(R).starts_with("nmr-"));
    EXPECT_TRUE(RuleNames.insert(name(R).str()).second);
    EXPECT_EQ(ruleNamed(name(R)), R);
    EXPECT_TRUE(Used.count(R)) << name(R).str() << " shows no class";
  }
}

llvm::Expected<Protocols> read(llvm::StringRef Text) {
  Protocols::Files Files;
  Files.push_back(llvm::MemoryBuffer::getMemBuffer(Text, "test.yaml"));
  return Protocols::read(Files);
}

TEST(Protocol, WhatIsHeldIsAskedFor) {
  const Protocols &P = Protocols::builtin();
  EXPECT_FALSE(P.mentions("KeReleaseSpinLock"));
  EXPECT_EQ(P.find("KeReleaseSpinLock", 2), nullptr);
  std::set<std::string> Kinds;
  for (const ProtocolFunction &F : P.functions()) {
    if (P.isListed(F))
      continue;
    Kinds.insert(P.sides()[F.Side].Name.str());
    EXPECT_NE(F.Source, "") << F.Name.str();
    auto None = [](unsigned) -> std::optional<int64_t> { return std::nullopt; };
    const ProtocolFunction *Found = P.find(F.Name, F.NumParams, None, F.Side);
    // What stands for a routine is no call.
    EXPECT_TRUE(!Found || Found->Side == F.Side) << F.Name.str();
  }
  EXPECT_EQ(Kinds.size(), 12u);
  // Each is acquired and released, but for a routine, which ends by itself.
  for (const std::string &Kind : Kinds)
    for (Verb V : {Verb::Register, Verb::Deregister})
      EXPECT_TRUE(llvm::any_of(P.functions(), [&](const ProtocolFunction &F) {
        return F.V == V && P.sides()[F.Side].Name == Kind;
      })) << Kind;
  for (const IrqlLimit &L : P.limits())
    EXPECT_TRUE(L.Name.starts_with("Nmr") || L.Name.starts_with("Wsk"));
}

TEST(Protocol, OneNameMayBeTwoFunctions) {
  auto P = read(R"(
protocols:
- name: p
  functions:
  - {name: Set, does: register, parameters: 2, when: {parameter: 1, zero: true}, handle: {is: chosen, parameter: 0}, page: a}
  - {name: Set, does: deregister, parameters: 2, when: {parameter: 1, zero: false}, handle: {is: passed, parameter: 0}, page: a}
)");
  ASSERT_TRUE(bool(P)) << llvm::toString(P.takeError());
  auto Is = [](std::optional<int64_t> Value) {
    return [Value](unsigned I) {
      EXPECT_EQ(I, 1u);
      return Value;
    };
  };
  EXPECT_EQ(P->condition("Set", 2), 1u);
  EXPECT_EQ(P->condition("Set", 3), std::nullopt);
  ASSERT_NE(P->find("Set", 2, Is(0)), nullptr);
  ASSERT_NE(P->find("Set", 2, Is(7)), nullptr);
  EXPECT_EQ(P->find("Set", 2, Is(0))->V, Verb::Register);
  EXPECT_EQ(P->find("Set", 2, Is(7))->V, Verb::Deregister);
  EXPECT_EQ(P->find("Set", 2, Is(std::nullopt)), nullptr);
  EXPECT_TRUE(P->find("Set", 2, Is(7))->Chosen);
  // Nothing else was said, so that nothing waits.
  EXPECT_EQ(P->named("p")->Outcomes.size(), 3u);
  EXPECT_TRUE(P->named("p")->owesIn(State::Live));
  EXPECT_FALSE(P->named("p")->owesIn(State::Complete));
}

TEST(Protocol, WhatIsOfInterestIsPreferred) {
  const Protocols &P = Protocols::builtin();
  const ProtocolFunction *Capture = P.find("WskCaptureProviderNPI", 3);
  ASSERT_NE(Capture, nullptr);
  auto Unknown = [](unsigned) { return std::nullopt; };
  EXPECT_EQ(P.find("WskDeregister", 1)->V, Verb::Deregister);
  EXPECT_EQ(P.find("WskDeregister", 1, Unknown, Capture->Side)->V, Verb::Close);
}

TEST(Protocol, NamesOutliveTheText) {
  std::string Text = R"(
protocols:
- name: p
  functions:
  - {name: "A\x42", does: register, parameters: 1, handle: {is: returned}, page: a}
  - {name: C, does: deregister, parameters: 1, handle: {is: unsaid}, page: a}
)";
  auto P = read(Text);
  Text.assign(Text.size(), 'x');
  ASSERT_TRUE(bool(P)) << llvm::toString(P.takeError());
  Protocols Moved = std::move(*P);
  ASSERT_NE(Moved.find("AB", 1), nullptr);
  EXPECT_EQ(Moved.find("AB", 1)->Name, "AB");
  EXPECT_EQ(Moved.of(*Moved.find("C", 1)).Name, "p");
}

} // namespace
