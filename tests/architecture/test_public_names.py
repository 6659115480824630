"""The public API is what `safeshare` says it is, and the errors form one tree."""

from __future__ import annotations

import inspect

import pytest

import safeshare
from safeshare import errors

PUBLIC = {
    "Finding",
    "Limits",
    "Outcome",
    "Plan",
    "Region",
    "Report",
    "Result",
    "SafeshareError",
    "Severity",
    "clean",
    "inspect",
    "verify",
}


def test_public_names() -> None:
    assert set(safeshare.__all__) == PUBLIC
    assert all(hasattr(safeshare, name) for name in PUBLIC)


def test_verify_stays_a_function_whatever_is_imported() -> None:
    import safeshare.verify.strings

    assert callable(safeshare.verify)


def test_unknown_names_fail_as_usual() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = safeshare.nothing


def error_classes() -> list[type[errors.SafeshareError]]:
    return [
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, errors.SafeshareError)
    ]


@pytest.mark.parametrize("kind", error_classes())
def test_errors_name_the_file_the_problem_and_the_remedy(kind: type[errors.SafeshareError]) -> None:
    error = kind("it is odd.").named("a.jpg").named("b.jpg")
    assert str(error) == f"a.jpg: it is odd. {kind.advice}"
    assert kind.advice.endswith((".", "!"))
    assert kind.exit_code in (1, 2, 3)
