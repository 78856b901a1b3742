# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""blocks.py <page> <language>: prints the code blocks of a page that are in a
language."""
import re
import sys

page, language = sys.argv[1:]
blocks = re.findall(rf"^```{language}\n(.*?)^```$", open(page).read(), re.M | re.S)
if not blocks:
    sys.exit(f"{page} has no block of {language}")
print(*blocks, sep="\n")
