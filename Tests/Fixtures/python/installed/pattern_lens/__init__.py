"""Stands for a package that is installed."""
