/* The pop-up over a reference, which the theme shows: Escape closes it; a tap opens it before it leads away, but an
   ordinary link to a page leads there at once; the dash of a range such as [1–4] shows every reference that it stands
   for, a link to a section how that begins. */
"use strict"
{
  const reference = (event) => event.target.closest?.("a.footnote-ref")
  let tapped = null

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    for (const popup of document.querySelectorAll(".md-tooltip2--active[role=dialog]")) {
      popup.classList.remove("md-tooltip2--active")
    }
  })

  /* The theme adds each pop-up to the end of the body, without a name. */
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const added of addedNodes) {
        if (!added.matches?.(".md-tooltip2[role=dialog]")) continue
        added.setAttribute("aria-label", added.querySelector(".term-name") ? "Definition" : "Reference")
      }
    }
  }).observe(document.body, { childList: true })

  const restore = (event) => {
    const link = reference(event)
    if (link?.dataset.first !== undefined) link.hash = link.dataset.first
  }

  document.addEventListener("click", (event) => {
    const link = reference(event)
    const waits = link && !link.matches(".page-link") && event.pointerType === "touch"
    if (waits && tapped !== link) {
      event.preventDefault()
      link.focus()
      gather(event)
    } else restore(event)
    tapped = link
  })
  /* Whatever else is done with the link, it leads where it says. */
  for (const kind of ["auxclick", "contextmenu", "dragstart"]) document.addEventListener(kind, restore)

  /* The theme copies the children of the element that the link names, at the moment when the pop-up opens. */
  const gather = (event) => {
    const link = reference(event)
    if (!link?.dataset.until && !link?.dataset.shows) return
    link.dataset.first ??= link.hash
    if (link.dataset.shows) {
      link.hash = link.dataset.shows
      return
    }
    const id = `${link.dataset.first.slice(1)}--${link.dataset.until}`
    if (!document.getElementById(id)) {
      const all = document.createElement("div")
      Object.assign(all, { id, hidden: true })
      let item = document.querySelector(link.dataset.first)
      for (; item; item = item.id === link.dataset.until ? null : item.nextElementSibling) {
        const copy = item.cloneNode(true)
        all.append(...copy.children)
      }
      document.body.append(all)
    }
    link.hash = id
  }
  document.addEventListener("pointerover", gather)
  document.addEventListener("focusin", gather, true)
}
