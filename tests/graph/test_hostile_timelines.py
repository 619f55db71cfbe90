"""Broken and hostile timelines: each gets an answer that names what is wrong, and none takes the process with it."""

from __future__ import annotations

import io
import json
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import InvalidError, ReelgraphError, TooLargeError, UnsupportedMediaError
from graph.nodes.time import Rational, StartTimecode
from graph.nodes.timeline import Timeline, TimelineFormat
from graph.timelines.bounds import LARGEST_FILE, MOST_ITEMS
from graph.timelines.edl_writer import beyond_cmx3600
from graph.timelines.files import read_timeline, write_timeline
from tests.graph.timelines_made import made_timeline

FORMS = (
    TimelineFormat.OTIO,
    TimelineFormat.EDL,
    TimelineFormat.XMEML,
    TimelineFormat.FCPX,
    TimelineFormat.ALE,
    TimelineFormat.CSV,
)
EVENT = "001  AX V C 01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00"


def xml(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<xmeml version="5"><sequence><name>x</name>{body}</sequence></xmeml>'.encode()


def clip_xml(**said: object) -> bytes:
    fields = {"start": 0, "end": 10, "in": 0, "out": 10, **said}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return xml(f"<media><video><track><clipitem>{inner}</clipitem></track></video></media>")


def otio(tracks: object, **more: object) -> bytes:
    return json.dumps({"OTIO_SCHEMA": "Timeline.1", "name": "x", "tracks": tracks, **more}).encode()


def clip_otio(value: object, rate: object = 24) -> bytes:
    time = {"OTIO_SCHEMA": "RationalTime.1", "value": value, "rate": rate}
    span = {"OTIO_SCHEMA": "TimeRange.1", "start_time": time, "duration": time}
    clip = {"OTIO_SCHEMA": "Clip.2", "name": "c", "source_range": span, "media_references": {"DEFAULT_MEDIA": 5}}
    track = {"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [clip]}
    return otio({"OTIO_SCHEMA": "Stack.1", "children": [track]})


def repeated_otio(frames: int) -> bytes:
    whole = json.loads(clip_otio(frames))
    whole["tracks"]["children"][0]["children"] *= 3
    return json.dumps(whole).encode()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


LAUGHS = '<!DOCTYPE xmeml [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefghi", "bcdefghij", strict=True)
)
SELF = b'{"OTIO_SCHEMA":"Stack.1","OTIO_REF_ID":"x","children":[{"OTIO_SCHEMA":"SerializableObjectRef.1","id":"x"}]}'

REFUSED: list[tuple[str, bytes, type[ReelgraphError]]] = [
    ("nothing", b"", UnsupportedMediaError),
    ("a film", b"\0\0\0\x18ftypmp42" + bytes(100), UnsupportedMediaError),
    ("a word", b"hello", UnsupportedMediaError),
    ("a pdf", b"%PDF-1.7\n", UnsupportedMediaError),
    ("billion laughs", xml("&j;", LAUGHS + "]>"), InvalidError),
    ("quadratic blowup", xml("&a;" * 9, f'<!DOCTYPE xmeml [<!ENTITY a "{"a" * 90_000}">]>'), InvalidError),
    ("external entity", xml("&a;", '<!DOCTYPE xmeml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), InvalidError),
    ("entity by address", xml("&a;", '<!DOCTYPE xmeml [<!ENTITY a SYSTEM "http://127.0.0.1:1/">]>'), InvalidError),
    ("parameter entity", xml("", '<!DOCTYPE xmeml [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>'), InvalidError),
    ("unknown entity", xml("&nothing;"), InvalidError),
    ("deep xml", xml("<a>" * 200 + "</a>" * 200), TooLargeError),
    ("very deep xml", b"<xmeml>" + b"<a>" * 500_000, TooLargeError),
    ("cut off xml", xml("")[:-20], InvalidError),
    ("xml of something else", b"<html/>", InvalidError),
    ("aaf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1AAFB\r\0OM" + b"\0" * 600, InvalidError),
    ("final cut x", b'<?xml version="1.0"?><fcpxml version="1.9"/>', InvalidError),
    ("no sequence", b"<xmeml/>", InvalidError),
    ("utf-7 xml", b'<?xml version="1.0" encoding="utf-7"?><xmeml/>', InvalidError),
    ("wrong encoding", '<?xml version="1.0" encoding="utf-8"?><xmeml>é</xmeml>'.encode("latin-1"), InvalidError),
    ("xml rate", xml("<rate><timebase>1e300</timebase></rate>"), InvalidError),
    ("xml frames", clip_xml(end="9" * 30), InvalidError),
    ("xml infinite", clip_xml(end="inf"), InvalidError),
    ("deep json", b"[" * 200_000, TooLargeError),
    ("deep objects", b'{"a":' * 100_000, TooLargeError),
    ("deep stacks", b'{"OTIO_SCHEMA":"Stack.1","children":[' * 300 + b"]}" * 300, TooLargeError),
    ("a number", b"[5]", InvalidError),
    ("cut off json", otio({})[:-3], InvalidError),
    ("json that is none", b'{"OTIO_SCHEMA": oops}', InvalidError),
    ("a schema of nobody", b'{"OTIO_SCHEMA":"Nothing.7"}', InvalidError),
    ("an endless number", b'{"OTIO_SCHEMA":"Timeline.1","a":' + b"9" * 5_000 + b"}", InvalidError),
    ("otio not a number", clip_otio(float("nan")), InvalidError),
    ("otio infinite", clip_otio(float("inf")), InvalidError),
    ("otio huge", clip_otio(1e300), InvalidError),
    ("otio rate of nought", clip_otio(1, 0), InvalidError),
    ("otio rate below nought", clip_otio(1, -24), InvalidError),
    ("otio rate infinite", clip_otio(1, float("inf")), InvalidError),
    ("otio rate not a number", clip_otio(1, float("nan")), InvalidError),
    ("otio longer than any film", repeated_otio(2**30), InvalidError),
    (
        "a table longer than any film",
        f"Timecode,Frame,Frames,Comment,Rate,Start\n0,{2**31 - 2},99,x,24/1,00:00:00:00\n".encode(),
        TooLargeError,
    ),
    ("an empty zip", zipped("other.txt", b"x"), InvalidError),
    ("a broken zip", zipped("content.otio", b"{}")[:40], InvalidError),
    ("a zip that leads out", zipped("../content.otio", b"{}"), InvalidError),
    ("a zip bomb", zipped("content.otio", bytes(LARGEST_FILE + 1)), TooLargeError),
    ("an edit list without events", b"TITLE: x\nFCM: DROP FRAME\n", InvalidError),
    ("hours that are none", EVENT.replace("01:00:01", "99:00:01").encode(), InvalidError),
    ("seconds that are none", EVENT.replace("00:01:00", "00:61:00").encode(), InvalidError),
    ("dropped frame", f"{EVENT.replace('01:00:01:00', '01:01:00;00')}\n".encode(), InvalidError),
    ("an edit list in utf-16 without its half", "\ufeffTITLE: x".encode("utf-16-le")[:-1], InvalidError),
    ("a table without columns", b"Timecode,Other\n1,2\n", InvalidError),
    ("a table of words", b"Timecode,Frame,Frames,Comment,Rate,Start\na,b,c,d,e,f\n", InvalidError),
    ("a table by nought", b"Timecode,Frame,Frames,Comment,Rate,Start\n0,0,1,x,24/0,00:00:00:00\n", InvalidError),
    *(
        (
            f"a table at {rate}",
            f"Timecode,Frame,Frames,Comment,Rate,Start\n0,0,1,x,{rate},00:00:00:00\n".encode(),
            InvalidError,
        )
        for rate in ("0/1", "-24/1", "1001/1", f"{10**12 + 1}/{10**11}", f"1/{10**30}")
    ),
]


@pytest.mark.parametrize(("data", "kind"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_read_is_answered_in_a_sentence(data: bytes, kind: type[ReelgraphError]) -> None:
    with pytest.raises(kind) as told:
        read_timeline(data)

    assert len(told.value.message) < 1_000


ACCEPTED: dict[str, bytes] = {
    "nothing in it": xml(""),
    "a document type": xml("", "<!DOCTYPE xmeml>"),
    "a document type elsewhere": xml("", '<!DOCTYPE xmeml SYSTEM "http://127.0.0.1:1/xmeml.dtd">'),
    "words for numbers": clip_xml(start="soon", end=""),
    "an end before its beginning": clip_xml(start=10, end=5),
    "a hostile address": clip_xml(file="<pathurl>file://[bad/../../../../etc/passwd\\..\\x</pathurl><name>a</name>"),
    "a file that refers to nothing": xml("<media><video><track><clipitem><file id='f'/></clipitem></track></video></media>"),
    "no tracks": otio(None),
    "tracks of the wrong kind": otio({"OTIO_SCHEMA": "Clip.2"}),
    "children that are none": otio({"OTIO_SCHEMA": "Stack.1", "children": [5, None, "x", [], {}]}),
    "something that holds itself": SELF,
    "a list for a number": clip_otio([1, 2]),
    "a key that is none": clip_otio(1).replace(b'"name": "c"', b'"name": "c", "active_media_reference_key": [{}]'),
    "frames beyond reason": clip_otio(1).replace(
        b'"name": "c"', b'"metadata": {"reelgraph": {"frames": 9e99, "rate": [1]}}'
    ),
    "half a character": otio(None, name="\ud800").replace(b"x", b"\\ud800"),
    "a name with no end": otio(None, name="n" * 1_000_000),
    "an edit list with a reel of nothing but signs": f"{EVENT}\n* FROM CLIP NAME: ../../../etc/passwd\0".encode()[:-1],
    "old umlauts": f"{EVENT}\n* FROM CLIP NAME: größe".encode("latin-1"),
    "an edit list in utf-16": f"TITLE: x\n{EVENT}\n".encode("utf-16"),
    "lines without end": f"{EVENT}\n{' ' * 1_000_000}* LOC: 01:00:00:01 RED {' ' * 100_000}|D:999999999".encode(),
}


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_is_odd_and_harmless_is_read(data: bytes) -> None:
    timeline = read_timeline(data)

    for form in FORMS:
        write_timeline(timeline, form)


def _cut_short(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def _other_bytes(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 20)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _other_numbers(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    digits = [place for place, byte in enumerate(changed) if chr(byte).isdigit()]
    for place in dice.sample(digits, min(len(digits), 15)):
        changed[place : place + 1] = dice.choice((b"9" * 12, b"-1", b"0", b"", b"1e400", b"x", b"NaN"))[:1] or b" "
    return bytes(changed)


def _lines_moved(dice: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    dice.shuffle(lines)
    return b"".join(lines)


def _doubled(dice: random.Random, data: bytes) -> bytes:
    start, end = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
    return data[:end] + data[start:]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("harm", [_cut_short, _other_bytes, _other_numbers, _lines_moved, _doubled])
def test_a_damaged_file_is_read_or_answered(form: TimelineFormat, harm: Callable[[random.Random, bytes], bytes]) -> None:
    for seed in range(15):
        dice = random.Random(seed)  # noqa: S311 -- nothing secret
        damaged = harm(dice, write_timeline(made_timeline(seed), form).encode())
        for given in (form, None):
            try:
                timeline = read_timeline(damaged, given, Rational(25, 1) if dice.random() < 0.3 else None)
                for other in FORMS:
                    write_timeline(timeline, other)
            except ReelgraphError as answer:
                assert answer.message  # noqa: PT017 -- both ends are right, and nothing else is


def test_a_damaged_aaf_is_read_or_answered() -> None:
    with tarfile.open(Path(__file__).parent / "shipped_timelines" / "every_example.tar.xz") as archive:
        file = archive.extractfile("otio_aaf_adapter-2.0.0/2997fps-DFTC.aaf")
        assert file is not None
        whole = file.read()
    dice = random.Random(5)  # noqa: S311 -- nothing secret
    other = bytearray(whole)
    for _ in range(300):
        other[dice.randrange(4096, len(other))] = dice.randrange(256)
    looping = whole[:76] + bytes(436) + whole[512:]

    for damaged in (whole[:8], whole[: len(whole) // 2], bytes(other), looping):
        try:
            read_timeline(damaged)
        except ReelgraphError as answer:
            assert "AAF" in answer.message  # noqa: PT017 -- both ends are right, and nothing else is


def test_compound_clips_that_hold_one_another_are_too_much() -> None:
    doubled = "".join(
        f'<media id="m{number}"><sequence duration="9s"><spine>'
        + f'<ref-clip ref="m{number + 1}" duration="9s" offset="0s"/>' * 9
        + "</spine></sequence></media>"
        for number in range(30)
    )
    endless = '<media id="m1"><sequence duration="9s"><spine><ref-clip ref="m1" duration="9s"/></spine></sequence></media>'
    project = '<project><sequence><spine><ref-clip ref="m1" duration="9s"/></spine></sequence></project>'

    for resources in (doubled, endless):
        with pytest.raises(TooLargeError):
            read_timeline(f"<fcpxml><resources>{resources}</resources>{project}</fcpxml>".encode())


def test_more_clips_than_anybody_cuts_are_too_many() -> None:
    many = "\n".join([EVENT] * (MOST_ITEMS + 1))

    with pytest.raises(TooLargeError):
        read_timeline(many.encode())


def test_more_clips_over_one_another_than_anybody_cuts_are_too_many() -> None:
    with pytest.raises(TooLargeError):
        read_timeline("\n".join([EVENT] * 300).encode())


BACKWARDS_LIST = """TITLE: BACK
FCM: NON-DROP FRAME
001  AX       V     C        00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00
{comment}
002  AX       V     C        {first} {last} 00:00:01:00 00:00:02:00
"""


def test_what_runs_backwards_in_an_edit_list_is_said_to_be_read_forwards() -> None:
    retimed = BACKWARDS_LIST.format(
        comment="M2   AX       -025.0                00:00:01:00", first="00:00:05:00", last="00:00:06:00"
    )
    turned = BACKWARDS_LIST.format(comment="* A", first="00:00:06:00", last="00:00:05:00")
    past_midnight = BACKWARDS_LIST.format(comment="* A", first="23:59:59:12", last="00:00:00:12")

    for text, noted in ((retimed, True), (turned, True), (past_midnight, False)):
        timeline = read_timeline(text.encode(), rate=Rational(25, 1))
        assert [clip.source.frames for _, _, clip in timeline.clips()] == [25, 25]
        assert any("backwards" in note for note in timeline.notes) is noted


@pytest.mark.parametrize(
    ("parameter", "value", "noted"), [("reverse", "TRUE", True), ("speed", "-50", True), ("speed", "50", False)]
)
def test_what_runs_backwards_in_final_cut_xml_is_said_to_be_read_forwards(parameter: str, value: str, noted: bool) -> None:
    remapped = f"<parameter><parameterid>{parameter}</parameterid><value>{value}</value></parameter>"
    fields = "<name>a</name><start>0</start><end>10</end><in>0</in><out>10</out>"
    item = f"<clipitem>{fields}<filter><effect><effectid>timeremap</effectid>{remapped}</effect></filter></clipitem>"

    timeline = read_timeline(xml(f"<media><video><track>{item}</track></video></media>"))

    assert len(list(timeline.clips())) == 1
    assert any("backwards" in note for note in timeline.notes) is noted


def test_a_clip_that_cannot_be_read_is_named() -> None:
    def span(rate: float) -> dict[str, object]:
        return {
            "OTIO_SCHEMA": "TimeRange.1",
            "start_time": {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": 0},
            "duration": {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": 10},
        }

    clips = [
        {"OTIO_SCHEMA": "Clip.2", "name": name, "source_range": span(rate)} for name, rate in (("a", 24), ("sh_020", 0))
    ]
    track = {"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": clips}

    with pytest.raises(InvalidError, match=r"Clip 2, 'sh_020': 0\.0 frames a second is no rate"):
        read_timeline(json.dumps(track).encode())


def test_an_edit_list_that_others_may_not_read_says_so() -> None:
    assert beyond_cmx3600(Timeline("a", Rational(100, 1), StartTimecode(0, False), (), ())) == ()
    (note,) = beyond_cmx3600(Timeline("a", Rational(120, 1), StartTimecode(0, False), (), ()))
    assert "three digits" in note
