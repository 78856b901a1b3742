//===- Protocol.cpp - What is demanded of a registration, as data ---------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Protocol/Protocol.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

namespace nmr {

llvm::StringRef name(RuleId R) {
  switch (R) {
  case RuleId::MissingWait:
    return "nmr-missing-wait";
  case RuleId::MissingDeregister:
    return "nmr-missing-deregister";
  case RuleId::HandleMisuse:
    return "nmr-handle-misuse";
  case RuleId::ContextLifetime:
    return "nmr-context-lifetime";
  case RuleId::Irql:
    return "nmr-irql";
  case RuleId::Deadlock:
    return "nmr-deadlock";
  case RuleId::BindingMisuse:
    return "nmr-binding-misuse";
  case RuleId::DetachProtocol:
    return "nmr-detach-protocol";
  case RuleId::AttachProtocol:
    return "nmr-attach-protocol";
  case RuleId::TeardownOrder:
    return "nmr-teardown-order";
  case RuleId::Wsk:
    return "nmr-wsk";
  case RuleId::UncheckedRegister:
    return "nmr-unchecked-register";
  case RuleId::RegisterNotLast:
    return "nmr-register-not-last";
  case RuleId::WaitResultIgnored:
    return "nmr-wait-result-ignored";
  case RuleId::UnconditionalWait:
    return "nmr-unconditional-wait";
  case RuleId::PagedDetach:
    return "nmr-paged-detach";
  }
  llvm_unreachable("all rules are named");
}

llvm::ArrayRef<RuleId> allRules() {
  static constexpr RuleId All[] = {RuleId::MissingWait,
                                   RuleId::MissingDeregister,
                                   RuleId::HandleMisuse,
                                   RuleId::ContextLifetime,
                                   RuleId::Irql,
                                   RuleId::Deadlock,
                                   RuleId::BindingMisuse,
                                   RuleId::DetachProtocol,
                                   RuleId::AttachProtocol,
                                   RuleId::TeardownOrder,
                                   RuleId::Wsk,
                                   RuleId::UncheckedRegister,
                                   RuleId::RegisterNotLast,
                                   RuleId::WaitResultIgnored,
                                   RuleId::UnconditionalWait,
                                   RuleId::PagedDetach};
  return All;
}

bool isAdvisory(RuleId R) {
  switch (R) {
  case RuleId::UncheckedRegister:
  case RuleId::RegisterNotLast:
  case RuleId::WaitResultIgnored:
  case RuleId::UnconditionalWait:
  case RuleId::PagedDetach:
    return true;
  default:
    return false;
  }
}

RuleSet RuleSet::byDefault() {
  RuleSet Result;
  for (RuleId R : allRules())
    if (!isAdvisory(R))
      Result.insert(R);
  return Result;
}

std::optional<RuleId> ruleNamed(llvm::StringRef Name) {
  for (RuleId R : allRules())
    if (name(R) == Name)
      return R;
  return std::nullopt;
}

namespace {
struct ClassRow {
  ViolationClass Class;
  llvm::StringRef Name;
  RuleId Rule;
};

constexpr ClassRow Classes[] = {
    {ViolationClass::NeverDeregistered, "V01", RuleId::MissingDeregister},
    {ViolationClass::MissingWait, "V02", RuleId::MissingWait},
    {ViolationClass::WaitWithoutDeregister, "V03", RuleId::HandleMisuse},
    {ViolationClass::DeregisterUnregistered, "V04", RuleId::HandleMisuse},
    {ViolationClass::UseAfterComplete, "V05", RuleId::HandleMisuse},
    {ViolationClass::LostHandle, "V06", RuleId::MissingDeregister},
    {ViolationClass::MemoryGone, "V07", RuleId::ContextLifetime},
    {ViolationClass::EntryFailsRegistered, "V08", RuleId::MissingDeregister},
    {ViolationClass::Irql, "V09", RuleId::Irql},
    {ViolationClass::WaitInOwnCallback, "V10", RuleId::Deadlock},
    {ViolationClass::LockAcrossCall, "V11", RuleId::Deadlock},
    {ViolationClass::KindMismatch, "V12", RuleId::HandleMisuse},
    {ViolationClass::BindingConfusion, "V13", RuleId::BindingMisuse},
    {ViolationClass::StatusMisread, "V14", RuleId::MissingWait},
    {ViolationClass::DetachProtocol, "V15", RuleId::DetachProtocol},
    {ViolationClass::BindingContextGone, "V16", RuleId::ContextLifetime},
    {ViolationClass::AttachProtocol, "V17", RuleId::AttachProtocol},
    {ViolationClass::TornDownEarly, "V18", RuleId::TeardownOrder},
    {ViolationClass::ClosedWhileHeld, "V19", RuleId::HandleMisuse},
    {ViolationClass::UncheckedRegister, "A1", RuleId::UncheckedRegister},
    {ViolationClass::RegisterNotLast, "A2", RuleId::RegisterNotLast},
    {ViolationClass::WaitResultIgnored, "A3", RuleId::WaitResultIgnored},
    {ViolationClass::UnconditionalWait, "A4", RuleId::UnconditionalWait},
    {ViolationClass::PagedDetach, "A5", RuleId::PagedDetach},
};

const ClassRow &row(ViolationClass C) {
  return *llvm::find_if(Classes,
                        [C](const ClassRow &R) { return R.Class == C; });
}
} // namespace

llvm::StringRef name(ViolationClass C) { return row(C).Name; }
RuleId ruleOf(ViolationClass C) { return row(C).Rule; }

std::optional<ViolationClass> classNamed(llvm::StringRef Name) {
  for (const ClassRow &R : Classes)
    if (R.Name == Name)
      return R.Class;
  return std::nullopt;
}

llvm::StringRef name(State S) {
  switch (S) {
  case State::Absent:
    return "absent";
  case State::Failed:
    return "failed";
  case State::Live:
    return "live";
  case State::Pending:
    return "pending";
  case State::Complete:
    return "complete";
  case State::Settled:
    return "settled";
  case State::Refused:
    return "refused";
  }
  llvm_unreachable("all states are named");
}

llvm::StringRef name(Verb V) {
  switch (V) {
  case Verb::Register:
    return "register";
  case Verb::Deregister:
    return "deregister";
  case Verb::Wait:
    return "wait";
  case Verb::Close:
    return "close";
  case Verb::Attach:
    return "attach";
  case Verb::Complete:
    return "complete";
  case Verb::Offer:
    return "offer";
  case Verb::Detach:
    return "detach";
  case Verb::Cleanup:
    return "cleanup";
  }
  llvm_unreachable("all verbs are named");
}

std::optional<ViolationClass> Protocol::misuse(Verb V, State From) const {
  for (const Misuse &M : Misuses)
    if (M.V == V && M.From == From)
      return M.Class;
  return std::nullopt;
}

bool Protocol::hasOutcome(Verb V, State From) const {
  return llvm::any_of(
      Outcomes, [&](const Outcome &O) { return O.V == V && O.From == From; });
}

const Protocol *Protocols::named(llvm::StringRef Name) const {
  for (const std::unique_ptr<const Protocol> &P : All)
    if (P->Name == Name)
      return P.get();
  return nullptr;
}

const ProtocolFunction *
Protocols::find(llvm::StringRef Name, unsigned NumParams, ConstantFn Constant,
                std::optional<unsigned> Preferred) const {
  auto It = ByName.find(Name);
  if (It == ByName.end())
    return nullptr;
  const ProtocolFunction *Found = nullptr;
  for (unsigned I : It->second) {
    const ProtocolFunction &F = Functions[I];
    if (F.NumParams != NumParams || (F.Side != Preferred && !isListed(F)))
      continue;
    if (F.When) {
      std::optional<int64_t> Value = Constant(F.When->Param);
      if (!Value || (*Value == 0) != F.When->Zero)
        continue;
    }
    if (F.Side == Preferred)
      return &F;
    if (!Found)
      Found = &F;
  }
  return Found;
}

llvm::StringRef Protocols::functionFor(Verb V, unsigned Side) const {
  for (const ProtocolFunction &F : Functions)
    if (F.V == V && F.Side == Side)
      return F.Name;
  return "";
}

bool Protocols::mentions(llvm::StringRef Name) const {
  return llvm::any_of(allNamed(Name),
                      [&](unsigned I) { return isListed(Functions[I]); });
}

std::string irqlName(unsigned Level) {
  static constexpr llvm::StringLiteral Names[] = {"PASSIVE_LEVEL", "APC_LEVEL",
                                                  "DISPATCH_LEVEL"};
  return Level < std::size(Names) ? Names[Level].str()
                                  : "IRQL " + std::to_string(Level);
}

std::optional<unsigned> Protocols::condition(llvm::StringRef Name,
                                             unsigned NumParams) const {
  if (auto It = ByName.find(Name); It != ByName.end())
    for (unsigned I : It->second)
      if (Functions[I].NumParams == NumParams && Functions[I].When)
        return Functions[I].When->Param;
  return std::nullopt;
}

namespace {
constexpr llvm::StringLiteral Listed[] = {
#include "nmr.yaml.inc"
    ,
#include "wsk.yaml.inc"
};
constexpr llvm::StringLiteral NotListed =
#include "locks.yaml.inc"
    ;
} // namespace

Protocols Protocols::embedded(bool ListedOnly) {
  Protocols P;
  // They are a part of this program, and unit tests look at them.
  for (llvm::StringRef Text : Listed)
    llvm::cantFail(P.add({Text, "<embedded>"}));
  if (!ListedOnly)
    llvm::cantFail(P.add({NotListed, "<embedded>"}));
  return P;
}

const Protocols &Protocols::builtin() {
  static const Protocols P = embedded(/*ListedOnly=*/false);
  return P;
}

const Protocols &Protocols::builtinListed() {
  static const Protocols P = embedded(/*ListedOnly=*/true);
  return P;
}

llvm::Expected<Protocols::Files>
Protocols::load(llvm::ArrayRef<std::string> Names) {
  Files Read;
  for (const std::string &Name : Names) {
    auto Buffer = llvm::MemoryBuffer::getFile(Name);
    if (!Buffer)
      return llvm::createFileError(Name, Buffer.getError());
    Read.push_back(std::move(*Buffer));
  }
  return Read;
}

std::string Protocols::textOf(const Files &Read) {
  std::string Text;
  for (const std::unique_ptr<llvm::MemoryBuffer> &File : Read) {
    Text += File->getBuffer();
    Text += '\0'; // YAML holds none.
  }
  return Text;
}

llvm::Expected<Protocols> Protocols::read(const Files &Read) {
  Protocols P = embedded(/*ListedOnly=*/false);
  for (const std::unique_ptr<llvm::MemoryBuffer> &File : Read)
    if (llvm::Error E = P.add(*File))
      return E;
  P.UserText = textOf(Read);
  return P;
}

llvm::Expected<Protocols>
Protocols::readFiles(llvm::ArrayRef<std::string> Names) {
  llvm::Expected<Files> Read = load(Names);
  if (!Read)
    return Read.takeError();
  return read(*Read);
}

} // namespace nmr
