//===- Slice.cpp - The part of a program that one site needs --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Solve/Slice.h"
#include "Solve/KeptPointers.h"
#include "Solve/SliceFields.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include <algorithm>
#include <map>
#include <set>

namespace nmr {

// Statements up to which it takes no longer to simulate all fields of an object
// than to tell them apart.
static constexpr size_t MaxSmall = 500;

/// The partition that all slices share. An address and what lies there are of
/// one class.
class Slice::Coarse final : public Slice::Partition {
public:
  explicit Coarse(const Classes &C) : C(C) {}
  NodeIndex classOf(FunctionId F, const Operand &O) override {
    return C.classOf(F, O);
  }
  NodeIndex indexClass(FunctionId F, LocalId L) override {
    return C.localClass(F, L);
  }
  NodeIndex returnClass(FunctionId F) override { return C.returnClass(F); }
  llvm::ArrayRef<Classes::Ref> writers(NodeIndex N) override {
    return C.Writers[N];
  }
  llvm::ArrayRef<Classes::Ref> ends(NodeIndex N) override { return C.Ends[N]; }
  llvm::ArrayRef<FunctionId> returning(NodeIndex N) override {
    return C.Returning[N];
  }
  llvm::ArrayRef<NodeIndex> holders(NodeIndex) override { return {}; }
  void visitBehind(FunctionId, const Operand &, Visitor) override {}
  void visitAlways(Visitor Visit) override {
    llvm::for_each(C.AlwaysClasses, Visit);
  }
  void visitHandle(const Program::Site &Site, Visitor Visit) override {
    if (Site.Callee->hasHandleParam())
      Visit(C.classOf(Site.F, C.at({Site.F, Site.Block, Site.Index})
                                  .Args[Site.Callee->HandleParam]));
    Visit(C.handleClass(Site));
  }
  void visitTied(const Program::Site &Site, Visitor Visit,
                 llvm::function_ref<void(Classes::Ref)> Take) override {
    llvm::for_each(C.keptClasses(Site), Visit);
    for (NodeIndex N : C.handedClasses(Site))
      if (C.MortalClasses.contains(N))
        Visit(N);
    for (const Classes::Ref &R : C.Teardowns) {
      const NodeIndex N = C.classOf(R.F, C.at(R).Args[C.callInfo(R).SF->Arg]);
      Take(R);
      Visit(N);
      llvm::for_each(C.Uses.find(N)->second, Take);
    }
  }

private:
  const Classes &C;
};

class Slice::Builder {
public:
  explicit Builder(const Classes &C) : C(C), P(C.P), All(C), By(&All) {}
  /// Selects what \p Sites need by the coarse partition; false: that is more
  /// than \p Most statements, and not all of it was selected.
  bool selectAll(llvm::ArrayRef<Program::Site> Sites, size_t Most);
  /// Selects again, of what is selected for one site, by a finer partition.
  void refine(Results R);
  Part emitAll();
  /// Adds what the part that was built holds.
  void addTo(Held &H) const;

private:
  using Ref = Classes::Ref;
  const Classes &C;
  const Program &P;
  Coarse All;
  std::optional<Fields> Finer;
  Partition *By;

  // What is in the slice.
  llvm::DenseSet<NodeIndex> InClass;
  /// The classes of the coarse partition that the selection began with.
  llvm::DenseSet<NodeIndex> AllClasses;
  llvm::DenseSet<uint32_t> InStatement, InBlock, InBranch; ///< By number.
  llvm::DenseMap<uint32_t, llvm::SmallVector<uint32_t, 4>>
      StatementsIn; ///< By block.
  llvm::DenseSet<FunctionId> InFunction;
  llvm::DenseSet<FunctionId> Open; ///< They answer anything.
  bool HasOpenResults = false;
  std::vector<NodeIndex> ClassWork;
  std::vector<Ref> StatementWork;
  std::vector<std::pair<FunctionId, BlockId>> BlockWork;

  void add(NodeIndex Class) {
    if (Class != NoId && InClass.insert(Class).second)
      ClassWork.push_back(Class);
  }
  void add(const Ref &R) {
    if (!InStatement.insert(C.statement(R)).second)
      return;
    StatementsIn[C.block(R.F, R.B)].push_back(R.I);
    StatementWork.push_back(R);
  }
  void addBlock(FunctionId F, BlockId B) {
    if (InBlock.insert(C.block(F, B)).second)
      BlockWork.push_back({F, B});
  }
  void addFunction(FunctionId F) {
    if (!InFunction.insert(F).second)
      return;
    for (const Ref &R : C.Callers[F])
      add(R);
  }
  void addIndices(FunctionId F, const Place &Pl) {
    for (const Projection &Pr : Pl.Path)
      if (Pr.K == Projection::Kind::Index && Pr.IndexLocal != NoId)
        add(By->indexClass(F, Pr.IndexLocal));
  }
  void addOperand(FunctionId F, const Operand &O) {
    if (!hasPlace(O))
      return;
    add(By->classOf(F, O));
    addIndices(F, O.P);
  }
  void addReads(const Ref &R);
  /// Adds what hangs on that which was added, until there are more than \p Most
  /// statements.
  void close(size_t Most);
  void begin(const Program::Site &Site);
  void seed(const Program::Site &Site);
  llvm::DenseSet<FunctionId> involved(const Program::Site &Site);
  void clear();

  // The program that is built.
  std::unique_ptr<Program> New;
  llvm::DenseMap<EntityId, EntityId> Entities;
  llvm::DenseMap<FunctionId, FunctionId> Functions;
  std::vector<FunctionId> Emitted; ///< The old function of each new one.
  std::set<size_t> IndirectArgs;

  EntityId entity(EntityId E);
  FunctionId function(FunctionId F);
  void emit(FunctionId F);
  void finish(FunctionId F, Function Body);
  bool contains(NodeIndex Class) const {
    return Class != NoId && InClass.contains(Class);
  }
  bool isIn(FunctionId F, const Operand &O) {
    return !hasPlace(O) || contains(By->classOf(F, O));
  }
  /// In order.
  std::vector<uint32_t> keptStatements(FunctionId F, BlockId B) const;
  bool keepsBranch(FunctionId F, BlockId B);

  // The function that is emitted.
  FunctionId Current = NoId;
  Function *To = nullptr;
  llvm::DenseMap<LocalId, LocalId> Locals;
  LocalId local(LocalId L);
  Place place(Place Pl);
  Operand operand(Operand O);
  Statement statement(const Ref &R);

  std::vector<Program::Site> OldSites, NewSites;
  llvm::DenseMap<uint32_t, llvm::SmallVector<uint32_t, 1>>
      SitesAt; ///< By statement.
  std::vector<Part::Origin> Origins;
};

void Slice::Builder::addReads(const Ref &R) {
  const Statement &St = C.at(R);
  switch (St.K) {
  case Statement::Kind::Assign:
    addIndices(R.F, St.Dest);
    addOperand(R.F, St.Value.A);
    addOperand(R.F, St.Value.B);
    return;
  case Statement::Kind::Havoc:
    addIndices(R.F, St.Dest);
    return;
  case Statement::Kind::ScopeEnd:
    return;
  case Statement::Kind::Call:
    break;
  }
  if (St.HasDest)
    addIndices(R.F, St.Dest);
  const CallInfo &Call = C.callInfo(R);
  for (const Operand &A : St.Args)
    if (hasPlace(A))
      addIndices(R.F, A.P);
  switch (Call.K) {
  case CallKind::Protocol:
    // Another registration's handle must stay another's.
    if (Call.PF->Handle == HandleIs::Passed ||
        Call.PF->Handle == HandleIs::Chosen)
      addOperand(R.F, St.Args[Call.PF->HandleParam]);
    break;
  case CallKind::Modelled:
    for (const Operand &A : St.Args) {
      addOperand(R.F, A);
      if (Call.SF->E == SystemFunction::Effect::SetUnload)
        By->visitBehind(R.F, A, [&](NodeIndex N) { add(N); });
    }
    break;
  case CallKind::Indirect:
    addOperand(R.F, St.callee());
    break;
  default:
    break;
  }
}

void Slice::Builder::close(size_t Most) {
  while (InStatement.size() <= Most) {
    if (!ClassWork.empty()) {
      NodeIndex N = ClassWork.back();
      ClassWork.pop_back();
      llvm::for_each(By->holders(N), [&](NodeIndex Of) { add(Of); });
      for (const Ref &R : By->writers(N))
        add(R);
      for (const Ref &R : By->ends(N))
        StatementsIn[C.block(R.F, R.B)].push_back(R.I);
      for (FunctionId F : By->returning(N)) {
        if (Open.contains(F))
          continue;
        const Function &Fn = P.function(F);
        for (BlockId B = 0; B < Fn.Blocks.size(); ++B)
          if (Fn.Blocks[B].End.K == Terminator::Kind::Return &&
              Fn.Blocks[B].End.HasValue) {
            addOperand(F, Fn.Blocks[B].End.A);
            addBlock(F, B);
          }
      }
      continue;
    }
    if (!StatementWork.empty()) {
      Ref R = StatementWork.back();
      StatementWork.pop_back();
      addReads(R);
      addBlock(R.F, R.B);
      continue;
    }
    if (!BlockWork.empty()) {
      auto [F, B] = BlockWork.back();
      BlockWork.pop_back();
      addFunction(F);
      for (BlockId D : C.control(F).DecidedBy[B]) {
        if (!InBranch.insert(C.block(F, D)).second)
          continue;
        addOperand(F, P.function(F).Blocks[D].End.A);
        addOperand(F, P.function(F).Blocks[D].End.B);
        addBlock(F, D);
      }
      continue;
    }
    return;
  }
}

EntityId Slice::Builder::entity(EntityId E) {
  if (E == NoId)
    return NoId;
  auto [It, IsNew] = Entities.try_emplace(E, New->Unit.Entities.size());
  if (!IsNew)
    return It->second;
  EntityId Id = It->second;
  const Entity &Old = P.unit().entity(E);
  Entity &Ent = New->Unit.Entities.emplace_back();
  Ent.K = Old.K;
  Ent.Name = Old.Name;
  Ent.External = Old.External;
  Ent.System = Old.System;
  Ent.Overlaid = Old.Overlaid;
  Ent.NoReturn = Old.NoReturn;
  Ent.Undefined = Old.Undefined;
  Ent.Size = Old.Size;
  New->Definitions.push_back(NoId);
  New->SystemFunctions.push_back(P.systemFunction(E));
  if (Program::isIn(P.ProtocolNames, E))
    Program::put(New->ProtocolNames, Id);
  if (std::optional<SystemEvent> Ev = P.event(E))
    New->Events[Id] = *Ev;
  if (Old.K == Entity::Kind::Global && P.isExposed(E))
    Program::put(New->Exposed, Id);
  if (Program::isIn(P.PointedAtGlobals, E))
    Program::put(New->PointedAtGlobals, Id);
  if (Program::isIn(P.FieldGlobals, E))
    Program::put(New->FieldGlobals, Id);
  if (Program::isIn(P.AddressesIn.Entities, E))
    Program::put(New->AddressesIn.Entities, Id);
  if (Program::isIn(P.SystemOnly, E))
    Program::put(New->SystemOnly, Id);
  if (Program::isIn(P.StoredElsewhere, E))
    Program::put(New->StoredElsewhere, Id);
  if (auto It = P.CallbackOf.find(E); It != P.CallbackOf.end())
    New->CallbackOf[Id] = It->second;
  if (const nmr::Routine *R = P.Answering.lookup(E))
    New->Answering[Id] = R;
  if (auto It = P.NonNull.find(E); It != P.NonNull.end())
    New->NonNull[Id] = It->second;
  // A function in view must not look as if it were out of view.
  if (FunctionId F = P.definition(E); F != NoId)
    New->Definitions[Id] = function(F);
  return Id;
}

FunctionId Slice::Builder::function(FunctionId F) {
  auto [It, IsNew] = Functions.try_emplace(F, Emitted.size());
  if (!IsNew)
    return It->second;
  FunctionId Id = It->second;
  Emitted.push_back(F);
  New->Bodies.push_back(nullptr);
  New->Definitions[entity(P.function(F).Entity)] = Id;
  return Id;
}

LocalId Slice::Builder::local(LocalId L) {
  if (L == NoId)
    return NoId;
  auto [It, IsNew] = Locals.try_emplace(L, To->Locals.size());
  if (IsNew)
    To->Locals.push_back({"", P.function(Current).Locals[L].Size});
  return It->second;
}

Place Slice::Builder::place(Place Pl) {
  Pl.Base =
      Pl.Root == Place::RootKind::Local ? local(Pl.Base) : entity(Pl.Base);
  for (Projection &Pr : Pl.Path) {
    Pr.Field = entity(Pr.Field);
    Pr.IndexLocal = local(Pr.IndexLocal);
  }
  return Pl;
}

Operand Slice::Builder::operand(Operand O) {
  if (hasPlace(O))
    O.P = place(std::move(O.P));
  if (O.K == Operand::Kind::Function)
    O = Operand::function(entity(O.entity()));
  return O;
}

Statement Slice::Builder::statement(const Ref &R) {
  const Statement &Old = C.at(R);
  Statement St;
  St.K = Old.K;
  St.Where = Old.Where;
  if (Old.K != Statement::Kind::Call) {
    St.Dest = place(Old.Dest);
    St.Value = Old.Value;
    St.Value.A = operand(Old.Value.A);
    St.Value.B = operand(Old.Value.B);
    return St;
  }
  if (Old.HasDest && isIn(R.F, Operand::load(Old.Dest))) {
    St.HasDest = true;
    St.Dest = place(Old.Dest);
    HasOpenResults |= llvm::any_of(
        C.callInfo(R).Bodies, [&](FunctionId G) { return Open.contains(G); });
  }
  St.callee() = operand(Old.callee());
  St.Virtual = Old.Virtual;
  St.Writes = Old.Writes;
  for (const Operand &A : Old.Args)
    St.Args.push_back(isIn(R.F, A) ? operand(A) : Operand::unknown());
  const CallInfo &Call = C.callInfo(R);
  if (Call.K == CallKind::Indirect && P.mayLeadHome(Old))
    IndirectArgs.insert(Old.Args.size());
  if (Old.Virtual && Call.K == CallKind::Bodies) {
    auto &Of = New->Overriders[St.callee().entity()];
    if (Of.empty())
      for (FunctionId G : Call.Bodies)
        Of.push_back(entity(P.function(G).Entity));
  }
  return St;
}

std::vector<uint32_t> Slice::Builder::keptStatements(FunctionId F,
                                                     BlockId B) const {
  std::vector<uint32_t> Kept;
  if (auto It = StatementsIn.find(C.block(F, B)); It != StatementsIn.end())
    Kept.assign(It->second.begin(), It->second.end());
  if (auto It = C.KeptIn.find(C.block(F, B)); It != C.KeptIn.end())
    llvm::append_range(Kept, It->second);
  llvm::sort(Kept);
  Kept.erase(std::unique(Kept.begin(), Kept.end()), Kept.end());
  return Kept;
}

bool Slice::Builder::keepsBranch(FunctionId F, BlockId B) {
  if (F == P.harness() || InBranch.contains(C.block(F, B)))
    return true;
  const Terminator &End = P.function(F).Blocks[B].End;
  if (End.K == Terminator::Kind::Choose || C.control(F).Stuck[B])
    return false;
  // An assertion about something in the slice.
  auto Known = [&](const Operand &O) {
    return isIn(F, O) &&
           (!hasPlace(O) || llvm::all_of(O.P.Path, [&](const Projection &Pr) {
             return Pr.K != Projection::Kind::Index || Pr.IndexLocal == NoId ||
                    contains(By->indexClass(F, Pr.IndexLocal));
           }));
  };
  return llvm::any_of(End.Targets,
                      [&](BlockId T) { return C.control(F).Stuck[T]; }) &&
         Known(End.A) && Known(End.B);
}

void Slice::Builder::emit(FunctionId F) {
  const Function &Old = P.function(F);
  FunctionId Id = Functions[F];
  Origins.resize(std::max<size_t>(Origins.size(), Id + 1));
  std::vector<Part::BlockOrigin> &BlockOrigins = Origins[Id].Blocks;
  Origins[Id].F = F;
  Function Fn;
  Fn.Entity = entity(Old.Entity);
  Fn.NumParams = Old.NumParams;
  Fn.Where = Old.Where;
  Fn.End = Old.End;
  Current = F;
  To = &Fn;
  Locals.clear();
  for (LocalId L = 0; L < Old.NumParams; ++L)
    local(L);
  Terminator Return;
  Return.K = Terminator::Kind::Return;
  Return.HasValue = Open.contains(F);
  if (F != P.harness() && !InFunction.contains(F)) {
    Fn.Blocks.emplace_back().End = Return;
    finish(Id, std::move(Fn));
    BlockOrigins.emplace_back();
    return;
  }
  bool Harness = F == P.harness();
  bool Answers = contains(By->returnClass(F));

  // A block without anything in the slice is where it leads.
  auto Leads = [&](BlockId B) -> std::optional<BlockId> {
    if (Harness || InBlock.contains(C.block(F, B)))
      return std::nullopt;
    const Block &Blk = Old.Blocks[B];
    if (Blk.End.K == Terminator::Kind::Goto && !C.control(F).Stuck[B])
      return Blk.End.Targets[0];
    if (Blk.End.Targets.size() > 1 && !C.control(F).Stuck[B] &&
        !keepsBranch(F, B) && C.control(F).Meets[B] != NoId)
      return C.control(F).Meets[B];
    return std::nullopt;
  };
  llvm::DenseMap<BlockId, BlockId> Known, Blocks;
  std::vector<BlockId> Work;
  BlockId End = NoId;
  auto Block_ = [&](BlockId B) {
    llvm::SmallVector<BlockId, 8> Passed;
    while (true) {
      auto [It, IsNew] = Known.try_emplace(B, B);
      if (!IsNew && It->second != B) {
        B = It->second;
        break;
      }
      if (!IsNew)
        break;
      std::optional<BlockId> Next = Leads(B);
      if (!Next)
        break;
      Passed.push_back(B);
      B = *Next;
    }
    for (BlockId X : Passed)
      if (X != B)
        Known[X] = B;
    auto [It, IsNew] = Blocks.try_emplace(B, Fn.Blocks.size());
    if (IsNew) {
      Fn.Blocks.emplace_back();
      Work.push_back(B);
    }
    return It->second;
  };
  auto AtEnd = [&] {
    if (End == NoId) {
      End = Fn.Blocks.size();
      Fn.Blocks.emplace_back().End = Return;
    }
    return End;
  };
  Block_(0);
  while (!Work.empty()) {
    BlockId B = Work.back();
    Work.pop_back();
    BlockId Number = Blocks[B];
    const Block &Blk = Old.Blocks[B];
    Part::BlockOrigin From{B, {}, {}};
    ThinVector<Statement> Body;
    for (uint32_t I : keptStatements(F, B)) {
      Ref R{F, B, I};
      if (auto It = SitesAt.find(C.statement(R)); It != SitesAt.end())
        for (uint32_t Of : It->second)
          NewSites[Of] = {Id, Number, uint32_t(Body.size()),
                          OldSites[Of].Callee, OldSites[Of].FollowsTied};
      Body.push_back(statement(R));
      From.Body.push_back(I);
    }
    Fn.Blocks[Number].Body = std::move(Body);
    Terminator T;
    T.K = Blk.End.K;
    T.Where = Blk.End.Where;
    switch (Blk.End.K) {
    case Terminator::Kind::Unreachable:
      break;
    case Terminator::Kind::Return:
      T.HasValue = Blk.End.HasValue && Answers;
      if (T.HasValue && !Open.contains(F))
        T.A = operand(Blk.End.A);
      break;
    case Terminator::Kind::Goto:
      T.Targets = {Block_(Blk.End.Targets[0])};
      break;
    case Terminator::Kind::Branch:
    case Terminator::Kind::Switch:
    case Terminator::Kind::Choose:
      if (keepsBranch(F, B)) {
        T.A = operand(Blk.End.A);
        T.B = operand(Blk.End.B);
        T.Cmp = Blk.End.Cmp;
        T.Type = Blk.End.Type;
        T.Cases = Blk.End.Cases;
        T.Exceptional = Blk.End.Exceptional;
        for (const auto &[Target, To] : llvm::enumerate(Blk.End.Targets)) {
          // A callback that does nothing here need not run.
          if (Harness)
            if (auto It = C.CallbackOf.find(To);
                It != C.CallbackOf.end() && !InFunction.contains(It->second))
              continue;
          T.Targets.push_back(Block_(To));
          From.Targets.push_back(Target);
        }
      } else if (C.control(F).Stuck[B]) {
        T.K = Terminator::Kind::Choose;
        for (BlockId To : Blk.End.Targets)
          if (BlockId N = Block_(To); !llvm::is_contained(T.Targets, N))
            T.Targets.push_back(N);
      } else {
        T.K = Terminator::Kind::Goto;
        BlockId M = C.control(F).Meets[B];
        T.Targets = {M == NoId ? AtEnd() : Block_(M)};
      }
      break;
    }
    Fn.Blocks[Number].End = std::move(T);
    BlockOrigins.resize(Fn.Blocks.size());
    BlockOrigins[Number] = std::move(From);
  }
  BlockOrigins.resize(Fn.Blocks.size());
  finish(Id, std::move(Fn));
}

void Slice::Builder::finish(FunctionId F, Function Body) {
  New->Owned.push_back(std::make_unique<const Function>(std::move(Body)));
  New->Bodies[F] = New->Owned.back().get();
}

/// Adds what everything else hangs on that \p Site needs.
void Slice::Builder::begin(const Program::Site &Site) {
  auto Add = [&](NodeIndex N) { add(N); };
  By->visitAlways(Add);
  for (const Ref &R : C.Always)
    add(R);
  const Ref At{Site.F, Site.Block, Site.Index};
  add(At);
  if (Site.Callee->hasHandleParam())
    addIndices(Site.F, C.at(At).Args[Site.Callee->HandleParam].P);
  By->visitHandle(Site, Add);
  if (Site.FollowsTied)
    By->visitTied(Site, Add, [&](const Ref &R) { add(R); });
}

bool Slice::Builder::selectAll(llvm::ArrayRef<Program::Site> Sites,
                               size_t Most) {
  OldSites.assign(Sites.begin(), Sites.end());
  for (const Program::Site &Site : Sites)
    begin(Site);
  close(Most);
  AllClasses = InClass;
  return InStatement.size() <= Most;
}

void Slice::Builder::refine(Results R) {
  const Program::Site &Site = OldSites.front();
  Fields::Code Of;
  InFunction.insert(P.harness());
  std::vector<FunctionId> Selected(InFunction.begin(), InFunction.end());
  llvm::sort(Selected);
  for (FunctionId F : Selected) {
    const Function &Fn = P.function(F);
    for (BlockId B = 0; B != Fn.Blocks.size(); ++B) {
      if (F != P.harness() && !InBlock.contains(C.block(F, B)))
        continue;
      for (uint32_t I : keptStatements(F, B))
        Of.Statements.push_back({F, B, I});
      Of.Ends.emplace_back(F, B);
    }
  }
  By = &Finer.emplace(C, Of, Open);
  clear();
  if (R == Results::Open) {
    const llvm::DenseSet<FunctionId> Involved = involved(Site);
    for (FunctionId F : Selected)
      if (!Involved.contains(F) && Finer->answersNumber(F))
        Open.insert(F);
    if (!Open.empty())
      By = &Finer.emplace(C, Of, Open);
    clear();
  }
  seed(Site);
  begin(Site);
  close(std::numeric_limits<size_t>::max());
}

void Slice::Builder::clear() {
  InClass.clear();
  InStatement.clear();
  InBlock.clear();
  InBranch.clear();
  StatementsIn.clear();
  InFunction.clear();
  ClassWork.clear();
  StatementWork.clear();
}

/// Adds what the coarse partition holds in one class with the handle, and the
/// finer one does not know to be apart.
void Slice::Builder::seed(const Program::Site &Site) {
  // Calls on handles that come from out of view are the site's; which of them
  // are hangs on more than where the handles lie.
  for (const Program::Site &Other : C.Foreign)
    if (Other.Callee->Side == Site.Callee->Side &&
        C.handleClass(Other) == C.handleClass(Site)) {
      add({Other.F, Other.Block, Other.Index});
      By->visitHandle(Other, [&](NodeIndex N) { add(N); });
    }
  for (const Fields::Write &W : Finer->writesAnywhere()) {
    add(W.R);
    add(W.Through);
  }
}

/// The functions with statements that change where the handle is, or where in
/// memory that lies, and those that call them.
llvm::DenseSet<FunctionId> Slice::Builder::involved(const Program::Site &Site) {
  llvm::DenseSet<FunctionId> Involved;
  std::vector<FunctionId> Work;
  auto Add = [&](FunctionId F) {
    if (Involved.insert(F).second)
      Work.push_back(F);
  };
  llvm::SetVector<NodeIndex> Of;
  auto AddClass = [&](NodeIndex N) {
    if (N != NoId)
      Of.insert(N);
  };
  By->visitHandle(Site, AddClass);
  if (Site.FollowsTied)
    By->visitTied(Site, AddClass, [&](const Ref &R) { Add(R.F); });
  const size_t Handles = Of.size();
  for (size_t I = 0; I != Of.size(); ++I) {
    for (const Ref &R : By->writers(Of[I])) {
      const Statement &St = C.at(R);
      if (I < Handles || St.K != Statement::Kind::Assign ||
          St.Dest.Root == Place::RootKind::Global || !St.Dest.Path.empty())
        Add(R.F);
    }
    llvm::for_each(By->returning(Of[I]), Add);
    for (NodeIndex N : By->holders(Of[I]))
      Of.insert(N);
  }
  seed(Site);
  for (const Ref &R : StatementWork)
    Add(R.F);
  while (!Work.empty()) {
    const FunctionId F = Work.back();
    Work.pop_back();
    for (const Ref &R : C.Callers[F])
      Add(R.F);
  }
  return Involved;
}

Slice::Part Slice::Builder::emitAll() {
  New.reset(new Program(P.protocols()));
  New->EntryInView = P.hasEntry();
  New->IsClosed = P.isClosed();
  New->FilledFields = P.FilledFields;
  New->Rules = P.Rules;
  New->WaitsElsewhere = P.waitsElsewhere();
  New->Unit.PointerSize = P.unit().PointerSize;
  New->OutOfViewName = P.someFunctionOutOfView().str();
  New->Harness = function(P.harness());
  for (FunctionId F : P.interrupts())
    New->Interrupts.push_back(function(F));
  New->DriverObject = entity(P.driverObject());
  New->FrameworkUnload = entity(P.frameworkUnload());
  New->NoUnload = entity(P.noUnload());
  if (P.devices())
    New->Devices = {place(P.devices()->First), P.devices()->Next};
  New->Answers = entity(P.answers());
  New->Choice = entity(P.choice());
  New->TiedObjects = entity(P.tied());
  New->FollowsKept = P.FollowsKept;
  New->FollowsDestroyed = P.FollowsDestroyed;
  New->HasChosen = P.HasChosen;
  for (const Program::UnloadField &U : P.unloadFields())
    New->UnloadFields.push_back({entity(U.Field), U.Offset});
  New->EndFields = P.EndFields;
  for (const auto &[I, Site] : llvm::enumerate(OldSites)) {
    SitesAt[C.statement({Site.F, Site.Block, Site.Index})].push_back(I);
    NewSites.push_back({NoId, NoId, NoId, Site.Callee, Site.FollowsTied});
  }
  for (FunctionId Id = 0; Id < Emitted.size(); ++Id)
    emit(Emitted[Id]);
  for (size_t N : IndirectArgs)
    if (auto It = C.Reachable.find(N); It != C.Reachable.end())
      for (FunctionId G : It->second)
        function(G);
  for (FunctionId Id = 0; Id < Emitted.size(); ++Id)
    if (!New->Bodies[Id])
      emit(Emitted[Id]);

  for (FunctionId Id = 0; Id < Emitted.size(); ++Id) {
    New->CallsOf.push_back(P.CallsOf[Emitted[Id]]);
    EntityId E = P.function(Emitted[Id]).Entity;
    if (!Program::isIn(P.TakenEntities, E))
      continue;
    New->PointedAt.push_back(Id);
    if (!Program::isIn(P.SystemOnly, E))
      New->AddressTaken.push_back(Id);
  }
  for (FunctionId F : P.HandedToProtocols)
    if (auto It = Functions.find(F); It != Functions.end())
      New->HandedToProtocols.push_back(It->second);
  New->UnloadIsRead = P.UnloadIsRead;
  New->computeReach();
  const Program::Site First = NewSites.front();
  return {std::move(New), std::move(NewSites), First, std::move(Origins),
          HasOpenResults};
}

Slice::Slice(const Program &P) : C(std::make_unique<const Classes>(P)) {}
Slice::~Slice() = default;

bool Slice::leavesOut(const Program::Site &Site, Verb V) const {
  NodeIndex Own = C->handleClass(Site);
  return llvm::any_of(C->Foreign, [&](const Program::Site &Other) {
    return Other.Callee->V == V && Other.Callee->Side == Site.Callee->Side &&
           C->handleClass(Other) != Own;
  });
}

bool Slice::mayEndTied(const Program::Site &Site) const {
  return !C->Teardowns.empty() ||
         llvm::any_of(C->handedClasses(Site), [&](NodeIndex N) {
           return C->MortalClasses.contains(N);
         });
}

std::vector<Position> Slice::freesOfKept(const Program::Site &Site,
                                         llvm::ArrayRef<Position> Frees) const {
  std::vector<Position> Result;
  if (Frees.empty())
    return Result;
  KeptPointers Kept(*C, Site);
  llvm::copy_if(Frees, std::back_inserter(Result), [&](const Position &At) {
    return Kept.mayBeFreedBy({At.F, At.Block, At.Index});
  });
  return Result;
}

std::vector<std::vector<size_t>> Slice::groups() const {
  // What decides over how a call on a handle is looked at, too.
  std::map<std::tuple<NodeIndex, unsigned, bool>, std::vector<size_t>> Of;
  std::vector<std::vector<size_t>> Result;
  for (const auto &[I, Site] : llvm::enumerate(C->P.sites()))
    if (const NodeIndex N = C->handleClass(Site); N == NoId)
      Result.push_back({I});
    else
      Of[{N, Site.Callee->Side, Site.Callee->Chosen}].push_back(I);
  for (auto &[Key, Sites] : Of)
    Result.push_back(std::move(Sites));
  return Result;
}

void Slice::Builder::addTo(Held &H) const {
  std::lock_guard<std::mutex> Lock(H.Guard);
  for (NodeIndex N : AllClasses)
    Program::put(H.Classes, N);
  for (FunctionId F : Emitted)
    Program::put(H.Functions, F);
}

std::optional<Slice::Part> Slice::forSite(const Program::Site &Site, Results R,
                                          size_t Most) const {
  Builder B(*C);
  if (!B.selectAll(Site, Most))
    return std::nullopt;
  B.refine(R);
  Part Result = B.emitAll();
  if (Asked)
    B.addTo(*Asked);
  return Result;
}

std::optional<Slice::Part>
Slice::wholeIfSmall(llvm::ArrayRef<Program::Site> Sites) const {
  Builder B(*C);
  if (!B.selectAll(Sites, MaxSmall))
    return std::nullopt;
  Part Result = B.emitAll();
  if (Asked)
    B.addTo(*Asked);
  return Result;
}

} // namespace nmr
