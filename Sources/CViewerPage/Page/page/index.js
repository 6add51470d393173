// The grid page: first the pictures, then all that stands around them.
import * as data from "./data.js";
import { at } from "./dom.js";
import * as choosing from "./choices.js";
import { choices } from "./choices.js";
import { firstPicture, keepPlace, offerOrders, refresh, setUpGrid } from "./grid.js";
import { wearTheme } from "./keys.js";

let around = null;
/// What stands around the grid, which no picture waits for: its script comes once, and then works.
const rest = () => around ??= import("./around.js").then(module => { module.setUp(); return module; });

setUpGrid(async () => (await rest()).learnFigures());
try {
  await data.start();
  await choosing.load();
  choosing.fromAddress();
  await choosing.findPrompts();
  offerOrders();
  keepPlace();
  let shown = choices.view === "grid" ? refresh() : null;
  wearTheme();
  if (shown) await firstPicture;
  const { follow, show, showChoices } = await rest();
  shown ??= show(choices.view);
  showChoices();
  document.body.classList.remove("loading"); // it works; what it shows may take longer
  if (data.session.live) follow();
  await shown;
} catch (problem) {
  wearTheme();
  at("status").textContent = problem.message;
  at("grid").dataset.empty = problem.message;
  await rest().catch(() => {}); // it is what did not come
} finally {
  document.body.classList.remove("loading");
}
