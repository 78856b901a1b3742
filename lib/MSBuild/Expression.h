//===- Expression.h - $(properties), %(metadata), @(items) ------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_EXPRESSION_H
#define NMR_MSBUILD_EXPRESSION_H

#include "MSBuild/Diagnostics.h"
#include "MSBuild/Files.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <functional>

namespace nmr::msbuild {

/// The properties of a project. Their names know no case; their values are kept
/// with the escapes (`%3B`) that they were written with.
class Properties {
public:
  using Environment =
      std::function<std::optional<std::string>(llvm::StringRef)>;

  /// \p Env has the value of what is not set.
  explicit Properties(Environment Env) : Env(std::move(Env)) {}

  /// As from MSBuild's command line: \c set does not change it.
  void setGlobal(llvm::StringRef Name, llvm::StringRef Value);
  void set(llvm::StringRef Name, llvm::StringRef Value);
  /// Lets \c set change a global, too.
  void treatAsLocal(llvm::StringRef Name);

  /// Empty if it is not set.
  std::string get(llvm::StringRef Name) const;

private:
  llvm::StringMap<std::string> Values;
  llvm::StringSet<> Globals;
  Environment Env;
};

/// What an expression may refer to, and where it stands.
struct Scope {
  const Properties &Props;
  FileLookup &Files;
  Diagnostics &Diags;
  Location Where;
  std::string Folder; ///< Of the project: what paths are relative to.

  /// What `%(Name)` or `%(Type.Name)` stands for. Null: it is left as it is.
  llvm::function_ref<std::string(llvm::StringRef Type, llvm::StringRef Name)>
      Metadata = nullptr;
  /// What `@(Type)` or `@(Type->'Transform')` stands for, without a transform
  /// or with it. Null: it is left as it is.
  llvm::function_ref<std::string(llvm::StringRef Type,
                                 std::optional<llvm::StringRef> Transform)>
      Items = nullptr;

  /// In how many arguments of functions the expression stands.
  unsigned Depth = 0;
};

/// No value is longer: one that doubles itself in every line would need more
/// memory than there is.
constexpr size_t MaxValueSize = 1 << 20;

/// \p Text with all references replaced, escapes left in. What is not
/// understood is replaced by nothing, and reported as an error; so is what is
/// nested too deeply or gets longer than \c MaxValueSize.
std::string expand(llvm::StringRef Text, const Scope &S);

/// The entries of the list \p Text, which is expanded: split at semicolons,
/// trimmed, escapes left in.
std::vector<std::string> splitList(llvm::StringRef Text);

std::string escape(llvm::StringRef Text);
std::string unescape(llvm::StringRef Text);

/// \p Text from behind a `(` up to the `)` that belongs to it; the whole, if
/// there is none. Parentheses in quotes do not count.
llvm::StringRef upToParenthesis(llvm::StringRef Text);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_EXPRESSION_H
