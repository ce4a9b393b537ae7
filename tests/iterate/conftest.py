"""What the tests of the constructions share."""

import pytest

from minigrad.iterate import _support


@pytest.fixture(params=["numba", "numpy"])
def form(request, monkeypatch):
    """Run a test with the compiled kernels and once more with the readable form."""
    if request.param == "numpy":
        monkeypatch.setattr(_support, "kernels", lambda: None)
    return request.param
