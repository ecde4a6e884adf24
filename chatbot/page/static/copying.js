/* Copying: a quotation, a link to an answer, the whole conversation. */
const faqCopying = (() => {
  const words = (selector, root) => faqFind(selector, root)?.textContent.trim();
  const present = (lines) => lines.filter((line) => line !== undefined && line !== "");

  function readOn() {
    const date = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    return faqFill(faqLanguage.texts().read_on, { date });
  }

  const quotation = (button) => copy(quoted(button.closest("figure")), button);

  function quoted(figure) {
    const quote = present([words("thead.lead", figure), faqFind(".words", figure).textContent]);
    return present([
      faqFill(faqLanguage.texts().quoted, { words: quote.join("\n") }) + "\n",
      words(".sections", figure),
      words(".question", figure),
      source(figure, words(".origin", figure)),
      words(".notice", figure),
      faqFind("a.outside", figure)?.href,
      readOn(),
      faqFind("a.source", figure).href,
    ]).join("\n");
  }

  const source = (figure, title) =>
    present([`${words(".which", figure)} ${title}`, words(".publisher", figure)]).join(", ");

  const link = (permalink) => copy(permalink.href, permalink);

  /* The conversation as Markdown, without folded parts. */
  function conversation() {
    const turns = faqAll("#chat .message-row").map((row) =>
      row.matches(".user-row") ? `## ${row.textContent.trim()}` : answer(faqFind(".answer", row)),
    );
    const notices = new Set(faqAll("#chat .notice").map((notice) => notice.textContent));
    const page = location.origin + location.pathname;
    const parts = [`# ${document.title}`, ...turns, ...notices, `${readOn()} <${page}>`];
    return copy(present(parts).join("\n\n") + "\n", faqFind("#copy-conversation"));
  }

  function answer(section) {
    if (!section) return undefined;
    const head = present([words(".verdict", section), words(".searched", section)]);
    if (!head.length) return section.innerText;
    const quotations = faqAll(":scope > .quotation, .nearest > .quotation", section);
    return [`**${head[0]}**`, ...head.slice(1), words(".nearest h3", section)]
      .filter(Boolean)
      .concat(quotations.map(asMarkdown))
      .join("\n\n");
  }

  function asMarkdown(figure) {
    const outside = faqFind("a.outside", figure);
    const title = outside ? `[${outside.textContent}](${outside.href})` : words(".origin", figure);
    const row = faqFind("thead.lead", figure);
    const quote = present([
      words(".sections", figure),
      `**${words(".question", figure)}**`,
      row ? undefined : words(".lead", figure),
      present([row?.textContent, faqFind(".words", figure).textContent]).join("\n"),
    ]);
    const lines = quote.join("\n\n").replace(/^/gm, "> ");
    return `${lines}\n\n— ${source(figure, title)}, <${faqFind("a.source", figure).href}>`;
  }

  async function copy(text, button) {
    if (!(await toClipboard(text))) return;
    const { copied } = faqLanguage.texts();
    faqAnnounce(copied);
    const label = labelOf(button);
    const before = label.data;
    if (before === copied) return;
    label.data = copied;
    setTimeout(() => label.data === copied && (label.data = before), 2000);
  }

  /* The text node of a button, since Gradio keeps using those of its own buttons. */
  const labelOf = (button) => {
    const walker = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && !walker.currentNode.data.trim());
    return walker.currentNode;
  };

  async function toClipboard(text) {
    const write = navigator.clipboard?.writeText(text).then(() => true);
    if (write) return write.catch(() => false);
    const focused = document.activeElement;
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area); // the clipboard API needs https, this does not
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused.focus({ preventScroll: true });
    return copied;
  }

  return { quotation, link, conversation };
})();
