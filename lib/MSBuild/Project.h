//===- Project.h - A project, evaluated -------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_PROJECT_H
#define NMR_MSBUILD_PROJECT_H

#include "MSBuild/Expression.h"

namespace nmr::msbuild {

/// An entry of an item group. Texts have their escapes.
struct Item {
  std::string Type;
  std::string Include;
  std::string RecursiveDir;              ///< If a `**` found it.
  llvm::StringMap<std::string> Metadata; ///< By name in lower case.
  Location Where;
};

/// What MSBuild knows of a project before it runs a target.
struct Project {
  std::string File;
  std::string Folder;
  Properties Props;
  std::vector<Item> Items;
  /// What metadata are by default: by type, then by name, in lower case. Of
  /// references to metadata, those to what any item has are left in them.
  llvm::StringMap<llvm::StringMap<std::string>> Definitions;
  /// Imports of files that come with Visual Studio or the WDK, and for which
  /// there is no stand-in.
  std::vector<std::string> Skipped;

  /// A property, without escapes.
  std::string property(llvm::StringRef Name) const;

  std::vector<const Item *> items(llvm::StringRef Type) const;

  /// The metadata \p Name of \p I: its own, the default of its type, or what is
  /// known of any item, such as `Filename`. Escapes are left in.
  std::string metadata(const Item &I, llvm::StringRef Name) const;
};

/// Whether \p Name is of those metadata that any item has, such as `Filename`.
bool isWellKnown(llvm::StringRef Name);

/// What there is to know before a project is read.
struct Surroundings {
  FileLookup &Files;
  Properties::Environment Env;
  /// Properties that the project can't change, such as `Configuration`.
  std::vector<std::pair<std::string, std::string>> Globals;
  /// Where kits are installed: what is imported from there is skipped, as we
  /// have our own stand-ins.
  std::vector<std::string> KitFolders;
};

/// Evaluates the project \p File, an absolute path, with all that it imports,
/// in MSBuild's order: properties and imports, item definitions, items. Targets
/// are not run.
///
/// What is not understood is reported with its line, and the rest is evaluated.
/// None if \p File itself can't be read; then \p Diags says why.
std::optional<Project> evaluate(llvm::StringRef File, const Surroundings &In,
                                Diagnostics &Diags);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_PROJECT_H
