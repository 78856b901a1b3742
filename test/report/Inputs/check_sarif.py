#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks a SARIF file of nmr-scan.

    check_sarif.py <schema> <file.sarif> [<text report of the same run>]

It must be valid under the schema, its references must lead somewhere, its
locations must lie in the sources (relative to the current folder), and its
results must be the warnings of the text report, in the same words and places.
"""

import json
import os
import re
import sys
import urllib.parse

import jsonschema

WARNING = re.compile(r"^(\S[^:]*):(\d+):(\d+): warning: (.*) \[([\w-]+)\]$",
                     re.M)


def locations(node):
    """All location objects in \\p node."""
    if isinstance(node, dict):
        if "physicalLocation" in node:
            yield node
        for value in node.values():
            yield from locations(value)
    elif isinstance(node, list):
        for value in node:
            yield from locations(value)


def check_location(run, location, problems):
    physical = location["physicalLocation"]
    artifact = physical["artifactLocation"]
    uri = artifact["uri"]
    if not re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2}|(?<=^file):)*", uri):
        problems.append("not percent-encoded: %s" % uri)
    path = urllib.parse.unquote(uri)
    if path.startswith("file://"):
        path = path[len("file://"):]
    elif artifact.get("uriBaseId") not in run["originalUriBaseIds"]:
        problems.append("relative, and to nothing: %s" % uri)
    region = physical.get("region")
    if not os.path.exists(path):
        problems.append("no such file: %s" % path)
    elif region:
        with open(path, encoding="utf-8") as stream:
            line = stream.read().split("\n")[region["startLine"] - 1]
        begin, end = region["startColumn"], region["endColumn"]
        if not (1 <= begin < end <= len(line) + 1):
            problems.append("%s:%d: no columns %d to %d"
                            % (path, region["startLine"], begin, end))
        message = location.get("message", {}).get("text", "")
        called = re.match(r"(?:calling )?'(\w+)'(?: returns STATUS| succeeds)",
                          message)
        if called and line[begin - 1:end - 1] != called[1]:
            problems.append("%s:%d: '%s' is at columns %d to %d, not '%s'" % (
                path, region["startLine"], line[begin - 1:end - 1], begin, end,
                called[1]))


def check_run(run, prints, warnings, problems):
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            problems.append("ruleIndex leads to another rule")
        for value in result["partialFingerprints"].values():
            if value in prints:
                problems.append("fingerprint twice: %s" % value)
            prints.add(value)
        if (result["kind"] == "fail") != (result["level"] != "none"):
            problems.append("kind %(kind)s, but level %(level)s" % result)
        if result["kind"] == "fail":
            physical = result["locations"][0]["physicalLocation"]
            warnings.append((
                urllib.parse.unquote(physical["artifactLocation"]["uri"]),
                physical["region"]["startLine"], result["message"]["text"],
                result["ruleId"]))
            if not result["codeFlows"][0]["threadFlows"][0]["locations"]:
                problems.append("no path")
    for location in locations(run["results"]):
        check_location(run, location, problems)
    if run["invocations"][0]["executionSuccessful"] == bool(
            run["invocations"][0]["toolExecutionNotifications"]):
        problems.append("successful with notifications, or the reverse")


def main():
    with open(sys.argv[1]) as stream:
        schema = json.load(stream)
    with open(sys.argv[2], encoding="utf-8") as stream:
        log = json.load(stream)
    problems = []
    validator = jsonschema.validators.validator_for(schema)
    for error in validator(schema).iter_errors(log):
        problems.append("%s: %s" % (list(error.path), error.message))

    prints = set()
    warnings = []
    for run in log["runs"]:
        check_run(run, prints, warnings, problems)
    units = [run.get("automationDetails", {}).get("id") for run in log["runs"]]
    if not units or len(set(units)) != len(units):
        problems.append("runs that can't be told apart: %s" % units)

    if len(sys.argv) > 3:
        with open(sys.argv[3], encoding="utf-8") as stream:
            text = stream.read()
        printed = [(m[1], int(m[2]), m[4], m[5])
                   for m in WARNING.finditer(text)]
        if printed != warnings:
            problems.append("the text report warns of\n  %s\nSARIF has\n  %s"
                            % (printed, warnings))
    sys.exit("\n".join(problems) if problems else 0)


if __name__ == "__main__":
    main()
