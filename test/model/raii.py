# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""C++ drivers whose teardown is done by destructors, scope guards and methods."""

from components import SIDES, Array, Builder, Env, Registration, Step, deregister_call, stop_core, wait_call
from program import Block, Class, Function, Global, If, Loop, Program, Stmt

SCOPE_EXIT = [
    "template <typename F> class ScopeExit {",
    "public:",
    "  explicit ScopeExit(F Run) : Run_(Run) {}",
    "  ~ScopeExit() {",
    "    if (Armed_) {",
    "      Run_();",
    "    }",
    "  }",
    "  void Dismiss() { Armed_ = false; }",
    "",
    "private:",
    "  F Run_;",
    "  bool Armed_ = true;",
    "};",
    "",
]


class Part:
    """One thing that DriverEntry brings up. Failures only return: what is up is undone by destructors."""

    def __init__(self, b):
        self.b, self.name, self.side = b, b.fresh(), b.rng.choice(SIDES)

    def start(self, entry):
        """Statements that bring it up, and leave DriverEntry if that fails."""
        raise NotImplementedError

    def keep(self):
        """Statements at the end, when nothing can fail any more."""
        return []

    def stop(self, unload):
        raise NotImplementedError

    def registration_class(self, destructor, extra=()):
        """A class that owns one registration."""
        b = self.b
        characteristics = b.characteristics(self.side, self.name)
        start = Function("NTSTATUS", "Start", "", [
            Stmt(f"return NmrRegister{self.side}(&{characteristics}, NULL, &Handle_);", "register")], "start")
        if b.chance(0.3):
            start.local("NTSTATUS Status;")
            ok, bad = b.status_tests("Status")
            start.body = [
                Stmt(f"Status = NmrRegister{self.side}(&{characteristics}, NULL, &Handle_);", "register"),
                If(bad, [Stmt("Handle_ = nullptr;"), Stmt("return Status;")], tag="test"), Stmt("return Status;")]
        stop = Function("VOID", "Stop", "", [], "stop")
        core = stop_core(b, stop, self.side, "Handle_", b.rng.choice(["plain", "direct", "status", "bool"]))
        core.append(Stmt("Handle_ = nullptr;", "clear"))
        if b.chance(0.5):
            stop.body = [If("Handle_ == nullptr", [Stmt("return;")], tag="guard")] + core
        else:
            stop.body = [If("Handle_ != nullptr", core, tag="guard")]
        name = self.name + "Registration"
        methods = [start, stop]
        if destructor:
            methods.append(Function("", "~" + name, "", [Stmt("Stop();", "stop")], "stop"))
        c = Class(name, members=["HANDLE Handle_ = nullptr;"], methods=methods + list(extra))
        b.program.classes.append(c)
        b.program.type_names.append(name)
        return c

    def fail(self, cond):
        return If(cond, self.b.maybe_log("failed") + [Stmt("return Status;")], tag="test")


class HeapObject(Part):
    """A registration object made with new and deleted by unload; a guard deletes it if DriverEntry fails."""

    def __init__(self, b):
        super().__init__(b)
        allocate = Function("void *", "operator new", "size_t Size", [
            Stmt("return ExAllocatePool2(POOL_FLAG_NON_PAGED, Size, 'geRN');")])
        free = Function("void", "operator delete", "void *P", [Stmt("ExFreePoolWithTag(P, 'geRN');")])
        self.cls = self.registration_class(True, [allocate, free])
        self.cls.specifiers["operator new"] = " noexcept"
        self.pointer = f"g_{self.name}"
        b.program.globals.append(Global(self.cls.name + " *", self.pointer, of_class=True))

    def start(self, entry):
        _, bad = self.b.status_tests("Status")
        return [Stmt(f"{self.pointer} = new {self.cls.name};"),
                If(f"{self.pointer} == nullptr", [Stmt("return STATUS_INSUFFICIENT_RESOURCES;")]),
                Block(f"auto Undo{self.name} = ScopeExit([&]",
                      [Stmt(f"delete {self.pointer};", "rollback"), Stmt(f"{self.pointer} = nullptr;")], "});"),
                Stmt(f"Status = {self.pointer}->Start();", "register"), self.fail(bad)]

    def keep(self):
        return [Stmt(f"Undo{self.name}.Dismiss();", "keep")]

    def stop(self, unload):
        return [Stmt(f"delete {self.pointer};", "stop")]


class LocalOwner(Part):
    """An object of DriverEntry owns the registration until the end, then hands the handle over."""

    def __init__(self, b):
        super().__init__(b)
        release = Function("HANDLE", "Release", "", [Stmt("HANDLE Handle = Handle_;"),
                                                     Stmt("Handle_ = nullptr;", "clear"), Stmt("return Handle;")])
        self.cls = self.registration_class(True, [release])
        self.handle = f"g_{self.name}Handle"
        b.program.globals.append(Global("HANDLE", self.handle))

    def start(self, entry):
        _, bad = self.b.status_tests("Status")
        return [Stmt(f"{self.cls.name} {self.name};"), Stmt(f"Status = {self.name}.Start();", "register"),
                self.fail(bad)]

    def keep(self):
        return [Stmt(f"{self.handle} = {self.name}.Release();", "store")]

    def stop(self, unload):
        return stop_core(self.b, unload, self.side, self.handle)


class StaticObject(Part):
    """A global object without a destructor."""

    def __init__(self, b):
        super().__init__(b)
        self.cls = self.registration_class(False)
        self.object = f"g_{self.name}"
        b.program.globals.append(Global(self.cls.name, self.object, of_class=True))

    def start(self, entry):
        _, bad = self.b.status_tests("Status")
        return [Stmt(f"Status = {self.object}.Start();", "register"), self.fail(bad),
                Block(f"auto Undo{self.name} = ScopeExit([&]", [Stmt(f"{self.object}.Stop();", "rollback")], "});")]

    def keep(self):
        return [Stmt(f"Undo{self.name}.Dismiss();", "keep")]

    def stop(self, unload):
        return [Stmt(f"{self.object}.Stop();", "stop")]


class Guarded(Part):
    """A component as in C, with a scope guard for its undoing."""

    def __init__(self, b):
        super().__init__(b)
        self.component = b.rng.choice([Registration, Registration, Array, Step])(b)

    def start(self, entry):
        begin = self.component.begin(entry, Env(self.b))
        undo = self.component.stop(entry, Env(self.b))
        failing = begin.on_fail + (undo if self.component.partial else []) + [Stmt("return Status;")]
        return begin.stmts + [If(begin.bad, failing, tag="test"),
                              Block(f"auto Undo{self.name} = ScopeExit([&]", undo, "});")]

    def keep(self):
        return [Stmt(f"Undo{self.name}.Dismiss();", "keep")]

    def stop(self, unload):
        return self.component.stop(unload, Env(self.b))


class Virtual(Part):
    """Modules behind an interface, in an array of pointers."""

    def __init__(self, b):
        super().__init__(b)
        p = b.program
        base = self.name + "Module"
        p.types += [f"class {base} {{", "public:", "  virtual NTSTATUS Start() = 0;", "  virtual VOID Stop() = 0;",
                    "};", ""]
        p.type_names.append(base)
        objects = []
        for side in b.rng.choice([SIDES, SIDES[:1], SIDES[1:]]):
            part = Part(b)
            part.side = side
            c = part.registration_class(False)
            c.base = base
            c.specifiers = {"Start": " override", "Stop": " override"}
            objects.append(f"g_{part.name}Object")
            p.globals.append(Global(c.name, objects[-1], of_class=True))
        self.count = len(objects)
        self.modules = f"g_{self.name}Modules"
        p.globals.append(Global(f"{base} *", self.modules, f"[{self.count}]",
                                "{" + ", ".join("&" + o for o in objects) + "}", of_class=True))
        stop = b.function("VOID", f"Stop{self.name}All", "", "stop")
        if b.chance(0.5):
            stop.body = [Block(f"for ({base} *Module : {self.modules})", [Stmt("Module->Stop();", "stop")])]
        else:
            stop.local("ULONG Index;")
            stop.body = [Loop(f"for (Index = {self.count}; Index-- > 0;)",
                              [Stmt(f"{self.modules}[Index]->Stop();", "stop")])]
        self.stop_name = stop.name

    def start(self, entry):
        entry.local("ULONG Index;")
        _, bad = self.b.status_tests("Status")
        return [Block(f"auto Undo{self.name} = ScopeExit([&]", [Stmt(f"{self.stop_name}();", "rollback")], "});"),
                Loop(f"for (Index = 0; Index < {self.count}; Index++)",
                     [Stmt(f"Status = {self.modules}[Index]->Start();", "register"), self.fail(bad)])]

    def keep(self):
        return [Stmt(f"Undo{self.name}.Dismiss();", "keep")]

    def stop(self, unload):
        return [Stmt(f"{self.stop_name}();", "stop")]


def compose(rng, name):
    program = Program(name, "c++", 1)
    b = Builder(rng, program, "globals")
    program.types += SCOPE_EXIT
    program.type_names.append("ScopeExit")
    kinds = [HeapObject, LocalOwner, StaticObject, Guarded, Guarded, Virtual]
    parts = [rng.choice(kinds)(b) for _ in range(rng.choice([1, 2, 2, 3]))]
    program.notes += ["raii"] + [type(p).__name__ for p in parts]
    entry = Function("NTSTATUS", "DriverEntry", "PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath", [],
                     "entry", "DRIVER_INITIALIZE")
    unload = Function("VOID", rng.choice(["OnUnload", "UnloadDriver"]), "PDRIVER_OBJECT DriverObject", [], "unload",
                      "DRIVER_UNLOAD")
    entry.local("NTSTATUS Status;")
    body = [Stmt("UNREFERENCED_PARAMETER(RegistryPath);")]
    for p in parts:
        body += p.start(entry)
    if b.chance(0.4):
        _, bad = b.status_tests("Status")
        body += [Stmt("Status = RtlCheckRegistryKey(0, NULL);"), If("!NT_SUCCESS(Status)", [Stmt("return Status;")])]
    for p in parts:
        body += p.keep()
    body += [Stmt(f"DriverObject->DriverUnload = {unload.name};", "unload"), Stmt("return STATUS_SUCCESS;")]
    entry.body = body
    unload.body = [Stmt("UNREFERENCED_PARAMETER(DriverObject);")]
    for p in reversed(parts):
        unload.body += p.stop(unload)
    program.functions += [entry, unload]
    text = "\n".join(f.text() + f.prototype() for f in program.functions)
    if "RESULT_CODE" in text:
        program.types[:0] = ["typedef enum { RcOk, RcFail } RESULT_CODE;", ""]
        program.type_names += ["RESULT_CODE", "RcOk", "RcFail"]
    if any(g.type == "RUN_STATE" for g in program.globals):
        program.types[:0] = ["typedef enum { Stopped, Running } RUN_STATE;", ""]
        program.type_names += ["RUN_STATE", "Stopped", "Running"]
    program.place(rng)
    return program
