// Blazor tries to connect again for a while and then gives up; a service that was begun again does not know the page any more. In both cases the page is
// loaded again once the service answers: it shows what has happened since.
const modal = document.getElementById("components-reconnect-modal");
modal.addEventListener("components-reconnect-state-changed", event => {
  if (event.detail.state === "failed" || event.detail.state === "rejected") {
    const wait = setInterval(async () => {
      try {
        if ((await fetch("/healthz", { cache: "no-store" })).ok) {
          clearInterval(wait);
          location.reload();
        }
      } catch {
        // It does not answer yet.
      }
    }, 1000);
  }
});
