/* The language of the interface: from the address (?lang=es), else from the browser, until a button
   selects another. The server then sends the parts of the page in that language. The questions are
   sent again for their answers, since the server does not keep the conversation. */
const faqLanguage = (() => {
  const { texts, served } = window.faqSettings;
  const PATIENCE = 1500; // ms until the page is shown in the language in which it was served
  let started = false;
  let drawn = served; // language of the page now
  let current = wanted(); // language that the page should have
  document.documentElement.lang = current;

  function wanted() {
    const named = [new URLSearchParams(location.search).get("lang"), ...navigator.languages];
    const codes = named.map((name) => (name ?? "").slice(0, 2).toLowerCase());
    return codes.find((code) => Object.hasOwn(texts, code)) ?? served;
  }

  function start() {
    if (current === served) return spoken();
    setTimeout(show, PATIENCE);
    speak();
  }

  const speak = () => faqFind("#speak").click();
  const show = () => document.body.classList.add("visible");

  function choose(language) {
    current = language;
    speak();
  }

  function spoken() {
    const again = started && drawn !== current;
    drawn = current;
    settle();
    if (again) faqConversation.askAgain();
  }

  /* The request failed: the page keeps its language. */
  function failed() {
    current = drawn;
    settle();
    faqConversation.excuse();
  }

  function settle() {
    document.documentElement.lang = drawn;
    document.title = faqFind("#bar .short-name").textContent;
    faqFind("#chat [role=log]").setAttribute("aria-label", texts[drawn].conversation);
    show();
    if (!started) faqConversation.start();
    started = true;
  }

  return { start, choose, spoken, failed, current: () => current, texts: () => texts[current] };
})();
