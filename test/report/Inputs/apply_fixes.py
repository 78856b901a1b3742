# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""apply_fixes.py <file.sarif>: applies all fixes in it, in place, and prints how
many there were."""
import json
import sys
import urllib.parse

with open(sys.argv[1], encoding="utf-8") as stream:
    log = json.load(stream)
edits = []
for run in log["runs"]:
    assert run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        for fix in result.get("fixes", []):
            assert fix["description"]["text"]
            for change in fix["artifactChanges"]:
                for replacement in change["replacements"]:
                    region = replacement["deletedRegion"]
                    edits.append((
                        urllib.parse.unquote(change["artifactLocation"]["uri"]),
                        (region["startLine"], region["startColumn"]),
                        (region["endLine"], region["endColumn"]),
                        replacement["insertedContent"]["text"]))
# From the end, so that no edit moves another.
for path, begin, end, text in sorted(edits, reverse=True):
    with open(path, encoding="utf-8", newline="") as stream:
        lines = stream.read().splitlines(keepends=True)

    def offset(place):
        return sum(map(len, lines[:place[0] - 1])) + place[1] - 1

    whole = "".join(lines)
    with open(path, "w", encoding="utf-8", newline="") as stream:
        stream.write(whole[:offset(begin)] + text + whole[offset(end):])
print(len(edits))
