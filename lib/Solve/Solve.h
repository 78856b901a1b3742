//===- Solve.h - Verdicts for a link unit -----------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The simulation. Method: property simulation (Das, Lerner, Seigle: "ESP:
/// path-sensitive program verification in polynomial time", PLDI 2002) over
/// tabulated function summaries (Reps, Horwitz, Sagiv: "Precise interprocedural
/// dataflow analysis via graph reachability", POPL 1995), with a harness that
/// plays the operating system. See docs/how-it-works.md.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_SOLVE_H
#define NMR_SOLVE_SOLVE_H

#include "Protocol/Protocol.h"
#include "Solve/Verdict.h"
#include "Summary/Summary.h"

namespace nmr {

struct SolveOptions {
  /// The rules that are asked for. What a rule alone needs is not done where it
  /// is not in here; the verdicts on registrations are there in any case.
  RuleSet Rules = RuleSet::byDefault();

  /// More functions to be taken for unload routines, by name.
  std::vector<std::string> UnloadFunctions;
  /// Functions out of view that free the memory their first argument points at,
  /// by name.
  std::vector<std::string> FreeFunctions;
  /// A deregistration outside an unload routine may be waited for in another
  /// translation unit; don't report it.
  bool WaitsElsewhere = false;
  /// Simulated statements that one registration may cost, over all attempts.
  /// Running out makes its verdict inconclusive.
  uint64_t MaxSteps = 200'000;

  /// Of what matters to a registration, which is tried before the whole
  /// program. Changes no verdict that the whole program gives, only the time
  /// that it takes.
  enum class Slicing : uint8_t {
    None,
    ByField, ///< Nothing about other fields of the objects that matter.
    Any,     ///< The same, where there is much about those.
  };
  Slicing Slices = Slicing::Any;

  /// Only violations are of interest: a registration that cannot have one is
  /// inconclusive where telling that from verified would cost more.
  bool ViolationsOnly = false;

  /// Threads. Changes nothing but the time that it takes.
  unsigned Jobs = 1;

  bool operator==(const SolveOptions &) const = default;
};

struct Footprint;

/// Judges every registration of \p Unit, in the order of their places.
///
/// Precondition: \p Unit comes from \c link or from one extraction.
/// No registration in view: an empty result.
/// \p Rests: if not null, is told what the verdicts rest on; it may say before
/// what the unit lacks.
std::vector<Verdict> solve(const Summary &Unit, const Protocols &P,
                           const SolveOptions &Options,
                           Footprint *Rests = nullptr);

} // namespace nmr

#endif // NMR_SOLVE_SOLVE_H
