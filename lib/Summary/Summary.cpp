//===- Summary.cpp - The model of a program, free of Clang ----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/Summary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/ErrorHandling.h"
#include <optional>

namespace nmr {

llvm::StringRef name(Op O) {
  switch (O) {
  case Op::Use:
    return "use";
  case Op::Cast:
    return "cast";
  case Op::Add:
    return "add";
  case Op::Sub:
    return "sub";
  case Op::Mul:
    return "mul";
  case Op::Div:
    return "div";
  case Op::Rem:
    return "rem";
  case Op::And:
    return "and";
  case Op::Or:
    return "or";
  case Op::Xor:
    return "xor";
  case Op::Shl:
    return "shl";
  case Op::Shr:
    return "shr";
  case Op::Eq:
    return "eq";
  case Op::Ne:
    return "ne";
  case Op::Lt:
    return "lt";
  case Op::Le:
    return "le";
  case Op::Gt:
    return "gt";
  case Op::Ge:
    return "ge";
  case Op::PtrAdd:
    return "ptradd";
  }
  llvm_unreachable("all operators are named");
}

namespace {
std::string localName(LocalId L, const Function *F) {
  if (F && L < F->Locals.size() && !F->Locals[L].Name.empty())
    return F->Locals[L].Name;
  return "<value>";
}
} // namespace

std::string toString(const Place &P, const Function *F, const Summary &S) {
  std::string Text = P.Root == Place::RootKind::Local ? localName(P.Base, F)
                                                      : S.entity(P.Base).Name;
  // C writes a dereference before or after the path, depending on what follows
  // it; so it is held back until that is known.
  bool DerefOwed = false, Prefixed = false;
  auto beforePostfix = [&] {
    if (Prefixed)
      Text = "(" + Text + ")";
    Prefixed = false;
  };

  for (const Projection &Step : P.Path) {
    switch (Step.K) {
    case Projection::Kind::Deref:
      if (DerefOwed) {
        Text = "*" + Text;
        Prefixed = true;
      }
      DerefOwed = true;
      break;
    case Projection::Kind::Field:
      // Anonymous unions and base classes have no name to show.
      if (Step.Field == NoId)
        break;
      beforePostfix();
      if (DerefOwed && Text == "this")
        Text.clear();
      else
        Text += DerefOwed ? "->" : ".";
      DerefOwed = false;
      Text += S.entity(Step.Field).Name;
      break;
    case Projection::Kind::Index:
      beforePostfix();
      DerefOwed = false; // p[i] dereferences p.
      Text += "[";
      Text += Step.IndexLocal == NoId ? std::to_string(Step.IndexConst)
                                      : localName(Step.IndexLocal, F);
      Text += "]";
      break;
    }
  }
  return DerefOwed ? "*" + Text : Text;
}

namespace {
/// Finds the first broken promise. Every function answers whether it found one.
class Verifier {
public:
  explicit Verifier(const Summary &S) : S(S) {}

  std::string run() {
    bool Broken = checkTarget() || checkAnnotations() || checkEntities() ||
                  checkFunctions() || checkInitialisers();
    return Broken ? Message : std::string();
  }

private:
  const Summary &S;
  std::string Message;
  /// What is being checked, for the message.
  std::string Context;
  const Function *F = nullptr;

  bool fail(const llvm::Twine &What) {
    Message = (Context + ": " + What).str();
    return true;
  }

  bool isKind(EntityId Id, Entity::Kind K) const {
    return Id < S.Entities.size() && S.Entities[Id].K == K;
  }

  bool checkLoc(const Loc &L) {
    if (L.isValid() && L.File >= S.Files.size())
      return fail("a location names file " + llvm::Twine(L.File) + " of " +
                  llvm::Twine(S.Files.size()));
    return false;
  }

  bool checkRange(const Loc &Begin, const Loc &End) {
    if (checkLoc(Begin) || checkLoc(End))
      return true;
    if (!Begin.isValid() || End.File != Begin.File || End < Begin)
      return fail("its places are no part of one file");
    return false;
  }

  bool checkAnnotations() {
    for (const Suppression &N : S.Suppressions) {
      Context = "a suppression";
      if (checkRange(N.Begin, N.End))
        return true;
    }
    for (const Edit &E : S.Edits) {
      Context = "an edit";
      if (checkLoc(E.Call) || checkRange(E.Begin, E.End))
        return true;
    }
    return false;
  }

  bool checkEntities() {
    llvm::StringSet<> Seen;
    for (const Entity &E : S.Entities) {
      Context = "entity '" + E.Name + "'";
      if (checkLoc(E.Where))
        return true;
      if (!Seen.insert(std::to_string(unsigned(E.K)) + E.Id).second)
        return fail("the identity '" + E.Id + "' is taken already");
      for (EntityId O : E.Overrides)
        if (!isKind(O, Entity::Kind::Function))
          return fail("it overrides what is no function");
    }
    return false;
  }

  bool checkTarget() {
    Context = "the target";
    return S.PointerSize != 4 && S.PointerSize != 8 &&
           fail("pointers take 4 or 8 bytes");
  }

  bool checkFunctions() {
    EntityId Previous = NoId;
    for (const Function &Fn : S.Functions) {
      Context = "a function";
      if (!isKind(Fn.Entity, Entity::Kind::Function))
        return fail("its entity is no function");
      Context = "function '" + S.entity(Fn.Entity).Name + "'";
      if (Previous != NoId && Fn.Entity <= Previous)
        return fail(Fn.Entity == Previous ? "it is defined twice"
                                          : "functions are out of order");
      Previous = Fn.Entity;
      if (checkFunction(Fn))
        return true;
    }
    return false;
  }

  bool checkInitialisers() {
    for (const Function &Fn : S.Initialisers) {
      Context = "an initialiser";
      if (Fn.Entity != NoId || Fn.NumParams != 0)
        return fail("it has a name or parameters");
      if (checkFunction(Fn))
        return true;
    }
    return false;
  }

  bool checkFunction(const Function &Fn) {
    F = &Fn;
    if (checkLoc(Fn.Where) || checkLoc(Fn.End))
      return true;
    if (Fn.NumParams > Fn.Locals.size())
      return fail("it has more parameters than locals");
    if (Fn.Blocks.empty())
      return fail("it has no block");
    std::string Outer = Context;
    for (auto [Index, B] : llvm::enumerate(Fn.Blocks)) {
      Context = Outer + ", block " + std::to_string(Index);
      for (const Statement &St : B.Body)
        if (checkStatement(St))
          return true;
      if (checkTerminator(B.End))
        return true;
    }
    return false;
  }

  bool checkPlace(const Place &P) {
    if (P.Root == Place::RootKind::Local
            ? P.Base >= F->Locals.size()
            : !isKind(P.Base, Entity::Kind::Global))
      return fail("a place starts at what is no local and no global");
    for (const Projection &Step : P.Path) {
      if (Step.K == Projection::Kind::Field && Step.Field != NoId &&
          !isKind(Step.Field, Entity::Kind::Field))
        return fail("a place goes through what is no field");
      if (Step.K == Projection::Kind::Index && Step.IndexLocal != NoId &&
          Step.IndexLocal >= F->Locals.size())
        return fail("an index is no local");
    }
    return false;
  }

  bool checkOperand(const Operand &O) {
    switch (O.K) {
    case Operand::Kind::Unknown:
    case Operand::Kind::Int:
      return false;
    case Operand::Kind::Load:
    case Operand::Kind::AddressOf:
      return checkPlace(O.P);
    case Operand::Kind::Function:
      if (!isKind(O.entity(), Entity::Kind::Function))
        return fail("a function operand is no function");
      return false;
    }
    llvm_unreachable("all operands are checked");
  }

  bool checkType(IntType T) {
    if (T.Bits == 0 || T.Bits > 64)
      return fail("an integer type has " + llvm::Twine(unsigned(T.Bits)) +
                  " bits");
    return false;
  }

  bool checkRvalue(const Rvalue &R) {
    if (checkOperand(R.A))
      return true;
    if (R.O == Op::Use)
      return false;
    if (R.O != Op::Cast && checkOperand(R.B))
      return true;
    return R.O != Op::PtrAdd && checkType(R.Type);
  }

  bool checkStatement(const Statement &St) {
    if (checkLoc(St.Where))
      return true;
    switch (St.K) {
    case Statement::Kind::Assign:
      return checkPlace(St.Dest) || checkRvalue(St.Value);
    case Statement::Kind::Call:
      if (St.HasDest && checkPlace(St.Dest))
        return true;
      if (St.callee().K == Operand::Kind::Int ||
          St.callee().K == Operand::Kind::AddressOf)
        return fail("a callee is neither a function, a load nor unknown");
      if (checkOperand(St.callee()))
        return true;
      for (const Operand &A : St.Args)
        if (checkOperand(A))
          return true;
      return false;
    case Statement::Kind::Havoc:
      return checkPlace(St.Dest);
    case Statement::Kind::ScopeEnd:
      if (St.Dest.Root != Place::RootKind::Local || !St.Dest.Path.empty())
        return fail("what goes out of scope is no local");
      return checkPlace(St.Dest);
    }
    llvm_unreachable("all statements are checked");
  }

  /// Nullopt: any number but none.
  static std::optional<size_t> targetsOf(const Terminator &T) {
    switch (T.K) {
    case Terminator::Kind::Goto:
      return 1;
    case Terminator::Kind::Branch:
      return 2;
    case Terminator::Kind::Switch:
      return T.Cases.size() + 1;
    case Terminator::Kind::Choose:
      return std::nullopt;
    case Terminator::Kind::Return:
    case Terminator::Kind::Unreachable:
      return 0;
    }
    llvm_unreachable("all terminators are counted");
  }

  bool checkTerminator(const Terminator &T) {
    if (checkLoc(T.Where))
      return true;
    if (std::optional<size_t> N = targetsOf(T);
        N ? T.Targets.size() != *N : T.Targets.empty())
      return fail("its end has " + llvm::Twine(T.Targets.size()) + " targets");
    for (BlockId B : T.Targets)
      if (B >= F->Blocks.size())
        return fail("its end leads to block " + llvm::Twine(B) + " of " +
                    llvm::Twine(F->Blocks.size()));
    switch (T.K) {
    case Terminator::Kind::Branch:
      if (!isComparison(T.Cmp))
        return fail("it branches on what is no comparison");
      return checkType(T.Type) || checkOperand(T.A) || checkOperand(T.B);
    case Terminator::Kind::Switch:
      return checkType(T.Type) || checkOperand(T.A);
    case Terminator::Kind::Return:
      return T.HasValue && checkOperand(T.A);
    case Terminator::Kind::Goto:
    case Terminator::Kind::Choose:
    case Terminator::Kind::Unreachable:
      return false;
    }
    llvm_unreachable("all terminators are checked");
  }
};
} // namespace

void compact(Function &F) {
  F.Locals.shrink_to_fit();
  F.Blocks.shrink_to_fit();
  for (Block &B : F.Blocks) {
    B.Body.shrink_to_fit();
    for (Operand *O : {&B.End.A, &B.End.B})
      O->P.Path.shrink_to_fit();
    for (Statement &S : B.Body) {
      S.Dest.Path.shrink_to_fit();
      S.Args.shrink_to_fit();
      for (Operand *O : {&S.Value.A, &S.Value.B})
        O->P.Path.shrink_to_fit();
      for (Operand &A : S.Args)
        A.P.Path.shrink_to_fit();
    }
  }
}

std::string verify(const Summary &S) { return Verifier(S).run(); }

} // namespace nmr
