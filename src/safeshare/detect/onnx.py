"""Runs an ONNX model on pictures of any size, by ONNX Runtime on the processor.

The model file is loosened first: its weights stop being inputs that a caller could
replace, so that the runtime folds and lays them out once (twice as fast here), and its
picture input takes any size. Wire format and field numbers: onnx.proto3 (ONNX IR 8),
Protocol Buffers encoding.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

LARGE = 1_000_000
"""Numbers of a tensor beyond which the memory of a run is given back after it."""

GRAPH = 7  # of ModelProto
INITIALIZER, INPUT, OUTPUT, VALUE_INFO = 5, 11, 12, 13  # of GraphProto
TENSOR_NAME, VALUE_NAME, VALUE_TYPE = 8, 1, 2  # of TensorProto, ValueInfoProto
TENSOR_TYPE, SHAPE = 1, 2  # of TypeProto, TypeProto.Tensor
VARINT, FIXED64, DELIMITED, FIXED32 = 0, 1, 2, 5
FIXED = {FIXED64: 8, FIXED32: 4}

Field = tuple[int, int, bytes]
"""Number, wire type, and the value as it stands in the file, without its length."""


def session(name: str) -> InferenceSession:
    """Load a model of the models folder, which the wheel carries.

    It divides its work over as many threads as OMP_NUM_THREADS says, the sign by which several
    workers share a machine; otherwise over as many as this process may use processors. Left to
    itself, the runtime would take all of the machine's.
    """
    # Read once, at the import: without it a number for this machine and a list of runs are
    # left in the user's folders, on Linux as well.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # its warnings are about the file, which is what it is
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.intra_op_num_threads = _threads()
    model = loosened((files("safeshare.detect") / "models" / name).read_bytes())
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _threads() -> int:
    told = os.environ.get("OMP_NUM_THREADS", "")
    number = int(told) if told.isdecimal() else 0
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    return min(number or processors, processors or number)  # a million would never be started


def run(network: InferenceSession, tensor: NDArray[np.number]) -> list[NDArray[np.float32]]:
    """Run a network on a picture and give its outputs; safe from many threads.

    tensor: float32 (1, 3, height, width).
    """
    import onnxruntime

    options = onnxruntime.RunOptions()
    if tensor.size > LARGE:  # else the largest photo's memory is kept to the end
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    outputs: list[NDArray[np.float32]] = network.run(
        None, {network.get_inputs()[0].name: tensor}, options
    )
    return outputs


def loosened(model: bytes) -> bytes:
    """Give a model whose weights are constants and whose picture has any height and width."""
    return b"".join(
        _field(number, kind, _graph(value) if number == GRAPH else value)
        for number, kind, value in _fields(model)
    )


def _graph(graph: bytes) -> bytes:
    weights = {
        _first(value, TENSOR_NAME) for number, _, value in _fields(graph) if number == INITIALIZER
    }
    kept = []
    for number, kind, value in _fields(graph):
        if number == VALUE_INFO or (number == INPUT and _first(value, VALUE_NAME) in weights):
            continue
        if number == INPUT:
            value = _shaped(value, _picture_shape())  # noqa: PLW2901 - the field, changed
        elif number == OUTPUT:
            value = _shaped(value, b"")  # noqa: PLW2901
        kept.append(_field(number, kind, value))
    return b"".join(kept)


def _shaped(value: bytes, shape: bytes) -> bytes:
    """Give a ValueInfoProto with another shape; an empty one leaves it to the runtime."""
    tensor = _first(_first(value, VALUE_TYPE), TENSOR_TYPE)
    parts = [_field(*field) for field in _fields(tensor) if field[0] != SHAPE]
    parts += [_field(SHAPE, DELIMITED, shape)] if shape else []
    kind = _field(TENSOR_TYPE, DELIMITED, b"".join(parts))
    name = _field(VALUE_NAME, DELIMITED, _first(value, VALUE_NAME))
    return name + _field(VALUE_TYPE, DELIMITED, kind)


def _picture_shape() -> bytes:
    """Give a TensorShapeProto of 1, 3, height, width: numbers (field 1) and names (field 2)."""
    sides = [_field(1, VARINT, b"\x01"), _field(1, VARINT, b"\x03")]
    sides += [_field(2, DELIMITED, name) for name in (b"height", b"width")]
    return b"".join(_field(1, DELIMITED, side) for side in sides)


def _first(message: bytes, wanted: int) -> bytes:
    return next((value for number, _, value in _fields(message) if number == wanted), b"")


def _fields(message: bytes) -> Iterator[Field]:
    """Walk a message's fields."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        start = at
        if kind == VARINT:
            _, at = _varint(message, at)
        elif kind == DELIMITED:
            length, start = _varint(message, at)
            at = start + length
        else:
            at += FIXED[kind]
        yield number, kind, message[start:at]


def _field(number: int, kind: int, value: bytes) -> bytes:
    length = _written(len(value)) if kind == DELIMITED else b""
    return _written(number << 3 | kind) + length + value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, the lowest first; give it and where it ends."""
    number = shift = 0
    while True:
        number |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return number, at
        shift += 7


def _written(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
