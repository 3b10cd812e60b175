"""What is dear to count is counted once per change of the register, and kept in memory until it differs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")
_ROOM = 24
"""Values that are kept at once."""


@dataclass
class Kept:
    """Values by name and key; the key says of which state of the register a value is.

    Values are frozen: every request is given the same object.
    """

    _values: OrderedDict[tuple[str, Hashable], Any] = field(default_factory=OrderedDict)
    _newest: dict[str, Any] = field(default_factory=dict)
    _under_way: set[tuple[str, Hashable]] = field(default_factory=set)
    _raised: dict[tuple[str, Hashable], Exception] = field(default_factory=dict)
    _changed: Condition = field(default_factory=lambda: Condition(Lock()))

    def now(self, name: str, key: Hashable, make: Callable[[], T]) -> T:
        """The value, made here and now where it is not kept; those who ask for the same meanwhile wait for it.

        Args:
            name: What it is.
            key: Of which state.
            make: Makes it. What it raises is raised here, and nothing is kept.
        """
        place = (name, key)
        with self._changed:
            while place in self._under_way:
                self._changed.wait()
            if place in self._values:
                self._values.move_to_end(place)
                kept: T = self._values[place]
                return kept
            self._under_way.add(place)
        try:
            value = make()
        except BaseException:
            self._done(place)
            raise
        self._done(place, value)
        return value

    def soon(self, name: str, key: Hashable, make: Callable[[], T], wait_s: float) -> T | None:
        """The value where it is kept or made within a time; else None, and it is being made. What was raised is raised.

        Only the first who asks waits; for the others it is kept, or not there yet.

        Args:
            name: What it is.
            key: Of which state.
            make: Makes it, in a thread of its own.
            wait_s: Seconds to wait for it.
        """
        place = (name, key)
        with self._changed:
            if place in self._under_way:
                wait_s = 0.0  # whoever asked first has waited already
            if place not in self._values and not any(each[0] == name for each in self._under_way):
                self._under_way.add(place)
                Thread(target=self._make, args=(place, make), name=f"riskreg {name}", daemon=True).start()
            self._changed.wait_for(lambda: place in self._values or place not in self._under_way, wait_s)
            if place in self._raised:
                raise self._raised.pop(place)
            value: T | None = self._values.get(place)
            return value

    def newest(self, name: str) -> Any:
        """The value of that name that was made last, of whatever state; None where there is none."""
        with self._changed:
            return self._newest.get(name)

    def _make(self, place: tuple[str, Hashable], make: Callable[[], Any]) -> None:
        try:
            self._done(place, make())
        except Exception as error:
            with self._changed:
                self._raised = {place: error}
            self._done(place)

    def _done(self, place: tuple[str, Hashable], *value: Any) -> None:
        with self._changed:
            self._under_way.discard(place)
            if value:
                self._values[place] = self._newest[place[0]] = value[0]
                while len(self._values) > _ROOM:
                    self._values.popitem(last=False)
            self._changed.notify_all()
