// Small challenges, none of them needed.

import { announce, byId } from "./state.js";

const CHALLENGES = {
  product: "Train a neuron that multiplies.",
  stuck: "Make it get stuck: let the ball end above the lowest place. (Another start or another learning rate may do it.)",
  between: "Find a law that is neither a sum nor a product, and that a neuron in between fits.",
  neither: "Find a law that no neuron can fit, wherever its n goes.",
};

byId("challenges").innerHTML = Object.entries(CHALLENGES)
  .map(([name, words]) => `<li id="challenge-${name}"><span class="box">☐</span> ${words}</li>`).join("");

export function challenge(name, done) {
  const item = byId(`challenge-${name}`), box = item.firstElementChild;
  if (!done || box.textContent === "☑") return;
  box.textContent = "☑";
  item.append(" Done!");
  announce(() => `Challenge done: ${CHALLENGES[name]}`);
}
