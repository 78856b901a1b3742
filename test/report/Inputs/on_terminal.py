#!/usr/bin/env python3
#
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command on a terminal and prints what it wrote there.

    on_terminal.py <command...>
"""

import os
import pty
import sys

os.environ["TERM"] = "xterm-256color"
os.environ.pop("NO_COLOR", None)
pty.spawn(sys.argv[1:])
