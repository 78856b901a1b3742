#!/usr/bin/env python3
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the results of a SARIF report as the lines that a CI service turns into
annotations of the changed files, and the files that could not be analysed.
Suppressed results, and those that a baseline knows, are left out."""

import argparse
import json
import sys
import urllib.parse

# Each service's own words for its escapes, in the order in which they apply.
GITHUB_TEXT = [("%", "%25"), ("\r", "%0D"), ("\n", "%0A")]
GITHUB_PROPERTY = GITHUB_TEXT + [(":", "%3A"), (",", "%2C")]
AZURE_TEXT = [("%", "%AZP25"), ("\r", "%0D"), ("\n", "%0A")]
AZURE_PROPERTY = AZURE_TEXT + [(";", "%3B"), ("]", "%5D")]


def escape(text, escapes):
    for character, written in escapes:
        text = text.replace(character, written)
    return text


def github(level, path, line, column, rule, message):
    properties = ",".join(
        f"{name}={escape(str(value), GITHUB_PROPERTY)}"
        for name, value in [("file", path), ("line", line), ("col", column),
                            ("title", rule)])
    return f"::{level} {properties}::{escape(message, GITHUB_TEXT)}"


def azure(level, path, line, column, rule, message):
    properties = ";".join(
        f"{name}={escape(str(value), AZURE_PROPERTY)}"
        for name, value in [("type", level), ("sourcepath", path),
                            ("linenumber", line), ("columnnumber", column),
                            ("code", rule)])
    return (f"##vso[task.logissue {properties}]"
            f"{escape(message, AZURE_TEXT)}")


STYLES = {"github": github, "azure": azure}


def annotation(said, title, write):
    place = said["locations"][0]["physicalLocation"]
    path = urllib.parse.unquote(place["artifactLocation"]["uri"])
    # What is said of a file as a whole stands at its top.
    region = place.get("region", {"startLine": 1})
    return write("error" if said.get("level") == "error" else "warning", path,
                 region["startLine"], region.get("startColumn", 1), title,
                 said["message"]["text"])


def annotations(report, write):
    for run in report["runs"]:
        for result in run["results"]:
            if (result.get("kind", "fail") != "fail" or
                    result.get("suppressions") or
                    result.get("baselineState") in ("unchanged", "absent")):
                continue
            yield annotation(result, result["ruleId"], write)
        for invocation in run.get("invocations", []):
            for notification in invocation.get("toolExecutionNotifications", []):
                yield annotation(notification, "nmr-scan", write)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--style", choices=STYLES, required=True,
                        help="whose annotations")
    parser.add_argument("report", help="a SARIF report of nmr-scan")
    arguments = parser.parse_args()
    try:
        with open(arguments.report, encoding="utf-8") as file:
            report = json.load(file)
        for line in annotations(report, STYLES[arguments.style]):
            print(line)
    except OSError as error:
        sys.exit(f"annotate.py: {error}")
    except (ValueError, LookupError, TypeError) as error:
        sys.exit(f"annotate.py: {arguments.report} is no SARIF report of "
                 f"nmr-scan: {error!r}")


if __name__ == "__main__":
    main()
