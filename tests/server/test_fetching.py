"""Addresses that users name: none of them makes the server call an address that is not public."""

from __future__ import annotations

import asyncio
import datetime
import ssl
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from graph.errors import InvalidError, NotAllowedError, NotFoundError, ReelgraphError, TooLargeError, UnavailableError
from graph.nodes.access import Role, Viewer
from graph.ports import GraphClient
from graph.services.ingest import IngestRequest
from graph.services.registry import build_services
from graph.vectors import VectorIndexes
from server.fetching import Fetcher, FetchLimits
from server.fetching.public import is_public
from server.fetching.target import parse_target
from tests.graph.scene import make_scene, probe
from tests.server.web import PUBLIC, PUBLIC_6, Web, leading_to, page, serving

REFUSED_LITERALS = (
    "127.0.0.1", "127.1", "0", "0.0.0.0",  # noqa: S104
    "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1",
    "127.0.0.1.", "127.0.0.10.", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[::ffff:5db8:d70e]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::1]",
    "[2606:4700::5efe:7f00:1]", "[2606:4700::200:5efe:a00:1]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]",
    "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]",
)  # fmt: skip
REFUSED_NAMES = (
    "localhost", "localhost.", "LOCALHOST", "a.localhost", "ip6-localhost", "metadata", "metadata.google.internal",
    "nas.local", "printer.lan", "router.home.arpa", "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
    "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460", "127\u30020\u30020\u30021", "\uff11\uff12\uff17.0.0.1", "xn--",
    "-a.example", "a..example", "a_b", "%31%32%37.0.0.1", "",
)  # fmt: skip
REFUSED_FORMS = (
    "https://user:secret@footage.example/a.mov", "https://footage.example@127.0.0.1/",
    "https://127.0.0.1#@footage.example/", "https://127.0.0.1\\@footage.example/", "https://footage.example\t/a",
    "https://footage.example\r\nHost: x/", "https:///a", "https://footage.example:22/",
    "https://footage.example:99999/", "https://footage.example:x/", "https://[::1/", "https://", "file:///etc/passwd",
    "ftp://footage.example/a", "gopher://127.0.0.1:6379/_FLUSHALL", "data:video/mp4,AAAA", "//127.0.0.1/a",
    "javascript:1", "concat:a|b", "jar:https://footage.example/a!/b", "unix:/run/a.sock", "", "footage.example/a.mov",
    "a" * 5000,
)  # fmt: skip
MEANINGS: Mapping[str, Sequence[Sequence[str]]] = {
    "loopback.example": [["127.0.0.1"]],
    "private.example": [["10.1.2.3"]],
    "shared.example": [["100.64.0.1"]],
    "metadata.example": [["169.254.169.254"]],
    "six.example": [["::1"]],
    "mapped.example": [["::ffff:10.0.0.1"]],
    "nat64.example": [["64:ff9b::a00:1"]],
    "sixtofour.example": [["2002:a00:1::1"]],
    "mixed.example": [[PUBLIC, "127.0.0.1"]],
    "mixed-first.example": [["192.168.0.1", PUBLIC]],
    "mixed-six.example": [[PUBLIC_6, "fd00::1"]],
    "nothing.example": [[]],
    "zone.example": [["fe80::1%eth0"]],
    "words.example": [["localhost"]],
}
REDIRECTS = (
    "http://127.0.0.1/a", "http://[::1]/a", "//169.254.169.254/latest/meta-data", "http://2130706433/",
    "http://loopback.example/", "http://mixed.example/", "http://metadata.google.internal/", "file:///etc/passwd",
    "ftp://footage.example/a", "http://user@footage.example/", "http://footage.example:25/",
    "gopher://127.0.0.1:6379/_x", "http://rebinding.example/second", "\\\\127.0.0.1\\a",
    "http://127.0.0.1\\@footage.example/", "/again",
)  # fmt: skip


def kept(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def fetcher(folder: Path, web: Web, *, http: bool = True, most: int = 1 << 20, seconds: float = 60) -> Fetcher:
    return Fetcher(folder, FetchLimits(http, most, seconds), resolve=web.resolve, network=web)


@pytest.mark.parametrize("scheme", ["https", "http"])
async def test_no_address_of_the_corpus_is_called(tmp_path: Path, scheme: str) -> None:
    web = Web({}, MEANINGS)
    hosts = [*REFUSED_LITERALS, *REFUSED_NAMES, *MEANINGS]
    urls = [f"{scheme}://{host}/a.mov" for host in hosts] + list(REFUSED_FORMS)
    assert len(urls) >= 60
    for url in urls:
        with pytest.raises(InvalidError) as caught:
            await fetcher(tmp_path, web)(url)
        assert caught.value.path == ("url",)
    assert web.called == []
    assert kept(tmp_path) == []


async def test_a_redirect_is_checked_like_the_address_itself(tmp_path: Path) -> None:
    names = {
        **MEANINGS,
        "footage.example": [[PUBLIC]],
        "rebinding.example": [[PUBLIC], ["127.0.0.1"]],
    }
    for location in REDIRECTS:
        pages = {"/a.mov": leading_to(location), "/again": leading_to("/again"), "/first": leading_to("/second")}
        async with serving(Web(pages, names)) as web:
            first = "http://rebinding.example/a.mov" if "rebinding" in location else "http://footage.example/a.mov"
            with pytest.raises(InvalidError):
                await fetcher(tmp_path, web)(first)
            assert set(web.called) == {PUBLIC}, location
            assert len(web.called) == (6 if location == "/again" else 1), location
    assert kept(tmp_path) == []


async def test_a_name_that_means_another_address_the_next_time_is_not_followed_there(tmp_path: Path) -> None:
    # given a name that is public when it is first looked up, and this machine ever after
    names = {"rebinding.example": [[PUBLIC], ["127.0.0.1"]]}
    async with serving(Web({"/a.mov": page(b"VIDEO one")}, names)) as web:
        # when it is fetched, the one look-up that was checked is the one that is used
        path, _ = await fetcher(tmp_path, web)("http://rebinding.example/a.mov")
        assert path.read_bytes() == b"VIDEO one"
        assert (web.looked_up, web.called) == (["rebinding.example"], [PUBLIC])
        with pytest.raises(InvalidError):
            await fetcher(tmp_path, web)("http://rebinding.example/a.mov")
        assert web.called == [PUBLIC]


async def test_without_encryption_nothing_is_fetched_unless_it_was_set(tmp_path: Path) -> None:
    names = {"footage.example": [[PUBLIC]]}
    async with serving(Web({"/a.mov": page()}, names)) as web:
        with pytest.raises(InvalidError, match="https://"):
            await fetcher(tmp_path, web, http=False)("http://footage.example/a.mov")
        assert web.called == []


async def test_a_file_is_fetched_under_its_name_over_encryption_and_by_relative_redirects(tmp_path: Path) -> None:
    tls, trust = certificate("footage.example")
    names = {"footage.example": [[PUBLIC_6, PUBLIC]], "xn--mnchen-3ya.example": [[PUBLIC]]}
    pages = {"/old/Die%20Br%C3%BCcke.mov?x=1": leading_to("../new/b"), "/new/b": page(b"VIDEO bridge")}
    async with serving(Web(pages, names), tls) as web:
        fetch = Fetcher(tmp_path, FetchLimits(False, 1 << 20, 60), resolve=web.resolve, network=web, certificates=trust)
        path, name = await fetch("https://footage.example/old/Die Brücke.mov?x=1".replace(" ", "%20"))
        assert (path.read_bytes(), name) == (b"VIDEO bridge", "Die Brücke.mov")
        assert path.stat().st_mode & 0o777 == 0o600
        # a certificate of another name is none
        with pytest.raises(UnavailableError, match="could not be asked"):
            await fetch("https://münchen.example/new/b")
        assert web.looked_up[-1] == "xn--mnchen-3ya.example"


async def lying(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + bytes(1 << 16) + b"\r\n")
        await writer.drain()


async def dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def broken(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


async def nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x16\x03\x01 not HTTP\r\n\r\n")


async def endless_header(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not writer.is_closing():
        writer.write(b"x" * 65536)
        await writer.drain()


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("/large", TooLargeError, "1000 bytes"),
        ("/lying", TooLargeError, "1000 bytes"),
        ("/dripping", UnavailableError, "within 0.5 s"),
        ("/broken", UnavailableError, "could not be asked"),
        ("/nonsense", UnavailableError, "could not be asked"),
        ("/header", UnavailableError, "could not be asked"),
        ("/missing", InvalidError, "answered 404"),
        ("/partial", InvalidError, "answered 206"),
        ("/packed", InvalidError, "packed"),
        ("/nowhere", InvalidError, "answered 302"),
    ],
)
async def test_what_the_other_side_does_wrong_is_told_and_leaves_nothing(
    tmp_path: Path, path: str, error: type[ReelgraphError], words: str
) -> None:
    pages = {
        "/large": page(bytes(1001)),
        "/lying": lying,
        "/dripping": dripping,
        "/broken": broken,
        "/nonsense": nonsense,
        "/header": endless_header,
        "/missing": page(b"no", "404 Not Found"),
        "/partial": page(b"a", "206 Partial Content"),
        "/packed": page(b"a", Content_Encoding="gzip"),
        "/nowhere": page(b"", "302 Found"),
    }
    async with serving(Web(pages, {"footage.example": [[PUBLIC]]})) as web:
        seconds = 0.5 if path == "/dripping" else 60
        with pytest.raises(error, match=words):
            await fetcher(tmp_path, web, most=1000, seconds=seconds)(f"http://footage.example{path}")
    assert kept(tmp_path) == []


async def test_an_address_goes_through_ingest_for_those_who_may_and_to_no_network_for_others(
    embedded_graph: GraphClient, tmp_path: Path
) -> None:
    scene = await make_scene(embedded_graph, tmp_path)
    given, folder = scene.services, tmp_path / "data" / "uploads"
    names = {"footage.example": [[PUBLIC]]}
    async with serving(Web({"/a.mov": page(b"VIDEO one"), "/b.mov": page(b"words")}, names)) as web:
        services = build_services(
            scene.client,
            scene.bus,
            scene.queue,
            given.files,
            given.features,
            VectorIndexes(given.files.vectors, given.features),
            probe,
            fetch=fetcher(folder, web),
            project_quota=20,
        )
        request = IngestRequest(scene.project.id, url="http://footage.example/a.mov")

        # given callers who may not, nothing is asked of anybody
        viewer = Viewer(scene.stranger.user, {scene.project.id: Role.REVIEWER})
        with pytest.raises(NotAllowedError):
            await services.ingest.ingest(viewer, request)
        with pytest.raises(NotFoundError):
            await services.ingest.ingest(scene.stranger, request)
        both = IngestRequest(scene.project.id, scene.root / "a.mov", url="http://footage.example/a.mov")
        with pytest.raises(InvalidError, match="one of them"):
            await services.ingest.ingest(scene.artist, both)
        assert web.called == []

        # when an artist names it, it is in, once
        done = await services.ingest.ingest(scene.artist, request)
        again = await services.ingest.ingest(scene.artist, request)
        assert (done.created, again.created, again.version.id) == (True, False, done.version.id)
        assert done.asset.name == "a"
        assert given.files.locate(done.version.location).read_bytes() == b"VIDEO one"

        # then what is no footage, or too much for the project, leaves nothing
        with pytest.raises(ReelgraphError, match="not footage"):
            await services.ingest.ingest(scene.artist, IngestRequest(scene.project.id, url="http://footage.example/b.mov"))
        assert kept(folder) == []
        with pytest.raises(InvalidError, match="fetches nothing"):
            await given.ingest.ingest(scene.artist, request)


def test_public_addresses_are_public_and_their_names_are_put_into_ascii() -> None:
    assert all(is_public(address) for address in (PUBLIC, PUBLIC_6, "1.1.1.1", "2a00:1450:4001:81b::200e"))
    assert not any(is_public(text) for text in ("", "localhost", "1.1.1", "1.1.1.1/8", " 1.1.1.1"))
    target = parse_target("https://BÜCHER.example:8443/a b%20c?q=é#part".replace(" ", ""), http=False)
    assert (target.host, target.authority) == ("xn--bcher-kva.example", "xn--bcher-kva.example:8443")
    assert target.path == "/ab%20c?q=%C3%A9"
    assert parse_target("https://[2606:4700::1]/x", http=False).authority == "[2606:4700::1]"


def certificate(host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side and a client's side of a certificate that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = signed.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    with tempfile.NamedTemporaryFile() as file:
        file.write(pem + secret)
        file.flush()
        server.load_cert_chain(file.name)
    return server, ssl.create_default_context(cadata=pem.decode())
