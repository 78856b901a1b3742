//===- IrqlAnnotations.cpp - What SAL says of a function's IRQL -----------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/IrqlAnnotations.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using llvm::StringRef;

namespace nmr {

static constexpr StringRef Required[] = {"_IRQL_requires_",
                                         "_IRQL_requires_min_"};
static constexpr StringRef Raised[] = {"_IRQL_raises_"};

/// The name as it lives for ever; empty if it is none that is read.
static StringRef knownName(StringRef Name) {
  for (llvm::ArrayRef<StringRef> Names :
       {llvm::ArrayRef(Required), llvm::ArrayRef(Raised)})
    if (auto It = llvm::find(Names, Name); It != Names.end())
      return *It;
  return {};
}

/// A level that is named or written as a number.
static std::optional<unsigned> levelOf(StringRef Text) {
  unsigned Number;
  if (!Text.getAsInteger(0, Number))
    return Number;
  return llvm::StringSwitch<std::optional<unsigned>>(Text)
      .Case("PASSIVE_LEVEL", 0)
      .Case("APC_LEVEL", 1)
      .Case("DISPATCH_LEVEL", 2)
      .Default(std::nullopt);
}

/// What the text of Clang's attribute says, if it is about the IRQL.
static std::optional<IrqlAnnotation> parse(StringRef Text) {
  const auto [Head, Tail] = Text.split('(');
  const StringRef Name = knownName(Head.trim());
  const std::optional<unsigned> Level = levelOf(Tail.split(')').first.trim());
  if (Name.empty() || !Level)
    return std::nullopt;
  return IrqlAnnotation{Name, *Level};
}

const std::vector<IrqlAnnotations::Stretch> &
IrqlAnnotations::stretches(FileID File) {
  auto [It, IsNew] = ByFile.try_emplace(File);
  std::vector<Stretch> &Result = It->second;
  const SourceManager &SM = Context.getSourceManager();
  const StringRef Text = SM.getBufferData(File);
  if (!IsNew || !Text.contains("_IRQL_r"))
    return Result;

  Lexer Lex(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin(), Text.end());
  Token Tok;
  Stretch Now{0, 0, {}};
  unsigned Parens = 0;
  bool InDirective = false;
  auto Next = [&] {
    Lex.LexFromRawLexer(Tok);
    InDirective = Tok.isAtStartOfLine() ? Tok.is(tok::hash) : InDirective;
    return !Tok.is(tok::eof);
  };
  while (Next()) {
    if (InDirective)
      continue;
    switch (Tok.getKind()) {
    case tok::l_paren:
      ++Parens;
      break;
    case tok::r_paren:
      Parens -= Parens != 0;
      break;
    case tok::semi:
    case tok::l_brace:
    case tok::r_brace:
      Parens = 0;
      Now.End = SM.getFileOffset(Tok.getLocation());
      if (!Now.Says.empty())
        Result.push_back(std::move(Now));
      Now = {Now.End, 0, {}};
      break;
    case tok::raw_identifier: {
      // Within parentheses it is of a parameter, or said under a condition.
      const StringRef Name =
          Parens == 0 ? knownName(Tok.getRawIdentifier()) : StringRef();
      if (Name.empty() || !Next() || Tok.isNot(tok::l_paren))
        break;
      ++Parens;
      if (!Next())
        break;
      const StringRef Argument(SM.getCharacterData(Tok.getLocation()),
                               Tok.getLength());
      if (std::optional<unsigned> Level = levelOf(Argument))
        Now.Says.push_back({Name, *Level});
      break;
    }
    default:
      break;
    }
  }
  return Result;
}

std::vector<IrqlAnnotation> IrqlAnnotations::of(const FunctionDecl *F) {
  std::vector<IrqlAnnotation> Result;
  const SourceManager &SM = Context.getSourceManager();
  for (const FunctionDecl *R : F->redecls()) {
    for (const auto *A : R->specific_attrs<AnnotateAttr>())
      if (std::optional<IrqlAnnotation> Says = parse(A->getAnnotation()))
        Result.push_back(*Says);
    const SourceLocation Name = SM.getFileLoc(R->getLocation());
    if (Name.isInvalid())
      continue;
    const auto [File, Offset] = SM.getDecomposedLoc(Name);
    const std::vector<Stretch> &In = stretches(File);
    auto It = llvm::partition_point(
        In, [Offset = Offset](const Stretch &S) { return S.End <= Offset; });
    if (It != In.end() && It->Begin <= Offset)
      llvm::append_range(Result, It->Says);
  }
  return Result;
}

/// The first of \p Names that raises at all.
static std::optional<IrqlAnnotation>
firstOf(const std::vector<IrqlAnnotation> &Says,
        llvm::ArrayRef<StringRef> Names) {
  auto It = llvm::find_if(Says, [&](const IrqlAnnotation &A) {
    return A.Level != 0 && llvm::is_contained(Names, A.Name);
  });
  return It == Says.end() ? std::nullopt : std::optional(*It);
}

std::optional<IrqlAnnotation> IrqlAnnotations::required(const FunctionDecl *F) {
  return firstOf(of(F), Required);
}

std::optional<IrqlAnnotation> IrqlAnnotations::raised(const FunctionDecl *F) {
  return firstOf(of(F), Raised);
}

} // namespace nmr
