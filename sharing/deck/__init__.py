"""The deck: a view as slides with native charts."""
