/* Part of nmr-tidy, under the Apache License v2.0 with LLVM Exceptions.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
(function () {
  'use strict';
  const registrations = Array.from(document.querySelectorAll('.registration'));
  const filters = document.getElementById('filters');

  // What is one event in the drawing, the list and the source lights up as one.
  function heat(event, hot) {
    const part = event.target.closest('[data-step]');
    if (!part) return;
    const finding = part.closest('.finding');
    for (const same of finding.querySelectorAll('[data-step="' + part.dataset.step + '"]'))
      same.classList.toggle('hot', hot);
  }
  for (const [name, hot] of [['mouseover', true], ['mouseout', false], ['focusin', true], ['focusout', false]])
    document.addEventListener(name, event => heat(event, hot));

  if (!filters) return;
  filters.hidden = false;
  const boxes = Array.from(filters.querySelectorAll('[name=verdict]'));
  const known = document.getElementById('known');
  const text = document.getElementById('text');
  const shown = document.getElementById('shown');
  // Not the sources: a line around one call may be about another.
  const contents = registrations.map(r =>
    Array.from(r.querySelectorAll('summary, h3, .about, .remedy, .events'), e => e.textContent)
      .join(' ').toLowerCase());

  function apply() {
    const verdicts = new Set(boxes.filter(b => b.checked).map(b => b.value));
    const words = text.value.toLowerCase().split(/\s+/).filter(w => w);
    let count = 0;
    registrations.forEach((r, i) => {
      const show = verdicts.has(r.dataset.verdict) &&
        (!known || known.checked || !('known' in r.dataset)) &&
        words.every(w => contents[i].includes(w));
      r.hidden = !show;
      if (show) ++count;
    });
    shown.textContent = count + ' of ' + registrations.length + ' shown';
  }
  function openAll(open) {
    for (const r of registrations)
      if (!r.hidden) r.open = open;
  }
  filters.addEventListener('input', apply);
  filters.addEventListener('submit', event => event.preventDefault());
  document.getElementById('open').addEventListener('click', () => openAll(true));
  document.getElementById('close').addEventListener('click', () => openAll(false));
  apply();
})();
