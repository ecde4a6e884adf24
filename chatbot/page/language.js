/* The language of the interface: the one in the address (?lang=es), else the browser's, until a
   button chooses another. The server draws the page in it and answers the turns again, since the
   conversation is kept nowhere but here. */
const faqLanguage = (() => {
  const { texts, served } = window.faqSettings;
  let started = false;
  let current = wanted();
  document.documentElement.lang = current;

  function wanted() {
    const named = [new URLSearchParams(location.search).get("lang"), ...navigator.languages];
    const codes = named.map((name) => (name ?? "").slice(0, 2).toLowerCase());
    return codes.find((code) => Object.hasOwn(texts, code)) ?? served;
  }

  function start() {
    if (current === served) spoken();
    else speak();
  }

  const speak = () => faqFind("#speak").click();

  function choose(language) {
    current = language;
    speak();
  }

  /* Also when the page could not be had in that language: it goes on in the one it is in. */
  function spoken() {
    document.documentElement.lang = current;
    if (started) faqConversation.askAgain();
    else faqConversation.start();
    started = true;
  }

  return { start, choose, spoken, current: () => current, texts: () => texts[current] };
})();
