"""What lists leave open of identity, and what a person can say to it."""

from __future__ import annotations

from enum import StrEnum


class Question(StrEnum):
    """One kind of thing about identity that waits for a person; the gravest first."""

    BACK = "back_after_removal"
    """A device that was recorded as removed is named in place: an alarm."""
    BACK_UNTOLD = "back_untold"
    """A removed device is named with a status that is not understood."""
    CONTRADICTION = "numbers_of_two_assets"
    TWICE = "number_twice"
    """Rows of one list give the same number at two sites, or with other details."""
    OTHER_DEVICE = "number_on_another_device"
    """A number of one asset stands beside the stronger number of another device."""
    SITE_NAME = "site_name"
    """A name is nearly that of a known site."""
    DIFFERS = "number_differs"
    MOVED = "moved"
    SHORTFALL = "fewer_alike"
    """Fewer rows without numbers than such devices were known."""
    SURPLUS = "more_alike"
    """More rows without numbers than such devices were known."""
    SITE_CODE = "site_code"
    SITE_ALIKE = "sites_alike"
    SHARED_TAG = "tag_shared"
    CHANNELS = "channels"
    REPEATED = "row_repeated"

    @property
    def is_alarm(self) -> bool:
        """Whether it comes before everything else."""
        return self in (Question.BACK, Question.BACK_UNTOLD)


class Reply(StrEnum):
    """What a person says of it."""

    SAME = "same"
    """One device, or one site."""
    DIFFERENT = "different"
    """Different devices, or another site."""
    MOVED = "moved"
    BACK = "back"
    """The device really stands there again."""
    MISTAKEN = "mistaken"
    """The list is wrong."""
    NOTED = "noted"
    """It is as riskreg took it."""
