//===- ConditionLowering.cpp - Conditions to control flow -----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace nmr {

/// The length of a condition's text in an explanation.
static constexpr size_t MaxTextBytes = 80;

/// \p E as its author wrote it: before macro expansion, on one line.
std::string FunctionLowering::sourceText(const Expr *E) const {
  const SourceManager &SM = Context.getSourceManager();
  CharSourceRange Range = SM.getExpansionRange(E->getSourceRange());
  bool Invalid = Range.isInvalid();
  if (Invalid)
    return {};
  StringRef Source =
      Lexer::getSourceText(Range, SM, Context.getLangOpts(), &Invalid);
  std::string Text;
  bool Space = false;
  for (char C : Source) {
    if (isWhitespace(C) || !isPrintable(C)) {
      Space = !Text.empty();
      continue;
    }
    if (Text.size() + Space + 1 > MaxTextBytes) {
      Text.resize(std::min(Text.size(), MaxTextBytes - 3));
      return Text + "...";
    }
    if (Space)
      Text += ' ';
    Space = false;
    Text += C;
  }
  return Text;
}

static Op comparison(BinaryOperatorKind K) {
  switch (K) {
  case BO_EQ:
    return Op::Eq;
  case BO_NE:
    return Op::Ne;
  case BO_LT:
    return Op::Lt;
  case BO_LE:
    return Op::Le;
  case BO_GT:
    return Op::Gt;
  default:
    return Op::Ge;
  }
}

void FunctionLowering::emitBranch(Operand A, Op Cmp, Operand B, IntType Type,
                                  BlockId True, BlockId False,
                                  ConditionText Text) {
  if (!isLive())
    return;
  if (A.K == Operand::Kind::Int && B.K == Operand::Kind::Int)
    if (auto Known = fold(Cmp, A.value(), B.value(), Type))
      return jump(*Known ? True : False);
  // The address of an object is not null.
  if ((A.K == Operand::Kind::Function || A.K == Operand::Kind::AddressOf) &&
      B == Operand::integer(0) && (Cmp == Op::Eq || Cmp == Op::Ne) &&
      (A.K == Operand::Kind::Function || A.P.Path.empty()))
    return jump(Cmp == Op::Ne ? True : False);
  Terminator T;
  T.K = Terminator::Kind::Branch;
  T.A = std::move(A);
  T.Cmp = Cmp;
  T.B = std::move(B);
  T.Type = Type;
  T.Targets = {True, False};
  if (Text.E) {
    T.Where = where(Text.E->getBeginLoc());
    T.Text = sourceText(Text.E);
    T.TextNegated = Text.Negated;
  } else {
    T.Where = where(Here);
  }
  terminate(std::move(T));
}

void FunctionLowering::branch(const Expr *E, BlockId True, BlockId False,
                              ConditionText Text) {
  if (isBroken(E))
    return emitBranch(Operand::unknown(), Op::Ne, Operand::integer(0),
                      IntType(), True, False, Text);
  if (!Text.E)
    Text.E = E;
  deepStack([&] { branchHere(E, True, False, Text); });
}

void FunctionLowering::branchHere(const Expr *E, BlockId True, BlockId False,
                                  ConditionText Text) {
  E = E->IgnoreParens();
  if (const auto *Full = dyn_cast<ExprWithCleanups>(E)) {
    Scope *Mark = Innermost;
    BlockId InTrue = newBlock(), InFalse = newBlock();
    branch(Full->getSubExpr(), InTrue, InFalse, Text);
    Scope *Inside = Innermost;
    moveTo(InTrue);
    endFullExpression(Mark);
    jump(True);
    Innermost = Inside;
    moveTo(InFalse);
    endFullExpression(Mark);
    return jump(False);
  }
  if (const auto *Constant = dyn_cast<ConstantExpr>(E))
    if (!Constant->hasAPValueResult())
      return branch(Constant->getSubExpr(), True, False, Text);
  if (const auto *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return branch(Not->getSubExpr(), False, True, {Text.E, !Text.Negated});
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isLogicalOp()) {
      BlockId Right = newBlock();
      if (Binary->getOpcode() == BO_LAnd)
        branch(Binary->getLHS(), Right, False);
      else
        branch(Binary->getLHS(), True, Right);
      start(Right);
      ++Conditional;
      branch(Binary->getRHS(), True, False);
      --Conditional;
      return;
    }
    if (Binary->getOpcode() == BO_Comma) {
      discard(Binary->getLHS());
      return branch(Binary->getRHS(), True, False, Text);
    }
    if (Binary->isComparisonOp() && Binary->getOpcode() != BO_Cmp &&
        branchOnComparison(Binary, True, False, Text))
      return;
  }
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    BlockId Then = newBlock(), Else = newBlock();
    branch(Choice->getCond(), Then, Else);
    ++Conditional;
    start(Then);
    branch(Choice->getTrueExpr(), True, False);
    start(Else);
    branch(Choice->getFalseExpr(), True, False);
    --Conditional;
    return;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    const Expr *Sub = Cast->getSubExpr();
    bool SameTruth = Cast->getCastKind() == CK_IntegralToBoolean ||
                     Cast->getCastKind() == CK_PointerToBoolean ||
                     (Cast->getCastKind() == CK_IntegralCast &&
                      Sub->isKnownToHaveBooleanValue());
    if (SameTruth)
      return branch(Sub, True, False, Text);
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    unsigned Id = Call->getBuiltinCallee();
    if (Id == Builtin::BI__builtin_expect ||
        Id == Builtin::BI__builtin_expect_with_probability)
      return branch(Call->getArg(0), True, False, Text);
  }
  std::optional<IntType> Type = U.T.integer(E->getType());
  Operand V = value(E);
  emitBranch(Type ? std::move(V) : Operand::unknown(), Op::Ne,
             Operand::integer(0), Type.value_or(IntType()), True, False, Text);
}

/// False if \p E is no comparison of integers or pointers; nothing is emitted
/// then.
bool FunctionLowering::branchOnComparison(const BinaryOperator *E, BlockId True,
                                          BlockId False, ConditionText Text) {
  std::optional<IntType> Type = U.T.integer(E->getLHS()->getType());
  if (!Type || !U.T.integer(E->getRHS()->getType()))
    return false;
  Op Cmp = comparison(E->getOpcode());
  // `NT_SUCCESS(Status) == FALSE`: the condition itself, not its value.
  if (Cmp == Op::Eq || Cmp == Op::Ne) {
    const Expr *Left = E->getLHS()->IgnoreParenImpCasts();
    const Expr *Right = E->getRHS()->IgnoreParenImpCasts();
    if (isa<IntegerLiteral, CXXBoolLiteralExpr>(Left))
      std::swap(Left, Right);
    if (isa<IntegerLiteral, CXXBoolLiteralExpr>(Right) &&
        Left->isKnownToHaveBooleanValue()) {
      std::optional<int64_t> Wanted = constant(Right);
      if (Wanted && (*Wanted == 0 || *Wanted == 1)) {
        bool Same = (*Wanted == 1) == (Cmp == Op::Eq);
        ConditionText Inner{Text.E, Same ? Text.Negated : !Text.Negated};
        branch(Left, Same ? True : False, Same ? False : True, Inner);
        return true;
      }
    }
  }
  Operand A = value(E->getLHS());
  Operand B = value(E->getRHS());
  emitBranch(std::move(A), Cmp, std::move(B), *Type, True, False, Text);
  return true;
}

} // namespace nmr
