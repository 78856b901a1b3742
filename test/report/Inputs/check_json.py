#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares JSON reports with their documentation, by the names in them.

    check_json.py <report-json.md> <report.json>...

Each member of a report is documented, and each documented one is in a report.
The numbers in `counts` are those of what is counted.
"""

import json
import re
import sys


def names(node):
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from names(value)
    elif isinstance(node, list):
        for value in node:
            yield from names(value)


def check_counts(report, problems):
    registrations = report["registrations"]
    findings = [f for r in registrations for f in r["findings"]]
    real = {"registrations": len(registrations), "findings": len(findings),
            "notAnalysed": len(report["notAnalysed"])}
    for verdict in ["verified", "violation", "inconclusive"]:
        of = [r for r in registrations if r["verdict"] == verdict]
        real[verdict] = len(of)
        if any(bool(r["findings"]) != (verdict == "violation") for r in of):
            problems.append("findings without a violation, or the reverse")
    if "findingsInBaseline" in report["counts"]:
        real["findingsInBaseline"] = sum(f["inBaseline"] for f in findings)
    if real != report["counts"]:
        problems.append("counts are %s, and should be %s"
                        % (report["counts"], real))


def main():
    with open(sys.argv[1]) as stream:
        rows = re.findall(r"^\| (`.*?) \|", stream.read(), re.M)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    documented |= {"name", "why"}  # in the text of their rows
    used, problems = set(), []
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as stream:
            report = json.load(stream)
        used |= set(names(report))
        check_counts(report, problems)
    if used != documented:
        problems.append("used and documented names differ: %s"
                        % sorted(used ^ documented))
    sys.exit("\n".join(problems) if problems else 0)


if __name__ == "__main__":
    main()
