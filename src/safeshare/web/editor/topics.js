// What findings are about: one card for each topic, however many findings say it.

// Topic -> the kinds of findings in it, in the order in which cards of the same weight stand.
const TOPICS = {
  where: ["location"],
  when: ["time"],
  device: ["serial", "camera", "lens", "software", "id", "profile"],
  who: ["people", "owner"],
  pictures: ["hidden-picture", "thumbnail", "video"],
  codes: ["code"],
  words: ["caption", "comment", "ai-prompt", "text"],
  name: ["filename"],
  person: ["person"],
  data: ["provenance", "trailer", "unreadable", "application"],
};

const WORST_FIRST = ["high", "medium", "low"];
const TOPIC_OF = new Map(
  Object.entries(TOPICS).flatMap(([topic, kinds]) => kinds.map((kind) => [kind, topic])),
);

/** Give the topics of a photo, worst first: {topic, severity, findings}. */
export function topicsOf(findings) {
  const found = new Map(Object.keys(TOPICS).map((topic) => [topic, []]));
  for (const finding of findings) found.get(TOPIC_OF.get(finding.kind) ?? "data").push(finding);
  const topics = [...found].filter(([, list]) => list.length);
  return topics
    .map(([topic, list]) => ({ topic, severity: worst(list), findings: list }))
    .sort((a, b) => rank(a.severity) - rank(b.severity));
}

function worst(findings) {
  return WORST_FIRST[Math.min(...findings.map((finding) => rank(finding.severity)))];
}

function rank(severity) {
  return WORST_FIRST.indexOf(severity);
}
