"""Facets, browsing and suggestions, on both engines: what is counted is what a search with that value finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.errors import InvalidError
from graph.nodes.access import Viewer
from graph.nodes.asset import AssetKind
from graph.nodes.facets import FacetKind, Facets, FacetValue
from graph.nodes.model import AnalysisTask
from graph.nodes.search import Relevance, SearchFilter, SearchRequest
from graph.nodes.shot import Label
from graph.nodes.suggestion import Suggestion, SuggestionKind
from graph.services import facets as rules
from tests.graph.library import Library, make_library, shot_id
from tests.graph.scene import Scene

DOG, CAR = Label("dog", 0.9, "LABELS"), Label("car", 0.8, "LABELS")


@pytest.fixture
async def library(scene: Scene) -> Library:
    return make_library(scene)


async def facets(library: Library, viewer: Viewer | None = None, **asked: Any) -> Facets:
    request, who = SearchRequest(**asked), viewer or library.scene.artist
    return await library.search_service.facets(who, request, await library.search_service.search(who, request))


def values(found: Facets, kind: FacetKind) -> dict[str, int]:
    return {value.value: value.count for facet in found.facets if facet.kind is kind for value in facet.values}


def narrowed(kind: FacetKind, value: FacetValue) -> SearchFilter:
    match kind:
        case FacetKind.PROJECT:
            return SearchFilter(projects=(value.value,))
        case FacetKind.KIND:
            return SearchFilter(kinds=(AssetKind[value.value],))
        case FacetKind.ENTITY:
            return SearchFilter(entities=(value.value,))
        case FacetKind.LABEL:
            return SearchFilter(labels=(value.value,))
        case FacetKind.LENGTH:
            return SearchFilter(min_seconds=value.min_seconds, max_seconds=value.max_seconds)
        case FacetKind.DATE:
            return SearchFilter(created_after=value.created_after, created_before=value.created_before)
        case FacetKind.REVIEW_STATUS:
            return SearchFilter(review_statuses=(value.value,))


@pytest.mark.parametrize("text", ["red car", None])
async def test_each_value_finds_as_many_shots_as_it_says(library: Library, text: str | None) -> None:
    first = await library.clip("a.mov", ["red car", "grey wall", "dog"], labels=[(CAR,), (), (DOG, CAR)], tracks=["person"])
    await library.clip("b.mov", ["red car", "sea"], labels=[(DOG,), ()], tracks=["person", "dog"])
    again = await library.clip("c.mov", ["dog", "red"], labels=[(), (DOG,)], tracks=["dog"])
    # what is said and what is shown come from different runs, which cut the version differently
    await library.analyse(again.version_id, ["dog", "red", "car"], tasks=[AnalysisTask.SHOTS, AnalysisTask.EMBEDDING])
    services, scene = library.scene.services, library.scene
    lead = scene.admin
    session = await services.reviews.open(lead, scene.project.id, "dailies", [first.version_id])
    status = (await services.reviews.statuses(scene.project.id))[0]
    await services.reviews.decide(lead, session.id, first.version_id, status, "")

    found = await facets(library, text=text)

    assert {facet.kind for facet in found.facets} == set(FacetKind)
    assert found.whole
    for facet in found.facets:
        for value in facet.values:
            where = narrowed(facet.kind, value)
            # the visual channel goes so deep that it holds all shots of this library
            hits = (await library.search(text=text, where=where, first=100)).hits
            assert (facet.kind, value.value, len(hits)) == (facet.kind, value.value, value.count)
    assert values(found, FacetKind.REVIEW_STATUS) == {status: 3, "": found.counted - 3}
    assert list(values(found, FacetKind.DATE)) == ["DAY", "WEEK", "MONTH", "YEAR"]


async def test_conditions_narrow_what_is_counted(library: Library) -> None:
    await library.clip("a.mov", ["red car", "grey wall"], labels=[(CAR,), (DOG, CAR)])
    await library.clip("b.mov", ["red car"], labels=[(DOG,)])

    found = await facets(library, text="red car", where=SearchFilter(labels=("car",)))

    assert values(found, FacetKind.LABEL) == {"car": 2, "dog": 1}
    assert found.counted == 2


async def test_a_stranger_counts_nothing_and_learns_no_name(library: Library) -> None:
    run = await library.clip("a.mov", ["red car"], labels=[(CAR,)], tracks=["person"])
    stranger = library.scene.stranger

    for where in (SearchFilter(), SearchFilter(projects=(run.project_id,))):
        assert (await facets(library, stranger, text="red car", where=where)).facets == ()
        assert (await facets(library, stranger, where=where)).facets == ()
    request = SearchRequest(text="knitted bear")
    result = await library.search_service.search(stranger, request)
    assert await library.search_service.suggestions(stranger, request, result) == []


async def test_more_shots_than_are_counted_are_said_to_be_more(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    await library.clip("a.mov", ["red car", "grey wall", "sea"])
    monkeypatch.setattr(rules, "MOST_COUNTED", 2)

    found = await facets(library, text="red car")

    assert (found.counted, found.whole) == (2, False)


def test_lengths_are_told_apart_without_gap_or_overlap() -> None:
    for seconds in [0.04, 1.96, 2.0, 4.96, 5.0, 14.96, 15.0, 59.96, 60.0, 4000.0]:
        bands = [
            band.value
            for band in rules.LENGTHS
            if (band.min_seconds or 0) <= seconds and (band.max_seconds is None or seconds <= band.max_seconds)
        ]
        assert len(bands) == 1, seconds


def test_dates_begin_at_midnight() -> None:
    day, week, *_, older = rules.dates(datetime(2030, 5, 10, 15, 30, tzinfo=UTC))

    assert day.created_after == datetime(2030, 5, 10, tzinfo=UTC)
    assert week.created_after == datetime(2030, 5, 3, tzinfo=UTC)
    assert older.created_before == datetime(2030, 5, 10, tzinfo=UTC) - timedelta(days=365)


async def test_nothing_asked_lists_the_newest_versions_first_page_by_page(library: Library) -> None:
    old = await library.clip("a.mov", ["red car", "grey wall", "sea"], labels=[(), (CAR,), ()])
    new = await library.clip("b.mov", ["dog", "cat"], labels=[(CAR,), ()])
    listed = [shot_id(new, 0), shot_id(new, 1), *(shot_id(old, place) for place in range(3))]

    for size in (1, 2, 3, 5):
        walked: list[str] = []
        after = None
        while True:
            page = await library.search(first=size, after=after)
            walked += [hit.shot_id for hit in page.hits]
            if not page.has_next:
                break
            after = page.hits[-1].cursor
        assert walked == listed, size
    chosen = await library.search(where=SearchFilter(labels=("car",)), first=1)
    rest = await library.search(where=SearchFilter(labels=("car",)), after=chosen.hits[0].cursor)
    assert [hit.shot_id for hit in (*chosen.hits, *rest.hits)] == [shot_id(new, 0), shot_id(old, 1)]
    page = await library.search()
    assert {(hit.relevance, hit.score, hit.why) for hit in page.hits} == {(Relevance.STRONG, 1.0, ())}
    assert not page.no_good_match
    assert (await library.search(library.scene.stranger)).hits == ()


async def test_a_cursor_of_the_other_kind_of_list_is_refused(library: Library) -> None:
    await library.clip("a.mov", ["red car", "grey wall"])
    newest, best = (await library.search(first=1)).hits[0], (await library.search(text="red", first=1)).hits[0]

    for request in (SearchRequest(after=best.cursor), SearchRequest(text="red", after=newest.cursor)):
        with pytest.raises(InvalidError):
            await library.search_service.search(library.scene.artist, request)


async def test_nothing_good_brings_what_to_try(library: Library) -> None:
    await library.clip("a.mov", ["red car", "grey wall", "tall tree", "sea sky", "boat sea"], labels=[(CAR,)] + [()] * 4)
    await library.clip("b.mov", ["x y", "z w"], labels=[(DOG,), (Label("truck", 0.8, "LABELS"),)])

    async def tried(text: str, where: SearchFilter | None = None) -> list[Suggestion]:
        request = SearchRequest(text=text, where=where or SearchFilter())
        result = await library.search_service.search(library.scene.artist, request)
        assert result.no_good_match
        return await library.search_service.suggestions(library.scene.artist, request, result)

    assert Suggestion(SuggestionKind.SPELLING, "knitted car", 1) in await tried("knitted carr")
    assert Suggestion(SuggestionKind.FEWER_WORDS, "truck", 1) in await tried("knitted polar bear beside plastic truck")
    assert Suggestion(SuggestionKind.SEEN_HERE, "dog", 1) in await tried("knitted polar bear")
    conditions = replace(SearchFilter(), labels=("dog",))
    found = await tried("grey wall", conditions)
    assert [one.kind for one in found] == [SuggestionKind.FEWER_CONDITIONS, SuggestionKind.SEEN_HERE]
    assert [one.text for one in found] == ["grey wall", "dog"]  # no label of what the conditions leave out
