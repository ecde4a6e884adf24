/* The turns of the conversation. page.py wires `push`, `pending`, `receive`, `fail`, `clear` and
   `start` to Gradio's events. The questions live in this tab's memory and nowhere else: the
   server is handed the last few with each new one. */
const faqConversation = (() => {
  const { limit } = window.faqSettings;
  const SENT = 6; // questions, this one among them, of which the server makes use
  const REFUSED = { 429: "too_many", 503: "busy", 504: "trouble" }; // what a status of the server tells the person
  const TICK = 30; // ms in which Gradio adds a row
  let conversation = []; // its turns: { number, questions: earlier ones and its own, best, answered }
  let turns = []; // those that the server is to be asked, in order; null where nothing was typed
  let orders = []; // what is to be asked that does not stand in the box
  let count = 0; // turns since the page was opened; the first `base` belong to cleared conversations
  let base = 0;
  let refused = "unreachable"; // why the last request was not answered
  const waiting = new Map(); // number of a turn without an answer → the timer that gives it up

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

  /* An answer that comes after its question was given up takes the place of the message. */
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

  /* Gradio's requests, with two things mended. It sends the query of the page along with each: a
     question in the address would then stand in the logs of every server on the way. And when one
     does not get through, it stops the page and reloads it, and the conversation is gone; told of
     a server error instead, it calls `fail` and the conversation stays. */
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

  /* The answer goes under its own question, whatever was asked or cleared meanwhile. */
  function receive(reply, chat) {
    if (!reply || reply.number <= base) return [chat];
    settle(reply.number);
    note(reply);
    const place = questionsIn(chat)[reply.number - 1 - base];
    return [answered(chat, place, message("assistant", reply.html))];
  }

  /* Which passage is shown; and the answer is announced: once, and not each of its buttons. */
  function note(reply) {
    const drawn = Object.assign(document.createElement("template"), { innerHTML: reply.html });
    const turn = conversation[reply.number - 1 - base];
    const best = faqFind(".answer > .quotation a.source", drawn.content);
    if (best) turn.best = [passageOf(best)];
    const said = ".answer > :is(.verdict, p:not(.pass-on)), .answer > .quotation .words";
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

  /* Why the last request came to nothing, said aloud where no turn of the conversation can. */
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

  /* `before` are questions that it goes on from and that are not part of this conversation. */
  const ask = (text, before = []) => give({ text, before });

  /* In another language, each answer takes the place of the one before. */
  const askAgain = () => conversation.forEach((turn) => give({ again: turn }));

  /* One after the other: Gradio would lose one of two rows that are added at once. A question that
     is waiting for its answer is not asked twice: somebody clicked twice. */
  function give(order) {
    const last = conversation.at(-1);
    if (order.text && waiting.has(last?.number) && last.questions.at(-1) === order.text) return;
    if (orders.push(order) === 1) press();
  }

  const press = () => faqFind("#ask-next").click();

  /* ?p= opens a passage and ?q= asks a question, the last one where there are several: links that
     others can open. ?api opens Gradio's documentation of the endpoint. Once read, all of it leaves
     the address, so that the browser's history does not keep the question and Forward does not ask
     it again for whoever comes next. */
  function start() {
    faqFind("#chat [role=log]").setAttribute("aria-live", "off"); // `note` says what there is
    faqFind("#question textarea").dir = "auto";
    new MutationObserver(drawn).observe(faqFind("#chat"), { childList: true, subtree: true });
    faqReading.watch();
    // A phone that is turned would otherwise show the head of the page.
    matchMedia("(orientation: portrait)").addEventListener("change", showTurn);
    document.body.classList.add("started");
    const address = new URLSearchParams(location.search);
    const questions = address.getAll("q").map((text) => text.slice(0, limit));
    history.replaceState(null, "", location.pathname);
    if (address.has("api")) faqFind("footer .show-api")?.click();
    if (address.get("p")) faqReading.open([address.get("p")], 0, null);
    if (questions.length) ask(questions.pop(), questions);
  }

  /* A row is drawn first, and what stands in it a moment later. */
  let rows = 0;
  let answers = 0;
  function drawn() {
    // Gradio names each message by its source text, markup included: read out, that is noise.
    faqAll("#chat [data-testid][aria-label]").forEach((one) => one.removeAttribute("aria-label"));
    const nowRows = faqAll("#chat .message-row").length;
    const nowAnswers = faqAll("#chat .answer:not(.trouble)"); // whose place an answer may take
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

  /* The question to the top of the window, so that its answer is read from its beginning. */
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
