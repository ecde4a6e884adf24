/* The language of the interface: the one in the address (?lang=es), else the browser's, until a
   button chooses another. The server draws the page in it and answers the turns again, since the
   conversation is kept nowhere but here. */
const faqLanguage = (() => {
  const { texts, served } = window.faqSettings;
  const PATIENCE = 1500; // ms, after which the page is shown in the language that it was served in
  let started = false;
  let drawn = served; // the language that the page is in
  let current = wanted(); // … and the one that it is to be in
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

  /* The page could not be had in that language: it goes on in the one it is in. */
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
