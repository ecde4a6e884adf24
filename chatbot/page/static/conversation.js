/* The turns of the conversation. blocks.py connects `push`, `pending`, `receive`, `fail`, `clear`
   and `start` to Gradio's events. The questions are kept only in the memory of this tab. The server
   gets the last few with each new one. */
const faqConversation = (() => {
  const { limit } = window.faqSettings;
  const SENT = 6; // questions that the server uses, the new one included
  const REFUSED = { 429: "too_many", 503: "busy", 504: "trouble" }; // HTTP status → name of the text for the person
  const TICK = 30; // ms until Gradio has added a row
  let conversation = []; // turns: { number, questions: earlier ones and its own, best, answered }
  let turns = []; // turns to send to the server, in order; null if there is no question
  let orders = []; // questions to ask that are not in the box
  let count = 0; // turns since the page was opened; the first `base` are of cleared conversations
  let base = 0;
  let refused = "unreachable"; // reason why the last request failed
  const waiting = new Map(); // number of a turn without an answer → timer after which it fails

  /* Escapes a text as `plain` in html.py does, so that none of it is read as Markdown or HTML. */
  const plain = (text) =>
    text.replace(/[\x00-\x1f!-\/:-@\[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const message = (role, html) => ({
    role,
    metadata: null,
    options: null,
    content: [{ type: "text", text: html }],
  });

  function push(typed, chat) {
    const order = orders.shift();
    if (orders.length) setTimeout(press, TICK);
    if (order?.again) {
      expect(order.again);
      return [typed, chat];
    }
    const text = (order?.text ?? typed).trim();
    if (!text || text.length > limit) {
      turns.push(null);
      return [typed, text ? [...chat, trouble("too_long", { limit })] : chat];
    }
    const before = [...(conversation.at(-1)?.questions ?? []), ...(order?.before ?? [])];
    const questions = [...before, text].slice(-SENT);
    const turn = { number: ++count, questions, best: [], answered: false };
    conversation.push(turn);
    expect(turn);
    const row = message("user", `<span dir="auto">${plain(text)}</span>`);
    return [order ? typed : "", [...chat, row]];
  }

  function pending() {
    const turn = turns.shift();
    if (!turn) return [null];
    const { number, questions, answered: again } = turn;
    const earlier = conversation.filter((one) => one.number < number);
    const shown = earlier.flatMap((one) => one.best);
    return [{ number, questions, shown, language: faqLanguage.current(), again }];
  }

  /* An answer that arrives after the timeout replaces the error message. */
  function expect(turn) {
    turns.push(turn);
    settle(turn.number);
    const giveUp = () => faqFind("#give-up").click();
    waiting.set(turn.number, setTimeout(giveUp, window.faqSettings.patience));
  }

  function settle(number) {
    clearTimeout(waiting.get(number));
    waiting.delete(number);
  }

  /* Gradio's requests with two changes. Gradio adds the page's query string to each, so a question
     in the address would be in the logs of every proxy. Here it is removed. After a network error,
     Gradio reloads the page and the conversation is lost. Here it gets a server error instead, calls
     `fail`, and the conversation is kept. */
  const send = window.fetch;
  window.fetch = (address, ...options) => {
    if (!String(address).includes("/run/predict")) return send(address, ...options);
    refused = "unreachable";
    return send(String(address).split("?")[0], ...options)
      .catch(() => new Response('{"error": null}', { status: 502 }))
      .then((response) => {
        refused = REFUSED[response.status] ?? "unreachable";
        return response;
      });
  };

  /* Puts the answer under its own question, even if others were asked or cleared since. */
  function receive(reply, chat) {
    if (!reply || reply.number <= base) return [chat];
    settle(reply.number);
    note(reply);
    const place = questionsIn(chat)[reply.number - 1 - base];
    return [answered(chat, place, message("assistant", reply.html))];
  }

  /* Records the passage that is shown, and announces the answer once, without its buttons. */
  function note(reply) {
    const drawn = Object.assign(document.createElement("template"), { innerHTML: reply.html });
    const turn = conversation[reply.number - 1 - base];
    const best = faqFind(".answer > .quotation a.source", drawn.content);
    if (best) turn.best = [passageOf(best)];
    const quoted = ".answer > .quotation :is(thead.lead, .words)";
    const said = `.answer > :is(.verdict, p:not(.pass-on)), ${quoted}`;
    if (!turn.answered) faqAnnounce(...faqAll(said, drawn.content));
    turn.answered = true;
  }

  function fail(chat) {
    const questions = questionsIn(chat);
    const turn = questions.findIndex((place) => chat[place + 1]?.role !== "assistant");
    if (turn < 0) return [chat];
    settle(base + turn + 1);
    return [answered(chat, questions[turn], trouble(refused))];
  }

  function trouble(name, values = {}) {
    const excuse = faqFill(faqLanguage.texts()[name], values);
    faqAnnounce(excuse);
    return message("assistant", `<section class="answer trouble"><p>${plain(excuse)}</p></section>`);
  }

  /* Announces the reason for a failure outside the conversation. */
  const excuse = () => faqAnnounce(faqLanguage.texts()[refused]);

  const questionsIn = (chat) => [...chat.keys()].filter((place) => chat[place].role === "user");

  function answered(chat, place, answer) {
    if (place === undefined) return chat;
    const after = chat[place + 1]?.role === "assistant" ? place + 2 : place + 1;
    return [...chat.slice(0, place + 1), answer, ...chat.slice(after)];
  }

  function clear() {
    conversation = [];
    base = count;
    [...waiting.keys()].forEach(settle);
    faqAnnounce();
    faqReading.mark([], -1);
    for (const one of [window, faqFind("#sheet")]) one.scrollTo({ top: 0, behavior: "instant" });
    faqFind("#question textarea").focus({ preventScroll: true });
    return [[], ""];
  }

  /* `before` are its earlier questions, from a link, that are not in this conversation. */
  const ask = (text, before = []) => give({ text, before });

  /* Asks all questions again in another language. Each answer replaces the one before. */
  const askAgain = () => conversation.forEach((turn) => give({ again: turn }));

  /* Asks one question after the other, since Gradio loses one of two rows that are added at once.
     A question that waits for its answer is not asked again: that was a double click. */
  function give(order) {
    const last = conversation.at(-1);
    if (order.text && waiting.has(last?.number) && last.questions.at(-1) === order.text) return;
    if (orders.push(order) === 1) press();
  }

  const press = () => faqFind("#ask-next").click();

  /* Reads the address: ?p= opens a passage, ?q= asks a question (the last one of several), ?api opens
     Gradio's documentation of the endpoint. Then the query string is removed. So the browser's
     history does not keep the question, and Forward does not ask it again. */
  function start() {
    faqFind("#chat [role=log]").setAttribute("aria-live", "off"); // `note` announces the answers
    faqFind("#question textarea").dir = "auto";
    new MutationObserver(drawn).observe(faqFind("#chat"), { childList: true, subtree: true });
    faqReading.watch();
    // After a rotation, a phone would otherwise show the head of the page.
    matchMedia("(orientation: portrait)").addEventListener("change", showTurn);
    document.body.classList.add("started");
    const address = new URLSearchParams(location.search);
    const questions = address.getAll("q").map((text) => text.slice(-limit));
    history.replaceState(null, "", location.pathname);
    if (address.has("api")) faqFind("footer .show-api")?.click();
    if (address.get("p")) faqReading.open([address.get("p")], 0, null);
    if (questions.length) ask(questions.pop(), questions);
  }

  /* Gradio draws a row first, and its content a moment later. */
  let rows = 0;
  let answers = 0;
  function drawn() {
    // Gradio labels each message with its HTML source, which screen readers would read out.
    faqAll("#chat [data-testid][aria-label]").forEach((one) => one.removeAttribute("aria-label"));
    const nowRows = faqAll("#chat .message-row").length;
    const nowAnswers = faqAll("#chat .answer:not(.trouble)"); // an answer may replace an error message
    if (nowAnswers.length > answers) markPassagesOf(nowAnswers.at(-1));
    if (nowRows > rows || nowAnswers.length > answers) showTurn();
    rows = nowRows;
    answers = nowAnswers.length;
  }

  function markPassagesOf(answer) {
    const passages = passagesOf(answer);
    if (passages.length) faqReading.mark(passages, answer.matches(".not_answered") ? -1 : 0);
  }

  const passageOf = (link) =>
    new URL(link.getAttribute("href"), location).searchParams.get("p");
  const passagesOf = (answer) => faqAll("a.source", answer).map(passageOf);

  /* Scrolls the question to the top of the window, so that its answer starts in view. */
  function showTurn() {
    const question = faqAll("#chat .user-row").at(-1);
    if (!question) return;
    const above = parseFloat(getComputedStyle(question).scrollMarginTop);
    const top = question.getBoundingClientRect().top + scrollY - above;
    window.scrollTo({ top, behavior: faqScroll() });
  }

  return {
    push, pending, receive, fail, excuse, clear, start, ask, askAgain, passageOf, passagesOf,
    asked: () => conversation.map((turn) => turn.questions.at(-1)),
  };
})();
