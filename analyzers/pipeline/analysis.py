"""One run over one Version, stage by stage: one decode for all, shots, keyframes, tracks, labels, features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import numpy as np

from analyzers.base import FollowedThing, ShotBoundary
from analyzers.labels import label_shot
from analyzers.media.frames import decode
from analyzers.media.source import MediaSource, fitted
from analyzers.media.taps import AnyTap
from analyzers.pipeline.eyes import Eyes, Seen
from analyzers.pipeline.features import embedding_table
from analyzers.pipeline.forms import Forms
from analyzers.pipeline.networks import Networks, NetworksInUse
from analyzers.pipeline.overlap import Overlap
from analyzers.pipeline.shots import choose_keyframes, shots_of, whole
from analyzers.pipeline.signatures import SignatureTap
from analyzers.pipeline.stages import Stages
from analyzers.pipeline.taps import SampledFrame, SampleTap, SmallFrames, SmallTap
from analyzers.pipeline.tracks import tracks_of
from analyzers.track import follow
from analyzers.wire import AnalysisRequest, Finished, Message, RepresentationsMade, ShotsFound, TracksFound, Warned
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.asset import AssetKind
from graph.nodes.model import AnalysisTask
from graph.nodes.shot import Keyframe, Shot

WAITING = 24  # blocks of small frames and sampled pictures between decoder and networks: some 20 MiB
LOOKED_AT = (640, 640)  # pictures for detector and embedder fit into this


class Analysis:
    """One run. What it keeps is of the size of its findings, never of the footage."""

    def __init__(
        self,
        request: AnalysisRequest,
        networks: Networks,
        files: DataFolder,
        per_second: float,
        emit: Callable[[Message], None],
        check: Callable[[], None],
    ) -> None:
        self._request = request
        self._source = MediaSource(request.path, request.kind, request.media, request.files)
        self._networks = networks
        self._forms = Forms(request, self._source, files)
        self._features = FeatureStore(files.features)
        self._per_second = per_second
        self._emit = emit
        self._stages = Stages(emit, check)
        self._metrics: dict[str, Any] = {}

    def run(self) -> Finished:
        """Do it. Raises MediaError for a file that cannot be analysed, RunCancelledError once the run is to stop."""
        if self._source.has_picture:
            with ExitStack() as stack:
                with self._stages.stage("load", 0):
                    networks = stack.enter_context(self._networks.in_use(self._request.tasks))
                self._analyse_pictures(networks)
        else:
            self._decode([])
        return Finished({**self._metrics, "seconds": self._stages.seconds})

    def _analyse_pictures(self, networks: NetworksInUse) -> None:
        boundaries, seen = self._look(networks)
        shots = shots_of(self._request.run_id, self._request.version_id, boundaries)
        keyframes = choose_keyframes(shots, seen.sampled, self._source.rate.fraction)
        keyframes, seen = self._look_at_keyframes(networks, keyframes, seen)
        followed = self._follow(shots, seen)
        seen = seen.named([thing for things in followed for thing in things], networks)
        shots = [self._labelled(shot, seen, things) for shot, things in zip(shots, followed, strict=True)]
        self._emit(ShotsFound(tuple(shots), tuple(keyframes)))
        self._metrics |= {"shots": len(shots), "keyframes": len(keyframes), "sampledFrames": len(seen.detections)}
        if AnalysisTask.DETECTION in self._request.tasks:
            found = tracks_of(shots, followed)
            self._features.write_boxes(self._request.run_id, found.boxes)
            self._emit(TracksFound(found.tracks))
            self._metrics |= {"tracks": len(found.tracks), "boxes": len(found.boxes)}
        if seen.sampled is not None:
            model = self._request.model_versions[AnalysisTask.EMBEDDING]
            vectors = embedding_table(shots, keyframes, seen.sampled)
            self._features.write_embeddings(self._request.run_id, vectors, model)
            self._metrics |= {"vectors": len(vectors)}

    def _look(self, networks: NetworksInUse) -> tuple[Sequence[ShotBoundary], Seen]:
        """Decode once: small files, shots, detections and vectors all come of it."""
        stream = networks.shots(float(self._source.rate.fraction)) if self._source.kind is not AssetKind.IMAGE else None
        eyes = Eyes(stream, networks)
        with Overlap[SmallFrames | SampledFrame]("networks", eyes.take, WAITING) as line:
            small = SmallTap(line.put)
            sample = SampleTap(self._size, self._per_second, line.put)
            signatures = SignatureTap()
            frames = self._decode([sample, signatures] if stream is None else [small, sample, signatures])
            small.flush()
        self._features.write_signatures(self._request.run_id, signatures.finish())
        boundaries = whole(frames) if stream is None else networks.finish(stream)
        return boundaries, eyes.finish()

    def _decode(self, taps: Sequence[AnyTap]) -> int:
        """Decode the original once for ``taps``, and for the files that the Version lacks; returns the number of frames."""
        with self._forms.making() as making:
            all_taps = [*taps, *(making.taps if making is not None else ())]
            if not all_taps:
                return 0  # sound whose files are all there
            with self._stages.stage("decode", self._request.media.frames or 0):
                summary = decode(self._source, all_taps, on_progress=self._stages.reached)
            for warning in summary.warnings:
                self._emit(Warned(warning))
            if making is not None:
                made = tuple(self._forms.representation(one) for one in making.finish())
                self._emit(RepresentationsMade(made))
        self._metrics |= {"frames": summary.frames, "heldFrames": summary.held, "damagedFrames": summary.damaged}
        return summary.frames

    def _look_at_keyframes(
        self, networks: NetworksInUse, keyframes: Sequence[Keyframe], seen: Seen
    ) -> tuple[list[Keyframe], Seen]:
        """Give keyframes their thumbnails, and look at those that were not sampled."""
        known = {one.frame for one in seen.detections}
        eyes = Eyes(None, networks)
        by_frame = {keyframe.frame: keyframe for keyframe in keyframes}
        with self._stages.stage("keyframes", len(by_frame)):
            pictures = self._forms.pictures(sorted(by_frame), self._size)
            for done, (frame, picture) in enumerate(pictures, start=1):
                by_frame[frame] = self._forms.thumbnail(by_frame[frame], picture)
                if frame not in known:
                    eyes.take(SampledFrame(frame, picture))
                self._stages.reached(done)
            return list(by_frame.values()), seen + eyes.finish()

    def _follow(self, shots: Sequence[Shot], seen: Seen) -> list[Sequence[FollowedThing]]:
        """Follow what was detected through each shot."""
        followed: list[Sequence[FollowedThing]] = []
        with self._stages.stage("tracks", len(shots)):
            for shot in shots:
                followed.append(follow(shot.range, seen.within(shot.range).detections))
                self._stages.reached(len(followed))
        return followed

    def _labelled(self, shot: Shot, seen: Seen, followed: Sequence[FollowedThing]) -> Shot:
        """Give a shot its labels, where these were asked for."""
        here = seen.within(shot.range)
        if here.probabilities is None:
            return shot
        return replace(shot, labels=label_shot(here.probabilities.astype(np.float32), here.detections, followed))

    @property
    def _size(self) -> tuple[int, int]:
        return fitted(self._source.display_size, LOOKED_AT)
