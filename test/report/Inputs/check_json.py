#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares JSON reports with their documentation, by the names in them.

    check_json.py <report-json.md> <report.json>...
    check_json.py --units=<name>,<name>... <report.json>

Each member of a report is documented, and each documented one is in a report.
The numbers in `counts` are those of what is counted. Or: the report is about
these units, each has its counts, and no fingerprint occurs twice.
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
    findings = [f for r in registrations + report.get("beside", []) for f in r["findings"]]
    real = {"registrations": len(registrations), "findings": len(findings),
            "notAnalysed": len(report["notAnalysed"])}
    for verdict in ["verified", "violation", "inconclusive"]:
        of = [r for r in registrations if r["verdict"] == verdict]
        real[verdict] = len(of)
        if any(bool(r["findings"]) != (verdict == "violation") for r in of):
            problems.append("findings without a violation, or the reverse")
    real["findingsSuppressed"] = sum(bool(f["suppressedBy"]) for f in findings)
    if "findingsInBaseline" in report["counts"]:
        real["findingsInBaseline"] = sum(f["inBaseline"] for f in findings)
    if real != report["counts"]:
        problems.append("counts are %s, and should be %s"
                        % (report["counts"], real))


def reports(path):
    """The reports in a file: the only one, or those in its list of several."""
    with open(path, encoding="utf-8") as stream:
        top = json.load(stream)
    if isinstance(top, list):
        assert len(top) > 1, "a list of one"
        return top
    return [top]


def fingerprints(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "fingerprint":
                yield value
            yield from fingerprints(value)
    elif isinstance(node, list):
        for value in node:
            yield from fingerprints(value)


def check_units(units, path):
    problems = []
    found = reports(path)
    for report in found:
        check_counts(report, problems)
    if [report["unit"] for report in found] != units:
        problems.append("other units: %s" % [r["unit"] for r in found])
    prints = list(fingerprints(found))
    if not prints or len(set(prints)) != len(prints):
        problems.append("fingerprints: %s" % prints)
    return problems


def main():
    if sys.argv[1].startswith("--units="):
        units = sys.argv[1].split("=", 1)[1].split(",")
        problems = check_units(units, sys.argv[2])
        sys.exit("\n".join(problems) if problems else 0)
    with open(sys.argv[1]) as stream:
        rows = re.findall(r"^\| (`.*?) \|", stream.read(), re.M)
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    documented |= {"name", "why"}  # in the text of their rows
    used, problems = set(), []
    for path in sys.argv[2:]:
        for report in reports(path):
            used |= set(names(report))
            check_counts(report, problems)
    if used != documented:
        problems.append("used and documented names differ: %s"
                        % sorted(used ^ documented))
    sys.exit("\n".join(problems) if problems else 0)


if __name__ == "__main__":
    main()
