"""Frames without a picture answer no words, on both engines; they are still found by name, by label, and by their like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.nodes.search import Relevance, SearchChannel
from graph.nodes.shot import Label
from tests.graph.library import Library, make_library, shot_id
from tests.graph.scene import Scene


@pytest.fixture
async def library(scene: Scene) -> Library:
    return make_library(scene)


async def test_what_is_dreamt_into_a_grey_card_matches_no_words(library: Library) -> None:
    cards = await library.clip("plain.mov", ["zebra giraffe", "zebra"], plain={0, 1})
    await library.clip("street.mov", ["red car street", "tall tree hill", "boat sea", "sea sky"])

    zebra, car = await library.search(text="zebra giraffe"), await library.search(text="red car")

    assert zebra.no_good_match
    assert not car.no_good_match
    assert not {hit.version_id for hit in (*zebra.hits, *car.hits)} & {cards.version_id}
    assert zebra.searched.keyframes == 4


async def test_a_library_of_nothing_but_grey_says_that_nothing_matches(library: Library) -> None:
    await library.clip("plain.mov", ["zebra giraffe", "zebra"], plain={0, 1})

    result = await library.search(text="zebra")

    assert (result.hits, result.no_good_match, result.searched.keyframes) == ((), True, 0)


async def test_a_plain_frame_beside_pictures_leaves_these_to_be_found(library: Library) -> None:
    mixed = await library.clip("head.mov", ["zebra", "zebra giraffe", "sea sky", "boat sea"], plain={0})

    result = await library.search(text="zebra giraffe")

    assert result.hits[0].shot_id == shot_id(mixed, 1)
    assert shot_id(mixed, 0) not in {hit.shot_id for hit in result.hits}


async def test_grey_cards_are_found_by_their_like_by_label_and_by_name(library: Library) -> None:
    card = (Label("slate", 0.9, "CLASSIFICATION"),)
    one = await library.clip("card one.mov", ["zebra giraffe"], plain={0}, labels=[card])
    other = await library.clip("card two.mov", ["zebra giraffe"], plain={0}, labels=[card])
    await library.clip("street.mov", ["red car street", "tall tree hill", "boat sea"])

    alike = await library.search(like_shot=shot_id(one, 0))
    named = await library.search(text="card", channels=frozenset({SearchChannel.NAME}))
    labelled = await library.search(text="slate", channels=frozenset({SearchChannel.LABEL}))

    assert (alike.hits[0].shot_id, alike.hits[0].relevance) == (shot_id(other, 0), Relevance.STRONG)
    for found in (named, labelled):
        assert {hit.shot_id for hit in found.hits} == {shot_id(one, 0), shot_id(other, 0)}


async def test_an_index_from_before_is_made_again_and_knows_its_plain_frames(library: Library) -> None:
    await library.clip("plain.mov", ["zebra giraffe"], plain={0})
    await library.clip("street.mov", ["red car street", "boat sea"])
    await library.indexing.close()
    for manifest in library.indexes.root.glob("*/manifest.json"):
        _age(manifest)

    library = make_library(library.scene)
    rebuilt = await library.indexing.reconcile()
    again = await make_library(library.scene).indexing.reconcile()

    assert len(rebuilt.rebuilt) == 1
    assert (again.rebuilt, again.added) == ((), ())
    assert (await library.search(text="zebra giraffe")).no_good_match


def _age(manifest: Path) -> None:
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 1}))
