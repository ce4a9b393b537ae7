"""How long a test waits for what has to come: not for ever, but longer than any busy machine needs."""

import time

PATIENCE = 20 * 60  # seconds


def wait_until(condition):
    """Return when the condition holds; a test that waits for ever fails in the end."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
