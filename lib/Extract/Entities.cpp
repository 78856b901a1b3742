//===- Entities.cpp - Declarations to entities ----------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract/Entities.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/LambdaCapture.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"

using namespace clang;

namespace nmr {

Entities::Entities(const ASTContext &Context, const Types &T, Summary &S,
                   llvm::function_ref<std::string(llvm::StringRef)> FileName)
    : Context(Context), T(T), S(S), FileName(FileName),
      Policy(Context.getPrintingPolicy()) {
  // A lambda's place would bring along the path that the compiler was given.
  Policy.AnonymousTagLocations = false;
}

Loc Entities::loc(SourceLocation L) {
  if (L.isInvalid())
    return {};
  if (L == LastLocation)
    return LastLoc;
  const SourceManager &SM = Context.getSourceManager();
  auto [File, Offset] = SM.getDecomposedLoc(SM.getFileLoc(L));
  auto [It, New] = ByFile.try_emplace(File, NoId);
  if (New)
    if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File)) {
      std::string Name = FileName(Entry->getName());
      auto [Known, First] = ByFileName.try_emplace(Name, S.Files.size());
      if (First) {
        S.Files.push_back(std::move(Name));
        Buffers.push_back(File);
      }
      It->second = Known->second;
    }
  LastLocation = L;
  LastLoc = {};
  if (It->second != NoId)
    LastLoc = {It->second, SM.getLineNumber(File, Offset),
               SM.getColumnNumber(File, Offset)};
  return LastLoc;
}

/// The operating system's, unless the driver defines it itself.
bool Entities::isSystem(const NamedDecl *D) const {
  const SourceManager &SM = Context.getSourceManager();
  auto InSystem = [&](const Decl *R) {
    return R->getLocation().isInvalid() ||
           SM.isInSystemHeader(R->getLocation());
  };
  const Decl *Definition = nullptr;
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    Definition = F->getDefinition();
    if (!Definition && F->getBuiltinID() != 0)
      return true;
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    Definition = V->getDefinition();
  } else if (const auto *T = dyn_cast<TagDecl>(D)) {
    Definition = T->getDefinition();
  }
  if (Definition)
    return InSystem(Definition);
  return InSystem(D->getCanonicalDecl()) || D->hasAttr<DLLImportAttr>();
}

/// The typedef through which \p F was declared (`DRIVER_UNLOAD Unload;`).
static StringRef functionTypedef(const FunctionDecl *F) {
  if (!F->getTypeSourceInfo())
    return {};
  TypeLoc Written = F->getTypeSourceInfo()->getTypeLoc();
  while (Written) {
    if (auto Typedef = Written.getAs<TypedefTypeLoc>())
      return Typedef.getTypePtr()->getDecl()->getName();
    if (Written.getTypeLocClass() == TypeLoc::FunctionProto ||
        Written.getTypeLocClass() == TypeLoc::FunctionNoProto)
      return {};
    Written = Written.getNextTypeLoc();
  }
  return {};
}

/// A capture has no name of its own: it takes that of what it captures, and its
/// closure's identity.
static std::string captureName(const FieldDecl *F) {
  const auto *Closure = dyn_cast<CXXRecordDecl>(F->getParent());
  if (!Closure || !Closure->isLambda())
    return {};
  const LambdaCapture &C = Closure->captures_begin()[F->getFieldIndex()];
  return C.capturesVariable() ? C.getCapturedVar()->getNameAsString() : "this";
}

/// The argument of an annotation that carries `_Function_class_`: as a text
/// `_Function_class_(DRIVER_UNLOAD)`, or as arguments of the annotation.
static void functionClasses(const FunctionDecl *F,
                            llvm::function_ref<void(StringRef)> Found) {
  for (const auto *A : F->specific_attrs<AnnotateAttr>()) {
    StringRef Text = A->getAnnotation();
    if (!Text.contains_insensitive("function_class") &&
        !Text.contains_insensitive("functionClass"))
      continue;
    auto [Head, Tail] = Text.split('(');
    if (!Tail.empty())
      Found(Tail.split(')').first.trim());
    for (const Expr *Argument : A->args())
      if (const auto *Literal =
              dyn_cast<StringLiteral>(Argument->IgnoreParenImpCasts()))
        Found(Literal->getString());
  }
}

/// Whether the body of \p F has `PAGED_CODE()` in it. What that expands to is
/// nothing in a free build, so that only the text tells.
bool Entities::saysPagedCode(const FunctionDecl *F) const {
  constexpr llvm::StringLiteral Name = "PAGED_CODE";
  const SourceManager &SM = Context.getSourceManager();
  const Stmt *Body = F->getBody();
  const SourceRange Range =
      Body ? SM.getExpansionRange(Body->getSourceRange()).getAsRange()
           : SourceRange();
  if (Range.isInvalid())
    return false;
  const auto [File, Begin] = SM.getDecomposedLoc(Range.getBegin());
  const auto [EndFile, End] = SM.getDecomposedLoc(Range.getEnd());
  if (File != EndFile || Begin >= End)
    return false;
  const StringRef Text = SM.getBufferData(File);
  if (!Text.slice(Begin, End).contains(Name))
    return false;
  Lexer Lex(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin() + Begin, Text.end());
  Token Tok;
  while (!Lex.LexFromRawLexer(Tok) && SM.getFileOffset(Tok.getLocation()) < End)
    if (Tok.is(tok::raw_identifier) && Tok.getRawIdentifier() == Name)
      return true;
  return false;
}

EntityId Entities::add(const NamedDecl *D, Entity::Kind K, bool External,
                       bool IsDefined) {
  Entity E;
  E.K = K;
  llvm::SmallString<128> Usr;
  index::generateUSRForDecl(D, Usr);
  llvm::raw_string_ostream Name(E.Name);
  if (const auto *F = dyn_cast<FieldDecl>(D); F && !F->getDeclName()) {
    Name << captureName(F);
    Usr.clear();
    index::generateUSRForDecl(F->getParent(), Usr);
    Usr += "@FI@" + E.Name;
  } else if (K == Entity::Kind::Field)
    D->printName(Name);
  else
    D->getNameForDiagnostic(Name, Policy, /*Qualified=*/true);
  // LLVM before 20 calls a closure by another name than later ones do.
  if (StringRef(E.Name).contains("(anonymous class)"))
    if (const auto *M = dyn_cast<CXXMethodDecl>(D);
        M && M->getParent()->isLambda())
      E.Name.replace(E.Name.rfind("(anonymous class)"),
                     StringRef("(anonymous class)").size(), "(lambda)");
  // clangd leaves out the bodies of a preamble's functions. What they do is out
  // of view, and they can name what the preamble declares.
  E.External = External || (K != Entity::Kind::Field &&
                            D->getCanonicalDecl()->isFromASTFile());
  E.Where = loc(D->getLocation());

  std::string Id = Usr.empty() ? "n:" + E.Name : std::string(Usr);
  if (K != Entity::Kind::Field && !External)
    Id = S.MainFiles.front() + "|" + Id;
  auto [It, New] = ById.try_emplace(Id, S.Entities.size());
  // One entity may have several declarations that the front end did not connect
  // (`extern` in blocks), but no more than one definition.
  if (!New && (K == Entity::Kind::Field ||
               (External && !(IsDefined && Defined.contains(It->second)))))
    return It->second;
  // Two declarations whose USRs are equal, lambdas for instance.
  for (unsigned Copy = 2; !New; ++Copy)
    std::tie(It, New) = ById.try_emplace((Id + "#" + llvm::Twine(Copy)).str(),
                                         S.Entities.size());
  E.Id = It->first().str();
  S.Entities.push_back(std::move(E));
  if (IsDefined)
    Defined.insert(S.Entities.size() - 1);
  return S.Entities.size() - 1;
}

EntityId Entities::function(const FunctionDecl *F) {
  F = F->getCanonicalDecl();
  if (auto It = ByDecl.find(F); It != ByDecl.end())
    return It->second;
  const FunctionDecl *Definition = F->getDefinition();
  EntityId Id = add(Definition ? Definition : F, Entity::Kind::Function,
                    F->isExternallyVisible(), Definition != nullptr);
  ByDecl[F] = Id;

  Entity &E = S.Entities[Id];
  E.System = isSystem(F);
  for (const FunctionDecl *R : F->redecls()) {
    E.NoReturn |= R->isNoReturn();
    E.Inline |= R->isInlined();
    E.Weak |= Definition && R->hasAttr<WeakAttr>();
    auto Declared = [&](StringRef Type) {
      if (!Type.empty() && !llvm::is_contained(E.DeclaredAs, Type))
        E.DeclaredAs.push_back(Type.str());
    };
    Declared(functionTypedef(R));
    functionClasses(R, Declared);
    // `#pragma alloc_text` comes before the definition, and after it.
    auto PutIn = [&](llvm::StringRef Section) {
      if (!llvm::is_contained(E.Sections, Section))
        E.Sections.push_back(Section.str());
    };
    if (const auto *A = R->getAttr<SectionAttr>())
      PutIn(A->getName());
    else if (const auto *C = R->getAttr<CodeSegAttr>())
      PutIn(C->getName());
  }
  E.Paged = Definition && !E.System && saysPagedCode(Definition);
  E.Inline |= F->isTemplateInstantiation();
  llvm::sort(E.DeclaredAs);

  if (const auto *M = dyn_cast<CXXMethodDecl>(F)) {
    llvm::SmallVector<EntityId, 1> Overrides;
    for (const CXXMethodDecl *Base : M->overridden_methods())
      Overrides.push_back(function(Base));
    S.Entities[Id].Overrides = llvm::ArrayRef(Overrides);
  }
  return Id;
}

EntityId Entities::global(const VarDecl *V) {
  V = V->getCanonicalDecl();
  if (auto It = ByDecl.find(V); It != ByDecl.end())
    return It->second;
  const VarDecl *Definition = V->getDefinition();
  EntityId Id = add(Definition ? Definition : V, Entity::Kind::Global,
                    V->isExternallyVisible(), Definition != nullptr);
  ByDecl[V] = Id;
  Entity &E = S.Entities[Id];
  E.System = isSystem(V);
  E.Inline = V->isInline() || V->hasAttr<SelectAnyAttr>();
  E.Undefined = V->hasDefinition() == VarDecl::DeclarationOnly;
  // The most recent declaration knows the bound that an earlier one left open.
  E.Size = T.size(V->getMostRecentDecl()->getType());
  return Id;
}

EntityId Entities::field(const FieldDecl *F) {
  F = F->getCanonicalDecl();
  auto [It, New] = ByDecl.try_emplace(F, NoId);
  if (New) {
    It->second = add(F, Entity::Kind::Field, F->isExternallyVisible(), false);
    S.Entities[It->second].System = isSystem(F);
  }
  return It->second;
}

void Entities::setOverlaid(llvm::function_ref<bool(const FieldDecl *)> Is) {
  for (const auto &[D, Id] : ByDecl)
    if (const auto *F = dyn_cast<FieldDecl>(D); F && Is(F))
      S.Entities[Id].Overlaid = true;
}

EntityId Entities::annotation(llvm::StringRef Name) {
  auto [It, New] = ById.try_emplace(("c:@F@" + Name).str(), S.Entities.size());
  if (New) {
    Entity E;
    E.K = Entity::Kind::Function;
    E.Id = It->first().str();
    E.Name = Name.str();
    E.External = E.System = true;
    S.Entities.push_back(std::move(E));
  }
  return It->second;
}

EntityId Entities::synthetic(llvm::StringRef Id, llvm::StringRef Name,
                             uint64_t Size) {
  std::string Full = S.MainFiles.front() + "|" + Id.str();
  auto [It, New] = ById.try_emplace(Full, S.Entities.size());
  if (New) {
    Entity E;
    E.K = Entity::Kind::Global;
    E.Id = std::move(Full);
    E.Name = Name.str();
    E.Size = Size;
    S.Entities.push_back(std::move(E));
  }
  return It->second;
}

} // namespace nmr
