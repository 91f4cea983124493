// Names, numbers, dates and lists, as the reader's locale writes them.
const NAMES = {
  openai: "OpenAI",
  amazon_bedrock: "Amazon Bedrock",
  anthropic: "Anthropic",
  azure_openai: "Azure OpenAI",
  vertex_ai: "Vertex AI",
  llmproxy: "LLM Proxy",
};

const numbers = new Intl.NumberFormat();
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const and = new Intl.ListFormat("en");
const or = new Intl.ListFormat("en", { type: "disjunction" });

export const nameOf = (integration) => NAMES[integration] ?? integration;
export const number = (value) => numbers.format(value);
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
export const time = (date) => clock.format(date);
export const dateAndTime = (date) => calendar.format(date);
export const list = (names) => and.format(names);
export const either = (names) => or.format(names);

// For comparing what a reader types: neither case nor accents count.
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function instantiate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
