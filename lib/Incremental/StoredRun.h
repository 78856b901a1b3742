//===- StoredRun.h - What a run leaves for the next one ---------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A run over a link unit leaves a file for the next one: the verdicts, what
/// they rest on (Solve/Footprint.h), hashes of all functions and entities, and
/// of the unit itself what reports show and what its verdicts hang on
/// (Condense.h). The next run compares the translation units that changed with
/// their hashes. If none of the changes touches what the verdicts rest on, they
/// are what a run over all would give; but for places, which may have moved.
/// Otherwise what they hang on is solved again, with the changes.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_INCREMENTAL_STOREDRUN_H
#define NMR_INCREMENTAL_STOREDRUN_H

#include "Incremental/Digest.h"
#include "Solve/Footprint.h"
#include "Solve/Verdict.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace nmr {

/// What a report needs to know of a link unit.
struct JudgedUnit {
  Summary Unit;
  std::vector<Verdict> Verdicts;
};

/// A run, as it is stored. Nothing in it hangs on the order of the parts.
class StoredRun {
public:
  /// \p Key: all that decides over verdicts but the parts' contents.
  ///
  /// Errors: the file can't be read, or is not what \c RunRecorder wrote with
  /// this key. The message names it.
  static llvm::Expected<StoredRun> open(llvm::StringRef File,
                                        llvm::StringRef Key);

  /// Reads part number N.
  using ReadFn = llvm::function_ref<llvm::Expected<Summary>(size_t)>;

  /// What a run over the parts with these \p Contents would give, with \p P
  /// and \p O, if that can be told. Otherwise nothing, and \p Why says so.
  /// \p Read is asked for parts that changed only.
  ///
  /// Errors: those of \p Read.
  llvm::Expected<std::optional<JudgedUnit>>
  reuse(llvm::ArrayRef<std::string> Contents, ReadFn Read, const Protocols &P,
        const SolveOptions &O, std::string &Why) const;

  /// The same where the verdicts may be others: solves what they hang on. The
  /// run is written to \p Next, for \c reuse and \c solveAgain.
  ///
  /// Errors: also those of \c RunRecorder::write.
  llvm::Expected<std::optional<JudgedUnit>>
  solveAgain(llvm::ArrayRef<std::string> Contents, ReadFn Read,
             const Protocols &P, const SolveOptions &O, llvm::StringRef Next,
             llvm::StringRef Key, std::string &Why) const;

  // What is in the file, see RunFile.h.
  struct Layout;
  struct PartRecord;
  struct FunctionRecord;
  struct EntityRecord;

private:
  friend class RunWriter;
  class Comparison;
  class Resolver;
  /// A part that is not what it was.
  struct Change {
    size_t Number; ///< Among those that there are now.
    const PartRecord *Old;
    Summary New;
  };

  StoredRun() = default;
  size_t maxChanges() const { return 10 + Parts.size() / 10; }
  const EntityRecord *find(uint64_t Key) const;
  /// The function \p Key of \p Of; null: it has none.
  const FunctionRecord *find(const PartRecord &Of, uint64_t Key) const;
  llvm::StringRef nameOf(const PartRecord &R) const;
  llvm::Expected<std::optional<std::vector<Change>>>
  changes(llvm::ArrayRef<std::string> Contents, ReadFn Read,
          std::string &Why) const;

  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  uint32_t Flags = 0;
  llvm::ArrayRef<PartRecord> Parts;
  llvm::ArrayRef<FunctionRecord> Functions;         ///< Of each part, by key.
  llvm::ArrayRef<EntityRecord> Entities;            ///< By key.
  llvm::ArrayRef<llvm::support::ulittle32_t> Named; ///< By each part.
  llvm::ArrayRef<llvm::support::ulittle64_t> Initialisers; ///< Of each part.
  llvm::StringRef Everything, Names, Shown, Condensed, Verdicts;
};

/// Takes down what is needed to store a run.
class RunRecorder {
public:
  /// To be called before \p Parts are linked. \p Contents: the hash of each.
  RunRecorder(llvm::ArrayRef<Summary> Parts,
              llvm::ArrayRef<std::string> Contents, unsigned Jobs);

  /// Stores the run: \p Unit was linked of the parts, and \p Verdicts are all
  /// there are. Whoever opens \p File meanwhile finds either what was there
  /// before or all of it.
  ///
  /// Errors: it can't be written.
  llvm::Error write(llvm::StringRef File, llvm::StringRef Key,
                    const Summary &Unit, const std::vector<Verdict> &Verdicts,
                    const Footprint &Rests, const Protocols &P) const;

private:
  struct Part {
    std::string Name, Content;
    Digest D;
    /// By entity: a variable that it defines.
    llvm::BitVector DefinesGlobal;
    uint8_t PointerSize = 0;
  };
  unsigned Jobs;
  std::vector<Part> Parts;
};

} // namespace nmr

#endif // NMR_INCREMENTAL_STOREDRUN_H
