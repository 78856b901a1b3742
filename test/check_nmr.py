#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs one test file through every front end and compares what they say with
what the file announces.

    // RUN: %check_nmr %s [check ...] [options] [-- compiler flags]

The checks (default: nmr-*) are enabled in clang-tidy with the module loaded
and in nmr-tidy. nmr-scan always judges everything; advisories it has to be
asked for, so those that are named here are. Announcements are comments,
and each belongs to its own line, or to one that is so many lines away:

    // WARN: text [check]      every front end warns here, once
    // WARN@-1: text [check]   the same, of the line before
    // SCAN-WARN:, TIDY-WARN:  only nmr-scan does; only the clang-tidies do
    // NOTE: text              some note is here
    // NOTE#3: text            the third note of all is here; then all of them
                               must be numbered
    // VERDICT: handle verified
    // VERDICT: handle inconclusive: reason
    // VERDICT: none           nmr-scan's table, one comment a line, complete

A text matches as a part of the message; {{...}} holds a regular expression.
A warning or a verdict that is not announced fails the test, so does one that
is announced and missing, and so does a file that announces no verdicts.
With --suffix=X the comments WARN-X, NOTE-X, ... count instead of WARN, NOTE.

A file may hold several, each behind a line `//--- name`. They are one driver
for nmr-scan; each that is not a header is one translation unit for clang-tidy.
"""

import argparse
import collections
import json
import os
import re
import shlex
import subprocess
import sys

Diagnostic = collections.namedtuple("Diagnostic", "file line kind text check")
Expectation = collections.namedtuple(
    "Expectation", "file line kind number pattern check source")

# Against hangs only: the sanitizer build on a loaded machine is slow.
TIMEOUT = 600
ADVISORIES = ["nmr-unchecked-register", "nmr-register-not-last",
              "nmr-wait-result-ignored", "nmr-unconditional-wait",
              "nmr-paged-detach"]
KINDS = "WARN|SCAN-WARN|TIDY-WARN|NOTE|VERDICT"


class Failure(Exception):
    pass


def to_regex(text):
    """`a {{b|c}} (d)` to a regular expression."""
    parts = re.split(r"\{\{(.*?)\}\}", text)
    return "".join(p if i % 2 else re.escape(p) for i, p in enumerate(parts))


def split_parts(path):
    """The files that \\p path holds: [(name, lines)], or None if it is one."""
    with open(path, encoding="utf-8", errors="surrogateescape") as stream:
        lines = stream.read().splitlines()
    parts = []
    for line in lines:
        match = re.match(r"//--- (\S+)$", line)
        if match:
            parts.append((match.group(1), []))
        elif parts:
            parts[-1][1].append(line)
    return lines, parts


def read_expectations(name, lines, suffix):
    marker = re.compile(
        r"//\s*(?P<kind>%s)(?:-(?P<suffix>[A-Z]+))?(?:#(?P<number>\d+))?"
        r"(?:@(?P<offset>[+-]\d+))?:\s*(?P<text>.*?)\s*(?=//|$)" % KINDS)
    suspicious = re.compile(r"//\s*(?:[A-Z]+-)?(?:WARN|NOTE|VERDICT)\b")
    result = []
    for index, line in enumerate(lines, 1):
        matches = list(marker.finditer(line))
        if len(suspicious.findall(line)) != len(matches):
            raise Failure("%s:%d: malformed announcement: %s"
                          % (name, index, line.strip()))
        for m in matches:
            if (m["suffix"] or "") != suffix:
                continue
            text, check = m["text"], None
            if m["kind"].endswith("WARN"):
                tail = re.match(r"(.*?)\s*\[([\w-]+)\]$", text)
                if not tail:
                    raise Failure("%s:%d: a warning needs its [check]"
                                  % (name, index))
                text, check = tail.groups()
            result.append(Expectation(
                name, index + int(m["offset"] or 0), m["kind"],
                int(m["number"]) if m["number"] else None, text, check,
                "%s:%d" % (name, index)))
    return result


def parse_diagnostics(output):
    line_form = re.compile(
        r"^(?P<file>[^\s:][^:]*):(?P<line>\d+):\d+: "
        r"(?P<kind>warning|error|fatal error|note): (?P<text>.*?)"
        r"(?: \[(?P<check>[\w.,#+-]+)\])?$")
    result = []
    for line in output.splitlines():
        m = line_form.match(line)
        if m:
            result.append(Diagnostic(os.path.basename(m["file"]),
                                     int(m["line"]), m["kind"], m["text"],
                                     m["check"]))
    return result


def parse_verdicts(output):
    """nmr-scan's table: [(handle, verdict, remark)]."""
    row = re.compile(r"^\S+:\d+:\d+\s{2,}(?P<handle>\S.*?)\s{2,}"
                     r"\S.*?\s{2,}"
                     r"(?P<verdict>verified|violation|inconclusive)"
                     r"(?:\s+(?P<remark>.*))?$")
    return [(m["handle"], m["verdict"], m["remark"] or "")
            for m in map(row.match, output.splitlines()) if m]


def run(command, cwd, accepted):
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True,
                              timeout=TIMEOUT, encoding="utf-8",
                              errors="backslashreplace")
    except subprocess.TimeoutExpired:
        raise Failure("no answer after %d s: %s"
                      % (TIMEOUT, shlex.join(command)))
    if done.returncode not in accepted:
        raise Failure("exit code %d\n%s\n%s%s" % (
            done.returncode, shlex.join(command), done.stdout, done.stderr))
    return done


def compare(who, got, expected, problems):
    """Each announced warning is there, and no other."""
    left = list(got)
    for e in expected:
        for d in left:
            if ((d.file, d.line, d.check) == (e.file, e.line, e.check)
                    and re.search(to_regex(e.pattern), d.text)):
                left.remove(d)
                break
        else:
            problems.append("%s: announced at %s and missing: %s:%d: %s [%s]"
                            % (who, e.source, e.file, e.line, e.pattern,
                               e.check))
    for d in left:
        problems.append("%s: not announced: %s:%d: %s: %s [%s]"
                        % (who, d.file, d.line, d.kind, d.text, d.check))


def compare_notes(who, got, expected, problems):
    def fits(d, e):
        return ((d.file, d.line) == (e.file, e.line)
                and re.search(to_regex(e.pattern), d.text))

    if any(e.number for e in expected):
        expected = sorted(expected, key=lambda e: e.number or 0)
        if [e.number for e in expected] != list(range(1, len(expected) + 1)):
            raise Failure("notes must be numbered 1, 2, 3, ..., all of them")
        if len(got) != len(expected) or not all(map(fits, got, expected)):
            problems.append("%s: the notes are\n%s" % (who, "\n".join(
                "  #%d %s:%d: %s" % (i, d.file, d.line, d.text)
                for i, d in enumerate(got, 1))))
        return
    for e in expected:
        if not any(fits(d, e) for d in got):
            problems.append("%s: note announced at %s and missing: %s"
                            % (who, e.source, e.pattern))


def compare_verdicts(got, expected, problems):
    if not expected:
        raise Failure("the file announces no verdicts")
    wanted = []
    for e in expected:
        m = re.match(r"(.+?) (verified|violation|inconclusive)(?:: (.*))?$",
                     e.pattern)
        if m:
            wanted.append((m[1], m[2], m[3] or "", e.source))
        elif e.pattern != "none":
            raise Failure("%s: malformed verdict" % e.source)
    left = list(got)
    for handle, verdict, remark, source in wanted:
        for row in left:
            if (re.fullmatch(to_regex(handle), row[0]) and row[1] == verdict
                    and re.search(to_regex(remark), row[2])):
                left.remove(row)
                break
        else:
            problems.append("nmr-scan: announced at %s and missing: %s %s %s"
                            % (source, handle, verdict, remark))
    for row in left:
        problems.append("nmr-scan: verdict not announced: %s %s: %s" % row)


def main():
    arguments, extra_flags = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, extra_flags = arguments[:at], arguments[at + 1:]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tidy", action="append", type=shlex.split, default=[])
    parser.add_argument("--scan", required=True)
    parser.add_argument("--flags", type=shlex.split, default=[])
    parser.add_argument("--tmp", required=True)
    parser.add_argument("--suffix", default="")
    parser.add_argument("--waits-elsewhere", action="store_true")
    parser.add_argument("--unload-function", action="append", default=[])
    parser.add_argument("--free-function", action="append", default=[])
    parser.add_argument("--protocols", action="append", default=[])
    parser.add_argument("file")
    parser.add_argument("checks", nargs="*")
    options = parser.parse_args(arguments)
    flags = options.flags + extra_flags
    checks = options.checks or ["nmr-*"]

    path = os.path.abspath(options.file)
    folder, name = os.path.split(path)
    lines, parts = split_parts(path)
    if parts:
        folder = options.tmp + ".parts"
        os.makedirs(folder, exist_ok=True)
        for part, part_lines in parts:
            with open(os.path.join(folder, part), "w") as stream:
                stream.write("\n".join(part_lines) + "\n")
    else:
        parts = [(name, lines)]
    sources = [p for p, _ in parts if not p.endswith((".h", ".hpp"))]

    expected = []
    for part, part_lines in parts:
        expected += read_expectations(part, part_lines, options.suffix)

    def of_kind(*kinds):
        return [e for e in expected if e.kind in kinds]

    def enabled(check):
        return any(re.fullmatch(c.replace("*", ".*"), check) for c in checks)

    tidy_expected = [e for e in of_kind("WARN", "TIDY-WARN")
                     if enabled(e.check)]
    check_options = {}
    for check in ["nmr-missing-wait", "nmr-missing-deregister",
                  "nmr-handle-misuse", "nmr-context-lifetime",
                  "nmr-irql", "nmr-deadlock", "nmr-binding-misuse",
                  "nmr-detach-protocol", "nmr-attach-protocol",
                  "nmr-teardown-order", "nmr-wsk"] + ADVISORIES:
        if options.waits_elsewhere:
            check_options[check + ".WaitsElsewhere"] = "true"
        if options.unload_function:
            check_options[check + ".UnloadFunctions"] = ";".join(
                options.unload_function)
        if options.free_function:
            check_options[check + ".FreeFunctions"] = ";".join(
                options.free_function)
        if options.protocols:
            check_options[check + ".Protocols"] = ";".join(options.protocols)
    # A given configuration keeps clang-tidy from looking for .clang-tidy files.
    config = json.dumps({"CheckOptions": check_options})

    problems = []
    for tidy in options.tidy:
        who = os.path.basename(tidy[0])
        got = []
        for source in sources:
            done = run(tidy + ["--quiet", "--config=" + config,
                               "--header-filter=.*",
                               "--checks=-*," + ",".join(checks),
                               source, "--"] + flags, folder, [0, 1])
            got += parse_diagnostics(done.stdout)
        compare(who, [d for d in got if d.kind != "note"], tidy_expected,
                problems)
        # What one unit can say of several is not the whole story.
        if len(sources) == 1 and checks == ["nmr-*"]:
            compare_notes(who, [d for d in got if d.kind == "note"],
                          of_kind("NOTE"), problems)

    command = [options.scan]
    if options.waits_elsewhere:
        command.append("--waits-elsewhere")
    command += ["--unload-function=" + f for f in options.unload_function]
    command += ["--free-function=" + f for f in options.free_function]
    command += ["--protocols=" + f for f in options.protocols]
    command += ["--checks=" + c for c in checks if c in ADVISORIES]
    done = run(command + sources + ["--"] + flags, folder, [0, 1])
    got = parse_diagnostics(done.stdout)
    scan_expected = of_kind("WARN", "SCAN-WARN")
    compare("nmr-scan", [d for d in got if d.kind != "note"], scan_expected,
            problems)
    compare_notes("nmr-scan", [d for d in got if d.kind == "note"],
                  of_kind("NOTE"), problems)
    compare_verdicts(parse_verdicts(done.stdout), of_kind("VERDICT"), problems)
    violated = [e for e in scan_expected if e.check not in ADVISORIES]
    if done.returncode != (1 if violated else 0):
        problems.append("nmr-scan: exit code %d" % done.returncode)

    if problems:
        raise Failure("\n".join(problems) + "\n--- nmr-scan said:\n"
                      + done.stdout + done.stderr)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit("%s" % failure)
