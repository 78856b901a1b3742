//===- TextLexer.cpp - The words of the text format -----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/TextLexer.h"

namespace nmr {
namespace {
bool isWordChar(char C) { return llvm::isAlnum(C) || C == '_' || C == '$'; }

void bad(Token &T, llvm::StringRef Why) {
  T.K = Token::Kind::Bad;
  T.Text = Why.str();
}
} // namespace

Token Lexer::next() {
  if (PassedNewLine) {
    ++Line;
    LineStart = Rest.data();
    PassedNewLine = false;
  }
  skipSpace();
  Token T;
  const char *Start = Rest.data();
  lex(T);
  T.Spelling = llvm::StringRef(Start, Rest.data() - Start);
  PassedNewLine = T.is(Token::Kind::NewLine);
  return T;
}

void Lexer::skipSpace() {
  Rest = Rest.drop_while(
      [](char C) { return C == ' ' || C == '\t' || C == '\r'; });
  if (Rest.starts_with("#"))
    Rest = Rest.drop_until([](char C) { return C == '\n'; });
}

void Lexer::lex(Token &T) {
  if (Rest.empty()) {
    T.K = Token::Kind::End;
    return;
  }
  char C = Rest.front();
  if (C == '\n') {
    T.K = Token::Kind::NewLine;
    Rest = Rest.drop_front();
  } else if (llvm::isDigit(C)) {
    T.K = Token::Kind::Number;
    lexNumber(T);
  } else if (isWordChar(C)) {
    T.K = Token::Kind::Word;
    Rest = Rest.drop_while(isWordChar);
  } else if (C == '"') {
    T.K = Token::Kind::String;
    lexString(T);
  } else if (C == '@' || C == '%') {
    lexName(T, C);
  } else if (Rest.consume_front("->")) {
    T.K = Token::Kind::Arrow;
  } else if (Rest.consume_front("..")) {
    T.K = Token::Kind::Range;
  } else if (llvm::StringRef("!?&.*[](){}:=,+-").contains(C)) {
    T.K = Token::Kind::Punct;
    Rest = Rest.drop_front();
  } else {
    Rest = Rest.drop_front();
    bad(T, "a character that means nothing here");
  }
}

void Lexer::lexNumber(Token &T) {
  T.IsHex = Rest.consume_front("0x");
  llvm::StringRef Digits = Rest.take_while(isWordChar);
  Rest = Rest.drop_front(Digits.size());
  if (Digits.getAsInteger(T.IsHex ? 16 : 10, T.Number))
    bad(T, "a malformed number, or one of more than 64 bits");
}

void Lexer::lexString(Token &T) {
  Rest = Rest.drop_front();
  while (true) {
    size_t Plain = Rest.find_first_of("\"\\\n");
    T.Text += Rest.substr(0, Plain);
    Rest = Rest.substr(Plain);
    if (Rest.consume_front("\""))
      return;
    if (!Rest.consume_front("\\"))
      return bad(T, "a string without an end on its line");
    if (Rest.consume_front("\""))
      T.Text += '"';
    else if (Rest.consume_front("\\"))
      T.Text += '\\';
    else if (Rest.size() >= 3 && Rest[0] == 'x' && llvm::isHexDigit(Rest[1]) &&
             llvm::isHexDigit(Rest[2])) {
      T.Text += char(llvm::hexFromNibbles(Rest[1], Rest[2]));
      Rest = Rest.drop_front(3);
    } else {
      return bad(T, R"(an escape that is none of \" \\ \xHH)");
    }
  }
}

void Lexer::lexName(Token &T, char Sigil) {
  Rest = Rest.drop_front();
  T.K = Sigil == '@' ? Token::Kind::Entity : Token::Kind::Local;
  if (Rest.starts_with("\"")) {
    lexString(T);
  } else if (Sigil == '%' && !Rest.empty() && llvm::isDigit(Rest.front())) {
    T.K = Token::Kind::Temporary;
    return lexNumber(T);
  } else {
    T.Text = Rest.take_while(isWordChar).str();
    Rest = Rest.drop_front(T.Text.size());
    if (T.Text.empty() || llvm::isDigit(T.Text.front()))
      return bad(T, "a name that is neither a word nor a string");
  }
  if (T.is(Token::Kind::Bad))
    return;
  if (Rest.size() >= 2 && Rest[0] == '#' && llvm::isDigit(Rest[1])) {
    Rest = Rest.drop_front();
    llvm::StringRef Digits = Rest.take_while(llvm::isDigit);
    Rest = Rest.drop_front(Digits.size());
    if (Digits.getAsInteger(10, T.Ordinal) || T.Ordinal == 0)
      bad(T, "a malformed ordinal after '#'");
  }
}

} // namespace nmr
