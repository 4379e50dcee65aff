// What the search of the site puts first: the function that is named, questions, then tutorials; long lists that hold
// every word come last.
const asked = (new URLSearchParams(window.location.search).get("q") || "").toLowerCase().replaceAll("-", " ");
const named = (page) => asked.includes(page.split(".").pop().replaceAll("_", " "));
var Scorer = {
  score: ([page, title, anchor, description, score]) =>
    score +
    (page.startsWith("made/which/") && named(page) ? 20 : 0) +
    (asked && title.toLowerCase().replaceAll("-", " ").includes(asked) ? 12 : 0) +
    (page.startsWith("made/which/") ? 10 : page.startsWith("tutorials/") ? 5 : 0) -
    (["changes", "made/statistics", "made/which", "reference/agreement", "made/codebook"].includes(page) ? 10 : 0),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
