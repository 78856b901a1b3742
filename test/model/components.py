# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The parts that drivers are made of: registrations of many shapes, and the other things that a driver sets up.

A component knows how to begin (with a test of whether that worked) and how to stop. How beginnings and stops are put
together, and what happens when one fails, is decided in compose.py. Everything is right by construction here; wrong
drivers come from mutate.py.
"""

from dataclasses import dataclass, field

from program import Case, Function, Global, If, Loop, Stmt, Switch, negate

SIDES = ("Client", "Provider")
NAMES = ["Flow", "Sock", "Tcpip", "Nsi", "Ext", "Hook", "Route", "Filter", "Link", "Port", "Peer", "Trace", "Wfp",
         "Bind", "Offload", "Quic"]


@dataclass
class Begin:
    """Statements, then conditions that hold if the component is up (ok) or not (bad); each is evaluated once at most.
    on_fail belongs at the start of the failing branch: it sets Status where the conditions don't rest on it."""
    stmts: list
    ok: str
    bad: str
    on_fail: list = field(default_factory=list)


class Env:
    """How code reaches the driver's state: by name, or through a parameter."""

    def __init__(self, builder, param=""):
        self.builder, self.param = builder, param

    def var(self, name):
        layout = self.builder.layout
        if layout == "globals":
            return "g_" + name
        if self.param:
            return f"{self.param}->{name}"
        return f"g_State.{name}" if layout == "struct" else f"g_Context->{name}"

    def state(self):
        if self.param:
            return self.param
        return "&g_State" if self.builder.layout == "struct" else "g_Context"


class Builder:
    """What components share while a driver is being made."""

    def __init__(self, rng, program, layout):
        self.rng, self.program, self.layout = rng, program, layout
        self.names = rng.sample(NAMES, len(NAMES))
        self.fields = []  # (type, name, suffix) of the state structure
        self.inits = []  # (name, value): fields that don't start as zero
        self.shared = {}  # helpers made once per driver
        self.callback_names = []

    def chance(self, p):
        return self.rng.random() < p

    def fresh(self):
        return self.names.pop()

    def state_var(self, type_, name, init="", suffix=""):
        if self.layout == "globals":
            self.program.globals.append(Global(type_, "g_" + name, suffix, init))
        else:
            self.fields.append((type_, name, suffix))
            if init:
                self.inits.append((name, init))

    def function(self, returns, name, params="", role=""):
        f = Function(returns, name, params, [], role)
        self.program.functions.append(f)
        return f

    def helper(self, returns, name, build, role=""):
        """A function of the driver whose body build(f, env) makes; answers call(env), the text of a call."""
        by_param = self.layout != "globals" and self.chance(0.5)
        f = self.function(returns, name, "PDRIVER_STATE State" if by_param else "", role)
        f.body = build(f, Env(self, "State" if by_param else ""))
        return lambda env: f"{name}({env.state() if by_param else ''})"

    def log(self, text):
        return Stmt(f'DbgPrint("{text}\\n");', "log")

    def maybe_log(self, text, p=0.3):
        return [self.log(text)] if self.chance(p) else []

    def characteristics(self, side, name):
        """A characteristics global; sometimes with callbacks that only count."""
        attach = detach = "NULL"
        if self.chance(0.3):
            detach = f"{name}Detach"
            f = self.function("NTSTATUS", detach, "PVOID BindingContext", "callback")
            f.body = [Stmt("UNREFERENCED_PARAMETER(BindingContext);"), Stmt("return STATUS_SUCCESS;")]
            if side == "Client":
                attach = f"{name}Attach"
                f = self.function("NTSTATUS", attach,
                                  "HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider", "callback")
                self.program.globals.append(Global("LONG", f"g_{name}Bindings"))
                f.body = [Stmt("UNREFERENCED_PARAMETER(Binding);"), Stmt("UNREFERENCED_PARAMETER(Context);"),
                          Stmt("UNREFERENCED_PARAMETER(Provider);"),
                          If(f"InterlockedExchange(&g_{name}Bindings, 1) != 0", [Stmt("return STATUS_NOINTERFACE;")]),
                          Stmt("return STATUS_SUCCESS;")]
        return self.characteristics_global(side, name, attach, detach)

    def characteristics_global(self, side, name, attach, detach):
        type_ = f"NPI_{side.upper()}_CHARACTERISTICS"
        self.program.globals.append(Global(
            type_, f"g_{name}Characteristics", "",
            f"{{0, sizeof({type_}), {attach}, {detach}, NULL, "
            "{0, sizeof(NPI_REGISTRATION_INSTANCE), NULL, NULL, 0, NULL}}"))
        return f"g_{name}Characteristics"

    # Tests of a status.

    def status_tests(self, var, step=False):
        """(ok, bad) for an NTSTATUS variable. A step may answer odd successes, which the stricter tests notice."""
        kind = self.rng.choice(["nt", "nt", "nt", "nt", "eq", "sign"])
        if kind == "nt":
            return f"NT_SUCCESS({var})", f"!NT_SUCCESS({var})"
        if kind == "sign":
            return f"{var} >= 0", f"{var} < 0"
        if step:
            self.program.flags.add("ModelOddSuccess")
        return f"{var} == STATUS_SUCCESS", f"{var} != STATUS_SUCCESS"

    def pending_tests(self, var):
        constant = self.rng.choice(["STATUS_PENDING"] * 4 + ["259", "0x103"])
        if self.chance(0.1):
            return f"{constant} == {var}"
        return f"{var} == {constant}"


# ----------------------------------------------------------------------------------------------------------------------
# Deregister and wait
# ----------------------------------------------------------------------------------------------------------------------

STOP_FORMS = ["plain", "plain", "void", "direct", "direct", "status", "status", "switch", "success", "not-success",
              "else", "bool", "ternary", "and", "assert", "assert-ok", "update", "helper", "loop", "later", "retry",
              "fall", "number"]


def deregister_call(side, handle):
    return f"NmrDeregister{side}({handle})"


def wait_call(side, handle):
    return f"NmrWaitFor{side}DeregisterComplete({handle})"


def stop_core(b, f, side, handle, form=None):
    """Statements that deregister and wait, whatever the answer."""
    form = form or b.rng.choice(STOP_FORMS)
    dereg, wait = deregister_call(side, handle), wait_call(side, handle)
    wait_stmt = Stmt(wait + ";", "wait")
    if form == "plain":
        return [Stmt(dereg + ";", "dereg"), wait_stmt]
    if form == "void":
        return [Stmt(f"(void){dereg};", "dereg"), Stmt(f"(void){wait};", "wait")]
    if form == "direct":
        return [If(b.pending_tests(dereg), [wait_stmt], tag="dereg")]
    status = "Status" if f.role == "stop" else "StopStatus"
    f.local(f"NTSTATUS {status};")
    assign = Stmt(f"{status} = {dereg};", "dereg")
    pending = b.pending_tests(status)
    if form == "status":
        return [assign, If(pending, [wait_stmt], tag="test")]
    if form == "later":
        return [assign] + [b.log("stopping")] + [If(pending, [wait_stmt], tag="test")]
    if form == "early":
        # The rest of the function is only the wait.
        return [assign, If(b.rng.choice([f"!NT_SUCCESS({status})", f"{status} != STATUS_PENDING"]),
                           [Stmt("return;")], tag="test"), wait_stmt]
    if form == "retry":
        f.local("ULONG Attempt;")
        return [Loop("for (Attempt = 0; Attempt < 2; Attempt++)",
                     [assign, If(f"NT_SUCCESS({status})", [Stmt("break;")], tag="test")]),
                If(pending, [wait_stmt], tag="test")]
    if form == "fall":
        return [assign, Switch(status, [Case(["STATUS_PENDING"], [wait_stmt], falls=True),
                                        Case(["STATUS_SUCCESS"], [b.log("stopped")]),
                                        Case(["default"], [b.log("refused")])], "test")]
    if form == "number":
        f.local("int Waiting;")
        return [assign, Stmt(f"Waiting = {pending} ? 1 : 0;"), If("Waiting > 0", [wait_stmt], tag="test")]
    if form == "switch":
        cases = [Case(["STATUS_PENDING"], [wait_stmt])]
        if b.chance(0.4):
            cases.append(Case(["STATUS_SUCCESS"], []))
        cases.append(Case(["default"], b.maybe_log("unexpected", 0.6)))
        if b.chance(0.3):
            cases.insert(0, cases.pop())
        return [assign, Switch(status, cases, "test")]
    if form == "success":
        return [assign, If(f"NT_SUCCESS({status})", [wait_stmt], tag="test")]
    if form == "not-success":
        return [assign, If(f"{status} != STATUS_SUCCESS", [wait_stmt], tag="test")]
    if form == "else":
        return [assign, If(negate(f"{status} == STATUS_PENDING"), [b.log("not pending")], [wait_stmt], tag="test")]
    if form == "bool":
        f.local("BOOLEAN Pending;")
        return [Stmt(f"Pending = ({dereg} == STATUS_PENDING);", "dereg"), If("Pending", [wait_stmt], tag="test")]
    if form == "ternary":
        return [assign, Stmt(f"{status} = {status} == STATUS_PENDING ? {wait} : {status};", "wait")]
    if form == "and":
        b.program.flags.add("ModelWaitFails")
        return [assign, If(f"{pending} && {wait} != STATUS_SUCCESS", [b.log("wait failed")], tag="wait")]
    if form == "assert":
        return [assign, Stmt(f"NT_ASSERT({status} == STATUS_PENDING);"), wait_stmt]
    if form == "assert-ok":
        return [assign, Stmt(f"NT_ASSERT(NT_SUCCESS({status}));"), wait_stmt]
    if form == "update":
        return [assign, If(pending, [Stmt(f"{status} = {wait};", "wait")], tag="test"),
                If(f"!NT_SUCCESS({status})", [b.log("stop failed")])]
    if form == "loop":
        return [assign, Loop(f"while ({status} == STATUS_PENDING)", [wait_stmt, Stmt(f"{status} = STATUS_SUCCESS;")],
                             tag="test")]
    if form == "helper":
        name = f"FinishIfPending{side}"
        if name not in b.shared:
            b.shared[name] = True
            g = b.function("VOID", name, "NTSTATUS Status, HANDLE Handle", "stop")
            g.body = [If("Status != STATUS_PENDING", [Stmt("return;")], tag="test"),
                      Stmt(wait_call(side, "Handle") + ";", "wait")]
        return [assign, Stmt(f"{name}({status}, {handle});", "wait")]
    raise ValueError(form)


def stop_by_value(b, side, handle):
    """A call of the driver's own stop function for one side, which takes the handle."""
    name = f"Stop{side}Handle"
    if name not in b.shared:
        b.shared[name] = True
        returns = b.rng.choice(["VOID", "VOID", "NTSTATUS", "BOOLEAN"])
        f = b.function(returns, name, "HANDLE Handle", "stop")
        f.body = stop_core(b, f, side, "Handle", "early" if returns == "VOID" and b.chance(0.15) else None)
        if returns == "NTSTATUS":
            f.body.append(Stmt("return STATUS_SUCCESS;"))
        elif returns == "BOOLEAN":
            f.body.append(Stmt("return TRUE;"))
    return [Stmt(f"{name}({handle});", "stop")]


def stop_any_kind(b, side, handle):
    """One stop function for both sides."""
    name = "StopModule"
    if name not in b.shared:
        b.shared[name] = True
        f = b.function("VOID", name, "HANDLE Handle, BOOLEAN Provider", "stop")
        f.body = [If("Provider", stop_core(b, f, "Provider", "Handle"), stop_core(b, f, "Client", "Handle"))]
    return [Stmt(f"{name}({handle}, {'TRUE' if side == 'Provider' else 'FALSE'});", "stop")]


def stop_by_address(b, side, handle):
    """Stops what a variable holds, if anything, and clears it."""
    name = f"Close{side}"
    if name not in b.shared:
        b.shared[name] = True
        f = b.function("VOID", name, "PHANDLE Handle", "stop")
        inner = stop_core(b, f, side, "*Handle") + [Stmt("*Handle = NULL;", "clear")]
        if b.chance(0.5):
            f.body = [If("*Handle != NULL", inner, tag="guard")]
        else:
            f.body = [If("*Handle == NULL", [Stmt("return;")], tag="guard")] + inner
    return [Stmt(f"{name}(&{handle});", "stop")]


def stop_exchanged(b, f, side, handle):
    """Takes the handle out of its variable first."""
    f.local("HANDLE Taken;")
    if b.chance(0.5):
        take = [Stmt(f"Taken = InterlockedExchangePointer((PVOID volatile *)&{handle}, NULL);", "clear")]
    else:
        take = [Stmt(f"Taken = {handle};"), Stmt(f"{handle} = NULL;", "clear")]
        if b.chance(0.4):
            if "Lock" not in b.shared:
                b.shared["Lock"] = True
                b.program.globals.append(Global("KSPIN_LOCK", "g_Lock"))
            f.local("KIRQL OldIrql;")
            take = [Stmt("KeAcquireSpinLock(&g_Lock, &OldIrql);")] + take + [Stmt("KeReleaseSpinLock(&g_Lock, OldIrql);")]
    return take + [If("Taken != NULL", stop_core(b, f, side, "Taken"), tag="guard")]


# ----------------------------------------------------------------------------------------------------------------------
# Components
# ----------------------------------------------------------------------------------------------------------------------


class Component:
    """guarded: stop may be called whether or not the component is up. can_fail: begin has conditions."""
    guarded = False
    can_fail = True
    # A beginning that fails may leave something up: stop is then due as well.
    partial = False
    # Set by the composition if a stop can run again, or a start after it.
    must_clear = False

    def begin(self, f, env):
        raise NotImplementedError

    def stop(self, f, env):
        raise NotImplementedError


class Registration(Component):
    """One registration in a variable of the driver."""

    def __init__(self, b, guard=None, side=None):
        self.b = b
        rng = b.rng
        self.name = b.fresh()
        self.side = side or rng.choice(SIDES)
        self.guard = guard or rng.choice(["none", "null", "null", "null", "sentinel", "flag", "flag", "bits", "enum", "status"])
        self.guarded = self.guard != "none"
        self.handle = f"{self.name}Handle"
        self.clears = b.chance(0.5)
        self.stop_kind = rng.choice(["inline", "inline", "value", "any", "address", "exchange"])
        if self.stop_kind in ("address", "exchange") and self.guard not in ("null", "none"):
            self.stop_kind = "value"
        if self.stop_kind in ("address", "exchange"):
            self.guard, self.guarded = "null", True
        self.start_kind = rng.choice(["plain", "plain", "plain", "local", "wrapper", "any"])
        self.begin_call = self.stop_call = None
        sentinel = "INVALID_HANDLE_VALUE" if self.guard == "sentinel" else ""
        b.state_var("HANDLE", self.handle, sentinel)
        if self.guard == "flag":
            if b.layout != "globals" and b.chance(0.1):
                b.state_var("ULONG", f"{self.name}Up", suffix=" : 1")
            else:
                b.state_var("BOOLEAN", f"{self.name}Up")
        elif self.guard == "bits":
            if "Bits" not in b.shared:
                b.shared["Bits"] = 0
                b.state_var("ULONG", "Started")
            self.bit = f"0x{1 << b.shared['Bits']:x}u"
            b.shared["Bits"] += 1
        elif self.guard == "enum":
            b.state_var("RUN_STATE", f"{self.name}State")
        elif self.guard == "status":
            b.state_var("NTSTATUS", f"{self.name}Status", "STATUS_UNSUCCESSFUL")
        self.characteristics = b.characteristics(self.side, self.name)
        self.context = rng.choice(["NULL", "NULL", "state"])
        self.out_of_line_begin = b.chance(0.5)
        self.out_of_line_stop = b.chance(0.5)

    def up(self, env):
        """Marks it as started."""
        var = env.var
        return {
            "flag": [Stmt(f"{var(self.name + 'Up')} = TRUE;", "mark")] if self.guard == "flag" else [],
            "bits": [Stmt(f"{var('Started')} |= {self.bit};", "mark")] if self.guard == "bits" else [],
            "enum": [Stmt(f"{var(self.name + 'State')} = Running;", "mark")] if self.guard == "enum" else [],
        }.get(self.guard, [])

    def down(self, env):
        var = env.var
        if self.guard == "flag":
            return [Stmt(f"{var(self.name + 'Up')} = FALSE;", "clear")]
        if self.guard == "bits":
            return [Stmt(f"{var('Started')} &= ~{self.bit};", "clear")]
        if self.guard == "enum":
            return [Stmt(f"{var(self.name + 'State')} = Stopped;", "clear")]
        if self.guard == "status":
            return [Stmt(f"{var(self.name + 'Status')} = STATUS_UNSUCCESSFUL;", "clear")]
        empty = "INVALID_HANDLE_VALUE" if self.guard == "sentinel" else "NULL"
        return [Stmt(f"{var(self.handle)} = {empty};", "clear")]

    def is_up(self, env):
        var = env.var
        if self.guard == "null":
            return self.b.rng.choice([f"{var(self.handle)} != NULL"] * 3 + [var(self.handle)] * 2 +
                                     [f"NULL != {var(self.handle)}"])
        if self.guard == "sentinel":
            return f"{var(self.handle)} != INVALID_HANDLE_VALUE"
        if self.guard == "flag":
            return self.b.rng.choice([f"{var(self.name + 'Up')}", f"{var(self.name + 'Up')} == TRUE"])
        if self.guard == "bits":
            return f"({var('Started')} & {self.bit}) != 0"
        if self.guard == "enum":
            return f"{var(self.name + 'State')} == Running"
        if self.guard == "status":
            return f"NT_SUCCESS({var(self.name + 'Status')})"
        raise ValueError(self.guard)

    def register(self, env, target):
        context = self.context
        if context == "state":
            context = "NULL" if self.b.layout == "globals" else env.state()
        return f"NmrRegister{self.side}(&{self.characteristics}, {context}, {target})"

    def raw_begin(self, f, env, status="Status"):
        """Registers and leaves the answer in a status variable of f."""
        b, handle = self.b, env.var(self.handle)
        f.local(f"NTSTATUS {status};")
        if self.start_kind == "local":
            f.local("HANDLE NewHandle;")
            b_init = [Stmt("NewHandle = NULL;")] if b.chance(0.7) else []
            ok, _ = b.status_tests(status)
            return b_init + [Stmt(f"{status} = {self.register(env, '&NewHandle')};", "register"),
                             If(ok, [Stmt(f"{handle} = NewHandle;", "store")] + self.up(env), tag="test")] + (
                                 [Stmt(f"{env.var(self.name + 'Status')} = {status};", "mark")]
                                 if self.guard == "status" else [])
        if self.start_kind == "any":
            name = "RegisterModule"
            if name not in b.shared:
                b.shared[name] = True
                g = b.function("NTSTATUS", name, "const VOID *Characteristics, BOOLEAN Provider, PHANDLE Handle",
                               "start")
                g.body = [If("Provider", [Stmt(
                    "return NmrRegisterProvider((const NPI_PROVIDER_CHARACTERISTICS *)Characteristics, NULL, Handle);")
                ]), Stmt("return NmrRegisterClient((const NPI_CLIENT_CHARACTERISTICS *)Characteristics, NULL, Handle);")
                ]
            kind = "TRUE" if self.side == "Provider" else "FALSE"
            call = f"RegisterModule(&{self.characteristics}, {kind}, &{handle})"
        elif self.start_kind == "wrapper":
            name = f"Register{self.name}At"
            if name not in b.shared:
                b.shared[name] = True
                g = b.function("NTSTATUS", name, "PHANDLE Handle", "start")
                g.local("NTSTATUS Status;")
                _, bad = b.status_tests("Status")
                g.body = [Stmt(f"Status = NmrRegister{self.side}(&{self.characteristics}, NULL, Handle);", "register"),
                          If(bad, [b.log("register failed"), Stmt("return Status;")], tag="test"),
                          Stmt("return STATUS_SUCCESS;")]
            call = f"{name}(&{handle})"
        elif b.chance(0.1):
            f.local("HANDLE *Slot;")
            return [Stmt(f"Slot = &{handle};"), Stmt(f"{status} = {self.register(env, 'Slot')};", "register")] + (
                self.mark(env, status))
        else:
            call = self.register(env, f"&{handle}")
        return [Stmt(f"{status} = {call};", "register")] + self.mark(env, status)

    def mark(self, env, status):
        """What follows the register call, in view of its answer."""
        b, handle, out = self.b, env.var(self.handle), []
        if self.guard == "status":
            out.append(Stmt(f"{env.var(self.name + 'Status')} = {status};", "mark"))
        elif self.guard == "flag" and b.chance(0.4):
            ok, _ = b.status_tests(status)
            cast = "(BOOLEAN)" if b.chance(0.3) else ""
            out.append(Stmt(f"{env.var(self.name + 'Up')} = {cast}({ok});", "mark"))
        elif self.up(env):
            ok, _ = b.status_tests(status)
            out.append(If(ok, self.up(env), tag="test"))
        elif self.guard == "null" and b.chance(0.2):
            _, bad = b.status_tests(status)
            out.append(If(bad, [Stmt(f"{handle} = NULL;")]))
        return out

    def begin(self, f, env):
        b = self.b
        if not self.out_of_line_begin:
            ok, bad = b.status_tests("Status")
            return Begin(self.raw_begin(f, env), ok, bad)
        if self.begin_call is None:
            self.result = b.rng.choice(["status", "status", "status", "bool", "enum", "int"])

            def build(g, inner):
                body = self.raw_begin(g, inner)
                ok, bad = b.status_tests("Status")
                if self.result == "status":
                    if b.chance(0.3):
                        return body + [If(bad, [Stmt("return Status;")], tag="test"), Stmt("return STATUS_SUCCESS;")]
                    return body + [Stmt("return Status;")]
                good, wrong = {"bool": ("TRUE", "FALSE"), "enum": ("RcOk", "RcFail"), "int": ("0", "-1")}[self.result]
                if self.result == "bool" and b.chance(0.4):
                    return body + [Stmt(f"return {ok.replace('NT_SUCCESS', 'NT_SUCCESS')};")]
                if b.chance(0.4):
                    return body + [Stmt(f"return {ok} ? {good} : {wrong};")]
                return body + [If(bad, b.maybe_log("no registration") + [Stmt(f"return {wrong};")], tag="test"),
                               Stmt(f"return {good};")]

            returns = {"status": "NTSTATUS", "bool": "BOOLEAN", "enum": "RESULT_CODE", "int": "int"}[self.result]
            self.begin_call = b.helper(returns, f"Start{self.name}", build, "start")
        call = self.begin_call(env)
        if self.result == "status":
            f.local("NTSTATUS Status;")
            ok, bad = b.status_tests("Status")
            return Begin([Stmt(f"Status = {call};", "register")], ok, bad)
        fails = [Stmt("Status = STATUS_UNSUCCESSFUL;")]
        if self.result == "bool":
            return Begin([], call, "!" + call, fails)
        if self.result == "enum":
            return Begin([], f"{call} == RcOk", f"{call} != RcOk", fails)
        return Begin([], f"{call} == 0", f"{call} != 0", fails)

    def raw_stop(self, f, env, early_return=False):
        b, handle = self.b, env.var(self.handle)
        if self.stop_kind == "address":
            return stop_by_address(b, self.side, handle)
        if self.stop_kind == "exchange":
            return stop_exchanged(b, f, self.side, handle)
        if self.stop_kind == "value":
            core = stop_by_value(b, self.side, handle)
        elif self.stop_kind == "any":
            core = stop_any_kind(b, self.side, handle)
        else:
            core = stop_core(b, f, self.side, handle)
        if self.clears or self.must_clear:
            core = core + self.down(env)
        if self.guard == "none":
            return core
        if self.guard == "enum" and b.chance(0.4):
            return [Switch(env.var(self.name + "State"), [Case(["Running"], core), Case(["Stopped"], [])], "guard")]
        if early_return and b.chance(0.4):
            return [If(negate(self.is_up(env)), [Stmt("return;")], tag="guard")] + core
        return [If(self.is_up(env), core, tag="guard")]

    def stop(self, f, env):
        if not self.out_of_line_stop:
            return self.raw_stop(f, env)
        if self.stop_call is None:
            self.stop_call = self.b.helper("VOID", f"Stop{self.name}", lambda g, inner: self.raw_stop(g, inner, True),
                                           "stop")
        return [Stmt(self.stop_call(env) + ";", "stop")]


class Step(Component):
    """Something else that a driver sets up, and may fail to."""

    def __init__(self, b, kind=None):
        self.b = b
        self.kind = kind or b.rng.choice(["device", "link", "buffer", "registry", "callbacks"])
        if self.kind in b.shared:
            self.kind = "registry"
        b.shared[self.kind] = True
        self.guarded = self.kind in ("buffer", "registry") or b.chance(0.5)
        if self.kind == "device":
            b.state_var("PDEVICE_OBJECT", "Device")
        elif self.kind == "link":
            b.state_var("BOOLEAN", "Linked")
        elif self.kind == "buffer":
            b.state_var("PVOID", "Buffer")
        elif self.kind == "callbacks":
            b.state_var("PVOID", "ObHandle")

    def begin(self, f, env):
        b, var = self.b, env.var
        f.local("NTSTATUS Status;")
        ok, bad = b.status_tests("Status", step=True)
        # An odd success that is taken for a failure must not be returned as it is.
        on_fail = [Stmt("Status = STATUS_UNSUCCESSFUL;")] if bad == "Status != STATUS_SUCCESS" else []
        if self.kind == "device":
            call = f"IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &{var('Device')})"
        elif self.kind == "link":
            f.local("UNICODE_STRING LinkName;")
            call = "IoCreateSymbolicLink(&LinkName, &LinkName)"
            extra = [If(ok, [Stmt(f"{var('Linked')} = TRUE;")])] if self.guarded else []
            return Begin([Stmt("RtlZeroMemory(&LinkName, sizeof(LinkName));"), Stmt(f"Status = {call};")] + extra, ok,
                         bad, on_fail)
        elif self.kind == "buffer":
            alloc = b.rng.choice(["ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'fBmN')",
                                  "ExAllocatePoolWithTag(0, 64, 'fBmN')"])
            test = b.rng.choice(["== NULL", "!="])
            return Begin([Stmt(f"{var('Buffer')} = {alloc};")], f"{var('Buffer')} != NULL",
                         f"{var('Buffer')} == NULL" if test == "== NULL" else f"!{var('Buffer')}",
                         [Stmt("Status = STATUS_INSUFFICIENT_RESOURCES;")])
        elif self.kind == "callbacks":
            call = f"ObRegisterCallbacks(NULL, &{var('ObHandle')})"
        else:
            call = 'RtlCheckRegistryKey(0, NULL)'
        return Begin([Stmt(f"Status = {call};")], ok, bad, on_fail)

    def stop(self, f, env):
        var = env.var
        if self.kind == "device":
            undo, cond = [Stmt(f"IoDeleteDevice({var('Device')});")], f"{var('Device')} != NULL"
        elif self.kind == "link":
            # The name is not kept: what matters is that a call is made.
            undo, cond = [Stmt("IoDeleteSymbolicLink(NULL);")], var("Linked")
        elif self.kind == "buffer":
            undo = [Stmt(f"ExFreePoolWithTag({var('Buffer')}, 'fBmN');"), Stmt(f"{var('Buffer')} = NULL;")]
            cond = f"{var('Buffer')} != NULL"
        elif self.kind == "callbacks":
            undo, cond = [Stmt(f"ObUnRegisterCallbacks({var('ObHandle')});")], f"{var('ObHandle')} != NULL"
        else:
            return []
        return [If(cond, undo)] if self.guarded else undo


class Array(Component):
    """Several registrations of one side in an array, handled in loops."""

    def __init__(self, b):
        self.b = b
        rng = b.rng
        self.name, self.side = b.fresh(), rng.choice(SIDES)
        self.size = rng.choice([2, 2, 3])
        self.array, self.count = f"{self.name}Handles", f"{self.name}Count"
        # How many are up: the counter says, or those that aren't NULL, or all of them.
        self.known_by = rng.choice(["count", "count", "null", "all"])
        self.guarded = self.known_by != "all"
        self.direction = rng.choice(["up", "down"])
        self.two_loops = b.chance(0.25)
        b.state_var("HANDLE", self.array, suffix=f"[{self.size}]")
        if self.known_by == "count":
            b.state_var("ULONG", self.count)
        self.characteristics = b.characteristics(self.side, self.name)
        self.recursive = self.known_by == "null" and b.chance(0.2)
        self.stop_call = None
        self.rolls_back = not self.guarded or b.chance(0.6)
        self.partial = not self.rolls_back
        if self.recursive:
            f = b.function("VOID", f"Stop{self.name}From",
                           ("PDRIVER_STATE State, " if b.layout != "globals" else "") + "ULONG Count", "stop")
            env = Env(b, "State" if b.layout != "globals" else "")
            element = f"{env.var(self.array)}[Count - 1]"
            arg = "State, " if b.layout != "globals" else ""
            f.body = [If("Count == 0", [Stmt("return;")]),
                      If(f"{element} != NULL",
                         stop_core(b, f, self.side, element) + [Stmt(f"{element} = NULL;", "clear")], tag="guard"),
                      Stmt(f"{f.name}({arg}Count - 1);", "stop")]
            self.recursive_name = f.name

    def begin(self, f, env):
        b = self.b
        array, count = env.var(self.array), env.var(self.count)
        f.local("NTSTATUS Status;")
        f.local("ULONG Index;")
        ok, bad = b.status_tests("Status")
        ok2, bad2 = b.status_tests("Status")
        register = Stmt(f"Status = NmrRegister{self.side}(&{self.characteristics}, NULL, &{array}[Index]);", "register")
        # The loop leaves Index at the first element that is not registered.
        on_bad = [Stmt("break;")]
        body = [register, If(bad, on_bad, tag="test")]
        if self.known_by == "count":
            body.append(Stmt(f"{count}++;" if b.chance(0.5) else f"{count} = Index + 1;", "mark"))
        out = [Stmt("Status = STATUS_SUCCESS;"), Loop(f"for (Index = 0; Index < {self.size}; Index++)", body)]
        if self.rolls_back:
            element = f"{array}[Index]"
            undo = stop_core(b, f, self.side, element)
            if self.known_by == "null":
                undo.append(Stmt(f"{element} = NULL;", "clear"))
            back = [Loop("while (Index > 0)", [Stmt("Index--;")] + undo, tag="rollback")] if b.chance(0.5) else [
                Loop("while (Index-- > 0)", undo, tag="rollback")]
            if self.known_by == "count":
                back.append(Stmt(f"{count} = 0;", "clear"))
            out.append(If(bad2, back, tag="test"))
        return Begin(out, ok, bad)

    def raw_stop(self, f, env):
        b = self.b
        array = env.var(self.array)
        if self.recursive:
            arg = env.state() + ", " if b.layout != "globals" else ""
            return [Stmt(f"{self.recursive_name}({arg}{self.size});", "stop")]
        f.local("ULONG Index;")
        bound = env.var(self.count) if self.known_by == "count" else str(self.size)
        head = (f"for (Index = 0; Index < {bound}; Index++)" if self.direction == "up" else
                f"for (Index = {bound}; Index-- > 0;)")
        element = f"{array}[Index]"

        def guarded(stmts):
            return [If(f"{element} != NULL", stmts, tag="guard")] if self.known_by == "null" else stmts

        if self.two_loops:
            out = [Loop(head, guarded([Stmt(deregister_call(self.side, element) + ";", "dereg")])),
                   Loop(head, guarded([Stmt(wait_call(self.side, element) + ";", "wait")]))]
        else:
            core = (stop_by_value(b, self.side, element) if b.chance(0.3) else
                    stop_core(b, f, self.side, element))
            if self.known_by == "null" and b.chance(0.7):
                core = core + [Stmt(f"{element} = NULL;", "clear")]
            out = [Loop(head, guarded(core))]
        if self.known_by == "count":
            out.append(Stmt(f"{env.var(self.count)} = 0;", "clear"))
        return out

    def stop(self, f, env):
        if self.stop_call is None:
            self.stop_call = self.b.helper("VOID", f"Stop{self.name}", self.raw_stop, "stop")
        return [Stmt(self.stop_call(env) + ";", "stop")]


class TwoPhase(Component):
    """Two registrations whose teardown begins for both and waits for both later."""

    def __init__(self, b):
        self.b = b
        self.first = Registration(b, "none")
        self.second = Registration(b, "none")
        self.how = b.rng.choice(["plain", "kept", "local"])
        self.split = b.chance(0.6)
        self.name = b.fresh()
        if self.how == "kept":
            for r in (self.first, self.second):
                b.state_var("NTSTATUS", f"{r.name}Status")
        self.calls = None

    def begin(self, f, env):
        one, two = self.first.begin(f, env), self.second.begin(f, env)
        ok, bad = self.b.status_tests("Status")
        undo = self.first.stop(f, env)
        status = [Stmt("Status = STATUS_SUCCESS;")] if not two.stmts else []
        return Begin(one.stmts + [If(one.ok, two.stmts + [If(two.bad, two.on_fail + undo, status, tag="test")],
                                     one.on_fail)], ok, bad)

    def begin_stop(self, f, env):
        out = []
        for r in (self.first, self.second):
            call = deregister_call(r.side, env.var(r.handle))
            if self.how == "plain":
                out.append(Stmt(call + ";", "dereg"))
            elif self.how == "kept":
                out.append(Stmt(f"{env.var(r.name + 'Status')} = {call};", "dereg"))
            else:
                f.local(f"NTSTATUS {r.name}Answer;")
                out.append(Stmt(f"{r.name}Answer = {call};", "dereg"))
        return out

    def end_stop(self, f, env):
        out = []
        for r in self.b.rng.sample([self.first, self.second], 2):
            wait = Stmt(wait_call(r.side, env.var(r.handle)) + ";", "wait")
            if self.how == "plain":
                out.append(wait)
            else:
                status = env.var(r.name + "Status") if self.how == "kept" else f"{r.name}Answer"
                out.append(If(self.b.pending_tests(status), [wait], tag="test"))
        return out

    def stop(self, f, env):
        if self.how == "local" or not self.split:
            return self.begin_stop(f, env) + self.b.maybe_log("flushing", 0.5) + self.end_stop(f, env)
        if self.calls is None:
            self.calls = (self.b.helper("VOID", f"Begin{self.name}Stop", self.begin_stop, "stop"),
                          self.b.helper("VOID", f"End{self.name}Stop", self.end_stop, "stop"))
        return [Stmt(self.calls[0](env) + ";", "dereg")] + self.b.maybe_log("flushing", 0.5) + [
            Stmt(self.calls[1](env) + ";", "wait")]


class Probe(Component):
    """Registers in a local, looks around, and deregisters at once."""
    guarded = True

    def __init__(self, b):
        self.b = b
        self.name, self.side = b.fresh(), b.rng.choice(SIDES)
        self.characteristics = b.characteristics(self.side, self.name)
        self.call = None

    def begin(self, f, env):
        b = self.b
        if self.call is None:

            def build(g, inner):
                g.local("NTSTATUS Status;")
                g.local("HANDLE Handle;")
                _, bad = b.status_tests("Status")
                return [Stmt(f"Status = NmrRegister{self.side}(&{self.characteristics}, NULL, &Handle);", "register"),
                        If(bad, [Stmt("return Status;")], tag="test")] + b.maybe_log("present") + stop_core(
                            b, g, self.side, "Handle") + [Stmt("return STATUS_SUCCESS;")]

            self.call = b.helper("NTSTATUS", f"Probe{self.name}", build, "start")
        f.local("NTSTATUS Status;")
        ok, bad = b.status_tests("Status")
        return Begin([Stmt(f"Status = {self.call(env)};")], ok, bad)

    def stop(self, f, env):
        return []


class Table(Component):
    """Registrations of both sides in a table of records."""
    guarded = True
    partial = True

    def __init__(self, b):
        self.b = b
        self.name = b.fresh()
        rng = b.rng
        self.size = rng.choice([2, 3])
        kinds = [rng.choice(SIDES) for _ in range(self.size)]
        chars = {side: b.characteristics(side, f"{self.name}{side}") for side in SIDES}
        b.program.types += [f"typedef struct _{self.name.upper()}_ENTRY {{", "  const VOID *Characteristics;",
                            "  BOOLEAN Provider;", "  HANDLE Handle;", "  BOOLEAN Up;",
                            f"}} {self.name.upper()}_ENTRY;", ""]
        b.program.type_names += [f"_{self.name.upper()}_ENTRY", f"{self.name.upper()}_ENTRY"]
        rows = ", ".join(f"{{&{chars[k]}, {'TRUE' if k == 'Provider' else 'FALSE'}, NULL, FALSE}}" for k in kinds)
        self.table = f"g_{self.name}Table"
        b.program.globals.append(Global(f"{self.name.upper()}_ENTRY", self.table, f"[{self.size}]", "{" + rows + "}"))
        self.by_pointer = b.chance(0.5)
        self.guard = rng.choice(["flag", "null"])

    def entry(self, f):
        if self.by_pointer:
            f.local(f"{self.name.upper()}_ENTRY *{self.name}Entry;")
            return f"{self.name}Entry->", [Stmt(f"{self.name}Entry = &{self.table}[Index];")]
        return f"{self.table}[Index].", []

    def begin(self, f, env):
        b = self.b
        f.local("NTSTATUS Status;")
        f.local("ULONG Index;")
        e, prelude = self.entry(f)
        ok, bad = b.status_tests("Status")
        ok2, bad2 = b.status_tests("Status")
        body = prelude + [
            If(f"{e}Provider", [Stmt(
                f"Status = NmrRegisterProvider((const NPI_PROVIDER_CHARACTERISTICS *){e}Characteristics, NULL, "
                f"&{e}Handle);", "register")],
               [Stmt(f"Status = NmrRegisterClient((const NPI_CLIENT_CHARACTERISTICS *){e}Characteristics, NULL, "
                     f"&{e}Handle);", "register")]),
            If(bad, [Stmt("break;")], tag="test")]
        if self.guard == "flag":
            body.append(Stmt(f"{e}Up = TRUE;", "mark"))
        return Begin([Stmt("Status = STATUS_SUCCESS;"),
                      Loop(f"for (Index = 0; Index < {self.size}; Index++)", body)], ok2, bad2)

    def raw_stop(self, f, env):
        b = self.b
        f.local("ULONG Index;")
        e, prelude = self.entry(f)
        core = [If(f"{e}Provider", stop_core(b, f, "Provider", f"{e}Handle"),
                   stop_core(b, f, "Client", f"{e}Handle"))]
        if self.guard == "flag":
            return [Loop(f"for (Index = 0; Index < {self.size}; Index++)", prelude +
                         [If(f"{e}Up", core + [Stmt(f"{e}Up = FALSE;", "clear")], tag="guard")])]
        return [Loop(f"for (Index = 0; Index < {self.size}; Index++)", prelude +
                     [If(f"{e}Handle == NULL", [Stmt("continue;")], tag="guard")] + core +
                     [Stmt(f"{e}Handle = NULL;", "clear")])]

    def stop(self, f, env):
        if not hasattr(self, "call"):
            self.call = self.b.helper("VOID", f"Stop{self.name}Table", self.raw_stop, "stop")
        return [Stmt(self.call(env) + ";", "stop")]


class Restarted(Component):
    """Registered, stopped and registered again, as after a change of settings."""

    def __init__(self, b):
        self.b = b
        self.inner = Registration(b)
        self.inner.must_clear = True
        self.guarded = self.inner.guarded

    def begin(self, f, env):
        inner = self.inner
        one = inner.begin(f, env)
        ok, bad = self.b.status_tests("Status")
        two = inner.begin(f, env)
        status = [Stmt("Status = STATUS_SUCCESS;")] if not two.stmts else []
        return Begin(one.stmts + [If(one.ok, inner.stop(f, env) + two.stmts + [If(two.bad, two.on_fail, status)],
                                     one.on_fail)], ok, bad)

    def stop(self, f, env):
        return self.inner.stop(f, env)


class OnAttach(Component):
    """A client whose attach and detach callbacks open and close a registration of something else."""

    def __init__(self, b):
        self.b = b
        self.outer = Registration(b, side="Client")
        self.guarded = self.outer.guarded
        self.inner = inner = Registration(b, b.rng.choice(["null", "flag"]))
        inner.must_clear = True
        inner.out_of_line_begin = True
        name, env = self.outer.name, Env(b)
        attach = b.function("NTSTATUS", f"{name}AttachPeer",
                            "HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider", "callback")
        attach.local("NTSTATUS Status = STATUS_SUCCESS;")
        begin = inner.begin(attach, env)
        attach.body = [Stmt(f"UNREFERENCED_PARAMETER({p});") for p in ("Binding", "Context", "Provider")] + [
            If(negate(inner.is_up(env)), begin.stmts + [If(begin.bad, begin.on_fail + [b.log("open failed")])],
               tag="guard"), Stmt("return Status;")]
        detach = b.function("NTSTATUS", f"{name}DetachPeer", "PVOID BindingContext", "callback")
        detach.body = [Stmt("UNREFERENCED_PARAMETER(BindingContext);")] + inner.stop(detach, env) + [
            Stmt("return STATUS_SUCCESS;")]
        self.outer.characteristics = b.characteristics_global("Client", name + "Peer", attach.name, detach.name)
        b.program.max_callbacks = 2

    def begin(self, f, env):
        return self.outer.begin(f, env)

    def stop(self, f, env):
        return self.outer.stop(f, env) + self.inner.stop(f, env)


class OnDemand(Component):
    """Opened and closed by requests; unload closes what is still open."""
    guarded = True
    can_fail = False

    def __init__(self, b):
        self.b = b
        self.inner = Registration(b, b.rng.choice(["null", "flag"]))
        inner = self.inner
        inner.must_clear = True
        inner.out_of_line_begin = True
        f = b.function("NTSTATUS", f"{inner.name}Control", "PDEVICE_OBJECT DeviceObject, PIRP Irp", "callback")
        f.local("NTSTATUS Status = STATUS_SUCCESS;")
        env = Env(b)
        begin = inner.begin(f, env)
        start = begin.stmts + [If(begin.bad, begin.on_fail + [b.log("open failed")])]
        f.body = [Stmt("UNREFERENCED_PARAMETER(DeviceObject);"),
                  If("Irp->ControlCode == 0", [If(negate(inner.is_up(env)), start, tag="guard")],
                     inner.stop(f, env)),
                  Stmt("Irp->IoStatus.Status = Status;"), Stmt("IoCompleteRequest(Irp, 0);"), Stmt("return Status;")]
        b.callback_names.append(f.name)
        b.program.max_callbacks = 2

    def begin(self, f, env):
        return Begin([], "TRUE", "FALSE")

    def stop(self, f, env):
        return self.inner.stop(f, env)


class Object(Component):
    """A registration in a record of its own, which the driver's start and stop functions take by address."""
    guarded = True

    def __init__(self, b):
        self.b = b
        self.name, self.side = b.fresh(), b.rng.choice(SIDES)
        if "Object" not in b.shared:
            self.make_shared()
        self.object = f"{self.name}Module"
        b.state_var("MODULE", self.object)
        self.characteristics = b.characteristics(self.side, self.name)
        self.start_name, self.stop_name = b.shared["Object"]

    def make_shared(self):
        b = self.b
        b.program.types += ["typedef struct _MODULE {", "  ULONG Uses;", "  BOOLEAN Provider;", "  BOOLEAN Up;",
                            "  HANDLE Handle;", "} MODULE;", ""]
        b.program.type_names += ["_MODULE", "MODULE"]
        by_flag = b.chance(0.5)
        f = b.function("NTSTATUS", "ModuleStart", "MODULE *Module, const VOID *Characteristics, BOOLEAN Provider",
                       "start")
        f.local("NTSTATUS Status;")
        ok, bad = b.status_tests("Status")
        provider = Stmt("Status = NmrRegisterProvider((const NPI_PROVIDER_CHARACTERISTICS *)Characteristics, Module, "
                        "&Module->Handle);", "register")
        client = Stmt("Status = NmrRegisterClient((const NPI_CLIENT_CHARACTERISTICS *)Characteristics, Module, "
                      "&Module->Handle);", "register")
        f.body = [Stmt("Module->Provider = Provider;"), If("Module->Provider", [provider], [client])]
        if by_flag:
            f.body.append(If(ok, [Stmt("Module->Up = TRUE;", "mark")], tag="test"))
        elif b.chance(0.5):
            f.body.append(If(bad, [Stmt("Module->Handle = NULL;")], tag="test"))
        f.body.append(Stmt("return Status;"))
        g = b.function("VOID", "ModuleStop", "MODULE *Module", "stop")
        core = [If("Module->Provider", stop_core(b, g, "Provider", "Module->Handle"),
                   stop_core(b, g, "Client", "Module->Handle"))]
        core.append(Stmt("Module->Up = FALSE;" if by_flag else "Module->Handle = NULL;", "clear"))
        cond = "Module->Up" if by_flag else "Module->Handle != NULL"
        g.body = [If(cond, core, tag="guard")] if b.chance(0.5) else [
            If(negate(cond), [Stmt("return;")], tag="guard")] + core
        b.shared["Object"] = f.name, g.name

    def begin(self, f, env):
        f.local("NTSTATUS Status;")
        ok, bad = self.b.status_tests("Status")
        kind = "TRUE" if self.side == "Provider" else "FALSE"
        return Begin([Stmt(f"Status = {self.start_name}(&{env.var(self.object)}, &{self.characteristics}, {kind});",
                           "register")], ok, bad)

    def stop(self, f, env):
        return [Stmt(f"{self.stop_name}(&{env.var(self.object)});", "stop")]


class Sessions(Component):
    """Registrations in heap objects on a list."""
    guarded = True
    partial = True

    def __init__(self, b):
        self.b = b
        self.name, self.side = b.fresh(), b.rng.choice(SIDES)
        self.how_many = b.rng.choice([1, 1, 2])
        self.type = self.name.upper() + "_SESSION"
        b.program.types += [f"typedef struct _{self.type} {{", f"  struct _{self.type} *Next;", "  HANDLE Handle;",
                            f"}} {self.type};", ""]
        b.program.type_names += ["_" + self.type, self.type]
        self.head = f"g_{self.name}Sessions"
        b.program.globals.append(Global(f"{self.type} *", self.head))
        self.characteristics = b.characteristics(self.side, self.name)
        f = b.function("NTSTATUS", f"Add{self.name}Session", "", "start")
        f.local(f"{self.type} *Session;")
        f.local("NTSTATUS Status;")
        _, bad = b.status_tests("Status")
        f.body = [Stmt(f"Session = ({self.type} *)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*Session), 'sSrN');"),
                  If("Session == NULL", [Stmt("return STATUS_INSUFFICIENT_RESOURCES;")]),
                  Stmt(f"Status = NmrRegister{self.side}(&{self.characteristics}, Session, &Session->Handle);",
                       "register"),
                  If(bad, [Stmt("ExFreePoolWithTag(Session, 'sSrN');"), Stmt("return Status;")], tag="test"),
                  Stmt(f"Session->Next = {self.head};"), Stmt(f"{self.head} = Session;", "store"),
                  Stmt("return STATUS_SUCCESS;")]
        g = b.function("VOID", f"Stop{self.name}Sessions", "", "stop")
        g.local(f"{self.type} *Session;")
        g.body = [Loop(f"while ({self.head} != NULL)", [
            Stmt(f"Session = {self.head};"), Stmt(f"{self.head} = Session->Next;")] + stop_core(
                b, g, self.side, "Session->Handle") + [Stmt("ExFreePoolWithTag(Session, 'sSrN');", "free")])]

    def begin(self, f, env):
        f.local("NTSTATUS Status;")
        ok, bad = self.b.status_tests("Status")
        add = Stmt(f"Status = Add{self.name}Session();")
        if self.how_many == 1:
            return Begin([add], ok, bad)
        return Begin([add, If(ok, [Stmt(add.text)])], ok, bad)

    def stop(self, f, env):
        return [Stmt(f"Stop{self.name}Sessions();", "stop")]


class Aliased(Component):
    """A registration whose handle is kept twice; teardown goes by the copy."""

    def __init__(self, b):
        self.b = b
        self.inner = Registration(b, "none")
        self.copy = f"{self.inner.name}Copy"
        b.state_var("HANDLE", self.copy)

    def begin(self, f, env):
        inner = self.inner
        begin = inner.begin(f, env)
        if begin.stmts:
            begin.stmts.append(If(begin.ok, [Stmt(f"{env.var(self.copy)} = {env.var(inner.handle)};", "store")]))
            return begin
        ok, bad = self.b.status_tests("Status")
        f.local("NTSTATUS Status;")
        return Begin([If(begin.ok, [Stmt("Status = STATUS_SUCCESS;"),
                                    Stmt(f"{env.var(self.copy)} = {env.var(inner.handle)};", "store")],
                         begin.on_fail)], ok, bad)

    def stop(self, f, env):
        return stop_core(self.b, f, self.inner.side, env.var(self.copy))
