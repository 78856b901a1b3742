//===- TextLexer.h - The words of the text format ---------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_TEXTLEXER_H
#define NMR_SUMMARY_TEXTLEXER_H

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace nmr {

/// One word of a summary's text. Private to the reader.
struct Token {
  enum class Kind : uint8_t {
    End,
    NewLine,
    Word,
    Number, ///< Magnitude; a sign is a token of its own.
    String,
    Entity,    ///< @name
    Local,     ///< %name
    Temporary, ///< %12
    Arrow,     ///< ->
    Range,     ///< ..
    Punct,     ///< One character of "!?&.*[](){}:=,+-".
    Bad,       ///< Message in Text.
  };

  Kind K = Kind::End;
  llvm::StringRef Spelling;
  std::string Text;     ///< String, Entity, Local: decoded.
  uint64_t Number = 0;  ///< Number, Temporary.
  bool IsHex = false;   ///< Number.
  uint64_t Ordinal = 1; ///< Entity, Local: the N of name#N.

  bool is(Kind Other) const { return K == Other; }
  bool isPunct(char C) const {
    return K == Kind::Punct && Spelling.front() == C;
  }
  bool isWord(llvm::StringRef W) const {
    return K == Kind::Word && Spelling == W;
  }
};

/// Cuts text into tokens. A copy of a lexer looks ahead without moving it.
class Lexer {
public:
  explicit Lexer(llvm::StringRef Text) : Rest(Text), LineStart(Text.data()) {}

  /// Of the token that \c next gave last. From 1.
  unsigned line() const { return Line; }
  unsigned columnOf(const Token &T) const {
    return T.Spelling.data() >= LineStart ? T.Spelling.data() - LineStart + 1
                                          : 1;
  }

  Token next();

private:
  llvm::StringRef Rest;
  const char *LineStart;
  unsigned Line = 1;
  bool PassedNewLine = false;

  void skipSpace();
  void lex(Token &T);
  void lexNumber(Token &T);
  void lexString(Token &T);
  void lexName(Token &T, char Sigil);
};

} // namespace nmr

#endif // NMR_SUMMARY_TEXTLEXER_H
