// Finds things by name: MiniSearch proposes by words that sound or look alike, then what is most like the whole wins.
(function (root) {
  "use strict";
  const MARKS = /[\u0300-\u036f\u093c\u200c\u200d]/g;
  const CANDIDATES = 40, MOST = 8, FUZZY = 0.3, LEAST = 0.45, RANK = 0.3;
  const FIELDS = ["names", "also", "places", "products"];
  const WEIGHTS = [1, 0.98, 0.93, 0.8];
  const KINDS = { d: 1, s: 0.99, p: 0.93, g: 0.9, l: 0.9, f: 0.85 };

  function words(text) {
    return text.normalize("NFKD").toLowerCase().replace(MARKS, "").split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
  }

  // The sound of a word in Latin letters, as odop_bot/language/sound.py has it; a test holds the two together.
  function sounds(folds) {
    const pattern = new RegExp(Object.keys(folds).sort((a, b) => b.length - a.length).join("|"), "g");
    return function fold(word) {
      let text = word.replace(/[^a-z0-9]/g, "").replace(/cch|tch/g, "ch");
      text = text.replace(/c(?![eiyh])/g, "k").replace(/(?<![cst])c(?=[eiy])/g, "s");
      text = text.slice(0, 1) + text.slice(1).replace(/x/g, "ks");
      text = text.replace(pattern, (found) => folds[found]);
      text = text.replace(/(?<=[bcdfgjklmnprstv])y|y(?=[bcdfgjklmnprstv])|y$/g, "i").replace(/(.)\1+/g, "$1");
      if (text.length > 3 && text.endsWith("h")) text = text.slice(0, -1);
      return text.replace(/anv$/, "on").replace(/av$/, "o");
    };
  }

  // Edits between two words; two letters that changed places are one.
  function edits(a, b) {
    let before = [], last = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const here = [i];
      for (let k = 1; k <= b.length; k++) {
        let least = Math.min(last[k] + 1, here[k - 1] + 1, last[k - 1] + (a[i - 1] === b[k - 1] ? 0 : 1));
        if (i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1]) least = Math.min(least, before[k - 2] + 1);
        here[k] = least;
      }
      before = last;
      last = here;
    }
    return last[b.length];
  }

  const alike = (a, b) => 1 - edits(a, b) / Math.max(a.length, b.length, 1);

  // `things`: rows of search/<language>.json; `table`: search/sounds.json. Returns a function from text to hits.
  function make(MiniSearch, things, table) {
    const fold = sounds(table.folds), small = new Set(table.small);
    const sound = (word) => /^[a-z0-9]+$/.test(word) ? fold(word) || word
      : word.replace(/[ँं]/g, "न").replace(/ी/g, "ि").replace(/ू/g, "ु").replace(/([\u0915-\u0939])\u094d\1/g, "$1");
    const kept = (text) => words(text).filter((word) => !small.has(word));
    const tokens = (text) => text.split("\n").flatMap((name) => {
      const heard = kept(name).map(sound);
      return heard.length > 1 ? [...heard, heard.join("")] : heard;
    });
    const index = new MiniSearch({
      fields: FIELDS, tokenize: tokens, processTerm: (term) => term,
      extractField: (thing, field) => Array.isArray(thing[field]) ? thing[field].join("\n") : thing[field],
    });
    const rows = things.map(([path, title, beside, ...fields], id) =>
      Object.assign({ id, path, title, beside }, ...FIELDS.map((name, number) => ({ [name]: fields[number] }))));
    index.addAll(rows);
    const options = {
      prefix: (term) => term.length > 2, fuzzy: (term) => term.length > 2 ? FUZZY : false, maxFuzzy: 3,
      boost: { names: 6, also: 4, places: 2, products: 0.5 }, weights: { fuzzy: 0.5, prefix: 0.4 },
      boostDocument: (id) => rows[id].path.startsWith("d/") ? 1.5 : 1,
    };
    const likeness = (row, heard, seen) => {
      let best = 0;
      FIELDS.forEach((field, number) => row[field].forEach((name) => {
        const own = kept(name);
        const value = 0.6 * alike(heard, own.map(sound).join("")) + 0.4 * alike(seen, own.join(""));
        best = Math.max(best, value * WEIGHTS[number]);
      }));
      return best * KINDS[row.path[0]];
    };
    return function search(text, most = MOST) {
      const own = kept(text.slice(0, 200)), heard = own.map(sound).join(""), seen = own.join("");
      const hits = index.search(text.slice(0, 200), options).slice(0, CANDIDATES);
      return hits
        .map((hit) => ({ row: rows[hit.id], score: likeness(rows[hit.id], heard, seen) + RANK * hit.score / hits[0].score }))
        .filter((hit) => hit.score >= LEAST)
        .sort((a, b) => b.score - a.score)
        .slice(0, most)
        .map((hit) => hit.row);
    };
  }

  root.OdopSearch = { make, sounds };
})(globalThis);
