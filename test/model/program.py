# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A small syntax tree of C: enough to build a driver, to mutate it, to print it.

Statements carry a tag that says what they are for ("wait", "clear", "rollback", ...); mutations choose by tag. Text
within a statement is C as it will be printed.
"""

import re
from dataclasses import dataclass, field


@dataclass
class Stmt:
    """A statement without structure of its own."""
    text: str
    tag: str = ""


@dataclass
class If:
    cond: str
    then: list
    orelse: list = field(default_factory=list)
    tag: str = ""


@dataclass
class Loop:
    """`head { body }`, or with a tail `do { body } while (tail);`."""
    head: str
    body: list
    tail: str = ""
    tag: str = ""


@dataclass
class Case:
    labels: list  # "STATUS_PENDING"; "default"
    body: list
    falls: bool = False  # into the next one


@dataclass
class Switch:
    value: str
    cases: list
    tag: str = ""


@dataclass
class Label:
    name: str


@dataclass
class Block:
    """`head { body close`: what the other nodes have no form for, such as a lambda."""
    head: str
    body: list
    close: str = "}"
    tag: str = ""


def negate(cond):
    """The condition's opposite, as a person would write it."""
    m = re.fullmatch(r"!(\w+|NT_SUCCESS\([^()]*\))", cond)
    if m:
        return m[1]
    if re.fullmatch(r"[\w.\->\[\]]+|NT_SUCCESS\([^()]*\)", cond):
        return "!" + cond
    m = re.fullmatch(r"([^=!<>&|?]+) (==|!=) ([^=!<>&|?]+)", cond)
    if m:
        return f"{m[1]} {'!=' if m[2] == '==' else '=='} {m[3]}"
    return f"!({cond})"


def bodies(node):
    """The statement lists directly inside a node."""
    if isinstance(node, If):
        return [node.then, node.orelse]
    if isinstance(node, (Loop, Block)):
        return [node.body]
    if isinstance(node, Switch):
        return [c.body for c in node.cases]
    return []


def walk(body):
    """All (list, index) positions of a statement list, inner ones too."""
    for i, node in enumerate(body):
        yield body, i
        for inner in bodies(node):
            yield from walk(inner)


def print_body(body, out, depth):
    pad = "  " * depth
    for node in body:
        if isinstance(node, Stmt):
            out.append(pad + node.text)
        elif isinstance(node, Label):
            out.append("  " * (depth - 1) + node.name + ":")
        elif isinstance(node, If):
            out.append(f"{pad}if ({node.cond}) {{")
            print_body(node.then, out, depth + 1)
            if node.orelse:
                out.append(pad + "} else {")
                print_body(node.orelse, out, depth + 1)
            out.append(pad + "}")
        elif isinstance(node, Loop):
            out.append(f"{pad}{node.head} {{")
            print_body(node.body, out, depth + 1)
            out.append(pad + ("} while (%s);" % node.tail if node.tail else "}"))
        elif isinstance(node, Block):
            out.append(f"{pad}{node.head} {{")
            print_body(node.body, out, depth + 1)
            out.append(pad + node.close)
        elif isinstance(node, Switch):
            out.append(f"{pad}switch ({node.value}) {{")
            for case in node.cases:
                for label in case.labels:
                    out.append(pad + ("default:" if label == "default" else f"case {label}:"))
                print_body(case.body, out, depth + 1)
                if not case.falls:
                    out.append("  " * (depth + 1) + "break;")
            out.append(pad + "}")
        else:
            raise TypeError(node)
    if body and isinstance(body[-1], Label):
        out.append(pad + ";")


def declared_name(decl):
    return re.search(r"(\w+)(\[\w*\])?( =.*)?;$", decl)[1]


@dataclass
class Function:
    returns: str
    name: str
    params: str
    body: list
    # What it is for: "entry", "unload", "start", "stop", "callback", "".
    role: str = ""
    # Role typedef it is declared through, if any ("DRIVER_UNLOAD").
    declared_as: str = ""
    locals: list = field(default_factory=list)  # "NTSTATUS Status;"
    external: bool = False
    file: int = 0

    def local(self, decl):
        """Declares a local once; the first declaration stays."""
        name = declared_name(decl)
        if all(declared_name(other) != name for other in self.locals):
            self.locals.append(decl)

    def prototype(self):
        return f"{self.returns} {self.name}({self.params or 'VOID'})".strip()

    def text(self):
        out = []
        print_body(self.body, out, 1)
        return "\n".join(out)

    def lines(self):
        out = [("" if self.external else "static ") + self.prototype() + " {"]
        out += ["  " + decl for decl in self.locals]
        print_body(self.body, out, 1)
        return out + ["}"]


@dataclass
class Class:
    """A C++ class: everything is public and inline."""
    name: str
    head: str = ""  # "template <...>"
    base: str = ""
    members: list = field(default_factory=list)  # text
    methods: list = field(default_factory=list)  # functions; constructors and destructors return ""
    specifiers: dict = field(default_factory=dict)  # method name to "override" and the like

    def lines(self):
        out = [self.head] if self.head else []
        out += [f"class {self.name}{' : public ' + self.base if self.base else ''} {{", "public:"]
        for m in self.methods:
            suffix = self.specifiers.get(m.name, "")
            out.append("  " + (m.returns + " " if m.returns else "") + f"{m.name}({m.params}){suffix} {{")
            out += ["    " + decl for decl in m.locals]
            print_body(m.body, out, 2)
            out.append("  }")
        return out + ["  " + m for m in self.members] + ["};", ""]


@dataclass
class Global:
    """A variable: `type name suffix = init;`."""
    type: str
    name: str
    suffix: str = ""
    init: str = ""
    of_class: bool = False  # its type is a class of the driver
    external: bool = False
    file: int = 0

    def declaration(self):
        return f"{self.type} {self.name}{self.suffix};"

    def definition(self):
        init = f" = {self.init}" if self.init else ""
        return ("" if self.external else "static ") + f"{self.type} {self.name}{self.suffix}{init};"


@dataclass
class Program:
    """A driver: types and constants for everyone, globals, functions, in one to three files."""
    name: str
    language: str = "c"
    num_files: int = 1
    types: list = field(default_factory=list)  # text
    type_names: list = field(default_factory=list)  # every top-level name in them
    globals: list = field(default_factory=list)
    functions: list = field(default_factory=list)
    classes: list = field(default_factory=list)  # C++; they follow the globals of their file, which is the first
    flags: set = field(default_factory=set)
    max_callbacks: int = 1
    notes: list = field(default_factory=list)  # what it is made of, for triage

    def bodies(self):
        """Everything that has a body: functions and methods."""
        return self.functions + [m for c in self.classes for m in c.methods]

    def function(self, name):
        return next(f for f in self.functions if f.name == name)

    def top_level_names(self):
        return [f.name for f in self.functions] + [g.name for g in self.globals] + self.type_names

    def declared_unload(self):
        return next((f.name for f in self.functions if f.declared_as == "DRIVER_UNLOAD"), None)

    def place(self, rng):
        """Spreads the functions and globals over the files."""
        for item in self.globals + self.functions:
            item.file = rng.randrange(self.num_files)
            item.external = rng.random() < 0.2
        for f in self.functions:
            if f.role == "entry":
                f.file, f.external = 0, True

    def link(self):
        """Makes external what another file names."""
        texts = [(f.file, f.text()) for f in self.functions] + [(g.file, g.init) for g in self.globals]
        for item in self.globals + self.functions:
            word = re.compile(r"\b" + re.escape(item.name) + r"\b")
            used_in = {file for file, text in texts if word.search(text)}
            item.external = item.external or bool(used_in - {item.file})

    def files(self):
        """File name to text; the main files first."""
        ext = "cpp" if self.language == "c++" else "c"
        names = [f"{stem}.{ext}" for stem in ("driver", "npi", "util")[:self.num_files]]
        shared = ["#include <netioddk.h>", ""] + self.types
        header = []
        for g in self.globals:
            if g.external and self.num_files > 1:
                header.append("extern " + g.declaration())
        for f in self.functions:
            if f.external and self.num_files > 1 and f.role != "entry":
                header.append(f"{f.declared_as} {f.name};" if f.declared_as else f.prototype() + ";")
        result = {}
        for i, name in enumerate(names):
            out = ['#include "driver.h"'] if self.num_files > 1 else list(shared)
            if self.language == "c++":
                out += ["", 'extern "C" DRIVER_INITIALIZE DriverEntry;'] if i == 0 else []
            out.append("")
            for f in self.functions:
                if f.file == i and not (f.external and self.num_files > 1 and f.role != "entry"):
                    if f.role == "entry":
                        if self.language == "c":
                            out.append("DRIVER_INITIALIZE DriverEntry;")
                    elif f.declared_as:
                        out.append(("" if f.external else "static ") + f"{f.declared_as} {f.name};")
                    else:
                        out.append(("" if f.external else "static ") + f.prototype() + ";")
            out.append("")
            early = [g for g in self.globals if not g.of_class]
            out += [g.definition() for g in early if g.file == i]
            if i == 0:
                for c in self.classes:
                    out += [""] + c.lines()
            out += [g.definition() for g in self.globals if g.of_class and g.file == i]
            for f in self.functions:
                if f.file == i:
                    out += [""] + f.lines()
            result[name] = "\n".join(out) + "\n"
        if self.num_files > 1:
            guard = f"{self.name.upper()}_H"
            result["driver.h"] = "\n".join([f"#ifndef {guard}", f"#define {guard}", ""] + shared + [""] + header +
                                           ["", "#endif"]) + "\n"
        return result
