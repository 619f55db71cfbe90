"""TransNetV2 (Soucek and Lokoc, arXiv 2008.04838), arranged for inference: the published weights, fewer and larger products.

The published graph gives each of four dilated branches a spatial 3x3 convolution over the same input, then a temporal one of
three taps. Here the four spatial convolutions are one two-dimensional convolution over all frames, the temporal ones are
matrix products of shifted views, and batch normalisation is folded into them. On a CPU the frames flow through the blocks in
chunks that stay in its cache: with whole windows a fifth of the time went into pages of new memory. The answers are the
published ones within rounding; the speed is in ``bench/shots.py``. The wheel's own class is not used: building it reseeds
the global generators and switches the process to deterministic kernels.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from analyzers.pixels import ask_evenly

ROWS = 27
COLUMNS = 48
LOOKUP = 101
DILATIONS = (1, 2, 4, 8)
STACKS = 3
BLOCKS = 2
FILTERS = 16
NORM_EPSILON = 1e-3
CHUNK = 32
"""Frames that a CPU takes through a block together; at least the widest dilation."""
ACCELERATOR_CHUNK = 512
"""Frames that another device takes together: it has no cache to stay in, but its memory ends, too."""


class DilatedBlock(nn.Module):
    """Four dilated, separable 3-D convolutions side by side, with their batch normalisation."""

    def __init__(self, inputs: int, filters: int) -> None:
        super().__init__()
        self.filters = filters
        self.spatial = nn.Conv2d(inputs, 8 * filters, 3, padding=1, bias=False)
        self.temporal = nn.Parameter(torch.empty(len(DILATIONS), 3, 2 * filters, filters))
        self.bias = nn.Parameter(torch.empty(4 * filters))

    def stream(self, chunks: Iterable[Tensor]) -> Iterator[Tensor]:
        """Map consecutive chunks of (frames, inputs, rows, columns) to as many of (frames, 4 x filters, rows, columns).

        Channels are last in memory. Every chunk but the last holds at least as many frames as the widest dilation.
        """
        before: Tensor | None = None
        now: Tensor | None = None
        for chunk in chunks:
            after = ask_evenly(self.spatial, chunk).permute(0, 2, 3, 1).contiguous()
            if now is not None:
                yield self._temporal(before, now, after)
            before, now = now, after
        if now is not None:
            yield self._temporal(before, now, None)

    def _temporal(self, before: Tensor | None, now: Tensor, after: Tensor | None) -> Tensor:
        """Return the frames of ``now``, which see the chunks beside it; beyond the ends of the clip there is nothing."""
        count, rows, columns, _ = now.shape
        answer = self.bias.to(now.dtype).expand(count, rows, columns, -1).contiguous()
        for branch, dilation in enumerate(DILATIONS):
            ours = slice(branch * self.filters, (branch + 1) * self.filters)
            theirs = slice(2 * ours.start, 2 * ours.stop)
            earlier, same, later = self.temporal[branch].to(now.dtype)
            _add(answer[..., ours], now[..., theirs], same)
            inside = max(0, count - dilation)
            _add(answer[dilation:, ..., ours], now[:inside, ..., theirs], earlier)
            _add(answer[:inside, ..., ours], now[dilation:, ..., theirs], later)
            edge = min(dilation, count)
            if before is not None:
                start = len(before) - dilation
                _add(answer[:edge, ..., ours], before[start : start + edge, ..., theirs], earlier)
            if after is not None:
                known = min(dilation, len(after))
                start = count - dilation
                _add(answer[start : start + known, ..., ours], after[:known, ..., theirs], later)
        return answer.permute(0, 3, 1, 2)


def _add(target: Tensor, source: Tensor, weights: Tensor) -> None:
    """Add ``source @ weights`` to ``target`` in place: views of as many (frames, rows, columns, channels)."""
    if len(source) > 0:
        target.flatten(0, 2).addmm_(source.flatten(0, 2), weights)


class TransNet(nn.Module):
    """The whole network: (frames, 27, 48, 3) RGB uint8 to two logits a frame, shape (frames, 2).

    The first logit says that a transition is at this frame (one frame a transition), the second that this frame is part of
    one (all its frames).
    """

    def __init__(self) -> None:
        super().__init__()
        widths = [FILTERS * 2**stack for stack in range(STACKS)]
        self.stacks = nn.ModuleList()
        inputs = 3
        for width in widths:
            self.stacks.append(nn.ModuleList([DilatedBlock(inputs, width), DilatedBlock(4 * width, width)]))
            inputs = 4 * width
        self.similarity_projection = nn.Linear(sum(4 * width for width in widths), 128)
        self.similarity = nn.Linear(LOOKUP, 128)
        self.histograms = nn.Linear(LOOKUP, 128)
        self.hidden = nn.Linear(inputs * 3 * 6 + 256, 1024)
        self.heads = nn.Linear(1024, 2)

    def forward(self, frames: Tensor) -> Tensor:
        """Return the logits of one window of consecutive frames."""
        chunks = _pixels(frames, CHUNK if frames.device.type == "cpu" else ACCELERATOR_CHUNK)
        means: list[list[Tensor]] = []
        for stack in self.stacks:
            assert isinstance(stack, nn.ModuleList)  # noqa: S101 - ModuleList hides its children's types
            means.append([])
            chunks = _stacked(stack, chunks, means[-1])
        x = torch.cat(list(chunks))
        features = functional.normalize(self.similarity_projection(torch.cat([torch.cat(one) for one in means], 1)), dim=1)
        similar = functional.relu(self.similarity(_band(features @ features.T)))
        colours = _histograms(frames)
        coloured = functional.relu(self.histograms(_band(colours @ colours.T)))
        pictures = x.permute(0, 2, 3, 1).reshape(len(frames), -1)
        logits: Tensor = self.heads(functional.relu(self.hidden(torch.cat([coloured, similar, pictures], 1))))
        return logits


def _pixels(frames: Tensor, chunk: int) -> Iterator[Tensor]:
    """Yield (frames, rows, columns, 3) of 0 to 255 in chunks of (frames, 3, rows, columns) of 0 to 1, channels last."""
    for part in torch.split(frames, chunk):
        yield (part.permute(0, 3, 1, 2).float() / 255.0).contiguous(memory_format=torch.channels_last)


def _stacked(stack: nn.ModuleList, chunks: Iterable[Tensor], means: list[Tensor]) -> Iterator[Tensor]:
    """Yield what two blocks with a shortcut make of each chunk, at half the size; ``means`` takes its means."""
    first, second = cast("list[DilatedBlock]", list(stack))
    shortcuts: deque[Tensor] = deque()

    def halfway() -> Iterator[Tensor]:
        for chunk in first.stream(chunks):
            shortcuts.append(chunk.relu_())
            yield chunk

    for chunk in second.stream(halfway()):
        half = functional.avg_pool2d(chunk.relu_().add_(shortcuts.popleft()), 2)
        means.append(half.mean(dim=(2, 3)))
        yield half


def _band(similarities: Tensor) -> Tensor:
    """Return for each frame its similarity to the 50 before, itself and the 50 after, shape (frames, 101), 0 outside."""
    count = len(similarities)
    half = LOOKUP // 2
    padded = functional.pad(similarities.float(), (half, half))
    return torch.as_strided(padded.contiguous(), (count, LOOKUP), (padded.shape[1] + 1, 1))


def _histograms(frames: Tensor) -> Tensor:
    """Return the unit-length colour histogram of each frame: 8 x 8 x 8 bins, shape (frames, 512)."""
    levels = (frames >> 5).long()
    bins = (levels[..., 0] * 64 + levels[..., 1] * 8 + levels[..., 2]).reshape(len(frames), -1)
    counts = torch.zeros(len(frames), 512, device=frames.device)
    counts.scatter_add_(1, bins, torch.ones_like(bins, dtype=torch.float32))
    return functional.normalize(counts, dim=1)


def from_published(weights: Mapping[str, Tensor]) -> TransNet:
    """Return the network with the weights of the published PyTorch checkpoint."""
    network = TransNet()
    with torch.no_grad():
        for s, stack in enumerate(network.stacks):
            for b in range(BLOCKS):
                _fill(stack[b], weights, f"SDDCNN.{s}.DDCNN.{b}")  # type: ignore[index]
        for ours, theirs in (
            ("similarity_projection", "frame_sim_layer.projection"),
            ("similarity", "frame_sim_layer.fc"),
            ("histograms", "color_hist_layer.fc"),
            ("hidden", "fc1"),
        ):
            layer = network.get_submodule(ours)
            layer.load_state_dict({"weight": weights[f"{theirs}.weight"], "bias": weights[f"{theirs}.bias"]})
        network.heads.weight.copy_(torch.cat([weights["cls_layer1.weight"], weights["cls_layer2.weight"]]))
        network.heads.bias.copy_(torch.cat([weights["cls_layer1.bias"], weights["cls_layer2.bias"]]))
    return network.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def _fill(block: DilatedBlock, weights: Mapping[str, Tensor], prefix: str) -> None:
    scale = weights[f"{prefix}.bn.weight"] / torch.sqrt(weights[f"{prefix}.bn.running_var"] + NORM_EPSILON)
    block.bias.copy_(weights[f"{prefix}.bn.bias"] - weights[f"{prefix}.bn.running_mean"] * scale)
    spatial = [weights[f"{prefix}.Conv3D_{d}.layers.0.weight"][:, :, 0] for d in DILATIONS]
    block.spatial.weight.copy_(torch.cat(spatial))
    for branch, dilation in enumerate(DILATIONS):
        taps = weights[f"{prefix}.Conv3D_{dilation}.layers.1.weight"][:, :, :, 0, 0]  # (out, in, 3)
        part = scale[branch * block.filters : (branch + 1) * block.filters]
        block.temporal[branch].copy_((taps * part[:, None, None]).permute(2, 1, 0))
