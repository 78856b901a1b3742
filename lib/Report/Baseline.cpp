//===- Baseline.cpp - What an earlier report has said ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Baseline.h"
#include "Report/Fingerprint.h"
#include "Report/JsonReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace nmr {
namespace {

/// Adds what \p Of, an object or null, holds under \p Key.
void add(StringSet<> &Known, const json::Object *Of, StringRef Key) {
  if (!Of)
    return;
  if (std::optional<StringRef> Print = Of->getString(Key))
    Known.insert(*Print);
}

/// The objects in the array \p Key of \p Of; what is no object is left out.
SmallVector<const json::Object *> objects(const json::Object &Of,
                                          StringRef Key) {
  SmallVector<const json::Object *> Result;
  if (const json::Array *Elements = Of.getArray(Key))
    for (const json::Value &V : *Elements)
      if (const json::Object *O = V.getAsObject())
        Result.push_back(O);
  return Result;
}

/// Whether \p Run, of a SARIF file, is ours.
bool isOurs(const json::Object &Run) {
  const json::Object *Tool = Run.getObject("tool");
  const json::Object *Driver = Tool ? Tool->getObject("driver") : nullptr;
  return Driver && Driver->getString("name") == "nmr-scan";
}

/// False if \p Log holds no run of ours.
bool readSarif(const json::Object &Log, StringSet<> &Known) {
  bool Any = false;
  for (const json::Object *Run : objects(Log, "runs")) {
    if (!isOurs(*Run))
      continue;
    Any = true;
    for (const json::Object *Result : objects(*Run, "results")) {
      if (Result->getString("baselineState") == "absent")
        continue;
      const json::Object *Prints = Result->getObject("partialFingerprints");
      add(Known, Prints, FindingFingerprint);
      add(Known, Prints, VerdictFingerprint);
    }
  }
  return Any;
}

bool isJsonReport(const json::Object *Report) {
  return Report && Report->getArray("registrations");
}

void readJson(const json::Object &Report, StringSet<> &Known) {
  for (StringRef Of : {"registrations", "beside"})
    for (const json::Object *R : objects(Report, Of)) {
      add(Known, R, "fingerprint");
      for (const json::Object *F : objects(*R, "findings"))
        add(Known, F, "fingerprint");
    }
}

Error bad(StringRef File, const Twine &Why) {
  return createStringError(inconvertibleErrorCode(),
                           "the baseline '" + File + "' " + Why);
}

} // namespace

Expected<Baseline> Baseline::read(StringRef File) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(File);
  if (!Buffer)
    return bad(File, "can't be read: " + Buffer.getError().message());
  Expected<json::Value> Text = json::parse((*Buffer)->getBuffer());
  if (!Text)
    return bad(File, "is no JSON: " + toString(Text.takeError()));

  Baseline Result;
  const json::Object *Top = Text->getAsObject();
  if (Top && readSarif(*Top, Result.Known))
    return Result;
  // Of several units JSON is a list of reports.
  const json::Array *Units = Text->getAsArray();
  ArrayRef<json::Value> Reports =
      Units ? ArrayRef(Units->data(), Units->size()) : ArrayRef(*Text);
  if (!Reports.empty() && all_of(Reports, [](const json::Value &R) {
        return isJsonReport(R.getAsObject());
      })) {
    for (const json::Value &R : Reports) {
      if (R.getAsObject()->getInteger("version") != JsonReportVersion)
        return bad(File, "was written by another version of nmr-scan: write "
                         "it again");
      readJson(*R.getAsObject(), Result.Known);
    }
    return Result;
  }
  return bad(File, "is no report of nmr-scan: give one that it wrote with "
                   "--format=sarif or --format=json");
}

} // namespace nmr
