"""What every executor of ``bench.nested_query`` is asked for: plain values, without any of our packages."""

from __future__ import annotations

from typing import Any

ASSETS, SHOTS, DETECTIONS = 100, 10, 3
QUERY = """
query Nested {
  assets { id name kind shots { id index start end detections { id label confidence } } }
}
"""
SDL = """
type Query { assets: [Asset!]! }
type Asset { id: ID! name: String! kind: String! shots: [Shot!]! }
type Shot { id: ID! index: Int! start: Int! end: Int! detections: [Detection!]! }
type Detection { id: ID! label: String! confidence: Float! }
"""


def values(data: Any) -> int:
    """Return how many leaf values an answer holds."""
    if isinstance(data, dict):
        return sum(map(values, data.values()))
    return sum(map(values, data)) if isinstance(data, list) else 1


def make(asset: Any, shot: Any, detection: Any) -> list[Any]:
    """Return the assets, made by what is given for each type: it takes its fields by name."""
    return [
        asset(
            id=f"asset-{a}",
            name=f"Asset {a}",
            kind="VIDEO",
            shots=[
                shot(
                    id=f"shot-{a}-{s}",
                    index=s,
                    start=48 * s,
                    end=48 * s + 48,
                    detections=[
                        detection(id=f"detection-{a}-{s}-{d}", label="person", confidence=0.5 + d / 10)
                        for d in range(DETECTIONS)
                    ],
                )
                for s in range(SHOTS)
            ],
        )
        for a in range(ASSETS)
    ]
