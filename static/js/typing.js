// What one writes at length is not lost: drafts are kept as one types, and leaving a changed form asks.
(function () {
  "use strict";
  const PAUSE = 1500; // ms without typing before a draft is kept
  const FORMS = "form[method=post]";
  const waiting = new WeakMap();

  const isLong = function (form) { return form.querySelector("textarea") !== null; };

  function changed(control) {
    if (control.matches("[type=hidden], [type=submit], button, fieldset, output")) return false;
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.type === "file") return control.files.length > 0;
    if (control.tagName === "SELECT") {
      const options = Array.from(control.options);
      const started = Math.max(options.findIndex(function (option) { return option.defaultSelected; }), 0);
      return control.selectedIndex !== started;
    }
    return control.value !== control.defaultValue;
  }

  // Sent and refused, or typed over since; not what a draft holds.
  function isUnsaved(form) {
    if (form.dataset.sent || form.dataset.kept) return false;
    return form.hasAttribute("data-unsaved") || Array.from(form.elements).some(changed);
  }

  window.addEventListener("beforeunload", function (event) {
    if (Array.from(document.querySelectorAll(FORMS)).some(function (form) { return isLong(form) && isUnsaved(form); })) {
      event.preventDefault();
    }
  });

  // The server kept the text, and leads to sign in: there is nothing to ask.
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    const form = event.target.closest(FORMS);
    if (form && event.detail.xhr.getResponseHeader("HX-Redirect")) form.dataset.kept = "1";
  });

  function tell(form, words) {
    const state = form.querySelector("[data-draft-state]");
    state.hidden = false;
    state.textContent = words;
  }

  async function keep(form) {
    const typed = waiting.get(form);
    typed.sending = new AbortController();
    const seen = typed.count;
    try {
      const body = new URLSearchParams();
      new FormData(form).forEach(function (value, name) { if (typeof value === "string") body.append(name, value); });
      const options = { method: "POST", body: body, headers: { "X-Draft": "1" }, redirect: "manual", signal: typed.sending.signal };
      const answer = await fetch(form.dataset.draft, options);
      // Only this answer says that it is kept: any other page, or a redirect, may come from something in between.
      const isTold = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
      if (answer.ok && isTold && typed.count === seen) form.dataset.kept = "1";
      tell(form, isTold ? await answer.text() : "Le brouillon n’est pas gardé : enregistrez.");
    } catch (error) {
      if (error.name !== "AbortError") tell(form, "Le brouillon n’est pas gardé : vérifiez votre connexion.");
    }
  }

  function noteTyping(event) {
    const form = event.target.form;
    if (!form) return;
    delete form.dataset.kept;
    if (!form.dataset.draft) return;
    const typed = waiting.get(form) || { count: 0 };
    waiting.set(form, typed);
    typed.count += 1;
    window.clearTimeout(typed.timer);
    typed.timer = window.setTimeout(keep, PAUSE, form);
  }
  document.addEventListener("input", noteTyping);
  document.addEventListener("change", noteTyping);

  // What is sent needs no draft any more.
  document.addEventListener("submit", function (event) {
    const typed = waiting.get(event.target);
    const button = event.submitter;
    if (!typed || (button && button.formTarget === "_blank")) return;
    window.clearTimeout(typed.timer);
    if (typed.sending) typed.sending.abort();
  });
})();
