//===- Overlays.h - Records that share their place --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Which records of the driver's may lie where a record of the system's lies,
/// so that who writes the one writes the other: a union has both, or a cast
/// makes one of the other. A record that begins with the system's is no such
/// record, and `void *` tells nothing.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_EXTRACT_OVERLAYS_H
#define NMR_EXTRACT_OVERLAYS_H

#include "Extract/Entities.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseSet.h"

namespace nmr {

class Overlays {
public:
  explicit Overlays(const Entities &E) : E(E) {}

  /// \p F is accessed: if its record is a union, that is looked at.
  void access(const clang::FieldDecl *F);
  /// A pointer is converted to one of another type.
  void convert(const clang::CastExpr *Cast);
  /// Whether \p F is a field of such a record. Call it when all is lowered.
  bool contains(const clang::FieldDecl *F) const;

private:
  bool isSystem(const clang::RecordDecl *R) const { return E.isSystem(R); }
  bool holdsSystemRecord(const clang::RecordDecl *R) const;
  void add(const clang::RecordDecl *R);

  const Entities &E;
  llvm::DenseSet<const clang::RecordDecl *> Seen, Found;
};

} // namespace nmr

#endif // NMR_EXTRACT_OVERLAYS_H
