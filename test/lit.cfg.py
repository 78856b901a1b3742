# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The lit configuration. A test is a source file with RUN lines; what the three
# front ends must say of it is written beside the lines that they say it of
# (see check_nmr.py).

import os
import shlex
import shutil
import subprocess

import lit.formats

config.name = "nmr-tidy"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp", ".test"]
config.excludes = ["Inputs", "unit", "model", "fuzz", "CMakeLists.txt"]
config.test_source_root = os.path.join(config.nmr_source_dir, "test")

inputs = os.path.join(config.test_source_root, "Inputs")
wdk = os.path.join(config.nmr_source_dir, "include", "wdk")
mingw = "/usr/x86_64-w64-mingw32/include"

# What every test is compiled with. A test that includes <wdk-mini.h> sees the
# few declarations that it needs; one that includes <ntddk.h> sees the real
# thing. Both come as system headers, as a WDK does.
flags = ["--target=x86_64-w64-mingw32"]
for folder in [inputs, wdk, mingw, os.path.join(mingw, "ddk")]:
    flags += ["-isystem", folder]
flags += ["-Wno-#warnings"]

plugin = os.path.join(config.nmr_binary_dir, "lib", "NmrTidyModule.so")
nmr_tidy = os.path.join(config.nmr_binary_dir, "bin", "nmr-tidy")
nmr_scan = os.path.join(config.nmr_binary_dir, "bin", "nmr-scan")
nmr_clangd = os.path.join(config.nmr_binary_dir, "bin", "nmr-clangd")
tidy_plugin = [config.clang_tidy, "--load=" + plugin]

# A plugin built with sanitizers can't be loaded by a program without them:
# nmr-tidy, of the same sources, stands in.
if config.sanitize:
    config.available_features.add("sanitize")
    if config.sanitize == "thread":
        config.available_features.add("thread")
    tidy_plugin = [nmr_tidy]
    config.environment.update(
        setting.split("=", 1)
        for setting in config.sanitize_environment.split(";"))


def quote(words):
    return " ".join(shlex.quote(word) for word in words)


check_nmr = [config.python,
             os.path.join(config.test_source_root, "check_nmr.py"),
             *("--tidy=" + tidy for tidy in
               dict.fromkeys([quote(tidy_plugin), nmr_tidy])),
             "--scan=" + nmr_scan,
             "--flags=" + quote(flags)]


def imports(python, module):
    return subprocess.run([python, "-c", "import " + module],
                          stderr=subprocess.DEVNULL).returncode == 0


# The system's Python has the packages that scripts/packages lists; another that
# comes first in PATH may not.
def python_with(module):
    for python in [config.python, "/usr/bin/python3"]:
        if os.path.exists(python) and imports(python, module):
            return python
    return None


# What a program of scripts/packages is needed for runs where that is, and is
# listed as skipped elsewhere (scripts/sum-results).
browser_python = python_with("selenium")
if browser_python and all(map(os.path.exists, ["/usr/bin/chromium",
                                               "/usr/bin/chromedriver"])):
    config.available_features.add("chromium")

# The archive's Bazel. Its server is left to end by itself: 'bazel shutdown'
# fails where nobody reaps orphans.
bazel = shutil.which("bazel-4")
if bazel:
    config.available_features.add("bazel")

# What must not need a network runs without one, where that can be had.
offline = ["unshare", "--map-root-user", "--net"]
if subprocess.run([*offline, "true"], stderr=subprocess.DEVNULL).returncode:
    offline = []

# clangd's own objects carry no annotations of what an allocator has given out,
# and share its templates with ours: AddressSanitizer takes that for errors.
if "address" not in config.sanitize:
    config.available_features.add("nmr-clangd")
for program, feature in [("pre-commit", "pre-commit"), ("yamllint", "yamllint"),
                         ("nvim", "neovim"), ("emacs", "emacs"),
                         ("x86_64-w64-mingw32-g++-posix", "mingw")]:
    if shutil.which(program):
        config.available_features.add(feature)
if os.path.exists("/usr/share/bash-completion/bash_completion"):
    config.available_features.add("bash-completion")
# Makes a root of its own, for which one has to be root.
if shutil.which("mmdebstrap") and os.geteuid() == 0:
    config.available_features.add("mmdebstrap")

config.substitutions += [
    ("%offline", quote(offline)),
    ("%{path}", os.environ["PATH"]),
    # Without the module the test fails, and says why.
    ("%schema_python", python_with("jsonschema") or config.python),
    ("%yaml_python", python_with("yaml") or config.python),
    ("%browser_python", browser_python or config.python),
    ("%sarif_schema", os.path.join(inputs, "sarif-2.1.0.schema.json")),
    ("%check_nmr", quote(check_nmr) + " --tmp=%t"),
    ("%clang_tidy", quote(tidy_plugin)),
    ("%nmr_tidy", nmr_tidy),
    ("%nmr_scan", nmr_scan),
    ("%nmr_clangd", nmr_clangd),
    # As the lines of a compile_flags.txt.
    ("%flags_file", quote([config.python, "-c",
                           "import sys; [print(f) for f in sys.argv[1:]]",
                           *flags])),
    ("%flags", quote(flags)),
    # CMake drops the second of two equal words.
    ("%cmake_flags", ";".join(flags).replace("-isystem;", "-isystem")),
    ("%cmake", config.cmake),
    ("%bazel", quote([bazel or "bazel-4", "--nohome_rc", "--max_idle_secs=15",
                      "--host_jvm_args=-XX:TieredStopAtLevel=1"])),
    ("%install_dir", config.nmr_binary_dir),
    ("%python", config.python),
    ("%source_dir", config.nmr_source_dir),
    ("%plugin", plugin),
    ("%tools_dir", config.llvm_tools_dir),
]

config.available_features.add("llvm-%d" % config.llvm_version)
# No test sees what a user's cache holds, or adds to it.
config.environment["XDG_CACHE_HOME"] = os.path.join(
    config.test_exec_root, "cache")
config.environment["PATH"] = os.pathsep.join(
    [config.llvm_tools_dir, config.environment.get("PATH", "")])
