//===- StatementLowering.cpp - Statements to control flow -----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtVisitor.h"

using namespace clang;

namespace nmr {

void FunctionLowering::stmt(const Stmt *S) {
  if (!S || !GaveUp.empty())
    return;
  deepStack([&] { stmtHere(S); });
}

void FunctionLowering::stmtHere(const Stmt *S) {
  Here = S->getBeginLoc();
  if (const auto *E = dyn_cast<Expr>(S)) {
    Scope *Mark = Innermost;
    discard(E);
    return endFullExpression(Mark);
  }
  switch (S->getStmtClass()) {
  case Stmt::NullStmtClass:
    return;
  case Stmt::CompoundStmtClass:
    return compound(cast<CompoundStmt>(S));
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls())
      decl(D);
    return;
  case Stmt::IfStmtClass:
    return ifStmt(cast<IfStmt>(S));
  case Stmt::WhileStmtClass:
    return whileStmt(cast<WhileStmt>(S));
  case Stmt::DoStmtClass:
    return doStmt(cast<DoStmt>(S));
  case Stmt::ForStmtClass:
    return forStmt(cast<ForStmt>(S));
  case Stmt::CXXForRangeStmtClass:
    return rangeFor(cast<CXXForRangeStmt>(S));
  case Stmt::SwitchStmtClass:
    return switchStmt(cast<SwitchStmt>(S));
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass:
    return caseLabels(cast<SwitchCase>(S));
  case Stmt::BreakStmtClass:
    if (isLive() && !Breaks.empty())
      leaveTo(Breaks.back());
    return;
  case Stmt::ContinueStmtClass:
    if (isLive() && !Continues.empty())
      leaveTo(Continues.back());
    return;
  case Stmt::ReturnStmtClass:
    return returnStmt(cast<ReturnStmt>(S));
  case Stmt::LabelStmtClass: {
    const auto *L = cast<LabelStmt>(S);
    BlockId Block = newBlock();
    Labels[L->getDecl()] = {Block, Innermost};
    start(Block);
    return stmt(L->getSubStmt());
  }
  case Stmt::GotoStmtClass:
    return gotoLabel(cast<GotoStmt>(S)->getLabel());
  case Stmt::IndirectGotoStmtClass: {
    const auto *G = cast<IndirectGotoStmt>(S);
    discard(G->getTarget());
    if (isLive())
      IndirectGotos.emplace_back(current(), Innermost);
    moveTo(NoId);
    return;
  }
  case Stmt::AttributedStmtClass:
    return stmt(cast<AttributedStmt>(S)->getSubStmt());
  case Stmt::GCCAsmStmtClass:
    return gccAsm(cast<GCCAsmStmt>(S));
  case Stmt::MSAsmStmtClass:
    return msAsm(cast<MSAsmStmt>(S));
  case Stmt::SEHTryStmtClass:
    return sehTry(cast<SEHTryStmt>(S));
  case Stmt::SEHLeaveStmtClass:
    if (isLive() && !Leaves.empty())
      leaveTo(Leaves.back());
    return;
  case Stmt::CXXTryStmtClass:
    return cxxTry(cast<CXXTryStmt>(S));
  default:
    break;
  }
  // A statement of an extension that we don't know: each part may run or not.
  for (const Stmt *Child : S->children()) {
    if (!Child)
      continue;
    BlockId Part = newBlock(), Next = newBlock();
    Terminator T;
    T.K = Terminator::Kind::Choose;
    T.Targets = {Part, Next};
    terminate(std::move(T));
    start(Part);
    stmt(Child);
    start(Next);
  }
}

void FunctionLowering::compound(const CompoundStmt *S) {
  Scope *Mark = Innermost;
  for (const Stmt *Child : S->body())
    stmt(Child);
  Here = S->getRBracLoc();
  popTo(Mark);
}

void FunctionLowering::ifStmt(const IfStmt *S) {
  BlockId End = newBlock();
  // An else-if chain is as long as its author likes: a loop, not recursion.
  while (S) {
    Scope *Mark = Innermost;
    if (S->getInit())
      stmt(S->getInit());
    if (S->getConditionVariable())
      decl(S->getConditionVariable());
    const IfStmt *Chained = nullptr;
    if (S->isConsteval()) {
      const Stmt *Taken = S->isNegatedConsteval() ? S->getThen() : S->getElse();
      stmt(Taken);
    } else {
      BlockId Then = newBlock(), Else = newBlock();
      Here = S->getCond()->getBeginLoc();
      branch(S->getCond(), Then, Else);
      start(Then);
      stmt(S->getThen());
      Here = S->getThen()->getEndLoc();
      if (Innermost != Mark && isLive())
        emitCleanups(Mark, /*IsAbnormal=*/false);
      jump(End);
      start(Else);
      const auto *Next = dyn_cast_or_null<IfStmt>(S->getElse());
      if (Next && Innermost == Mark)
        Chained = Next;
      else
        stmt(S->getElse());
    }
    Here = S->getEndLoc();
    popTo(Mark);
    S = Chained;
    if (S)
      Here = S->getBeginLoc();
  }
  start(End);
}

void FunctionLowering::whileStmt(const WhileStmt *S) {
  Scope *Mark = Innermost;
  BlockId Head = newBlock(), Body = newBlock(), Out = newBlock(),
          End = newBlock();
  start(Head);
  if (S->getConditionVariable())
    decl(S->getConditionVariable());
  branch(S->getCond(), Body, Out);
  Scope *Inside = Innermost;
  start(Body);
  Breaks.push_back({End, Mark});
  Continues.push_back({Head, Mark});
  stmt(S->getBody());
  Breaks.pop_back();
  Continues.pop_back();
  Here = S->getEndLoc();
  emitCleanups(Mark, /*IsAbnormal=*/false);
  jump(Head);
  Innermost = Inside;
  start(Out);
  popTo(Mark);
  start(End);
}

void FunctionLowering::doStmt(const DoStmt *S) {
  BlockId Body = newBlock(), Test = newBlock(), End = newBlock();
  start(Body);
  Breaks.push_back({End, Innermost});
  Continues.push_back({Test, Innermost});
  stmt(S->getBody());
  Breaks.pop_back();
  Continues.pop_back();
  start(Test);
  Here = S->getCond()->getBeginLoc();
  branch(S->getCond(), Body, End);
  start(End);
}

void FunctionLowering::forStmt(const ForStmt *S) {
  Scope *Mark = Innermost;
  stmt(S->getInit());
  Scope *Around = Innermost;
  BlockId Head = newBlock(), Body = newBlock(), Step = newBlock(),
          Out = newBlock(), End = newBlock();
  start(Head);
  if (S->getConditionVariable())
    decl(S->getConditionVariable());
  if (S->getCond()) {
    Here = S->getCond()->getBeginLoc();
    branch(S->getCond(), Body, Out);
  }
  Scope *Inside = Innermost;
  start(Body);
  Breaks.push_back({End, Around});
  Continues.push_back({Step, Inside});
  stmt(S->getBody());
  Breaks.pop_back();
  Continues.pop_back();
  start(Step);
  stmt(S->getInc());
  emitCleanups(Around, /*IsAbnormal=*/false);
  jump(Head);
  Innermost = Inside;
  start(Out);
  popTo(Around);
  start(End);
  Here = S->getEndLoc();
  popTo(Mark);
}

void FunctionLowering::rangeFor(const CXXForRangeStmt *S) {
  Scope *Mark = Innermost;
  stmt(S->getInit());
  stmt(S->getRangeStmt());
  stmt(S->getBeginStmt());
  stmt(S->getEndStmt());
  Scope *Around = Innermost;
  BlockId Head = newBlock(), Body = newBlock(), Step = newBlock(),
          End = newBlock();
  start(Head);
  branch(S->getCond(), Body, End);
  start(Body);
  Breaks.push_back({End, Around});
  Continues.push_back({Step, Around});
  stmt(S->getLoopVarStmt());
  stmt(S->getBody());
  Breaks.pop_back();
  Continues.pop_back();
  popTo(Around);
  start(Step);
  Here = S->getForLoc();
  stmt(S->getInc());
  jump(Head);
  start(End);
  popTo(Mark);
}

void FunctionLowering::switchStmt(const SwitchStmt *S) {
  Scope *Mark = Innermost;
  stmt(S->getInit());
  if (S->getConditionVariable())
    decl(S->getConditionVariable());
  Scope *Inside = Innermost;
  Here = S->getCond()->getBeginLoc();
  Operand Value = value(S->getCond());
  if (Innermost != Inside)
    Value = pin(std::move(Value), size(S->getCond()->getType()));
  endFullExpression(Inside);

  BlockId Head = current(), End = newBlock();
  moveTo(NoId);
  Switches.emplace_back();
  Terminator &T = Switches.back().T;
  T.K = Terminator::Kind::Switch;
  T.A = std::move(Value);
  T.Type = U.T.integer(S->getCond()->getType()).value_or(IntType());
  T.Where = where(S->getCond()->getBeginLoc());
  T.Text = sourceText(S->getCond());
  Breaks.push_back({End, Mark});
  stmt(S->getBody());
  Breaks.pop_back();
  SwitchContext Done = std::move(Switches.back());
  Switches.pop_back();

  Here = S->getEndLoc();
  // Out of the condition's scope: at the end of the body, and where no label
  // matches.
  emitCleanups(Mark, /*IsAbnormal=*/false);
  jump(End);
  BlockId NoMatch = newBlock();
  Done.T.Targets.push_back(Done.Default == NoId ? NoMatch : Done.Default);
  moveTo(Head);
  if (Done.T.Cases.empty())
    jump(Done.T.Targets.back());
  else
    terminate(std::move(Done.T));
  start(NoMatch);
  popTo(Mark);
  start(End);
}

void FunctionLowering::caseLabels(const SwitchCase *S) {
  // `case 1: case 2: ...` nests; generated code has thousands of them.
  BlockId Block = newBlock();
  start(Block);
  const Stmt *Next = S;
  while (const auto *Label = dyn_cast_or_null<SwitchCase>(Next)) {
    Next = Label->getSubStmt();
    if (Switches.empty())
      continue;
    SwitchContext &Context = Switches.back();
    const auto *Case = dyn_cast<CaseStmt>(Label);
    if (!Case) {
      Context.Default = Block;
      continue;
    }
    std::optional<int64_t> Low = constant(Case->getLHS());
    std::optional<int64_t> High =
        Case->getRHS() ? constant(Case->getRHS()) : Low;
    if (!Low || !High) // Does not compile: it may be any value.
      Context.Default = Block;
    else {
      auto Add = [&](int64_t First, int64_t Last) {
        Context.T.Cases.push_back({First, Last});
        Context.T.Targets.push_back(Block);
      };
      if (*Low <= *High) {
        Add(*Low, *High);
      } else if (uint64_t(*Low) < uint64_t(*High) &&
                 Case->getLHS()->getType()->isUnsignedIntegerType()) {
        // A range of 64 bits, of which the upper half is held as negative.
        Add(*Low, std::numeric_limits<int64_t>::max());
        Add(std::numeric_limits<int64_t>::min(), *High);
      }
    }
  }
  stmt(Next);
}

void FunctionLowering::returnStmt(const ReturnStmt *S) {
  if (!isLive())
    return;
  Scope *Mark = Innermost;
  SourceLocation Start = Here;
  const Expr *E = S->getRetValue();
  if (!E || ReturnType.isNull() || ReturnType->isVoidType()) {
    if (E)
      discard(E);
    endFullExpression(Mark);
    Here = Start;
    emitCleanups(nullptr, /*IsAbnormal=*/true);
    Terminator T;
    T.K = Terminator::Kind::Return;
    T.Where = where(Start);
    return terminate(std::move(T));
  }

  const VarDecl *Nrvo = S->getNRVOCandidate();
  if (Nrvo && !(Nrvo->isNRVOVariable() && Variables.count(Nrvo)))
    Nrvo = nullptr;
  Operand V;
  if (ReturnType->isReferenceType())
    V = address(E);
  else if (Nrvo)
    V = Operand::load(variablePlace(Nrvo));
  else if (ReturnType->isRecordType()) {
    Place Slot = newTemporary(ReturnType);
    into(Slot, E);
    V = Operand::load(Slot);
  } else
    V = value(E);
  if (Innermost != Mark)
    V = pin(std::move(V), size(ReturnType));
  endFullExpression(Mark);
  returnValue(std::move(V), Start, Nrvo);
}

/// Leaves every scope, then the function. What a local holds is copied first.
void FunctionLowering::returnValue(Operand V, SourceLocation Where,
                                   const VarDecl *Nrvo) {
  if (hasEffect(Innermost, nullptr) && V.K == Operand::Kind::Load)
    V = pin(std::move(V), size(ReturnType));
  Here = Where;
  emitCleanups(nullptr, /*IsAbnormal=*/true, Nrvo);
  Terminator T;
  T.K = Terminator::Kind::Return;
  T.HasValue = true;
  T.A = std::move(V);
  T.Where = where(Where);
  terminate(std::move(T));
}

void FunctionLowering::unreachable() {
  Terminator T;
  T.K = Terminator::Kind::Unreachable;
  T.Where = where(Here);
  terminate(std::move(T));
}

void FunctionLowering::giveUp(llvm::StringRef Why) {
  if (GaveUp.empty())
    GaveUp = Why.str();
}

void FunctionLowering::collectLabels(const Stmt *S,
                                     llvm::DenseSet<const LabelDecl *> &Found) {
  llvm::SmallVector<const Stmt *, 32> Work{S};
  while (!Work.empty()) {
    const Stmt *Top = Work.pop_back_val();
    if (!Top)
      continue;
    if (const auto *L = dyn_cast<LabelStmt>(Top))
      Found.insert(L->getDecl());
    for (const Stmt *Child : Top->children())
      Work.push_back(Child);
  }
}

void FunctionLowering::decl(const Decl *D) {
  if (const auto *V = dyn_cast<VarDecl>(D)) {
    if (V->isStaticLocal())
      staticLocal(V);
    else if (!V->hasExternalStorage())
      localVariable(V);
    return;
  }
  // `int (*P)[f()]` and `typedef int A[f()]` evaluate their bounds.
  if (const auto *T = dyn_cast<TypedefNameDecl>(D))
    for (QualType Type = T->getUnderlyingType();
         const auto *Array = Context.getAsArrayType(Type);
         Type = Array->getElementType())
      if (const auto *Variable = dyn_cast<VariableArrayType>(Array))
        if (Variable->getSizeExpr())
          discard(Variable->getSizeExpr());
}

void FunctionLowering::localVariable(const VarDecl *V) {
  QualType T = V->getType();
  Here = V->getLocation();
  for (QualType Bound = T; const auto *Array = Context.getAsArrayType(Bound);
       Bound = Array->getElementType())
    if (const auto *Variable = dyn_cast<VariableArrayType>(Array))
      if (Variable->getSizeExpr())
        discard(Variable->getSizeExpr());

  LocalId &Known = Variables.try_emplace(V, NoId).first->second;
  if (Known == NoId) // A `__finally` body is lowered many times.
    Known = newLocal(V->getIdentifier() ? V->getName() : "", size(T));
  LocalId L = Known;
  if (!V->getIdentifier())
    UnnamedVariables.insert(L);
  pushEnd(L);
  Place P = Place::local(L, size(T));
  if (const Expr *Init = V->getInit()) {
    Scope *Mark = Innermost;
    initialiseObject(P, T, Init, /*Zeroed=*/false);
    endFullExpression(Mark);
  } else if (V->isInvalidDecl()) {
    havoc(P);
  }
  if (!V->isInvalidDecl())
    pushDestructor(P, T, V);
  if (const auto *A = V->getAttr<CleanupAttr>()) {
    Scope &S = push(Scope::Kind::Cleanup);
    S.P = P;
    S.Fn = A->getFunctionDecl();
  }
  if (const auto *D = dyn_cast<DecompositionDecl>(V))
    for (const BindingDecl *B : D->bindings())
      if (const VarDecl *Holding = B->getHoldingVar())
        localVariable(Holding);
}

bool FunctionLowering::isInitialisedInPlace(const VarDecl *V) const {
  return Context.getLangOpts().CPlusPlus && V->isStaticLocal() &&
         V->getInit() && !V->isInvalidDecl() && !V->hasConstantInitialization();
}

/// A global that is initialised by the image, or on the first pass.
void FunctionLowering::staticLocal(const VarDecl *V) {
  if (const Expr *Init = V->getInit();
      Init && Context.getBaseElementType(V->getType())->isPointerType()) {
    // Perhaps a table of labels for computed gotos.
    llvm::SmallVector<const Stmt *, 16> Work{Init};
    while (!Work.empty()) {
      const Stmt *Top = Work.pop_back_val();
      if (const auto *A = dyn_cast_or_null<AddrLabelExpr>(Top))
        AddressTaken.insert(A->getLabel());
      if (Top) {
        size_t Depth = Work.size();
        Work.append(Top->child_begin(), Top->child_end());
        std::reverse(Work.begin() + Depth, Work.end());
      }
    }
  }
  EntityId G = U.E.global(V);
  if (!V->getInit() || V->isInvalidDecl())
    return;
  if (!isInitialisedInPlace(V)) {
    U.use(V);
    return;
  }
  EntityId Guard = U.E.synthetic(
      ("guard#" + llvm::Twine(U.NumSynthetic++)).str(), "<guard>", 1);
  BlockId First = newBlock(), Done = newBlock();
  emitBranch(Operand::load(Place::global(Guard, 1)), Op::Eq,
             Operand::integer(0), {8, false}, First, Done, {});
  start(First);
  Scope *Mark = Innermost;
  initialiseObject(Place::global(G, size(V->getType())), V->getType(),
                   V->getInit(), /*Zeroed=*/true);
  endFullExpression(Mark);
  assign(Place::global(Guard, 1), Operand::integer(1));
  start(Done);
}

} // namespace nmr
