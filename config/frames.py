"""The table of frames: which handler answers which `type`. Chat brings its own, moderation those of power."""

from chat import frames as chat_frames
from moderation import frames as moderation_frames

FRAMES = {**chat_frames.FRAMES, **moderation_frames.FRAMES}
