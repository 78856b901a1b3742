//===- Tied.h - What is tied to a registration ------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Objects whose fate is bound to the followed registration: what it keeps
/// pointers to (\c KeptObject), the routines that it may run, and the resources
/// that were destroyed while it was owed. They are values in a region of the
/// state that no code of the driver can name, so that calls, joins and frames
/// carry them as they carry any other value.
///
/// Only runs for a site that \c Program::Site::FollowsTied ask for them.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_TIED_H
#define NMR_SOLVE_TIED_H

#include "Solve/Frame.h"
#include "Solve/Program.h"

namespace nmr {

/// The cells of what the argument number \p Param of \p Call points at, as far
/// as they were formed through fields.
std::vector<Cell> pointedAt(const AbstractState &S, const Statement &Call,
                            llvm::ArrayRef<Argument> Args, unsigned Param);

class Tied {
public:
  /// \p Register: the call that begins the registration.
  Tied(const Program &P, const ProtocolFunction *Register)
      : P(P), Register(Register) {}

  /// The registration begins with \p Call, whose arguments are \p Args.
  void begin(AbstractState &S, const Statement &Call,
             llvm::ArrayRef<Argument> Args) const;
  /// It owes nothing any more.
  void end(AbstractState &S) const;

  /// Number of a kept object.
  using Kept = unsigned;
  /// What messages call it: "the context".
  std::string nameOf(Kept K) const;
  /// The kept object that lies in the block that \p Block points at the begin
  /// of; nothing if it is not certain of any.
  std::optional<Kept> keptIn(const AbstractState &S, const Value &Block) const;
  /// Whether one may lie in that block.
  bool mayLieIn(const AbstractState &S, TermTable &T, const Value &Block) const;
  /// A kept object that is a local of \p F, the current function, and which:
  /// \p Only if that is given. None that \p F returns: it may be the caller's
  /// from the beginning.
  std::optional<std::pair<Kept, LocalId>>
  keptLocal(const AbstractState &S, FunctionId F,
            std::optional<LocalId> Only = {}) const;

  /// The routines in the fields \p Fields of the characteristics.
  llvm::SmallVector<FunctionId, 4>
  routines(const AbstractState &S,
           llvm::ArrayRef<llvm::StringRef> Fields) const;
  /// All of them.
  llvm::SmallVector<FunctionId, 4> routines(const AbstractState &S) const;

  /// Number of a resource.
  using Resource = unsigned;
  /// \p V, an address or a name, must not be used any more. \p Block: it is the
  /// address of a block of memory. Nothing if there are too many.
  std::optional<Resource> destroy(AbstractState &S, const Value &V,
                                  bool Block) const;
  /// The destroyed resource that using \p V uses; nothing if it is not certain
  /// of any.
  std::optional<Resource> destroyed(const AbstractState &S,
                                    const Value &V) const;
  void forget(AbstractState &S, Resource R) const;
  bool anyDestroyed(const AbstractState &S) const;

private:
  Region region() const { return {Region::Kind::Global, P.tied()}; }
  void visitKept(llvm::function_ref<void(const KeptObject &,
                                         std::optional<llvm::StringRef>)>
                     Visit) const;

  const Program &P;
  const ProtocolFunction *Register;
};

} // namespace nmr

#endif // NMR_SOLVE_TIED_H
