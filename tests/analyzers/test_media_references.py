"""A file that is opened opens no other: lists of files, and films that lie elsewhere."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from analyzers.media.probe import probe
from graph.errors import MediaError, UnsupportedMediaError
from tests.analyzers.coded_clips import make_clip

WAY = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref")


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def entry(kind: bytes, flags: int, content: bytes = b"") -> bytes:
    return box(kind, struct.pack(">I", flags) + content)


def alias(name: bytes) -> bytes:
    """An alias record that names a file of the same folder (Inside Macintosh: Files, version 2)."""
    record = bytearray(150)
    record[6:8] = struct.pack(">H", 2)
    record[10] = 6
    record[11:17] = b"volume"
    record[50] = len(name)
    record[51 : 51 + len(name)] = name
    record[130:134] = struct.pack(">hh", 1, 1)
    path = b"/" + name
    return bytes(record) + struct.pack(">HH", 2, len(path)) + path + b"\0" * (len(path) % 2) + struct.pack(">HH", 0xFFFF, 0)


def with_references(film: bytes, entries: bytes, way: tuple[bytes, ...] = WAY) -> bytes:
    """The film with other data references in its first track; the index must be its last box."""
    if not way:
        return struct.pack(">II", 0, 1) + entries
    out, place = b"", 0
    while place < len(film):
        size, kind = struct.unpack(">I4s", film[place : place + 8])
        whole, place = film[place : place + size], place + size
        out += box(kind, with_references(whole[8:], entries, way[1:])) if kind == way[0] else whole
    return out


REFERENCES = {
    "an address": entry(b"url ", 0, b"file:///etc/passwd\0"),
    "an address elsewhere": entry(b"url ", 0, b"http://127.0.0.1:9/a.mov\0"),
    "a name": entry(b"urn ", 0, b"urn:x\0file:other.mov\0"),
    "an alias": entry(b"alis", 0, alias(b"other.mov")),
    "a resource": entry(b"rsrc", 0, alias(b"other.mov")),
    "itself and another": entry(b"url ", 1) + entry(b"alis", 0, alias(b"other.mov")),
    "nothing at all": entry(b"url ", 0),
}


@pytest.mark.parametrize("suffix", [".mov", ".mp4", ".avi"])
@pytest.mark.parametrize("what", REFERENCES)
def test_a_film_that_lies_in_other_files_is_refused_and_told_why(tmp_path: Path, what: str, suffix: str) -> None:
    other = make_clip(tmp_path / "other.mov", 10)
    before = unread(other)
    path = tmp_path / f"film{suffix}"
    path.write_bytes(with_references(other.read_bytes(), REFERENCES[what]))
    unread(other)

    with pytest.raises(UnsupportedMediaError, match=r"reference movie.*self-contained"):
        probe(path)
    assert other.stat().st_atime_ns == before


def test_a_reference_movie_of_other_movies_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film.mov"
    path.write_bytes(box(b"moov", box(b"rmra", box(b"rmda", box(b"rdrf", struct.pack(">I4sI", 0, b"url ", 2) + b"a\0")))))
    with pytest.raises(UnsupportedMediaError, match="reference movie"):
        probe(path)


def test_a_film_that_lies_in_its_own_file_passes_also_with_large_boxes_and_the_index_in_front(tmp_path: Path) -> None:
    film = make_clip(tmp_path / "film.mp4", 10)
    assert probe(film).media.frames == 10
    content = film.read_bytes()
    large = struct.pack(">I4sQ", 1, b"free", 16 + 100) + bytes(100)
    (tmp_path / "large.mp4").write_bytes(content + large)
    assert probe(tmp_path / "large.mp4").media.frames == 10


@pytest.mark.parametrize("size", [0, 1, 7, 0x7FFFFFFF, 0xFFFFFFFF])
def test_boxes_with_impossible_sizes_end_the_look_and_not_the_process(tmp_path: Path, size: int) -> None:
    path = tmp_path / "film.mov"
    inner = struct.pack(">I4s", size, b"trak") + b"\0" * 64
    path.write_bytes(box(b"ftyp", b"qt  \0\0\0\0") + box(b"moov", inner * 50))
    with pytest.raises(MediaError):
        probe(path)


LISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nother.mov\n#EXT-X-ENDLIST\n",
    "hls address": "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n",
    "hls key": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="other.mov"\n#EXTINF:10,\nother.mov\n',
    "hls map": '#EXTM3U\n#EXT-X-MAP:URI="other.mov"\n#EXTINF:10,\nother.mov\n',
    "ffconcat": "ffconcat version 1.0\nfile other.mov\n",
    "concat": "file 'other.mov'\nfile 'other.mov'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
    '<Representation id="a" bandwidth="1"><BaseURL>other.mov</BaseURL></Representation></AdaptationSet></Period></MPD>',
    "imf": '<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"/>',
    "smil": '<smil><body><video src="other.mov"/></body></smil>',
    "asx": '<asx version="3.0"><entry><ref href="other.mov"/></entry></asx>',
    "asf redirector": "[Reference]\nRef1=file:other.mov\n",
    "pls": "[playlist]\nFile1=other.mov\n",
    "quicktime link": 'RTSPtextRTSP://127.0.0.1:9/a.mov\n<?quicktime type="x"?><embed src="other.mov"/>',
    "avisynth": 'AVISource("other.mov")\n',
    "vapoursynth": "import vapoursynth\n",
    "metadata": ";FFMETADATA1\ntitle=x\n",
    "subtitles": "1\n00:00:01,000 --> 00:00:02,000\nother.mov\n",
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="other.mov"/></svg>',
    "text art": "\x1b[31mother.mov\x1b[0m\n" * 20,
}
NAMES = ("list.mp4", "list.m3u8", "list.ffconcat", "list.mpd", "list.sdp", "list.avs", "list.txt", "list.ts", "list")


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_of_files_is_refused_under_every_name_and_opens_none_of_them(tmp_path: Path, kind: str) -> None:
    other = make_clip(tmp_path / "other.mov", 10)
    before = unread(other)
    for name in NAMES:
        (tmp_path / name).write_text(LISTS[kind])
        with pytest.raises(UnsupportedMediaError, match="not footage"):
            probe(tmp_path / name)
    assert other.stat().st_atime_ns == before


def unread(path: Path) -> int:
    """Make it so that the next reading shows in the file's time of access, and return the time of now."""
    os.utime(path, ns=(0, path.stat().st_mtime_ns))
    return path.stat().st_atime_ns


def test_the_time_of_access_would_show_a_reading(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "other.mov", 10)
    before = unread(path)
    probe(path)
    if path.stat().st_atime_ns == before:
        pytest.skip("this file system keeps no time of access")
