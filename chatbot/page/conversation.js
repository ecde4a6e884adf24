/* The turns of the conversation. page.py wires `push`, `pending`, `receive`, `fail`, `clear` and
   `start` to Gradio's events. The questions live in this tab's memory and nowhere else: the
   server is handed the last few with each new one. */
const faqConversation = (() => {
  const { texts, limit } = window.faqSettings;
  let asked = []; // questions of this conversation
  let turns = []; // what the server is to be asked, in order; null where nothing was typed
  let count = 0; // turns since the page was opened; the first `base` belong to cleared conversations
  let base = 0;
  let next = null; // a question from a button or the address, not from the box
  const waiting = new Set(); // numbers of turns without an answer

  /* As `plain` in markup.py: signs become references, so that Markdown and HTML obey none. */
  const plain = (text) =>
    text.replace(/[\x00-\x1f!-\/:-@\[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const message = (role, html) => ({
    role,
    metadata: null,
    options: null,
    content: [{ type: "text", text: html }],
  });

  function push(typed, chat) {
    const text = (next ?? typed).trim().slice(0, limit);
    const kept = next === null ? "" : typed;
    next = null;
    if (!text) {
      turns.push(null);
      return [typed, chat];
    }
    asked.push(text);
    turns.push({ questions: asked.slice(-8), number: ++count });
    expect(count);
    return [kept, [...chat, message("user", plain(text))]];
  }

  const pending = () => [turns.shift() ?? null];

  /* An answer that comes after its question was given up takes the place of the message. */
  function expect(number) {
    waiting.add(number);
    const giveUp = () => waiting.has(number) && faqFind("#give-up").click();
    setTimeout(giveUp, window.faqSettings.patience);
  }

  /* When a request does not get through, Gradio stops the page and reloads it, and the conversation
     is gone. Told of a server error instead, it calls `fail` and the conversation stays. */
  const send = window.fetch;
  window.fetch = (...request) =>
    send(...request).catch((error) => {
      if (!String(request[0]).includes("/run/predict")) throw error;
      return new Response('{"error": null}', { status: 503 });
    });

  /* The answer goes under its own question, whatever was asked or cleared meanwhile. */
  function receive(reply, chat) {
    if (!reply) return [chat];
    waiting.delete(reply.number);
    return [answered(chat, questionsIn(chat)[reply.number - 1 - base], reply.html)];
  }

  function fail(chat) {
    const place = questionsIn(chat).find((one) => chat[one + 1]?.role !== "assistant");
    const html = `<section class="answer trouble"><p>${plain(texts.unreachable)}</p></section>`;
    return [answered(chat, place, html)];
  }

  const questionsIn = (chat) => [...chat.keys()].filter((place) => chat[place].role === "user");

  function answered(chat, place, html) {
    if (place === undefined) return chat;
    const after = chat[place + 1]?.role === "assistant" ? place + 2 : place + 1;
    return [...chat.slice(0, place + 1), message("assistant", html), ...chat.slice(after)];
  }

  function clear() {
    asked = [];
    base = count;
    waiting.clear();
    faqReading.mark(null);
    for (const one of [window, faqFind("#sheet")]) one.scrollTo({ top: 0, behavior: "instant" });
    faqFind("#question textarea").focus({ preventScroll: true });
    return [[], ""];
  }

  function ask(question) {
    next = question;
    faqFind("#ask-next").click();
  }

  /* ?p= opens a passage and ?q= asks a question: links that others can open. */
  function start() {
    faqFind("#chat [role=log]").setAttribute("aria-label", texts.conversation);
    new MutationObserver(drawn).observe(faqFind("#chat"), { childList: true, subtree: true });
    faqReading.watch();
    document.body.classList.add("started");
    const address = new URLSearchParams(location.search);
    if (address.get("p")) faqReading.open(address.get("p"), [], null);
    if (address.get("q")) ask(address.get("q"));
  }

  /* A row is drawn first, and what stands in it a moment later. */
  let rows = 0;
  let answers = 0;
  function drawn() {
    // Gradio names each message by its source text, markup included: read out, that is noise.
    faqAll("#chat [data-testid][aria-label]").forEach((one) => one.removeAttribute("aria-label"));
    const nowRows = faqAll("#chat .message-row").length;
    const nowAnswers = faqAll("#chat .answer");
    if (nowAnswers.length > answers) markPassagesOf(nowAnswers.at(-1));
    if (nowRows > rows || nowAnswers.length > answers) showTurn();
    rows = nowRows;
    answers = nowAnswers.length;
  }

  function markPassagesOf(answer) {
    const passages = passagesOf(answer);
    if (!passages.length) return;
    const [best, ...further] = passages;
    if (answer.matches(".not_answered")) faqReading.mark(null, passages);
    else faqReading.mark(best, further);
  }

  const passageOf = (link) => new URL(link.href).searchParams.get("p");
  const passagesOf = (answer) => faqAll("a.source", answer).map(passageOf);

  /* The question to the top of the window, so that its answer is read from its beginning. */
  function showTurn() {
    const question = faqAll("#chat .user-row").at(-1);
    if (!question) return;
    const top = question.getBoundingClientRect().top + scrollY - 16;
    window.scrollTo({ top, behavior: faqScroll() });
  }

  return {
    push, pending, receive, fail, clear, start, ask, passageOf, passagesOf,
    asked: () => asked,
  };
})();
