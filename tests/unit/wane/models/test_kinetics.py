"""The kinetics of a session: laws that hold for every route, and what each default rests on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wane.errors import OutOfRangeError, UnknownNameError, UnsupportedError
from wane.evidence.reading import load_model
from wane.kernels import peak as exact_peak
from wane.kernels import time_below as exact_time_below
from wane.models.kinetics import Kinetics, effect_driver, kinetics
from wane.models.person import Covariates, OrganFunction, Race
from wane.models.regimen import Administration, Drug, Regimen, Route, nasal_devices, repeated, single_dose
from wane.models.timecourse import FloatArray, Site

ADULT = Covariates(weight_kg=70.0, age_y=40.0)
TIMES_H = np.concatenate([np.linspace(0.0, 3.0, 31), np.geomspace(3.5, 60.0, 15)])
PEOPLE = 200
INFUSION = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=2.0 / 3.0)
NASAL = nasal_devices(Drug.ESKETAMINE, [28.0, 28.0], apart_h=5.0 / 60.0)
COMBINATIONS = [
    (drug, route)
    for drug in Drug
    for route in Route
    if route is not Route.SC
]  # fmt: skip


def found(
    regimen: Regimen, covariates: Covariates = ADULT, site: Site | None = None, *, seed: int = 7, people: int = PEOPLE
) -> Kinetics:
    return kinetics(regimen, covariates, site, people=people, rng=np.random.default_rng(seed))


def one(drug: Drug, route: Route, dose_mg: float = 30.0) -> Regimen:
    return single_dose(drug, route, dose_mg, over_h=0.5 if route is Route.IV else 0.0)


def median(values: FloatArray) -> float:
    return float(np.median(values))


class TestLaws:
    @pytest.mark.parametrize("site", list(Site))
    @pytest.mark.parametrize(("drug", "route"), COMBINATIONS)
    def test_twice_the_dose_is_twice_the_concentration(self, drug: Drug, route: Route, site: Site) -> None:
        once, twice = (found(one(drug, route, mg), site=site) for mg in (10.0, 20.0))
        for analyte in once.analytes:
            assert twice.concentration(analyte, TIMES_H) == pytest.approx(
                2.0 * once.concentration(analyte, TIMES_H), rel=1e-9
            )

    @pytest.mark.parametrize(("drug", "route"), COMBINATIONS)
    def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(self, drug: Drug, route: Route) -> None:
        first, again, other = (
            found(one(drug, route), seed=seed).concentration("ketamine", TIMES_H) for seed in (1, 1, 2)
        )
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)

    @pytest.mark.parametrize("route", [Route.IV, Route.IM, Route.ORAL, Route.SUBLINGUAL, Route.INTRANASAL])
    def test_racemate_is_s_plus_r(self, route: Route) -> None:
        course = found(one(Drug.KETAMINE, route))
        parts = course.concentration("s_ketamine", TIMES_H) + course.concentration("r_ketamine", TIMES_H)
        assert course.concentration("ketamine", TIMES_H) == pytest.approx(parts)
        assert course.auc("ketamine") == pytest.approx(course.auc("s_ketamine") + course.auc("r_ketamine"))

    def test_r_is_cleared_by_the_ratio_of_the_evidence_in_every_person(self) -> None:
        course = found(INFUSION)
        assert course.auc("s_ketamine") / course.auc("r_ketamine") == pytest.approx(np.full(PEOPLE, 0.86))

    @pytest.mark.parametrize(("drug", "route"), COMBINATIONS)
    def test_repeated_sessions_superpose(self, drug: Drug, route: Route) -> None:
        single = one(drug, route)
        alone, thrice = found(single), found(repeated(single, every_h=30.0, times=3))
        later = [np.maximum(TIMES_H - shift, -1.0) for shift in (0.0, 30.0, 60.0)]
        for analyte in alone.analytes:
            total = sum(np.where(t >= 0.0, alone.concentration(analyte, np.maximum(t, 0.0)), 0.0) for t in later)
            assert thrice.concentration(analyte, TIMES_H) == pytest.approx(total, rel=1e-7, abs=1e-9)

    def test_area_is_dose_over_clearance_in_the_typical_weight(self) -> None:
        areas = found(INFUSION, people=20_000).auc("s_ketamine")
        clearance = load_model("otto_2021").parameters["CL"].value
        assert median(areas) == pytest.approx(17.5 * 1000.0 / clearance, rel=0.01)

    @pytest.mark.parametrize(("drug", "route"), COMBINATIONS)
    def test_the_area_is_what_the_course_encloses(self, drug: Drug, route: Route) -> None:
        course = found(one(drug, route), people=20)
        fine = np.unique(np.concatenate([np.linspace(0.0, 6.0, 4001), np.geomspace(6.0, 2000.0, 4001)]))
        for analyte in course.analytes:
            enclosed = np.trapezoid(course.concentration(analyte, fine), fine, axis=1)
            assert course.auc(analyte) == pytest.approx(enclosed, rel=2e-3)

    @given(
        st.lists(st.tuples(st.floats(0.0, 48.0), st.floats(1.0, 80.0)), min_size=1, max_size=4),
        st.floats(0.0, 48.0),
        st.sampled_from([Route.IV, Route.IM, Route.ORAL]),
    )
    @settings(max_examples=15, deadline=None)
    def test_one_more_dose_never_lowers_a_concentration(
        self, doses: list[tuple[float, float]], extra_h: float, route: Route
    ) -> None:
        def regimen(starts: list[tuple[float, float]]) -> Regimen:
            return Regimen(
                drug=Drug.KETAMINE,
                administrations=tuple(Administration(route=route, start_h=s, dose_mg=mg) for s, mg in sorted(starts)),
            )

        fewer, more = (found(regimen(d), people=5) for d in (doses, [*doses, (extra_h, 10.0)]))
        for analyte in fewer.analytes:
            before, after = (k.concentration(analyte, TIMES_H) for k in (fewer, more))
            assert np.all(after >= before - 1e-9 * before.max())


class TestPeaksAndTimes:
    @pytest.mark.parametrize(("drug", "route"), COMBINATIONS)
    def test_peaks_and_times_below_are_those_of_the_exact_search(self, drug: Drug, route: Route) -> None:
        course = found(one(drug, route), people=40)
        s_system = course.systems[0]
        for name in set(s_system.outputs) - (
            {"norketamine", "hydroxynorketamine"} if len(course.systems) > 1 else set()
        ):
            row = s_system.outputs[name][:, None, :]
            height, at_h = exact_peak(s_system.rate_matrix, row, s_system.doses)
            last_h = exact_time_below(s_system.rate_matrix, row, s_system.doses, 0.5)
            assert course.peak(name)[0] == pytest.approx(height, rel=1e-5)
            assert course.peak(name)[1] == pytest.approx(at_h, rel=1e-3, abs=1e-6)
            assert course.time_below(name, 0.5) == pytest.approx(last_h, rel=1e-4)

    def test_after_an_infusion_the_parent_is_highest_at_its_end(self) -> None:
        assert found(INFUSION).peak("ketamine")[1] == pytest.approx(np.full(PEOPLE, 2.0 / 3.0))

    def test_a_bolus_is_highest_at_once(self) -> None:
        assert np.array_equal(found(single_dose(Drug.KETAMINE, Route.IV, 35.0)).peak("ketamine")[1], np.zeros(PEOPLE))

    def test_concentration_stays_below_the_limit_from_that_time_on(self) -> None:
        course = found(INFUSION, people=30)
        last_h = course.time_below("ketamine", 1.0)
        for person in range(30):
            around = course.concentration("ketamine", np.array([0.999, 1.001, 2.0, 4.0]) * last_h[person])[person]
            assert around[0] > 1.0 > around[1] > around[2] > around[3]

    def test_a_limit_never_reached_is_below_from_the_first_dose(self) -> None:
        assert np.array_equal(found(INFUSION).time_below("ketamine", 1e5), np.zeros(PEOPLE))

    def test_accumulation_lengthens_the_time_below(self) -> None:
        once, six = (found(repeated(INFUSION, every_h=48.0, times=n)) for n in (1, 6))
        assert np.all(six.time_below("norketamine", 1.0) - 240.0 >= once.time_below("norketamine", 1.0))

    def test_half_life_of_the_typical_person_is_the_one_of_the_model(self) -> None:
        assert median(found(INFUSION, people=4000).half_life("s_ketamine")) == pytest.approx(7.37, rel=0.02)

    def test_a_limit_of_nothing_is_refused(self) -> None:
        with pytest.raises(OutOfRangeError, match="must be above 0"):
            found(INFUSION).time_below("ketamine", 0.0)


class TestDefaults:
    @pytest.mark.parametrize(
        ("regimen", "site", "models"),
        [
            (INFUSION, None, ("otto_2021_s_ketamine_iv",)),
            (INFUSION, Site.ARTERIAL, ("simons_2022_s_ketamine_otf",)),
            (
                single_dose(Drug.KETAMINE, Route.IV, 35.0),
                None,
                ("kamp_2020_racemic_meta", "simons_2022_s_ketamine_otf"),
            ),
            (NASAL, None, ("perezruixo_2020_esketamine",)),
            (NASAL, Site.ARTERIAL, ("simons_2022_s_ketamine_otf", "perezruixo_2020_esketamine")),
            (single_dose(Drug.ESKETAMINE, Route.ORAL, 80.0), None, ("perezruixo_2020_esketamine",)),
            (single_dose(Drug.ESKETAMINE, Route.SUBLINGUAL, 50.0), None, ("simons_2022_s_ketamine_otf",)),
            (single_dose(Drug.KETAMINE, Route.IM, 35.0), None, ("otto_2021_s_ketamine_iv", "im_racemate")),
            (single_dose(Drug.ESKETAMINE, Route.IM, 35.0), None, ("otto_2021_s_ketamine_iv", "im_racemate")),
            (single_dose(Drug.KETAMINE, Route.ORAL, 35.0), None, ("otto_2021_s_ketamine_iv", "oral_racemate")),
            (
                single_dose(Drug.KETAMINE, Route.INTRANASAL, 50.0),
                None,
                ("otto_2021_s_ketamine_iv", "intranasal_racemate"),
            ),
        ],
    )
    def test_a_route_rests_on_its_default_models(
        self, regimen: Regimen, site: Site | None, models: tuple[str, ...]
    ) -> None:
        course = found(regimen, site=site)
        assert course.models == models
        assert set(models) <= set(course.evidence)

    def test_a_model_known_as_an_outlier_is_never_used(self) -> None:
        for drug, route in COMBINATIONS:
            assert not any("hornik" in model for model in found(one(drug, route)).models)

    def test_arterial_is_far_above_venous_at_the_end_of_an_infusion(self) -> None:
        venous, arterial = (median(found(INFUSION, site=site).peak("ketamine")[0]) for site in Site)
        assert arterial / venous > 1.6

    def test_a_bolus_lends_its_spread_and_has_no_metabolite(self) -> None:
        course = found(single_dose(Drug.KETAMINE, Route.IV, 35.0))
        assert course.analytes == ("ketamine",)
        assert np.std(np.log(course.auc("ketamine"))) > 0.1
        assert any("borrowed from simons_2022" in note for note in course.notes)
        with pytest.raises(UnsupportedError, match="kamp_2020_racemic_meta has no norketamine"):
            course.auc("norketamine")
        with pytest.raises(UnsupportedError, match="pools S- and R-ketamine"):
            course.auc("s_ketamine")

    def test_an_infusion_with_a_bolus_counts_as_a_bolus(self) -> None:
        doses = (
            Administration(route=Route.IV, start_h=0.0, dose_mg=10.0),
            Administration(route=Route.IV, start_h=0.0, dose_mg=20.0, duration_h=1.0),
        )
        assert found(Regimen(drug=Drug.KETAMINE, administrations=doses)).models[0] == "kamp_2020_racemic_meta"

    def test_esketamine_shows_total_as_s_and_has_no_r(self) -> None:
        course = found(NASAL)
        assert np.array_equal(course.concentration("ketamine", TIMES_H), course.concentration("s_ketamine", TIMES_H))
        with pytest.raises(UnsupportedError, match="holds no R-ketamine"):
            course.concentration("r_ketamine", TIMES_H)

    def test_hydroxynorketamine_is_given_only_where_a_model_has_it(self) -> None:
        assert "hydroxynorketamine" in found(INFUSION, site=Site.ARTERIAL).analytes
        assert "hydroxynorketamine" in found(INFUSION).withheld_analytes

    def test_the_film_is_shown_arterial_and_says_so(self) -> None:
        course = found(single_dose(Drug.ESKETAMINE, Route.SUBLINGUAL, 50.0), site=Site.VENOUS)
        assert course.site is Site.ARTERIAL
        assert any(note.startswith("Venous concentrations were asked for") for note in course.notes)

    def test_a_subcutaneous_dose_is_withheld_with_its_reason(self) -> None:
        course = found(single_dose(Drug.KETAMINE, Route.SC, 35.0))
        assert course.withheld is not None
        assert course.analytes == ()
        with pytest.raises(UnsupportedError, match="subcutaneous"):
            course.concentration("ketamine", TIMES_H)

    def test_a_child_has_the_intravenous_racemate_and_nothing_else(self) -> None:
        child = Covariates(weight_kg=30.0, age_y=9.0)
        course = found(single_dose(Drug.KETAMINE, Route.IV, 30.0), child)
        assert course.models == ("herd_2007_ed_children",)
        assert found(single_dose(Drug.KETAMINE, Route.IM, 30.0), child).withheld is not None
        assert found(single_dose(Drug.ESKETAMINE, Route.IV, 30.0, over_h=1.0), child).withheld is not None
        driver = effect_driver(single_dose(Drug.KETAMINE, Route.IV, 30.0), child, rng=np.random.default_rng(1))
        assert driver.withheld is not None

    def test_a_constructed_route_has_a_wider_band_than_a_published_one(self) -> None:
        spreads = [np.std(np.log(found(one(Drug.KETAMINE, r)).auc("ketamine"))) for r in (Route.IV, Route.IM)]
        assert spreads[1] > 1.3 * spreads[0]

    def test_an_unknown_analyte_is_named(self) -> None:
        with pytest.raises(UnknownNameError, match="serum_rhubarb is no analyte"):
            found(INFUSION).auc("serum_rhubarb")

    def test_age_not_given_is_said(self) -> None:
        assert any(note.startswith("Age is not known") for note in found(INFUSION, Covariates(weight_kg=70.0)).notes)


class TestMixedRoutes:
    MIXED = Regimen(
        drug=Drug.KETAMINE,
        administrations=(
            Administration(route=Route.IV, start_h=0.0, dose_mg=30.0, duration_h=0.5),
            Administration(route=Route.IM, start_h=26.0, dose_mg=25.0),
            Administration(route=Route.ORAL, start_h=50.0, dose_mg=50.0),
        ),
    )

    def test_routes_add_up_in_the_same_disposition(self) -> None:
        course = found(self.MIXED)
        later = found(Regimen(drug=Drug.KETAMINE, administrations=self.MIXED.administrations[:1]))
        early = TIMES_H[TIMES_H < 26.0]
        assert np.median(course.concentration("ketamine", early), axis=0) == pytest.approx(
            np.median(later.concentration("ketamine", early), axis=0), rel=0.1
        )
        assert course.models == ("otto_2021_s_ketamine_iv", "im_racemate", "oral_racemate")
        assert "norketamine" in course.analytes
        assert np.all(course.concentration("ketamine", np.array([26.5, 50.9]))[:, 1] > 0.0)

    def test_an_analyte_that_one_route_lacks_is_withheld_for_all(self) -> None:
        bolus = Administration(route=Route.IV, start_h=0.0, dose_mg=20.0)
        mixed = Regimen(drug=Drug.KETAMINE, administrations=(bolus, *self.MIXED.administrations[1:]))
        assert found(mixed).analytes == ("ketamine",)


class TestCovariates:
    def test_a_person_outside_the_studied_weight_gets_a_wider_band_and_a_note(self) -> None:
        inside, outside = (found(INFUSION, Covariates(weight_kg=kg, age_y=40.0)) for kg in (80.0, 160.0))
        assert np.std(np.log(outside.auc("ketamine"))) > 1.3 * np.std(np.log(inside.auc("ketamine")))
        assert any("Weight 160 kg lies above 88.3 kg" in note for note in outside.notes)
        assert not any("outside what" in note for note in inside.notes)

    def test_high_age_and_high_dose_widen_too(self) -> None:
        notes = found(
            single_dose(Drug.KETAMINE, Route.IV, 200.0, over_h=1.0), Covariates(weight_kg=70.0, age_y=82.0)
        ).notes
        assert any("Age 82 y" in note for note in notes)
        assert any("Dose 100 mg" in note for note in notes)

    def test_a_japanese_person_absorbs_more_through_the_nose(self) -> None:
        other, japanese = (
            median(found(NASAL, Covariates(weight_kg=70.0, age_y=40.0, race=race), people=2000).auc("s_ketamine"))
            for race in (Race.OTHER, Race.JAPANESE)
        )
        assert japanese / other == pytest.approx(1.31, abs=0.08)

    def test_kidney_impairment_raises_nasal_areas_within_the_printed_range(self) -> None:
        well, ill = (
            found(NASAL, Covariates(weight_kg=70.0, age_y=40.0, kidney=kidney)).auc("s_ketamine")
            for kidney in (OrganFunction.NORMAL, OrganFunction.SEVERE)
        )
        assert np.all((ill / well > 1.13) & (ill / well < 1.36))

    def test_liver_impairment_widens_and_is_never_silent(self) -> None:
        well, ill = (
            found(INFUSION, Covariates(weight_kg=70.0, liver=liver))
            for liver in (OrganFunction.NORMAL, OrganFunction.MODERATE)
        )
        assert np.std(np.log(ill.auc("ketamine"))) == pytest.approx(
            1.5 * np.std(np.log(well.auc("ketamine"))), rel=0.02
        )
        assert any(note.startswith("Liver impairment") for note in ill.notes)


class TestNotes:
    def test_the_driver_says_nothing_of_the_enantiomer_it_leaves_out(self) -> None:
        driver = effect_driver(INFUSION, ADULT, people=5, rng=np.random.default_rng(1))
        assert not any(note.startswith("Racemate is") for note in driver.notes)
        assert any(note.startswith("Racemate is") for note in found(INFUSION, people=5).notes)

    def test_a_site_that_no_source_names_is_not_promised(self) -> None:
        child = found(single_dose(Drug.KETAMINE, Route.IV, 30.0), Covariates(weight_kg=30.0, age_y=9.0), people=5)
        assert any("is not known (not stated in the abstract)" in note for note in child.notes)

    @pytest.mark.parametrize(
        ("regimen", "person", "words"),
        [
            (INFUSION, ADULT, "venous"),
            (single_dose(Drug.ESKETAMINE, Route.SUBLINGUAL, 50.0), ADULT, "arterial"),
            (single_dose(Drug.KETAMINE, Route.IV, 35.0), ADULT, "pooled arterial and venous"),
            (
                single_dose(Drug.KETAMINE, Route.IV, 30.0),
                Covariates(weight_kg=30.0, age_y=9.0),
                "not stated in what was read",
            ),
        ],
    )
    def test_where_blood_was_taken_is_said_as_the_models_say_it(
        self, regimen: Regimen, person: Covariates, words: str
    ) -> None:
        assert found(regimen, person, people=5).sampled == words

    def test_a_bolus_says_that_its_first_moment_is_in_no_sample(self) -> None:
        notes = found(single_dose(Drug.KETAMINE, Route.IV, 35.0), people=5).notes
        assert any("which no sample shows" in note for note in notes)
        assert not any("which no sample shows" in note for note in found(INFUSION, people=5).notes)

    def test_the_film_says_that_the_band_of_its_peak_time_is_too_narrow(self) -> None:
        notes = found(single_dose(Drug.ESKETAMINE, Route.SUBLINGUAL, 50.0), people=5).notes
        assert any(note.startswith("The spread of D1 and D2") and "too narrow" in note for note in notes)
        assert not any("too narrow" in note for note in found(NASAL, people=5).notes)

    def test_several_routes_and_an_extension_are_said(self) -> None:
        assert any(note.startswith("Several routes") for note in found(TestMixedRoutes.MIXED, people=5).notes)
        muscle = found(single_dose(Drug.ESKETAMINE, Route.IM, 20.0), people=5)
        assert any(note.endswith("is extended to esketamine.") for note in muscle.notes)
