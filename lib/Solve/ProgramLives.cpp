//===- ProgramLives.cpp - The system's part in the life of a binding ------===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The harness that plays what the system does with one binding: offers it,
/// detaches it at once, and cleans up. More may happen meanwhile; that this
/// happens is always possible, so what goes wrong in it does so without help.
///
//===----------------------------------------------------------------------===//

#include "Solve/HarnessBuilder.h"
#include "Solve/Lives.h"
#include "llvm/ADT/STLExtras.h"

namespace nmr {

void Program::buildLives(llvm::ArrayRef<BindingLife> Lives) {
  Binding = addSystemGlobal("<binding>", 2 * pointerSize());
  HarnessBuilder H;
  const BlockId Start = H.block();
  H.F.Blocks[Start].End.K = Terminator::Kind::Choose;
  const Place Context = Place::global(Binding, pointerSize());
  const Operand Offered = eventCallee(SystemEvent::Offered),
                OfferEnds = eventCallee(SystemEvent::OfferEnds),
                DetachBegins = eventCallee(SystemEvent::DetachBegins),
                DetachEnds = eventCallee(SystemEvent::DetachEnds),
                CompletionBegins = eventCallee(SystemEvent::CompletionBegins),
                CleanupBegins = eventCallee(SystemEvent::CleanupBegins),
                CleanupEnds = eventCallee(SystemEvent::CleanupEnds),
                Gone = eventCallee(SystemEvent::NoCleanup);
  std::vector<BlockId> Begins;
  auto Call = [&](BlockId B, Operand Callee, ThinVector<Operand> Args = {},
                  std::optional<Place> Dest = std::nullopt) {
    H.call(B, std::move(Callee), 0, {}, std::move(Dest));
    H.F.Blocks[B].Body.back().Args = std::move(Args);
  };
  auto CallRoutine = [&](BlockId B, EntityId E, const Routine *R,
                         Operand Param = {},
                         std::optional<Place> Dest = std::nullopt) {
    ThinVector<Operand> Args;
    Args.resize(function(Definitions[E]).NumParams);
    // Each is an unknown value of its own, and nothing else leads there.
    for (const auto &[I, A] : llvm::enumerate(Args)) {
      const uint64_t Size = function(Definitions[E]).Locals[I].Size;
      if (Size != 0 && Size <= 8)
        A = Operand::load(Place::local(H.local(Size), Size));
    }
    // But the driver chose what leads to its own objects.
    auto Choose = [&](Operand &A) {
      const uint64_t Size = A.P.Size;
      if (A.K == Operand::Kind::Load)
        A = Operand::load(
            Place::global(addSystemGlobal("<context>", Size), Size));
    };
    if (!R)
      llvm::for_each(Args, Choose);
    else if (R->RegistrationParam)
      Choose(Args[*R->RegistrationParam]);
    if (R)
      Args[R->Param] = std::move(Param);
    Call(B, Operand::function(E), std::move(Args), std::move(Dest));
  };
  for (const BindingLife &L : Lives) {
    auto RoutineFor = [&](Verb V) {
      for (const Routine &R : L.Of->Routines)
        if (R.V == V)
          return &R;
      llvm_unreachable("a life has routines that its protocol has");
    };
    const Place Handle = Place::local(H.local(pointerSize()), pointerSize()),
                Status = Place::local(H.local(4), 4);
    auto Begin = [&](bool IsOffered, bool ContextGoes) {
      const BlockId B = H.block();
      Begins.push_back(B);
      H.F.Blocks[Start].End.Targets.push_back(B);
      Call(B, Offered,
           {Operand::integer(IsOffered), Operand::integer(ContextGoes)},
           Handle);
      return B;
    };
    // Whoever cleans up may find anything in memory: much may have happened.
    const BlockId Cleans = Begin(/*IsOffered=*/false, /*ContextGoes=*/false);
    H.finish(Cleans);
    if (L.Cleanup != NoId) {
      Call(Cleans, CleanupBegins);
      CallRoutine(Cleans, L.Cleanup, RoutineFor(Verb::Cleanup),
                  Operand::load(Context));
      Call(Cleans, CleanupEnds);
    }
    const BlockId First = H.block();
    for (bool ContextGoes : {false, true})
      H.jump(Begin(L.Offer != NoId, ContextGoes), First);
    if (L.Offer != NoId) {
      const Routine *R = RoutineFor(Verb::Offer);
      CallRoutine(First, L.Offer, R, Operand::load(Handle), Status);
      const std::vector<Place> Answers = passAnswers(H, First, *R);
      ThinVector<Operand> Ends = {Operand::load(Status)};
      if (R->StoresContext)
        Ends.push_back(Operand::load(Answers.front()));
      Call(First, OfferEnds, std::move(Ends));
    }
    if (L.Detach == NoId) {
      H.finish(First);
      continue;
    }
    Call(First, DetachBegins);
    CallRoutine(First, L.Detach, RoutineFor(Verb::Detach),
                Operand::load(Context), Status);
    Call(First, DetachEnds,
         {Operand::load(Status), Operand::integer(L.NeverCompleted)});
    H.F.Blocks[First].End.K = Terminator::Kind::Choose;
    auto Next = [&] {
      const BlockId B = H.block();
      H.F.Blocks[First].End.Targets.push_back(B);
      H.finish(B);
      return B;
    };
    const BlockId Last = Next();
    if (L.NoCleanup)
      Call(Last, Gone);
    for (EntityId E : L.Completers) {
      const BlockId B = Next();
      Call(B, CompletionBegins);
      CallRoutine(B, E, nullptr);
    }
  }
  Entity E;
  E.Name = "<system>";
  E.Id = "<system>";
  H.F.Entity = addEntity(std::move(E));
  Harness = addFunction(std::move(H.F));
  for (const auto &[I, B] : llvm::enumerate(Begins)) {
    const BindingLife &L = Lives[I / NumLifeParts];
    auto Function = llvm::find_if(P.functions(), [&](const auto &PF) {
      return PF.Side == L.Side && PF.V == Verb::Complete;
    });
    LifeSites.push_back({Harness, B, 0, Function});
  }
}

} // namespace nmr
