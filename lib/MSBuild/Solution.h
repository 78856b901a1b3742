//===- Solution.h - The projects of a solution ------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_SOLUTION_H
#define NMR_MSBUILD_SOLUTION_H

#include "MSBuild/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

namespace nmr::msbuild {

/// What to build: `Release` for `x64`.
struct Variant {
  std::string Configuration;
  std::string Platform;

  std::string text() const { return Configuration + "|" + Platform; }
  /// Reads `Release|x64`.
  static Variant parse(llvm::StringRef Text);
};

struct SolutionProject {
  std::string Name;
  std::string Path; ///< As it is written, relative to the solution.
  Location Where;
  /// What is built in a variant of the solution, which is the key, in lower
  /// case. None: nothing.
  llvm::StringMap<Variant> Built;
};

struct Solution {
  std::vector<Variant> Variants;
  /// Those of C and C++, in the solution's order.
  std::vector<SolutionProject> Projects;
};

/// Whether \p Path is called like a solution: `.sln`, or `.slnx` for one in
/// XML.
bool isSolutionFile(llvm::StringRef Path);

/// Reads \p Text, the content of the solution \p File, in the form that goes
/// with its name. What is not understood is reported with its line, and the
/// rest is read.
Solution parseSolution(llvm::StringRef Text, llvm::StringRef File,
                       Diagnostics &Diags);

/// The form in XML. What a solution leaves out is what Visual Studio takes it
/// for, after the rules of its own library, Microsoft.VisualStudio.
/// SolutionPersistence.
Solution parseXmlSolution(llvm::StringRef Text, llvm::StringRef File,
                          Diagnostics &Diags);

/// The variant that is meant when \p Configuration and \p Platform, each of
/// which may be empty, are asked for: the first that fits, x64 before others,
/// and then one that is called like Release before others. Null if none fits.
const Variant *choose(llvm::ArrayRef<Variant> Variants,
                      llvm::StringRef Configuration, llvm::StringRef Platform);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_SOLUTION_H
