"""clairvoyance tries to recover the schema of the shipped server, to which introspection is closed, from its errors."""

from __future__ import annotations

import json
import re
from pathlib import Path

from schema.print import PATH as SCHEMA
from tests.outside.judges import Judges
from tests.outside.studio import Studio

WORDS = 10_000
SECONDS = 700


def words_of_the_schema() -> list[str]:
    """Every name of the schema, and each once more with a slip in it, which is what makes a server guess aloud."""
    names = sorted(set(re.findall(r"\b[A-Za-z]\w{2,}\b", re.sub(r'""".*?"""', "", SCHEMA.read_text(), flags=re.DOTALL))))
    return names + [name[:-1] for name in names] + [name + "s" for name in names]


def test_clairvoyance_recovers_nothing_from_the_shipped_server(judges: Judges, studio: Studio, tmp_path: Path) -> None:
    words = words_of_the_schema()
    words += [f"{stem}{ending}" for stem in words for ending in ("x", "Of", "By", "Id", "List", "At", "Me", "All")]
    (tmp_path / "words").write_text("\n".join(list(dict.fromkeys(words))[:WORDS]))
    assert len(set(words)) >= WORDS
    found = tmp_path / "found.json"
    said = judges.run(
        "clairvoyance",
        *("-w", str(tmp_path / "words"), "-o", str(found), "-H", f"Authorization: Bearer {studio.tokens['ana']}"),
        f"{studio.shipped}/graphql",
        seconds=SECONDS,
        folder=tmp_path,
    )
    kinds = json.loads(found.read_text())["data"]["__schema"]["types"] if found.exists() else []
    recovered = [field["name"] for kind in kinds for field in kind.get("fields") or () if not kind["name"].startswith("__")]
    assert recovered == [], said.stderr[-1000:]
