//===- Scopes.cpp - What happens on leaving a scope -----------------------===//
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

/// How many copies of `__finally` bodies one function may be lowered to. Each
/// way out makes one, and nested ones multiply.
static constexpr unsigned MaxFinallyCopies = 2000;

FunctionLowering::Scope &FunctionLowering::push(Scope::Kind K) {
  Scope S{};
  S.K = K;
  S.Outer = Innermost;
  S.Depth = Innermost ? Innermost->Depth + 1 : 1;
  S.CatchesSEH = Innermost && Innermost->CatchesSEH;
  S.CatchesCxx = Innermost && Innermost->CatchesCxx;
  S.L = NoId;
  S.Flag = NoId;
  S.Landing = NoId;
  Scopes.push_back(std::move(S));
  return *(Innermost = &Scopes.back());
}

void FunctionLowering::pushEnd(LocalId L) { push(Scope::Kind::LocalEnd).L = L; }

void FunctionLowering::pushDestructor(const Place &P, QualType T,
                                      const VarDecl *Var) {
  if (!needsDestruction(T))
    return;
  Scope &S = push(Scope::Kind::Destroy);
  S.P = P;
  S.T = T;
  S.Var = Var;
  if (Conditional == 0)
    return;
  // Whether the object comes to exist is decided at run time.
  S.Flag = newLocal("", 1);
  Statement Clear;
  Clear.Dest = Place::local(S.Flag, 1);
  Clear.Value = Rvalue::use(Operand::integer(0));
  emitAtEntry(std::move(Clear));
  assign(Place::local(S.Flag, 1), Operand::integer(1));
}

void FunctionLowering::emitCleanup(Scope &S, bool IsAbnormal) {
  switch (S.K) {
  case Scope::Kind::LocalEnd: {
    Statement End;
    End.K = Statement::Kind::ScopeEnd;
    End.Dest = Place::local(S.L, localSize(S.L));
    End.Where = where(Here);
    emit(std::move(End));
    return;
  }
  case Scope::Kind::Destroy: {
    if (S.Flag == NoId)
      return destroy(S.P, S.T);
    Place Flag = Place::local(S.Flag, 1);
    BlockId Exists = newBlock(), Done = newBlock();
    emitBranch(Operand::load(Flag), Op::Ne, Operand::integer(0), {8, false},
               Exists, Done, {});
    start(Exists);
    destroy(S.P, S.T);
    assign(Flag, Operand::integer(0));
    return start(Done);
  }
  case Scope::Kind::Cleanup:
    emitCall(Operand::function(U.use(S.Fn)), {addressOf(S.P)}, Context.VoidTy,
             Here, nullptr, S.Fn);
    return;
  case Scope::Kind::Finally: {
    if (++FinallyCopies > MaxFinallyCopies)
      return giveUp("too many ways out of nested __finally blocks");
    std::optional<bool> Saved = Abnormal;
    Abnormal = IsAbnormal;
    llvm::DenseSet<const LabelDecl *> Own;
    collectLabels(S.Body, Own);
    for (const LabelDecl *L : Own)
      Labels.erase(L);
    SourceLocation SavedHere = Here;
    stmt(S.Body);
    Here = SavedHere;
    if (!Own.empty())
      resolveGotos(&Own);
    Abnormal = Saved;
    return;
  }
  case Scope::Kind::Handler:
    return;
  }
}

void FunctionLowering::emitCleanups(Scope *To, bool IsAbnormal,
                                    const VarDecl *Skip) {
  Scope *Saved = Innermost;
  for (Scope *S = Innermost; S != To && isLive() && GaveUp.empty();
       S = S->Outer) {
    Innermost = S->Outer;
    if (!Skip || S->Var != Skip)
      emitCleanup(*S, IsAbnormal);
  }
  Innermost = Saved;
}

void FunctionLowering::popTo(Scope *To) {
  emitCleanups(To, /*IsAbnormal=*/false);
  Innermost = To;
}

void FunctionLowering::leaveTo(const JumpTarget &Target) {
  emitCleanups(Target.Outside, /*IsAbnormal=*/true);
  jump(Target.Block, where(Here));
}

/// Whether leaving from \p From to \p To runs code that a value could notice.
bool FunctionLowering::hasEffect(const Scope *From, const Scope *To) const {
  for (; From != To; From = From->Outer)
    if (From->K != Scope::Kind::Handler)
      return true;
  return false;
}

void FunctionLowering::endFullExpression(Scope *Mark) {
  popTo(Mark);
  for (Scope &E : Extended) {
    Scope &S = push(E.K);
    S.P = E.P;
    S.T = E.T;
    S.Flag = E.Flag;
  }
  Extended.clear();
}

BlockId FunctionLowering::landingPad(Scope *S) {
  llvm::SmallVector<Scope *, 8> Chain;
  while (S && S->Landing == NoId && (S->CatchesSEH || S->CatchesCxx)) {
    Chain.push_back(S);
    S = S->Outer;
  }
  BlockId Outer = S && (S->CatchesSEH || S->CatchesCxx) ? S->Landing : NoId;
  BlockId SavedBlock = current();
  Scope *SavedScope = Innermost;
  for (Scope *Link : llvm::reverse(Chain)) {
    Link->Landing = newBlock();
    moveTo(Link->Landing);
    Innermost = Link;
    emitCleanups(Link->Outer, /*IsAbnormal=*/true);
    jump(Outer);
    Outer = Link->Landing;
  }
  moveTo(SavedBlock);
  Innermost = SavedScope;
  return Outer;
}

void FunctionLowering::mayRaise(bool Cxx) {
  if (!isLive() || !Innermost ||
      !(Innermost->CatchesSEH || (Cxx && Innermost->CatchesCxx)))
    return;
  BlockId Next = newBlock();
  Terminator T;
  T.K = Terminator::Kind::Choose;
  T.Exceptional = true;
  T.Where = where(Here);
  T.Targets = {Next, landingPad(Innermost)};
  terminate(std::move(T));
  start(Next);
}

void FunctionLowering::gotoLabel(const LabelDecl *L) {
  if (!isLive())
    return;
  Gotos.push_back({current(), Innermost, L});
  moveTo(NoId);
}

/// Completes the gotos whose labels are known by now: leaves the scopes that
/// hold the goto and not the label.
void FunctionLowering::resolveGotos(
    const llvm::DenseSet<const LabelDecl *> *Only) {
  BlockId SavedBlock = current();
  Scope *SavedScope = Innermost;
  // Lowering a cleanup may add gotos to the list.
  for (size_t I = 0; I != Gotos.size(); ++I) {
    PendingGoto G = Gotos[I];
    if (G.From == NoId || (Only && !Only->contains(G.Label)))
      continue;
    Gotos[I].From = NoId;
    moveTo(G.From);
    auto It = Labels.find(G.Label);
    if (It == Labels.end()) { // Only in code that does not compile.
      unreachable();
      continue;
    }
    auto [Target, Outside] = It->second;
    Scope *Common = G.Outside, *Other = Outside;
    while (Common != Other) {
      if (Common && (!Other || Common->Depth >= Other->Depth))
        Common = Common->Outer;
      else
        Other = Other->Outer;
    }
    Innermost = G.Outside;
    leaveTo({Target, Common});
  }
  moveTo(SavedBlock);
  Innermost = SavedScope;
}

} // namespace nmr
