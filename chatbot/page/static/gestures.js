/* Clicks and keys. The listeners are on the document, because Gradio draws its messages again and
   removes handlers and data attributes from them. */
(() => {
  const box = () => faqFind("#question textarea");
  let recalled = null; // the last question that Up restored: { at, text }

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
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab
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

  /* Keys of an input method, such as the Enter that picks a Japanese word, must not send the question
     or close the document. Safari ends the composition first, and only keyCode tells. The listeners
     run before those of Gradio's text box. */
  const COMPOSING = 229;
  let composing = false;
  function composed(event) {
    if (event.type === "keydown") composing = event.isComposing || event.keyCode === COMPOSING;
    if (!composing) return;
    event.stopImmediatePropagation();
    if (event.type === "keypress") event.preventDefault(); // no line break either
  }
  document.addEventListener("keydown", composed, true);
  document.addEventListener("keypress", composed, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") escape(event);
    if (event.key === "ArrowUp" && event.target === box()) recall(event);
    if (event.key === "Enter" && event.target.matches("input.find")) {
      faqSteps.step(event.shiftKey ? -1 : 1);
    }
  });

  /* Closes the innermost open element. */
  function escape(event) {
    if (event.target.matches("input.find") && event.target.value) return; // the browser clears it
    if (closeContents()) faqFind(".contents summary").focus();
    else if (faqReading.isOver() || event.target.closest("#sheet")) faqReading.leave();
  }

  function closeContents() {
    const contents = faqFind(".contents[open]");
    contents?.removeAttribute("open");
    return Boolean(contents);
  }

  /* Restores the last question for Up in an empty box, and for each further Up the one before. */
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

  /* Empties the page first and replaces its entry in the history, so that Back shows nothing. In a
     frame, the outer site is left too, unless that site forbids it. */
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
