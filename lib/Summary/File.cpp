//===- File.cpp - Summaries in files --------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/File.h"
#include "Summary/Text.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace nmr {

Expected<Summary> readFile(StringRef File) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(File);
  if (!Buffer)
    return createFileError(File, Buffer.getError());
  return readSummary(**Buffer);
}

Expected<Summary> readSummary(MemoryBufferRef Buffer) {
  const StringRef File = Buffer.getBufferIdentifier();
  Expected<Summary> S = readText(Buffer.getBuffer(), File);
  // The first line alone would pass for one that a person wrote.
  if (S && S->MainFiles.empty() && S->Entities.empty() && S->Failures.empty())
    return createStringError(File + ": nothing follows the first line: extract "
                                    "it again");
  return S;
}

Error writeFile(const Summary &S, StringRef File) {
  Error E = writeToOutput(File, [&](raw_ostream &OS) {
    writeSealedText(S, OS);
    return Error::success();
  });
  return E ? createFileError(File, std::move(E)) : Error::success();
}

} // namespace nmr
