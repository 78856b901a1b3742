//===- Overlays.cpp - Records that share their place ----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/Overlays.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace nmr {

/// The record that \p T is, or that its elements are. Null: it is none, or none
/// whose fields are known.
static const RecordDecl *recordIn(QualType T) {
  const RecordDecl *R = T->getBaseElementTypeUnsafe()->getAsRecordDecl();
  return R ? R->getDefinition() : nullptr;
}

/// Whether a \p Part lies at the start of each \p Whole.
static bool beginsWith(const RecordDecl *Whole, const RecordDecl *Part) {
  if (Whole == Part)
    return true;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Whole))
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (const RecordDecl *R = recordIn(Base.getType()))
        return beginsWith(R, Part);
  for (const FieldDecl *F : Whole->fields()) {
    const RecordDecl *R = recordIn(F->getType());
    if (R && beginsWith(R, Part))
      return true;
    if (!Whole->isUnion())
      break;
  }
  return false;
}

bool Overlays::holdsSystemRecord(const RecordDecl *R) const {
  return llvm::any_of(R->fields(), [&](const FieldDecl *F) {
    const RecordDecl *Part = recordIn(F->getType());
    return Part && (isSystem(Part) || holdsSystemRecord(Part));
  });
}

void Overlays::add(const RecordDecl *R) {
  if (isSystem(R) || !Found.insert(R).second)
    return;
  for (const FieldDecl *F : R->fields())
    if (const RecordDecl *Part = recordIn(F->getType()))
      add(Part);
}

void Overlays::access(const FieldDecl *F) {
  const RecordDecl *R = F->getParent()->getDefinition();
  if (R && R->isUnion() && Seen.insert(R).second && !isSystem(R) &&
      holdsSystemRecord(R))
    add(R);
}

void Overlays::convert(const CastExpr *Cast) {
  const Expr *Sub = Cast->getSubExpr();
  const QualType From = Sub->getType(), To = Cast->getType();
  if (!From->isPointerType() || !To->isPointerType())
    return;
  const RecordDecl *Source = recordIn(From->getPointeeType()),
                   *Target = recordIn(To->getPointeeType());
  if (Source && Target) {
    if (isSystem(Source) != isSystem(Target) && !beginsWith(Source, Target) &&
        !beginsWith(Target, Source))
      add(isSystem(Source) ? Target : Source);
    return;
  }
  if (!Target)
    return;
  // The address of a part of a record of the system's.
  const Expr *Place = Sub->IgnoreParenCasts();
  if (const auto *Address = dyn_cast<UnaryOperator>(Place);
      Address && Address->getOpcode() == UO_AddrOf)
    Place = Address->getSubExpr()->IgnoreParenCasts();
  else if (!Place->getType()->isArrayType())
    return;
  while (const auto *Element = dyn_cast<ArraySubscriptExpr>(Place))
    Place = Element->getBase()->IgnoreParenCasts();
  if (const auto *Member = dyn_cast<MemberExpr>(Place))
    if (const auto *F = dyn_cast<FieldDecl>(Member->getMemberDecl());
        F && isSystem(F->getParent()))
      add(Target);
}

bool Overlays::contains(const FieldDecl *F) const {
  const RecordDecl *R = F->getParent()->getDefinition();
  return R && Found.contains(R);
}

} // namespace nmr
