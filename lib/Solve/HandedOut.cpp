//===- HandedOut.cpp - Functions that others can call ---------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/HandedOut.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

namespace nmr {

namespace {

/// A variable, or all elements of one field of it: where a function's address
/// can be kept.
struct Holder {
  Place::RootKind Root;
  const Function *Of; ///< Null for globals.
  uint32_t Base;
  std::vector<EntityId> Fields;
  auto operator<=>(const Holder &) const = default;
};

class Collector {
public:
  explicit Collector(const Summary &Unit) : Unit(Unit) {}

  llvm::SparseBitVector<> run() {
    for (const Function &F : Unit.Functions)
      visit(F);
    for (const Function &F : Unit.Initialisers)
      visit(F);
    // What one holder passes on to another, until nothing changes.
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (const auto &[From, To] : Flows) {
        auto It = Kept.find(From);
        if (It == Kept.end())
          continue;
        const llvm::SparseBitVector<> Functions = It->second;
        Changed |= Kept[To] |= Functions;
      }
    }
    for (const auto &[H, Functions] : Kept) {
      Holder Whole = H;
      Whole.Fields.clear();
      if (Leaks.count(H) || Leaks.count(Whole) || Addressed.count(Whole))
        Result |= Functions;
    }
    return std::move(Result);
  }

private:
  /// The holder that \p P is; nothing if it lies behind a pointer.
  std::optional<Holder> holder(const Function &F, const Place &P) const {
    Holder H{
        P.Root, P.Root == Place::RootKind::Local ? &F : nullptr, P.Base, {}};
    for (const Projection &Pr : P.Path) {
      if (Pr.K == Projection::Kind::Deref)
        return std::nullopt;
      if (Pr.K == Projection::Kind::Field)
        H.Fields.push_back(Pr.Field);
    }
    return H;
  }

  /// \p O is used for something that may carry it out of the driver.
  void leak(const Function &F, const Operand &O) {
    switch (O.K) {
    case Operand::Kind::Function:
      Result.set(O.Entity);
      break;
    case Operand::Kind::Load:
      if (std::optional<Holder> H = holder(F, O.P)) {
        if (O.P.Size > 8)
          H->Fields.clear();
        Leaks.insert(*H);
      }
      break;
    case Operand::Kind::AddressOf:
      address(F, O.P);
      break;
    case Operand::Kind::Unknown:
    case Operand::Kind::Int:
      break;
    }
  }

  void address(const Function &F, const Place &P) {
    if (std::optional<Holder> H = holder(F, P)) {
      H->Fields.clear();
      Addressed.insert(*H);
    }
  }

  void visit(const Function &F) {
    for (const Block &B : F.Blocks) {
      for (const Statement &S : B.Body)
        visit(F, S);
      // Comparing an address gives nothing away; returning it may.
      if (B.End.K == Terminator::Kind::Return && B.End.HasValue)
        leak(F, B.End.A);
    }
  }

  void visit(const Function &F, const Statement &S) {
    if (S.K == Statement::Kind::Call) {
      if (S.Callee.K == Operand::Kind::AddressOf)
        address(F, S.Callee.P);
      for (const Operand &A : S.Args)
        leak(F, A);
      return;
    }
    if (S.K != Statement::Kind::Assign || isComparison(S.Value.O))
      return;
    std::optional<Holder> To = holder(F, S.Dest);
    bool Moves = S.Value.O == Op::Use || S.Value.O == Op::Cast;
    if (!To || !Moves) {
      leak(F, S.Value.A);
      leak(F, S.Value.B);
      return;
    }
    const Operand &A = S.Value.A;
    if (A.K == Operand::Kind::Function)
      Kept[*To].set(A.Entity);
    else if (std::optional<Holder> From =
                 A.K == Operand::Kind::Load && A.P.Size <= 8 ? holder(F, A.P)
                                                             : std::nullopt)
      Flows.push_back({*From, *To});
    else
      leak(F, A);
  }

  const Summary &Unit;
  llvm::SparseBitVector<> Result;
  std::map<Holder, llvm::SparseBitVector<>> Kept;
  std::vector<std::pair<Holder, Holder>> Flows;
  std::set<Holder> Leaks, Addressed;
};

} // namespace

llvm::SparseBitVector<> handedOut(const Summary &Unit) {
  return Collector(Unit).run();
}

} // namespace nmr
