"""What people say of entities and assets, on both engines: names, merges, tags. Predictions stay as they were."""

from __future__ import annotations

import asyncio

import pytest

from graph.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from graph.nodes.access import Role, Viewer
from graph.nodes.entity import Entity
from graph.nodes.page import PageRequest
from graph.nodes.search import SearchFilter
from graph.nodes.track import TrackFilter
from graph.services.session_writing import ChangedMeanwhileError
from tests.graph.library import Library, make_library
from tests.graph.scene import Scene

ALL = PageRequest(100)


@pytest.fixture
async def library(scene: Scene) -> Library:
    return make_library(scene)


async def member(scene: Scene, role: Role) -> Viewer:
    user = await scene.services.users.create_user(scene.admin, f"{role.name}-{scene.project.id}")
    await scene.services.projects.add_member(scene.admin, scene.project.id, user.id, role)
    return Viewer(user, {scene.project.id: role})


async def entities(scene: Scene) -> dict[str, Entity]:
    (page,) = await scene.services.stores.entities.page_by_project([scene.project.id], ALL)
    return {entity.name: entity for entity in page.items}


async def predictions(scene: Scene) -> list[object]:
    rows = await scene.client.read(
        "MATCH (t:Track)-[x:SHOWS]->(e:Entity) RETURN t.id AS track, t.label AS label, x.score AS score, e.id AS entity"
        " ORDER BY track, entity"
    )
    return [tuple(row.values()) for row in rows]


async def test_a_name_changes_nothing_but_the_name_and_a_verdict_says_who_gave_it(library: Library) -> None:
    scene = library.scene
    await library.clip("a.mov", ["red car", "sea"], tracks=["person"])
    lead, before = await member(scene, Role.SUPERVISOR), await predictions(scene)
    seen = (await entities(scene))["person"]

    named = await scene.services.entities.rename(lead, seen.id, seen.version, "  Anna ")

    assert (named.name, named.label, named.version) == ("Anna", "person", seen.version + 1)
    assert await predictions(scene) == before
    ((said,),) = await scene.services.stores.reviews.verdicts_by_subject([seen.id])
    assert (said.author_id, said.correction, said.kind.value) == (lead.user.id, "Anna", "FIX")
    for words in ("anna", "person"):
        assert len((await library.search(text=words)).hits) == 2
    await library.clip("b.mov", ["sky"], tracks=["person"])
    assert set(await entities(scene)) == {"Anna"}


async def test_who_saw_an_older_entity_is_shown_the_newer_one(library: Library) -> None:
    scene = library.scene
    await library.clip("a.mov", ["red car"], tracks=["person", "dog"])
    lead = await member(scene, Role.SUPERVISOR)
    seen = await entities(scene)
    person, dog = seen["person"], seen["dog"]

    given = await asyncio.gather(
        *(scene.services.entities.rename(lead, person.id, person.version, f"name {place}") for place in range(5)),
        return_exceptions=True,
    )

    (won,) = [answer for answer in given if isinstance(answer, Entity)]
    lost = [answer for answer in given if isinstance(answer, ChangedMeanwhileError)]
    assert (len(lost), {answer.current for answer in lost}) == (4, {won})
    assert len((await scene.services.stores.reviews.verdicts_by_subject([person.id]))[0]) == 1
    with pytest.raises(ChangedMeanwhileError):
        await scene.services.entities.merge(lead, person.id, person.version, [dog.id])
    assert (await entities(scene)).keys() == {won.name, "dog"}


async def test_one_entity_stands_for_those_that_were_merged_into_it_until_they_are_taken_out(library: Library) -> None:
    scene, services, stores = library.scene, library.scene.services, library.scene.services.stores
    run = await library.clip("a.mov", ["x", "y"], tracks=["person", "dog", "car"])
    lead, before = await member(scene, Role.SUPERVISOR), await predictions(scene)
    seen = await entities(scene)
    dog, car, person = seen["dog"], seen["car"], seen["person"]

    async def shown() -> dict[str, int]:
        """How many tracks each entity of the project stands for, asked from every side, which must agree."""
        counts = {}
        tracks = await stores.tracks.page_by_version([run.version_id], ALL, TrackFilter(), None)
        of_tracks = await stores.entities.by_track([track.id for track in tracks[0].items])
        (in_shot,) = await stores.entities.page_by_shot([tracks[0].items[0].shot_id], ALL)
        for name, entity in (await entities(scene)).items():
            (page,) = await stores.tracks.page_by_entity([entity.id], ALL)
            counts[name] = len(page.items)
            chosen = await stores.tracks.page_by_version([run.version_id], ALL, TrackFilter(entity_id=entity.id), None)
            assert len(chosen[0].items) == counts[name]
            assert len([one for one in of_tracks if one is not None and one.id == entity.id]) == counts[name]
            assert len((await library.search(where=SearchFilter(entities=(entity.id,)))).hits) == 2
        assert {entity.name for entity in in_shot.items} == set(counts)
        return counts

    assert await shown() == {"person": 2, "dog": 2, "car": 2}
    whole = await services.entities.merge(lead, dog.id, dog.version, [car.id])
    assert await shown() == {"person": 2, "dog": 4}
    await services.entities.merge(lead, person.id, person.version, [whole.id])
    assert await shown() == {"person": 6}
    assert await predictions(scene) == before
    others = await stores.entities.co_appearances([person.id], 10)
    assert others == [[]]

    (merged,) = await stores.entities.by_ids([dog.id])
    assert merged is not None
    assert merged.merged_into == person.id
    await services.entities.unmerge(lead, dog.id, merged.version)
    assert await shown() == {"person": 2, "dog": 4}
    assert [[one.name for one in found] for found in await stores.entities.merged_into([dog.id, person.id])] == [["car"], []]
    reasons = [said.reason for said in (await services.stores.reviews.verdicts_by_subject([dog.id]))[0]]
    assert reasons == ["the same as person", "not the same as person"]


async def test_merges_that_cannot_be_are_refused(library: Library) -> None:
    scene, services = library.scene, library.scene.services
    await library.clip("a.mov", ["x"], tracks=["person", "dog", "car"])
    lead = await member(scene, Role.SUPERVISOR)
    seen = await entities(scene)
    dog, car, person = seen["dog"], seen["car"], seen["person"]
    await services.entities.merge(lead, dog.id, dog.version, [car.id])

    for parts, refusal in (([], InvalidError), ([person.id], InvalidError), ([car.id], ConflictError)):
        with pytest.raises(refusal):
            await services.entities.merge(lead, person.id, person.version, parts)
    with pytest.raises(ConflictError):
        await services.entities.merge(lead, car.id, car.version + 1, [person.id])
    with pytest.raises(ConflictError):
        await services.entities.unmerge(lead, person.id, person.version)
    with pytest.raises(InvalidError):
        await services.entities.rename(lead, person.id, person.version, "\n")


async def test_names_are_for_supervisors_and_tags_for_artists(library: Library) -> None:
    scene, services = library.scene, library.scene.services
    run = await library.clip("a.mov", ["x"], tracks=["person"])
    person = (await entities(scene))["person"]
    (version,) = await services.stores.versions.by_ids([run.version_id])
    assert version is not None
    reviewer = await member(scene, Role.REVIEWER)

    with pytest.raises(NotAllowedError):
        await services.entities.rename(scene.artist, person.id, person.version, "Anna")
    with pytest.raises(NotFoundError):
        await services.entities.rename(scene.stranger, person.id, person.version, "Anna")
    with pytest.raises(NotAllowedError):
        await services.assets.tag(reviewer, [version.asset_id], add=["night"])
    with pytest.raises(NotFoundError):
        await services.assets.edit(scene.stranger, version.asset_id, 1, name="mine")


async def test_assets_take_names_and_tags_and_search_knows_them(library: Library) -> None:
    scene, services = library.scene, library.scene.services
    first, second = [await scene.ingest(scene.file(f"{name}.mov", f"VIDEO {name}"), tags=("day",)) for name in "ab"]

    edited = await services.assets.edit(scene.artist, first.asset.id, 1, name="Harbour", tags=[" dusk ", "dusk", "sea"])
    with pytest.raises(ChangedMeanwhileError) as refused:
        await services.assets.edit(scene.artist, first.asset.id, 1, name="Other")
    again = await services.assets.edit(scene.artist, first.asset.id, 1, name="Harbour", tags=["dusk", "sea"])
    tagged = await services.assets.tag(scene.artist, [second.asset.id, first.asset.id], add=["sea", "boat"], remove=["day"])

    assert (edited.name, edited.tags, edited.version, refused.value.current, again) == (
        "Harbour",
        ("dusk", "sea"),
        2,
        edited,
        edited,
    )
    assert [asset.tags for asset in tagged] == [("sea", "boat"), ("dusk", "sea", "boat")]
    (page,) = await services.stores.assets.page_by_project([scene.project.id], ALL)
    assert {asset.name for asset in page.items} == {"Harbour", "b"}
    with pytest.raises(InvalidError):
        await services.assets.tag(scene.artist, [first.asset.id], add=[f"tag {place}" for place in range(48)])
    with pytest.raises(InvalidError):
        await services.assets.tag(scene.artist, [first.asset.id], add=["x"], remove=["x"])
