//===- Slice.h - The part of a program that one site needs ------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Most of a driver can't matter to one handle. A slice is the program without
/// that: it runs at least the paths of the whole program, as far as the
/// followed handle and what decides over it can tell. So what is proved of the
/// slice holds for the program; what is found in it need not.
///
/// Memory falls into classes: what may hold copies of one value, or of a
/// pointer and what it points at, is one class. A statement is in the slice if
/// it may write a class of the slice; what it reads is then in the slice, and
/// so are the conditions that decide whether it runs, and the calls that lead
/// to it.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SOLVE_SLICE_H
#define NMR_SOLVE_SLICE_H

#include "Solve/Footprint.h"
#include "Solve/Program.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>
#include <memory>
#include <mutex>

namespace nmr {

class Slice {
public:
  /// Prepares for all sites of \p P, in about linear time. \p P must outlive
  /// the slice.
  explicit Slice(const Program &P);
  ~Slice();

  struct Part {
    std::unique_ptr<const Program> P;
    std::vector<Program::Site> Sites; ///< What it was built for, in \c P.
    Program::Site Site;               ///< The one that is looked at.

    /// Where a block comes from.
    struct BlockOrigin {
      BlockId B = NoId; ///< NoId: from none.
      std::vector<uint32_t> Body;
      /// The targets of its terminator; empty if that is not the original's.
      std::vector<uint32_t> Targets;
    };
    struct Origin {
      FunctionId F = NoId;
      std::vector<BlockOrigin> Blocks;
      /// Whether something of the function is in the part, and not only that
      /// there is one.
      bool hasBody() const {
        return llvm::any_of(
            Blocks, [](const BlockOrigin &From) { return From.B != NoId; });
      }
    };
    std::vector<Origin> Origins; ///< By function of \c P.
    /// Some functions answer anything here: see \c Results.
    bool HasOpenResults = false;
  };
  /// What functions answer that have no part in where the handle is, such as
  /// the status of an initialization that may fail.
  enum class Results : uint8_t {
    Known, ///< All that decides over it is in the part.
    Open,  ///< Any number. What is true of the part is true of the program, but
           ///< a path of the part need not be one of the program.
  };
  /// What \p Site needs, and nothing about the other fields of the objects that
  /// it needs; nothing if there are more than \p Most statements about any of
  /// them. Takes time in proportion to these. Any number of threads may ask.
  std::optional<Part>
  forSite(const Program::Site &Site, Results R = Results::Known,
          size_t Most = std::numeric_limits<size_t>::max()) const;
  /// What \p Sites need together, with all fields; nothing if that would be
  /// much. Takes less time.
  std::optional<Part> wholeIfSmall(llvm::ArrayRef<Program::Site> Sites) const;
  /// The sites of the program, by number. Those of one group may have the same
  /// handle, and need much the same.
  std::vector<std::vector<size_t>> groups() const;
  /// What a try on such a part may cost of all steps, as others come after it:
  /// one in so many.
  static constexpr uint64_t ShareIfSmall = 16, ShareIfOpen = 4;
  /// Whether the program calls the function of \p V for the side of \p Site
  /// with a handle from out of view, which may be the site's, in code that the
  /// site's part leaves out.
  bool leavesOut(const Program::Site &Site, Verb V) const;
  /// Whether something that is tied to the registration of \p Site may end, so
  /// that following it may show anything.
  bool mayEndTied(const Program::Site &Site) const;
  /// Of \p Frees, calls that free something, those that may free what the
  /// registration of \p Site keeps a pointer to.
  std::vector<Position> freesOfKept(const Program::Site &Site,
                                    llvm::ArrayRef<Position> Frees) const;

  /// From now on, it is kept which parts of the program are asked for.
  void record() { Asked.emplace(); }
  /// What rests on the parts that were asked for, and on all else that was
  /// looked at in the program by now. \p Linked is what the program was made
  /// of; \p Said what was said of it before.
  ///
  /// Precondition: \c record was called before any part was asked for.
  Footprint footprint(const Summary &Linked, const SolveOptions &O,
                      const Footprint &Said) const;

private:
  class Classes;
  class Partition;
  class Coarse;
  class Fields;
  class Builder;
  class KeptPointers;
  class Tracer;
  /// What the parts hold that were asked for.
  struct Held {
    std::mutex Guard;
    llvm::BitVector Classes, Functions;
  };
  std::unique_ptr<const Classes> C;
  mutable std::optional<Held> Asked;
};

} // namespace nmr

#endif // NMR_SOLVE_SLICE_H
