"""Names that try to be more than names: generated, so that each trick meets each place where a name may stand."""

from __future__ import annotations

from collections.abc import Iterator

SECRET = "outside/secret.mov"
"""Where the secret lies, beside the folder that may be read."""

_UP = (
    "..", "%2e%2e", "..%00", "%252e%252e", ".%2e", "\uff0e\uff0e", "..;", "....//..", "..\\", "%c0%ae%c0%ae", "\u2025",
    ". .", "..\u200b",
)  # fmt: skip
_SLASH = ("/", "//", "/./", "\\", "%2f", "%5c", "\u2215", "\uff0f", "/%2f/")
_SCHEMES = (
    "file:",
    "file://",
    "file:///",
    "FILE://localhost/",
    "concat:",
    "concatf:",
    "subfile,,start,0,end,9,,:",
    "cache:",
    "crypto:",
    "data:video/mp4;base64,AAAA",
    "pipe:0",
    "pipe:",
    "fd:0",
    "async:",
    "http://127.0.0.1:9/",
    "https://127.0.0.1:9/",
    "ftp://127.0.0.1/",
    "rtmp://127.0.0.1/",
    "rtsp://127.0.0.1/",
    "tcp://127.0.0.1:9",
    "udp://127.0.0.1:9",
    "unix:",
    "tee:",
    "md5:",
    "hls+file:",
    "gopher://127.0.0.1:9/",
    "smb://127.0.0.1/share",
    "jar:file:/",
    "zip://",
    "phar://",
    "fsspec::memory://",
    "s3://bucket/",
    "lavfi:",
    "avfilter:movie=",
)
_OPTIONS = (
    "-i", "--", "-", "-y", "-f lavfi", "--help", "-protocol_whitelist all", "-vf movie=/etc/passwd", "--output=x",
    "-rf", "@/etc/passwd", "-@", "+faststart", "/dev/stdin", "$(id)", "`id`", "${HOME}", "~", "~root", "*", "?", "[a]",
    "{a,b}", "|id", ";id", "&", ">x", "<x", "!x", "'", '"', "a b", "%s%s%n", "{0}", "{{7*7}}",
)  # fmt: skip
_WINDOWS = (
    "CON", "con.mov", "PRN", "AUX.mov", "NUL", "COM1", "LPT1.mov", "CONIN$", "a.mov::$DATA", "C:\\secret.mov",
    "C:secret.mov", "\\\\127.0.0.1\\share\\a.mov", "\\\\?\\C:\\a.mov", "//127.0.0.1/share/a.mov", "a.mov.", "a.mov ",
    "a.mov...", " a.mov", "SECRET.MOV", "Secret.Mov", "a:b.mov", "a|b.mov", "a<b>.mov",
)  # fmt: skip
_SIGNS = (
    "\0", "a\0b.mov", "\0secret.mov", "a.mov\0.png", "\r\nX-Injected: yes", "a\r\nSet-Cookie: a=b\r\n\r\n<script>",
    "a\nb.mov", "a\tb.mov", "\x1b[2Ja.mov", "\x7f.mov", "\x08.mov", "\u202egpj.vom", "\u2066a\u2069.mov", "\u200f.mov",
    "\ufeffa.mov", "\u2028.mov", "\u0085.mov", "a\u0301.mov", "\u00e1.mov", "\U0001f3ac.mov", "\ud800.mov",
    "\udcff.mov", "a\udcc3.mov", "\uffff.mov", "\U0010ffff.mov", 'a"; filename="b.html', "a%0d%0aX-Injected: yes",
    "<script>alert(1)</script>.mov", "a.mov;x=y", "a\\\"b.mov",
)  # fmt: skip
_LONG = (
    "a" * 255, "a" * 256, "a" * 4096, "a" * 70_000, "\u00e4" * 200, "a/" * 2000, "../" * 2000, "../" * 64 + SECRET,
)  # fmt: skip
_DEVICES = (
    "/dev/zero", "/dev/random", "/dev/tty", "/dev/fd/0", "/dev/null", "/dev/full", "/proc/self/environ",
    "/proc/self/mem", "/proc/self/root/etc/passwd", "/proc/self/cwd/pyproject.toml", "/proc/self/fd/0", "/proc/1/maps",
    "/sys/kernel/notes", "/etc/passwd", "/", "//", "/.", "/..", "", ".", "..", " ", "/nonexistent/a.mov",
)  # fmt: skip
_PATTERNS = (
    "%04d.png", "../outside/%04d.png", "####.png", "../outside/####.png", "%d", "%99999999d.png", "%%.png",
    "#" * 300 + ".png", "link/####.png", "%04d/../../outside/secret.mov", "outlink/secret.mov", "loop", "loop/a.mov",
    "chain", "dangling.mov", "secretlink.mov", "fifo", "fifo.mov", "socket", "folder/../../outside/secret.mov",
    "folder/./../a.mov", "folder//a.mov",
)  # fmt: skip


def hostile_names() -> list[str]:
    """Return the names, each once; lone surrogates stand for bytes that are no UTF-8."""
    return list(dict.fromkeys(_all()))


def _all() -> Iterator[str]:
    for up in _UP:
        for number, slash in enumerate(_SLASH):
            yield f"{up}{slash}outside{slash}secret.mov" if number % 2 else f"folder{slash}{up}{slash}{up}{slash}{SECRET}"
    for scheme in _SCHEMES:
        yield scheme
        yield f"{scheme}../{SECRET}"
    for fixed in (_OPTIONS, _WINDOWS, _SIGNS, _LONG, _DEVICES, _PATTERNS):
        yield from fixed
    for option in _OPTIONS[:12]:
        yield f"{option}.mov"
