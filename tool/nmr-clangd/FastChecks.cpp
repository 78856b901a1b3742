//===- FastChecks.cpp - clangd's list of fast checks, with ours in it -----===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clangd runs a check only if its list says that it is fast, unless a user's
// FastCheckFilter is looser than the default. The list is made when LLVM is
// built, and there is no way to add to it. So the linker is told to send those
// who ask clang::clangd::isFastTidyCheck here (--wrap, see CMakeLists.txt). A
// looser filter as the default would let slow stock checks in as well.
//
// Ours cost nothing where no function of the protocol is named, and a few
// milliseconds where one is; bench/run measures it.
//
//===----------------------------------------------------------------------===//

#include "llvm/ADT/StringRef.h"
#include <optional>

extern "C" {

std::optional<bool>
    __real__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE(llvm::StringRef);

std::optional<bool> __wrap__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE(
    llvm::StringRef Check) {
  if (Check.starts_with("nmr-"))
    return true;
  return __real__ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE(Check);
}

} // extern "C"
