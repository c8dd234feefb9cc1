"""The same keys on the other layout, both ways, on two layouts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.input.keyboard import LAYOUTS, NEIGHBOURS, swap


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hguvhr", "العراق"),
        ("fy]h]", "بغداد"),
        ("hgs;hk", "السكان"),
        ("gfkhk", "لبنان"),
        ("sbl hgfpv", "سلام البحر"),
        ("HGUVHR", "العراق"),
        ("hg[s. 12", "الجسز 12"),
        ("ىشفخ", "nato"),
        ("لاشىن", "bank"),
        # on a French keyboard
        ("hg,wdv", "الةئير"),
        ("qkhx", "شناء"),
        ("ىضفخ", "nato"),
    ],
)
def test_other_layout(typed: str, meant: str) -> None:
    assert meant in swap(typed)


@pytest.mark.parametrize("text", ["", "123", "؟", "日本", "Ω"])
def test_nothing_to_swap(text: str) -> None:
    assert swap(text) == []


@pytest.mark.parametrize("layout", LAYOUTS, ids=["101", "102"])
@given(data=st.data())
def test_every_key_comes_back(layout: dict[str, str], data: st.DataObject) -> None:
    keys = [key for key in layout if key.islower()]
    typed = "".join(data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=12)))
    arabic = "".join(layout[key] for key in typed)
    assert arabic in swap(typed)
    if "gh" not in typed:
        assert typed in swap(arabic)


@given(st.text())
def test_any_text(text: str) -> None:
    assert text not in swap(text)


def test_neighbours_are_mutual() -> None:
    assert "ف" in NEIGHBOURS["غ"]
    assert "ا" in NEIGHBOURS["ل"]
    assert all(letter in NEIGHBOURS[other] for letter, near in NEIGHBOURS.items() for other in near)
