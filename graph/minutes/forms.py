"""The forms in which minutes are written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.minutes.addresses import Addresses
from graph.minutes.markdown import as_markdown
from graph.minutes.page import as_page
from graph.minutes.plain import as_json
from graph.nodes.minutes import Minutes


class ReportFormat(StrEnum):
    """What minutes are written as."""

    MARKDOWN = "MARKDOWN"
    JSON = "JSON"
    HTML = "HTML"


@dataclass(frozen=True, slots=True)
class ReportForm:
    """How a format is written, and what its files are called and are."""

    write: Callable[[Minutes, Addresses], str]
    media_type: str
    suffix: str


FORMS: Mapping[ReportFormat, ReportForm] = {
    ReportFormat.MARKDOWN: ReportForm(as_markdown, "text/markdown", "md"),
    ReportFormat.JSON: ReportForm(as_json, "application/json", "json"),
    ReportFormat.HTML: ReportForm(as_page, "text/html", "html"),
}
