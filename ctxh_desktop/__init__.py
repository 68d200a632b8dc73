"""Sổ công tác xã hội: the working book of a commune's social-work collaborator."""

__version__ = "0.1.0"
