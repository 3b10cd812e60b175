// Looks again, after a while, at what was being worked out.
const again = document.querySelector('[data-again]')

window.setTimeout(() => window.location.replace(again.dataset.again || window.location.href), Number(again.dataset.after || 4000))
