// Enlarges figures: each gets a button, which moves its picture and caption into a dialog and back on closing.
// Moved, not copied: ids stay unique and links keep working. Without JavaScript nothing is missing but the button.
for (const figure of document.querySelectorAll(".md-content figure")) {
  const media = figure.querySelector("img, svg")
  if (!media || figure.querySelector("table")) continue
  const box = media.closest("figure > :is(p, div)") ?? figure
  const name = figure.querySelector(".caption-prefix")?.textContent.replace(/\.$/, "") ?? "figure"

  const button = (className, text, label, press) => {
    const made = document.createElement("button")
    Object.assign(made, { type: "button", className, textContent: text, ariaLabel: label, onclick: press })
    return made
  }

  const enlarge = () => {
    const before = document.activeElement
    const dialog = document.createElement("dialog")
    dialog.className = innerWidth > document.documentElement.clientWidth ? "zoom zoom-gutter" : "zoom"
    dialog.ariaLabel = `${name}, enlarged`
    figure.style.minHeight = `${figure.getBoundingClientRect().height}px`
    dialog.append(button("zoom-close", "Close", "Close", () => dialog.close()), ...figure.childNodes)
    figure.append(dialog)
    const scaled = [...dialog.querySelectorAll("[srcset]")].map((one) => [one, one.sizes])
    for (const [one] of scaled) one.sizes = `${one.srcset.match(/(\d+)w$/)[1]}px` // the widest variant
    dialog.onclick = (event) => {
      if (event.target.closest("a") || !event.target.closest("img, svg, figcaption, button")) dialog.close()
    }
    dialog.onclose = () => {
      dialog.firstChild.remove()
      for (const [one, sizes] of scaled) one.sizes = sizes
      dialog.replaceWith(...dialog.childNodes)
      figure.style.minHeight = ""
      before.focus({ preventScroll: true })
    }
    dialog.showModal()
  }

  box.classList.add("zoom-box")
  box.append(button("zoom-open", "Enlarge", `Enlarge ${name}`, enlarge))
  for (const one of box.querySelectorAll("img, svg")) {
    one.addEventListener("click", (event) => {
      if (!event.target.closest("a, dialog")) enlarge()
    })
  }
}
