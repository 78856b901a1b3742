//===- ObjectLowering.cpp - Evaluating into objects -----------------------===//
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

/// The initialised elements of a table beyond which its content is unknown.
static constexpr unsigned MaxTableElements = 4096;
/// Arrays of up to this many objects are constructed one by one, longer ones in
/// a loop.
static constexpr uint64_t MaxUnrolled = 16;

void FunctionLowering::into(Place Dest, const Expr *E, bool Zeroed) {
  if (isBroken(E))
    return havoc(std::move(Dest));
  deepStack([&] { intoHere(std::move(Dest), E, Zeroed); });
}

/// An object or a reference of type \p T from its initialiser.
void FunctionLowering::initialiseObject(Place Dest, QualType T, const Expr *E,
                                        bool Zeroed) {
  if (T->isReferenceType() && !isBroken(E))
    intoReference(std::move(Dest), E);
  else
    into(std::move(Dest), E, Zeroed);
}

void FunctionLowering::intoReference(Place Dest, const Expr *E) {
  if (const auto *List = dyn_cast<InitListExpr>(E->IgnoreParens());
      List && List->getNumInits() == 1 && List->isTransparent())
    E = List->getInit(0);
  assign(std::move(Dest), address(E));
}

/// A member of \p Object from its initialiser.
void FunctionLowering::initialiseField(Place Object, const FieldDecl *F,
                                       const Expr *E, bool Zeroed) {
  Place P = fieldPlace(std::move(Object), F);
  if (F->isBitField() && !isBroken(E))
    return storeBits(std::move(P), F, value(E));
  if (F->getType()->isReferenceType()) {
    // The pointer itself, not what it refers to.
    Operand Pointer = addressOf(std::move(P));
    Pointer.P.Size = U.T.pointerSize();
    P = std::move(Pointer.P);
  }
  initialiseObject(std::move(P), F->getType(), E, Zeroed);
}

void FunctionLowering::fillZero(Place Dest) {
  assign(std::move(Dest), Operand::integer(0));
}

void FunctionLowering::copyObject(Place Dest, Place Source) {
  Source.Size = Dest.Size;
  assign(std::move(Dest), Operand::load(std::move(Source)));
}

void FunctionLowering::intoHere(Place Dest, const Expr *E, bool Zeroed) {
  SourceLocation Start = E->getBeginLoc();
  QualType T = E->getType();
  if (T->isDependentType()) {
    assign(Dest, unknownUse(E));
    return;
  }
  switch (E->getStmtClass()) {
  case Stmt::ParenExprClass:
    return into(Dest, cast<ParenExpr>(E)->getSubExpr(), Zeroed);
  case Stmt::ConstantExprClass:
    if (T->isRecordType() || T->isArrayType())
      return into(Dest, cast<ConstantExpr>(E)->getSubExpr(), Zeroed);
    break;
  case Stmt::GenericSelectionExprClass:
    return into(Dest, cast<GenericSelectionExpr>(E)->getResultExpr(), Zeroed);
  case Stmt::ChooseExprClass:
    return into(Dest, cast<ChooseExpr>(E)->getChosenSubExpr(), Zeroed);
  case Stmt::CXXRewrittenBinaryOperatorClass:
    return into(Dest, cast<CXXRewrittenBinaryOperator>(E)->getSemanticForm());
  case Stmt::CXXDefaultArgExprClass:
    return into(Dest, cast<CXXDefaultArgExpr>(E)->getExpr(), Zeroed);
  case Stmt::CXXDefaultInitExprClass:
    return into(Dest, cast<CXXDefaultInitExpr>(E)->getExpr(), Zeroed);
  case Stmt::CXXBindTemporaryExprClass:
    // The object's owner destroys it.
    return into(Dest, cast<CXXBindTemporaryExpr>(E)->getSubExpr(), Zeroed);
  case Stmt::ExprWithCleanupsClass: {
    Scope *Mark = Innermost;
    into(Dest, cast<ExprWithCleanups>(E)->getSubExpr(), Zeroed);
    return popTo(Mark);
  }
  case Stmt::InitListExprClass:
    return initList(Dest, cast<InitListExpr>(E), Zeroed);
  case Stmt::CXXParenListInitExprClass: {
    // Aggregate in parentheses: the elements in order.
    const auto *List = cast<CXXParenListInitExpr>(E);
    if (!Zeroed)
      fillZero(Dest);
    const auto *R = T->getAsRecordDecl();
    if (R && U.T.layout(R) && !isa<CXXRecordDecl>(R)) {
      assign(Dest, Operand::unknown());
      return;
    }
    unsigned I = 0;
    if (R && U.T.layout(R) && cast<CXXRecordDecl>(R)->getNumBases() == 0 &&
        !R->isUnion()) {
      for (const FieldDecl *F : R->getDefinition()->fields())
        if (I < List->getInitExprs().size() && !F->isUnnamedBitField())
          initialiseField(Dest, F, List->getInitExprs()[I++], /*Zeroed=*/true);
      return;
    }
    evaluateChildren(E);
    return havoc(Dest);
  }
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    return construct(Dest, cast<CXXConstructExpr>(E), Zeroed);
  case Stmt::LambdaExprClass:
    return lambdaInto(Dest, cast<LambdaExpr>(E));
  case Stmt::ArrayInitLoopExprClass:
    return arrayInitLoop(Dest, cast<ArrayInitLoopExpr>(E));
  case Stmt::ImplicitValueInitExprClass:
  case Stmt::CXXScalarValueInitExprClass:
    if (!Zeroed)
      fillZero(Dest);
    return;
  case Stmt::NoInitExprClass:
    return;
  case Stmt::DesignatedInitUpdateExprClass: {
    const auto *Update = cast<DesignatedInitUpdateExpr>(E);
    into(Dest, Update->getBase(), Zeroed);
    return initList(Dest, Update->getUpdater(), /*Zeroed=*/true);
  }
  case Stmt::CompoundLiteralExprClass:
    if (!E->isGLValue())
      return into(Dest, cast<CompoundLiteralExpr>(E)->getInitializer(), Zeroed);
    break;
  case Stmt::StringLiteralClass:
    return assign(Dest, Operand::unknown());
  case Stmt::ConditionalOperatorClass: {
    const auto *Choice = cast<ConditionalOperator>(E);
    if (E->isGLValue())
      break;
    BlockId Then = newBlock(), Else = newBlock(), End = newBlock();
    branch(Choice->getCond(), Then, Else);
    ++Conditional;
    start(Then);
    into(Dest, Choice->getTrueExpr());
    jump(End);
    start(Else);
    into(Dest, Choice->getFalseExpr());
    --Conditional;
    return start(End);
  }
  case Stmt::BinaryConditionalOperatorClass: {
    const auto *Choice = cast<BinaryConditionalOperator>(E);
    if (E->isGLValue())
      break;
    OpaqueValues[Choice->getOpaqueValue()] =
        pin(value(Choice->getCommon()), size(Choice->getCommon()->getType()));
    BlockId Then = newBlock(), Else = newBlock(), End = newBlock();
    branch(Choice->getCond(), Then, Else, {Choice->getCommon(), false});
    start(Then);
    into(Dest, Choice->getTrueExpr());
    jump(End);
    start(Else);
    ++Conditional;
    into(Dest, Choice->getFalseExpr());
    --Conditional;
    return start(End);
  }
  case Stmt::StmtExprClass: {
    const CompoundStmt *Body = cast<StmtExpr>(E)->getSubStmt();
    Scope *Mark = Innermost;
    unsigned Saved = std::exchange(Conditional, 0);
    const Stmt *Last = Body->body_empty() ? nullptr : Body->body_back();
    for (const Stmt *S : Body->body())
      if (S != Last)
        stmt(S);
    // Labels and attributes may stand before the value.
    while (const auto *Labelled = dyn_cast_or_null<LabelStmt>(Last)) {
      BlockId Block = newBlock();
      Labels[Labelled->getDecl()] = {Block, Innermost};
      start(Block);
      Last = Labelled->getSubStmt();
    }
    if (const auto *Value = dyn_cast_or_null<Expr>(Last);
        Value && !Value->getType()->isVoidType())
      into(Dest, Value);
    else
      stmt(Last);
    Conditional = Saved;
    return popTo(Mark);
  }
  case Stmt::BinaryOperatorClass: {
    const auto *Binary = cast<BinaryOperator>(E);
    if (Binary->getOpcode() == BO_Comma && !E->isGLValue()) {
      discard(Binary->getLHS());
      return into(Dest, Binary->getRHS(), Zeroed);
    }
    if (Binary->isLogicalOp()) {
      BlockId True = newBlock(), False = newBlock(), End = newBlock();
      branch(E, True, False);
      start(True);
      Here = Start;
      assign(Dest, Operand::integer(1));
      jump(End);
      start(False);
      assign(Dest, Operand::integer(0));
      return start(End);
    }
    break;
  }
  case Stmt::OpaqueValueExprClass:
    if (const auto *Opaque = cast<OpaqueValueExpr>(E);
        T->isRecordType() && !OpaqueValues.count(Opaque) &&
        Opaque->getSourceExpr() && !Opaque->isGLValue())
      return into(Dest, Opaque->getSourceExpr(), Zeroed);
    break;
  case Stmt::CXXInheritedCtorInitExprClass:
    return inheritedConstructor(Dest, cast<CXXInheritedCtorInitExpr>(E));
  default:
    break;
  }

  if (const auto *Cast = dyn_cast<CastExpr>(E); Cast && T->isRecordType()) {
    switch (Cast->getCastKind()) {
    case CK_LValueToRValue:
      return copyObject(Dest, place(Cast->getSubExpr()));
    case CK_NoOp:
    case CK_UserDefinedConversion:
    case CK_ConstructorConversion:
    case CK_AtomicToNonAtomic:
    case CK_NonAtomicToAtomic:
      if (!Cast->getSubExpr()->isGLValue())
        return into(Dest, Cast->getSubExpr(), Zeroed);
      return copyObject(Dest, place(Cast->getSubExpr()));
    case CK_ToUnion:
      if (!Zeroed)
        fillZero(Dest);
      Dest.Size = size(Cast->getSubExpr()->getType());
      return into(Dest, Cast->getSubExpr());
    default:
      evaluateChildren(E);
      return assign(Dest, Operand::unknown());
    }
  }
  if (const auto *Call = dyn_cast<CallExpr>(E);
      Call && !E->isGLValue() && Dest.Size == size(T)) {
    call(Call, &Dest);
    return;
  }
  if (E->isGLValue() && (T->isRecordType() || T->isArrayType()))
    return copyObject(Dest, place(E));
  if (T->isRecordType()) {
    // Assignments and the like: their value is an object elsewhere.
    if (const auto *Binary = dyn_cast<BinaryOperator>(E);
        Binary && Binary->isAssignmentOp())
      return copyObject(Dest, assignment(Binary));
    if (isa<PseudoObjectExpr, AtomicExpr, OpaqueValueExpr>(E))
      return assign(Dest, rvalue(E));
    evaluateChildren(E);
    return assign(Dest, Operand::unknown());
  }
  Rvalue R = rvalue(E);
  Here = Start;
  if (Zeroed && R == Rvalue::use(Operand::integer(0)))
    return;
  assign(Dest, std::move(R));
}

void FunctionLowering::initList(Place Dest, const InitListExpr *E,
                                bool Zeroed) {
  if (const InitListExpr *Semantic = E->getSemanticForm())
    E = Semantic;
  QualType T = E->getType();
  Here = E->getBeginLoc();
  if (E->isTransparent())
    return into(Dest, E->getInit(0), Zeroed);
  auto FillFirst = [&] {
    if (!Zeroed)
      fillZero(Dest);
  };

  if (const ArrayType *Array = Context.getAsArrayType(T)) {
    if (E->isStringLiteralInit())
      return into(Dest, E->getInit(0), Zeroed);
    QualType Element = Array->getElementType();
    if (E->getNumInits() > MaxTableElements) {
      // A table: data, and it may hold the address of anything.
      for (const Expr *Init : E->inits())
        if (!Init->isConstantInitializer(Context, /*ForRef=*/false))
          discard(Init);
      return havoc(Dest);
    }
    FillFirst();
    for (unsigned I = 0; I != E->getNumInits(); ++I)
      initialiseObject(
          elementPlace(Dest, Operand::integer(I), {64, true}, Element), Element,
          E->getInit(I), /*Zeroed=*/true);
    if (const Expr *Filler = E->getArrayFiller();
        Filler && isa<CXXConstructExpr>(Filler))
      if (const auto *Constant = dyn_cast<ConstantArrayType>(Array))
        for (uint64_t I = E->getNumInits(),
                      N = Constant->getSize().getZExtValue();
             I < N; ++I) {
          if (I - E->getNumInits() == MaxUnrolled) {
            repeatUnknown(Dest, [&](Place P) {
              P.Size = size(Element);
              into(P, Filler);
            });
            break;
          }
          into(elementPlace(Dest, Operand::integer(I), {64, true}, Element),
               Filler, /*Zeroed=*/true);
        }
    return;
  }

  const RecordDecl *R = T->getAsRecordDecl();
  if (!R) {
    if (U.T.integer(T)) {
      if (E->getNumInits())
        return into(Dest, E->getInit(0), Zeroed);
      return FillFirst();
    }
    evaluateChildren(E); // Vectors, complex numbers.
    return assign(Dest, Operand::unknown());
  }
  R = R->getDefinition();
  const ASTRecordLayout *Layout = U.T.layout(R);
  if (!Layout) {
    evaluateChildren(E);
    return havoc(Dest);
  }
  FillFirst();
  if (R->isUnion()) {
    const FieldDecl *F = E->getInitializedFieldInUnion();
    if (F && E->getNumInits())
      initialiseField(Dest, F, E->getInit(0), /*Zeroed=*/true);
    return;
  }
  std::optional<Place> Saved = std::exchange(InitialisedObject, Dest);
  unsigned I = 0;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(R))
    for (const CXXBaseSpecifier &Base : Class->bases()) {
      if (I == E->getNumInits())
        break;
      const CXXRecordDecl *B = Base.getType()->getAsCXXRecordDecl();
      Place P = Dest;
      Projection Step;
      Step.K = Projection::Kind::Field;
      Step.Offset = Layout->getBaseClassOffset(B).getQuantity();
      if (Step.Offset != 0)
        P.Path.push_back(Step);
      P.Size = size(Base.getType());
      into(P, E->getInit(I++), /*Zeroed=*/true);
    }
  for (const FieldDecl *F : R->fields()) {
    if (I == E->getNumInits())
      break;
    if (F->isUnnamedBitField())
      continue;
    initialiseField(Dest, F, E->getInit(I++), /*Zeroed=*/true);
  }
  InitialisedObject = std::move(Saved);
}

/// Runs \p Body on an unknown element, an unknown number of times.
void FunctionLowering::repeatUnknown(Place First,
                                     llvm::function_ref<void(Place)> Body) {
  BlockId Head = newBlock(), Again = newBlock(), End = newBlock();
  start(Head);
  Terminator T;
  T.K = Terminator::Kind::Choose;
  T.Targets = {Again, End};
  T.Where = where(Here);
  terminate(std::move(T));
  start(Again);
  Place Index = Place::local(newLocal("", 8), 8);
  assign(Index, Operand::unknown());
  Projection Step;
  Step.K = Projection::Kind::Index;
  Step.IndexLocal = Index.Base;
  Step.Stride = First.Size ? First.Size : 1;
  First.Path.push_back(Step);
  Body(std::move(First));
  jump(Head);
  start(End);
}

void FunctionLowering::constructArray(Place Dest, const ConstantArrayType *T,
                                      llvm::function_ref<void(Place)> Element) {
  uint64_t N = T->getSize().getZExtValue();
  QualType ElementType = T->getElementType();
  if (N <= MaxUnrolled) {
    for (uint64_t I = 0; I != N; ++I)
      Element(elementPlace(Dest, Operand::integer(I), {64, true}, ElementType));
    return;
  }
  Place Index = Place::local(newLocal("", 8), 8);
  BlockId Head = newBlock(), Body = newBlock(), End = newBlock();
  assign(Index, Operand::integer(0));
  start(Head);
  emitBranch(Operand::load(Index), Op::Lt, Operand::integer(int64_t(N)),
             {64, false}, Body, End, {});
  start(Body);
  Element(elementPlace(Dest, Operand::load(Index), {64, false}, ElementType));
  assign(Index, arithmetic(Op::Add, Operand::load(Index), Operand::integer(1),
                           {64, false}));
  jump(Head);
  start(End);
}

void FunctionLowering::construct(Place Dest, const CXXConstructExpr *E,
                                 bool Zeroed) {
  const CXXConstructorDecl *C = E->getConstructor();
  QualType T = E->getType();
  Here = E->getBeginLoc();
  if (const ArrayType *Array = Context.getAsArrayType(T)) {
    const auto *Constant = dyn_cast<ConstantArrayType>(Array);
    if (C->isTrivial() && C->isDefaultConstructor()) {
      if (E->requiresZeroInitialization() && !Zeroed)
        fillZero(Dest);
      return;
    }
    if (!Constant) {
      evaluateChildren(E);
      return havoc(Dest);
    }
    return constructArray(Dest, Constant, [&](Place Element) {
      // Multi-dimensional: Element is an array again.
      QualType Inner = Constant->getElementType();
      if (const auto *Nested = Context.getAsConstantArrayType(Inner))
        return constructArray(Element, Nested, [&](Place P) {
          llvm::SmallVector<Operand, 4> Args{addressOf(P)};
          for (const Expr *A : E->arguments())
            Args.push_back(argument(A));
          emitCall(Operand::function(U.use(C)), std::move(Args), Context.VoidTy,
                   E->getBeginLoc(), nullptr, C);
        });
      llvm::SmallVector<Operand, 4> Args{addressOf(Element)};
      for (const Expr *A : E->arguments())
        Args.push_back(argument(A));
      emitCall(Operand::function(U.use(C)), std::move(Args), Context.VoidTy,
               E->getBeginLoc(), nullptr, C);
    });
  }
  if (E->requiresZeroInitialization() && !Zeroed)
    fillZero(Dest);
  if (C->isTrivial() && C->isDefaultConstructor())
    return;
  // Copy elision, guaranteed or allowed: the operand is built in place.
  if (E->isElidable() && E->getNumArgs() >= 1) {
    const Expr *Source = E->getArg(0);
    if (const auto *Temporary =
            dyn_cast<MaterializeTemporaryExpr>(Source->IgnoreImpCasts()))
      return into(Dest, Temporary->getSubExpr(), Zeroed);
  }
  if (C->isTrivial() && C->isCopyOrMoveConstructor() && E->getNumArgs() >= 1)
    return copyObject(Dest, place(E->getArg(0)));
  llvm::SmallVector<Operand, 4> Args{addressOf(Dest)};
  if (Args[0].K == Operand::Kind::Load)
    Args[0].P.Size = U.T.pointerSize();
  for (const Expr *A : E->arguments())
    Args.push_back(argument(A));
  emitCall(Operand::function(U.use(C)), std::move(Args), Context.VoidTy,
           E->getBeginLoc(), nullptr, C);
}

bool FunctionLowering::needsDestruction(QualType T) const {
  if (T->isReferenceType() || T->isDependentType())
    return false;
  const CXXRecordDecl *R = Context.getBaseElementType(T)->getAsCXXRecordDecl();
  R = R ? R->getDefinition() : nullptr;
  return R && !R->isInvalidDecl() && !R->hasTrivialDestructor() &&
         R->getDestructor() && !R->getDestructor()->isDeleted();
}

void FunctionLowering::destroy(Place P, QualType T) {
  if (!needsDestruction(T))
    return;
  if (const auto *Array = Context.getAsConstantArrayType(T)) {
    uint64_t N = Array->getSize().getZExtValue();
    QualType Element = Array->getElementType();
    if (N > MaxUnrolled)
      return constructArray(P, Array,
                            [&](Place Part) { destroy(Part, Element); });
    while (N-- != 0)
      destroy(elementPlace(P, Operand::integer(N), {64, true}, Element),
              Element);
    return;
  }
  if (T->isArrayType()) {
    QualType Element = Context.getAsArrayType(T)->getElementType();
    P.Size = size(Element);
    return repeatUnknown(P, [&](Place Part) { destroy(Part, Element); });
  }
  const CXXDestructorDecl *D =
      T->getAsCXXRecordDecl()->getDefinition()->getDestructor();
  Operand Object = addressOf(std::move(P));
  if (Object.K == Operand::Kind::Load)
    Object.P.Size = U.T.pointerSize();
  emitCall(Operand::function(U.use(D)), {std::move(Object)}, Context.VoidTy,
           Here, nullptr, D);
}

void FunctionLowering::lambdaInto(Place Dest, const LambdaExpr *E) {
  const CXXRecordDecl *Closure = E->getLambdaClass();
  if (!U.T.layout(Closure)) {
    evaluateChildren(E);
    return havoc(Dest);
  }
  auto Field = Closure->field_begin();
  for (const Expr *Init : E->capture_inits()) {
    const FieldDecl *F = *Field++;
    if (Init)
      initialiseField(Dest, F, Init, /*Zeroed=*/false);
  }
}

/// The constructor of a base, with our own parameters.
void FunctionLowering::inheritedConstructor(Place Dest,
                                            const CXXInheritedCtorInitExpr *E) {
  // A virtual base's is called by the most derived class alone.
  if (E->constructsVBase() || This == NoId)
    return havoc(Dest);
  llvm::SmallVector<Operand, 4> Args;
  Args.push_back(addressOf(std::move(Dest)));
  if (Args[0].K == Operand::Kind::Load)
    Args[0].P.Size = U.T.pointerSize();
  for (LocalId L = This + 1; L < F.NumParams; ++L)
    Args.push_back(Operand::load(Place::local(L, localSize(L))));
  const CXXConstructorDecl *D = E->getConstructor();
  emitCall(Operand::function(U.use(D)), std::move(Args), Context.VoidTy, Here,
           nullptr, D);
}

/// An array copied element by element: captures, implicit copies, bindings.
void FunctionLowering::arrayInitLoop(Place Dest, const ArrayInitLoopExpr *E) {
  const OpaqueValueExpr *Source = E->getCommonExpr();
  const auto *Array = Context.getAsConstantArrayType(E->getType());
  if (!Array || !Source->getSourceExpr() ||
      !Source->getSourceExpr()->isGLValue())
    return havoc(Dest);
  Place From = place(Source->getSourceExpr());
  const CXXRecordDecl *R =
      Context.getBaseElementType(E->getType())->getAsCXXRecordDecl();
  if (!R || (R->hasTrivialCopyConstructor() && R->hasTrivialMoveConstructor()))
    return copyObject(Dest, From);
  OpaquePlaces[Source] = From;
  LocalId Saved = ArrayInitIndex;
  Place Index = Place::local(newLocal("", 8), 8);
  constructArray(Dest, Array, [&](Place Element) {
    const Projection &Step = Element.Path.back();
    assign(Index, Step.IndexLocal == NoId
                      ? Operand::integer(Step.IndexConst)
                      : Operand::load(Place::local(Step.IndexLocal, 8)));
    ArrayInitIndex = Index.Base;
    into(Element, E->getSubExpr());
  });
  ArrayInitIndex = Saved;
}

} // namespace nmr
