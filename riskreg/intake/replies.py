"""What each question of identity asks, what riskreg did for now, and what can be said to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from riskreg.rules.conflicts import Question, Reply

IMPORT_AGAIN: Final = "Then import the list again, so that it is taken so."
UNDO_AND_IMPORT: Final = "Then take that import back (riskreg imports undo) and import the list again."


class Choice(NamedTuple):
    """One thing that a person can say.

    Attributes:
        reply: The word of the command.
        means: What is said by it.
        then: What the person does next, or empty.
        needs: What the command must name besides: `row`, `site`, or empty; with a question mark, what it may name.
    """

    reply: Reply
    means: str
    then: str = ""
    needs: str = ""


class Asked(NamedTuple):
    """A kind of question in the words of the screens.

    Attributes:
        title: What it is.
        taken: What riskreg did for now.
        is_left_out: Whether rows wait outside the register.
        choices: What can be said.
    """

    title: str
    taken: str
    is_left_out: bool
    choices: tuple[Choice, ...]

    def choice(self, reply: Reply) -> Choice | None:
        """What a reply means here, or None where it is no answer to this."""
        return next((each for each in self.choices if each.reply is reply), None)


_OUT: Final = Choice(Reply.MISTAKEN, "The list is wrong; its row stays left out.", "Let its sender correct it.")

ASKED: Final[Mapping[Question, Asked]] = MappingProxyType(
    {
        Question.BACK: Asked(
            "Back after removal",
            "It counts as in place again from the date of the list; its removal before that no longer counts.",
            False,
            (
                Choice(
                    Reply.BACK,
                    "Somebody looked: it stands there. It stays in place in all figures.",
                    "Plan its removal anew; each step is recorded afresh (riskreg removal record).",
                ),
                Choice(
                    Reply.MISTAKEN,
                    "Somebody looked: it is gone, and the list is out of date.",
                    "If it was only this list, take the import back (riskreg imports undo), correct the list, import "
                    "it again. Else have its removal verified (riskreg removal record): figures count it until then.",
                ),
            ),
        ),
        Question.BACK_UNTOLD: Asked(
            "Perhaps back after removal",
            "It is not held to be back; its removal still counts.",
            False,
            (
                Choice(
                    Reply.BACK,
                    "Somebody looked: it stands there.",
                    "Write “In use” as its status in the list, and import it again: it then counts as back.",
                ),
                Choice(Reply.MISTAKEN, "It is gone; the list still names it."),
            ),
        ),
        Question.CONTRADICTION: Asked(
            "Numbers of two assets in one row",
            "The row is left out. Both assets stay as they were, and neither counts as not seen by this list.",
            True,
            (
                Choice(
                    Reply.SAME,
                    "Both records are one device: they are merged. With --record ASSET-…: the row is that asset, and "
                    "its other number is wrong; nothing is merged.",
                    IMPORT_AGAIN,
                    "asset?",
                ),
                Choice(
                    Reply.DIFFERENT, "The row is a third device; the numbers stand on several devices.", IMPORT_AGAIN
                ),
                _OUT,
            ),
        ),
        Question.TWICE: Asked(
            "One number in several rows",
            "These rows are left out. What was known before stays as it was, and does not count as not seen.",
            True,
            (
                Choice(
                    Reply.SAME,
                    "They are one device, as the row named with --row says; the other rows follow it.",
                    IMPORT_AGAIN,
                    "row",
                ),
                Choice(Reply.DIFFERENT, "They are different devices that bear the same number.", IMPORT_AGAIN),
                _OUT,
            ),
        ),
        Question.OTHER_DEVICE: Asked(
            "A number of one asset beside that of another device",
            "The row is left out. The asset stays as it was, and does not count as not seen by this list.",
            True,
            (
                Choice(Reply.SAME, "It is the asset; the number that differs is its own as well.", IMPORT_AGAIN),
                Choice(
                    Reply.DIFFERENT,
                    "It is another device that bears the number now.",
                    f"{IMPORT_AGAIN} If the asset is gone, record its removal (riskreg removal record).",
                ),
                _OUT,
            ),
        ),
        Question.SITE_NAME: Asked(
            "A name that is nearly that of a known site",
            "The rows of that name are left out, and no site was made.",
            True,
            (
                Choice(
                    Reply.SAME,
                    "It is the known site; with --record SITE-… another known one.",
                    IMPORT_AGAIN,
                    "site?",
                ),
                Choice(Reply.DIFFERENT, "It is a site of its own.", IMPORT_AGAIN),
                _OUT,
            ),
        ),
        Question.DIFFERS: Asked(
            "One number differs, the others agree",
            "Taken as the same device, with the number of the list.",
            False,
            (
                Choice(Reply.SAME, "It is the same device; both numbers are its own."),
                Choice(Reply.DIFFERENT, "They are two devices.", UNDO_AND_IMPORT),
            ),
        ),
        Question.MOVED: Asked(
            "Stands at another site than before",
            "Taken as the same device, moved; at the old site it is neither lost nor not seen.",
            False,
            (
                Choice(Reply.MOVED, "It was moved."),
                Choice(
                    Reply.DIFFERENT, "They are two devices with the same number, one at each site.", UNDO_AND_IMPORT
                ),
                Choice(Reply.MISTAKEN, "The list names the wrong site.", UNDO_AND_IMPORT),
            ),
        ),
        Question.SHORTFALL: Asked(
            "Fewer alike devices than were known",
            "The others count as not seen, never as removed; which of them, cannot be told.",
            False,
            (
                Choice(
                    Reply.NOTED,
                    "They are not there any more, or are sought.",
                    "Record removals with evidence (riskreg removal record).",
                ),
                Choice(Reply.MISTAKEN, "The list leaves some out.", "Let its sender complete it, and import it again."),
            ),
        ),
        Question.SURPLUS: Asked(
            "More alike devices than were known",
            "The others came in as new assets.",
            False,
            (
                Choice(Reply.DIFFERENT, "There are more devices than before."),
                Choice(Reply.MISTAKEN, "The list names some twice.", UNDO_AND_IMPORT),
            ),
        ),
        Question.SITE_CODE: Asked(
            "A known site under another code",
            "Taken as the same site.",
            False,
            (
                Choice(Reply.SAME, "It is the same site."),
                Choice(Reply.DIFFERENT, "The code is that of a site of its own.", UNDO_AND_IMPORT),
            ),
        ),
        Question.SITE_ALIKE: Asked(
            "Two new sites with nearly the same name",
            "Taken as two sites.",
            False,
            (
                Choice(Reply.DIFFERENT, "They are two sites."),
                Choice(
                    Reply.SAME,
                    "They are one: rows of this name belong to the site named with --record.",
                    UNDO_AND_IMPORT,
                    "site",
                ),
            ),
        ),
        Question.SHARED_TAG: Asked(
            "One asset tag on several devices",
            "Taken as different devices; the tag is not used to tell them apart.",
            False,
            (
                Choice(Reply.DIFFERENT, "They are different devices.", "Give each a tag of its own when you can."),
                Choice(Reply.MISTAKEN, "A tag is wrong.", "Let the sender correct it."),
            ),
        ),
        Question.CHANNELS: Asked(
            "Several channels of one device",
            "Counted as one device.",
            False,
            (
                Choice(Reply.SAME, "They are one device."),
                Choice(Reply.DIFFERENT, "Each row is a device.", IMPORT_AGAIN),
            ),
        ),
        Question.REPEATED: Asked(
            "Rows that say the same",
            "Counted once.",
            False,
            (
                Choice(Reply.SAME, "They are one device, listed twice."),
                Choice(Reply.DIFFERENT, "Each row is a device.", IMPORT_AGAIN),
            ),
        ),
    }
)
"""Every question in the words of the screens."""
