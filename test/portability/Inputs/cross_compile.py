# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""cross_compile.py <LLVM's headers> <embedded texts> <lib> <folder>...: compiles
each source of the folders of lib for Windows, with the warnings of our own
build, and keeps nothing."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

llvm, embedded, lib, *folders = sys.argv[1:]
sources = [s for folder in folders for s in sorted(Path(lib, folder).glob("*.cpp"))]
# Each library has a folder of its own.
texts = [f"-I{f}" for f in Path(embedded).iterdir() if f.is_dir()]


def compile_one(source):
    return subprocess.run(
        ["x86_64-w64-mingw32-g++-posix", "-std=c++20", "-fsyntax-only", "-Wall",
         "-Wextra", "-Werror", "-Wno-unused-parameter", "-Wno-restrict",
         "-I" + lib, *texts, "-isystem", llvm, str(source)]).returncode


with ThreadPoolExecutor(os.cpu_count()) as pool:
    failed = [s for s, status in zip(sources, pool.map(compile_one, sources))
              if status]
print(f"{len(sources)} files, {len(failed)} failed", *failed)
sys.exit(bool(failed) or not sources)
