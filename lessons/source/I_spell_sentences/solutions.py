"""Solutions to "A network that spells"."""

import itertools

import numpy as np


# Exercise 1. The same may be added to all scores. Take the largest away from all: then no power is above
# 1, and one of them is 1, so that the sum can be divided by.
def safe_softmax(scores):
    powers = np.exp(scores - np.max(scores))
    return powers / powers.sum()


# Exercise 2. One who sees a single letter can do no better than to name its most frequent follower.
# (The network of the lesson, trained with W held at 0, comes to the same number.)
followers = {}
sentence = "she sells sea shells by the sea shore."
for letter, following in itertools.pairwise(sentence):
    followers.setdefault(letter, []).append(following)
most_without_memory = sum(max(map(seen.count, seen)) for seen in followers.values())

answers = {"I.1": (safe_softmax,), "I.2": (most_without_memory,)}
