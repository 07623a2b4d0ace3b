/* "?" shows what keys do. The keys themselves are the theme's; Escape closes the list, as it closes every dialog. */
"use strict"
{
  const KEYS = [
    ["/ or s or f", "Search"],
    ["n or .", "Next page"],
    ["p or ,", "Previous page"],
    ["Tab", "Next link; on maps and diagrams too"],
    ["Esc", "Close what is open: search, a pop-up, this list"],
    ["?", "This list"],
  ]
  const build = () => {
    const dialog = document.createElement("dialog")
    dialog.className = "shortcuts md-typeset"
    dialog.setAttribute("aria-labelledby", "shortcuts-title")
    const title = Object.assign(document.createElement("h2"), { id: "shortcuts-title", textContent: "Keyboard shortcuts" })
    const list = document.createElement("dl")
    for (const [keys, use] of KEYS) {
      const line = document.createElement("div")
      line.append(Object.assign(document.createElement("dt"), { textContent: keys }), Object.assign(document.createElement("dd"), { textContent: use }))
      list.append(line)
    }
    const close = Object.assign(document.createElement("button"), { className: "md-button", textContent: "Close" })
    close.addEventListener("click", () => dialog.close())
    dialog.append(title, list, close)
    document.body.append(dialog)
    return dialog
  }
  let dialog = null
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest?.("input, textarea, select, [contenteditable]")
    if (event.key !== "?" || writes || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    dialog ??= build()
    if (!dialog.open) dialog.showModal()
  })
}
