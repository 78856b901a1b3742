//===- Extract.cpp - Clang AST to summary ---------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/Extract.h"
#include "Extract/FunctionLowering.h"
#include "Extract/NoLint.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/TargetInfo.h"

using namespace clang;

namespace nmr {

namespace {

/// Walks the declarations of the user's files and lowers what they lead to.
class Extractor {
public:
  Extractor(ASTContext &Context, Summary &S,
            llvm::function_ref<std::string(llvm::StringRef)> FileName)
      : Context(Context), SM(Context.getSourceManager()), S(S),
        U(Context, S, FileName), Initialisers(U) {}

  void run() {
    // All of the translation unit, or what follows clangd's preamble: reading
    // that in at each keystroke would cost more than all the rest, and brings
    // no function bodies. What is named in it is found by lowering.
    for (const Decl *Scope : Context.getTraversalScope())
      if (const auto *Unit = dyn_cast<TranslationUnitDecl>(Scope)) {
        for (const Decl *D : Unit->decls())
          if (!SM.isInSystemHeader(D->getLocation()))
            visit(D);
      } else {
        visit(Scope);
      }
    // Lowering finds more functions, and static locals.
    bool HasInitialisers = false;
    while (!U.Functions.empty() || !U.Globals.empty()) {
      if (!U.Functions.empty()) {
        const FunctionDecl *F = U.Functions.front();
        U.Functions.pop_front();
        lower(F);
      } else {
        const VarDecl *V = U.Globals.front();
        U.Globals.pop_front();
        HasInitialisers = true;
        Initialisers.addInitialiser(V);
      }
    }
    if (HasInitialisers) {
      Function F = Initialisers.takeInitialisers();
      if (F.Blocks.size() > 1 || !F.Blocks[0].Body.empty())
        S.Initialisers.push_back(std::move(F));
    }
    U.E.setOverlaid([&](const FieldDecl *F) { return U.Shared.contains(F); });
    llvm::sort(S.Functions, [](const Function &A, const Function &B) {
      return A.Entity < B.Entity;
    });
    for (auto [Number, File] : llvm::enumerate(U.E.files()))
      if (std::optional<llvm::StringRef> Text = SM.getBufferDataOrNone(File))
        findNoLints(*Text, Number, S.Suppressions);
    llvm::sort(S.Suppressions);
  }

private:
  void visitAll(const DeclContext *Container) {
    for (const Decl *D : Container->decls())
      visit(D);
  }

  /// Nobody can see \p V, as with a table in a header that this translation
  /// unit includes for something else: what lies in it is not handed out.
  static bool isUnused(const VarDecl *V) {
    return !V->isExternallyVisible() && !V->isReferenced() &&
           !V->hasAttr<UsedAttr>() && !V->hasAttr<SectionAttr>() &&
           V->getType().isPODType(V->getASTContext()) &&
           (!V->hasInit() || V->hasConstantInitialization());
  }

  void visit(const Decl *D) {
    if (const auto *F = dyn_cast<FunctionDecl>(D)) {
      if (F->doesThisDeclarationHaveABody() && !F->isDependentContext())
        U.use(F);
    } else if (const auto *V = dyn_cast<VarDecl>(D)) {
      if (!V->getDeclContext()->isDependentContext() && !V->isInvalidDecl() &&
          !isa<VarTemplateSpecializationDecl>(V) && !isUnused(V))
        U.use(V);
    } else if (const auto *R = dyn_cast<CXXRecordDecl>(D)) {
      if (R->isThisDeclarationADefinition() && !R->isDependentContext())
        visitAll(R);
    } else if (const auto *T = dyn_cast<ClassTemplateDecl>(D)) {
      if (T->isThisDeclarationADefinition())
        for (const ClassTemplateSpecializationDecl *R : T->specializations())
          if (!R->isExplicitSpecialization())
            visit(R);
    } else if (const auto *T = dyn_cast<FunctionTemplateDecl>(D)) {
      if (T->isThisDeclarationADefinition())
        for (const FunctionDecl *F : T->specializations())
          if (F->isDefined() && !F->isDependentContext())
            U.use(F);
    } else if (const auto *Friend = dyn_cast<FriendDecl>(D)) {
      if (Friend->getFriendDecl())
        visit(Friend->getFriendDecl());
    } else if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D)) {
      visitAll(cast<DeclContext>(D));
    }
  }

  void lower(const FunctionDecl *F) {
    if (const FunctionDecl *Definition = F->getDefinition())
      F = Definition;
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    bool Implicit = Method && (Method->isLambdaStaticInvoker() ||
                               (isa<CXXDestructorDecl>(F) && F->isDefaulted()));
    if ((!F->getBody() && !Implicit) || F->isDependentContext() ||
        F->isDeleted())
      return;
    // A body that is dropped leaves the function unknown: say so.
    auto Fail = [&](llvm::StringRef Why) {
      S.Failures.push_back(
          {S.MainFiles.front(), "function '" + S.entity(U.E.function(F)).Name +
                                    "' is unknown: " + Why.str()});
    };
    std::string Why;
    if (std::optional<Function> Lowered = FunctionLowering(U).lower(F, Why))
      S.Functions.push_back(std::move(*Lowered));
    else
      Fail(Why);
  }

  ASTContext &Context;
  const SourceManager &SM;
  Summary &S;
  Unit U;
  FunctionLowering Initialisers;
};

} // namespace

Summary extract(ASTContext &Context,
                llvm::function_ref<std::string(llvm::StringRef)> FileName) {
  const SourceManager &SM = Context.getSourceManager();
  Summary S;
  OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID());
  S.MainFiles.push_back(Main ? FileName(Main->getName()) : "");
  const clang::TargetInfo &Target = Context.getTargetInfo();
  S.PointerSize =
      Target.getPointerWidth(LangAS::Default) / Target.getCharWidth();
  Extractor(Context, S, FileName).run();
  return S;
}

Summary extract(ASTContext &Context) {
  return extract(Context, [](llvm::StringRef Path) { return Path.str(); });
}

bool mentions(const ASTContext &Context, llvm::StringRef Name) {
  return Context.Idents.find(Name) != Context.Idents.end();
}

} // namespace nmr
