"""What the forum tells those above it. Receivers write rows only, inside the sender's transaction."""

from django.dispatch import Signal

# A thread's opening, a reply or an edit was saved. Arguments: actor (Actor), post (Post, with thread and author
# loaded), assessment (crisis.detection.Assessment).
published = Signal()
