# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""database.py [--reverse] <folder> <source>... -- <flags>: writes
<folder>/compile_commands.json, with <folder> as where the commands run."""
import json
import os
import sys

arguments = sys.argv[1:]
reverse = arguments[0] == "--reverse"
folder, *rest = arguments[reverse:]
split = rest.index("--")
sources, flags = rest[:split], rest[split + 1:]
os.makedirs(folder, exist_ok=True)
folder = os.path.abspath(folder)
entries = [{"directory": folder,
            "file": os.path.abspath(source),
            "arguments": ["clang"] + flags + ["-c", os.path.abspath(source)]}
           for source in sources]
with open(os.path.join(folder, "compile_commands.json"), "w") as file:
    json.dump(entries[::-1] if reverse else entries, file, indent=1)
