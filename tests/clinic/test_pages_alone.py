"""SE-2: pages load from our own origin and nothing else; failures speak in plain words."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

import wane_clinic.web
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
TEMPLATES = sorted((Path(wane_clinic.web.__file__).parent / "templates").rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(src=|type=\"application/json\"))", re.IGNORECASE)
ELSEWHERE = re.compile(r"(src|href|action)=\"(https?:)?//", re.IGNORECASE)


def test_se_2_every_answer_carries_the_policy(client: Client, browser: Callable[[Role], Client]) -> None:
    for answer in (client.get("/account/login/"), client.get("/nowhere/"), browser(Role.OWNER).get("/clinic/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_se_2_a_template_has_nothing_inline_and_nothing_from_elsewhere(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert INLINE.search(text) is None
    assert ELSEWHERE.search(text) is None


def test_a_page_that_is_not_there_says_so(client: Client) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert b"To the first page" in answer.content


def test_a_page_for_another_role_says_who_gives_roles(browser: Callable[[Role], Client]) -> None:
    answer = browser(Role.NURSE).get("/clinic/")

    assert answer.status_code == 403
    assert b"owner gives roles" in answer.content


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_form_from_another_log_in_is_refused_in_words(person: object) -> None:
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/account/login/", {"login": "nurse", "password": "x"})
    part = strict.post("/account/login/", headers={"hx-request": "true"})

    assert page.status_code == part.status_code == 403
    assert part.content.startswith(b"This page is from before")
