//===- Fixes.cpp - The edits that mend a call -----------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes.h"
#include "Protocol/Protocol.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace nmr {
namespace {

bool getsDriverObject(const FunctionDecl *F) {
  return llvm::any_of(F->parameters(), [](const ParmVarDecl *P) {
    const QualType To = P->getType()->getPointeeType();
    const auto *Record = To.isNull() ? nullptr : To->getAsRecordDecl();
    return Record && Record->getName().contains("DRIVER_OBJECT");
  });
}

/// The calls in a TU that end registrations. What is in a system header is no
/// driver's.
class Calls : public RecursiveASTVisitor<Calls> {
public:
  Calls(const Protocols &By, ASTContext &Context)
      : By(By), SM(Context.getSourceManager()) {
    for (const ProtocolFunction &F : By.functions())
      if (F.V == Verb::Wait)
        WaitFunctions.insert(&Context.Idents.get(F.Name));
  }

  bool TraverseDecl(Decl *D) {
    Stmt *Body = D && isa<FunctionDecl>(D) ? D->getBody() : nullptr;
    if (Body && SM.isInSystemHeader(Body->getBeginLoc()))
      return true;
    llvm::SaveAndRestore In(Root, Root ? Root : Body);
    llvm::SaveAndRestore Routine(InRoutine);
    if (Body)
      InRoutine = Root == Body && getsDriverObject(cast<FunctionDecl>(D));
    return RecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitCallExpr(CallExpr *E) {
    const FunctionDecl *F = E->getDirectCallee();
    if (!F || !F->getIdentifier())
      return true;
    const ProtocolFunction *P = By.find(F->getName(), E->getNumArgs());
    if (!P || !P->hasHandleParam())
      return true;
    if (P->V == Verb::Wait)
      Waits.push_back({E, P, Root});
    if (P->V == Verb::Deregister)
      Deregisters.push_back({E, P, Root});
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    addWaitName(E->getDecl()->getDeclName(), E->getLocation());
    return true;
  }

  bool VisitOverloadExpr(OverloadExpr *E) {
    addWaitName(E->getName(), E->getNameLoc());
    return true;
  }

  bool VisitFunctionDecl(FunctionDecl *F) {
    addWaitName(F->getDeclName(), F->getLocation());
    return true;
  }

  bool VisitReturnStmt(ReturnStmt *S) {
    if (Root && InRoutine)
      Returns.push_back({S, Root});
    return true;
  }

  /// A return of a routine that gets the driver object.
  struct Return {
    const ReturnStmt *S = nullptr;
    Stmt *Root = nullptr;
  };
  struct Call {
    const CallExpr *E = nullptr;
    const ProtocolFunction *P = nullptr;
    /// The body of the outermost function around it; null if there is none.
    Stmt *Root = nullptr;
    const Expr *handle() const {
      return E->getArg(P->HandleParam)->IgnoreParenCasts();
    }
  };
  const Protocols &By;
  std::vector<Call> Deregisters;
  std::vector<Call> Waits;
  std::vector<Return> Returns;
  /// Where the tokens are that the compiler has read as the name of a function
  /// that waits.
  llvm::DenseSet<SourceLocation> WaitNames;

private:
  void addWaitName(DeclarationName Name, SourceLocation At) {
    if (WaitFunctions.contains(Name.getAsIdentifierInfo()))
      WaitNames.insert(SM.getSpellingLoc(At));
  }

  const SourceManager &SM;
  llvm::SmallPtrSet<const IdentifierInfo *, 8> WaitFunctions;
  Stmt *Root = nullptr;
  /// The outermost function is such a routine, and what is visited is no other.
  bool InRoutine = false;
};

/// The variable or field that \p E reads in the end; null if it is neither.
const ValueDecl *lastNamed(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *A = dyn_cast<ArraySubscriptExpr>(E))
    return lastNamed(A->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return lastNamed(U->getSubExpr());
  if (const auto *M = dyn_cast<MemberExpr>(E))
    return M->getMemberDecl();
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    return D->getDecl();
  return nullptr;
}

/// Whether \p Wait may wait for what \p Deregister deregisters: the same
/// variable or field, or one whose content can come from it.
bool mayBeSame(const Expr *Wait, const Expr *Deregister) {
  const ValueDecl *W = lastNamed(Wait), *D = lastNamed(Deregister);
  if (!W || !D || W == D)
    return true;
  auto IsLocal = [](const ValueDecl *V) {
    const auto *Var = dyn_cast<VarDecl>(V);
    return Var && Var->isLocalVarDeclOrParm();
  };
  return IsLocal(W) || IsLocal(D);
}

// IdentifierTable::get also finds what a precompiled header, such as clangd's
// preamble, knows and this file has not named.
bool canName(StringRef Macro, ASTContext &Context) {
  return Context.Idents.get(Macro).hasMacroDefinition();
}

bool declares(StringRef Function, ASTContext &Context) {
  // In C a lookup would read in all that a precompiled header declares. One
  // that knows this name declares the function.
  const IdentifierInfo &Name = Context.Idents.get(Function);
  return Name.isFromAST() ||
         !Context.getTranslationUnitDecl()->noload_lookup(&Name).empty();
}

/// A call as a statement of its own, or with its value stored by one.
struct Standing {
  const Stmt *Full = nullptr;   ///< That statement.
  const Stmt *Parent = nullptr; ///< What it is directly in.
  const Expr *Assigned = nullptr;
  const VarDecl *Initialised = nullptr;

  bool isStored() const { return Assigned || Initialised; }
};

std::optional<Standing> standing(const Calls::Call &Call) {
  if (!Call.Root)
    return std::nullopt;
  const ParentMap Parents(Call.Root);
  Standing Result;
  Result.Full = Call.E;
  while (true) {
    Result.Parent = Parents.getParent(Result.Full);
    if (!Result.Parent)
      return std::nullopt;
    if (const auto *Decl = dyn_cast<DeclStmt>(Result.Parent);
        Decl && !Result.isStored()) {
      const auto *Var = Decl->isSingleDecl()
                            ? dyn_cast<VarDecl>(Decl->getSingleDecl())
                            : nullptr;
      if (!Var || Var->getInit() != Result.Full)
        return std::nullopt;
      Result.Initialised = Var;
      Result.Full = Decl;
      continue;
    }
    const auto *B = dyn_cast<BinaryOperator>(Result.Parent);
    if (B && B->getOpcode() == BO_Assign && B->getRHS() == Result.Full &&
        !Result.isStored())
      Result.Assigned = B->getLHS();
    else if (!isa<ParenExpr, CastExpr, FullExpr>(Result.Parent))
      return Result;
    Result.Full = Result.Parent;
  }
}

/// Whether a variable or field of this kind keeps STATUS_PENDING as it is.
bool holdsStatus(const Standing &S, const ASTContext &Context) {
  if (S.Assigned && S.Assigned->refersToBitField())
    return false;
  const QualType T =
      S.Assigned ? S.Assigned->getType() : S.Initialised->getType();
  return T->isIntegerType() && !T->isBooleanType() &&
         Context.getTypeSize(T) >= 32;
}

/// Whether the file of \p L names \p Wait where the compiler has read nothing:
/// under a condition of the preprocessor that does not hold, or in a macro that
/// nothing uses. Another configuration may then have the wait.
bool isNamedUnread(StringRef Wait, SourceLocation L, const Calls &All,
                   const SourceManager &SM, const LangOptions &LangOpts) {
  const FileID File = SM.getFileID(L);
  Lexer Raw(File, SM.getBufferOrFake(File), SM, LangOpts);
  for (Token T; !Raw.LexFromRawLexer(T);)
    if (T.is(tok::raw_identifier) && T.getRawIdentifier() == Wait &&
        !All.WaitNames.contains(T.getLocation()))
      return true;
  return false;
}

/// Where the comments end that stand behind \p L on its line; \p L if there are
/// none.
SourceLocation behindComments(SourceLocation L, const SourceManager &SM,
                              const LangOptions &LangOpts) {
  const auto [File, Offset] = SM.getDecomposedLoc(L);
  const StringRef Text = SM.getBufferData(File);
  Lexer Raw(SM.getLocForStartOfFile(File), LangOpts, Text.begin(),
            Text.begin() + Offset, Text.end());
  Raw.SetCommentRetentionState(true);
  for (Token T;
       !Raw.LexFromRawLexer(T) && T.is(tok::comment) &&
       !Text.slice(SM.getFileOffset(L), SM.getFileOffset(T.getLocation()))
            .contains('\n');)
    L = T.getEndLoc();
  return L;
}

/// What ends the line that holds \p L.
StringRef lineEnd(SourceLocation L, const SourceManager &SM) {
  const auto [File, Offset] = SM.getDecomposedLoc(L);
  const StringRef Text = SM.getBufferData(File);
  const size_t End = Text.find('\n', Offset);
  return End != StringRef::npos && End > 0 && Text[End - 1] == '\r' ? "\r\n"
                                                                    : "\n";
}

/// Whether nothing but white space stands before \p L on its line.
bool beginsLine(SourceLocation L, const SourceManager &SM) {
  const auto [File, Offset] = SM.getDecomposedLoc(L);
  const StringRef Before = SM.getBufferData(File).take_front(Offset);
  return Before.substr(Before.rfind('\n') + 1).trim().empty();
}

/// One more step of indentation, in the manner of \p Parent, whose statements
/// are indented by \p Inner.
std::string step(const Stmt *Parent, StringRef Inner, const SourceManager &SM) {
  const SourceLocation Line =
      isa<CompoundStmt>(Parent) ? Parent->getEndLoc() : Parent->getBeginLoc();
  StringRef Step = Inner;
  if (Step.consume_front(Lexer::getIndentationForLine(Line, SM)) &&
      !Step.empty())
    return Step.str();
  return "    ";
}

std::optional<FixItHint> waitAfter(const Calls::Call &Call, const Calls &All,
                                   ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  const LangOptions &LangOpts = Context.getLangOpts();

  if (Call.E->getBeginLoc().isMacroID() || Call.E->getEndLoc().isMacroID())
    return {};
  const Expr *Handle = Call.handle();
  if (Handle->HasSideEffects(Context))
    return {};

  ArrayRef<ProtocolFunction> Functions = All.By.functions();
  auto WaitFunction = llvm::find_if(Functions, [&](const auto &F) {
    return F.V == Verb::Wait && F.Side == Call.P->Side;
  });
  if (WaitFunction == Functions.end() ||
      !declares(WaitFunction->Name, Context) ||
      !canName("STATUS_PENDING", Context))
    return {};
  for (const Calls::Call &W : All.Waits)
    if (W.P->Side == WaitFunction->Side && mayBeSame(W.handle(), Handle))
      return {};
  if (isNamedUnread(WaitFunction->Name, Call.E->getBeginLoc(), All, SM,
                    LangOpts))
    return {};

  const std::optional<Standing> S = standing(Call);
  if (!S || S->Full->getBeginLoc().isMacroID() ||
      S->Full->getEndLoc().isMacroID() ||
      !beginsLine(S->Full->getBeginLoc(), SM) ||
      (S->isStored() && !holdsStatus(*S, Context)))
    return {};
  // Under an `if` without `else` the new one can't catch a foreign `else`.
  const auto *If = dyn_cast<IfStmt>(S->Parent);
  const bool UnderIf = If && If->getThen() == S->Full && !If->getElse();
  if (!isa<CompoundStmt>(S->Parent) && !(UnderIf && !S->isStored()))
    return {};

  SourceLocation Semicolon = S->Full->getEndLoc();
  if (!S->Initialised) {
    std::optional<Token> Next = Lexer::findNextToken(Semicolon, SM, LangOpts);
    if (!Next || Next->isNot(tok::semi))
      return {};
    Semicolon = Next->getLocation();
  }

  auto Text = [&](SourceRange Range) {
    return Lexer::getSourceText(CharSourceRange::getTokenRange(Range), SM,
                                LangOpts);
  };
  const StringRef Indent =
      Lexer::getIndentationForLine(S->Full->getBeginLoc(), SM);
  const StringRef NewLine = lineEnd(S->Full->getBeginLoc(), SM);
  // A comment behind the statement stays behind it.
  const SourceLocation End =
      Lexer::getLocForEndOfToken(Semicolon, 0, SM, LangOpts);
  const SourceLocation CommentsEnd = behindComments(End, SM, LangOpts);
  auto Wait = [&](StringRef Status, StringRef Comments) {
    const Expr *Argument = Call.E->getArg(Call.P->HandleParam);
    return ("if (" + Status + " == STATUS_PENDING) {" + Comments + NewLine +
            Indent + step(S->Parent, Indent, SM) + WaitFunction->Name + "(" +
            Text(Argument->getSourceRange()) + ");" + NewLine + Indent + "}")
        .str();
  };

  if (!S->isStored())
    return FixItHint::CreateReplacement(
        CharSourceRange::getCharRange(S->Full->getBeginLoc(), CommentsEnd),
        Wait(Text(Call.E->getSourceRange()),
             Lexer::getSourceText(
                 CharSourceRange::getCharRange(End, CommentsEnd), SM,
                 LangOpts)));

  if (S->Assigned && (S->Assigned->HasSideEffects(Context) ||
                      lastNamed(S->Assigned) == lastNamed(Handle)))
    return {};
  const std::string Status = S->Initialised
                                 ? S->Initialised->getName().str()
                                 : Text(S->Assigned->getSourceRange()).str();
  return FixItHint::CreateInsertion(
      CommentsEnd, (NewLine + Indent + Wait(Status, "")).str());
}

/// The wait that \p S is, but for what becomes of its result; null if it is
/// something else.
const Calls::Call *onlyWait(const Stmt *S, const Calls &All,
                            ASTContext &Context) {
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return Block->size() == 1 ? onlyWait(Block->body_front(), All, Context)
                              : nullptr;
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return nullptr;
  E = E->IgnoreParenCasts();
  if (const auto *B = dyn_cast<BinaryOperator>(E);
      B && B->getOpcode() == BO_Assign && !B->getLHS()->HasSideEffects(Context))
    E = B->getRHS()->IgnoreParenCasts();
  auto It =
      llvm::find_if(All.Waits, [E](const Calls::Call &W) { return W.E == E; });
  return It == All.Waits.end() ? nullptr : &*It;
}

/// Whether all variables that \p S names are \p Status, and all calls in it
/// \p Call; what is in that does not count.
bool looksOnlyAt(const Stmt *S, const ValueDecl *Status, const CallExpr *Call) {
  if (!S || S == Call)
    return true;
  if (isa<CallExpr>(S))
    return false;
  if (const auto *D = dyn_cast<DeclRefExpr>(S))
    return D->getDecl() == Status || isa<EnumConstantDecl>(D->getDecl());
  if (isa<MemberExpr>(S))
    return false;
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    return looksOnlyAt(Child, Status, Call);
  });
}

/// What stands behind \p S in \p Block; null if nothing does.
const Stmt *nextIn(const Stmt *Block, const Stmt *S) {
  const auto *Compound = dyn_cast<CompoundStmt>(Block);
  if (!Compound)
    return nullptr;
  auto It = llvm::find(Compound->body(), S);
  return It == Compound->body_end() || ++It == Compound->body_end() ? nullptr
                                                                    : *It;
}

std::optional<FixItHint> testForPending(const Calls::Call &Call,
                                        const Calls &All, ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  const LangOptions &LangOpts = Context.getLangOpts();
  if (!Call.Root || !canName("STATUS_PENDING", Context))
    return {};
  const IfStmt *If = nullptr;
  std::string Status;
  if (const std::optional<Standing> S = standing(Call); S && S->isStored()) {
    const auto *Name = S->Assigned
                           ? dyn_cast<DeclRefExpr>(S->Assigned->IgnoreParens())
                           : nullptr;
    const ValueDecl *Var = S->Initialised ? S->Initialised
                           : Name         ? Name->getDecl()
                                          : nullptr;
    If = dyn_cast_or_null<IfStmt>(nextIn(S->Parent, S->Full));
    if (!Var || !If || !holdsStatus(*S, Context) ||
        !looksOnlyAt(If->getCond(), Var, nullptr))
      return {};
    Status = Var->getName().str();
  } else {
    const ParentMap Parents(Call.Root);
    const Stmt *Outer = Call.E;
    while (Outer && isa<Expr>(Outer))
      Outer = Parents.getParent(Outer);
    If = dyn_cast_or_null<IfStmt>(Outer);
    if (!If || !looksOnlyAt(If->getCond(), nullptr, Call.E))
      return {};
    // As an argument of a macro it stands in the file, too.
    const CharSourceRange Range =
        CharSourceRange::getTokenRange(SM.getFileLoc(Call.E->getBeginLoc()),
                                       SM.getFileLoc(Call.E->getEndLoc()));
    Status = Lexer::getSourceText(Range, SM, LangOpts).str();
  }
  const SourceLocation Open = If->getLParenLoc(), Close = If->getRParenLoc();
  if (If->getElse() || If->getInit() || If->getConditionVariable() ||
      If->isConstexpr() || Open.isMacroID() || Close.isMacroID() ||
      Status.empty())
    return {};
  const Calls::Call *Wait = onlyWait(If->getThen(), All, Context);
  if (!Wait || Wait->P->Side != Call.P->Side || !lastNamed(Call.handle()) ||
      lastNamed(Wait->handle()) != lastNamed(Call.handle()))
    return {};
  return FixItHint::CreateReplacement(
      CharSourceRange::getCharRange(Open.getLocWithOffset(1), Close),
      Status + " == STATUS_PENDING");
}

/// Room for a call before a return.
std::optional<FixItHint> beforeReturn(const Calls::Return &R,
                                      ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  const SourceLocation At = R.S->getBeginLoc();
  if (At.isMacroID() || !beginsLine(At, SM) ||
      !isa_and_nonnull<CompoundStmt>(ParentMap(R.Root).getParent(R.S)))
    return {};
  return FixItHint::CreateInsertion(
      At, (";" + lineEnd(At, SM) + Lexer::getIndentationForLine(At, SM)).str());
}

/// The function that does the same for the other kind; null if it is not one.
const ProtocolFunction *counterpartOf(const ProtocolFunction &F,
                                      const Protocols &By) {
  const ProtocolFunction *Only = nullptr;
  for (const ProtocolFunction &G : By.functions()) {
    if (&By.of(G) != &By.of(F) || G.Side == F.Side || G.V != F.V)
      continue;
    if (Only || G.NumParams != F.NumParams || G.Handle != F.Handle ||
        G.HandleParam != F.HandleParam || F.When || G.When)
      return nullptr;
    Only = &G;
  }
  return Only;
}

std::optional<FixItHint> callCounterpart(const Calls::Call &Call,
                                         ASTContext &Context,
                                         const Protocols &By) {
  const ProtocolFunction *Other = counterpartOf(*Call.P, By);
  const auto *Name =
      dyn_cast<DeclRefExpr>(Call.E->getCallee()->IgnoreParenImpCasts());
  if (!Other || !Name || Name->getLocation().isMacroID() ||
      !declares(Other->Name, Context))
    return {};
  return FixItHint::CreateReplacement(Name->getLocation(), Other->Name);
}

} // namespace

std::vector<Fix> findFixes(ASTContext &Context, const Protocols &By) {
  Calls All(By, Context);
  All.TraverseAST(Context);
  std::vector<Fix> Result;
  auto Add = [&](const Calls::Call &Call, ViolationClass Answers,
                 const std::optional<FixItHint> &Edit) {
    if (Edit)
      Result.push_back(
          {Context.getSourceManager().getFileLoc(Call.E->getBeginLoc()),
           Answers, By.of(*Call.P).ruleOf(Answers), *Edit});
  };
  for (const Calls::Call &Call : All.Deregisters) {
    Add(Call, ViolationClass::MissingWait, waitAfter(Call, All, Context));
    Add(Call, ViolationClass::StatusMisread,
        testForPending(Call, All, Context));
    Add(Call, ViolationClass::KindMismatch, callCounterpart(Call, Context, By));
  }
  for (const Calls::Call &Call : All.Waits)
    Add(Call, ViolationClass::KindMismatch, callCounterpart(Call, Context, By));
  for (const Calls::Return &R : All.Returns)
    if (const std::optional<FixItHint> Edit = beforeReturn(R, Context))
      for (ViolationClass C : {ViolationClass::EntryFailsRegistered,
                               ViolationClass::NeverDeregistered})
        Result.push_back({R.S->getBeginLoc(), C, ruleOf(C), *Edit});
  return Result;
}

} // namespace nmr
