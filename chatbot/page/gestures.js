/* The person's clicks and keys. Listeners sit on the document, because Gradio draws its messages
   anew and strips handlers and data attributes from them. */
(() => {
  const { texts } = window.faqSettings;
  const box = () => faqFind("#question textarea");
  let recalled = 0;

  const gestures = {
    "button.ask": (button) => faqConversation.ask(button.textContent),
    "button.copy": (button) => copy(button),
    "button.close": () => faqReading.leave(),
    "a.entry-link": (link) => faqReading.scrollToEntry(link.href),
    "a.source": (link) => {
      const passage = faqConversation.passageOf(link);
      const others = faqConversation.passagesOf(link.closest(".answer"));
      faqReading.open(passage, others.filter((other) => other !== passage), link);
    },
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, as elsewhere
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

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && faqReading.isOpen()) faqReading.leave();
    if (event.key === "Enter") recalled = 0;
    if (event.key === "ArrowUp" && event.target === box()) recall(event);
  });

  /* Up in an empty box brings back the last question, and Up again the one before. */
  function recall(event) {
    if (box().value && !recalled) return;
    event.preventDefault();
    const asked = faqConversation.asked();
    if (recalled === asked.length) return;
    box().value = asked[asked.length - ++recalled];
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function copy(button) {
    await toClipboard(quotation(button.closest("figure")));
    const label = button.textContent;
    if (label === texts.copied) return;
    button.textContent = texts.copied;
    setTimeout(() => (button.textContent = label), 2000);
  }

  function quotation(figure) {
    const words = (selector) => faqFind(selector, figure)?.textContent;
    const date = new Date().toLocaleDateString(texts.language, { dateStyle: "long" });
    const lines = [
      `“${words(".words")}”`,
      "",
      words(".question"),
      [words(".origin"), words(".publisher")].filter(Boolean).join(", "),
      faqFind("a.outside", figure)?.href,
      texts.read_on.replace("{date}", date),
      faqFind("a.source", figure).href,
    ];
    return lines.filter((line) => line !== undefined).join("\n");
  }

  async function toClipboard(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text).catch(() => {});
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area); // the clipboard API wants https; this works without
    area.select();
    document.execCommand("copy");
    area.remove();
  }
})();
