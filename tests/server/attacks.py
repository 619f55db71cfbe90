"""Two hundred hostile operations, and what each must be answered: used by the tests, and timed by ``bench.attacks``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LIMIT, COST = "LIMIT_EXCEEDED", "COST_EXCEEDED"
PARSE, VALIDATION = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"
SCHEMA, INVALID = "INTROSPECTION_DISABLED", "INVALID"
DATA = "data"
"""Answered without an error: what is asked is harmless, however it is written."""


@dataclass(frozen=True)
class Attack:
    """``expected`` is the code of the first error, or DATA."""

    name: str
    query: str
    expected: str
    variables: dict[str, Any] = field(default_factory=dict)


def numbered(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


def nested(levels: int, opened: str, inner: str = "id") -> str:
    return f"{opened} {{ " * levels + inner + " }" * levels


def tower(height: int, width: int, on: str = "Viewer") -> str:
    parts = [f"fragment F{n} on {on} {{ {f'...F{n + 1} ' * width} }}" for n in range(height)]
    return f"{{ me {{ ...F0 }} }} {' '.join(parts)} fragment F{height} on {on} {{ id }}"


def everything() -> list[Attack]:
    """All attacks, in families."""
    families = (
        deep, wide, aliases, directives, fragments, literals, strings, operations, introspection, overlaps, variables, lists,
        syntax,
    )  # fmt: skip
    return [attack for family in families for attack in family()]


def deep() -> Iterator[Attack]:
    for levels in (6, 12, 20, 50, 90):
        loop = nested(levels, "latest { asset", "id") + " }" * levels
        yield Attack(
            f"deep fields {levels}", f'{{ project(key: "film") {{ assets {{ edges {{ node {{ {loop} }} }} }} }} }}', LIMIT
        )
    for levels in (250, 400, 900):
        yield Attack(f"deeper than the parser {levels}", "{ " + nested(levels, "me") + " }", PARSE)
    for levels in (50, 90, 180):
        yield Attack(
            f"inline fragments in each other {levels}",
            "{ me { " + nested(levels, "... on Viewer") + " } }",
            DATA if levels < 100 else LIMIT,
        )
    for levels in (250, 650):
        yield Attack(f"too many inline fragments in each other {levels}", "{ me { " + nested(levels, "...") + " } }", PARSE)
    for levels in (50, 150, 250, 900):
        code = LIMIT if levels < 200 else PARSE
        yield Attack(
            f"lists in lists {levels}",
            "{ node(id: " + "[" * levels + "]" * levels + ") { id } }",
            code if levels > 150 else VALIDATION,
        )
    for levels in (60, 140, 300, 480):
        literal = "{a: " * levels + "1" + "}" * levels
        code = VALIDATION if levels <= 150 else PARSE
        yield Attack(f"objects in objects {levels}", f"{{ search(input: {literal}) {{ noGoodMatch }} }}", code)
    for levels in (3, 5, 7):
        wide_loop = 'project(key: "film") { assets(first: 100) { edges { node { versions(first: 100) { edges { node { id '
        more = "asset { versions(first: 100) { edges { node { id " * levels
        yield Attack(
            f"pages in pages {levels}",
            "{ " + wide_loop + more + "} } } } " * levels + "} } } } } } } }",
            LIMIT if levels > 3 else COST,
        )


def wide() -> Iterator[Attack]:
    for count in (21, 100, 480):
        yield Attack(f"root fields {count}", "{ " + "me { id } " * count + "}", LIMIT)
    for count in (80, 500, 990):
        yield Attack(f"one field over and over {count}", "{ me { " + "id " * count + "} }", LIMIT)
    for count in (15, 25, 100, 590):
        yield Attack(f"unknown fields {count}", "{ me { " + numbered(count, "u#") + " } }", VALIDATION)
    for count in (601, 1450):
        yield Attack(f"more fields than there can be {count}", "{ me { " + numbered(count, "u#") + " } }", LIMIT)
    for count in (700, 5000, 20_000):
        yield Attack(f"too many tokens {count}", "{ " + "me { id } " * count + "}", LIMIT)
    for count in (1, 5, 20):
        yield Attack(f"an unknown field of {count} kB", "{ " + "a" * count * 1000 + " }", VALIDATION)


def aliases() -> Iterator[Attack]:
    for count in (31, 100, 330):
        yield Attack(f"aliases {count}", "{ me { " + numbered(count, "a#: id") + " } }", LIMIT)
    for count in (31, 200):
        yield Attack(f"root aliases {count}", "{ " + numbered(count, "a#: me { id }") + " }", LIMIT)
    for count in (2, 4, 10):
        text = "{ me { " + "...F " * count + "} } fragment F on Viewer { " + numbered(20, "a#: id") + " }"
        yield Attack(f"aliases in a fragment spread {count} times", text, LIMIT)
    for count in (10, 15):
        yield Attack(
            f"searches {count}",
            "{ "
            + numbered(
                count,
                's#: search(input: {text: "x#"}, first: 100) { edges { node { shot { similar(first: 100) { score } } } } }',
            )
            + " }",
            COST,
        )


def directives() -> Iterator[Attack]:
    for count in (51, 200, 330):
        yield Attack(f"directives on one field {count}", "{ me { id " + "@include(if: true) " * count + "} }", LIMIT)
    for count in (2, 10, 50):
        yield Attack(f"one directive twice {count}", "{ me { id " + "@skip(if: false) " * count + "} }", VALIDATION)
    for count in (51, 400):
        yield Attack(f"unknown directives {count}", "{ me { id " + numbered(count, "@d#") + " } }", LIMIT)
    yield Attack("unknown directive", "{ me { id @nonsense } }", VALIDATION)
    yield Attack(
        "directives in a fragment", "{ me { ...F ...F } } fragment F on Viewer { id " + "@skip(if: false) " * 30 + "}", LIMIT
    )
    yield Attack("deferred", "{ me { ... @defer { id } } }", VALIDATION)
    yield Attack("streamed", "{ projects { edges @stream { cursor } } }", VALIDATION)


def fragments() -> Iterator[Attack]:
    for height, width in ((8, 2), (20, 2), (40, 2), (30, 3), (6, 6), (40, 10)):
        yield Attack(f"a tower of fragments {height} x {width}", tower(height, width), LIMIT)
    for height in (20, 45):
        yield Attack(f"a chain of fragments {height}", tower(height, 1), DATA)
    for count in (51, 150):
        yield Attack(f"fragments {count}", "{ me { id } } " + numbered(count, "fragment F# on Viewer { id }"), LIMIT)
    for count in (10, 50):
        yield Attack(
            f"unused fragments {count}", "{ me { id } } " + numbered(count, "fragment F# on Viewer { id }"), VALIDATION
        )
    for count in (1, 2, 10, 40):
        ring = " ".join(f"fragment F{n} on Viewer {{ ...F{(n + 1) % count} }}" for n in range(count))
        yield Attack(f"a ring of fragments {count}", "{ me { ...F0 } } " + ring, VALIDATION)
    for count in (8, 12):
        web = " ".join(f"fragment F{n} on Viewer {{ {numbered(count, '...F#')} }}" for n in range(count))
        yield Attack(f"a web of fragments {count}", "{ me { ...F0 } } " + web, VALIDATION)
    for count in (40, 201, 600):
        yield Attack(
            f"spreads of nothing {count}", "{ " + numbered(count, "...F#") + " }", VALIDATION if count < 201 else LIMIT
        )
    ring = "fragment A on Asset { latest { asset { ...B } } } fragment B on Asset { latest { asset { ...A } } }"
    yield Attack(
        "a ring through fields", '{ project(key: "film") { assets { edges { node { ...A } } } } } ' + ring, VALIDATION
    )


def literals() -> Iterator[Attack]:
    for digits in (20, 400, 5000, 50_000):
        yield Attack(
            f"a number of {digits} digits", f"{{ projects(first: {'9' * digits}) {{ edges {{ cursor }} }} }}", VALIDATION
        )
    for text in ("1e400", "-1e400", "1e99999999", "0.0000001", "1.5"):
        yield Attack(f"the number {text}", f"{{ projects(first: {text}) {{ edges {{ cursor }} }} }}", VALIDATION)
    for text in ("2147483648", "-2147483649", "99999999999999999999"):
        yield Attack(
            f"a whole number out of range {text}", f"{{ projects(first: {text}) {{ edges {{ cursor }} }} }}", VALIDATION
        )
    for text in ("2147483647", "-2147483648", "101", "-1"):
        yield Attack(f"a page of {text}", f"{{ projects(first: {text}) {{ edges {{ cursor }} }} }}", INVALID)
    for count in (151, 900):
        yield Attack(f"ids written out {count}", "{ nodes(ids: [" + '"x" ' * count + "]) { id } }", LIMIT)
    for count in (50, 100, 149):
        yield Attack(
            f"unknown input fields {count}",
            "{ search(input: {" + numbered(count, "u#: 1") + "}) { noGoodMatch } }",
            VALIDATION,
        )
    for count in (151, 600):
        yield Attack(
            f"too many input fields {count}", "{ search(input: {" + numbered(count, "u#: 1") + "}) { noGoodMatch } }", LIMIT
        )
    for count in (195, 400):
        code = VALIDATION if count <= 200 else LIMIT
        repeated = "{ projects(" + "first: 1 " * count + ") { edges { cursor } } }"
        yield Attack(f"one argument over and over {count}", repeated, code)
        unknown = "{ projects(" + numbered(count, "u#: 1") + ") { edges { cursor } } }"
        yield Attack(f"unknown arguments {count}", unknown, code)
    repeated = "{ me { id @include(" + "if: true " * 400 + ") } }"
    yield Attack("one argument of a directive over and over", repeated, LIMIT)


def strings() -> Iterator[Attack]:
    for size in (1, 20, 60):
        yield Attack(f"a string of {size} kB", '{ project(key: "' + "x" * size * 1000 + '") { id } }', DATA)
    for size in (66, 300, 900):
        yield Attack(f"a string of {size} kB, too long", '{ project(key: "' + "x" * size * 1000 + '") { id } }', LIMIT)
    for size in (1000, 9000):
        yield Attack(f"escapes {size}", '{ project(key: "' + r"\u0041" * size + '") { id } }', DATA)
        block = '{ project(key: """' + "\n  x" * size + '""") { id } }'
        yield Attack(f"a block string of {size} lines", block, DATA if size < 1500 else LIMIT)
    yield Attack("a block string of quotes", '{ project(key: """' + '\\"""' * 9000 + '""") { id } }', DATA)
    yield Attack("a string without an end", '{ project(key: "' + "x" * 60_000, PARSE)
    yield Attack("a block string without an end", '{ project(key: """' + "x " * 30_000, PARSE)
    yield Attack("a block string without an end of many lines", '{ project(key: """' + "x\n" * 30_000, LIMIT)
    for lines in (1400, 58_000):
        code = VALIDATION if lines < 1500 else LIMIT
        yield Attack(f"faults below {lines} lines", "{ me { " + "\n" * lines + numbered(590, "u#") + " } }", code)
    yield Attack("returns instead of lines", "{ me { " + "\r" * 58_000 + " id } }", LIMIT)
    yield Attack("pairs of surrogates", '{ project(key: "' + r"\ud83c\udfac" * 4000 + '") { id } }', DATA)
    yield Attack("half a surrogate pair", '{ project(key: "\\ud800") { id } }', PARSE)
    yield Attack("NUL in a string", '{ project(key: "\\u0000") { id } }', INVALID)
    yield Attack("signs of many bytes", '{ project(key: "' + "🎬" * 15_000 + '") { id } }', DATA)
    yield Attack("right to left", '{ project(key: "\u202e\u2066film") { id } }', DATA)
    yield Attack("combining signs", '{ project(key: "e' + "\u0301" * 20_000 + '") { id } }', DATA)
    for size in (60_000, 66_000):
        yield Attack(f"a comment of {size}", "#" + "x" * size + "\n{ me { id } }", DATA if size < 65_000 else LIMIT)
        yield Attack(f"blanks {size}", " " * size + "{ me { id } }", DATA if size < 65_000 else LIMIT)
    yield Attack("lines of comments", "#\n" * 20_000 + "{ me { id } }", LIMIT)
    yield Attack("commas", "," * 60_000 + "{ me { id } }", DATA)


def operations() -> Iterator[Attack]:
    for count in (2, 10):
        yield Attack(
            f"operations without a name to choose by {count}", numbered(count, "query Q# { me { id } }"), VALIDATION
        )
    for count in (11, 100, 240):
        yield Attack(f"operations {count}", numbered(count, "query Q# { me { id } }"), LIMIT)
    for count in (2, 200):
        yield Attack(f"nameless operations {count}", "{ me { id } } " * count, VALIDATION if count == 2 else LIMIT)
    yield Attack("operations of one name", "query A { me { id } } query A { me { id } }", VALIDATION)
    yield Attack("a schema as a document", "type Query { a: Int }", VALIDATION)
    yield Attack("an extension as a document", "extend type Query { a: Int } { me { id } }", VALIDATION)
    yield Attack("no operation", "fragment F on Viewer { id }", VALIDATION)


def introspection() -> Iterator[Attack]:
    for levels in (1, 3, 8):
        loop = nested(levels, "fields { type", "name") + " }" * levels
        yield Attack(
            f"fields of types of fields {levels}",
            f"{{ __schema {{ types {{ {loop} }} }} }}",
            SCHEMA if levels < 8 else LIMIT,
        )
    for levels in (3, 9, 60):
        yield Attack(
            f"types of types {levels}", '{ __type(name: "Query") { ' + nested(levels, "ofType", "name") + " } }", SCHEMA
        )
    for count in (2, 20):
        yield Attack(f"the schema {count} times", "{ " + numbered(count, "a#: __schema { types { name } }") + " }", SCHEMA)
    yield Attack("the schema in a fragment", "{ ...F } fragment F on Query { __schema { types { name } } }", SCHEMA)
    yield Attack("one type", '{ __type(name: "Viewer") { fields { name } } }', SCHEMA)
    yield Attack("type names", "{ " + "__typename " * 20 + "me { __typename } }", LIMIT)


def overlaps() -> Iterator[Attack]:
    """Validation compares fields of one name pair by pair."""
    for count in (5, 10, 14):
        yield Attack(f"fields that do not merge {count}", "{ me { " + "a: id a: name " * count + "} }", VALIDATION)
    for count in (40, 150):
        yield Attack(f"pairs {count}", "{ me { " + "id name admin " * count + "} }", LIMIT if count > 40 else DATA)
    for count in (8, 19):
        text = "{ " + "me { id name admin id name admin id name } " * count + "}"
        yield Attack(f"pairs in pairs {count}", text, LIMIT if count > 8 else DATA)
    for count in (10, 20):
        differing = " ".join(f'project(key: "{number}") {{ id name }}' for number in range(count))
        yield Attack(f"arguments that differ {count}", "{ " + differing + " }", VALIDATION)
    for depth in (3, 6):
        pair = nested(depth, "latest { asset", "id") + " }" * depth
        text = f'{{ project(key: "film") {{ assets {{ edges {{ node {{ {pair} {pair} {pair} }} }} }} }} }}'
        yield Attack(f"deep pairs {depth}", text, LIMIT if depth > 4 else DATA)
    bodies = " ".join(f"fragment F{n} on Viewer {{ a: {'id' if n % 2 else 'name'} id name }}" for n in range(30))
    yield Attack("fragments that do not merge", "{ me { " + numbered(30, "...F#") + " } } " + bodies, VALIDATION)


def variables() -> Iterator[Attack]:
    value: Any
    page = "query ($n: Int!) { projects(first: $n) { edges { cursor } } }"
    for value in (2**31, 2**53, -(2**40), 1.5, "1", True, None, [], {}, "x" * 100_000):
        yield Attack(f"a page of {str(value)[:20]}", page, VALIDATION, {"n": value})
    ids = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    for count in (101, 1000, 15_000):
        yield Attack(f"ids {count}", ids, INVALID, {"ids": ["x"] * count})
    for count in (20_001, 100_000):
        yield Attack(f"too many ids {count}", ids, LIMIT, {"ids": ["x"] * count})
    for count in (10, 10_000):
        yield Attack(f"ids that are none {count}", ids, VALIDATION, {"ids": [{}] * count})
    search = "query ($i: SearchInput!) { search(input: $i) { noGoodMatch } }"
    for count in (10, 5000):
        yield Attack(f"unknown input {count}", search, VALIDATION, {"i": {f"u{number}": 1 for number in range(count)}})
    for levels in (20, 40):
        inner: Any = {}
        for _ in range(levels):
            inner = {"where": inner}
        yield Attack(f"nested input {levels}", search, VALIDATION if levels < 40 else LIMIT, {"i": inner})
    for levels in (40, 400):
        lists: Any = []
        for _ in range(levels):
            lists = [lists]
        yield Attack(f"nested lists {levels}", search, LIMIT, {"i": lists})
    for count in (51, 400):
        declared = "query (" + numbered(count, "$v#: Int") + ") { me { id } }"
        yield Attack(f"declared variables {count}", declared, LIMIT)
    yield Attack("unused variables", "query (" + numbered(50, "$v#: Int") + ") { me { id } }", VALIDATION)
    yield Attack("undeclared variables", "{ nodes(ids: [" + numbered(100, "$v#") + "]) { id } }", VALIDATION)
    yield Attack("variables that nobody asks for", "{ me { id } }", DATA, {f"v{number}": number for number in range(10_000)})
    yield Attack("a long text", search, INVALID, {"i": {"text": "x" * 2000}})
    yield Attack("half a surrogate pair in a key", "query ($k: String!) { project(key: $k) { id } }", INVALID, {"k": "a\0b"})


def lists() -> Iterator[Attack]:
    """Short to write, and more than anybody can want."""
    hits = 'search(input: {text: "x"}, first: 100) { edges { node { shot'
    page = "(first: 100) { edges { node {"
    film = 'project(key: "film") {'
    shots = f"assets{page} latest {{ shots{page} tracks{page} id }} }} }} }} }} }} }} }} }} }}"
    yield Attack("tracks of shots of assets", f"{{ {film} {shots} }} }}", COST)
    seen = "coAppearsWith(first: 100) { entity { coAppearsWith(first: 100) { shots } } }"
    yield Attack("entities of entities", f"{{ {film} entities{page} {seen} }} }} }} }} }}", COST)
    similar = "{ similar(first: 100) { shot { similar(first: 100) { score } } } }"
    yield Attack("a search in each hit", f"{{ {hits} {similar} }} }} }} }}", COST)
    boxes = f"{{ tracks{page} detections {{ frame }} }} }} }} }}"
    yield Attack("all boxes of all tracks", f"{{ {hits} {boxes} }} }} }} }}", COST)


def syntax() -> Iterator[Attack]:
    yield Attack("nothing asked", "{}", VALIDATION)
    for text in (
        " ",
        "{",
        "}",
        "{ me",
        "{ me {",
        "query",
        "query (",
        "\\",
        "\0",
        "{ me { id } } }",
        "...",
        "$",
        "@",
        '"',
        "«»",
        "{ me { id } }\ufeffx",
        "\u2028{ me",
    ):
        yield Attack(f"not a document {text!r}", text, PARSE)
    for size in (1000, 60_000):
        yield Attack(f"opening braces {size}", "{" * size, PARSE)
        yield Attack(f"signs {size}", "!" * size, PARSE)
    yield Attack("brackets without number", "[" * 1450, PARSE)
    yield Attack("only names", "a " * 1450, PARSE)


RAW: tuple[tuple[bytes, int], ...] = (
    (b"", 400),
    (b"null", 400),
    (b"[]", 400),
    (b"[" * 100_000, 400),
    (b'{"query":' * 50_000, 400),
    (b"\xff\xfe\x00", 400),
    (b'{"query": "\xc3\x28"}', 400),
    (b'{"query": "{ me { id } }", "variables": ' + b"[" * 2000 + b"]" * 2000 + b"}", 400),
    (b'{"query": "{ me { id } }", "variables": {"a": ' + b"9" * 400_000 + b"}}", 400),
    (b'{"query": "{ me { id } }", "variables": {"a": 1e999}}', 400),
    (b'{"query": "{ me { id } }", "query": 1}', 400),
    (b'{"query": "' + b"\\u0041" * 150_000 + b'"}', 200),
    (b'[{"query": "{ me { id } }"}, {"query": "{ me { id } }"}]', 400),
    (b'{"query": "' + b"x" * 1_100_000 + b'"}', 413),
)
"""Bodies that are no request, and their status."""
