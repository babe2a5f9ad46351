"""What a gesture costs, counted in a browser, and what docs/gestes.md tells of it."""

import re
from pathlib import Path

from tests.journeys.windows import Visitor

GESTURES = Path(__file__).parents[2] / "docs/gestes.md"


class Counter:
    """Clicks, fields filled and kinds of pages, as a person would count them."""

    def __init__(self, window: Visitor) -> None:
        self.page = window.page
        self.clicks = self.fields = 0
        self.pages: set[str] = set()

    def click(self, role: str, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role(role, name=name, exact=exact).first.click()  # type: ignore[arg-type]
        self.clicks += 1
        self.page.wait_for_load_state()  # a click returns when the next page begins
        self.pages.add(self.page.locator("h1").first.inner_text())

    def fill(self, label: str, text: str, *, role: str = "textbox") -> None:
        self.page.get_by_role(role, name=label).first.fill(text)  # type: ignore[arg-type]
        self.fields += 1

    def tick(self, label: str) -> None:
        self.page.locator("label", has_text=label).click()
        self.clicks += 1

    def choose(self, label: str, option: str) -> None:
        """One of a list: a field filled."""
        self.page.get_by_role("combobox", name=label).first.select_option(label=option)
        self.fields += 1

    @property
    def counted(self) -> tuple[int, int, int]:
        return self.clicks, self.fields, len(self.pages)


def told(gesture: str) -> tuple[int, int, int]:
    """What docs/gestes.md says of it."""
    line = next(line for line in GESTURES.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {gesture} |"))
    clicks, fields, pages = re.findall(r"\| (\d+) ", line + " ")[:3]
    return int(clicks), int(fields), int(pages)
