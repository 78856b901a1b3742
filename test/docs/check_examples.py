#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The code of a check's page does what the page says.

A block ```c shared is put before every block ```c bad and ```c good that follows
it, up to the next shared one. A bad one must make the page's check warn; a good one must be silent, and
verified by nmr-scan.

Usage: check_examples.py <page> <scratch folder> <clang-tidy> <nmr-scan> <flags>
"""

import os
import re
import shlex
import subprocess
import sys


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


def main():
    page, scratch, tidy, scan, flags = sys.argv[1:]
    tidy, flags = shlex.split(tidy), shlex.split(flags)
    check = os.path.basename(page)[:-len(".md")]
    with open(page) as stream:
        text = stream.read()
    blocks = re.findall(r"^```(\S+) (shared|bad|good)\n(.*?)^```$", text,
                        re.M | re.S)
    shared = ""
    os.makedirs(scratch, exist_ok=True)
    problems, seen = [], set()
    for number, (language, kind, code) in enumerate(blocks):
        if kind == "shared":
            shared = code
            continue
        seen.add(kind)
        source = os.path.join(scratch, "%s-%d.%s" % (check, number, language))
        with open(source, "w") as stream:
            stream.write(shared + "\n" + code)
        _, said = run(tidy + ["--quiet", "--config={}", "--checks=-*,nmr-*," + check,
                              source, "--"] + flags)
        warned = re.findall(r": (?:warning|error): .* \[([\w-]+)\]$", said,
                            re.M)
        code_of_scan, scanned = run([scan, "--checks=" + check, source, "--"]
                                    + flags)
        if kind == "bad":
            right = check in warned and "[%s]" % check in scanned
        else:
            right = (not warned and code_of_scan == 0
                     and re.search(r" [1-9]\d* verified, 0 violations?, "
                                   r"0 inconclusive$", scanned, re.M))
        if not right:
            problems.append("%s: a block said to be %s is not:\n%s\n%s\n%s"
                            % (page, kind, code, said, scanned))
    if seen != {"bad", "good"}:
        problems.append("%s: needs a bad and a good example" % page)
    sys.exit("\n".join(problems) if problems else 0)


main()
