/* Runs in a tab before the page's own scripts and records when things became visible, in
   milliseconds since the start of the navigation. benchmark_page.py reads `probe`. */
(() => {
  const nothing = { pressed: null, own: null, answer: null, shift: 0 };
  const probe = (window.probe = { usable: null, ...nothing });
  const noted = new Set();
  let question; // with single spaces
  let before; // number of answers before the question

  const oneSpaced = (text) => text.replace(/\s+/g, " ").trim();
  const box = () => document.querySelector("textarea");
  const answers = () => document.querySelectorAll("[role=log] .answer");

  probe.expect = (text) => {
    question = oneSpaced(text);
    before = answers().length;
    Object.keys(nothing).forEach((name) => noted.delete(name));
    Object.assign(probe, nothing);
  };
  probe.focused = () => document.activeElement === box();
  // Without the suggested questions, which depend on the answers shown before.
  probe.said = () => oneSpaced([...answers()].at(-1).textContent).split("Copy link")[0];

  /* The current document has been painted when the frame after the next one begins. */
  function note(name) {
    noted.add(name);
    requestAnimationFrame(() => requestAnimationFrame(() => (probe[name] = performance.now())));
  }

  const shows = (node) =>
    node.parentElement?.closest("[role=log]") && oneSpaced(node.textContent).includes(question);

  function changed(changes) {
    if (!noted.has("usable") && box()?.offsetHeight && !box().disabled) note("usable");
    if (probe.pressed === null) return;
    const fresh = changes.flatMap(({ type, target, addedNodes }) =>
      type === "characterData" ? [target] : [...addedNodes],
    );
    if (!noted.has("own") && fresh.some(shows)) note("own");
    if (!noted.has("answer") && answers().length > before) note("answer");
  }

  document.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && (probe.pressed = event.timeStamp),
    true,
  );
  new MutationObserver(changed).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
    attributeFilter: ["disabled"],
  });
  // Every shift counts, even those that Chromium ignores because they follow a key press.
  new PerformanceObserver((list) => {
    for (const { startTime, value } of list.getEntries())
      if (probe.pressed !== null && startTime >= probe.pressed) probe.shift += value;
  }).observe({ type: "layout-shift" });
})();
