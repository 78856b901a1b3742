//===- Digest.h - What a translation unit says, as hashes -------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_INCREMENTAL_DIGEST_H
#define NMR_INCREMENTAL_DIGEST_H

#include "Summary/Summary.h"

namespace nmr {

/// Hashes of a translation unit's contents. None hangs on how its entities and
/// files are numbered; nor on lines and columns, but where that is said. They
/// tell contents apart that differ by accident, not by intent.
struct Digest {
  struct Body {
    EntityId Entity = NoId;
    uint32_t NumParams = 0;
    /// All of it. An inline function's places count: which one of several the
    /// linker took may hang on them.
    uint64_t Text = 0;
    /// Whom it calls by name, as a set.
    uint64_t Callees = 0;
  };

  /// By entity: its identity.
  std::vector<uint64_t> Keys;
  /// By entity: what it is said to be in all units that name it. Not so: where,
  /// and whether this is the unit that defines it.
  std::vector<uint64_t> Attributes;
  /// By function.
  std::vector<Body> Bodies;
  /// By initialiser: all of it, places too.
  std::vector<uint64_t> Initialisers;
  /// The rest: what this unit alone may say of an entity, such as its role, the
  /// files, the initialisers, what could not be analysed, and what headers
  /// bring along of comments and edits.
  uint64_t Frame = 0;
};

Digest digestOf(const Summary &Part);
/// Of entities only.
Digest digestOfEntities(const Summary &Part);

/// Puts hashes together.
class HashBuilder64 {
public:
  void add(uint64_t Word) { Words.push_back(Word); }
  void add(llvm::StringRef Text);
  uint64_t finish();

private:
  llvm::SmallVector<uint64_t, 0> Words;
};

} // namespace nmr

#endif // NMR_INCREMENTAL_DIGEST_H
