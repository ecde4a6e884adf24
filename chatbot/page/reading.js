/* The document beside the conversation: which passages are highlighted, which document is shown,
   and, on a narrow screen, opening it over the conversation and closing it again. */
const faqFind = (selector, root = document) => root.querySelector(selector);
const faqAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const faqScroll = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";

const faqReading = (() => {
  let marks = { used: null, also: [] }; // ids of passages: the one that was used, further ones
  let unseen = false; // the used passage has not been scrolled to yet
  let focus = false; // … and is to take the focus when it is
  let fetched = null; // id of the document that the server is being asked for
  let openedFrom = null; // the link that opened the document

  const sheet = () => faqFind("#sheet");
  const element = (passage) => document.getElementById(`passage-${passage}`);
  const shown = () => faqFind("article.document")?.id.replace(/^document-/, "");
  const documentOf = (passage) => passage.split(":")[0];
  const narrow = () => matchMedia("(max-width: 899px)").matches;
  const isOver = () => document.body.classList.contains("reading");

  function mark(used, also = [], take = false) {
    marks = { used, also };
    unseen = Boolean(used);
    focus = take;
    paint();
    if (used && !element(used)) fetchDocument(documentOf(used));
  }

  function paint() {
    faqAll(".passage.used, .passage.also").forEach((one) => one.classList.remove("used", "also"));
    marks.also.forEach((passage) => element(passage)?.classList.add("also"));
    const used = element(marks.used);
    if (!used) return;
    used.classList.remove("also");
    used.classList.add("used");
    if (unseen) scrollTo(used, focus);
    unseen = false;
  }

  /* Scrolls the sheet only: scrollIntoView would move the whole page on a phone. The question of
     the passage comes into view with it where both fit. */
  function scrollTo(target, take) {
    const top = (one) => one.getBoundingClientRect().top - sheet().getBoundingClientRect().top;
    const heading = faqFind("h3", target.closest(".entry"));
    const fits = top(target) + target.offsetHeight - top(heading) < sheet().clientHeight * 0.6;
    const above = fits ? 72 : Math.max(72, sheet().clientHeight * 0.25); // what leads up to it
    sheet().scrollBy({ top: top(fits ? heading : target) - above, behavior: faqScroll() });
    if (take) target.focus({ preventScroll: true });
  }

  function scrollToEntry(address) {
    scrollTo(faqFind(new URL(address).hash), true);
  }

  function choose(documentId) {
    marks = { used: null, also: marks.also };
    fetchDocument(documentId);
  }

  function fetchDocument(id) {
    if (id === shown() || id === fetched) return;
    fetched = id;
    faqFind("#fetch-document").click();
  }

  /* The request is over. One that got lost, or brought nothing new, can be made again. */
  function settle() {
    fetched = null;
    faqAll("select.documents").forEach((choice) => (choice.value = shown()));
  }

  function open(passage, others, link) {
    openedFrom = link;
    if (narrow() && !isOver()) {
      document.body.classList.add("reading");
      faqFind("#conversation").inert = true;
      history.pushState({ reading: true }, ""); // so that the back button closes it
    }
    mark(passage, others, true);
  }

  const leave = () => (isOver() && history.state?.reading ? history.back() : close());

  function close() {
    document.body.classList.remove("reading");
    faqFind("#conversation").inert = false;
    openedFrom?.focus({ preventScroll: narrow() });
    openedFrom = null;
  }

  /* A fetched document is drawn some time after it was asked for; then it gets its marks. */
  function watch() {
    let painted = shown();
    const drawn = () => {
      if (!shown() || shown() === painted) return;
      painted = shown();
      paint();
    };
    new MutationObserver(drawn).observe(faqFind("#panel"), { childList: true, subtree: true });
    addEventListener("popstate", () => isOver() && close());
  }

  return {
    mark, open, leave, choose, settle, scrollToEntry, watch,
    fetching: () => fetched,
    isOpen: () => openedFrom !== null || isOver(),
  };
})();
