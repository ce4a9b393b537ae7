"""What the tests of plots share."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def leave_matplotlib_as_it_was():
    with mpl.rc_context():
        mpl.rcdefaults()
        yield
    plt.close("all")
