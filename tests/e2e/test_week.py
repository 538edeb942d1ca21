"""The planner's board: a village is moved by hand, what it breaks is seen, and it is taken back."""

import itertools
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.conftest import DESK, PHONE, SCREENS
from tests.support.console_page import MAP_TIMEOUT_MS, ConsolePage, answer_of

pytestmark = [pytest.mark.browser, pytest.mark.services]

ARRIVES_MS = 30_000
JOB_S = 90
VILLAGES = 8
NO_MAPS = """
const given = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : given.call(this, kind, ...more);
};
"""


@dataclass
class StoredWeek:
    """A week that was taken over from a timetable, and who asks the API about it."""

    id: int
    address: str
    request: APIRequestContext

    def now(self) -> Any:
        return answer_of(self.request, f"{self.address}/weeks/{self.id}")

    def told(self, edit: dict[str, Any]) -> None:
        """Change the week as somebody at another desk would."""
        headers = {"Origin": self.address, "If-Match": f'"{self.now()["version"]}"'}
        answer = self.request.post(f"{self.address}/weeks/{self.id}/edits", headers=headers, data=edit)
        assert answer.ok, answer.text()


@pytest.fixture(scope="module")
def week(console, browser, signed_in):
    """Give a week of few villages on three trucks, each emptied on two days that are three apart."""
    context = browser.new_context(storage_state=signed_in)
    address, request = f"{console.url}/api/v1", context.request
    monday = monday_after(answer_of(request, f"{address}/system")["operating_day"])
    content = "\n".join(timetable(request, address)).encode()
    form = {"first_day": monday, "days": "7", "name": "Jadwal uji"}
    file = {"name": "jadwal.csv", "mimeType": "text/csv", "buffer": content}
    asked = request.post(
        f"{address}/weeks/import", multipart={**form, "file": file}, headers={"Origin": console.url}
    )
    assert asked.status == 202, asked.text()
    yield StoredWeek(made_by(request, address, asked.json()["job_id"]), address, request)
    context.close()


def monday_after(today: str) -> str:
    """Return the Monday of the week that begins after the present one."""
    day = date.fromisoformat(today)
    return (day + timedelta(days=7 - day.weekday())).isoformat()


def timetable(request: APIRequestContext, address: str) -> list[str]:
    """Return the rows of a CSV: some villages on Monday and Thursday, others on Tuesday and Friday."""
    fleet = answer_of(request, f"{address}/vehicles")
    plates = [each["plate"] for each in fleet if each["class_code"] == "dump_truck" and each["planned"]]
    points = answer_of(request, f"{address}/records/points?limit=500")["items"]
    stops = sorted((each["village_code"], each["code"]) for each in points if each["kind"] == "stop")
    villages = itertools.islice(itertools.groupby(stops, key=lambda stop: stop[0]), VILLAGES)
    rows = ["hari,truk,titik"]
    for number, (_, codes) in enumerate(villages):
        days = ("Senin", "Kamis") if number % 2 else ("Selasa", "Jumat")
        few = [code for _, code in codes][:3]
        rows += [f"{day},{plates[number % 3]},{code}" for day in days for code in few]
    # the importer keeps the order of the rows within a truck's day
    return [rows[0], *sorted(rows[1:], key=lambda row: row.split(",")[:2])]


def made_by(request: APIRequestContext, address: str, job_id: int) -> int:
    """Return the number of the week once its job is done."""
    deadline = time.monotonic() + JOB_S
    while time.monotonic() < deadline:
        job = answer_of(request, f"{address}/weeks/jobs/{job_id}")
        if job["status"] == "done":
            return int(job["week_id"])
        assert job["status"] in {"waiting", "running"}, job
        time.sleep(0.2)
    raise AssertionError(f"the timetable was not taken over within {JOB_S} s")


@pytest.fixture
def open_board(console, open_page, signed_in, week):
    """Give a function that opens the week's board; without a map, which would take most of a test to draw."""

    def open_one(size: tuple[int, int] = DESK, *, streams: bool = True, maps: bool = False) -> ConsolePage:
        page = open_page(size, signed_in)
        if not maps:
            page.add_init_script(NO_MAPS)
        if not streams:
            page.route("**/api/v1/stream*", lambda route: route.abort())
        page.goto(f"{console.url}/?week={week.id}")
        expect(page.locator(".week-cell, .week-card").first).to_be_visible(timeout=ARRIVES_MS)
        return ConsolePage(page, console.url)

    return open_one


def by_village(page: Page, name: str) -> None:
    """Look at the plan by villages, and at the one that is meant: a long list draws only what is in sight."""
    page.get_by_text("Desa", exact=True).first.click()
    expect(page.get_by_role("grid", name="Hari dan desa")).to_be_visible()
    page.get_by_role("searchbox").fill(name)


def drag_to(page: Page, taken: str, target: str) -> None:
    """Drag the middle of one thing onto that of another, as a hand does: not in one leap."""
    start, end = page.locator(taken).first.bounding_box(), page.locator(target).first.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=6)
    page.mouse.up()


def twice_a_week(board: dict[str, Any]) -> tuple[dict[str, Any], str, str, list[str]]:
    """Return a point of a village, the two days on which it is emptied, and all days of the board."""
    days = [each["day"] for each in board["days"]]
    point = next(each for each in board["points"] if each["days"] == [days[0], days[3]])
    return point, days[0], days[3], days


def served_on(week: StoredWeek, village: str) -> set[str]:
    points = [each for each in week.now()["points"] if each["village_code"] == village]
    return {day for point in points for day in point["days"]}


def test_a_village_is_moved_seen_to_break_a_rule_and_taken_back(open_board, week):
    point, monday, thursday, days = twice_a_week(week.now())
    village = point["village_code"]
    page = open_board().page
    by_village(page, point["village"])
    cell = f".week-cell[data-take-code='{village}'][data-take-day="
    row = page.locator(f"{cell}'{thursday}']").locator("xpath=..")
    target = row.locator(f"[data-drop-day='{days[1]}']")
    target.evaluate("cell => cell.setAttribute('data-testid', 'target')")
    drag_to(page, f"{cell}'{thursday}']", "[data-testid=target]")
    told = page.locator(".week-toast")
    expect(told).to_contain_text("km", timeout=ARRIVES_MS)
    expect(told).to_contain_text("Baru:")
    expect(page.locator(f"{cell}'{days[1]}']")).to_be_visible()
    assert served_on(week, village) == {monday, days[1]}
    page.get_by_role("tab", name="Pelanggaran").click()
    expect(page.locator(".wp-violation").first).to_be_visible()
    page.keyboard.press("Control+z")
    expect(told).to_contain_text("Diurungkan", timeout=ARRIVES_MS)
    expect(page.locator(f"{cell}'{thursday}']")).to_be_visible()
    assert served_on(week, village) == {monday, thursday}


def test_without_a_mouse_a_point_goes_to_another_truck_and_is_pinned(open_board, week):
    board = week.now()
    cell = next(each for each in board["cells"] if each["state"] == "works")
    idle = next(
        each
        for each in board["cells"]
        if each["day"] == cell["day"] and each["state"] == "free" and each["vehicle"].startswith("dt-")
    )
    point = next(stop["code"] for stop in cell["stops"] if stop["kind"] == "collect")
    page = open_board().page
    page.locator(".week-cell[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".week-cell:focus")).to_have_attribute("data-place", "1:1")
    page.get_by_role("searchbox").fill(plate_of(board, cell["vehicle"]))
    place = [each["day"] for each in board["days"]].index(cell["day"]) + 1
    page.locator(f"[data-place='0:{place}']").focus()
    page.keyboard.press("Enter")
    stop = page.locator(f".wp-stop[data-point='{point}']")
    menu = stop.get_by_role("button", name="Ubah")
    menu.press("Enter")
    page.get_by_role("menuitem", name="Pindahkan").press("Enter")
    page.get_by_role("dialog").get_by_label("Truk").select_option(idle["vehicle"])
    page.get_by_role("button", name="Pindahkan", exact=True).press("Enter")
    expect(page.locator(".week-toast")).to_contain_text("km", timeout=ARRIVES_MS)
    expect(stop).to_have_count(0)
    moved = next(each for each in week.now()["points"] if each["code"] == point)
    assert moved["vehicles"][cell["day"]] == idle["vehicle"]
    page.get_by_role("button", name="Urungkan").first.click()
    expect(stop).to_be_visible(timeout=ARRIVES_MS)
    menu.press("Enter")
    page.get_by_role("menuitem", name="Sematkan").press("Enter")
    expect(stop.locator(".pin-sign")).to_be_visible(timeout=ARRIVES_MS)
    menu.press("Enter")
    page.get_by_role("menuitem", name="Lepas sematan").press("Enter")
    expect(stop.locator(".pin-sign")).to_have_count(0, timeout=ARRIVES_MS)


def plate_of(board: dict[str, Any], vehicle: str) -> str:
    return next(each["plate"] for each in board["vehicles"] if each["id"] == vehicle)


def test_who_comes_second_is_told_and_overwrites_nothing(open_board, week):
    point, monday, thursday, days = twice_a_week(week.now())
    village = point["village_code"]
    seeing, late = open_board().page, open_board(streams=False).page
    for page in (seeing, late):
        by_village(page, point["village"])
    week.told({"kind": "move_village", "village": village, "from_day": thursday, "to_day": days[4]})
    cell = f".week-cell[data-take-code='{village}'][data-take-day="
    expect(seeing.locator(f"{cell}'{days[4]}']")).to_be_visible(timeout=ARRIVES_MS)
    drag_to(late, f"{cell}'{thursday}']", f".week-day[data-drop-day='{days[5]}']")
    dialog = late.get_by_role("dialog")
    expect(dialog).to_contain_text("Sudah diubah oleh", timeout=ARRIVES_MS)
    assert served_on(week, village) == {monday, days[4]}
    dialog.get_by_role("button", name="Muat yang terbaru").click()
    expect(late.locator(f"{cell}'{days[4]}']")).to_be_visible(timeout=ARRIVES_MS)
    week.told({"kind": "undo"})


@SCREENS
def test_the_board_is_read_at_a_desk_and_on_a_phone(open_board, screenshots, size, language):
    board = open_board(size, maps=size == DESK)
    page = board.page
    board.speak(language)
    if size == DESK:
        expect(page.locator(".week-map[data-ready=true]")).to_be_visible(timeout=MAP_TIMEOUT_MS)
    working = page.locator("[data-state=works], [data-state=amiss], [data-state=over]")
    if size == PHONE:
        judge(board, screenshots / f"week-trucks-{size[0]}-{language}.png")
    working.first.click()
    expect(page.locator(".wp-stop").first).to_be_visible()
    judge(board, screenshots / f"week-cell-{size[0]}-{language}.png")
    if size == PHONE:
        page.keyboard.press("Escape")
    page.get_by_text("Desa" if language == "id" else "Villages", exact=True).first.click()
    judge(board, screenshots / f"week-villages-{size[0]}-{language}.png")
    assert board.complaints == []


def judge(board: ConsolePage, picture) -> None:
    page = board.page
    page.screenshot(path=picture)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert board.serious_findings() == []
