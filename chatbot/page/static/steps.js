/* Steps from one place in the document to the next. Places are the passages of an answer or, while
   there is text in the search box, its matches. */
const faqSteps = (() => {
  let wanted = "";
  let matches = []; // ranges
  let at = -1;

  function search(words) {
    wanted = words.trim();
    matches = wanted ? rangesOf(wanted) : [];
    at = -1;
    if (matches.length) return step(1);
    draw();
    if (wanted) announce();
  }

  /* Resets the search, since another document was drawn. */
  function forget() {
    wanted = faqFind("#sheet .find").value = "";
    matches = [];
  }

  function step(by) {
    if (!wanted) {
      faqReading.step(by);
      return announce();
    }
    if (!matches.length) return;
    at = (at + by + matches.length) % matches.length;
    draw();
    announce();
    faqReading.scrollTo(matches[at], faqFind("#sheet").clientHeight * 0.2);
  }

  const announce = () => faqAnnounce(faqFind("#sheet .position").textContent);

  function draw() {
    const place = wanted ? { at, count: matches.length } : faqReading.place();
    faqFind("#sheet .steps").hidden = !wanted && !place.count;
    faqFind("#sheet .position").textContent = words(place);
    faqAll("#sheet .steps button").forEach((button) => (button.disabled = !place.count));
    if (!window.Highlight) return;
    CSS.highlights.set("found", new Highlight(...matches));
    CSS.highlights.set("found-here", new Highlight(...matches.slice(at, at + 1)));
  }

  function words({ at: place, count }) {
    const { found, not_found, passage_of, passages } = faqLanguage.texts();
    if (wanted) return count ? faqFill(found, { at: place + 1, count }) : not_found;
    return place < 0 ? faqFill(passages, { count }) : faqFill(passage_of, { at: place + 1, count });
  }

  /* Finds a text in upper or lower case, across line breaks, with any kind of quotation mark. */
  function rangesOf(text) {
    const pattern = text
      .replace(/[\^$\\.*+?()[\]{}|\/]/g, "\\$&")
      .replace(/['’‘]/g, "['’‘]")
      .replace(/["“”]/g, '["“”]')
      .replace(/\s+/g, "\\s+");
    const blocks = faqAll("#sheet article :is(h2, h3, h4, tr, .entry :is(p, pre))");
    return blocks.flatMap((block) => rangesIn(block, new RegExp(pattern, "giu")));
  }

  function rangesIn(block, pattern) {
    const nodes = textNodes(block);
    const place = (offset) => {
      const node = nodes.find((one) => offset <= one.end);
      return [node.text, offset - node.start];
    };
    const whole = nodes.map((one) => one.text.data).join("");
    return [...whole.matchAll(pattern)].map((match) => {
      const range = document.createRange();
      range.setStart(...place(match.index));
      range.setEnd(...place(match.index + match[0].length));
      return range;
    });
  }

  function textNodes(block) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const nodes = [];
    for (let start = 0; walker.nextNode(); start = nodes.at(-1).end) {
      const text = walker.currentNode;
      nodes.push({ text, start, end: start + text.data.length });
    }
    return nodes;
  }

  return { search, forget, step, draw };
})();
