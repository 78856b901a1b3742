//===- FunctionLowering.h - One function's body to a graph ------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NMR_EXTRACT_FUNCTIONLOWERING_H
#define NMR_EXTRACT_FUNCTIONLOWERING_H

#include "Extract/Entities.h"
#include "Extract/FunctionBuilder.h"
#include "Extract/IrqlAnnotations.h"
#include "Extract/Overlays.h"
#include "Extract/Types.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallVector.h"
#include <deque>
#include <optional>

namespace clang {
class AtomicExpr;
class MSAsmStmt;
class GCCAsmStmt;
} // namespace clang

namespace nmr {

/// What the lowerings of one translation unit share, and the work that they
/// leave for later.
class Unit {
public:
  Unit(clang::ASTContext &Context, Summary &S,
       llvm::function_ref<std::string(llvm::StringRef)> FileName)
      : Context(Context), T(Context), E(Context, T, S, FileName), Shared(E),
        Irql(Context) {}

  clang::ASTContext &Context;
  Types T;
  Entities E;
  Overlays Shared;
  IrqlAnnotations Irql;

  /// The entity of \p F, whose body (if there is one in view) will be lowered.
  EntityId use(const clang::FunctionDecl *F);
  /// The entity of \p V, whose initialiser will be lowered if it is not known
  /// to be another translation unit's.
  EntityId use(const clang::VarDecl *V);

  std::deque<const clang::FunctionDecl *> Functions;
  std::deque<const clang::VarDecl *> Globals;
  unsigned NumSynthetic = 0;

private:
  llvm::DenseSet<const clang::Decl *> Seen;
};

/// Lowers one function, or all static initialisers of a TU.
///
/// Expressions: \c value gives what a prvalue evaluates to, \c place the object
/// that a glvalue names, \c into evaluates straight into an object (which is
/// how copy elision falls out), \c branch evaluates a condition straight into
/// control flow. An operand may be a load that takes place where it is used; C
/// leaves that order open, and where it does not, the value is pinned in a
/// temporary.
///
/// What the language does on leaving a scope is a chain of \c Scope nodes from
/// the innermost outwards. Every way out lowers the chain up to its destination
/// anew, so each path through a destructor or a `__finally` stays apart.
///
/// What is not modelled becomes Unknown, Havoc or a call of Unknown: never
/// nothing.
class FunctionLowering : private FunctionBuilder {
public:
  explicit FunctionLowering(Unit &U);

  /// The body of \p F. None, with \p Why set, if it can't be lowered.
  std::optional<Function> lower(const clang::FunctionDecl *F, std::string &Why);

  /// Adds the initialiser of \p V to what this lowering holds.
  void addInitialiser(const clang::VarDecl *V);
  /// All that \c addInitialiser added.
  Function takeInitialisers();

private:
  //===-- Scopes (Scopes.cpp) ---------------------------------------------===//

  /// One thing to do, or to know, on leaving a scope.
  struct Scope {
    enum class Kind : uint8_t {
      LocalEnd, ///< L goes out of scope.
      Destroy,  ///< The object P of type T is destroyed.
      Cleanup,  ///< Fn(&P), for __attribute__((cleanup)).
      Finally,  ///< Body runs.
      Handler,  ///< Exceptions continue in Landing.
    };
    Kind K;
    Scope *Outer;
    unsigned Depth;
    /// Something catches structured, or C++ exceptions, raised here.
    bool CatchesSEH, CatchesCxx;
    LocalId L = NoId;
    Place P;
    clang::QualType T;
    const clang::FunctionDecl *Fn = nullptr;
    const clang::Stmt *Body = nullptr;
    /// The variable whose end this is, for the named return value.
    const clang::VarDecl *Var = nullptr;
    /// The object exists only if this local is not 0.
    LocalId Flag = NoId;
    /// Where an exception that is raised in this scope continues.
    BlockId Landing = NoId;
  };

  /// Where a break, a continue, a __leave or a goto leads.
  struct JumpTarget {
    BlockId Block = NoId;
    Scope *Outside = nullptr;
  };

  struct PendingGoto {
    BlockId From;
    Scope *Outside;
    const clang::LabelDecl *Label;
  };

  Scope &push(Scope::Kind K);
  void pushEnd(LocalId L);
  void pushDestructor(const Place &P, clang::QualType T,
                      const clang::VarDecl *Var = nullptr);
  /// Emits the cleanups from the current scope up to \p To and continues there.
  void popTo(Scope *To);
  /// Emits them and jumps.
  void leaveTo(const JumpTarget &Target);
  void emitCleanups(Scope *To, bool Abnormal,
                    const clang::VarDecl *Skip = nullptr);
  void emitCleanup(Scope &S, bool Abnormal);
  bool hasEffect(const Scope *From, const Scope *To) const;
  /// Where an exception raised in \p S continues; NoId if nothing catches it.
  BlockId landingPad(Scope *S);
  void mayRaise(bool Cxx);
  void resolveGotos(const llvm::DenseSet<const clang::LabelDecl *> *Only);
  /// Ends a full-expression: destroys its temporaries.
  void endFullExpression(Scope *Mark);

  //===-- Statements (StatementLowering.cpp, ExceptionLowering.cpp) -------===//

  void stmt(const clang::Stmt *S);
  void stmtHere(const clang::Stmt *S);
  void compound(const clang::CompoundStmt *S);
  void ifStmt(const clang::IfStmt *S);
  void whileStmt(const clang::WhileStmt *S);
  void doStmt(const clang::DoStmt *S);
  void forStmt(const clang::ForStmt *S);
  void rangeFor(const clang::CXXForRangeStmt *S);
  void switchStmt(const clang::SwitchStmt *S);
  void caseLabels(const clang::SwitchCase *S);
  void returnStmt(const clang::ReturnStmt *S);
  void returnValue(Operand V, clang::SourceLocation Where,
                   const clang::VarDecl *Nrvo = nullptr);
  void gotoLabel(const clang::LabelDecl *L);
  void gccAsm(const clang::GCCAsmStmt *S);
  void msAsm(const clang::MSAsmStmt *S);
  void sehTry(const clang::SEHTryStmt *S);
  void cxxTry(const clang::CXXTryStmt *S);
  void throwExpr(const clang::CXXThrowExpr *E);
  void decl(const clang::Decl *D);
  void localVariable(const clang::VarDecl *V);
  bool isInitialisedInPlace(const clang::VarDecl *V) const;
  void staticLocal(const clang::VarDecl *V);
  void unreachable();
  void giveUp(llvm::StringRef Why);
  void collectLabels(const clang::Stmt *S,
                     llvm::DenseSet<const clang::LabelDecl *> &Labels);

  //===-- Conditions (ConditionLowering.cpp) ------------------------------===//

  /// What a condition's explanation shows.
  struct ConditionText {
    const clang::Expr *E;
    bool Negated;
  };

  void branch(const clang::Expr *E, BlockId True, BlockId False,
              ConditionText Text = {});
  void branchHere(const clang::Expr *E, BlockId True, BlockId False,
                  ConditionText Text);
  void emitBranch(Operand A, Op Cmp, Operand B, IntType Type, BlockId True,
                  BlockId False, ConditionText Text);
  bool branchOnComparison(const clang::BinaryOperator *E, BlockId True,
                          BlockId False, ConditionText Text);
  std::string sourceText(const clang::Expr *E) const;

  //===-- Values (ValueLowering.cpp, CastLowering.cpp) --------------------===//

  Operand value(const clang::Expr *E);
  Rvalue rvalue(const clang::Expr *E);
  Rvalue rvalueHere(const clang::Expr *E);
  Rvalue castValue(const clang::CastExpr *E);
  Rvalue unaryValue(const clang::UnaryOperator *E);
  Rvalue binaryValue(const clang::BinaryOperator *E);
  Rvalue pointerDifference(const clang::BinaryOperator *E);
  Rvalue throughTemporary(const clang::Expr *E);
  Place step(const clang::UnaryOperator *E, Operand *Old = nullptr);
  Place assignment(const clang::BinaryOperator *E);
  void compoundAssign(const clang::CompoundAssignOperator *E, Place Dest);
  std::optional<int64_t> constant(const clang::Expr *E) const;
  void discard(const clang::Expr *E);
  void evaluateChildren(const clang::Expr *E);
  bool isBroken(const clang::Expr *E);
  Operand unknownUse(const clang::Expr *E);

  Rvalue arithmetic(Op O, Operand A, Operand B, IntType Type);
  Rvalue convertTo(Operand V, std::optional<IntType> From,
                   std::optional<IntType> To);
  Rvalue toBool(Operand V, IntType From);
  Rvalue pointerAdd(Operand Pointer, Operand Count, clang::QualType Pointee,
                    IntType CountType, bool Minus);
  Rvalue read(const clang::Expr *E, Place P);
  void write(const clang::Expr *E, Place P, Rvalue V);
  Rvalue loadBits(Place Unit, const clang::FieldDecl *F);
  void storeBits(Place Unit, const clang::FieldDecl *F, Operand V);
  Operand materialise(Rvalue R, uint64_t Size);
  Operand pin(Operand V, uint64_t Size);
  Operand moveByBytes(Operand Pointer, int64_t Offset, bool MayBeNull);

  //===-- Places (PlaceLowering.cpp) --------------------------------------===//

  Place place(const clang::Expr *E);
  Place placeHere(const clang::Expr *E);
  Place memberPlace(const clang::MemberExpr *E);
  Place fieldPlace(Place Base, const clang::FieldDecl *F);
  Place basePlace(Place Derived, const clang::CastExpr *E, bool Down);
  Place subscriptPlace(const clang::Expr *Base, const clang::Expr *Index,
                       clang::QualType Element, bool Minus = false);
  /// \p Bytes: the array's size; 0 if it is not known.
  Place elementPlace(Place Array, Operand Index, IntType IndexType,
                     clang::QualType Element, uint64_t Bytes = 0);
  Place variablePlace(const clang::VarDecl *V);
  Place temporaryPlace(const clang::MaterializeTemporaryExpr *E);
  Place stringPlace(uint64_t Size);
  Place unknownPlace(clang::QualType T);
  Place deref(Operand Pointer, clang::QualType Pointee);
  Place newTemporary(clang::QualType T);
  Operand address(const clang::Expr *E);
  static Operand addressOf(Place P);
  Operand functionOperand(const clang::Expr *E);
  std::optional<int64_t> baseOffset(const clang::CastExpr *E) const;

  //===-- Objects (ObjectLowering.cpp) ------------------------------------===//

  /// Evaluates \p E into \p Dest. \p Zeroed: Dest is known to be all zeros.
  void into(Place Dest, const clang::Expr *E, bool Zeroed = false);
  void intoHere(Place Dest, const clang::Expr *E, bool Zeroed);
  void intoReference(Place Dest, const clang::Expr *E);
  void initialiseObject(Place Dest, clang::QualType T, const clang::Expr *E,
                        bool Zeroed);
  void initList(Place Dest, const clang::InitListExpr *E, bool Zeroed);
  void initialiseField(Place Object, const clang::FieldDecl *F,
                       const clang::Expr *E, bool Zeroed);
  void fillZero(Place Dest);
  void copyObject(Place Dest, Place Source);
  void construct(Place Dest, const clang::CXXConstructExpr *E, bool Zeroed);
  void constructArray(Place Dest, const clang::ConstantArrayType *T,
                      llvm::function_ref<void(Place)> Element);
  void destroy(Place P, clang::QualType T);
  bool needsDestruction(clang::QualType T) const;
  void lambdaInto(Place Dest, const clang::LambdaExpr *E);
  void inheritedConstructor(Place Dest,
                            const clang::CXXInheritedCtorInitExpr *E);
  void arrayInitLoop(Place Dest, const clang::ArrayInitLoopExpr *E);

  //===-- Calls (CallLowering.cpp, BuiltinLowering.cpp) -------------------===//

  /// The result, or where it was put: \p Dest if given.
  Operand call(const clang::CallExpr *E, const Place *Dest = nullptr);
  /// A call that stands for what the annotation \p Name says.
  Statement annotation(llvm::StringRef Name, Loc Where,
                       std::optional<unsigned> Level);
  void runsAt(const IrqlAnnotation &A);
  Operand emitCall(Operand Callee, llvm::SmallVector<Operand, 4> Args,
                   clang::QualType Result, clang::SourceLocation Where,
                   const Place *Dest, const clang::FunctionDecl *Known,
                   bool Virtual = false,
                   llvm::SmallVector<Statement::Written, 4> Writes = {});
  /// Statement::Writes for one argument; \p Parameter is null if the callee's
  /// type doesn't tell.
  Statement::Written written(const clang::Expr *Arg, clang::QualType Parameter,
                             bool SizeFollows) const;
  Operand argument(const clang::Expr *E);
  Operand recordArgument(const clang::Expr *E);
  std::optional<Operand> builtin(const clang::CallExpr *E, unsigned Id);
  Operand syncBuiltin(const clang::CallExpr *E, llvm::StringRef Name);
  Operand atomic(const clang::AtomicExpr *E);
  Operand compareExchange(Place Object, Operand Expected, Operand Desired,
                          const Place *ExpectedPlace, clang::QualType T,
                          bool WantOld);
  Operand newExpr(const clang::CXXNewExpr *E);
  void deleteExpr(const clang::CXXDeleteExpr *E);
  void repeatUnknown(Place First, llvm::function_ref<void(Place)> Body);

  //===-- C++ members (MemberLowering.cpp) --------------------------------===//

  void constructorPrologue(const clang::CXXConstructorDecl *C);
  void destructorScopes(const clang::CXXDestructorDecl *D);
  void staticInvoker(const clang::CXXMethodDecl *Invoker);
  Place thisPlace(clang::QualType Record);
  Operand thisPointer();

  //===-- Small helpers ---------------------------------------------------===//

  Loc where(clang::SourceLocation L) { return U.E.loc(L); }
  uint64_t size(clang::QualType T) const { return U.T.size(T); }
  void assign(Place Dest, Rvalue R);
  void assign(Place Dest, Operand V) {
    assign(std::move(Dest), Rvalue::use(V));
  }
  void havoc(Place Dest);
  void deepStack(llvm::function_ref<void()> Fn);

  Unit &U;
  clang::ASTContext &Context;
  clang::SourceLocation Here;

  std::deque<Scope> Scopes;
  Scope *Innermost = nullptr;
  /// Temporaries whose lifetime a reference extends to the enclosing block.
  llvm::SmallVector<Scope, 2> Extended;
  /// How many conditionally evaluated operands enclose this one.
  unsigned Conditional = 0;

  llvm::DenseMap<const clang::VarDecl *, LocalId> Variables;
  llvm::DenseSet<LocalId> UnnamedVariables;
  llvm::DenseMap<const clang::ValueDecl *, clang::FieldDecl *> Captures;
  clang::FieldDecl *ThisCapture = nullptr;
  llvm::DenseMap<const clang::OpaqueValueExpr *, Operand> OpaqueValues;
  llvm::DenseMap<const clang::OpaqueValueExpr *, Place> OpaquePlaces;
  LocalId ArrayInitIndex = NoId;
  LocalId This = NoId;
  /// What CXXDefaultInitExpr and designated initialisers mean by `this`.
  std::optional<Place> InitialisedObject;

  llvm::SmallVector<JumpTarget, 4> Breaks, Continues, Leaves;
  struct SwitchContext {
    Terminator T;
    BlockId Default = NoId;
  };
  llvm::SmallVector<SwitchContext, 2> Switches;
  llvm::DenseMap<const clang::LabelDecl *, std::pair<BlockId, Scope *>> Labels;
  std::vector<PendingGoto> Gotos;
  llvm::SetVector<const clang::LabelDecl *> AddressTaken;
  std::vector<std::pair<BlockId, Scope *>> IndirectGotos;

  clang::QualType ReturnType;
  bool IsInitialisers = false;
  /// In a copy of a `__finally` body: whether its `__try` was left abnormally.
  std::optional<bool> Abnormal;
  unsigned FinallyCopies = 0;
  std::string GaveUp;
};

} // namespace nmr

#endif // NMR_EXTRACT_FUNCTIONLOWERING_H
