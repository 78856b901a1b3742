//===- Units.h - Which files make up which driver ---------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_UNITS_H
#define NMR_TOOL_NMRSCAN_UNITS_H

#include "Options.h"

namespace nmr {

/// One driver: what is linked and solved on its own.
struct UnitSpec {
  std::string Name;
  /// Patterns for the paths of its files, as reports have them. `*` stands for
  /// folders, too.
  std::vector<std::string> Sources;

  /// Whether one of \p Files is its.
  bool has(llvm::ArrayRef<std::string> Files) const;
};

/// The drivers that `--unit` or the configuration file names, in that order;
/// none if all files make one driver.
///
/// Errors: an option or the file is malformed, a name is given twice.
llvm::Expected<std::vector<UnitSpec>> unitsOf(const Request &R);

/// Reads a configuration file. Errors start with `file:line:column:` and say
/// what was expected.
llvm::Expected<std::vector<UnitSpec>> parseConfig(llvm::StringRef Text,
                                                  llvm::StringRef File);

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_UNITS_H
