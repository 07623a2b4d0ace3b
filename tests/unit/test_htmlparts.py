"""Pages read part by part say what they say as a whole, and share what they have in common."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlguide import htmlpage
from mlguide.htmlpage import HtmlPage
from mlguide.htmlparts import PartedPage, PartReader

NAV = '<nav>\n<ul>\n<li><a href="../a/">A</a></li>\n<li><a\n href="../b/">B</a></li>\n</ul>\n</nav>\n'


def whole(page: PartedPage) -> HtmlPage:
    """What the parts of a page say together."""
    found = HtmlPage()
    for place in page.places:
        part = place.part.page
        for name in ("ids", "references", "id_references", "texts", "without_alt"):
            getattr(found, name).extend(one._replace(**place.of(one)) for one in getattr(part, name))
        found.headings += part.headings
        found.navigation += part.navigation
        found.base = found.base or part.base
        found.canonical = part.canonical or found.canonical
        found.redirects |= part.redirects
    return found


def read(*texts: str) -> list[PartedPage]:
    reader = PartReader(lambda text: True)
    return [reader.read(text) for text in texts]


# Where a cut would be wrong, or needs to know what stands before it.
AWKWARD = [
    "<p>a</p>b<p>c",
    '<img alt="</ul>" src="a">\n<a href="b">x</a>',
    '<img alt="<ul></ul>" src="a"><ul></ul>',
    "<img alt='</ul>' src=a/b><p>\"</ul><a href='</p>c'>x</a>",
    '<script>let a = \'</ul><a href="x">\'</script><a href="y">x</a></ul>z',
    "<script>if (a < b && c << 5) { '</p>' }</script><p>x</p><script src=x /><p>y</p>",
    "<style>a > b { c: url(</p>) }</style><p>x</p>",
    "<textarea></p><a href='x'></textarea><a href='y'></p>",
    "<title>a</p>b</title><p>c</p>",
    "<!-- </ul><a href='x'> --><p>y</p><!--></p>--><!-- a -- > b --></ul>c",
    "<pre><ul></ul>x</pre>y<svg><p>z</p></svg></svg>w<code>",
    "<nav></ul><nav></nav><a href='in'>x</a></nav></nav><a href='out'>x</a>",
    "<ul></ul>a & b &am",
    "<ul></ul>a <",
    "<p></p><a href='x",
    "<p></p></",
    "<p></p><p x=\"></p><a href='y'>z</a>",
    "<p></p><!doctype html [</p>]><p></p><?x </p>?><![CDATA[</p>]]>",
    "<ul></ul><a\x0bhref='x'>y</a></ul><a/href='z'>w</a></p>\x00</p>",
    "\r\n<p>\r\n</p>\r<a href='x'>y</a>",
    '<p></p><link rel="canonical" href="https://e.org/"><p></p><base href="x"><p></p><base href="y">',
]


@pytest.mark.parametrize("text", AWKWARD)
def test_parts_say_what_the_page_says(text: str) -> None:
    for page in (text, NAV + text, text + NAV, text + "\n" + text):
        (parted,) = read(page)
        assert whole(parted) == htmlpage.read(page)


@given(
    st.lists(
        st.sampled_from(
            "<ul> </ul> <p> </p> </li> <nav> </nav> <pre> </pre> <script> </script> <style> </style> <svg> </svg> <!-- --> "
            '<a> <a\nhref="x"> <a\thref=\'y\'> <a/href=z> </a> <img\nalt=" <img/> <br/> " \' > < / = & &amp; &#3 a @fig-a \n '
            "<!doctype <? <![ ]]> <title> </title> <textarea> </textarea> id=a <P\tID=A> </P > \x00 é".split(" ")
        ),
        max_size=24,
    )
)
def test_any_markup_says_the_same_in_parts(pieces: list[str]) -> None:
    text = "".join(pieces)
    (once, again) = read(text, f"{NAV}{text}")
    assert whole(once) == htmlpage.read(text)
    assert whole(again) == htmlpage.read(f"{NAV}{text}")


def test_what_pages_have_in_common_is_one_object() -> None:
    first, second = read(f"<ul></ul>{NAV}<p>y</p>", f"<ul>\n</ul>{NAV}<p>z</p>")
    common = {id(place.part) for place in first.places} & {id(place.part) for place in second.places}
    assert len(common) == 1


def test_texts_are_kept_only_if_they_are_worth_it() -> None:
    page = PartReader(lambda text: "@" in text).read("<p>a</p><p>@b</p>")
    assert [one.text for place in page.places for one in place.part.page.texts] == ["@b"]


def test_every_field_of_a_page_is_joined() -> None:
    """If a field is added to HtmlPage, `_join` and `whole` have to know it."""
    assert {one.name for one in fields(HtmlPage)} == {
        "ids", "headings", "references", "id_references", "texts", "without_alt", "navigation", "base", "canonical",
        "redirects",
    }  # fmt: skip
