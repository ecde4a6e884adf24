/* Helpers of the other scripts. */
const faqFind = (selector, root = document) => root.querySelector(selector);
const faqAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const faqScroll = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
const faqFill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* Announces texts to screen readers. Elements are read in the language of their `lang`. */
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
