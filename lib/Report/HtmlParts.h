//===- HtmlParts.h - A registration's life in HTML --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_HTMLPARTS_H
#define NMR_REPORT_HTMLPARTS_H

#include "Report/ProgramIndex.h"
#include "Report/Sources.h"
#include "Report/Story.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace nmr {

/// \p Text for HTML, as content or as a quoted attribute. Bytes that are no
/// UTF-8 and control characters become U+FFFD, so nothing can break out of, or
/// reorder, what surrounds it.
std::string escapeHtml(llvm::StringRef Text);

/// One event in the life of a registration.
struct LifeEvent {
  Loc Where;
  std::string Function;
  std::string Message;
  /// Written at the drawn event; may be empty.
  std::string Label;
  State After = State::Absent;
  unsigned Depth = 0;
  /// The violation shows here.
  bool Fatal = false;
};

/// What is drawn, listed and lit in the source.
struct Life {
  std::vector<LifeEvent> Events;
  State First = State::Absent; ///< Before the first event.
  /// The events are a path, each follows from the one before. Otherwise they
  /// are calls that the program holds.
  bool IsPath = false;
  /// Of the HTML ids in it: that of event N is `<Id>s<N>`, N from 1.
  std::string Id;
};

/// The path of \p F.
Life lifeOf(const Summary &Unit, const ProgramIndex &Index, const Verdict &V,
            const Finding &F);

/// The drawing, as SVG: a lane for each function, the events from left to
/// right, a band above that names the state.
void writeDrawing(const Summary &Unit, const Life &L, llvm::raw_ostream &OS);

/// The list of the events.
void writeEvents(const Summary &Unit, const Life &L, llvm::raw_ostream &OS);

/// The source around the events, their lines lit.
void writeExcerpts(const Summary &Unit, const Life &L, Sources &Lines,
                   llvm::raw_ostream &OS);

} // namespace nmr

#endif // NMR_REPORT_HTMLPARTS_H
