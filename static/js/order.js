// The roadmap put in order with the mouse. The keyboard has the buttons « Monter » and « Descendre ».
(function () {
  "use strict";
  const status = document.getElementById("ordre");
  if (!status) return;
  const KINDS = [".app-priority[data-place]", ".app-objective[data-place]"];
  const BUTTONS = ":scope > .app-buttons, :scope > details .app-buttons";
  const siblings = function (item, kind) {
    return Array.from(item.parentElement.children).filter(function (other) { return other.matches(kind); });
  };
  const key = function (item) { return item.id.split("-").pop(); };

  function restore(order, after) {
    order.forEach(function (item) { after.parentElement.insertBefore(item, after); });
    after.remove();
  }

  // What the buttons offer depends on the place: first and last have one less.
  async function refreshButtons(items) {
    const answer = await fetch(window.location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    items.forEach(function (item) {
      const old = item.querySelector(BUTTONS);
      const other = fresh.getElementById(item.id);
      const buttons = other && other.querySelector(BUTTONS);
      if (old && buttons) old.replaceWith(document.importNode(buttons, true));
    });
  }

  async function send(item, before, now) {
    const title = item.querySelector("h3, h4").textContent.trim();
    const rank = now.indexOf(item) + 1;
    const values = new URLSearchParams({
      csrf_token: document.querySelector("input[name=csrf_token]").value,
      rank: rank,
      seen: before.map(key).join(","),
    });
    const answer = await fetch(item.dataset.place, { method: "POST", body: values, redirect: "manual" });
    if (answer.status !== 204) { window.location.reload(); return; } // the page says why
    status.textContent = "« " + title + " » déplacé en position " + rank + " sur " + now.length + ".";
    await refreshButtons(now);
  }

  function start(event, item, kind) {
    if (event.button !== 0 || document.body.dataset.ordering) return;
    event.preventDefault();
    const before = siblings(item, kind);
    const last = before[before.length - 1];
    const end = document.createElement("span");
    end.hidden = true;
    last.after(end);
    document.body.dataset.ordering = "1";
    item.classList.add("app-moving");

    function move(event) {
      const others = siblings(item, kind).filter(function (other) { return other !== item; });
      const next = others.find(function (other) {
        const box = other.getBoundingClientRect();
        return event.clientY < box.top + box.height / 2;
      });
      const place = next || end;
      if (item.nextElementSibling !== place) item.parentElement.insertBefore(item, place);
    }

    function stop(kept) {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", cancel);
      document.removeEventListener("keydown", escape);
      delete document.body.dataset.ordering;
      item.classList.remove("app-moving");
      const now = siblings(item, kind);
      const moved = now.some(function (other, index) { return other !== before[index]; });
      if (!kept || !moved) { restore(before, end); return; }
      send(item, before, now).then(function () { end.remove(); }, function () {
        restore(before, end);
        status.textContent = "Le déplacement n’a pas été enregistré : vérifiez votre connexion.";
      });
    }

    function drop() { stop(true); }
    function cancel() { stop(false); }
    function escape(event) { if (event.key === "Escape") stop(false); }
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", cancel);
    document.addEventListener("keydown", escape);
  }

  KINDS.forEach(function (kind) {
    document.querySelectorAll(kind).forEach(function (item) {
      if (siblings(item, kind).length < 2) return;
      const handle = document.createElement("span");
      handle.className = "app-handle";
      handle.setAttribute("aria-hidden", "true");
      handle.title = "Glisser pour déplacer";
      handle.addEventListener("pointerdown", function (event) { start(event, item, kind); });
      item.querySelector("h3, h4").before(handle);
    });
  });
})();
