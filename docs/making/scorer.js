// What the search of the site puts first: questions, then tutorials; long lists that hold every word come last.
var Scorer = {
  score: ([page, title, anchor, description, score]) =>
    score +
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
