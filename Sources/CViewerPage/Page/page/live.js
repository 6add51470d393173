// What the shell does while the page is open. Of several open pages one listens and tells the others, since a browser
// gives one host six connections only.
import * as data from "./data.js";
import { say } from "./dom.js";

let events = null; // the stream, where this page listens

const names = ["hello", "captured", "dropped", "registered", "selected", "opened"];

/// Calls `onEvent(name, content)` for what happens from now on, and `onEvent("again", {})` where something may have
/// been missed.
export function listen(onEvent) {
  const tell = (name, content) => onEvent(name, content).catch(problem => say(problem.message, "problem"));
  const channel = new BroadcastChannel("plens-events");
  let isLeader = false;
  let known = data.session.revision; // something may have happened since
  const take = ({ name, content, revision }) => {
    if (name !== "hello" || revision !== known) data.forgetFirst();
    if (name === "hello") {
      if (revision !== known) tell("again", {});
      known = revision;
      return;
    }
    known = revision;
    tell(name, content);
  };
  // What the others were told before the channel was open is made up for by the revision that they know.
  channel.onmessage = ({ data: message }) => {
    if (message.name === "lead" || message.name === "who") return;
    if (message.name === "gone") return tellGone(true);
    if (message.name !== "ask") { tellGone(false); take(message); }
    else if (isLeader) channel.postMessage({ name: "hello", content: {}, revision: known });
  };
  channel.postMessage({ name: "ask" });
  const lead = () => new Promise(() => {
    isLeader = true;
    events = new EventSource("api/events");
    let isGone = false;
    for (const name of names) {
      events.addEventListener(name, event => {
        const message = { name, content: JSON.parse(event.data), revision: Number(event.lastEventId) };
        channel.postMessage(message);
        take(message);
        if (isGone) say("The viewer answers again.");
        isGone = false;
      });
    }
    events.onerror = () => {
      if (!isGone) say("The viewer does not answer; it may have been stopped. What is on this page stays.", "problem");
      isGone = true;
      channel.postMessage({ name: "gone" });
      tellGone(true);
    };
    events.onopen = () => tellGone(false);
  });
  if (navigator.locks) navigator.locks.request(`plens-events ${location.host}`, lead);
  else leadIfNobodyDoes(channel, lead);
}

/// Says whether the server is there, beside the title.
function tellGone(isGone) {
  document.body.classList.toggle("gone", isGone);
  const place = document.getElementById("live");
  if (place) place.lastChild.textContent = isGone ? "viewer stopped" : "live";
}

/// Chooses one of the open pages where a browser has no locks, as over plain http from another machine: the one that
/// leads says so every second, and where nobody has for a while the first to notice begins.
function leadIfNobodyDoes(channel, lead) {
  let [heard, isLeader] = [0, false];
  const own = Math.random();
  const beat = () => channel.postMessage({ name: "lead", own });
  channel.addEventListener("message", ({ data: { name, own: other } }) => {
    if (name === "lead") {
      heard = performance.now();
      // A tab in the background says so too seldom, and finds another one leading: one of the two ends.
      if (isLeader && other > own) { isLeader = false; events?.close(); }
    }
    if (name === "who" && isLeader) beat();
  });
  channel.postMessage({ name: "who" });
  const look = () => {
    if (isLeader) beat();
    else if (performance.now() - heard > 4000) {
      isLeader = true;
      beat();
      lead();
    }
    setTimeout(look, isLeader ? 1000 : 1500 + 1500 * own);
  };
  heard = performance.now() - 3600; // four tenths of a second for one that leads to say so
  setTimeout(look, 450 + 300 * own);
}
