"""Studies: what the data say about a trained model.

Read success.py, profile.py, leave_out.py, findings.py.
"""

from .findings import Findings, findings
from .leave_out import leave_out
from .profile import Profile, profile
from .success import found_law, wilson

__all__ = ["Findings", "Profile", "findings", "found_law", "leave_out", "profile", "wilson"]
