"""Hook: the scorecard and the calculators."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig

from mlguide import site
from mlguide.calculator import CalculatorContext, CalculatorExtension
from mlguide.results import Results
from mlguide.scorecard import ScorecardContext, ScorecardExtension


def on_config(config: MkDocsConfig) -> None:
    """Add the Markdown extensions."""
    build = site.current()

    def results() -> Results:
        build.note("results", "")
        return build.load_results()

    config.markdown_extensions.append(ScorecardExtension(ScorecardContext(build.page_source, build.report)))
    config.markdown_extensions.append(CalculatorExtension(CalculatorContext(build.page_source, build.report, results)))
