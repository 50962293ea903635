"""The doors of members: coming in, one's own place, the pages of the house and their keepers."""

from members.views.entrance import csrf_failure

__all__ = ["csrf_failure"]
