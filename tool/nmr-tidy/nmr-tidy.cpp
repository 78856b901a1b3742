//===- nmr-tidy.cpp - clang-tidy with the checks compiled in --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Version.h"
#include "clang-tidy/tool/ClangTidyMain.h"
#include "llvm/Support/CommandLine.h"

int main(int argc, const char **argv) {
  llvm::cl::AddExtraVersionPrinter(
      [](llvm::raw_ostream &OS) { nmr::printVersion("nmr-tidy", OS); });
  return clang::tidy::clangTidyMain(argc, argv);
}
