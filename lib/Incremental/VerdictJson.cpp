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

json::Value toJson(const Loc &L) {
  return json::Array{int64_t(L.File), L.Line, L.Column};
}

bool fromJson(const json::Value &V, Loc &L, json::Path P) {
  const json::Array *A = V.getAsArray();
  if (!A || A->size() != 3) {
    P.report("expected a place");
    return false;
  }
  uint64_t File = 0;
  if (!json::fromJSON((*A)[0], File, P.index(0)) ||
      !json::fromJSON((*A)[1], L.Line, P.index(1)) ||
      !json::fromJSON((*A)[2], L.Column, P.index(2)))
    return false;
  L.File = uint32_t(File);
  return true;
}

/// An enumerator that this build knows.
template <typename T>
bool map(json::ObjectMapper &M, StringLiteral Name, T &To) {
  unsigned Number = 0;
  if (!M.map(Name, Number))
    return false;
  To = T(Number);
  return true;
}

bool mapLoc(const json::Value &V, StringLiteral Name, Loc &L, json::Path P) {
  const json::Value *At =
      V.getAsObject() ? V.getAsObject()->get(Name) : nullptr;
  if (!At) {
    P.field(Name).report("missing");
    return false;
  }
  return fromJson(*At, L, P.field(Name));
}

} // namespace

// Found by the arguments' namespace.
static bool fromJSON(const json::Value &V, PathStep &S, json::Path P) {
  json::ObjectMapper M(V, P);
  return M && mapLoc(V, "where", S.Where, P) && M.map("message", S.Message) &&
         M.map("depth", S.Depth);
}

static bool fromJSON(const json::Value &V, Finding &F, json::Path P) {
  json::ObjectMapper M(V, P);
  return M && map(M, "rule", F.Rule) && map(M, "class", F.Class) &&
         mapLoc(V, "where", F.Where, P) && M.map("message", F.Message) &&
         M.map("path", F.Path) && M.map("remedy", F.Remedy) &&
         mapLoc(V, "mendAt", F.MendAt, P) && M.map("mendCall", F.MendCall) &&
         M.map("mayBeElsewhere", F.MayBeElsewhere) &&
         M.map("mustNotWait", F.MustNotWait) &&
         M.map("isWarning", F.IsWarning);
}

static bool fromJSON(const json::Value &V, Verdict &To, json::Path P) {
  json::ObjectMapper M(V, P);
  std::optional<unsigned> Rule;
  if (!M || !mapLoc(V, "where", To.Where, P) || !M.map("handle", To.Handle) ||
      !M.map("side", To.Side) || !M.map("subject", To.Subject) ||
      !M.map("rule", Rule) || !map(M, "of", To.Of) ||
      !M.map("function", To.Function) || !M.map("obligation", To.Obligation) ||
      !M.map("waitObligation", To.WaitObligation) || !map(M, "kind", To.Kind) ||
      !M.map("reason", To.Reason) || !M.map("assumptions", To.Assumptions) ||
      !M.map("findings", To.Findings))
    return false;
  if (Rule)
    To.Rule = RuleId(*Rule);
  return true;
}

namespace {

void write(const Finding &F, json::OStream &J) {
  J.object([&] {
    J.attribute("rule", unsigned(F.Rule));
    J.attribute("class", unsigned(F.Class));
    J.attribute("where", toJson(F.Where));
    J.attribute("message", F.Message);
    J.attributeArray("path", [&] {
      for (const PathStep &Step : F.Path)
        J.object([&] {
          J.attribute("where", toJson(Step.Where));
          J.attribute("message", Step.Message);
          J.attribute("depth", Step.Depth);
        });
    });
    J.attribute("remedy", F.Remedy);
    J.attribute("mendAt", toJson(F.MendAt));
    J.attribute("mendCall", F.MendCall);
    J.attribute("mayBeElsewhere", F.MayBeElsewhere);
    J.attribute("mustNotWait", F.MustNotWait);
    J.attribute("isWarning", F.IsWarning);
  });
}

void write(const Verdict &V, json::OStream &J) {
  J.object([&] {
    J.attribute("where", toJson(V.Where));
    J.attribute("handle", V.Handle);
    J.attribute("side", V.Side);
    J.attribute("subject", V.Subject);
    if (V.Rule)
      J.attribute("rule", unsigned(*V.Rule));
    J.attribute("of", unsigned(V.Of));
    J.attribute("function", V.Function);
    J.attribute("obligation", V.Obligation);
    J.attribute("waitObligation", V.WaitObligation);
    J.attribute("kind", unsigned(V.Kind));
    J.attribute("reason", V.Reason);
    J.attribute("assumptions", V.Assumptions);
    J.attributeArray("findings", [&] {
      for (const Finding &F : V.Findings)
        write(F, J);
    });
  });
}

} // namespace

void writeVerdicts(ArrayRef<Verdict> Verdicts, raw_ostream &OS) {
  json::OStream J(OS);
  J.array([&] {
    for (const Verdict &V : Verdicts)
      write(V, J);
  });
}

Expected<std::vector<Verdict>> readVerdicts(StringRef Text) {
  Expected<json::Value> V = json::parse(Text);
  if (!V)
    return V.takeError();
  std::vector<Verdict> Verdicts;
  json::Path::Root Root("verdicts");
  const json::Array *A = V->getAsArray();
  if (!A)
    return createStringError("verdicts: expected an array");
  for (size_t I = 0; I != A->size(); ++I)
    if (!fromJSON((*A)[I], Verdicts.emplace_back(), json::Path(Root).index(I)))
      return Root.getError();
  return Verdicts;
}

} // namespace nmr
