//===- Insulation.h - Functions that touch nothing held ---------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_INCREMENTAL_INSULATION_H
#define NMR_INCREMENTAL_INSULATION_H

#include "Summary/Summary.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace nmr {

/// What is known of an entity of a link unit.
enum EntityFlag : uint8_t {
  IsHeld = 1, ///< See Solve/Footprint.h, as for the next two.
  IsOrdered = 2,
  IsReaching = 4,
  IsDefined = 8,    ///< The unit has its body, or the variable.
  IsInsulated = 16, ///< It has a body, and that is insulated.
  IsInternal = 32,  ///< No other translation unit can name it.
  IsNamed = 64,     ///< An insulated function names it.
  IsDisputed = 128, ///< Translation units say different things of it.
};

/// Whether \p F, of \p Part, touches nothing that is held: neither by name nor
/// through a call, a pointer or a callback. \p Flags are those of \p Part's
/// entities.
bool isInsulated(const Function &F, const Summary &Part,
                 llvm::function_ref<uint8_t(EntityId)> Flags, bool PointeesHeld,
                 bool AnswersHeld);

} // namespace nmr

#endif // NMR_INCREMENTAL_INSULATION_H
