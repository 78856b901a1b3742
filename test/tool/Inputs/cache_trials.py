# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""cache_trials.py <nmr-scan> -- <flags>: damages the cache in every file and
in several ways, runs several scans on one cache, and kills scans at all times
of their life. Each time the next report must be the one without a cache."""
import os
import re
import shutil
import subprocess
import sys
import time

nmr_scan, flags = sys.argv[1], sys.argv[3:]
COPIES = 6

sources = []
for i in range(COPIES):
    for kind in "driver", "unload":
        name = "%s%d.c" % (kind, i)
        text = open(kind + ".c").read()
        text = re.sub(r"\b(g_Cli|Unload|DriverEntry)\b", r"\g<1>%d" % i, text)
        text = text.replace("->DriverUnload%d" % i, "->DriverUnload")
        text = text.replace('#include "shared.h"',
                            "#define WAITS 1\nextern HANDLE g_Cli%d;" % i)
        with open(name, "w") as file:
            file.write(text)
        sources.append(name)


def command(*options):
    return [nmr_scan, *options, *sources, "--", *flags]


def scan(*options):
    done = subprocess.run(command("-v", *options), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    numbers = re.search(r"(\d+) extracted, (\d+) from the cache, 0 not",
                        done.stderr)
    assert numbers, done.stderr
    return (done.returncode, done.stdout), [int(n) for n in numbers.groups()]


right, _ = scan("--no-cache")
assert right[1].count("g_Cli") >= COPIES, right[1]
CACHE = "--cache-dir=cache"


def check(what, extracted=None):
    got, numbers = scan(CACHE)
    if got != right:
        sys.exit("%s: the report differs:\n%s" % (what, got[1]))
    if extracted is not None and numbers[0] != extracted:
        sys.exit("%s: %d extracted, not %d" % (what, numbers[0], extracted))


check("cold", len(sources))
check("warm", 0)


# Damage. Every file at once, then one alone.
def entries(suffix):
    return sorted(os.path.join("cache", name) for name in os.listdir("cache")
                  if name.endswith(suffix))


def truncate(data): return data[:len(data) // 2]
def empty(data): return b""
def flip(data): return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]
def foreign(data): return b"nmr-summary 9\n" + data


def damage(path, change):
    with open(path, "rb") as file:
        data = file.read()
    with open(path, "wb") as file:
        file.write(change(data))


assert len(entries(".manifest")) == len(sources)
for suffix in ".manifest", ".nmrsum":
    for change in truncate, empty, flip, foreign:
        what = "%s of %s" % (change.__name__, suffix)
        for path in entries(suffix):
            damage(path, change)
        check(what, len(sources))
        check("after " + what, 0)
        damage(entries(suffix)[0], change)
        check("a single " + what, 1)
    os.remove(entries(suffix)[0])
    check("removal of " + suffix, 1)
check("mended", 0)

# Several runs at once, on a cold cache.
shutil.rmtree("cache")
runs = [subprocess.Popen(command(CACHE), text=True, stdout=subprocess.PIPE)
        for _ in range(3)]
for run in runs:
    out = run.communicate()[0]
    if (run.returncode, out) != right:
        sys.exit("concurrent runs: the report differs:\n" + out)
check("after concurrent runs", 0)

# Killed at any time: the time is a share of that of a whole run. One that ends
# before its time is no fault.
shutil.rmtree("cache")
begin = time.monotonic()
check("cold again", len(sources))
whole = time.monotonic() - begin
KILLS = 8
for i in range(KILLS):
    shutil.rmtree("cache", ignore_errors=True)
    run = subprocess.Popen(command(CACHE), stdout=subprocess.DEVNULL)
    time.sleep(whole * i / KILLS)
    run.kill()
    run.wait()
    check("killed after %d/%d of the time" % (i, KILLS))
    check("second run after a kill", 0)
