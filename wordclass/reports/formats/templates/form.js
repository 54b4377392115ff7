// Send the text, show what is being done, and go to the report when it is ready.
"use strict";
const byId = (id) => document.getElementById(id);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function ask(address, options) {
  const answer = await fetch(address, options).catch(() => null);
  return answer ? answer.json().catch(() => ({ error: "the server failed" })) : { error: "the server has stopped" };
}
async function follow(asked, stage) {
  const button = byId("form").querySelector("button");
  button.disabled = true;
  byId("stage").textContent = `${stage} …`;
  let found = await asked;
  while (!found.error && !found.done) {
    byId("stage").textContent = `${found.stage} …`;
    await pause(500);
    found = await ask("progress");
  }
  if (found.done) location = "report";
  byId("stage").textContent = found.error;
  button.disabled = false;
}
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = byId("text").files;
  const settings = new URLSearchParams({ name: file.name, tied: byId("tied").checked });
  for (const id of ["encoding", "classes", "min_count", "sentences", "language"]) settings.set(id, byId(id).value);
  follow(ask(`run?${settings}`, { method: "POST", body: file }), "sending the text");
});
ask("progress").then((found) => {
  if (found.stage) follow(found, found.stage); // the page was closed meanwhile
  byId("made").hidden = !found.done;
});
