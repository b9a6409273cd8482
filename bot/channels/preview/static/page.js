// Sends what is typed or pressed, and shows what comes back. All words and all HTML come from the
// program, escaped there; what a person typed is only ever set as text.
"use strict";

const language = document.documentElement.lang;
const messages = document.getElementById("messages");
const form = document.getElementById("form");
const field = document.getElementById("field");
const why = document.getElementById("why");
const analysis = document.getElementById("analysis");
const status = document.getElementById("status");
const wide = matchMedia("(min-width: 60rem)");

// Where the chat stands; the program itself keeps nothing.
let chat = { language: null, pending: null };
const analyses = new Map(); // the bubble of what a person said -> its analysis, as HTML
let queue = Promise.resolve(); // one message after the other

function fill(element, html) {
  if (element.dataset.html === html) return; // so that a live region speaks of changes only
  element.dataset.html = html;
  element.innerHTML = html;
}

function addBubble(kind, element) {
  const item = document.createElement("li");
  item.className = kind;
  item.append(element);
  messages.append(item);
  return item;
}

function addMine(words, kind) {
  const bubble = document.createElement("button");
  bubble.type = "button";
  bubble.textContent = words;
  const item = addBubble(kind, bubble);
  showFrom(item);
  return bubble;
}

// The beginning of a long reply is what one wants to read.
function showFrom(item) {
  messages.scrollTop = item.offsetTop - messages.offsetTop - 8;
}

function explain(bubble) {
  for (const other of analyses.keys()) other.removeAttribute("aria-current");
  bubble.setAttribute("aria-current", "true");
  fill(analysis, analyses.get(bubble));
}

async function post(path, content) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ page: language, ...chat, ...content }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

function send(path, content, words, kind) {
  queue = queue.then(async () => {
    const bubble = addMine(words, kind);
    try {
      const answer = await post(path, content);
      const reply = document.createElement("div");
      reply.innerHTML = answer.reply;
      reply.lang = answer.reply_language;
      addBubble("theirs", reply);
      showFrom(bubble.parentElement);
      chat = { language: answer.language, pending: answer.pending };
      analyses.set(bubble, answer.analysis);
      explain(bubble);
    } catch {
      bubble.parentElement.remove();
      if (kind === "mine") field.value = words;
      tellGone();
    }
    field.focus({ preventScroll: true });
  });
}

function ask(text) {
  send("/message", { text }, text, "mine");
}

function tellGone() {
  const line = document.createElement("p");
  line.className = "broken";
  line.textContent = status.dataset.gone;
  fill(status, line.outerHTML);
}

async function look() {
  if (document.hidden) return;
  try {
    const response = await fetch(`/version?language=${language}`);
    fill(status, (await response.json()).status);
  } catch {
    tellGone();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  field.value = "";
  if (text) ask(text);
});

messages.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.code) {
    const { code } = button.dataset;
    const label = button.textContent;
    send("/press", { code, label }, label, "mine pressed");
  } else if (analyses.has(button)) {
    explain(button);
    why.open = true;
    if (!wide.matches) why.scrollIntoView();
  }
});

analysis.addEventListener("click", (event) => {
  if (event.target.closest(".again")) ask(analysis.querySelector("q").textContent);
});

why.open = wide.matches;
wide.addEventListener("change", () => { why.open = wide.matches; });
look();
setInterval(look, 1000);
