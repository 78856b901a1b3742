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
  explicit Digester(const Summary &Part) : Part(Part) {}
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
  void add(const Loc &L) {
    add(L.File);
    add(L.Line);
    add(L.Column);
  }
  void addKey(EntityId E) { add(E == NoId ? 0 : Result.Keys[E]); }
  void add(const IntType &T) {
    add(T.Bits);
    add(T.Signed);
  }
  void add(const Place &P);
  void add(const Operand &O);
  void add(const Statement &S);
  void add(const Terminator &T);
  void add(const Function &F, bool WithPlaces);
  void addEntities();
  void addBodies();
  void addFrame();

  const Summary &Part;
  HashBuilder64 H;
  Digest Result;
};

void Digester::add(const Place &P) {
  add(P.Root);
  if (P.Root == Place::RootKind::Global)
    addKey(P.Base);
  else
    add(P.Base);
  add(P.Size);
  add(P.Path.size());
  for (const Projection &Pr : P.Path) {
    add(Pr.K);
    addKey(Pr.Field);
    add(Pr.IndexLocal);
    add(Pr.Offset);
    add(Pr.IndexConst);
    add(Pr.Stride);
    add(Pr.Count);
  }
}

void Digester::add(const Operand &O) {
  add(O.K);
  switch (O.K) {
  case Operand::Kind::Unknown:
    break;
  case Operand::Kind::Int:
    add(O.Value);
    break;
  case Operand::Kind::Load:
  case Operand::Kind::AddressOf:
    add(O.P);
    break;
  case Operand::Kind::Function:
    addKey(O.entity());
    break;
  }
}

void Digester::add(const Statement &S) {
  add(S.K);
  add(S.HasDest);
  add(S.Virtual);
  if (S.K != Statement::Kind::Call || S.HasDest)
    add(S.Dest);
  add(S.Value.O);
  add(S.Value.Stride);
  add(S.Value.Type);
  add(S.Value.A);
  add(S.Value.B);
  add(S.Args.size());
  for (const Operand &A : S.Args)
    add(A);
  add(S.Writes.size());
  for (uint64_t Bytes : S.Writes)
    add(Bytes);
}

void Digester::add(const Terminator &T) {
  add(T.K);
  add(T.Cmp);
  add(T.Type);
  add(T.HasValue);
  add(T.Exceptional);
  add(T.TextNegated);
  add(T.A);
  add(T.B);
  add(T.Text);
  add(T.Targets.size());
  for (BlockId B : T.Targets)
    add(B);
  add(T.Cases.size());
  for (const Terminator::Case &C : T.Cases) {
    add(C.Low);
    add(C.High);
  }
}

void Digester::add(const Function &F, bool WithPlaces) {
  add(F.NumParams);
  add(F.Locals.size());
  for (const Local &L : F.Locals) {
    add(L.Name);
    add(L.Size);
  }
  add(F.Blocks.size());
  for (const Block &B : F.Blocks) {
    add(B.Body.size());
    for (const Statement &S : B.Body) {
      add(S);
      if (WithPlaces)
        add(S.Where);
    }
    add(B.End);
    if (WithPlaces)
      add(B.End.Where);
  }
  // In which files it is, and which places are known.
  add(F.Where.File);
  add(F.End.File);
  if (WithPlaces) {
    add(F.Where);
    add(F.End);
  }
}

void Digester::addEntities() {
  for (const Entity &E : Part.Entities) {
    add(E.K);
    add(E.Id);
    Result.Keys.push_back(H.finish());
  }
  for (const Entity &E : Part.Entities) {
    add(E.K);
    add(E.External);
    add(E.System);
    add(E.Inline);
    add(E.NoReturn);
    add(E.Weak);
    add(E.Name);
    add(E.Size);
    for (EntityId Base : E.Overrides)
      addKey(Base);
    Result.Attributes.push_back(H.finish());
  }
}

void Digester::addBodies() {
  for (const Function &F : Part.Functions) {
    Digest::Body B;
    B.Entity = F.Entity;
    B.NumParams = F.NumParams;
    add(F, /*WithPlaces=*/Part.Entities[F.Entity].Inline);
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

void Digester::addFrame() {
  add(Part.PointerSize);
  add(Part.MainFiles.size());
  for (const std::string &File : Part.MainFiles)
    add(File);
  add(Part.Files.size());
  for (const std::string &File : Part.Files)
    add(File);
  for (const Function &F : Part.Initialisers)
    add(F, /*WithPlaces=*/false);
  for (const NotAnalysed &N : Part.Failures) {
    add(N.File);
    add(N.Why);
  }
  auto IsInHeader = [&](const Loc &L) {
    return !L.isValid() ||
           !llvm::is_contained(Part.MainFiles, Part.Files[L.File]);
  };
  for (const Suppression &S : Part.Suppressions)
    if (IsInHeader(S.Begin)) {
      add(S.Begin);
      add(S.End);
      add(S.Checks);
      add(S.Reason);
    }
  for (const Edit &E : Part.Edits)
    if (IsInHeader(E.Call)) {
      for (const Loc *L : {&E.Call, &E.Begin, &E.End})
        add(*L);
      for (const std::string *Text : {&E.Check, &E.Class, &E.Text})
        add(*Text);
    }
  Result.Frame = H.finish();
}

Digest Digester::run() {
  addEntities();
  addBodies();
  addFrame();
  return std::move(Result);
}

} // namespace

Digest digestOf(const Summary &Part) { return Digester(Part).run(); }

Digest digestOfEntities(const Summary &Part) {
  return Digester(Part).runOnEntities();
}

} // namespace nmr
