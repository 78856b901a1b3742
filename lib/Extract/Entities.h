//===- Entities.h - Declarations to entities --------------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_EXTRACT_ENTITIES_H
#define NMR_EXTRACT_ENTITIES_H

#include "Extract/Types.h"
#include "Summary/Summary.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

namespace nmr {

/// The entity table of one summary, and its table of files. Numbers are given
/// in the order of first request, so a deterministic walk gives a deterministic
/// table.
class Entities {
public:
  Entities(const clang::ASTContext &Context, const Types &T, Summary &S,
           llvm::function_ref<std::string(llvm::StringRef)> FileName);

  EntityId function(const clang::FunctionDecl *F);
  EntityId global(const clang::VarDecl *V);
  EntityId field(const clang::FieldDecl *F);

  /// A global that has no declaration: a string literal, a guard, a constant
  /// temporary. \p Id is unique within the main file.
  EntityId synthetic(llvm::StringRef Id, llvm::StringRef Name, uint64_t Size);

  /// A function of the system's that is declared nowhere: what an annotation
  /// says, as a call.
  EntityId annotation(llvm::StringRef Name);

  /// Whether \p D is declared by the system: in its headers, or as imported.
  bool isSystem(const clang::NamedDecl *D) const;

  /// Where \p L is in a file: a place in a macro's body is its expansion.
  Loc loc(clang::SourceLocation L);

  /// Says of the fields for which \p Is holds that they are overlaid.
  void setOverlaid(llvm::function_ref<bool(const clang::FieldDecl *)> Is);

  /// Of each of the summary's files, where the source manager holds it.
  llvm::ArrayRef<clang::FileID> files() const { return Buffers; }

private:
  EntityId add(const clang::NamedDecl *D, Entity::Kind K, bool External,
               bool IsDefined);
  bool saysPagedCode(const clang::FunctionDecl *F) const;

  const clang::ASTContext &Context;
  const Types &T;
  Summary &S;
  llvm::function_ref<std::string(llvm::StringRef)> FileName;
  llvm::DenseMap<const clang::Decl *, EntityId> ByDecl;
  llvm::StringMap<EntityId> ById;
  llvm::DenseSet<EntityId> Defined;
  llvm::StringMap<uint32_t> ByFileName;
  llvm::DenseMap<clang::FileID, uint32_t> ByFile;
  std::vector<clang::FileID> Buffers;
  clang::PrintingPolicy Policy;
  clang::SourceLocation LastLocation;
  Loc LastLoc;
};

} // namespace nmr

#endif // NMR_EXTRACT_ENTITIES_H
