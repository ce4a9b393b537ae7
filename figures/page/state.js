// What has been chosen: kept in the address, drawn, and told to who listens.

export const tables = JSON.parse(document.getElementById("tables").textContent);
export const byId = (id) => document.getElementById(id);
export const write = (id, words) => { byId(id).textContent = unbroken(words); };
// A line must not end within n = 0.5, or within 2 × 10⁻⁵.
const unbroken = (words) => words.replace(/\bn = (?=[\d½])|(?<=\d) × (?=10)/g, (signs) => signs.replaceAll(" ", "\u00a0"));

export const oneOf = (...names) => (text) => names.includes(text);
export const whole = (most) => (text) => /^\d+$/.test(text) && +text <= most;
export const between = (low, high) => (text) => /^-?\d*\.?\d+(e[-+]?\d+)?$/i.test(text) && +text >= low && +text <= high;

// Everything that can be chosen, by name: its default, and which texts in the address are accepted.
const CHOICES = {}, PARTS = [];
export const state = {};

// A part of the page: what can be chosen in it, how it is drawn, and how it begins with choices from the address.
export function part(choices, draw, begin = draw) {
  Object.assign(CHOICES, choices);
  PARTS.push({ draw, begin });
}

export function restore() {
  const found = new URLSearchParams(location.hash.slice(1));
  for (const [name, [usual, accepts]] of Object.entries(CHOICES)) {
    const text = found.get(name);
    state[name] = text !== null && accepts(text) ? text : usual;
    const control = byId(name);
    if (control && "value" in control) {
      control.value = state[name];
      if (control.type === "range") state[name] = control.value;   // it goes to its nearest step
    } else if (document.querySelector(`input[name=${name}]`)) check(name, state[name]);
  }
  for (const { begin } of PARTS) begin();
}
export const check = (name, value) => {
  document.querySelector(`input[name=${name}][value="${value}"]`).checked = true;
};
export function drawAll() {
  for (const { draw } of PARTS) draw();
}

// Browsers refuse an address that changes too often, as while a slider is dragged: wait a little.
let saving;
function save() {
  clearTimeout(saving);
  saving = setTimeout(saveNow, 350);
}
export function saveNow() {
  clearTimeout(saving);
  const told = Object.entries(state).filter(([name, text]) => text !== CHOICES[name][0]);
  history.replaceState(null, "", "#" + new URLSearchParams(told));
}

// Tell a screen reader what came out: once, when the hand rests, and not all along a drag.
let announcing;
export function announce(summary) {
  clearTimeout(announcing);
  announcing = setTimeout(() => write("status", summary()), 600);
}

// Draw what was chosen, keep it in the address, and say it.
export function choose(changes, draw, summary) {
  Object.assign(state, changes);
  draw();
  save();
  announce(summary);
}
export function connect(names, draw, summary) {
  for (const name of names) {
    for (const input of document.querySelectorAll(`#${name}, input[name=${name}]`)) {
      input.addEventListener("input", () => choose({ [name]: input.value }, draw, summary));
    }
  }
}

// Let a button play and pause: it repeats a step until that returns false. Returns how to stop it.
export function player(button, pause, step) {
  const name = button.textContent;
  let timer;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    button.textContent = name;
  };
  const go = () => step() || stop();
  button.addEventListener("click", () => {
    if (timer) return stop();
    button.textContent = "Pause";
    timer = setInterval(go, pause);
    go();                                              // the first step at once
  });
  return stop;
}
