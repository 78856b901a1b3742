//===- Rules.cpp - What is to be said of each rule ------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Rules.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace nmr {

// The pages are embedded as they are (see embed.cmake), so that there is one
// text of each.
static constexpr StringLiteral MissingWaitPage =
#include "nmr-missing-wait.md.inc"
    ;
static constexpr StringLiteral MissingDeregisterPage =
#include "nmr-missing-deregister.md.inc"
    ;
static constexpr StringLiteral HandleMisusePage =
#include "nmr-handle-misuse.md.inc"
    ;
static constexpr StringLiteral ContextLifetimePage =
#include "nmr-context-lifetime.md.inc"
    ;
static constexpr StringLiteral IrqlPage =
#include "nmr-irql.md.inc"
    ;
static constexpr StringLiteral DeadlockPage =
#include "nmr-deadlock.md.inc"
    ;
static constexpr StringLiteral BindingMisusePage =
#include "nmr-binding-misuse.md.inc"
    ;
static constexpr StringLiteral DetachProtocolPage =
#include "nmr-detach-protocol.md.inc"
    ;
static constexpr StringLiteral AttachProtocolPage =
#include "nmr-attach-protocol.md.inc"
    ;
static constexpr StringLiteral TeardownOrderPage =
#include "nmr-teardown-order.md.inc"
    ;

static constexpr StringLiteral WskPage =
#include "nmr-wsk.md.inc"
    ;
static constexpr StringLiteral UncheckedRegisterPage =
#include "nmr-unchecked-register.md.inc"
    ;
static constexpr StringLiteral RegisterNotLastPage =
#include "nmr-register-not-last.md.inc"
    ;
static constexpr StringLiteral WaitResultIgnoredPage =
#include "nmr-wait-result-ignored.md.inc"
    ;
static constexpr StringLiteral UnconditionalWaitPage =
#include "nmr-unconditional-wait.md.inc"
    ;
static constexpr StringLiteral PagedDetachPage =
#include "nmr-paged-detach.md.inc"
    ;

#define PAGE(P) "https://learn.microsoft.com/windows-hardware/drivers/" P
static constexpr RuleInfo Rules[] = {
    {RuleId::MissingWait, "MissingWait",
     PAGE("network/unloading-a-client-module"), "error", MissingWaitPage},
    {RuleId::MissingDeregister, "MissingDeregister",
     PAGE("network/unloading-a-client-module"), "error", MissingDeregisterPage},
    {RuleId::HandleMisuse, "HandleMisuse",
     PAGE("ddi/netioddk/nf-netioddk-nmrderegisterclient"), "error",
     HandleMisusePage},
    {RuleId::ContextLifetime, "ContextLifetime",
     PAGE("ddi/netioddk/nf-netioddk-nmrregisterclient"), "error",
     ContextLifetimePage},
    {RuleId::Irql, "Irql",
     PAGE("ddi/netioddk/nf-netioddk-nmrwaitforclientderegistercomplete"),
     "error", IrqlPage},
    {RuleId::Deadlock, "Deadlock", PAGE("network/programming-considerations"),
     "error", DeadlockPage},
    {RuleId::BindingMisuse, "BindingMisuse",
     PAGE("ddi/netioddk/nf-netioddk-nmrclientdetachprovidercomplete"), "error",
     BindingMisusePage},
    {RuleId::DetachProtocol, "DetachProtocol",
     PAGE("ddi/netioddk/nc-netioddk-npi_client_detach_provider_fn"), "error",
     DetachProtocolPage},
    {RuleId::AttachProtocol, "AttachProtocol",
     PAGE("ddi/netioddk/nc-netioddk-npi_client_attach_provider_fn"), "error",
     AttachProtocolPage},
    {RuleId::TeardownOrder, "TeardownOrder",
     PAGE("kernel/releasing-driver-allocated-resources"), "warning",
     TeardownOrderPage},
    {RuleId::Wsk, "Wsk",
     PAGE("network/registering-a-winsock-kernel-application"), "error",
     WskPage},
    {RuleId::UncheckedRegister, "UncheckedRegister",
     PAGE("ddi/netioddk/nf-netioddk-nmrregisterclient"), "note",
     UncheckedRegisterPage},
    {RuleId::RegisterNotLast, "RegisterNotLast",
     PAGE("ddi/netioddk/nf-netioddk-nmrregisterclient"), "note",
     RegisterNotLastPage},
    {RuleId::WaitResultIgnored, "WaitResultIgnored",
     PAGE("ddi/netioddk/nf-netioddk-nmrwaitforclientderegistercomplete"),
     "note", WaitResultIgnoredPage},
    {RuleId::UnconditionalWait, "UnconditionalWait",
     PAGE("ddi/netioddk/nf-netioddk-nmrderegisterclient"), "note",
     UnconditionalWaitPage},
    {RuleId::PagedDetach, "PagedDetach",
     PAGE("ddi/netioddk/nc-netioddk-npi_client_detach_provider_fn"), "note",
     PagedDetachPage},
};
#undef PAGE

ArrayRef<RuleInfo> rules() { return Rules; }

RuleId principalRule(const Verdict &V) {
  return V.Rule             ? *V.Rule
         : V.WaitObligation ? RuleId::HandleMisuse
         : V.Obligation     ? RuleId::MissingWait
                            : RuleId::MissingDeregister;
}

std::string RuleInfo::summary() const {
  StringRef Text = Page.split("\n\n").second.split("\n\n").first;
  std::string Result;
  for (char C : Text)
    if (C != '`')
      Result += C == '\n' ? ' ' : C;
  return Result;
}

} // namespace nmr
