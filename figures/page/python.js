// The same training in Python, with the package.

// A program that ends with the loss and n of the page.
export function inPython({ choice, table, start, kind, rate, steps }) {
  const inputs = table.names.length - 1, measured = ["trees", "delivery"].includes(choice.data);
  const [w, b, n] = [start.slice(0, -2), start.at(-2), start.at(-1)], batch = table.rows.length > 128;
  const load = measured ? [`task = mg.tasks.load("${choice.data}")`]
    : ["import numpy as np", "", "rows = np.array([", ...table.rows.map((row) => `    [${row.join(", ")}],`), "])",
      "# Each column is divided by its mean.", "rows /= rows.mean(axis=0)", "task = mg.tasks.Task.from_arrays(rows[:, :-1], rows[:, -1:])"];
  const begin = choice.start === "random"
    ? [`neuron.weight.data[:], neuron.bias.data[:] = [[${w.join(", ")}]], ${b}`]
    : ["# The best weights for this n:", "mg.train.warm_start(neuron, task)"];
  return ["import minigrad as mg", ...load, "",
    `neuron = mg.nn.AddMul(${inputs}, 1, kind="${kind}", bias=True, n=${n})`, ...begin,
    `history = mg.train.fit(neuron, task, lr=${rate}, steps=${steps}${batch ? `, batch_size=${table.rows.length}` : ""})`,
    "print(neuron.n.item(), history.loss[-1])"].join("\n");
}
