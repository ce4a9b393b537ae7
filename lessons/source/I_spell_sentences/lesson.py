# %% [markdown]
# # A network that spells
#
# - **You will make** a network that learns a sentence letter by letter, and says it.
# - **You will learn** how scores become probabilities, how to measure a guess that has probabilities, and
#   how a network remembers.
# - **You need** [lesson 5](05_scale_steps.ipynb), and [lesson 7](07_multiply_inputs.ipynb) for logarithms.
# - **13 minutes** to read and run, **8** for the exercises
#
# "She sells sea shells by the sea shore." What comes after an s? Sometimes an h, sometimes an e or a blank.
# The network has to know where in the sentence it is.

# %%
import itertools

import matplotlib.pyplot as plt
import numpy as np
from checks import check, solution

import minigrad as mg

plt.style.use("minigrad.plot.teaching")

# %% [markdown]
# ## From scores to probabilities
#
# A network's outputs are any numbers; call them *scores*, one for each letter, and the highest is its guess.
# To learn, it should say more: how sure it is. That takes probabilities: positive numbers that add up to 1.
# exp makes any number positive, and a division makes the sum 1:
#
# $$p_k = \frac{e^{s_k}}{\sum_j e^{s_j}}$$
#
# This is called *softmax*, a soft form of "the largest takes all". **Guess:** what happens to the
# probabilities if you add 5 to all scores?


# %%
def softmax(scores):
    powers = np.exp(scores)
    return powers / powers.sum()


scores = np.array([2.0, 1.0, -1.0])
print("by hand:    ", softmax(scores).round(4))
print("mg.softmax: ", mg.softmax(scores).numpy().round(4))
print("5 more each:", softmax(scores + 5).round(4))
print("doubled:    ", softmax(2 * scores).round(4))

# %% [markdown]
# Nothing: every e^s gets the same factor e⁵, which the division takes out again. Only differences of scores
# count. If they grow, the largest takes more.
#
# ## How good is a guess?
#
# A sentence is right only if every letter is. The probability of several things together is the *product* of
# their probabilities, and a product of many numbers below 1 is tiny. So take its logarithm, which is a sum
# (lesson 7): log p₁ + log p₂ + … The larger, the better. A loss should fall instead, and not depend on the
# length: so take minus the mean. It is called the *cross-entropy*:
#
# $$\text{loss} = -\,\text{mean of } \log p$$
#
# p is the probability that the network gave to the letter that really came.

# %%
for p in (0.99, 0.5, 1 / 12, 0.01):
    print(f"p = {p:.2f}: -log p = {-np.log(p):.3f}")
right = 0  # say that letter 0 came
print(f"\nby hand:             {-np.log(softmax(scores)[right]):.4f}")
print(f"mg.nn.cross_entropy: {mg.nn.cross_entropy([scores], [right]).item():.4f}")

# %% [markdown]
# To be sure and right costs nearly nothing, to be sure and wrong costs much. To give all twelve letters of our
# sentence the same probability costs log 12 = 2.485.
#
# How do the scores have to move? **Guess** the sign of the slope of the loss with respect to the score of the
# right letter, and with respect to the others.

# %%
slopes = mg.grad(lambda s: mg.nn.cross_entropy(s[None], [right]))(scores).numpy()
print("slopes:                   ", slopes.round(4))
print("probabilities less (1,0,0):", (softmax(scores) - np.eye(3)[right]).round(4))
print("checked:", mg.gradcheck(lambda s: mg.nn.cross_entropy(s[None], [right]), scores))

# %% [markdown]
# Negative for the right letter, so its score rises; positive for the others. And the slope is just what the
# network said, minus what came. Few formulas in this course are simpler.
#
# ## A network that remembers
#
# It reads a letter, and guesses the next one. A letter goes in as a vector with a 1 at its own place and 0
# elsewhere (*one-hot*), so that the matrix U has a column for each letter. But from the present letter alone one
# cannot tell what comes after an s. So let the layer's output h go back into the same layer, together with the
# next letter: then h can hold what was read before. Such a network is called *recurrent*.
#
# $$h_{\text{new}} = \tanh(U \cdot \text{letter} + W h_{\text{old}}), \qquad \text{scores} = V h_{\text{new}}$$

# %% tags=["hide-input"]
fig, ax = plt.subplots(figsize=(8, 2.5))
for k, (letter, following) in enumerate(zip("she s", "he se", strict=True)):
    shown, then = (character.replace(" ", "blank") for character in (letter, following))
    box = {"boxstyle": "circle,pad=0.5", "facecolor": "white", "edgecolor": "C5", "linewidth": 2}
    ax.text(k, 0, "h", ha="center", va="center", size=14, bbox=box)
    for start, end in (
        ((k, -0.85), (k, -0.33)),
        ((k, 0.33), (k, 0.85)),
        ((k + 0.25, 0), (k + 0.75, 0)),
    ):
        ax.annotate(
            "", end, start, arrowprops={"arrowstyle": "-|>", "color": "0.4", "linewidth": 1.5}
        )
    ax.text(k, -1.05, shown, ha="center", va="center", size=14)
    ax.text(k, 1.05, then, ha="center", va="center", size=14, color="C5")
for at, text in ((-1.05, "reads"), (0, "remembers"), (1.05, "guesses")):
    ax.text(-0.5, at, text, ha="right", va="center", size=13, color="0.4")
for at, name in (((0.05, -0.6), "U"), ((0.05, 0.58), "V"), ((0.5, 0.17), "W")):
    ax.text(*at, name, size=13, color="0.4", va="center", ha="left")
ax.set(xlim=(-1.5, 4.9), ylim=(-1.3, 1.3))
ax.axis("off")
plt.show()

# %%
TEXT = "she sells sea shells by the sea shore."
LETTERS = sorted(set(TEXT))
codes = [LETTERS.index(letter) for letter in TEXT]
one_hot = np.eye(len(LETTERS))
SIZE = 16  # of the memory h


def new_weights():
    rng, count = np.random.default_rng(0), len(LETTERS)
    shapes = {"U": (SIZE, count), "W": (SIZE, SIZE), "V": (count, SIZE)}
    return {name: rng.normal(0, 0.3, shape) for name, shape in shapes.items()}


# %%
def read(weights, h, code):
    h = mg.tanh(weights["U"] @ one_hot[code] + weights["W"] @ h)
    return h, weights["V"] @ h  # the new memory, and a score for each letter that may follow


def loss_of(weights):
    h, rows = np.zeros(SIZE), []
    for code in codes[:-1]:
        h, scores = read(weights, h, code)
        rows.append(scores)
    return mg.nn.cross_entropy(mg.stack(rows), codes[1:])


print(
    f"before training: {loss_of(new_weights()).item():.3f}",
    "checked:",
    mg.gradcheck(loss_of, new_weights()),
)

# %% [markdown]
# The gradient goes back through all 37 letters. To let the network speak, we give it an s, and then each time the
# letter that it takes to be most probable. **Guess:** which part of the sentence will it learn last?


# %%
def speak(weights):
    h, spoken = np.zeros(SIZE), codes[:1]
    for _ in TEXT[1:]:
        h, scores = read(weights, h, spoken[-1])
        spoken.append(scores.numpy().argmax())
    return "".join(LETTERS[code] for code in spoken)


def sureness(weights):
    """Return the probability of each letter that comes next, when the sentence is read."""
    h, found = np.zeros(SIZE), []
    for code, following in itertools.pairwise(codes):
        h, scores = read(weights, h, code)
        found.append(softmax(scores.numpy())[following])
    return found


# %%
weights = {name: mg.nn.Parameter(array) for name, array in new_weights().items()}
optimizer, certainty = mg.optim.Adam(weights.values(), lr=0.01), {}
for step in range(201):
    if step in (0, 10, 25, 50, 200):
        certainty[step] = sureness(weights)
        print(f"{step:>4}  {speak(weights)}")
    optimizer.zero_grad()
    loss_of(weights).backward()
    optimizer.step()

# %% tags=["picture", "hide-input"]
fig, ax = plt.subplots(figsize=(9, 2.4))
ax.imshow(list(certainty.values()), cmap="Greens", vmin=0, vmax=1.5, aspect="auto")
for x, letter in enumerate(TEXT[1:]):
    for y in range(len(certainty)):
        ax.text(x, y, letter, ha="center", va="center")
ax.set(xticks=[], yticks=range(len(certainty)), yticklabels=certainty, ylabel="step")
ax.set_title("The darker, the surer of the right letter", size=15)
plt.show()

# %% [markdown]
# Look at the row of step 50. Pale are the first h, when there is nothing yet to remember, and the places where
# the sentence goes another way than it mostly does after that letter: the b of "by", the o of "shore". There it
# has to know more than the present letter. So when it speaks, it still takes the wrong way once, at the last
# "sh". After 200 steps it spells. (It has learned by heart: it has far more
# weights than the sentence has letters. A network that is to speak of something else needs much more text.)
#
# ## Your turn
#
# Replace each `...`, run the cell, and read what `check` says. `solution("I.1")` shows a worked answer.
#
# **Exercise 1.** Scores of 1000 and 999 make `softmax` above overflow. Write one that does not. (Adding the same to
# all scores changes nothing: what will you add?)


# %% tags=["exercise"]
def safe_softmax(scores):
    return ...


check("I.1", safe_softmax)

# %% [markdown]
# **Exercise 2.** Say that W were 0, so that the network knew only the present letter. How many of the 37 next
# letters of the sentence could it get right at most? (Count, or let Python count.)

# %% tags=["exercise"]
most_without_memory = ...
check("I.2", most_without_memory)

# %% [markdown]
# ## Five questions
#
# <details><summary>What does softmax do?</summary>
#
# It turns scores into probabilities: exp makes them positive, a division makes their sum 1.
# </details>
#
# <details><summary>Why does the loss have a logarithm?</summary>
#
# Probabilities of many letters are multiplied. The log turns the product into a sum.
# </details>
#
# <details><summary>What does a network lose that gives all twelve letters the same probability?</summary>
#
# log 12 = 2.485 for each letter.
# </details>
#
# <details><summary>What is the slope of the cross-entropy with respect to the scores?</summary>
#
# The probabilities, minus 1 at the place of what really came.
# </details>
#
# <details><summary>What makes a network recurrent?</summary>
#
# Its output goes back into it at the next step, so that it can remember.
# </details>
#
# ## In practice
#
# `mg.nn.cross_entropy(scores, labels)` takes scores, not probabilities, and does not overflow. For texts, larger
# networks of other kinds are used; their last layer and their loss are these.
#
# ![A table of letters in five rows, from pale to dark green: after 200 steps all letters are dark](pictures/I_spell_sentences.png)
#
# ## New words
#
# - **softmax**: e^s divided by the sum of all e^s: scores become probabilities.
# - **cross-entropy**: a loss for labels: the mean of −log p, p being the probability of the right label.
# - **recurrent**: said of a network whose output is an input of its next step.
#
# ## Further reading
#
# - A. Karpathy, [The Unreasonable Effectiveness of Recurrent Neural
#   Networks](https://karpathy.github.io/2015/05/21/rnn-effectiveness/).
# - `minigrad/nn/losses.py`: the cross-entropy.
