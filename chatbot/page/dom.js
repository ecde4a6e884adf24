/* What every script here needs of the page. */
const faqFind = (selector, root = document) => root.querySelector(selector);
const faqAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const faqScroll = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
const faqFill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
