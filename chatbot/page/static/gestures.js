/* The person's clicks and keys. Listeners sit on the document, because Gradio draws its messages
   anew and strips handlers and data attributes from them. */
(() => {
  const box = () => faqFind("#question textarea");
  let recalled = null; // the question that Up brought back last: { at, text }

  const gestures = {
    "button.ask": (button) => faqConversation.ask(button.textContent),
    "button.copy": (button) => faqCopying.quotation(button),
    "button.close": () => faqReading.leave(),
    "button.previous": () => faqSteps.step(-1),
    "button.next": () => faqSteps.step(1),
    "button.language": (button) => faqLanguage.choose(button.value),
    "a.permalink": (link) => faqCopying.link(link),
    "a.leave": (link) => leave(link.href),
    "a.entry-link": (link) => {
      closeContents();
      faqReading.scrollToEntry(link.href);
    },
    "a.source": (link) => {
      const passages = faqConversation.passagesOf(link.closest(".answer"));
      faqReading.open(passages, passages.indexOf(faqConversation.passageOf(link)), link);
    },
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, as elsewhere
    if (!event.target.closest(".contents")) closeContents();
    for (const [selector, act] of Object.entries(gestures)) {
      const target = event.target.closest(selector);
      if (!target) continue;
      event.preventDefault();
      return act(target);
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("select.documents")) faqReading.choose(event.target.value);
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("input.find")) faqSteps.search(event.target.value);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") escape(event);
    if (event.key === "ArrowUp" && event.target === box()) recall(event);
    if (event.key === "Enter" && event.target.matches("input.find")) {
      faqSteps.step(event.shiftKey ? -1 : 1);
    }
  });

  /* Closes the innermost thing that is open. */
  function escape(event) {
    if (event.target.matches("input.find") && event.target.value) return; // the browser empties it
    if (closeContents()) faqFind(".contents summary").focus();
    else if (faqReading.isOver() || event.target.closest("#sheet")) faqReading.leave();
  }

  function closeContents() {
    const contents = faqFind(".contents[open]");
    contents?.removeAttribute("open");
    return Boolean(contents);
  }

  /* Up in an empty box brings back the last question, and Up again the one before. */
  function recall(event) {
    const untouched = recalled !== null && box().value === recalled.text;
    if (box().value && !untouched) return;
    const asked = faqConversation.asked();
    const at = (box().value ? recalled.at : asked.length) - 1;
    event.preventDefault();
    if (at < 0 || at >= asked.length) return;
    recalled = { at, text: asked[at] };
    box().value = asked[at];
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* The page is emptied first and its place in the history taken, so that Back shows nothing. Of a
     page in a frame, the site around it is left, unless that site forbids it. */
  function leave(address) {
    document.body.replaceChildren();
    document.title = "";
    try {
      top.location.replace(address);
    } catch {
      location.replace(address);
    }
  }
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
