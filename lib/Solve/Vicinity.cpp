//===- Vicinity.cpp - Where a path is followed ----------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Vicinity.h"
#include "Summary/Visit.h"

namespace nmr {

Vicinity::Vicinity(const Program &P, const Slice::Part &Part)
    : P(P), Functions(P.numFunctions()), Globals(P.unit().Entities.size()) {
  for (const Slice::Part::Origin &O : Part.Origins) {
    if (!O.hasBody())
      continue;
    Functions.set(O.F);
    P.forEachNamed(O.F, [&](EntityId G) { Globals.set(G); });
  }
}

bool Vicinity::passesOver(FunctionId F, FunctionId Caller) const {
  if (P.isInitialiser(F)) {
    bool Names = false;
    forEachPlace(P.function(F), [&](const Place &Pl) {
      Names |= Pl.Root == Place::RootKind::Global && Globals.test(Pl.Base);
    });
    return !Names;
  }
  return !P.isSystem(Caller) && !Functions.test(F) && P.alwaysReturns(F);
}

} // namespace nmr
