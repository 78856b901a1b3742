# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Drivers out of components: the order of beginnings, what a failure undoes, what unload does."""

from components import (Aliased, Array, Begin, Builder, Component, Env, Object, OnAttach, OnDemand, Probe, Registration,
                        Restarted, Sessions, Step, Table, TwoPhase)
from program import Case, Function, Global, If, Label, Loop, Program, Stmt, Switch, walk


class Heap(Component):
    """The driver's state in an object of its own, made first and freed last: from the pool, or a device's extension."""

    def __init__(self, b):
        self.b = b
        self.zeroed = b.chance(0.7)
        self.in_device = b.chance(0.06)
        if self.in_device:
            b.shared["device"] = True
            b.program.globals.append(Global("PDEVICE_OBJECT", "g_Device"))

    def begin(self, f, env):
        f.local("NTSTATUS Status;")
        if self.in_device:
            ok, bad = self.b.status_tests("Status")
            return Begin([Stmt("Status = IoCreateDevice(DriverObject, sizeof(DRIVER_STATE), NULL, FILE_DEVICE_NETWORK, "
                               "0, FALSE, &g_Device);")], ok, bad)
        target = env.param or "g_Context"
        size = "sizeof(DRIVER_STATE)"
        call = (f"ExAllocatePool2(POOL_FLAG_NON_PAGED, {size}, 'tStN')" if self.zeroed else
                f"ExAllocatePoolWithTag(0, {size}, 'tStN')")
        return Begin([Stmt(f"{target} = (PDRIVER_STATE){call};")], f"{target} != NULL", f"{target} == NULL",
                     [Stmt("Status = STATUS_INSUFFICIENT_RESOURCES;")])

    def after(self, env):
        target = env.param or "g_Context"
        if self.in_device:
            # The system has cleared it already.
            out = [Stmt(f"{target} = (PDRIVER_STATE)g_Device->DeviceExtension;")]
        else:
            out = []
        if not self.in_device and not self.zeroed:
            out.append(Stmt(f"RtlZeroMemory({target}, sizeof(DRIVER_STATE));"))
        if env.param:
            out.append(Stmt(f"g_Context = {target};"))
        return out + [Stmt(f"{target}->{name} = {value};") for name, value in self.b.inits]

    def of_unload(self):
        """The state, as unload finds it."""
        if self.in_device and self.b.chance(0.5):
            return "(PDRIVER_STATE)DriverObject->DeviceObject->DeviceExtension"
        return "g_Context"

    def stop(self, f, env):
        target = env.param or "g_Context"
        out = [Stmt("IoDeleteDevice(g_Device);", "free") if self.in_device else
               Stmt(f"ExFreePoolWithTag({target}, 'tStN');", "free")]
        return out + ([Stmt("g_Context = NULL;")] if self.b.chance(0.6) else [])


def fail_if(b, f, begin, then, allow_switch=True):
    """begin, and `then` if that failed."""
    then = begin.on_fail + then
    status = begin.bad in ("!NT_SUCCESS(Status)", "Status != STATUS_SUCCESS")
    if status and allow_switch and b.chance(0.06):
        cases = [Case(["STATUS_SUCCESS"], []), Case(["default"], then)]
        if b.chance(0.5):
            b.program.flags.add("ModelTwoFailures")
            cases.insert(1, Case(["STATUS_INSUFFICIENT_RESOURCES"], [b.log("out of memory")], falls=True))
        return begin.stmts + [Switch("Status", cases, "test")]
    if status and b.chance(0.06):
        f.local("BOOLEAN Ok;")
        return begin.stmts + [Stmt(f"Ok = {begin.ok};"), If("!Ok", then, tag="test")]
    return begin.stmts + [If(begin.bad, then, tag="test")]


def after_of(component, env):
    return component.after(env) if isinstance(component, Heap) else []


def undo(components, f, env):
    out = []
    for c in reversed(components):
        out += c.stop(f, env)
    return out


class Composer:

    def __init__(self, rng, name, language):
        self.rng = rng
        # Not DriverUnload: a batch renames it with a macro, and that is a field.
        self.unload_name = rng.choice(["OnUnload", "UnloadDriver", "EvtUnload", "NetUnload"])
        self.program = Program(name, language, rng.choice([1, 1, 1, 2, 2, 3]))
        layout = rng.choice(["globals", "globals", "struct", "heap"])
        self.b = Builder(rng, self.program, layout)

    def pick_components(self):
        b, rng = self.b, self.rng
        kinds = [Registration] * 20 + [Array] * 4 + [TwoPhase] * 4 + [Object] * 4 + [Probe, Table, Restarted] * 2 + [
            Aliased, Sessions]
        components = [rng.choice(kinds)(b) for _ in range(rng.choice([1, 1, 1, 2, 2, 3]))]
        if b.chance(0.02):
            # The analyser may say that it can't tell where an order of callbacks decides: a few are enough.
            components.append(rng.choice([OnDemand, OnAttach])(b))
        components += [Step(b) for _ in range(rng.choice([0, 1, 1, 2]))]
        rng.shuffle(components)
        if b.layout == "heap":
            components.insert(0, Heap(b))
        # Some drivers go on without a part that failed.
        for c in components:
            c.optional = c.guarded and c.can_fail and b.chance(0.25)
        self.components = components

    def prelude(self, f):
        b = self.b
        out = [Stmt("UNREFERENCED_PARAMETER(RegistryPath);")]
        for name in b.callback_names:
            out.append(Stmt(f"DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = {name};"))
        if b.chance(0.25):
            g = b.function("NTSTATUS", "DispatchCreate", "PDEVICE_OBJECT DeviceObject, PIRP Irp", "callback")
            b.program.globals.append(Global("LONG", "g_OpenCount"))
            g.body = [Stmt("UNREFERENCED_PARAMETER(DeviceObject);"), Stmt("g_OpenCount++;"),
                      Stmt("Irp->IoStatus.Status = STATUS_SUCCESS;"), Stmt("IoCompleteRequest(Irp, 0);"),
                      Stmt("return STATUS_SUCCESS;")]
            out.append(Stmt("DriverObject->MajorFunction[IRP_MJ_CREATE] = DispatchCreate;"))
        return out

    def set_unload(self):
        return [Stmt(f"DriverObject->DriverUnload = {self.unload_name};", "unload")]

    def begin_optional(self, f, env, c):
        begin = c.begin(f, env)
        out = begin.stmts + [If(begin.bad, [self.b.log("going on without it")])]
        return out

    def run(self):
        b, rng = self.b, self.rng
        if b.layout == "struct":
            b.program.globals.append(Global("DRIVER_STATE", "g_State"))
        elif b.layout == "heap":
            b.program.globals.append(Global("PDRIVER_STATE", "g_Context"))
        self.pick_components()
        components = self.components
        entry = Function("NTSTATUS", "DriverEntry", "PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath", [],
                         "entry", "DRIVER_INITIALIZE")
        unload = Function("VOID", self.unload_name, "PDRIVER_OBJECT DriverObject", [], "unload",
                          "DRIVER_UNLOAD" if b.chance(0.7) else "")
        use_local = b.layout == "heap" and b.chance(0.5) or b.layout == "struct" and b.chance(0.2)
        env = Env(b, "Context" if use_local else "")
        entry.local("NTSTATUS Status;")
        alias = []
        if use_local:
            entry.local("PDRIVER_STATE Context;")
            if b.layout == "struct":
                alias = [Stmt("Context = &g_State;")]
        # When and whether the driver can be unloaded.
        unload_when = rng.choice(["first", "last", "last", "last", "never"] if b.chance(0.3) else ["first", "last"])
        early = self.set_unload() if unload_when == "first" else []
        late = self.set_unload() if unload_when == "last" else []
        required = [c for c in components if not c.optional]
        every_guarded = all(c.guarded for c in components if not isinstance(c, Heap))
        styles = ["ladder", "ladder", "inline", "inline", "nested", "nested", "stage", "stage", "flat-ladder",
                  "flat-ladder", "table"]
        if every_guarded:
            styles += ["exit", "exit", "exit", "dowhile", "dowhile", "cleanup", "cleanup", "cleanup", "call-unload"]
        style = rng.choice(styles)
        if style == "stage" and any(c.optional for c in components):
            style = "inline"
        b.program.notes += [b.layout, style, "unload " + unload_when] + [
            f"{type(c).__name__}{'?' if c.optional else ''}"
            f"{'(' + c.guard + ',' + c.stop_kind + ')' if isinstance(c, Registration) else ''}" for c in components]
        self.style, self.entry, self.unload_fn = style, entry, unload
        self.stage_global = style == "stage" and b.chance(0.5)

        # Unload first: a cleanup function may be both.
        unload_env = Env(b, "Context" if use_local and b.chance(0.5) else "")
        unload_prelude = [Stmt("UNREFERENCED_PARAMETER(DriverObject);")]
        if unload_env.param:
            unload.local("PDRIVER_STATE Context;")
            unload_prelude.append(Stmt(
                f"Context = {'&g_State' if b.layout == 'struct' else components[0].of_unload()};"))

        cleanup_call = None
        if style == "cleanup":
            cleanup_call = b.helper("VOID", rng.choice(["Cleanup", "Terminate", "Teardown", "ReleaseAll"]),
                                    lambda g, inner: self.guarded_undo(g, inner), "stop")
        main = getattr(self, "style_" + style.replace("-", "_"))(entry, env, late, cleanup_call)
        entry.body = self.prelude(entry) + alias + early + main

        if cleanup_call:
            unload.body = unload_prelude + [Stmt(cleanup_call(unload_env) + ";", "stop")]
        elif style == "call-unload":
            unload.body = unload_prelude + self.guarded_undo(unload, unload_env)
        elif style == "table":
            unload.local("ULONG Index;")
            unload.body = unload_prelude + [Loop(f"for (Index = {len(components)}; Index-- > 0;)",
                                                 [Stmt("g_Steps[Index].Stop();", "stop")])]
        elif self.stage_global:
            unload.body = unload_prelude + self.stage_switch(unload, unload_env, "g_Stage")
        else:
            order = [c for c in components if not isinstance(c, Heap)]
            if b.chance(0.15):
                rng.shuffle(order)
            heap = [c for c in components if isinstance(c, Heap)]
            unload.body = unload_prelude + b.maybe_log("unloading") + undo(heap + order, unload, unload_env)
        self.noise(entry, unload)
        b.program.functions += [entry, unload]
        self.delegate(entry, unload)
        self.finish_types()
        b.program.place(rng)
        for f in b.program.functions:
            if unload_when == "never" and f is unload and b.chance(0.5):
                # A routine that nobody installs.
                f.declared_as = ""
        return b.program

    # ------------------------------------------------------------------------------------------------------------------
    # Styles of DriverEntry
    # ------------------------------------------------------------------------------------------------------------------

    def up_to(self, i):
        """What must be undone if component i fails."""
        c = self.components[i]
        return self.components[:i] + ([c] if c.partial else [])

    def success(self, late):
        return self.b.maybe_log("started") + late + [Stmt("return STATUS_SUCCESS;")]

    def style_inline(self, f, env, late, _):
        out = []
        for i, c in enumerate(self.components):
            if c.optional:
                out += self.begin_optional(f, env, c)
                continue
            back = undo(self.up_to(i), f, env)
            for s in back:
                if not s_tag(s):
                    set_tag(s, "rollback")
            part = fail_if(self.b, f, c.begin(f, env), back + [Stmt("return Status;")])
            out += part + after_of(c, env)
        return out + self.success(late)

    def style_ladder(self, f, env, late, _):
        """A label for every component, in reverse order."""
        out, labels = [], {}
        for i, c in enumerate(self.components):
            if c.optional:
                out += self.begin_optional(f, env, c)
                continue
            targets = self.up_to(i)
            if not targets:
                then = [Stmt("return Status;")]
            else:
                label = f"Undo{self.components.index(targets[-1])}"
                labels[targets[-1]] = label
                then = self.b.maybe_log("failed") + [Stmt(f"goto {label};", "goto")]
            part = fail_if(self.b, f, c.begin(f, env), then)
            out += part + after_of(c, env)
        out += self.success(late)
        if not labels:
            return out
        started = False
        for i in reversed(range(len(self.components))):
            c = self.components[i]
            if c in labels:
                out.append(Label(labels[c]))
                started = True
            if started:
                out += c.stop(f, env)
        return out + [Stmt("return Status;")]

    def style_flat_ladder(self, f, env, late, _):
        """One way out for success and failure, undo steps guarded by how far it came."""
        f.local("ULONG Done = 0;")
        out = []
        needs_label = False
        for i, c in enumerate(self.components):
            if c.optional:
                out += self.begin_optional(f, env, c)
            else:
                first = isinstance(c, Heap)
                then = [Stmt("return Status;")] if first else [Stmt("goto Exit;", "goto")]
                needs_label |= not first
                if c.partial:
                    then = c.stop(f, env) + then
                part = fail_if(self.b, f, c.begin(f, env), then)
                out += part + after_of(c, env)
            out.append(Stmt(f"Done = {i + 1};", "mark"))
        back = []
        for i in reversed(range(len(self.components))):
            stops = self.components[i].stop(f, env)
            if stops:
                back.append(If(f"Done >= {i + 1}" if self.b.chance(0.5) else f"Done > {i}", stops, tag="guard"))
        out += late + [Stmt("Status = STATUS_SUCCESS;")]
        if needs_label:
            out.append(Label("Exit"))
        out.append(If("!NT_SUCCESS(Status)", back, tag="rollback"))
        return out + [Stmt("return Status;")]

    def style_nested(self, f, env, late, _):

        def nest(i):
            if i == len(self.components):
                return self.b.maybe_log("started") + late + [Stmt("Status = STATUS_SUCCESS;")]
            c = self.components[i]
            if c.optional:
                return self.begin_optional(f, env, c) + nest(i + 1)
            begin = c.begin(f, env)
            inner = after_of(c, env) + nest(i + 1)
            if i + 1 < len(self.components):
                stops = c.stop(f, env)
                # The optional ones that came after it and before the next required one.
                for later in self.components[i + 1:]:
                    if not later.optional:
                        break
                    stops = later.stop(f, env) + stops
                if stops:
                    inner.append(If("Status != STATUS_SUCCESS", stops, tag="rollback"))
            otherwise = begin.on_fail + (c.stop(f, env) if c.partial else [])
            return begin.stmts + [If(begin.ok, inner, otherwise, tag="test")]

        lead = []
        for c in self.components:
            if not c.optional:
                break
            lead.append(c)
        body = nest(0)
        if lead:
            body.append(If("Status != STATUS_SUCCESS", undo(lead, f, env), tag="rollback"))
        f.locals[f.locals.index("NTSTATUS Status;")] = "NTSTATUS Status = STATUS_SUCCESS;"
        return body + [Stmt("return Status;")]

    def stage_switch(self, f, env, stage):
        cases = []
        for i in reversed(range(len(self.components))):
            cases.append(Case([str(i + 1)], self.components[i].stop(f, env), falls=True))
        cases.append(Case(["default"], []))
        return [Switch(stage, cases, "rollback")]

    def style_stage(self, f, env, late, _):
        """A counter says how far it came."""
        stage = "g_Stage" if self.stage_global else "Stage"
        if self.stage_global:
            self.program.globals.append(Global("ULONG", "g_Stage"))
        else:
            f.local("ULONG Stage = 0;")
        out = []
        for i, c in enumerate(self.components):
            then = (c.stop(f, env) if c.partial else []) + [Stmt("goto Fail;", "goto")]
            part = fail_if(self.b, f, c.begin(f, env), then)
            out += part + after_of(c, env)
            out.append(Stmt(f"{stage} = {i + 1};" if self.b.chance(0.5) else f"{stage}++;", "mark"))
        out += self.success(late)
        return out + [Label("Fail")] + self.stage_switch(f, env, stage) + [Stmt("return Status;")]

    def style_table(self, f, env, late, _):
        """The steps are functions in a table."""
        b = self.b
        rows = []
        plain = Env(b)
        for i, c in enumerate(self.components):
            start = b.function("NTSTATUS", f"Begin{i}", "PDRIVER_OBJECT DriverObject", "start")
            start.local("NTSTATUS Status;")
            start.body = [Stmt("UNREFERENCED_PARAMETER(DriverObject);")]
            if c.optional:
                start.body += self.begin_optional(start, plain, c)
            else:
                part = fail_if(b, start, c.begin(start, plain),
                                  (c.stop(start, plain) if c.partial else []) + [Stmt("return Status;")])
                start.body += part + after_of(c, plain)
            start.body.append(Stmt("return STATUS_SUCCESS;"))
            stop = b.function("VOID", f"End{i}", "", "stop")
            stop.body = c.stop(stop, plain)
            rows.append(f"{{{start.name}, {stop.name}}}")
        self.program.types += ["typedef struct _STEP {", "  NTSTATUS (*Start)(PDRIVER_OBJECT DriverObject);",
                               "  VOID (*Stop)(VOID);", "} STEP;", ""]
        self.program.type_names += ["_STEP", "STEP"]
        n = len(rows)
        self.program.globals.append(Global(b.rng.choice(["const STEP", "STEP"]), "g_Steps", f"[{n}]",
                                           "{" + ", ".join(rows) + "}"))
        f.local("ULONG Index;")
        ok, bad = b.status_tests("Status")
        return [Stmt("Status = STATUS_SUCCESS;"),
                Loop(f"for (Index = 0; Index < {n}; Index++)",
                     [Stmt("Status = g_Steps[Index].Start(DriverObject);"), If(bad, [Stmt("break;")], tag="test")]),
                If(b.rng.choice([bad, f"Index < {n}"]),
                   [Loop("while (Index-- > 0)", [Stmt("g_Steps[Index].Stop();", "rollback")]), Stmt("return Status;")],
                   tag="test")] + self.success(late)

    def guarded_undo(self, f, env):
        """Stops everything that may be up; callable from anywhere."""
        rest = [c for c in self.components if not isinstance(c, Heap)]
        out = undo(rest, f, env)
        if self.b.layout == "heap":
            target = env.param or "g_Context"
            heap = self.components[0]
            out += heap.stop(f, env)
            if not (f.role == "stop" and env.param) and self.b.chance(0.5):
                return [If(f"{target} == NULL", [Stmt("return;")])] + out if f.returns == "VOID" else [
                    If(f"{target} != NULL", out)]
            return [If(f"{target} != NULL", out)]
        return out

    def begin_all(self, f, env, way_out):
        out = []
        for c in self.components:
            if c.optional:
                out += self.begin_optional(f, env, c)
                continue
            then = [Stmt("return Status;")] if isinstance(c, Heap) and self.b.chance(0.5) else list(way_out)
            part = fail_if(self.b, f, c.begin(f, env), then, allow_switch=way_out[0].text != "break;")
            out += part + after_of(c, env)
        return out

    def style_exit(self, f, env, late, _):
        f.locals[f.locals.index("NTSTATUS Status;")] = "NTSTATUS Status = STATUS_SUCCESS;"
        out = self.begin_all(f, env, [Stmt("goto Exit;", "goto")])
        out += late + [Stmt("Status = STATUS_SUCCESS;"), Label("Exit")]
        _, bad = self.b.status_tests("Status")
        out.append(If(bad, self.guarded_undo(f, env), tag="rollback"))
        return out + [Stmt("return Status;")]

    def style_dowhile(self, f, env, late, _):
        body = self.begin_all(f, env, [Stmt("break;")])
        body += late + [Stmt("return STATUS_SUCCESS;")]
        return [Loop("do", body, "FALSE")] + self.guarded_undo(f, env) + [Stmt("return Status;")]

    def style_cleanup(self, f, env, late, call):
        f.locals[f.locals.index("NTSTATUS Status;")] = "NTSTATUS Status = STATUS_SUCCESS;"
        stop = Stmt(call(Env(self.b) if self.b.layout == "heap" else env) + ";", "rollback")
        return self.way_out_by_call(f, env, late, stop)

    def style_call_unload(self, f, env, late, _):
        return self.way_out_by_call(f, env, late, Stmt(f"{self.unload_name}(DriverObject);", "rollback"))

    def way_out_by_call(self, f, env, late, stop):
        if self.b.chance(0.5):
            return self.begin_all(f, env, [stop, Stmt("return Status;")]) + self.success(late)
        return self.begin_all(f, env, [Stmt("goto Fail;", "goto")]) + self.success(late) + [
            Label("Fail"), stop, Stmt("return Status;")]

    # ------------------------------------------------------------------------------------------------------------------

    def noise(self, entry, unload):
        """What drivers do besides."""
        b, rng = self.b, self.rng
        extra = [
            [If("MmIsDriverVerifying(DriverObject)", [b.log("verifier is on")])],
            [If("!KdRefreshDebuggerNotPresent()", [b.log("debugger present")], [b.log("no debugger")])],
            [Stmt("NT_ASSERT(DriverObject != NULL);")],
            [If("RtlIsNtDdiVersionAvailable(0x0A000000)", [b.log("new system")])],
        ]
        for f in (entry, unload):
            if b.chance(0.25):
                at = 1
                f.body[at:at] = rng.choice(extra)
        for f in self.program.functions:
            if f.role in ("start", "stop") and b.chance(0.08):
                test = rng.choice(["MmIsDriverVerifying(NULL)", "KdRefreshDebuggerNotPresent()"])
                f.body.insert(rng.randrange(len(f.body) or 1), If(test, [b.log("here")]))
        if b.chance(0.06):
            entry.body.insert(rng.randrange(1, len(entry.body)), If("RtlIsNtDdiVersionAvailable(0)", [
                b.log("cannot go on"), Stmt("KeBugCheckEx(0xE2, 0, 0, 0, 0);")]))
        if b.chance(0.06):
            unload.body.insert(1, If("RtlIsNtDdiVersionAvailable(0)", [Stmt("KeBugCheckEx(0xE2, 0, 0, 0, 0);")]))
        if b.chance(0.1):
            unload.local("ULONG Tick;")
            unload.body.insert(1, Loop("for (Tick = 0; Tick < 3; Tick++)", [b.log("draining")]))

    def delegate(self, entry, unload):
        """The routines that the system calls only call others."""
        b, functions = self.b, self.program.functions
        if b.chance(0.2):
            inner = Function("NTSTATUS", b.rng.choice(["Initialize", "StartDriver"]), entry.params, entry.body, "start",
                             locals=entry.locals)
            if b.chance(0.3):
                inner.returns = "BOOLEAN"
                for body, i in walk(inner.body):
                    if isinstance(body[i], Stmt) and body[i].text == "return STATUS_SUCCESS;":
                        body[i].text = "return TRUE;"
                    elif isinstance(body[i], Stmt) and body[i].text.startswith("return STATUS_"):
                        body[i].text = "return FALSE;"
                    elif isinstance(body[i], Stmt) and body[i].text == "return Status;":
                        body[i].text = "return NT_SUCCESS(Status);"
                entry.body = [If(f"!{inner.name}(DriverObject, RegistryPath)", [Stmt("return STATUS_UNSUCCESSFUL;")]),
                              Stmt("return STATUS_SUCCESS;")]
                entry.locals = []
            else:
                entry.locals = ["NTSTATUS Status;"]
                entry.body = [Stmt(f"Status = {inner.name}(DriverObject, RegistryPath);")] + b.maybe_log("done") + [
                    Stmt("return Status;")]
            functions.append(inner)
        if b.chance(0.15) and self.style != "call-unload":
            inner = Function("VOID", "StopDriver", unload.params, unload.body, "stop", locals=unload.locals)
            unload.locals, unload.body = [], b.maybe_log("stopping") + [Stmt("StopDriver(DriverObject);", "stop")]
            functions.append(inner)

    def finish_types(self):
        b, p = self.b, self.program
        text = "\n".join(f.text() + f.prototype() for f in p.functions)
        head = []
        if "RESULT_CODE" in text:
            head += ["typedef enum { RcOk, RcFail } RESULT_CODE;", ""]
            p.type_names += ["RESULT_CODE", "RcOk", "RcFail"]
        if any(t == "RUN_STATE" for t, _, _ in b.fields) or any(g.type == "RUN_STATE" for g in p.globals):
            head += ["typedef enum { Stopped, Running } RUN_STATE;", ""]
            p.type_names += ["RUN_STATE", "Stopped", "Running"]
        p.types[:0] = head
        if b.layout != "globals":
            fields = [f"  {t} {n}{s};" for t, n, s in b.fields] or ["  ULONG Reserved;"]
            p.types += ["typedef struct _DRIVER_STATE {"] + fields + ["} DRIVER_STATE, *PDRIVER_STATE;", ""]
            p.type_names += ["_DRIVER_STATE", "DRIVER_STATE", "PDRIVER_STATE"]
            if b.layout == "struct" and b.inits:
                state = next(g for g in p.globals if g.name == "g_State")
                state.init = "{" + ", ".join(f".{n} = {v}" for n, v in b.inits) + "}"


def s_tag(node):
    return getattr(node, "tag", "")


def set_tag(node, tag):
    if hasattr(node, "tag"):
        node.tag = tag
