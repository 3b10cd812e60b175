// Looks again, after a while, at what was being worked out.
const again = document.querySelector('[data-again]')
const look = () => window.location.replace(again.dataset.again || window.location.href)
let timer = window.setTimeout(look, Number(again.dataset.after || 4000))

// Whoever goes to another page is not brought back while it is on its way; after a download the page is still here.
window.addEventListener('beforeunload', () => {
  window.clearTimeout(timer)
  timer = window.setTimeout(look, 60000)
})
