// Send the text, show what is being done, and reload when the report is ready.
"use strict";
const byId = (id) => document.getElementById(id);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function ask(address, options) {
  const answer = await fetch(address, options).catch(() => null);
  return answer ? answer.json().catch(() => ({ error: "the server failed" })) : { error: "the server has stopped" };
}
byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter, [file] = byId("text").files;
  button.disabled = true;
  const settings = new URLSearchParams({ name: file.name, tied: byId("tied").checked });
  for (const id of ["encoding", "classes", "min_count", "sentences", "language"]) settings.set(id, byId(id).value);
  byId("stage").textContent = "sending the text …";
  let found = await ask(`run?${settings}`, { method: "POST", body: file });
  while (!found.error && !found.done) {
    byId("stage").textContent = `${found.stage} …`;
    await pause(500);
    found = await ask("progress");
  }
  if (found.done) location.reload();
  byId("stage").textContent = found.error;
  button.disabled = false;
});
