// Moves the bar of a step that is under way, and goes on to its outcome.
const box = document.querySelector('[data-progress]')
const bar = box.querySelector('progress')
const say = (name, text) => {
  const place = box.querySelector(`[data-${name}]`)
  if (place.textContent !== text) place.textContent = text
}

// Whoever goes to another page is not brought back while it is on its way; after a download the page is still here.
let isLeaving = false
window.addEventListener('beforeunload', () => {
  isLeaving = true
  window.setTimeout(() => { isLeaving = false }, 60000)
})

async function look () {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { accept: 'application/json' } })
    const now = answer.ok ? await answer.json() : { is_under_way: false }
    if (!now.is_under_way && !isLeaving) return window.location.reload()
    say('what', now.what)
    say('count', now.of ? `: ${now.done.toLocaleString('en-GB')} of ${now.of.toLocaleString('en-GB')}` : '')
    if (now.of) {
      bar.max = now.of
      bar.value = now.done
    } else {
      bar.removeAttribute('value')
    }
  } catch {
    say('what', 'riskreg does not answer just now; this page goes on when it does')
    say('count', '')
  }
  window.setTimeout(look, 1000)
}

window.setTimeout(look, 500)
