"""Optimizers, which change parameters against their gradient. Read optimizers.py."""

from .optimizers import SGD, Adam, Optimizer, RMSprop, clip_gradients

__all__ = ["SGD", "Adam", "Optimizer", "RMSprop", "clip_gradients"]
