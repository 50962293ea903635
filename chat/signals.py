"""What the rooms tell those above them. Receivers write rows only, inside the sender's transaction."""

from django.dispatch import Signal

# A message was saved. Arguments: actor (Actor), event (RoomEvent, with room and author loaded),
# assessment (crisis.detection.Assessment).
published = Signal()
