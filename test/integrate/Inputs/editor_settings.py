# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does what an editor does with the settings of its page, and prints what comes
of it.

    editor_settings.py visual-studio <properties> <nmr-tidy>
    editor_settings.py vscode <settings and tasks> <driver>
"""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

editor, page, argument = sys.argv[1:]


def visual_studio():
    properties = {p.tag: p.text for p in xml.parse(page).getroot()[0]}
    assert properties["EnableClangTidyCodeAnalysis"] == "true"
    assert (properties["ClangTidyToolExe"] ==
            os.path.basename(argument) + ".exe"), properties
    subprocess.run([argument, "--checks=" + properties["ClangTidyChecks"],
                    "--config={}", "--list-checks"], check=True)


def vscode():
    from lsp import Editor
    decoder = json.JSONDecoder()
    text = open(page).read()
    settings, end = decoder.raw_decode(text)
    tasks, _ = decoder.raw_decode(text[end:].lstrip())

    program = os.path.basename(settings["clangd.path"])
    with Editor(program, *settings["clangd.arguments"]) as session:
        print("server:", session.checks(session.open(argument)))

    task, = tasks["tasks"]
    output = subprocess.run(task["command"], shell=True, text=True,
                            stdout=subprocess.PIPE).stdout
    pattern = task["problemMatcher"]["pattern"]
    for line in output.splitlines():
        if match := re.search(pattern["regexp"], line):
            print("matched:", *(match[pattern[part]] for part in
                                ("file", "line", "column", "severity", "code")))


{"visual-studio": visual_studio, "vscode": vscode}[editor]()
