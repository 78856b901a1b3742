//===- Link.h - Several TU summaries to one link unit -----------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_LINK_H
#define NMR_SUMMARY_LINK_H

#include "Summary/Summary.h"

namespace nmr {

/// Joins the entities of \p Parts by identity: what one image (.sys) is made
/// of. An inline function that several parts define is taken once, and a weak
/// one gives way to one that is not. Of several others that differ it can't be
/// told which the image will hold: the function is left without a body, as if
/// it were out of view, and unless they are weak that is recorded as a failure.
/// The result does not depend on the order of \p Parts.
Summary link(std::vector<Summary> Parts);

} // namespace nmr

#endif // NMR_SUMMARY_LINK_H
