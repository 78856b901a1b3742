//===- BuiltinLowering.cpp - The compiler's own functions -----------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/FunctionLowering.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/TargetInfo.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace nmr {

/// A call of a function that the compiler implements. None: an ordinary call of
/// a system function will do.
std::optional<Operand> FunctionLowering::builtin(const CallExpr *E,
                                                 unsigned Id) {
  Here = E->getBeginLoc();
  switch (Id) {
  case Builtin::BI__builtin_expect:
  case Builtin::BI__builtin_expect_with_probability:
  case Builtin::BI__builtin_launder:
  case Builtin::BI__builtin_assume_aligned:
    return value(E->getArg(0));
  case Builtin::BI__builtin_assume:
  case Builtin::BI__assume: {
    BlockId Holds = newBlock(), Fails = newBlock();
    branch(E->getArg(0), Holds, Fails);
    start(Fails);
    unreachable();
    start(Holds);
    return Operand::unknown();
  }
  case Builtin::BI__builtin_unreachable:
    unreachable();
    return Operand::unknown();
  case Builtin::BI__builtin_addressof:
  case Builtin::BIaddressof:
  case Builtin::BI__addressof:
  case Builtin::BImove:
  case Builtin::BImove_if_noexcept:
  case Builtin::BIforward:
  case Builtin::BIforward_like:
  case Builtin::BIas_const:
    return address(E->getArg(0));
  case Builtin::BI_abnormal_termination:
  case Builtin::BI__abnormal_termination:
    return Abnormal ? Operand::integer(*Abnormal) : Operand::unknown();
  case Builtin::BI_exception_code:
  case Builtin::BI__exception_code:
  case Builtin::BI_exception_info:
  case Builtin::BI__exception_info:
    return Operand::unknown();
  case Builtin::BI__builtin_va_start:
  case Builtin::BI__builtin_va_copy:
  case Builtin::BI__builtin_ms_va_start:
  case Builtin::BI__builtin_ms_va_copy: {
    const Expr *List = E->getArg(0)->IgnoreParenImpCasts();
    if (List->isGLValue())
      havoc(place(List));
    else
      havoc(deref(value(List), Context.VoidTy));
    return Operand::unknown();
  }
  case Builtin::BI__builtin_va_end:
  case Builtin::BI__builtin_ms_va_end:
  case Builtin::BI__builtin_prefetch:
    return Operand::unknown();
  case Builtin::BI__noop: // Its arguments are not evaluated.
  case Builtin::BI__annotation:
    return Operand::integer(0);
  default:
    break;
  }
  if (std::optional<int64_t> Known = constant(E))
    return Operand::integer(*Known);
  StringRef Name = E->getDirectCallee()->getName();
  if (Name.starts_with("__sync_") && E->getNumArgs() >= 1)
    return syncBuiltin(E, Name);
  return std::nullopt;
}

/// The old GNU atomics, whose suffix is the operand's size.
Operand FunctionLowering::syncBuiltin(const CallExpr *E, StringRef Name) {
  const Expr *Pointer = E->getArg(0);
  QualType T = Pointer->getType()->isPointerType()
                   ? Pointer->getType()->getPointeeType()
                   : Context.IntTy;
  Place Object = deref(value(Pointer), T);
  std::optional<IntType> Type = U.T.integer(T);
  if (!Type) {
    evaluateChildren(E);
    havoc(Object);
    return Operand::unknown();
  }
  Name.consume_front("__sync_");
  auto Arg = [&](unsigned I) {
    return I < E->getNumArgs() ? value(E->getArg(I)) : Operand::unknown();
  };
  if (Name.starts_with("lock_release")) {
    assign(Object, Operand::integer(0));
    return Operand::unknown();
  }
  if (Name.starts_with("bool_compare_and_swap") ||
      Name.starts_with("val_compare_and_swap")) {
    Operand Expected = Arg(1), Desired = Arg(2);
    return compareExchange(Object, std::move(Expected), std::move(Desired),
                           nullptr, T, Name.starts_with("val"));
  }
  if (Name.starts_with("lock_test_and_set") || Name.starts_with("swap")) {
    Operand New = Arg(1);
    Operand Old = pin(Operand::load(Object), Object.Size);
    assign(Object, std::move(New));
    return Old;
  }
  bool Before = Name.consume_front("fetch_and_");
  std::optional<Op> O =
      llvm::StringSwitch<std::optional<Op>>(Name.split('_').first)
          .Case("add", Op::Add)
          .Case("sub", Op::Sub)
          .Case("or", Op::Or)
          .Case("and", Op::And)
          .Case("xor", Op::Xor)
          .Default(std::nullopt);
  Operand With = Arg(1);
  Operand Old = pin(Operand::load(Object), Object.Size);
  if (O && !T->isPointerType()) {
    assign(Object, arithmetic(*O, Old, std::move(With), *Type));
  } else if (Name.starts_with("synchronize")) {
    return Operand::unknown();
  } else {
    havoc(Object);
    if (!Before)
      return Operand::unknown();
  }
  return Before ? Old : pin(Operand::load(Object), Object.Size);
}

/// Answers the old value, or whether it was exchanged.
Operand FunctionLowering::compareExchange(Place Object, Operand Expected,
                                          Operand Desired,
                                          const Place *ExpectedPlace,
                                          QualType T, bool WantOld) {
  IntType Type = U.T.integer(T).value_or(U.T.pointer());
  Operand Old = pin(Operand::load(Object), Object.Size);
  Place Done = Place::local(newLocal("", 1), 1);
  BlockId Same = newBlock(), Other = newBlock(), End = newBlock();
  emitBranch(Old, Op::Eq, std::move(Expected), Type, Same, Other, {});
  start(Same);
  assign(Object, std::move(Desired));
  assign(Done, Operand::integer(1));
  jump(End);
  start(Other);
  if (ExpectedPlace)
    assign(*ExpectedPlace, Old);
  assign(Done, Operand::integer(0));
  start(End);
  return WantOld ? Old : Operand::load(std::move(Done));
}

/// `__atomic_*` and C11 atomics: plain reads and writes. Interleavings are the
/// solver's business.
Operand FunctionLowering::atomic(const AtomicExpr *E) {
  Here = E->getBeginLoc();
  QualType T = E->getPtr()->getType()->getPointeeType();
  Place Object = deref(value(E->getPtr()), T);
  std::optional<IntType> Type = U.T.integer(T);
  auto ThroughPointer = [&](const Expr *P) {
    return deref(value(P), P->getType()->getPointeeType());
  };
  auto Fetch = [&](Op O, bool New) {
    Operand With = value(E->getVal1());
    Operand Old = pin(Operand::load(Object), Object.Size);
    if (!Type || T->isPointerType())
      assign(Object, Operand::unknown());
    else
      assign(Object, arithmetic(O, Old, std::move(With), *Type));
    return New ? pin(Operand::load(Object), Object.Size) : Old;
  };
  auto Exchange = [&](Operand New) {
    Operand Old = pin(Operand::load(Object), Object.Size);
    assign(Object, std::move(New));
    return Old;
  };
  switch (E->getOp()) {
  case AtomicExpr::AO__c11_atomic_init:
  case AtomicExpr::AO__c11_atomic_store:
  case AtomicExpr::AO__atomic_store_n:
    assign(Object, value(E->getVal1()));
    return Operand::unknown();
  case AtomicExpr::AO__c11_atomic_load:
  case AtomicExpr::AO__atomic_load_n:
    return pin(Operand::load(Object), Object.Size);
  case AtomicExpr::AO__atomic_load:
    assign(ThroughPointer(E->getVal1()), Operand::load(Object));
    return Operand::unknown();
  case AtomicExpr::AO__atomic_store:
    assign(Object, Operand::load(ThroughPointer(E->getVal1())));
    return Operand::unknown();
  case AtomicExpr::AO__c11_atomic_exchange:
  case AtomicExpr::AO__atomic_exchange_n:
    return Exchange(value(E->getVal1()));
  case AtomicExpr::AO__atomic_exchange: {
    Operand Old = Exchange(Operand::load(ThroughPointer(E->getVal1())));
    assign(ThroughPointer(E->getVal2()), std::move(Old));
    return Operand::unknown();
  }
  case AtomicExpr::AO__c11_atomic_compare_exchange_strong:
  case AtomicExpr::AO__c11_atomic_compare_exchange_weak:
  case AtomicExpr::AO__atomic_compare_exchange_n: {
    Place Expected = ThroughPointer(E->getVal1());
    Operand Desired = value(E->getVal2());
    return compareExchange(Object, Operand::load(Expected), std::move(Desired),
                           &Expected, T, /*WantOld=*/false);
  }
  case AtomicExpr::AO__atomic_compare_exchange: {
    Place Expected = ThroughPointer(E->getVal1());
    Place Desired = ThroughPointer(E->getVal2());
    return compareExchange(Object, Operand::load(Expected),
                           Operand::load(Desired), &Expected, T,
                           /*WantOld=*/false);
  }
  case AtomicExpr::AO__c11_atomic_fetch_add:
  case AtomicExpr::AO__atomic_fetch_add:
    return Fetch(Op::Add, /*New=*/false);
  case AtomicExpr::AO__c11_atomic_fetch_sub:
  case AtomicExpr::AO__atomic_fetch_sub:
    return Fetch(Op::Sub, /*New=*/false);
  case AtomicExpr::AO__c11_atomic_fetch_and:
  case AtomicExpr::AO__atomic_fetch_and:
    return Fetch(Op::And, /*New=*/false);
  case AtomicExpr::AO__c11_atomic_fetch_or:
  case AtomicExpr::AO__atomic_fetch_or:
    return Fetch(Op::Or, /*New=*/false);
  case AtomicExpr::AO__c11_atomic_fetch_xor:
  case AtomicExpr::AO__atomic_fetch_xor:
    return Fetch(Op::Xor, /*New=*/false);
  case AtomicExpr::AO__atomic_add_fetch:
    return Fetch(Op::Add, /*New=*/true);
  case AtomicExpr::AO__atomic_sub_fetch:
    return Fetch(Op::Sub, /*New=*/true);
  case AtomicExpr::AO__atomic_and_fetch:
    return Fetch(Op::And, /*New=*/true);
  case AtomicExpr::AO__atomic_or_fetch:
    return Fetch(Op::Or, /*New=*/true);
  case AtomicExpr::AO__atomic_xor_fetch:
    return Fetch(Op::Xor, /*New=*/true);
  default:
    break;
  }
  for (unsigned I = 1; I < E->getNumSubExprs(); ++I)
    discard(const_cast<AtomicExpr *>(E)->getSubExprs()[I]);
  havoc(std::move(Object));
  return Operand::unknown();
}

} // namespace nmr
