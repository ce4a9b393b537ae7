"""Optimizers, which change parameters against their gradient. Read optimizers.py."""

from .optimizers import Adam, Optimizer, clip_gradients

__all__ = ["Adam", "Optimizer", "clip_gradients"]
