"""A patient's check-in: once, by a link of 128 bits that tells nothing, with what the patient may see and no more."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.bedside import Bedside, at_bedside
from tests.clinic.nine_months import judged
from wane_clinic.actions.forecasts import store_forecast
from wane_clinic.actions.releasing import release_forecast, withdraw_forecast
from wane_clinic.actions.scores import record_score
from wane_clinic.actions.surveys import make_link
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.models import Alert, Score, StoredForecast, SurveyLink
from wane_clinic.web.check_in.tries import AT_MOST

pytestmark = pytest.mark.django_db
NAMES = ("Bo", "Example", "Nia", "Nurse")


@pytest.fixture
def here() -> Bedside:
    return at_bedside()


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def token_of(here: Bedside, questionnaire: str = "phq9", *, days: float = 3.0, made_ago: float = 5.0) -> str:
    made = datetime.now(UTC) - timedelta(minutes=made_ago)
    link = make_link(
        course=here.course, questionnaire_id=questionnaire, expires_at=made + timedelta(days=days), by=here.nurse,
        happened_at=made, entered_at=made, client_key=uuid.uuid4(),
    )  # fmt: skip
    assert link.token is not None
    return link.token


def answers(items: list[int], **other: Any) -> dict[str, Any]:
    sent = {f"q{number}": item for number, item in enumerate(items, start=1)}
    return {"client_key": str(uuid.uuid4()), "happened_at": datetime.now(UTC).isoformat()} | sent | other


def test_ac_10_the_questions_reveal_no_name_and_no_score(here: Bedside, visitor: Client) -> None:
    record_score(course=here.course, instrument="phq9", items=[2] * 8 + [0], **here.said(5))
    page = visitor.get(f"/check-in/{token_of(here)}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert [name for name in NAMES if name in text] == []
    assert "Little interest or pleasure" in text
    assert "16" not in re.sub(r'value="[^"]*"|data-server-now="[^"]*"', "", text)
    assert "<title>Check-in</title>" in text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not page.cookies


def test_every_page_says_that_nobody_may_read_it_at_once_and_whom_to_call(here: Bedside, visitor: Client) -> None:
    address = f"/check-in/{token_of(here)}/"
    pages = [
        visitor.get(address),
        visitor.post(address, answers([1] * 4)),
        visitor.post(address, answers([1] * 9)),
        visitor.get(address),
    ]

    assert [page.status_code for page in pages] == [200, 422, 200, 404]
    for page in pages:
        assert "Nobody may read this at once" in page.content.decode()
        assert "emergency number" in page.content.decode()


def test_the_server_adds_up_and_shows_own_scores_and_the_next_visit(here: Bedside, visitor: Client) -> None:
    record_score(course=here.course, instrument="phq9", items=[2] * 8 + [0], **here.said(5))
    answer = visitor.post(f"/check-in/{token_of(here)}/", answers([1] * 8 + [0], total=99))

    text = answer.content.decode()
    score = Score.objects.latest("id")
    assert answer.status_code == 200
    assert (score.total, score.answered_by, score.entered_by) == (8.0, "patient", None)
    assert 'class="own-total">8<' in text
    assert '<td class="number">16</td>' in text
    assert "None is booked yet" in text
    assert "expected to last" not in text


def test_a_link_answers_once_and_the_same_sending_again_counts_once(here: Bedside, visitor: Client) -> None:
    address, sent = f"/check-in/{token_of(here)}/", answers([1] * 8 + [0])
    first, again, other = (
        visitor.post(address, sent),
        visitor.post(address, sent),
        visitor.post(address, answers([0] * 9)),
    )

    assert [first.status_code, again.status_code, other.status_code] == [200, 200, 404]
    assert first.headers["Wane-Entry"] == again.headers["Wane-Entry"] == sent["client_key"]
    assert "Wane-Entry" not in other.headers
    assert Score.objects.count() == 1
    assert visitor.get(address).status_code == 404


def test_ac_10_wrong_used_and_expired_links_look_the_same(here: Bedside, visitor: Client) -> None:
    used, expired = token_of(here), token_of(here, made_ago=60 * 24 * 5)
    visitor.post(f"/check-in/{used}/", answers([0] * 9))
    pages = [visitor.get(f"/check-in/{token}/") for token in (used, expired, "guessed", "0" * 22)]
    posts = [visitor.post(f"/check-in/{token}/", answers([0] * 9)) for token in (used, expired, "guessed", "0" * 22)]

    texts = {re.sub(r'data-server-now="[^"]*"', "", page.content.decode()) for page in [*pages, *posts]}
    assert {page.status_code for page in [*pages, *posts]} == {404}
    assert len(texts) == 1
    assert Score.objects.count() == 1


def test_ac_10_an_address_that_guesses_is_answered_no_more_for_a_while(here: Bedside, visitor: Client) -> None:
    for number in range(AT_MOST):
        assert visitor.get(f"/check-in/guess{number}/").status_code == 404
    good = token_of(here)

    assert visitor.get(f"/check-in/{good}/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/check-in/{good}/").status_code == 200


def test_ac_10_only_the_hash_of_128_bits_is_kept(here: Bedside) -> None:
    tokens = [token_of(here) for _ in range(20)]

    assert len(set(tokens)) == 20
    assert {len(token) for token in tokens} == {22}
    kept = {link.token_hash for link in SurveyLink.objects.all()}
    assert kept.isdisjoint(tokens)


def test_an_item_9_above_zero_alerts_the_lead_and_says_whom_to_call_now(here: Bedside, visitor: Client) -> None:
    answer = visitor.post(f"/check-in/{token_of(here)}/", answers([0] * 8 + [1]))

    text, alert = answer.content.decode(), Alert.objects.get()
    assert alert.to == here.course.lead
    assert "call now" in text
    assert alert.to.full_name in text
    assert "may not see it at once" in text


def test_an_item_9_of_zero_alerts_nobody(here: Bedside, visitor: Client) -> None:
    text = visitor.post(f"/check-in/{token_of(here)}/", answers([3] * 8 + [0])).content.decode()

    assert not Alert.objects.exists()
    assert "call now" not in text


@pytest.mark.parametrize(
    ("name", "items"), [("gad7", [1] * 7), ("pain_nrs", [4]), ("peg", [1, 2, 3]), ("daily_mood", [7])]
)
def test_each_questionnaire_is_answered(here: Bedside, visitor: Client, name: str, items: list[int]) -> None:
    address = f"/check-in/{token_of(here, name)}/"

    assert visitor.get(address).status_code == 200
    assert visitor.post(address, answers(items)).status_code == 200
    assert Score.objects.get().instrument == name


@pytest.fixture
def forecast() -> tuple[Bedside, StoredForecast]:
    """At 8 of 27 three days ago, and the forecast of two days ago: the clock of these pages is the real one."""
    here = at_bedside(session_begun="ready_check")
    for at, each in ((here.said(5), 2), (here.said(120), 1), (days_ago(here, 3), 1)):
        record_score(course=here.course, instrument="phq9", items=[each] * 8 + [0], **at)
    return here, store_forecast(course=here.course, **days_ago(here, 2))


def days_ago(here: Bedside, days: float) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(days=days)
    return here.said(0, happened_at=at, entered_at=at)


def page_after(visitor: Client, here: Bedside, each: int = 1) -> str:
    """The page that the patient sees after answering."""
    return visitor.post(f"/check-in/{token_of(here)}/", answers([each] * 8 + [0])).content.decode()


def test_cds_8_the_forecast_shows_once_a_clinician_has_released_it(
    visitor: Client, forecast: tuple[Bedside, StoredForecast]
) -> None:
    here, stored = forecast
    judged("open")
    release_forecast(forecast=stored, **days_ago(here, 2))
    after = page_after(visitor, here)

    assert "In 8 of 10 people like this, between" in after
    assert "Shared with you by Nia Nurse" in after
    assert f"Made on {stored.happened_at:%-d %B %Y}, before the answers that you gave now." in after


@pytest.mark.parametrize("why", ["not released", "not judged", "withdrawn", "newer score", "newer forecast", "answer"])
def test_cds_8_a_forecast_that_is_not_shared_or_overtaken_is_hidden(
    visitor: Client, forecast: tuple[Bedside, StoredForecast], why: str
) -> None:
    here, stored = forecast
    if why != "not judged":
        judged("open")
    if why != "not released":
        release_forecast(forecast=stored, **days_ago(here, 2))
    if why == "withdrawn":
        withdraw_forecast(forecast=stored, reason="the dose was changed", **days_ago(here, 2))
    if why == "newer score":
        record_score(course=here.course, instrument="phq9", items=[1] * 8 + [0], **days_ago(here, 1))
    if why == "newer forecast":
        store_forecast(course=here.course, **days_ago(here, 1))
    page = page_after(visitor, here, 3 if why == "answer" else 1)

    assert "Your answers have arrived" in page
    assert "expected to last" not in page


def test_se_4_the_audit_knows_the_route_and_not_the_link(here: Bedside, visitor: Client) -> None:
    token = token_of(here)
    visitor.post(f"/check-in/{token}/", answers([0] * 9))

    event = AuditEvent.objects.filter(action="answer_link").get()
    assert token not in str(list(AuditEvent.objects.values()))
    assert "check-in/<str:token>/" in event.where


def test_what_is_typed_wrongly_is_said_and_the_rest_is_kept(here: Bedside, visitor: Client) -> None:
    address = f"/check-in/{token_of(here)}/"
    short = visitor.post(address, answers([2] * 8))
    odd = visitor.post(address, answers([2] * 8, q9="7"))
    late = visitor.post(address, answers([1] * 9, happened_at="2999-01-01T00:00:00+00:00"))
    early = visitor.post(address, answers([1] * 9, happened_at="2020-01-01T00:00:00+00:00"))

    assert [page.status_code for page in (short, odd, late, early)] == [422] * 4
    assert "8 answers came; PHQ-9 has 9 questions." in short.content.decode()
    assert short.content.decode().count(" checked") == 8
    assert "in the future" in late.content.decode()
    assert "before the link was made" in early.content.decode()
    assert not Score.objects.exists()
    assert visitor.post(address, answers([1] * 8 + [0])).status_code == 200


odd_text = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(st.sampled_from(["q1", "q2", "q9", "q10", "client_key", "happened_at"]), odd_text))
def test_whatever_is_sent_is_answered_with_a_sentence(here: Bedside, visitor: Client, sent: dict[str, str]) -> None:
    address = f"/check-in/{token_of(here)}/"

    assert visitor.post(address, answers([1] * 9) | sent).status_code in {200, 422}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=odd_text.filter(lambda text: "/" not in text and text.strip(".") != ""))
def test_whatever_link_is_guessed_has_the_plain_answer(db: None, token: str) -> None:
    visitor = Client(REMOTE_ADDR=uuid.uuid4().hex)

    assert visitor.get(f"/check-in/{quote(token, safe='')}/").status_code == 404
    assert visitor.post(f"/check-in/{quote(token, safe='')}/", answers([0] * 9)).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(visitor: Client, method: str) -> None:
    assert getattr(visitor, method)("/check-in/x/").status_code == 405
