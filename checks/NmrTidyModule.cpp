//===- NmrTidyModule.cpp - The clang-tidy module --------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceCheck.h"
#include "AttachProtocolCheck.h"
#include "BindingMisuseCheck.h"
#include "ContextLifetimeCheck.h"
#include "DeadlockCheck.h"
#include "DetachProtocolCheck.h"
#include "HandleMisuseCheck.h"
#include "IrqlCheck.h"
#include "MissingDeregisterCheck.h"
#include "MissingWaitCheck.h"
#include "TeardownOrderCheck.h"
#include "WskCheck.h"
#include "clang-tidy/ClangTidy.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang/Basic/Version.h"
#if CLANG_VERSION_MAJOR < 22
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif

namespace nmr {
namespace {

class NmrTidyModule : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    // The factories outlive the module object and own what the checks share.
    auto Shared = std::make_shared<Analyses>();
    add<MissingWaitCheck>(RuleId::MissingWait, Shared, Factories);
    add<MissingDeregisterCheck>(RuleId::MissingDeregister, Shared, Factories);
    add<HandleMisuseCheck>(RuleId::HandleMisuse, Shared, Factories);
    add<ContextLifetimeCheck>(RuleId::ContextLifetime, Shared, Factories);
    add<IrqlCheck>(RuleId::Irql, Shared, Factories);
    add<DeadlockCheck>(RuleId::Deadlock, Shared, Factories);
    add<BindingMisuseCheck>(RuleId::BindingMisuse, Shared, Factories);
    add<DetachProtocolCheck>(RuleId::DetachProtocol, Shared, Factories);
    add<AttachProtocolCheck>(RuleId::AttachProtocol, Shared, Factories);
    add<TeardownOrderCheck>(RuleId::TeardownOrder, Shared, Factories);
    add<WskCheck>(RuleId::Wsk, Shared, Factories);
    for (RuleId R : allRules())
      if (isAdvisory(R))
        addAdvisory(R, Shared, Factories);
  }

private:
  static void addAdvisory(RuleId Rule, const std::shared_ptr<Analyses> &Shared,
                          clang::tidy::ClangTidyCheckFactories &Factories) {
    Factories.registerCheckFactory(
        name(Rule), [Rule, Shared](llvm::StringRef Name,
                                   clang::tidy::ClangTidyContext *Context) {
          return std::make_unique<AdviceCheck>(Name, Context, Rule, Shared);
        });
  }

  template <typename Check>
  static void add(RuleId Rule, const std::shared_ptr<Analyses> &Shared,
                  clang::tidy::ClangTidyCheckFactories &Factories) {
    Factories.registerCheckFactory(
        name(Rule),
        [Shared](llvm::StringRef Name, clang::tidy::ClangTidyContext *Context) {
          return std::make_unique<Check>(Name, Context, Shared);
        });
  }
};

} // namespace

static clang::tidy::ClangTidyModuleRegistry::Add<NmrTidyModule>
    X("nmr-module", "Proves that a driver leaves the Network Module Registrar");

} // namespace nmr
