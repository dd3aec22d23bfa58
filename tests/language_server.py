"""A client of the YAML language server, as an editor is: it opens a file, points, and asks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any

# As .vscode/settings.json and the extension's own defaults have it, without any mapping: the
# first line of the file alone tells the schema.
SETTINGS = {
    "yaml": {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False},
        "yamlVersion": "1.2",
    }
}
_CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {"hover": {"contentFormat": ["markdown"]}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """One editor, connected to one server."""

    to_server: IO[bytes]
    from_server: IO[bytes]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def open(self, file: Path, text: str) -> list[dict[str, Any]]:
        """Open a file with this text; what the server underlines in it."""
        address = file.as_uri()
        self.found.pop(address, None)
        # The server keeps what it understood by address and version: each opening is a new one.
        version = next(self.numbers)
        document = {"uri": address, "languageId": "yaml", "version": version, "text": text}
        self._send("textDocument/didOpen", {"textDocument": document})
        while address not in self.found:
            self._take()
        return self.found[address]

    def hover(self, file: Path, line: int, character: int) -> str:
        """What is shown when one points there. Lines and characters count from 0."""
        shown = self._ask("textDocument/hover", _place(file, line, character))
        return str(shown["contents"]["value"])

    def completion(self, file: Path, line: int, character: int) -> list[str]:
        """What is proposed there."""
        given = self._ask("textDocument/completion", _place(file, line, character))
        items = given if isinstance(given, list) else given["items"]
        return [item["label"] for item in items]

    def begin(self, folder: Path) -> None:
        """Introduce itself."""
        asked = {"processId": None, "rootUri": folder.as_uri(), "capabilities": _CAPABILITIES}
        self._ask("initialize", asked)
        self._send("initialized", {})
        self._send("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def _ask(self, method: str, given: dict[str, Any]) -> Any:
        number = next(self.numbers)
        self._write({"id": number, "method": method, "params": given})
        while True:
            message = self._take()
            if message.get("id") == number and "method" not in message:
                return message["result"]

    def _send(self, method: str, given: dict[str, Any]) -> None:
        self._write({"method": method, "params": given})

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.to_server.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.to_server.flush()

    def _take(self) -> dict[str, Any]:
        """Read one message, and answer it when it is a question."""
        message = self._read()
        if message.get("method") == "textDocument/publishDiagnostics":
            self.found[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            answer: object = None
            if message["method"] == "workspace/configuration":
                answer = [SETTINGS.get(item["section"]) for item in message["params"]["items"]]
            self._write({"id": message["id"], "result": answer})
        return message

    def _read(self) -> dict[str, Any]:
        length = 0
        while line := self.from_server.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise ConnectionError("the language server has gone")
        message: dict[str, Any] = json.loads(self.from_server.read(length))
        return message


def _place(file: Path, line: int, character: int) -> dict[str, Any]:
    position = {"line": line, "character": character}
    return {"textDocument": {"uri": file.as_uri()}, "position": position}


@contextmanager
def editor(program: str, folder: Path) -> Iterator[Editor]:
    """An editor opened on a folder, with a server of its own."""
    server = subprocess.Popen([program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert server.stdin
        assert server.stdout
        opened = Editor(to_server=server.stdin, from_server=server.stdout)
        opened.begin(folder)
        yield opened
    finally:
        server.kill()
        server.communicate()
