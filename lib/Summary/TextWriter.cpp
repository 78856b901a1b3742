//===- TextWriter.cpp - Summaries to text ---------------------------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/ErrorHandling.h"

namespace nmr {
namespace {

bool isBareWord(llvm::StringRef Word) {
  if (Word.empty() || llvm::isDigit(Word.front()))
    return false;
  return llvm::all_of(
      Word, [](char C) { return llvm::isAlnum(C) || C == '_' || C == '$'; });
}

std::string quoted(llvm::StringRef Bytes) {
  const auto *Begin = reinterpret_cast<const llvm::UTF8 *>(Bytes.begin());
  const auto *End = reinterpret_cast<const llvm::UTF8 *>(Bytes.end());
  bool IsText = llvm::isLegalUTF8String(&Begin, End);

  std::string Out = "\"";
  for (unsigned char C : Bytes) {
    if (C == '"' || C == '\\') {
      Out += '\\';
      Out += char(C);
    } else if (C < 0x20 || C == 0x7f || (C >= 0x80 && !IsText)) {
      Out += "\\x";
      Out += llvm::hexdigit(C >> 4, /*LowerCase=*/true);
      Out += llvm::hexdigit(C & 15, /*LowerCase=*/true);
    } else {
      Out += char(C);
    }
  }
  Out += '"';
  return Out;
}

/// Hands out the names by which the text refers to things: a second `x` is
/// `x#2`.
class Namer {
public:
  std::string name(char Sigil, llvm::StringRef Name) {
    std::string Text(1, Sigil);
    Text += isBareWord(Name) ? Name.str() : quoted(Name);
    if (unsigned N = ++Uses[Name]; N > 1)
      Text += "#" + std::to_string(N);
    return Text;
  }

private:
  llvm::StringMap<unsigned> Uses;
};

class Writer {
public:
  Writer(const Summary &S, llvm::raw_ostream &OS) : S(S), OS(OS) {}

  void run() {
    OS << "nmr-summary " << SummaryVersion << '\n';
    for (const std::string &File : S.MainFiles)
      OS << "main " << quoted(File) << '\n';
    if (S.PointerSize != Summary().PointerSize)
      OS << "pointers " << unsigned(S.PointerSize) << '\n';
    for (auto [Index, File] : llvm::enumerate(S.Files))
      OS << "file " << Index << ' ' << quoted(File) << '\n';
    for (const NotAnalysed &N : S.Failures)
      OS << "failure " << quoted(N.File) << ' ' << quoted(N.Why) << '\n';
    for (const Suppression &N : S.Suppressions) {
      OS << "suppress " << quoted(N.Checks) << ' ' << quoted(N.Reason);
      writeRange(N.Begin, N.End);
      OS << '\n';
    }
    for (const Edit &E : S.Edits) {
      OS << "edit";
      writeLoc(E.Call);
      OS << " for " << quoted(E.Check) << ' ' << quoted(E.Class) << " by "
         << quoted(E.Text);
      writeRange(E.Begin, E.End);
      OS << '\n';
    }

    Namer Names;
    for (const Entity &E : S.Entities)
      EntityNames.push_back(Names.name('@', E.Name));
    for (auto [Index, E] : llvm::enumerate(S.Entities))
      writeEntity(E, EntityNames[Index]);
    for (const Function &Fn : S.Functions)
      writeFunction(Fn);
    for (const Function &Fn : S.Initialisers)
      writeFunction(Fn);
  }

private:
  const Summary &S;
  llvm::raw_ostream &OS;
  std::vector<std::string> EntityNames;
  const Function *F = nullptr;
  std::vector<std::string> LocalNames;

  void writeLoc(const Loc &L) {
    if (!L.isValid())
      return;
    OS << " !";
    if (L.File != 0)
      OS << L.File << ':';
    OS << L.Line;
    if (L.Column != 0 || L.File != 0)
      OS << ':' << L.Column;
  }

  void writeRange(const Loc &Begin, const Loc &End) {
    writeLoc(Begin);
    if (End.isValid()) {
      OS << " to";
      writeLoc(End);
    }
  }

  void writeEntity(const Entity &E, llvm::StringRef Name) {
    switch (E.K) {
    case Entity::Kind::Function:
      OS << "function ";
      break;
    case Entity::Kind::Global:
      OS << "global ";
      break;
    case Entity::Kind::Field:
      OS << "field ";
      break;
    }
    OS << Name;
    if (E.Size != 0)
      OS << ':' << E.Size;
    if (E.Id != E.Name)
      OS << ' ' << quoted(E.Id);
    if (E.External)
      OS << " external";
    if (E.System)
      OS << " system";
    if (E.Inline)
      OS << " inline";
    if (E.NoReturn)
      OS << " noreturn";
    if (E.Weak)
      OS << " weak";
    if (E.Undefined)
      OS << " undefined";
    for (const std::string &Type : E.DeclaredAs)
      OS << " as " << (isBareWord(Type) ? Type : quoted(Type));
    for (const std::string &Section : E.Sections)
      OS << " section " << quoted(Section);
    if (E.Paged)
      OS << " paged";
    if (E.Overlaid)
      OS << " overlaid";
    for (EntityId Base : E.Overrides)
      OS << " overrides " << EntityNames[Base];
    writeLoc(E.Where);
    OS << '\n';
  }

  void writeFunction(const Function &Fn) {
    F = &Fn;
    LocalNames.clear();
    Namer Names;
    for (auto [Index, L] : llvm::enumerate(Fn.Locals))
      LocalNames.push_back(L.Name.empty() ? "%" + std::to_string(Index)
                                          : Names.name('%', L.Name));

    if (Fn.Entity == NoId) {
      OS << "\ninitialiser";
    } else {
      OS << "\ndefine " << EntityNames[Fn.Entity] << '(';
      llvm::ListSeparator Comma;
      for (LocalId L = 0; L != Fn.NumParams; ++L) {
        OS << Comma;
        writeDeclaration(L);
      }
      OS << ')';
    }
    writeRange(Fn.Where, Fn.End);
    OS << " {\n";

    constexpr LocalId PerLine = 8;
    for (LocalId L = Fn.NumParams; L < Fn.Locals.size(); ++L) {
      bool First = (L - Fn.NumParams) % PerLine == 0;
      OS << (First ? "  local " : ", ");
      writeDeclaration(L);
      if (L + 1 == Fn.Locals.size() || (L + 1 - Fn.NumParams) % PerLine == 0)
        OS << '\n';
    }
    for (auto [Index, B] : llvm::enumerate(Fn.Blocks)) {
      OS << 'b' << Index << ":\n";
      for (const Statement &St : B.Body)
        writeStatement(St);
      writeTerminator(B.End);
    }
    OS << "}\n";
  }

  void writeDeclaration(LocalId L) {
    OS << LocalNames[L];
    if (F->Locals[L].Size != 0)
      OS << ':' << F->Locals[L].Size;
  }

  void writePlace(const Place &P) {
    bool IsLocal = P.Root == Place::RootKind::Local;
    OS << (IsLocal ? LocalNames : EntityNames)[P.Base];
    for (size_t I = 0; I != P.Path.size(); ++I) {
      const Projection &Step = P.Path[I];
      switch (Step.K) {
      case Projection::Kind::Deref:
        if (I + 1 != P.Path.size() &&
            P.Path[I + 1].K == Projection::Kind::Field) {
          OS << "->";
          writeField(P.Path[++I]);
        } else {
          OS << ".*";
        }
        break;
      case Projection::Kind::Field:
        OS << '.';
        writeField(Step);
        break;
      case Projection::Kind::Index:
        OS << '[';
        if (Step.IndexLocal == NoId)
          OS << Step.IndexConst;
        else
          OS << LocalNames[Step.IndexLocal];
        OS << " x " << Step.Stride;
        if (Step.Count)
          OS << " of " << Step.Count;
        OS << ']';
        break;
      }
    }
    uint64_t Implied = !P.Path.empty() ? ImpliedSize
                       : IsLocal       ? F->Locals[P.Base].Size
                                       : S.Entities[P.Base].Size;
    if (P.Size != Implied)
      OS << ':' << P.Size;
  }

  void writeField(const Projection &Step) {
    if (Step.Field != NoId)
      OS << EntityNames[Step.Field];
    if (Step.Offset >= 0 && (Step.Field == NoId || Step.Offset != 0))
      OS << '+';
    if (Step.Field == NoId || Step.Offset != 0)
      OS << Step.Offset;
  }

  void writeOperand(const Operand &O) {
    switch (O.K) {
    case Operand::Kind::Unknown:
      OS << '?';
      break;
    case Operand::Kind::Load:
      writePlace(O.P);
      break;
    case Operand::Kind::Int:
      OS << O.value();
      break;
    case Operand::Kind::AddressOf:
      OS << '&';
      writePlace(O.P);
      break;
    case Operand::Kind::Function:
      OS << EntityNames[O.entity()];
      break;
    }
  }

  void writeType(IntType T) {
    OS << '.' << (T.Signed ? 's' : 'u') << unsigned(T.Bits);
  }

  void writeRvalue(const Rvalue &R) {
    if (R.O == Op::Use)
      return writeOperand(R.A);
    OS << name(R.O);
    if (R.O != Op::PtrAdd)
      writeType(R.Type);
    OS << ' ';
    writeOperand(R.A);
    if (R.O == Op::Cast)
      return;
    OS << ", ";
    writeOperand(R.B);
    if (R.O == Op::PtrAdd)
      OS << " x " << R.Stride;
  }

  void writeStatement(const Statement &St) {
    OS << "  ";
    switch (St.K) {
    case Statement::Kind::Assign:
      writePlace(St.Dest);
      OS << " = ";
      writeRvalue(St.Value);
      break;
    case Statement::Kind::Call: {
      if (St.HasDest) {
        writePlace(St.Dest);
        OS << " = ";
      }
      OS << (St.Virtual ? "vcall " : "call ");
      writeOperand(St.callee());
      OS << '(';
      llvm::ListSeparator Comma;
      for (const auto &[I, A] : llvm::enumerate(St.Args)) {
        OS << Comma;
        writeOperand(A);
        if (I < St.Writes.size() && St.Writes[I])
          OS << (St.Writes[I].IsSystemRecord ? " writes record " : " writes ")
             << uint64_t(St.Writes[I].Bytes);
      }
      OS << ')';
      break;
    }
    case Statement::Kind::Havoc:
      OS << "havoc ";
      writePlace(St.Dest);
      break;
    case Statement::Kind::ScopeEnd:
      OS << "end ";
      writePlace(St.Dest);
      break;
    }
    writeLoc(St.Where);
    OS << '\n';
  }

  void writeText(const Terminator &T) {
    if (T.TextNegated)
      OS << " not";
    if (T.TextNegated || !T.Text.empty())
      OS << ' ' << quoted(T.Text);
  }

  void writeTerminator(const Terminator &T) {
    OS << "  ";
    switch (T.K) {
    case Terminator::Kind::Goto:
      OS << "goto b" << T.Targets[0];
      break;
    case Terminator::Kind::Branch:
      OS << "if " << name(T.Cmp);
      writeType(T.Type);
      OS << ' ';
      writeOperand(T.A);
      OS << ", ";
      writeOperand(T.B);
      OS << " then b" << T.Targets[0] << " else b" << T.Targets[1];
      writeText(T);
      break;
    case Terminator::Kind::Switch: {
      OS << "switch";
      writeType(T.Type);
      OS << ' ';
      writeOperand(T.A);
      OS << " of";
      llvm::ListSeparator Comma(",");
      for (auto [C, Target] : llvm::zip(T.Cases, T.Targets)) {
        OS << Comma << ' ' << C.Low;
        if (C.High != C.Low)
          OS << ".." << C.High;
        OS << ": b" << Target;
      }
      OS << " else b" << T.Targets.back();
      writeText(T);
      break;
    }
    case Terminator::Kind::Choose: {
      OS << (T.Exceptional ? "try" : "choose");
      llvm::ListSeparator Comma(",");
      for (BlockId Target : T.Targets)
        OS << Comma << " b" << Target;
      break;
    }
    case Terminator::Kind::Return:
      OS << "return";
      if (T.HasValue) {
        OS << ' ';
        writeOperand(T.A);
      }
      break;
    case Terminator::Kind::Unreachable:
      OS << "unreachable";
      break;
    }
    writeLoc(T.Where);
    OS << '\n';
  }
};
} // namespace

void writeText(const Summary &S, llvm::raw_ostream &OS) { Writer(S, OS).run(); }

std::string checksum(llvm::StringRef Bytes) {
  return checksum(llvm::ArrayRef(Bytes));
}

std::string checksum(llvm::ArrayRef<llvm::StringRef> Pieces) {
  llvm::BLAKE3 Hasher;
  for (llvm::StringRef Piece : Pieces)
    Hasher.update(Piece);
  return llvm::toHex(Hasher.final<16>(), /*LowerCase=*/true);
}

std::string textOf(const Summary &S) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  writeText(S, OS);
  return Text;
}

void writeSealedText(const Summary &S, llvm::raw_ostream &OS) {
  std::string Text;
  llvm::raw_string_ostream TextOS(Text);
  writeText(S, TextOS);
  auto [Header, Body] = llvm::StringRef(Text).split('\n');
  OS << Header << " checksum " << quoted(checksum(Body)) << '\n' << Body;
}

} // namespace nmr
