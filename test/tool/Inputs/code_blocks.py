# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""code_blocks.py <page> <folder> [<old>=<new>...]: writes each block of the
page whose first line is '# <file>' to that file, with texts replaced."""
import os
import re
import sys

page, folder, *changes = sys.argv[1:]
with open(page) as file:
    blocks = re.findall(r"^```\w+\n# (\S+)\n(.*?)^```$", file.read(), re.M | re.S)
if not blocks:
    sys.exit("no such block in " + page)
for name, text in blocks:
    for change in changes:
        old, new = change.split("=", 1)
        text = text.replace(old, new)
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
