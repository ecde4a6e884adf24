/* The document beside the conversation: which passages are highlighted, which document is shown,
   and, on a narrow screen, opening it over the conversation and closing it again. */
const faqReading = (() => {
  const NARROW = "(max-width: 899px)"; // as in style.css
  let passages = []; // ids of the passages of an answer, best first
  let at = -1; // which of them is being read
  let unseen = false; // it has not been scrolled to yet
  let focus = false; // … and is to take the focus when it is
  let fetched = null; // id of the document that the server is being asked for
  let openedFrom = null; // the link that opened the document

  const sheet = () => faqFind("#sheet");
  /* … or, where it is gone since a link to it was passed on, the first of the same answer. */
  const element = (passage) => {
    const answer = passage?.slice(0, passage.lastIndexOf(":") + 1);
    const others = answer && `.passage[id^="passage-${CSS.escape(answer)}"]`;
    return document.getElementById(`passage-${passage}`) ?? (others ? faqFind(others) : null);
  };
  const isExactlyThere = (passage) => document.getElementById(`passage-${passage}`) !== null;
  const article = () => faqFind("article.document");
  const shown = () => article()?.id.replace(/^document-/, "") ?? null;
  const documentOf = (passage) => passage.split(":")[0];
  const isThere = (id) =>
    id === shown() || faqAll("select.documents option").some((one) => one.value === id);
  const narrow = () => matchMedia(NARROW).matches;
  const isOver = () => document.body.classList.contains("reading");
  const withPage = () => narrow() && !isOver(); // it stands below the conversation

  function mark(found, place, take = false) {
    passages = found;
    at = place;
    unseen = at >= 0;
    focus = take;
    // It may be in another document, or newer than the page, as the corpus can be edited.
    if (unseen && !isExactlyThere(passages[at])) fetchDocument(documentOf(passages[at]), true);
    paint();
  }

  function paint() {
    faqAll(".passage.used, .passage.also").forEach((one) => one.classList.remove("used", "also"));
    if (at >= 0 && fetched === documentOf(passages[at])) return faqSteps.draw();
    if (at >= 0 && !element(passages[at])) {
      passages = []; // the link is older than the document, or than the corpus
      at = -1;
    }
    passages.forEach((passage) => element(passage)?.classList.add("also"));
    faqSteps.draw();
    const used = element(passages[at]);
    if (!used) return;
    used.classList.remove("also");
    used.classList.add("used");
    if (!unseen) return;
    unseen = false;
    if (!withPage()) scrollToPassage(used);
    if (focus) used.focus({ preventScroll: true });
  }

  /* With the question above it in view, where both fit. */
  function scrollToPassage(passage) {
    const heading = faqFind("h3", passage.closest(".entry"));
    const top = (one) => one.getBoundingClientRect().top;
    const fits = top(passage) + passage.offsetHeight - top(heading) < height() * 0.6;
    if (fits) scrollTo(heading);
    else scrollTo(passage, height() * 0.25); // what leads up to it
  }

  const height = () =>
    (withPage() ? innerHeight : sheet().clientHeight) - faqFind(".tools").offsetHeight;

  /* Scrolls the sheet only, where it scrolls: scrollIntoView would move the whole page, too. */
  function scrollTo(target, above = 0) {
    const scroller = withPage() ? window : sheet();
    const covered = faqFind(withPage() ? "#bar" : ".tools").getBoundingClientRect();
    const top = target.getBoundingClientRect().top - Math.max(0, covered.bottom);
    scroller.scrollBy({ top: top - Math.max(24, above), behavior: faqScroll() });
  }

  function scrollToEntry(address) {
    const heading = faqFind(new URL(address).hash);
    scrollTo(heading);
    heading.focus({ preventScroll: true });
  }

  /* To the next passage of the answer, or the one before; round and round. */
  function step(by) {
    const place = at < 0 && by < 0 ? 0 : at;
    mark(passages, (place + by + passages.length) % passages.length);
  }

  function choose(documentId) {
    at = -1;
    fetchDocument(documentId);
  }

  function fetchDocument(id, anew = false) {
    if ((id === shown() && !anew) || id === fetched) return;
    fetched = id;
    faqFind("#fetch-document").click();
  }

  /* The request is over. One that got lost, or brought nothing new, can be made again. What is new
     in `panel`, its HTML, is still to be drawn. */
  function settle(panel = null) {
    fetched = null;
    faqAll("select.documents").forEach((choice) => (choice.value = shown()));
    if (panel?.includes(`data-version="${article().dataset.version}"`)) paint();
  }

  function open(found, place, link) {
    if (!link && !isThere(documentOf(found[place]))) return;
    openedFrom = link;
    faqSteps.forget();
    if (narrow() && !isOver()) {
      cover(true);
      history.pushState({ reading: true }, ""); // so that the back button closes it
    }
    mark(found, place, true);
  }

  const leave = () => (isOver() && history.state?.reading ? history.back() : close());

  function cover(over) {
    document.body.classList.toggle("reading", over);
    for (const part of ["#masthead", "#conversation"]) faqFind(part).inert = over;
  }

  function close() {
    cover(false);
    openedFrom?.focus({ preventScroll: narrow() });
    openedFrom = null;
  }

  /* A panel is drawn some time after it was asked for; then it gets its marks. Gradio changes the
     old one where it can, so that the element says nothing about that. */
  function watch() {
    const state = () =>
      article() && `${article().dataset.version} in ${faqFind("#sheet .typeface").lang}`;
    let painted = state();
    const drawn = () => {
      if (!shown() || state() === painted) return;
      painted = state();
      fetched = null;
      faqSteps.forget();
      paint();
    };
    new MutationObserver(drawn).observe(faqFind("#panel"), { childList: true, subtree: true });
    addEventListener("popstate", () => isOver() && close());
    matchMedia(NARROW).addEventListener("change", () => narrow() || !isOver() || leave());
  }

  return {
    mark, step, open, leave, choose, settle, scrollTo, scrollToEntry, watch, shown,
    fetching: () => fetched,
    place: () => ({ at, count: passages.length }),
    isOver,
    isOpen: () => openedFrom !== null || isOver(),
  };
})();
