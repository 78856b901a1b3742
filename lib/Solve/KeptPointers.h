//===- KeptPointers.h - Who may point at what is kept -----------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where the address of a block of memory that a registration keeps may get to,
/// in any order of the program's statements, and how far into the block it
/// leads there. That is finer than the classes of a slice, which hold a context
/// and all that hangs on it: a routine that frees what the context points at
/// does not free the context.
///
/// Values flow in one direction (inclusion, after Andersen: "Program Analysis
/// and Specialization for the C Programming Language", 1994), within the
/// classes and from what is handed to the system to the routines that get it
/// back. Memory behind pointers is told apart by class and by field.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_KEPTPOINTERS_H
#define NMR_SOLVE_KEPTPOINTERS_H

#include "Solve/SliceClasses.h"
#include "llvm/ADT/MapVector.h"

namespace nmr {

class Slice::KeptPointers {
public:
  /// Takes time in proportion to the statements that name something of the
  /// classes of what is kept.
  KeptPointers(const Classes &C, const Program::Site &Site);

  /// Whether \p Free, a call that frees what one of its arguments points at,
  /// may free what is kept.
  bool mayBeFreedBy(const Classes::Ref &Free);

private:
  /// A local, a part of a global, or a field of the memory of a class.
  using Var = uint32_t;
  /// How far a pointer is moved; nothing: somewhere.
  using Distance = std::optional<int64_t>;
  struct Flow {
    Var To;
    Distance By;
  };
  struct Source {
    Var From;
    Distance By;
  };
  /// How far into the block a pointer may lead.
  struct Offsets {
    bool Anywhere = false;
    llvm::SmallVector<int64_t, 2> At;
    bool add(Distance D);
    bool contains(int64_t Offset) const {
      return Anywhere || llvm::is_contained(At, Offset);
    }
  };
  struct Node {
    llvm::SmallVector<Flow, 2> Out;
    llvm::SmallVector<Var, 2> Into;
    Offsets Kept;
    llvm::SmallSetVector<FunctionId, 1> Routines; ///< That it may hold.
    llvm::SmallSetVector<EntityId, 1> Fields; ///< Whose address it may hold.
    bool IsNew = false;     ///< May hold the address of a new object.
    bool IsForeign = false; ///< May hold what comes from out of view.
    bool IsOther = false;   ///< May hold what leads to no block.
  };

  bool isIn(NodeIndex Class) const { return InClass.contains(Class); }
  bool isIn(FunctionId F, const Operand &O) const {
    return hasPlace(O) && isIn(C.classOf(F, O));
  }
  void visitPlaces(
      llvm::function_ref<void(FunctionId, const Place &, bool Address)> Visit)
      const;
  /// What identifies the record of a field.
  llvm::StringRef recordOf(EntityId Field) const;
  void findShared();
  void findUses();
  Var var(NodeIndex N, bool Shared, EntityId Field);
  Var var(FunctionId F, const Place &Pl);
  Var local(FunctionId F, LocalId L);
  Var pointer(FunctionId F, Place Pl, size_t Step);
  Var behind(FunctionId F, const Operand &O);
  std::optional<Source> source(FunctionId F, const Operand &O);
  void connect(Source From, Var To);
  void flow(Var To, FunctionId F, const Operand &O, Distance By = 0);
  void addAssignment(FunctionId F, const Statement &St);
  void addCall(const Classes::Ref &R);
  void addModelled(const Classes::Ref &R);
  void addToSystem(const Classes::Ref &R);
  void spread();
  void addPassed();
  llvm::SmallVector<Var, 4> kept(const Program::Site &Site);
  void propagate(llvm::SmallVector<Var, 4> Kept);

  const Classes &C;
  const Program &P;
  llvm::SmallSetVector<NodeIndex, 8> InClass;
  /// Roots whose address is taken, or that are copied as a whole, are part of
  /// the memory of their class. So are fields of which that is true, or that
  /// share their place with another.
  llvm::DenseSet<NodeIndex> SharedRoots;
  llvm::DenseSet<std::pair<NodeIndex, EntityId>> SharedFields;
  /// Roots that are records and are copied as one value.
  llvm::DenseSet<NodeIndex> WholeRoots;
  llvm::DenseMap<std::pair<uint64_t, EntityId>, Var> Vars;
  /// Fields that are used through a pointer.
  llvm::SetVector<std::pair<Var, EntityId>> UsedThrough;
  /// Records that the fields of others are, or are used as.
  llvm::SetVector<std::pair<EntityId, llvm::StringRef>> RecordsIn;
  /// What calls get that are given memory of a class with routines in it: of
  /// the field with that entity, or all of it.
  llvm::MapVector<std::pair<NodeIndex, EntityId>, Var> Tables;
  std::vector<Node> Nodes;
  static constexpr Var System = 0; ///< What any call gives to the system.
};

} // namespace nmr

#endif // NMR_SOLVE_KEPTPOINTERS_H
