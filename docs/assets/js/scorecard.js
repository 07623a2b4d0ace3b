/* The readiness scorecard: answers, notes and links stay in this browser; export them to take them along.
   Kept: { version: 1, current, projects: { name: { items: { key: { score, note, link } } } } }. */
"use strict"
{
  const KEY = "mlguide-scorecard"
  const FORMAT = "mlguide-scorecard"
  const root = document.querySelector(".scorecard")
  const rows = [...document.querySelectorAll("tr[data-item]")]
  const find = (name) => root.querySelector(name)
  const say = (text) => { find(".score-status").textContent = text }
  const points = (number) => String(number)
  const text = (row) => row.querySelector(".score-text").innerText.trim()

  /* Reading what may come from anywhere: only what has the right form is taken, item by item. */
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value)
  const readItems = (items) => {
    if (!isObject(items)) throw new Error("it has no items")
    const read = new Map()
    for (const [key, item] of Object.entries(items)) {
      if (!isObject(item) || ![0, 0.5, 1, undefined].includes(item.score)) throw new Error(`its item "${key}" cannot be read`)
      const { score, note = "", link = "" } = item
      if (typeof note !== "string" || typeof link !== "string") throw new Error(`its item "${key}" cannot be read`)
      read.set(key, { score, note, link })
    }
    return read
  }
  const read = (kept) => {
    const data = JSON.parse(kept)
    if (!isObject(data) || data.version !== 1 || !isObject(data.projects)) throw new Error("it is no scorecard of version 1")
    const projects = new Map(Object.entries(data.projects).map(([name, one]) => [name, readItems(one?.items)]))
    if (!projects.size) throw new Error("it has no project")
    return { projects, current: projects.has(data.current) ? data.current : [...projects.keys()][0] }
  }
  const plain = (items) => Object.fromEntries(items)

  let state = { projects: new Map([["My project", new Map()]]), current: "My project" }
  const save = () => {
    const projects = plain([...state.projects].map(([name, items]) => [name, { items: plain(items) }]))
    try {
      localStorage.setItem(KEY, JSON.stringify({ version: 1, current: state.current, projects }))
    } catch {
      say("This browser keeps nothing for this page: export your answers before you leave it.")
    }
  }
  const load = () => {
    let kept = null
    try {
      kept = localStorage.getItem(KEY)
      if (kept) state = read(kept)
    } catch (error) {
      if (kept) localStorage.setItem(`${KEY}-unread`, kept)
      say(`What this browser had kept could not be read: ${error.message}. It was put aside, and nothing was deleted.`)
    }
  }
  const items = () => state.projects.get(state.current)
  const item = (key) => items().get(key) ?? { score: undefined, note: "", link: "" }
  const score = (key) => item(key).score ?? 0
  const change = (key, part) => {
    items().set(key, { ...item(key), ...part })
    save()
    sum()
  }

  const show = () => {
    find(".score-projects").replaceChildren(
      ...[...state.projects.keys()].map((name) => new Option(name, name, false, name === state.current)))
    for (const row of rows) {
      const { note, link } = item(row.dataset.item)
      for (const radio of row.querySelectorAll("[type=radio]")) radio.checked = Number(radio.value) === score(row.dataset.item)
      row.querySelector("textarea").value = note
      row.querySelector("[type=url]").value = link
      row.querySelector("details").open = Boolean(note || link)
    }
    sum()
  }

  const sectionOf = (row) => row.closest(".score").dataset.section
  const sums = () => {
    const found = new Map()
    for (const row of rows) found.set(sectionOf(row), (found.get(sectionOf(row)) ?? 0) + score(row.dataset.item))
    return found
  }
  const final = (found) => Math.min(
    ...[...root.querySelectorAll("[data-rubric=true]")].map((row) => found.get(row.dataset.sum) ?? 0))
  const EFFORTS = ["hours", "days", "weeks"]
  /* What raises the score soonest: checks of the weakest section of the rubric first, then by effort. */
  const nextOnes = (found) => rows
    .filter((row) => score(row.dataset.item) < 1)
    .map((row) => {
      const line = root.querySelector(`[data-sum="${sectionOf(row)}"]`)
      const weak = line.dataset.rubric === "true" && found.get(sectionOf(row)) === final(found)
      return { row, weak, effort: EFFORTS.indexOf(row.dataset.effort), name: line.firstElementChild.textContent }
    })
    .sort((a, b) => b.weak - a.weak || a.effort - b.effort)
    .slice(0, 5)
  const sum = () => {
    const found = sums()
    for (const line of root.querySelectorAll("[data-sum]")) {
      const meter = line.querySelector("meter")
      meter.value = found.get(line.dataset.sum) ?? 0
      line.querySelector(".score-sum").textContent = `${points(meter.value)} of ${meter.max}`
    }
    if (root.querySelector("[data-rubric=true]")) {
      find(".score-final").textContent = `Score: ${points(final(found))}, the smallest sum of the rubric's sections.`
    }
    find(".score-next").replaceChildren(...nextOnes(found).map(({ row, effort, name }) => {
      const line = document.createElement("li")
      const link = Object.assign(document.createElement("a"), { href: `#${row.id}`, textContent: text(row) })
      const to = score(row.dataset.item) ? "let it run by itself" : "do it by hand and write the result down"
      line.append(`${name}, ${EFFORTS[effort]}: `, link, ` (${to}, half a point)`)
      return line
    }))
  }

  const saveAs = (ending, mime, content) => {
    const url = URL.createObjectURL(new Blob([content], { type: mime }))
    const name = `scorecard-${state.current.replace(/[^\p{L}\p{N}_-]+/gu, "-")}.${ending}`
    Object.assign(document.createElement("a"), { href: url, download: name }).click()
    setTimeout(() => URL.revokeObjectURL(url), 1000)
    say(`Exported as ${name}.`)
  }
  const WORDS = new Map([[0, "No"], [0.5, "By hand"], [1, "Automated"]])
  const records = () => rows.map((row) => {
    const { note, link } = item(row.dataset.item)
    return [sectionOf(row), text(row), WORDS.get(score(row.dataset.item)), note, link]
  })
  const free = (wanted) => {
    let name = wanted
    for (let number = 2; state.projects.has(name); number += 1) name = `${wanted} (${number})`
    return name
  }
  const ask = (question, value = "") => prompt(question, value)?.trim()
  const open = (name) => {
    state.current = name
    save()
    show()
  }

  const actions = {
    new() {
      const name = ask("Name of the new project")
      if (!name) return
      const added = free(name)
      state.projects.set(added, new Map())
      open(added)
      say(`${added} has been added.`)
    },
    rename() {
      const name = ask("New name", state.current)
      if (!name || name === state.current) return
      const renamed = free(name)
      state.projects = new Map([...state.projects].map(([old, all]) => [old === state.current ? renamed : old, all]))
      open(renamed)
      say(`It is called ${renamed} now.`)
    },
    delete() {
      if (!confirm(`Delete "${state.current}" with all its answers? Export it first if you may want it back.`)) return
      const gone = state.current
      state.projects.delete(gone)
      if (!state.projects.size) state.projects.set("My project", new Map())
      open([...state.projects.keys()][0])
      say(`${gone} has been deleted.`)
    },
    json() {
      const data = { format: FORMAT, version: 1, project: state.current, exported: new Date().toISOString(), items: plain(items()) }
      saveAs("json", "application/json", `${JSON.stringify(data, null, 2)}\n`)
    },
    import() { find("[type=file]").click() },
    markdown() {
      const cell = (value) => value.replace(/[\\|]/g, "\\$&").replace(/\s+/g, " ")
      const found = sums()
      const lines = [...root.querySelectorAll("[data-sum]")].map((line) =>
        `- ${line.firstElementChild.textContent}: ${points(found.get(line.dataset.sum) ?? 0)} of ${line.querySelector("meter").max}`)
      const table = [["Section", "Check", "State", "Notes", "Evidence"], Array(5).fill("---"), ...records().map((all) => all.map(cell))]
      const rest = table.map((all) => `| ${all.join(" | ")} |`).join("\n")
      saveAs("md", "text/markdown", `# ${state.current}\n\n${find(".score-final").textContent}\n\n${lines.join("\n")}\n\n${rest}\n`)
    },
    csv() {
      /* A cell that begins like a formula would be carried out by a spreadsheet. */
      const cell = (value) => `"${value.replace(/^[=+\-@\t\r]/, "'$&").replace(/"/g, '""')}"`
      const all = [["section", "check", "state", "notes", "evidence"], ...records()]
      saveAs("csv", "text/csv", `\ufeff${all.map((one) => one.map(cell).join(",")).join("\r\n")}\r\n`)
    },
    print() { print() },
  }

  const take = (content, name) => {
    try {
      const data = JSON.parse(content)
      if (!isObject(data) || data.format !== FORMAT || data.version !== 1) throw new Error("it is no export of this scorecard")
      const all = readItems(data.items)
      const added = free(typeof data.project === "string" && data.project.trim() ? data.project.trim() : "Imported")
      const unknown = [...all.keys()].filter((key) => !rows.some((row) => row.dataset.item === key)).length
      state.projects.set(added, all)
      open(added)
      say(`${added} has been imported.` + (unknown ? ` ${unknown} of its items are not in this scorecard; they are kept.` : ""))
    } catch (error) {
      say(`${name} was not imported: ${error.message}. Nothing here has changed.`)
    }
  }

  root.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.())
  find(".score-projects").addEventListener("change", (event) => open(event.target.value))
  find("[type=file]").addEventListener("change", async (event) => {
    const [file] = event.target.files
    if (file) take(await file.text(), file.name)
    event.target.value = ""
  })
  for (const row of rows) {
    row.addEventListener("change", ({ target }) => {
      if (target.type === "radio") change(row.dataset.item, { score: Number(target.value) })
    })
    row.addEventListener("input", ({ target }) => {
      if (target.matches("textarea")) change(row.dataset.item, { note: target.value })
      if (target.type === "url") change(row.dataset.item, { link: target.value })
    })
  }
  /* Another tab of this browser has changed the answers. */
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return
    load()
    show()
  })
  load()
  show()
}
