"""Which device networks run on, and in which precision they are quick there."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from graph.errors import InvalidError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

_OUT_OF_MEMORY = ("can't allocate memory", "CUDA error: out of memory", "STATUS_ALLOC_FAILED")
"""Of the CPU's allocator, of the driver, and of cuBLAS and cuDNN, which take memory of their own."""


def choose_device(wanted: str = "auto") -> str:
    """Return ``cpu``, ``cuda:N`` or ``mps`` for what a person wants (``auto``: the first accelerator, else the CPU).

    Raises InvalidError for a device that is not there.
    """
    import torch

    if wanted == "auto":
        if torch.cuda.is_available():
            return "cuda:0"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    kind, _, number = wanted.partition(":")
    there = {
        "cpu": not number,
        "mps": not number and torch.backends.mps.is_available(),
        "cuda": (number or "0").isdigit() and int(number or "0") < torch.cuda.device_count(),
    }
    if not there.get(kind, False):
        cards = torch.cuda.device_count()
        raise InvalidError(
            f"There is no device {wanted!r} here, but the CPU and {cards} CUDA device(s). Set device to auto or cpu.",
            path=("device",),
        )
    return f"cuda:{number or 0}" if kind == "cuda" else wanted


def is_bfloat16_quick(device: str) -> bool:
    """Whether bfloat16 is calculated in hardware: elsewhere it is emulated, and several times slower than float32."""
    import torch

    if device.startswith("cuda"):
        with torch.cuda.device(device):
            return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    abilities = torch.cpu.get_capabilities() if device == "cpu" else {}
    return bool(abilities.get("avx512_bf16") or abilities.get("amx_bf16") or abilities.get("bf16"))


def quick_precision(device: str) -> AbstractContextManager[object]:
    """Return the context in which to predict: bfloat16 autocast where that is quick, else float32."""
    import torch

    if is_bfloat16_quick(device):
        return torch.autocast(device.partition(":")[0], dtype=torch.bfloat16)
    return contextlib.nullcontext()


def memory_ran_out(error: BaseException) -> bool:
    """Whether an error says that a device (or the machine) has too little memory for the batch."""
    import torch

    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(said in str(error) for said in _OUT_OF_MEMORY)
