//===- FunctionLowering.cpp - One function's body to a graph --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Stack.h"

using namespace clang;

namespace nmr {

EntityId Unit::use(const FunctionDecl *F) {
  if (Seen.insert(F->getCanonicalDecl()).second)
    Functions.push_back(F);
  return E.function(F);
}

EntityId Unit::use(const VarDecl *V) {
  if (Seen.insert(V->getCanonicalDecl()).second)
    Globals.push_back(V);
  return E.global(V);
}

FunctionLowering::FunctionLowering(Unit &U) : U(U), Context(U.Context) {}

void FunctionLowering::deepStack(llvm::function_ref<void()> Fn) {
  runWithSufficientStackSpace([] {}, Fn);
}

void FunctionLowering::assign(Place Dest, Rvalue R) {
  // `X = X` is how unused parameters are made to look used.
  if (R.O == Op::Use && R.A.K == Operand::Kind::Load && R.A.P == Dest)
    return;
  Statement S;
  S.Dest = std::move(Dest);
  S.Value = std::move(R);
  S.Where = where(Here);
  emit(std::move(S));
}

void FunctionLowering::havoc(Place Dest) {
  Statement S;
  S.K = Statement::Kind::Havoc;
  S.Dest = std::move(Dest);
  S.Where = where(Here);
  emit(std::move(S));
}

std::optional<Function> FunctionLowering::lower(const FunctionDecl *FD,
                                                std::string &Why) {
  F.Entity = U.E.function(FD);
  F.Where = where(FD->getLocation());
  F.End = where(FD->getBodyRBrace());
  ReturnType = FD->getReturnType();
  Here = FD->getLocation();

  const auto *Method = dyn_cast<CXXMethodDecl>(FD);
  if (Method && Method->isInstance() &&
      !Method->isExplicitObjectMemberFunction())
    This = newLocal("this", U.T.pointerSize());
  for (const ParmVarDecl *P : FD->parameters())
    Variables[P] =
        newLocal(P->getIdentifier() ? P->getName() : "", size(P->getType()));
  F.NumParams = F.Locals.size();
  if (Method && Method->getParent()->isLambda() && This != NoId)
    Method->getParent()->getCaptureFields(Captures, ThisCapture);

  if (Method && Method->isLambdaStaticInvoker()) {
    staticInvoker(Method);
    return take();
  }
  // What is passed by value is ours to destroy.
  for (const ParmVarDecl *P : FD->parameters())
    pushDestructor(Place::local(Variables[P], size(P->getType())), P->getType(),
                   P);
  if (const auto *D = dyn_cast<CXXDestructorDecl>(FD))
    destructorScopes(D);

  const Stmt *Body = FD->getBody();
  if (Body && isa<CoroutineBodyStmt>(Body)) {
    Why = "a coroutine";
    return std::nullopt;
  }
  if (const auto *C = dyn_cast<CXXConstructorDecl>(FD))
    constructorPrologue(C);
  if (Body)
    stmt(Body);

  Here = FD->getBodyRBrace();
  if (isLive()) {
    emitCleanups(nullptr, /*IsAbnormal=*/false);
    Terminator T;
    T.K = Terminator::Kind::Return;
    // Flowing off the end of main answers 0, elsewhere anything.
    T.HasValue = !ReturnType->isVoidType() && !isa<CXXConstructorDecl>(FD) &&
                 !isa<CXXDestructorDecl>(FD);
    if (T.HasValue && FD->isMain())
      T.A = Operand::integer(0);
    T.Where = F.End;
    terminate(std::move(T));
  }
  for (size_t I = 0; I != IndirectGotos.size(); ++I) {
    auto [From, Outside] = IndirectGotos[I];
    moveTo(From);
    Terminator T;
    T.K = Terminator::Kind::Choose;
    T.Where = where(Here);
    llvm::SmallVector<BlockId, 8> Ways;
    for (size_t L = 0; L != AddressTaken.size(); ++L) {
      Ways.push_back(newBlock());
      T.Targets.push_back(Ways.back());
    }
    if (Ways.empty()) {
      unreachable();
      continue;
    }
    terminate(std::move(T));
    for (size_t L = 0; L != AddressTaken.size(); ++L) {
      moveTo(Ways[L]);
      Innermost = Outside;
      gotoLabel(AddressTaken[L]);
    }
  }
  resolveGotos(nullptr);
  if (!GaveUp.empty()) {
    Why = GaveUp;
    return std::nullopt;
  }
  if (!U.E.isSystem(FD))
    if (std::optional<IrqlAnnotation> A = U.Irql.required(FD))
      runsAt(*A);
  return take();
}

Statement FunctionLowering::annotation(llvm::StringRef Name, Loc Where,
                                       std::optional<unsigned> Level) {
  Statement S;
  S.K = Statement::Kind::Call;
  S.Where = Where;
  S.callee() = Operand::function(U.E.annotation(Name));
  if (Level)
    S.Args.push_back(Operand::integer(*Level));
  return S;
}

/// The function runs at the IRQL that \p A says, up to each of its returns.
void FunctionLowering::runsAt(const IrqlAnnotation &A) {
  emitAtEntry(annotation(A.Name, F.Where, A.Level));
  for (Block &B : F.Blocks)
    if (B.End.K == Terminator::Kind::Return)
      B.Body.push_back(
          annotation("_IRQL_requires_ends_", B.End.Where, std::nullopt));
}

void FunctionLowering::addInitialiser(const VarDecl *V) {
  IsInitialisers = true;
  const VarDecl *Definition = nullptr;
  const Expr *Init = V->getAnyInitializer(Definition);
  if (!Init || Definition->isInvalidDecl() || Init->isValueDependent())
    return;
  // Another translation unit's, that only lends its value as a constant.
  if (Definition->isThisDeclarationADefinition() == VarDecl::DeclarationOnly)
    return;
  Here = Definition->getLocation();
  QualType T = Definition->getType();
  initialiseObject(Place::global(U.E.global(Definition), size(T)), T, Init,
                   /*Zeroed=*/true);
  endFullExpression(nullptr);
}

Function FunctionLowering::takeInitialisers() {
  Terminator T;
  T.K = Terminator::Kind::Return;
  terminate(std::move(T));
  return take();
}

} // namespace nmr
