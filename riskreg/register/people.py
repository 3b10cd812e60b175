"""People who act on the register."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact


class Person(Fact):
    """A person named as actor. How each act was attributed stands on its change."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(unique=True)
