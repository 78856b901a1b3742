//===- Functions.h - Property functions -------------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_MSBUILD_FUNCTIONS_H
#define NMR_MSBUILD_FUNCTIONS_H

#include "MSBuild/Expression.h"
#include "llvm/Support/Error.h"

namespace nmr::msbuild {

/// What a property function works on and gives: a text, or a list of them.
struct Value {
  Value() = default;
  explicit Value(std::string Text) : Single(std::move(Text)) {}
  explicit Value(std::vector<std::string> List) : List(std::move(List)) {}

  std::string text() const;

  std::string Single;
  std::optional<std::vector<std::string>> List;
};

/// `[Type]::Member(Arguments)`: the functions of MSBuild and those of .NET that
/// projects use. Paths are those of this system; the system is said to be
/// Windows, as that is where the project is built.
///
/// Errors: the function is not known, or not with so many arguments.
llvm::Expected<Value> callStatic(llvm::StringRef Type, llvm::StringRef Member,
                                 llvm::ArrayRef<std::string> Arguments,
                                 const Scope &S);

/// `Of.Member(Arguments)`, with `get_Item` for `Of[Index]`.
llvm::Expected<Value> callMember(const Value &Of, llvm::StringRef Member,
                                 llvm::ArrayRef<std::string> Arguments);

/// Whether the functions of \p Type, such as `System.DateTime`, give something
/// else in each build.
bool isVolatile(llvm::StringRef Type);

/// Whether \p A is less (-1), equal (0) or greater (1) than \p B; none if one
/// of them is not a version: up to four numbers with dots between.
std::optional<int> compareVersions(llvm::StringRef A, llvm::StringRef B);

} // namespace nmr::msbuild

#endif // NMR_MSBUILD_FUNCTIONS_H
