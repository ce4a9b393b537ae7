"""``python -m minigrad`` is the same as ``minigrad``."""

import sys

from .cli import main

if __name__ == "__main__":  # not in the processes of a study, which import this file too
    sys.exit(main())
