//===- Types.cpp - C types as the model sees them -------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/Types.h"
#include "clang/AST/RecordLayout.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/MathExtras.h"

using namespace clang;

namespace nmr {

Types::Types(const ASTContext &Context)
    : Context(Context),
      Pointer{uint8_t(Context.getTypeSize(Context.VoidPtrTy)), false} {}

static const RecordDecl *recordBelow(const ASTContext &Context, QualType T) {
  T = Context.getBaseElementType(T);
  const auto *RT = T->getAs<RecordType>();
  return RT ? RT->getDecl()->getDefinition() : nullptr;
}

uint64_t Types::size(QualType T) const {
  if (T.isNull() || T->isDependentType())
    return 0;
  if (T->isReferenceType())
    return pointerSize();
  if (T->isVoidType() || T->isFunctionType() || T->isIncompleteType() ||
      T->isVariablyModifiedType() || T->isUndeducedType() ||
      T->isPlaceholderType() || T->isSizelessType())
    return T->isPointerType() ? pointerSize() : 0;
  T = T.getCanonicalType();
  if (const auto *AT = T->getAs<AtomicType>())
    T = AT->getValueType();
  if (Context.getBaseElementType(T)->isRecordType() &&
      !layout(recordBelow(Context, T)))
    return 0;
  return Context.getTypeSizeInChars(T).getQuantity();
}

std::optional<IntType> Types::integer(QualType T) const {
  if (T.isNull() || T->isDependentType())
    return std::nullopt;
  if (const auto *AT = T->getAs<AtomicType>())
    T = AT->getValueType();
  if (T->isAnyPointerType() || T->isReferenceType() || T->isNullPtrType() ||
      T->isBlockPointerType())
    return Pointer;
  if (const auto *ET = T->getAs<EnumType>()) {
    const EnumDecl *Definition = ET->getDecl()->getDefinition();
    if (!Definition || Definition->getIntegerType().isNull())
      return std::nullopt;
    T = Definition->getIntegerType();
  }
  if (!T->isIntegerType())
    return std::nullopt;
  uint64_t Bits = T->isBooleanType() ? 8 : Context.getIntWidth(T);
  if (Bits > 64)
    return std::nullopt;
  return IntType{uint8_t(Bits), T->isSignedIntegerType()};
}

std::optional<int64_t> Types::stride(QualType Pointee) const {
  if (Pointee->isVoidType() || Pointee->isFunctionType())
    return 1;
  if (Pointee->isVariablyModifiedType() && !Pointee->isPointerType())
    return std::nullopt;
  uint64_t Bytes = size(Pointee);
  if (Bytes == 0 || Bytes > uint64_t(INT64_MAX))
    return std::nullopt;
  return int64_t(Bytes);
}

const ASTRecordLayout *Types::layout(const RecordDecl *R) const {
  R = R ? R->getDefinition() : nullptr;
  if (!R || R->isInvalidDecl() || !R->isCompleteDefinition() ||
      R->isDependentType())
    return nullptr;
  return &Context.getASTRecordLayout(R);
}

std::optional<int64_t> Types::offset(const FieldDecl *F) const {
  const ASTRecordLayout *Layout = layout(F->getParent());
  if (!Layout || F->isInvalidDecl())
    return std::nullopt;
  return int64_t(Layout->getFieldOffset(F->getFieldIndex()) / 8);
}

namespace {
/// A range of bytes in a record.
struct ByteRange {
  uint64_t Low, High; // exclusive
  bool overlaps(ByteRange O) const { return Low < O.High && O.Low < High; }
  uint64_t size() const { return High - Low; }
};
} // namespace

std::optional<Types::BitUnit> Types::bitUnit(const FieldDecl *F) const {
  const RecordDecl *R = F->getParent()->getDefinition();
  const ASTRecordLayout *Layout = layout(R);
  if (!Layout || F->isInvalidDecl())
    return std::nullopt;
  uint64_t RecordSize = Layout->getSize().getQuantity();
  auto FirstBit = [&](const FieldDecl *G) {
    return Layout->getFieldOffset(G->getFieldIndex());
  };
  // As compilers access it: a whole object of the declared type, if the field
  // does not cross one.
  auto BytesOf = [&](const FieldDecl *G) -> ByteRange {
    uint64_t Bit = FirstBit(G), End = Bit + bitWidth(G);
    uint64_t Unit = Context.getTypeSize(G->getType());
    uint64_t Low = llvm::alignDown(Bit, Unit);
    if (End <= Low + Unit && (Low + Unit) / 8 <= RecordSize)
      return {Low / 8, (Low + Unit) / 8};
    return {Bit / 8, llvm::divideCeil(End, 8)};
  };
  ByteRange Own = BytesOf(F), All = Own;
  for (bool Grew = true; Grew;) {
    Grew = false;
    for (const FieldDecl *G : R->fields()) {
      if (!G->isBitField() || G->isUnnamedBitField() || G->isInvalidDecl())
        continue;
      ByteRange B = BytesOf(G);
      if (!B.overlaps(All) || (B.Low >= All.Low && B.High <= All.High))
        continue;
      All = {std::min(All.Low, B.Low), std::max(All.High, B.High)};
      Grew = true;
    }
  }
  if (All.size() > 8)
    All = Own;
  BitUnit Unit{int64_t(All.Low), All.size(),
               unsigned(FirstBit(F) - All.Low * 8), F};
  for (const FieldDecl *G : R->fields())
    if (G->isBitField() && !G->isUnnamedBitField() && !G->isInvalidDecl() &&
        BytesOf(G).overlaps(All)) {
      Unit.First = G;
      break;
    }
  return Unit;
}

uint8_t Types::bitWidth(const FieldDecl *F) const {
#if LLVM_VERSION_MAJOR >= 21
  return F->getBitWidthValue();
#else
  return F->getBitWidthValue(Context);
#endif
}

QualType Types::ofRecord(const RecordDecl *R) const {
#if LLVM_VERSION_MAJOR >= 22
  return Context.getCanonicalTagType(R);
#else
  return Context.getTypeDeclType(R);
#endif
}

bool preservesValue(IntType From, IntType To) {
  return From.Signed == To.Signed ? From.Bits <= To.Bits
                                  : !From.Signed && From.Bits < To.Bits;
}

} // namespace nmr
