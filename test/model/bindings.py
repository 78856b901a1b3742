#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What nmr-scan says of bindings against what they really do: random attach, detach, cleanup and work routines, scanned,
and executed on every path (bindings.c).

It fails if a rule speaks of a driver of which no path violates it, or if more than a small part of the violations that
a path comes to is missed.
"""

import argparse
import concurrent.futures
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(HERE, "include")
RULES = ("nmr-context-lifetime", "nmr-detach-protocol", "nmr-attach-protocol")
HEAD = """#include <netioddk.h>
#include <work.h>
typedef struct {
  HANDLE Handle;
  PVOID Peer;
  const VOID *PeerDispatch;
  volatile LONG Flag;
} BINDING;
static const int g_Dispatch;
static BINDING g_Static;
static volatile LONG g_Used;
"""
COMPLETE = "NmrClientDetachProviderComplete"
TESTS = ["B->Peer", "!B->Peer", "B->PeerDispatch", "B->Flag", "!B->Flag", "!(B->Peer && B->PeerDispatch)"]


def block(rng, depth, steps, last):
    """A list of lines: some steps, some under conditions, perhaps a return within."""
    lines = []
    for _ in range(rng.randint(0, 2)):
        if depth and rng.random() < 0.4:
            lines += [f"if ({rng.choice(TESTS)}) {{"] + block(rng, depth - 1, steps, last)
            if last and rng.random() < 0.5:
                lines.append(rng.choice(last))
            lines.append("}")
            if rng.random() < 0.3:
                lines += ["else {"] + block(rng, depth - 1, steps, last) + ["}"]
        else:
            lines.append(rng.choice(steps))
    return lines


def driver(rng):
    heap = rng.random() < 0.8
    attach = ["NTSTATUS Status;", "BINDING *B;"]
    if rng.random() < 0.3:
        attach.append("if (Provider->Number != 1) return STATUS_DEVICE_NOT_READY;")
    if heap:
        attach += ["B = ExAllocatePool2(0, sizeof(BINDING), 1);",
                   "if (!B) return STATUS_INSUFFICIENT_RESOURCES;"]
    else:
        attach.append("B = &g_Static;")
    attach += ["B->Handle = Handle;", f"B->Flag = {rng.randint(0, 1)};",
               "Status = NmrClientAttachProvider(Handle, B, &g_Dispatch, &B->Peer, &B->PeerDispatch);"]
    if heap and rng.random() < 0.8:
        attach.append("if (!NT_SUCCESS(Status)) { ExFreePool(B); return Status; }")
    if rng.random() < 0.25:
        attach.append(f"if (NT_SUCCESS(Status) && {rng.choice(TESTS)}) "
                      f"{rng.choice(['return STATUS_NOINTERFACE;', 'Status = STATUS_SUCCESS;', 'B->Flag = 1;'])}")
    attach.append(rng.choice(["return Status;", "return NT_SUCCESS(Status) ? STATUS_SUCCESS : STATUS_NOINTERFACE;"]))

    complete, queue = f"{COMPLETE}(B->Handle);", "QueueWork(B);"
    copied = "{ HANDLE H = B->Handle; " + COMPLETE + "(H); }"
    harmless = ["B->Flag = 1;", "InterlockedExchange(&g_Used, 1);"]
    use = rng.choice([[], [complete], [queue], [complete, copied], [queue, queue]])
    frees = ["ExFreePool(B);"] if heap and rng.random() < 0.15 else []
    status = ["return STATUS_SUCCESS;", "return STATUS_PENDING;"]
    if rng.random() < 0.1:
        status.append("return STATUS_DEVICE_NOT_READY;")
    detach = ["BINDING *B = Context;"] + block(rng, 2, harmless + use + frees, status) + [rng.choice(status)]

    work = ["BINDING *B = Context;"] + block(rng, 1, harmless, [])
    if queue in detach or rng.random() < 0.3:
        work += [rng.choice([complete, copied])] + (rng.sample(harmless, 1) if rng.random() < 0.3 else [])
    cleanup = rng.choice([["ExFreePool(Context);"]] * 3 + [["BINDING *B = Context;", "if (B->Peer) ExFreePool(B);"]])
    if not heap:
        cleanup = []

    def function(head, lines):
        return head + " {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"
    text = HEAD
    text += function("static NTSTATUS Attach(HANDLE Handle, PVOID Unused, PNPI_REGISTRATION_INSTANCE Provider)", attach)
    text += function("VOID RunLater(PVOID Context)", work)
    text += "VOID (*const g_Work)(PVOID) = RunLater;\n"
    text += function("static NTSTATUS Detach(PVOID Context)", detach)
    no_cleanup = rng.random() < (0.3 if heap else 0.8)
    if not no_cleanup:
        text += function("static VOID Cleanup(PVOID Context)", cleanup)
    text += "const NPI_CLIENT_CHARACTERISTICS g_Characteristics = {0, sizeof(g_Characteristics), Attach, Detach, "
    text += ("NULL" if no_cleanup else "Cleanup") + "};\n"
    # A driver, so that all of it is in view.
    text += """static HANDLE g_Client;
VOID Unload(PDRIVER_OBJECT Driver) {
  if (NmrDeregisterClient(g_Client) == STATUS_PENDING) NmrWaitForClientDeregisterComplete(g_Client);
}
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_Characteristics, NULL, &g_Client);
}
"""
    return text


def run(command):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=600)


def judge(args, number):
    """(source, what was said, what is true)."""
    source = os.path.join(args.out, f"binding{number}.c")
    text = driver(random.Random(args.seed * 1_000_003 + number))
    with open(source, "w") as out:
        out.write(text)
    said = run([args.nmr_scan, "--no-cache", source, "--", "--target=x86_64-w64-mingw32", "-nostdlibinc", "-w"] + args.includes)
    if said.returncode not in (0, 1):
        raise RuntimeError(f"nmr-scan {source}: {said.stderr}")
    warned = set(re.findall(r": warning: .* \[(nmr-[\w-]+)\]$", said.stdout, re.M)) & set(RULES)
    binary = source[:-2] + ".exe"
    never = f"-DNEVER={int(COMPLETE not in text)}"
    harness = os.path.join(HERE, "bindings.c")
    built = run([args.clang, "-std=gnu17", "-O0", "-w", never, source, harness, args.rest, "-o", binary]
                + args.includes)
    if built.returncode:
        raise RuntimeError(f"{source}: {built.stderr}")
    ran = run([binary])
    if ran.returncode:
        raise RuntimeError(f"{binary} failed: {ran.returncode}")
    return source, warned, set(ran.stdout.split())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nmr-scan", required=True)
    parser.add_argument("--clang", default="clang-22", help="a compiler for this machine")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True, help="a folder for what is made")
    parser.add_argument("--missed", type=float, default=0.1, help="the part of the violations that may be missed")
    args = parser.parse_args()
    # What a driver is told of as the system's.
    system = os.path.join(args.out, "system")
    os.makedirs(system, exist_ok=True)
    with open(os.path.join(system, "work.h"), "w") as out:
        out.write("VOID QueueWork(PVOID Context);\n")
    args.includes = ["-isystem", INCLUDE, "-isystem", system]
    # What the registration's part of a driver calls is not played.
    args.rest = os.path.join(args.out, "rest.c")
    with open(args.rest, "w") as out:
        out.write("#include <netioddk.h>\nconst int NeverCompletes = NEVER;\n"
                  "NTSTATUS NmrDeregisterClient(HANDLE H) { return 0; }\n"
                  "NTSTATUS NmrWaitForClientDeregisterComplete(HANDLE H) { return 0; }\n"
                  "NTSTATUS NmrRegisterClient(const NPI_CLIENT_CHARACTERISTICS *C, PVOID P, HANDLE *H) { return 0; }\n"
                  "LONG InterlockedExchange(volatile LONG *T, LONG V) { LONG Old = *T; *T = V; return Old; }\n")
    wrong, truths, missed = [], 0, []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, warned, true in pool.map(lambda n: judge(args, n), range(args.count)):
            wrong += [f"{source}: false alarm: {rule}" for rule in sorted(warned - true)]
            missed += [f"{source}: missed: {rule}" for rule in sorted(true - warned)]
            truths += len(true)
    print(f"{args.count} drivers, {truths} violations, {len(missed)} missed, {len(wrong)} false alarms")
    if truths == 0:
        wrong.append("no driver violates anything")
    if len(missed) > args.missed * truths:
        wrong += missed
    sys.exit("\n".join(wrong) if wrong else 0)


main()
