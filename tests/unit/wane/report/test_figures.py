"""The pictures: well-formed, complete, labelled with unit, site and population, readable in grey, drawn offline."""

import json
import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from tests.factories.session_plan import session_plan, session_plan_without_concentrations
from wane.models.regimen import Drug, nasal_devices
from wane.report import theme
from wane.report.figures import render_png, render_spec, render_svg
from wane.report.sources import Describe

PNG_HEADER = b"\x89PNG\r\n\x1a\n"


def texts_of(svg: str) -> list[str]:
    """Every printed text, in order."""
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.fixture(scope="module")
def texts(describe: Describe) -> list[str]:
    return texts_of(render_svg(session_plan(), describe=describe))


@pytest.mark.parametrize(
    "title",
    [
        "Pump rate, mL/h",
        "Concentration, venous blood, ng/mL",
        "Dissociation, CADSS points",
        "Systolic rise over the value before, mmHg",
        "Diastolic rise over the value before, mmHg",
        "How long the drug stays, venous blood, ng/mL, log scale",
        "minutes after the start",
        "days after the start",
        "52.5 mL/h",
        "1 ng/mL",
    ],
)
def test_the_picture_says(texts: list[str], title: str) -> None:
    assert title in texts


def test_every_panel_of_bands_says_of_how_many_virtual_people_like_whom(texts: list[str]) -> None:
    words = (
        "median, 50\u00a0% and 90\u00a0% of 1,000 virtual people of 70\u00a0kg, 34\u00a0y, female; a priori prediction"
    )

    assert texts.count(words) == 5


def test_every_line_ends_in_its_name_and_evidence_mark(texts: list[str]) -> None:
    names = {"ketamine", "norketamine", "dissociation", "systolic rise", "diastolic rise"}

    assert names <= {match[1] for text in texts if (match := re.fullmatch(r"([a-z ]+) \[\d+\]", text))}


def test_the_time_to_leave_is_called_earliest_expected(texts: list[str]) -> None:
    assert any(text.startswith("earliest expected to leave:") for text in texts)


def test_a_second_regimen_is_dashed_and_named(describe: Describe) -> None:
    svg = render_svg(session_plan(), compare=session_plan(over_min=60.0, scale=0.8), describe=describe)

    assert 'stroke-dasharray="6,3"' in svg
    assert any(
        "dotted edges of its 90 % band: ketamine hydrochloride 0.5 mg/kg IV over 60 min" in t for t in texts_of(svg)
    )


def test_a_plan_without_concentrations_still_has_its_effects(describe: Describe) -> None:
    texts = texts_of(render_svg(session_plan_without_concentrations(), describe=describe))

    assert "Given" in texts
    assert "35 mg" in texts
    assert "Dissociation, CADSS points" in texts
    assert not any("ng/mL" in text for text in texts)


def test_nasal_devices_close_together_share_a_label(describe: Describe) -> None:
    regimen = nasal_devices(Drug.ESKETAMINE, (28.0, 28.0, 28.0), apart_h=5.0 / 60.0)
    plan = replace(session_plan_without_concentrations(), regimen=regimen, total_mg=84.0, total_base_mg=84.0)

    assert "28 + 28 + 28 mg" in texts_of(render_svg(plan, describe=describe))


@pytest.mark.parametrize("layout", [theme.WIDE, theme.PAGE, theme.NARROW, theme.PRINT], ids=str)
def test_no_text_leaves_the_picture(layout: theme.Layout, describe: Describe) -> None:
    """Widths by a generous mean; the renderer pads to its own measure, so a clipped text would be far outside."""
    root = ET.fromstring(render_svg(session_plan(), layout=layout, describe=describe))
    width = float(root.attrib["width"])

    def walk(node: ET.Element, x: float) -> None:
        for shift in re.findall(r"translate\(([-\d.]+)", node.attrib.get("transform", "")):
            x += float(shift)
        if node.tag.endswith("}text") and node.attrib.get("text-anchor", "start") == "start":
            size = float(node.attrib.get("font-size", "11px").removesuffix("px"))
            longest = max((len("".join(t.itertext())) for t in (list(node) or [node])), default=0)
            assert x >= 0.0
            assert x + 0.47 * size * longest <= width, "".join(node.itertext())
        for child in node:
            walk(child, x)

    walk(root, 0.0)


def test_a_png_has_two_pixels_for_one(describe: Describe) -> None:
    width = float(ET.fromstring(render_svg(session_plan(), describe=describe)).attrib["width"])
    png = render_png(session_plan(), describe=describe)

    assert png.startswith(PNG_HEADER)
    assert int.from_bytes(png[16:20], "big") == pytest.approx(2.0 * width, abs=2.0)


def test_the_specification_holds_its_own_data_and_asks_for_none(describe: Describe) -> None:
    spec = render_spec(session_plan(), describe=describe)

    assert json.loads(spec)["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert '"url"' not in spec


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


SERIES = (theme.PARENT, theme.METABOLITE, theme.DISSOCIATION, theme.SYSTOLIC, theme.DIASTOLIC)


@pytest.mark.parametrize(("one", "other"), [(theme.PARENT, theme.METABOLITE)])
def test_two_lines_of_one_panel_stay_apart_in_grey(one: str, other: str) -> None:
    assert contrast(one, other) >= 2.0


@pytest.mark.parametrize("colour", SERIES)
def test_a_line_stands_out_from_its_ground_light_and_dark(colour: str) -> None:
    assert contrast(colour, theme.PAPER) >= 3.0
    assert contrast(theme.DARK[colour], theme.DARK[theme.PAPER]) >= 3.0


@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED])
def test_text_can_be_read_light_and_dark(colour: str) -> None:
    assert contrast(colour, theme.PAPER) >= 4.5
    assert contrast(theme.DARK[colour], theme.DARK[theme.PAPER]) >= 4.5


def test_every_colour_has_its_own_dark_counterpart() -> None:
    assert all(one != other for one, other in combinations(theme.DARK, 2))
    assert set(SERIES) <= set(theme.DARK)
