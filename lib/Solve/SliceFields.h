//===- SliceFields.h - Which part of which memory may hold what -*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A finer partition than \c Slice::Classes, of a part of a program: the fields
/// of one object are told apart, and a pointer from what it leads to. A driver
/// that passes one context around, with its handles and all else in it, is one
/// class of the coarse partition. Here each of its fields has a class of its
/// own.
///
/// A class is a set of values, as before. Those that are addresses lead to one
/// memory, of which the class knows the parts that are read or written: ranges
/// of bytes, counted from where a value of offset 0 leads. The values in one
/// part are a class again. Where two classes are united, so are the parts that
/// overlap; where one memory is united with itself at another offset, or is
/// accessed at an unknown one, all of its parts become one (B. Steensgaard,
/// "Points-to analysis by type inference of programs with structures and
/// unions", CC 1996; offsets after C. Lattner, A. Lenharth, V. Adve, "Making
/// context-sensitive points-to analysis with heap cloning practical for the
/// real world", PLDI 2007).
///
/// It holds one slice, not the program: the coarse partition, which all slices
/// share, keeps that small.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_SLICEFIELDS_H
#define NMR_SOLVE_SLICEFIELDS_H

#include "Solve/SliceClasses.h"
#include "llvm/ADT/MapVector.h"

namespace nmr {

class Slice::Fields final : public Slice::Partition {
public:
  /// The part of a program that counts, function by function.
  struct Code {
    std::vector<Classes::Ref> Statements;
    std::vector<std::pair<FunctionId, BlockId>> Ends; ///< Of blocks.
  };
  /// What the functions \p Open answer is not followed.
  Fields(const Classes &C, const Code &Of,
         const llvm::DenseSet<FunctionId> &Open);

  NodeIndex classOf(FunctionId F, const Operand &O) override;
  NodeIndex indexClass(FunctionId F, LocalId L) override;
  NodeIndex returnClass(FunctionId F) override;
  llvm::ArrayRef<Classes::Ref> writers(NodeIndex N) override {
    return listOf(Writers, N);
  }
  llvm::ArrayRef<Classes::Ref> ends(NodeIndex N) override {
    return listOf(Ends, N);
  }
  llvm::ArrayRef<FunctionId> returning(NodeIndex N) override {
    return listOf(Returning, N);
  }
  llvm::ArrayRef<NodeIndex> holders(NodeIndex N) override {
    return listOf(Holders, N);
  }
  void visitBehind(FunctionId F, const Operand &O, Visitor Visit) override;
  void visitAlways(Visitor Visit) override;
  void visitHandle(const Program::Site &Site, Visitor Visit) override;
  void visitTied(const Program::Site &Site, Visitor Visit,
                 llvm::function_ref<void(Classes::Ref)> Take) override;

  /// What \p F answers is neither an address, nor a function, nor does it say
  /// which memory is accessed, or how much.
  bool answersNumber(FunctionId F) {
    const NodeIndex N = returnClass(F);
    return N != NoId && Parts[N].empty() && !Exact.contains(N);
  }

  /// A statement that writes through an address of a class.
  struct Write {
    Classes::Ref R;
    NodeIndex Through;
  };
  /// Those through pointers that the system passes, to no field that would say
  /// what it may be: any memory which pointers lead to.
  llvm::ArrayRef<Write> writesAnywhere() const { return Anywhere; }

private:
  using Ref = Classes::Ref;
  template <typename T>
  using ByClass = llvm::DenseMap<NodeIndex, std::vector<T>>;
  template <typename T>
  static llvm::ArrayRef<T> listOf(const ByClass<T> &Of, NodeIndex N) {
    auto It = Of.find(N);
    return It == Of.end() ? llvm::ArrayRef<T>() : llvm::ArrayRef<T>(It->second);
  }

  /// A value of a class: so many bytes behind what counts as offset 0 there.
  struct Address {
    NodeIndex N = NoId;
    int64_t Offset = 0;
  };
  /// What an operand is.
  struct Held {
    Address A;
    /// A record that lies at \c A, with this size in bytes; 0: unknown.
    bool IsRecord = false;
    uint64_t Size = 0;
  };
  /// Bytes of the memory behind a class. \c High is exclusive.
  struct Part {
    int64_t Low, High;
    NodeIndex N;
  };

  const Classes &C;
  const Program &P;
  const llvm::DenseSet<FunctionId> &Open;
  // Weighted union-find: the value of a node, in terms of another one.
  std::vector<Address> Up;
  // By root.
  std::vector<std::vector<Part>> Parts; ///< Sorted; they do not overlap.
  std::vector<bool> Folded;
  bool IsFrozen = false; ///< Nothing more is united.

  using Local = std::pair<FunctionId, LocalId>;
  using Numbers = llvm::DenseMap<uint32_t, NodeIndex>;
  llvm::DenseMap<FunctionId, Numbers> Locals;
  Numbers Returns, Globals;
  /// Locals that have an address. Of others, the node is that of the value.
  llvm::DenseSet<Local> InMemory;
  /// Addresses of variables.
  std::vector<NodeIndex> Variables;
  /// The uses of a field, by coarse class: where a handle lies in one object it
  /// may lie in another.
  struct FieldUses {
    std::vector<Held> At;
    bool InObject = false;
  };
  llvm::MapVector<std::pair<NodeIndex, EntityId>, FieldUses> Uses;
  std::vector<std::pair<Address, Address>> Work;
  /// What the system passes; in the end, all such classes and where they lead.
  std::vector<NodeIndex> FromSystem;
  llvm::DenseSet<NodeIndex> MayAlias;
  std::vector<Write> Anywhere;
  /// Of functions, of indices and of lengths; in the end, their classes.
  std::vector<NodeIndex> MustBeExact;
  llvm::DenseSet<NodeIndex> Exact;
  bool HasOverlaid = false; ///< Fields that may lie where the system's do.

  ByClass<Ref> Writers, Ends;
  ByClass<FunctionId> Returning;
  ByClass<NodeIndex> Holders;
  std::vector<std::pair<FunctionId, BlockId>> HarnessEnds;
  std::vector<Ref> Frees;

  NodeIndex add();
  Address find(Address A);
  NodeIndex root(Address A) { return A.N == NoId ? NoId : find(A).N; }
  void unite(Address A, Address B);
  void unite(const Held &A, const Held &B);
  void unite(const std::optional<Held> &A, const std::optional<Held> &B);
  /// Offsets in the memory at \p A are not told apart.
  void fold(Address A);
  void foldRoot(NodeIndex Root);
  void insert(NodeIndex Root, Part New);
  void drain();
  /// The values in \p Size bytes at \p A, as much as there is if that is 0.
  /// None, if nothing was known of them when all was united.
  Address content(Address A, uint64_t Size);
  static bool isRecord(uint64_t Size) { return Size == 0 || Size > 8; }

  /// NoId if all is united and there was none.
  NodeIndex nodeOf(Numbers &Of, uint32_t Key);
  NodeIndex localNode(FunctionId F, LocalId L);
  void mustBeExact(const std::optional<Held> &V) {
    if (V && !IsFrozen)
      MustBeExact.push_back(V->A.N);
  }
  struct Located {
    Address A;
    bool IsValue = false; ///< \c A is what a local without an address holds.
    std::optional<uint64_t> Length; ///< Somewhere in so many bytes.
    /// The innermost field, and whether that is behind a pointer.
    EntityId Field = NoId;
    bool InObject = false;
  };
  /// Where \p Pl lies. \p Notes the fields on the way there.
  Located locate(FunctionId F, const Place &Pl, bool Notes);
  /// What \p Size bytes hold there.
  Held held(const Located &L, uint64_t Size);
  /// Nothing if \p O has no place, or nothing was known of that when all was
  /// united.
  std::optional<Held> value(FunctionId F, const Operand &O, bool Notes = false);
  std::optional<Held> localValue(FunctionId F, LocalId L);
  Held returnValue(FunctionId F, bool IsRecord);
  void note(FunctionId F, const Place &Pl, EntityId Field, bool InObject,
            Held H);

  static std::vector<FunctionId> functionsOf(const Code &Of);
  void findInMemory(const Code &Of);
  void unite(const Ref &R);
  void uniteCall(const Ref &R, const Statement &St,
                 const std::optional<Held> &Dest);
  std::optional<Held> firstDevice(FunctionId F);
  void uniteDevice(FunctionId F, const std::optional<Held> &Device);
  void uniteEnd(FunctionId F, const Terminator &End);
  void findMayAlias();
  void indexWriters(const Ref &R,
                    const llvm::DenseSet<NodeIndex> &HoldsVariables);
  void writtenBySystem(const Ref &R,
                       const llvm::DenseSet<NodeIndex> &HoldsVariables);
  /// \p R may write \p Bytes at \p A, or anything there if that is 0.
  void written(Address A, uint64_t Bytes, const Ref &R, EntityId Field = NoId);
};

} // namespace nmr

#endif // NMR_SOLVE_SLICEFIELDS_H
