"""Planning a session: what CDS-1 asks stands on the page, a slip is said, a booking keeps plan and provenance."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from tests.clinic.sheet import a_session, ago
from wane_clinic.audit.models import AuditEvent
from wane_clinic.bridge.asked_plan import Asked, Regimen, plan_asked
from wane_clinic.bridge.banded import banded
from wane_clinic.bridge.session_plan import compute_plan
from wane_clinic.bridge.validated import Part, validated
from wane_clinic.care.models import Session, State, StoredPlan
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role
from wane_clinic.web.plan_session.values import curves, number_of

pytestmark = pytest.mark.django_db
PERSON = Callable[[Role], Clinician]
ASKED = {"weight": "82 kg", "age": "44 years", "drug": "ketamine", "route": "iv", "dose": "0.5 mg/kg", "over": "40 min"}
ASKED_FOR = Asked(
    weight="82 kg", age="44 years", regimen=Regimen(drug="ketamine", route="iv", dose="0.5 mg/kg", over="40 min")
)


@pytest.fixture
def client(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.NURSE)


def told(client: Client, **asked: str) -> str:
    return client.get("/plan/", ASKED | asked).content.decode()


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


SIX = (
    ("Intended use and user", "decision support for a clinician who plans one session"),
    ("Inputs used and missing", r"weight 82 kg, age 44 years. Not known: sex, height.* and 3\d facts"),
    ("Method", "published population models, solved exactly for 1000 virtual people"),
    ("Data sources", r"n = 48, healthy volunteers, Leiden.*otto_2021_s_ketamine_iv"),
    ("Validation results", r"24 published values were predicted: .* 71 % of all lie in the 90 % band"),
    ("Known limits", "Not in the model: hydration"),
)


@pytest.mark.parametrize(("name", "words"), SIX)
def test_cds_1_the_page_says_each_of_the_six_in_plain_words(client: Client, name: str, words: str) -> None:
    said = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", told(client), re.S))

    assert [one for one, _ in SIX] == list(said)
    assert re.search(words, plain(said[name]))


@pytest.mark.parametrize(("part", "page"), [(Part.SESSION, "session.md"), (Part.RELIEF, "relief.md")])
def test_the_validation_results_are_those_of_the_documentation(part: Part, page: str) -> None:
    """Those pages are held to what `wane validate` prints by tests of their own."""
    text = (Path(__file__).parents[2] / "docs/validation" / page).read_text(encoding="utf-8")

    assert f"\n{validated(part)}\n" in text


def test_the_line_above_names_peak_band_and_time(client: Client) -> None:
    assert re.search(r"Peak ketamine, venous: 1\d0 ng/mL \(90 % \d+ to \d+\) at 40 min", plain(told(client)))


def test_a_second_order_stands_dashed_beside_the_first(client: Client) -> None:
    page = told(client, dose2="0.5 mg/kg", over2="60 min")

    assert "over 60 min (dashed)" in page
    assert "Beside it" in page
    assert '"strokeDash"' in page


def cells(page: str) -> list[list[str]]:
    """Rows of the tables of numbers as HTML: label, what is expected (of each order), sources."""
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</td></tr>", page, re.S)
    return [re.split(r"</th><td>|</td><td>", row) for row in rows]


def test_every_number_has_a_way_to_its_source(client: Client) -> None:
    """Told by the number itself: a row whose value begins with a digit needs a link, and the link must open."""
    rows = [row for row in cells(told(client)) if "data-evidence" in row[-1] or "withheld" in row[-1]]
    shown = {plain(row[0]).strip(): row[-1] for row in rows if re.match(r"\d|under", row[1])}
    links = {where for sources in shown.values() for where in re.findall(r'href="(/evidence/[^"]+)"', sources)}

    assert len(rows) == len(plan_asked(ASKED_FOR, now=datetime.now(UTC)).answer["summary"])
    assert {"Peak ketamine, venous", "Peak dissociation", "Earliest expected readiness, plan"} <= set(shown)
    assert [label for label, sources in shown.items() if "data-evidence" not in sources] == []
    assert [where for where in links if client.get(where).status_code != 200] == []


def test_a_number_without_a_source_is_withheld() -> None:
    item = {"id": "x", "label": "X", "value": 3.0, "low90": 1.0, "high90": 5.0, "unit": "h", "evidence": []}

    assert (number_of(item, None).words, number_of(item, None).reason) == ("", "withheld: it has no source")
    assert number_of(item | {"evidence": ["KR076"]}, item).beside == "not shown"


def test_both_orders_give_their_sources(client: Client) -> None:
    """A second route rests on other models, and its numbers stand in the same row."""
    alone, both = (
        {plain(row[0]).strip(): set(re.findall(r"/evidence/([^\"]+)", row[-1])) for row in cells(told(client, **more))}
        for more in ({}, {"route2": "im", "dose2": "0.5 mg/kg"})
    )

    assert alone["Peak dissociation"] < both["Peak dissociation"]


def test_each_trace_ends_in_the_mark_of_its_evidence(client: Client) -> None:
    page = told(client)
    spec = json.loads(re.findall(r'<script id="plan-spec" type="application/json">(.*?)</script>', page, re.S)[0])
    legend = page.split('<p class="legend">')[1].split("</p>")[0]
    linked = [part[:3] for part in legend.split("<span>") if "/evidence/" in part]

    assert [panel["title"]["text"] for panel in spec["vconcat"]] == [
        "Pump, as ordered", "Ketamine in plasma [1]", "Dissociation [2]", "Systolic, rise over before [3]",
        "Recovered, as the model expects [4]",
    ]  # fmt: skip
    assert linked == ["[1]", "[2]", "[3]", "[4]"]


def test_recovery_is_drawn_as_the_model_s_own_quantiles() -> None:
    """The three minutes are those of `readiness.model`: its 90 % interval and its median."""
    plan = plan_asked(ASKED_FOR, now=datetime.now(UTC))
    found = next(one for one in plan.answer["summary"] if one["id"] == "readiness.model")

    drawn = curves(plan).recovery

    assert drawn is not None
    assert drawn.shares == ((found["low90"], 5.0), (found["value"], 50.0), (found["high90"], 95.0))
    assert 40 <= drawn.early_min <= drawn.half_min <= drawn.late_min, "nobody is back before the end of dosing"


DATA = Path(__file__).parents[2] / "src/wane/evidence/data"
STUDIED = yaml.safe_load((DATA / "pk/otto_2021.yaml").read_text(encoding="utf-8"))["population"]
DOSES = yaml.safe_load((DATA / "registers/studied_doses.yaml").read_text(encoding="utf-8"))["doses"]
LIGHT, HEAVY = STUDIED["weight_low_kg"], STUDIED["weight_high_kg"]
OLD = 60
"""[years] where the largest model's effect of age begins: pk/kamp_2020.yaml."""


@pytest.mark.parametrize(
    ("typed", "is_marked"),
    [
        ({"weight": f"{LIGHT} kg"}, False), ({"weight": f"{0.95 * LIGHT:.1f} kg"}, True),
        ({"weight": f"{HEAVY} kg"}, False), ({"weight": f"{1.05 * HEAVY:.1f} kg"}, True),
        ({"age": f"{OLD} years"}, False), ({"age": f"{1.05 * OLD:.0f} years"}, True),
        ({"age": "18 years"}, False), ({"age": "17 years"}, True),
    ],
)  # fmt: skip
def test_cds_9_each_number_is_marked_from_the_edge_of_what_was_studied_on(
    client: Client, typed: dict[str, str], is_marked: bool
) -> None:
    """The edges are read from the model's own file; one per cent of a wider band is not told."""
    page = told(client, **({"weight": f"{HEAVY} kg"} | typed))
    rows = [row for row in cells(page) if "data-evidence" in row[-1] or "withheld" in row[-1]]

    assert ("Outside what was studied" in page) is is_marked
    assert [row[0] for row in rows if ("outside the studied range" in row[0]) is not is_marked] == []


USUAL = DOSES["ketamine_iv_infusion"]["usual"]


@pytest.mark.parametrize(
    ("typed", "is_asked"),
    [
        ({"dose": f"{USUAL[0]} mg/kg"}, False), ({"dose": f"{USUAL[1]} mg/kg"}, False),
        ({"dose": f"{0.99 * USUAL[0]:.4f} mg/kg"}, True), ({"dose": f"{1.01 * USUAL[1]:.4f} mg/kg"}, True),
        ({"dose": "41 mg"}, False), ({"dose": "0.5 mg"}, True), ({"over": "40 h"}, True),
        ({"dose2": "0.5 mg"}, True), ({"route2": "oral", "dose2": "1 mg/kg"}, False),
    ],
)  # fmt: skip
def test_cds_9_a_dose_outside_what_was_studied_is_asked_about_before_anything_is_shown(
    client: Client, typed: dict[str, str], is_asked: bool
) -> None:
    """The register of studied doses has the edges, in mg/kg by vein over minutes."""
    answer = client.get("/plan/", ASKED | typed)
    page = answer.content.decode()

    assert ("Is this dose meant?" in page, "Numbers, each with its source" in page) == (is_asked, not is_asked)
    assert answer.status_code == (422 if is_asked else 200)


def test_a_dose_that_is_meant_is_asked_about_once_and_another_one_again(client: Client) -> None:
    meant = "ketamine 0.5 mg IV over 40 min, 0.5 mg in all"
    first, ticked, other = (
        told(client, **typed)
        for typed in ({"dose": "0.5 mg"}, {"dose": "0.5 mg", "meant": meant}, {"dose": "0.6 mg", "meant": meant})
    )

    assert f"Yes, this is meant: {meant}" in first
    assert "Numbers, each with its source" in ticked
    assert "far under every dose studied" in ticked, "the finding stays"
    assert "Is this dose meant?" in other


def test_no_number_is_printed_in_powers_of_ten(client: Client) -> None:
    page = told(client, dose="0.5 mg", meant="ketamine 0.5 mg IV over 40 min, 0.5 mg in all")
    words = [plain(row[1]) for row in cells(page)]

    assert not [one for one in words if re.search(r"\de-?\d|0\.0000", one)]
    assert any("under 0.01 CADSS points" in one for one in words)


@pytest.mark.parametrize(
    ("band", "texts"),
    [
        ((119.6, 167.2, 221.6), ("120", "170", "220")), ((7.02, 7.5, 8.19), ("7.0", "7.5", "8.2")),
        ((1e-12, 3.3e-9, 2e-8), ("under 0.01", "under 0.01", "under 0.01")), ((0.0, 0.0, 20.1), ("0", "0", "20")),
    ],
)  # fmt: skip
def test_a_number_has_no_more_digits_than_its_band_supports(
    band: tuple[float, float, float], texts: tuple[str, str, str]
) -> None:
    """A step is the power of ten within a tenth of the band's width: 10 of 102, 0.1 of 1.2."""
    assert banded(*band) == texts


def test_cds_9_a_child_is_held(client: Client) -> None:
    assert "not approved in children" in told(client, weight="40 kg", age="12 years")


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        ({"weight": "82"}, "unit"),
        ({"weight": "82 mg"}, "kg"),
        ({"dose": "0.5"}, "unit"),
        ({"dose": "50 mg/kg"}, "No plan for this"),
        ({"over": ""}, "An IV dose needs its time"),
        ({"bp": "78/128"}, "78/128"),
        ({"dose": "x" * 500}, "40 characters"),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(client: Client, slip: dict[str, str], words: str) -> None:
    answer = client.get("/plan/", ASKED | slip)

    assert answer.status_code == 422
    assert words in plain(answer.content.decode()).replace("&quot;", '"')
    assert all(value in answer.content.decode() for value in slip.values())


def test_pounds_are_understood_as_pounds(client: Client) -> None:
    assert "weight 81.6" in plain(told(client, weight="180 lb"))


def booked(client: Client, session: Session, **fields: Any) -> Any:
    asked = {
        "session": str(session.public_id), "chair": "3", "client_key": str(uuid.uuid4()),
        "asked_at": ago(0).isoformat(),
        "planned_for": f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    return client.post("/plan/prepare/", ASKED | asked | fields)


def test_au_7_a_booking_keeps_order_plan_and_provenance_and_gives_the_same_again(
    client: Client, person: PERSON
) -> None:
    old = a_session(person(Role.NURSE), state="planned")
    answer = booked(client, old)
    made = Session.objects.get(amends=old)
    stored = StoredPlan.objects.get(session=made)

    assert answer.headers["Location"] == f"/session/{made.public_id}/"
    assert (made.dose_mg, made.duration_min, made.chair, made.state) == (41.0, 40.0, 3, State.PLANNED)
    assert all((stored.models_used, stored.evidence_digest, stored.code_version, stored.inputs_hash))
    assert compute_plan(stored.inputs).answer == stored.answer


def test_a_booking_sent_twice_is_one_session(client: Client, person: PERSON) -> None:
    session = a_session(person(Role.NURSE), state="planned")
    when = f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    asked = {
        "patient": str(session.patient.public_id), "chair": "3", "client_key": str(uuid.uuid4()),
        "asked_at": ago(0).isoformat(), "planned_for": when,
    }  # fmt: skip
    places = {client.post("/plan/prepare/", ASKED | asked).headers["Location"] for _ in range(2)}

    assert len(places) == 1
    assert Session.objects.count() == 2


def test_a_session_that_has_begun_gets_no_other_order(client: Client, person: PERSON) -> None:
    session = a_session(person(Role.NURSE))

    assert booked(client, session).status_code == 422
    page = client.post("/plan/", ASKED | {"session": str(session.public_id)}).content.decode()
    assert "Prepare this session" not in page


@pytest.mark.parametrize("when", ["1999-01-01T10:00", "9999-12-31T23:59", "tomorrow", ""])
def test_an_impossible_day_is_refused_in_a_sentence(client: Client, person: PERSON, when: str) -> None:
    answer = booked(client, a_session(person(Role.NURSE), state="planned"), planned_for=when)

    assert answer.status_code == 422
    assert Session.objects.count() == 1


def test_the_patient_s_own_facts_start_the_form(client: Client, person: PERSON) -> None:
    session = a_session(person(Role.NURSE), state="planned")
    page = client.get("/plan/", {"session": str(session.public_id)}).content.decode()

    for known in ('value="80 kg"', 'value="40 mg"', 'value="40 min"'):
        assert known in page


def test_se_4_where_somebody_is_named_nothing_typed_stands_in_an_address(client: Client, person: PERSON) -> None:
    session = a_session(person(Role.NURSE), state="planned")
    named = f"/plan/?session={session.public_id}"

    form = re.findall(r"<form class=\"panel plan-asks\"[^>]*>", client.get(named).content.decode())[0]
    told_by_address = client.get("/plan/", ASKED | {"session": str(session.public_id)})
    answer = client.post(named, ASKED | {"bp": "128/78", "session": str(session.public_id)})

    assert 'method="post"' in form
    assert f'action="{named}"' in form
    assert (told_by_address.status_code, told_by_address.headers["Location"]) == (302, named)
    assert "Numbers, each with its source" in answer.content.decode()
    assert [
        link for link in re.findall(r'(?:href|action)="([^"]*)"', answer.content.decode()) if "weight=" in link
    ] == []
    seen = AuditEvent.objects.filter(action="view", patient=str(session.patient.public_id)).latest("seq")
    assert not [value for value in ("82 kg", "128/78", "0.5 mg/kg") if value in str(vars(seen))]


def test_where_nobody_is_named_the_address_holds_the_whole_plan(client: Client) -> None:
    form = re.findall(r"<form class=\"panel plan-asks\"[^>]*>", client.get("/plan/").content.decode())[0]

    assert ('method="get"' in form, 'action="/plan/"' in form) == (True, True)


def test_se_4_values_are_taken_from_nobody_without_the_form_s_token(person: PERSON) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person(Role.NURSE), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert strict.post("/plan/", ASKED).status_code == 403


def test_a_booking_of_a_dose_far_off_is_asked_back_too(client: Client, person: PERSON) -> None:
    session = a_session(person(Role.NURSE), state="planned")
    answer = booked(client, session, dose="0.5 mg")

    assert (answer.status_code, Session.objects.count()) == (422, 1)
    assert "Is this dose meant?" in answer.content.decode()


@pytest.mark.parametrize("name", ["nobody", "00000000-0000-4000-8000-000000000000", "'; drop table--"])
def test_an_address_that_names_nobody_plans_for_nobody(client: Client, name: str) -> None:
    assert client.get("/plan/", {"patient": name}).status_code == 200
