"""A small server for the specimen: the strict content policy, an entry door that can be down, an unlock door."""

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass
class Door:
    """What the entry door does and what came through it."""

    mode: str = "open"  # open | down | refuse | portal
    posts: list[dict[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    def __init__(self, folder: Path, door: Door, *args: object) -> None:
        self.folder, self.door = folder, door
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        name = {"/": "specimen.html", "/evidence/relief": "evidence.html"}.get(path, path.lstrip("/"))
        file = self.folder / name
        if not file.is_file():
            self.answer(404, b"", "text/plain")
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.answer(200, file.read_bytes(), kind)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/lock":
            self.answer(204, b"", "text/plain")
        elif self.path == "/unlock":
            right = "2468" in body
            words = b"" if right else b"That PIN is not right."
            self.answer(200 if right else 400, words, "text/plain", {"Wane-Unlocked": "J. Moss"} if right else {})
        else:
            self.entry(body)

    def entry(self, body: str) -> None:
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        if self.door.mode == "down":
            self.close_connection = True
            return
        if self.door.mode == "portal":
            self.answer(200, b"<h1>Welcome to the guest network</h1>", "text/html")
            return
        self.door.posts.append(fields)
        if self.door.mode == "refuse":
            self.answer(422, b"A pressure of 300 cannot be: enter at most 260.", "text/plain")
            return
        words = f'<li class="entry"><time>10:27</time><span>BP {fields.get("systolic_mmhg")}</span></li>'
        self.answer(201, words.encode(), "text/html", {"Wane-Entry": fields["client_key"]})

    def answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        text = "; charset=utf-8" if kind.startswith("text/") else ""
        sent = {"Content-Type": kind + text, "Content-Length": str(len(body)), "Content-Security-Policy": POLICY}
        for name, value in {**sent, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Door]]:
    door = Door()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, folder, door))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", door
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
