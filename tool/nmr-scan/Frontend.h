//===- Frontend.h - Sources to summaries ------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_FRONTEND_H
#define NMR_TOOL_NMRSCAN_FRONTEND_H

#include "Summary/Summary.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace nmr {

class Protocols;

/// Compiles what \p Command names, in the way in which clang-tidy does, and
/// extracts it. Paths are recorded relative to \p Root, an absolute folder,
/// where they have a folder below `/` in common with it. The process's current
/// folder plays no role, and nothing is read but through \p Files, which must
/// not be shared with another thread. \p By says of which calls the edits are.
///
/// Errors: it does not compile. The message is the compiler's first error.
llvm::Expected<Summary>
extractFile(const clang::tooling::CompileCommand &Command, llvm::StringRef Root,
            llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
            const Protocols &By);

/// The main file of \p Command, as reports have it.
std::string sourceName(const clang::tooling::CompileCommand &Command,
                       llvm::StringRef Root);

/// \p Path if it is absolute, else appended to \p Root; without dots.
std::string fullPath(llvm::StringRef Root, llvm::StringRef Path);

/// \p Path relative to \p Root, or as it is if only `/` is common to them.
/// Precondition: \p Root is absolute; so is \p Path, or relative to it.
std::string relativeTo(llvm::StringRef Root, llvm::StringRef Path);

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_FRONTEND_H
