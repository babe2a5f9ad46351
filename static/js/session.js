// The end of the session is told before it comes, and put off by one press; another window may have done so already.
(function () {
  "use strict";
  const TOLD = 5 * 60; // seconds before the end
  const EVERY = 15;
  const box = document.querySelector("[data-session]");
  const said = box.querySelector("[data-session-said]");
  const stay = box.querySelector("button");
  let endsAt = Date.now() / 1000 + Number(box.dataset.seconds);
  let isOver = false;
  let before = null; // where one was, when the button was reached

  function left() { return endsAt - Date.now() / 1000; }

  function show(words, canStay) {
    if (said.textContent !== words) said.textContent = words;
    stay.hidden = !canStay;
    box.hidden = false;
  }

  // null: the session is over, or was closed.
  async function ask(address) {
    const answer = await window.fetch(address, { redirect: "manual", headers: { Accept: "application/json" } });
    if (answer.status >= 429) throw new Error("busy");
    if (!answer.ok) return null;
    const told = await answer.json();
    endsAt = Date.now() / 1000 + told.seconds;
    return told;
  }

  // `again`: one may have signed in again in another window.
  async function check(again) {
    if (isOver && !again) return;
    if (!isOver && left() > TOLD) { box.hidden = true; return; }
    try {
      const told = await ask(box.dataset.session);
      if (told === null) {
        isOver = true;
        show("Votre session est fermée. Gardez cette page : ce que vous enverrez sera mis de côté, et rendu une fois la connexion refaite.", false);
        return;
      }
      isOver = false;
      if (told.seconds > TOLD) {
        box.hidden = true;
      } else if (told.can_stay) {
        show("Faute d’activité, votre session se ferme à " + told.at + ".", true);
      } else {
        show("Votre session se ferme à " + told.at + ", " + box.dataset.hours + " après votre connexion. Enregistrez votre saisie, puis reconnectez-vous.", false);
      }
    } catch { /* no network for now: asked again later */ }
  }

  stay.addEventListener("focus", function (event) { if (event.relatedTarget) before = event.relatedTarget; });
  stay.addEventListener("click", async function () {
    try {
      const told = await ask(box.dataset.stay);
      if (told === null) { check(false); return; }
      (before || document.getElementById("contenu")).focus();
      show("Votre session continue jusqu’à " + told.at + ".", false); // until the next check
    } catch {
      show("La session n’a pas pu être prolongée : vérifiez votre connexion.", true);
    }
  });
  window.setInterval(function () { check(false); }, EVERY * 1000);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) check(true); });
})();
