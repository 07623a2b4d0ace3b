/* The bibliography can be filtered as one types: by author, title, year, or what the guide says with a source. */
"use strict"
{
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()

  const form = document.querySelector("form.bibliography-filter")
  if (form) {
    const list = document.querySelector(".bibliography-list")
    const entries = [...list.children].map((entry) => ({ entry, text: fold(entry.textContent) }))
    const input = form.querySelector("input")
    const output = form.querySelector("output")

    const filter = () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean)
      let shown = 0
      for (const { entry, text } of entries) {
        entry.hidden = !words.every((word) => text.includes(word))
        shown += !entry.hidden
      }
      output.textContent = words.length ? `${shown} of ${entries.length} sources` : ""
    }
    input.addEventListener("input", filter)
    form.addEventListener("submit", (event) => event.preventDefault())

    /* A link to an entry must not end at one that is filtered out. */
    addEventListener("hashchange", () => {
      if (document.getElementById(location.hash.slice(1))?.hidden) {
        input.value = ""
        filter()
        document.getElementById(location.hash.slice(1)).scrollIntoView()
      }
    })
  }
}
