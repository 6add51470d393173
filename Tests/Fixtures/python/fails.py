"""Fails while it is imported."""

WIDTH = 3
WIDTH / 0
