//===- ValueLowering.cpp - Expressions to values --------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprObjC.h"
#include "llvm/Support/MathExtras.h"

using namespace clang;

namespace nmr {

Operand FunctionLowering::value(const Expr *E) {
  if (isBroken(E))
    return Operand::unknown();
  Rvalue R = rvalue(E);
  return materialise(std::move(R), size(E->getType()));
}

Rvalue FunctionLowering::rvalue(const Expr *E) {
  Rvalue Result;
  if (isBroken(E))
    return Result;
  deepStack([&] { Result = rvalueHere(E); });
  return Result;
}

Operand FunctionLowering::materialise(Rvalue R, uint64_t Size) {
  if (R.O == Op::Use)
    return std::move(R.A);
  Place Temp = Place::local(newLocal("", Size), Size);
  assign(Temp, std::move(R));
  return Operand::load(std::move(Temp));
}

/// What the glvalue \p E refers to holds, which lies at \p P.
Rvalue FunctionLowering::read(const Expr *E, Place P) {
  if (const FieldDecl *Bits = E->getSourceBitField())
    return loadBits(std::move(P), Bits);
  // One of several bit-fields.
  if (E->refersToBitField())
    return Rvalue::use(Operand::unknown());
  return Rvalue::use(Operand::load(std::move(P)));
}

/// Gives what the glvalue \p E refers to, which lies at \p P, a value.
void FunctionLowering::write(const Expr *E, Place P, Rvalue V) {
  if (const FieldDecl *Bits = E->getSourceBitField())
    storeBits(std::move(P), Bits,
              materialise(std::move(V), size(Bits->getType())));
  else if (E->refersToBitField())
    havoc(std::move(P));
  else
    assign(std::move(P), std::move(V));
}

Rvalue FunctionLowering::loadBits(Place Unit, const FieldDecl *F) {
  std::optional<IntType> Type = U.T.integer(F->getType());
  std::optional<Types::BitUnit> Where = U.T.bitUnit(F);
  uint64_t Bytes = Unit.Size;
  if (!Type || !Where || Bytes == 0 || Bytes > 8)
    return Rvalue::use(Operand::unknown());
  IntType Word{uint8_t(Bytes * 8), false};
  IntType Own{U.T.bitWidth(F), Type->Signed};
  uint64_t Mask = llvm::maskTrailingOnes<uint64_t>(Own.Bits) << Where->Shift;
  Operand V = Operand::load(std::move(Unit));
  if (Own.Bits < Word.Bits)
    V = materialise(arithmetic(Op::And, std::move(V),
                               Operand::integer(convert(Mask, Word)), Word),
                    Bytes);
  if (Where->Shift != 0)
    V = materialise(
        arithmetic(Op::Shr, std::move(V), Operand::integer(Where->Shift), Word),
        Bytes);
  IntType Plain{Own.Bits, false};
  return convertTo(std::move(V), Plain, Own);
}

/// \p V has the field's declared type.
void FunctionLowering::storeBits(Place Unit, const FieldDecl *F, Operand V) {
  std::optional<Types::BitUnit> Where = U.T.bitUnit(F);
  uint64_t Bytes = Unit.Size;
  if (!U.T.integer(F->getType()) || !Where || Bytes == 0 || Bytes > 8)
    return havoc(std::move(Unit));
  IntType Word{uint8_t(Bytes * 8), false};
  uint64_t Ones = llvm::maskTrailingOnes<uint64_t>(U.T.bitWidth(F));
  auto Apply = [&](Op O, Operand A, uint64_t B) {
    return materialise(
        arithmetic(O, std::move(A), Operand::integer(convert(B, Word)), Word),
        Bytes);
  };
  Operand Part = Apply(Op::And, std::move(V), Ones);
  if (Where->Shift != 0)
    Part = Apply(Op::Shl, std::move(Part), Where->Shift);
  Operand Rest = Apply(Op::And, Operand::load(Unit), ~(Ones << Where->Shift));
  assign(std::move(Unit),
         arithmetic(Op::Or, std::move(Rest), std::move(Part), Word));
}

/// The value now, whatever happens to the object that it was read from.
Operand FunctionLowering::pin(Operand V, uint64_t Size) {
  // A temporary is written once; a variable may be about to change or to end.
  if (V.K != Operand::Kind::Load ||
      (V.P.Root == Place::RootKind::Local && V.P.Path.empty() &&
       V.P.Base >= F.NumParams && F.Locals[V.P.Base].Name.empty() &&
       !UnnamedVariables.contains(V.P.Base)))
    return V;
  Place Temp = Place::local(newLocal("", Size), Size);
  assign(Temp, std::move(V));
  return Operand::load(std::move(Temp));
}

Rvalue FunctionLowering::arithmetic(Op O, Operand A, Operand B, IntType Type) {
  if (A.K == Operand::Kind::Int && B.K == Operand::Kind::Int)
    if (auto Known = fold(O, A.value(), B.value(), Type))
      return Rvalue::use(Operand::integer(*Known));
  return Rvalue::apply(O, std::move(A), std::move(B), Type);
}

Rvalue FunctionLowering::convertTo(Operand V, std::optional<IntType> From,
                                   std::optional<IntType> To) {
  if (!From || !To)
    return Rvalue::use(Operand::unknown());
  if (V.K == Operand::Kind::Int)
    return Rvalue::use(Operand::integer(convert(V.value(), *To)));
  if (preservesValue(*From, *To) || V.K == Operand::Kind::Unknown)
    return Rvalue::use(std::move(V));
  return Rvalue::apply(Op::Cast, std::move(V), {}, *To);
}

Rvalue FunctionLowering::toBool(Operand V, IntType From) {
  if (V.K == Operand::Kind::Function)
    return Rvalue::use(Operand::integer(1));
  return arithmetic(Op::Ne, std::move(V), Operand::integer(0), From);
}

Rvalue FunctionLowering::pointerAdd(Operand Pointer, Operand Count,
                                    QualType Pointee, IntType CountType,
                                    bool Minus) {
  std::optional<int64_t> Stride = U.T.stride(Pointee);
  if (!Stride)
    return Rvalue::use(Operand::unknown());
  if (Count == Operand::integer(0))
    return Rvalue::use(std::move(Pointer));
  if (Count.K == Operand::Kind::Int && Minus) {
    Count = Operand::integer(
        convert(int64_t(-uint64_t(Count.value())), {64, true}));
    Minus = false;
  }
  if (Count.K == Operand::Kind::Int) {
    if (Pointer.K == Operand::Kind::Int)
      return Rvalue::use(Operand::integer(
          convert(int64_t(uint64_t(Pointer.value()) +
                          uint64_t(Count.value()) * uint64_t(*Stride)),
                  U.T.pointer())));
    // &A[I] + N is &A[I + N].
    if (Pointer.K == Operand::Kind::AddressOf && !Pointer.P.Path.empty()) {
      Projection &Last = Pointer.P.Path.back();
      if (Last.K == Projection::Kind::Index && Last.IndexLocal == NoId &&
          Last.Stride == uint64_t(*Stride)) {
        Last.IndexConst =
            int64_t(uint64_t(Last.IndexConst) + uint64_t(Count.value()));
        return Rvalue::use(std::move(Pointer));
      }
    }
  }
  return Rvalue::apply(Op::PtrAdd, std::move(Pointer), std::move(Count),
                       CountType, Minus ? -*Stride : *Stride);
}

Operand FunctionLowering::moveByBytes(Operand Pointer, int64_t Offset,
                                      bool MayBeNull) {
  if (Offset == 0)
    return Pointer;
  if (Pointer.K == Operand::Kind::AddressOf) {
    Projection Step;
    Step.K = Projection::Kind::Field;
    Step.Offset = Offset;
    Pointer.P.Path.push_back(Step);
    Pointer.P.Size = 0;
    return Pointer;
  }
  Rvalue Moved = Rvalue::apply(Op::PtrAdd, Pointer, Operand::integer(Offset),
                               {64, true}, 1);
  if (!MayBeNull)
    return materialise(std::move(Moved), U.T.pointerSize());
  Place Result =
      Place::local(newLocal("", U.T.pointerSize()), U.T.pointerSize());
  assign(Result, Operand::integer(0));
  BlockId NotNull = newBlock(), Done = newBlock();
  emitBranch(Pointer, Op::Ne, Operand::integer(0), U.T.pointer(), NotNull, Done,
             {});
  start(NotNull);
  assign(Result, std::move(Moved));
  start(Done);
  return Operand::load(std::move(Result));
}

std::optional<int64_t> FunctionLowering::constant(const Expr *E) const {
  if (E->isValueDependent() || E->containsErrors() ||
      !U.T.integer(E->getType()))
    return std::nullopt;
  Expr::EvalResult Result;
  if (!E->EvaluateAsInt(Result, Context) || Result.HasSideEffects)
    return std::nullopt;
  const llvm::APSInt &V = Result.Val.getInt();
  if (V.getBitWidth() > 64)
    return std::nullopt;
  return V.isSigned() ? V.getSExtValue() : int64_t(V.getZExtValue());
}

/// Code that does not compile may leave no expression, or one without a type.
/// What it is made of is evaluated; the rest is unknown.
bool FunctionLowering::isBroken(const Expr *E) {
  if (E && !E->getType().isNull())
    return false;
  if (E)
    evaluateChildren(E);
  return true;
}

/// Evaluates what \p E is made of, for its effects.
void FunctionLowering::evaluateChildren(const Expr *E) {
  for (const Stmt *Child : E->children())
    if (const auto *Sub = dyn_cast_or_null<Expr>(Child))
      discard(Sub);
}

/// An expression that the front end gave up on, or whose meaning a library
/// provides: it may do anything with what it is made of.
Operand FunctionLowering::unknownUse(const Expr *E) {
  llvm::SmallVector<Operand, 4> Args;
  for (const Stmt *Child : E->children())
    if (const auto *Sub = dyn_cast_or_null<Expr>(Child)) {
      Args.push_back(Sub->isGLValue() && !Sub->getType()->isFunctionType() &&
                             !isa<RecoveryExpr>(Sub)
                         ? address(Sub)
                         : value(Sub));
      if (Sub->isGLValue() && U.T.integer(Sub->getType()))
        Args.push_back(Operand::load(deref(Args.back(), Sub->getType())));
    }
  return emitCall(Operand::unknown(), std::move(Args), E->getType(),
                  E->getBeginLoc(), nullptr, nullptr);
}

Rvalue FunctionLowering::throughTemporary(const Expr *E) {
  Place Temp = newTemporary(E->getType());
  into(Temp, E);
  return Rvalue::use(Operand::load(std::move(Temp)));
}

Rvalue FunctionLowering::rvalueHere(const Expr *E) {
  auto Use = [](Operand V) { return Rvalue::use(std::move(V)); };
  if (E->getType()->isDependentType())
    return Use(unknownUse(E));
  switch (E->getStmtClass()) {
  case Stmt::IntegerLiteralClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::UnaryExprOrTypeTraitExprClass:
  case Stmt::OffsetOfExprClass:
  case Stmt::TypeTraitExprClass:
  case Stmt::ArrayTypeTraitExprClass:
  case Stmt::ExpressionTraitExprClass:
  case Stmt::CXXNoexceptExprClass:
  case Stmt::SizeOfPackExprClass:
  case Stmt::ConceptSpecializationExprClass:
  case Stmt::RequiresExprClass:
  case Stmt::SourceLocExprClass: {
    std::optional<int64_t> Known = constant(E);
    return Use(Known ? Operand::integer(*Known) : Operand::unknown());
  }
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass:
    return Use(Operand::integer(0));
  case Stmt::CXXScalarValueInitExprClass:
  case Stmt::ImplicitValueInitExprClass:
    if (U.T.integer(E->getType()))
      return Use(Operand::integer(0));
    return throughTemporary(E);
  case Stmt::FloatingLiteralClass:
  case Stmt::ImaginaryLiteralClass:
  case Stmt::FixedPointLiteralClass:
  case Stmt::CXXTypeidExprClass:
  case Stmt::VAArgExprClass:
    evaluateChildren(E);
    return Use(Operand::unknown());
  case Stmt::AddrLabelExprClass:
    AddressTaken.insert(cast<AddrLabelExpr>(E)->getLabel());
    return Use(Operand::addressOf(stringPlace(0)));

  case Stmt::ParenExprClass:
    return rvalue(cast<ParenExpr>(E)->getSubExpr());
  case Stmt::ConstantExprClass: {
    const auto *C = cast<ConstantExpr>(E);
    if (C->hasAPValueResult())
      if (std::optional<int64_t> Known = constant(E))
        return Use(Operand::integer(*Known));
    return rvalue(C->getSubExpr());
  }
  case Stmt::GenericSelectionExprClass:
    return rvalue(cast<GenericSelectionExpr>(E)->getResultExpr());
  case Stmt::ChooseExprClass:
    return rvalue(cast<ChooseExpr>(E)->getChosenSubExpr());
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return rvalue(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::CXXRewrittenBinaryOperatorClass:
    return rvalue(cast<CXXRewrittenBinaryOperator>(E)->getSemanticForm());
  case Stmt::CXXDefaultArgExprClass:
    return rvalue(cast<CXXDefaultArgExpr>(E)->getExpr());
  case Stmt::CXXDefaultInitExprClass:
    return rvalue(cast<CXXDefaultInitExpr>(E)->getExpr());
  case Stmt::CXXStdInitializerListExprClass:
    discard(cast<CXXStdInitializerListExpr>(E)->getSubExpr());
    return Use(Operand::unknown());
  case Stmt::InitListExprClass: {
    const auto *List = cast<InitListExpr>(E);
    if (!U.T.integer(E->getType()))
      return throughTemporary(E);
    return List->getNumInits() ? rvalue(List->getInit(0))
                               : Use(Operand::integer(0));
  }
  case Stmt::ExprWithCleanupsClass: {
    Scope *Mark = Innermost;
    Rvalue R = rvalue(cast<ExprWithCleanups>(E)->getSubExpr());
    if (Innermost == Mark)
      return R;
    uint64_t Bytes = size(E->getType());
    Operand V = pin(materialise(std::move(R), Bytes), Bytes);
    popTo(Mark);
    return Use(std::move(V));
  }
  case Stmt::OpaqueValueExprClass: {
    const auto *Opaque = cast<OpaqueValueExpr>(E);
    if (auto It = OpaqueValues.find(Opaque); It != OpaqueValues.end())
      return Use(It->second);
    if (Opaque->getSourceExpr())
      return rvalue(Opaque->getSourceExpr());
    return Use(Operand::unknown());
  }
  case Stmt::ArrayInitIndexExprClass:
    if (ArrayInitIndex != NoId)
      return Use(Operand::load(
          Place::local(ArrayInitIndex, localSize(ArrayInitIndex))));
    return Use(Operand::unknown());

  case Stmt::DeclRefExprClass: {
    const ValueDecl *D = cast<DeclRefExpr>(E)->getDecl();
    if (isa<EnumConstantDecl>(D)) {
      std::optional<int64_t> Known = constant(E);
      return Use(Known ? Operand::integer(*Known) : Operand::unknown());
    }
    if (E->isGLValue())
      return E->getType()->isFunctionType() ? Use(functionOperand(E))
                                            : read(E, place(E));
    return Use(Operand::unknown());
  }
  case Stmt::CXXThisExprClass:
    return Use(thisPointer());
  case Stmt::UnaryOperatorClass:
    return unaryValue(cast<UnaryOperator>(E));
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    return binaryValue(cast<BinaryOperator>(E));
  case Stmt::ConditionalOperatorClass:
  case Stmt::BinaryConditionalOperatorClass:
  case Stmt::StmtExprClass:
    if (E->getType()->isVoidType()) {
      discard(E);
      return Use(Operand::unknown());
    }
    return throughTemporary(E);
  case Stmt::AtomicExprClass:
    return Use(atomic(cast<AtomicExpr>(E)));
  case Stmt::CXXNewExprClass:
    return Use(newExpr(cast<CXXNewExpr>(E)));
  case Stmt::CXXDeleteExprClass:
    deleteExpr(cast<CXXDeleteExpr>(E));
    return Use(Operand::unknown());
  case Stmt::CXXThrowExprClass:
    throwExpr(cast<CXXThrowExpr>(E));
    return Use(Operand::unknown());
  case Stmt::CXXPseudoDestructorExprClass:
    discard(cast<CXXPseudoDestructorExpr>(E)->getBase());
    return Use(Operand::unknown());
  case Stmt::PseudoObjectExprClass: {
    const auto *Pseudo = cast<PseudoObjectExpr>(E);
    Operand Result;
    for (const Expr *Part : Pseudo->semantics()) {
      if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(Part)) {
        if (Opaque->isGLValue())
          OpaquePlaces[Opaque] = place(Opaque->getSourceExpr());
        else
          OpaqueValues[Opaque] =
              pin(value(Opaque->getSourceExpr()), size(Opaque->getType()));
        if (Part == Pseudo->getResultExpr() && !Opaque->isGLValue())
          Result = OpaqueValues[Opaque];
      } else if (Part == Pseudo->getResultExpr() && !Part->isGLValue() &&
                 !Part->getType()->isVoidType()) {
        Result = value(Part);
      } else {
        discard(Part);
      }
    }
    return Use(std::move(Result));
  }
  case Stmt::RecoveryExprClass:
  case Stmt::CoawaitExprClass:
  case Stmt::CoyieldExprClass:
  case Stmt::ObjCMessageExprClass:
    return Use(unknownUse(E));
  default:
    break;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return castValue(Cast);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return Use(call(Call));
  if (E->isGLValue() && !E->getType()->isFunctionType())
    return read(E, place(E));
  // A record: it needs an object to live in.
  if (E->getType()->isRecordType() || E->getType()->isArrayType())
    return throughTemporary(E);
  evaluateChildren(E);
  return Use(Operand::unknown());
}

Rvalue FunctionLowering::unaryValue(const UnaryOperator *E) {
  const Expr *Sub = E->getSubExpr();
  std::optional<IntType> Type = U.T.integer(E->getType());
  auto Unknown = [&] {
    discard(Sub);
    return Rvalue::use(Operand::unknown());
  };
  switch (E->getOpcode()) {
  case UO_PostInc:
  case UO_PostDec: {
    Operand Old;
    step(E, &Old);
    return Rvalue::use(std::move(Old));
  }
  case UO_PreInc:
  case UO_PreDec:
    return read(Sub, step(E));
  case UO_AddrOf:
    if (E->getType()->isMemberPointerType())
      return Rvalue::use(Operand::unknown());
    return Rvalue::use(address(Sub));
  case UO_Deref:
    return Rvalue::use(
        E->getType()->isFunctionType() ? value(Sub) : Operand::load(place(E)));
  case UO_Plus:
  case UO_Extension:
    return rvalue(Sub);
  case UO_Minus:
    return Type ? arithmetic(Op::Sub, Operand::integer(0), value(Sub), *Type)
                : Unknown();
  case UO_Not:
    return Type ? arithmetic(Op::Xor, value(Sub),
                             Operand::integer(convert(-1, *Type)), *Type)
                : Unknown();
  case UO_LNot: {
    std::optional<IntType> SubType = U.T.integer(Sub->getType());
    if (!SubType)
      return Unknown();
    Operand V = value(Sub);
    if (V.K == Operand::Kind::Function)
      return Rvalue::use(Operand::integer(0));
    return arithmetic(Op::Eq, std::move(V), Operand::integer(0), *SubType);
  }
  case UO_Coawait:
    return Rvalue::use(unknownUse(E));
  case UO_Real:
  case UO_Imag:
    return Unknown();
  }
  llvm_unreachable("unknown unary operator");
}

/// Performs ++ or --; answers the object that was changed, and in \p Old what
/// it held before.
Place FunctionLowering::step(const UnaryOperator *E, Operand *Old) {
  const Expr *Object = E->getSubExpr();
  QualType T = E->getType();
  Place P = place(Object);
  Operand Before = materialise(read(Object, P), size(T));
  if (Old)
    *Old = Before = pin(std::move(Before), size(T));
  std::optional<IntType> Type = U.T.integer(T);
  Rvalue New;
  if (T->isPointerType())
    New = pointerAdd(std::move(Before), Operand::integer(1),
                     T->getPointeeType(), {64, true}, E->isDecrementOp());
  else if (Type)
    New = arithmetic(E->isIncrementOp() ? Op::Add : Op::Sub, std::move(Before),
                     Operand::integer(1), *Type);
  Here = E->getBeginLoc();
  write(Object, P, std::move(New));
  return P;
}

static std::optional<Op> arithmeticOp(BinaryOperatorKind K) {
  switch (K) {
  case BO_Mul:
    return Op::Mul;
  case BO_Div:
    return Op::Div;
  case BO_Rem:
    return Op::Rem;
  case BO_Add:
    return Op::Add;
  case BO_Sub:
    return Op::Sub;
  case BO_Shl:
    return Op::Shl;
  case BO_Shr:
    return Op::Shr;
  case BO_And:
    return Op::And;
  case BO_Xor:
    return Op::Xor;
  case BO_Or:
    return Op::Or;
  case BO_LT:
    return Op::Lt;
  case BO_GT:
    return Op::Gt;
  case BO_LE:
    return Op::Le;
  case BO_GE:
    return Op::Ge;
  case BO_EQ:
    return Op::Eq;
  case BO_NE:
    return Op::Ne;
  default:
    return std::nullopt;
  }
}

Rvalue FunctionLowering::binaryValue(const BinaryOperator *E) {
  if (E->isAssignmentOp())
    return read(E->getLHS(), assignment(E));
  if (E->getOpcode() == BO_Comma) {
    discard(E->getLHS());
    return rvalue(E->getRHS());
  }
  if (E->isLogicalOp())
    return throughTemporary(E);
  if (E->isPtrMemOp())
    return read(E, place(E));

  const Expr *Left = E->getLHS(), *Right = E->getRHS();
  std::optional<Op> O = arithmeticOp(E->getOpcode());
  std::optional<IntType> LeftType = U.T.integer(Left->getType());
  std::optional<IntType> RightType = U.T.integer(Right->getType());
  if (!O || !LeftType || !RightType) {
    discard(Left);
    discard(Right);
    return Rvalue::use(Operand::unknown());
  }
  if (E->isAdditiveOp()) {
    bool LeftPointer = Left->getType()->isPointerType();
    bool RightPointer = Right->getType()->isPointerType();
    if (LeftPointer && RightPointer)
      return pointerDifference(E);
    if (LeftPointer || RightPointer) {
      const Expr *Pointer = LeftPointer ? Left : Right;
      const Expr *Count = LeftPointer ? Right : Left;
      Operand P = value(Pointer), C = value(Count);
      return pointerAdd(
          std::move(P), std::move(C), Pointer->getType()->getPointeeType(),
          LeftPointer ? *RightType : *LeftType, E->getOpcode() == BO_Sub);
    }
  }
  // A pointer that takes the form of an integer for byte arithmetic, as in some
  // forms of CONTAINING_RECORD, still points into the same object.
  if (const auto *Cast = dyn_cast<CastExpr>(Left->IgnoreParens());
      E->isAdditiveOp() && LeftType->Bits == U.T.pointer().Bits && Cast &&
      Cast->getCastKind() == CK_PointerToIntegral) {
    Operand P = value(Left), Bytes = value(Right);
    return pointerAdd(std::move(P), std::move(Bytes), Context.CharTy,
                      *RightType, E->getOpcode() == BO_Sub);
  }
  Operand A = value(Left), B = value(Right);
  return arithmetic(*O, std::move(A), std::move(B), *LeftType);
}

Rvalue FunctionLowering::pointerDifference(const BinaryOperator *E) {
  constexpr IntType Signed64{64, true};
  Operand A = value(E->getLHS()), B = value(E->getRHS());
  std::optional<int64_t> Stride =
      U.T.stride(E->getLHS()->getType()->getPointeeType());
  if (!Stride)
    return Rvalue::use(Operand::unknown());
  Rvalue Bytes = arithmetic(Op::Sub, std::move(A), std::move(B), Signed64);
  if (*Stride == 1)
    return Bytes;
  return arithmetic(Op::Div, materialise(std::move(Bytes), 8),
                    Operand::integer(*Stride), Signed64);
}

/// Performs an assignment; answers the object that was assigned.
Place FunctionLowering::assignment(const BinaryOperator *E) {
  // C++17 evaluates the right side first, which C leaves open.
  if (Context.getLangOpts().CPlusPlus17 && !isa<CompoundAssignOperator>(E) &&
      E->getLHS()->HasSideEffects(Context)) {
    Place Right = newTemporary(E->getRHS()->getType());
    into(Right, E->getRHS());
    Place Dest = place(E->getLHS());
    Here = E->getBeginLoc();
    write(E->getLHS(), Dest, Rvalue::use(Operand::load(std::move(Right))));
    return Dest;
  }
  Place Dest = place(E->getLHS());
  if (const auto *Compound = dyn_cast<CompoundAssignOperator>(E)) {
    compoundAssign(Compound, Dest);
    return Dest;
  }
  if (E->getLHS()->refersToBitField()) {
    Operand V = value(E->getRHS());
    Here = E->getBeginLoc();
    write(E->getLHS(), Dest, Rvalue::use(std::move(V)));
    return Dest;
  }
  into(Dest, E->getRHS());
  return Dest;
}

void FunctionLowering::compoundAssign(const CompoundAssignOperator *E,
                                      Place Dest) {
  const Expr *Object = E->getLHS();
  auto Store = [&](Rvalue V) { write(Object, Dest, std::move(V)); };
  Operand Right = value(E->getRHS());
  QualType T = Object->getType();
  std::optional<IntType> RightType = U.T.integer(E->getRHS()->getType());
  std::optional<IntType> Own = U.T.integer(T);
  std::optional<IntType> Wide = U.T.integer(E->getComputationLHSType());
  std::optional<Op> O =
      arithmeticOp(BinaryOperator::getOpForCompoundAssignment(E->getOpcode()));
  Here = E->getBeginLoc();
  if (!RightType || !Own || !Wide || !O)
    return Store(Rvalue::use(Operand::unknown()));
  if (T->isPointerType())
    return Store(pointerAdd(Operand::load(Dest), std::move(Right),
                            T->getPointeeType(), *RightType,
                            E->getOpcode() == BO_SubAssign));
  uint64_t WideSize = Wide->Bits / 8;
  Operand Old = materialise(read(Object, Dest), size(T));
  Operand Left = materialise(convertTo(std::move(Old), Own, Wide), WideSize);
  Rvalue Result = arithmetic(*O, std::move(Left), std::move(Right), *Wide);
  if (*Own == *Wide)
    return Store(std::move(Result));
  if (T->isBooleanType())
    return Store(toBool(materialise(std::move(Result), WideSize), *Wide));
  Store(convertTo(materialise(std::move(Result), WideSize), Wide, Own));
}

/// Evaluates \p E for its effects only.
void FunctionLowering::discard(const Expr *E) {
  if (isBroken(E))
    return;
  deepStack([&] {
    E = E->IgnoreParens();
    if (const auto *Cast = dyn_cast<CastExpr>(E);
        Cast && (Cast->getCastKind() == CK_ToVoid ||
                 Cast->getCastKind() == CK_LValueToRValue ||
                 Cast->getCastKind() == CK_NoOp))
      return discard(Cast->getSubExpr());
    if (const auto *Full = dyn_cast<ExprWithCleanups>(E)) {
      Scope *Mark = Innermost;
      discard(Full->getSubExpr());
      return popTo(Mark);
    }
    if (const auto *Block = dyn_cast<StmtExpr>(E))
      return stmt(Block->getSubStmt());
    if (const auto *Choice = dyn_cast<ConditionalOperator>(E);
        Choice && !Choice->isGLValue() && !Choice->getType()->isRecordType()) {
      BlockId Then = newBlock(), Else = newBlock(), End = newBlock();
      branch(Choice->getCond(), Then, Else);
      ++Conditional;
      start(Then);
      discard(Choice->getTrueExpr());
      jump(End);
      start(Else);
      discard(Choice->getFalseExpr());
      --Conditional;
      return start(End);
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isAssignmentOp()) {
        assignment(Binary);
        return;
      }
      if (Binary->getOpcode() == BO_Comma) {
        discard(Binary->getLHS());
        return discard(Binary->getRHS());
      }
      if (Binary->isLogicalOp()) {
        BlockId Right = newBlock(), End = newBlock();
        bool IsAnd = Binary->getOpcode() == BO_LAnd;
        branch(Binary->getLHS(), IsAnd ? Right : End, IsAnd ? End : Right);
        start(Right);
        ++Conditional;
        discard(Binary->getRHS());
        --Conditional;
        return start(End);
      }
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->isIncrementDecrementOp()) {
      step(Unary);
      return;
    }
    if (isa<DeclRefExpr, IntegerLiteral, CXXThisExpr>(E))
      return;
    if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E)) {
      Place Temp = newTemporary(E->getType());
      into(Temp, Bound->getSubExpr());
      return pushDestructor(Temp, E->getType());
    }
    if (E->isGLValue() && !isa<RecoveryExpr>(E) &&
        !E->getType()->isDependentType())
      (void)address(E);
    else
      (void)rvalue(E);
  });
}

} // namespace nmr
