"""What every table of the register shares: names of constraints, types, keys, and the change that wrote a row."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Enum, Float, ForeignKey, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite gives a table its own 64-bit row number only where the key is declared INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; a naive value is refused, because nobody can tell later what it meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives back naive values: they are UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Key,
        str: Text(),
        float: Float(),
        bool: Boolean(create_constraint=False),
        date: Date(),
        datetime: UtcDateTime(),
        # Stored by value with a named CHECK; one width for all, so that a longer member needs no change of type.
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


class Fact(Base):
    """A row that is appended and never changed: it names the change that wrote it.

    The database refuses UPDATE and DELETE on every table that inherits from here, by triggers that come with the table.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), sort_order=90)


class Standing(Base):
    """A row with an identity for ever and a few columns that mirror the newest facts.

    The mirrored columns are written in the transaction that writes the facts; DELETE is refused.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), sort_order=90)


class Note(Base):
    """A row of the running service and no fact of the register: it changes, goes away, and the trail does not hold it.

    Written through `Database.noting`, which can write nothing else, or beside the facts of a change.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


def append_only_tables() -> list[str]:
    """Names of the tables that refuse UPDATE and DELETE, in alphabetical order."""
    return sorted(mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, Fact))  # type: ignore[attr-defined]


def standing_tables() -> list[str]:
    """Names of the tables that refuse DELETE only, in alphabetical order."""
    return sorted(mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, Standing))  # type: ignore[attr-defined]


def note_tables() -> list[str]:
    """Names of the tables of the running service, in alphabetical order."""
    return sorted(mapper.local_table.name for mapper in Base.registry.mappers if issubclass(mapper.class_, Note))  # type: ignore[attr-defined]
