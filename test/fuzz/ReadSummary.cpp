//===- ReadSummary.cpp - The summary reader takes any bytes ---------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A target of libFuzzer. Any bytes give a summary or a message; a summary is
/// written as text that the reader takes and that gives the same text again; it
/// can be linked, with itself as well.
///
/// With `NMR_REPLAY` it is a program without libFuzzer that does so for the
/// files in a folder: an ordinary test.
///
//===----------------------------------------------------------------------===//

#include "Summary/Link.h"
#include "Summary/Text.h"
#include "llvm/Support/ErrorHandling.h"

using namespace nmr;

namespace {

void mustHold(bool Claim, const char *Text) {
  if (!Claim)
    llvm::report_fatal_error(Text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  llvm::StringRef Bytes(reinterpret_cast<const char *>(Data), Size);
  llvm::Expected<Summary> Read = readText(Bytes, "input");
  if (!Read) {
    std::string Message = llvm::toString(Read.takeError());
    mustHold(llvm::StringRef(Message).starts_with("input:"),
             "a message without the file's name");
    return 0;
  }
  std::string Text = textOf(*Read);
  llvm::Expected<Summary> Again = readText(Text, "output");
  if (!Again)
    llvm::report_fatal_error(Again.takeError());
  mustHold(textOf(*Again) == Text, "the text of a summary changes");
  mustHold(verify(link({std::move(*Read), std::move(*Again)})).empty(),
           "a linked summary is broken");
  return 0;
}

#ifdef NMR_REPLAY
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

int main(int Argc, char **Argv) {
  if (Argc != 2) {
    llvm::errs() << "usage: nmr-fuzz-replay FOLDER\n";
    return 2;
  }
  unsigned Count = 0;
  std::error_code Error;
  for (llvm::sys::fs::directory_iterator I(Argv[1], Error), End;
       I != End && !Error; I.increment(Error), ++Count) {
    auto Buffer = llvm::MemoryBuffer::getFile(I->path());
    if (!Buffer) {
      Error = Buffer.getError();
      break;
    }
    LLVMFuzzerTestOneInput(
        reinterpret_cast<const uint8_t *>((*Buffer)->getBufferStart()),
        (*Buffer)->getBufferSize());
  }
  if (Error || Count == 0) {
    llvm::errs() << "nmr-fuzz-replay: " << Argv[1] << ": "
                 << (Error ? Error.message() : "no file") << '\n';
    return 2;
  }
  llvm::outs() << Count << " files\n";
  return 0;
}
#endif
