"""Messages that speak of commands, as a person at a page reads them."""

from __future__ import annotations

import re
from typing import Final

_PHRASES: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r'If it is the same, import again with --map-site "[^"]*"; if it is another site, with --map-site "[^"]*"',
         "Say under “Sites” whether it is the same"),
        (r'import again with --map-site "[^"]*=new"', "give it another name in the list"),
        (r'say which column holds it: --map "[^"]*"', "say under “Columns” which column holds it"),
        (r'say so with --map, for example: --map "[^"]*"', "say so under “Columns”"),
        (r'say what it means, for example: --map "[^"]*"', "say under “Columns” what it means"),
        (r"say with --map (how they are meant|what its columns mean)", r"say under “Columns” \1"),
        (r"import it with --covers part", "say so under “About this list”"),
        (r"add --covers part", "say so under “About this list”"),
        (r"give the right one with --dated", "give the right one under “About this list”"),
        (r"Give it with --dated, such as --dated 2026-03-31", "Give it, such as 31 March 2026"),
        (r"Say which one the list describes with --dated", "Say which one the list describes"),
        (r"Correct --(?:dated|as-at|due)", "Correct the date"),
        (r", or give it with --(?:dated|covers)", ", or say it here"),
        (r"; or give it with --(?:dated|covers)", "; or say it here"),
        (r"import with --organisation NAME", "name one for the whole list"),
        (r"give --organisation NAME for the whole list", "name one for the whole list"),
        (r"Give it with --organisation NAME; an", "Name it. An"),
        (r"Say who does with --signed-by and --post", "Say who does under “About this list”"),
        (r"say so with --signed-by and --post", "say so under “About this list”"),
        (r'Write --signed-by "[^"]*"', "Write a name"),
        (r'Give the name too: --signed-by "[^"]*"', "Give the name too"),
        (r'Give both: --signed-by "[^"]*" --post "[^"]*"', "Give both"),
        (r"Give either --organisation NAME or --site SITE", "Name either an organisation or a site"),
        (r"Give one of --organisation NAME, --all or --site SITE", "Name an organisation or a site"),
        (r"What you give with the command goes before it", "What you say here goes before it"),
        (r"withdraw it with: riskreg returns withdraw \S+", "withdraw it under “Returns”"),
        (r"To correct it, withdraw it first: riskreg returns withdraw NIL-…", "To correct it, withdraw it first"),
        (r' ?\(riskreg [a-z ]+\)', ""),
        (r"is no value of --([a-z-]+)", r"is no value of “\1”"),
        (r"(?:Give it|Add|Say) with --reason\b", "Give a reason"),
        (r'Add --reason "[^"]*" with what speaks for this option', "Say what speaks for this option"),
        (r"Say with --reason why", "Say why"),
        (r" or a later date with --on", " or a later date"),
        (r" or an earlier one with --on", " or an earlier one"),
        (r'Add --reason "[^"]*"', "Say why"),
        (r'Add --source "([^"]*)"', r"Give it, such as “\1”"),
        (r"again with riskreg plan export", "again from its page"),
        (r"First take the merge back: riskreg asset separate (\S+)", r"First take the merge back, on the page of \1"),
        (r"See what they would change, and activate them, with: riskreg lists activate",
         "See under “Lists” what they would change, and put them in use"),
        (r"Activate them with: riskreg lists activate", "Put them in use under “Lists”"),
        (r"Import some with: riskreg products import[^.]*", "Take some in under “Products”"),
        (r"Draft one with: riskreg plan draft[^.]*", "Draft one from the page of the site"),
        (r" as riskreg products list shows it", " as the list of products shows it"),
        (r"Add --cameras-as, or choose", "Say what to look for, or choose"),
        (r"Leave --system out for the whole site", "Leave the system blank for the whole site"),
        (r"Leave --dated, --map and --return out", "Send the workbook alone"),
        (r"Add --dated DATE; it is never", "Give it; it is never"),
        (r"Add --switch-watts and --port-class, or name a product", "Give its watts and the class of its ports"),
        (r"Add --quantity NUMBER", "Give a number of at least 1"),
    )
)  # fmt: skip
_COMMAND: Final = re.compile(
    r"(?:^|\s|[“(\"])(?:--[a-z]|riskreg (?:asset|check|conflicts|db|demo|determine|export|flag|import|lists|mappings"
    r"|org|plan|products|query|removal|report|returns|screen|show|vendors)\b|RISKREG_)"
)
_LONG: Final = re.compile(r"“([^”]{120})[^”]{40,}”")
"""What somebody typed by the page; it is said back as far as it takes to know it again."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…:])\s+(?=[A-Z“])")


def for_pages(text: str) -> str:
    """A message as a page says it: what a person would type in a command is said in words, or left out.

    Args:
        text: A message, a cure, or both.
    """
    before = text = _LONG.sub(r"“\1…”", text)
    for pattern, said in _PHRASES:
        text = pattern.sub(said, text)
    if text != before and text[-1:] not in ".!?…:":
        text += "."
    if not _COMMAND.search(text):
        return text
    return " ".join(sentence for sentence in _SENTENCE.split(text) if not _COMMAND.search(sentence))
