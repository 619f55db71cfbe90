"""Rooms: who is there, who drives, and what becomes of who is gone; on a real Redis, by two services as by two processes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from graph import keys
from graph.errors import GoneError, InvalidError, LeaseHeldError, NotAllowedError, NotFoundError, UnavailableError
from graph.events import Event, RoomChanged, RoomSignalled
from graph.nodes.access import Role
from graph.nodes.room import GONE_SECONDS, Comparison, Loop, Playhead, View, state_from
from graph.rooms import RedisRooms
from graph.services.rooms import RoomService
from tests.graph.review_room import ReviewRoom, make_review_room
from tests.graph.scene import KeptEvents, Scene

PATIENCE = 600.0
"""So long is nobody taken for gone here: a slow machine takes more than GONE_SECONDS from one line to the next."""


@pytest.fixture
async def review(scene: Scene) -> ReviewRoom:
    return await make_review_room(scene)


@pytest.fixture
def rooms(review: ReviewRoom, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> RoomService:
    """A service that tells what changed when a test asks for it, and not before."""
    monkeypatch.setattr("graph.services.rooms.TELL_SECONDS", 3600)
    return service(review, redis)


def service(review: ReviewRoom, redis: Redis) -> RoomService:
    return RoomService(review.services.stores, review.services.session_log, RedisRooms(redis, PATIENCE), review.scene.bus)


async def told(rooms: RoomService, bus: KeptEvents, kind: type[Event]) -> list[Event]:
    """What was told so far, with what waits to be told."""
    await rooms.close()
    return [event for event in bus.events if isinstance(event, kind)]


async def go_away(redis: Redis, review: ReviewRoom, role: Role) -> None:
    """Put somebody's last sign of life back to before everyone is taken for gone."""
    member = f"{review.session.id} {review[role].user.id}"
    await redis.zincrby(keys.ROOM_SEEN, -1000 * PATIENCE - 1, member)


async def test_who_joins_is_seen_by_everyone_with_the_number_of_the_last_event(
    review: ReviewRoom, rooms: RoomService, redis: Redis
) -> None:
    await review.say()

    participant, state, seq = await rooms.join(review[Role.REVIEWER], review.session.id, "Ada")

    assert (participant.display_name, participant.role, seq) == ("Ada", Role.REVIEWER, 2)
    assert state.participants == (participant,)
    elsewhere = await service(review, redis).state(review[Role.VIEWER], review.session.id)
    assert (elsewhere.participants, elsewhere.driver_id, elsewhere.playhead) == ((participant,), None, None)
    events = await told(rooms, review.scene.bus, RoomChanged)
    assert [state_from(event.state).participants for event in events if isinstance(event, RoomChanged)] == [(participant,)]


async def test_the_first_who_moves_drives_and_others_are_told_who_does(
    review: ReviewRoom, rooms: RoomService, redis: Redis
) -> None:
    driver, other = review[Role.REVIEWER], review[Role.ARTIST]
    await rooms.join(driver, review.session.id, "Ada")
    await rooms.join(other, review.session.id, "Bo")
    head = Playhead(
        review.version.id,
        42,
        playing=True,
        rate=0.5,
        loop=Loop(40, 60),
        compare=Comparison.WIPE,
        compare_id=review.other.id,
        view=View(0.2, 0.3, 4.0),
    )

    state = await rooms.move(driver, review.session.id, head)

    assert state.driver_id == driver.user.id
    assert state.playhead is not None
    assert replace(state.playhead, moved_at=None) == head
    assert state.playhead.moved_at is not None
    assert state.playhead.moved_at <= state.at
    with pytest.raises(LeaseHeldError, match="Ada drives"):
        await service(review, redis).move(other, review.session.id, head)
    with pytest.raises(LeaseHeldError, match="Ada"):
        await rooms.take_control(other, review.session.id)


async def test_control_is_handed_over_and_a_supervisor_takes_it(review: ReviewRoom, rooms: RoomService) -> None:
    driver, other, supervisor = review[Role.REVIEWER], review[Role.ARTIST], review[Role.SUPERVISOR]
    for person in (driver, other, supervisor, review[Role.VIEWER]):
        await rooms.join(person, review.session.id)
    await rooms.take_control(driver, review.session.id)

    handed = await rooms.hand_over(driver, review.session.id, other.user.id)
    assert handed.driver_id == other.user.id
    with pytest.raises(LeaseHeldError, match="do not drive"):
        await rooms.hand_over(driver, review.session.id, driver.user.id)
    with pytest.raises(InvalidError, match="only look on"):
        await rooms.hand_over(other, review.session.id, review[Role.VIEWER].user.id)

    taken = await rooms.take_control(supervisor, review.session.id)
    assert taken.driver_id == supervisor.user.id
    assert (await rooms.hand_over(supervisor, review.session.id, None)).driver_id is None


async def test_who_is_not_seen_for_fifteen_seconds_is_gone_and_so_is_their_lease(
    review: ReviewRoom, rooms: RoomService, redis: Redis
) -> None:
    assert GONE_SECONDS == 15
    driver, other = review[Role.REVIEWER], review[Role.ARTIST]
    await rooms.join(driver, review.session.id, "Ada")
    await rooms.join(other, review.session.id, "Bo")
    await rooms.take_control(driver, review.session.id)

    await go_away(redis, review, Role.REVIEWER)

    state = await rooms.state(other, review.session.id)
    assert ([person.display_name for person in state.participants], state.driver_id) == (["Bo"], None)
    with pytest.raises(GoneError, match="Join"):
        await rooms.heartbeat(driver, review.session.id)
    with pytest.raises(GoneError, match="Join"):
        await rooms.move(driver, review.session.id, Playhead(review.version.id, 1))
    assert (await rooms.take_control(other, review.session.id)).driver_id == other.user.id
    await told(rooms, review.scene.bus, RoomChanged)  # what was held back to be told together is told now
    review.scene.bus.events.clear()
    await rooms.expire()
    events = await told(rooms, review.scene.bus, RoomChanged)
    assert len(events) == 1
    await rooms.expire()
    assert await told(rooms, review.scene.bus, RoomChanged) == events


async def test_a_heartbeat_keeps_somebody_in(review: ReviewRoom, rooms: RoomService, redis: Redis) -> None:
    person = review[Role.VIEWER]
    await rooms.join(person, review.session.id)
    member = f"{review.session.id} {person.user.id}"
    await redis.zincrby(keys.ROOM_SEEN, -10_000, member)
    before = await redis.zscore(keys.ROOM_SEEN, member)

    state = await rooms.heartbeat(person, review.session.id)

    assert [seen.id for seen in state.participants] == [person.user.id]
    after = await redis.zscore(keys.ROOM_SEEN, member)
    assert before is not None
    assert after is not None
    assert after >= before + 10_000


async def test_a_burst_of_moves_is_told_once_with_its_last_state(review: ReviewRoom, rooms: RoomService) -> None:
    driver = review[Role.REVIEWER]
    await rooms.join(driver, review.session.id)
    await rooms.close()
    review.scene.bus.events.clear()

    for frame in range(30):
        await rooms.move(driver, review.session.id, Playhead(review.version.id, frame))

    events = await told(rooms, review.scene.bus, RoomChanged)
    (last,) = events
    assert isinstance(last, RoomChanged)
    head = state_from(last.state).playhead
    assert head is not None
    assert head.frame == 29


async def test_a_move_is_of_the_moment_that_the_driver_saw_it(review: ReviewRoom, rooms: RoomService) -> None:
    driver, other = review[Role.REVIEWER], review[Role.ARTIST]
    for person in (driver, other):
        await rooms.join(person, review.session.id)
    heads: list[Playhead | None] = []
    while True:
        state = await rooms.state(driver, review.session.id)
        now = state.at
        shown = [now - timedelta(milliseconds=late) for late in (300, 100, 200)]
        heads.clear()
        for frame, at in enumerate(shown):
            state = await rooms.move(driver, review.session.id, Playhead(review.version.id, frame, moved_at=at))
            heads.append(state.playhead)
        if state.at - now < timedelta(seconds=9):  # a machine so slow that the moves came too late tries again
            break

    assert [head and (head.frame, head.moved_at) for head in heads] == [(0, shown[0]), (1, shown[1]), (1, shown[1])]
    await rooms.hand_over(driver, review.session.id, other.user.id)
    taken = await rooms.move(other, review.session.id, Playhead(review.version.id, 9, moved_at=shown[2]))
    assert taken.playhead is not None
    assert taken.playhead.frame == 9
    for far in (now - timedelta(hours=1), now + timedelta(hours=1)):
        state = await rooms.move(other, review.session.id, Playhead(review.version.id, 5, moved_at=far))
        assert state.playhead is not None
        assert state.playhead.moved_at is not None
        assert now - timedelta(seconds=10) <= state.playhead.moved_at <= state.at
    with pytest.raises(InvalidError, match="time zone"):
        await rooms.move(other, review.session.id, Playhead(review.version.id, 5, moved_at=now.replace(tzinfo=None)))


async def test_what_cannot_be_shown_is_refused(review: ReviewRoom, rooms: RoomService) -> None:
    driver = review[Role.REVIEWER]
    await rooms.join(driver, review.session.id)
    good = Playhead(review.version.id, 1)
    for head, word in (
        (replace(good, frame=-1), "0"),
        (replace(good, rate=float("inf")), "rate"),
        (replace(good, loop=Loop(5, 5)), "loop"),
        (replace(good, compare=Comparison.WIPE), "compareId"),
        (replace(good, view=View(zoom=0)), "view"),
    ):
        with pytest.raises(InvalidError, match=word):
            await rooms.move(driver, review.session.id, head)
    with pytest.raises(NotFoundError, match="version"):
        await rooms.move(driver, review.session.id, replace(good, version_id=review.session.id))


async def test_signals_pass_through_and_are_kept_nowhere(review: ReviewRoom, rooms: RoomService, redis: Redis) -> None:
    driver = review[Role.REVIEWER]
    await rooms.join(driver, review.session.id)
    before = await redis.dump(keys.room(review.session.id))

    await rooms.signal(driver, review.session.id, "pointer", {"points": [[0.1, 0.2]]})

    (signal,) = await told(rooms, review.scene.bus, RoomSignalled)
    assert isinstance(signal, RoomSignalled)
    assert (signal.participant_id, signal.payload) == (driver.user.id, {"points": [[0.1, 0.2]]})
    assert await redis.dump(keys.room(review.session.id)) == before
    with pytest.raises(InvalidError):
        await rooms.signal(driver, review.session.id, "shout", {})


async def test_viewers_look_on_and_strangers_find_no_room(review: ReviewRoom, rooms: RoomService) -> None:
    viewer = review[Role.VIEWER]
    await rooms.join(viewer, review.session.id)
    with pytest.raises(NotAllowedError, match="REVIEWER"):
        await rooms.move(viewer, review.session.id, Playhead(review.version.id, 1))
    for asked in (rooms.state, rooms.join, rooms.heartbeat, rooms.leave, rooms.take_control):
        with pytest.raises(NotFoundError):
            await asked(review.scene.stranger, review.session.id)


async def test_of_many_who_take_control_at_once_one_drives(review: ReviewRoom, rooms: RoomService, redis: Redis) -> None:
    people = [review[Role.REVIEWER], review[Role.ARTIST]]
    services = [service(review, redis) for _ in range(4)]
    for person in people:
        await rooms.join(person, review.session.id)

    answers = await asyncio.gather(
        *(each.take_control(person, review.session.id) for each in services for person in people), return_exceptions=True
    )

    drivers = {answer.driver_id for answer in answers if not isinstance(answer, BaseException)}
    assert len(drivers) == 1
    assert sum(isinstance(answer, LeaseHeldError) for answer in answers) == 4


async def test_a_redis_that_takes_nothing_more_is_unavailable(rooms: RoomService, review: ReviewRoom, redis: Redis) -> None:
    participant, *_ = await rooms.join(review[Role.ARTIST], review.session.id)
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(UnavailableError):
            await RedisRooms(redis).enter(review.session.id, participant)
    finally:
        await redis.config_set("maxmemory", 0)
