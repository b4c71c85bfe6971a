"""The page in a real browser: every number opens its cells, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hcstats import writers
from hcstats.model import Outcome, Severity
from hcstats.writers.shown import amount_text
from tests.browser import PHONE, WIDE, Watched, browsers, needs_browser
from tests.sample_outcome import outcome_of
from tests.test_page import SAMPLES, poisoned

pytestmark = needs_browser

OPEN_ALL = """(place) => [...document.querySelectorAll(`#${place} button.n`)].map((button) => {
  button.click();
  const dialog = document.getElementById("cells");
  const rows = [...dialog.querySelectorAll("tr.counted")];
  const said = {
    ...button.dataset,
    text: button.textContent,
    values: rows.map((row) => row.children[1].textContent),
    sums: [...dialog.querySelectorAll("td.sum")].map((one) => one.textContent),
    good: dialog.querySelectorAll(".verdict .good").length,
    bad: dialog.querySelectorAll(".verdict .error").length,
  };
  dialog.close();
  return said;
})"""

CONTRASTS = """() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((one) => one / 255)
      .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    const [, , , alpha = 1] = parts(colour);
    return alpha || !element.parentElement ? colour : ground(element.parentElement);
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (!own || !element.checkVisibility() || element.closest("noscript, script, title, desc")) continue;
    const style = getComputedStyle(element);
    const [one, other] = [light(element.matches("text") ? style.fill : style.color), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) low.push([element.tagName, element.className.toString(), ratio]);
  }
  return low;
}"""


Start = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    with browsers() as starting:
        yield starting


@pytest.fixture(scope="module")
def context(start: Start, tmp_path_factory: pytest.TempPathFactory) -> BrowserContext:
    return start(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name in SAMPLES:
        outcome, form = outcome_of(name)
        writers.write_outcome(made / f"{name}.html", outcome, form, "zh")
    return made


@pytest.fixture(params=SAMPLES)
def watched(request: Any, context: BrowserContext, folder: Path) -> Iterator[Watched]:
    """Each sample's page; whatever a test does with it, it asks for nothing and complains not."""
    seen = Watched(context, folder / f"{request.param}.html")
    yield seen
    own = seen.file.resolve().as_uri()
    assert {one.partition("#")[0] for one in seen.requests} <= {own, "about:blank"}
    assert own in {one.partition("#")[0] for one in seen.requests}
    assert not seen.complaints
    seen.page.close()


def outcome_of_page(watched: Watched) -> Outcome:
    return outcome_of(watched.file.stem)[0]


def number(page: Page, text: str) -> Any:
    return page.locator("#totals button.n", has_text=text).first


def test_every_total_is_its_cells_added_up_again(watched: Watched) -> None:
    outcome = outcome_of_page(watched)
    keys = list(outcome_of(watched.file.stem)[1].items)
    shown = {(one.group, one.key): one for one in (*outcome.totals, *outcome.groups)}
    counties = outcome.county_units
    opened = watched.page.evaluate(OPEN_ALL, "totals")
    assert len({(one["k"], one.get("g")) for one in opened}) == len(opened) >= len(outcome.totals)
    for one in opened:
        key, group = keys[int(one["k"])], one.get("g", "all")
        values = [
            amount_text(value.amount)
            for value in outcome.by_unit
            if value.key == key
            and value.amount.value is not None
            and (
                group == "all" or ((value.unit_code, value.unit) in counties) == (group == "county")
            )
        ]
        assert one["values"] == values
        assert one["text"] == amount_text(shown[group, key].amount)
        assert one["sums"] == [one["text"].removeprefix("约")]
        assert (one["good"], one["bad"]) == (1, 0)


def test_every_rate_opens_and_its_operands_add_up_again(watched: Watched) -> None:
    opened = watched.page.evaluate(OPEN_ALL, "indicators")
    assert len(opened) == 3 * len(outcome_of_page(watched).indicators)
    assert not any(one["bad"] for one in opened)
    assert all(one["good"] for one in opened if one["text"] != "—")


def test_every_number_of_the_charts_opens_too(watched: Watched) -> None:
    page = watched.page
    page.locator("#charts figure .only-zh text[data-k]").first.click()
    expect(page.locator("dialog .verdict .good")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#charts summary").first).to_be_focused()
    opened = page.evaluate(OPEN_ALL, "charts")
    assert opened
    assert not any(one["bad"] for one in opened)


def test_a_click_leads_from_a_total_to_a_cell(watched: Watched) -> None:
    outcome, page = outcome_of_page(watched), watched.page
    key = next(one.key for one in outcome.totals if one.amount.value)
    figure = next(one.figure for one in outcome.by_unit if one.key == key and one.amount.value)
    place = list(outcome_of(watched.file.stem)[1].items).index(key)
    page.locator(f"#totals button[data-k='{place}']:not([data-g])").click()
    row = page.locator("dialog tr.counted", has_text=figure.file).first
    for told in (figure.unit, figure.text, figure.cell, figure.sheet, figure.file):
        expect(row).to_contain_text(told)
    page.mouse.click(4, 4)
    expect(page.locator("dialog")).not_to_be_visible()


def test_the_keyboard_opens_leads_on_and_comes_back(watched: Watched) -> None:
    page = watched.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    first = page.locator("#indicators button[data-p='rate']").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog .close")).to_be_focused()
    page.locator("dialog button.n").first.press("Enter")
    expect(page.locator("dialog .back")).to_be_focused()
    assert page.locator("dialog tr.counted").count()
    page.keyboard.press("Enter")
    expect(page.locator("dialog caption").first).to_have_text("分子")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    expect(first).to_be_focused()


def test_filters_leave_what_matches_and_say_how_many(watched: Watched) -> None:
    outcome, page = outcome_of_page(watched), watched.page
    visible = page.locator(".finding:not([hidden])")
    infos = [one for one in outcome.problems if one.severity is Severity.INFO]
    page.select_option("select[name=severity]", "info")
    expect(visible).to_have_count(len(infos))
    expect(page.locator(".filters output")).to_have_text(
        f"显示 {len(infos)} 条，共 {len(outcome.problems)} 条"
    )
    page.select_option("select[name=rule]", "number.blank")
    blank = [one for one in infos if one.rule == "number.blank"]
    expect(visible).to_have_count(len(blank))
    assert all(visible.nth(n).is_visible() for n in range(len(blank)))
    page.select_option("select[name=unit]", label=blank[0].unit)
    expect(visible).to_have_count(sum(one.unit == blank[0].unit for one in blank))
    page.fill("input[name=text]", "这里没有")
    expect(visible).to_have_count(0)
    expect(page.locator(".no-match")).to_be_visible()
    page.click(".filters button[type=reset]")
    expect(visible).to_have_count(len(outcome.problems))


def test_the_board_leads_to_the_problems_of_a_unit(watched: Watched) -> None:
    link = watched.page.locator(".tile a").last
    name = link.text_content() or ""
    link.click()
    opened = watched.page.locator("details.unit[open]", has_text=name).last
    expect(opened.locator(".finding").first).to_be_in_viewport()


def test_the_language_changes_in_place_and_stays_in_the_address(watched: Watched) -> None:
    page = watched.page
    before = page.locator("#totals button.n").all_text_contents()
    page.click("[data-language=en]")
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator("#totals-title")).to_have_text("Totals")
    assert "disclosure of government information" in page.title()
    assert page.locator("#totals button.n").all_text_contents() == before
    assert page.url.endswith("#lang=en")
    page.click("nav a >> text=Problems")
    assert page.url.endswith("#problems&lang=en")
    watched.open("#problems&lang=en")
    expect(page.locator("#problems-title")).to_have_text("Problems")
    expect(page.locator("#problems-title")).to_be_in_viewport()
    page.locator("#totals button.n").first.click()
    expect(page.locator("dialog .verdict")).to_contain_text("equal to the total shown")
    page.keyboard.press("Escape")
    page.click("[data-language=zh]")
    expect(page.locator("#totals-title")).to_have_text("汇总")
    assert not page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length")


def test_print_opens_everything_and_shows_no_controls(watched: Watched) -> None:
    page = watched.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("nav, .languages, .filters").locator("visible=true").count() == 0
    assert page.locator(".finding").locator("visible=true").count() == len(
        outcome_of_page(watched).problems
    )
    style = "(name) => getComputedStyle(document.querySelector(name))"
    assert page.evaluate(f"({style})('thead').display") == "table-header-group"
    assert page.evaluate(f"({style})('#totals tr').breakInside") == "avoid"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count()
    page.emulate_media(media="screen")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_telephone_scrolls_tables_but_never_the_page(watched: Watched, language: str) -> None:
    page = watched.page
    page.set_viewport_size(PHONE)
    watched.open(f"#lang={language}")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    wide = page.locator("#indicators .scroll")
    assert wide.get_attribute("tabindex") == "0"
    wide.evaluate("(box) => box.scrollTo(200, 0)")
    left = wide.evaluate("(box) => box.scrollLeft")
    assert left
    inner = "(box) => box.querySelector('tbody th').getBoundingClientRect().left - box.getBoundingClientRect().left"
    assert abs(wide.evaluate(inner)) < 1
    page.locator("#totals button.n").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.set_viewport_size(WIDE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_and_every_control_has_a_name(watched: Watched, scheme: Any) -> None:
    page = watched.page
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.evaluate(CONTRASTS) == []
    page.locator("#totals button.n").first.click()
    assert page.evaluate(CONTRASTS) == []
    page.keyboard.press("Escape")
    nameless = """[...document.querySelectorAll("button, select, input, a")].filter((one) =>
      !(one.getAttribute("aria-label") || one.textContent.trim()) || (one.labels && one.matches("select, input")
        && !one.labels.length)).map((one) => one.outerHTML)"""
    assert [one for one in page.evaluate(nameless) if "<input" not in one] == []
    expect(page.get_by_label("搜索文字")).to_have_count(1)
    page.emulate_media(color_scheme="light")


def test_it_reads_without_a_script(start: Start, tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    writers.write_outcome(tmp_path / "page.html", outcome, form, "en")
    context = start(tmp_path / "profile", java_script_enabled=False)
    page = Watched(context, tmp_path / "page.html").page
    expect(page.locator("#totals .n", has_text="134426").first).to_be_visible()
    expect(page.get_by_text("Scripts are switched off")).to_be_visible()
    assert page.locator("button").locator("visible=true").count() == 0
    page.locator("details.unit summary").first.click()
    expect(page.locator(".finding").first).to_be_visible()


def test_what_units_write_does_nothing_in_the_browser(
    context: BrowserContext, tmp_path: Path
) -> None:
    outcome, form = outcome_of("national-2021")
    writers.write_outcome(tmp_path / "page.html", poisoned(outcome), form, "zh")
    seen = Watched(context, tmp_path / "page.html")
    opened = seen.page.evaluate(OPEN_ALL, "totals")
    assert not any(one["bad"] for one in opened)
    seen.page.locator("#totals button.n").first.click()
    expect(seen.page.locator("dialog")).to_contain_text("<img src=x onerror=alert(2)>")
    seen.page.keyboard.press("Escape")
    seen.page.click("[data-language=en]")
    assert seen.page.locator("img").count() == 0
    assert not seen.complaints
    assert len(seen.requests) <= 2
    seen.page.close()
