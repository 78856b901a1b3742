//===- SystemBodies.cpp - What some of the system's functions do ----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/SystemBodies.h"
#include "Summary/Text.h"
#include "llvm/ADT/StringMap.h"

namespace nmr {

const Summary &systemBodies() {
  static const Summary S = [] {
    llvm::Expected<Summary> Read = readText(
#include "windows.nmrsum.inc"
        , "windows.nmrsum");
    if (!Read)
      llvm::report_fatal_error(Read.takeError());
    return std::move(*Read);
  }();
  return S;
}

const Function *systemBody(llvm::StringRef Name) {
  static const llvm::StringMap<const Function *> Bodies = [] {
    llvm::StringMap<const Function *> Result;
    for (const Function &F : systemBodies().Functions)
      Result[systemBodies().entity(F.Entity).Name] = &F;
    return Result;
  }();
  // What the kernel's macros call by another name.
  if (Name.starts_with("ExpInterlocked"))
    Name.consume_front("Exp");
  return Bodies.lookup(Name);
}

} // namespace nmr
