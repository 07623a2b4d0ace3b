"""The rules of this repository that a machine can keep. Each failure says what to do."""

from __future__ import annotations

import ast
import gzip
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import material
from mkdocs.plugins import EVENTS

from helpers import ROOT
from mlguide import styles

HOOKS = sorted((ROOT / "hooks").glob("*.py"))
LIBRARY = sorted((ROOT / "hooks" / "mlguide").glob("*.py"))
EVENT_NAMES = {f"on_{event}" for event in EVENTS}


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]


def test_every_library_module_has_a_unit_test() -> None:
    missing = [
        path.name
        for path in LIBRARY
        if path.stem != "__init__" and not (ROOT / f"tests/unit/test_{path.name}").exists()
    ]
    assert missing == [], "write tests/unit/test_<module>.py"


def test_listed_hooks_define_events_and_private_helpers_only() -> None:
    for path in HOOKS:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                assert node.name in EVENT_NAMES or node.name.startswith("_"), f"{path.name}: rename {node.name}"


def test_listed_hooks_shadow_no_importable_module() -> None:
    for path in HOOKS:
        assert path.stem not in sys.stdlib_module_names, f"{path.name} hides a module of the standard library"
        found = importlib.util.find_spec(path.stem)
        assert found is None or Path(found.origin or "").parent == path.parent, f"{path.name} hides {found}"


def test_listed_hooks_import_at_the_top_only() -> None:
    for path in HOOKS:
        for function in functions(path):
            inside = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            assert not inside, f"{path.name}: MkDocs takes the folder off the path after loading; import at the top"


def test_only_two_modules_import_mkdocs() -> None:
    for path in LIBRARY:
        imports = re.findall(r"^\s*(?:from|import) (mkdocs|material)\b", path.read_text("utf-8"), re.M)
        assert not imports or path.stem in ("site", "rebuild"), f"{path.name}: pass in what you need of MkDocs"


def test_nothing_prints() -> None:
    for path in [*HOOKS, *LIBRARY]:
        assert not re.search(r"^\s*print\(", path.read_text("utf-8"), re.M), f"{path.name}: report a Problem"


def test_library_keeps_no_mutable_state_at_module_level() -> None:
    for path in LIBRARY:
        for node in ast.parse(path.read_text("utf-8")).body:
            value = getattr(node, "value", None)
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, ast.Dict | ast.List | ast.Set):
                name = node.targets[0] if isinstance(node, ast.Assign) else node.target
                assert isinstance(name, ast.Name)
                assert name.id.isupper(), f"{path.name}: {name.id} outlives the build; keep it in site.Site"


def test_functions_fit_the_eye() -> None:
    long = [
        f"{path.name}:{one.lineno} {one.name}"
        for path in [*HOOKS, *LIBRARY]
        for one in functions(path)
        if (one.end_lineno or 0) - one.lineno >= 45
    ]
    assert long == [], "split them"


def test_overrides_name_the_version_they_were_made_for() -> None:
    theme = Path(material.__file__).parent / "templates"
    overridden = [path for path in (ROOT / "overrides").rglob("*.html") if path.name != "main.html"]
    for path in [path for path in overridden if (theme / path.relative_to(ROOT / "overrides")).exists()]:
        assert re.match(r"\{#-? from mkdocs-material \d+\.\d+", path.read_text("utf-8")), (
            f"{path}: name file and version"
        )


def test_own_style_sheets_are_small() -> None:
    """As a reader downloads them: joined to one."""
    folder = ROOT / "docs" / "assets" / "css"
    joined = styles.join({path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.css"))})
    assert len(gzip.compress(joined.encode())) <= 8_000


def test_own_scripts_are_small() -> None:
    """Those of every page as they are written; all of them, with those that one page alone loads, as they are sent."""
    own = [path for path in (ROOT / "docs" / "assets" / "js").glob("*.js") if path.name != "mermaid.min.js"]
    assert own
    alone = {"scorecard.js", "calculators.js", "notfound.js"}
    assert sum(path.stat().st_size for path in own if path.name not in alone) <= 15_000
    assert sum(len(gzip.compress(path.read_bytes())) for path in own) <= 15_000


def test_requirements_are_pinned_and_hashed_and_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.M | re.I)[1:]
        assert all("==" in block and "--hash=sha256:" in block for block in blocks)
        assert not re.search(r"https?://|--(?:extra-)?index", text)


def test_code_in_docs_is_not_published() -> None:
    """The records of claims are data that the site leaves out; see tests/hooks/test_claimspage.py."""
    found = [path for path in (ROOT / "docs").rglob("*") if path.suffix in {".py", ".yml", ".toml"}]
    assert [path for path in found if ROOT / "docs" / "claims" not in path.parents] == []


def test_repository_has_no_symbolic_links_and_no_names_that_differ_by_case_only() -> None:
    listing = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not re.search(r"^120000", listing, re.M)
    names = [line.split("\t")[1] for line in listing.splitlines()]
    assert len({name.lower() for name in names}) == len(names)


def test_checks_use_neither_quiet_nor_verbose() -> None:
    """MkDocs skips link checks with -v and does not count warnings with -q."""
    for path in [ROOT / "Makefile", *(ROOT / ".github" / "workflows").glob("*.yml")]:
        for line in path.read_text("utf-8").splitlines():
            if "mkdocs build" in line:
                assert "--strict" in line, f"{path.name}: {line.strip()}"
                assert not re.search(r"\s(-q|-v|--quiet|--verbose)\b", line), f"{path.name}: {line.strip()}"
