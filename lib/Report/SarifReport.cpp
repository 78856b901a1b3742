//===- SarifReport.cpp - Verdicts as SARIF --------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/SarifReport.h"
#include "Report/Edits.h"
#include "Report/Fingerprint.h"
#include "Report/Names.h"
#include "Report/Rules.h"
#include "Report/Sources.h"
#include "Report/Story.h"
#include "Report/Uri.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace nmr {
namespace {

constexpr StringLiteral SchemaUri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";
constexpr StringLiteral Root = "SRCROOT";

class Writer {
public:
  Writer(const Judged &Of, const ReportOptions &Options, json::OStream &J)
      : Of(Of), Name(Of.Name), Unit(Of.Unit), Verdicts(Of.Verdicts),
        Options(Options), Index(Unit, *Of.By), Lines(Unit),
        Prints(fingerprints(Of)), Edits(editsFor(Of, Index)), J(J) {}

  /// The members of a run object.
  void run();

private:
  void tool();
  void invocation();
  void results();

  /// What a violation and a verdict without one have in common.
  void resultHead(RuleId Rule, StringRef Kind, StringRef Level,
                  StringRef Message, const Loc &Where, StringRef Function);
  void resultTail(StringRef PrintName, StringRef Print, const Verdict &V,
                  ArrayRef<Suppressor> By, function_ref<void()> More);
  void finding(size_t I, size_t N);
  void fix(const Finding &F, const Edit &E);
  void noFinding(const Verdict &V, StringRef Print);
  void codeFlow(const Verdict &V, const Finding &F);
  void relatedLocations(const Verdict &V, const Finding &F);

  /// The members of a location object.
  void location(const Loc &L, StringRef Function);
  void artifact(StringRef Path);
  void message(StringRef Key, StringRef Text) {
    J.attributeObject(Key, [&] { text("text", Text); });
  }
  /// Names come from sources, which may hold anything.
  void text(StringRef Key, StringRef Value) {
    J.attribute(Key, json::fixUTF8(Value));
  }

  const Judged &Of;
  StringRef Name;
  const Summary &Unit;
  ArrayRef<Verdict> Verdicts;
  const ReportOptions &Options;
  const ProgramIndex Index;
  Sources Lines;
  const Fingerprints Prints;
  const std::vector<std::vector<std::optional<Edit>>> Edits;
  json::OStream &J;
};

void Writer::run() {
  J.attributeObject("tool",
                    [&] { J.attributeObject("driver", [&] { tool(); }); });
  // What follows the last slash would tell this run from the others of the
  // unit.
  if (!Name.empty())
    J.attributeObject("automationDetails",
                      [&] { text("id", (Name + "/").str()); });
  J.attributeArray("invocations", [&] { J.object([&] { invocation(); }); });
  J.attributeObject("originalUriBaseIds", [&] {
    J.attributeObject(Root, [&] {
      message("description", "the folder in which nmr-scan was run");
    });
  });
  // Columns are counted in characters below.
  J.attribute("columnKind", "unicodeCodePoints");
  J.attributeArray("results", [&] { results(); });
}

void Writer::tool() {
  J.attribute("name", "nmr-scan");
  J.attribute("version", Options.Version);
  J.attribute("semanticVersion", Options.Version);
  J.attributeArray("rules", [&] {
    for (const RuleInfo &R : rules())
      J.object([&] {
        J.attribute("id", name(R.Id));
        J.attribute("name", R.Title);
        message("shortDescription", R.summary());
        message("fullDescription", R.summary());
        J.attribute("helpUri", R.HelpUri);
        J.attributeObject("help", [&] {
          J.attribute("text", R.Page);
          J.attribute("markdown", R.Page);
        });
        J.attributeObject("defaultConfiguration", [&] {
          if (isAdvisory(R.Id))
            J.attribute("enabled", false);
          J.attribute("level", R.Level);
        });
        J.attributeObject("properties", [&] {
          // A violation was replayed.
          J.attribute("precision", "very-high");
          // The word that GitHub has for a note.
          J.attribute("problem.severity",
                      R.Level == "note" ? "recommendation" : R.Level);
          J.attributeArray("tags", [&] {
            J.value("correctness");
            J.value("reliability");
          });
        });
      });
  });
}

void Writer::invocation() {
  J.attribute("executionSuccessful", Unit.Failures.empty());
  J.attributeArray("toolExecutionNotifications", [&] {
    for (const NotAnalysed &N : Unit.Failures)
      J.object([&] {
        J.attribute("level", "error");
        message("message", "not analysed: " + N.File + ": " + N.Why);
        J.attributeArray("locations", [&] {
          J.object([&] {
            J.attributeObject("physicalLocation", [&] { artifact(N.File); });
          });
        });
      });
  });
}

void Writer::results() {
  for (size_t I = 0; I != Verdicts.size(); ++I) {
    const Verdict &V = Verdicts[I];
    for (size_t N = 0; N != V.Findings.size(); ++N)
      J.object([&] { finding(I, N); });
    if (V.Kind != VerdictKind::Violation && Options.AllKinds)
      J.object([&] { noFinding(V, Prints.Verdicts[I]); });
  }
}

void Writer::resultHead(RuleId Rule, StringRef Kind, StringRef Level,
                        StringRef Message, const Loc &Where,
                        StringRef Function) {
  J.attribute("ruleId", name(Rule));
  J.attribute("ruleIndex", unsigned(Rule));
  J.attribute("kind", Kind);
  J.attribute("level", Level);
  message("message", Message);
  J.attributeArray("locations",
                   [&] { J.object([&] { location(Where, Function); }); });
}

void Writer::resultTail(StringRef PrintName, StringRef Print, const Verdict &V,
                        ArrayRef<Suppressor> By, function_ref<void()> More) {
  J.attributeObject("partialFingerprints",
                    [&] { J.attribute(PrintName, Print); });
  if (Options.Known)
    J.attribute("baselineState", Options.isKnown(Print) ? "unchanged" : "new");
  // An empty list says that none applies; no list would say nothing.
  J.attributeArray("suppressions", [&] {
    for (const Suppressor &S : By)
      J.object([&] {
        J.attribute("kind", S.K == Suppressor::Kind::InSource ? "inSource"
                                                              : "external");
        if (!S.Reason.empty())
          text("justification", S.Reason);
      });
  });
  J.attributeObject("properties", [&] {
    J.attribute("verdict", name(V.Kind));
    text("handle", V.Handle);
    J.attribute("side", V.Side);
    J.attribute("seenAs", seenAs(V));
    More();
  });
}

void Writer::finding(size_t I, size_t N) {
  const Verdict &V = Verdicts[I];
  const Finding &F = V.Findings[N];
  resultHead(F.Rule, "fail",
             F.IsWarning ? "warning" : rules()[unsigned(F.Rule)].Level,
             F.Message, F.Where, Index.functionNameAt(F.Where));
  codeFlow(V, F);
  relatedLocations(V, F);
  if (Edits[I][N])
    fix(F, *Edits[I][N]);
  resultTail(FindingFingerprint, Prints.Findings[I][N], V, Of.suppressors(I, N),
             [&] {
               J.attribute("class", name(F.Class));
               text("remedy", F.Remedy);
             });
}

void Writer::fix(const Finding &F, const Edit &E) {
  auto Replacement = [&] {
    J.attributeObject("deletedRegion", [&] {
      J.attribute("startLine", E.Begin.Line);
      J.attribute("startColumn", Lines.column(E.Begin));
      J.attribute("endLine", E.End.Line);
      J.attribute("endColumn", Lines.column(E.End));
    });
    J.attributeObject("insertedContent", [&] { text("text", E.Text); });
  };
  auto Change = [&] {
    artifact(Unit.Files[E.Begin.File]);
    J.attributeArray("replacements", [&] { J.object(Replacement); });
  };
  J.attributeArray("fixes", [&] {
    J.object([&] {
      message("description", F.Remedy);
      J.attributeArray("artifactChanges", [&] { J.object(Change); });
    });
  });
}

void Writer::noFinding(const Verdict &V, StringRef Print) {
  const bool Verified = V.Kind == VerdictKind::Verified;
  std::string Message =
      V.Subject + " '" + V.Handle + "' is " + name(V.Kind).str();
  if (std::string R = remark(V); !R.empty())
    Message += ": " + R;
  // The standard wants no level but "none" where nothing failed.
  resultHead(principalRule(V), Verified ? "pass" : "open", "none", Message,
             V.Where, V.Function);
  resultTail(VerdictFingerprint, Print, V, {}, [] {});
}

void Writer::codeFlow(const Verdict &V, const Finding &F) {
  const std::vector<StoryStep> Story = tell(Unit, Index, V, F);
  if (Story.empty()) // an empty thread flow is not valid
    return;
  auto Step = [&](const StoryStep &S) {
    J.attributeObject("location", [&] {
      location(S.Step.Where, S.Function);
      message("message", S.Step.Message);
    });
    J.attribute("nestingLevel", S.Step.Depth);
    J.attributeObject("state", [&] { message("registration", name(S.After)); });
    J.attribute("importance",
                S.Moves || &S == &Story.back() ? "essential" : "important");
  };
  J.attributeArray("codeFlows", [&] {
    J.object([&] {
      J.attributeArray("threadFlows", [&] {
        J.object([&] {
          J.attributeArray("locations", [&] {
            for (const StoryStep &S : Story)
              J.object([&] { Step(S); });
          });
        });
      });
    });
  });
}

void Writer::relatedLocations(const Verdict &V, const Finding &F) {
  auto Related = [&](const Loc &L, StringRef Message) {
    J.object([&] {
      location(L, Index.functionNameAt(L));
      message("message", Message);
    });
  };
  J.attributeArray("relatedLocations", [&] {
    if (V.Where.isValid() && V.Where != F.Where)
      Related(V.Where, ("the " + seenAs(V) + " that is judged").str());
    if (!F.Path.empty() && F.Path.back().Where.isValid())
      Related(F.Path.back().Where, F.Path.back().Message);
    if (!F.Remedy.empty() && F.Where.isValid())
      Related(F.Where, F.Remedy);
  });
}

void Writer::location(const Loc &L, StringRef Function) {
  if (L.isValid())
    J.attributeObject("physicalLocation", [&] {
      artifact(Unit.Files[L.File]);
      J.attributeObject("region", [&] {
        const uint32_t Column = Lines.column(L);
        J.attribute("startLine", L.Line);
        J.attribute("startColumn", Column);
        J.attribute("endColumn", Column + Lines.width(L));
      });
    });
  if (!Function.empty())
    J.attributeArray("logicalLocations", [&] {
      J.object([&] {
        text("fullyQualifiedName", Function);
        J.attribute("kind", "function");
      });
    });
}

void Writer::artifact(StringRef Path) {
  J.attributeObject("artifactLocation", [&] {
    J.attribute("uri", toUri(Path));
    if (!isAbsolutePath(Path))
      J.attribute("uriBaseId", Root);
  });
}

} // namespace

void writeSarifReport(ArrayRef<Judged> Units, const ReportOptions &Options,
                      raw_ostream &OS) {
  json::OStream J(OS, /*IndentSize=*/2);
  J.object([&] {
    J.attribute("$schema", SchemaUri);
    J.attribute("version", "2.1.0");
    J.attributeArray("runs", [&] {
      for (const Judged &U : Units)
        J.object([&] { Writer(U, Options, J).run(); });
    });
  });
  OS << '\n';
}

} // namespace nmr
