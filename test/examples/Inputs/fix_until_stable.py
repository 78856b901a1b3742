#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Applies the edits that the checks offer, again and again, until none is left.

Usage: fix_until_stable.py <nmr-tidy> <flags> <file>...
"""

import shlex
import subprocess
import sys

# Each edit uncovers at most what another one hid.
MOST_ROUNDS = 5


def main():
    tidy, flags, *sources = sys.argv[1:]
    for source in sources:
        flags_here = shlex.split(flags)
        if source.endswith(".cpp"):
            flags_here.append("-std=c++17")
        for _ in range(MOST_ROUNDS):
            with open(source) as stream:
                before = stream.read()
            subprocess.run(shlex.split(tidy) + [
                "--quiet", "--config={}", "--checks=-*,nmr-*", "--fix", source,
                "--"] + flags_here, stdout=subprocess.DEVNULL, check=True)
            with open(source) as stream:
                if stream.read() == before:
                    break
        else:
            sys.exit("%s: edits without end" % source)


main()
