"""What the forum tells those above it. Receivers write rows only, inside the sender's transaction."""

from django.dispatch import Signal

# A thread's opening, a reply or an edit was saved. Arguments: actor (Actor), post (Post, with thread and author
# loaded), assessment (crisis.detection.Assessment).
published = Signal()

# Words wait to be read before others see them, or were changed meanwhile. Arguments: actor, held (HeldPost), and
# assessment (crisis.detection.Assessment).
held_back = Signal()

# Their author took words back that waited. Arguments: actor, held.
held_ended = Signal()
