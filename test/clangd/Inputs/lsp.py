# Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""An editor for the tests: speaks the Language Server Protocol to a clangd over
its stdin and stdout."""

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path

# Long enough for a sanitizer build on a busy machine; a test that waits for it
# has failed.
PATIENCE = 300


class Editor:
    """A session. Leaving the block shuts the server down; it must end well."""

    def __init__(self, *command):
        # The index is built when nothing else wants the processor, which on a
        # busy machine is never; and the server waits for it at the end.
        command = [*command, "--log=error", "--background-index=false"]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.pid = self._server.pid
        self._sent = 0
        self._published = {}  # By path: (version, diagnostics)
        self._texts = {}
        self._versions = {}
        self._inbox = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.request("initialize", {
            "processId": None, "rootUri": None,
            "capabilities": {"textDocument": {
                "publishDiagnostics": {"relatedInformation": True},
                "codeAction": {"codeActionLiteralSupport": {
                    "codeActionKind": {"valueSet": ["quickfix"]}}}}}})
        self._send({"method": "initialized", "params": {}})

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        if failure:
            self._server.kill()
            return
        self.request("shutdown", None)
        self._send({"method": "exit"})
        status = self._server.wait(PATIENCE)
        if status != 0:
            sys.exit(f"the server ended with {status}")

    # Documents.

    def open(self, path, text=None):
        path = Path(path).resolve()
        self._texts[path] = path.read_text() if text is None else text
        self._versions[path] = 1
        self._send({"method": "textDocument/didOpen", "params": {
            "textDocument": {"uri": path.as_uri(), "languageId": language(path),
                             "version": 1, "text": self._texts[path]}}})
        return path

    def edit(self, path, text, judged=False):
        """Replaces the text; with `judged`, the server may not skip this
        version for a later one."""
        self._texts[path] = text
        self._versions[path] += 1
        change = {"textDocument": {"uri": path.as_uri(),
                                   "version": self._versions[path]},
                  "contentChanges": [{"text": text}]}
        if judged:
            change["wantDiagnostics"] = True
        self._send({"method": "textDocument/didChange", "params": change})

    def text(self, path):
        return self._texts[path]

    def diagnostics(self, path):
        """Those of the text as it is now."""
        while self._published.get(path, (0,))[0] != self._versions[path]:
            self._take(self._receive())
        return self._published[path][1]

    def checks(self, path):
        """The names of the checks that warn, once for each warning."""
        return sorted(d["code"] for d in self.diagnostics(path)
                      if str(d.get("code", "")).startswith("nmr-"))

    def fix(self, path, diagnostic):
        """Applies the one code action that the server has for a diagnostic."""
        actions = self.request("textDocument/codeAction", {
            "textDocument": {"uri": path.as_uri()},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic], "only": ["quickfix"]}})
        actions = [a for a in actions
                   if [d["code"] for d in a["diagnostics"]] == [diagnostic["code"]]]
        if len(actions) != 1:
            sys.exit(f"{len(actions)} fixes: {json.dumps(actions, indent=1)}")
        (uri, edits), = actions[0]["edit"]["changes"].items()
        if uri != path.as_uri():
            sys.exit(f"the edit is of {uri}")
        self.edit(path, apply(self._texts[path], edits))

    # Messages.

    def request(self, method, params):
        self._sent += 1
        message = {"method": method, "id": self._sent}
        if params is not None:
            message["params"] = params
        self._send(message)
        while True:
            answer = self._receive()
            if answer.get("id") != self._sent or "method" in answer:
                self._take(answer)
            elif "error" in answer:
                sys.exit(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _receive(self):
        try:
            message = self._inbox.get(timeout=PATIENCE)
        except queue.Empty:
            sys.exit(f"no word from the server for {PATIENCE} s")
        if message is None:
            sys.exit(f"the server is gone: {self._server.wait(PATIENCE)}")
        return message

    def _take(self, message):
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            path = next((p for p in self._versions
                         if p.as_uri() == params["uri"]), None)
            if path:
                self._published[path] = (params.get("version"),
                                         params["diagnostics"])

    def _read(self):
        stream = self._server.stdout
        while True:
            length = None
            while (line := stream.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                self._inbox.put(None)
                return
            self._inbox.put(json.loads(stream.read(length)))


def language(path):
    return "cpp" if path.suffix == ".cpp" else "c"


def apply(text, edits):
    """The text after LSP's edits. The tests' texts are ASCII."""
    lines = text.splitlines(keepends=True) + [""]
    starts = [sum(map(len, lines[:n])) for n in range(len(lines))]

    def offset(position):
        return starts[position["line"]] + position["character"]

    for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]),
                       reverse=True):
        text = (text[:offset(edit["range"]["start"])] + edit["newText"] +
                text[offset(edit["range"]["end"]):])
    return text


def expect(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, wanted {wanted!r}")
