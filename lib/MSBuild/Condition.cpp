//===- Condition.cpp - Conditions -----------------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Condition.h"
#include "MSBuild/Functions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace nmr::msbuild {
namespace {

/// Parentheses and negations may not be nested deeper: the parser recurses.
constexpr unsigned MaxDepth = 100;

std::optional<bool> truthOf(StringRef Text) {
  auto Is = [&](ArrayRef<StringRef> Words) {
    return any_of(Words,
                  [&](StringRef W) { return Text.equals_insensitive(W); });
  };
  if (Is({"true", "on", "yes", "!false", "!off", "!no"}))
    return true;
  if (Is({"false", "off", "no", "!true", "!on", "!yes"}))
    return false;
  return std::nullopt;
}

std::optional<double> numberOf(StringRef Text) {
  if (int64_t Hex;
      Text.starts_with_insensitive("0x") && !Text.getAsInteger(0, Hex))
    return double(Hex);
  double D;
  // More than a number would have: "inf", "0x1p3".
  if (Text.empty() ||
      !all_of(Text,
              [](char C) {
                return isDigit(C) || StringRef("+-.eE").contains(C);
              }) ||
      Text.getAsDouble(D))
    return std::nullopt;
  return D;
}

/// A parser by recursive descent that evaluates what it reads.
///
///   or         = and { "or" and }
///   and        = unary { "and" unary }
///   unary      = "!" unary | "(" or ")" | function | operand [ op operand ]
class ConditionParser {
public:
  ConditionParser(StringRef Text, const Scope &S) : In(Text), S(S) {}

  Expected<bool> condition() {
    Expected<bool> Result = anyOf(/*Live=*/true, 0);
    if (!Result)
      return Result;
    skipSpace();
    if (!In.empty())
      return createStringError("'" + In + "' is more than expected");
    return Result;
  }

private:
  // Of what is not live only the syntax matters.

  Expected<bool> anyOf(bool Live, unsigned Depth) {
    Expected<bool> Result = allOf(Live, Depth);
    while (Result && takeWord("or")) {
      const bool Decided = *Result;
      Expected<bool> Next = allOf(Live && !Decided, Depth);
      if (!Next)
        return Next;
      Result = Decided || *Next;
    }
    return Result;
  }

  Expected<bool> allOf(bool Live, unsigned Depth) {
    Expected<bool> Result = unary(Live, Depth);
    while (Result && takeWord("and")) {
      const bool Open = *Result;
      Expected<bool> Next = unary(Live && Open, Depth);
      if (!Next)
        return Next;
      Result = Open && *Next;
    }
    return Result;
  }

  Expected<bool> unary(bool Live, unsigned Depth) {
    if (Depth == MaxDepth)
      return createStringError("it is nested too deeply");
    skipSpace();
    if (In.starts_with("!") && !In.starts_with("!=")) {
      In = In.drop_front();
      Expected<bool> Result = unary(Live, Depth + 1);
      return Result ? Expected<bool>(!*Result) : std::move(Result);
    }
    if (In.consume_front("(")) {
      Expected<bool> Result = anyOf(Live, Depth + 1);
      if (!Result)
        return Result;
      skipSpace();
      if (!In.consume_front(")"))
        return createStringError("a ')' is missing");
      return Result;
    }
    return comparison(Live);
  }

  Expected<bool> comparison(bool Live) {
    bool IsFunction = false;
    Expected<std::string> Left = operand(Live, IsFunction);
    if (!Left)
      return Left.takeError();
    skipSpace();
    StringRef Operator;
    if (!IsFunction)
      for (StringRef O : {"==", "!=", "<=", ">=", "<", ">"})
        if (Operator.empty() && In.consume_front(O))
          Operator = O;
    if (Operator.empty()) {
      if (!Live)
        return false;
      if (std::optional<bool> Truth = truthOf(*Left))
        return *Truth;
      return createStringError("'" + *Left + "' is neither true nor false");
    }
    Expected<std::string> Right = operand(Live, IsFunction);
    if (!Right)
      return Right.takeError();
    return Live ? compare(*Left, Operator, *Right) : Expected<bool>(false);
  }

  static Expected<bool> compare(StringRef Left, StringRef Operator,
                                StringRef Right) {
    std::optional<double> L = numberOf(Left), R = numberOf(Right);
    if (Operator == "==" || Operator == "!=") {
      bool Equal = Left.equals_insensitive(Right);
      if (L && R)
        Equal = *L == *R;
      else if (auto A = truthOf(Left), B = truthOf(Right); A && B)
        Equal = *A == *B;
      return Equal == (Operator == "==");
    }
    std::optional<int> Order;
    if (L && R)
      Order = *L < *R ? -1 : *L > *R ? 1 : 0;
    else
      Order = compareVersions(Left, Right);
    if (!Order)
      return createStringError("'" + Left + "' " + Operator + " '" + Right +
                               "' compares what is no number");
    return Operator == "<"    ? *Order < 0
           : Operator == "<=" ? *Order <= 0
           : Operator == ">"  ? *Order > 0
                              : *Order >= 0;
  }

  /// A quoted text, a reference, a word, or the answer of a function; expanded
  /// and without escapes.
  Expected<std::string> operand(bool Live, bool &IsFunction) {
    skipSpace();
    auto Expanded = [&](StringRef Text) {
      return Live ? unescape(expand(Text, S)) : std::string();
    };
    if (In.consume_front("'")) {
      const StringRef Text = upToQuote();
      In = In.drop_front(Text.size());
      if (!In.consume_front("'"))
        return createStringError("a quote is not closed");
      return Expanded(Text);
    }
    if (In.size() > 1 && StringRef("$%@").contains(In[0]) && In[1] == '(') {
      const size_t Size = upToParenthesis(In.drop_front(2)).size() + 3;
      const StringRef Text = In.take_front(Size);
      In = In.drop_front(Text.size());
      return Expanded(Text);
    }
    const StringRef Word = In.take_while(
        [](char C) { return isAlnum(C) || C == '_' || C == '.' || C == '-'; });
    if (Word.empty())
      return createStringError(In.empty()
                                   ? "it ends where a value is expected"
                                   : "'" + In + "' begins with no value");
    In = In.drop_front(Word.size());
    skipSpace();
    if (!In.consume_front("("))
      return Word.str();
    IsFunction = true;
    const StringRef Inside = upToParenthesis(In);
    In = In.drop_front(Inside.size());
    if (!In.consume_front(")"))
      return createStringError("a ')' is missing");
    StringRef Argument = Inside.trim();
    if (Argument.consume_front("'"))
      Argument.consume_back("'");
    return call(Word, Expanded(Argument), Live);
  }

  Expected<std::string> call(StringRef Name, StringRef Argument, bool Live) {
    auto Truth = [](bool B) { return std::string(B ? "true" : "false"); };
    if (Name.equals_insensitive("Exists"))
      return Truth(Live && !Argument.empty() &&
                   S.Files.exists(S.Folder, Argument));
    if (Name.equals_insensitive("HasTrailingSlash"))
      return Truth(!Argument.empty() && isSlash(Argument.back()));
    return createStringError("function '" + Name + "' is not known");
  }

  /// The text before the quote that closes it: one in a reference does not.
  StringRef upToQuote() const {
    for (size_t I = 0; I < In.size(); ++I) {
      if (In[I] == '\'')
        return In.take_front(I);
      if (StringRef("$%@").contains(In[I]) && In.substr(I + 1).starts_with("("))
        I += 2 + upToParenthesis(In.drop_front(I + 2)).size();
    }
    return In;
  }

  bool takeWord(StringRef Word) {
    skipSpace();
    const StringRef Next = In.take_while(isAlpha);
    if (!Next.equals_insensitive(Word))
      return false;
    In = In.drop_front(Next.size());
    return true;
  }

  void skipSpace() { In = In.ltrim(); }

  StringRef In; ///< What is still to be read.
  const Scope &S;
};

} // namespace

Expected<bool> evaluateCondition(StringRef Text, const Scope &S) {
  if (Text.trim().empty())
    return true;
  return ConditionParser(Text, S).condition();
}

} // namespace nmr::msbuild
