// Small comforts. Every page works without them.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  window.dsfr = { production: true }; // it would otherwise greet in the console

  // The menus fold only if the DSFR script is there to unfold them.
  window.addEventListener("load", function () {
    window.setTimeout(function () {
      if (!root.hasAttribute("data-fr-js")) root.classList.remove("js");
    }, 1000);
  });

  document.addEventListener("DOMContentLoaded", function () {
    const errors = document.querySelector("[data-focus]");
    if (errors) errors.focus();

    const printer = document.querySelectorAll("[data-print]");
    printer.forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  });

  // A double click sends once; the server would refuse the second anyway.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    // A preview opens beside: the form itself is still to be sent.
    const button = event.submitter;
    if (form.method !== "post" || (button && button.formTarget === "_blank")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
