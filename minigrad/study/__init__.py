"""Studies: what the data say about a trained model, and which of several models predicts better.

About one model, read errors.py, success.py, recipes.py, rivals.py, published.py, contenders.py,
cells.py, leave_out.py, profile.py, law.py, effects.py, checks.py, facts.py, doubts.py, conclusion.py,
in_words.py, findings.py. About several, then, ledger.py, compare.py,
standing.py, results.py, report.py, comparison.py, overview.py.
"""

from .compare import compare, require_folds
from .comparison import Comparison, write_csv
from .contenders import CONTENDERS, HIDDEN, Contender, contenders
from .errors import error
from .facts import ARRIVED, Facts, Rival, above_least, profile_of
from .findings import Findings, findings
from .leave_out import leave_out, leave_out_rows
from .overview import overview, tally
from .profile import Profile, profile
from .recipes import RECIPES, decide, first_order, second_order
from .results import Row
from .success import found_law, wilson

__all__ = [
    "ARRIVED",
    "CONTENDERS",
    "HIDDEN",
    "RECIPES",
    "Comparison",
    "Contender",
    "Facts",
    "Findings",
    "Profile",
    "Rival",
    "Row",
    "above_least",
    "compare",
    "contenders",
    "decide",
    "error",
    "findings",
    "first_order",
    "found_law",
    "leave_out",
    "leave_out_rows",
    "overview",
    "profile",
    "profile_of",
    "require_folds",
    "second_order",
    "tally",
    "wilson",
    "write_csv",
]
