# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""hook_files.py <hooks> <file>...: how many of the files each hook is for, as
pre-commit understands it."""
import re
import sys

import yaml

hooks, *files = sys.argv[1:]
with open(hooks) as f:
    for hook in yaml.safe_load(f):
        print(f"{hook['id']}: {sum(bool(re.search(hook['files'], x)) for x in files)}")
