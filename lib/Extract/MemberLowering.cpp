//===- MemberLowering.cpp - Constructors, destructors, lambdas ------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecordLayout.h"

using namespace clang;

namespace nmr {

Place FunctionLowering::thisPlace(QualType Record) {
  return deref(Operand::load(Place::local(This, U.T.pointerSize())), Record);
}

/// What `this` means here: in a lambda, the captured one; in an initialiser of
/// an aggregate's member, the aggregate.
Operand FunctionLowering::thisPointer() {
  if (InitialisedObject) {
    Operand A = addressOf(*InitialisedObject);
    if (A.K == Operand::Kind::Load)
      A.P.Size = U.T.pointerSize();
    return A;
  }
  if (This == NoId)
    return Operand::unknown();
  if (!ThisCapture)
    return Operand::load(Place::local(This, U.T.pointerSize()));
  Place P = fieldPlace(thisPlace(Context.VoidTy), ThisCapture);
  if (ThisCapture->getType()->isPointerType())
    return Operand::load(std::move(P));
  return addressOf(std::move(P));
}

void FunctionLowering::constructorPrologue(const CXXConstructorDecl *C) {
  QualType Class = U.T.ofRecord(C->getParent());
  const ASTRecordLayout *Layout = U.T.layout(C->getParent());
  for (const CXXCtorInitializer *I : C->inits()) {
    Scope *Mark = Innermost;
    Here = I->isWritten() ? I->getSourceLocation() : C->getLocation();
    Place Object = thisPlace(Class);
    const Expr *Init = I->getInit();
    if (I->isDelegatingInitializer()) {
      into(Object, Init);
    } else if (I->isBaseInitializer()) {
      const CXXRecordDecl *Base =
          QualType(I->getBaseClass(), 0)->getAsCXXRecordDecl();
      // A virtual base is the business of the most derived class: which
      // object it is, is not known here.
      if (I->isBaseVirtual() || !Base || !Layout) {
        into(unknownPlace(QualType(I->getBaseClass(), 0)), Init);
      } else {
        int64_t Offset = Layout->getBaseClassOffset(Base).getQuantity();
        if (Offset != 0) {
          Projection Step;
          Step.K = Projection::Kind::Field;
          Step.Offset = Offset;
          Object.Path.push_back(Step);
        }
        Object.Size = size(QualType(I->getBaseClass(), 0));
        into(Object, Init);
      }
    } else if (I->isAnyMemberInitializer()) {
      if (const IndirectFieldDecl *Indirect = I->getIndirectMember())
        for (const NamedDecl *Link : Indirect->chain().drop_back())
          Object = fieldPlace(std::move(Object), cast<FieldDecl>(Link));
      initialiseField(std::move(Object), I->getAnyMember(), Init,
                      /*Zeroed=*/false);
    }
    endFullExpression(Mark);
  }
}

/// After a destructor's body its members and bases are destroyed, last first.
void FunctionLowering::destructorScopes(const CXXDestructorDecl *D) {
  const CXXRecordDecl *R = D->getParent();
  const ASTRecordLayout *Layout = U.T.layout(R);
  if (!Layout || R->isUnion())
    return;
  Place Object = thisPlace(U.T.ofRecord(R));
  for (const CXXBaseSpecifier &Base : R->bases()) {
    Place P = Object;
    if (Base.isVirtual()) {
      if (needsDestruction(Base.getType()))
        P = unknownPlace(Base.getType());
    } else {
      Projection Step;
      Step.K = Projection::Kind::Field;
      Step.Offset =
          Layout->getBaseClassOffset(Base.getType()->getAsCXXRecordDecl())
              .getQuantity();
      if (Step.Offset != 0)
        P.Path.push_back(Step);
    }
    P.Size = size(Base.getType());
    pushDestructor(P, Base.getType());
  }
  for (const FieldDecl *F : R->fields())
    if (needsDestruction(F->getType()) && !F->isAnonymousStructOrUnion())
      pushDestructor(fieldPlace(Object, F), F->getType());
}

/// The function that a captureless lambda converts to: calls the closure.
void FunctionLowering::staticInvoker(const CXXMethodDecl *Invoker) {
  const CXXRecordDecl *Closure = Invoker->getParent();
  const CXXMethodDecl *Target = Closure->getLambdaCallOperator();
  if (Closure->isGenericLambda())
    if (const TemplateArgumentList *Args =
            Invoker->getTemplateSpecializationArgs()) {
      void *InsertPos = nullptr;
      FunctionDecl *Found =
          Target->getDescribedFunctionTemplate()->findSpecialization(
              Args->asArray(), InsertPos);
      Target = cast_or_null<CXXMethodDecl>(Found);
    }
  llvm::SmallVector<Operand, 4> Args;
  if (Target && Target->isInstance())
    Args.push_back(Operand::addressOf(newTemporary(U.T.ofRecord(Closure))));
  for (LocalId L = 0; L != F.NumParams; ++L)
    Args.push_back(Operand::load(Place::local(L, localSize(L))));
  QualType Result =
      ReturnType->isReferenceType() ? Context.VoidPtrTy : ReturnType;
  Operand V =
      emitCall(Target ? Operand::function(U.use(Target)) : Operand::unknown(),
               std::move(Args), Result, Here, nullptr, Target);
  if (!isLive())
    return;
  Terminator T;
  T.K = Terminator::Kind::Return;
  T.HasValue = !Result->isVoidType();
  T.A = std::move(V);
  T.Where = where(Here);
  terminate(std::move(T));
}

} // namespace nmr
