"""Interactions act by route, with the size the table gives, and are never passed over in silence."""

import numpy as np
import pytest

from wane.evidence.reading import load_table
from wane.models.defaults import recipe_for
from wane.models.expressions import evaluate
from wane.models.interactions import adjustment, clearance_ratio_r_to_s, genotype_note
from wane.models.kinetics import Kinetics, kinetics
from wane.models.people import shift_for, typical_people
from wane.models.person import Covariates, OrganFunction, Sex
from wane.models.pk import rate_matrix
from wane.models.regimen import Drug, Route, single_dose
from wane.models.timecourse import Site

IDS = {row["id"] for row in load_table("interactions")}


def course(drug: Drug, route: Route, *taking: str, site: Site | None = None) -> Kinetics:
    over_h = 0.5 if route is Route.IV else 0.0
    person = Covariates(weight_kg=70.0, age_y=40.0, taking=frozenset(taking))
    return kinetics(
        single_dose(drug, route, 28.0, over_h=over_h), person, site, people=400, rng=np.random.default_rng(2)
    )


def ratio(drug: Drug, route: Route, *taking: str, analyte: str = "ketamine", site: Site | None = None) -> float:
    with_it, without = (np.median(course(drug, route, *names, site=site).auc(analyte)) for names in (taking, ()))
    return float(with_it / without)


@pytest.mark.parametrize("drug", list(Drug))
@pytest.mark.parametrize(
    ("medicine", "expected"),
    [
        ("clarithromycin", 2.6),
        ("ticlopidine", 2.4),
        ("grapefruit_juice", 3.0),
        ("st_johns_wort", 0.42),
        ("rifampicin", 0.14),
    ],
)
def test_by_mouth_the_area_changes_as_printed(drug: Drug, medicine: str, expected: float) -> None:
    for site in Site:
        assert ratio(drug, Route.ORAL, medicine, site=site) == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize("drug", list(Drug))
@pytest.mark.parametrize("medicine", ["clarithromycin", "ticlopidine", "grapefruit_juice", "st_johns_wort"])
def test_what_is_known_by_mouth_alone_leaves_the_later_clearance(drug: Drug, medicine: str) -> None:
    with_it, without = (
        np.median(course(drug, Route.ORAL, *names).half_life("ketamine")) for names in ((medicine,), ())
    )
    assert with_it == pytest.approx(without, rel=1e-9)


@pytest.mark.parametrize("site", list(Site))
def test_into_the_vein_only_rifampicin_has_a_number_and_it_is_small(site: Site) -> None:
    assert ratio(Drug.KETAMINE, Route.IV, "rifampicin", site=site) == pytest.approx(0.86, rel=1e-6)
    for medicine in ("clarithromycin", "ticlopidine", "grapefruit_juice", "st_johns_wort"):
        assert ratio(Drug.KETAMINE, Route.IV, medicine, site=site) == 1.0


def test_through_the_nose_ticlopidine_acts_as_on_its_label() -> None:
    assert ratio(Drug.ESKETAMINE, Route.INTRANASAL, "ticlopidine") == pytest.approx(1.29, rel=0.05)
    assert ratio(Drug.ESKETAMINE, Route.INTRANASAL, "ticlopidine", site=Site.ARTERIAL) == pytest.approx(1.29, rel=0.08)


def test_norketamine_changes_by_its_own_rows() -> None:
    assert ratio(Drug.KETAMINE, Route.IV, "rifampicin", analyte="norketamine") == pytest.approx(0.5, rel=0.01)
    assert ratio(Drug.ESKETAMINE, Route.ORAL, "st_johns_wort", analyte="norketamine") == pytest.approx(0.82, rel=0.05)
    assert ratio(Drug.ESKETAMINE, Route.ORAL, "clarithromycin", analyte="norketamine") == pytest.approx(
        2.6 * 0.46, rel=0.05
    )


def test_diazepam_slows_clearance_by_no_more_than_seen_in_children() -> None:
    slowed, usual = (course(Drug.KETAMINE, Route.IV, *names).auc("s_ketamine") for names in (("diazepam",), ()))
    assert np.all((slowed / usual > 1.0) & (slowed / usual < 1.61))


def test_an_area_by_mouth_is_never_more_than_the_whole_dose() -> None:
    both = course(Drug.KETAMINE, Route.ORAL, "clarithromycin", "grapefruit_juice")
    whole = course(Drug.KETAMINE, Route.IV)
    assert np.median(both.auc("ketamine")) < 1.2 * np.median(whole.auc("ketamine"))
    assert any("were multiplied" in note for note in both.notes)


@pytest.mark.parametrize("drug", list(Drug))
def test_a_ratio_that_cannot_be_met_is_said_with_what_was_met(drug: Drug) -> None:
    alone = course(drug, Route.ORAL, "clarithromycin").notes
    together = course(drug, Route.ORAL, "clarithromycin", "grapefruit_juice", "ticlopidine").notes
    assert not any("ratios ask for" in note for note in alone)
    assert any(note.startswith("The ratios ask for x18.7 of the area") for note in together)
    assert any("of virtual people all that can be absorbed reaches blood" in note for note in together)


def test_an_area_to_infinity_is_preferred_to_one_over_the_time_sampled() -> None:
    person = Covariates(weight_kg=70.0, taking=frozenset({"rifampicin"}))
    found = adjustment(Drug.ESKETAMINE, Route.IV, person)
    assert found.systemic_auc == 0.86
    assert "interactions.rifampicin_600_mg_day_5_days.1" not in found.evidence


@pytest.mark.parametrize("site", list(Site))
def test_norketamine_without_a_number_by_mouth_is_handled_alike_for_both_drugs(site: Site) -> None:
    found = [ratio(drug, Route.ORAL, "rifampicin", analyte="norketamine", site=site) for drug in Drug]
    assert found == pytest.approx([0.5, 0.5], abs=0.04)
    for drug in Drug:
        notes = course(drug, Route.ORAL, "rifampicin").notes
        assert any(
            "No number for norketamine by mouth was read; its area x0.5 into the vein is applied" in note
            for note in notes
        )


@pytest.mark.parametrize("medicine", ["clarithromycin", "st_johns_wort", "rifampicin"])
def test_a_moved_first_pass_loses_and_makes_no_drug(medicine: str) -> None:
    person = Covariates(weight_kg=70.0, age_y=40.0, taking=frozenset({medicine}))
    recipe = recipe_for(Drug.ESKETAMINE, Route.ORAL, Site.VENOUS, person, ())
    rng = np.random.default_rng(4)
    shift = shift_for(recipe, adjustment(Drug.ESKETAMINE, Route.ORAL, person), person, 1, rng)
    people = typical_people(recipe, person, shift)
    shares = [evaluate(pathway.fraction, people.parameters) for pathway in people.model.pathways["oral"]]
    assert sum(shares) == pytest.approx(people.parameters["Fgut"])
    matrix = rate_matrix(people)[0]
    assert np.all(matrix - np.diag(np.diag(matrix)) >= 0.0)
    assert np.all(matrix.sum(axis=0) < 1e-12)


@pytest.mark.parametrize("route", [route for route in Route if route is not Route.SC])
@pytest.mark.parametrize(
    "medicine",
    ["clarithromycin", "ticlopidine", "grapefruit_juice", "st_johns_wort", "rifampicin", "itraconazole", "diazepam",
     "secobarbital", "oxymetazoline", "mometasone", "alcohol", "ketoconazole", "carbamazepine"],
)  # fmt: skip
def test_a_known_interaction_is_never_silent(medicine: str, route: Route) -> None:
    found = adjustment(Drug.KETAMINE, route, Covariates(weight_kg=70.0, taking=frozenset({medicine})))
    assert any(note.lower().startswith(medicine.replace("_", " ")) for note in found.notes)
    assert set(found.evidence) <= IDS


def test_a_medicine_without_any_known_interaction_changes_nothing() -> None:
    found = adjustment(Drug.KETAMINE, Route.ORAL, Covariates(weight_kg=70.0, taking=frozenset({"sertraline"})))
    assert not found.moves_clearance
    assert found.notes == ()


def test_a_known_class_without_a_number_is_a_note_and_no_number() -> None:
    found = adjustment(Drug.KETAMINE, Route.ORAL, Covariates(weight_kg=70.0, taking=frozenset({"ketoconazole"})))
    assert "like clarithromycin" in found.notes[0]
    assert not found.moves_clearance


def test_kidney_liver_and_sex_are_named_by_their_rows() -> None:
    person = Covariates(weight_kg=70.0, sex=Sex.FEMALE, kidney=OrganFunction.MILD, liver=OrganFunction.SEVERE)
    found = adjustment(Drug.KETAMINE, Route.IV, person)
    assert [note.split()[0] for note in found.notes] == ["Kidney", "Liver", "Sex"]
    assert found.exposure is None
    assert adjustment(Drug.ESKETAMINE, Route.INTRANASAL, person).exposure == (1.13, 1.36)


def test_conflicting_genotype_evidence_is_named_and_not_applied() -> None:
    assert all(row in IDS for row in genotype_note().split("(")[1].rstrip(").").split(", "))


def test_the_ratio_of_clearances_carries_its_row() -> None:
    value, row = clearance_ratio_r_to_s()
    assert value == 0.86
    assert row in IDS
