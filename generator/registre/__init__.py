"""Registre: a public transparency register and dataset catalogue for health data."""

__version__ = "0.1.0"
