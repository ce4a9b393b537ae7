"""Solutions to "Gradients of complex numbers"."""

import minigrad as mg

# Exercise 1. The slope of 2xy along x is 2y = 4, and along y it is 2x = 2.
gradient_of_imaginary_part = 4 + 2j


# Exercise 2. The derivative of z³ is s = 3z². mg.gradcheck passes with it, on complex numbers too.
def rule(g, y, z):
    return g * (3 * z * z).conjugate()


# Exercise 3. The loss is 0 where both are equal. Its square is smooth there; abs alone has a kink.
z = mg.Tensor(1j, requires_grad=True)
for _ in range(200):
    loss = abs(mg.exp(z) - z) ** 2
    z.zero_grad()
    loss.backward()
    z.data -= 0.1 * z.grad
fixed_point = z.item()

answers = {
    "C.1": (gradient_of_imaginary_part,),
    "C.2": (rule,),
    "C.3": (fixed_point,),
}
