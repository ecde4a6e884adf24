/* What every script here needs of the page. */
const faqFind = (selector, root = document) => root.querySelector(selector);
const faqAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const faqScroll = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
const faqFill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* What a screen reader says: texts, or elements whose words are said in their own language. */
function faqAnnounce(...parts) {
  const said = parts.map((part) => {
    const line = document.createElement("p");
    line.textContent = part.textContent ?? part;
    const language = part.closest?.("[lang]")?.lang;
    if (language) line.lang = language;
    return line;
  });
  faqFind("#announcement").replaceChildren(...said);
}
