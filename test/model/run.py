#!/usr/bin/env python3
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares nmr-scan's verdicts with what drivers really do.

Generates drivers, executes each against a mock NMR over every choice of outcomes, runs nmr-scan on the same sources and
fails if a registration is called verified that misbehaves on some path, if a violation is reported that no path shows,
or if too many are inconclusive.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import time

import generate

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(HERE, "include")
BATCH = 50
# Each driver is a page or two of C: this is against hangs only.
SCAN_SECONDS = 600
# What these show is no matter of a registration's verdict.
OF_WHAT_IS_HELD = ("nmr-irql", "nmr-deadlock")


class Failure(Exception):
    """The model itself does not work."""


def run(command, cwd=None, timeout=None):
    try:
        return subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              errors="replace", timeout=timeout)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, -1, "", f"took more than {timeout} s")


# ----------------------------------------------------------------------------------------------------------------------
# Execution
# ----------------------------------------------------------------------------------------------------------------------


def batch_source(programs):
    """One translation unit that holds many drivers. Their top-level names are made different by macros, and their
    data lies in sections of its own so that it can be reset."""
    out = ['#include "model.h"', "#include <netioddk.h>"]
    rows = []
    for p in programs:
        names = p.top_level_names()
        out += [f"#define {n} {p.name}_{n}" for n in names]
        out.append(f'#pragma clang section data="{p.name}d" bss="{p.name}z"')
        out += [f'#include "{p.name}/{file}"' for file in p.files() if not file.endswith(".h")]
        out.append('#pragma clang section data="" bss=""')
        out += [f"#undef {n}" for n in names]
        sections = [f"__{end}_{p.name}{kind}" for kind in "dz" for end in ("start", "stop")]
        if p.language == "c++":
            out.append('extern "C" {')
        out += [f"extern char {s}[] __attribute__((weak));" for s in sections]
        if p.language == "c++":
            out.append("}")
        flags = " | ".join(sorted(p.flags)) or "0"
        unload = p.declared_unload()
        rows.append(f'  {{"{p.name}", {p.name}_DriverEntry, {f"{p.name}_{unload}" if unload else "NULL"}, {", ".join(sections)}, '
                    f"{flags}, {p.max_callbacks}}},")
    out += ["const ModelDriver ModelDrivers[] = {"] + rows + ["};", f"const int ModelNumDrivers = {len(programs)};"]
    return "\n".join(out) + "\n"


def native_flags(language):
    """Behaviour that C leaves undefined must not make a truth: it traps, and the driver is dropped."""
    standard = ["-std=c++20", "-fno-exceptions", "-fno-rtti"] if language == "c++" else ["-std=gnu17"]
    return ["-x", language] + standard + [
        "-O0", "-w", "-DNMR_MODEL", "-ftrivial-auto-var-init=pattern", "-fsanitize=bounds", "-fsanitize-trap=bounds",
        "-I", HERE, "-isystem", INCLUDE]


def build_mock(clang, folder):
    built = run([clang, "-std=gnu17", "-O2", "-DNMR_MODEL", "-I", HERE, "-isystem", INCLUDE, "-c",
                 os.path.join(HERE, "mock.c"), "-o", os.path.join(folder, "mock.o")])
    if built.returncode != 0:
        raise Failure(f"mock.c does not compile:\n{built.stderr}")


def execute(clang, folder, number, programs):
    """The facts about a batch of drivers, by name."""
    language = programs[0].language
    source = os.path.join(folder, f"batch{number}." + ("cpp" if language == "c++" else "c"))
    with open(source, "w") as out:
        out.write(batch_source(programs))
    binary = os.path.join(folder, f"batch{number}.exe")
    built = run([clang] + native_flags(language) + [source, "-x", "none", os.path.join(folder, "mock.o"), "-o", binary])
    if built.returncode != 0:
        raise Failure(f"a batch does not compile:\n{built.stderr[:4000]}")
    ran = run([binary])
    if ran.returncode != 0:
        raise Failure(f"{binary} failed with {ran.returncode}: {ran.stderr[:1000]}")
    return {fact["name"]: fact for fact in map(json.loads, ran.stdout.splitlines())}


# ----------------------------------------------------------------------------------------------------------------------
# Analysis
# ----------------------------------------------------------------------------------------------------------------------

Row = collections.namedtuple("Row", "site handle verdict text")
Warning_ = collections.namedtuple("Warning_", "site rule text")


def scan(nmr_scan, folder, program):
    """The rows of nmr-scan's table and its warnings, with places as file:line. A driver of several files goes through
    their summaries, as in a build."""
    files = [f for f in program.files() if not f.endswith(".h")]
    flags = ["--", "--target=x86_64-w64-mingw32", "-nostdlibinc", "-isystem", INCLUDE, "-w"]
    if program.language == "c++":
        flags += ["-std=c++20", "-fno-exceptions"]
    if len(files) == 1:
        done = run([nmr_scan, "--no-cache"] + files + flags, folder, SCAN_SECONDS)
    else:
        summaries = [f + ".nmrsum" for f in files]
        for source, summary in zip(files, summaries):
            done = run([nmr_scan, "extract", source, "-o", summary] + flags, folder, SCAN_SECONDS)
            if done.returncode != 0:
                return [], [], done
        done = run([nmr_scan, "analyze"] + summaries, folder, SCAN_SECONDS)
    rows, warnings = [], []
    for line in done.stdout.splitlines():
        m = re.match(r"\s*(?:\S*/)?(\w+\.\w+):(\d+):\d+:? (.*)", line)
        if not m:
            continue
        site, rest = f"{m[1]}:{m[2]}", m[3]
        w = re.match(r"\s*warning: (.*) \[(nmr-[\w-]+)\]", rest)
        if w:
            warnings.append(Warning_(site, w[2], w[1]))
            continue
        v = re.match(r"\s*(\S.*?)\s+(?:client|provider)\s+(verified|violation|inconclusive)\b(.*)", rest)
        if v:
            rows.append(Row(site, v[1], v[2], v[3].strip()))
    return rows, warnings, done


def compare(program, facts, rows, warnings):
    """What is wrong with the verdicts on one driver: a list of texts."""
    wrong = []
    allowed = {(f["responsible"], f["rule"]) for f in facts["facts"]}
    # A call through a pointer has no place: any warning of that rule may be it.
    placeless = {rule for place, rule in allowed if place is None}
    for w in warnings:
        if (w.site, w.rule) not in allowed and w.rule not in placeless:
            wrong.append(f"false alarm: {w.site}: {w.text} [{w.rule}]")
    verdicts = collections.defaultdict(set)
    for r in rows:
        verdicts[r.site].add(r.verdict)
        if r.verdict == "violation" and not warnings:
            wrong.append(f"violation without a warning: {r.site}")
    for site in facts["sites"]:
        if site and site not in verdicts:
            wrong.append(f"no verdict on the registration at {site}")
    seen = {v for vs in verdicts.values() for v in vs}
    for f in facts["facts"]:
        if not f["must"] or f["rule"] in OF_WHAT_IS_HELD:
            continue
        site = f["registration"]
        text = f"{f['class']} at {f['responsible']}"
        if site is None:
            # Misuse of something that is no handle: it belongs to the registration whose variable it was, or stands
            # alone.
            if seen <= {"verified"}:
                wrong.append(f"missed: {text}, no registration")
        elif verdicts[site] == {"verified"}:
            wrong.append(f"missed: {text}, registration at {site}")
    return wrong


# ----------------------------------------------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nmr-scan", help="the analyser; without it drivers are only executed")
    parser.add_argument("--clang", default="clang-22", help="a compiler for this machine")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", default="model-output", help="folder for the drivers; it is emptied")
    parser.add_argument("--max-inconclusive", type=float, default=5.0, help="percent of the registrations")
    parser.add_argument("--min-held", type=float, default=60.0,
                        help="percent of the drivers with a lock held where it must not be")
    parser.add_argument("--verbose", action="store_true", help="print what each driver is made of")
    args = parser.parse_args()
    if args.nmr_scan:
        args.nmr_scan = os.path.abspath(shutil.which(args.nmr_scan) or args.nmr_scan)
    shutil.rmtree(args.out, ignore_errors=True)
    os.makedirs(args.out)
    started = time.monotonic()

    programs = [generate.generate(args.seed, i) for i in range(args.first, args.first + args.count)]
    for p in programs:
        generate.write(p, os.path.join(args.out, p.name))
    generated = time.monotonic()

    build_mock(args.clang, args.out)
    batches = []
    for language in ("c", "c++"):
        some = [p for p in programs if p.language == language]
        batches += [some[i:i + BATCH] for i in range(0, len(some), BATCH)]
    facts = {}
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for part in pool.map(lambda nb: execute(args.clang, args.out, *nb), enumerate(batches)):
            facts.update(part)
    executed = time.monotonic()

    kept = [p for p in programs if facts[p.name]["result"] == "ok"]
    dropped = collections.Counter(facts[p.name]["result"] for p in programs)
    bad = [p for p in kept if any(f["must"] for f in facts[p.name]["facts"])]
    registrations = sum(len(facts[p.name]["sites"]) for p in kept)
    print(f"{len(kept)} drivers ({dropped['large']} more were too large to explore, {dropped['crash']} crashed), "
          f"{len(bad)} of which misbehave; {registrations} registration sites, "
          f"{sum(facts[p.name]['runs'] for p in kept)} runs")
    classes = collections.Counter(f["class"] for p in kept for f in facts[p.name]["facts"] if f["must"])
    print("  " + ", ".join(f"{c} {n}" for c, n in sorted(classes.items())))
    if not args.nmr_scan:
        print(f"generated in {generated - started:.1f} s, executed in {executed - generated:.1f} s")
        return 0

    verdicts = collections.Counter()
    reasons = collections.Counter()
    failures = unreported = 0
    held = collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        results = pool.map(lambda p: scan(args.nmr_scan, os.path.join(args.out, p.name), p), kept)
        for p, (rows, warnings, done) in zip(kept, results):
            verdicts.update(r.verdict for r in rows)
            reasons.update(re.sub(r"'[^']*'", "'...'", r.text) for r in rows if r.verdict == "inconclusive")
            wrong = compare(p, facts[p.name], rows, warnings)
            if done.returncode not in (0, 1):
                wrong.append(f"nmr-scan exits with {done.returncode}: {done.stderr[-300:].strip()}")
            told = {(w.site, w.rule) for w in warnings}
            unreported += sum(f["must"] and (f["responsible"], f["rule"]) not in told for f in facts[p.name]["facts"]
                              if f["rule"] not in OF_WHAT_IS_HELD)
            # Of several calls in one driver, one tells what is wrong.
            for rule in {f["rule"] for f in facts[p.name]["facts"] if f["must"] and f["rule"] in OF_WHAT_IS_HELD}:
                held[rule] += 1
                held[rule, "told"] += any(w.rule == rule for w in warnings)
            if wrong:
                failures += 1
                print(f"{os.path.join(args.out, p.name)}: ({'; '.join(p.notes)})")
                for text in wrong:
                    print("    " + text)
    scanned = time.monotonic()

    total = sum(verdicts.values())
    share = 100 * verdicts["inconclusive"] / total if total else 100
    print(f"{total} verdicts: {verdicts['verified']} verified, {verdicts['violation']} violation, "
          f"{verdicts['inconclusive']} inconclusive ({share:.1f} %)")
    for reason, n in reasons.most_common(8):
        print(f"  {n} x {reason}")
    print(f"{unreported} misdeeds have no warning of their own (their registration is not called verified)")
    few = [rule for rule in ("nmr-irql",) if held[rule, "told"] < args.min_held / 100 * held[rule]]
    for rule in OF_WHAT_IS_HELD:
        print(f"{held[rule, 'told']} of {held[rule]} drivers that {rule} is about are warned of"
              + (": too few" if rule in few else ""))
    print(f"generated in {generated - started:.1f} s, executed in {executed - generated:.1f} s, "
          f"analysed in {scanned - executed:.1f} s")
    print(f"{len(kept) - failures} drivers agree, {failures} disagree")
    return 1 if failures or few or share > args.max_inconclusive or not total else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        sys.exit(2)
