//===- SliceClasses.h - Which memory may hold what --------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What all slices of a program share: the classes into which memory falls
/// (unification, after Steensgaard: "Points-to analysis in almost linear time",
/// POPL 1996), the statements that write each, and the branches that decide
/// over each block.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_SLICECLASSES_H
#define NMR_SOLVE_SLICECLASSES_H

#include "Solve/Lists.h"
#include "Solve/Slice.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SetVector.h"
#include <algorithm>
#include <atomic>
#include <map>

namespace nmr {

/// A set of places, before union: what may hold copies of one value.
using NodeIndex = uint32_t;

/// Any number of threads may find and unite (compare Jayanti, Tarjan:
/// "Concurrent disjoint set union", 2021): a parent is only ever replaced by
/// another one further up.
class UnionFind {
public:
  NodeIndex add() {
    Parent.push_back(Parent.size());
    return Parent.size() - 1;
  }
  size_t size() const { return Parent.size(); }
  NodeIndex find(NodeIndex N) {
    while (true) {
      const NodeIndex Up = at(N).load(std::memory_order_relaxed);
      if (Up == N)
        return N;
      const NodeIndex Next = at(Up).load(std::memory_order_relaxed);
      at(N).store(Next, std::memory_order_relaxed);
      N = Next;
    }
  }
  /// Lets \c root answer from now on, until something is united.
  void flatten() {
    for (NodeIndex N = 0; N != Parent.size(); ++N)
      Parent[N] = Parent[Parent[N]];
  }
  /// As \c find does, of a flat set, and from any thread.
  NodeIndex root(NodeIndex N) const { return Parent[N]; }
  void unite(NodeIndex A, NodeIndex B) {
    if (A == NoId || B == NoId)
      return;
    // The smaller number wins, so that the answer depends on no order.
    for (A = find(A), B = find(B); A != B; A = find(A), B = find(B)) {
      if (A < B)
        std::swap(A, B);
      NodeIndex Root = A;
      if (at(A).compare_exchange_strong(Root, B, std::memory_order_relaxed))
        return;
    }
  }

private:
  std::vector<NodeIndex> Parent;

  std::atomic_ref<NodeIndex> at(NodeIndex N) {
    return std::atomic_ref<NodeIndex>(Parent[N]);
  }
};

/// How the simulation treats a call.
enum class CallKind : uint8_t {
  Event,
  Protocol,
  Bodies, ///< One of some functions in view.
  Modelled,
  NoReturn,
  System,
  OutOfView,
  Indirect,
};

struct CallInfo {
  CallKind K = CallKind::System;
  const ProtocolFunction *PF = nullptr;
  const SystemFunction *SF = nullptr;
  llvm::SmallVector<FunctionId, 2> Bodies;

  /// It leads to code that is not the driver's.
  bool isToSystem() const {
    return K == CallKind::System || (K == CallKind::Indirect && Bodies.empty());
  }

  CallInfo() = default;
  CallInfo(CallInfo &&) noexcept = default;
  CallInfo &operator=(CallInfo &&) noexcept = default;
};

inline bool hasPlace(const Operand &O) {
  return O.K == Operand::Kind::Load || O.K == Operand::Kind::AddressOf;
}

/// The innermost field on the way from the last pointer; NoId: there is none
/// with a name.
inline EntityId fieldOf(const Place &Pl) {
  EntityId Field = NoId;
  for (const Projection &Pr : Pl.Path)
    if (Pr.K == Projection::Kind::Deref)
      Field = NoId;
    else if (Pr.K == Projection::Kind::Field && Pr.Field != NoId)
      Field = Pr.Field;
  return Field;
}

class Slice::Classes {
public:
  explicit Classes(const Program &P);

  /// A statement, by position.
  struct Ref {
    FunctionId F = NoId;
    BlockId B = NoId;
    uint32_t I = NoId;
  };

  const Program &P;

  /// The class of a place of \p F; of what it is and of what it points at.
  NodeIndex classOf(FunctionId F, const Place &Pl) const {
    return Sets.root(node(F, Pl));
  }
  /// The local or the part of a global where a place of \p F begins: a number
  /// that the whole class does not share.
  NodeIndex node(FunctionId F, const Place &Pl) const;
  /// NoId if \p O is no place.
  NodeIndex classOf(FunctionId F, const Operand &O) const {
    return hasPlace(O) ? classOf(F, O.P) : NoId;
  }
  NodeIndex rootOf(NodeIndex N) const { return Sets.root(N); }
  NodeIndex localClass(FunctionId F, LocalId L) const {
    return Sets.root(LocalBase[F] + L);
  }
  NodeIndex returnClass(FunctionId F) const { return Sets.root(ReturnNode[F]); }
  /// A number of its own for what \p F returns.
  NodeIndex returnNode(FunctionId F) const { return ReturnNode[F]; }

  const CallInfo &callInfo(const Ref &R) const {
    return Calls[CallNumber[statement(R)]];
  }
  uint32_t block(FunctionId F, BlockId B) const { return BlockBase[F] + B; }
  uint32_t statement(const Ref &R) const {
    return StatementBase[block(R.F, R.B)] + R.I;
  }
  const Statement &at(const Ref &R) const {
    return P.function(R.F).Blocks[R.B].Body[R.I];
  }

  // By class.
  Lists<Ref> Writers;
  Lists<Ref> Ends; ///< Of the lives of its locals.
  Lists<FunctionId> Returning;
  // By function.
  Lists<Ref> Callers;
  /// What every slice holds.
  std::vector<Ref> Always;
  std::vector<NodeIndex> AlwaysClasses;

  // By block.
  /// Statements that every slice with the block holds.
  llvm::DenseMap<uint32_t, std::vector<uint32_t>> KeptIn;
  size_t NumStatements = 0;

  /// What decides over a function's blocks. By block.
  struct Control {
    /// The branches of the function that decide whether the block runs.
    std::vector<llvm::SmallVector<BlockId, 2>> DecidedBy;
    /// Where all paths from the block meet again; NoId: at the function's end.
    std::vector<BlockId> Meets;
    /// No path from the block returns.
    std::vector<bool> Stuck;
  };
  const Control &control(FunctionId F) const {
    return Controls.get(F, [&] { return analyseControl(F); });
  }

  /// The harness's blocks that run one callback.
  llvm::DenseMap<BlockId, FunctionId> CallbackOf;

  /// Deregister and wait calls with a handle that may come from out of view.
  std::vector<Program::Site> Foreign;
  NodeIndex handleClass(const Program::Site &S) const {
    const Statement &St = at({S.F, S.Block, S.Index});
    if (S.Callee->Chosen)
      return classOf(S.F, choice());
    if (S.Callee->hasHandleParam())
      return classOf(S.F, St.Args[S.Callee->HandleParam]);
    return S.Callee->Handle == HandleIs::Returned && St.HasDest
               ? classOf(S.F, St.Dest)
               : NoId;
  }

  /// Of \p O, and of all that lies in the global whose address it is.
  void visitClasses(FunctionId F, const Operand &O,
                    llvm::function_ref<void(NodeIndex)> Visit) const;
  /// Of what the registration of \p S keeps.
  std::vector<NodeIndex> keptClasses(const Program::Site &S) const;
  /// The same, and where it may lie once the system hands it to a routine.
  std::vector<NodeIndex> handedClasses(const Program::Site &S) const;
  /// A function whose address was put somewhere: where, in what field, and in
  /// what variable, if its initializer or an assignment says so.
  struct TakenFunction {
    NodeIndex In = NoId;
    FunctionId F = NoId;
    EntityId Field = NoId, Global = NoId;
  };
  std::vector<TakenFunction> Taken;
  /// A value that comes back as a parameter of a routine, because whoever calls
  /// that was given both.
  struct PassedValue {
    FunctionId In = NoId;
    Operand From;
    bool Behind = false; ///< What lies where the operand leads.
    FunctionId To = NoId;
    LocalId Param = 0;
  };
  std::vector<PassedValue> Passed;
  /// What \p F hands over as a context, with where that comes back. Both are of
  /// one class.
  llvm::ArrayRef<PassedValue> handedOver(FunctionId F) const {
    auto It = HandedOver.find(F);
    return It == HandedOver.end() ? llvm::ArrayRef<PassedValue>()
                                  : llvm::ArrayRef(It->second);
  }
  /// By class: the routines in \c Taken that lie there.
  llvm::DenseMap<NodeIndex, llvm::SmallVector<uint32_t, 2>> TakenIn;
  /// The statements that name something of a class; with no number, the end of
  /// a block. Only for classes that \c handedClasses may answer.
  llvm::DenseMap<NodeIndex, std::vector<Ref>> Touching;
  /// Of memory that may be freed, or be out of scope, while a pointer leads
  /// there.
  llvm::DenseSet<NodeIndex> MortalClasses;
  /// Calls that end what a routine that a protocol call runs may use.
  std::vector<Ref> Teardowns;
  /// The calls that may use it, by class.
  llvm::DenseMap<NodeIndex, std::vector<Ref>> Uses;

  /// Where a run keeps what the caller chose for a handle. What may be chosen
  /// is of its class.
  Place choice() const { return Place::global(P.choice(), P.pointerSize()); }

  /// Parameters of the functions that the harness calls, of which it says
  /// nothing.
  std::vector<NodeIndex> passedBySystem() const;

  /// Functions that an indirect call out of the model may be said to reach.
  std::map<size_t, std::vector<FunctionId>> Reachable; ///< By parameter count.

private:
  friend class Slice::Tracer;
  UnionFind Sets;
  std::vector<NodeIndex> LocalBase, ReturnNode;
  std::vector<uint32_t> BlockBase, StatementBase;
  std::vector<uint32_t> CallNumber; ///< By statement; NoId if it is no call.
  std::vector<CallInfo> Calls;
  OnDemand<Control> Controls;
  struct Leaf {
    int64_t Low, High;
    NodeIndex N;
  };
  llvm::DenseMap<EntityId, llvm::SmallVector<Leaf, 2>> Leaves;
  /// The nodes of places that were reached through a field, by field.
  struct FieldUse {
    std::vector<NodeIndex> Nodes;
    bool InObject = false;
  };
  std::map<EntityId, FieldUse> Fields;
  std::vector<NodeIndex> Handles;
  /// By class: where what it holds may come back, by a routine's parameter.
  /// A number behind those of the nodes: by a routine that lies in the class.
  llvm::DenseMap<NodeIndex, llvm::SmallSetVector<NodeIndex, 4>> HandedOn;
  std::vector<Ref> Indirect; ///< Calls.
  /// Calls that hand over a context with a routine to pass it to.
  std::vector<Ref> HandsOver;
  llvm::DenseMap<FunctionId, std::vector<PassedValue>> HandedOver;
  /// Of what holds addresses of functions, and of computed callees.
  std::vector<NodeIndex> Pointers;

  NodeIndex node(FunctionId F, const Operand &O) const {
    return hasPlace(O) ? node(F, O.P) : NoId;
  }
  void visitPlaces(
      FunctionId F,
      llvm::function_ref<void(const Place &, bool Address, uint64_t Bytes)> V)
      const;
  void numberStatements();
  void findLeaves();
  void uniteCall(const Ref &R, const CallInfo &C);
  void uniteValues(FunctionId F);
  void uniteFields();
  void findPointers();
  bool resolveIndirectCalls();
  bool handsOver(const Statement &St, const CallInfo &C) const;
  class Contexts;
  bool uniteContexts();
  void findForeign();
  void indexWriters();
  struct InEvery {
    std::vector<Ref> Always;
    llvm::DenseMap<uint32_t, std::vector<uint32_t>> KeptIn;
  };
  std::vector<InEvery> visitStatements(unsigned Ranges);
  void visitStatements(FunctionId F, unsigned Range, InEvery &Found);
  void findMortals();
  void pass(FunctionId F, const Operand &From, FunctionId To, LocalId Param,
            bool Behind = false);
  void passByProtocols(llvm::ArrayRef<Ref> Attaches);
  void passBySystem(const Ref &R);
  void findTouching();
  void findUses();
  Control analyseControl(FunctionId F) const;
  void findCallbacks();
};

/// How the values of a program are told apart: what a slice goes by.
class Slice::Partition {
public:
  using Visitor = llvm::function_ref<void(NodeIndex)>;
  virtual ~Partition() = default;

  // NoId: it holds no value that anything is known of.
  virtual NodeIndex classOf(FunctionId F, const Operand &O) = 0;
  /// Of what a local holds that is an index.
  virtual NodeIndex indexClass(FunctionId F, LocalId L) = 0;
  virtual NodeIndex returnClass(FunctionId F) = 0;

  /// The statements that may change which values a class has.
  virtual llvm::ArrayRef<Classes::Ref> writers(NodeIndex N) = 0;
  /// The ends of the lives of its locals.
  virtual llvm::ArrayRef<Classes::Ref> ends(NodeIndex N) = 0;
  virtual llvm::ArrayRef<FunctionId> returning(NodeIndex N) = 0;
  /// The classes of the addresses where its values lie.
  virtual llvm::ArrayRef<NodeIndex> holders(NodeIndex N) = 0;
  /// The classes of what lies where \p O leads.
  virtual void visitBehind(FunctionId F, const Operand &O, Visitor Visit) = 0;
  /// Those that every slice holds.
  virtual void visitAlways(Visitor Visit) = 0;
  /// Those of the handle that \p Site is about.
  virtual void visitHandle(const Program::Site &Site, Visitor Visit) = 0;
  /// Those of what is tied to the registration of \p Site, and the statements
  /// that may end it or use it then.
  virtual void visitTied(const Program::Site &Site, Visitor Visit,
                         llvm::function_ref<void(Classes::Ref)> Take) = 0;
};

} // namespace nmr

#endif // NMR_SOLVE_SLICECLASSES_H
