"""Studies: what the data say about a trained model. Read profile.py, leave_out.py, findings.py."""

from .findings import Findings, findings
from .leave_out import leave_out
from .profile import Profile, profile

__all__ = ["Findings", "Profile", "findings", "leave_out", "profile"]
