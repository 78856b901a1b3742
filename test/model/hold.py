# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Locks that a driver holds where it talks to the NMR, or releases just before."""

from mutate import positions, tagged
from program import Global, Stmt


class Lock:
    """One lock of a driver, and how it is acquired and released."""

    def __init__(self, rng, program):
        self.spins = rng.random() < 0.6
        program.globals.append(Global("KSPIN_LOCK" if self.spins else "FAST_MUTEX", "g_HeldLock"))

    def acquire(self, f):
        if not self.spins:
            return Stmt("ExAcquireFastMutex(&g_HeldLock);", "acquire")
        if "KIRQL HeldIrql;" not in f.locals:
            f.local("KIRQL HeldIrql;")
        return Stmt("KeAcquireSpinLock(&g_HeldLock, &HeldIrql);", "acquire")

    def release(self):
        return Stmt("KeReleaseSpinLock(&g_HeldLock, HeldIrql);" if self.spins else
                    "ExReleaseFastMutex(&g_HeldLock);", "release")


def hold(rng, program):
    """Holds a lock around one step of the driver, or up to it. Sometimes detach callbacks take it, too."""
    found = positions(program, tagged("dereg", "wait", "stop", "test", "guard", "register"))
    found = [(f, body, i) for f, body, i in found if f.role != "callback"]
    if not found:
        return
    lock = Lock(rng, program)
    f, body, i = rng.choice(found)
    around = rng.random() < 0.7
    body[i:i + 1] = ([lock.acquire(f), body[i], lock.release()] if around else
                     [lock.acquire(f), lock.release(), body[i]])
    program.notes.append(f"lock held {'around' if around else 'before'} a step of {f.name}")
    if rng.random() < 0.6:
        for f in program.functions:
            if f.role == "callback" and f.params == "PVOID BindingContext":
                f.body[0:0] = [lock.acquire(f), lock.release()]
