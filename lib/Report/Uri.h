//===- Uri.h - Paths as URIs ------------------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_URI_H
#define NMR_REPORT_URI_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace nmr {

/// \p Path as a URI reference (RFC 3986): `file://` and the path if it is
/// absolute, in the manner of POSIX or of Windows; a relative reference
/// otherwise. What a URI can't hold is percent-encoded.
std::string toUri(llvm::StringRef Path);

/// Whether \p Path is absolute to \c toUri.
bool isAbsolutePath(llvm::StringRef Path);

} // namespace nmr

#endif // NMR_REPORT_URI_H
