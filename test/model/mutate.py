# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The mistakes that people make, applied to drivers that are right.

A mutation may leave a driver right after all; what is true is found by execution.
"""

import copy
import re

from program import Function, If, Label, Loop, Stmt, Switch, negate, walk

PENDING_TEST = r"([\w.\->]*(?:Status|Answer)) == (?:STATUS_PENDING|259|0x103)"
SYSTEM_TESTS = ["RtlIsNtDdiVersionAvailable(7)", "MmIsDriverVerifying(NULL)", "KdRefreshDebuggerNotPresent()"]


def positions(program, accept, roles=None):
    """(function, list, index) of the nodes that accept(node) holds for."""
    return [(f, body, i) for f in program.bodies() if roles is None or f.role in roles for body, i in walk(f.body)
            if accept(body[i])]


def tagged(*tags):
    return lambda node: getattr(node, "tag", "") in tags


def pick(rng, items):
    return rng.choice(items) if items else None


def drop(rng, program):
    tag = rng.choice(["wait", "wait", "dereg", "stop", "stop", "mark", "clear", "rollback", "rollback", "goto", "store", "keep"])
    found = pick(rng, positions(program, tagged(tag)))
    if not found:
        return None
    f, body, i = found
    node = body[i]
    if tag == "dereg" and isinstance(node, If):
        return None
    del body[i]
    return f"drop {tag} in {f.name}"


def swap(rng, program):
    """Two neighbours the other way round."""
    kinds = ("dereg", "wait", "clear", "test", "stop", "mark", "guard", "free")
    found = [(f, body, i) for f, body, i in positions(program, tagged(*kinds))
             if i + 1 < len(body) and tagged(*kinds)(body[i + 1])]
    found = pick(rng, found)
    if not found:
        return None
    f, body, i = found
    body[i], body[i + 1] = body[i + 1], body[i]
    return f"swap in {f.name}"


def free_early(rng, program):
    """Memory is given back before what comes before that."""
    found = pick(rng, [(f, body, i) for f, body, i in positions(program, tagged("free")) if i > 0])
    if not found:
        return None
    f, body, i = found
    body.insert(rng.randrange(i), body.pop(i))
    return f"freed early in {f.name}"


def text_mutation(rng, program, pattern, replace, what, roles=None):
    """Replaces one occurrence in a statement or condition."""
    places = []
    for f, body, i in positions(program, lambda n: isinstance(n, (Stmt, If)), roles):
        node = body[i]
        attribute = "cond" if isinstance(node, If) else "text"
        for m in re.finditer(pattern, getattr(node, attribute)):
            places.append((f, node, attribute, m))
    found = pick(rng, places)
    if not found:
        return None
    f, node, attribute, m = found
    text = getattr(node, attribute)
    new = replace(m)
    if new is None or new == m[0]:
        return None
    setattr(node, attribute, text[:m.start()] + new + text[m.end():])
    return f"{what} in {f.name}"


def wrong_kind(rng, program):
    other = {"Client": "Provider", "Provider": "Client"}
    return text_mutation(rng, program, r"Nmr(Deregister|WaitFor)(Client|Provider)",
                         lambda m: f"Nmr{m[1]}{other[m[2]]}", "wrong kind")


def wrong_status(rng, program):
    if rng.random() < 0.5:
        return text_mutation(rng, program, PENDING_TEST,
                             lambda m: f"{m[1]} == STATUS_SUCCESS", "tests for success")
    return text_mutation(rng, program, PENDING_TEST,
                         lambda m: f"!NT_SUCCESS({m[1]})", "tests for failure")


def wrong_handle(rng, program):
    text = "\n".join(f.text() for f in program.bodies())
    handles = sorted(set(re.findall(r"\b(?:g_|g_State\.|g_Context->|Context->|State->)\w+Handle\b", text)))
    return text_mutation(rng, program, r"(?:g_|g_State\.|g_Context->|Context->|State->)\w+Handle\b",
                         lambda m: pick(rng, [h for h in handles if h != m[0] and h.split(">")[0].split(".")[0] ==
                                              m[0].split(">")[0].split(".")[0] or h.startswith("g_") and
                                              m[0].startswith("g_") and h != m[0] and ">" not in h + m[0] and
                                              "." not in h + m[0]]), "wrong handle", ("stop", "unload"))


def wrong_bound(rng, program):
    loops = positions(program, lambda n: isinstance(n, Loop) and "Index = 0" in n.head)
    found = pick(rng, loops)
    if not found:
        return None
    f, body, i = found
    if rng.random() < 0.5:
        body[i].head = body[i].head.replace("Index = 0", "Index = 1")
    else:
        body[i].head = re.sub(r"Index < ([\w.>\-]+)", r"Index + 1 < \1", body[i].head)
    return f"wrong bound in {f.name}"


def invert(rng, program):
    found = pick(rng, positions(program, lambda n: isinstance(n, If) and n.tag))
    if not found:
        return None
    f, body, i = found
    body[i].cond = negate(body[i].cond)
    return f"inverted '{body[i].cond}' in {f.name}"


def swap_results(rng, program):
    return text_mutation(rng, program, r"\? (\w+|-1) : (\w+|-1);", lambda m: f"? {m[2]} : {m[1]};", "swapped results",
                         ("start",))


def unguard(rng, program):
    found = pick(rng, positions(program, lambda n: isinstance(n, If) and n.tag == "guard"))
    if not found:
        return None
    f, body, i = found
    node = body[i]
    early_out = len(node.then) == 1 and isinstance(node.then[0], Stmt) and node.then[0].text in ("return;", "continue;")
    body[i:i + 1] = node.orelse if early_out else node.then
    return f"guard dropped in {f.name}"


def leave_early(rng, program):
    f = rng.choice([f for f in program.bodies() if f.role in ("unload", "stop", "entry", "start")])
    i = rng.randrange(len(f.body) + 1)
    if f.role == "entry":
        f.local("NTSTATUS Status = STATUS_SUCCESS;")
        f.body[i:i] = [Stmt("Status = RtlCheckRegistryKey(0, NULL);"),
                       If("!NT_SUCCESS(Status)", [Stmt("return Status;")])]
        return "early failure in DriverEntry"
    value = {"VOID": "", "NTSTATUS": " STATUS_SUCCESS", "BOOLEAN": " TRUE", "int": " 0", "RESULT_CODE": " RcOk"}
    if rng.random() < 0.5 and f.returns in ("NTSTATUS", "BOOLEAN", "int", "RESULT_CODE"):
        value = {"NTSTATUS": " STATUS_UNSUCCESSFUL", "BOOLEAN": " FALSE", "int": " -1", "RESULT_CODE": " RcFail"}
    f.body[i:i] = [If(rng.choice(SYSTEM_TESTS), [Stmt(f"return{value.get(f.returns, '')};")])]
    return f"early return in {f.name}"


def repeat(rng, program):
    found = pick(rng, positions(program, tagged("stop", "dereg", "wait", "guard", "register")))
    if not found:
        return None
    f, body, i = found
    if isinstance(body[i], If) and body[i].tag == "guard" and len(body[i].then) == 1:
        return None
    body.insert(i + 1, copy.deepcopy(body[i]))
    return f"repeated in {f.name}"


def make_conditional(rng, program):
    found = pick(rng, positions(program, lambda n: tagged("stop", "wait", "dereg", "rollback")(n) and
                                isinstance(n, Stmt)))
    if not found:
        return None
    f, body, i = found
    body[i] = If(rng.choice(SYSTEM_TESTS), [body[i]])
    return f"conditional in {f.name}"


def wrong_label(rng, program):
    jumps = []
    for f in program.bodies():
        labels = [body[i].name for body, i in walk(f.body) if isinstance(body[i], Label)]
        for body, i in walk(f.body):
            node = body[i]
            if isinstance(node, Stmt) and node.text.startswith("goto ") and len(labels) > 1:
                jumps.append((f, node, [n for n in labels if f"goto {n};" != node.text]))
    found = pick(rng, jumps)
    if not found:
        return None
    f, node, labels = found
    node.text = f"goto {rng.choice(labels)};"
    return f"wrong label in {f.name}"


def mark_early(rng, program):
    """A flag set whether or not the call succeeded."""
    found = pick(rng, [(f, body, i) for f, body, i in positions(program, lambda n: isinstance(n, If) and n.tag == "test")
                       if body[i].then and tagged("mark", "store")(body[i].then[-1])])
    if not found:
        return None
    f, body, i = found
    body[i:i + 1] = body[i].then
    return f"unconditional mark in {f.name}"


def lose_handle(rng, program):
    """The handle goes to a local."""
    found = pick(rng, [(f, body[i]) for f, body, i in positions(program, tagged("register"), ("start", "entry"))
                       if re.search(r"&[\w.>\-]*Handle_?\)", body[i].text)])
    if not found:
        return None
    f, node = found
    node.text = re.sub(r"&[\w.>\-]*Handle_?\)", "&Unused)", node.text)
    f.local("HANDLE Unused = NULL;")
    return f"handle in a local of {f.name}"


def unload_unset(rng, program):
    found = pick(rng, positions(program, tagged("unload")))
    if not found:
        return None
    f, body, i = found
    del body[i]
    return "no unload routine"


def forget_fall_through(rng, program):
    found = pick(rng, positions(program, lambda n: isinstance(n, Switch) and any(c.falls for c in n.cases)))
    if not found:
        return None
    f, body, i = found
    rng.choice([c for c in body[i].cases if c.falls]).falls = False
    return f"missing fall-through in {f.name}"


MUTATIONS = [drop] * 6 + [swap] * 3 + [wrong_kind, wrong_status, wrong_status, wrong_handle, wrong_bound, invert,
                                       invert, swap_results, unguard, unguard, leave_early, leave_early, leave_early,
                                       repeat, repeat, make_conditional, make_conditional, wrong_label, mark_early, free_early, free_early,
                                       forget_fall_through, lose_handle, lose_handle, unload_unset]


def initialise_locals(program):
    """A local that a mutation leaves unset would make the driver's behaviour undefined."""
    zero = {"NTSTATUS": "STATUS_SUCCESS", "BOOLEAN": "FALSE", "ULONG": "0", "HANDLE": "NULL"}
    for f in program.bodies():
        for i, decl in enumerate(f.locals):
            type_ = decl.split()[0]
            if "=" not in decl and type_ in zero:
                f.locals[i] = f"{decl[:-1]} = {zero[type_]};"


def mutate(rng, program):
    """Applies one mutation, and notes it."""
    initialise_locals(program)
    for _ in range(20):
        what = rng.choice(MUTATIONS)(rng, program)
        if what:
            program.notes.append("mutation: " + what)
            return
