# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""our_races.py <folder>: fails if a ThreadSanitizer report in the folder's
report.* is about our code.

clangd and Clang are not built with ThreadSanitizer, which therefore does not see
how they synchronise, and reports what they publish to another thread. So a
report counts if a stack of one of its two accesses leads through our sources.
One thing of ours is published by clangd: the list of factories that it asks the
module for, once."""

import re
import sys
from pathlib import Path

# An access and its stack, up to the empty line.
ACCESS = re.compile(r"^  (?:Previous )?(?:atomic )?(?:read|write) of size .*?^$",
                    re.M | re.S | re.I)
OURS = re.compile(r"^ +#\d+ .*(?:^|[ /])(?:checks|lib/[A-Z]\w+)/\w+\.(?:cpp|h):\d+",
                  re.M)
PUBLISHED = "checks/NmrTidyModule.cpp"

reports = [report for file in Path(sys.argv[1]).glob("report.*")
           for report in re.split(r"^=+$", file.read_text(), flags=re.M)
           if "WARNING: ThreadSanitizer" in report]
# The ones about clangd itself. Without them nothing was watched.
if not reports:
    sys.exit("no report at all: is this a ThreadSanitizer build?")
ours = [report for report in reports
        if any(OURS.search(access) and PUBLISHED not in access
               for access in ACCESS.findall(report))]
print(f"{len(reports)} reports, {len(ours)} about our code", *ours, sep="\n")
sys.exit(len(ours) != 0)
