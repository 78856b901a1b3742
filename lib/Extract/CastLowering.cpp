//===- CastLowering.cpp - Conversions -------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/RecordLayout.h"

using namespace clang;

namespace nmr {

/// By how many bytes the base subobject that \p E converts from or to lies
/// behind the derived object. None for virtual bases.
std::optional<int64_t> FunctionLowering::baseOffset(const CastExpr *E) const {
  bool ToDerived = E->getCastKind() == CK_BaseToDerived;
  QualType T = ToDerived ? E->getType() : E->getSubExpr()->getType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *Derived = T->getAsCXXRecordDecl();
  int64_t Offset = 0;
  for (const CXXBaseSpecifier *Step : E->path()) {
    const CXXRecordDecl *Base = Step->getType()->getAsCXXRecordDecl();
    const ASTRecordLayout *Layout = Derived ? U.T.layout(Derived) : nullptr;
    if (Step->isVirtual() || !Layout || !Base)
      return std::nullopt;
    Offset += Layout->getBaseClassOffset(Base).getQuantity();
    Derived = Base;
  }
  return ToDerived ? -Offset : Offset;
}

Rvalue FunctionLowering::castValue(const CastExpr *E) {
  const Expr *Sub = E->getSubExpr();
  std::optional<IntType> From = U.T.integer(Sub->getType());
  std::optional<IntType> To = U.T.integer(E->getType());
  auto Use = [](Operand V) { return Rvalue::use(std::move(V)); };
  auto Unknown = [&] {
    discard(Sub);
    return Rvalue::use(Operand::unknown());
  };
  switch (E->getCastKind()) {
  case CK_LValueToRValue: {
    // A constant that has a name (constexpr, or const with an initialiser).
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Sub->IgnoreParens()))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
          V && To && !V->getType()->isReferenceType() && !V->isInvalidDecl() &&
          V->isUsableInConstantExpressions(Context))
        if (std::optional<int64_t> Known = constant(E))
          return Use(Operand::integer(*Known));
    if (Sub->getType()->isFunctionType())
      return Use(functionOperand(Sub));
    return read(Sub, place(Sub));
  }
  case CK_LValueToRValueBitCast: {
    Place P = place(Sub);
    P.Size = size(E->getType());
    return Use(Operand::load(std::move(P)));
  }
  case CK_NoOp:
  case CK_UserDefinedConversion:
  case CK_ConstructorConversion:
  case CK_AtomicToNonAtomic:
  case CK_NonAtomicToAtomic:
  case CK_AddressSpaceConversion:
  case CK_CPointerToObjCPointerCast:
  case CK_BlockPointerToObjCPointerCast:
  case CK_AnyPointerToBlockPointerCast:
    if (Sub->isGLValue())
      return read(Sub, place(Sub));
    return rvalue(Sub);
  case CK_BitCast:
    U.Shared.convert(E);
    return From && To ? rvalue(Sub) : Unknown();
  case CK_ArrayToPointerDecay: {
    Place Array = place(Sub);
    const ArrayType *T = Context.getAsArrayType(Sub->getType());
    if (!T)
      return Use(Operand::addressOf(std::move(Array)));
    // A string's address is an address, nothing more.
    if (isa<StringLiteral, PredefinedExpr>(Sub->IgnoreParens()))
      return Use(Operand::addressOf(std::move(Array)));
    return Use(addressOf(elementPlace(std::move(Array), Operand::integer(0),
                                      {64, true}, T->getElementType())));
  }
  case CK_FunctionToPointerDecay:
  case CK_BuiltinFnToFnPtr:
    return Use(functionOperand(Sub));
  case CK_NullToPointer:
    discard(Sub);
    return Use(Operand::integer(0));
  case CK_PointerToIntegral:
    // offsetof as people write it: (ULONG_PTR)&((T *)0)->Field.
    if (isa<UnaryOperator>(Sub->IgnoreParenCasts()))
      if (std::optional<int64_t> Known = constant(E))
        return Use(Operand::integer(*Known));
    return convertTo(value(Sub), From, To);
  case CK_IntegralCast:
    if (To && Sub->isKnownToHaveBooleanValue())
      return rvalue(Sub);
    if (const FieldDecl *Bits = Sub->getSourceBitField(); Bits && From)
      From->Bits = U.T.bitWidth(Bits);
    [[fallthrough]];
  case CK_IntegralToPointer:
    return convertTo(value(Sub), From, To);
  case CK_BooleanToSignedIntegral:
    if (!To)
      return Unknown();
    return arithmetic(Op::Sub, Operand::integer(0), value(Sub), *To);
  case CK_IntegralToBoolean:
  case CK_PointerToBoolean:
    if (!From)
      return Unknown();
    if (Sub->isKnownToHaveBooleanValue())
      return rvalue(Sub);
    return toBool(value(Sub), *From);
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase:
  case CK_BaseToDerived: {
    if (!E->getType()->isPointerType())
      return Use(Operand::load(place(E)));
    std::optional<int64_t> Offset = baseOffset(E);
    if (!Offset)
      return Unknown();
    bool MayBeNull = E->getCastKind() != CK_UncheckedDerivedToBase &&
                     !isa<CXXThisExpr>(Sub->IgnoreParenImpCasts());
    return Use(moveByBytes(value(Sub), *Offset, MayBeNull));
  }
  default:
    if (E->getType()->isRecordType())
      return throughTemporary(E);
    return Unknown();
  }
}

} // namespace nmr
