//===- Mend.cpp - Calls that set a finding right --------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Mend.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <set>

namespace nmr {

// Of more functions that end such a registration none is the obvious one.
static constexpr unsigned MaxCandidates = 4;
// Each is an offer that costs another judgement of the whole unit: so many for
// a unit, of so many functions in all. What is found does not hang on it.
static constexpr size_t MaxJudgements = 16, MaxFunctionsJudged = 100'000;

namespace {

/// A block that ends in a certain return.
struct Exit {
  size_t F;
  BlockId B;
};

/// The only block that ends in the return at \p Where; nothing if several do,
/// as those of a template's instances.
std::optional<Exit> findExit(const Summary &Unit, const Loc &Where) {
  std::optional<Exit> Found;
  for (const auto &[I, F] : llvm::enumerate(Unit.Functions))
    for (BlockId B = 0; B != F.Blocks.size(); ++B) {
      const Terminator &End = F.Blocks[B].End;
      if (End.K != Terminator::Kind::Return || End.Where != Where)
        continue;
      if (Found)
        return std::nullopt;
      Found = Exit{I, B};
    }
  return Found;
}

bool isIdentifier(llvm::StringRef Name) {
  return !Name.empty() && !llvm::isDigit(Name.front()) &&
         llvm::all_of(Name,
                      [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

/// Whether code at \p User can name what is declared at \p Where.
bool isBefore(const Loc &Where, const Loc &User) {
  return Where.isValid() && Where.File == User.File && Where < User;
}

/// The only variable of that name; NoId if there is none, or several.
EntityId variableNamed(const Summary &Unit, llvm::StringRef Name) {
  EntityId Found = NoId;
  for (EntityId E = 0; E != Unit.Entities.size(); ++E)
    if (Unit.entity(E).K == Entity::Kind::Global &&
        Unit.entity(E).Name == Name) {
      if (Found != NoId)
        return NoId;
      Found = E;
    }
  return Found;
}

/// Whether \p F itself calls what ends the registrations of \p Side.
bool ends(const Function &F, const Summary &Unit, const Protocols &P,
          llvm::StringRef Side) {
  for (const Block &B : F.Blocks)
    for (const Statement &S : B.Body)
      if (S.K == Statement::Kind::Call &&
          S.callee().K == Operand::Kind::Function)
        if (const ProtocolFunction *PF =
                P.find(Unit.entity(S.callee().entity()).Name, S.Args.size());
            PF && PF->V == Verb::Deregister && P.sides()[PF->Side].Name == Side)
          return true;
  return false;
}

/// Whether it says of a return that a registration is live behind it.
bool lacksEnd(const Finding &F) {
  return (F.Class == ViolationClass::EntryFailsRegistered ||
          F.Class == ViolationClass::NeverDeregistered) &&
         F.MendAt.isValid();
}

size_t countInconclusive(llvm::ArrayRef<Verdict> Verdicts) {
  return llvm::count_if(Verdicts, [](const Verdict &V) {
    return V.Kind == VerdictKind::Inconclusive;
  });
}

} // namespace

bool mayHaveMends(llvm::ArrayRef<Verdict> Verdicts) {
  return llvm::any_of(Verdicts, [](const Verdict &V) {
    return llvm::any_of(V.Findings, lacksEnd);
  });
}

void findMends(const Summary &Unit, const Protocols &P, JudgeFn Judge,
               std::vector<Verdict> &Verdicts) {
  std::set<std::pair<Loc, RuleId>> Before;
  for (const Verdict &V : Verdicts)
    for (const Finding &F : V.Findings)
      Before.insert({F.Where, F.Rule});
  const size_t Unknown = countInconclusive(Verdicts);
  size_t Left =
      std::min(MaxJudgements,
               MaxFunctionsJudged / std::max<size_t>(Unit.Functions.size(), 1));
  // What \p F needs is there, and it does no harm elsewhere.
  auto Mends = [&](const Finding &F, const Summary &Changed) {
    const std::vector<Verdict> After = Judge(Changed);
    return countInconclusive(After) <= Unknown &&
           llvm::all_of(After, [&](const Verdict &V) {
             return llvm::all_of(V.Findings, [&](const Finding &G) {
               // Another return may have the same trouble, untold so far.
               if (G.Where == F.Where && G.Rule == F.Rule)
                 return G.MendAt != F.MendAt;
               return Before.count({G.Where, G.Rule}) != 0;
             });
           });
  };
  for (Verdict &V : Verdicts)
    for (Finding &F : V.Findings) {
      if (!lacksEnd(F))
        continue;
      const std::optional<Exit> At = findExit(Unit, F.MendAt);
      if (!At)
        continue;
      const Loc User = Unit.Functions[At->F].Where;
      const EntityId Handle = variableNamed(Unit, V.Handle);
      unsigned Tried = 0;
      for (const Function &W : Unit.Functions) {
        const std::string &Name = Unit.entity(W.Entity).Name;
        if (W.NumParams > 1 || !isIdentifier(Name) ||
            !isBefore(W.Where, User) || !ends(W, Unit, P, V.Side))
          continue;
        Statement Call;
        Call.K = Statement::Kind::Call;
        Call.Where = F.MendAt;
        Call.callee() = Operand::function(W.Entity);
        std::string Text = Name + "(";
        if (W.NumParams == 1) {
          if (Handle == NoId || !isBefore(Unit.entity(Handle).Where, User) ||
              W.Locals.front().Size != Unit.entity(Handle).Size)
            continue;
          Call.Args.push_back(
              Operand::load(Place::global(Handle, Unit.entity(Handle).Size)));
          Text += V.Handle;
        }
        if (Tried++ == MaxCandidates || Left == 0)
          break;
        --Left;
        Summary Changed = Unit;
        Changed.Functions[At->F].Blocks[At->B].Body.push_back(std::move(Call));
        if (!Mends(F, Changed))
          continue;
        F.MendCall = Text + ")";
        break;
      }
    }
}

} // namespace nmr
