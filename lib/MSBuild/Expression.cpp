//===- Expression.cpp - $(properties), %(metadata), @(items) --------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MSBuild/Expression.h"
#include "MSBuild/Functions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Error.h"

using namespace llvm;

namespace nmr::msbuild {

//===-- Properties --------------------------------------------------------===//

void Properties::setGlobal(StringRef Name, StringRef Value) {
  Values[Name.lower()] = Value.str();
  Globals.insert(Name.lower());
}

void Properties::set(StringRef Name, StringRef Value) {
  if (!Globals.contains(Name.lower()))
    Values[Name.lower()] = Value.str();
}

void Properties::treatAsLocal(StringRef Name) { Globals.erase(Name.lower()); }

std::string Properties::get(StringRef Name) const {
  if (auto It = Values.find(Name.lower()); It != Values.end())
    return It->second;
  std::optional<std::string> Value = Env ? Env(Name) : std::nullopt;
  return Value ? escape(*Value) : "";
}

//===-- Escapes -----------------------------------------------------------===//

std::string escape(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (StringRef("%$@'();?*").contains(C))
      Result += "%" + toHex(StringRef(&C, 1));
    else
      Result += C;
  }
  return Result;
}

std::string unescape(StringRef Text) {
  std::string Result;
  for (size_t I = 0; I != Text.size(); ++I) {
    if (Text[I] == '%' && I + 2 < Text.size() && isHexDigit(Text[I + 1]) &&
        isHexDigit(Text[I + 2])) {
      Result += char(hexFromNibbles(Text[I + 1], Text[I + 2]));
      I += 2;
    } else {
      Result += Text[I];
    }
  }
  return Result;
}

std::vector<std::string> splitList(StringRef Text) {
  std::vector<std::string> Result;
  for (StringRef Entry : split(Text, ';'))
    if (Entry = Entry.trim(); !Entry.empty())
      Result.push_back(Entry.str());
  return Result;
}

StringRef upToParenthesis(StringRef Text) {
  unsigned Depth = 0;
  char Quote = 0;
  for (size_t I = 0; I != Text.size(); ++I) {
    const char C = Text[I];
    if (Quote != 0) {
      if (C == Quote)
        Quote = 0;
    } else if (C == '\'' || C == '"' || C == '`') {
      Quote = C;
    } else if (C == '(') {
      ++Depth;
    } else if (C == ')' && Depth-- == 0) {
      return Text.take_front(I);
    }
  }
  return Text;
}

//===-- References --------------------------------------------------------===//

namespace {

/// Calls may not be nested deeper in each other's arguments: each level takes
/// some of the stack.
constexpr unsigned MaxDepth = 100;

void tooLong(const Scope &S) {
  S.Diags.report(Severity::Error, S.Where,
                 "a value gets longer than " + Twine(MaxValueSize >> 20) +
                     " MB, and is taken for empty");
}

bool isNameCharacter(char C) { return isAlnum(C) || C == '_' || C == '-'; }

/// What stands between `$(` and `)`: a property, or functions applied to one or
/// to a type.
class PropertyReference {
public:
  PropertyReference(StringRef Body, const Scope &S)
      : Body(Body), In(Body.trim()), S(S) {}

  /// Its value, escaped. Errors: the message says what is not understood.
  Expected<std::string> value() {
    if (In.starts_with_insensitive("registry:"))
      return std::string();
    Value V;
    if (In.consume_front("[")) {
      const StringRef Type = In.take_until([](char C) { return C == ']'; });
      In = In.drop_front(Type.size());
      if (!In.consume_front("]::"))
        return malformed();
      const StringRef Member = name();
      if (Member.empty())
        return malformed();
      if (isVolatile(Type.trim())) {
        S.Diags.report(Severity::Warning, S.Where,
                       "'$(" + Body +
                           ")' differs from build to build: it is taken for "
                           "empty");
        return std::string();
      }
      Expected<Value> Of = callStatic(Type.trim(), Member, arguments(), S);
      if (!Of)
        return Of.takeError();
      // This one is there to have no escapes in a value.
      if (In.empty() && Member.equals_insensitive("Unescape"))
        return Of->text();
      V = std::move(*Of);
    } else {
      const StringRef Name = name();
      if (Name.empty())
        return malformed();
      std::string Text = S.Props.get(Name);
      if (In.empty())
        return Text;
      V = Value(unescape(Text));
    }
    while (!In.empty()) {
      Expected<Value> Next = step(V);
      if (!Next)
        return Next.takeError();
      V = std::move(*Next);
    }
    // A list stays one.
    if (V.List)
      return join(map_range(*V.List, escape), ";");
    return escape(V.text());
  }

private:
  Error malformed() const {
    return createStringError("malformed reference '$(" + Body + ")'");
  }

  /// Applies what follows a value: `.Member`, `.Member(arguments)`, `[index]`.
  Expected<Value> step(const Value &Of) {
    if (In.consume_front(".")) {
      const StringRef Member = name();
      if (Member.empty())
        return malformed();
      return callMember(Of, Member, arguments());
    }
    if (In.consume_front("[")) {
      const StringRef Index = In.take_until([](char C) { return C == ']'; });
      In = In.drop_front(Index.size());
      if (!In.consume_front("]"))
        return malformed();
      return callMember(Of, "get_Item", {Index.trim().str()});
    }
    return malformed();
  }

  StringRef name() {
    const StringRef Name = In.take_while(isNameCharacter);
    In = In.drop_front(Name.size());
    return Name;
  }

  /// Those in parentheses, expanded and without quotes. None: there are no
  /// parentheses.
  std::vector<std::string> arguments() {
    std::vector<std::string> Result;
    if (!In.consume_front("("))
      return Result;
    StringRef Inside = upToParenthesis(In);
    In = In.drop_front(Inside.size());
    In.consume_front(")");
    Inside = Inside.trim();
    size_t Size = 0;
    while (!Inside.empty()) {
      const StringRef Argument = upToComma(Inside);
      Inside = Inside.drop_front(Argument.size());
      Result.push_back(argument(Argument.trim()));
      Size += Result.back().size();
      if (Size > MaxValueSize) {
        tooLong(S);
        return {};
      }
      if (Inside.consume_front(",") && Inside.trim().empty())
        Result.emplace_back();
    }
    return Result;
  }

  static StringRef upToComma(StringRef Text) {
    unsigned Depth = 0;
    char Quote = 0;
    for (size_t I = 0; I != Text.size(); ++I) {
      const char C = Text[I];
      if (Quote != 0)
        Quote = C == Quote ? 0 : Quote;
      else if (C == '\'' || C == '"' || C == '`')
        Quote = C;
      else if (C == '(')
        ++Depth;
      else if (C == ')')
        --Depth;
      else if (C == ',' && Depth == 0)
        return Text.take_front(I);
    }
    return Text;
  }

  std::string argument(StringRef Text) const {
    if (Text.size() >= 2 && StringRef("'\"`").contains(Text.front()) &&
        Text.back() == Text.front())
      Text = Text.drop_front().drop_back();
    else if (Text == "null")
      return "";
    Scope Nested = S;
    ++Nested.Depth;
    return unescape(expand(Text, Nested));
  }

  StringRef Body;
  StringRef In; ///< What is still to be read.
  const Scope &S;
};

std::string expandProperty(StringRef Body, const Scope &S) {
  Expected<std::string> Value = PropertyReference(Body, S).value();
  if (Value)
    return *Value;
  S.Diags.report(Severity::Error, S.Where, toString(Value.takeError()));
  return "";
}

std::string expandMetadata(StringRef Body, const Scope &S) {
  auto [Type, Name] = Body.trim().split('.');
  if (Name.empty())
    std::swap(Type, Name);
  return S.Metadata(Type.trim(), Name.trim());
}

std::string expandItems(StringRef Body, const Scope &S) {
  auto [Type, Rest] = Body.split("->");
  Type = Type.split(',').first.trim();
  Rest = Rest.trim();
  if (Rest.empty())
    return S.Items(Type, std::nullopt);
  const size_t End = Rest.rfind('\'');
  if (!Rest.starts_with("'") || End == 0) {
    S.Diags.report(Severity::Error, S.Where,
                   "item function '@(" + Body + ")' is not known");
    return "";
  }
  return S.Items(Type, Rest.slice(1, Rest.find('\'', 1)));
}

} // namespace

std::string expand(StringRef Text, const Scope &S) {
  if (S.Depth > MaxDepth) {
    S.Diags.report(Severity::Error, S.Where,
                   "functions are nested more than " + Twine(MaxDepth) +
                       " deep, and the innermost are taken for empty");
    return "";
  }
  std::string Result;
  while (!Text.empty()) {
    if (Result.size() > MaxValueSize)
      break;
    const char Kind = Text.front();
    const bool Known =
        Kind == '$' || (Kind == '%' && S.Metadata) || (Kind == '@' && S.Items);
    if (!Known || !Text.drop_front().starts_with("(")) {
      Result += Kind;
      Text = Text.drop_front();
      continue;
    }
    const StringRef Inside = Text.drop_front(2);
    const StringRef Body = upToParenthesis(Inside);
    if (Body.size() == Inside.size()) {
      S.Diags.report(Severity::Error, S.Where,
                     "no ')' belongs to the '(' in '" + Text + "'");
      return Result;
    }
    Result += Kind == '$'   ? expandProperty(Body, S)
              : Kind == '%' ? expandMetadata(Body, S)
                            : expandItems(Body, S);
    Text = Inside.drop_front(Body.size() + 1);
  }
  if (Result.size() > MaxValueSize) {
    tooLong(S);
    return "";
  }
  return Result;
}

} // namespace nmr::msbuild
