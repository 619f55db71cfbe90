"""What clients may come up with: messages and orders, good and bad, for the reference server and for ours.

A case is a list of steps after the handshake: text or bytes are sent as they are, a dict is sent as JSON. ``INIT`` is a good
beginning with its acknowledgement; a number waits for so many answers in all. ``{run}`` is the id of a run that waits for a
worker, ``{token}`` a good token.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

QUERY = "{ me { name } }"
FOLLOW = 'subscription { analysisProgress(runId: "{run}") { stage } }'


class Init:
    """A good ``connection_init``; the next step waits for the acknowledgement."""


@dataclass(frozen=True)
class Broken:
    """A text message of bytes that are no text."""

    data: bytes


@dataclass(frozen=True)
class Raw:
    """Bytes on the line, past all framing."""

    data: bytes


INIT = Init()
Step = Init | Broken | Raw | str | bytes | int | dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How a conversation went: the code with which the server closed, None: it is open; and what it answered."""

    code: int | None
    answers: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Case:
    """One conversation. ``ours`` is what is right where the reference server is not, and ``why`` it is not."""

    name: str
    steps: tuple[Step, ...]
    protocols: tuple[str, ...] = ("graphql-transport-ws",)
    ours: Outcome | None = None
    why: str = ""


def subscribe(query: object = QUERY, id: object = "1", **more: object) -> dict[str, Any]:  # noqa: A002
    return {"type": "subscribe", "id": id, "payload": {"query": query, **more}}


def acknowledged(name: str, *steps: Step, ours: Outcome | None = None, why: str = "") -> Case:
    return Case(name, (INIT, *steps), ours=ours, why=why)


_NO_MESSAGES: dict[str, str | bytes] = {
    "an empty message": "",
    "a word": "hello",
    "half a message": '{"type": "ping"',
    "an array": "[]",
    "an array with a message": '[{"type": "ping"}]',
    "a string": '"x"',
    "a number": "1",
    "a boolean": "true",
    "null": "null",
    "an empty object": "{}",
    "deep nesting": "[" * 100_000,
    "single quotes": "{'type': 'ping'}",
    "two messages at once": '{"type":"ping"}{"type":"ping"}',
    "a comment": '{"type":"ping"} // hello',
    "binary nonsense": b"\x00\x01\xfe",
    "an empty binary message": b"",
}

_WRONG_FIELDS: dict[str, dict[str, Any]] = {
    "a type that is a number": {"type": 1},
    "a type that is a list": {"type": ["ping"]},
    "a type that is null": {"type": None},
    "an empty type": {"type": ""},
    "a type in capitals": {"type": "PING"},
    "an unknown type": {"type": "hello"},
    "a type of the old protocol": {"type": "start", "id": "1", "payload": {"query": QUERY}},
    "the end of the old protocol": {"type": "stop", "id": "1"},
    "an init whose payload is a string": {"type": "connection_init", "payload": "x"},
    "an init whose payload is a list": {"type": "connection_init", "payload": []},
    "a ping whose payload is a number": {"type": "ping", "payload": 1},
    "a ping whose payload is a list": {"type": "ping", "payload": []},
    "a pong whose payload is a string": {"type": "pong", "payload": "x"},
    "a complete without an id": {"type": "complete"},
    "a complete whose id is an object": {"type": "complete", "id": {}},
    "a complete whose id is a number": {"type": "complete", "id": 1},
    "a complete whose id is empty": {"type": "complete", "id": ""},
    "a subscribe without an id": {"type": "subscribe", "payload": {"query": QUERY}},
    "a subscribe whose id is a number": subscribe(id=1),
    "a subscribe whose id is null": subscribe(id=None),
    "a subscribe whose id is an object": subscribe(id={}),
    "a subscribe whose id is a list": subscribe(id=["1"]),
    "a subscribe whose id is empty": subscribe(id=""),
    "a subscribe without a payload": {"type": "subscribe", "id": "1"},
    "a subscribe whose payload is null": {"type": "subscribe", "id": "1", "payload": None},
    "a subscribe whose payload is a string": {"type": "subscribe", "id": "1", "payload": "x"},
    "a subscribe whose payload is a list": {"type": "subscribe", "id": "1", "payload": []},
    "a subscribe without a query": {"type": "subscribe", "id": "1", "payload": {}},
    "a query that is a number": subscribe(3),
    "a query that is null": subscribe(None),
    "a query that is a list": subscribe([QUERY]),
    "a query that is an object": subscribe({"query": QUERY}),
    "variables that are a string": subscribe(variables="{}"),
    "variables that are a list": subscribe(variables=[]),
    "variables that are a number": subscribe(variables=1),
    "an operation name that is a number": subscribe(operationName=1),
    "an operation name that is a list": subscribe(operationName=["A"]),
    "extensions that are a number": subscribe(extensions=1),
    "extensions that are a list": subscribe(extensions=[]),
}

_NOT_A_CLIENTS = "the protocol knows these from servers alone and wants 4400; the reference server fails with 4500"
_FROM_SERVERS: dict[str, dict[str, Any]] = {
    "a next from a client": {"type": "next", "id": "1", "payload": {"data": None}},
    "an error from a client": {"type": "error", "id": "1", "payload": [{"message": "x"}]},
    "an acknowledgement from a client": {"type": "connection_ack"},
}

_SYNTAX = "an error in a document ends the operation; the reference server closes the socket with 4500"
_UNCOERCED = (
    "variables are coerced before execution begins, so it is an error; the reference server says next, then complete"
)
_LONG = "the reason it gives is too long for a close frame, and it fails with 4500"
_RUN = "query ($id: ID!) { analysisRun(id: $id) { status } }"
_FOLLOW_ANY = "subscription ($r: ID!) { analysisProgress(runId: $r) { stage } }"
_TWO_ROOTS = 'subscription { a: analysisProgress(runId: "1") { stage } b: analysisProgress(runId: "2") { stage } }'
_DONE = {"type": "complete", "id": "1"}
_MASK = bytes(4)  # a mask of zeros leaves everything as it is
_ERROR = Outcome(None, ("connection_ack", "error 1"))

CASES: tuple[Case, ...] = (
    # no message of the protocol, before and after the beginning
    *(acknowledged(name, said) for name, said in _NO_MESSAGES.items()),
    *(acknowledged(name, said) for name, said in _WRONG_FIELDS.items()),
    *(
        acknowledged(name, said, ours=Outcome(4400, ("connection_ack",)), why=_NOT_A_CLIENTS)
        for name, said in _FROM_SERVERS.items()
    ),
    Case("a word before the beginning", ("hello",)),
    Case("an unknown type before the beginning", ({"type": "hello"},)),
    # the beginning
    Case("nothing is said", ()),
    Case("only pings are said", ({"type": "ping"},)),
    Case("a good beginning", (INIT,)),
    Case("an init in a binary message", (b'{"type": "connection_init", "payload": {"authorization": "Bearer {token}"}}',)),
    Case("an init without a token", ({"type": "connection_init"},)),
    Case("an init whose payload is null", ({"type": "connection_init", "payload": None},)),
    Case("an init with a wrong token", ({"type": "connection_init", "payload": {"authorization": "Bearer rg_wrong"}},)),
    Case("an init whose token is a number", ({"type": "connection_init", "payload": {"authorization": 7}},)),
    acknowledged("a second init", {"type": "connection_init"}),
    Case("a subscribe before the beginning", (subscribe(),)),
    Case("a ping before the beginning", ({"type": "ping"}, INIT)),
    Case("a pong before the beginning", ({"type": "pong"}, INIT)),
    Case("a complete before the beginning", ({"type": "complete", "id": "1"}, INIT)),
    # ping and pong
    acknowledged("a ping", {"type": "ping"}),
    acknowledged("a ping with a payload", {"type": "ping", "payload": {"at": 1, "text": "ä"}}),
    acknowledged("a ping with a payload that is null", {"type": "ping", "payload": None}),
    acknowledged("an unasked pong", {"type": "pong"}),
    acknowledged("a pong with a payload", {"type": "pong", "payload": {"at": 1}}),
    acknowledged("a ping with fields of nobody", {"type": "ping", "id": 7, "hello": []}),
    # operations
    acknowledged("a query", subscribe()),
    acknowledged("a query in a binary message", json.dumps(subscribe()).encode()),
    acknowledged("a query with nulls", subscribe(variables=None, operationName=None, extensions=None)),
    acknowledged("a query with a name", subscribe("query A { me { name } } query B { me { id } }", operationName="A")),
    acknowledged("a query with a huge id", subscribe(id="x" * 10_000)),
    acknowledged("a query with an id of signs", subscribe(id='"\\\u0000\n ä 🎬')),
    acknowledged("a query with an id that is a word of JavaScript", subscribe(id="__proto__")),
    acknowledged("two queries, one after the other, under one id", subscribe(), 3, subscribe()),
    acknowledged("two queries under two ids", subscribe(id="a"), subscribe(id="b")),
    acknowledged("a mutation that fails", subscribe('mutation { cancelRun(id: "x") { run { id } } }')),
    acknowledged("a field that fails", subscribe('{ analysisRun(id: "x") { status } }')),
    acknowledged("a subscription", subscribe(FOLLOW)),
    acknowledged("a subscription with variables", subscribe(_FOLLOW_ANY, variables={"r": "{run}"})),
    acknowledged("a subscription is completed", subscribe(FOLLOW), 2, _DONE),
    acknowledged("a subscription is completed twice", subscribe(FOLLOW), 2, _DONE, _DONE),
    acknowledged("an unknown id is completed", {"type": "complete", "id": "nobody's"}),
    acknowledged("a completed id is used again", subscribe(FOLLOW), 2, _DONE, subscribe(QUERY)),
    acknowledged("an id is taken", subscribe(FOLLOW), 2, subscribe(FOLLOW)),
    acknowledged(
        "a huge id is taken", subscribe(FOLLOW, id="ä" * 999), 2, subscribe(FOLLOW, id="ä" * 999),
        ours=Outcome(4409, ("connection_ack", "next " + "ä" * 20)), why=_LONG,
    ),
    acknowledged("an id is taken by a query", subscribe(FOLLOW), 2, subscribe(QUERY)),
    acknowledged("a query beside a subscription", subscribe(FOLLOW), 2, subscribe(QUERY, id="2")),
    acknowledged("a subscription beside a subscription", subscribe(FOLLOW), 2, subscribe(FOLLOW, id="2")),
    acknowledged("a malformed message beside a subscription", subscribe(FOLLOW), 2, "hello"),
    # documents that cannot run
    acknowledged("an empty document", subscribe(""), ours=_ERROR, why=_SYNTAX),
    acknowledged("a document of one brace", subscribe("{"), ours=_ERROR, why=_SYNTAX),
    acknowledged("a document of JSON", subscribe('{"query": 1}'), ours=_ERROR, why=_SYNTAX),
    acknowledged("an unclosed string", subscribe('{ node(id: "x) { id } }'), ours=_ERROR, why=_SYNTAX),
    acknowledged("an unknown field", subscribe("{ nonsense }")),
    acknowledged("an unknown field of a subscription", subscribe("subscription { nonsense }")),
    acknowledged("an unknown argument", subscribe("{ me(x: 1) { name } }")),
    acknowledged("an object without a selection", subscribe("{ me }")),
    acknowledged("a fragment alone", subscribe("fragment F on Query { me { name } }")),
    acknowledged("an unknown fragment", subscribe("{ ...F }")),
    acknowledged("a circle of fragments", subscribe("{ ...F } fragment F on Query { ...F }")),
    acknowledged("an unknown operation name", subscribe("query A { me { name } }", operationName="B")),
    acknowledged("several operations, none named", subscribe("query A { me { name } } query B { me { name } }")),
    acknowledged("a definition of a type", subscribe("type Query { me: String }")),
    acknowledged("two root fields of a subscription", subscribe(_TWO_ROOTS)),
    acknowledged("a variable that is missing", subscribe(_RUN), ours=_ERROR, why=_UNCOERCED),
    acknowledged("a variable of the wrong type", subscribe(_RUN, variables={"id": {}}), ours=_ERROR, why=_UNCOERCED),
    acknowledged("a subscription's variable that is missing", subscribe(_FOLLOW_ANY), ours=_ERROR, why=_UNCOERCED),
    acknowledged("an error beside a subscription", subscribe(FOLLOW), 2, subscribe("{ nonsense }", id="2")),
    # the handshake
    Case("the old protocol", (INIT,), protocols=("graphql-ws",)),
    Case("an unknown protocol", (), protocols=("mqtt",)),
    Case("no protocol", (), protocols=()),
    Case("both protocols", (INIT, subscribe()), protocols=("graphql-ws", "graphql-transport-ws")),
    # below the protocol
    acknowledged("text that is not UTF-8", Broken(b'{"type": "ping\xff"}')),
    acknowledged("a message above the limit", "x" * ((1 << 20) + 1)),
    acknowledged("a frame that is not masked", Raw(b"\x81\x02{}")),
    acknowledged("a frame of an unknown kind", Raw(b"\x83\x80" + _MASK)),
    acknowledged("a frame with a reserved bit", Raw(b"\xc1\x80" + _MASK)),
    acknowledged("a continuation of nothing", Raw(b"\x80\x80" + _MASK)),
    acknowledged("a ping frame in parts", Raw(b"\x09\x80" + _MASK)),
    acknowledged("a ping frame that is too long", Raw(b"\x89\xfe\x00\x80" + _MASK + bytes(128))),
    acknowledged("a close frame of half a code", Raw(b"\x88\x81" + _MASK + b"\x03")),
    acknowledged("a close frame with a code that must not be sent", Raw(b"\x88\x82" + _MASK + b"\x03\xed")),
)  # fmt: skip
