/* The theme asks for the whole search index on every page. Here it waits until somebody turns to the search, or follows
   a result, whose words are marked by the index's rules. Written against Material 9.8.1, which asks by XMLHttpRequest. */
"use strict"
{
  const asked = new Promise((resolve) => {
    const wanted = new URLSearchParams(location.search)
    if (wanted.has("q") || wanted.has("h")) resolve()
    for (const kind of ["focusin", "pointerover", "touchstart"]) {
      document.addEventListener(kind, ({ target }) => {
        if (target.closest?.(".md-search, [for=__search]")) resolve()
      }, { passive: true })
    }
  })
  const { open, send } = XMLHttpRequest.prototype
  const waits = new WeakSet()
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    if (/\/search_index\.json$/.test(url)) waits.add(this)
    return open.call(this, method, url, ...rest)
  }
  XMLHttpRequest.prototype.send = function (...body) {
    if (waits.delete(this)) asked.then(() => send.apply(this, body))
    else send.apply(this, body)
  }
}
