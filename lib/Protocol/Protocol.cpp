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
  }
  llvm_unreachable("all rules are named");
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
    {ViolationClass::EntryFailsRegistered, "V08", RuleId::MissingDeregister},
    {ViolationClass::KindMismatch, "V12", RuleId::HandleMisuse},
    {ViolationClass::StatusMisread, "V14", RuleId::MissingWait},
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
  }
  llvm_unreachable("all verbs are named");
}

const Protocol *Protocols::named(llvm::StringRef Name) const {
  for (const std::unique_ptr<const Protocol> &P : All)
    if (P->Name == Name)
      return P.get();
  return nullptr;
}

const ProtocolFunction *Protocols::find(llvm::StringRef Name,
                                        unsigned NumParams) const {
  auto It = ByName.find(Name);
  if (It == ByName.end())
    return nullptr;
  for (const ProtocolFunction &F :
       llvm::ArrayRef(Functions).drop_front(It->second)) {
    if (F.Name != Name)
      break;
    if (F.NumParams == NumParams)
      return &F;
  }
  return nullptr;
}

namespace {
constexpr llvm::StringLiteral Embedded[] = {
#include "nmr.yaml.inc"
    ,
};
} // namespace

Protocols Protocols::embedded() {
  Protocols P;
  for (llvm::StringRef Text : Embedded)
    // They are a part of this program, and unit tests look at them.
    llvm::cantFail(P.add({Text, "<embedded>"}));
  return P;
}

const Protocols &Protocols::builtin() {
  static const Protocols P = embedded();
  return P;
}

llvm::Expected<Protocols>
Protocols::read(llvm::ArrayRef<llvm::MemoryBufferRef> Files) {
  Protocols P = embedded();
  for (const llvm::MemoryBufferRef &File : Files) {
    if (llvm::Error E = P.add(File))
      return E;
    // With its end, as no YAML holds a NUL.
    P.UserText += File.getBuffer();
    P.UserText += '\0';
  }
  return P;
}

llvm::Expected<Protocols>
Protocols::readFiles(llvm::ArrayRef<std::string> Names) {
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Buffers;
  std::vector<llvm::MemoryBufferRef> Files;
  for (const std::string &Name : Names) {
    auto Buffer = llvm::MemoryBuffer::getFile(Name);
    if (!Buffer)
      return llvm::createFileError(Name, Buffer.getError());
    Buffers.push_back(std::move(*Buffer));
    Files.push_back({Buffers.back()->getBuffer(), Name});
  }
  return read(Files);
}

} // namespace nmr
