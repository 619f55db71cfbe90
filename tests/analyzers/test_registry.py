from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from analyzers import hub
from analyzers.bundle import export_bundle, import_bundle
from analyzers.checksums import LISTED, sha256_of
from analyzers.manifest import FolderModel, Manifest, read_manifest, verify, write_manifest
from analyzers.profiles import Profile, choose
from analyzers.registry import Analyzers, build_analyzers
from graph.errors import ConflictError, InvalidError, UnavailableError
from graph.nodes.model import AnalysisTask


@pytest.fixture
def weights(tmp_path: Path, bundled_weights: Path) -> Path:
    """A folder of weights with a detector of its own name."""
    folder = tmp_path / "weights"
    (folder / "detection").mkdir(parents=True)
    (folder / "detection/own.pt").write_bytes(bundled_weights.read_bytes())
    files = {"detection/own.pt": sha256_of(bundled_weights)}
    models = {AnalysisTask.DETECTION: FolderModel("OurYOLO", "detection/own.pt", "trained here")}
    write_manifest(folder, Manifest(models, files))
    return folder


def test_the_bundled_profile_has_a_model_for_every_task_with_listed_weights(bundled: Analyzers) -> None:
    assert {one.task for one in bundled.identities} == set(AnalysisTask)
    assert bundled.report.profile is Profile.BUNDLED
    by_task = {one.task: one for one in bundled.identities}
    for task in (AnalysisTask.SHOTS, AnalysisTask.DETECTION, AnalysisTask.LABELS):
        assert by_task[task].weights_sha256 in LISTED
    assert len({one.digest for one in bundled.identities}) == 4


def test_identities_are_the_same_each_time_they_are_built(bundled: Analyzers) -> None:
    assert [one.digest for one in build_analyzers("bundled").identities] == [one.digest for one in bundled.identities]


def test_a_report_says_profile_reason_and_every_source(bundled: Analyzers) -> None:
    lines = bundled.report.lines()
    assert lines[0] == "profile bundled: asked for"
    assert any("YOLO11n" in line and "shipped with Reelgraph" in line for line in lines)
    assert len(lines) == 5


def test_a_folders_model_takes_the_place_of_the_bundled_one(weights: Path, bundled: Analyzers) -> None:
    analyzers = build_analyzers("folder", "cpu", weights=weights)
    by_task = {one.task: one for one in analyzers.identities}
    assert by_task[AnalysisTask.DETECTION].name == "OurYOLO"
    assert by_task[AnalysisTask.SHOTS] == bundled.identities[0]
    assert by_task[AnalysisTask.EMBEDDING].digest != bundled.embedder.identity.digest  # other boxes, another space


def test_auto_takes_the_hub_then_the_folder_then_what_is_bundled(tmp_path: Path) -> None:
    folder, pulled = tmp_path / "folder", tmp_path / "pulled"
    assert choose(Profile.AUTO, folder, pulled, lambda: True).profile is Profile.HUB
    assert choose(Profile.AUTO, folder, pulled, lambda: False).profile is Profile.FOLDER
    bundled = choose(Profile.AUTO, None, pulled, lambda: False)
    assert bundled.profile is Profile.BUNDLED
    assert "hub cannot be reached" in bundled.why


def test_a_hub_that_was_pulled_from_is_not_needed_again(tmp_path: Path) -> None:
    files = {}
    for model in hub.PRODUCTION:
        place = tmp_path / model.task.value.lower()
        place.mkdir()
        for name in model.files:
            (place / name).write_bytes(b"weights")
            files[f"{place.name}/{name}"] = sha256_of(place / name)
    models = {model.task: FolderModel(model.name, model.task.value.lower(), "hub") for model in hub.PRODUCTION}
    write_manifest(tmp_path, Manifest(models, files))

    def never() -> bool:
        raise AssertionError("the hub was asked")

    assert choose(Profile.AUTO, None, tmp_path, never).profile is Profile.HUB


def test_profiles_without_what_they_need_say_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match="needs a folder"):
        choose(Profile.FOLDER)
    with pytest.raises(UnavailableError, match="cannot be reached"):
        choose(Profile.HUB, None, tmp_path, lambda: False)
    with pytest.raises(UnavailableError, match=r"no readable manifest\.json"):
        build_analyzers("folder", weights=tmp_path)
    with pytest.raises(InvalidError, match="no device 'cuda:99'"):
        _ = build_analyzers("bundled", "cuda:99").device


def test_a_bundle_carries_a_folder_of_weights_to_another_machine(weights: Path, tmp_path: Path) -> None:
    tar, there = tmp_path / "weights.tar", tmp_path / "there" / "models"

    export_bundle(weights, tar)
    manifest = import_bundle(tar, there)

    assert manifest == read_manifest(weights)
    verify(there, manifest)
    assert (
        build_analyzers("folder", "cpu", weights=there).identities
        == build_analyzers("folder", "cpu", weights=weights).identities
    )
    with pytest.raises(ConflictError, match="exists already"):
        export_bundle(weights, tar)


def test_a_damaged_bundle_leaves_the_old_weights_in_place(weights: Path, tmp_path: Path) -> None:
    good, bad, there = tmp_path / "good.tar", tmp_path / "bad.tar", tmp_path / "models"
    import_bundle(weights, there)
    export_bundle(weights, good)
    content = bytearray(good.read_bytes())
    content[len(content) // 2] ^= 0xFF
    bad.write_bytes(content)

    with pytest.raises(InvalidError, match="changed or damaged"):
        import_bundle(bad, there)
    bad.write_bytes(content[: len(content) // 3])
    with pytest.raises(InvalidError):
        import_bundle(bad, there)

    verify(there, read_manifest(there))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("models.")]


def test_a_bundle_that_reaches_outside_its_folder_is_refused(tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    (tmp_path / "payload").write_text("x")
    with tarfile.open(evil, "w") as tar:
        tar.add(tmp_path / "payload", arcname="../../payload")
    with pytest.raises(InvalidError, match="outside its folder"):
        import_bundle(evil, tmp_path / "models")


@pytest.mark.parametrize("name", ["../up.pt", "/abs.pt", "a\\b.pt", ""])
def test_a_manifest_may_only_name_files_inside_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1, "models": {}, "files": {name: "0" * 64}}))
    with pytest.raises(InvalidError, match="not inside its folder"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2}', '{"format": 1, "models": {"COOKING": {}}, "files": {}}'])
def test_a_manifest_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InvalidError, match=r"manifest\.json"):
        read_manifest(tmp_path)


def test_a_hub_that_never_answers_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "https://192.0.2.1")  # RFC 5737: nobody is there
    assert hub.is_reachable(0.2) is False


def test_building_analyzers_and_encoding_words_needs_no_torch() -> None:
    script = (
        "import sys\n"
        "from analyzers.registry import build_analyzers\n"
        "embedder = build_analyzers('bundled').embedder\n"
        "embedder.load_text('auto')\n"
        "assert embedder.encode_texts(['a red car']).shape == (1, 384)\n"
        "heavy = {'torch', 'ultralytics', 'open_clip', 'transformers'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
