"""Studies: what the data say about a trained model. Read profile.py, leave_out.py, findings.py."""

from .leave_out import leave_out
from .profile import Profile, profile

__all__ = ["Profile", "leave_out", "profile"]
