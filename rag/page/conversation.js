// Conversation: marks lead to evidence, copying, citation style, source panel, corrected questions, examples.
// Runs as gr.HTML's js_on_load: element, trigger, server and watch come from Gradio.
const root = document.documentElement;
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const words = () => document.querySelector('.bar')?.dataset ?? {};

// Citation style: one choice for the page, remembered; until then the custom of the interface's language.
function applyStyle() {
  const usual = root.dataset.interface === 'en' ? 'apa' : 'gbt7714';
  root.dataset.cite = recall('yinju-style') ?? usual;
  for (const select of document.querySelectorAll('select[data-action="style"]')) select.value = root.dataset.cite;
}

// Copying
const toast = document.createElement('div');
toast.className = 'toast';
toast.setAttribute('role', 'status');
document.body.append(toast);
let toastTimer = 0;

function say(text) {
  toast.textContent = text;
  toast.classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => toast.classList.remove('shown'), 1600);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https, and not on this machine, browsers offer only the old way.
    const area = document.createElement('textarea');
    area.value = text;
    area.style.cssText = 'position:fixed;opacity:0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

async function copyFrom(button) {
  const card = button.closest('.card');
  const citation = card.dataset[root.dataset.cite] ?? '';
  const parts = { quote: card.dataset.quote, both: `${card.dataset.quote}\n${citation}`, citation };
  say(await copy(parts[button.dataset.what]) ? words().copied : words().copyFailed);
}

// Source panel
const panel = document.createElement('dialog');
panel.className = 'panel';
document.body.append(panel);
let place = null;

async function openSource(from) {
  place = { document: from.dataset.document, start: Number(from.dataset.start), end: Number(from.dataset.end) };
  panel.setAttribute('aria-label', words().sourcePanel ?? '');
  try {
    panel.innerHTML = await server.source_panel({ ...place, language: root.dataset.interface });
  } catch {
    panel.textContent = words().sourceFailed ?? '';
  }
  if (!panel.open) panel.showModal();
  panel.querySelector('.line.hit')?.scrollIntoView({ block: 'center' });
}

async function moreLines(button) {
  const lines = button.closest('.lines');
  const before = button === lines.firstElementChild;
  const range = { first: Number(button.dataset.first), last: Number(button.dataset.last) };
  const holder = document.createElement('template');
  holder.innerHTML = await server.source_panel({ ...place, ...range, language: root.dataset.interface });
  // The other end's button is already on the page.
  const surplus = before ? holder.content.lastElementChild : holder.content.firstElementChild;
  if (surplus?.dataset.action === 'more') surplus.remove();
  const height = lines.scrollHeight;
  button.replaceWith(holder.content);
  if (before) lines.scrollTop += lines.scrollHeight - height;
}

panel.addEventListener('click', (event) => {
  if (event.target === panel) { panel.close(); return; }
  const button = event.target.closest('[data-action]');
  if (button?.dataset.action === 'close') panel.close();
  if (button?.dataset.action === 'more') moreLines(button);
});

// Evidence of a mark
function showEvidence(link) {
  const card = document.getElementById(link.dataset.target);
  if (!card) return;
  card.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  card.focus({ preventScroll: true });
  card.classList.remove('called');
  void card.offsetWidth;  // restarts the animation
  card.classList.add('called');
}

element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-action]');
  if (!target) return;
  const action = target.dataset.action;
  if (action === 'evidence') { event.preventDefault(); showEvidence(target); }
  if (action === 'copy') copyFrom(target);
  if (action === 'source' && (target.tagName === 'BUTTON' || getSelection().isCollapsed)) openSource(target);
  if (action === 'ask') trigger('ask', { question: target.textContent });
  if (action === 'correct' || action === 'cancel') {
    const form = target.closest('.standalone').querySelector('form');
    form.hidden = action === 'cancel' || !form.hidden;
    if (!form.hidden) form.elements.question.select();
  }
});

element.addEventListener('change', (event) => {
  if (event.target.dataset?.action !== 'style') return;
  remember('yinju-style', event.target.value);
  applyStyle();
});

element.addEventListener('submit', (event) => {
  event.preventDefault();
  const exchange = event.target.closest('.exchange');
  const question = event.target.elements.question.value.trim();
  if (question) trigger('correct', { question, exchange: Number(exchange.id.slice(1)) });
});

// While a language model writes, Enter sends nothing: a second question would take the first one's place with Gradio,
// and the stop button would stop the wrong one.
document.addEventListener('keydown', (event) => {
  const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
  if (!sends || !event.target.matches('#question textarea') || !document.querySelector('#question .stop-button')) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

// A new question goes to the top of the window, so that answer and evidence are read from their beginning.
let count = 0;
function settle() {
  applyStyle();
  const exchanges = element.querySelectorAll('.exchange');
  if (exchanges.length > count) exchanges[exchanges.length - 1].scrollIntoView({ block: 'start' });
  if (!exchanges.length && count) scrollTo({ top: 0 });
  count = exchanges.length;
}

watch('value', settle);
document.addEventListener('yinju:interface', applyStyle);
applyStyle();
