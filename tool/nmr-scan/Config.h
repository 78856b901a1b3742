//===- Config.h - Drivers and suppressions, as a user names them -*- C++
//-*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_TOOL_NMRSCAN_CONFIG_H
#define NMR_TOOL_NMRSCAN_CONFIG_H

#include "Options.h"
#include "Report/Suppress.h"

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

/// What nmr-scan.yaml says.
struct Config {
  std::string File; ///< Empty: there is none.
  /// None: all files make one driver.
  std::vector<UnitSpec> Units;
  std::vector<SuppressionSpec> Suppressions;
  /// Which checks to run, as \c choose reads it. Empty: the default.
  std::string Checks;
};

/// Reads the configuration file, if there is to be one. The drivers that
/// `--unit` names take the place of those in it.
///
/// Errors: an option or the file is malformed, a name is given twice.
llvm::Expected<Config> configOf(const Request &R);

/// Reads a configuration file. Errors start with `file:line:column:` and say
/// what was expected.
llvm::Expected<Config> parseConfig(llvm::StringRef Text, llvm::StringRef File);

} // namespace nmr

#endif // NMR_TOOL_NMRSCAN_CONFIG_H
