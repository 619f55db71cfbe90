"""Names in search, on both engines: what has no shots is found by its name, and a name nearly spelled is put right."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from graph.migrations import migrate
from graph.nodes.access import Viewer
from graph.nodes.asset import AssetFilter, AssetKind
from graph.nodes.page import PageRequest
from graph.nodes.search import SearchChannel, SearchFilter, SearchRequest
from graph.nodes.shot import Label
from graph.nodes.suggestion import Suggestion, SuggestionKind
from graph.services.suggestions import respelled
from graph.services.words import Query
from tests.graph.library import Library, make_library
from tests.graph.scene import Scene

CAR = Label("car", 0.8, "LABELS")


@pytest.fixture
async def library(scene: Scene) -> Library:
    return make_library(scene)


async def named(library: Library, viewer: Viewer | None = None, **asked: object) -> list[str]:
    ids = await library.search_service.assets(viewer or library.scene.artist, replace(SearchRequest(), **asked))  # type: ignore[arg-type]
    return [asset.name for asset in await library.scene.services.stores.assets.by_ids(ids) if asset is not None]


async def spellings(library: Library, text: str, where: SearchFilter | None = None) -> list[Suggestion]:
    request, who = SearchRequest(text=text, where=where or SearchFilter()), library.scene.artist
    found = await library.search_service.suggestions(who, request, await library.search_service.search(who, request))
    return [one for one in found if one.kind is SuggestionKind.SPELLING]


async def test_a_sound_is_found_by_its_name_and_by_its_tags(library: Library) -> None:
    scene = library.scene
    await scene.ingest(scene.file("jfk_speech.wav", "AUDIO 1"))
    await scene.ingest(scene.file("bbb_music.flac", "AUDIO 2"), tags=["score", "strings"])
    await library.clip("bbb_film.mov", ["red car", "grey wall"], labels=[(CAR,), ()])

    assert await named(library, text="jfk") == ["jfk_speech"]
    assert await named(library, text="bbb music") == ["bbb_music"]  # the film has shots, which are hits
    assert await named(library, text="strings") == ["bbb_music"]
    assert await named(library, text="harbour") == []
    assert await named(library, text="one long question with many words and jfk") == []
    assert await named(library, where=SearchFilter(kinds=(AssetKind.AUDIO,))) == ["bbb_music", "jfk_speech"]
    assert await named(library, text="jfk", where=SearchFilter(kinds=(AssetKind.VIDEO,))) == []
    assert await named(library, text="jfk", where=SearchFilter(labels=("car",))) == []
    assert await named(library, text="jfk", channels=frozenset({SearchChannel.VISUAL})) == []


async def test_footage_that_is_not_analysed_yet_is_found_by_its_name_until_it_has_shots(library: Library) -> None:
    waiting = await library.scene.ingest(library.scene.file("harbour.mov", "VIDEO harbour"))
    assert await named(library, text="harbour") == ["harbour"]

    await library.analyse(waiting.version.id, ["boat sea"])

    assert await named(library, text="harbour") == []
    assert len((await library.search(text="harbour")).hits) == 1


async def test_a_stranger_finds_no_name(library: Library) -> None:
    scene = library.scene
    await scene.ingest(scene.file("jfk_speech.wav", "AUDIO 1"))

    for where in (SearchFilter(), SearchFilter(projects=(scene.project.id,))):
        assert await named(library, scene.stranger, text="jfk", where=where) == []
        assert await named(library, scene.stranger, where=where) == []


async def test_names_of_assets_and_entities_are_put_right_where_they_are_nearly_spelled(library: Library) -> None:
    scene = library.scene
    run = await library.clip("rabbit320.webm", ["grey wall", "tall tree"], tracks=["person"])
    await scene.ingest(scene.file("cello_suite.wav", "AUDIO 1"))
    services = scene.services
    (row,) = await scene.client.read("MATCH (e:Entity {projectId: $project}) RETURN e.id AS id", project=run.project_id)
    (entity,) = await services.entities.visible(scene.admin, [row["id"]])
    assert entity is not None
    await services.entities.rename(scene.admin, entity.id, entity.version, "Jane Fonda")

    assert await spellings(library, "rabit knitting") == [Suggestion(SuggestionKind.SPELLING, "rabbit knitting", 2)]
    assert await spellings(library, "celo") == [Suggestion(SuggestionKind.SPELLING, "cello", 0)]
    assert [one.text for one in await spellings(library, "fonad")] == ["fonda"]
    assert await spellings(library, "celo", SearchFilter(labels=("car",))) == []
    assert await spellings(library, "polar bear") == []


SPELLINGS = {
    "Straße über Köln": ["Straße", "STRASSE", "Köln", "koln", "uber"],
    unicodedata.normalize("NFD", "Café Zürich"): ["Café", "cafe", "zürich", unicodedata.normalize("NFD", "Zürich")],
    "Müllabfuhr Größe": [unicodedata.normalize("NFD", "müllabfuhr"), "größe", "grosse"],
    "İstanbul Işık": ["istanbul", "ISTANBUL", "İstanbul", "ışık", "isik"],
    "\uff26\uff35\uff2c\uff2c\u5e45 \uff76\uff9e\uff97\uff7d": ["full", "\u30ac\u30e9\u30b9"],
    "\u6771\u4eac\u306e\u591c\u666f": ["\u6771\u4eac", "\u591c\u666f"],
    "Москва ёлка": ["москва", "МОСКВА", "елка"],
}
"""Names, and what people type for them: accents, capitals, half and full width, words without blanks."""


async def test_a_name_is_found_however_it_is_spelled(library: Library) -> None:
    scene, films = library.scene, {}
    for place, name in enumerate(SPELLINGS):
        await scene.ingest(scene.file(f"{place}.wav", f"AUDIO {place}"), name=name)
        films[name] = (await scene.ingest(scene.file(f"{place}.mov", f"VIDEO {place}"), name=name)).version.id
        await library.analyse(films[name], ["grey wall"])

    for name, asked in SPELLINGS.items():
        for words in asked:
            assert await named(library, text=words) == [name], words
            hits = (await library.search(text=words, channels=frozenset({SearchChannel.NAME}))).hits
            assert [hit.version_id for hit in hits] == [films[name]], words
            (page,) = await scene.services.stores.assets.page_by_project(
                [scene.project.id], PageRequest(10), AssetFilter(name=words)
            )
            assert [asset.name for asset in page.items] == [name, name], words


async def test_names_from_before_are_folded_once(library: Library) -> None:
    scene = library.scene
    await scene.ingest(scene.file("one.wav", "AUDIO 1"), name="Straße")
    await scene.client.write("MATCH (a:Asset) SET a.nameFolded = null")
    await scene.client.write("MATCH (m:Migration {name: '0011_folded_names'}) DELETE m")
    assert await named(library, text="strasse") == []

    assert await migrate(scene.client) == ["0011_folded_names"]

    assert await named(library, text="strasse") == ["Straße"]


def test_a_long_query_is_compared_word_by_word_up_to_a_bound() -> None:
    words = [f"name{place}" for place in range(100)]

    assert len(respelled(Query.of(" ".join(f"nname{place}" for place in range(50))), (), words)) <= 5
