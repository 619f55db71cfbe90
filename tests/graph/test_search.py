"""Search over a graph, on both engines: what is found, what may be found, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.errors import EmbedderMismatchError, InvalidError, NotFoundError, UnavailableError
from graph.nodes.access import Role, Viewer
from graph.nodes.asset import AssetKind
from graph.nodes.ids import new_id
from graph.nodes.model import AnalysisTask
from graph.nodes.search import Relevance, SearchChannel, SearchFilter
from graph.nodes.shot import Label
from tests.graph.library import Library, WordSpace, make_library, shot_id, space
from tests.graph.scene import Scene

VISUAL, LABEL, NAME = (frozenset([channel]) for channel in SearchChannel)


@pytest.fixture
async def library(scene: Scene) -> Library:
    return make_library(scene)


async def test_words_find_the_shot_that_shows_them(library: Library) -> None:
    street = await library.clip("a.mov", ["red car street", "grey wall", "tall tree hill"])
    await library.clip("b.mov", ["boat sea", "sea sky"])

    result = await library.search(text="a red car")

    first = result.hits[0]
    assert first.shot_id == shot_id(street, 0)
    assert (first.version_id, first.range.start, first.range.end) == (street.version_id, 0, 100)
    assert first.relevance is Relevance.STRONG
    assert not result.no_good_match
    assert [why.channel for why in first.why] == [SearchChannel.VISUAL]
    assert first.keyframe_id is not None
    assert result.searched.keyframes == 5
    assert len({hit.shot_id for hit in result.hits}) == len(result.hits) == 5


async def test_words_that_nothing_shows_are_said_to_have_no_good_match(library: Library) -> None:
    await library.clip("a.mov", ["red car street", "grey wall", "tall tree hill", "boat sea", "sea sky"])

    result = await library.search(text="knitted polar bear")

    assert result.no_good_match
    assert {hit.relevance for hit in result.hits} == {Relevance.WEAK}


async def test_an_empty_library_has_no_good_match(library: Library) -> None:
    result = await library.search(text="anything")

    assert result.hits == ()
    assert result.no_good_match
    assert not result.has_next


async def test_labels_and_entities_answer_words_and_their_kin(library: Library) -> None:
    dog = (Label("dog", 0.9, "DETECTION"),)
    run = await library.clip("a.mov", ["x y", "z w"], labels=[dog, ()], tracks=())
    shown = await library.clip("b.mov", ["v u"], tracks=["person"])

    animals = await library.search(text="animals", channels=LABEL)
    people = await library.search(text="two people", channels=LABEL)

    assert [(hit.shot_id, hit.why[0].matched) for hit in animals.hits] == [(shot_id(run, 0), ("dog",))]
    assert [(hit.shot_id, hit.why[0].matched) for hit in people.hits] == [(shot_id(shown, 0), ("person",))]
    assert people.searched.channels == (SearchChannel.LABEL,)


async def test_what_is_not_wanted_is_left_out_and_is_not_looked_for(library: Library) -> None:
    car, dog = Label("car", 0.9, "DETECTION"), Label("dog", 0.9, "DETECTION")
    run = await library.clip("a.mov", ["street car", "street", "street dog"], labels=[(car,), (), (dog,)])

    no_car = await library.search(text="street without cars")
    neither = await library.search(text="street -car, not a dog")

    assert {hit.shot_id for hit in no_car.hits} == {shot_id(run, 1), shot_id(run, 2)}
    assert {hit.shot_id for hit in neither.hits} == {shot_id(run, 1)}
    with pytest.raises(InvalidError, match="street without people"):
        await library.search(text="not a car")


async def test_names_and_tags_answer_words(library: Library) -> None:
    named = await library.clip("CarChase_04.mov", ["x y", "z w"])
    tagged = await library.clip("b.mov", ["v u"], tags=("Night Shoot",))

    chase = await library.search(text="car chase", channels=NAME)
    night = await library.search(text="night", channels=NAME)

    assert {hit.shot_id for hit in chase.hits} == {shot_id(named, 0), shot_id(named, 1)}
    assert chase.hits[0].why[0].matched == ("car", "chase")
    assert [hit.shot_id for hit in night.hits] == [shot_id(tagged, 0)]


async def test_a_shot_that_several_channels_find_comes_before_one_that_a_single_one_finds(library: Library) -> None:
    seen = await library.clip("a.mov", ["rabbit", "stone", "cloud", "grass"])
    both = await library.clip("b.mov", ["rabbit"], labels=[(Label("rabbit", 0.9, "LABELS"),)])

    result = await library.search(text="rabbit")

    assert [hit.shot_id for hit in result.hits[:2]] == [shot_id(both, 0), shot_id(seen, 0)]
    assert [why.channel for why in result.hits[0].why] == [SearchChannel.VISUAL, SearchChannel.LABEL]
    assert 0 < result.hits[1].score < result.hits[0].score <= 1


async def test_nothing_of_a_project_that_the_viewer_may_not_see_is_found_or_counted(library: Library) -> None:
    scene = library.scene
    await library.clip("rabbit.mov", ["rabbit"], labels=[(Label("rabbit", 0.9, "LABELS"),)], tracks=["rabbit"])
    elsewhere = await scene.services.projects.create(scene.admin, "other", "Other", scene.project.storage)
    outsider = Viewer(scene.stranger.user, {elsewhere.id: Role.ADMIN})
    run = (await library.search(text="rabbit")).hits[0]

    for viewer in (scene.stranger, outsider):
        result = await library.search(viewer, text="rabbit")
        named = await library.search(viewer, text="rabbit", where=SearchFilter(projects=(scene.project.id,)))
        for found in (result, named):
            assert found.hits == ()
            assert found.searched.keyframes == 0
        with pytest.raises(NotFoundError):
            await library.search(viewer, like_shot=run.shot_id)
        with pytest.raises(NotFoundError):
            await library.search(viewer, like_image=run.version_id)
    assert (await library.search(scene.admin, text="rabbit")).hits


async def test_filters_hold_in_every_channel(library: Library) -> None:
    label = (Label("rabbit", 0.9, "LABELS"),)
    one = await library.clip("rabbit 1.mov", ["rabbit", "rabbit grass"], labels=[label, ()], tracks=["hat"])
    two = await library.clip("rabbit 2.mov", ["rabbit"], labels=[label])
    hats = await library.scene.client.read("MATCH (e:Entity {name: 'hat'}) RETURN e.id AS id")
    asset = await library.scene.client.read("MATCH (v:Version {id: $id}) RETURN v.assetId AS id", id=two.version_id)
    now = datetime.now(UTC)
    every_shot = {shot_id(one, 0), shot_id(one, 1), shot_id(two, 0)}
    cases = [
        (SearchFilter(assets=(asset[0]["id"],)), {shot_id(two, 0)}),
        (SearchFilter(labels=("rabbit",)), {shot_id(one, 0), shot_id(two, 0)}),
        (SearchFilter(labels=("rabbit",), entities=(hats[0]["id"],)), {shot_id(one, 0)}),
        (SearchFilter(entities=(hats[0]["id"],)), {shot_id(one, 0), shot_id(one, 1)}),
        (SearchFilter(kinds=(AssetKind.VIDEO,)), every_shot),
        (SearchFilter(kinds=(AssetKind.IMAGE, AssetKind.AUDIO)), set()),
        (SearchFilter(min_seconds=3.3, max_seconds=3.4), every_shot),
        (SearchFilter(min_seconds=3.4), set()),
        (SearchFilter(created_after=now - timedelta(hours=1), created_before=now + timedelta(hours=1)), every_shot),
        (SearchFilter(created_before=now - timedelta(hours=1)), set()),
        (SearchFilter(projects=()), set()),
        (SearchFilter(projects=(library.scene.project.id, new_id())), every_shot),
    ]

    for where, expected in cases:
        result = await library.search(text="rabbit", where=where)
        assert {hit.shot_id for hit in result.hits} == expected, where


async def test_a_shot_finds_shots_like_it_and_not_itself(library: Library) -> None:
    run = await library.clip(
        "a.mov", ["red car street", "car red road", *(f"thing{n} place{n}" for n in range(40)), "red boat"]
    )

    result = await library.search(like_shot=shot_id(run, 0))

    assert result.hits[0].shot_id == shot_id(run, 1)
    assert not result.no_good_match
    assert {hit.relevance for hit in result.hits[5:]} == {Relevance.WEAK}
    assert shot_id(run, 0) not in {hit.shot_id for hit in result.hits}


async def test_a_shot_finds_its_copies_in_a_library_of_copies(library: Library) -> None:
    runs = [await library.clip(f"take{n}.mov", ["red car street", "grey wall", f"boat sea{n}"]) for n in range(5)]

    result = await library.search(like_shot=shot_id(runs[0], 0))

    copies = {shot_id(run, 0) for run in runs[1:]}
    assert {hit.shot_id for hit in result.hits[:4]} == copies
    assert {hit.shot_id for hit in result.hits if hit.relevance is Relevance.STRONG} == copies
    assert not result.no_good_match


async def test_an_uploaded_picture_finds_shots_like_it(library: Library) -> None:
    run = await library.clip("a.mov", ["red car street", *(f"thing{n} place{n}" for n in range(40))])
    picture = library.scene.file("still.png", "street red car")
    library.uploads.paths["an-upload"] = picture

    result = await library.search(like_image="an-upload")

    assert result.hits[0].shot_id == shot_id(run, 0)
    assert not result.no_good_match
    with pytest.raises(NotFoundError):
        await library.search(like_image="another upload")
    with pytest.raises(InvalidError, match="no picture"):
        await library.search(like_image=run.version_id)


async def test_pages_follow_each_other_without_gap_or_double(library: Library) -> None:
    await library.clip("a.mov", [f"rabbit thing{n}" for n in range(9)], labels=[(Label("rabbit", 0.8, "LABELS"),)] * 9)
    whole = [hit.shot_id for hit in (await library.search(text="rabbit", first=50)).hits]

    found: list[str] = []
    after = None
    while True:
        page = await library.search(text="rabbit", first=4, after=after)
        found += [hit.shot_id for hit in page.hits]
        if not page.has_next:
            break
        after = page.hits[-1].cursor

    assert found == whole
    assert len(whole) == 9


async def test_a_page_after_a_shot_that_has_gone_goes_on_where_it_was(library: Library) -> None:
    first = await library.clip("a.mov", ["rabbit", "rabbit grass"])
    second = await library.clip("b.mov", ["rabbit grass hill sky", "rabbit grass hill"])
    page = await library.search(text="rabbit", channels=VISUAL, first=2)
    assert {hit.version_id for hit in page.hits} == {first.version_id}

    await library.forget(first.id)
    rest = await library.search(text="rabbit", channels=VISUAL, first=2, after=page.hits[-1].cursor)

    assert {hit.version_id for hit in rest.hits} <= {second.version_id}


async def test_a_shot_that_the_graph_no_longer_has_is_passed_over(library: Library) -> None:
    run = await library.clip("a.mov", ["rabbit", "rabbit grass", "rabbit hill"])
    await library.scene.client.write("MATCH (s:Shot {id: $id}) DETACH DELETE s", id=shot_id(run, 0))

    result = await library.search(text="rabbit", channels=VISUAL, first=2)

    assert {hit.shot_id for hit in result.hits} == {shot_id(run, 1), shot_id(run, 2)}
    assert not result.has_next


async def test_only_the_latest_run_of_a_version_is_found(library: Library) -> None:
    old = await library.clip("a.mov", ["rabbit"], labels=[(Label("rabbit", 0.9, "LABELS"),)])
    new = await library.analyse(old.version_id, ["rabbit", "hill"], labels=[(Label("rabbit", 0.9, "LABELS"),), ()])

    result = await library.search(text="rabbit")

    assert {hit.shot_id for hit in result.hits} == {shot_id(new, 0), shot_id(new, 1)}


async def test_words_are_not_compared_with_the_vectors_of_another_model_version(library: Library) -> None:
    other = WordSpace(space("other-net"))
    await library.clip("a.mov", ["rabbit"])
    run = await library.clip("b.mov", ["rabbit", "rabbit hill"], embedder=other)
    models = await library.scene.client.read("MATCH (m:ModelVersion {name: 'other-net'}) RETURN m.id AS id")
    where = SearchFilter(model_version=models[0]["id"])

    with pytest.raises(EmbedderMismatchError, match=models[0]["id"]):
        await library.search(text="rabbit", where=where)
    with pytest.raises(NotFoundError):
        await library.search(text="rabbit", where=SearchFilter(model_version=new_id()))

    alike = await library.search(like_shot=shot_id(run, 0), where=where)
    assert [hit.shot_id for hit in alike.hits] == [shot_id(run, 1)]
    assert alike.searched.model_version_id == models[0]["id"]
    champion = await library.search(text="rabbit", channels=VISUAL)
    assert {hit.version_id for hit in champion.hits}.isdisjoint({run.version_id})


async def test_an_index_that_missed_a_run_is_made_whole_by_reconciling(library: Library) -> None:
    run = await library.clip("a.mov", ["rabbit"])
    await library.forget(run.id)

    report = await library.indexing.reconcile()

    assert report.added == (run.id,)
    assert (await library.search(text="rabbit", channels=VISUAL)).hits[0].shot_id == shot_id(run, 0)
    assert (await library.indexing.reconcile()).added == ()


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"text": "x" * 1001}, "text"),
        ({"text": "x", "first": -1}, "first"),
        ({"text": "x", "first": 101}, "first"),
        ({"text": "x", "channels": frozenset()}, "channels"),
        ({"like_shot": "x", "channels": LABEL}, "channels"),
        ({"text": "x", "after": "no cursor"}, "after"),
        ({"text": "x", "where": SearchFilter(min_seconds=2, max_seconds=1)}, "where"),
    ],
)
async def test_a_request_that_cannot_be_right_names_its_field(
    library: Library, request_: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        await library.search(**request_)

    assert refused.value.path[0] == field


async def test_the_number_of_statements_does_not_grow_with_the_page(library: Library) -> None:
    labels = [(Label("rabbit", 0.8, "LABELS"),)] * 30
    await library.clip("rabbit.mov", [f"rabbit thing{n}" for n in range(30)], labels=labels, tracks=["rabbit"])

    counts = []
    for first in (1, 25):
        before = library.scene.client.queries
        await library.search(text="rabbit", first=first)
        counts.append(library.scene.client.queries - before)

    assert counts[0] == counts[1] <= 9


@pytest.mark.parametrize("tasks", [["SHOTS"], ["EMBEDDING"], ["DETECTION"], ["LABELS"], ["SHOTS", "LABELS"]])
async def test_footage_of_which_a_part_was_analysed_again_is_found_once(library: Library, tasks: list[str]) -> None:
    said = (Label("rabbit", 0.9, "LABELS"),)
    whole = await library.clip("rabbit.mov", ["rabbit", "hill"], labels=[said, ()], tracks=["rabbit"])
    again = await library.analyse(
        whole.version_id,
        ["rabbit", "hill"],
        labels=[said, ()],
        tracks=["rabbit"],
        tasks=[AnalysisTask(task) for task in tasks],
    )
    shown = again if "SHOTS" in tasks else whole
    rabbit = shot_id(shown, 0)

    result = await library.search(text="rabbit")
    assert [hit.shot_id for hit in result.hits] == [rabbit, shot_id(shown, 1)]
    assert {one.channel for one in result.hits[0].why} == set(SearchChannel)
    for where in (SearchFilter(labels=("rabbit",)), SearchFilter(min_seconds=0.1)):
        found = await library.search(text="rabbit", channels=VISUAL, where=where)
        assert found.hits[0].shot_id == rabbit
    assert (await library.search(like_shot=rabbit)).hits[0].shot_id == shot_id(shown, 1)
    assert (await library.indexing.reconcile()).added == ()


async def test_a_search_while_the_index_is_read_is_refused_for_now_and_not_answered_with_less(library: Library) -> None:
    run = await library.clip("rabbit.mov", ["rabbit", "hill"])
    await library.indexing.close()
    started = make_library(library.scene)
    started.indexing.expect()

    with pytest.raises(UnavailableError, match="The index is being read; try again in some seconds"):
        await started.search(text="rabbit")
    with pytest.raises(UnavailableError):
        await started.search(like_shot=shot_id(run, 0))
    named = await started.search(text="rabbit", channels=NAME)
    await started.indexing.reconcile()
    started.indexing.expect()
    found = await started.search(text="rabbit")

    assert {hit.version_id for hit in named.hits} == {run.version_id}
    assert found.hits[0].shot_id == shot_id(run, 0)
    assert found.searched.keyframes == 2
