"""What the tests of the constructions share."""

import pytest

from minigrad import iterate


@pytest.fixture
def without_kernels(monkeypatch):
    """Return a function that lets the readable forms do the work from now on."""

    def without_kernels():
        for construction in iterate.KINDS.values():
            monkeypatch.setattr(construction.KERNEL, "compiled", None)

    return without_kernels


@pytest.fixture(params=["numba", "numpy"])
def form(request, without_kernels):
    """Run a test with the compiled kernels and once more with the readable form."""
    if request.param == "numpy":
        without_kernels()
    return request.param
