// What can be asked of a page for criteria of the RGAA 4.1.2 that axe does not hold: each gives what is wrong, in one line each.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const short = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const words = (one) => (one.textContent || "").replace(/\s+/g, " ").trim();
  const named = (one) => {
    const by = (one.getAttribute("aria-labelledby") || "").split(/\s+/).map((id) => document.getElementById(id));
    return by.filter(Boolean).map(words).join(" ") || one.getAttribute("aria-label") || "";
  };
  const name = (one) => named(one) || words(one) || one.getAttribute("title") || one.value || "";
  const folded = (text) => text.toLowerCase().replace(/[’']/g, "'").replace(/\s+/g, " ").trim();
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  // What stands around a link and says where it leads: its row, its item, its paragraph, the heading above.
  const around = (one) => {
    const heading = all("h1, h2, h3, h4, h5, h6").filter((h) => h.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
    return ["tr", "li", "p", "fieldset", "article", "form"].map((kind) => one.closest(kind)).filter(Boolean).map(words).join(" | ") + " | " + (heading ? words(heading) : "");
  };

  const QUESTIONS = {
    "1.2": () => all("svg").filter((one) => !one.closest("svg svg") && one.getAttribute("role") !== "img" && one.closest("[aria-hidden=true]") === null)
      .concat(all("img[alt='']").filter((one) => one.title || named(one))),
    "1.6": () => all("figure svg[role=img]").filter((one) => !all("table, .app-chart__data > p", one.closest("figure")).length),
    "1.9": () => all("figure").filter((one) => one.querySelector("figcaption") && !named(one)),
    "5.1": () => all("table").filter((one) => all("[colspan]:not([colspan='1']), [rowspan]:not([rowspan='1']), [headers]", one).some((cell) => cell.matches("th"))),
    "5.3": () => all("table").filter((one) => one.getAttribute("role") !== "presentation" && !all("th", one).length),
    "5.4": () => all("table").filter((one) => !one.closest(".app-prose") && one.getAttribute("role") !== "presentation" && !words(one.caption || document.createElement("i")) && !named(one)),
    "5.6": () => all("table:not([role=presentation]) thead td").filter(words),
    "5.7": () => all("table th").filter((one) => !["row", "col", "rowgroup", "colgroup"].includes(one.getAttribute("scope")) && !["rowheader", "columnheader"].includes(one.getAttribute("role"))),
    "6.1": () => {
      const links = all("a[href]").filter(seen);
      const vague = links.filter((one) => /^(ici|cliquez ici|cliquer ici|lien|suite|plus|en savoir plus|lire la suite|voir|ouvrir|modifier|détail|détails|télécharger)$/.test(folded(name(one))) && folded(around(one)).replaceAll(folded(name(one)), "").replace(/[|\s]/g, "") === "");
      const places = new Map();
      for (const one of links) {
        const key = folded(name(one)) + " :: " + folded(around(one));
        if (!places.has(key)) places.set(key, new Map());
        places.get(key).set(one.href.replace(/[?#].*/, ""), one);
      }
      const titled = links.filter((one) => one.title && words(one) && !folded(one.title).includes(folded(one.innerText)));
      return [...vague, ...[...places.values()].filter((found) => found.size > 1).map((found) => [...found.values()][0]), ...titled];
    },
    "7.3": () => all("[onclick], [onmousedown], [onmouseover], [hx-get], [hx-post]").filter((one) => !one.matches("a, button, form, input, select, textarea, summary") && !/every|load|revealed/.test(one.getAttribute("hx-trigger") || "")),
    "7.5": () => all("[data-draft-state], [data-session-said], #ordre, #messages, .fr-valid-text").filter((one) => !one.closest("[role=status], [role=alert], [role=log], [aria-live]")),
    "8.9": () => all("font, center, big, tt, u, marquee, blink, s:empty, p:empty, li:empty, h2:empty").filter((one) => !one.matches("[hidden], [role=status]")).concat(all("br").filter((one) => one.nextSibling && (one.nextSibling.nodeName === "BR" || (/^\s*$/.test(one.nextSibling.data || "x") && one.nextElementSibling && one.nextElementSibling.nodeName === "BR")))).concat(all("main b, main i:not([aria-hidden]):not([class])")),
    "9.1": () => all("main p, main div, main span").filter((one) => /(^| )fr-h[1-6]( |$)/.test(one.className) && seen(one)).concat(all("main p").filter((one) => one.children.length === 1 && one.firstElementChild.matches("strong, b") && words(one) === words(one.firstElementChild) && seen(one) && !one.closest("td, li"))),
    "9.2": () => {
      const wrong = [];
      if (all("main").filter(seen).length !== 1) wrong.push("not one main");
      for (const kind of ["header[role=banner]", "footer[role=contentinfo]"]) if (all(kind).length !== 1) wrong.push(kind);
      return [...wrong, ...all("nav").filter((one) => all("nav").length > 1 && !named(one))];
    },
    "9.3": () => all("main p").filter((one) => /^\s*([-•–*]|\d+[.)])\s/.test(one.textContent) && !one.closest("blockquote, .app-text")).concat(all("main br").filter((one) => /^\s*[-•–]\s/.test((one.nextSibling || {}).textContent || ""))),
    "9.4": () => all("main blockquote:empty, main q:empty"),
    "10.1": () => all("[align], [bgcolor], [border], [color], [face], [valign], table[width], td[width], [hspace], [vspace], [cellpadding], [cellspacing]").filter((one) => !one.closest("svg")).concat(all("main *").filter((one) => !one.children.length && /(?:^|\s)(?:\p{L} ){3,}\p{L}(?:\s|$)/u.test(one.textContent) && !one.matches("textarea, code, pre, option"))),
    "10.2": () => all("body *").filter((one) => ["::before", "::after"].some((part) => { const style = getComputedStyle(one, part); return style.display !== "none" && /^"[^"]*\p{L}{2}/u.test(style.content); })).filter(seen),
    "10.3": () => all("main *, header *, footer *").filter((one) => seen(one) && !one.closest("[class*=fr-tile], [class*=fr-card], [class*=fr-header__]") && (getComputedStyle(one).order !== "0" || (/reverse/.test(getComputedStyle(one).flexDirection) && /flex/.test(getComputedStyle(one).display) && one.children.length > 1))),
    "10.6": () => all("main p a[href], main li a[href], main td a[href], main dd a[href]").filter((one) => {
      if (!seen(one) || /fr-(btn|tag|tile|card|pagination|sidemenu|breadcrumb)/.test(one.className) || one.closest("[class*=enlarge-link], h1, h2, h3, h4")) return false;
      const rest = [...one.parentNode.childNodes].filter((node) => node.nodeType === 3 && /\p{L}/u.test(node.data));
      const style = getComputedStyle(one);
      return rest.length && style.textDecorationLine === "none" && style.backgroundImage === "none";
    }),
    "10.9": () => all("main p, main li, main label, main .fr-hint-text").filter((one) => /\b(ci-contre|à (droite|gauche) de l|colonne de (droite|gauche)|bouton (rond|carré|rouge|vert|bleu)|en (rouge|vert|bleu)\b|le (rond|carré|losange) )/i.test(one.textContent) && seen(one)),
    "11.4": () => all("main input:not([type=hidden]), main select, main textarea").filter((one) => {
      const label = one.labels && one.labels[0];
      if (!label || !seen(one) || !seen(label) || label.classList.contains("fr-sr-only")) return false;
      const box = one.getBoundingClientRect(), text = label.getBoundingClientRect();
      const apart = Math.max(0, box.top - text.bottom, text.top - box.bottom, box.left - text.right, text.left - box.right);
      return apart > 40;
    }),
    "11.5": () => {
      const groups = new Map();
      for (const one of all("input[type=radio]")) groups.set(one.name + (one.form ? all("form").indexOf(one.form) : ""), [...(groups.get(one.name + (one.form ? all("form").indexOf(one.form) : "")) || []), one]);
      return [...groups.values()].filter((many) => many.length > 1 && !many[0].closest("fieldset, [role=group], [role=radiogroup]")).map((many) => many[0]);
    },
    "11.6": () => all("fieldset, [role=group], [role=radiogroup]").filter((one) => !named(one) && !words(one.querySelector("legend") || document.createElement("i"))),
    "11.9": () => all("button, input[type=submit], [role=button]").filter((one) => /^(ok|valider|go|cliquez|bouton|\+|-|x|×|…)$/.test(folded(name(one)))).concat(all("button").filter((one) => named(one) && words(one) && !folded(named(one)).includes(folded(words(one))))),
    "11.10": () => all("[aria-invalid=true]").filter((one) => !(one.getAttribute("aria-describedby") || one.getAttribute("aria-labelledby") || (one.closest("fieldset") || one).getAttribute("aria-labelledby") || "").split(/\s+/).some((id) => document.getElementById(id) && words(document.getElementById(id)))),
    "12.1": () => (document.querySelector(".app-who") && !document.querySelector("nav#navigation a") ? ["no menu"] : []).concat(document.querySelector("footer a[href$='/plan-du-site']") ? [] : ["no site map"]),
    "12.6": () => all("main [role=banner], main [role=contentinfo], main header[role], header main, footer main"),
    "13.2": () => all("[target=_blank], [formtarget=_blank]").filter((one) => !/nouvelle fenêtre/.test(one.title + words(one) + named(one))),
    "13.9": () => all("body, main, main > div").filter((one) => { const style = getComputedStyle(one); return style.rotate !== "none" || style.writingMode !== "horizontal-tb" || style.transform !== "none"; }),
    "13.5": () => all("main p, main li, main td, main h1, main h2, main h3, main dd").filter((one) => /(?:^|\s)[:;]-?[)(DP](?:\s|$)|\^\^/.test(one.textContent)),
  };

  // What a text enlarged twice, or spaced as some need it, would cut (asked by `CUT`, in its own conditions).
  window.rgaaCut = () => all("body *").filter((one) => {
    if (!seen(one) || one.closest(".fr-sr-only, svg, [aria-hidden=true], [title].fr-btn") || one.clientHeight < 2) return false;
    const style = getComputedStyle(one), own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const cut = (kind, whole, room) => /hidden|clip/.test(kind) && whole > room + 2;
    return own && (cut(style.overflowX, one.scrollWidth, one.clientWidth) || cut(style.overflowY, one.scrollHeight, one.clientHeight));
  }).slice(0, 3).map(short);

  // Asked once the keyboard is in use, so that the focus shows as it does for who tabs.
  QUESTIONS["10.7"] = () => all(FOCUSABLE).filter((one) => {
    if (!seen(one) || one.disabled || one.closest("[inert], dialog:not([open])")) return false;
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) return false;
    const shown = [one, one.labels && one.labels[0], one.parentElement].filter(Boolean).some((part) => ["", "::before", "::after"].some((pseudo) => {
      const style = getComputedStyle(part, pseudo || null);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    }));
    one.blur();
    return !shown;
  });
  QUESTIONS["12.8"] = () => all("[tabindex]").filter((one) => Number(one.getAttribute("tabindex")) > 0);

  return Object.entries(QUESTIONS).flatMap(([number, ask]) => [...new Set(ask())].slice(0, 3).map((one) => `RGAA ${number}: ${typeof one === "string" ? one : short(one)}`));
})()
