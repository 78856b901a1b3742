# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""damage.py <summary> <command...>: cuts the summary off at many places, and
changes single bytes; the command, given each result as its last argument, must
name it and exit with 2. The undamaged one must do."""
import subprocess
import sys

path, command = sys.argv[1], sys.argv[2:]
good = open(path, "rb").read()


def run(data):
    with open("damaged.nmrsum", "wb") as file:
        file.write(data)
    return subprocess.run(command + ["damaged.nmrsum"], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


assert run(good).returncode == 0
places = sorted({*range(0, 80, 5), *range(80, len(good), len(good) // 20),
                 len(good) - 1})
for place in places:
    flipped = good[:place] + bytes([good[place] ^ 4]) + good[place + 1:]
    for what, data in ("cut off", good[:place]), ("changed", flipped):
        done = run(data)
        if done.returncode != 2 or "damaged.nmrsum" not in done.stderr:
            sys.exit("%s at byte %d: exit code %d\n%s%s" % (
                what, place, done.returncode, done.stdout, done.stderr))
