//===- MissingWaitCheck.cpp - nmr-missing-wait ----------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MissingWaitCheck.h"
#include "llvm/Support/YAMLParser.h"

using namespace clang;

namespace nmr {

MissingWaitCheck::MissingWaitCheck(StringRef Name,
                                   tidy::ClangTidyContext *Context,
                                   std::shared_ptr<Analyses> Shared)
    : NmrCheck(Name, Context, RuleId::MissingWait, std::move(Shared)) {
  // Read and written as text: the templates for bool have another mangled name
  // in a clang-tidy that was built with another compiler.
  StringRef Text = Options.getLocalOrGlobal("WaitsElsewhere", "false");
  if (std::optional<bool> Value = llvm::yaml::parseBool(Text))
    Asked.WaitsElsewhere = *Value;
  else if (Text == "1" || Text == "0")
    Asked.WaitsElsewhere = Text == "1";
  else
    configurationDiag("invalid value '%0' of option '%1.WaitsElsewhere'; "
                      "expected true or false")
        << Text << Name;
}

void MissingWaitCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  NmrCheck::storeOptions(Opts);
  Options.store(Opts, "WaitsElsewhere",
                Asked.WaitsElsewhere ? "true" : "false");
}

} // namespace nmr
