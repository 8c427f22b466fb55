// Header: interface language, light or dark, new conversation. Runs as gr.HTML's js_on_load.
const root = document.documentElement;
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };
const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

function applyInterface() {
  const bar = element.querySelector('.bar');
  if (!bar) return;
  root.lang = bar.dataset.tag;
  root.dataset.interface = bar.dataset.interface;
  document.querySelector('#question .submit-button')?.setAttribute('aria-label', bar.dataset.send);
  document.dispatchEvent(new CustomEvent('yinju:interface'));
}

function applyTheme(theme) {
  if (theme) document.body.classList.toggle('dark', theme === 'dark');
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-action]');
  if (!button) return;
  if (button.dataset.action === 'language') trigger('language', { language: button.dataset.language });
  if (button.dataset.action === 'fresh') trigger('fresh', {});
  if (button.dataset.action === 'theme') {
    const theme = document.body.classList.contains('dark') ? 'light' : 'dark';
    applyTheme(theme);
    remember('yinju-theme', theme);
  }
});

watch('value', applyInterface);
applyTheme(recall('yinju-theme'));
applyInterface();
