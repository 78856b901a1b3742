//===- Extract.h - Clang AST to summary -------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_EXTRACT_EXTRACT_H
#define NMR_EXTRACT_EXTRACT_H

#include "Summary/Summary.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace clang {
class ASTContext;
}

namespace nmr {

/// Lowers every function that \p Context defines in its main file or the user's
/// headers, and those inline functions of system headers that they can reach.
///
/// It knows no rule: what a function's name means is for the reader of the
/// summary. Deterministic. Linear in the size of what is lowered.
/// Precondition: parsing is complete. A TU with errors may be given; what the
/// front end could not make sense of is modelled as unknown.
///
/// \p FileName turns a path of the source manager into the one to record (made
/// relative by the caller, for instance).
Summary extract(clang::ASTContext &Context,
                llvm::function_ref<std::string(llvm::StringRef)> FileName);

/// The same with the paths as Clang has them.
Summary extract(clang::ASTContext &Context);

/// Whether \p Context's identifier table holds \p Name. Costs one look into it,
/// and none at the AST.
bool mentions(const clang::ASTContext &Context, llvm::StringRef Name);

} // namespace nmr

#endif // NMR_EXTRACT_EXTRACT_H
