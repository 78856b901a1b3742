//===- nmr-clangd.cpp - clangd with the checks compiled in ----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Version.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#if CLANG_VERSION_MAJOR < 22
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif

// clangd's libraries are installed without headers.
namespace clang::clangd {
int clangdMain(int argc, char *argv[]);
} // namespace clang::clangd

namespace {

/// The checks are on where no configuration says otherwise. What a .clang-tidy
/// or a .clangd file names comes after this, and wins.
class OnByDefault : public clang::tidy::ClangTidyModule {
public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories &) override {}

  clang::tidy::ClangTidyOptions getModuleOptions() override {
    clang::tidy::ClangTidyOptions Options;
    Options.Checks = "nmr-*";
    return Options;
  }
};

clang::tidy::ClangTidyModuleRegistry::Add<OnByDefault>
    X("nmr-on-by-default", "Enables the checks in nmr-clangd");

} // namespace

int main(int argc, char *argv[]) {
  // clangd has a version printer of its own, and calls no others.
  const llvm::ArrayRef<char *> Arguments(argv, argc);
  if (llvm::is_contained(Arguments, llvm::StringRef("--version")) ||
      llvm::is_contained(Arguments, llvm::StringRef("-version")))
    nmr::printVersion("nmr-clangd", llvm::outs());
  return clang::clangd::clangdMain(argc, argv);
}
