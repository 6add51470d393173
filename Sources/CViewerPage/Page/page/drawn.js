// A figure function's picture of the page's head, in place of the pattern.
import * as data from "./data.js";
import { at, make } from "./dom.js";
import { here, options, tagOf } from "./here.js";
import { nameOf } from "./panels.js";

/// Shows what the chosen figure function draws; the pattern where none is chosen.
export function showDrawn() {
  const { place } = here;
  const figure = here.figures.find(entry => entry.name === options.figure);
  at("drawn").hidden = !figure;
  at("panels").hidden = Boolean(figure);
  at("look").hidden = Boolean(figure);
  if (!figure || !place) return;
  const item = { ...place, tag: tagOf(place) };
  const address = format => data.tile(item, { ...figure, format }, 0);
  const isMap = figure.format === "png";
  const image = make("img", { src: address(figure.format === "pdf" ? "png" : figure.format), alt: `${figure.name} of ${place.model} ${nameOf(place)}`, class: isMap ? "cells" : "" });
  const problem = make("p", { class: "problem" });
  image.onerror = async () => { try { await data.get(image.src); } catch (reason) { problem.textContent = reason.message; } };
  const isOwn = !["folder", "site"].includes(figure.origin) && !figure.origin?.startsWith("Python");
  at("drawn").replaceChildren(make("h2", {}, `${nameOf(place)} · ${figure.name}`), make("p", { class: "hint" }, figure.summary ?? ""), image, problem,
    make("span", { class: "row-of-buttons" }, "Save ", ...(isOwn ? ["svg", "pdf", "png"] : [figure.format]).map(format =>
      make("a", { class: "button", href: address(format), download: `${place.model}-${nameOf(place)}-${figure.name}.${format}` }, format.toUpperCase()))),
    figure.code ? make("details", {}, make("summary", {}, "How it is drawn"), make("pre", {}, figure.code)) : "");
}
