#!/usr/bin/env python3
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of the model itself: the mock knows each violation, and the comparison notices each kind of wrong verdict."""

import argparse
import os
import shutil
import sys
import tempfile
import unittest
from dataclasses import dataclass, field

import generate
import run
from program import negate

CLANG = "clang-22"

PROLOGUE = """#include <netioddk.h>
static HANDLE g_Cli;
static HANDLE g_Prv;
static NPI_CLIENT_CHARACTERISTICS g_CC;
static NPI_PROVIDER_CHARACTERISTICS g_PC;
"""
ENTRY = """
static VOID OnUnload(PDRIVER_OBJECT DriverObject) {
  %s
}
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) {
  DriverObject->DriverUnload = OnUnload;
  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // register
}
"""
STOP = "if (NmrDeregisterClient(g_Cli) == STATUS_PENDING) NmrWaitForClientDeregisterComplete(g_Cli);"


@dataclass
class Written:
    """A driver written by hand. Places are told by a comment on the line: `// register`."""
    name: str
    text: str
    language: str = "c"
    flags: set = field(default_factory=set)
    max_callbacks: int = 0

    def files(self):
        return {"driver.c": self.text}

    def top_level_names(self):
        return [n for n in ("OnUnload", "g_Cli", "g_Prv", "g_CC", "g_PC", "DriverEntry") if n in self.text]

    def declared_unload(self):
        return "OnUnload" if "DRIVER_UNLOAD OnUnload" in self.text else None

    def site(self, mark):
        line = next(i for i, t in enumerate(self.text.splitlines(), 1) if t.endswith("// " + mark))
        return f"driver.c:{line}"


def unloading(text):
    """A driver that registers a client; its unload routine is `text`."""
    return PROLOGUE + ENTRY % text.replace("\n", "\n  ")


def entering(text, unload=True):
    """A driver with a DriverEntry of its own and a right unload routine."""
    set_unload = "DriverObject->DriverUnload = OnUnload;" if unload else ""
    return PROLOGUE + """
static VOID OnUnload(PDRIVER_OBJECT DriverObject) {
  if (g_Cli) { %s }
}
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) {
  NTSTATUS s;
  %s
%s
}
""" % (STOP, set_unload, text)


# Text, and the violations for certain: (class, mark of the registration or None, mark of the responsible call).
KNOWN = {
    "right": (unloading(STOP), []),
    "right_unconditional": (unloading("NmrDeregisterClient(g_Cli);\nNmrWaitForClientDeregisterComplete(g_Cli);"), []),
    "never": (unloading(""), [("V01", "register", "register")]),
    "some_path": (unloading("if (MmIsDriverVerifying(DriverObject)) { " + STOP + " }"),
                  [("V01", "register", "register")]),
    "bugcheck": (unloading("if (MmIsDriverVerifying(NULL)) KeBugCheckEx(1, 0, 0, 0, 0);\n" + STOP), []),
    "no_wait": (unloading("NmrDeregisterClient(g_Cli); // stop"), [("V02", "register", "stop")]),
    "inverted": (unloading("if (!NT_SUCCESS(NmrDeregisterClient(g_Cli))) // stop\n"
                           "  NmrWaitForClientDeregisterComplete(g_Cli);"), [("V02", "register", "stop")]),
    "wrong_order": (unloading("NmrWaitForClientDeregisterComplete(g_Cli); // wait\nNmrDeregisterClient(g_Cli);"),
                    [("V03", "register", "wait")]),
    "null": (unloading("NmrDeregisterProvider(g_Prv); // stop\n" + STOP), [("V04", None, "stop")]),
    # Where the first call answered an error, the second is as good as the first.
    # The machine is down: that the registration is never ended need not be noticed.
    "null_then_never": (unloading("NmrDeregisterProvider(g_Prv); // stop"), [("V04", None, "stop")]),
    "twice": (unloading(STOP + "\nNmrDeregisterClient(g_Cli); // again"),
              [("V05", "register", "again"), ("V02", "register", "again")]),
    "wait_twice": (unloading(STOP + "\nNmrWaitForClientDeregisterComplete(g_Cli); // again"),
                   [("V05", "register", "again")]),
    "kind": (unloading("NmrDeregisterProvider(g_Cli); // stop"), [("V12", "register", "stop")]),
    "entry_fails": (entering("""  s = NmrRegisterClient(&g_CC, NULL, &g_Cli); // register
  if (!NT_SUCCESS(s)) return s;
  return RtlCheckRegistryKey(0, NULL);"""), [("V08", "register", "register")]),
    "entry_fails_pending": (entering("""  s = NmrRegisterClient(&g_CC, NULL, &g_Cli); // register
  if (NT_SUCCESS(s)) { NmrDeregisterClient(g_Cli); s = STATUS_UNSUCCESSFUL; } // stop
  return s;"""), [("V02", "register", "stop")]),
    "lost": (entering("""  return NmrRegisterClient(&g_CC, NULL, &RegistryPath->Buffer == NULL ? &g_Cli : &(HANDLE){0}); // register""",
                      False), [("V06", "register", "register")]),
    "kept_without_unload": (entering("  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // register", False), []),
    "in_a_freed_object": (entering("""  PHANDLE p = (PHANDLE)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(HANDLE), 'tseT');
  if (p == NULL) return STATUS_INSUFFICIENT_RESOURCES;
  s = NmrRegisterClient(&g_CC, NULL, p); // register
  ExFreePool(p);
  return s;""", False), [("V06", "register", "register")]),
    "context_freed_before_wait": (entering("""  PVOID p = ExAllocatePool2(POOL_FLAG_NON_PAGED, 8, 'tseT');
  if (p == NULL) return STATUS_INSUFFICIENT_RESOURCES;
  s = NmrRegisterClient(&g_CC, p, &g_Cli); // register
  if (NT_SUCCESS(s)) {
    if (NmrDeregisterClient(g_Cli) == STATUS_PENDING) {
      ExFreePool(p); // free
      NmrWaitForClientDeregisterComplete(g_Cli);
    }
    g_Cli = NULL;
  }
  return s;"""), [("V07", "register", "free")]),
    "context_freed_after_wait": (entering("""  PVOID p = ExAllocatePool2(POOL_FLAG_NON_PAGED, 8, 'tseT');
  if (p == NULL) return STATUS_INSUFFICIENT_RESOURCES;
  s = NmrRegisterClient(&g_CC, p, &g_Cli);
  if (NT_SUCCESS(s)) {
    """ + STOP + """
    g_Cli = NULL;
  }
  ExFreePool(p);
  return s;"""), []),
    # Declared to be the unload routine, and not installed: nothing is certain.
    "declared_only": ("#include <netioddk.h>\nstatic DRIVER_UNLOAD OnUnload;\n" +
                      entering("  return NmrRegisterClient(&g_CC, NULL, &g_Cli); // register", False).replace(
                          STOP, ";"), []),
    "overwritten": (entering("""  s = NmrRegisterClient(&g_CC, NULL, &g_Cli); // register
  if (NT_SUCCESS(s)) g_Cli = NULL;
  return s;"""), [("V01", "register", "register")]),
}


class Mock(unittest.TestCase):
    """What execution finds in drivers whose truth is known."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        programs = [Written("d_" + name, text) for name, (text, _) in KNOWN.items()]
        for p in programs:
            os.makedirs(os.path.join(cls.folder, p.name))
            with open(os.path.join(cls.folder, p.name, "driver.c"), "w") as out:
                out.write(p.text)
        run.build_mock(CLANG, cls.folder)
        cls.facts = run.execute(CLANG, cls.folder, 0, programs)
        cls.programs = {p.name: p for p in programs}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_known(self):
        for name, (_, expected) in KNOWN.items():
            with self.subTest(name):
                p, facts = self.programs["d_" + name], self.facts["d_" + name]
                self.assertEqual(facts["result"], "ok")
                found = {(f["class"], f["registration"], f["responsible"]) for f in facts["facts"] if f["must"]}
                self.assertEqual(found, {(c, r and p.site(r), p.site(s)) for c, r, s in expected})

    def test_tentative(self):
        p = self.programs["d_declared_only"]
        self.assertEqual([(f["must"], f["class"], f["registration"]) for f in self.facts["d_declared_only"]["facts"]],
                         [(False, "V01", p.site("register"))])

    def test_every_outcome(self):
        # Register fails; or it succeeds and deregister answers one of three.
        self.assertEqual(self.facts["d_right"]["runs"], 4)
        self.assertEqual(self.facts["d_some_path"]["runs"], 5)


def fact(must, rule, registration, responsible):
    return {"must": must, "rule": rule, "class": "V", "registration": registration, "responsible": responsible}


class Comparison(unittest.TestCase):
    """Each kind of wrong verdict is noticed, and no right one is blamed."""

    SITE, STOP = "driver.c:7", "driver.c:9"

    def compare(self, facts, rows, warnings=()):
        return run.compare(None, {"sites": [self.SITE], "facts": facts},
                           [run.Row(self.SITE, "g", v, "") for v in rows],
                           [run.Warning_(site, rule, "") for site, rule in warnings])

    def test_right(self):
        leak = fact(True, "nmr-missing-wait", self.SITE, self.STOP)
        self.assertEqual(self.compare([], ["verified"]), [])
        self.assertEqual(self.compare([], ["inconclusive"]), [])
        self.assertEqual(self.compare([leak], ["violation"], [(self.STOP, "nmr-missing-wait")]), [])
        self.assertEqual(self.compare([leak], ["inconclusive"]), [])
        tolerated = fact(False, "nmr-missing-wait", self.SITE, self.STOP)
        self.assertEqual(self.compare([tolerated], ["verified"]), [])
        self.assertEqual(self.compare([tolerated], ["violation"], [(self.STOP, "nmr-missing-wait")]), [])

    def test_wrong(self):
        leak = fact(True, "nmr-missing-wait", self.SITE, self.STOP)
        stray = fact(True, "nmr-handle-misuse", None, self.STOP)
        for facts, rows, warnings in (
            ([leak], ["verified"], []),
            ([stray], ["verified"], []),
            ([], ["violation"], [(self.STOP, "nmr-missing-wait")]),
            ([leak], ["violation"], [(self.SITE, "nmr-missing-wait")]),
            ([leak], ["violation"], [(self.STOP, "nmr-handle-misuse")]),
            ([leak], ["violation"], []),
            ([], [], []),
        ):
            with self.subTest(facts=facts, rows=rows, warnings=warnings):
                self.assertNotEqual(self.compare(facts, rows, warnings), [])


class Generator(unittest.TestCase):

    def test_same_seed_same_drivers(self):
        for index in range(50):
            first, second = (generate.generate(7, index).files() for _ in range(2))
            self.assertEqual(first, second)

    def test_other_seed_other_drivers(self):
        same = sum(generate.generate(1, i).files() == generate.generate(2, i).files() for i in range(50))
        self.assertLess(same, 3)

    def test_negate(self):
        for cond, opposite in (("Up", "!Up"), ("!NT_SUCCESS(Status)", "NT_SUCCESS(Status)"),
                               ("a == b", "a != b"), ("!Start()", "!(!Start())"), ("a && b", "!(a && b)")):
            self.assertEqual(negate(cond), opposite)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--clang", default=CLANG)
    args, rest = parser.parse_known_args()
    CLANG = args.clang
    unittest.main(argv=[sys.argv[0]] + rest)
