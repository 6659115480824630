"""The networks say what another runtime says of the same files, on pictures of any size."""

from __future__ import annotations

from importlib.resources import files

import cv2
import numpy as np
import pytest

from safeshare.detect.onnx import loosened, run, session

MODELS = ("centerface.onnx", "PP-OCRv6_det_small.onnx")


def model(name: str) -> bytes:
    return (files("safeshare.detect") / "models" / name).read_bytes()


@pytest.mark.parametrize("name", MODELS)
def test_another_runtime_agrees_at_every_size(name: str) -> None:
    network = session(name)
    witness = cv2.dnn.readNetFromONNX(np.frombuffer(model(name), np.uint8))
    for height, width in ((64, 96), (160, 64)):
        picture = np.random.default_rng(0).random((1, 3, height, width), np.float32)
        witness.setInput(picture)
        expected = witness.forward(witness.getUnconnectedOutLayersNames())
        found = run(network, picture)
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-3)


@pytest.mark.parametrize("name", MODELS)
def test_the_picture_is_the_only_input(name: str) -> None:
    inputs = session(name).get_inputs()
    assert [put.shape for put in inputs] == [[1, 3, "height", "width"]]


def test_weights_are_kept_as_they_are() -> None:
    before, after = model("centerface.onnx"), loosened(model("centerface.onnx"))
    assert 0.99 * len(before) < len(after) < len(before)
    assert loosened(after) == after


@pytest.mark.parametrize("told", ["1", "3"])
def test_threads_are_as_many_as_the_workers_were_told(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", told)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2, 3, 4}, raising=False)
    assert session(MODELS[0]).get_session_options().intra_op_num_threads == int(told)


@pytest.mark.parametrize("told", ["", "0", "-3", "4,2", "\u00b2", "6", "1000000"])
def test_what_is_no_number_of_threads_to_have_leaves_one_a_processor(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", told)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2, 3, 4}, raising=False)
    assert session(MODELS[0]).get_session_options().intra_op_num_threads == 5
