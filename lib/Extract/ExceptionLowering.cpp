//===- ExceptionLowering.cpp - SEH, C++ exceptions, assembly --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace nmr {

void FunctionLowering::sehTry(const SEHTryStmt *S) {
  Scope *Mark = Innermost;
  BlockId End = newBlock();
  if (const SEHFinallyStmt *Finally = S->getFinallyHandler()) {
    Scope &Node = push(Scope::Kind::Finally);
    Node.Body = Finally->getBlock();
    Leaves.push_back({End, &Node});
    stmt(S->getTryBlock());
    Leaves.pop_back();
    start(End);
    Here = Finally->getBeginLoc();
    return popTo(Mark);
  }

  const SEHExceptStmt *Except = S->getExceptHandler();
  BlockId Body = newBlock(), Filter = newBlock(), Handler = newBlock();
  Scope &Node = push(Scope::Kind::Handler);
  Node.CatchesSEH = true;
  Node.Landing = Filter;
  // The body's first access may fault, before any call.
  Terminator Enter;
  Enter.K = Terminator::Kind::Choose;
  Enter.Exceptional = true;
  Enter.Where = where(S->getBeginLoc());
  Enter.Targets = {Body, Filter};
  terminate(std::move(Enter));
  start(Body);
  Leaves.push_back({End, &Node});
  stmt(S->getTryBlock());
  Leaves.pop_back();
  Innermost = Mark;
  jump(End);

  moveTo(Filter);
  Here = Except->getBeginLoc();
  BlockId Search = newBlock();
  branch(Except->getFilterExpr(), Handler, Search);
  start(Search);
  if (BlockId Outer = landingPad(Mark); Outer != NoId)
    jump(Outer);
  else
    unreachable();
  start(Handler);
  stmt(Except->getBlock());
  start(End);
}

void FunctionLowering::cxxTry(const CXXTryStmt *S) {
  Scope *Mark = Innermost;
  BlockId Dispatch = newBlock(), End = newBlock();
  Scope &Node = push(Scope::Kind::Handler);
  Node.CatchesCxx = true;
  Node.Landing = Dispatch;
  stmt(S->getTryBlock());
  Innermost = Mark;
  jump(End);

  moveTo(Dispatch);
  Here = S->getBeginLoc();
  Terminator T;
  T.K = Terminator::Kind::Choose;
  T.Where = where(Here);
  llvm::SmallVector<BlockId, 4> Handlers;
  bool CatchesAll = false;
  for (unsigned I = 0; I != S->getNumHandlers(); ++I) {
    Handlers.push_back(newBlock());
    T.Targets.push_back(Handlers.back());
    CatchesAll |= S->getHandler(I)->getExceptionDecl() == nullptr;
  }
  if (!CatchesAll) {
    BlockId Outer = landingPad(Mark);
    if (Outer == NoId) {
      Outer = newBlock();
      BlockId Saved = current();
      moveTo(Outer);
      Innermost = Mark;
      emitCleanups(nullptr, /*IsAbnormal=*/true);
      unreachable();
      moveTo(Saved);
    }
    T.Targets.push_back(Outer);
  }
  terminate(std::move(T));
  for (unsigned I = 0; I != S->getNumHandlers(); ++I) {
    const CXXCatchStmt *Handler = S->getHandler(I);
    start(Handlers[I]);
    Here = Handler->getBeginLoc();
    if (const VarDecl *V = Handler->getExceptionDecl()) {
      LocalId &L = Variables.try_emplace(V, NoId).first->second;
      if (L == NoId)
        L = newLocal(V->getIdentifier() ? V->getName() : "",
                     size(V->getType()));
      LocalId Caught = L;
      pushEnd(Caught);
      Place P = Place::local(Caught, size(V->getType()));
      assign(P, Operand::unknown());
      pushDestructor(P, V->getType(), V);
    }
    stmt(Handler->getHandlerBlock());
    popTo(Mark);
    jump(End);
  }
  start(End);
}

void FunctionLowering::throwExpr(const CXXThrowExpr *E) {
  if (E->getSubExpr())
    (void)argument(E->getSubExpr());
  if (!isLive())
    return;
  Here = E->getBeginLoc();
  if (BlockId Pad =
          Innermost && Innermost->CatchesCxx ? landingPad(Innermost) : NoId;
      Pad != NoId)
    return jump(Pad, where(Here));
  emitCleanups(nullptr, /*IsAbnormal=*/true);
  unreachable();
}

void FunctionLowering::gccAsm(const GCCAsmStmt *S) {
  for (unsigned I = 0; I != S->getNumInputs(); ++I) {
    const Expr *Input = S->getInputExpr(I);
    if (Input->isGLValue()) { // An "m" constraint.
      havoc(place(Input));
      continue;
    }
    Operand V = value(Input);
    if (Input->getType()->isPointerType() &&
        !Input->getType()->isFunctionPointerType())
      havoc(deref(std::move(V), Context.VoidTy));
  }
  for (unsigned I = 0; I != S->getNumOutputs(); ++I)
    havoc(place(S->getOutputExpr(I)));
  if (!S->isAsmGoto())
    return;
  Terminator T;
  T.K = Terminator::Kind::Choose;
  T.Where = where(Here);
  BlockId Next = newBlock();
  T.Targets.push_back(Next);
  llvm::SmallVector<BlockId, 4> Ways;
  for (unsigned I = 0; I != S->getNumLabels(); ++I) {
    Ways.push_back(newBlock());
    T.Targets.push_back(Ways.back());
  }
  terminate(std::move(T));
  for (unsigned I = 0; I != S->getNumLabels(); ++I) {
    start(Ways[I]);
    gotoLabel(S->getLabelExpr(I)->getLabel());
  }
  start(Next);
}

void FunctionLowering::msAsm(const MSAsmStmt *S) {
  for (const Stmt *Child : S->children()) {
    const auto *E = cast<Expr>(Child);
    if (E->isGLValue() && !E->getType()->isFunctionType())
      havoc(place(E));
    else
      discard(E);
  }
}

} // namespace nmr
