// Measures the board in a real browser, as somebody with a stopwatch before the screen
// would: from the press of a key, or the sending of a command, to the frame that shows it.
// `make bench` runs it against a company of its own; its figures end in docs/bench.md.
//
//   node scripts/board.mjs http://127.0.0.1:8080 token-of-who-looks token-of-another id-of-the-other
//
// It prints one line of JSON: a list of { name, goal, times }, in milliseconds.
import { chromium } from "playwright-core";

const [base, mine, theirs, other] = process.argv.slice(2);
const rounds = 6;
const words = ["zinc yoke", "kiln urn", "saw pump", "quill lamp"];

/** In the page: counts of the columns, and a way to wait for the frame that shows something. */
function watch() {
  window.shownIn = (step) => {
    const label = document.querySelector(`[data-step="${step}"]`)?.getAttribute("aria-label") ?? "";
    const digits = label.split(": ").at(-1).replace(/\D/g, "");
    return digits === "" ? -1 : Number(digits);
  };
  window.shown = () => [...document.querySelectorAll("[data-step]")].reduce((sum, { dataset }) => sum + window.shownIn(dataset.step), 0);
  // The message arrives when the frame whose callback sent it has been painted.
  window.painted = (test) =>
    new Promise((done, fail) => {
      const until = performance.now() + 20_000;
      const look = () => {
        if (performance.now() > until) return void fail(new Error(`never shown: ${test}`));
        if (!test()) return void requestAnimationFrame(look);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(0);
      };
      requestAnimationFrame(look);
    });
  window.first = window.painted(() => document.querySelector("[data-card]"));
  addEventListener("keydown", (e) => (window.pressed = e.timeStamp), { capture: true });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** A browser that has never been here, of the person who looks. */
async function open() {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    extraHTTPHeaders: { Authorization: `Bearer ${mine}` },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.addInitScript(watch);
  return page;
}

async function ask(path, body, token = mine) {
  const answer = await fetch(`${base}/api${path}`, {
    method: body ? "POST" : "GET",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const settled = async (page, n) => {
  await page.waitForFunction((n) => window.shown() === n, n);
  await pause(1000); // until what a page fetches when nothing else is to do is there
};

/** From the address to the first cards on the screen: for who has never been here, and again. */
async function firstCards(n) {
  const cold = [];
  const warm = [];
  for (let i = 0; i < rounds; i++) {
    const page = await open();
    for (const times of [cold, warm]) {
      await page.goto(`${base}/pipeline`, { waitUntil: "commit" });
      times.push(await page.evaluate(() => window.first));
      await settled(page, n);
    }
    await page.context().close();
  }
  return [
    { name: "first cards, nothing kept from before", goal: 600, times: cold },
    { name: "first cards, the second time", goal: 600, times: warm },
  ];
}

/** A key in the filter, until the columns show what it leaves. */
async function letters(page, cards) {
  const times = [];
  for (const word of words) {
    await page.keyboard.press("/");
    let before = cards.length;
    for (let i = 0; i < word.length; i++) {
      const wanted = word.slice(0, i + 1).split(" ").filter(Boolean);
      const left = cards.filter(({ name }) => wanted.every((w) => name.toLowerCase().includes(w))).length;
      const seen = page.evaluate((left) => window.painted(() => window.shown() === left), left);
      await page.keyboard.press(word[i] === " " ? "Space" : word[i]);
      const at = await seen;
      if (left !== before) times.push(at - (await page.evaluate(() => window.pressed)));
      before = left;
      await pause(120);
    }
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await settled(page, cards.length);
    await page.evaluate(() => document.activeElement.blur());
  }
  return { name: "a key in the filter", goal: 50, times };
}

/** The first card of a step that is on the screen, of somebody where that is asked for. */
const onScreen = (page, step, ids) =>
  page.evaluate(({ step, ids }) => [...document.querySelectorAll(`[data-step="${step}"] [data-card]`)].map((card) => card.dataset.card).find((id) => !ids || ids.includes(id)), { step, ids });

const moved = ({ id, to, n }) => window.painted(() => !document.querySelector(`[data-step="leads"] [data-card="${id}"]`) && window.shownIn(to) === n);

/** A card moved by its key, until it is gone from one column and counted in the next. */
async function moves(page) {
  const times = [];
  for (let i = 0; i < 3 * rounds; i++) {
    const id = await onScreen(page, "leads");
    const { deal } = await ask(`/deals/${id}`);
    await ask(`/deals/${id}/give`, { checkpoint: "reachable", text: "By phone", version: deal.version });
    await pause(400);
    await page.locator(`[data-card="${id}"] a`).focus();
    const n = await page.evaluate(() => window.shownIn("prospecting"));
    const seen = page.evaluate(moved, { id, to: "prospecting", n: n + 1 });
    await page.keyboard.press("]");
    times.push((await seen) - (await page.evaluate(() => window.pressed)));
    await pause(600);
    await page.keyboard.press("Escape"); // the question for the next step
    await pause(100);
  }
  return { name: "a card moved by its key", goal: 16, times };
}

/** Another person's move, from its sending to the screen. */
async function theirMoves(page, cards) {
  const times = [];
  const ids = cards.filter(({ owner }) => owner === other).map(({ id }) => id);
  for (let i = 0; i < 3 * rounds; i++) {
    await page.evaluate(() => document.querySelector('[data-step="leads"] .pipeline-list').scrollTo(0, 0));
    const id = await near(page, ids);
    const n = await page.evaluate(() => window.shownIn("prospecting"));
    const seen = page.evaluate(moved, { id, to: "prospecting", n: n + 1 }).then((at) => page.evaluate((at) => performance.timeOrigin + at, at));
    const { deal } = await ask(`/deals/${id}`, undefined, theirs);
    const sent = performance.timeOrigin + performance.now();
    await ask(`/deals/${id}/move`, { to: "prospecting", version: deal.version, why: "They said so on the phone." }, theirs);
    times.push((await seen) - sent);
    await pause(300);
  }
  return { name: "another person's move", goal: 100, times };
}

/** One of their cards, scrolled to where none is on the screen. */
async function near(page, ids) {
  for (let i = 0; i < 200; i++) {
    const id = await onScreen(page, "leads", ids);
    if (id) return id;
    await page.evaluate(() => document.querySelector('[data-step="leads"] .pipeline-list').scrollBy(0, 500));
    await pause(60);
  }
  throw new Error("none of their cards is on the board");
}

try {
  const { cards } = await ask("/board");
  const found = await firstCards(cards.length);
  const page = await open();
  await page.goto(`${base}/pipeline`);
  await settled(page, cards.length);
  found.push(await letters(page, cards), await moves(page), await theirMoves(page, cards));
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
