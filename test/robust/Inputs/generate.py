#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes drivers of a size that no person writes.

generate.py <shape> <n> [--bad]      to standard output

Each has one client registration (registrations: n of them) and a right
teardown; with --bad one wait is missing.
"""

import sys

HEAD = """#include <wdk-mini.h>
#include <netioddk.h>

static NPI_CLIENT_CHARACTERISTICS g_CC;
static HANDLE g_Cli;
#define g_Any ((int)DbgPrint("any"))
static int g_Sum;
"""
ENTRY = """
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path) {
  Driver->DriverUnload = Unload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli);
}
"""
WAIT = "  if (Status == STATUS_PENDING)\n" \
       "    NmrWaitForClientDeregisterComplete(g_Cli);\n"


def unload(body, bad):
    return ("VOID Unload(PDRIVER_OBJECT Driver) {\n"
            "  NTSTATUS Status = NmrDeregisterClient(g_Cli);\n" + body
            + ("" if bad else WAIT) + "}\n")


def large(n, bad):
    """n bytes of functions that have nothing to do with the NMR, half of them
    reachable from the unload routine."""
    out, size, i = [], 0, 0
    while size < n:
        text = ("static int work%d(int a, int *p) {\n"
                "  int i, s = a;\n"
                "  for (i = 0; i < a; i++) {\n"
                "    if (p && (i & %d))\n      s += *p;\n"
                "    else\n      s -= i * %d;\n  }\n"
                "  g_Sum += s;\n  return s > 0 ? s : -s;\n}\n"
                % (i, i % 8, i))
        out.append(text)
        size += len(text)
        i += 1
    calls = "".join("  g_Sum += work%d(g_Any, NULL);\n" % k
                    for k in range(0, i, 2))
    return "".join(out) + unload(calls, bad) + ENTRY


def branches(n, bad):
    body = "".join("  if (g_Any == %d)\n    g_Sum += %d;\n" % (i, i)
                   for i in range(n))
    return unload(body, bad) + ENTRY


def flags(n, bad):
    """Branches that set a variable each, read by a branch each later."""
    head = "".join("static int g_F%d;\n" % i for i in range(n))
    body = "".join("  if (g_Any == %d)\n    g_F%d = 1;\n" % (i, i)
                   for i in range(n))
    body += "".join("  if (g_F%d)\n    g_Sum++;\n" % i for i in range(n))
    return head + unload(body, bad) + ENTRY


def switch(n, bad):
    body = "  switch (g_Any) {\n" + "".join(
        "  case %d:\n    g_Sum = %d;\n    break;\n" % (i, i)
        for i in range(n)) + "  }\n"
    return unload(body, bad) + ENTRY


def nested(n, bad):
    body = "".join("  if (g_Any != %d) {\n" % i for i in range(n))
    body += "  g_Sum++;\n" + "  }\n" * n
    return unload(body, bad) + ENTRY


def loops(n, bad):
    body = "".join("  for (int i%d = 0; i%d < g_Any; i%d++) {\n" % (i, i, i)
                   for i in range(n))
    body += "  g_Sum++;\n" + "  }\n" * n
    return unload(body, bad) + ENTRY


def ladder(n, bad):
    body = "".join("  if (g_Any == %d)\n    goto L%d;\n" % (i, i)
                   for i in range(n))
    body += "".join("L%d:\n  g_Sum++;\n" % i for i in reversed(range(n)))
    return unload(body, bad) + ENTRY


def expression(n, bad):
    body = "  g_Sum = " + " + ".join(
        "(g_Any ? %d : %d)" % (i, -i) for i in range(n)) + ";\n"
    return unload(body, bad) + ENTRY


def entry(handle, n):
    """A DriverEntry that registers n clients."""
    return ("NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, "
            "PUNICODE_STRING Path) {\n  Driver->DriverUnload = Unload;\n"
            + "".join("  NmrRegisterClient(&g_CC, NULL, &%s);\n" % (handle % i)
                      for i in range(n))
            + "  return STATUS_SUCCESS;\n}\n")


def registrations(n, bad):
    out = ["static HANDLE g_H[%d];\n" % n]
    out.append("VOID Unload(PDRIVER_OBJECT Driver) {\n")
    for i in range(n):
        out.append("  if (g_H[%d]) {\n    NmrDeregisterClient(g_H[%d]);\n"
                   % (i, i))
        if not (bad and i == n // 2):
            out.append("    NmrWaitForClientDeregisterComplete(g_H[%d]);\n" % i)
        out.append("  }\n")
    out.append("}\n")
    return "".join(out) + entry("g_H[%d]", n)


def rollbacks(n, bad):
    """n registrations, each with a function that ends it; with --bad nobody
    calls any of these."""
    out = []
    for i in range(n):
        out.append("static HANDLE g_%d;\n"
                   "static void Stop%d(void) {\n"
                   "  if (g_%d && NmrDeregisterClient(g_%d) == STATUS_PENDING)\n"
                   "    NmrWaitForClientDeregisterComplete(g_%d);\n}\n"
                   % (i, i, i, i, i))
    out.append("VOID Unload(PDRIVER_OBJECT Driver) {\n")
    for i in range(0 if bad else n):
        out.append("  Stop%d();\n" % i)
    out.append("}\n")
    return "".join(out) + entry("g_%d", n)


def recursion(n, bad):
    """Each of n functions calls the next and the one after, the last the first;
    any of them may do the wait."""
    out = ["static void f%d(HANDLE H, int Depth);\n" % i for i in range(n)]
    for i in range(n):
        out.append("static void f%d(HANDLE H, int Depth) {\n"
                   "  if (Depth <= 0)\n    return;\n"
                   "  if (g_Any == %d)\n    f%d(H, Depth - 1);\n"
                   "  f%d(H, Depth - 1);\n}\n"
                   % (i, i, (i + 2) % n, (i + 1) % n))
    return ("".join(out) + unload("  f0(g_Cli, g_Any);\n", bad) + ENTRY)


def chain(n, bad):
    """The handle goes down n wrappers."""
    out = ["static NTSTATUS s0(HANDLE H) { return NmrDeregisterClient(H); }\n"]
    for i in range(1, n):
        out.append("static NTSTATUS s%d(HANDLE H) { return s%d(H); }\n"
                   % (i, i - 1))
    out.append("VOID Unload(PDRIVER_OBJECT Driver) {\n"
               "  NTSTATUS Status = s%d(g_Cli);\n%s}\n"
               % (n - 1, "" if bad else WAIT))
    return "".join(out) + ENTRY


SHAPES = {f.__name__: f for f in [
    large, branches, flags, switch, nested, loops, ladder, expression,
    registrations, rollbacks, recursion, chain]}

sys.stdout.write(HEAD + SHAPES[sys.argv[1]](int(sys.argv[2]),
                                            "--bad" in sys.argv))
