"""``python -m minigrad`` is the same as ``minigrad``."""

import sys

from .cli import main

sys.exit(main())
