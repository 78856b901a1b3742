//===- Types.h - C types as the model sees them -----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_EXTRACT_TYPES_H
#define NMR_EXTRACT_TYPES_H

#include "Summary/Arithmetic.h"
#include "Summary/Summary.h"
#include "clang/AST/ASTContext.h"
#include <optional>

namespace clang {
class ASTRecordLayout;
}

namespace nmr {

/// Sizes, integer types and layouts of one target.
class Types {
public:
  explicit Types(const clang::ASTContext &Context);

  /// The bytes that an object of type \p T takes; a reference is a pointer.
  /// 0 if unknown: incomplete, variable, dependent or invalid.
  uint64_t size(clang::QualType T) const;

  /// How values of type \p T are compared and cast. Pointers, references and
  /// nullptr_t are unsigned. None for what is no such value: records, floating
  /// point, integers over 64 bits.
  std::optional<IntType> integer(clang::QualType T) const;

  IntType pointer() const { return Pointer; }
  uint64_t pointerSize() const { return Pointer.Bits / 8; }

  /// By how many bytes a pointer to \p Pointee moves when 1 is added to it.
  /// None if that is known at run time only.
  std::optional<int64_t> stride(clang::QualType Pointee) const;

  /// None for a record without a layout (incomplete, invalid, dependent).
  const clang::ASTRecordLayout *layout(const clang::RecordDecl *R) const;

  /// The byte offset in its record of a field that is no bit-field. None if the
  /// record has no layout.
  std::optional<int64_t> offset(const clang::FieldDecl *F) const;

  /// The bytes that are read and written for a bit-field. Bit-fields of one
  /// record that share a byte have the same ones, unless those were more than
  /// eight.
  struct BitUnit {
    int64_t Offset; ///< In bytes, from the record's start.
    uint64_t Size;  ///< In bytes.
    unsigned Shift; ///< The field's lowest bit, from the unit's lowest.
    const clang::FieldDecl *First; ///< In whose name the unit is accessed.
  };
  std::optional<BitUnit> bitUnit(const clang::FieldDecl *F) const;

  /// The bits of a bit-field's values.
  uint8_t bitWidth(const clang::FieldDecl *F) const;

  clang::QualType ofRecord(const clang::RecordDecl *R) const;

private:
  const clang::ASTContext &Context;
  IntType Pointer;
};

/// Whether each value of type \p From keeps its meaning in \p To.
bool preservesValue(IntType From, IntType To);

} // namespace nmr

#endif // NMR_EXTRACT_TYPES_H
