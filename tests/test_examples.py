"""Each package opens with an example, and the example is true."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

PACKAGES = sorted(
    path.parent.name for path in Path(__file__).parent.parent.glob("gen/*/__init__.py")
)


@pytest.mark.parametrize("package", PACKAGES)
def test_opens_with_an_example_that_is_true(package):
    failed, tried = doctest.testmod(import_module(f"gen.{package}"))
    assert tried and not failed
