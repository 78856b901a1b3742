//===- Lives.cpp - The routines of bindings -------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Lives.h"
#include "Summary/Visit.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

namespace nmr {

namespace {

EntityId &memberFor(BindingLife &L, Verb V) {
  return V == Verb::Offer ? L.Offer : V == Verb::Detach ? L.Detach : L.Cleanup;
}

class Finder {
public:
  Finder(const Summary &Unit, const Program &Whole)
      : Unit(Unit), Whole(Whole), Protos(Whole.protocols()) {}

  std::vector<BindingLife> find();

private:
  struct Role {
    unsigned Side;
    const Routine *R;
  };
  /// A structure, as far as one function names it.
  struct Object {
    size_t Function;
    Place::RootKind Root;
    uint32_t Base;
    /// The path to it.
    std::vector<std::tuple<Projection::Kind, int64_t, int64_t, uint32_t>> Path;
    unsigned Side;
    auto operator<=>(const Object &) const = default;
  };
  struct Group {
    BindingLife Life;
    bool CleanupSaid = false; ///< It was stored, whatever it is.
    bool CleanupIsNull = false;
  };

  void findRoles();
  void visit(size_t Number, const Function &F);
  void addDeclared(std::vector<BindingLife> &Lives) const;
  void complete(BindingLife &L) const;
  bool fits(EntityId E, const Routine &R) const {
    FunctionId F = Whole.definition(E);
    return F != NoId && Whole.function(F).NumParams == R.NumParams;
  }
  BindingLife lifeOf(unsigned Side) const {
    BindingLife L;
    L.Side = Side;
    L.Of = Protos.sides()[Side].Of;
    return L;
  }
  bool seesAll() const {
    return Whole.isClosed() && Whole.someFunctionOutOfView().empty();
  }

  const Summary &Unit;
  const Program &Whole;
  const Protocols &Protos;
  std::map<EntityId, Role> Fields;
  std::map<Object, Group> Groups;
  std::set<unsigned> CleanupStored; ///< Sides of which some structure has one.
};

void Finder::findRoles() {
  for (const auto &[Side, S] : llvm::enumerate(Protos.sides()))
    for (const Routine &R : S.Of->Routines)
      for (EntityId E = 0; E != Unit.Entities.size(); ++E)
        if (Unit.Entities[E].K == Entity::Kind::Field &&
            Unit.Entities[E].Name == R.Field)
          Fields[E] = {unsigned(Side), &R};
}

void Finder::visit(size_t Number, const Function &F) {
  for (const Block &B : F.Blocks)
    for (const Statement &S : B.Body) {
      if (S.K != Statement::Kind::Assign || S.Dest.Path.empty() ||
          S.Dest.Path.back().K != Projection::Kind::Field)
        continue;
      auto It = Fields.find(S.Dest.Path.back().Field);
      if (It == Fields.end())
        continue;
      const auto &[Side, R] = It->second;
      Object O{Number, S.Dest.Root, S.Dest.Base, {}, Side};
      for (const Projection &Pr : llvm::drop_end(S.Dest.Path))
        O.Path.emplace_back(Pr.K, Pr.Offset, Pr.IndexConst, Pr.IndexLocal);
      auto [At, IsNew] = Groups.try_emplace(O);
      Group &G = At->second;
      if (IsNew)
        G.Life = lifeOf(Side);
      const Operand &V = S.Value.A;
      const bool IsNull = V.K == Operand::Kind::Int && V.value() == 0;
      if (R->V == Verb::Cleanup) {
        G.CleanupSaid = true;
        G.CleanupIsNull = IsNull;
        if (!IsNull)
          CleanupStored.insert(Side);
      }
      if (V.K == Operand::Kind::Function && fits(V.entity(), *R))
        memberFor(G.Life, R->V) = V.entity();
    }
}

/// Adds the routines that are in no structure in view. One offer and one detach
/// routine belong together if there are no others of their kind.
void Finder::addDeclared(std::vector<BindingLife> &Lives) const {
  for (const auto &[Side, S] : llvm::enumerate(Protos.sides())) {
    BindingLife Only = lifeOf(Side);
    bool Several = false, Any = false;
    std::vector<EntityId> Detaches;
    for (const Routine &R : S.Of->Routines)
      for (EntityId E = 0; E != Unit.Entities.size(); ++E) {
        if (!llvm::is_contained(Unit.Entities[E].DeclaredAs, R.Type) ||
            !fits(E, R) || llvm::any_of(Lives, [&](BindingLife &L) {
              return memberFor(L, R.V) == E;
            }))
          continue;
        Any = true;
        EntityId &Member = memberFor(Only, R.V);
        Several |= Member != NoId;
        Member = E;
        if (R.V == Verb::Detach)
          Detaches.push_back(E);
      }
    // A cleanup routine alone tells nothing.
    if (Any && !Several && (Only.Offer != NoId || Only.Detach != NoId))
      Lives.push_back(Only);
    else
      for (EntityId E : Detaches) {
        Lives.push_back(lifeOf(Side));
        Lives.back().Detach = E;
      }
  }
}

/// Finds out who may complete a detachment.
void Finder::complete(BindingLife &L) const {
  bool Named = false;
  for (const ProtocolFunction &PF : Protos.functions())
    if (PF.V == Verb::Complete && PF.Side == L.Side)
      Named |= llvm::any_of(Unit.Entities, [&](const Entity &E) {
        return E.K == Entity::Kind::Function && E.Name == PF.Name;
      });
  L.NeverCompleted = !Named && seesAll();
  for (FunctionId F : Whole.pointedAt()) {
    const EntityId E = Whole.function(F).Entity;
    if (Named && Whole.reaches(F, Verb::Complete) && E != L.Offer &&
        E != L.Detach && E != L.Cleanup)
      L.Completers.push_back(E);
  }
}

std::vector<BindingLife> Finder::find() {
  findRoles();
  if (!Fields.empty())
    for (const auto &[I, F] : llvm::enumerate(
             llvm::concat<const Function>(Unit.Functions, Unit.Initialisers)))
      visit(I, F);
  std::vector<BindingLife> Lives;
  for (auto &[O, G] : Groups) {
    if (G.Life.Offer == NoId && G.Life.Detach == NoId)
      continue;
    // Static storage is zero where nothing else was stored.
    const bool Static = O.Root == Place::RootKind::Global &&
                        (!Unit.Entities[O.Base].External || seesAll());
    G.Life.NoCleanup = !CleanupStored.count(O.Side) &&
                       (G.CleanupSaid ? G.CleanupIsNull : Static);
    Lives.push_back(G.Life);
  }
  addDeclared(Lives);
  for (BindingLife &L : Lives)
    complete(L);
  return Lives;
}

} // namespace

std::vector<BindingLife> findLives(const Summary &Unit, const Program &Whole) {
  return Finder(Unit, Whole).find();
}

Summary partOf(const Summary &Unit, llvm::ArrayRef<BindingLife> Lives) {
  std::vector<uint32_t> Definitions(Unit.Entities.size(), NoId);
  for (const auto &[I, F] : llvm::enumerate(Unit.Functions))
    Definitions[F.Entity] = I;
  std::set<uint32_t> Needed;
  std::vector<uint32_t> Work;
  auto Need = [&](EntityId E) {
    if (E != NoId && Definitions[E] != NoId &&
        Needed.insert(Definitions[E]).second)
      Work.push_back(Definitions[E]);
  };
  bool Dispatches = false;
  for (const BindingLife &L : Lives) {
    for (EntityId E : {L.Offer, L.Detach, L.Cleanup})
      Need(E);
    for (EntityId E : L.Completers)
      Need(E);
  }
  while (!Work.empty()) {
    const Function &F = Unit.Functions[Work.back()];
    Work.pop_back();
    forEachOperand(F, [&](const Operand &O) {
      if (O.K == Operand::Kind::Function)
        Need(O.entity());
    });
    for (const Block &B : F.Blocks)
      for (const Statement &S : B.Body)
        if (S.K == Statement::Kind::Call &&
            S.callee().K == Operand::Kind::Function) {
          Need(S.callee().entity());
          Dispatches |= S.Virtual;
        }
    if (Work.empty() && std::exchange(Dispatches, false))
      for (EntityId E = 0; E != Unit.Entities.size(); ++E)
        if (!Unit.Entities[E].Overrides.empty())
          Need(E);
  }
  Summary Part;
  Part.PointerSize = Unit.PointerSize;
  Part.Files = Unit.Files;
  Part.Entities = Unit.Entities;
  for (uint32_t I : Needed)
    Part.Functions.push_back(Unit.Functions[I]);
  return Part;
}

} // namespace nmr
