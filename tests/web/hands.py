"""How a person does things on a page: with a mouse, or with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.web.browser import settle

MOST_STOPS = 150
"""Presses of Tab after which something counts as out of reach of the keyboard."""


class Hands(Protocol):
    """What a journey needs done. Names are those that a person reads, or hears read out."""

    page: Page

    def use(self, target: Locator) -> None:
        """Press a button, follow a link, open what is folded."""

    def write(self, target: Locator, text: str) -> None:
        """Put a text in place of what stands in a field."""

    def choose(self, target: Locator, words: str) -> None:
        """Choose from a list."""

    def mark(self, target: Locator) -> None:
        """Choose one of several."""

    def give(self, target: Locator, file: Path) -> None:
        """Choose a file."""


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, target: Locator, words: str) -> None:
        target.select_option(label=words)

    def mark(self, target: Locator) -> None:
        target.check()

    def give(self, target: Locator, file: Path) -> None:
        target.set_input_files(file)


class Keyboard:
    """Presses keys. What it uses must be reached by Tab, and be seen where it is reached."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # From the start: Playwright does not wait until the browser hands choosers over, and a key is quicker.
        page.on("filechooser", lambda _chooser: None)

    def use(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, words: str) -> None:
        self._reach(target)
        self.page.keyboard.type(words)
        assert target.evaluate("list => list.selectedOptions[0].text") == words

    def mark(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Space")

    def give(self, target: Locator, file: Path) -> None:
        self._reach(target)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def _reach(self, target: Locator) -> None:
        wanted = target.element_handle()
        assert wanted is not None
        # The scripts of a page that is still coming take the keyboard to the summary of what is wrong, and its keys.
        self.page.wait_for_load_state()
        for _ in range(MOST_STOPS):
            where: dict[str, Any] = wanted.evaluate(_WHERE)
            if where["here"]:
                assert where["seen"], f"{target} has the keyboard, and cannot be seen"
                return
            self.page.keyboard.press("ArrowDown" if where["group"] else "Tab")
        raise AssertionError(f"Tab does not reach {target} on {self.page.url}")


_WHERE = """wanted => {
  const active = document.activeElement, box = active.getBoundingClientRect()
  return {
    here: active === wanted,
    group: active !== wanted && active.type === 'radio' && wanted.type === 'radio' && active.name === wanted.name,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  }
}"""


class Journey:
    """A person under way, and what went wrong on the way.

    Args:
        hands: How things are done.
        address: Of the service.
        look: Finds faults of each page that is come to.
    """

    def __init__(self, hands: Hands, address: str, look: Callable[[Page], list[str]] = lambda _page: []) -> None:
        self.hands, self.page, self.address, self._look = hands, hands.page, address, look
        self.wrong: list[str] = []
        self._seen: set[str] = set()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda message: self._said(message.type, message.text))
        self.page.on(
            "request", lambda request: self.wrong.append(request.url) if not request.url.startswith(address) else None
        )

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 422" not in text:  # the browser's own word on a form that has a fault
            self.wrong.append(text)

    def begin(self, path: str = "/") -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, path

    def see(self, heading: str) -> None:
        """The page that is come to, by its heading."""
        expect(self.page.locator("h1")).to_contain_text(heading)
        settle(self.page)
        self.page.wait_for_load_state()  # a page is as wide as it likes while its style is still on the way
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.wrong.append(f"{self.page.url} is {wide} pixels wider than the window")
        self._look_once()

    def part(self, name: str) -> None:
        """A part of the service, by its navigation."""
        navigation = self.page.get_by_role("navigation", name="Main")
        menu = self.page.get_by_role("button", name="Menu")
        if menu.is_visible():
            self.hands.use(menu)
        self.hands.use(navigation.get_by_role("link", name=name, exact=True))

    def link(self, name: str) -> None:
        self.hands.use(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def press(self, name: str) -> None:
        self.hands.use(self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first)

    def write(self, label: str, text: str) -> None:
        self.hands.write(self._field(label), text)

    def choose(self, label: str, words: str) -> None:
        self.hands.choose(self._field(label), words)

    def mark(self, label: str) -> None:
        self.hands.mark(self.page.get_by_role("radio", name=label))

    def give(self, label: str, file: Path) -> None:
        self.hands.give(self._field(label), file)

    def find(self, text: str) -> None:
        """Search from the top of the page."""
        self.hands.write(self.page.get_by_role("searchbox"), text)
        self.hands.use(self.page.get_by_role("button", name="Search", exact=True))

    def take(self, name: str, folder: Path) -> Path:
        """Download what a link gives."""
        with self.page.expect_download() as download:
            self.link(name)
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def is_told(self, text: str) -> None:
        """The page of a form that has a fault, by what it says of it."""
        expect(self.page.get_by_role("main").get_by_role("alert")).to_contain_text(text)
        self._look_once()

    def reads(self, text: str) -> None:
        """The page that is come to, by what it says."""
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def _look_once(self) -> None:
        """Look at what was not looked at before: a kind of page with its heading, with something told or nothing."""
        heading, path = self.page.locator("h1").inner_text(), urlsplit(self.page.url).path.split("/")
        seen = f"{path[1]}, {len(path)}, {heading}, {self.page.get_by_role('alert').count()}"
        if seen not in self._seen:
            self._seen.add(seen)
            self.wrong += self._look(self.page)

    def _field(self, label: str) -> Locator:
        return self.page.get_by_role("main").get_by_label(label, exact=True)
