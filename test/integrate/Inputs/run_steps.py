# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_steps.py <file> [<input>=<value>...]: runs the steps of action.yml, or of
the Azure Pipelines block of a page, as the service would run them here. A step
that is another action, or a task of the service, is printed: 'uses', its name
and what it is given."""

import json
import os
import re
import subprocess
import sys
import tempfile
import yaml

file, *given = sys.argv[1:]
given = dict(g.split("=", 1) for g in given)
text = open(file).read()


def github():
    action = yaml.safe_load(text)
    unknown = set(given) - set(action["inputs"])
    assert not unknown, unknown
    names = {f"inputs.{name}": given.get(name, i["default"])
             for name, i in action["inputs"].items()}
    names["github.action_path"] = os.path.dirname(os.path.abspath(file))

    def value(expression):
        # An output that no step has set is empty.
        assert expression in names or expression.startswith("steps."), expression
        return names.get(expression, "")

    def fill(template):
        return re.sub(r"\$\{\{ (\S+) \}\}", lambda m: value(m[1]), template)

    def holds(condition):
        return eval(re.sub(r"\b(?:inputs|steps)\.[\w.-]+",
                           lambda m: repr(value(m[0])),
                           condition).replace("&&", " and "))

    for step in action["runs"]["steps"]:
        if not holds(step.get("if", "True")):
            continue
        if "uses" in step:
            print("uses", step["uses"],
                  json.dumps({k: fill(v) for k, v in step["with"].items()}))
            continue
        assert step["shell"] == "bash"
        with tempfile.NamedTemporaryFile("r") as output:
            environment = {k: fill(v) for k, v in step.get("env", {}).items()}
            run(fill(step["run"]), "-eo", "pipefail",
                GITHUB_OUTPUT=output.name, **environment)
            for line in output.read().splitlines():
                name, _, word = line.partition("=")
                names[f"steps.{step['id']}.outputs.{name}"] = word


def azure():
    block, = re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)
    failed = False
    for step in yaml.safe_load(block)["steps"]:
        condition = step.get("condition", "succeeded()")
        assert condition in ("succeeded()", "succeededOrFailed()"), condition
        if failed and condition == "succeeded()":
            continue
        step = json.loads(re.sub(r"\$\(([\w.]+)\)", lambda m: given[m[1]],
                                 json.dumps(step)))
        if "script" in step:
            failed |= bool(run(step["script"], check=False).returncode)
        else:
            print("uses", json.dumps(step, sort_keys=True))
    sys.exit(failed)


def run(script, *options, check=True, **environment):
    sys.stdout.flush()
    done = subprocess.run(["bash", "--noprofile", "--norc", *options, "-c", script],
                          env={**os.environ, **environment})
    if check and done.returncode:
        sys.exit(done.returncode)
    return done


github() if file.endswith(".yml") else azure()
