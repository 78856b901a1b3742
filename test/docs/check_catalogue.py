#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Keeps the module's checks, their pages and their test folders in step.

Usage: check_catalogue.py <source folder> < <output of clang-tidy --list-checks>
"""

import os
import re
import sys


def stems(folder, suffix):
    return {n[:-len(suffix)] for n in os.listdir(folder) if n.endswith(suffix)}


def main():
    source = sys.argv[1]
    listed = re.findall(r"^\s+(nmr-[\w-]+)$", sys.stdin.read(), re.M)
    checks = set(listed)
    problems = []
    if not checks:
        problems.append("the module lists no checks")
    if len(listed) != len(checks):
        problems.append("a check is listed twice: %s" % sorted(listed))

    pages_folder = os.path.join(source, "docs", "checks")
    tests_folder = os.path.join(source, "test", "checks")
    pages = stems(pages_folder, ".md") - {"index"}
    if pages != checks:
        problems.append("checks and pages differ: %s" % sorted(pages ^ checks))
    # Every row of the index has a class.
    folders = {n for n in os.listdir(tests_folder) if n.startswith("nmr-")}
    if folders != checks:
        problems.append("checks and test folders differ: %s"
                        % sorted(folders ^ checks))
    with open(os.path.join(pages_folder, "index.md")) as stream:
        linked = set(re.findall(r"^\| \[([\w-]+)\]\(\1\.md\) "
                                r"\| (?:[VA]\d+(?:, )?)+ \|",
                                stream.read(), re.M))
    if linked != checks:
        problems.append("checks and the index differ: %s"
                        % sorted(linked ^ checks))

    for page in sorted(pages & checks):
        with open(os.path.join(pages_folder, page + ".md")) as stream:
            text = stream.read()
        if not text.startswith("# %s\n\nWarns when " % page):
            problems.append("%s.md: the title is not the check's name, or what "
                            "follows does not say when it warns" % page)
        headings = re.findall(r"^## (.*)$", text, re.M)
        wanted = ["Why it matters", "Terms", "What it warns about",
                  "What it does not warn about", "One file at a time",
                  "What it can't see", "How to fix it", "Options",
                  "Vendor reference"]
        if headings != wanted:
            problems.append("%s.md: the headings are %s" % (page, headings))
    for folder in sorted(folders & checks):
        for suffix in [".c", ".cpp"]:
            tests = stems(os.path.join(tests_folder, folder), suffix)
            if not tests:
                problems.append("test/checks/%s has no %s test"
                                % (folder, suffix))

    # Numbered faults and idioms: each named in the list is tested, and the
    # other way round.
    number = re.compile(r"\b(?:[VI]\d\d|A\d)\b")
    with open(os.path.join(tests_folder, "README.md")) as stream:
        numbered = set(number.findall(stream.read()))
    tested = set()
    for folder, _, names in os.walk(os.path.join(source, "test")):
        for name in names:
            if name.endswith((".c", ".cpp")):
                with open(os.path.join(folder, name)) as stream:
                    head = stream.read().split("// RUN:")[0]
                tested |= set(number.findall(head))
    if numbered != tested:
        problems.append("numbers listed and numbers tested differ: %s"
                        % sorted(numbered ^ tested))
    sys.exit("\n".join(problems) if problems else 0)


main()
