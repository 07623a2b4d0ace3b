"""Style sheets joined to one."""

from __future__ import annotations

from mlguide import styles


def test_sheets_of_one_folder_are_joined_in_order() -> None:
    uris = styles.joinable(
        ["css/b.css", "https://e.org/x.css", "other/c.css", "css/a.css"],
        {"css/a.css": 1, "css/b.css": 1, "other/c.css": 1},
    )
    assert uris == ["css/b.css", "css/a.css"]
    assert styles.joined_uri(uris) == "css/guide.css"
    assert styles.join({"css/b.css": "p { }\n", "css/a.css": "\na { }"}) == "/* b.css */\np { }\n\n/* a.css */\na { }\n"


def test_one_sheet_alone_stays_as_it_is() -> None:
    assert styles.joined_uri(["css/a.css"]) == ""
    assert styles.joinable([], {}) == []
    assert styles.joined_uri(["a.css", "b.css"]) == "guide.css"
