// How the search of the site ranks, as `analysis.guide` does: no word is required, a rare one counts more, and most in the
// title of a page. `ALSO` (the words of those who ask, from data/guide.toml) is written before this file.
const asked = (new URLSearchParams(window.location.search).get("q") || "").toLowerCase().replaceAll("-", " ");
const named = (page) => asked.includes(page.split(".").pop().replaceAll("_", " "));
// Questions first, then tutorials; long lists that hold every word come last.
const standing = (page) => {
  if (page.startsWith("made/which/")) return named(page) ? 8 : 4;
  if (page.startsWith("tutorials/") || page === "glossary") return 2;
  return /^(changes|made\/(statistics|which|codebook|dictionary)|reference\/agreement|_modules.*)$/.test(page) ? -12 : 0;
};
var Scorer = {
  score: ([page, title, anchor, description, score]) =>
    score + standing(page) + (asked && title.toLowerCase().replaceAll("-", " ").includes(asked) ? 6 : 0),
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
const FULL = 30; // what a page is given whose title holds every word
const LEAST = 0.2; // the part of it below which a page is not listed

if (typeof Search !== "undefined") {
  const stemmer = new Stemmer();
  const stems = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || []).map((word) => stemmer.stemWord(word));

  // The pages that hold a word: 1 in the text, 2 in a heading or the few words of a question's page, 3 in the title.
  const holders = (word) => {
    const { docnames, terms, titleterms, titles } = Search._index;
    const found = new Map();
    const matching = (index) =>
      Object.hasOwn(index, word) || word.length < 4 ? [word] : Object.keys(index).filter((term) => term.startsWith(word));
    const place = (page, term, heading) =>
      stems(titles[page]).includes(term) ? 3 : heading || docnames[page].startsWith("made/which/") ? 2 : 1;
    for (const index of [terms, titleterms])
      for (const term of matching(index))
        for (const page of Object.hasOwn(index, term) ? [index[term]].flat() : [])
          found.set(page, Math.max(found.get(page) || 0, place(page, term, index === titleterms)));
    return found;
  };

  Search.performTermsSearch = (words, excluded) => {
    const { docnames, filenames, titles } = Search._index;
    const without = new Set([...excluded].flatMap((word) => [...holders(word).keys()]));
    const weights = new Map([...words].map((word) => [word, 1]));
    for (const word of asked.match(/[\p{L}\p{N}]+/gu) || [])
      for (const other of (Object.hasOwn(ALSO, word) ? ALSO[word] : []).flatMap(stems))
        if (!weights.has(other)) weights.set(other, 0.5);
    const scores = new Map();
    let most = 0;
    for (const [word, weight] of weights) {
      const held = holders(word);
      if (!held.size) continue;
      const rarity = weight * Math.log(1 + docnames.length / held.size);
      if (weight === 1) most += 3 * rarity;
      for (const [page, place] of held) scores.set(page, (scores.get(page) || 0) + place * rarity);
    }
    return [...scores]
      .filter(([page, score]) => score >= LEAST * most && !without.has(page))
      .map(([page, score]) =>
        [docnames[page], titles[page], "", null, (FULL * score) / (most || 1), filenames[page], SearchResultKind.text]);
  };
}
