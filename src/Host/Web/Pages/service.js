// Blazor tries to connect again for a while and then gives up; a service that was begun again does not know the page any more. In both cases the page is
// loaded again once the service answers: it shows what has happened since.
const modal = document.getElementById("components-reconnect-modal");
modal.addEventListener("components-reconnect-state-changed", event => {
  if (event.detail.state === "show") {
    early.begin();
  } else if (event.detail.state === "hide") {
    early.end();
  } else if (event.detail.state === "failed" || event.detail.state === "rejected") {
    const wait = setInterval(async () => {
      try {
        if ((await fetch("healthz", { cache: "no-store" })).ok) {
          clearInterval(wait);
          early.reload();
        }
      } catch {
        // It does not answer yet.
      }
    }, 1000);
  }
});

// A double click is one click: by the second, another button may stand in the place of the first.
addEventListener("click", event => {
  if (event.detail > 1 && event.target.closest("button")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// What is typed into a form stays with its entry of the browser's history: back, forward and reload find it again.
document.addEventListener("input", event => {
  const form = event.target.closest("form[data-draft]");
  if (form) {
    const fields = Object.fromEntries(new FormData(form));
    history.replaceState({ ...history.state, draft: { ...fields, key: form.dataset.draft } }, "");
  }
});
window.draft = {
  read: () => history.state?.draft ?? null,
  forgetKey: () => history.state?.draft && history.replaceState({ ...history.state, draft: { ...history.state.draft, key: null } }, ""),
};
