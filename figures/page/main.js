// Begin: all parts of the page, in their order.

import { readColours } from "./drawing.js";
import { byId, drawAll, restore } from "./state.js";
import "./between.js";
import "./train.js";
import "./backward.js";
import "./valley.js";

restore();
window.addEventListener("hashchange", () => { if (location.hash.includes("=")) restore(); });
window.addEventListener("resize", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); drawAll(); });
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();                              // the address holds the state: leave it
  byId("toys").focus();
});
