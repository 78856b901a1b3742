# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""on_terminal.py <command...>: runs it with a terminal of 80 columns as its
stderr, and prints what came there, with \\r and ESC as <CR> and <ESC>."""
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

ours, its = pty.openpty()
fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
run = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=its)
os.close(its)
got = b""
while True:
    try:
        data = os.read(ours, 4096)
    except OSError:  # How Linux says that the other end is closed.
        break
    if not data:
        break
    got += data
code = run.wait()
text = got.decode().replace("\r\n", "\n")
print(text.replace("\r", "<CR>").replace("\033", "<ESC>"))
sys.exit(code)
