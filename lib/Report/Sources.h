//===- Sources.h - The lines that locations name ----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_REPORT_SOURCES_H
#define NMR_REPORT_SOURCES_H

#include "Summary/Summary.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>
#include <memory>
#include <optional>

namespace nmr {

/// The lines of the files that locations name, read when first asked for. A
/// file that can't be read has none.
class Sources {
public:
  explicit Sources(const Summary &Unit) : Unit(Unit) {}

  /// Line \p Line, from 1, of \p File without its end.
  std::optional<llvm::StringRef> line(uint32_t File, uint32_t Line);
  std::optional<llvm::StringRef> line(const Loc &L) {
    return L.isValid() ? line(L.File, L.Line) : std::nullopt;
  }

  /// The column of \p L in characters (Unicode code points) where it counts
  /// bytes; the same number if the line can't be read.
  uint32_t column(const Loc &L);

  /// The number of bytes of the identifier at \p L; 1 if there is none.
  uint32_t width(const Loc &L);

private:
  struct File {
    std::unique_ptr<llvm::MemoryBuffer> Text;
    llvm::SmallVector<llvm::StringRef, 0> Lines;
  };
  const Summary &Unit;
  std::map<uint32_t, File> Files;
};

} // namespace nmr

#endif // NMR_REPORT_SOURCES_H
