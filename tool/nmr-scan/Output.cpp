//===- Output.cpp - Which reports, and where to ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Output.h"
#include "Report/HtmlReport.h"
#include "Report/JsonReport.h"
#include "Report/SarifReport.h"
#include "Report/TextReport.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace nmr {

OutputFlags::OutputFlags(cl::OptionCategory &Category, cl::SubCommand &Analyze)
    : Formats("format",
              cl::desc("How verdicts are reported; may be repeated, each with "
                       "its own -o:"),
              cl::values(
                  clEnumValN(Format::Text, "text", "for people (the default)"),
                  clEnumValN(Format::Sarif, "sarif",
                             "SARIF 2.1.0, for code scanning"),
                  clEnumValN(Format::Html, "html", "for people, in one page"),
                  clEnumValN(Format::Json, "json", "for programs")),
              cl::cat(Category), cl::sub(cl::SubCommand::getTopLevel()),
              cl::sub(Analyze)),
      Files("o", cl::value_desc("file"),
            cl::desc("Where the report of the --format before goes (default: "
                     "stdout). Without a --format, the file's extension says "
                     "which it is"),
            cl::cat(Category), cl::sub(cl::SubCommand::getTopLevel()),
            cl::sub(Analyze)) {}

bool OutputFlags::given() const { return !Formats.empty() || !Files.empty(); }

/// The format that the name of \p File tells; text if none.
static Format byExtension(StringRef File) {
  return StringSwitch<Format>(sys::path::extension(File))
      .Case(".sarif", Format::Sarif)
      .Case(".html", Format::Html)
      .Case(".htm", Format::Html)
      .Case(".json", StringRef(File).ends_with(".sarif.json") ? Format::Sarif
                                                              : Format::Json)
      .Default(Format::Text);
}

/// Whether a file can be made at \p File, as far as its folder tells.
static Error check(StringRef File) {
  if (File.empty())
    return createStringError("-o names no file");
  if (File == "-")
    return Error::success();
  if (File.ends_with(".nmrsum"))
    return createStringError("cannot write '" + File +
                             "': a summary is written by 'nmr-scan extract'");
  if (sys::fs::is_directory(File))
    return createStringError("cannot write '" + File +
                             "': it is a folder; name a file in it");
  StringRef Folder = sys::path::parent_path(File);
  if (!Folder.empty() && !sys::fs::is_directory(Folder))
    return createStringError("cannot write '" + File +
                             "': there is no folder '" + Folder + "'");
  return Error::success();
}

Expected<std::vector<Output>> OutputFlags::outputs() const {
  std::vector<Output> Result;
  if (Formats.size() == 1 && Files.size() == 1) {
    // One of each mean each other, whichever comes first.
    Result.push_back({Formats[0], Files[0]});
  } else {
    unsigned F = 0, O = 0;
    bool Open = false; // the last format has no file yet
    while (F != Formats.size() || O != Files.size()) {
      if (O == Files.size() ||
          (F != Formats.size() &&
           Formats.getPosition(F) < Files.getPosition(O))) {
        Result.push_back({Formats[F++], ""});
        Open = true;
      } else if (Open) {
        Result.back().File = Files[O++];
        Open = false;
      } else {
        Result.push_back({byExtension(Files[O]), Files[O]});
        ++O;
      }
    }
  }
  if (Result.empty())
    Result.emplace_back();

  for (const std::string &File : Files)
    if (Error E = check(File))
      return E;
  StringSet<> Places;
  for (Output &O : Result) {
    if (O.File == "-")
      O.File.clear();
    if (!Places.insert(O.File).second)
      return createStringError(
          O.File.empty() ? std::string("two reports on stdout: give each "
                                       "--format its own -o")
                         : "two reports in '" + O.File +
                               "': give each --format its own -o");
  }
  return Result;
}

static void write(Format F, ArrayRef<Judged> Units,
                  const ReportOptions &Options, raw_ostream &OS) {
  switch (F) {
  case Format::Text:
    return writeTextReport(Units, Options, OS);
  case Format::Sarif:
    return writeSarifReport(Units, Options, OS);
  case Format::Html:
    return writeHtmlReport(Units, Options, OS);
  case Format::Json:
    return writeJsonReport(Units, Options, OS);
  }
}

/// What went wrong with \p OS since it was opened. It would end the program
/// when it is closed.
static Error takeError(raw_fd_ostream &OS) {
  OS.flush();
  std::error_code E = OS.error();
  OS.clear_error();
  return errorCodeToError(E);
}

/// Replaces \p File as a whole: it is written under another name first. A
/// device or a pipe is written to as it is.
static Error writeFile(StringRef File,
                       function_ref<void(raw_ostream &)> Write) {
  SmallString<256> Target(File);
  if (sys::fs::exists(File)) {
    if (!sys::fs::is_regular_file(File)) {
      std::error_code E;
      raw_fd_ostream OS(File, E);
      if (E)
        return errorCodeToError(E);
      Write(OS);
      return takeError(OS);
    }
    // The file behind a link is replaced, not the link.
    if (std::error_code E = sys::fs::real_path(File, Target))
      return errorCodeToError(E);
  }
  Expected<sys::fs::TempFile> Temp =
      sys::fs::TempFile::create(Target + ".%%%%%%%%.tmp");
  if (!Temp)
    return Temp.takeError();
  Error E = Error::success();
  {
    raw_fd_ostream OS(Temp->FD, /*shouldClose=*/false);
    Write(OS);
    E = joinErrors(std::move(E), takeError(OS));
  }
  return E ? joinErrors(std::move(E), Temp->discard()) : Temp->keep(Target);
}

Error writeReports(ArrayRef<Output> Outputs, ArrayRef<Judged> Units,
                   const ReportOptions &Options) {
  Error Result = Error::success();
  for (const Output &O : Outputs) {
    auto Write = [&](raw_ostream &OS) { write(O.F, Units, Options, OS); };
    Error E = Error::success();
    if (O.File.empty()) {
      Write(outs());
      E = takeError(outs());
    } else {
      E = writeFile(O.File, Write);
    }
    if (E)
      Result =
          joinErrors(std::move(Result),
                     createStringError(
                         "cannot write " +
                         (O.File.empty() ? "the report" : "'" + O.File + "'") +
                         ": " + toString(std::move(E))));
  }
  return Result;
}

} // namespace nmr
