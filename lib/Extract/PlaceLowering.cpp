//===- PlaceLowering.cpp - Glvalues to places -----------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprObjC.h"

using namespace clang;

namespace nmr {

Place FunctionLowering::newTemporary(QualType T) {
  uint64_t Bytes = size(T);
  return Place::local(newLocal("", Bytes), Bytes);
}

/// String literals and the like: an object that nobody writes and whose content
/// nobody asks for.
Place FunctionLowering::stringPlace(uint64_t Bytes) {
  return Place::global(U.E.synthetic("<string>", "<string>", 0), Bytes);
}

Place FunctionLowering::unknownPlace(QualType T) {
  return deref(Operand::unknown(), T);
}

/// The address of \p P; that of what a pointer points at is the pointer.
Operand FunctionLowering::addressOf(Place P) {
  if (P.Path.empty() || P.Path.back().K != Projection::Kind::Deref)
    return Operand::addressOf(std::move(P));
  P.Path.pop_back();
  P.Size = 0;
  return Operand::load(std::move(P));
}

Place FunctionLowering::deref(Operand Pointer, QualType Pointee) {
  Place P;
  switch (Pointer.K) {
  case Operand::Kind::AddressOf:
    P = std::move(Pointer.P);
    P.Size = size(Pointee);
    return P;
  case Operand::Kind::Load:
    P = std::move(Pointer.P);
    break;
  default:
    P = Place::local(newLocal("", U.T.pointerSize()), U.T.pointerSize());
    assign(P, std::move(Pointer));
  }
  Projection Step;
  Step.K = Projection::Kind::Deref;
  P.Path.push_back(Step);
  P.Size = size(Pointee);
  return P;
}

Operand FunctionLowering::address(const Expr *E) {
  if (isBroken(E))
    return Operand::unknown();
  if (E->getType()->isFunctionType())
    return functionOperand(E);
  Operand A = addressOf(place(E));
  if (A.K == Operand::Kind::Load)
    A.P.Size = U.T.pointerSize();
  return A;
}

/// The function that \p E designates, or a pointer to it.
Operand FunctionLowering::functionOperand(const Expr *E) {
  E = E->IgnoreParens();
  const ValueDecl *D = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    D = Ref->getDecl();
  } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (isa<FunctionDecl>(Member->getMemberDecl()))
      discard(Member->getBase());
    D = Member->getMemberDecl();
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_Deref)
      return value(Unary->getSubExpr());
    if (Unary->getOpcode() == UO_Extension || Unary->getOpcode() == UO_AddrOf)
      return functionOperand(Unary->getSubExpr());
  } else if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    return Cast->getSubExpr()->getType()->isFunctionType()
               ? functionOperand(Cast->getSubExpr())
               : value(Cast->getSubExpr());
  } else if (const auto *Selected = dyn_cast<GenericSelectionExpr>(E)) {
    return functionOperand(Selected->getResultExpr());
  }
  if (const auto *F = dyn_cast_or_null<FunctionDecl>(D))
    return Operand::function(U.use(F));
  return addressOf(placeHere(E));
}

Place FunctionLowering::place(const Expr *E) {
  if (isBroken(E))
    return unknownPlace(Context.VoidTy);
  Place P;
  deepStack([&] { P = placeHere(E); });
  return P;
}

Place FunctionLowering::placeHere(const Expr *E) {
  if (E->getType()->isDependentType())
    return deref(unknownUse(E), E->getType());
  switch (E->getStmtClass()) {
  case Stmt::ParenExprClass:
    return place(cast<ParenExpr>(E)->getSubExpr());
  case Stmt::ConstantExprClass:
    return place(cast<ConstantExpr>(E)->getSubExpr());
  case Stmt::GenericSelectionExprClass:
    return place(cast<GenericSelectionExpr>(E)->getResultExpr());
  case Stmt::ChooseExprClass:
    return place(cast<ChooseExpr>(E)->getChosenSubExpr());
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return place(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::CXXDefaultArgExprClass:
    return place(cast<CXXDefaultArgExpr>(E)->getExpr());
  case Stmt::CXXDefaultInitExprClass:
    return place(cast<CXXDefaultInitExpr>(E)->getExpr());
  case Stmt::ExprWithCleanupsClass:
    // Whoever asked for the full-expression ends it.
    return place(cast<ExprWithCleanups>(E)->getSubExpr());
  case Stmt::CXXRewrittenBinaryOperatorClass:
    return place(cast<CXXRewrittenBinaryOperator>(E)->getSemanticForm());
  case Stmt::OpaqueValueExprClass: {
    const auto *Opaque = cast<OpaqueValueExpr>(E);
    if (auto It = OpaquePlaces.find(Opaque); It != OpaquePlaces.end())
      return It->second;
    if (Opaque->getSourceExpr())
      return place(Opaque->getSourceExpr());
    return unknownPlace(E->getType());
  }
  case Stmt::DeclRefExprClass: {
    const ValueDecl *D = cast<DeclRefExpr>(E)->getDecl();
    if (const auto *V = dyn_cast<VarDecl>(D))
      return variablePlace(V);
    if (const auto *B = dyn_cast<BindingDecl>(D)) {
      if (const VarDecl *Holding = B->getHoldingVar())
        return variablePlace(Holding);
      if (Captures.count(B))
        return fieldPlace(
            deref(Operand::load(Place::local(This, U.T.pointerSize())),
                  Context.VoidTy),
            Captures[B]);
      if (B->getBinding())
        return place(B->getBinding());
    }
    return unknownPlace(E->getType());
  }
  case Stmt::MemberExprClass:
    return memberPlace(cast<MemberExpr>(E));
  case Stmt::ArraySubscriptExprClass: {
    const auto *S = cast<ArraySubscriptExpr>(E);
    if (S->getBase()->getType()->isVectorType()) {
      std::optional<IntType> Type = U.T.integer(S->getIdx()->getType());
      Place Vector = place(S->getBase());
      return elementPlace(std::move(Vector), value(S->getIdx()),
                          Type.value_or(IntType{64, true}), E->getType());
    }
    return subscriptPlace(S->getBase(), S->getIdx(), E->getType());
  }
  case Stmt::UnaryOperatorClass: {
    const auto *Unary = cast<UnaryOperator>(E);
    const Expr *Sub = Unary->getSubExpr();
    if (Unary->getOpcode() == UO_Deref) {
      // *(P + I) is P[I].
      if (const auto *Sum = dyn_cast<BinaryOperator>(Sub->IgnoreParens());
          Sum && Sum->isAdditiveOp()) {
        bool Swap = !Sum->getLHS()->getType()->isPointerType();
        return subscriptPlace(Swap ? Sum->getRHS() : Sum->getLHS(),
                              Swap ? Sum->getLHS() : Sum->getRHS(),
                              E->getType(), Sum->getOpcode() == BO_Sub);
      }
      return deref(value(Sub), E->getType());
    }
    if (Unary->isIncrementDecrementOp())
      return step(Unary);
    if (Unary->getOpcode() == UO_Extension)
      return place(Sub);
    if (Unary->getOpcode() == UO_Real || Unary->getOpcode() == UO_Imag) {
      Place P = place(Sub);
      havoc(P);
      return P;
    }
    break;
  }
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass: {
    const auto *Binary = cast<BinaryOperator>(E);
    if (Binary->isAssignmentOp())
      return assignment(Binary);
    if (Binary->getOpcode() == BO_Comma) {
      discard(Binary->getLHS());
      return place(Binary->getRHS());
    }
    break;
  }
  case Stmt::ConditionalOperatorClass:
  case Stmt::BinaryConditionalOperatorClass: {
    if (!E->isGLValue())
      break;
    const auto *Choice = cast<AbstractConditionalOperator>(E);
    Place Chosen = newTemporary(Context.VoidPtrTy);
    if (const auto *Gnu = dyn_cast<BinaryConditionalOperator>(E))
      OpaquePlaces[Gnu->getOpaqueValue()] = place(Gnu->getCommon());
    BlockId Then = newBlock(), Else = newBlock(), End = newBlock();
    branch(Choice->getCond(), Then, Else);
    ++Conditional;
    start(Then);
    assign(Chosen, address(Choice->getTrueExpr()));
    jump(End);
    start(Else);
    assign(Chosen, address(Choice->getFalseExpr()));
    --Conditional;
    start(End);
    return deref(Operand::load(std::move(Chosen)), E->getType());
  }
  case Stmt::StringLiteralClass:
  case Stmt::PredefinedExprClass:
  case Stmt::CXXTypeidExprClass:
  case Stmt::CXXUuidofExprClass:
  case Stmt::ObjCStringLiteralClass:
  case Stmt::ObjCEncodeExprClass:
  case Stmt::SourceLocExprClass:
    return stringPlace(size(E->getType()));
  case Stmt::CompoundLiteralExprClass: {
    const auto *Literal = cast<CompoundLiteralExpr>(E);
    if (!E->isGLValue())
      break;
    Place P = Literal->isFileScope() || IsInitialisers
                  ? Place::global(
                        U.E.synthetic(
                            ("literal#" + llvm::Twine(U.NumSynthetic++)).str(),
                            "<literal>", size(E->getType())),
                        size(E->getType()))
                  : newTemporary(E->getType());
    initialiseObject(P, E->getType(), Literal->getInitializer(),
                     /*Zeroed=*/false);
    return P;
  }
  case Stmt::MaterializeTemporaryExprClass:
    return temporaryPlace(cast<MaterializeTemporaryExpr>(E));
  case Stmt::InitListExprClass:
    if (E->isGLValue() && cast<InitListExpr>(E)->getNumInits() == 1)
      return place(cast<InitListExpr>(E)->getInit(0));
    break;
  case Stmt::RecoveryExprClass:
    return deref(unknownUse(E), E->getType());
  case Stmt::PseudoObjectExprClass: {
    const auto *Pseudo = cast<PseudoObjectExpr>(E);
    std::optional<Place> Result;
    for (const Expr *Part : Pseudo->semantics()) {
      if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(Part)) {
        if (Opaque->isGLValue())
          OpaquePlaces[Opaque] = place(Opaque->getSourceExpr());
        else
          OpaqueValues[Opaque] =
              pin(value(Opaque->getSourceExpr()), size(Opaque->getType()));
        if (Part == Pseudo->getResultExpr())
          Result = place(Opaque);
      } else if (Part == Pseudo->getResultExpr()) {
        Result = place(Part);
      } else {
        discard(Part);
      }
    }
    return Result ? *Result : unknownPlace(E->getType());
  }
  default:
    break;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E); Cast && E->isGLValue()) {
    const Expr *Sub = Cast->getSubExpr();
    switch (Cast->getCastKind()) {
    case CK_LValueBitCast: {
      Place P = place(Sub);
      P.Size = size(E->getType());
      return P;
    }
    case CK_DerivedToBase:
    case CK_UncheckedDerivedToBase:
    case CK_BaseToDerived: {
      Place P = place(Sub);
      std::optional<int64_t> Offset = baseOffset(Cast);
      if (!Offset)
        return unknownPlace(E->getType());
      if (*Offset != 0) {
        Projection Step;
        Step.K = Projection::Kind::Field;
        Step.Offset = *Offset;
        P.Path.push_back(Step);
      }
      P.Size = size(E->getType());
      return P;
    }
    case CK_Dynamic:
      discard(Sub);
      return unknownPlace(E->getType());
    default:
      return place(Sub);
    }
  }
  if (const auto *Call = dyn_cast<CallExpr>(E); Call && E->isGLValue())
    return deref(call(Call), E->getType());
  if (E->isGLValue()) {
    evaluateChildren(E);
    return unknownPlace(E->getType());
  }
  // A prvalue of which a part is wanted: `f().Field`.
  Operand V = value(E);
  if (V.K == Operand::Kind::Load)
    return V.P;
  Place Temp = newTemporary(E->getType());
  assign(Temp, std::move(V));
  return Temp;
}

Place FunctionLowering::variablePlace(const VarDecl *V) {
  QualType T = V->getType();
  uint64_t Bytes = size(T);
  Place P;
  if (auto It = Captures.find(V); It != Captures.end())
    return fieldPlace(
        deref(Operand::load(Place::local(This, U.T.pointerSize())),
              Context.VoidTy),
        It->second);
  if (V->hasGlobalStorage()) {
    // A local one may be initialised where its declaration is passed.
    P = Place::global(isInitialisedInPlace(V) ? U.E.global(V) : U.use(V),
                      size(V->getMostRecentDecl()->getType()));
  } else {
    auto It = Variables.find(V);
    if (It == Variables.end())
      return unknownPlace(T.getNonReferenceType());
    P = Place::local(It->second, Bytes);
  }
  if (T->isReferenceType())
    return deref(Operand::load(std::move(P)), T->getPointeeType());
  return P;
}

/// The place of a field; of a bit-field, of its unit.
Place FunctionLowering::fieldPlace(Place Base, const FieldDecl *F) {
  QualType T = F->getType();
  std::optional<int64_t> Offset;
  uint64_t Bytes = size(T);
  U.Shared.access(F);
  if (!F->isBitField()) {
    Offset = U.T.offset(F);
  } else if (std::optional<Types::BitUnit> Unit = U.T.bitUnit(F)) {
    Offset = Unit->Offset;
    Bytes = Unit->Size;
    F = Unit->First;
  }
  if (!Offset)
    return unknownPlace(T.getNonReferenceType());
  Projection Step;
  Step.K = Projection::Kind::Field;
  Step.Offset = *Offset;
  const auto *Class = dyn_cast<CXXRecordDecl>(F->getParent());
  if (F->getDeclName() || (Class && Class->isLambda()))
    Step.Field = U.E.field(F);
  Base.Path.push_back(Step);
  Base.Size = Bytes;
  if (T->isReferenceType())
    return deref(Operand::load(std::move(Base)), T->getPointeeType());
  return Base;
}

Place FunctionLowering::memberPlace(const MemberExpr *E) {
  const ValueDecl *D = E->getMemberDecl();
  if (const auto *V = dyn_cast<VarDecl>(D)) {
    discard(E->getBase());
    return variablePlace(V);
  }
  const auto *F = dyn_cast<FieldDecl>(D);
  if (!F) {
    discard(E->getBase());
    return unknownPlace(E->getType());
  }
  const Expr *Base = E->getBase();
  Place Object = E->isArrow()
                     ? deref(value(Base), Base->getType()->getPointeeType())
                     : place(Base);
  return fieldPlace(std::move(Object), F);
}

Place FunctionLowering::elementPlace(Place Array, Operand Index,
                                     IntType IndexType, QualType Element,
                                     uint64_t Bytes) {
  std::optional<int64_t> Stride = U.T.stride(Element);
  if (!Stride)
    return unknownPlace(Element);
  Projection Step;
  Step.K = Projection::Kind::Index;
  Step.Stride = *Stride;
  if (Index.K == Operand::Kind::Int) {
    Step.IndexConst = Index.value();
  } else if (Index.K == Operand::Kind::Load && Index.P.Path.empty() &&
             Index.P.Root == Place::RootKind::Local) {
    Step.IndexLocal = Index.P.Base;
  } else {
    Place Temp =
        Place::local(newLocal("", IndexType.Bits / 8), IndexType.Bits / 8);
    Step.IndexLocal = Temp.Base;
    assign(std::move(Temp), std::move(Index));
  }
  // An array of one at the end of a record may be longer than it says.
  if (Step.IndexLocal != NoId && Step.Stride && Bytes / Step.Stride > 1)
    Step.Count = Bytes / Step.Stride;
  Array.Path.push_back(Step);
  Array.Size = size(Element);
  return Array;
}

Place FunctionLowering::subscriptPlace(const Expr *Base, const Expr *Index,
                                       QualType Element, bool Minus) {
  Place Array;
  bool Decayed = false;
  const Expr *Below = Base->IgnoreParens();
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Below);
      Cast && Cast->getCastKind() == CK_ArrayToPointerDecay) {
    Array = place(Cast->getSubExpr());
    Decayed = true;
  }
  Operand Pointer = Decayed ? Operand() : value(Base);
  std::optional<IntType> Type = U.T.integer(Index->getType());
  Operand I = value(Index);
  if (!Type || !Base->getType()->isPointerType())
    return unknownPlace(Element);
  if (Minus)
    I = materialise(
        arithmetic(Op::Sub, Operand::integer(0), std::move(I), {64, true}), 8);
  if (Decayed) {
    const uint64_t Bytes = Array.Size;
    return elementPlace(std::move(Array), std::move(I), *Type, Element, Bytes);
  }
  // A pointer that is known to point into an array moves within it.
  if (Pointer.K == Operand::Kind::AddressOf) {
    Operand Moved = materialise(
        pointerAdd(std::move(Pointer), std::move(I), Element, *Type, false),
        U.T.pointerSize());
    return deref(std::move(Moved), Element);
  }
  return elementPlace(deref(std::move(Pointer), Element), std::move(I), *Type,
                      Element);
}

/// A temporary that a reference is bound to: it lives to the end of the
/// full-expression, or as long as the reference.
Place FunctionLowering::temporaryPlace(const MaterializeTemporaryExpr *E) {
  QualType T = E->getType();
  Place P;
  StorageDuration Duration = E->getStorageDuration();
  bool Lasts = Duration == SD_Static || Duration == SD_Thread;
  if (Lasts)
    P = Place::global(
        U.E.synthetic(("temporary#" + llvm::Twine(U.NumSynthetic++)).str(),
                      "<temporary>", size(T)),
        size(T));
  else
    P = newTemporary(T);
  initialiseObject(P, T, E->getSubExpr(), /*Zeroed=*/false);
  if (Lasts)
    return P;
  if (Duration != SD_Automatic) {
    pushDestructor(P, T);
    return P;
  }
  Scope *Before = Innermost;
  pushDestructor(P, T);
  if (Innermost != Before) {
    Extended.push_back(*Innermost);
    Innermost = Before;
  }
  return P;
}

} // namespace nmr
