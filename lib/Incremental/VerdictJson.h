//===- VerdictJson.h - Verdicts as JSON, and back ---------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_INCREMENTAL_VERDICTJSON_H
#define NMR_INCREMENTAL_VERDICTJSON_H

#include "Solve/Verdict.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// Writes all that \p Verdicts say. Files are numbers, as in them. For the
/// same build of the tool only.
void writeVerdicts(const std::vector<Verdict> &Verdicts, llvm::raw_ostream &OS);

/// Errors: \p Text is not what \c writeVerdicts wrote.
llvm::Expected<std::vector<Verdict>> readVerdicts(llvm::StringRef Text);

/// Calls \p Visit for all places in \p V.
template <typename Function> void forEachLoc(Verdict &V, Function Visit) {
  Visit(V.Where);
  for (Finding &F : V.Findings) {
    Visit(F.Where);
    Visit(F.MendAt);
    for (PathStep &Step : F.Path)
      Visit(Step.Where);
  }
}

} // namespace nmr

#endif // NMR_INCREMENTAL_VERDICTJSON_H
