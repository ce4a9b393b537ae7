"""``python -m minigrad`` is the same as ``minigrad``."""

import sys

if __name__ == "__main__":  # not in the processes of a study, which import this file too
    try:
        from .cli import main

        code = main()
    except KeyboardInterrupt:  # while that is loaded
        print("minigrad: interrupted.", file=sys.stderr)
        code = 130
    sys.exit(code)
