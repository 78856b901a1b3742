//===- TextReader.cpp - Text to summaries ---------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A parser of the grammar in docs/summary-format.md. The grammar does not
/// nest, so nothing here recurses. Every parse function answers
/// whether it met an error, which is recorded once, where it was met.
///
//===----------------------------------------------------------------------===//

#include "Summary/Text.h"
#include "Summary/TextLexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include <limits>
#include <optional>
#include <unordered_map>

namespace nmr {
namespace {

/// What the names of one scope mean: the n-th declaration of `x` is `x#n`.
class Scope {
public:
  /// Whether the declaration comes in its turn.
  bool declare(const Token &T, uint32_t Id) {
    if (T.is(Token::Kind::Temporary))
      return Temporaries.try_emplace(T.Number, Id).second;
    std::vector<uint32_t> &Ids = Names[T.Text];
    if (T.Ordinal != Ids.size() + 1)
      return false;
    Ids.push_back(Id);
    return true;
  }

  /// NoId if there is none.
  uint32_t find(const Token &T) const {
    if (T.is(Token::Kind::Temporary)) {
      auto It = Temporaries.find(T.Number);
      return It == Temporaries.end() ? NoId : It->second;
    }
    auto It = Names.find(T.Text);
    if (It == Names.end() || T.Ordinal > It->second.size())
      return NoId;
    return It->second[T.Ordinal - 1];
  }

private:
  llvm::StringMap<std::vector<uint32_t>> Names;
  std::unordered_map<uint64_t, uint32_t> Temporaries;
};

class Parser {
public:
  Parser(llvm::StringRef Text, llvm::StringRef FileName)
      : Text(Text), Lex(Text), FileName(FileName), Tok(Lex.next()) {}

  llvm::Expected<Summary> run() {
    if (parseHeader() || parseItems() || resolveOverrides() || finish())
      return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                     Message.c_str());
    return std::move(S);
  }

private:
  llvm::StringRef Text;
  Lexer Lex;
  llvm::StringRef FileName;
  Token Tok;
  std::string Message;

  Summary S;
  Scope Entities;
  /// An override may name what is declared later.
  struct Override {
    EntityId Of;
    Token Base;
    unsigned Line, Column;
  };
  std::vector<Override> Overrides;

  // The function being read.
  Function *F = nullptr;
  Scope Locals;
  struct Label {
    std::string Name;
    BlockId Block = NoId;
    /// Where it was first used, until it is defined.
    unsigned Line = 0, Column = 0;
  };
  llvm::StringMap<uint32_t> LabelIds;
  std::vector<Label> Labels;

  //===--- Errors and tokens ---------------------------------------------===//

  bool failAt(unsigned Line, unsigned Column, const llvm::Twine &What) {
    Message = (FileName + ":" + llvm::Twine(Line) + ":" + llvm::Twine(Column) +
               ": " + What)
                  .str();
    return true;
  }

  bool fail(const llvm::Twine &What) {
    return failAt(Lex.line(), Lex.columnOf(Tok), What);
  }

  std::string found() const {
    switch (Tok.K) {
    case Token::Kind::End:
      return "the end of the file";
    case Token::Kind::NewLine:
      return "the end of the line";
    case Token::Kind::Bad:
      return Tok.Text;
    default:
      return "'" + Tok.Spelling.substr(0, 40).str() + "'";
    }
  }

  bool expected(const llvm::Twine &What) {
    return fail("expected " + What + ", found " + found());
  }

  void advance() { Tok = Lex.next(); }

  bool consume(char C) {
    if (!Tok.isPunct(C))
      return false;
    advance();
    return true;
  }

  bool consumeWord(llvm::StringRef W) {
    if (!Tok.isWord(W))
      return false;
    advance();
    return true;
  }

  bool expect(char C) {
    return consume(C) ? false : expected("'" + llvm::Twine(C) + "'");
  }

  bool expectWord(llvm::StringRef W) {
    return consumeWord(W) ? false : expected("'" + W + "'");
  }

  bool expectLineEnd() {
    if (Tok.is(Token::Kind::End))
      return false;
    if (!Tok.is(Token::Kind::NewLine))
      return expected("the end of the line");
    advance();
    return false;
  }

  bool parseString(std::string &Out, llvm::StringRef What) {
    if (!Tok.is(Token::Kind::String))
      return expected(What + " in quotes");
    Out = std::move(Tok.Text);
    advance();
    return false;
  }

  bool parseUnsigned(uint64_t &Out, llvm::StringRef What) {
    if (!Tok.is(Token::Kind::Number))
      return expected(What);
    Out = Tok.Number;
    advance();
    return false;
  }

  bool parseUnsigned32(uint32_t &Out, llvm::StringRef What) {
    // NoId stands for "none" wherever such a number is kept.
    if (Tok.is(Token::Kind::Number) && Tok.Number >= NoId)
      return fail(What + " is too large");
    uint64_t Wide = 0;
    if (parseUnsigned(Wide, What))
      return true;
    Out = uint32_t(Wide);
    return false;
  }

  /// A hexadecimal number is a bit pattern; a decimal one is a value.
  bool parseSigned(int64_t &Out, llvm::StringRef What) {
    bool Negative = consume('-');
    if (!Tok.is(Token::Kind::Number))
      return expected(What);
    constexpr uint64_t Max = std::numeric_limits<int64_t>::max();
    if (Tok.Number > Max + (Negative ? 1 : 0) && (Negative || !Tok.IsHex))
      return fail(What + " does not fit 64 bits");
    Out = int64_t(Negative ? 0 - Tok.Number : Tok.Number);
    advance();
    return false;
  }

  //===--- The file ------------------------------------------------------===//

  void skipNewLines() {
    while (Tok.is(Token::Kind::NewLine))
      advance();
  }

  bool parseHeader() {
    skipNewLines();
    if (!consumeWord("nmr") || !consume('-') || !consumeWord("summary"))
      return fail("not a summary: the first line is not 'nmr-summary " +
                  llvm::Twine(SummaryVersion) + "'");
    if (Tok.is(Token::Kind::Number) && Tok.Number != SummaryVersion)
      return fail("summary format " + llvm::Twine(Tok.Number) +
                  ", this build reads " + llvm::Twine(SummaryVersion) +
                  ": extract it again");
    uint64_t Version;
    return parseUnsigned(Version, "the version of the format") ||
           parseChecksum() || expectLineEnd();
  }

  bool parseChecksum() {
    if (!consumeWord("checksum"))
      return false;
    llvm::StringRef Rest = Text.substr(Tok.Spelling.end() - Text.begin());
    if (Tok.is(Token::Kind::String) &&
        Tok.Text != checksum(Rest.split('\n').second))
      return fail("the file was damaged or edited, its checksum does not fit: "
                  "extract it again");
    std::string Given;
    return parseString(Given, "a checksum");
  }

  bool parseItems() {
    while (true) {
      skipNewLines();
      if (Tok.is(Token::Kind::End))
        return false;
      if (parseItem())
        return true;
    }
  }

  bool parseItem() {
    if (consumeWord("main")) {
      S.MainFiles.emplace_back();
      return parseString(S.MainFiles.back(), "a file name") || expectLineEnd();
    }
    if (consumeWord("pointers"))
      return parsePointers();
    if (consumeWord("file"))
      return parseFile();
    if (consumeWord("failure")) {
      NotAnalysed &N = S.Failures.emplace_back();
      return parseString(N.File, "a file name") ||
             parseString(N.Why, "a reason") || expectLineEnd();
    }
    if (consumeWord("suppress")) {
      Suppression &N = S.Suppressions.emplace_back();
      return parseString(N.Checks, "names of checks") ||
             parseString(N.Reason, "a reason") || parseRange(N.Begin, N.End) ||
             expectLineEnd();
    }
    if (consumeWord("edit")) {
      Edit &E = S.Edits.emplace_back();
      return parseLoc(E.Call) || expectWord("for") ||
             parseString(E.Check, "the name of a check") ||
             parseString(E.Class, "the class of its warning") ||
             expectWord("by") || parseString(E.Text, "a text") ||
             parseRange(E.Begin, E.End) || expectLineEnd();
    }
    if (consumeWord("function"))
      return parseEntity(Entity::Kind::Function);
    if (consumeWord("global"))
      return parseEntity(Entity::Kind::Global);
    if (consumeWord("field"))
      return parseEntity(Entity::Kind::Field);
    if (consumeWord("define"))
      return parseDefine();
    if (consumeWord("initialiser")) {
      F = &S.Initialisers.emplace_back();
      return parseFunctionRest();
    }
    return expected(
        "'main', 'pointers', 'file', 'failure', 'suppress', 'edit', "
        "'function', 'global', 'field', 'define' or "
        "'initialiser'");
  }

  bool parsePointers() {
    uint64_t Bytes = 0;
    if (Tok.is(Token::Kind::Number) && Tok.Number != 4 && Tok.Number != 8)
      return expected("4 or 8");
    if (parseUnsigned(Bytes, "a number of bytes"))
      return true;
    S.PointerSize = Bytes;
    return expectLineEnd();
  }

  bool parseFile() {
    if (Tok.is(Token::Kind::Number) && Tok.Number != S.Files.size())
      return fail("files are numbered in order; expected " +
                  llvm::Twine(S.Files.size()));
    uint64_t Number;
    if (parseUnsigned(Number, "the number of the file"))
      return true;
    S.Files.emplace_back();
    return parseString(S.Files.back(), "a file name") || expectLineEnd();
  }

  /// Leaves \p L invalid if there is no '!'.
  bool parseLoc(Loc &L) {
    if (!consume('!'))
      return false;
    uint32_t Parts[3] = {};
    unsigned N = 0;
    do {
      if (N == 3)
        return expected("the end of a location");
      if (parseUnsigned32(Parts[N++], "a line number"))
        return true;
    } while (consume(':'));
    if (N == 3)
      L = {Parts[0], Parts[1], Parts[2]};
    else
      L = {0, Parts[0], Parts[1]};
    if (L.File >= S.Files.size())
      return fail("a location names file " + llvm::Twine(L.File) + ", but " +
                  llvm::Twine(S.Files.size()) + " are declared");
    return false;
  }

  bool parseRange(Loc &Begin, Loc &End) {
    return parseLoc(Begin) || (consumeWord("to") && parseLoc(End));
  }

  bool parseEntity(Entity::Kind K) {
    if (!Tok.is(Token::Kind::Entity))
      return expected("a name that starts with '@'");
    EntityId Id = S.Entities.size();
    if (!Entities.declare(Tok, Id))
      return fail("'" + Tok.Spelling +
                  "' is declared already, or not in its turn");
    Entity &E = S.Entities.emplace_back();
    E.K = K;
    E.Name = Tok.Text;
    E.Id = Tok.Text;
    advance();
    if (consume(':') && parseUnsigned(E.Size, "a size"))
      return true;
    if (Tok.is(Token::Kind::String) && parseString(E.Id, "an identity"))
      return true;
    while (Tok.is(Token::Kind::Word)) {
      if (consumeWord("external"))
        E.External = true;
      else if (consumeWord("system"))
        E.System = true;
      else if (consumeWord("inline"))
        E.Inline = true;
      else if (consumeWord("noreturn"))
        E.NoReturn = true;
      else if (consumeWord("weak"))
        E.Weak = true;
      else if (consumeWord("undefined"))
        E.Undefined = true;
      else if (consumeWord("as")) {
        if (!Tok.is(Token::Kind::Word) && !Tok.is(Token::Kind::String))
          return expected("a function type");
        E.DeclaredAs.push_back(Tok.is(Token::Kind::Word) ? Tok.Spelling.str()
                                                         : Tok.Text);
        advance();
      } else if (consumeWord("section")) {
        if (parseString(E.Sections.emplace_back(), "the name of a section"))
          return true;
      } else if (consumeWord("paged")) {
        E.Paged = true;
      } else if (consumeWord("overlaid")) {
        E.Overlaid = true;
      } else if (consumeWord("overrides")) {
        if (!Tok.is(Token::Kind::Entity))
          return expected("a function");
        Overrides.push_back({Id, Tok, Lex.line(), Lex.columnOf(Tok)});
        advance();
      } else {
        return expected("'external', 'system', 'inline', 'noreturn', 'weak', "
                        "'undefined', 'as', 'section', 'paged', 'overlaid' or "
                        "'overrides'");
      }
    }
    return parseLoc(E.Where) || expectLineEnd();
  }

  bool resolveOverrides() {
    for (const Override &O : Overrides) {
      EntityId Base = Entities.find(O.Base);
      if (Base == NoId)
        return failAt(O.Line, O.Column,
                      "'" + O.Base.Spelling + "' is not declared");
      S.Entities[O.Of].Overrides.push_back(Base);
    }
    return false;
  }

  bool finish() {
    llvm::stable_sort(S.Functions, [](const Function &A, const Function &B) {
      return A.Entity < B.Entity;
    });
    std::string Broken = verify(S);
    if (Broken.empty())
      return false;
    Message = (FileName + ": " + Broken).str();
    return true;
  }

  //===--- Functions -----------------------------------------------------===//

  bool parseDefine() {
    F = &S.Functions.emplace_back();
    Locals = Scope();
    if (!Tok.is(Token::Kind::Entity))
      return expected("a function");
    F->Entity = Entities.find(Tok);
    if (F->Entity == NoId || S.Entities[F->Entity].K != Entity::Kind::Function)
      return fail("'" + Tok.Spelling + "' is not declared as a function");
    advance();
    if (expect('('))
      return true;
    if (!Tok.isPunct(')'))
      do {
        if (parseLocal())
          return true;
      } while (consume(','));
    F->NumParams = F->Locals.size();
    return expect(')') || parseFunctionRest();
  }

  bool parseLocal() {
    if (!Tok.is(Token::Kind::Local) && !Tok.is(Token::Kind::Temporary))
      return expected("a local, which starts with '%'");
    if (!Locals.declare(Tok, F->Locals.size()))
      return fail("'" + Tok.Spelling +
                  "' is declared already, or not in its turn");
    Local &L = F->Locals.emplace_back();
    L.Name = Tok.Text;
    advance();
    return consume(':') && parseUnsigned(L.Size, "a size");
  }

  bool parseFunctionRest() {
    if (F->Entity == NoId)
      Locals = Scope();
    LabelIds.clear();
    Labels.clear();
    if (parseRange(F->Where, F->End) || expect('{') || expectLineEnd())
      return true;
    // Whether the block that is being filled still lacks its terminator.
    bool Open = false;
    while (true) {
      skipNewLines();
      if (Tok.isPunct('}'))
        break;
      if (parseLine(Open))
        return true;
    }
    if (Open)
      return fail("the last block has no terminator");
    if (F->Blocks.empty())
      return fail("a function needs at least one block");
    for (const Label &L : Labels)
      if (L.Block == NoId)
        return failAt(L.Line, L.Column, "there is no block '" + L.Name + "'");
    for (Block &B : F->Blocks)
      for (BlockId &Target : B.End.Targets)
        Target = Labels[Target].Block;
    compact(*F);
    advance();
    return expectLineEnd();
  }

  uint32_t labelId(llvm::StringRef Name) {
    auto [It, IsNew] = LabelIds.try_emplace(Name, Labels.size());
    if (IsNew)
      Labels.push_back({Name.str(), NoId, Lex.line(), Lex.columnOf(Tok)});
    return It->second;
  }

  /// Leaves the number of the label, which the end of the function replaces by
  /// that of its block.
  bool parseTarget(Terminator &T) {
    if (!Tok.is(Token::Kind::Word))
      return expected("a block");
    T.Targets.push_back(labelId(Tok.Spelling));
    advance();
    return false;
  }

  /// One line inside a function: a label, a statement or a terminator.
  bool parseLine(bool &Open) {
    if (Tok.is(Token::Kind::Word) && Lexer(Lex).next().isPunct(':'))
      return parseLabel(Open);
    if (!Open && consumeWord("local"))
      return parseLocals();
    if (!Open) {
      if (!F->Blocks.empty())
        return expected("a label or '}' after a terminator");
      F->Blocks.emplace_back();
      Open = true;
    }
    if (Tok.is(Token::Kind::Word)) {
      std::optional<Terminator::Kind> K = terminatorKind();
      if (K) {
        Open = false;
        return parseTerminator(F->Blocks.back().End, *K) || expectLineEnd();
      }
    }
    return parseStatement(F->Blocks.back().Body.emplace_back()) ||
           expectLineEnd();
  }

  bool parseLabel(bool &Open) {
    if (Open)
      return fail("the block before '" + Tok.Spelling + "' has no terminator");
    Label &L = Labels[labelId(Tok.Spelling)];
    if (L.Block != NoId)
      return fail("there is a block '" + Tok.Spelling + "' already");
    L.Block = F->Blocks.size();
    F->Blocks.emplace_back();
    Open = true;
    advance();
    return expect(':') || expectLineEnd();
  }

  bool parseLocals() {
    if (!F->Blocks.empty())
      return fail("locals are declared before the first block");
    do {
      if (parseLocal())
        return true;
    } while (consume(','));
    return expectLineEnd();
  }

  //===--- Statements ----------------------------------------------------===//

  bool parseStatement(Statement &St) {
    bool IsHavoc = Tok.isWord("havoc");
    if (IsHavoc || Tok.isWord("end")) {
      St.K = IsHavoc ? Statement::Kind::Havoc : Statement::Kind::ScopeEnd;
      advance();
      return parsePlace(St.Dest) || parseLoc(St.Where);
    }
    if (!Tok.isWord("call") && !Tok.isWord("vcall")) {
      if (!startsPlace())
        return expected("a statement or a terminator");
      if (parsePlace(St.Dest) || expect('='))
        return true;
      St.HasDest = true;
    }
    if (!Tok.isWord("call") && !Tok.isWord("vcall")) {
      St.K = Statement::Kind::Assign;
      St.HasDest = false;
      return parseRvalue(St.Value) || parseLoc(St.Where);
    }
    St.K = Statement::Kind::Call;
    St.Virtual = Tok.isWord("vcall");
    advance();
    if (parseOperand(St.callee()) || expect('('))
      return true;
    if (!Tok.isPunct(')'))
      do {
        if (parseOperand(St.Args.emplace_back()))
          return true;
        if (Tok.isWord("writes")) {
          advance();
          St.Writes.resize(St.Args.size());
          St.Writes.back().IsSystemRecord = consumeWord("record");
          uint64_t Bytes = 0;
          if (parseUnsigned(Bytes, "the number of bytes"))
            return true;
          St.Writes.back().Bytes = Bytes;
        }
      } while (consume(','));
    return expect(')') || parseLoc(St.Where);
  }

  bool startsPlace() const {
    return Tok.is(Token::Kind::Local) || Tok.is(Token::Kind::Temporary) ||
           Tok.is(Token::Kind::Entity);
  }

  bool parseLocalUse(LocalId &Out) {
    Out = Locals.find(Tok);
    if (Out == NoId)
      return fail("'" + Tok.Spelling + "' is not declared here");
    advance();
    return false;
  }

  bool parsePlace(Place &P) {
    if (!startsPlace())
      return expected("a place");
    if (Tok.is(Token::Kind::Entity)) {
      P.Root = Place::RootKind::Global;
      P.Base = Entities.find(Tok);
      if (P.Base == NoId)
        return fail("'" + Tok.Spelling + "' is not declared");
      if (S.Entities[P.Base].K != Entity::Kind::Global)
        return fail("'" + Tok.Spelling + "' is no global");
      P.Size = S.Entities[P.Base].Size;
      advance();
    } else {
      P.Root = Place::RootKind::Local;
      if (parseLocalUse(P.Base))
        return true;
      P.Size = F->Locals[P.Base].Size;
    }
    while (true) {
      if (consume('.')) {
        if (consume('*'))
          P.Path.emplace_back().K = Projection::Kind::Deref;
        else if (parseField(P.Path.emplace_back()))
          return true;
      } else if (Tok.is(Token::Kind::Arrow)) {
        advance();
        P.Path.emplace_back().K = Projection::Kind::Deref;
        if (parseField(P.Path.emplace_back()))
          return true;
      } else if (consume('[')) {
        if (parseIndex(P.Path.emplace_back()))
          return true;
      } else {
        break;
      }
    }
    if (!P.Path.empty())
      P.Size = ImpliedSize;
    return consume(':') && parseUnsigned(P.Size, "a size");
  }

  bool parseField(Projection &Step) {
    Step.K = Projection::Kind::Field;
    bool Named = Tok.is(Token::Kind::Entity);
    if (Named) {
      Step.Field = Entities.find(Tok);
      if (Step.Field == NoId || S.Entities[Step.Field].K != Entity::Kind::Field)
        return fail("'" + Tok.Spelling + "' is not declared as a field");
      advance();
    }
    if (consume('+') || Tok.isPunct('-'))
      return parseSigned(Step.Offset, "an offset");
    return Named ? false : expected("a field or an offset");
  }

  bool parseIndex(Projection &Step) {
    Step.K = Projection::Kind::Index;
    if (Tok.is(Token::Kind::Local) || Tok.is(Token::Kind::Temporary)) {
      if (parseLocalUse(Step.IndexLocal))
        return true;
    } else if (parseSigned(Step.IndexConst, "a local or a number")) {
      return true;
    }
    if (expectWord("x") || parseUnsigned(Step.Stride, "a stride"))
      return true;
    if (Step.IndexLocal != NoId && Tok.isWord("of")) {
      advance();
      if (parseUnsigned(Step.Count, "a number of elements"))
        return true;
    }
    return expect(']');
  }

  bool parseOperand(Operand &O) {
    if (consume('?'))
      return false;
    if (Tok.is(Token::Kind::Number) || Tok.isPunct('-')) {
      int64_t Value = 0;
      const bool Failed = parseSigned(Value, "a number");
      O = Operand::integer(Value);
      return Failed;
    }
    if (consume('&')) {
      O.K = Operand::Kind::AddressOf;
      return parsePlace(O.P);
    }
    if (Tok.is(Token::Kind::Entity)) {
      EntityId Id = Entities.find(Tok);
      if (Id != NoId && S.Entities[Id].K == Entity::Kind::Function) {
        O = Operand::function(Id);
        advance();
        return false;
      }
    }
    if (!startsPlace())
      return expected("an operand");
    O.K = Operand::Kind::Load;
    return parsePlace(O.P);
  }

  /// ".s32"
  bool parseType(IntType &T) {
    if (expect('.'))
      return true;
    llvm::StringRef Spelling = Tok.Spelling;
    bool Signed = Spelling.consume_front("s");
    unsigned Bits = 0;
    if (!Tok.is(Token::Kind::Word) ||
        (!Signed && !Spelling.consume_front("u")) ||
        Spelling.getAsInteger(10, Bits) || Bits == 0 || Bits > 64)
      return expected("an integer type, like 's32' or 'u64'");
    T.Bits = Bits;
    T.Signed = Signed;
    advance();
    return false;
  }

  static std::optional<Op> opNamed(llvm::StringRef Word) {
    for (Op O = Op::Cast; O <= Op::PtrAdd; O = Op(unsigned(O) + 1))
      if (name(O) == Word)
        return O;
    return std::nullopt;
  }

  bool parseRvalue(Rvalue &R) {
    if (!Tok.is(Token::Kind::Word))
      return parseOperand(R.A);
    std::optional<Op> O = opNamed(Tok.Spelling);
    if (!O)
      return expected("a value");
    R.O = *O;
    advance();
    if ((R.O != Op::PtrAdd && parseType(R.Type)) || parseOperand(R.A))
      return true;
    if (R.O == Op::Cast)
      return false;
    if (expect(',') || parseOperand(R.B))
      return true;
    return R.O == Op::PtrAdd &&
           (expectWord("x") || parseSigned(R.Stride, "a stride"));
  }

  //===--- Terminators ---------------------------------------------------===//

  std::optional<Terminator::Kind> terminatorKind() const {
    using K = Terminator::Kind;
    return llvm::StringSwitch<std::optional<K>>(Tok.Spelling)
        .Case("goto", K::Goto)
        .Case("if", K::Branch)
        .Case("switch", K::Switch)
        .Case("choose", K::Choose)
        .Case("try", K::Choose)
        .Case("return", K::Return)
        .Case("unreachable", K::Unreachable)
        .Default(std::nullopt);
  }

  bool parseTerminator(Terminator &T, Terminator::Kind K) {
    T.K = K;
    T.Exceptional = Tok.isWord("try");
    advance();
    return parseTerminatorRest(T) || parseLoc(T.Where);
  }

  bool parseTerminatorRest(Terminator &T) {
    switch (T.K) {
    case Terminator::Kind::Goto:
      return parseTarget(T);
    case Terminator::Kind::Branch: {
      std::optional<Op> Cmp;
      if (Tok.is(Token::Kind::Word))
        Cmp = opNamed(Tok.Spelling);
      if (!Cmp || !isComparison(*Cmp))
        return expected("a comparison");
      T.Cmp = *Cmp;
      advance();
      return parseType(T.Type) || parseOperand(T.A) || expect(',') ||
             parseOperand(T.B) || expectWord("then") || parseTarget(T) ||
             expectWord("else") || parseTarget(T) || parseText(T);
    }
    case Terminator::Kind::Switch:
      return parseType(T.Type) || parseOperand(T.A) || parseCases(T) ||
             expectWord("else") || parseTarget(T) || parseText(T);
    case Terminator::Kind::Choose:
      do {
        if (parseTarget(T))
          return true;
      } while (consume(','));
      return false;
    case Terminator::Kind::Return:
      T.HasValue = !Tok.is(Token::Kind::NewLine) && !Tok.isPunct('!') &&
                   !Tok.is(Token::Kind::End);
      return T.HasValue && parseOperand(T.A);
    case Terminator::Kind::Unreachable:
      return false;
    }
    llvm_unreachable("all terminators are read");
  }

  bool parseCases(Terminator &T) {
    if (expectWord("of"))
      return true;
    if (Tok.isWord("else"))
      return false;
    do {
      Terminator::Case &C = T.Cases.emplace_back();
      if (parseSigned(C.Low, "the value of a case"))
        return true;
      C.High = C.Low;
      if (Tok.is(Token::Kind::Range)) {
        advance();
        if (parseSigned(C.High, "the upper bound of a case"))
          return true;
      }
      if (expect(':') || parseTarget(T))
        return true;
    } while (consume(','));
    return false;
  }

  /// The condition as the user wrote it.
  bool parseText(Terminator &T) {
    T.TextNegated = consumeWord("not");
    if (!T.TextNegated && !Tok.is(Token::Kind::String))
      return false;
    return parseString(T.Text, "a condition");
  }
};
} // namespace

llvm::Expected<Summary> readText(llvm::StringRef Text,
                                 llvm::StringRef FileName) {
  return Parser(Text, FileName).run();
}

} // namespace nmr
