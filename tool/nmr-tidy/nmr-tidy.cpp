//===- nmr-tidy.cpp - clang-tidy with the checks compiled in --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuildPlugin.h"
#include "Version.h"
#include "clang-tidy/tool/ClangTidyMain.h"
#include "llvm/Support/CommandLine.h"

int main(int argc, const char **argv) {
  llvm::cl::AddExtraVersionPrinter(
      [](llvm::raw_ostream &OS) { nmr::printVersion("nmr-tidy", OS); });
  const int Status = clang::tidy::clangTidyMain(argc, argv);
  // clang-tidy skips files that a broken project does not list, and is content.
  return Status == 0 && nmr::foundProjectErrors() ? 1 : Status;
}
