"""Rooms in Redis: one hash per session, changed by short scripts, so that every change is atomic and has Redis' own time.

Nothing of a room is in a process: any process may answer any call, and a process that dies takes nothing with it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from graph import keys
from graph.errors import UnavailableError
from graph.nodes.room import (
    GONE_SECONDS,
    Participant,
    Playhead,
    RoomState,
    participant_from,
    participant_value,
    playhead_from,
    playhead_value,
)

_KEPT_MS = 24 * 3600 * 1000
_LATE_MS = 10_000  # as long as a move may have been on its way

# Every script knows: KEYS[1] the room, KEYS[2] who was seen when; ARGV[1] the session, ARGV[2] a participant. GONE_MS stands
# for the time without a sign of life after which somebody is gone.
_PRELUDE = f"""
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local room, seen, session, who = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
local function here(id)
  local last = redis.call('ZSCORE', seen, session .. ' ' .. id)
  return last and tonumber(last) > now - GONE_MS and redis.call('HEXISTS', room, 'user:' .. id) == 1
end
local function driver()
  local id = redis.call('HGET', room, 'driver')
  if id and here(id) then return id end
  return false
end
local function touch() redis.call('HINCRBY', room, 'revision', 1) redis.call('PEXPIRE', room, {_KEPT_MS}) end
local function saw(id) redis.call('ZADD', seen, now, session .. ' ' .. id) end
"""

_ENTER = """
saw(who)
redis.call('HSET', room, 'user:' .. who, ARGV[3])
touch()
"""

_SEEN = """
if not here(who) then return 0 end
saw(who)
return 1
"""

_LEAVE = """
redis.call('ZREM', seen, session .. ' ' .. who)
redis.call('HDEL', room, 'user:' .. who)
if redis.call('HGET', room, 'driver') == who then redis.call('HDEL', room, 'driver') end
touch()
"""

_DROP = "if here(who) then return 0 end\n" + _LEAVE + "return 1\n"
"""Who came back while they were let out stays."""

_TAKE = """
local at = driver()
if at and at ~= who and ARGV[3] == '0' then return at end
redis.call('HSET', room, 'driver', who)
touch()
return who
"""

_HAND_OVER = """
if driver() ~= who then return 0 end
if ARGV[3] == '' then redis.call('HDEL', room, 'driver')
elseif here(ARGV[3]) then redis.call('HSET', room, 'driver', ARGV[3])
else return 0 end
touch()
return 1
"""

_MOVE = f"""
local at = driver()
if at and at ~= who then return at end
saw(who)
local moved = math.min(now, math.max(tonumber(ARGV[4]) or now, now - {_LATE_MS}))
local last = tonumber(redis.call('HGET', room, 'movedAt') or '0')
if at and moved < last and redis.call('HGET', room, 'movedBy') == who then return who end
redis.call('HSET', room, 'driver', who, 'playhead', ARGV[3], 'movedAt', moved, 'movedBy', who)
touch()
return who
"""
"""What was shown earlier than what is known of the same drive came late, and is no news."""

_STATE = """
local fields = redis.call('HGETALL', room)
local people, rest = {}, {}
for place = 1, #fields, 2 do
  local id = string.match(fields[place], '^user:(.*)$')
  if not id then rest[fields[place]] = fields[place + 1]
  elseif here(id) then people[#people + 1] = fields[place + 1] end
end
return {now, rest['revision'] or '0', driver() or '', rest['playhead'] or '', rest['movedAt'] or '0', people}
"""

_EXPIRE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - GONE_MS, 'LIMIT', 0, 100)
for _, member in ipairs(gone) do redis.call('ZREM', KEYS[1], member) end
return gone
"""


class RedisRooms:
    """A RoomBoard in Redis."""

    def __init__(self, redis: Redis, gone_seconds: float = GONE_SECONDS) -> None:
        self._redis = redis
        gone = str(int(gone_seconds * 1000))
        self._scripts = {
            name: redis.register_script((text if name == "expire" else _PRELUDE + text).replace("GONE_MS", gone))
            for name, text in {
                "enter": _ENTER,
                "seen": _SEEN,
                "leave": _LEAVE,
                "drop": _DROP,
                "take": _TAKE,
                "hand_over": _HAND_OVER,
                "move": _MOVE,
                "state": _STATE,
                "expire": _EXPIRE,
            }.items()
        }

    async def enter(self, session_id: str, participant: Participant) -> None:
        """Let somebody in, or note that they are there."""
        await self._run("enter", session_id, participant.id, orjson.dumps(participant_value(participant)))

    async def seen(self, session_id: str, participant_id: str) -> bool:
        """Note that somebody is there; False where they were gone."""
        return bool(await self._run("seen", session_id, participant_id))

    async def leave(self, session_id: str, participant_id: str) -> None:
        """Let somebody out."""
        await self._run("leave", session_id, participant_id)

    async def take(self, session_id: str, participant_id: str, *, over: bool) -> str:
        """Make somebody the driver where nobody drives, or ``over`` whoever does; return who drives then."""
        return _text(await self._run("take", session_id, participant_id, int(over)))

    async def hand_over(self, session_id: str, driver_id: str, participant_id: str | None) -> bool:
        """Make another participant the driver, or nobody."""
        return bool(await self._run("hand_over", session_id, driver_id, participant_id or ""))

    async def move(self, session_id: str, driver_id: str, playhead: Playhead) -> str:
        """Move the play head for the driver, as it was at its ``moved_at``; return who drives."""
        at = "" if playhead.moved_at is None else str(int(playhead.moved_at.timestamp() * 1000))
        return _text(await self._run("move", session_id, driver_id, orjson.dumps(playhead_value(playhead)), at))

    async def state(self, session_id: str) -> RoomState:
        """Return the room as it is now."""
        now, revision, driver, playhead, moved_at, people = await self._run("state", session_id, "")
        found = [participant_from(orjson.loads(person)) for person in people]
        return RoomState(
            session_id=session_id,
            participants=tuple(sorted(found, key=lambda person: (person.joined_at, person.id))),
            playhead=playhead_from(orjson.loads(playhead), _moment(moved_at)) if playhead else None,
            driver_id=_text(driver) or None,
            at=_moment(now),
            revision=int(revision),
        )

    async def expire(self) -> list[str]:
        """Let those out who were not seen for too long, of all rooms; return the sessions whose rooms changed."""
        found = await self._ask("expire", [keys.ROOM_SEEN], [])
        gone = [_text(member).split(" ", 1) for member in found]
        dropped = [session_id for session_id, person in gone if await self._run("drop", session_id, person)]
        return list(dict.fromkeys(dropped))

    async def _run(self, script: str, session_id: str, participant_id: str, *given: Any) -> Any:
        return await self._ask(script, [keys.room(session_id), keys.ROOM_SEEN], [session_id, participant_id, *given])

    async def _ask(self, script: str, names: list[str], given: list[Any]) -> Any:
        try:
            return await self._scripts[script](keys=names, args=given)
        except (RedisError, OSError) as error:  # away, full, or a replica since a moment ago
            raise UnavailableError("The live rooms cannot be reached just now; try again soon.") from error


def _moment(milliseconds: Any) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
