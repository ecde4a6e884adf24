/* The document beside the conversation: highlights passages, shows another document and, on a narrow
   screen, opens the document over the conversation and closes it again. */
const faqReading = (() => {
  const NARROW = "(max-width: 899px)"; // as in style.css
  let passages = []; // ids of the passages of an answer, best first
  let at = -1; // index of the current one
  let unseen = false; // the current one has not been scrolled to yet
  let focus = false; // the current one takes the focus when it is scrolled to
  let fetched = null; // id of the document in a request that is not answered yet
  let openedFrom = null; // the link that opened the document

  const sheet = () => faqFind("#sheet");
  /* The passage or, if an edit removed it after a link was copied, the first of the same answer. */
  const element = (passage) => {
    const answer = passage?.slice(0, passage.lastIndexOf(":") + 1);
    const others = answer && `.passage[id^="passage-${CSS.escape(answer)}"]`;
    return document.getElementById(`passage-${passage}`) ?? (others ? faqFind(others) : null);
  };
  /* All elements of a passage: more than one if it goes over several paragraphs. */
  const parts = (passage) => {
    const first = element(passage);
    if (!first) return [];
    return [first, ...faqAll(`.passage[data-passage="${CSS.escape(first.id)}"]`)];
  };
  const isExactlyThere = (passage) => document.getElementById(`passage-${passage}`) !== null;
  const article = () => faqFind("article.document");
  const shown = () => article()?.id.replace(/^document-/, "") ?? null;
  const documentOf = (passage) => passage.split(":")[0];
  const isThere = (id) =>
    id === shown() || faqAll("select.documents option").some((one) => one.value === id);
  const narrow = () => matchMedia(NARROW).matches;
  const isOver = () => document.body.classList.contains("reading");
  const withPage = () => narrow() && !isOver(); // the document is below the conversation

  function mark(found, place, take = false) {
    passages = found;
    at = place;
    unseen = at >= 0;
    focus = take;
    // It may be in another document, or newer than the page, since the corpus can be edited.
    if (unseen && !isExactlyThere(passages[at])) fetchDocument(documentOf(passages[at]), true);
    paint();
  }

  function paint() {
    faqAll(".passage.used, .passage.also").forEach((one) => one.classList.remove("used", "also"));
    if (at >= 0 && fetched === documentOf(passages[at])) return faqSteps.draw();
    if (at >= 0 && !element(passages[at])) {
      passages = []; // the link is older than the document or the corpus
      at = -1;
    }
    passages.flatMap(parts).forEach((one) => one.classList.add("also"));
    faqSteps.draw();
    const used = element(passages[at]);
    if (!used) return;
    for (const one of parts(passages[at])) {
      one.classList.remove("also");
      one.classList.add("used");
    }
    if (!unseen) return;
    unseen = false;
    if (!withPage()) scrollToPassage(used);
    if (focus) used.focus({ preventScroll: true });
  }

  /* Scrolls to a passage, with the question above it in view if both fit. */
  function scrollToPassage(passage) {
    const heading = headingOf(passage.closest(".entry"));
    const top = (one) => one.getBoundingClientRect().top;
    const fits = top(passage) + passage.offsetHeight - top(heading) < height() * 0.6;
    if (fits) scrollTo(heading);
    else scrollTo(passage, height() * 0.25); // shows some text before it
  }

  /* The question of an entry, or the heading of the section that begins with it. */
  function headingOf(entry) {
    const above = entry.previousElementSibling;
    return above?.classList.contains("sections") ? above : faqFind("h3", entry);
  }

  const height = () =>
    (withPage() ? innerHeight : sheet().clientHeight) - faqFind(".tools").offsetHeight;

  /* Scrolls the sheet only, if it can scroll: scrollIntoView would move the whole page too. In a
     wide table, scrolls the table as well. */
  function scrollTo(target, above = 0) {
    const table = (target.startContainer?.parentElement ?? target).closest(".scrolled");
    const left = (one) => one.getBoundingClientRect().left;
    table?.scrollBy({ left: left(target) - left(table) - 16, behavior: "instant" });
    const scroller = withPage() ? window : sheet();
    const covered = faqFind(withPage() ? "#bar" : ".tools").getBoundingClientRect();
    const top = target.getBoundingClientRect().top - Math.max(0, covered.bottom);
    scroller.scrollBy({ top: top - Math.max(24, above), behavior: faqScroll() });
  }

  function scrollToEntry(address) {
    const heading = faqFind(new URL(address).hash);
    scrollTo(headingOf(heading.closest(".entry")));
    heading.focus({ preventScroll: true });
  }

  /* Goes to the next passage of the answer, or to the one before; after the last comes the first. */
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

  /* Ends the request. One that failed, or returned the same document, can be repeated. The HTML in
     `panel` is not drawn yet. */
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

  /* Highlights passages when a new panel is drawn, some time after the request. Gradio reuses the old
     element if it can, so the element does not show the change. */
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
