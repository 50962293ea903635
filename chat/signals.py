"""What the rooms tell those above them. Receivers write rows only, inside the sender's transaction."""

from django.dispatch import Signal

# A message was saved. Arguments: actor (Actor), event (RoomEvent, with room and author loaded),
# assessment (crisis.detection.Assessment).
published = Signal()

# A message waits to be read before others see it, or was changed meanwhile. Arguments: actor, held (HeldMessage), and
# assessment (crisis.detection.Assessment).
held_back = Signal()

# Its author took back a message that waited. Arguments: actor, held.
held_ended = Signal()
