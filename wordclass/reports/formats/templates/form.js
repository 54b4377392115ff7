// Send the text, show what is being done, and reload when the report is there.
"use strict";
const byId = (id) => document.getElementById(id);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter, [file] = byId("text").files;
  button.disabled = true;
  const settings = new URLSearchParams({ name: file.name, tied: byId("tied").checked });
  for (const id of ["classes", "min_count", "sentences", "language"]) settings.set(id, byId(id).value);
  byId("stage").textContent = "sending the text …";
  await fetch(`run?${settings}`, { method: "POST", body: file });
  for (;;) {
    const { stage, error, done } = await (await fetch("progress")).json();
    if (done) return location.reload();
    byId("stage").textContent = error || `${stage} …`;
    if (error) break;
    await pause(500);
  }
  button.disabled = false;
});
