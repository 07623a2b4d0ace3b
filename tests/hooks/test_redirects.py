"""Old addresses of pages that moved."""

from __future__ import annotations

import published
from conftest import MakeSite

from mlguide import htmlcheck

FILES = {"index.md": "# Home\n\n[A](a.md#part)\n", "a.md": "# A\n\n## Part { #part }\n\n[](){ #was }\n\nText.\n"}


def test_moved_page_and_renamed_heading_still_lead_somewhere(make_site: MakeSite) -> None:
    maps = {"redirect_maps": {"old.md": "a.md#part", "deep/older.md": "a.md"}}
    built = make_site(FILES, plugins=[{"redirects": maps}], strict=True)
    assert published.lost(["/old/", "/old/#any", "/deep/older/", "/a/#was"], built.site) == []
    assert htmlcheck.check(built.site).problems == []


def test_redirect_to_nothing_fails(make_site: MakeSite) -> None:
    built = make_site(FILES, plugins=[{"redirects": {"redirect_maps": {"old.md": "gone.md"}}}])
    assert built.warnings == ["Redirect target 'gone.md' does not exist!"]
    assert published.lost(["/old/"], built.site) == ["/old/"]
