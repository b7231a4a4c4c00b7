// A page can be read and used before it is connected to the service, and its parts are replaced when it is. This script gives what was typed, chosen,
// opened, focused or pressed until then to the parts that take their place, so that nothing is lost. It does the same while the connection is down.
(() => {
  const fields = "input:not([type=hidden]), textarea, select, details";
  const controls = "a[href], button, summary, label, " + fields;
  const storage = `early ${location.pathname}${location.search}`;
  let kept = JSON.parse(sessionStorage.getItem(storage) ?? "{}"); // { fields: { key: value }, focus, press }
  let focused = null;
  let held = null; // The control on which the pointer or the space bar is down.
  let began = null; // The event that pressed it.
  sessionStorage.removeItem(storage);

  // What a control is known by, whichever element stands for it.
  const keyOf = element => [element.localName, element.id, element.name, element.type, element.getAttribute("href"),
    element.type === "checkbox" ? element.value : "", element.matches("button, summary, label") ? element.textContent.trim() : "",
    element.localName === "details" ? element.querySelector("summary")?.textContent : ""].join("|");
  const find = key => [...document.querySelectorAll(controls)].find(element => keyOf(element) === key);

  const valueOf = field => field.localName === "details" ? field.open : field.type === "checkbox" ? field.checked : field.value;
  const beginningOf = field => field.localName === "details" ? false : field.type === "checkbox" ? field.defaultChecked
    : field.localName === "select" ? ([...field.options].find(option => option.defaultSelected) ?? field.options[0])?.value : field.defaultValue;

  function give(field, value) {
    if (valueOf(field) !== value) {
      field[field.localName === "details" ? "open" : field.type === "checkbox" ? "checked" : "value"] = value;
      tell(field);
    }
  }

  function tell(field) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function keep(part) {
    const all = part.matches(fields) ? [part] : part.querySelectorAll(fields);
    for (const field of all) {
      if (valueOf(field) !== beginningOf(field)) {
        (kept.fields ??= {})[keyOf(field)] = valueOf(field);
      }
    }
    if (focused && part.contains(focused)) {
      kept.focus = keyOf(focused);
      kept.range = [focused.selectionStart, focused.selectionEnd];
    }
  }

  // Each thing waits until its place is there: a page may be drawn in several steps. A press that finds none when the page is connected is void, as when a run
  // that was to be paused has ended meanwhile.
  function restore() {
    for (const [key, value] of Object.entries(kept.fields ?? {})) {
      const field = find(key);
      if (field && !field.closest("[data-early]")) {
        give(field, value);
        delete kept.fields[key];
      }
    }
    const focus = kept.focus && find(kept.focus);
    if (focus && document.activeElement === document.body) {
      focus.focus({ preventScroll: true });
      if (typeof kept.range?.[0] === "number" && focus.type !== "number") {
        focus.setSelectionRange(...kept.range);
      }
      delete kept.focus;
    }
    if (kept.press && document.querySelector(".connected:not([data-early])")) {
      const press = find(kept.press);
      delete kept.press;
      press?.click();
    }
  }

  const isConnected = () => document.querySelector("[data-ready]") && !document.querySelector("[data-early]");
  const observer = new MutationObserver(records => {
    records.flatMap(record => [...record.removedNodes]).filter(node => node instanceof Element).forEach(keep);
    if (isConnected()) {
      restore();
      if (Object.keys(kept.fields ?? {}).length === 0 && !kept.press) {
        observer.disconnect();
      }
    }
  });
  observer.observe(document, { childList: true, subtree: true, attributeFilter: ["data-early", "data-ready"] });

  // A click is the end of a press. Where the control was replaced in between, the browser knows of none. A pointer that was moved away ends no press.
  function down(event) {
    focused = focused?.contains(event.target) ? focused : null; // What takes the focus from here on says so.
    held = event.button ? null : event.target.closest?.(controls) ?? null; // Other buttons of the pointer click nothing.
    began = event;
  }

  function up(event) {
    const next = held && !held.isConnected ? find(keyOf(held)) : null;
    held = null;
    if (!next) {
      return;
    }
    const hasNotMoved = event.clientX === began.clientX && event.clientY === began.clientY; // The page may have moved below it.
    if (event.type === "keyup" || hasNotMoved || next.contains(document.elementFromPoint(event.clientX, event.clientY))) {
      next.click();
    }
  }

  addEventListener("pointerdown", down, true);
  addEventListener("pointerup", up, true);
  addEventListener("pointercancel", () => held = null, true);
  addEventListener("keydown", event => event.key === " " && !event.repeat && down(event), true);
  addEventListener("keyup", event => event.key === " " && up(event), true);
  addEventListener("focusin", event => focused = event.target, true);
  addEventListener("pageshow", event => event.persisted && early.reload()); // Its connection ended when the page was left.

  // What nobody would hear yet is kept. The last press counts, so that two clicks submit once.
  addEventListener("click", event => {
    const button = event.target.closest?.("[data-early] button");
    if (button) {
      event.preventDefault();
      event.stopImmediatePropagation();
      document.querySelectorAll("button[aria-busy=true]").forEach(other => other.removeAttribute("aria-busy"));
      button.setAttribute("aria-busy", "true");
      kept.press = keyOf(button);
    }
  }, true);

  window.early = {
    // The connection is lost: what is typed and pressed from now on is kept.
    begin: () => document.querySelectorAll(".connected").forEach(part => part.setAttribute("data-early", "")),

    // It is back, and the service knows the page as it was when the connection was lost.
    end() {
      document.querySelectorAll(".connected[data-early]").forEach(part => {
        part.removeAttribute("data-early");
        part.querySelectorAll("input, textarea, select").forEach(tell);
      });
      document.querySelectorAll("button[aria-busy=true]").forEach(button => button.removeAttribute("aria-busy"));
      restore();
    },

    // The page is loaded again.
    reload() {
      keep(document.body);
      sessionStorage.setItem(storage, JSON.stringify(kept));
      location.reload();
    },
  };
})();
