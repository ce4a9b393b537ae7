import sys
from pathlib import Path

# As for the reader of a notebook, whose folder this is.
sys.path.insert(0, str(Path(__file__).parent.parent.parent / "lessons"))
