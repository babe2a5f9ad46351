// « Conduire le point »: what one is typing is never replaced by what comes from the server.
(function () {
  "use strict";
  const sent = new WeakMap();
  const warning = function (shown) { document.getElementById("non-enregistre").hidden = !shown; };
  const controls = function (within) { return within.querySelectorAll("input:not([type=hidden]), select, textarea"); };

  function changed(control) {
    if (control.tagName === "SELECT") {
      return Array.from(control.options).some(function (option) { return option.selected !== option.defaultSelected; });
    }
    return control.value !== control.defaultValue;
  }

  function busy(part) {
    return part.contains(document.activeElement) || Array.from(controls(part)).some(changed);
  }

  // What was saved is from then on what the field starts from.
  function settle(form) {
    (sent.get(form) || []).forEach(function (pair) {
      const control = pair[0];
      if (control.tagName === "SELECT") {
        Array.from(control.options).forEach(function (option) { option.defaultSelected = option.value === pair[1]; });
      } else {
        control.defaultValue = pair[1];
      }
    });
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    const form = event.target.closest("form[data-part]");
    if (form) sent.set(form, Array.from(controls(form)).map(function (control) { return [control, control.value]; }));
  });

  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    const target = event.detail.target;
    if (target.classList.contains("app-part") && busy(target)) event.detail.shouldSwap = false;
  });

  let kept = null;
  document.addEventListener("htmx:beforeSwap", function (event) {
    const detail = event.detail;
    if (new URL(detail.xhr.responseURL).pathname.endsWith("/connexion")) {
      detail.shouldSwap = false;
      warning(true);
      return;
    }
    const target = detail.target;
    const active = document.activeElement;
    kept = { open: Array.from(target.querySelectorAll("details[open][id]")).map(function (d) { return d.id; }) };
    if (target.contains(active) && active.id) kept.typing = { id: active.id, value: active.value };
    if (target.classList.contains("app-part")) replaced(target, active);
  });

  // A form replaced as a whole: what was typed while its answer was on the way is typed in the new one.
  function replaced(part, active) {
    const values = sent.get(part.querySelector("form[data-part]")) || [];
    kept.since = values.map(function (pair) { return { id: pair[0].id, then: pair[1], now: pair[0].value }; })
      .filter(function (one) { return one.now !== one.then; });
    // The next action is typed at once.
    if (part.classList.contains("app-left") && part.contains(active)) kept.settled = part.id;
    if (part.id === "action-nouvelle" && part.contains(active)) kept.typing = { id: "action-nouvelle-title" };
  }

  document.addEventListener("htmx:afterSwap", function () {
    if (!kept) return;
    (kept.since || []).forEach(function (one) {
      const control = document.getElementById(one.id);
      if (control) control.value = one.now;
    });
    kept.open.forEach(function (id) { const d = document.getElementById(id); if (d) d.open = true; });
    const again = kept.typing && document.getElementById(kept.typing.id);
    if (again) {
      if (again.tagName === "TEXTAREA") again.value = kept.typing.value;
      again.focus();
    }
    if (kept.settled) document.getElementById(kept.settled).querySelector("button:not([tabindex])").focus();
    kept = null;
  });

  // What was asked for is shown: the list of places no longer hides it.
  document.addEventListener("click", function (event) {
    const list = event.target.closest("details[data-jumps] a") && event.target.closest("details");
    if (list) list.open = false;
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.detail.elt.closest("form[data-part]"); // the event itself is told above a form that was replaced
    if (!form) return;
    const status = event.detail.xhr.status;
    if (status === 200) settle(form);
    warning(status !== 200 && status !== 409 && status !== 422);
  });
})();
