"""Rules speak on the facts they ask for, carry over with caution, and never fall silent."""

from dataclasses import replace

import pytest

import wane.plan.rules as rules_module
from wane.errors import EvidenceError
from wane.models.person import Covariates, OrganFunction, Sex
from wane.models.regimen import Drug, Route
from wane.plan.facts import Facts, FactValue, read_facts
from wane.plan.rules import (
    VERDICTS,
    Action,
    Domain,
    Rule,
    applies,
    check_rules,
    load_rules,
    overall,
    parse_rule,
    reaches,
)
from wane.plan.scope import Region, Session, is_written_for
from wane.plan.session_plan import Verdict
from wane.plan.vocabulary import Kind, Part, vocabulary

RULES = load_rules()
IV = Session(drug=Drug.KETAMINE, routes=frozenset({Route.IV}))
NASAL = Session(drug=Drug.ESKETAMINE, routes=frozenset({Route.INTRANASAL}))


def session_for(rule: Rule) -> Session:
    """A session that the rule was written for."""
    drug = sorted(rule.scope.drugs)[0]
    routes = rule.scope.routes or frozenset({Route.IV})
    return Session(drug=drug, routes=routes, indication=rule.scope.indication, region=rule.scope.region)


def value_that_fires(rule: Rule) -> FactValue:
    """A value of the rule's fact on the side the rule speaks of."""
    if isinstance(rule.threshold, bool):
        return rule.threshold
    if isinstance(rule.threshold, str):
        levels = vocabulary().facts[rule.fact].levels
        return next((level for level in levels if applies(rule, level)), rule.threshold)
    return rule.threshold + {"<": -1.0, ">": 1.0}.get(rule.compare, 0.0)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_speaks_with_its_own_verdict_on_the_session_it_was_written_for(rule: Rule) -> None:
    facts = Facts(known={rule.fact: value_that_fires(rule)})

    findings, _ = check_rules(facts, session_for(rule))

    mine = [finding for finding in findings if finding.id == rule.id]
    assert [finding.verdict for finding in mine] == [VERDICTS[rule.action]]
    assert mine[0].extended_from is None
    assert rule.rationale in mine[0].sentence
    assert mine[0].source == rule.id


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_safety_rule_for_another_drug_gives_caution_and_says_where_it_comes_from(rule: Rule) -> None:
    facts = Facts(known={rule.fact: value_that_fires(rule)})
    for drug in Drug:
        for route in Route:
            session = Session(drug=drug, routes=frozenset({route}), indication="other", region=Region.US)
            if is_written_for(rule.scope, session):
                continue
            mine = [finding for finding in check_rules(facts, session)[0] if finding.id == rule.id]
            if rule.action is Action.INFORM or rule.id in vocabulary().stays:
                assert mine == []
            else:
                assert [(f.verdict, f.extended_from) for f in mine] == [(Verdict.CAUTION, rule.scope.text)]


def test_all_rules_of_the_evidence_are_read() -> None:
    assert len(RULES) == 108
    assert len({rule.id for rule in RULES}) == 108


def test_no_contraindication_stays_with_its_route() -> None:
    kept = [rule for rule in RULES if rule.id in vocabulary().stays]
    assert not [rule.id for rule in kept if rule.domain == "contraindication"]


@pytest.mark.parametrize("rule", [r for r in RULES if vocabulary().facts[r.fact].part.is_before], ids=lambda r: r.id)
def test_a_fact_that_nobody_gave_is_asked_for(rule: Rule) -> None:
    if vocabulary().facts[rule.fact].kind is Kind.ADVICE:
        return

    _, missing = check_rules(Facts(), session_for(rule))

    assert rule.id in {rule_id for fact in missing for rule_id in fact.rules}


def test_facts_that_cannot_exist_yet_are_not_asked_for() -> None:
    _, missing = check_rules(Facts(), NASAL)
    parts = {vocabulary().facts[fact.name].part for fact in missing if fact.name in vocabulary().facts}
    assert all(part.is_before for part in parts)
    assert Part.MEDICINE not in parts


def test_an_aneurysm_holds_nasal_esketamine_and_cautions_intravenous_ketamine() -> None:
    facts = read_facts(Covariates(weight_kg=70.0), history=["aneurysm"])

    nasal, _ = check_rules(facts, NASAL)
    intravenous, _ = check_rules(facts, IV)

    assert [f.verdict for f in nasal if f.id == "KR001"] == [Verdict.HOLD]
    assert [(f.verdict, f.extended_from) for f in intravenous if f.id == "KR001"] == [
        (Verdict.CAUTION, "esketamine intranasal")
    ]


def test_a_fact_that_makes_another_doubtful_is_never_passed_over() -> None:
    facts = read_facts(Covariates(weight_kg=70.0), history=["heart attack"], conditions=["none"])

    findings, missing = check_rules(facts, replace(IV, indication="chronic_pain"))

    assert [f.verdict for f in findings if f.id == "KR008"] == [Verdict.CAUTION]
    assert missing[1].name in facts.open_questions


def test_a_recent_heart_attack_holds_where_the_european_text_counts_and_where_the_place_is_not_known() -> None:
    facts = read_facts(Covariates(weight_kg=70.0), history=["mi", "weeks since mi=4"])
    for region, expected in ((None, Verdict.HOLD), (Region.EU, Verdict.HOLD), (Region.US, Verdict.CAUTION)):
        findings, _ = check_rules(facts, replace(NASAL, region=region))
        assert [f.verdict for f in findings if f.id == "KR005"] == [expected]


def test_more_facts_never_soften_the_verdict() -> None:
    bad = read_facts(Covariates(weight_kg=70.0), history=["aneurysm"])
    reassured = read_facts(Covariates(weight_kg=70.0), history=["aneurysm"], taking=["lithium", "tranylcypromine"])
    for session in (IV, NASAL):
        before, after = check_rules(bad, session)[0], check_rules(reassured, session)[0]
        assert {(f.id, f.verdict) for f in before} <= {(f.id, f.verdict) for f in after}


def test_severe_liver_disease_from_covariates_reaches_both_liver_rules() -> None:
    facts = read_facts(Covariates(weight_kg=70.0, liver=OrganFunction.SEVERE))
    assert {f.id for f in check_rules(facts, NASAL)[0]} >= {"KR010", "KR011"}


def test_normal_liver_and_male_sex_answer_their_questions() -> None:
    facts = read_facts(Covariates(weight_kg=70.0, liver=OrganFunction.NORMAL, sex=Sex.MALE))
    names = {fact.name for fact in check_rules(facts, NASAL)[1]}
    assert names.isdisjoint({"hepatic_impairment", "child_pugh", "pregnant", "breastfeeding"})


def test_a_named_medicine_fires_its_classes_and_leaves_the_rest_of_the_list_open() -> None:
    facts = read_facts(Covariates(weight_kg=70.0, taking=frozenset({"clarithromycin"})), taking=["Valium"])

    findings, missing = check_rules(facts, IV)

    assert {f.id for f in findings} >= {"KR091", "KR092", "KR103"}
    [asked] = [fact for fact in missing if fact.name == "other_medicines"]
    assert "clarithromycin, diazepam" in asked.question


def test_nothing_else_closes_the_list_of_medicines() -> None:
    facts = read_facts(Covariates(weight_kg=70.0), taking=["diazepam", "nothing else"])
    assert {fact.name for fact in check_rules(facts, IV)[1]}.isdisjoint({"taking", "other_medicines"})


def test_without_a_list_of_medicines_all_medicine_rules_are_open() -> None:
    missing = check_rules(Facts(), IV)[1]
    [asked] = [fact for fact in missing if fact.name == "taking"]
    assert "KR101" in asked.rules


def test_contraindications_are_asked_first_and_then_medicines() -> None:
    asked = [fact.rules for fact in check_rules(Facts(), IV)[1]]
    domains = {rule.id: rule.domain for rule in load_rules()}
    barring = [any(domains[rule] is Domain.CONTRAINDICATION for rule in rules) for rules in asked]
    medicines = next(i for i, rules in enumerate(asked) if "KR101" in rules)
    assert barring == sorted(barring, reverse=True)
    assert medicines == sum(barring)


def test_of_two_cautions_the_contraindication_and_the_measured_pressure_come_first() -> None:
    facts = read_facts(
        Covariates(weight_kg=70.0, age_y=72.0), history=["aneurysm"], taking=["diazepam"], extra={"sbp_pre": 182.0}
    )
    cautions = [f for f in check_rules(facts, IV)[0] if f.verdict is Verdict.CAUTION]
    assert [f.head for f in cautions[:2]] == [
        "Aneurysmal vascular disease",
        "Systolic pressure before the session 182 mmHg",
    ]
    assert cautions[-1].head.endswith("not known")


def test_findings_come_strongest_first() -> None:
    facts = read_facts(
        Covariates(weight_kg=70.0, age_y=52.0), history=["aneurysm"], taking=["theophylline"], extra={"sbp_pre": 150.0}
    )
    verdicts = [finding.verdict for finding in check_rules(facts, IV)[0]]
    order = [Verdict.HOLD, Verdict.CAUTION, Verdict.PROCEED]
    assert verdicts == sorted(verdicts, key=order.index)
    assert overall(check_rules(facts, IV)[0]) is Verdict.HOLD


def test_no_finding_at_all_is_no_objection() -> None:
    assert overall(()) is Verdict.PROCEED


def test_the_lowest_dose_is_always_advised() -> None:
    assert [f.verdict for f in check_rules(Facts(), IV)[0] if f.id == "KR044"] == [Verdict.PROCEED]


def test_an_informing_rule_never_travels() -> None:
    tranylcypromine = next(rule for rule in RULES if rule.id == "KR098")
    assert not reaches(tranylcypromine, NASAL)


ROW = {
    "id": "KR999",
    "domain": "precaution",
    "applies_to": "esketamine; intranasal",
    "condition_variable": "age",
    "operator": "<",
    "threshold": "18",
    "unit": "years",
    "action": "block",
    "rationale": "why",
    "strength": "label",
    "confidence": "label",
}


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("condition_variable", "shoe_size", "not in the facts register"),
        ("operator", "~", "is not one of"),
        ("applies_to", "aspirin; oral", "must begin with"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(column: str, value: str, words: str) -> None:
    with pytest.raises(EvidenceError, match=words):
        parse_rule(ROW | {column: value})


def test_a_level_that_no_fact_has_is_refused() -> None:
    row = ROW | {"condition_variable": "hepatic_impairment", "operator": "==", "threshold": "terrible"}
    with pytest.raises(EvidenceError, match="the level"):
        parse_rule(row)


def test_rows_that_cannot_be_read_are_listed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (ROW | {"operator": "~"}, ROW | {"id": "KR998", "threshold": "many"})
    monkeypatch.setattr(rules_module, "load_table", lambda name: rows)
    with pytest.raises(EvidenceError, match=r"KR999: .*KR998: "):
        rules_module.load_rules.__wrapped__()


def test_a_second_reading_at_the_source_is_carried_to_the_finding() -> None:
    assert parse_rule(ROW | {"checked": "2026-01-01"}).is_checked
    assert not parse_rule(ROW).is_checked
