"""A nurse's tablet: sends entries with their keys, and sends each again until it is acknowledged."""

import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar

from tests.live.furnish import PASSWORD, USERNAME

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"|<meta name="csrf-token" content="([^"]+)"')
NOT_NOW = (OSError, http.client.HTTPException)
PATIENCE_S = 120


class RefusedError(AssertionError):
    """The server refused an entry."""


@dataclass(slots=True, kw_only=True)
class Nurse:
    url: str
    username: str = USERNAME
    password: str = PASSWORD
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    n_sent_again: int = 0
    jar: CookieJar = field(default_factory=CookieJar)
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def cookies(self) -> str:
        """As a header says them."""
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)

    def log_in(self) -> None:
        page = self.get("/account/login/")
        self.token = _token(page)
        form = {"login": self.username, "password": self.password, "csrfmiddlewaretoken": self.token}
        request = urllib.request.Request(f"{self.url}/account/login/", data=urllib.parse.urlencode(form).encode())
        with self.opener.open(request, timeout=30) as answer:
            landed = answer.read().decode()
        assert "Log out" in landed or "account/logout" in landed, landed[-800:]
        self.token = _token(self.get("/board/"))

    def get(self, path: str) -> str:
        with self.opener.open(f"{self.url}{path}", timeout=30) as answer:
            return str(answer.read().decode())

    def enter(self, path: str, fields: Mapping[str, object]) -> None:
        """One entry, sent until it is acknowledged."""
        key, at = str(uuid.uuid4()), datetime.now(UTC).isoformat()
        until = time.monotonic() + PATIENCE_S
        while not self.send(path, {**fields, "client_key": key, "happened_at": at}):
            self.n_sent_again += 1
            assert time.monotonic() < until, f"{path} was never acknowledged."
            time.sleep(0.05)
        self.acknowledged.append(key)

    def send(self, path: str, fields: Mapping[str, object]) -> bool:
        """Whether this one was acknowledged; as the queue, nothing but 2xx with the key counts."""
        headers = {"X-CSRFToken": self.token, "HX-Request": "true"}
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(f"{self.url}{path}", data=body, headers=headers)
        try:
            with self.opener.open(request, timeout=30) as answer:
                answer.read()
                return bool(answer.headers.get("Wane-Entry") == fields["client_key"])
        except urllib.error.HTTPError as error:
            if error.code in {500, 502, 503}:
                return False
            raise RefusedError(f"{path}: {error.code} {error.read().decode()[:400]}") from error
        except NOT_NOW:
            return False


def _token(page: str) -> str:
    found = TOKEN.search(page)
    assert found is not None, page[:800]
    return found.group(1) or found.group(2)
