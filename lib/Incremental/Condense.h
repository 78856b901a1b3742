//===- Condense.h - A link unit without what verdicts don't hang on -------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What an insulated function does plays no part in the verdicts: another one
/// may take its place, also one that does nothing. So it is enough to solve a
/// unit in which all of them do nothing, and most are left out.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_INCREMENTAL_CONDENSE_H
#define NMR_INCREMENTAL_CONDENSE_H

#include "Summary/Renumber.h"
#include "Summary/Summary.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace nmr {

/// Calls \p Visit for each entity that \p F names, as often as it does, but for
/// itself.
void forEachEntity(const Function &F, llvm::function_ref<void(EntityId)> Visit);

/// A function that takes what \p F takes, and does nothing.
Function stubOf(const Function &F);

/// What \p Unit says of files and places, and of its entities those in \p Keep,
/// in their order; what these override has the unit's numbers. \p Renumber:
/// empty; how to put functions of the unit into the result.
Summary withEntities(const Summary &Unit, const llvm::BitVector &Keep,
                     Renumbering &Renumber);

/// \p Unit with stubs for its insulated functions, and of its entities only
/// those that the other functions and the initialisers name, that override
/// something or are overridden, that are held or ordered, or of which parts say
/// different things. \p Flags (Insulation.h) are those of the entities.
/// \p Numbers: by entity, its number in the result; NoId: it was left out.
///
/// What was left out are then names of insulated functions only. The order of
/// what is there is that of \p Unit.
Summary condense(const Summary &Unit, llvm::ArrayRef<uint8_t> Flags,
                 std::vector<EntityId> &Numbers);

} // namespace nmr

#endif // NMR_INCREMENTAL_CONDENSE_H
