//===- Summary.h - The model of a program, free of Clang --------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What crosses a translation unit or a process: functions as graphs of basic
/// blocks over places and values. Extract writes it, Link merges it, Solve
/// reads it. It knows neither Clang nor any rule.
///
/// The shape is that of a register machine with structured memory (compare the
/// MIR of rustc): a \c Place is an access path, an \c Operand a value, an
/// \c Rvalue one operation on values, a \c Statement one effect, a
/// \c Terminator the end of a block. C's sub-expressions are split into
/// temporaries, which are locals without a name; short-circuit evaluation, the
/// conditional operator, destructors, `__finally` and `__leave` are already
/// control flow here.
///
/// Memory is addressed in bytes of the target's record layout, so that casts,
/// unions, CONTAINING_RECORD, memset and first-member pointers mean what they
/// mean to the compiler. A field also carries its entity: it is what identifies
/// "the same field of another object".
///
/// A large driver has tens of millions of statements, all in memory at once:
/// members are ordered so that they leave no gaps (the last bytes of one hold
/// the first of the next where the compiler allows that), and lists that are
/// mostly empty take no room of their own. What is kept in vectors says that
/// moving it can't fail, as llvm::SmallVector doesn't say: vectors that grow
/// would copy it.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_SUMMARY_SUMMARY_H
#define NMR_SUMMARY_SUMMARY_H

#include "Summary/ThinVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nmr {

/// Index into \c Summary::Entities.
using EntityId = uint32_t;
/// Index into \c Function::Locals. Parameters come first, in order.
using LocalId = uint32_t;
/// Index into \c Function::Blocks. Block 0 is the entry.
using BlockId = uint32_t;

constexpr uint32_t NoId = ~uint32_t(0);

/// A position in a source file, as a diagnostic prints it. A position inside a
/// macro's body is the place where the macro is expanded.
struct Loc {
  uint32_t File = NoId; ///< Index into \c Summary::Files; NoId if unknown.
  uint32_t Line = 0;    ///< From 1.
  uint32_t Column = 0;  ///< From 1, in bytes.

  bool isValid() const { return File != NoId; }
  bool operator==(const Loc &) const = default;
  auto operator<=>(const Loc &) const = default;
};

/// A named thing that other translation units may name too.
struct Entity {
  enum class Kind : uint8_t { Function, Global, Field };

  Entity() = default;
  Entity(const Entity &) = default;
  Entity &operator=(const Entity &) = default;
  Entity(Entity &&) noexcept = default;
  Entity &operator=(Entity &&) noexcept = default;

  Kind K = Kind::Function;
  /// Code in another translation unit of the driver can name it.
  bool External = false;
  /// Declared by the operating system or its compiler: in a system header, or
  /// imported from another image. It can't name the driver's own entities.
  bool System = false;
  /// Defined in a header: an inline function that many TUs may bring along.
  bool Inline = false;
  /// Never returns ([[noreturn]], DECLSPEC_NORETURN).
  bool NoReturn = false;
  /// Functions: the definition gives way to another one that is not weak.
  bool Weak = false;
  /// Globals: declared only. What it holds at first is said elsewhere.
  bool Undefined = false;
  /// Functions: the body says `PAGED_CODE()`, whatever that stands for.
  bool Paged = false;
  /// Fields: of a record of the driver's that may lie where a record of the
  /// system's lies, by a union or a cast.
  bool Overlaid = false;
  /// The identity across translation units: the USR, with the file's name mixed
  /// in where the linkage is internal.
  std::string Id;
  /// What a user calls it: `StopReg`, `Reg::~Reg`, `g_Cli`, `Reg` for a field.
  std::string Name;
  /// Functions: the function typedefs through which a redeclaration was made
  /// (`DRIVER_UNLOAD Unload;`) and those that `_Function_class_` names.
  ThinVector<std::string> DeclaredAs;
  /// Functions: the methods that this one overrides (a virtual call of one of
  /// them may land here).
  ThinVector<EntityId> Overrides;
  /// Functions: the sections that their authors put the code in.
  ThinVector<std::string> Sections;
  /// Where it is defined, or else declared.
  Loc Where;
  /// Globals: size in bytes, 0 if unknown.
  uint64_t Size = 0;

  bool operator==(const Entity &) const = default;
};

/// An integer type: what a comparison and a cast need to know. Pointers and
/// handles are unsigned with 64 bits (32 on a 32-bit target).
struct IntType {
  uint8_t Bits = 32;
  bool Signed = true;
  bool operator==(const IntType &) const = default;
};

struct Operand;

/// One step of an access path.
struct Projection {
  enum class Kind : uint8_t {
    Deref, ///< Follow the pointer that is stored here.
    Field, ///< \c Field at byte \c Offset; NoId for an unnamed sub-object.
    Index, ///< Element \c IndexLocal, or \c IndexConst if that is NoId, of
           ///< an array whose elements take \c Stride bytes.
  };

  Kind K = Kind::Deref;
  EntityId Field = NoId;
  LocalId IndexLocal = NoId;
  int64_t Offset = 0;
  int64_t IndexConst = 0;
  uint64_t Stride = 0;
  /// IndexLocal: how many elements there are; 0 if that is not known.
  uint64_t Count = 0;

  bool operator==(const Projection &) const = default;
};

/// An access path: a root and the steps that lead from it, and the number of
/// bytes there (more than 8 for whole records and arrays).
struct Place {
  enum class RootKind : uint8_t { Local, Global };

  ThinVector<Projection> Path;
  uint64_t Size = 0; ///< In bytes; 0 if unknown.
  uint32_t Base = 0; ///< LocalId or EntityId.
  RootKind Root = RootKind::Local;

  bool operator==(const Place &) const = default;

  /// It lies where a pointer leads, not in the root itself.
  bool throughPointer() const {
    for (const Projection &Pr : Path)
      if (Pr.K == Projection::Kind::Deref)
        return true;
    return false;
  }

  static Place local(LocalId L, uint64_t Size) {
    return {{}, Size, L, RootKind::Local};
  }
  static Place global(EntityId G, uint64_t Size) {
    return {{}, Size, G, RootKind::Global};
  }
};

/// A value: where it comes from.
struct Operand {
  enum class Kind : uint8_t {
    Unknown,   ///< Any value: something that the model does not follow.
    Load,      ///< What \c P holds. With a size over 8: the whole record.
    Int,       ///< \c value(), already converted to its type. NULL is 0.
    AddressOf, ///< The address of \c P.
    Function,  ///< The function \c entity().
  };

  /// Function: its root is the entity. Int: its size is the value.
  [[no_unique_address]] Place P;
  Kind K = Kind::Unknown;

  bool operator==(const Operand &) const = default;

  /// Precondition: \c K is Function.
  EntityId entity() const { return P.Base; }
  /// Precondition: \c K is Int.
  int64_t value() const { return int64_t(P.Size); }

  static Operand unknown() { return {}; }
  static Operand load(Place P) { return {std::move(P), Kind::Load}; }
  static Operand integer(int64_t V) {
    return {Place::local(0, uint64_t(V)), Kind::Int};
  }
  static Operand addressOf(Place P) { return {std::move(P), Kind::AddressOf}; }
  static Operand function(EntityId F) {
    return {Place::global(F, 0), Kind::Function};
  }
};

/// Operators. Comparisons answer 0 or 1.
enum class Op : uint8_t {
  Use,  ///< The operand A itself.
  Cast, ///< A converted to \c Type.
  Add,
  Sub,
  Mul,
  Div,
  Rem,
  And,
  Or,
  Xor,
  Shl,
  Shr,
  Eq,
  Ne,
  Lt,
  Le,
  Gt,
  Ge,
  PtrAdd, ///< Pointer A moved by B times \c Stride bytes (Stride may be < 0).
};

inline bool isComparison(Op O) { return O >= Op::Eq && O <= Op::Ge; }

/// The word for \p O in the text format: "add", "lt"; "use" for Use.
llvm::StringRef name(Op O);

/// One operation on values.
struct Rvalue {
  Operand A;
  [[no_unique_address]] Operand B;
  int64_t Stride = 0; ///< PtrAdd only.
  Op O = Op::Use;
  /// Arithmetic, comparison: the type in which it is done. Cast: the target.
  IntType Type;

  bool operator==(const Rvalue &) const = default;

  static Rvalue use(Operand A) { return {std::move(A), {}, 0, Op::Use, {}}; }
  static Rvalue apply(Op O, Operand A, Operand B, IntType Type,
                      int64_t Stride = 0) {
    return {std::move(A), std::move(B), Stride, O, Type};
  }
};

/// One effect.
struct Statement {
  enum class Kind : uint8_t {
    Assign,   ///< Dest = Value. If Dest.Size > 8: a record copy (Value is the
              ///< Load of a place of that size), or a fill (Value is Int 0).
    Call,     ///< [Dest =] callee()(Args).
    Havoc,    ///< Something not modelled may have written Dest.
    ScopeEnd, ///< The local Dest goes out of scope; its value is gone.
  };

  Statement() = default;
  Statement(const Statement &) = default;
  Statement &operator=(const Statement &) = default;
  Statement(Statement &&) noexcept = default;
  Statement &operator=(Statement &&) noexcept = default;

  /// Call: uses the callee.
  [[no_unique_address]] Rvalue Value;
  Kind K = Kind::Assign;
  bool HasDest = false;
  /// Call: the callee is a method and the call dispatches on the object.
  bool Virtual = false;
  Loc Where;
  [[no_unique_address]] Place Dest; ///< Call: meaningful if HasDest.
  ThinVector<Operand> Args;
  /// What a callee may write through a pointer, going by the types.
  struct Written {
    /// The size of what a pointer to non-const points at. 0 for other
    /// arguments, and for a `void *` that is a context and no buffer.
    uint64_t Bytes : 63 = 0;
    /// That is a record which a header of the system's declares, and so no part
    /// of it is a field of another record of the driver's, unless that is
    /// \c Entity::Overlaid.
    uint64_t IsSystemRecord : 1 = false;

    explicit operator bool() const { return Bytes != 0; }
    bool operator==(const Written &) const = default;
  };
  /// Call: by argument. Shorter than \c Args if the rest is nothing.
  ThinVector<Written> Writes;

  /// Call: a Function operand (direct), a Load (indirect), or Unknown.
  const Operand &callee() const { return Value.A; }
  Operand &callee() { return Value.A; }
  /// Call: the value of argument \p I, if that is a constant.
  std::optional<int64_t> constantArgument(unsigned I) const {
    return Args[I].K == Operand::Kind::Int ? std::optional(Args[I].value())
                                           : std::nullopt;
  }

  bool operator==(const Statement &) const = default;
};

/// The end of a block.
struct Terminator {
  enum class Kind : uint8_t {
    Goto,   ///< To Targets[0].
    Branch, ///< A Cmp B in Type: Targets[0] if so, else Targets[1].
    Switch, ///< On A: Targets[i] for Cases[i], Targets.back() otherwise.
    Choose, ///< Any of Targets (computed goto; an exception may be raised).
    Return, ///< Of A, if HasValue.
    Unreachable, ///< Control never gets here (noreturn call, __assume(0)).
  };

  /// Inclusive bounds (GNU case ranges); in \c Type.
  struct Case {
    int64_t Low, High;
    bool operator==(const Case &) const = default;
  };

  Operand A;
  [[no_unique_address]] Operand B;
  Kind K = Kind::Unreachable;
  Op Cmp = Op::Ne;
  IntType Type;
  bool HasValue : 1 = false;
  /// Choose: the targets after the first are taken only if an exception is
  /// raised. Possible, but nothing to accuse a driver of.
  bool Exceptional : 1 = false;
  /// Targets[0] is taken when \c Text is *false*.
  bool TextNegated : 1 = false;
  Loc Where;
  llvm::SmallVector<BlockId, 2> Targets;
  ThinVector<Case> Cases;
  /// Branch, Switch: the condition as the user wrote it, at most 80 bytes, on
  /// one line. For explanations only. It may be negated: see \c TextNegated.
  std::string Text;

  bool operator==(const Terminator &) const = default;
};

struct Block {
  Block() = default;
  Block(const Block &) = default;
  Block &operator=(const Block &) = default;
  Block(Block &&) noexcept = default;
  Block &operator=(Block &&) noexcept = default;

  ThinVector<Statement> Body;
  Terminator End;

  bool operator==(const Block &) const = default;
};

struct Local {
  std::string Name; ///< Empty for a temporary.
  uint64_t Size = 0;
  bool operator==(const Local &) const = default;
};

struct Function {
  Function() = default;
  Function(const Function &) = default;
  Function &operator=(const Function &) = default;
  Function(Function &&) noexcept = default;
  Function &operator=(Function &&) noexcept = default;

  EntityId Entity = NoId;
  uint32_t NumParams = 0;
  std::vector<Local> Locals;
  std::vector<Block> Blocks;
  Loc Where; ///< Of its name.
  Loc End;   ///< Of its closing brace.

  bool operator==(const Function &) const = default;
};

/// A comment by which an author silences warnings on a part of a file. What the
/// words mean is for whoever reports: here they are data, like the rest.
struct Suppression {
  /// Holds for what lies between the two. Both are in one file; column 0 is the
  /// start of the line.
  Loc Begin, End;
  /// Names of checks, separated by commas; `*` in them stands for any letters.
  std::string Checks;
  /// What the comment says behind that; may be empty.
  std::string Reason;

  bool covers(const Loc &L) const {
    return L.File == Begin.File && Begin < L && L < End;
  }
  bool operator==(const Suppression &) const = default;
  auto operator<=>(const Suppression &) const = default;
};

/// An edit of a source, prepared while there was a syntax tree.
struct Edit {
  /// The call that it mends, or the return before which one is missing: then
  /// \c Text is what follows the call.
  Loc Call;
  /// The check whose warning there it answers, and the class of that.
  std::string Check, Class;
  /// What \c Text takes the place of. Both are in one file.
  Loc Begin, End;
  std::string Text;

  bool operator==(const Edit &) const = default;
  auto operator<=>(const Edit &) const = default;
};

/// Gives back what room the lists of \p F have left for growing.
void compact(Function &F);

/// A file that could not be analysed, or not all of it, and what to say about
/// it.
struct NotAnalysed {
  std::string File;
  std::string Why;

  bool operator==(const NotAnalysed &) const = default;
};

/// One translation unit, or several linked ones.
struct Summary {
  /// The main files, as given. One for a TU.
  std::vector<std::string> MainFiles;
  /// Of the target, in bytes: 4 or 8.
  uint8_t PointerSize = 8;
  std::vector<std::string> Files;
  std::vector<Entity> Entities;
  /// The functions with a body, ordered by entity.
  std::vector<Function> Functions;
  /// What static initialisers store: a function without parameters, run before
  /// everything else on an image of zeros. Entity is NoId.
  std::vector<Function> Initialisers;
  std::vector<NotAnalysed> Failures;
  /// By place.
  std::vector<Suppression> Suppressions;
  /// By place.
  std::vector<Edit> Edits;

  bool operator==(const Summary &) const = default;

  const Entity &entity(EntityId Id) const { return Entities[Id]; }
};

/// Renders \p P as a user would write it: `Ctx->Reg`, `g_P[1]`. Temporaries
/// that only pass a value on are not resolved; they print as `<value>`.
std::string toString(const Place &P, const Function *F, const Summary &S);

/// Checks that \p S keeps the promises of this header: every index stays within
/// its table and names the right kind of thing, every terminator has as many
/// targets as it needs, identities are unique. Empty if so; otherwise one
/// sentence that names the function. Readers call it, so Solve need not.
std::string verify(const Summary &S);

} // namespace nmr

#endif // NMR_SUMMARY_SUMMARY_H
