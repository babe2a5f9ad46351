// Small comforts. Every page works without them.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // The theme before the first drawing; the script of the DSFR, which comes later, keeps what is chosen.
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const theme = function () {
    let chosen = null;
    try { chosen = window.localStorage.getItem("scheme"); } catch { /* a browser that keeps nothing */ }
    return chosen === "dark" || (chosen !== "light" && dark.matches) ? "dark" : "light";
  };
  root.setAttribute("data-fr-theme", theme());
  // Paper is white whatever the screen.
  window.addEventListener("beforeprint", function () { root.setAttribute("data-fr-theme", "light"); });
  window.addEventListener("afterprint", function () { root.setAttribute("data-fr-theme", theme()); });

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

    // Every box of the group, or of the form; none of them when all are ticked already.
    document.querySelectorAll("[data-tick-all]").forEach(function (button) {
      const boxes = Array.from(button.closest("[role=group], form").querySelectorAll("input[type=checkbox]"));
      button.hidden = false;
      button.addEventListener("click", function () {
        const ticked = !boxes.every(function (box) { return box.checked; });
        boxes.forEach(function (box) {
          box.checked = ticked;
          box.dispatchEvent(new Event("change", { bubbles: true }));
        });
      });
    });
  });

  // What awaits the reader: asked for once the page is there, so that no page waits for it.
  document.addEventListener("DOMContentLoaded", function () {
    const link = document.querySelector("[data-awaiting]");
    if (!link) return;
    window.fetch(link.dataset.awaiting).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.json() : null;
    }).then(function (found) {
      if (!found || !found.count) return;
      document.querySelectorAll("[data-awaiting]").forEach(function (shown) { mark(shown, found.count); });
      markMenu(found.paths);
    }).catch(function () { /* the link says enough */ });
  });

  function mark(shown, number) {
    const count = document.createElement("span");
    const said = document.createElement("span");
    count.className = "app-count";
    count.textContent = number;
    said.className = "fr-sr-only";
    said.textContent = " à faire";
    count.append(said);
    shown.append(" ", count);
  }

  // In the menu of a laureate: beside each page where something awaits the reader, and beside the group that holds it.
  function markMenu(paths) {
    function awaiting(links) {
      const places = Array.from(links).flatMap(function (link) { return link.dataset.menuLink.split(" "); });
      return Object.entries(paths).filter(function (found) {
        return places.some(function (place) { return found[0] === place || found[0].startsWith(place + "/"); });
      }).reduce(function (total, found) { return total + found[1]; }, 0);
    }
    document.querySelectorAll("[data-menu-link]").forEach(function (link) {
      const number = awaiting([link]);
      if (number) mark(link, number);
    });
    document.querySelectorAll("[data-menu-group]").forEach(function (group) {
      const number = awaiting(group.querySelectorAll("[data-menu-link]"));
      if (number) mark(group.querySelector("summary"), number);
    });
  }

  // « / » goes to the search, unless one is typing, or said on the search page that it must not (WCAG 2.1.4).
  function isOff() {
    try { return window.localStorage.getItem("search-key") === "off"; } catch (refused) { return false; }
  }
  document.addEventListener("keydown", function (event) {
    const field = document.querySelector("[data-search]");
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (!field || typing || event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || isOff()) return;
    if (!field.checkVisibility({ visibilityProperty: true })) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-search-key]").forEach(function (box) {
      box.closest("[hidden]").hidden = false;
      box.checked = !isOff();
      box.addEventListener("change", function () {
        try { window.localStorage.setItem("search-key", box.checked ? "on" : "off"); } catch (refused) { /* kept for this page */ }
      });
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
