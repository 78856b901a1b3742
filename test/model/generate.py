#!/usr/bin/env python3
# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small random drivers, about half of which leave the NMR wrongly on some path.

The same seed and index make the same driver, on every machine.
"""

import argparse
import os
import random

from compose import Composer
import contexts
from hold import hold
from mutate import mutate
import raii


def generate(seed, index):
    """Driver number `index` of the sequence that `seed` starts."""
    rng = random.Random(f"{seed}/{index}")
    name = f"d{index:05}"
    # A sequence of its own, so that the other drivers stay what they are.
    own = random.Random(f"{seed}/{index}/contexts")
    if own.random() < 0.05:
        program = contexts.compose(own, name)
        program.link()
        return program
    if rng.random() < 0.08:
        program = raii.compose(rng, name)
    else:
        program = Composer(rng, name, "c++" if rng.random() < 0.08 else "c").run()
    if rng.random() < 0.72:
        mutate(rng, program)
        if rng.random() < 0.25:
            mutate(rng, program)
    # A sequence of its own, so that the other choices stay what they are.
    locks = random.Random(f"{seed}/{index}/locks")
    if locks.random() < 0.2:
        hold(locks, program)
    program.link()
    return program


def write(program, folder):
    """Writes the files of a driver; answers the paths of the main ones."""
    os.makedirs(folder, exist_ok=True)
    mains = []
    for name, text in program.files().items():
        path = os.path.join(folder, name)
        with open(path, "w") as out:
            out.write(f"// {program.name}: " + "; ".join(program.notes) + "\n" + text)
        if not name.endswith(".h"):
            mains.append(path)
    return mains


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("out", help="folder to write a folder per driver to")
    args = parser.parse_args()
    for index in range(args.first, args.first + args.count):
        program = generate(args.seed, index)
        write(program, os.path.join(args.out, program.name))


if __name__ == "__main__":
    main()
