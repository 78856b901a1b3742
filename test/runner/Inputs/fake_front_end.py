# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

"""Plays a front end: prints what the lines `// SAY: ...` of the source say."""
import sys

arguments = sys.argv[1:]
source = next(a for a in arguments if a.endswith(".c"))
code = 0
for number, line in enumerate(open(source), 1):
    if "// SAY: " in line:
        print(line.split("// SAY: ")[1].rstrip().replace("LINE", str(number)))
    if "// EXIT: " in line:
        code = int(line.split("// EXIT: ")[1])
sys.exit(code)
