# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Drivers whose context lies on the heap, and routines that get at it in all sorts of ways and free memory: what hangs
on the context, what was allocated for them, or the context itself."""

from program import Function, Global, If, Program, Stmt

TYPES = """typedef struct _STATE {
%s
} STATE;
typedef struct _REQUEST {
%s
} REQUEST;
typedef struct _SLOT {
  ULONG Kind;
  union {
    STATE *Owner;
    PVOID Buffer;
  } Of;
} SLOT;
"""
TAG = "'txtC'"


class Composer:

    def __init__(self, rng, name):
        self.rng = rng
        self.program = Program(name, "c", rng.choice([1, 1, 2]))
        self.program.max_callbacks = 2
        self.program.notes.append("contexts")
        self.wrong = rng.random() < 0.5
        self.side = rng.choice(["Client", "Provider"])

    def fields(self, *names):
        names = list(names)
        self.rng.shuffle(names)
        return "\n".join(f"  {n};" for n in names)

    def routine(self, name, returns, params, body, declared_as=""):
        if returns != "VOID":
            body = body + [Stmt("return STATUS_SUCCESS;")]
        f = Function(returns, name, params, body, "callback", declared_as)
        self.program.functions.append(f)
        return f

    def replace_buffer(self, state):
        """Frees what hangs on the context."""
        return self.rng.choice([
            [If(f"{state}->Buffer != NULL", [Stmt(f"ExFreePool({state}->Buffer);"), Stmt(f"{state}->Buffer = NULL;")])],
            [Stmt(f"ExFreePoolWithTag(InterlockedExchangePointer(&{state}->Buffer, NULL), {TAG});")],
            [Stmt(f"{state}->Buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, {TAG});")],
        ])

    def harmless(self, state):
        return self.rng.choice([[], [Stmt(f"{state}->Count++;")], self.replace_buffer(state)])

    def free_state(self, state):
        """Frees the context, or lets somebody do so who can't know."""
        return self.rng.choice([
            [Stmt(f"ExFreePool({state});")],
            [Stmt(f"ExFreePoolWithTag({state}, {TAG});")],
            [Stmt(f"{state}->Buffer = {state};"), Stmt(f"ExFreePool({state}->Buffer);"),
             Stmt(f"{state}->Buffer = NULL;")],
            [Stmt(f"g_Slot.Of.Owner = {state};"), Stmt("ExFreePool(g_Slot.Of.Buffer);")],
        ])

    def steps(self, state):
        out = self.harmless(state)
        if self.wrong and self.rng.random() < 0.6:
            out += self.free_state(state)
            self.program.notes.append("freed")
        return out

    def queue(self, routine, parameter):
        return Stmt(f"IoQueueWorkItem(NULL, {routine}, DelayedWorkQueue, {parameter});")

    def on_context(self):
        """A work item that is given the context, or a part of it."""
        part = self.rng.random() < 0.4
        owner = "CONTAINING_RECORD(Parameter, STATE, Part)" if part else "(STATE *)Parameter"
        f = self.routine("OnWork", "VOID", "PDEVICE_OBJECT DeviceObject, PVOID Parameter",
                         [Stmt(f"State = {owner};")] + self.steps("State"))
        f.local("STATE *State;")
        self.late.append(self.queue("OnWork", "&g_State->Part" if part else "g_State"))

    def on_request(self):
        """A work item with memory of its own, that leads to the context."""
        f = self.routine("OnRequest", "VOID", "PDEVICE_OBJECT DeviceObject, PVOID Parameter",
                         [Stmt("Request = (REQUEST *)Parameter;")] + self.steps("Request->Owner")
                         + [Stmt("ExFreePool(Request);")])
        f.local("REQUEST *Request;")
        g = self.routine("OnControl", "NTSTATUS", "PDEVICE_OBJECT DeviceObject, PIRP Irp", [
            Stmt(f"Request = (REQUEST *)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*Request), {TAG});"),
            If("Request != NULL", [Stmt("Request->Owner = g_State;"), self.queue("OnRequest", "Request")])])
        g.local("REQUEST *Request;")
        self.early.append(Stmt("DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = OnControl;"))

    def on_attach(self):
        if self.side == "Provider":
            self.on_attach_client()
            return
        self.routine("OnAttach", "NTSTATUS", "HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Provider",
                     self.steps("((STATE *)Context)"))
        self.early.append(Stmt("g_Characteristics.ClientAttachProvider = OnAttach;"))

    def on_attach_client(self):
        """Bindings with memory of their own; or named by the context, where the cleanup routine would free that."""
        own = not self.wrong or self.rng.random() < 0.7
        make = [Stmt(f"New = (REQUEST *)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*New), {TAG});"),
                If("New == NULL", [Stmt("return STATUS_INSUFFICIENT_RESOURCES;")]), Stmt("New->Owner = (STATE *)Context;")]
        f = self.routine(
            "OnAttach", "NTSTATUS",
            "HANDLE Binding, PVOID Context, PNPI_REGISTRATION_INSTANCE Client, PVOID Peer, const VOID *PeerDispatch, "
            "PVOID *BindingContext, const VOID **Dispatch",
            self.steps("((STATE *)Context)") + (make if own else []) +
            [Stmt(f"*BindingContext = {'New' if own else 'Context'};"), Stmt("*Dispatch = &g_Characteristics;")])
        if own:
            f.local("REQUEST *New;")
        self.routine("OnDetach", "NTSTATUS", "PVOID BindingContext",
                     self.harmless("((REQUEST *)BindingContext)->Owner") if own else [])
        self.routine("OnCleanup", "VOID", "PVOID BindingContext",
                     (self.steps("((REQUEST *)BindingContext)->Owner") if own else []) +
                     [Stmt("ExFreePool(BindingContext);")])
        for field, routine in (("AttachClient", "OnAttach"), ("DetachClient", "OnDetach"),
                               ("CleanupBindingContext", "OnCleanup")):
            self.early.append(Stmt(f"g_Characteristics.Provider{field} = {routine};"))

    def on_close(self):
        self.routine("OnClose", "NTSTATUS", "PDEVICE_OBJECT DeviceObject, PIRP Irp", self.harmless("g_State"))
        self.early.append(Stmt("DriverObject->MajorFunction[IRP_MJ_CLOSE] = OnClose;"))

    def run(self):
        program, rng = self.program, self.rng
        program.types += (TYPES % (self.fields("HANDLE Handle", "PVOID Buffer", "ULONG Count", "ULONG64 Part"),
                                   self.fields("STATE *Owner", "ULONG Number"))).splitlines()
        program.type_names += ["_STATE", "STATE", "_REQUEST", "REQUEST", "_SLOT", "SLOT"]
        program.globals += [Global("STATE *", "g_State"), Global("SLOT", "g_Slot"),
                            Global(f"NPI_{self.side.upper()}_CHARACTERISTICS", "g_Characteristics")]
        self.early, self.late = [], []
        for part in rng.sample([self.on_context, self.on_request, self.on_attach, self.on_close], rng.choice([1, 2])):
            part()
        stop = [If(f"NmrDeregister{self.side}(g_State->Handle) == STATUS_PENDING",
                   [Stmt(f"NmrWaitFor{self.side}DeregisterComplete(g_State->Handle);")])]
        free = [Stmt("ExFreePool(g_State);")]
        unload = Function("VOID", "OnUnload", "PDRIVER_OBJECT DriverObject",
                          free + stop if self.wrong and rng.random() < 0.1 else stop + free, "unload", "DRIVER_UNLOAD")
        entry = Function("NTSTATUS", "DriverEntry", "PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath", [
            Stmt(f"g_State = (STATE *)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*g_State), {TAG});"),
            If("g_State == NULL", [Stmt("return STATUS_INSUFFICIENT_RESOURCES;")]),
            Stmt("DriverObject->DriverUnload = OnUnload;")] + self.early + [
            Stmt(f"Status = NmrRegister{self.side}(&g_Characteristics, g_State, &g_State->Handle);", "register"),
            If("!NT_SUCCESS(Status)", [Stmt("ExFreePool(g_State);"), Stmt("return Status;")])] + self.late + [
            Stmt("return STATUS_SUCCESS;")], "entry", "DRIVER_INITIALIZE")
        entry.local("NTSTATUS Status;")
        program.functions += [unload, entry]
        program.place(rng)
        return program


def compose(rng, name):
    return Composer(rng, name).run()
