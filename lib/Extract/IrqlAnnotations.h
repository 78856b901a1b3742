//===- IrqlAnnotations.h - What SAL says of a function's IRQL ---*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The annotations of Microsoft's source code annotation language (SAL) that
/// say at which IRQL a function runs:
/// https://learn.microsoft.com/windows-hardware/drivers/devtest/irql-annotations-for-drivers
///
/// To a compiler they are macros that stand for nothing, so that only the text
/// tells. The same text is understood in Clang's own form:
/// \code
///   __attribute__((annotate("_IRQL_requires_(DISPATCH_LEVEL)")))
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef NMR_EXTRACT_IRQLANNOTATIONS_H
#define NMR_EXTRACT_IRQLANNOTATIONS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>
#include <vector>

namespace nmr {

struct IrqlAnnotation {
  /// As it is written: `_IRQL_requires_`, `_IRQL_requires_min_` or
  /// `_IRQL_raises_`.
  llvm::StringRef Name;
  unsigned Level;
};

/// What the declarations of one translation unit are annotated with. Reads each
/// file that holds one of the words once.
class IrqlAnnotations {
public:
  explicit IrqlAnnotations(const clang::ASTContext &Context)
      : Context(Context) {}

  /// The IRQL at which, or above which, \p F is only called.
  std::optional<IrqlAnnotation> required(const clang::FunctionDecl *F);
  /// The IRQL at which it returns, if that is higher than before.
  std::optional<IrqlAnnotation> raised(const clang::FunctionDecl *F);

private:
  /// A declaration's text, from what ends the one before to its own end.
  struct Stretch {
    unsigned Begin, End; ///< Offsets in the file.
    std::vector<IrqlAnnotation> Says;
  };
  std::vector<IrqlAnnotation> of(const clang::FunctionDecl *F);
  const std::vector<Stretch> &stretches(clang::FileID File);

  const clang::ASTContext &Context;
  llvm::DenseMap<clang::FileID, std::vector<Stretch>> ByFile;
};

} // namespace nmr

#endif // NMR_EXTRACT_IRQLANNOTATIONS_H
