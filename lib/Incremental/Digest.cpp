//===- Digest.cpp - What a translation unit says, as hashes ---------------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Incremental/Digest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

namespace nmr {

void HashBuilder64::add(llvm::StringRef Text) {
  Words.push_back(Text.size());
  Words.push_back(llvm::xxh3_64bits(Text));
}

uint64_t HashBuilder64::finish() {
  const uint64_t Hash = llvm::xxh3_64bits(llvm::ArrayRef(
      reinterpret_cast<const uint8_t *>(Words.data()), Words.size() * 8));
  Words.clear();
  return Hash;
}

namespace {

class Digester {
public:
  explicit Digester(const Summary &Part) : Part(Part) {
    for (const std::string &File : Part.Files)
      FileKeys.push_back(llvm::xxh3_64bits(File));
  }
  Digest run();
  Digest runOnEntities() {
    addEntities();
    return std::move(Result);
  }

private:
  template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
  void add(T Value) {
    H.add(uint64_t(Value));
  }
  void add(llvm::StringRef Text) { H.add(Text); }
  void addFile(uint32_t File) { add(File == NoId ? 0 : FileKeys[File]); }
  void add(const Loc &L) {
    const auto &[File, Line, Column] = L;
    addFile(File);
    add(Line);
    add(Column);
  }
  bool isInHeader(const Loc &L) const {
    return L.isValid() &&
           !llvm::is_contained(Part.MainFiles, Part.Files[L.File]);
  }
  /// Which places count.
  enum class Places { None, OfHeaders, All };
  void addPlace(const Loc &L, Places With) {
    if (With == Places::All || (With == Places::OfHeaders && isInHeader(L)))
      add(L);
  }
  template <typename Text> void addAll(const Text &Texts) {
    add(Texts.size());
    for (const std::string &T : Texts)
      add(T);
  }
  void addKey(EntityId E) { add(E == NoId ? 0 : Result.Keys[E]); }
  void add(const IntType &T) {
    const auto &[Bits, Signed] = T;
    add(Bits);
    add(Signed);
  }
  void add(const Place &P);
  void add(const Operand &O);
  void add(const Rvalue &V);
  void add(const Statement &S, Places With);
  void add(const Terminator &T, Places With);
  void add(const Function &F, Places With);
  void addEntities();
  void addBodies();
  void addInitialisers();
  void addFrame();

  const Summary &Part;
  std::vector<uint64_t> FileKeys;
  HashBuilder64 H;
  Digest Result;
};

// A structured binding names all members: with one that is added and forgotten
// here, it does not compile.

void Digester::add(const Place &P) {
  const auto &[Path, Size, Base, Root] = P;
  add(Root);
  if (Root == Place::RootKind::Global)
    addKey(Base);
  else
    add(Base);
  add(Size);
  add(Path.size());
  for (const auto &[K, Field, IndexLocal, Offset, IndexConst, Stride, Count] :
       Path) {
    add(K);
    addKey(Field);
    add(IndexLocal);
    add(Offset);
    add(IndexConst);
    add(Stride);
    add(Count);
  }
}

void Digester::add(const Operand &O) {
  const auto &[P, K] = O;
  add(K);
  switch (K) {
  case Operand::Kind::Unknown:
    break;
  case Operand::Kind::Int:
    add(O.value());
    break;
  case Operand::Kind::Load:
  case Operand::Kind::AddressOf:
    add(P);
    break;
  case Operand::Kind::Function:
    addKey(O.entity());
    break;
  }
}

void Digester::add(const Rvalue &V) {
  const auto &[A, B, Stride, O, Type] = V;
  add(O);
  add(Stride);
  add(Type);
  add(A);
  add(B);
}

void Digester::add(const Statement &S, Places With) {
  const auto &[Value, K, HasDest, Virtual, Where, Dest, Args, Writes] = S;
  add(K);
  add(HasDest);
  add(Virtual);
  if (K != Statement::Kind::Call || HasDest)
    add(Dest);
  add(Value);
  add(Args.size());
  for (const Operand &A : Args)
    add(A);
  add(Writes.size());
  for (Statement::Written W : Writes) {
    add(W.Bytes);
    add(W.IsSystemRecord);
  }
  addPlace(Where, With);
}

void Digester::add(const Terminator &T, Places With) {
  const auto &[A, B, K, Cmp, Type, HasValue, Exceptional, TextNegated, Where,
               Targets, Cases, Text] = T;
  add(K);
  add(Cmp);
  add(Type);
  add(HasValue);
  add(Exceptional);
  add(TextNegated);
  add(A);
  add(B);
  add(Text);
  add(Targets.size());
  for (BlockId Target : Targets)
    add(Target);
  add(Cases.size());
  for (const auto &[Low, High] : Cases) {
    add(Low);
    add(High);
  }
  addPlace(Where, With);
}

void Digester::add(const Function &F, Places With) {
  const auto &[Entity, NumParams, Locals, Blocks, Where, End] = F;
  add(NumParams);
  add(Locals.size());
  for (const auto &[Name, Size] : Locals) {
    add(Name);
    add(Size);
  }
  add(Blocks.size());
  for (const auto &[Body, End] : Blocks) {
    add(Body.size());
    for (const Statement &S : Body)
      add(S, With);
    add(End, With);
  }
  // In which files it is, and which places are known.
  addFile(Where.File);
  addFile(End.File);
  addPlace(Where, With);
  addPlace(End, With);
}

void Digester::addEntities() {
  Result.Keys.reserve(Part.Entities.size());
  Result.Attributes.reserve(Part.Entities.size());
  for (const Entity &E : Part.Entities) {
    add(E.K);
    add(E.Id);
    Result.Keys.push_back(H.finish());
  }
  for (const Entity &E : Part.Entities) {
    const auto &[K, External, System, Inline, NoReturn, Weak, Undefined, Paged,
                 Overlaid, Id, Name, DeclaredAs, Overrides, Sections, Where,
                 Size] = E;
    // What one unit alone may say of it is a part of the frame, or of the
    // variables that it defines.
    add(K);
    add(External);
    add(System);
    add(Inline);
    add(NoReturn);
    add(Weak);
    add(Overlaid);
    add(Name);
    add(Size);
    for (EntityId Base : Overrides)
      addKey(Base);
    Result.Attributes.push_back(H.finish());
  }
}

void Digester::addBodies() {
  Result.Bodies.reserve(Part.Functions.size());
  for (const Function &F : Part.Functions) {
    Digest::Body B;
    B.Entity = F.Entity;
    B.NumParams = F.NumParams;
    add(F, Part.Entities[F.Entity].Inline ? Places::All : Places::None);
    B.Text = H.finish();
    llvm::SmallVector<uint64_t, 16> Callees;
    for (const Block &Blk : F.Blocks)
      for (const Statement &S : Blk.Body)
        if (S.K == Statement::Kind::Call &&
            S.callee().K == Operand::Kind::Function)
          Callees.push_back(Result.Keys[S.callee().entity()]);
    llvm::sort(Callees);
    Callees.erase(llvm::unique(Callees), Callees.end());
    for (uint64_t Key : Callees)
      add(Key);
    B.Callees = H.finish();
    Result.Bodies.push_back(B);
  }
}

void Digester::addInitialisers() {
  for (const Function &F : Part.Initialisers) {
    add(F, Places::All);
    Result.Initialisers.push_back(H.finish());
  }
}

void Digester::addFrame() {
  const auto &[MainFiles, PointerSize, Files, Entities, Functions, Initialisers,
               Failures, Suppressions, Edits] = Part;
  add(PointerSize);
  addAll(MainFiles);
  addAll(Files);
  for (const auto &[E, Ent] : llvm::enumerate(Entities))
    if (!Ent.DeclaredAs.empty() || !Ent.Sections.empty() || Ent.Paged) {
      addKey(E);
      addAll(Ent.DeclaredAs);
      addAll(Ent.Sections);
      add(Ent.Paged);
    }
  // Those of headers come along with every user: the linker takes one of those
  // that are equal, places included.
  for (const Function &F : Initialisers)
    add(F, Places::OfHeaders);
  for (const auto &[File, Why] : Failures) {
    add(File);
    add(Why);
  }
  for (const auto &[Begin, End, Checks, Reason] : Suppressions)
    if (isInHeader(Begin)) {
      add(Begin);
      add(End);
      add(Checks);
      add(Reason);
    }
  for (const auto &[Call, Check, Class, Begin, End, Text] : Edits)
    if (isInHeader(Call)) {
      add(Call);
      add(Check);
      add(Class);
      add(Begin);
      add(End);
      add(Text);
    }
  Result.Frame = H.finish();
}

Digest Digester::run() {
  addEntities();
  addBodies();
  addInitialisers();
  addFrame();
  return std::move(Result);
}

} // namespace

Digest digestOf(const Summary &Part) { return Digester(Part).run(); }

Digest digestOfEntities(const Summary &Part) {
  return Digester(Part).runOnEntities();
}

} // namespace nmr
