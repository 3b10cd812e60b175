"""A newer registry of address prefixes: read from its publishers' files, compared by maker, refused if it shrinks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from riskreg.catalogue.files import Faults, read_prefixes
from riskreg.catalogue.load import read_lists
from riskreg.catalogue.oui import Refreshed, refresh
from riskreg.errors import FileRejected

HEADER = "Registry,Assignment,Organization Name,Organization Address\n"
IEEE = HEADER + 'MA-L,AABBCC,EXAMPLE OPTICS,"1 Road, Town"\nMA-L,AABBCD,LENS,x\nMA-L,AABBD0,Private,\n'


def refreshed(folder: Path, tmp_path: Path, *texts: str, confirmed: tuple[str, ...] = ()) -> Refreshed:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"registry{number}.txt")
        paths[-1].write_text(text, encoding="utf-8")
    whole, _ = read_lists(folder, (), Faults())
    assert whole is not None
    return refresh(paths, whole, date(2026, 11, 20), "brought by a test", confirmed)


def test_the_table_is_written_as_it_is_read(folder: Path, tmp_path: Path) -> None:
    found = refreshed(folder, tmp_path, IEEE)
    (tmp_path / "oui.tsv").write_text(found.text, encoding="utf-8")
    faults = Faults()
    assert read_prefixes(tmp_path, "oui.tsv", faults) == found.table
    assert not faults.issues
    assert "registry state of 20 November 2026; brought by a test" in found.text


def test_only_the_sizes_in_the_files_are_renewed(folder: Path, tmp_path: Path) -> None:
    found = refreshed(folder, tmp_path, IEEE)
    assert found.table["AABBCE1"] == "MODULES"
    assert found.kept == ("28-bit", "36-bit")
    assert found.left_out == {"registered as private": 1}


def test_changes_are_told_by_maker(folder: Path, tmp_path: Path) -> None:
    text = HEADER + "MA-L,AABBCC,Lens,x\nMA-L,AABBCD,LENS,x\nMA-L,112233,Example Optics,x\n"
    found = refreshed(folder, tmp_path, text)
    told = {each.vendor: (each.before, each.after, each.new, each.gone) for each in found.vendors}
    assert told == {"optics": (1, 1, ("112233",), ("AABBCC",)), "lens": (1, 2, ("AABBCC",), ())}
    assert [(each.prefix, each.before, each.after) for each in found.moved] == [("AABBCC", "Example Optics", "Lens")]
    assert found.table["112233"] == "EXAMPLE OPTICS", "as the catalogue spells it"


def test_a_registrant_that_was_renamed_is_told(folder: Path, tmp_path: Path) -> None:
    found = refreshed(folder, tmp_path, IEEE.replace("LENS", "Lens Holding"))
    assert found.missing == ("LENS",)
    assert [(each.prefix, each.after) for each in found.moved] == [("AABBCD", "Lens Holding")]


def test_wireshark_writes_all_sizes_in_one_file(folder: Path, tmp_path: Path) -> None:
    text = (
        "# comment\nAA:BB:CC\tExample\tEXAMPLE OPTICS\nAA-BB-CD\tLENS\nAA:BB:CE:10:00:00/28\tMod\tMODULES # a note\n"
        "70:B3:D5:00:40:00/36\tX\tSomebody\n01:80:C2:00:00:00/48\tSTP\tSpanning tree\nnonsense\n"
    )
    found = refreshed(folder, tmp_path, text)
    assert found.table == {
        "70B3D5004": "Somebody",
        "AABBCC": "EXAMPLE OPTICS",
        "AABBCD": "LENS",
        "AABBCE1": "MODULES",
    }
    assert found.left_out == {"well-known single addresses": 1, "lines that are no prefix": 1}
    assert found.kept == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER + "MA-L,AABBCC,EXAMPLE OPTICS,x\n", "It holds 1 prefixes of 24-bit, and the table in use 2"),
        (IEEE + "MA-L,AABB", "ends in the middle of a row"),
        (IEEE + "MA-L,XYZ,Somebody,x\n", "“XYZ” is no prefix"),
        ("<html>sign in</html>", "web page"),
        ("some,other\n1,2\n", "neither a listing of the IEEE"),
    ],
)
def test_what_is_no_whole_registry_is_refused(folder: Path, tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FileRejected, match=told):
        refreshed(folder, tmp_path, text)


def test_a_watched_vendor_that_loses_its_prefixes_stops_the_table(folder: Path, tmp_path: Path) -> None:
    many = "".join(f"AAAA{number:02X}\tEXAMPLE OPTICS\n" for number in range(20))
    table = folder / "oui.tsv"
    table.write_text(table.read_text(encoding="utf-8") + many, encoding="utf-8")
    rows = "".join(f"MA-L,AAAA{number:02X},Other Optics,x\n" for number in range(20))
    with pytest.raises(FileRejected) as refused:
        refreshed(folder, tmp_path, IEEE + rows)
    assert refused.value.issues[0].message == "Example Optics has 1 prefixes instead of 21."
    assert refreshed(folder, tmp_path, IEEE + rows, confirmed=("optics",)).vendors[0].after == 1
