//===- VerdictJson.cpp - Verdicts as JSON, and back -----------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/VerdictJson.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace nmr {
namespace {

// The one list of members, for both directions. A structured binding must name
// them all: without one that is added later, it does not compile.

template <typename T>
concept IsLoc = std::is_same_v<std::remove_const_t<T>, Loc>;
template <typename T>
concept IsStep = std::is_same_v<std::remove_const_t<T>, PathStep>;
template <typename T>
concept IsFinding = std::is_same_v<std::remove_const_t<T>, Finding>;
template <typename T>
concept IsVerdict = std::is_same_v<std::remove_const_t<T>, Verdict>;

template <IsLoc T, typename Fn> bool forEachMember(T &L, Fn Do) {
  auto &[File, Line, Column] = L;
  return Do("file", File) && Do("line", Line) && Do("column", Column);
}

template <IsStep T, typename Fn> bool forEachMember(T &S, Fn Do) {
  auto &[Where, Message, Depth] = S;
  return Do("where", Where) && Do("message", Message) && Do("depth", Depth);
}

template <IsFinding T, typename Fn> bool forEachMember(T &F, Fn Do) {
  auto &[Rule, Class, Where, Message, Path, Remedy, MendAt, MendCall,
         MustNotWait, MayBeElsewhere, IsWarning] = F;
  return Do("rule", Rule) && Do("class", Class) && Do("where", Where) &&
         Do("message", Message) && Do("path", Path) && Do("remedy", Remedy) &&
         Do("mendAt", MendAt) && Do("mendCall", MendCall) &&
         Do("mustNotWait", MustNotWait) &&
         Do("mayBeElsewhere", MayBeElsewhere) && Do("isWarning", IsWarning);
}

template <IsVerdict T, typename Fn> bool forEachMember(T &V, Fn Do) {
  auto &[Of, Where, Handle, Side, Subject, Rule, Function, Obligation,
         WaitObligation, Kind, Reason, Assumptions, Findings] = V;
  return Do("of", Of) && Do("where", Where) && Do("handle", Handle) &&
         Do("side", Side) && Do("subject", Subject) && Do("rule", Rule) &&
         Do("function", Function) && Do("obligation", Obligation) &&
         Do("waitObligation", WaitObligation) && Do("kind", Kind) &&
         Do("reason", Reason) && Do("assumptions", Assumptions) &&
         Do("findings", Findings);
}

//===--- Writing ----------------------------------------------------------===//

void write(const std::string &Text, json::OStream &J) { J.value(Text); }

template <typename T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
void write(T Value, json::OStream &J) {
  if constexpr (std::is_same_v<T, bool>)
    J.value(Value);
  else
    J.value(int64_t(Value));
}

template <typename T>
void write(const std::optional<T> &Value, json::OStream &J) {
  if (Value)
    write(*Value, J);
  else
    J.value(nullptr);
}

template <typename T>
  requires std::is_class_v<T>
void write(const T &Members, json::OStream &J);

template <typename T>
void write(const std::vector<T> &Items, json::OStream &J) {
  J.array([&] {
    for (const T &Item : Items)
      write(Item, J);
  });
}

template <typename T>
  requires std::is_class_v<T>
void write(const T &Members, json::OStream &J) {
  J.object([&] {
    forEachMember(Members, [&](StringLiteral Name, const auto &Member) {
      J.attributeBegin(Name);
      write(Member, J);
      J.attributeEnd();
      return true;
    });
  });
}

//===--- Reading ----------------------------------------------------------===//

bool read(const json::Value &V, std::string &Text, json::Path P) {
  return json::fromJSON(V, Text, P);
}

template <typename T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
bool read(const json::Value &V, T &To, json::Path P) {
  if constexpr (std::is_same_v<T, bool>) {
    return json::fromJSON(V, To, P);
  } else {
    // Of the build that wrote it: an enumerator is one that there is.
    uint64_t Number = 0;
    if (!json::fromJSON(V, Number, P))
      return false;
    To = T(Number);
    return true;
  }
}

template <typename T>
bool read(const json::Value &V, std::optional<T> &To, json::Path P) {
  return V.getAsNull() || read(V, To.emplace(), P);
}

template <typename T>
  requires std::is_class_v<T>
bool read(const json::Value &V, T &Members, json::Path P);

template <typename T>
bool read(const json::Value &V, std::vector<T> &Items, json::Path P) {
  const json::Array *A = V.getAsArray();
  if (!A) {
    P.report("expected an array");
    return false;
  }
  for (const auto &[I, Item] : enumerate(*A))
    if (!read(Item, Items.emplace_back(), P.index(I)))
      return false;
  return true;
}

template <typename T>
  requires std::is_class_v<T>
bool read(const json::Value &V, T &Members, json::Path P) {
  const json::Object *O = V.getAsObject();
  if (!O) {
    P.report("expected an object");
    return false;
  }
  return forEachMember(Members, [&](StringLiteral Name, auto &Member) {
    if (const json::Value *Of = O->get(Name))
      return read(*Of, Member, P.field(Name));
    P.field(Name).report("missing");
    return false;
  });
}

} // namespace

void writeVerdicts(const std::vector<Verdict> &Verdicts, raw_ostream &OS) {
  json::OStream J(OS);
  write(Verdicts, J);
}

Expected<std::vector<Verdict>> readVerdicts(StringRef Text) {
  Expected<json::Value> V = json::parse(Text);
  if (!V)
    return V.takeError();
  std::vector<Verdict> Verdicts;
  json::Path::Root Root("verdicts");
  if (!read(*V, Verdicts, Root))
    return Root.getError();
  return Verdicts;
}

} // namespace nmr
