// What the shell does while the page is open. Of several open pages one listens and tells the others, since a browser
// gives one host six connections only.
import * as data from "./data.js";
import { say } from "./dom.js";

const names = ["hello", "captured", "dropped", "registered", "selected"];

/// Calls `onEvent(name, content)` for what happens from now on, and `onEvent("again", {})` where something may have
/// been missed.
export function listen(onEvent) {
  const channel = new BroadcastChannel("plens-events");
  let isLeader = false;
  let known = data.session.revision; // something may have happened since
  const take = ({ name, content, revision }) => {
    if (name !== "hello" || revision !== known) data.forgetFirst();
    if (name === "hello") {
      if (revision !== known) onEvent("again", {});
      known = revision;
      return;
    }
    known = revision;
    onEvent(name, content);
  };
  // What the others were told before the channel was open is made up for by the revision that they know.
  channel.onmessage = ({ data: message }) => {
    if (message.name !== "ask") take(message);
    else if (isLeader) channel.postMessage({ name: "hello", content: {}, revision: known });
  };
  channel.postMessage({ name: "ask" });
  const lead = () => new Promise(() => {
    isLeader = true;
    const events = new EventSource("api/events");
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
      if (!isGone) say("The viewer does not answer; it may have been stopped.", "problem");
      isGone = true;
      document.body.classList.add("gone");
    };
    events.onopen = () => document.body.classList.remove("gone");
  });
  if (navigator.locks) navigator.locks.request(`plens-events ${location.host}`, lead);
  else lead();
}
