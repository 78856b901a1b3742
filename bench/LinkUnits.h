//===- LinkUnits.h - Large drivers of many files ----------------*- C++ -*-===//
//
// Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Summaries of the translation units of one correct driver, as many as one
/// likes. Each file has a hundred functions. One in a hundred functions touches
/// the protocol: a module of two hundred functions registers two clients in one
/// file and deregisters them in the next. The others call each other: near ones
/// in their file, far ones with a power law, so that a few are called from
/// everywhere; chains of calls get as deep as that makes them. They read and
/// write their file's globals and the object that they are given, and ask the
/// system. Every file has a table of routines that it calls through, every
/// tenth one hands a routine to the system.
///
/// The handles are globals, or fields of one. Objects that are passed around
/// would hold them as well in some drivers; then all that is given such an
/// object can matter to each handle, and the solver's time is another.
///
//===----------------------------------------------------------------------===//

#ifndef NMR_BENCH_LINKUNITS_H
#define NMR_BENCH_LINKUNITS_H

#include "Shapes.h"
#include "llvm/ADT/StringMap.h"
#include <cmath>

namespace nmr::bench {

/// One translation unit under construction.
class TranslationUnit {
public:
  explicit TranslationUnit(std::string File) {
    Unit.MainFiles = Unit.Files = {std::move(File)};
  }

  /// What \p Name is everywhere in the driver, or, if \p Local, in this file.
  EntityId entity(Entity::Kind K, const std::string &Name, bool Local = false) {
    auto [It, IsNew] = Known.try_emplace(Name, Unit.Entities.size());
    if (IsNew) {
      Entity &E = Unit.Entities.emplace_back();
      E.K = K;
      E.Name = Name;
      E.Id = Local ? Unit.MainFiles.front() + ":" + Name : Name;
      E.External = !Local && K != Entity::Kind::Field;
    }
    return It->second;
  }
  EntityId function(const std::string &Name) {
    return entity(Entity::Kind::Function, Name);
  }
  EntityId system(const std::string &Name) {
    EntityId Id = function(Name);
    Unit.Entities[Id].System = true;
    return Id;
  }
  Place global(const std::string &Name, bool Local, uint64_t Size = 8) {
    EntityId Id = entity(Entity::Kind::Global, Name, Local);
    Unit.Entities[Id].Size = Size;
    return Place::global(Id, Size);
  }
  /// \p In as an object, and in it a field.
  Place field(Place In, const std::string &Name, int64_t Offset,
              bool Follow = false) {
    if (Follow)
      In.Path.emplace_back().K = Projection::Kind::Deref;
    Projection &Step = In.Path.emplace_back();
    Step.K = Projection::Kind::Field;
    Step.Field = entity(Entity::Kind::Field, Name);
    Step.Offset = Offset;
    In.Size = 8;
    return In;
  }

  Body begin(const std::string &Name, unsigned NumParams) {
    return Body(Line, function(Name), NumParams);
  }
  void add(Function F) { Unit.Functions.push_back(std::move(F)); }
  void addInitialiser(Function F) {
    F.Entity = NoId;
    Unit.Initialisers.push_back(std::move(F));
  }
  Entity &at(EntityId Id) { return Unit.Entities[Id]; }

  Summary finish() {
    llvm::sort(Unit.Functions, [](const Function &A, const Function &B) {
      return A.Entity < B.Entity;
    });
    return std::move(Unit);
  }

private:
  Summary Unit;
  unsigned Line = 0;
  llvm::StringMap<EntityId> Known;
};

class LargeDriver {
public:
  static constexpr unsigned PerFile = 100, PerModule = 200, PerGroup = 50,
                            PerCallback = 10, ClientsPerModule = 2;

  /// \p N functions, rounded up to whole modules, and those that start and stop
  /// the modules.
  explicit LargeDriver(unsigned N)
      : Modules((N + PerModule - 1) / PerModule),
        Functions(Modules * PerModule) {}

  unsigned files() const { return Functions / PerFile; }
  unsigned registrations() const { return Modules * ClientsPerModule; }

  /// How a file differs from what the driver is made of.
  enum class Variant {
    Plain,
    OtherNumber, ///< A function that touches no protocol counts otherwise.
    OtherStop,   ///< If it stops clients: it asks the system something first.
    NoWait,      ///< If it stops clients: for one of them, nobody waits.
  };
  /// \p Each: of its files.
  std::vector<Summary> build(Variant Each = Variant::Plain) const {
    std::vector<Summary> Parts;
    for (unsigned File = 0; File != files(); ++File)
      Parts.push_back(file(File, Each));
    Parts.push_back(driver());
    return Parts;
  }
  Summary file(unsigned File, Variant V) const {
    TranslationUnit TU(number("file", File) + ".c");
    bool Starts = File % (PerModule / PerFile) == 0;
    unsigned Module = File / (PerModule / PerFile);
    for (unsigned I = File * PerFile, E = I + PerFile; I != E; ++I) {
      if (I % PerFile != 0)
        plain(TU, I, I + 1 == E && V == Variant::OtherNumber ? 2 : 1);
      else if (Starts)
        start(TU, Module, I);
      else
        stop(TU, Module, I, V);
    }
    table(TU, File);
    return TU.finish();
  }

private:
  unsigned Modules, Functions;

  static std::string number(llvm::StringRef Name, unsigned I) {
    return Name.str() + std::to_string(I);
  }
  /// Pseudo-random numbers that depend on nothing but what is asked.
  static uint64_t mix(uint64_t X) {
    X += 0x9e3779b97f4a7c15;
    X = (X ^ (X >> 30)) * 0xbf58476d1ce4e5b9;
    X = (X ^ (X >> 27)) * 0x94d049bb133111eb;
    return X ^ (X >> 31);
  }
  static double chance(uint64_t I, uint64_t Salt) {
    return double(mix(I * 16 + Salt) >> 11) / double(uint64_t(1) << 53);
  }
  /// A plain function near \p I or behind.
  unsigned plainAt(unsigned I) const {
    I = std::min(I, Functions - 1);
    return I % PerFile == 0 ? I + 1 : I;
  }

  /// Where the client \p C of a module has its handle.
  static Place handle(TranslationUnit &TU, unsigned Module, unsigned C) {
    std::string Name = number("g_Module", Module);
    if (C == 0)
      return TU.global(Name + "_Client", false);
    return TU.field(TU.global(Name, false, 32), "Client", 16);
  }

  void start(TranslationUnit &TU, unsigned Module, unsigned I) const {
    Body B = TU.begin(number("Start", Module), 1);
    B.call(TU.function(number("Fn", I + 1)),
           {Operand::load(Place::local(0, 8))});
    for (unsigned C = 0; C != ClientsPerModule; ++C)
      B.call(TU.system("NmrRegisterClient"),
             {Operand::unknown(), Operand::integer(0),
              Operand::addressOf(handle(TU, Module, C))});
    TU.add(B.finish());
  }

  void stop(TranslationUnit &TU, unsigned Module, unsigned I, Variant V) const {
    Body B = TU.begin(number("Stop", Module), 1);
    if (V == Variant::OtherStop)
      B.call(TU.system("KeQueryActiveProcessorCount"), {},
             B.local("Answer", 4));
    for (unsigned C = 0; C != ClientsPerModule; ++C)
      stopClient(B, handle(TU, Module, C), TU.system("NmrDeregisterClient"),
                 TU.system("NmrWaitForClientDeregisterComplete"),
                 /*Waits=*/V != Variant::NoWait || C != 0);
    B.call(TU.function(number("Fn", I + 1)),
           {Operand::load(Place::local(0, 8))});
    TU.add(B.finish());
  }

  void plain(TranslationUnit &TU, unsigned I, unsigned By) const {
    Body B = TU.begin(number("Fn", I), 1);
    Place Object = Place::local(0, 8);
    Place Count = B.local("Count", 8), Answer = B.local("Answer", 4);
    B.assign(Count, Rvalue::use(Operand::load(
                        TU.field(Object, number("Field", I % 7), 8 * (I % 7),
                                 /*Follow=*/true))));
    B.call(TU.system("KeQueryActiveProcessorCount"), {}, Answer);
    B.branch(Operand::load(Answer), Op::Ne, Operand::integer(0), Status);
    increment(B, Count, By);
    B.assign(TU.field(Object, number("Field", (I + 1) % 7), 8 * ((I + 1) % 7),
                      /*Follow=*/true),
             Rvalue::use(Operand::load(Count)));
    B.join();
    std::optional<unsigned> Near, Far;
    unsigned Left = PerFile - 1 - I % PerFile;
    if (Left && chance(I, 1) < 0.7)
      Near = I + 1 + unsigned(chance(I, 2) * std::min(Left, 10u));
    if (chance(I, 3) < 0.6)
      Far = Functions - 1 -
            unsigned(std::pow(chance(I, 4), 3) * (Functions - 1 - I));
    for (std::optional<unsigned> Callee : {Near, Far}) {
      // Now and then the same one again: recursion.
      if (!Callee || (*Callee <= I && chance(I, 5) > 0.02))
        continue;
      B.call(TU.function(number("Fn", plainAt(*Callee))),
             {Operand::load(Object)}, Answer);
      B.branch(Operand::load(Answer), Op::Ge, Operand::integer(0), Status);
      increment(B, TU.global("g_Count", /*Local=*/true), 1);
      B.join();
    }
    if (I % PerFile == 1)
      indirect(TU, B, Object);
    if (I % (PerFile * PerCallback) == 2)
      B.call(TU.system("IoQueueWorkItem"),
             {Operand::unknown(),
              Operand::function(TU.function(number("Fn", I + 1)))});
    TU.add(B.finish(Operand::load(Answer)));
  }

  static void increment(Body &B, const Place &P, unsigned By) {
    Rvalue Sum;
    Sum.O = Op::Add;
    Sum.A = Operand::load(P);
    Sum.B = Operand::integer(By);
    Sum.Type = Pointer;
    B.assign(P, Sum);
  }

  static Place entryOf(TranslationUnit &TU, unsigned I) {
    return TU.field(TU.global("g_Table", /*Local=*/true, 16),
                    number("Routine", I), 8 * I);
  }

  static void indirect(TranslationUnit &TU, Body &B, const Place &Object) {
    for (unsigned I = 0; I != 2; ++I)
      B.callThrough(entryOf(TU, I), {Operand::load(Object)});
  }

  void table(TranslationUnit &TU, unsigned File) const {
    Body B = TU.begin("", 0);
    for (unsigned I = 0; I != 2; ++I)
      B.assign(entryOf(TU, I), Rvalue::use(Operand::function(TU.function(
                                   number("Fn", File * PerFile + 10 + I)))));
    TU.addInitialiser(B.finish());
  }

  /// The entry, the unload routine, and what they start and stop in groups.
  Summary driver() const {
    TranslationUnit TU("driver.c");
    Body Entry = TU.begin("DriverEntry", 2), Unload = TU.begin("Unload", 1);
    TU.at(TU.function("DriverEntry")).DeclaredAs = {"DRIVER_INITIALIZE"};
    TU.at(TU.function("Unload")).DeclaredAs = {"DRIVER_UNLOAD"};
    Entry.assign(TU.field(Place::local(0, 8), "DriverUnload", 104,
                          /*Follow=*/true),
                 Rvalue::use(Operand::function(TU.function("Unload"))));
    // What the modules work on: not the driver object, which the solver looks
    // at for every registration.
    Place Device = TU.global("g_Device", /*Local=*/true);
    Entry.call(TU.system("ExAllocatePool2"), {Operand::unknown()}, Device);
    Operand Object = Operand::load(Device);
    for (unsigned Group = 0; Group * PerGroup < Modules; ++Group) {
      std::string Start = number("StartGroup", Group),
                  Stop = number("StopGroup", Group);
      Entry.call(TU.function(Start), {});
      Unload.call(TU.function(Stop), {});
      Body Starts = TU.begin(Start, 0), Stops = TU.begin(Stop, 0);
      unsigned End = std::min(Modules, (Group + 1) * PerGroup);
      for (unsigned M = Group * PerGroup; M != End; ++M) {
        Starts.call(TU.function(number("Start", M)), {Object});
        Stops.call(TU.function(number("Stop", M)), {Object});
      }
      TU.add(Starts.finish());
      TU.add(Stops.finish());
    }
    TU.add(Entry.finish());
    TU.add(Unload.finish());
    return TU.finish();
  }
};

} // namespace nmr::bench

#endif // NMR_BENCH_LINKUNITS_H
