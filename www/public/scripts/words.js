// Names, numbers, times and lists as text.
const NAMES = {
  openai: "OpenAI",
  amazon_bedrock: "Amazon Bedrock",
  anthropic: "Anthropic",
  azure_openai: "Azure OpenAI",
  vertex_ai: "Vertex AI",
  llmproxy: "LLM Proxy",
};

const numbers = new Intl.NumberFormat();
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const and = new Intl.ListFormat("en");
const or = new Intl.ListFormat("en", { type: "disjunction" });

export const nameOf = (integration) =>
  Object.hasOwn(NAMES, integration) ? NAMES[integration] : integration;
export const number = (value) => numbers.format(value);
export const noun = (value, word) => (value === 1 ? word : `${word}s`);
export const count = (value, word) => `${number(value)} ${noun(value, word)}`;
export const dateAndTime = (date) => calendar.format(date);
export const list = (names) => and.format(names);
export const either = (names) => or.format(names);

export function ago(date, now = Date.now()) {
  const minutes = Math.floor((now - date) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  return `${count(Math.floor(hours / 24), "day")} ago`;
}

// For "from ...", where "just now" does not read well.
export function age(date) {
  const text = ago(date);
  return text === "just now" ? "a moment ago" : text;
}

// For comparing what a reader types: neither case nor accents count.
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
