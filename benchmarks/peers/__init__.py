"""What the rooms are measured against: other servers that do the same, in the same run."""
