//===- CallLowering.cpp - Calls, new and delete ---------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace nmr {

static bool mayThrow(const FunctionDecl *F) {
  if (!F)
    return true;
  if (F->getBuiltinID() != 0 || F->hasAttr<NoThrowAttr>() || F->isExternC())
    return false;
  const auto *T = F->getType()->getAs<FunctionProtoType>();
  // An implicit specification may not have been needed, and so not be known.
  return !T || isUnresolvedExceptionSpec(T->getExceptionSpecType()) ||
         T->canThrow() != CT_Cannot;
}

Operand FunctionLowering::emitCall(
    Operand Callee, llvm::SmallVector<Operand, 4> Args, QualType Result,
    SourceLocation Where, const Place *Dest, const FunctionDecl *Known,
    bool Virtual, llvm::SmallVector<Statement::Written, 4> Writes) {
  Statement S;
  S.K = Statement::Kind::Call;
  S.Where = where(Where);
  S.callee() = std::move(Callee);
  S.Args = llvm::ArrayRef(Args);
  S.Virtual = Virtual;
  S.Writes = llvm::ArrayRef(Writes);
  Operand Value;
  if (!Result->isVoidType()) {
    S.HasDest = true;
    S.Dest = Dest ? *Dest : newTemporary(Result);
    Value = Operand::load(S.Dest);
  }
  emit(std::move(S));
  if (Known && Known->isNoReturn()) {
    // Such a function raises, or never comes back.
    mayRaise(mayThrow(Known));
    unreachable();
    return Value;
  }
  mayRaise(mayThrow(Known));
  return Value;
}

Statement::Written FunctionLowering::written(const Expr *Arg,
                                             QualType Parameter,
                                             bool SizeFollows) const {
  QualType T = Parameter.isNull() ? Arg->getType() : Parameter;
  if (T->isReferenceType())
    T = Context.getPointerType(T->getPointeeType());
  if (!T->isPointerType() || T->getPointeeType().isConstQualified())
    return {};
  QualType Written = T->getPointeeType();
  if (Written->isVoidType()) {
    // A buffer if it is a local object or holds numbers, or if a number
    // follows; else the address of a context.
    const Expr *E = Arg->IgnoreParenCasts();
    bool IsObject = true;
    if (const auto *Address = dyn_cast<UnaryOperator>(E);
        Address && Address->getOpcode() == UO_AddrOf)
      E = Address->getSubExpr()->IgnoreParens();
    else
      IsObject = E->getType()->isArrayType();
    Written = IsObject ? E->getType() : E->getType()->getPointeeType();
    if (Written.isNull() || Written->isVoidType() || Written.isConstQualified())
      return {};
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    const auto *Var =
        Ref && IsObject ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    bool IsLocal = Var && Var->hasLocalStorage();
    if (!IsLocal && !SizeFollows &&
        !Context.getBaseElementType(Written)->isIntegralOrEnumerationType())
      return {};
  }
  // Through `...` go addresses to print and numbers to scan.
  if (Parameter.isNull() && Written->isRecordType())
    return {};
  if (Written->isFunctionType() || Written->isIncompleteType() ||
      Written->isDependentType())
    return {};
  Statement::Written Result;
  Result.Bytes = Context.getTypeSizeInChars(Written).getQuantity();
  const RecordDecl *Record = Written->getAsRecordDecl();
  Result.IsSystemRecord =
      Record && U.E.isSystem(Record) && !T->getPointeeType()->isVoidType();
  return Result;
}

Operand FunctionLowering::recordArgument(const Expr *E) {
  // The callee owns and destroys its parameter.
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E->IgnoreParens());
      Cast && Cast->getCastKind() == CK_LValueToRValue)
    return value(E);
  Place Temp = newTemporary(E->getType());
  into(Temp, E);
  return Operand::load(std::move(Temp));
}

Operand FunctionLowering::argument(const Expr *E) {
  if (isBroken(E))
    return Operand::unknown();
  if (E->isGLValue() && !E->getType()->isDependentType())
    return address(E);
  if (E->getType()->isRecordType())
    return recordArgument(E);
  return value(E);
}

Operand FunctionLowering::call(const CallExpr *E, const Place *Dest) {
  if (unsigned Id = E->getBuiltinCallee())
    if (std::optional<Operand> V = builtin(E, Id)) {
      if (Dest)
        assign(*Dest, *V);
      return *V;
    }
  const Expr *Callee = E->getCallee()->IgnoreParens();
  if (isa<CXXPseudoDestructorExpr>(Callee)) {
    discard(Callee);
    return Operand::unknown();
  }
  QualType Result = E->isGLValue() ? Context.VoidPtrTy : E->getType();
  const FunctionDecl *F = E->getDirectCallee();
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
  llvm::ArrayRef<const Expr *> Written(E->getArgs(), E->getNumArgs());
  llvm::SmallVector<Operand, 4> Args;
  bool Virtual = false;

  const Expr *Object = nullptr;
  bool Arrow = false, Qualified = false;
  if (Method && Method->isInstance() &&
      !Method->isExplicitObjectMemberFunction()) {
    if (isa<CXXOperatorCallExpr>(E)) {
      Object = Written.front();
      Written = Written.drop_front();
    } else if (const auto *Member = dyn_cast<MemberExpr>(Callee)) {
      Object = Member->getBase();
      Arrow = Member->isArrow();
      Qualified = Member->hasQualifier();
    }
  } else if (const auto *Member = dyn_cast<MemberExpr>(Callee);
             Member && Method) {
    if (Method->isExplicitObjectMemberFunction())
      Args.push_back(Member->isArrow() ? value(Member->getBase())
                                       : address(Member->getBase()));
    else
      discard(Member->getBase());
  }

  if (Object && Method->isTrivial() &&
      (Method->isCopyAssignmentOperator() ||
       Method->isMoveAssignmentOperator()) &&
      Written.size() == 1) {
    Place To = Arrow ? deref(value(Object), Object->getType()->getPointeeType())
                     : place(Object);
    copyObject(To, place(Written[0]));
    return addressOf(std::move(To));
  }

  Operand Target;
  if (Object) {
    Operand This = Arrow ? value(Object) : address(Object);
    if (Method->isVirtual() && !Qualified) {
      if (const CXXMethodDecl *Final = Method->getDevirtualizedMethod(
              Object->IgnoreParenBaseCasts(), /*IsAppleKext=*/false))
        Method = Final;
      else
        Virtual = true;
    }
    Target = Operand::function(U.use(Method));
    F = Method;
    Args.push_back(std::move(This));
  } else if (F) {
    Target = Operand::function(U.use(F));
  } else if (Callee->getType()->isDependentType()) {
    return unknownUse(E);
  } else if (const auto *Pointer = dyn_cast<BinaryOperator>(Callee);
             Pointer && Pointer->isPtrMemOp()) {
    // (Object.*Member)(...): which method is not followed.
    const Expr *Left = Pointer->getLHS();
    Args.push_back(Left->isGLValue() ? address(Left) : value(Left));
    discard(Pointer->getRHS());
  } else {
    Target = value(E->getCallee());
    if (Target.K == Operand::Kind::Int || Target.K == Operand::Kind::AddressOf)
      Target = Operand::unknown();
  }
  llvm::SmallVector<Statement::Written, 4> Writes(Args.size());
  const FunctionProtoType *Prototype = nullptr;
  if (F)
    Prototype = F->getType()->getAs<FunctionProtoType>();
  else if (const auto *Pointer = Callee->getType()->getAs<clang::PointerType>())
    Prototype = Pointer->getPointeeType()->getAs<FunctionProtoType>();
  // Next to a function, `void *` is what that function will be given.
  bool Callback = llvm::any_of(Written, [](const Expr *A) {
    return A->getType()->isFunctionPointerType();
  });
  for (const auto &[I, A] : llvm::enumerate(Written)) {
    Args.push_back(argument(A));
    QualType Parameter;
    if (Prototype && I < Prototype->getNumParams())
      Parameter = Prototype->getParamType(I);
    // What memcpy and its like write is what the caller takes it for.
    if (QualType Buffer = A->IgnoreParenImpCasts()->getType();
        I == 0 && F && F->getMemoryFunctionKind() != 0 &&
        Buffer->isPointerType())
      Parameter = Buffer;
    bool SizeFollows = !Callback && I + 1 < Written.size() &&
                       Written[I + 1]->getType()->isIntegralOrEnumerationType();
    Writes.push_back(isBroken(A) ? Statement::Written()
                                 : written(A, Parameter, SizeFollows));
  }
  // What a body in view writes, it shows itself.
  if (F && F->isDefined())
    Writes.clear();
  while (!Writes.empty() && !Writes.back())
    Writes.pop_back();
  Operand V = emitCall(std::move(Target), std::move(Args), Result,
                       E->getBeginLoc(), Dest, F, Virtual, std::move(Writes));
  // What a body in view raises, it shows itself.
  if (F && !F->isDefined() && isLive() && !U.E.isSystem(F))
    if (std::optional<IrqlAnnotation> A = U.Irql.raised(F))
      emit(annotation(A->Name, where(E->getBeginLoc()), A->Level));
  if (!F)
    if (const auto *Pointer = Callee->getType()->getAs<clang::PointerType>())
      if (const auto *T = Pointer->getPointeeType()->getAs<FunctionType>();
          T && T->getNoReturnAttr())
        unreachable();
  return V;
}

Operand FunctionLowering::newExpr(const CXXNewExpr *E) {
  const FunctionDecl *F = E->getOperatorNew();
  QualType T = E->getAllocatedType();
  SourceLocation Start = E->getBeginLoc();
  Operand Count;
  if (E->isArray() && E->getArraySize() && *E->getArraySize())
    Count = value(*E->getArraySize());

  Operand Pointer;
  bool MayBeNull = false;
  if (F && F->isReservedGlobalPlacementOperator() &&
      E->getNumPlacementArgs() == 1) {
    Pointer = value(E->getPlacementArg(0));
  } else {
    std::optional<int64_t> Bytes = U.T.stride(T);
    llvm::SmallVector<Operand, 4> Args;
    if (!E->isArray() && Bytes)
      Args.push_back(Operand::integer(*Bytes));
    else if (Bytes && Count.K != Operand::Kind::Unknown)
      Args.push_back(materialise(
          arithmetic(Op::Mul, Count, Operand::integer(*Bytes), {64, false}),
          8));
    else
      Args.push_back(Operand::unknown());
    for (const Expr *A : E->placement_arguments())
      Args.push_back(argument(A));
    Pointer = emitCall(F ? Operand::function(U.use(F)) : Operand::unknown(),
                       std::move(Args), Context.VoidPtrTy, Start, nullptr, F);
    MayBeNull = E->shouldNullCheckAllocation();
  }
  const Expr *Init = E->getInitializer();
  if (!Init)
    return Pointer;

  BlockId Exists = newBlock(), Done = newBlock();
  Here = Start;
  if (MayBeNull)
    emitBranch(Pointer, Op::Ne, Operand::integer(0), U.T.pointer(), Exists,
               Done, {});
  start(Exists);
  if (MayBeNull)
    ++Conditional;
  Place Object = deref(Pointer, T);
  if (!E->isArray()) {
    into(Object, Init);
  } else if (const auto *C = dyn_cast<CXXConstructExpr>(Init)) {
    if (!(C->getConstructor()->isTrivial() &&
          C->getConstructor()->isDefaultConstructor()))
      repeatUnknown(Object, [&](Place Element) {
        llvm::SmallVector<Operand, 4> Args{addressOf(Element)};
        for (const Expr *A : C->arguments())
          Args.push_back(argument(A));
        emitCall(Operand::function(U.use(C->getConstructor())), std::move(Args),
                 Context.VoidTy, Start, nullptr, C->getConstructor());
      });
    else if (C->requiresZeroInitialization()) {
      Object.Size = 0;
      havoc(Object);
    }
  } else {
    evaluateChildren(Init);
    Object.Size = 0;
    havoc(Object);
  }
  if (MayBeNull)
    --Conditional;
  start(Done);
  return Pointer;
}

void FunctionLowering::deleteExpr(const CXXDeleteExpr *E) {
  Operand Pointer = pin(value(E->getArgument()), U.T.pointerSize());
  QualType T = E->getDestroyedType();
  BlockId Exists = newBlock(), Done = newBlock();
  Here = E->getBeginLoc();
  emitBranch(Pointer, Op::Ne, Operand::integer(0), U.T.pointer(), Exists, Done,
             {});
  start(Exists);
  if (!T.isNull() && needsDestruction(T)) {
    const CXXDestructorDecl *D =
        T->getAsCXXRecordDecl()->getDefinition()->getDestructor();
    if (E->isArrayForm()) {
      repeatUnknown(deref(Pointer, T),
                    [&](Place Element) { destroy(Element, T); });
    } else {
      bool Virtual = D->isVirtual() && !D->getParent()->isEffectivelyFinal();
      emitCall(Operand::function(U.use(D)), {Pointer}, Context.VoidTy, Here,
               nullptr, D, Virtual);
    }
  }
  if (const FunctionDecl *F = E->getOperatorDelete();
      F && !F->isDestroyingOperatorDelete()) {
    llvm::SmallVector<Operand, 4> Args{Pointer};
    for (unsigned I = 1; I < F->getNumParams(); ++I) {
      std::optional<int64_t> Bytes = T.isNull() ? std::nullopt : U.T.stride(T);
      bool IsSize = F->getParamDecl(I)->getType()->isIntegerType() && I == 1 &&
                    !E->isArrayForm() && Bytes;
      Args.push_back(IsSize ? Operand::integer(*Bytes) : Operand::unknown());
    }
    emitCall(Operand::function(U.use(F)), std::move(Args), Context.VoidTy, Here,
             nullptr, F);
  } else if (!F || F->isDestroyingOperatorDelete()) {
    emitCall(F ? Operand::function(U.use(F)) : Operand::unknown(), {Pointer},
             Context.VoidTy, Here, nullptr, F);
  }
  start(Done);
}

} // namespace nmr
